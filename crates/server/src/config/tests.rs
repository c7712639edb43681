use super::*;

fn with(settings: &[(&str, &str)]) -> anyhow::Result<Config> {
    let mut layers = Layers::defaults()?;
    for (name, value) in settings {
        layers.flag(name, "--test", value)?;
    }
    Config::of(layers)
}

fn refusal(settings: &[(&str, &str)]) -> String {
    with(settings).unwrap_err().to_string()
}

/// The defaults are the documentation: no key of the file is unknown, and none of the program's is missing.
#[test]
fn the_defaults_are_in_order() {
    let config = with(&[]).unwrap();
    assert_eq!(config.given().count(), 0);
    assert_eq!(config.engine(), Engine::Sqlite("data/redress.db".into()));
    assert!(config.may_listen().is_ok());
}

#[test]
fn a_demonstration_has_its_own_folder() {
    assert_eq!(with(&[]).unwrap().for_demo().unwrap().data.dir, Path::new("demo-data"));
    assert_eq!(with(&[("data.dir", "x")]).unwrap().for_demo().unwrap().data.dir, Path::new("x"));
}

#[test]
fn engines() {
    let engine = |url| with(&[("database.url", url)]).unwrap().engine();
    assert_eq!(engine("sqlite:///var/r.db"), Engine::Sqlite("/var/r.db".into()));
    assert_eq!(engine("sqlite:r.db"), Engine::Sqlite("r.db".into()));
    assert!(matches!(engine("postgres://a:b@c/d"), Engine::Postgres(_)));
    assert_eq!(
        refusal(&[("database.url", "mysql://a")]),
        "database.url (--test): begins neither with postgres:// nor with sqlite:"
    );
    assert!(refusal(&[("database.owner_url", "postgres://a")]).contains("PostgreSQL only"));
    // An address that cannot be read is not repeated: it may hold a password.
    for name in ["database.url", "database.owner_url"] {
        let told = refusal(&[
            ("database.url", "postgres://a:b@c/d"),
            (name, "postgres://redress:s3cr/et@127.0.0.1/x"),
        ]);
        assert!(told.starts_with(name) && told.contains("%2F") && !told.contains("s3cr"), "{told}");
    }
}

#[test]
fn the_role_that_serves() {
    let role =
        |url, owner| with(&[("database.url", url), ("database.owner_url", owner)]).unwrap().serving_role();
    assert_eq!(role("postgres://serve:x@h/d", "postgres://owner@h/d").unwrap().as_deref(), Some("serve"));
    assert_eq!(role("postgres://serve@h/d", "postgres://owner@h/d").unwrap().as_deref(), Some("serve"));
    assert_eq!(role("postgres://serve@h/d", "").unwrap(), None);
    assert!(role("postgres://h/d", "postgres://owner@h/d").is_err());
}

#[test]
fn wrong_values_are_told_with_their_source() {
    assert_eq!(refusal(&[("database.pool", "0")]), "database.pool (--test): 0 is not from 1 to 1000");
    assert_eq!(
        refusal(&[("server.listen", "8080")]),
        "server.listen (--test): invalid socket address syntax"
    );
    assert_eq!(
        refusal(&[("office.time_zone", "Mars/Olympus")]),
        "office.time_zone (--test): there is no time zone \"Mars/Olympus\""
    );
    assert!(
        refusal(&[("server.drain_seconds", "-1")])
            .starts_with("server.drain_seconds (--test): invalid value")
    );
    // What Argon2 asks for, known before there is a database.
    assert_eq!(
        refusal(&[("passwords.memory_kib", "64"), ("passwords.parallelism", "9")]),
        "passwords.memory_kib (--test): passwords.parallelism = 9 needs 72 or more"
    );
    assert!(refusal(&[("log.format", "xml")]).starts_with("log.format (--test): unknown variant `xml`"));
}

#[test]
fn beyond_this_machine_only_with_a_public_address() {
    let open = ("server.listen", "0.0.0.0:8080");
    let told = with(&[open]).unwrap().may_listen().unwrap_err().to_string();
    assert!(told.contains("fix: set server.public_url") && told.contains("127.0.0.1:8080"), "{told}");
    assert!(
        with(&[open, ("server.public_url", "https://redress.example.org")]).unwrap().may_listen().is_ok()
    );
    assert!(with(&[("server.listen", "[::1]:80")]).unwrap().may_listen().is_ok());
}

#[test]
fn public_addresses() {
    for good in
        ["https://redress.example.org", "https://r.example:8443", "http://localhost:8080", "http://[::1]:1"]
    {
        assert_eq!(check_public(good), Ok(()), "{good}");
    }
    for bad in [
        "redress.example.org",
        "https://r.example/",
        "https://r.example/x",
        "https://r.example?x",
        "http://r.example",
        "ftp://r.example",
        "https://",
        "/",
    ] {
        assert!(check_public(bad).is_err(), "{bad}");
    }
}

#[test]
fn secrets_are_not_printed() {
    let config = with(&[("database.url", "postgres://a:hunter2@c/d")]).unwrap();
    let printed = format!("{:?}", config.database);
    assert!(!printed.contains("hunter2"), "{printed}");
}

/// What stands beside the defaults in `deploy/` speaks of settings that exist.
#[test]
fn the_files_to_install_name_real_settings() {
    let deploy = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy");
    let mut seen = 0;
    for entry in std::fs::read_dir(deploy).unwrap() {
        let Ok(text) = std::fs::read_to_string(entry.unwrap().path()) else { continue };
        let words = text.split(|c: char| !(c.is_ascii_uppercase() || c == '_'));
        for variable in words.filter(|word| word.starts_with("REDRESS_") && word.contains("__")) {
            let setting = variable.strip_suffix("_FILE").unwrap_or(variable);
            if setting == "REDRESS_SECTION__KEY" {
                continue;
            }
            let file = if setting == variable { "" } else { "/dev/null" };
            let mut layers = Layers::defaults().unwrap();
            let told = layers.env([(variable.into(), file.into())].into_iter());
            let unknown = told.is_err_and(|error| error.to_string().contains("there is no setting"));
            assert!(!unknown, "{variable}");
            seen += 1;
        }
    }
    assert!(seen > 5, "{seen}");
}
