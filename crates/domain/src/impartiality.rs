//! Impartiality: who may not deal with a case, how that is found out, and who settles it (FVL s. 3, guard G2).

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    Case, ConcernedId, ConflictCheckId, ContentId, Line, Person, PersonRef, Text, UserId, case::PartyRole,
    codes::codes, event, flagged, guard::Guard, intake, proceeding::Proceeding, refusal::Refusal,
    state::Stage,
};

/// How many people a case names as accused, on the panel or not to see it.
const MOST_CONCERNED: usize = 200;

codes! {
    /// What part somebody has in what is complained of.
    Concern { Accused, PanelMember, Excluded }

    /// The reasons of FVL s. 3(1), nos. 1-5, for which a person is not impartial.
    Partiality { OwnInterest, CloseRelation, TiedToOrganisation, SupervisedOtherAuthority, OtherCircumstances }

    /// How a question of impartiality came up.
    Origin { Declared, Accused, PanelMember, Excluded, Respondent, ReportingLine, LinkedCase, Mistaken }

    /// How a question of impartiality was answered.
    Settlement { Cleared, Disqualified }
}

/// Somebody the filing names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Concerned {
    /// This mention.
    pub id: ConcernedId,
    /// Their part.
    pub concern: Concern,
    /// Who it is.
    pub person: Person,
    /// Another person's complaint named them, so that the complainant of this one is not told.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub named_elsewhere: bool,
}

/// A question of impartiality about one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ConflictCheck {
    /// The question.
    pub id: ConflictCheckId,
    /// About whom; none while only a name is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<UserId>,
    /// The mention in the filing it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concerned: Option<ConcernedId>,
    /// How it came up.
    pub origin: Origin,
    /// In whose reporting line the person stands: to be cleared of one line is not to be cleared of another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line_of: Option<UserId>,
    /// The day it came up.
    pub on: Date,
    /// What the person declared; empty for a declaration of impartiality.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub reasons: BTreeSet<Partiality>,
    /// The person's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub words: Option<ContentId>,
    /// How it was settled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settlement: Option<Settled>,
}

/// The settlement of a question of impartiality, by somebody else than the person (FVL s. 6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Settled {
    /// The answer.
    pub settlement: Settlement,
    /// By whom.
    pub by: UserId,
    /// When.
    pub on: Date,
    /// Why.
    #[schema(value_type = String)]
    pub reason: ContentId,
}

impl ConflictCheck {
    /// Whether it is a declaration of impartiality.
    #[must_use]
    pub fn is_declaration_of_impartiality(&self) -> bool {
        self.origin == Origin::Declared && self.reasons.is_empty()
    }

    /// Whether it keeps the person away: open or confirmed.
    #[must_use]
    pub fn is_wall(&self) -> bool {
        !self.is_declaration_of_impartiality()
            && self.settlement.as_ref().is_none_or(|settled| settled.settlement != Settlement::Cleared)
    }

    /// Whether somebody has to settle it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !self.is_declaration_of_impartiality() && self.settlement.is_none()
    }
}

/// A mention as it is made.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewConcerned {
    /// Their part.
    pub concern: Concern,
    /// Who it is.
    pub person: PersonRef,
}

/// What a member of staff says about their own impartiality.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Declare {
    /// The reasons for doubt; empty when there is none, and one named twice counts once.
    #[schema(value_type = Vec<Partiality>, max_items = 20)]
    pub reasons: BTreeSet<Partiality>,
    /// More about it.
    #[serde(default)]
    pub words: Option<Text>,
}

/// The answer of the conflict officer.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettleConflict {
    /// The answer.
    pub settlement: Settlement,
    /// Why.
    pub reason: Text,
    /// Whose account the name in the filing belongs to, where only a name was given.
    #[serde(default)]
    pub user: Option<Line>,
}

/// What happened about impartiality.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(tag = "event", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    /// The filing names somebody.
    ConcernedNamed {
        /// The mention.
        concerned: Concerned,
    },
    /// The name turned out to belong to an account.
    ConcernedIdentified {
        /// The mention.
        concerned: ConcernedId,
        /// The account.
        user: UserId,
    },
    /// A question came up, by declaration or detection.
    ConflictRaised {
        /// The question.
        check: ConflictCheck,
    },
    /// A question was settled.
    ConflictSettled {
        /// Which.
        check: ConflictCheckId,
        /// How.
        settled: Settled,
    },
}

pub(crate) fn apply(case: &mut Case, what: &Event, _: &event::Event) {
    match what {
        Event::ConcernedNamed { concerned } => case.concerned.push(concerned.clone()),
        Event::ConcernedIdentified { concerned, user } => {
            for named in case.concerned.iter_mut().filter(|it| it.id == *concerned) {
                named.person.user = Some(*user);
            }
            for check in case.conflict_checks.iter_mut().filter(|it| it.concerned == Some(*concerned)) {
                check.user = Some(*user);
            }
        }
        Event::ConflictRaised { check } => case.conflict_checks.push(check.clone()),
        Event::ConflictSettled { check, settled } => {
            for found in case.conflict_checks.iter_mut().filter(|it| it.id == *check) {
                found.settlement = Some(settled.clone());
            }
        }
    }
}

/// Names somebody the complaint concerns. After submission the wall stands at once.
pub(crate) fn add_concerned(
    p: &mut Proceeding<'_, '_>,
    new: NewConcerned,
    pointer: &str,
) -> Result<(), Refusal> {
    if p.case.concerned.len() >= MOST_CONCERNED {
        let detail = format!("a case names at most {MOST_CONCERNED} people so");
        return Err(Refusal::invalid(pointer, "too_many", detail));
    }
    let person = p.person(&format!("{pointer}/person"), new.person)?;
    let concerned =
        Concerned { id: ConcernedId(p.cx.draw.uuid()), concern: new.concern, person, named_elsewhere: false };
    p.on(concerned.id);
    p.happened(Event::ConcernedNamed { concerned });
    if p.case.stage() != Stage::Draft {
        detect(p);
    }
    Ok(())
}

/// Raises a question about everybody the filing names, about who answers for the unit, and about those in the
/// reporting line of the accused and of who answers for the unit (rulebook 7.1).
pub(crate) fn detect(p: &mut Proceeding<'_, '_>) {
    for concerned in p.case.concerned.clone() {
        let origin = match concerned.concern {
            Concern::Accused => Origin::Accused,
            Concern::PanelMember => Origin::PanelMember,
            Concern::Excluded => Origin::Excluded,
        };
        let asked = p.case.conflict_checks.iter().any(|check| check.concerned == Some(concerned.id));
        if !asked {
            raise(p, Raised { user: concerned.person.user, concerned: Some(concerned.id), ..of(origin) });
        }
        if let Some(user) = concerned.person.user.filter(|_| concerned.concern == Concern::Accused) {
            detect_line(p, user);
        }
    }
    if let Some(measure_against) = p.case.party(PartyRole::Respondent) {
        // Nobody answers for the unit in a measure case.
        if let Some(user) = measure_against.person.user {
            detect_line(p, user);
        }
        return;
    }
    let speaker = p.case.party(PartyRole::EmployerUnit).and_then(|unit| unit.person.user);
    if let Some(speaker) = speaker.or_else(|| intake::respondent(&p.case, p.cx.directory)) {
        let asked = |it: &ConflictCheck| it.user == Some(speaker) && it.origin == Origin::Respondent;
        // As a party they have no rights of staff anyway.
        let party = p.case.parties_of(speaker).next().is_some();
        if !party && works(p, speaker) && !p.case.conflict_checks.iter().any(asked) {
            raise(p, Raised { user: Some(speaker), ..of(Origin::Respondent) });
        }
        detect_line(p, speaker);
    }
}

/// Only who holds a role has rights of staff that a wall could take away. Who gets one later is found when they
/// declare.
fn works(p: &Proceeding<'_, '_>, user: UserId) -> bool {
    p.cx.directory.members.get(&user).is_some_and(|member| !member.roles.is_empty())
}

fn detect_line(p: &mut Proceeding<'_, '_>, of_whom: UserId) {
    for other in p.cx.directory.reporting_line(of_whom) {
        let asked = |it: &ConflictCheck| it.user == Some(other) && it.line_of == Some(of_whom);
        if works(p, other) && !p.case.conflict_checks.iter().any(asked) {
            let line_of = Some(of_whom);
            raise(p, Raised { user: Some(other), line_of, ..of(Origin::ReportingLine) });
        }
    }
}

/// Raises a question about somebody with a part in the case that this one comes from.
pub(crate) fn keep_away(p: &mut Proceeding<'_, '_>, user: UserId) {
    doubt(p, user, Origin::LinkedCase);
}

/// Raises a question about somebody who saw the case as if it were theirs.
pub(crate) fn mistaken(p: &mut Proceeding<'_, '_>, user: UserId) {
    doubt(p, user, Origin::Mistaken);
}

fn doubt(p: &mut Proceeding<'_, '_>, user: UserId, origin: Origin) {
    let asked = |it: &ConflictCheck| it.user == Some(user) && it.is_wall();
    if works(p, user) && !p.case.conflict_checks.iter().any(asked) {
        raise(p, Raised { user: Some(user), ..of(origin) });
    }
}

/// A question that nobody asked by declaring.
#[derive(Clone, Copy)]
struct Raised {
    origin: Origin,
    user: Option<UserId>,
    concerned: Option<ConcernedId>,
    line_of: Option<UserId>,
}

fn of(origin: Origin) -> Raised {
    Raised { origin, user: None, concerned: None, line_of: None }
}

fn raise(p: &mut Proceeding<'_, '_>, raised: Raised) {
    let Raised { origin, user, concerned, line_of } = raised;
    let check = ConflictCheck {
        id: ConflictCheckId(p.cx.draw.uuid()),
        user,
        concerned,
        origin,
        line_of,
        on: p.today(),
        reasons: BTreeSet::new(),
        words: None,
        settlement: None,
    };
    p.happened(Event::ConflictRaised { check });
}

/// A member of staff declares. The directory is looked at again: posts and roles change while a case is open.
pub(crate) fn declare(p: &mut Proceeding<'_, '_>, declare: Declare) -> Result<(), Refusal> {
    let check = ConflictCheck {
        id: ConflictCheckId(p.cx.draw.uuid()),
        user: Some(p.user()?),
        concerned: None,
        origin: Origin::Declared,
        line_of: None,
        on: p.today(),
        reasons: declare.reasons,
        words: p.keep_some("declaration", declare.words),
        settlement: None,
    };
    p.on(check.id);
    p.happened(Event::ConflictRaised { check });
    detect(p);
    Ok(())
}

/// The conflict officer settles a question that is not about themselves. One about a name that is nobody's account may
/// be settled again, when it is known whose it is.
pub(crate) fn settle(
    p: &mut Proceeding<'_, '_>,
    check: ConflictCheckId,
    answer: SettleConflict,
) -> Result<(), Refusal> {
    let found =
        p.case.conflict_checks.iter().find(|it| it.id == check && (it.is_open() || it.user.is_none()));
    let found = found.ok_or(Refusal::NoSuchItem)?;
    let (concerned, mut known) = (found.concerned, found.user);
    p.on(check);
    match (answer.user, known, concerned) {
        (Some(username), None, Some(concerned)) => {
            let member = p.cx.directory.named(username.as_str());
            let user = member
                .map(|member| member.id)
                .ok_or_else(|| Refusal::invalid("/user", "unknown_user", "nobody has this user name"))?;
            if p.actor.user() == Some(user) {
                let detail = "somebody else settles a question about you";
                return Err(Refusal::unmet(Guard::Separation, "own_question", "/user", detail));
            }
            known = Some(user);
            p.happened(Event::ConcernedIdentified { concerned, user });
            detect(p);
        }
        (Some(_), _, _) => return Err(Refusal::invalid("/user", "already_known", "the account is known")),
        (None, ..) => {}
    }
    let settled = Settled {
        settlement: answer.settlement,
        by: p.user()?,
        on: p.today(),
        reason: p.keep("settlement", answer.reason),
    };
    let disqualified = known.filter(|_| settled.settlement == Settlement::Disqualified);
    p.happened(Event::ConflictSettled { check, settled });
    if let Some(user) = disqualified {
        flagged::flag(p, user);
    }
    Ok(())
}

impl Case {
    /// Whose reporting lines are looked at, as far as the case knows: of the accused, of who answers for the unit, and
    /// of whom a measure is against or proposed against. Until there is such a party it is who the directory says.
    #[must_use]
    pub fn whose_lines(&self) -> Vec<UserId> {
        let unit = self.party(PartyRole::EmployerUnit).and_then(|unit| unit.person.user);
        let measured = self.party(PartyRole::Respondent).and_then(|person| person.person.user);
        let drafts = self.draft.iter().chain(self.reviews.last().and_then(|it| it.proposal.as_ref()));
        let proposed = drafts.flat_map(|draft| &draft.measures).filter_map(|it| it.person.user);
        let accused = self.concerned.iter().filter(|it| it.concern == Concern::Accused);
        let linked = self.proposed_accounts.iter().map(|it| it.user);
        accused
            .filter_map(|it| it.person.user)
            .chain(unit)
            .chain(measured)
            .chain(proposed)
            .chain(linked)
            .collect()
    }

    /// Whether somebody has declared to be impartial in this case.
    #[must_use]
    pub fn has_declared(&self, user: UserId) -> bool {
        self.conflict_checks
            .iter()
            .any(|check| check.user == Some(user) && check.origin == Origin::Declared && !check.is_wall())
    }
}
