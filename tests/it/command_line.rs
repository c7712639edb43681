//! What the program says when it is not serving: to a reader that went away, of a database that it cannot use, and of
//! a setting that there is not.

use std::{
    fs::{self, File},
    io,
    os::unix::fs::FileExt,
    path::Path,
    process::Command,
};

use sea_orm::ConnectionTrait;
use tempfile::TempDir;

use crate::{
    database::TestDatabase,
    engine::{Engine, runs_on},
    process::{Ended, ended, redress},
};

/// Both ends of a program's output that nobody reads any more, as behind `| head -1`.
fn unread(command: &mut Command) -> Option<i32> {
    let writer = || {
        let (reader, writer) = io::pipe().unwrap();
        drop(reader);
        writer
    };
    command.stdout(writer()).stderr(writer()).status().unwrap().code()
}

#[test]
fn a_reader_that_went_away_is_no_trouble() {
    let folder = TempDir::new().unwrap();
    let in_folder = |arguments: &[&str]| {
        let mut command = redress(arguments);
        command.env("REDRESS_DATA__DIR", folder.path());
        command
    };
    assert_eq!(unread(&mut in_folder(&["migrate"])), Some(0));
    assert_eq!(unread(&mut in_folder(&["user", "add", "anna", "--role", "system_admin"])), Some(0));
    for (arguments, code) in [
        (&["openapi"][..], 0),
        (&["version"], 0),
        (&["user", "list"], 0),
        (&["user", "reset", "otto"], 1),
        // With what it found, which depends on the machine.
        (&["doctor"], ended(&mut in_folder(&["doctor"])).code.unwrap()),
        (&["doctor", "--json"], ended(&mut in_folder(&["doctor", "--json"])).code.unwrap()),
    ] {
        assert_eq!(unread(&mut in_folder(arguments)), Some(code), "{arguments:?}");
    }
}

/// A disk that is full is not a reader that went away.
#[test]
fn an_answer_that_cannot_be_written_is_told() {
    let full = File::options().write(true).open("/dev/full").unwrap();
    let output = redress(&["version"]).stdout(full).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.starts_with("error: cannot write to standard output: "), "{told}");
}

/// Every command says in plain words that it is too old, changes nothing, and leaves nothing behind.
#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_database_of_a_newer_version_is_left_alone() {
    let database = TestDatabase::fresh().await;
    let owner = database.owner().await;
    let later = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_later', 0)";
    owner.owner().execute_unprepared(later).await.unwrap();
    owner.close().await.unwrap();
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    for (arguments, code) in [
        (&["doctor"][..], 2),
        (&["serve", "--listen", "127.0.0.1:0"], 1),
        (&["serve", "--demo", "--listen", "127.0.0.1:0"], 1),
        (&["migrate"], 1),
        (&["user", "list"], 1),
    ] {
        let mut command = redress(arguments);
        command.arg("--data").arg(&data).env("REDRESS_DATABASE__URL", &database.url);
        if database.engine() == Engine::Postgres {
            command.env("REDRESS_DATABASE__OWNER_URL", &database.owner_url);
        }
        let Ended { code: got, out, err } = ended(&mut command);
        let told = out + &err;
        assert_eq!(got, Some(code), "{arguments:?}: {told}");
        assert!(
            told.contains("was made by a newer version of Redress: it has 1 step (m9999_later)"),
            "{told}"
        );
        assert!(
            told.contains("fix: run that version, or restore the backup that was made before it\n"),
            "{told}"
        );
        let may_be_there = arguments[0] == "user" && database.engine() == Engine::Sqlite;
        assert!(may_be_there || !data.exists(), "{arguments:?} left a folder behind");
    }
}

#[test]
fn a_damaged_file_is_told_on_sqlite() {
    if !runs_on(Engine::Sqlite) {
        return;
    }
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("redress.db");
    fs::write(&file, "somebody's letter, under another name\n".repeat(300)).unwrap();
    for (arguments, code) in [
        (&["doctor"][..], 2),
        (&["serve", "--listen", "127.0.0.1:0"], 1),
        (&["migrate"], 1),
        (&["user", "list"], 1),
    ] {
        let told = is_damaged(arguments, folder.path(), code);
        assert!(told.contains("file is not a database"), "{told}");
    }
    assert!(fs::read(&file).unwrap().starts_with(b"somebody's letter"), "it was written to");

    // One page of many: the program starts on it, and only who looks at everything finds out.
    fs::remove_file(&file).unwrap();
    let made = ended(redress(&["migrate", "--data"]).arg(folder.path()));
    assert_eq!(made.code, Some(0), "{made:?}");
    let pages = fs::metadata(&file).unwrap().len() / 4096;
    File::options().write(true).open(&file).unwrap().write_all_at(&[0x55; 4096], (pages - 1) * 4096).unwrap();
    is_damaged(&["doctor"], folder.path(), 2);
}

#[track_caller]
fn is_damaged(arguments: &[&str], folder: &Path, code: i32) -> String {
    let Ended { code: got, out, err } = ended(redress(arguments).arg("--data").arg(folder));
    let told = out + &err;
    assert_eq!(got, Some(code), "{arguments:?}: {told}");
    assert!(told.contains("redress.db is damaged, or not a database: "), "{arguments:?}: {told}");
    assert!(
        told.contains("fix: stop the service, keep a copy as it is, and restore the newest backup\n"),
        "{told}"
    );
    told
}

#[test]
fn a_variable_that_is_no_setting_is_refused() {
    let folder = TempDir::new().unwrap();
    let doctor = |variable: &str| {
        ended(
            redress(&["doctor", "--data"])
                .arg(folder.path())
                .env(variable, "postgres://anna:secret@db/redress"),
        )
    };
    for (wrong, right) in [
        ("REDRESS_DATABASE_URL", "REDRESS_DATABASE__URL"),
        ("REDRESS_OWNER_URL", "REDRESS_DATABASE__OWNER_URL"),
    ] {
        let Ended { code, out, .. } = doctor(wrong);
        assert_eq!(code, Some(2), "{out}");
        assert!(
            out.contains(&format!("there is no setting {wrong}\n     fix: the nearest name is {right}\n")),
            "{out}"
        );
        assert!(!out.contains("secret"), "{out}");
    }
    for other in ["REDRESS_URL", "REDRESS_TEST_DATABASE", "REDRESS_PROGRAM", "REDRESS_NO_INSTALL"] {
        let Ended { code, out, .. } = doctor(other);
        assert!(
            code < Some(2) && out.contains("settings ............... OK   data.dir from --data\n"),
            "{out}"
        );
    }
}

/// A name of a folder is no part of an address.
#[test]
fn a_folder_may_be_called_as_people_like() {
    let above = TempDir::new().unwrap();
    for name in ["my data", "2026-11-24T08:00", "år?", "100%#1"] {
        let ended = ended(redress(&["migrate", "--data", name]).current_dir(above.path()));
        assert_eq!(ended.code, Some(0), "{name}: {ended:?}");
        assert!(above.path().join(name).join("redress.db").is_file(), "{name}");
    }
}
