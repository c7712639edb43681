//! Consultations: people are asked before a major decision that has consequences for themselves (guard G4).
//! Not a hearing: a consultation is about a plan of ours, a hearing about a fact against somebody.

mod answer;
mod basis;
mod question;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use basis::{about, track};

pub(crate) use answer::{answer, extend, give_back, put_anew};
pub(crate) use basis::consulted;
pub(crate) use question::{ask, except, weigh};

use crate::{
    Case, ConsultationId, ContentId, PartyId, Text, UserId, codes::codes, event, interim::InterimPlan,
};

codes! {
    /// What kind of decision the plan is about (rulebook 7.3, G4).
    About { Outcome, Scope, Identity, Track, Interim, Decision, Remedy, Closing }

    /// Which way a case is to take, where the plan is about that.
    Track { Investigation, Mediation, Suspension, SplitOff, Consolidation }

    /// What the person thinks of the plan.
    Stance { Agree, Remarks, Talk }
}

/// One consultation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Consultation {
    /// The consultation.
    pub id: ConsultationId,
    /// About what kind of decision.
    pub about: About,
    /// Which step about an interim measure; none for other decisions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interim: Option<InterimPlan>,
    /// Which way the case is to take; none for other decisions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub track: Option<Track>,
    /// Who is asked.
    pub party: PartyId,
    /// By whom.
    pub by: UserId,
    /// What we want to do.
    #[schema(value_type = String)]
    pub plan: ContentId,
    /// Why.
    #[schema(value_type = String)]
    pub because: ContentId,
    /// What it means for the person.
    #[schema(value_type = String)]
    pub consequences: ContentId,
    /// When it was asked.
    pub asked_on: Date,
    /// By which day an answer is wanted.
    pub reply_by: Date,
    /// Whether the person took more time.
    pub extended: bool,
    /// The answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<ConsultationAnswer>,
    /// How the answer, or the silence, was weighed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weighed: Option<Weighed>,
    /// The lawful exception from asking, proposed or confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exception: Option<Exception>,
    /// The day a decision was based on it; it serves for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_on: Option<Date>,
    /// The day the plan it asked about was given up or became another one: no decision can rest on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superseded_on: Option<Date>,
}

/// The person's answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ConsultationAnswer {
    /// When.
    pub on: Date,
    /// In short.
    pub stance: Stance,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub words: Option<ContentId>,
}

/// How an answer was weighed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Weighed {
    /// By whom.
    pub by: UserId,
    /// When.
    pub on: Date,
    /// How.
    #[schema(value_type = String)]
    pub how: ContentId,
}

/// A lawful exception from asking: the caseworker proposes it, a decision maker confirms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Exception {
    /// Who proposed it.
    pub proposed_by: UserId,
    /// Why it is lawful.
    #[schema(value_type = String)]
    pub reason: ContentId,
    /// Who confirmed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed_by: Option<UserId>,
}

impl Consultation {
    /// Whether nothing more comes of it: a decision rests on it, or its plan was given up.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.used_on.is_some() || self.superseded_on.is_some()
    }

    /// What is missing before a decision may rest on it, as a code.
    #[must_use]
    pub fn lacks(&self, today: Date) -> Option<&'static str> {
        if self.exception.as_ref().is_some_and(|it| it.confirmed_by.is_some()) {
            None
        } else if self.answer.is_none() && self.reply_by >= today {
            Some("answer_pending")
        } else if self.weighed.is_none() {
            Some("not_weighed")
        } else {
            None
        }
    }
}

/// A question about a plan.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskConsultation {
    /// About what kind of decision.
    pub about: About,
    /// Which step about an interim measure; needed for `interim`, and only there.
    #[serde(default)]
    pub interim: Option<InterimPlan>,
    /// Which way the case is to take; needed for `track`, and only there.
    #[serde(default)]
    pub track: Option<Track>,
    /// What we want to do.
    pub plan: Text,
    /// Why.
    pub because: Text,
    /// What it means for the person.
    pub consequences: Text,
}

/// The person's answer.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerConsultation {
    /// In short.
    pub stance: Stance,
    /// In words.
    #[serde(default)]
    pub words: Option<Text>,
}

/// A lawful exception. The second person sends the same route without a reason to confirm.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExceptConsultation {
    /// Why it is lawful not to wait for the person; needed for the proposal.
    #[serde(default)]
    pub reason: Option<Text>,
}

/// How the answer was weighed.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WeighConsultation {
    /// How.
    pub how: Text,
}

/// What happened to consultations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(tag = "event", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    /// Somebody was asked.
    ConsultationAsked {
        /// What.
        consultation: Consultation,
    },
    /// The person answered.
    ConsultationAnswered {
        /// Which.
        consultation: ConsultationId,
        /// With what.
        answer: ConsultationAnswer,
    },
    /// The person took more time.
    ConsultationExtended {
        /// Which.
        consultation: ConsultationId,
        /// The new day.
        reply_by: Date,
    },
    /// The person got back the time that passed while the complaint was withdrawn.
    ConsultationProlonged {
        /// Which.
        consultation: ConsultationId,
        /// The new day.
        reply_by: Date,
    },
    /// An exception was proposed or confirmed.
    ConsultationExcepted {
        /// Which.
        consultation: ConsultationId,
        /// The exception as it stands.
        exception: Exception,
    },
    /// The answer was weighed.
    ConsultationWeighed {
        /// Which.
        consultation: ConsultationId,
        /// How.
        weighed: Weighed,
    },
    /// A decision was based on it.
    ConsultationUsed {
        /// Which.
        consultation: ConsultationId,
    },
    /// The plan it asked about was given up, or became another one.
    ConsultationSuperseded {
        /// Which.
        consultation: ConsultationId,
    },
}

pub(crate) fn apply(case: &mut Case, what: &Event, event: &event::Event) {
    let mut find = |id: &ConsultationId, change: &dyn Fn(&mut Consultation)| {
        for found in case.consultations.iter_mut().filter(|it| it.id == *id) {
            change(found);
        }
    };
    match what {
        Event::ConsultationAsked { consultation } => case.consultations.push(consultation.clone()),
        Event::ConsultationAnswered { consultation, answer } => {
            // What was weighed before was the silence; the answer has not been.
            find(consultation, &|it| {
                it.answer = Some(answer.clone());
                it.weighed = None;
            });
        }
        Event::ConsultationExtended { consultation, reply_by } => find(consultation, &|it| {
            it.reply_by = *reply_by;
            it.extended = true;
        }),
        Event::ConsultationProlonged { consultation, reply_by } => {
            find(consultation, &|it| it.reply_by = *reply_by);
        }
        Event::ConsultationExcepted { consultation, exception } => {
            find(consultation, &|it| it.exception = Some(exception.clone()));
        }
        Event::ConsultationWeighed { consultation, weighed } => {
            find(consultation, &|it| it.weighed = Some(weighed.clone()));
        }
        Event::ConsultationUsed { consultation } => find(consultation, &|it| it.used_on = Some(event.on)),
        Event::ConsultationSuperseded { consultation } => {
            find(consultation, &|it| it.superseded_on = Some(event.on));
        }
    }
}
