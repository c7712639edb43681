//! Reminders: the System takes down once what falls due soon, here or outside, and once what was missed, so that others
//! can be told.

use jiff::{Span, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    Case, Duty, Party, case::PartyRole, codes::codes, docket, event, outside::NearLastDay,
    proceeding::Proceeding, refusal::Refusal, rules::Rules, state::Stage,
};

codes! {
    /// Who has a duty: the office, whoever of it is to do it, or a party.
    Whose { Office, Complainant, Respondent, Witness, Bystander }
}

/// What was taken down about a duty of somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Reminder {
    /// The duty.
    pub duty: Duty,
    /// Whose it is.
    pub whose: Whose,
    /// The day it falls due. When it is moved, it is a new one.
    pub due_on: Date,
    /// Whether that day has passed.
    pub missed: bool,
}

/// What happened to duties.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(tag = "event", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    /// A duty falls due soon.
    DutyApproaching {
        /// Which.
        reminder: Reminder,
    },
    /// The day of a duty has passed without it.
    DutyMissed {
        /// Which.
        reminder: Reminder,
    },
    /// The last day to turn to a body outside comes near.
    LastDayNear {
        /// Which.
        near: NearLastDay,
    },
}

pub(crate) fn apply(case: &mut Case, what: &Event, _: &event::Event) {
    match what {
        Event::DutyApproaching { reminder } | Event::DutyMissed { reminder } => {
            case.reminders.insert(*reminder);
        }
        Event::LastDayNear { near } => {
            case.near_last_days.insert(near.clone());
        }
    }
}

impl Duty {
    /// How many days before its day somebody is reminded (POLICY); none for what is to be done at once, and for what
    /// the System does by itself.
    fn notice_days(self) -> Option<i64> {
        match self {
            Self::Acknowledge => Some(1),
            Self::Screen
            | Self::Answer
            | Self::Consult
            | Self::Reply
            | Self::AnswerAccess
            | Self::ReviewMeasure
            | Self::RequestReview
            | Self::Inform
            | Self::Mediate
            | Self::RevokeWithdrawal
            | Self::GiveReasons => Some(3),
            Self::Decide | Self::CompleteRemedy => Some(14),
            Self::Declare
            | Self::SettleConflict
            | Self::ConfirmAccount
            | Self::Hear
            | Self::FollowUp
            | Self::Assign
            | Self::Review
            | Self::Close
            | Self::Archive
            | Self::Dispose
            | Self::SettleGround
            | Self::LookAtAct => None,
        }
    }

    /// Whether a day that passed without it is a failing, of the employer or of whoever was asked to answer. Not so
    /// where somebody let a right of their own pass.
    fn can_be_missed(self) -> bool {
        match self {
            Self::Acknowledge
            | Self::Screen
            | Self::Answer
            | Self::AnswerAccess
            | Self::ReviewMeasure
            | Self::Decide
            | Self::CompleteRemedy
            | Self::Inform
            | Self::GiveReasons => true,
            Self::Declare
            | Self::SettleConflict
            | Self::ConfirmAccount
            | Self::Consult
            | Self::Reply
            | Self::Hear
            | Self::RequestReview
            | Self::FollowUp
            | Self::Assign
            | Self::Review
            | Self::Mediate
            | Self::RevokeWithdrawal
            | Self::Close
            | Self::Archive
            | Self::Dispose
            | Self::SettleGround
            | Self::LookAtAct => false,
        }
    }
}

/// A reminder that is not taken down yet, and from which day on it is to be.
fn coming(case: &Case, rules: &Rules, today: Date) -> Vec<(Date, Reminder)> {
    // What a state of its own day brings about, as at the end of a draft, is done and not reminded of.
    if matches!(case.stage(), Stage::Draft | Stage::Discarded) {
        return Vec::new();
    }
    let office = docket::due_for_office(case, rules, today).into_iter().map(|due| (Whose::Office, due));
    let parties = case.parties.iter().filter_map(|party| Some((party, whose(case, party)?)));
    let parties = parties.flat_map(|(party, whose)| {
        docket::due_for(case, party, rules, today).into_iter().map(move |due| (whose, due))
    });
    let mut coming = Vec::new();
    for (whose, (duty, due_on)) in office.chain(parties) {
        let reminder = |missed| Reminder { duty, whose, due_on, missed };
        let days = |days| Span::new().days(days);
        if due_on >= today
            && let Some(notice) = duty.notice_days()
        {
            coming.push((due_on.saturating_sub(days(notice)), reminder(false)));
        }
        if duty.can_be_missed() {
            coming.push((due_on.saturating_add(days(1)), reminder(true)));
        }
    }
    coming.retain(|(_, reminder)| !case.reminders.contains(reminder));
    coming
}

/// Whose the duties of a party are; nobody's while the unit knows nothing of the complaint. What a representative has to
/// do is the complainant's.
fn whose(case: &Case, party: &Party) -> Option<Whose> {
    match party.role {
        PartyRole::Complainant => Some(Whose::Complainant),
        PartyRole::EmployerUnit | PartyRole::Respondent => {
            case.respondent_informed().then_some(Whose::Respondent)
        }
        PartyRole::Witness => Some(Whose::Witness),
        PartyRole::Bystander => Some(Whose::Bystander),
        PartyRole::Representative => None,
    }
}

/// From which day on there is something to take down.
pub(crate) fn next(case: &Case, rules: &Rules, today: Date) -> Option<Date> {
    let outside = case.coming_outside(rules, today).into_iter().map(|(from, _)| from);
    coming(case, rules, today).into_iter().map(|(from, _)| from).chain(outside).min()
}

/// The System takes down what is due soon and what was missed.
pub(crate) fn remind(p: &mut Proceeding<'_, '_>) -> Result<(), Refusal> {
    let today = p.today();
    let mut due: Vec<_> = coming(&p.case, p.cx.rules, today)
        .into_iter()
        .filter(|(from, _)| *from <= today)
        .map(|(_, reminder)| reminder)
        .collect();
    // Two items may be due by the same day.
    due.sort_unstable();
    due.dedup();
    let outside = p.case.coming_outside(p.cx.rules, today);
    let near: Vec<_> = outside.into_iter().filter(|(from, _)| *from <= today).collect();
    if due.is_empty() && near.is_empty() {
        return Err(Refusal::NotNow);
    }
    for (_, near) in near {
        p.happened(Event::LastDayNear { near });
    }
    for reminder in due {
        p.happened(if reminder.missed {
            Event::DutyMissed { reminder }
        } else {
            Event::DutyApproaching { reminder }
        });
    }
    Ok(())
}
