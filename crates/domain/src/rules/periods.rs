//! The periods of the internal procedure: dates in, dates out, nothing that can fail.

use jiff::civil::Date;

use super::{
    amount::{Amount, Told},
    calendar::Calendar,
    explain::ComputedDeadline,
    fact::Fact,
    facts::Given,
    home::{Period, Rules},
    length::Length,
    rule::{DeadlineRule, RuleId},
    terms::Phase,
};

impl Rules {
    /// Acknowledgement of a filing.
    #[must_use]
    pub fn acknowledge_by(&self, received: Date) -> Date {
        self.due(Period::Acknowledge, &Given::on(received))
    }

    /// The day after which a missing acknowledgement is a missed duty.
    #[must_use]
    pub fn acknowledge_at_the_latest(&self, received: Date) -> Date {
        self.due(Period::AcknowledgeHard, &Given::on(received))
    }

    /// Screening of a filing: admit, reject or refer.
    #[must_use]
    pub fn screen_by(&self, received: Date, phase: Phase) -> Date {
        self.due(Period::Screening, &Given::on(received).phase(phase))
    }

    /// The next status message, from the filing or the last message.
    #[must_use]
    pub fn status_by(&self, last: Date) -> Date {
        self.due(Period::Status, &Given::on(last))
    }

    /// The first feedback.
    #[must_use]
    pub fn feedback_by(&self, acknowledged: Date) -> Date {
        self.due(Period::Feedback, &Given::on(acknowledged))
    }

    /// When the respondent is told at the latest: personal data came in with the filing, and the earlier date counts.
    #[must_use]
    pub fn inform_by(&self, received: Date) -> Date {
        self.due(Period::Inform, &Given::on(received))
    }

    /// When a decision should be there.
    #[must_use]
    pub fn decision_target(&self, received: Date) -> Date {
        self.due(Period::Decision, &Given::on(received))
    }

    /// When the claim itself is barred, from what starts the clock in the phase: the refusal, the last incident
    /// or the notice.
    #[must_use]
    pub fn limitation(&self, phase: Phase, from: Date) -> Date {
        self.due(Period::Limitation, &Self::limitation_given(phase, from))
    }

    /// The facts of [`Rules::limitation`], to explain it.
    #[must_use]
    pub fn limitation_given(phase: Phase, from: Date) -> Given {
        let trigger = match phase {
            Phase::Recruitment => Fact::RefusalReceived,
            Phase::Employment => Fact::LastIncident,
            Phase::Dismissal => Fact::NoticeReceived,
        };
        Given::on(from).by(trigger).phase(phase)
    }

    /// The day a letter counts as received.
    #[must_use]
    pub fn letter_available(&self, sent: Date) -> Date {
        self.due(Period::Letter, &Given::on(sent))
    }

    /// The reply to a hearing item, from the day it was available.
    #[must_use]
    pub fn hearing_due(&self, available: Date, days: u16) -> Date {
        self.due(Period::Hearing, &Self::hearing_given(available, days))
    }

    /// The facts of [`Rules::hearing_due`].
    #[must_use]
    pub fn hearing_given(available: Date, days: u16) -> Given {
        Given::on(available).lasting(Length::Days(days))
    }

    /// The usual length of a hearing period, in days.
    #[must_use]
    pub fn hearing_days(&self) -> u16 {
        self.hearing_length(|told| told.default)
    }

    /// The shortest hearing period, in days; one below the usual needs a reason.
    #[must_use]
    pub fn hearing_days_at_least(&self) -> u16 {
        self.hearing_length(|told| told.minimum)
    }

    fn hearing_length(&self, which: impl Fn(&Told) -> Option<Length>) -> u16 {
        match &self.rule(Period::Hearing, Date::MAX).amount {
            Some(Amount::Told(told)) => which(told).map_or(0, Length::number),
            Some(Amount::Fixed(length)) => length.number(),
            Some(Amount::ByPhase(_) | Amount::ByAnswer(_)) | None => 0,
        }
    }

    /// A party's date after an extension by some days.
    #[must_use]
    pub fn extended(&self, due: Date, days: u16) -> Date {
        self.due(Period::Extension, &Given::on(due).lasting(Length::Days(days)))
    }

    /// The answer to a request for access to the file.
    #[must_use]
    pub fn access_due(&self, requested: Date) -> Date {
        self.due(Period::Access, &Given::on(requested))
    }

    /// The reply to a consultation.
    #[must_use]
    pub fn consultation_reply_by(&self, asked: Date) -> Date {
        self.due(Period::Consultation, &Given::on(asked))
    }

    /// The reply to a consultation after its one extension.
    #[must_use]
    pub fn consultation_extended(&self, due: Date) -> Date {
        self.due(Period::ConsultationExtension, &Given::on(due))
    }

    /// The reply to a request for information.
    #[must_use]
    pub fn information_reply_by(&self, asked: Date) -> Date {
        self.due(Period::Information, &Given::on(asked))
    }

    /// The review of an interim measure, from its order or its last review.
    #[must_use]
    pub fn interim_review_on(&self, ordered: Date) -> Date {
        self.due(Period::InterimReview, &Given::on(ordered))
    }

    /// The end of the time box of a mediation.
    #[must_use]
    pub fn mediation_until(&self, started: Date) -> Date {
        self.due(Period::Mediation, &Given::on(started))
    }

    /// The end of a mediation that both parties agreed to continue.
    #[must_use]
    pub fn mediation_extended(&self, until: Date) -> Date {
        self.due(Period::MediationExtension, &Given::on(until))
    }

    /// The first day on which a settlement can be made.
    #[must_use]
    pub fn cooling_off_until(&self, last_signature: Date) -> Date {
        self.due(Period::CoolingOff, &Given::on(last_signature))
    }

    /// The last day to ask for review, from the day the decision was available.
    #[must_use]
    pub fn review_until(&self, available: Date) -> Date {
        self.due(Period::ReviewRequest, &Given::on(available))
    }

    /// The last day to ask for the written reasons of an oral decision, from the day it reached the person.
    #[must_use]
    pub fn reasons_asked_until(&self, reached: Date) -> Date {
        self.due(Period::ReasonsRequest, &Given::on(reached))
    }

    /// Written reasons, or word of why not yet, from the day they were asked for.
    #[must_use]
    pub fn reasons_due(&self, asked: Date) -> Date {
        self.due(Period::Reasons, &Given::on(asked))
    }

    /// The last day to take a withdrawal back.
    #[must_use]
    pub fn revoke_until(&self, withdrawn: Date) -> Date {
        self.due(Period::Revocation, &Given::on(withdrawn))
    }

    /// The days to ask whether the person is safe, from the day the decision was available, else the day the
    /// follow-up began. `short` after a complaint that was not admitted.
    #[must_use]
    pub fn checks(&self, from: Date, phase: Phase, short: bool) -> Vec<Date> {
        self.check_rules(from, phase, short).map(|rule| self.end(rule, &Given::on(from))).collect()
    }

    /// The same with the explanation of each. Say by which fact where it is not the decision.
    #[must_use]
    pub fn checks_explained(&self, given: &Given, phase: Phase, short: bool) -> Vec<ComputedDeadline> {
        self.check_rules(given.on, phase, short).map(|rule| self.home.explain(rule, given)).collect()
    }

    fn check_rules(&self, from: Date, phase: Phase, short: bool) -> impl Iterator<Item = &DeadlineRule> {
        let ids: &[RuleId] = if short { &self.home.checks.short } else { &self.home.checks.full };
        ids.iter()
            .filter_map(move |id| self.home.version(&id.0, from))
            .filter(move |rule| rule.phases.contains(&phase))
    }

    /// The second attempt at a check that was not answered.
    #[must_use]
    pub fn check_again_on(&self, check: Date) -> Date {
        self.due(Period::CheckAgain, &Given::on(check))
    }

    /// How long an act against the complainant still raises the alarm, from closing.
    #[must_use]
    pub fn watch_until(&self, closed: Date) -> Date {
        self.due(Period::RetaliationWatch, &Given::on(closed))
    }

    /// The last day of a draft that nobody files.
    #[must_use]
    pub fn discard_draft_after(&self, opened: Date) -> Date {
        self.due(Period::DraftDiscard, &Given::on(opened))
    }

    /// How long a case is kept: from the end of the recruitment, else from closing. Holds win.
    #[must_use]
    pub fn retain_until(&self, phase: Phase, from: Date) -> Date {
        let trigger = match phase {
            Phase::Recruitment => Fact::RecruitmentEnded,
            Phase::Employment | Phase::Dismissal => Fact::CaseClosed,
        };
        self.due(Period::Retention, &Given::on(from).by(trigger).phase(phase))
    }

    /// How long a filing is kept that is not about employment at all.
    #[must_use]
    pub fn retain_outside_until(&self, closed: Date) -> Date {
        self.due(Period::RetentionOutside, &Given::on(closed))
    }

    /// Whether the office works on the day.
    #[must_use]
    pub fn office_works_on(&self, day: Date) -> bool {
        let calendar = self.rule(Period::Acknowledge, day).calendar.as_ref();
        calendar.and_then(|id| self.home.calendar(id)).unwrap_or(&Calendar::WEEKENDS).is_working(day)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::rules::StepKind;

    #[test]
    fn the_recruitment_journey() {
        let rules = Rules::denmark();
        let filed = date(2026, 10, 5);
        assert_eq!(rules.acknowledge_by(filed), date(2026, 10, 7));
        assert_eq!(rules.acknowledge_at_the_latest(filed), date(2026, 10, 12));
        assert_eq!(rules.screen_by(filed, Phase::Recruitment), date(2026, 10, 19));
        assert_eq!(rules.limitation(Phase::Recruitment, date(2026, 9, 14)), date(2029, 9, 14));
        assert_eq!(rules.feedback_by(date(2026, 10, 6)), date(2027, 1, 6));
        assert_eq!(rules.interim_review_on(date(2026, 10, 13)), date(2026, 10, 27));
        assert_eq!(rules.hearing_due(date(2026, 11, 2), 14), date(2026, 11, 16));
        assert_eq!(rules.extended(date(2026, 11, 16), 5), date(2026, 11, 23));
        let decided = date(2026, 11, 27);
        assert_eq!(rules.review_until(decided), date(2026, 12, 28));
        let checks = [date(2026, 12, 27), date(2027, 2, 25), date(2027, 5, 26)];
        assert_eq!(rules.checks(decided, Phase::Recruitment, false), checks);
        assert_eq!(rules.checks(decided, Phase::Dismissal, true), checks[..2]);
        let begun = Given::on(decided).by(Fact::FollowUpBegun);
        let explained = rules.checks_explained(&begun, Phase::Recruitment, false);
        assert_eq!(explained.iter().filter_map(|check| check.due_on).collect::<Vec<_>>(), checks);
        assert!(explained[0].explanation[0].detail.starts_with("follow_up_begun"));
    }

    #[test]
    fn the_employment_journey() {
        let rules = Rules::denmark();
        let filed = date(2026, 3, 27);
        assert_eq!(rules.acknowledge_by(filed), date(2026, 3, 31));
        assert_eq!(rules.acknowledge_at_the_latest(filed), date(2026, 4, 3));
        assert_eq!(rules.screen_by(filed, Phase::Employment), date(2026, 4, 15));
        assert_eq!(rules.limitation(Phase::Employment, date(2026, 3, 20)), date(2031, 3, 20));
        assert_eq!(rules.interim_review_on(date(2026, 4, 9)), date(2026, 4, 23));
        assert_eq!(rules.mediation_until(date(2026, 4, 15)), date(2026, 5, 15));
        assert_eq!(rules.cooling_off_until(date(2026, 4, 20)), date(2026, 4, 27));
        assert_eq!(rules.hearing_due(date(2026, 4, 30), 14), date(2026, 5, 15));
        assert_eq!(rules.access_due(date(2026, 5, 11)), date(2026, 5, 21));
        assert_eq!(rules.decision_target(filed), date(2026, 6, 25));
        let checks = [date(2026, 7, 4), date(2026, 9, 2), date(2026, 12, 1)];
        assert_eq!(rules.checks(date(2026, 6, 4), Phase::Employment, false), checks);
    }

    #[test]
    fn the_dismissal_journey() {
        let rules = Rules::denmark();
        let filed = date(2026, 12, 21);
        assert_eq!(rules.acknowledge_by(filed), date(2026, 12, 23));
        assert_eq!(rules.acknowledge_at_the_latest(filed), date(2026, 12, 28));
        assert_eq!(rules.screen_by(filed, Phase::Dismissal), date(2026, 12, 28));
        assert_eq!(rules.limitation(Phase::Dismissal, date(2026, 12, 18)), date(2031, 12, 18));
        assert_eq!(rules.hearing_due(date(2027, 1, 8), 14), date(2027, 1, 22));
        assert_eq!(rules.revoke_until(date(2027, 2, 22)), date(2027, 3, 8));
        let decided = date(2027, 3, 5);
        assert_eq!(rules.review_until(decided), date(2027, 4, 2));
        let checks = [date(2027, 4, 4), date(2027, 6, 3), date(2027, 9, 1), date(2028, 3, 4)];
        assert_eq!(rules.checks(decided, Phase::Dismissal, false), checks);
    }

    #[test]
    fn what_else_the_procedure_asks() {
        let rules = Rules::denmark();
        assert_eq!((rules.hearing_days(), rules.hearing_days_at_least()), (14, 7));
        assert_eq!(rules.letter_available(date(2026, 12, 18)), date(2026, 12, 30));
        assert_eq!(rules.consultation_reply_by(date(2026, 10, 9)), date(2026, 10, 16));
        assert_eq!(rules.consultation_extended(date(2026, 10, 16)), date(2026, 10, 23));
        assert_eq!(rules.information_reply_by(date(2026, 10, 13)), date(2026, 10, 27));
        assert_eq!(rules.mediation_extended(date(2026, 5, 15)), date(2026, 7, 14));
        assert_eq!(rules.discard_draft_after(date(2026, 10, 1)), date(2026, 12, 30));
        assert_eq!(rules.status_by(date(2026, 10, 5)), date(2026, 11, 4));
        assert_eq!(rules.check_again_on(date(2026, 12, 27)), date(2027, 1, 3));
        assert_eq!(rules.reasons_asked_until(date(2026, 12, 11)), date(2026, 12, 28));
        assert_eq!(rules.reasons_due(date(2026, 12, 11)), date(2026, 12, 25));
        assert_eq!(rules.watch_until(date(2027, 6, 1)), date(2028, 6, 1));
        assert_eq!(rules.retain_until(Phase::Recruitment, date(2026, 9, 30)), date(2029, 9, 30));
        assert_eq!(rules.retain_until(Phase::Dismissal, date(2028, 3, 6)), date(2033, 3, 6));
        assert_eq!(rules.retain_outside_until(date(2027, 6, 1)), date(2028, 6, 1));
        assert!(rules.office_works_on(date(2026, 12, 23)));
        assert!(!rules.office_works_on(date(2026, 12, 24)));
    }

    #[test]
    fn a_date_explains_itself() {
        let steps = |period, on| -> Vec<(StepKind, Date, String)> {
            let computed = Rules::denmark().explain(period, &Given::on(on));
            computed.explanation.into_iter().map(|step| (step.step, step.date, step.detail)).collect()
        };
        let (ascension, next) = (date(2026, 5, 14), date(2026, 5, 15));
        let hearing = steps(Period::Hearing, date(2026, 4, 30));
        assert_eq!(hearing[1], (StepKind::Count, ascension, "14 days".to_owned()));
        assert_eq!(hearing[2], (StepKind::Skip, ascension, "Ascension Day".to_owned()));
        assert_eq!(hearing[3], (StepKind::Roll, next, "next working day of DK-LIMITATION".to_owned()));

        let acknowledgement = steps(Period::AcknowledgeHard, date(2026, 3, 27));
        let stays = (StepKind::Keep, date(2026, 4, 3), "Good Friday: a duty does not move".to_owned());
        assert_eq!(acknowledgement.last(), Some(&stays));

        let feedback = steps(Period::Feedback, date(2026, 11, 30));
        assert_eq!(feedback[2].0, StepKind::Clamp);
        assert_eq!(steps(Period::ConsultationExtension, date(2026, 10, 16))[0].0, StepKind::Extend);
    }
}
