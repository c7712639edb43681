//! A complaint case.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{CaseId, Phase, Priority, UnitId};

/// A complaint and all that is known of it. Holds ids, codes and dates only; every text is a row of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// The case.
    pub id: CaseId,
    /// The number people use, such as `R-7K3M-92QF`.
    pub number: String,
    /// The unit complained about.
    pub unit: UnitId,
}

/// What lists need to know of a case without opening it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The state, as a code.
    pub state: &'static str,
    /// The phase of the working life.
    pub phase: Phase,
    /// How urgent.
    pub priority: Priority,
    /// The day of receipt; none for a draft.
    pub received_on: Option<Date>,
    /// The day of admission.
    pub admitted_on: Option<Date>,
    /// Whom or what the case waits for, as a code.
    pub waiting_for: &'static str,
    /// When the clock has to look at the case again: the next act of System that time alone will make due.
    pub wake_at: Option<jiff::Timestamp>,
}

impl Case {
    /// What lists show of it.
    #[must_use]
    pub fn listed(&self) -> Listed {
        Listed {
            state: "draft",
            phase: Phase::Employment,
            priority: Priority::Normal,
            received_on: None,
            admitted_on: None,
            waiting_for: "complainant",
            wake_at: None,
        }
    }
}
