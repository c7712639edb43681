//! A database of its own for each test: a fresh SQLite file, or with `REDRESS_TEST_DATABASE` a fresh database
//! on that PostgreSQL server. Then `REDRESS_TEST_DATABASE_SERVE` names the role that serves, as in production.

use app::random::Ids;
use sea_orm::{
    ConnectionTrait, Database as Orm, DbBackend, DbErr, Statement, sqlx::postgres::PgConnectOptions,
};
use storage::{Database, Engine, Options};
use tempfile::TempDir;

/// A database that is gone when the test is over.
pub(crate) struct TestDatabase {
    /// The address for the role that serves.
    pub(crate) url: String,
    /// The address for the role that owns the tables; on SQLite the same.
    pub(crate) owner_url: String,
    _folder: Option<TempDir>,
    drop: Option<Dropped>,
}

/// What it takes to drop a database: the addresses of owner and serving role, and its name.
struct Dropped {
    owner: String,
    serve: String,
    name: String,
}

impl TestDatabase {
    /// A fresh one, with the newest schema.
    pub(crate) async fn fresh() -> Self {
        let database = Self::empty().await;
        let owner = database.owner().await;
        migrations::up(owner.owner(), database.serving_role().as_deref()).await.unwrap();
        owner.close().await.unwrap();
        database
    }

    /// A fresh one without any table.
    pub(crate) async fn empty() -> Self {
        let Ok(server) = std::env::var("REDRESS_TEST_DATABASE") else {
            let folder = TempDir::new().unwrap();
            let url = format!("sqlite:{}", folder.path().join("redress.db").display());
            return Self { owner_url: url.clone(), url, _folder: Some(folder), drop: None };
        };
        let name = format!("redress_it_{}", Ids::system().uuid().simple());
        let admin = Orm::connect(&server).await.unwrap();
        admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
        admin.close().await.unwrap();
        let owner_url = in_database(&server, &name);
        let serve = std::env::var("REDRESS_TEST_DATABASE_SERVE").unwrap_or_else(|_| server.clone());
        let url = in_database(&serve, &name);
        Self { url, owner_url, _folder: None, drop: Some(Dropped { owner: server, serve, name }) }
    }

    /// Which engine the tests run on.
    pub(crate) fn engine(&self) -> Engine {
        if self.drop.is_some() { Engine::Postgres } else { Engine::Sqlite }
    }

    /// A connection as the service has it.
    pub(crate) async fn connect(&self) -> Database {
        Database::connect(&Options::new(&self.url)).await.unwrap()
    }

    /// A connection as `migrate` has it.
    pub(crate) async fn owner(&self) -> Database {
        Database::connect(&Options { connections: 2, ..Options::new(&self.owner_url) }).await.unwrap()
    }

    /// The role that serves, where it is not the owner.
    pub(crate) fn serving_role(&self) -> Option<String> {
        let role = |url: &str| url.parse::<PgConnectOptions>().unwrap().get_username().to_owned();
        (self.url != self.owner_url).then(|| role(&self.url))
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let Some(dropped) = self.drop.take() else { return };
        let gone = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.map_err(|error| DbErr::Custom(error.to_string()))?.block_on(dropped.go())
        });
        if let Ok(Err(error)) = gone.join() {
            eprintln!("a test database stays behind: {error}");
        }
    }
}

impl Dropped {
    async fn go(self) -> Result<(), DbErr> {
        // The owner may not end the sessions of the serving role.
        const END: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                           WHERE datname = $1 AND usename = current_user";
        let serve = Orm::connect(&self.serve).await?;
        let values = [self.name.as_str().into()];
        serve.query_all_raw(Statement::from_sql_and_values(DbBackend::Postgres, END, values)).await?;
        let owner = Orm::connect(&self.owner).await?;
        owner.execute_unprepared(&format!("DROP DATABASE {} WITH (FORCE)", self.name)).await?;
        Ok(())
    }
}

/// The address of another database on the same server.
fn in_database(url: &str, name: &str) -> String {
    let (server, query) = url.split_once('?').map_or((url, String::new()), |(a, b)| (a, format!("?{b}")));
    let start = server.find("://").map_or(0, |at| at + 3);
    let end = server[start..].find('/').map_or(server.len(), |at| start + at);
    format!("{}/{name}{query}", &server[..end])
}
