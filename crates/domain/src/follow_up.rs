//! Follow-up: checks for retaliation after the outcome, and the end of the case (guard G13).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    Case, ContentId, FollowUpId, Text,
    case::PartyRole,
    codes::codes,
    consultation::About,
    decision::{Decided, DraftOf},
    delivery::Delivered,
    event,
    guard::Guard,
    linked,
    proceeding::Proceeding,
    refusal::{Refusal, Unmet},
    rules::Rules,
    state::{Stage, State},
};

codes! {
    /// The complainant's answer to "were you treated worse because you complained?".
    CheckAnswer { No, Yes, Unsure }
}

/// One check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Check {
    /// The check.
    pub id: FollowUpId,
    /// The day it is due.
    pub due_on: Date,
    /// The days on which the complainant was asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attempts: Vec<Date>,
    /// The answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<CheckAnswer>,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub words: Option<ContentId>,
    /// When it was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_on: Option<Date>,
}

impl Check {
    /// Whether nothing more is to come of it: answered, or attempted twice.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.answer.is_some() || self.attempts.len() >= 2
    }

    /// The day of the next attempt.
    #[must_use]
    pub fn next_attempt(&self, rules: &Rules) -> Option<Date> {
        let next = || self.attempts.last().map_or(self.due_on, |first| rules.check_again_on(*first));
        (!self.is_done()).then(next)
    }
}

/// The complainant's answer.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerCheck {
    /// In short.
    pub answer: CheckAnswer,
    /// In words.
    #[serde(default)]
    pub words: Option<Text>,
}

/// The end of a case.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Close {
    /// What the complainant, or in a measure case the person, is told.
    pub message: Text,
}

/// What happened in the follow-up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(tag = "event", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    /// The checks were set.
    ChecksScheduled {
        /// Each with its day.
        checks: Vec<Check>,
    },
    /// The System asked.
    CheckAttempted {
        /// Which.
        check: FollowUpId,
    },
    /// The complainant answered.
    CheckAnswered {
        /// Which.
        check: FollowUpId,
        /// In short.
        answer: CheckAnswer,
        /// In words.
        words: Option<ContentId>,
    },
    /// The time for a review of a rejection is over.
    ReviewLapsed,
    /// The time to take back a withdrawal is over.
    FollowUpBegun,
    /// The case ended.
    Closed {
        /// What the complainant was told.
        message: ContentId,
        /// How long the case is kept.
        #[serde(default)]
        retain_until: Option<Date>,
    },
}

pub(crate) fn apply(case: &mut Case, what: &Event, event: &event::Event) {
    match what {
        Event::ChecksScheduled { checks } => case.checks.extend(checks.iter().cloned()),
        Event::CheckAttempted { check } => {
            for it in case.checks.iter_mut().filter(|it| it.id == *check) {
                it.attempts.push(event.on);
            }
        }
        Event::CheckAnswered { check, answer, words } => {
            for it in case.checks.iter_mut().filter(|it| it.id == *check) {
                it.answer = Some(*answer);
                it.words = *words;
                it.answered_on = Some(event.on);
            }
        }
        Event::ReviewLapsed | Event::FollowUpBegun => case.state = State::FollowUp,
        Event::Closed { message, retain_until } => {
            case.closing_message = Some(*message);
            case.closed_on = Some(event.on);
            case.retain_until = *retain_until;
            case.state = State::Closed { referred: false };
        }
    }
}

fn schedule(p: &mut Proceeding<'_, '_>, from: Date, short: bool) {
    if p.case.checks.iter().any(|check| !check.is_done()) || p.case.party(PartyRole::Complainant).is_none() {
        return;
    }
    let days = p.cx.rules.checks(from, p.case.phase(), short);
    let checks = days
        .into_iter()
        .map(|due_on| Check {
            id: FollowUpId(p.cx.draw.uuid()),
            due_on,
            attempts: Vec::new(),
            answer: None,
            words: None,
            answered_on: None,
        })
        .collect();
    p.happened(Event::ChecksScheduled { checks });
}

/// Sets the checks once the decision has reached the complainant; remedies, or a review, may have begun by then.
pub(crate) fn schedule_after_decision(p: &mut Proceeding<'_, '_>) {
    let Ok(complainant) = p.complainant() else { return };
    let decided =
        matches!(p.case.stage(), Stage::Decided | Stage::Remediation | Stage::FollowUp | Stage::UnderReview);
    if let Some(reached) = p.case.available_on(complainant, Delivered::Decision, None)
        && decided
    {
        schedule(p, reached, false);
    }
}

/// Sets the checks on entry into the follow-up, where nothing set them before: from the day the decision reached the
/// complainant, which while it is on its way is not known yet; without a decision from the day of entry.
pub(crate) fn schedule_on_entry(p: &mut Proceeding<'_, '_>) {
    let since = p.case.started_again_on;
    if p.case.checks.iter().any(|check| since.is_none_or(|day| check.due_on > day)) {
        return;
    }
    let in_force = |it: &Decided| it.draft.of == DraftOf::Decision && since.is_none_or(|day| it.on >= day);
    let from = match p.complainant() {
        Ok(complainant) if p.case.decision.as_ref().is_some_and(in_force) => {
            p.case.available_on(complainant, Delivered::Decision, None)
        }
        _ => Some(p.today()),
    };
    if let Some(from) = from {
        schedule(p, from, false);
    }
}

/// The time for a review of the rejection is over: a short follow-up.
pub(crate) fn lapse(p: &mut Proceeding<'_, '_>) -> Result<(), Refusal> {
    let reached = p.complainant().ok().and_then(|it| p.case.available_on(it, Delivered::Rejection, None));
    match p.case.state {
        State::Inadmissible { review_until } if review_until < p.today() => {}
        _ => return Err(Refusal::NotNow),
    }
    p.happened(Event::ReviewLapsed);
    let from = reached.unwrap_or_else(|| p.today());
    schedule(p, from, true);
    Ok(())
}

/// The time to take the withdrawal back is over.
pub(crate) fn begin(p: &mut Proceeding<'_, '_>) -> Result<(), Refusal> {
    match p.case.state {
        State::Withdrawn { revocable_until, .. } if revocable_until < p.today() => {}
        _ => return Err(Refusal::NotNow),
    }
    p.happened(Event::FollowUpBegun);
    schedule_on_entry(p);
    Ok(())
}

/// The System asks whoever is due to be asked.
pub(crate) fn attempt(p: &mut Proceeding<'_, '_>) -> Result<(), Refusal> {
    let today = p.today();
    let is_due = |it: &&Check| it.next_attempt(p.cx.rules).is_some_and(|day| day <= today);
    let due: Vec<FollowUpId> = p.case.checks.iter().filter(is_due).map(|it| it.id).collect();
    if due.is_empty() {
        return Err(Refusal::NotNow);
    }
    let complainant = p.complainant()?;
    for check in due {
        p.happened(Event::CheckAttempted { check });
        p.deliver(complainant, Delivered::Check, Some(check.to_string()));
    }
    Ok(())
}

/// The complainant answers; not before the day.
pub(crate) fn answer(p: &mut Proceeding<'_, '_>, id: FollowUpId, answer: AnswerCheck) -> Result<(), Refusal> {
    let check = p.case.checks.iter().find(|it| it.id == id).ok_or(Refusal::NoSuchItem)?;
    if check.answer.is_some() {
        return Err(Refusal::invalid("/answer", "already_answered", "the check is answered"));
    }
    if check.due_on > p.today() {
        let detail =
            format!("the check is due on {}; tell us at once if you are treated worse before", check.due_on);
        return Err(Refusal::unmet(Guard::FollowUpDone, "not_due", format!("/checks/{id}"), detail));
    }
    let complainant = p.complainant()?;
    if !p.acts_for(complainant) {
        return Err(Refusal::NoSuchItem);
    }
    p.on(id);
    let words = p.keep_some("check_answer", answer.words);
    p.happened(Event::CheckAnswered { check: id, answer: answer.answer, words });
    if answer.answer == CheckAnswer::Yes {
        linked::raise_by_check(p, complainant, words);
    }
    Ok(())
}

/// Ends the case.
pub(crate) fn close(p: &mut Proceeding<'_, '_>, close: Close) {
    p.spend(About::Closing);
    let message = p.keep("closing_message", close.message);
    let retain_until = Some(p.case.facts.retain_until(p.cx.rules, p.today()));
    p.happened(Event::Closed { message, retain_until });
    if let Some(concerned) = p.case.person_concerned().map(|party| party.id) {
        p.deliver(concerned, Delivered::Closing, None);
    }
}

/// Guard G13: each check is answered, or was attempted twice.
pub(crate) fn done(case: &Case) -> Vec<Unmet> {
    let open = case.checks.iter().enumerate().filter(|(_, check)| !check.is_done());
    open.map(|(place, check)| {
        let detail = format!("the check of {} is neither answered nor attempted twice", check.due_on);
        Unmet::new(Guard::FollowUpDone, "check_open", format!("/checks/{place}"), detail)
    })
    .collect()
}
