//! The schema, step by step, on both engines. A step that was released is never changed.

mod m0001_cases;
mod m0002_accounts;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, SqliteTransactionMode,
    Statement, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::{MigrationTrait, MigratorTrait, SchemaManager};

/// All steps in order.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(m0001_cases::Cases), Box::new(m0002_accounts::Accounts)]
    }
}

/// Takes the schema to the newest step: all of it or nothing, and one process at a time. On PostgreSQL the
/// serving role, where one is named, is then granted what it needs and no more; the connection must be the
/// owner's.
#[expect(clippy::disallowed_methods, reason = "the schema is changed before there is a Writer")]
pub async fn up(db: &DatabaseConnection, serving_role: Option<&str>) -> Result<(), DbErr> {
    let options = TransactionOptions {
        sqlite_transaction_mode: (db.get_database_backend() == DbBackend::Sqlite)
            .then_some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let tx = db.begin_with_options(options).await?;
    if tx.get_database_backend() == DbBackend::Postgres {
        // Two instances that start together wait for each other here.
        tx.execute_unprepared("SELECT pg_advisory_xact_lock(72830161)").await?;
    }
    Migrator::up(&tx, None).await?;
    if let Some(role) = serving_role {
        grant(&tx, role).await?;
    }
    tx.commit().await
}

/// The steps that are not taken yet, by name: empty when the database is as new as the program.
pub async fn missing(db: &DatabaseConnection) -> Result<Vec<String>, DbErr> {
    let taken = taken(db).await?;
    Ok(known().filter(|step| !taken.contains(step)).collect())
}

/// The steps that were taken and that this program does not know, by name: a newer one has been there.
pub async fn unknown(db: &DatabaseConnection) -> Result<Vec<String>, DbErr> {
    let known: Vec<String> = known().collect();
    Ok(taken(db).await?.into_iter().filter(|step| !known.contains(step)).collect())
}

fn known() -> impl Iterator<Item = String> {
    Migrator::migrations().into_iter().map(|step| step.name().to_owned())
}

/// In the order of their names. Changes nothing, so that a connection that only reads can ask.
async fn taken(db: &DatabaseConnection) -> Result<Vec<String>, DbErr> {
    if !SchemaManager::new(db).has_table("seaql_migrations").await? {
        return Ok(Vec::new());
    }
    let sql = "SELECT version FROM seaql_migrations ORDER BY version";
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    rows.iter().map(|row| row.try_get_by_index(0)).collect()
}

async fn grant(tx: &DatabaseTransaction, role: &str) -> Result<(), DbErr> {
    if tx.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    // A name cannot be a parameter of GRANT: it goes into a setting, and `format('%I')` quotes it.
    let set = "SELECT set_config('redress.serving_role', $1, true)";
    tx.query_one_raw(Statement::from_sql_and_values(DbBackend::Postgres, set, [role.into()])).await?;
    tx.execute_unprepared(include_str!("grants.postgres.sql")).await.map(drop)
}

/// The text for the engine at hand.
fn either<'a>(backend: DbBackend, sqlite: &'a str, postgres: &'a str) -> &'a str {
    if backend == DbBackend::Postgres { postgres } else { sqlite }
}
