//! The REST API: JSON in, JSON out. Decides nothing.
//!
//! A handler takes what it needs with the extractors of [`extract`], calls one function of `app`, and answers.
//! What every answer has in common is done once, in the envelope.

mod answer;
mod archive;
mod cases;
mod consultations;
mod decision;
mod document;
mod drafts;
mod envelope;
pub mod extract;
mod file_access;
mod follow_up;
mod hearing;
mod hr_events;
mod impartiality;
mod intake;
mod interim;
mod investigation;
mod linked;
mod mediation;
mod parties;
mod people;
pub mod problem;
mod records;
mod rejection;
mod remedies;
mod review;
mod rules;
mod suspension;
pub mod table;
mod templates;
mod tokens;
mod withdrawal;

use std::{sync::Arc, time::Duration};

use app::App;
use axum::{Router, extract::FromRef, middleware, routing::get};
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

pub use problem::Problem;

/// What the operator decides about the API.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where the service is reached from outside, without a slash at the end; the `type` of problems begins so.
    pub public_url: Option<String>,
    /// The longest body taken, in bytes.
    pub body_limit: usize,
    /// How long one request may take.
    pub patience: Duration,
    /// Routes of the program itself that answer in the same manner, such as the clock of a demonstration.
    pub beside: Router<Api>,
}

/// What handlers work with.
#[derive(Clone, Debug)]
pub struct Api {
    app: App,
    options: Arc<Options>,
}

impl Api {
    fn body_limit(&self) -> usize {
        self.options.body_limit
    }

    fn base(&self) -> &str {
        self.options.public_url.as_deref().unwrap_or_default().trim_end_matches('/')
    }
}

impl FromRef<Api> for App {
    fn from_ref(api: &Api) -> Self {
        api.app.clone()
    }
}

/// The routes, and the document that describes them.
pub fn router(app: App, options: Options) -> (Router, OpenApi) {
    let beside = options.beside.clone();
    let (below, _) = routes().split_for_parts();
    let api = Api { app, options: Arc::new(options) };
    let router = Router::new()
        .nest(templates::BASE, below)
        .layer(middleware::from_fn_with_state(api.clone(), envelope::in_time))
        .route("/problems/{slug}", get(problem::page))
        .merge(beside)
        .fallback(envelope::nowhere)
        .method_not_allowed_fallback(envelope::not_so)
        .layer(CatchPanicLayer::custom(envelope::panicked))
        .layer(middleware::from_fn_with_state(api.clone(), envelope::around))
        .with_state(api);
    (router, document())
}

/// The document alone.
#[must_use]
pub fn document() -> OpenApi {
    document::whole()
}

/// Every route, by subject.
fn routes() -> OpenApiRouter<Api> {
    document::routes()
        .merge(cases::routes())
        .merge(drafts::routes())
        .merge(intake::routes())
        .merge(rejection::routes())
        .merge(investigation::routes())
        .merge(hearing::routes())
        .merge(file_access::routes())
        .merge(consultations::routes())
        .merge(interim::routes())
        .merge(suspension::routes())
        .merge(records::routes())
        .merge(archive::routes())
        .merge(mediation::routes())
        .merge(decision::routes())
        .merge(review::routes())
        .merge(remedies::routes())
        .merge(follow_up::routes())
        .merge(withdrawal::routes())
        .merge(linked::routes())
        .merge(hr_events::routes())
        .merge(impartiality::routes())
        .merge(parties::routes())
        .merge(rules::routes())
        .merge(tokens::routes())
        .merge(people::routes())
}
