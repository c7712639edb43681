//! The tables of cases: state, docket, walls, events, texts, the audit log and what waits to be sent.

use sea_orm::{ConnectionTrait, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager};

/// The first step.
pub(crate) struct Cases;

impl MigrationName for Cases {
    fn name(&self) -> &'static str {
        "m0001_cases"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Cases {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let sql = crate::either(
            manager.get_database_backend(),
            include_str!("m0001_cases.sqlite.sql"),
            include_str!("m0001_cases.postgres.sql"),
        );
        manager.get_connection().execute_unprepared(sql).await.map(drop)
    }
}
