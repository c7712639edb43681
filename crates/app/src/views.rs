//! What each actor sees of a case: one view for each relation, made from the state, with the ids of texts in
//! place. It is hashed for the entity tag as it is, and only then filled with the words.

pub(crate) mod audit_line;
mod case;
pub(crate) mod deadlines;
mod decision;
mod lens;
mod measure;
mod party;
mod regions;
mod review;
pub(crate) mod timeline;

use std::collections::BTreeMap;

use aws_lc_rs::hmac;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{Actor, Case, CaseId, ContentId, UserId, rules::Rules};
use serde_json::Value;

use crate::Error;

pub use audit_line::AuditLine;
pub use case::CaseView;
pub use deadlines::{CaseDeadline, Deadlines, OutsideDeadline};
pub use lens::Lens;
pub use measure::MeasureView;
pub use timeline::TimelineEntry;

/// A view as it is sent: the entity tag, quoted, and the body.
#[derive(Clone, Debug, PartialEq)]
pub struct Rendered {
    /// The entity tag: a keyed hash of the actor and the view, so that it tells nobody of acts they cannot see.
    pub etag: String,
    /// The view, filled with the words.
    pub view: Value,
}

/// The cases that a case is linked to and the reader sees as well, each with how.
pub type Known = BTreeMap<CaseId, Lens>;

/// A view before it is filled.
#[derive(Clone, Debug)]
pub struct Projection {
    /// The entity tag.
    pub etag: String,
    view: Value,
}

impl Projection {
    /// What the actor sees; none when the case shows them nothing.
    pub fn of(
        case: &Case,
        actor: &Actor,
        known: &Known,
        rules: &Rules,
        key: &hmac::Key,
    ) -> Result<Option<Self>, Error> {
        let Some(lens) = Lens::of(case, actor) else { return Ok(None) };
        let view = serde_json::to_value(CaseView::of(case, lens, actor.user(), known, rules))?;
        Ok(Some(Self { etag: etag(key, actor.user(), &view), view }))
    }

    /// The texts it needs.
    #[must_use]
    pub fn texts(&self) -> Vec<ContentId> {
        let mut ids = Vec::new();
        collect(&self.view, &mut ids);
        ids
    }

    /// Puts the words in. A text that was erased becomes null.
    #[must_use]
    pub fn fill(mut self, words: &BTreeMap<ContentId, String>) -> Rendered {
        fill(&mut self.view, words);
        Rendered { etag: self.etag, view: self.view }
    }
}

/// The entity tag of what a person sees.
pub(crate) fn etag(key: &hmac::Key, user: Option<UserId>, view: &Value) -> String {
    let mut context = hmac::Context::with_key(key);
    context.update(user.map_or([0; 16], |user| *user.0.as_bytes()).as_slice());
    context.update(view.to_string().as_bytes());
    format!("\"{}\"", URL_SAFE_NO_PAD.encode(&context.sign().as_ref()[..18]))
}

// State holds ids, codes and dates only, so nothing a person wrote can pass for the id of a text.
fn content_id(text: &str) -> Option<ContentId> {
    text.starts_with("text_").then(|| text.parse().ok()).flatten()
}

pub(crate) fn collect(value: &Value, ids: &mut Vec<ContentId>) {
    match value {
        Value::String(text) => ids.extend(content_id(text)),
        Value::Array(items) => items.iter().for_each(|item| collect(item, ids)),
        Value::Object(fields) => fields.values().for_each(|field| collect(field, ids)),
        _ => {}
    }
}

fn fill(value: &mut Value, words: &BTreeMap<ContentId, String>) {
    match value {
        Value::String(text) => {
            if let Some(id) = content_id(text) {
                *value = words.get(&id).map_or(Value::Null, |words| Value::String(words.clone()));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| fill(item, words)),
        Value::Object(fields) => fields.values_mut().for_each(|field| fill(field, words)),
        _ => {}
    }
}
