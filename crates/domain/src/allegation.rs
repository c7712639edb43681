//! Allegations: a ground, a form and a link each, and a finding of their own.

use serde::{Deserialize, Serialize};

use crate::{AllegationId, ContentId, Finding, Form, Ground, Link, Text};

/// One allegation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Allegation {
    /// The allegation.
    pub id: AllegationId,
    /// The alleged ground.
    pub ground: Ground,
    /// The kind of conduct.
    pub form: Form,
    /// How the ground is linked to the person.
    pub link: Link,
    /// What is alleged, in words.
    #[schema(value_type = String)]
    pub what: ContentId,
    /// What was found; none until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<Finding>,
}

/// An allegation as it is made.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAllegation {
    /// The alleged ground, or `unknown`.
    pub ground: Ground,
    /// The kind of conduct.
    pub form: Form,
    /// How the ground is linked to the person; the own trait unless said otherwise.
    #[serde(default = "own_trait")]
    pub link: Link,
    /// What is alleged, in words.
    pub what: Text,
}

fn own_trait() -> Link {
    Link::OwnTrait
}

impl Allegation {
    /// Whether it still needs a finding.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.finding != Some(Finding::Settled)
    }
}
