//! Why a command is not carried out. Data with a stable code, not an error of ours.

use serde::Serialize;

use crate::{action::Action, guard::Guard, state::Stage};

/// One requirement of the procedure that is not met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Unmet {
    /// Which guard asks for it.
    pub guard: Guard,
    /// What is missing, as a code.
    pub code: &'static str,
    /// Where, as a JSON pointer into the case.
    pub pointer: String,
    /// What is missing, in words, without any content of the case.
    pub detail: String,
}

impl Unmet {
    pub(crate) fn new(
        guard: Guard,
        code: &'static str,
        pointer: impl Into<String>,
        detail: impl Into<String>,
    ) -> Self {
        Self { guard, code, pointer: pointer.into(), detail: detail.into() }
    }
}

/// One part of a request that cannot be right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Invalid {
    /// Where, as a JSON pointer into the request.
    pub pointer: String,
    /// What is wrong, as a code.
    pub code: &'static str,
    /// What is wrong, in words.
    pub detail: String,
}

/// Why nothing happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Not possible where the case stands.
    State {
        /// Where it stands.
        stage: Stage,
        /// What was asked for.
        action: Action,
        /// The states it is possible in.
        possible_in: &'static [Stage],
        /// What else is missing.
        unmet: Vec<Unmet>,
    },
    /// Not possible where the case stands, for somebody who is not shown where that is; or an act of time before its
    /// time.
    NotNow,
    /// Requirements of the procedure are not met; never empty, in the order of the guards.
    Guards(Vec<Unmet>),
    /// The request itself cannot be right.
    Content(Vec<Invalid>),
    /// A thing below the case that the request names does not exist, or not for this actor.
    NoSuchItem,
}

impl Refusal {
    pub(crate) fn invalid(pointer: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self::Content(vec![Invalid { pointer: pointer.into(), code, detail: detail.into() }])
    }

    pub(crate) fn unmet(
        guard: Guard,
        code: &'static str,
        pointer: impl Into<String>,
        detail: impl Into<String>,
    ) -> Self {
        Self::Guards(vec![Unmet::new(guard, code, pointer, detail)])
    }
}
