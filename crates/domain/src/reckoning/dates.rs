//! Which dates a case runs on now, as the rules in force give them.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Reckoned;
use crate::{
    Action, Case, PartyId,
    case::PartyRole,
    delivery::Delivered,
    measure, review,
    rules::{Given, OutsideDate, Period, Rules},
    state::Stage,
};

/// Which date of a case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "of", rename_all = "snake_case")]
#[schema(as = RecomputedDate)]
pub enum DateOf {
    /// The end of a period here.
    Period {
        /// Which period.
        #[schema(value_type = String)]
        period: Period,
        /// The one party whom it concerns; left out where it is the office's own.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        party: Option<PartyId>,
        /// The written id of what it is about, where there may be several.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item: Option<String>,
    },
    /// The last day to turn to a body outside.
    Outside {
        /// The stable name of the body.
        forum: String,
    },
}

/// A date that runs now.
#[derive(Debug)]
pub(super) struct Running {
    pub(super) date: Reckoned,
    pub(super) binds: Binds,
}

/// How far a date is bound to what was said before.
#[derive(Clone, Copy, Debug)]
pub(super) enum Binds {
    /// It follows from the rules alone.
    Follows,
    /// A right of a party, counted from what reached them.
    Right,
    /// A term that a party was given in an act, with what the rules would give now.
    Term { anew: Date },
    /// What the office promised a party in an act, with what the rules would give now.
    Promise { anew: Date },
}

impl Case {
    /// The dates that the case runs on, with the versions that give them; none at its end, which no rule changes any
    /// more. They hang on the case and the rules alone, not on the day.
    #[must_use]
    pub fn reckoned(&self, rules: &Rules) -> Option<Vec<Reckoned>> {
        let over = [Stage::Discarded, Stage::Closed, Stage::Archived, Stage::Preserved, Stage::Destroyed];
        let running = (!over.contains(&self.stage())).then(|| running(self, rules))?;
        Some(running.into_iter().map(|it| it.date).collect())
    }
}

pub(super) fn running(case: &Case, rules: &Rules) -> Vec<Running> {
    let dates = Dates { case, rules };
    let own = if case.stage() == Stage::Draft {
        vec![dates.follows(Period::DraftDiscard, &Given::on(case.opened_on))]
    } else if case.measure.is_some() {
        dates.of_measure()
    } else {
        dates.of_complaint()
    };
    let given = dates.rights().into_iter().chain(dates.terms()).chain(dates.promises());
    own.into_iter().chain(given).chain(dates.outside()).collect()
}

struct Dates<'a> {
    case: &'a Case,
    rules: &'a Rules,
}

impl Dates<'_> {
    fn follows(&self, period: Period, given: &Given) -> Running {
        let of = DateOf::Period { period, party: None, item: None };
        self.running(of, period, given, Binds::Follows)
    }

    fn running(&self, of: DateOf, period: Period, given: &Given, binds: Binds) -> Running {
        let (rule, version, due_on) = self.rules.dated(period, given);
        Running { date: Reckoned { of, rule, version, due_on: Some(due_on) }, binds }
    }

    /// The own duties and service levels on a complaint, each until it is met, and the limitation of the claim.
    fn of_complaint(&self) -> Vec<Running> {
        let (case, mut dates) = (self.case, Vec::new());
        let Some(received) = case.received_on else { return dates };
        let (stage, on) = (case.stage(), || Given::on(received));
        if stage == Stage::Submitted {
            dates.push(self.follows(Period::Acknowledge, &on()));
            dates.push(self.follows(Period::AcknowledgeHard, &on()));
        }
        if matches!(stage, Stage::Submitted | Stage::Acknowledged | Stage::Screening) {
            let given = case.with_suspensions(on().phase(case.phase()), None);
            dates.push(self.follows(Period::Screening, &given));
        }
        if Action::Withdraw.rule().from.contains(&stage) {
            dates.push(self.follows(Period::Decision, &case.with_suspensions(on(), None)));
            if let Some(acknowledged) = &case.acknowledged {
                dates.push(self.follows(Period::Feedback, &Given::on(acknowledged.on)));
            }
        }
        let told = Action::InformRespondent.rule().from.contains(&stage);
        if told && case.speaker().is_some() && !case.respondent_informed() {
            dates.push(self.follows(Period::Inform, &on()));
        }
        if let Some(from) = case.facts.claim_from() {
            dates.push(self.follows(Period::Limitation, &Rules::limitation_given(case.phase(), from)));
        }
        dates
    }

    /// The same on a measure case, whose person has no claim but rights.
    fn of_measure(&self) -> Vec<Running> {
        let decided = self.case.outcome().is_some();
        let target = || self.follows(Period::Decision, &Given::on(self.case.opened_on));
        (!decided).then(target).into_iter().collect()
    }

    /// The rights of the parties that run since something reached them.
    fn rights(&self) -> Vec<Running> {
        let case = self.case;
        let mut rights = Vec::new();
        let mut right = |period, party: PartyId, reached: Date| {
            let of = DateOf::Period { period, party: Some(party), item: None };
            let mut running = self.running(of, period, &Given::on(reached), Binds::Right);
            running.date.due_on = running.date.due_on.map(|day| case.not_shortened(period, party, day));
            rights.push(running);
        };
        if Action::AskReview.rule_in(case.kind()).from.contains(&case.stage()) {
            for party in &case.parties {
                if let Some(reached) = review::reached_on(case, party.id) {
                    right(Period::ReviewRequest, party.id, reached);
                }
            }
        }
        if let Some((person, reached)) = measure::may_be_asked_since(case) {
            right(Period::ReasonsRequest, person, reached);
        }
        rights
    }

    /// The terms that parties were given and that they have not used.
    fn terms(&self) -> Vec<Running> {
        let (case, rules) = (self.case, self.rules);
        let mut terms = Vec::new();
        let mut term = |period, party, item: String, given: &Given, by: Date, anew: Date| {
            let of = DateOf::Period { period, party: Some(party), item: Some(item) };
            let mut running = self.running(of, period, given, Binds::Term { anew });
            running.date.due_on = Some(by);
            terms.push(running);
        };
        let open = case.hearing_items.iter().filter(|it| it.reply.is_none() && it.waiver.is_none());
        for item in open {
            let id = item.id.to_string();
            let available = case.available_on(item.party, Delivered::Disclosure, Some(&id));
            let (Some(by), Some(available)) = (item.reply_by, available) else { continue };
            // Who was given less with a reason keeps to the shortest that the version allows.
            let days = match item.short_period_reason {
                Some(_) => rules.hearing_days_at_least(),
                None => rules.hearing_days(),
            };
            let (given, anew) = (Rules::hearing_given(available, days), rules.hearing_due(available, days));
            term(Period::Hearing, item.party, id, &given, by, anew);
        }
        for asked in case.information_requests.iter().filter(|it| it.answer.is_none()) {
            let id = asked.id.to_string();
            let available = case.available_on(asked.party, Delivered::InformationRequest, Some(&id));
            let Some(available) = available else { continue };
            let anew = rules.information_reply_by(available);
            term(Period::Information, asked.party, id, &Given::on(available), asked.reply_by, anew);
        }
        let open = case.consultations.iter().filter(|it| it.answer.is_none() && !it.is_over());
        for asked in open {
            let id = asked.id.to_string();
            let available = case.available_on(asked.party, Delivered::Consultation, Some(&id));
            let Some(available) = available else { continue };
            let anew = rules.consultation_reply_by(available);
            let anew = if asked.extended { rules.consultation_extended(anew) } else { anew };
            term(Period::Consultation, asked.party, id, &Given::on(available), asked.reply_by, anew);
        }
        terms
    }

    /// What the office promised parties by a day and has not done.
    fn promises(&self) -> Vec<Running> {
        let (case, rules) = (self.case, self.rules);
        let mut promises = Vec::new();
        let mut promise = |period, party, item: Option<String>, asked: Date, by: Date, anew: Date| {
            let of = DateOf::Period { period, party: Some(party), item };
            let mut running = self.running(of, period, &Given::on(asked), Binds::Promise { anew });
            running.date.due_on = Some(by);
            promises.push(running);
        };
        for asked in case.access_requests.iter().filter(|it| it.answer.is_none()) {
            let anew = rules.access_due(asked.asked_on);
            let item = Some(asked.id.to_string());
            promise(Period::Access, asked.party, item, asked.asked_on, asked.answer_by, anew);
        }
        let reasons = case.measure.as_ref().and_then(|it| it.reasons).filter(|it| it.given_on.is_none());
        if let (Some(asked), Some(person)) = (reasons, case.party(PartyRole::Respondent)) {
            let anew = rules.reasons_due(asked.asked_on);
            promise(Period::Reasons, person.id, None, asked.asked_on, asked.due_on, anew);
        }
        promises
    }

    /// The last days outside that are shown to the complainant.
    fn outside(&self) -> Vec<Running> {
        let running = |clock: OutsideDate<'_>| {
            let of = DateOf::Outside { forum: clock.forum.to_owned() };
            let (rule, version, due_on) = (clock.rule.clone(), clock.version, clock.last_day);
            Running { date: Reckoned { of, rule, version, due_on }, binds: Binds::Follows }
        };
        self.case.outside_dates(self.rules).into_iter().map(running).collect()
    }
}
