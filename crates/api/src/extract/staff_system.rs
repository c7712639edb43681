//! A report of a staff system. Whoever is none gets 403, whatever else is wrong.

use app::App;
use axum::extract::{FromRequest, FromRequestParts, Request};

use super::{
    body::{self, Payload},
    caller::Caller,
    request::plain,
};
use crate::{Api, Problem};

/// A report, with its body.
pub(crate) struct FromStaffSystem<T> {
    app: App,
    caller: app::Caller,
    asked: app::Request,
    content: Result<((), T), Problem>,
}

/// A report that is in order.
pub(crate) struct Reported<T> {
    pub(crate) app: App,
    pub(crate) caller: app::Caller,
    pub(crate) asked: app::Request,
    pub(crate) content: T,
}

impl<T> FromStaffSystem<T> {
    /// What is reported, unless something is wrong with it.
    pub(crate) async fn checked(self) -> Result<Reported<T>, Problem> {
        let Self { app, caller, asked, content } = self;
        match content {
            Ok(((), content)) => Ok(Reported { app, caller, asked, content }),
            Err(problem) => {
                app.may_report_hr_events(&caller, &asked).await?;
                Err(problem)
            }
        }
    }
}

impl<T: Payload> FromRequest<Api> for FromStaffSystem<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, api: &Api) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let Caller(caller) = Caller::from_request_parts(&mut parts, api).await?;
        let mut asked = plain(&parts);
        let content = body::content(&mut asked, &parts, body, api.body_limit(), |_| Ok(())).await;
        Ok(Self { app: api.app.clone(), caller, asked, content })
    }
}
