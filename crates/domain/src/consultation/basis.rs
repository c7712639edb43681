//! What a decision rests on: the question that was asked about just this decision (guard G4).

use jiff::civil::Date;

use super::{About, Consultation, Event, Track};
use crate::{
    Action, Case,
    guard::{Guard, Intent},
    interim::InterimPlan,
    proceeding::Proceeding,
    refusal::Unmet,
};

/// The kind of consultation an action must rest on.
#[must_use]
pub fn about(action: Action) -> Option<About> {
    Some(match action {
        Action::Reject | Action::Refer => About::Outcome,
        Action::Admit => About::Scope,
        Action::OpenInvestigation
        | Action::OfferMediation
        | Action::SplitOff
        | Action::Consolidate
        | Action::Suspend => About::Track,
        Action::OrderInterim | Action::ReviewInterim | Action::EndInterim => About::Interim,
        Action::Decide | Action::ChangeDecision => About::Decision,
        Action::StartRemedies => About::Remedy,
        Action::Close => About::Closing,
        _ => return None,
    })
}

/// The way that an action lets a case take: an answer is about this one only.
#[must_use]
pub fn track(action: Action) -> Option<Track> {
    Some(match action {
        Action::OpenInvestigation => Track::Investigation,
        Action::OfferMediation => Track::Mediation,
        Action::Suspend => Track::Suspension,
        Action::SplitOff => Track::SplitOff,
        Action::Consolidate => Track::Consolidation,
        _ => return None,
    })
}

impl Case {
    /// The consultation that a decision of this kind would rest on: the latest, unless it is over.
    #[must_use]
    pub fn consultation(&self, about: About) -> Option<(usize, &Consultation)> {
        self.latest_consultation(|it| it.about == about)
    }

    /// The same about the way that the case is to take.
    #[must_use]
    pub fn consultation_about_track(&self, track: Track) -> Option<(usize, &Consultation)> {
        self.latest_consultation(|it| it.track == Some(track))
    }

    fn latest_consultation(&self, fits: impl Fn(&Consultation) -> bool) -> Option<(usize, &Consultation)> {
        let latest = self.consultations.iter().enumerate().rfind(|(_, it)| fits(it));
        latest.filter(|(_, it)| !it.is_over())
    }

    /// The consultation that a step about an interim measure would rest on: the latest about such a step, unless it
    /// is over.
    pub(crate) fn consultation_about_step(
        &self,
        fits: impl Fn(InterimPlan) -> bool,
    ) -> Option<(usize, &Consultation)> {
        self.latest_consultation(|it| it.interim.is_some_and(&fits))
    }
}

/// Whether a step is one that an action takes.
fn is_step_of(action: Action, plan: InterimPlan) -> bool {
    matches!(
        (action, plan),
        (Action::OrderInterim, InterimPlan::Order { .. })
            | (Action::ReviewInterim, InterimPlan::Change { .. })
            | (Action::EndInterim, InterimPlan::End { .. })
    )
}

/// Guard G4: the complainant was asked, answered or let the time pass, and it was weighed; or a lawful exception.
pub(crate) fn consulted(case: &Case, intent: Intent, today: Date) -> Vec<Unmet> {
    let Some(about) = about(intent.action) else { return Vec::new() };
    // A bystander's report has nobody to ask before it is taken up or not.
    if case.party(crate::case::PartyRole::Complainant).is_none() {
        return Vec::new();
    }
    let found = match (about, intent.step) {
        (About::Interim, Some(step)) => case.consultation_about_step(|it| it == step),
        // Where the command is not there yet, any step that could be taken.
        (About::Interim, None) => {
            case.consultation_about_step(|it| is_step_of(intent.action, it) && case.can_step(it, today))
        }
        _ => match track(intent.action) {
            Some(track) => case.consultation_about_track(track),
            None => case.consultation(about),
        },
    };
    match found {
        None => {
            let plan = track(intent.action).map_or_else(|| about.to_string(), |it| format!("{about}: {it}"));
            let detail = format!("the complainant was not asked about `{plan}`");
            vec![Unmet::new(Guard::Consulted, "not_asked", "/consultations", detail)]
        }
        Some((place, found)) => found
            .lacks(today)
            .map(|code| {
                let detail = match code {
                    "answer_pending" => format!("the complainant may answer until {}", found.reply_by),
                    _ => "it is not recorded how the answer was weighed".to_owned(),
                };
                Unmet::new(Guard::Consulted, code, format!("/consultations/{place}"), detail)
            })
            .into_iter()
            .collect(),
    }
}

impl Proceeding<'_, '_> {
    /// Bases the action under way on its consultation, so that the next one needs another.
    pub(crate) fn spend(&mut self, about: About) {
        if let Some(id) = self.case.consultation(about).map(|(_, it)| it.id) {
            self.happened(Event::ConsultationUsed { consultation: id });
        }
    }

    /// The same for the way that the case takes.
    pub(crate) fn spend_track(&mut self, track: Track) {
        if let Some(id) = self.case.consultation_about_track(track).map(|(_, it)| it.id) {
            self.happened(Event::ConsultationUsed { consultation: id });
        }
    }

    /// The same for a step about an interim measure.
    pub(crate) fn spend_step(&mut self, step: InterimPlan) {
        if let Some(id) = self.case.consultation_about_step(|it| it == step).map(|(_, it)| it.id) {
            self.happened(Event::ConsultationUsed { consultation: id });
        }
    }

    /// Ends what was asked about plans that are no longer the plan: people are asked about what is decided (G4).
    pub(crate) fn supersede(&mut self, about: impl Fn(About) -> bool) {
        let open = self.case.consultations.iter().filter(|it| about(it.about) && !it.is_over());
        for id in open.map(|it| it.id).collect::<Vec<_>>() {
            self.happened(Event::ConsultationSuperseded { consultation: id });
        }
    }
}
