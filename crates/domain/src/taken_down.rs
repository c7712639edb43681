//! What a party without an account says or writes, taken down by the office: the act is the party's, on the route of
//! the act, and who took it down is told with it (rulebook 7.1).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    Capacity, Case, Line, Party, PartyId, RecordId, Text,
    access::{Taking, acts_alone, taking_down},
    action::Action,
    investigation,
    proceeding::Proceeding,
    refusal::Refusal,
};

/// Whose act it is that staff take down.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakenDown {
    /// Who speaks: a party, or who represents one, without an account.
    pub party: PartyId,
    /// It was read back to them, and they confirmed it.
    #[serde(default)]
    pub read_back: bool,
    /// What they wrote; some acts are taken down from their own writing only.
    #[serde(default)]
    pub original: Option<Original>,
}

/// What somebody wrote, as it lies in the file.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Original {
    /// What it is called, and where it is kept.
    pub title: Line,
    /// What it says, word for word.
    pub words: Text,
    /// When it came in.
    pub received_on: Date,
}

/// That an act of a party was taken down, as its events keep it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenBy {
    /// Who spoke.
    pub party: PartyId,
    /// In which capacity somebody took it down.
    pub capacity: Capacity,
    /// The writing, among the records of the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<RecordId>,
}

impl Case {
    /// Who may do something here but has no account to do it with, each in their capacity.
    pub fn speaks_to_the_office(&self, action: Action) -> impl Iterator<Item = (&Party, Capacity)> {
        let stage = self.stage();
        let asked = self.parties.iter().filter(|it| it.person.user.is_none());
        asked
            .filter_map(|party| Some((party, self.capacity_of(party)?)))
            .filter(move |(_, capacity)| acts_alone(self, *capacity, action, stage))
    }

    /// In which capacity the party does it for whom staff take it down; refused where they do it themselves.
    pub(crate) fn taken_down_as(&self, taken: &TakenDown, action: Action) -> Result<Capacity, Refusal> {
        let refused = |code, detail: &str| Err(Refusal::invalid("/taken_down/party", code, detail));
        if let Some((_, capacity)) = self.speaks_to_the_office(action).find(|(it, _)| it.id == taken.party) {
            return Ok(capacity);
        }
        match self.party_by_id(taken.party) {
            None => refused("unknown_party", "the case has no such party"),
            Some(party) if party.person.user.is_some() => {
                refused("has_account", "who has an account does it there, and nobody in their place")
            }
            Some(_) => refused("not_theirs", "this party cannot do this"),
        }
    }
}

impl Proceeding<'_, '_> {
    /// From here on the act is the party's. What was said was read back and confirmed, what was written lies in the
    /// file; an act that cannot be undone needs the writing.
    pub(crate) fn takes_down(
        &mut self,
        by: Capacity,
        taken: TakenDown,
        action: Action,
    ) -> Result<(), Refusal> {
        let written = taken.original.is_some();
        match taking_down(action).map(|it| it.how) {
            Some(Taking::Written) if !written => {
                let detail = "this is taken down from the party's own writing only";
                return Err(Refusal::invalid("/taken_down/original", "no_original", detail));
            }
            Some(Taking::Said) if !written && !taken.read_back => {
                let detail = "what is said is read back to the party, who confirms it";
                return Err(Refusal::invalid("/taken_down/read_back", "not_read_back", detail));
            }
            Some(Taking::Said | Taking::Written) => {}
            Some(Taking::Never) | None => {
                let detail = "nobody takes this down for somebody else";
                return Err(Refusal::invalid("/taken_down", "not_taken_down", detail));
            }
        }
        self.taken_down = Some(TakenBy { party: taken.party, capacity: by, original: None });
        if let Some(original) = taken.original {
            let person = self.case.party_by_id(taken.party).map(|it| it.person);
            let record = investigation::original(self, person, original)?;
            self.taken_down = self.taken_down.map(|it| TakenBy { original: Some(record), ..it });
        }
        Ok(())
    }

    /// The parties that whoever acts is: those of the account, or the one for whom it is taken down.
    pub(crate) fn is_party(&self, party: &Party) -> bool {
        match self.taken_down {
            Some(taken) => party.id == taken.party,
            None => self.actor.user().is_some_and(|user| party.person.user == Some(user)),
        }
    }
}
