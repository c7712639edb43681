//! The schema and the entities are the same thing said twice.

use std::collections::BTreeMap;

use sea_orm::{ColumnType, ConnectionTrait, Statement};
use storage::Engine;

use crate::database::TestDatabase;

#[tokio::test]
async fn entities_and_schema_agree() {
    let database = TestDatabase::fresh().await;
    let owner = database.owner().await;
    let sql = match database.engine() {
        Engine::Sqlite => {
            "SELECT m.name AS \"table\", c.name AS \"column\", c.type AS kind, c.\"notnull\" = 0 AS nullable \
             FROM sqlite_schema AS m, pragma_table_info(m.name) AS c \
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name <> 'seaql_migrations'"
        }
        Engine::Postgres => {
            "SELECT table_name AS \"table\", column_name AS \"column\", data_type AS kind, \
             (is_nullable = 'YES') AS nullable FROM information_schema.columns \
             WHERE table_schema = current_schema() AND table_name <> 'seaql_migrations'"
        }
    };
    let backend = owner.owner().get_database_backend();
    let rows = owner.owner().query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
    let schema: BTreeMap<(String, String), (String, bool)> = rows
        .iter()
        .map(|row| {
            let text = |column: &str| row.try_get::<String>("", column).unwrap();
            let nullable = row.try_get::<bool>("", "nullable").unwrap();
            ((text("table"), text("column")), (text("kind").to_lowercase(), nullable))
        })
        .collect();
    let entities: BTreeMap<_, _> = storage::columns()
        .into_iter()
        .map(|it| ((it.table, it.name), (kind(&it.kind, database.engine()).to_owned(), it.nullable)))
        .collect();
    assert_eq!(entities, schema);
}

/// What the engine calls it.
fn kind(kind: &ColumnType, engine: Engine) -> &'static str {
    match (engine, kind) {
        (
            Engine::Sqlite,
            ColumnType::Uuid | ColumnType::Blob | ColumnType::VarBinary(_) | ColumnType::Binary(_),
        ) => "blob",
        (
            Engine::Sqlite,
            ColumnType::BigInteger | ColumnType::Integer | ColumnType::SmallInteger | ColumnType::Boolean,
        ) => "integer",
        (_, ColumnType::String(_) | ColumnType::Text) => "text",
        (Engine::Postgres, ColumnType::Uuid) => "uuid",
        (Engine::Postgres, ColumnType::Blob | ColumnType::VarBinary(_) | ColumnType::Binary(_)) => "bytea",
        (Engine::Postgres, ColumnType::BigInteger) => "bigint",
        (Engine::Postgres, ColumnType::Integer) => "integer",
        (Engine::Postgres, ColumnType::SmallInteger) => "smallint",
        (Engine::Postgres, ColumnType::Boolean) => "boolean",
        other => panic!("a column of a kind that the schema does not use: {other:?}"),
    }
}

#[tokio::test]
async fn steps_are_taken_once_and_by_one() {
    let database = TestDatabase::empty().await;
    let (one, other) = (database.owner().await, database.owner().await);
    assert!(!migrations::missing(one.owner()).await.unwrap().is_empty());
    let role = database.serving_role();
    let (first, second) = tokio::join!(
        migrations::up(one.owner(), role.as_deref()),
        migrations::up(other.owner(), role.as_deref()),
    );
    first.unwrap();
    second.unwrap();
    assert_eq!(migrations::missing(one.owner()).await.unwrap(), Vec::<String>::new());
    // The role that serves can tell as well.
    let serving = database.connect().await;
    assert_eq!(migrations::missing(serving.reader()).await.unwrap(), Vec::<String>::new());
}
