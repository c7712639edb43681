//! The tables as rows, a module each. Plain column types, no domain types: what a row means is said where it
//! is read.

#![expect(unreachable_pub, reason = "the macros want public items")]
#![expect(
    clippy::disallowed_methods,
    reason = "the macros write code that begins transactions; nobody calls it"
)]

pub mod audit;
pub mod complaint_case;
pub mod content;
pub mod denial_tally;
pub mod docket;
pub mod event;
pub mod hr_event;
pub mod idempotency;
pub mod lease;
pub mod login_link;
pub mod outbox;
pub mod pending;
pub mod reckoned;
pub mod refresh_token;
pub mod refusal_tally;
pub mod role_grant;
pub mod rule_state;
pub mod session;
pub mod throttle;
pub mod unit;
pub mod user;
pub mod wall;

use sea_orm::{ColumnTrait, ColumnType, EntityTrait, Iterable};

/// One column as an entity has it: for the test that compares entities and schema.
#[derive(Clone, Debug)]
pub struct Column {
    /// The table.
    pub table: String,
    /// The column.
    pub name: String,
    /// What the entity takes it for.
    pub kind: ColumnType,
    /// Whether it may hold nothing.
    pub nullable: bool,
}

/// Every column of every entity.
#[must_use]
pub fn columns() -> Vec<Column> {
    [
        columns_of::<audit::Entity>(),
        columns_of::<complaint_case::Entity>(),
        columns_of::<content::Entity>(),
        columns_of::<denial_tally::Entity>(),
        columns_of::<docket::Entity>(),
        columns_of::<event::Entity>(),
        columns_of::<hr_event::Entity>(),
        columns_of::<idempotency::Entity>(),
        columns_of::<lease::Entity>(),
        columns_of::<login_link::Entity>(),
        columns_of::<outbox::Entity>(),
        columns_of::<pending::Entity>(),
        columns_of::<reckoned::Entity>(),
        columns_of::<refresh_token::Entity>(),
        columns_of::<refusal_tally::Entity>(),
        columns_of::<role_grant::Entity>(),
        columns_of::<rule_state::Entity>(),
        columns_of::<session::Entity>(),
        columns_of::<throttle::Entity>(),
        columns_of::<unit::Entity>(),
        columns_of::<user::Entity>(),
        columns_of::<wall::Entity>(),
    ]
    .concat()
}

fn columns_of<E: EntityTrait>() -> Vec<Column> {
    let table = E::default().table_name().to_owned();
    E::Column::iter()
        .map(|column| {
            let def = column.def();
            Column {
                table: table.clone(),
                name: sea_orm::IdenStatic::as_str(&column).to_owned(),
                kind: def.get_column_type().clone(),
                nullable: def.is_null(),
            }
        })
        .collect()
}
