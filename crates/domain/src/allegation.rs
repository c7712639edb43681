//! Allegations: a ground, a form and a link each, and a finding of their own.

use serde::{Deserialize, Serialize};

use crate::{
    AllegationId, Case, ContentId, Finding, Form, Ground, Link, Priority, Text, amendment::Amendment,
    proceeding::Proceeding,
};

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
    /// What is alleged, in words; none where an alarm went off without words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub what: Option<ContentId>,
    /// What was found; none until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<Finding>,
    /// What it has to do with the complaint, where it was added after the admission.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amendment: Option<Amendment>,
    /// How many items the hearing had when it was made: only those after them can be about it.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub heard_from: usize,
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

/// Writes an allegation down.
pub(crate) fn write(p: &mut Proceeding<'_, '_>, new: NewAllegation) -> Allegation {
    Allegation {
        id: AllegationId(p.cx.draw.uuid()),
        ground: new.ground,
        form: new.form,
        link: new.link,
        what: Some(p.keep("allegation", new.what)),
        finding: None,
        amendment: None,
        heard_from: 0,
    }
}

impl Case {
    /// The complaint has one more allegation; retaliation makes it urgent.
    pub(crate) fn allege(&mut self, allegation: &Allegation) {
        if allegation.form == Form::Victimisation {
            self.priority = Priority::High;
        }
        self.allegations.push(allegation.clone());
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_zero(count: &usize) -> bool {
    *count == 0
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
