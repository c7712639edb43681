//! A request about one case.
//!
//! Whoever may not know of the case gets 404 whatever their request looks like. So these extractors keep what is
//! wrong with a request to themselves, and the only ways out ([`OnCase::change`], [`Reading::checked`]) ask for
//! the case first. A handler cannot forget it.

use std::str::FromStr;

use app::App;
use axum::extract::{FromRequest, FromRequestParts, RawPathParams, Request};
use domain::{Action, CaseId, Command, taken_down::TakenDown};
use http::{header::IF_MATCH, request::Parts};
use uuid::Uuid;

use super::{
    body::{self, Payload},
    caller::Caller,
    query::{self, NoQuery, Parameters},
    request::{invalid, plain, read_headers, single},
};
use crate::{Api, Problem, answer::Changed, problem::kind};

/// A request to change a case, with its body.
pub(crate) struct OnCase<T> {
    app: App,
    caller: app::Caller,
    asked: app::Request,
    case: CaseId,
    content: Result<(String, (T, Option<TakenDown>)), Problem>,
}

impl<T> OnCase<T> {
    /// Carries the command out that the body makes, as the act of whoever it is taken down for. `actions` are those it
    /// can be.
    pub(crate) async fn change(
        self,
        actions: impl AsRef<[Action]>,
        command: impl FnOnce(T) -> Command,
    ) -> Result<Changed, Problem> {
        let Self { app, caller, asked, case, content } = self;
        match content {
            Ok((seen, (content, taken))) => {
                let command = match taken {
                    Some(taken) => Command::TakenDown(taken, Box::new(command(content))),
                    None => command(content),
                };
                Ok(Changed::of(app.change(&caller, &asked, case, &seen, command).await?))
            }
            Err(problem) => {
                app.may(&caller, &asked, case, actions.as_ref()).await?;
                Err(problem)
            }
        }
    }
}

impl<T: Payload> FromRequest<Api> for OnCase<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, api: &Api) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let Caller(caller) = Caller::from_request_parts(&mut parts, api).await?;
        let case = id(&mut parts, 0).await;
        let mut asked = plain(&parts);
        let is_system = caller.is_system();
        let seen = |parts: &Parts| if is_system { Ok(String::new()) } else { seen(parts) };
        let content = body::act(&mut asked, &parts, body, api.body_limit(), seen).await;
        Ok(Self { app: api.app.clone(), caller, asked, case, content })
    }
}

/// A request to change something below a case, with the thing's id.
pub(crate) struct OnItem<I, T>(OnCase<(I, T)>);

impl<I, T> OnItem<I, T> {
    /// Carries the command out that the id and the body make.
    pub(crate) async fn change(
        self,
        actions: impl AsRef<[Action]>,
        command: impl FnOnce(I, T) -> Command,
    ) -> Result<Changed, Problem> {
        self.0.change(actions, |(item, content)| command(item, content)).await
    }
}

impl<I: FromStr + From<Uuid> + Send, T: Payload> FromRequest<Api> for OnItem<I, T> {
    type Rejection = Problem;

    async fn from_request(request: Request, api: &Api) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let item = id(&mut parts, 1).await;
        let on = OnCase::<T>::from_request(Request::from_parts(parts, body), api).await?;
        let OnCase { app, caller, asked, case, content } = on;
        let content = content.map(|(seen, (content, taken))| (seen, ((item, content), taken)));
        Ok(Self(OnCase { app, caller, asked, case, content }))
    }
}

/// A request to read something of a case.
pub(crate) struct Reading<Q = NoQuery> {
    app: App,
    caller: app::Caller,
    asked: app::Request,
    case: CaseId,
    query: Result<Q, Problem>,
}

/// A request to read something of a case that is in order.
pub(crate) struct Checked<Q> {
    pub(crate) app: App,
    pub(crate) caller: app::Caller,
    pub(crate) asked: app::Request,
    pub(crate) case: CaseId,
    pub(crate) query: Q,
}

impl<Q> Reading<Q> {
    /// What is asked for, unless something is wrong with it.
    pub(crate) async fn checked(self, action: Action) -> Result<Checked<Q>, Problem> {
        let Self { app, caller, asked, case, query } = self;
        match query {
            Ok(query) => Ok(Checked { app, caller, asked, case, query }),
            Err(problem) => {
                app.may(&caller, &asked, case, &[action]).await?;
                Err(problem)
            }
        }
    }
}

impl<Q: Parameters> FromRequestParts<Api> for Reading<Q> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        let Caller(caller) = Caller::from_request_parts(parts, api).await?;
        let case = id(parts, 0).await;
        let mut asked = plain(parts);
        let query = read_headers(&mut asked, parts).and_then(|()| query::read(parts));
        Ok(Self { app: api.app.clone(), caller, asked, case, query })
    }
}

/// An id of the path. What is none becomes the id of nothing, so that it is looked for, not found, and taken down
/// like any other.
async fn id<I: FromStr + From<Uuid>>(parts: &mut Parts, place: usize) -> I {
    parameter(parts, place).await.unwrap_or_else(|| Uuid::nil().into())
}

pub(super) async fn parameter<I: FromStr>(parts: &mut Parts, place: usize) -> Option<I> {
    let parameters = RawPathParams::from_request_parts(parts, &()).await.ok()?;
    parameters.iter().nth(place).and_then(|(_, text)| text.parse().ok())
}

/// The entity tag that the client has seen. A weak one, a list or `*` says too little.
pub(super) fn seen(parts: &Parts) -> Result<String, Problem> {
    let seen = single(&parts.headers, &IF_MATCH)?;
    tag(seen.ok_or_else(|| Problem::new(kind::PRECONDITION_REQUIRED))?)
}

/// One strong entity tag.
fn tag(text: &str) -> Result<String, Problem> {
    let inner = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    match inner {
        Some(inner) if !inner.contains('"') => Ok(text.to_owned()),
        _ => Err(invalid(&IF_MATCH, "takes one strong entity tag, as the header `ETag` gave it")),
    }
}
