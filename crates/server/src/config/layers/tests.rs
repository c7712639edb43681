use super::*;

fn env(pairs: &[(&str, &str)]) -> impl Iterator<Item = (OsString, OsString)> {
    pairs.iter().map(|(name, value)| (name.into(), value.into())).collect::<Vec<_>>().into_iter()
}

fn layers() -> Layers {
    Layers::defaults().unwrap()
}

#[test]
fn the_later_wins_and_is_remembered() {
    let mut layers = layers();
    let text = "[database]\npool = 3\n\n[server]\nlisten = \"127.0.0.1:1\"\n";
    layers.text(Path::new("r.toml"), text).unwrap();
    layers.env(env(&[("REDRESS_DATABASE__POOL", "4"), ("REDRESS_SERVER__LISTEN", "127.0.0.1:2")])).unwrap();
    layers.flag("server.listen", "--listen", "127.0.0.1:3").unwrap();
    let document = layers.document();
    assert_eq!(document["database"]["pool"].as_integer(), Some(4));
    assert_eq!(document["server"]["listen"].as_str(), Some("127.0.0.1:3"));
    assert_eq!(layers.source("server.listen").to_string(), "--listen");
    assert_eq!(layers.source("database.pool").to_string(), "REDRESS_DATABASE__POOL");
    assert_eq!(layers.source("data.dir"), &Source::Default);
    assert_eq!(layers.given().count(), 2);
}

#[test]
fn a_line_is_told() {
    let mut layers = layers();
    layers.text(Path::new("r.toml"), "[database]\npool = 3\n\n[server]\nlisten = \"127.0.0.1:1\"\n").unwrap();
    assert_eq!(layers.source("server.listen").to_string(), "r.toml line 5");
    assert_eq!(layers.source("database.pool").to_string(), "r.toml line 2");
}

#[test]
fn unknown_names_are_refused_with_the_nearest() {
    for (text, told) in [
        (
            "[server]\nlisten_on = \"x\"\n",
            "r.toml line 2: there is no setting server.listen_on\n  fix: the nearest name is server.listen",
        ),
        (
            "[sever]\nlisten = \"x\"\n",
            "r.toml line 2: there is no setting sever.listen\n  fix: the nearest name is server.listen",
        ),
        ("zzz = 1\n", "r.toml line 1: there is no setting zzz\n  fix: deploy/config.toml has them all"),
    ] {
        let error = layers().text(Path::new("r.toml"), text).unwrap_err();
        assert_eq!(error.to_string(), told);
    }
    for (variable, near) in [
        ("REDRESS_SERVER__LISTN", "REDRESS_SERVER__LISTEN"),
        ("REDRESS_SERVER_LISTEN", "REDRESS_SERVER__LISTEN"),
        ("REDRESS_DATABASE_URL", "REDRESS_DATABASE__URL"),
        ("REDRESS_DATABASE_URL_FILE", "REDRESS_DATABASE__URL_FILE"),
        ("REDRESS_DATABASE__URL_FIL", "REDRESS_DATABASE__URL_FILE"),
        ("REDRESS_LISTEN", "REDRESS_SERVER__LISTEN"),
        ("REDRESS_OWNER_URL", "REDRESS_DATABASE__OWNER_URL"),
        ("REDRESS_LOG__LEVEL_FILE", "REDRESS_LOG__LEVEL"),
    ] {
        let error = layers().env(env(&[(variable, "1")])).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("there is no setting {variable}\n  fix: the nearest name is {near}")
        );
    }
}

/// The most likely mistake, one underscore for two, is told by the right name for each setting.
#[test]
fn one_underscore_is_not_two() {
    for name in layers().0.keys() {
        let (right, wrong) = (variable_of(name), variable_of(name).replace("__", "_"));
        let error = layers().env(env(&[(&wrong, "1")])).unwrap_err();
        let told = format!("there is no setting {wrong}\n  fix: the nearest name is {right}");
        assert_eq!(error.to_string(), told);
    }
    let error = layers().env(env(&[("REDRESS_PORT", "8080")])).unwrap_err();
    let told = "there is no setting REDRESS_PORT\n  fix: deploy/config.toml has them all";
    assert_eq!(error.to_string(), told);
}

#[test]
fn other_variables_are_left_alone() {
    for (other, value) in [
        ("REDRESS_TEST_DATABASE", "x"),
        ("REDRESS_TEST_DATABASE_SERVE", "x"),
        ("REDRESS_NO_INSTALL", "1"),
        ("REDRESS_URL", "http://127.0.0.1:8080"),
        ("REDRESS_PROGRAM", "target/release/redress"),
        ("HOME", "/"),
        // What Kubernetes adds beside a service called redress, and one called redress-database.
        ("REDRESS_SERVICE_HOST", "10.0.0.11"),
        ("REDRESS_SERVICE_PORT", "8080"),
        ("REDRESS_SERVICE_PORT_HTTP", "8080"),
        ("REDRESS_PORT", "tcp://10.0.0.11:8080"),
        ("REDRESS_PORT_8080_TCP", "tcp://10.0.0.11:8080"),
        ("REDRESS_PORT_8080_TCP_PROTO", "tcp"),
        ("REDRESS_PORT_8080_TCP_PORT", "8080"),
        ("REDRESS_PORT_8080_TCP_ADDR", "10.0.0.11"),
        ("REDRESS_DATABASE_PORT_5432_TCP_PORT", "5432"),
        ("REDRESS_DATABASE_SERVICE_HOST", "10.0.0.12"),
    ] {
        layers().env(env(&[(other, value)])).unwrap();
    }
}

#[test]
fn types_are_kept() {
    let error = layers().text(Path::new("r.toml"), "[database]\npool = \"8\"\n").unwrap_err();
    assert_eq!(
        error.to_string(),
        "database.pool must be a whole number, but r.toml line 2 has a text in quotes"
    );
    let error = layers().env(env(&[("REDRESS_DATABASE__POOL", "many")])).unwrap_err();
    assert_eq!(
        error.to_string(),
        "database.pool must be a whole number, but REDRESS_DATABASE__POOL has \"many\""
    );
}

#[test]
fn a_secret_may_lie_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("url");
    fs::write(&path, "postgres://a:b@c/d\n").unwrap();
    let path = path.to_str().unwrap();
    let mut layers = layers();
    layers.env(env(&[("REDRESS_DATABASE__URL_FILE", path)])).unwrap();
    assert_eq!(layers.document()["database"]["url"].as_str(), Some("postgres://a:b@c/d"));
    let error =
        layers.env(env(&[("REDRESS_DATABASE__URL", "x"), ("REDRESS_DATABASE__URL_FILE", path)])).unwrap_err();
    assert!(error.to_string().contains("both set"), "{error}");
}
