//! A request of an administrator about a person or a unit. Whoever is none gets 403, whatever else is wrong.

use app::App;
use axum::extract::{FromRequest, FromRequestParts, Request};
use http::{header::IF_MATCH, request::Parts};

use super::{
    body::{self, Payload},
    caller::Caller,
    on_case::{parameter, tag},
    request::{plain, single},
};
use crate::{Api, Problem};

/// A request to make or change something of the directory, with its body.
pub(crate) struct Administer<T> {
    app: App,
    caller: app::Caller,
    asked: app::Request,
    thing: Option<String>,
    content: Result<(Option<String>, T), Problem>,
}

/// A request to make or change something of the directory that is in order.
pub(crate) struct Administered<T> {
    pub(crate) app: App,
    pub(crate) caller: app::Caller,
    pub(crate) asked: app::Request,
    /// The id in the path, as it is written there.
    pub(crate) thing: String,
    /// The entity tag that the client has seen, if it says so.
    pub(crate) seen: Option<String>,
    pub(crate) content: T,
}

impl<T> Administer<T> {
    /// What is asked for, unless something is wrong with it.
    pub(crate) async fn checked(self, action: &'static str) -> Result<Administered<T>, Problem> {
        let Self { app, caller, asked, thing, content } = self;
        match content {
            Ok((seen, content)) => {
                Ok(Administered { app, caller, asked, thing: thing.unwrap_or_default(), seen, content })
            }
            Err(problem) => {
                app.may_administer(&caller, &asked, action).await?;
                Err(problem)
            }
        }
    }
}

impl<T: Payload> FromRequest<Api> for Administer<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, api: &Api) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let Caller(caller) = Caller::from_request_parts(&mut parts, api).await?;
        let thing = parameter(&mut parts, 0).await;
        let mut asked = plain(&parts);
        let content = body::content(&mut asked, &parts, body, api.body_limit(), seen).await;
        Ok(Self { app: api.app.clone(), caller, asked, thing, content })
    }
}

/// The entity tag that the client has seen. People and units may be changed without one.
fn seen(parts: &Parts) -> Result<Option<String>, Problem> {
    single(&parts.headers, &IF_MATCH)?.map(tag).transpose()
}
