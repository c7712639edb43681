//! The schema, step by step, on both engines. A step that was released is never changed.

mod m0001_cases;
mod m0002_accounts;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, SqliteTransactionMode,
    Statement, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::{MigrationTrait, MigratorTrait};

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

/// The steps that are not taken yet, by name: empty when the program fits the database.
pub async fn missing(db: &DatabaseConnection) -> Result<Vec<String>, DbErr> {
    let pending = Migrator::get_pending_migrations_read_only(db).await?;
    Ok(pending.iter().map(|migration| migration.name().to_owned()).collect())
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
