//! The page that the `type` of a problem opens.

use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};

use super::{Kind, Problem, kind};

/// `GET /problems/{slug}`: what a kind of problem means, and what to do.
pub(crate) async fn page(Path(slug): Path<String>) -> Response {
    let known = kind::ALL.iter().find(|kind| kind.slug == slug);
    known.map_or_else(|| Problem::not_found().into_response(), |kind| text(kind).into_response())
}

fn text(kind: &Kind) -> String {
    let Kind { slug, status, title, help } = kind;
    format!("{title}\n\n{help}\n\nStatus: {status}\nCode: {}\nType: /problems/{slug}\n", kind.code())
}
