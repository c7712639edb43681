//! The tables of accounts: people, units, sessions, and what keeps strangers from guessing.

use sea_orm::{ConnectionTrait, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

/// The second step.
pub(crate) struct Accounts;

impl MigrationName for Accounts {
    fn name(&self) -> &'static str {
        "m0002_accounts"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Accounts {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let sql = crate::either(
            manager.get_database_backend(),
            include_str!("m0002_accounts.sqlite.sql"),
            include_str!("m0002_accounts.postgres.sql"),
        );
        manager.get_connection().execute_unprepared(sql).await.map(drop)
    }
}
