//! Which licences the crates that we build on may have: none that asks anything of those who run Redress.

use std::process::Command;

use crate::layers::metadata;

/// Licences that are fine, by their SPDX names.
const FINE: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0", // data: the list of certificate authorities
    "ISC",
    "MIT",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Whether an SPDX expression lets us choose fine licences only. Knows AND, OR, WITH, brackets, and the old
/// slash for OR.
fn fine(expression: &str) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let mut words = spaced.split_whitespace().peekable();
    let answer = either(&mut words);
    answer && words.next().is_none()
}

type Words<'a, 'b> = &'a mut std::iter::Peekable<std::str::SplitWhitespace<'b>>;

fn either(words: Words) -> bool {
    let mut answer = all(words);
    while words.next_if_eq(&"OR").is_some() {
        answer |= all(words);
    }
    answer
}

fn all(words: Words) -> bool {
    let mut answer = one(words);
    while words.next_if_eq(&"AND").is_some() {
        answer &= one(words);
    }
    answer
}

fn one(words: Words) -> bool {
    match words.next() {
        Some("(") => {
            let answer = either(words);
            let closed = words.next() == Some(")");
            answer && closed
        }
        Some(licence) if words.next_if_eq(&"WITH").is_some() => {
            let exception = words.next().unwrap_or_default();
            FINE.contains(&licence) || FINE.contains(&format!("{licence} WITH {exception}").as_str())
        }
        Some(licence) => FINE.contains(&licence),
        None => false,
    }
}

#[test]
fn expressions() {
    for yes in [
        "MIT",
        "MIT/Apache-2.0",
        "MIT OR GPL-2.0-only",
        "(MIT OR GPL-3.0) AND ISC",
        "(GPL-3.0) OR MIT",
        "Apache-2.0 WITH LLVM-exception",
    ] {
        assert!(fine(yes), "{yes}");
    }
    for no in [
        "",
        "GPL-3.0",
        "MIT AND GPL-3.0",
        "(GPL-3.0 OR AGPL-3.0) AND MIT",
        "MPL-2.0",
        "GPL-2.0 OR (MIT AND MPL-2.0)",
    ] {
        assert!(!fine(no), "{no}");
    }
}

#[test]
fn every_crate_has_a_fine_licence() {
    let compiler = Command::new("rustc").arg("-vV").output().unwrap();
    let compiler = String::from_utf8(compiler.stdout).unwrap();
    let host = compiler.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let metadata = metadata(&["--filter-platform", host]);
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 100, "only {} packages: the list is not whole", packages.len());
    for package in packages {
        let licence = package["license"].as_str().unwrap_or_default();
        assert!(fine(licence), "{} {} has the licence {licence:?}", package["name"], package["version"]);
    }
}
