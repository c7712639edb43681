//! Whether the rule packs of the operator are in force.

use super::Finding;
use crate::{config::Config, packs};

pub(super) fn finding(config: &Config) -> Finding {
    let name = "rule packs";
    let shelf = packs::shelf(config);
    if let [first, others @ ..] = &shelf.refused[..] {
        let more = if others.is_empty() { String::new() } else { format!(" (and {} more)", others.len()) };
        let found = format!("refused: {first}{more}; the rules of the program stay in force in its place");
        return Finding::fail(
            name,
            found,
            "redress packs check FILE; sign it anew, or remove it, and start again",
        );
    }
    let own: Vec<String> =
        shelf.taken.iter().map(|it| format!("{} from {}", it.jurisdiction, it.file.display())).collect();
    if own.is_empty() {
        return Finding::ok(name, "all of the program");
    }
    Finding::ok(name, format!("{}; the rest of the program", own.join(", ")))
}
