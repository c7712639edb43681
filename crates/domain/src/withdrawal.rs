//! Withdrawal: by the complainant's own act, confirmed twice, asked about pressure, revocable for 14 days (G11).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    Case, ContentId, Text, consultation, event, guard::Guard, hearing, information, linked,
    proceeding::Proceeding, refusal::Unmet, state::State,
};

/// A withdrawal under way or done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Withdrawal {
    /// When it was asked for.
    pub asked_on: Date,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub reason: Option<ContentId>,
    /// When it was confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed_on: Option<Date>,
    /// Whether there was pressure.
    #[serde(default)]
    pub under_pressure: bool,
    /// About the pressure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub pressure: Option<ContentId>,
    /// When it was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_on: Option<Date>,
}

/// The wish to withdraw.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdraw {
    /// Why; nobody has to say.
    #[serde(default)]
    pub reason: Option<Text>,
}

/// The second confirmation, with the answer to the question of pressure.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmWithdrawal {
    /// Whether anybody put pressure on the complainant. It does not stop the withdrawal, but is looked into.
    pub under_pressure: bool,
    /// More about it.
    #[serde(default)]
    pub pressure: Option<Text>,
}

/// What happened about the withdrawal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(tag = "event", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    /// It was asked for.
    WithdrawalAsked {
        /// Why.
        reason: Option<ContentId>,
    },
    /// It was confirmed.
    WithdrawalConfirmed {
        /// Whether there was pressure.
        under_pressure: bool,
        /// About it.
        pressure: Option<ContentId>,
        /// The last day to take it back.
        revocable_until: Date,
    },
    /// It was taken back.
    WithdrawalRevoked,
}

pub(crate) fn apply(case: &mut Case, what: &Event, event: &event::Event) {
    match what {
        Event::WithdrawalAsked { reason } => {
            case.withdrawal = Some(Withdrawal {
                asked_on: event.on,
                reason: *reason,
                confirmed_on: None,
                under_pressure: false,
                pressure: None,
                revoked_on: None,
            });
        }
        Event::WithdrawalConfirmed { under_pressure, pressure, revocable_until } => {
            if let Some(withdrawal) = &mut case.withdrawal {
                withdrawal.confirmed_on = Some(event.on);
                withdrawal.under_pressure = *under_pressure;
                withdrawal.pressure = *pressure;
            }
            case.leave_hearing(event.on);
            let from = Box::new(case.state.clone());
            case.state = State::Withdrawn { from, revocable_until: *revocable_until };
        }
        Event::WithdrawalRevoked => {
            if let Some(withdrawal) = &mut case.withdrawal {
                withdrawal.revoked_on = Some(event.on);
            }
            if let State::Withdrawn { from, .. } = &case.state {
                case.state = State::clone(from);
            }
        }
    }
}

/// The complainant wants to withdraw.
pub(crate) fn ask(p: &mut Proceeding<'_, '_>, ask: Withdraw) {
    let reason = p.keep_some("withdrawal_reason", ask.reason);
    p.happened(Event::WithdrawalAsked { reason });
}

/// The complainant confirms.
pub(crate) fn confirm(p: &mut Proceeding<'_, '_>, confirm: ConfirmWithdrawal) {
    let pressure = p.keep_some("pressure", confirm.pressure);
    let revocable_until = p.cx.rules.revoke_until(p.today());
    p.happened(Event::WithdrawalConfirmed {
        under_pressure: confirm.under_pressure,
        pressure,
        revocable_until,
    });
    if let Ok(complainant) = p.complainant()
        && confirm.under_pressure
    {
        linked::raise_by_pressure(p, complainant, pressure);
    }
}

/// The complainant takes the withdrawal back. Who had time to reply or to answer has it again.
pub(crate) fn revoke(p: &mut Proceeding<'_, '_>) {
    let since = p.case.withdrawal.as_ref().and_then(|it| it.confirmed_on);
    p.happened(Event::WithdrawalRevoked);
    hearing::go_on(p);
    if let Some(since) = since {
        consultation::give_back(p, since);
        information::give_back(p, since);
    }
}

/// Taking a withdrawal back is possible for 14 days.
pub(crate) fn revocable(case: &Case, today: Date) -> Vec<Unmet> {
    match case.state {
        State::Withdrawn { revocable_until, .. } if revocable_until < today => {
            let detail = "the time to take it back is over";
            vec![Unmet::new(Guard::WithdrawalFree, "too_late", "/state", detail)]
        }
        _ => Vec::new(),
    }
}

/// Guard G11: the complainant asked for it first.
pub(crate) fn free(case: &Case) -> Vec<Unmet> {
    let pending = case.withdrawal.as_ref().is_some_and(|it| it.confirmed_on.is_none());
    if pending {
        return Vec::new();
    }
    vec![Unmet::new(
        Guard::WithdrawalFree,
        "not_asked",
        "/withdrawal",
        "the complainant confirms a withdrawal that they asked for before",
    )]
}
