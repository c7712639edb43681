//! Bystander reports (N16): what somebody saw who is no party. Staff link a report to the case it is about.

use serde::Deserialize;

use super::{Event, LinkedAs, LinkedCase};
use crate::{
    Action, Case, CaseId,
    case::PartyRole,
    delivery::Delivered,
    guard::Guard,
    measure::CaseKind,
    proceeding::Proceeding,
    refusal::{Refusal, Unmet},
    state::Stage,
};

/// The complaint that a report is about.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkReport {
    /// The case. Whoever links works on both.
    pub case: CaseId,
}

/// Links a report to a case, where it is read from then on. The report itself ends.
pub(crate) fn link_report(p: &mut Proceeding<'_, '_>, link: LinkReport) -> Result<(), Refusal> {
    let beside = p.worked_on_beside(link.case, Action::LinkReport)?;
    fits(&p.case, &beside.case)?;
    let (on, report) = (p.today(), p.case.id);
    let mut other = p.beside(beside.case, p.capacity);
    other.on(report);
    other.happened(Event::CaseLinked { link: LinkedCase { case: report, linked_as: LinkedAs::Report, on } });
    let change = other.change(beside.version, Action::LinkReport);
    p.also.push(change);
    p.on(link.case);
    p.happened(Event::CaseLinked { link: LinkedCase { case: link.case, linked_as: LinkedAs::Reported, on } });
    p.report_taken_up();
    Ok(())
}

/// What is reported goes on elsewhere: in a complaint about the same unit that is not at its end.
fn fits(report: &Case, other: &Case) -> Result<(), Refusal> {
    let goes_on = !matches!(
        other.stage(),
        Stage::Inadmissible
            | Stage::Referred
            | Stage::Withdrawn
            | Stage::Closed
            | Stage::Archived
            | Stage::Preserved
    );
    let (code, detail) = if other.kind() != CaseKind::Complaint {
        ("other_kind", "a report is linked to a complaint, and to no measure against a person")
    } else if !goes_on {
        ("other_stage", "the case is at its end")
    } else if other.unit != report.unit {
        ("other_unit", "the case is about another unit")
    } else {
        return Ok(());
    };
    Err(Refusal::invalid("/case", code, detail))
}

impl Proceeding<'_, '_> {
    /// The report ends, and who reported is told that it was taken up.
    pub(super) fn report_taken_up(&mut self) {
        let retain_until = self.case.facts.retain_until(self.cx.rules, self.today());
        self.happened(Event::ReportTakenUp { retain_until });
        if let Some(bystander) = self.case.party(PartyRole::Bystander).map(|it| it.id) {
            self.deliver(bystander, Delivered::Closing, None);
        }
    }
}

impl Case {
    /// Whether somebody reported it who is no party.
    #[must_use]
    pub fn is_report(&self) -> bool {
        self.party(PartyRole::Bystander).is_some() && self.party(PartyRole::Complainant).is_none()
    }
}

/// Guard: it is a bystander's report.
pub(crate) fn is_report(case: &Case) -> Vec<Unmet> {
    if case.is_report() {
        return Vec::new();
    }
    let detail = "only what a bystander reported is linked so";
    vec![Unmet::new(Guard::IsReport, "not_a_report", "/parties", detail)]
}
