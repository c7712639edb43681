//! Where the rules of a pack come from.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where the rules of a pack come from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "from", rename_all = "snake_case")]
#[schema(as = RuleOrigin)]
pub enum Origin {
    /// The program itself.
    #[default]
    Program,
    /// A pack from outside that took the place of the program's own.
    SignedPack {
        /// The public key that signed it, in base64.
        key: String,
        /// SHA-256 of its file, in hexadecimal.
        sha256: String,
    },
}
