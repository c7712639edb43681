//! The log of a case, as far as each may read it.

use domain::{PartyId, Purpose, UserId};
use jiff::Timestamp;
use serde::Serialize;
use storage::audit::Logged;
use utoipa::ToSchema;
use uuid::Uuid;

/// One line of the log of a case.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AuditLine {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// What, as a code.
    pub action: String,
    /// How it ended: `allowed` or `denied`.
    pub outcome: String,
    /// In which capacity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<String>,
    /// For whom: a party who is represented, or without an account, whose act staff took down.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<PartyId>,
    /// Why content was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Purpose>,
    /// Who; for auditors.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<UserId>,
    /// The request; for auditors.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Uuid)]
    pub request: Option<Uuid>,
    /// SHA-256 of a salt and what the entry says, in hexadecimal.
    pub commitment: String,
}

/// A line of the log: in full for auditors; for the complainant without names.
pub(crate) fn shown(row: &Logged, auditor: bool) -> AuditLine {
    AuditLine {
        at: row.at,
        action: row.action.clone(),
        outcome: row.outcome.clone(),
        capacity: row.capacity.clone(),
        on_behalf_of: row.on_behalf_of,
        purpose: row.purpose,
        actor: row.actor.filter(|_| auditor),
        request: Some(row.request).filter(|_| auditor),
        commitment: data_encoding::HEXLOWER.encode(&row.commitment),
    }
}
