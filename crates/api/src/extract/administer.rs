//! A request of an administrator about a person or a unit. Whoever is none gets 403, whatever else is wrong.

use app::App;
use axum::extract::{FromRequest, FromRequestParts, Request};
use http::request::Parts;

use super::{
    body::{self, Payload},
    caller::Caller,
    on_case::{self, parameter},
    request::plain,
};
use crate::{Api, Problem};

/// What a request says of what its sender has seen.
pub(crate) trait Seen: Sized + Send {
    /// Reads it from the headers.
    fn of(parts: &Parts) -> Result<Self, Problem>;
}

/// Nothing: what is made was not there before.
impl Seen for () {
    fn of(_: &Parts) -> Result<Self, Problem> {
        Ok(())
    }
}

/// The entity tag of what is changed.
pub(crate) struct Tag(pub(crate) String);

impl Seen for Tag {
    fn of(parts: &Parts) -> Result<Self, Problem> {
        on_case::seen(parts).map(Self)
    }
}

/// A request to make or change something of the directory, with its body.
pub(crate) struct Administer<T, S = ()> {
    app: App,
    caller: app::Caller,
    asked: app::Request,
    thing: Option<String>,
    content: Result<(S, T), Problem>,
}

/// A request to make or change something of the directory that is in order.
pub(crate) struct Administered<T, S> {
    pub(crate) app: App,
    pub(crate) caller: app::Caller,
    pub(crate) asked: app::Request,
    /// The id in the path, as it is written there.
    pub(crate) thing: String,
    pub(crate) seen: S,
    pub(crate) content: T,
}

impl<T, S> Administer<T, S> {
    /// What is asked for, unless something is wrong with it.
    pub(crate) async fn checked(self, action: &'static str) -> Result<Administered<T, S>, Problem> {
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

impl<T: Payload, S: Seen> FromRequest<Api> for Administer<T, S> {
    type Rejection = Problem;

    async fn from_request(request: Request, api: &Api) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let Caller(caller) = Caller::from_request_parts(&mut parts, api).await?;
        let thing = parameter(&mut parts, 0).await;
        let mut asked = plain(&parts);
        let content = body::content(&mut asked, &parts, body, api.body_limit(), S::of).await;
        Ok(Self { app: api.app.clone(), caller, asked, thing, content })
    }
}
