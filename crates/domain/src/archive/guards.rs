//! What stands in the way of destruction and preservation.

use jiff::civil::Date;

use super::Disposition;
use crate::{
    Action, Case,
    guard::{Guard, Intent},
    refusal::Unmet,
    rules::Rules,
};

/// Guard G14: no legal hold is on, no proceeding is before somebody else, and no claim can be made any more.
pub(crate) fn no_hold(case: &Case, rules: &Rules, today: Date) -> Vec<Unmet> {
    let unmet = |code, pointer: String, detail: String| Unmet::new(Guard::NoHold, code, pointer, detail);
    let holds = case.legal_holds.iter().enumerate().filter(|(_, it)| it.is_on());
    let holds = holds.map(|(place, it)| {
        unmet("legal_hold", format!("/legal_holds/{place}"), format!("held since {}", it.since))
    });
    let open = case.external_proceedings.iter().enumerate().filter(|(_, it)| it.is_open());
    let open = open.map(|(place, it)| {
        let detail = format!("before somebody else since {}", it.opened_on);
        unmet("external_proceeding", format!("/external_proceedings/{place}"), detail)
    });
    let until = case.claims_until(rules);
    let running = (until >= today).then(|| {
        let detail = format!("a claim can be made until {until}");
        unmet("limitation_running", "/facts".to_owned(), detail)
    });
    holds.chain(open).chain(running).collect()
}

impl Case {
    /// The last day for a claim. Here the later day is the safe one: of what starts the clock in the phase, and of what
    /// the filing says.
    fn claims_until(&self, rules: &Rules) -> Date {
        let from = [Some(self.filing.occurred_to), self.facts.claim_from(), self.measure_effective_on()];
        let from = from.into_iter().flatten().max().unwrap_or(self.filing.occurred_to);
        rules.limitation(self.phase(), from)
    }

    /// In a measure case, from when on what was decided has effect.
    fn measure_effective_on(&self) -> Option<Date> {
        self.measure.as_ref()?;
        let decided = self.decision.as_ref()?;
        Some(decided.draft.imposes.and_then(|it| it.effective_on).map_or(decided.on, |it| it.max(decided.on)))
    }

    /// The last day on which an archived case must be kept, holds apart. What is kept for good need not wait for the
    /// end of its retention.
    #[must_use]
    pub fn kept_until(&self, disposition: Disposition, rules: &Rules) -> Date {
        let claims = self.claims_until(rules);
        let retained = self.retain_until.filter(|_| disposition == Disposition::Destruction);
        retained.map_or(claims, |until| until.max(claims))
    }
}

/// Guard G15: the time for which the case is kept is over, where it is to be destroyed; and whoever confirms finds a
/// proposal with its rule.
pub(crate) fn under_a_rule(case: &Case, intent: Intent, today: Date) -> Vec<Unmet> {
    let unmet = |code, pointer, detail: String| Unmet::new(Guard::ArchiveRule, code, pointer, detail);
    let wanted = match intent.action {
        Action::Destroy => Disposition::Destruction,
        _ => Disposition::Preservation,
    };
    let mut found = Vec::new();
    if let Some(until) = case.retain_until.filter(|it| wanted == Disposition::Destruction && *it >= today) {
        found.push(unmet("retention_running", "/retain_until", format!("the case is kept until {until}")));
    }
    if intent.takes_effect {
        match case.disposal.as_ref().filter(|it| it.disposition == wanted) {
            None => {
                let detail = "nobody has proposed it under a disposal rule that the council approved";
                found.push(unmet("no_rule", "/disposal", detail.to_owned()));
            }
            Some(disposal) if !disposal.is_fresh(today) => {
                let detail = format!("the proposal of {} was not confirmed in time", disposal.proposed_on);
                found.push(unmet("proposal_expired", "/disposal/proposed_on", detail));
            }
            Some(_) => {}
        }
    }
    found
}
