//! Access tokens: signing in, prolonging a session, signing out, and the own password.

use app::signin::Granted;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Api, Problem,
    extract::{Asked, Caller, Json, NoQuery, Nothing, Query},
};

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(sign_in, sign_out)).routes(routes!(set_password))
}

// Under a name of its own, so that no body is described.
type NoBody = Json<Nothing>;

/// What a token is asked for with.
#[derive(Deserialize, ToSchema)]
#[serde(tag = "grant_type", rename_all = "snake_case", deny_unknown_fields)]
enum Grant {
    /// The name and the password of an account.
    Password {
        /// The name to sign in with.
        username: String,
        /// The password.
        #[schema(format = Password)]
        password: String,
    },
    /// A refresh token, which is replaced by the one in the answer.
    RefreshToken {
        /// The token of the answer before.
        refresh_token: String,
    },
    /// The token of a link that the operator made; it works once.
    LoginLink {
        /// The token.
        login_link: String,
    },
}

/// An access token, and what prolongs the session it belongs to.
#[derive(Serialize, ToSchema)]
struct Tokens {
    /// Goes into the header `Authorization: Bearer …` of each request.
    access_token: String,
    /// Always `Bearer`.
    #[schema(pattern = "^Bearer$")]
    token_type: &'static str,
    /// For how many seconds the access token is good.
    expires_in: i64,
    /// Gives the next access token, once. A refresh token that comes a second time ends the session.
    refresh_token: String,
}

impl From<Granted> for Tokens {
    fn from(granted: Granted) -> Self {
        Self {
            access_token: granted.access_token,
            token_type: "Bearer",
            expires_in: granted.expires_in.as_secs(),
            refresh_token: granted.refresh_token,
        }
    }
}

impl IntoResponse for Tokens {
    fn into_response(self) -> Response {
        axum::Json(self).into_response()
    }
}

/// A new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPassword {
    /// The password until now; not needed in a session that began by a link.
    #[serde(default)]
    #[schema(format = Password)]
    current_password: Option<String>,
    /// At least 12 characters, and none of those that are tried first.
    #[schema(format = Password, min_length = 12)]
    new_password: String,
}

/// Sign in
///
/// Gives an access token and a refresh token for a password, a refresh token, or a link. Wrong names and wrong
/// passwords get the same answer. Failures are counted per account and per address; after some each costs a wait.
#[utoipa::path(
    post, path = "/tokens", tag = "sign-in", security(()), request_body = Grant,
    responses((status = 200, description = "You are signed in", body = Tokens)),
)]
async fn sign_in(
    State(api): State<Api>,
    Asked(asked): Asked,
    Query(NoQuery): Query<NoQuery>,
    Json(grant, _): Json<Grant>,
) -> Result<Tokens, Problem> {
    let granted = match grant {
        Grant::Password { username, password } => api.app.sign_in(&asked, &username, password).await?,
        Grant::RefreshToken { refresh_token } => api.app.refresh(&asked, &refresh_token).await?,
        Grant::LoginLink { login_link } => api.app.follow_link(&asked, &login_link).await?,
    };
    Ok(granted.into())
}

/// Sign out
///
/// Ends your session: its access tokens and its refresh token are no longer good.
#[utoipa::path(
    delete, path = "/tokens", tag = "sign-in",
    responses((status = 204, description = "You are signed out")),
)]
async fn sign_out(
    State(api): State<Api>,
    Caller(caller): Caller,
    Asked(asked): Asked,
    Query(NoQuery): Query<NoQuery>,
    _: NoBody,
) -> Result<StatusCode, Problem> {
    api.app.sign_out(&caller, &asked).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Set your password
///
/// Replaces your password and ends your other sessions.
#[utoipa::path(
    put, path = "/me/password", tag = "sign-in", request_body = NewPassword,
    responses((status = 204, description = "The password is set")),
)]
async fn set_password(
    State(api): State<Api>,
    Caller(caller): Caller,
    Asked(asked): Asked,
    Query(NoQuery): Query<NoQuery>,
    Json(wanted, _): Json<NewPassword>,
) -> Result<StatusCode, Problem> {
    let NewPassword { current_password, new_password } = wanted;
    api.app.set_own_password(&caller, &asked, current_password, new_password).await?;
    Ok(StatusCode::NO_CONTENT)
}
