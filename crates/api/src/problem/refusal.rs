//! Which problem each error of the application and each refusal of the domain is.

use app::Error;
use domain::{Refusal, guard::Guard};
use http::{HeaderValue, header};

use super::{Kind, Problem, Stand, kind};

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Unauthenticated => Self::new(kind::UNAUTHENTICATED)
                .header(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")),
            Error::Credentials => Self::new(kind::INVALID_CREDENTIALS)
                .header(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")),
            Error::NotFound => Self::not_found(),
            Error::Forbidden => Self::new(kind::FORBIDDEN),
            Error::Stale { current } => {
                let problem = Self::new(kind::PRECONDITION_FAILED);
                match HeaderValue::try_from(current) {
                    Ok(current) => problem.header(header::ETAG, current),
                    Err(_) => problem,
                }
            }
            Error::Refused(refusal) => refusal.into(),
            Error::PurposeRequired => Self::new(kind::PURPOSE_REQUIRED),
            Error::PurposeNotFitting(purpose) => Self::new(kind::PURPOSE_NOT_FITTING)
                .because(format!("`{purpose}` is not a purpose of yours here")),
            Error::KeyReused => Self::new(kind::IDEMPOTENCY_KEY_REUSED),
            Error::CursorNotFitting => Self::new(kind::CURSOR_EXPIRED),
            Error::TooMany { retry_after } => Self::new(kind::RATE_LIMITED).retry_after(retry_after),
            Error::Busy { retry_after, cause } => {
                // Logged here, once, however often it was tried.
                tracing::warn!(
                    error = &*cause as &(dyn std::error::Error + 'static),
                    "not possible at the moment"
                );
                Self::new(kind::UNAVAILABLE).retry_after(retry_after)
            }
            Error::Internal(cause) => {
                // Logged here, once. The client learns nothing but the request's id.
                tracing::error!(error = &cause as &dyn std::error::Error, "request failed");
                Self::new(kind::INTERNAL_ERROR)
            }
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::State { stage, action, possible_in, unmet } => Self {
                stand: Some(Stand { state: stage, action, possible_in }),
                ..Self::new(kind::STATE_TRANSITION).with(unmet.into_iter().map(Into::into))
            },
            Refusal::NotNow => Self::new(kind::STATE_TRANSITION),
            Refusal::Guards(unmet) => {
                let lowest = unmet.iter().map(|unmet| unmet.guard).min();
                let kind = lowest.map_or(kind::STATE_TRANSITION, of);
                Self::new(kind).with(unmet.into_iter().map(Into::into))
            }
            Refusal::Content(invalid) => Self::invalid(invalid.into_iter().map(Into::into)),
            Refusal::NoSuchItem => Self::not_found(),
        }
    }
}

impl Problem {
    pub(crate) fn retry_after(self, seconds: u32) -> Self {
        self.header(header::RETRY_AFTER, HeaderValue::from(seconds))
    }
}

/// The kind of problem that an unmet requirement is.
fn of(guard: Guard) -> &'static Kind {
    match guard {
        Guard::ComplaintMinimum => kind::COMPLAINT_INCOMPLETE,
        Guard::Impartial => kind::CONFLICT_OF_INTEREST,
        Guard::Acknowledgement => kind::NOT_ACKNOWLEDGED,
        Guard::Consulted => kind::CONSULTATION_REQUIRED,
        Guard::Heard => kind::HEARING_INCOMPLETE,
        Guard::AccessAnswered => kind::ACCESS_REQUEST_OPEN,
        Guard::ProofAssessed => kind::PROOF_NOT_ASSESSED,
        Guard::ReasonsComplete => kind::REASONS_INCOMPLETE,
        Guard::FourEyes => kind::FOUR_EYES,
        Guard::SettlementVoluntary => kind::SETTLEMENT_NOT_VOLUNTARY,
        Guard::WithdrawalFree => kind::WITHDRAWAL_NOT_CONFIRMED,
        Guard::RemediesDone => kind::REMEDIES_OPEN,
        Guard::FollowUpDone => kind::FOLLOW_UP_OPEN,
        Guard::NoHold => kind::RETENTION_LOCKED,
        Guard::ArchiveRule => kind::ARCHIVE_RULE,
        Guard::PhaseFacts => kind::FACTS_MISSING,
        Guard::ChannelChosen => kind::CHANNEL_UNANSWERED,
        Guard::NoDetriment => kind::INTERIM_DETRIMENT,
        Guard::LikeOrRelated => kind::NOT_RELATED,
        Guard::MediationAgreed => kind::MEDIATION_NOT_AGREED,
        Guard::NotSuspended => kind::SUSPENDED,
        Guard::RespondentNamed => kind::RESPONDENT_MISSING,
        Guard::WatchRuns => kind::WATCH_OVER,
        Guard::DutyContinues => kind::NO_DUTY_TO_CONTINUE,
        Guard::IsReport => kind::NOT_A_REPORT,
        Guard::InvestigatorAssigned => kind::INVESTIGATOR_MISSING,
        Guard::ReviewOpen => kind::REVIEW_NOT_OPEN,
        Guard::Separation => kind::SEPARATION_OF_DUTIES,
        Guard::UnionNotified => kind::UNION_NOT_TOLD,
        Guard::ReasonsOwed => kind::REASONS_OWED,
        Guard::FindingStands => kind::FINDING_SET_ASIDE,
        Guard::ActsLookedAt => kind::ACTS_FLAGGED,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use domain::{Action, Stage, refusal::Unmet};
    use http::StatusCode;
    use strum::IntoEnumIterator;

    use super::*;

    fn unmet(guard: Guard) -> Unmet {
        Unmet { guard, code: "missing", pointer: "/x".to_owned(), detail: "missing".to_owned() }
    }

    #[test]
    fn each_requirement_is_a_kind_of_its_own() {
        let slugs: BTreeSet<&str> = Guard::iter().map(|guard| of(guard).slug).collect();
        assert_eq!(slugs.len(), Guard::iter().count());
        assert!(Guard::iter().all(|guard| of(guard).status == StatusCode::CONFLICT));
    }

    #[test]
    fn slugs_and_titles_are_told_apart() {
        let slugs: BTreeSet<&str> = kind::ALL.iter().map(|kind| kind.slug).collect();
        let titles: BTreeSet<&str> = kind::ALL.iter().map(|kind| kind.title).collect();
        assert_eq!((slugs.len(), titles.len()), (kind::ALL.len(), kind::ALL.len()));
    }

    #[test]
    fn the_state_comes_first_and_then_the_lowest_requirement() {
        let both = vec![unmet(Guard::Impartial), unmet(Guard::Consulted)];
        let problem = Problem::from(Refusal::Guards(both.clone()));
        assert_eq!(problem.kind(), kind::CONFLICT_OF_INTEREST);
        assert_eq!(problem.example()["errors"].as_array().map(Vec::len), Some(2));
        let refusal = Refusal::State {
            stage: Stage::Submitted,
            action: Action::Decide,
            possible_in: Action::Decide.rule().from,
            unmet: both,
        };
        let problem = Problem::from(refusal);
        assert_eq!(problem.kind(), kind::STATE_TRANSITION);
        let document = problem.example();
        assert_eq!((&document["state"], &document["action"]), (&"submitted".into(), &"decide".into()));
        assert_eq!(document["possible_in"], serde_json::json!(["decision_drafted"]));
        assert_eq!(document["errors"][1]["guard"], "consulted");
    }
}
