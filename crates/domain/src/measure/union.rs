//! The person's union: told of an intended dismissal at the time of the hearing (DK-P8, the agreement of the
//! municipalities).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Event, Sanction};
use crate::{
    Action, Case, ContentId, Line, Text,
    guard::Guard,
    proceeding::Proceeding,
    refusal::{Refusal, Unmet},
};

/// What the union was told, or that there is none to tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct UnionNotice {
    /// The day.
    pub on: Date,
    /// Whether the person is in a union, as far as is known.
    pub member: bool,
    /// Which union.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub union: Option<ContentId>,
    /// What it was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub notice: Option<ContentId>,
}

/// Word to the person's union, or the answer that there is none.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NotifyUnion {
    /// Whether the person is in a union, as far as is known.
    pub member: bool,
    /// Which union; needed for a member.
    #[serde(default)]
    pub union: Option<Line>,
    /// What it is told; needed for a member.
    #[serde(default)]
    pub notice: Option<Text>,
}

/// Takes down that the union is told today, or that there is none.
pub(crate) fn notify(p: &mut Proceeding<'_, '_>, notify: NotifyUnion) -> Result<(), Refusal> {
    let told = p.case.measure.as_ref().and_then(|it| it.union.as_ref());
    if told.is_some_and(|it| it.member || !notify.member) {
        return Err(Refusal::invalid("/member", "already_told", "this was answered before"));
    }
    for (pointer, given) in [("/union", notify.union.is_some()), ("/notice", notify.notice.is_some())] {
        if given != notify.member {
            let (code, detail) = if given {
                ("not_a_member", "there is no union to tell")
            } else {
                ("missing", "say which union is told, and what")
            };
            return Err(Refusal::invalid(pointer, code, detail));
        }
    }
    let notice = UnionNotice {
        on: p.today(),
        member: notify.member,
        union: p.keep_some("union", notify.union),
        notice: p.keep_some("union_notice", notify.notice),
    };
    p.happened(Event::UnionNotified { notice });
    Ok(())
}

/// The union is told of an intended dismissal not later than the person is heard on it.
pub(crate) fn notified(case: &Case, action: Action) -> Vec<Unmet> {
    let Some(measure) = &case.measure else { return Vec::new() };
    let hears = action == Action::Disclose || case.hearing_items.iter().any(|it| it.disclosed_on.is_some());
    if measure.intended() != Some(Sanction::Dismissal) || !hears || measure.union.is_some() {
        return Vec::new();
    }
    let detail =
        "a union is told of an intended dismissal when its member is heard: tell it, or say there is none";
    vec![Unmet::new(Guard::UnionNotified, "union_not_told", "/measure/union", detail)]
}
