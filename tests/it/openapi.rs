//! The API document: generated, committed, and kept true.

use std::{fs, path::PathBuf};

/// A committed file that is generated. `UPDATE=1` writes it anew.
pub(crate) fn committed(path: &str, generated: &str) {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, generated).unwrap();
    }
    let there = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        there == generated,
        "{path} is not up to date: run UPDATE=1 cargo test -p tests --test it openapi"
    );
}

#[test]
fn the_document_is_committed() {
    committed("openapi/openapi.json", &(api::document().to_pretty_json().unwrap() + "\n"));
}
