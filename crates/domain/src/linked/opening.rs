//! How a case comes from another one: what it takes over, whoever opens it.

use std::collections::BTreeMap;

use super::{Event, LinkedAs, LinkedCase};
use crate::{
    Action, Actor, Capacity, Case, CaseId, ConcernedId, ConflictCheckId, PartyId, UserId, Words,
    case::{FiledHow, Filing, Party},
    filing, guard,
    impartiality::{self, ConflictCheck},
    proceeding::{Beside, Proceeding},
    refusal::Refusal,
};

/// What a new case is to the one it comes from, and that one to it.
#[derive(Clone, Copy)]
pub(super) struct Kinship {
    pub(super) new_is: LinkedAs,
    pub(super) old_is: LinkedAs,
}

impl<'c> Proceeding<'_, 'c> {
    /// A case of its own beside this one, about the same unit, with the walls and the exclusions of this one and
    /// nobody in it yet.
    pub(super) fn successor(&mut self, filed: FiledHow, kinship: Kinship) -> Case {
        let (today, draw) = (self.cx.today(), &mut self.cx.draw);
        let first = &self.case;
        let mut named = BTreeMap::new();
        let concerned = first.concerned.iter().map(|it| {
            let id = ConcernedId(draw.uuid());
            named.insert(it.id, id);
            impartiality::Concerned { id, ..it.clone() }
        });
        let concerned = concerned.collect();
        let walls = first.conflict_checks.iter().filter(|it| it.is_wall()).map(|it| ConflictCheck {
            id: ConflictCheckId(draw.uuid()),
            concerned: it.concerned.and_then(|it| named.get(&it).copied()),
            ..it.clone()
        });
        let conflict_checks = walls.collect();
        let author = self.actor.user().unwrap_or(first.author);
        Case {
            id: CaseId(draw.uuid()),
            number: draw.case_number(),
            jurisdiction: first.jurisdiction,
            identity: first.identity,
            filing: Filing {
                filed_by: filed,
                story: None,
                desired_remedy: None,
                occurred_from: today,
                occurred_to: today,
                language: first.filing.language.clone(),
                whistleblower: None,
            },
            concerned,
            conflict_checks,
            links: vec![LinkedCase { case: first.id, linked_as: kinship.old_is, on: today }],
            ..Case::empty(first.unit, author, today)
        }
    }

    /// A party of this case as one of a new case. The id is another one: by it, nobody who sees both cases could
    /// tell that a confidential person is the same.
    pub(super) fn again(&mut self, party: &Party) -> Party {
        Party { id: PartyId(self.cx.draw.uuid()), ..party.clone() }
    }

    /// Opens a case beside this one and links the two. What is written down there after its opening is done by
    /// whoever acts, if `by_actor`, else by the System.
    pub(super) fn opens(
        &mut self,
        case: Case,
        kinship: Kinship,
        by: Hand,
        words: Vec<Words>,
        then: impl FnOnce(&mut Proceeding<'_, 'c>),
    ) -> CaseId {
        let (id, from, on) = (case.id, self.case.id, self.today());
        let mut other = self.beside(Case::empty(case.unit, case.author, on), by.capacity);
        other.words = words;
        other.happened(filing::Event::Opened { case: Box::new(case) });
        then(&mut other);
        let change = other.change(0, by.action);
        self.also.push(crate::Change { carried_from: Some(from), ..change });
        self.happened(Event::CaseLinked { link: LinkedCase { case: id, linked_as: kinship.new_is, on } });
        id
    }

    /// Something under way on another case, in the same breath.
    pub(crate) fn beside(&mut self, case: Case, capacity: Capacity) -> Proceeding<'_, 'c> {
        let actor = if capacity == Capacity::System { &Actor::System } else { self.actor };
        Proceeding::begin(case, actor, capacity, &mut *self.cx)
    }

    /// The other case that the command names, on which whoever acts works in the same capacity. To everybody else it
    /// is one that does not exist.
    pub(super) fn worked_on_beside(&self, id: CaseId, action: Action) -> Result<Beside, Refusal> {
        let works = |it: &&Beside| it.case.capacities(self.actor).contains(&self.capacity);
        let found = self.cx.beside.iter().find(|it| it.case.id == id && id != self.case.id).filter(works);
        let Some(beside) = found else {
            return Err(Refusal::invalid("/case", "unknown_case", "you work on no other case of this id"));
        };
        if guard::undeclared(&beside.case, self.actor, self.capacity, action) {
            let detail = "declare first whether you are impartial in the other case";
            return Err(Refusal::invalid("/case", "not_declared", detail));
        }
        Ok(beside.clone())
    }

    /// Those with a part in the case it comes from who work on cases, but have no part in this one, are no more
    /// impartial here than there; and whoever the directory says.
    pub(super) fn wall_off(&mut self, parties: &[UserId]) {
        for user in parties {
            impartiality::keep_away(self, *user);
        }
        impartiality::detect(self);
    }
}

/// In which capacity something is done to the other case, and what the log calls it there.
#[derive(Clone, Copy)]
pub(super) struct Hand {
    pub(super) capacity: Capacity,
    pub(super) action: Action,
}

impl Case {
    /// The accounts with a part in the case.
    pub(super) fn accounts(&self) -> Vec<UserId> {
        self.parties.iter().filter_map(|it| it.person.user).collect()
    }
}
