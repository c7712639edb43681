//! The end of a case: archived by the archivist, then destroyed or preserved by two people under a rule, unless it must
//! be kept (guards G14, G15). What is destroyed leaves a tombstone.

mod codes;
mod guards;

use jiff::{Span, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    Case, UnitId, UserId, codes::codes, event, guard::Guard, measure::MeasureCase, phase::Facts,
    proceeding::Proceeding, refusal::Refusal, state::State,
};

pub use self::codes::{ContentHash, RegisterCode};
pub(crate) use guards::{no_hold, under_a_rule};

codes! {
    /// What becomes of an archived case.
    Disposition { Destruction, Preservation }
}

/// A proposal is confirmed on its day or the day after: who confirms decides on what they see now.
const PROPOSAL_DAYS: i64 = 1;

/// The rule under which a case may be destroyed or preserved. Codes, so that they outlast the case (G15).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ArchiveRule {
    /// The disposal rule, as the archive names it.
    pub rule: RegisterCode,
    /// The rule of law it rests on.
    pub basis: RegisterCode,
    /// The approval of the council.
    pub approval: RegisterCode,
    /// The day of the approval.
    pub approved_on: Date,
}

/// What two people do to an archived case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Disposal {
    /// What becomes of it.
    pub disposition: Disposition,
    /// Under which rule.
    pub archive_rule: ArchiveRule,
    /// Who proposed it.
    pub proposed_by: UserId,
    /// When.
    pub proposed_on: Date,
    /// Who confirmed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed_by: Option<UserId>,
}

/// The way into the archive.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Archive {
    /// How long the case is kept; by its rule unless a later day is given.
    #[serde(default)]
    pub retain_until: Option<Date>,
}

/// A proposal with its rule; a second archivist sends the same route without one to confirm.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Dispose {
    /// The rule; left out by whoever confirms.
    #[serde(default)]
    pub archive_rule: Option<ArchiveRule>,
}

/// What happened at the end of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(tag = "event", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    /// It was archived.
    Archived {
        /// How long it is kept.
        retain_until: Date,
    },
    /// One person proposed what is to become of it.
    DisposalProposed {
        /// The proposal.
        disposal: Disposal,
    },
    /// Another confirmed that it is kept for good.
    Preserved,
    /// Another confirmed that it is destroyed.
    Destroyed {
        /// The hash of what was destroyed.
        hash: ContentHash,
    },
}

pub(crate) fn apply(case: &mut Case, what: &Event, event: &event::Event) {
    match what {
        Event::Archived { retain_until } => {
            case.retain_until = Some(*retain_until);
            case.state = State::Archived { on: event.on };
        }
        Event::DisposalProposed { disposal } => case.disposal = Some(disposal.clone()),
        Event::Preserved => {
            confirm(case, event.by);
            case.state = State::Preserved { on: event.on };
        }
        Event::Destroyed { hash } => {
            confirm(case, event.by);
            bury(case, State::Destroyed { on: event.on, hash: hash.clone() });
        }
    }
}

fn confirm(case: &mut Case, by: Option<UserId>) {
    if let Some(disposal) = &mut case.disposal {
        disposal.confirmed_by = by;
    }
}

/// Leaves the tombstone: id, number, dates, rule, and the hash of what there was.
fn bury(case: &mut Case, state: State) {
    let nobody = uuid::Uuid::nil();
    let blank = Case::empty(UnitId(nobody), UserId(nobody), case.opened_on);
    *case = Case {
        id: case.id,
        number: std::mem::take(&mut case.number),
        jurisdiction: case.jurisdiction,
        state,
        // The phase is part of the rule of retention; nothing is known of it.
        facts: match case.facts {
            Facts::Recruitment(_) => Facts::Recruitment(crate::phase::recruitment::Facts::default()),
            Facts::Employment(_) => Facts::Employment(crate::phase::employment::Facts::default()),
            Facts::Dismissal(_) => Facts::Dismissal(crate::phase::dismissal::Facts::default()),
        },
        // Which kind of case it was is part of the rule as well.
        measure: case.measure.as_ref().map(|_| Box::new(MeasureCase::buried())),
        received_on: case.received_on,
        closed_on: case.closed_on,
        retain_until: case.retain_until,
        disposal: case.disposal.take(),
        ..blank
    };
}

/// Takes a closed case into the archive: from then on it is only read.
pub(crate) fn archive(p: &mut Proceeding<'_, '_>, archive: &Archive) -> Result<(), Refusal> {
    let today = p.today();
    let by_rule = p
        .case
        .retain_until
        .unwrap_or_else(|| p.case.facts.retain_until(p.cx.rules, p.case.closed_on.unwrap_or(today)));
    let retain_until = archive.retain_until.unwrap_or(by_rule);
    if retain_until < by_rule {
        let detail = format!("by its rule the case is kept until {by_rule}, and never shorter");
        return Err(Refusal::invalid("/retain_until", "too_early", detail));
    }
    p.happened(Event::Archived { retain_until });
    Ok(())
}

/// One person proposes with the rule, another confirms without one. Nothing changes before.
pub(crate) fn dispose(
    p: &mut Proceeding<'_, '_>,
    disposition: Disposition,
    dispose: Dispose,
) -> Result<(), Refusal> {
    let user = p.user()?;
    if let Some(archive_rule) = dispose.archive_rule {
        if archive_rule.approved_on > p.today() {
            let pointer = "/archive_rule/approved_on";
            return Err(Refusal::invalid(pointer, "in_the_future", "must not be after today"));
        }
        let proposed_on = p.today();
        let disposal =
            Disposal { disposition, archive_rule, proposed_by: user, proposed_on, confirmed_by: None };
        p.happened(Event::DisposalProposed { disposal });
        return Ok(());
    }
    if p.case.disposal.as_ref().is_some_and(|it| it.proposed_by == user) {
        let detail = "whoever proposed it does not confirm it";
        return Err(Refusal::unmet(Guard::FourEyes, "own_proposal", "/disposal/proposed_by", detail));
    }
    match disposition {
        Disposition::Preservation => p.happened(Event::Preserved),
        Disposition::Destruction => {
            let hash = p.cx.content.clone().ok_or(Refusal::NoSuchItem)?;
            p.happened(Event::Destroyed { hash });
        }
    }
    Ok(())
}

impl Disposal {
    /// Whether it can still be confirmed.
    #[must_use]
    pub fn is_fresh(&self, today: Date) -> bool {
        self.confirmed_by.is_none()
            && today <= self.proposed_on.saturating_add(Span::new().days(PROPOSAL_DAYS))
    }
}
