//! People and units: who is there, where they work, which roles they hold.

use app::{
    Listing, Page,
    pseudonyms::PseudonymWanted,
    roles::{Roles, RolesWanted},
    units::UnitWanted,
    users::{Me, NewUser, Shown, User, UserPlace},
};
use axum::{
    extract::{OriginalUri, Path, State},
    response::Response,
};
use domain::{Role, Unit, UnitId, UserId};
use http::{HeaderMap, StatusCode};
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    Api, Problem, answer,
    cases::Pages,
    extract::{Administer, Asked, Caller, Given, NoQuery, Parameters, Query, Tag},
};

pub(crate) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(read_me))
        .routes(routes!(list_users, add_user))
        .routes(routes!(read_user, place_user))
        .routes(routes!(set_user_pseudonym))
        .routes(routes!(set_roles))
        .routes(routes!(list_units, add_unit))
        .routes(routes!(read_unit, change_unit))
}

/// Which people are wanted.
#[derive(Clone, Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "for the document")]
struct Filters {
    /// Of this unit.
    unit: Option<UnitId>,
    /// With this role.
    role: Option<Role>,
    /// Who may sign in, or may not.
    active: Option<bool>,
}

/// Which people are wanted, and which page of them.
#[derive(Clone, Debug)]
pub(crate) struct Wanted(Shown, Page);

impl Parameters for Wanted {
    const NAMES: &'static [&'static str] = &["unit", "role", "active", "limit", "cursor"];

    fn take(given: &mut Given) -> Self {
        let shown = Shown {
            unit: given.value("unit", "the id of a unit"),
            role: given.code("role"),
            active: given.value("active", "`true` or `false`"),
        };
        Self(shown, Page::take(given))
    }
}

/// Read who you are
///
/// Your account as the directory knows it now, with the roles you hold.
#[utoipa::path(
    get, path = "/me", tag = "people",
    responses((status = 200, description = "You", body = Me)),
)]
async fn read_me(
    State(api): State<Api>,
    Caller(caller): Caller,
    Query(NoQuery): Query<NoQuery>,
) -> Result<axum::Json<Me>, Problem> {
    Ok(axum::Json(api.app.me(&caller)))
}

/// List people
///
/// The people of the directory in the order of their user names; for whoever holds a role.
#[utoipa::path(
    get, path = "/users", tag = "people", params(Filters, Pages),
    responses((status = 200, description = "A page of people", body = Listing<User>)),
)]
async fn list_users(
    State(api): State<Api>,
    Caller(caller): Caller,
    Asked(asked): Asked,
    OriginalUri(uri): OriginalUri,
    Query(Wanted(shown, page)): Query<Wanted>,
) -> Result<Response, Problem> {
    Ok(answer::page(api.app.users(&caller, &asked, &shown, &page).await?, &uri))
}

/// Add a person
///
/// Makes an account without roles. The operator makes a link for it, by which the person sets a password.
#[utoipa::path(
    post, path = "/users", tag = "people", request_body = NewUser,
    responses((status = 201, description = "The account was made", body = User)),
)]
async fn add_user(on: Administer<NewUser>) -> Result<Response, Problem> {
    let on = on.checked("add_user").await?;
    let user = on.app.add_user(&on.caller, &on.asked, on.content).await?;
    Ok(answer::made(&format!("/users/{}", user.view.id), user))
}

/// Read a person
///
/// One person of the directory; for whoever holds a role. An administrator sees the proposed roles as well.
#[utoipa::path(
    get, path = "/users/{user}", tag = "people",
    responses((status = 200, description = "The person", body = User)),
)]
async fn read_user(
    State(api): State<Api>,
    Caller(caller): Caller,
    Asked(asked): Asked,
    Path(user): Path<String>,
    Query(NoQuery): Query<NoQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    Ok(answer::read(api.app.user(&caller, &asked, user_id(&user)).await?, &headers))
}

/// Place a person
///
/// Says in which unit and under whom a person works, and whether they may sign in. Taking that away ends every
/// session. Nobody changes the own account.
#[utoipa::path(
    put, path = "/users/{user}", tag = "people", request_body = UserPlace,
    responses((status = 200, description = "The person as it stands now", body = User)),
)]
async fn place_user(on: Administer<UserPlace, Tag>) -> Result<Response, Problem> {
    let on = on.checked("place_user").await?;
    let user = user_id(&on.thing);
    let placed = on.app.place_user(&on.caller, &on.asked, user, &on.seen.0, on.content).await?;
    Ok(answer::tagged(StatusCode::OK, placed))
}

/// Set the pseudonym of a person
///
/// By which a staff system knows the person, so that its events raise the alarm where they complained. Only a keyed hash
/// is kept; nobody can read it back.
#[utoipa::path(
    put, path = "/users/{user}/pseudonym", tag = "people", request_body = PseudonymWanted,
    responses((status = 200, description = "The person as it stands now", body = User)),
)]
async fn set_user_pseudonym(on: Administer<PseudonymWanted, Tag>) -> Result<Response, Problem> {
    let on = on.checked("set_user_pseudonym").await?;
    let user = user_id(&on.thing);
    let set = on.app.set_pseudonym(&on.caller, &on.asked, user, &on.seen.0, on.content).await?;
    Ok(answer::tagged(StatusCode::OK, set))
}

/// Give and take roles
///
/// Says which roles a person holds. When a role that reaches cases or accounts is given or taken, the first
/// administrator proposes (202), and it is done when another administrator sends the same within 24 hours (200).
#[utoipa::path(
    put, path = "/users/{user}/roles", tag = "people", request_body = RolesWanted,
    responses(
        (status = 200, description = "The roles are held from now on", body = User),
        (status = 202, description = "A second administrator has to send the same", body = User),
    ),
)]
async fn set_roles(on: Administer<RolesWanted, Tag>) -> Result<Response, Problem> {
    let on = on.checked("set_roles").await?;
    let user = user_id(&on.thing);
    let roles = on.app.set_roles(&on.caller, &on.asked, user, &on.seen.0, on.content).await?;
    Ok(match roles {
        Roles::Held(user) => answer::tagged(StatusCode::OK, user),
        Roles::Proposed(user) => answer::tagged(StatusCode::ACCEPTED, user),
    })
}

/// List units
///
/// The units of the employer in the order of their names. Who answers for each is shown to whoever holds a role.
#[utoipa::path(
    get, path = "/units", tag = "people", params(Pages),
    responses((status = 200, description = "A page of units", body = Listing<Unit>)),
)]
async fn list_units(
    State(api): State<Api>,
    Caller(caller): Caller,
    OriginalUri(uri): OriginalUri,
    Query(page): Query<Page>,
) -> Result<Response, Problem> {
    Ok(answer::page(api.app.units(&caller, &page).await?, &uri))
}

/// Add a unit
///
/// Makes a unit that complaints can be about.
#[utoipa::path(
    post, path = "/units", tag = "people", request_body = UnitWanted,
    responses((status = 201, description = "The unit was made", body = Unit)),
)]
async fn add_unit(on: Administer<UnitWanted>) -> Result<Response, Problem> {
    let on = on.checked("add_unit").await?;
    let unit = on.app.add_unit(&on.caller, &on.asked, on.content).await?;
    Ok(answer::made(&format!("/units/{}", unit.view.id), unit))
}

/// Read a unit
///
/// One unit. Who answers for it is shown to whoever holds a role.
#[utoipa::path(
    get, path = "/units/{unit}", tag = "people",
    responses((status = 200, description = "The unit", body = Unit)),
)]
async fn read_unit(
    State(api): State<Api>,
    Caller(caller): Caller,
    Asked(asked): Asked,
    Path(unit): Path<String>,
    Query(NoQuery): Query<NoQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    Ok(answer::read(api.app.unit(&caller, &asked, unit_id(&unit)).await?, &headers))
}

/// Change a unit
///
/// Says what a unit is called, which stands above it, and who answers for it.
#[utoipa::path(
    put, path = "/units/{unit}", tag = "people", request_body = UnitWanted,
    responses((status = 200, description = "The unit as it stands now", body = Unit)),
)]
async fn change_unit(on: Administer<UnitWanted, Tag>) -> Result<Response, Problem> {
    let on = on.checked("change_unit").await?;
    let changed =
        on.app.change_unit(&on.caller, &on.asked, unit_id(&on.thing), &on.seen.0, on.content).await?;
    Ok(answer::tagged(StatusCode::OK, changed))
}

/// What is no id becomes the id of nobody, so that it is looked for, not found, and taken down like any other.
fn user_id(text: &str) -> UserId {
    text.parse().unwrap_or(UserId(Uuid::nil()))
}

/// The same for units.
fn unit_id(text: &str) -> UnitId {
    text.parse().unwrap_or(UnitId(Uuid::nil()))
}
