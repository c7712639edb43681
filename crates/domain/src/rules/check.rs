//! What a pack must be before anything relies on it.

pub(super) mod law;

use std::collections::BTreeSet;

use super::{
    adjust::StopTheClock,
    amount::Amount,
    calendar::Calendar,
    fact::{Fact, FactType},
    facts::ComputeError,
    length::Length,
    pack::{Fault, Pack},
    rule::{DeadlineRule, RuleId, Vector},
    terms::Roll,
};

fn fault(at: &impl ToString, what: impl Into<String>) -> Fault {
    Fault { at: at.to_string(), what: what.into() }
}

/// Gives each calendar the days of the one it extends, which stands before it in the file.
pub(super) fn link_calendars(calendars: &mut [Calendar]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for at in 0..calendars.len() {
        let (before, rest) = calendars.split_at_mut(at);
        let Some(this) = rest.first_mut() else { continue };
        if before.iter().any(|other| other.id == this.id) {
            faults.push(fault(&this.id, "there are two calendars of this name"));
        }
        if this.region && this.extends.is_none() {
            faults.push(fault(&this.id, "the calendar of a part extends none of the whole"));
        }
        let Some(base) = &this.extends else { continue };
        match before.iter().find(|other| other.id == *base) {
            Some(base) => this.days.extend_from_slice(&base.days),
            None => faults.push(fault(&this.id, format!("extends `{base}`, which does not stand before it"))),
        }
    }
    faults
}

/// Everything that is wrong with a pack.
pub(super) fn faults(pack: &Pack) -> Vec<Fault> {
    let mut faults = Vec::new();
    if pack.calendar(&pack.calendar).is_none() {
        faults.push(fault(&pack.calendar, "no such calendar"));
    }
    for rule in pack.rules() {
        faults.extend(in_rule(pack, rule).into_iter().map(|what| fault(&rule.id, what)));
    }
    let ids: BTreeSet<&str> = pack.rules().map(|rule| rule.id.0.as_str()).collect();
    for id in ids {
        faults.extend(between_versions(&pack.versions(id).collect::<Vec<_>>()));
    }
    faults.extend(in_procedure(pack));
    faults.extend(law::faults(pack));
    if faults.is_empty() {
        for rule in pack.rules() {
            let wrong = rule.vectors.iter().filter_map(|vector| run(pack, rule, vector));
            faults.extend(wrong.map(|what| fault(&rule.id, what)));
        }
    }
    faults
}

fn in_rule(pack: &Pack, rule: &DeadlineRule) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut expect = |holds: bool, what: &str| {
        if !holds {
            wrong.push(what.to_owned());
        }
    };
    expect(rule.calendar.as_deref().is_none_or(|id| pack.calendar(id).is_some()), "no such calendar");
    let lengths = rule.amount.as_ref().map(Amount::lengths).unwrap_or_default();
    let in_working_days = lengths.iter().any(|length| matches!(length, Length::WorkingDays(_)));
    let needs_calendar = in_working_days || rule.roll != Roll::None;
    expect(!needs_calendar || rule.calendar.is_some(), "working days and rolls need a calendar");
    expect(lengths.iter().all(|length| length.number() > 0), "a period of nothing");
    expect(!rule.vectors.is_empty(), "no test vector");
    expect(!rule.phases.is_empty(), "no phase");
    expect(rule.amount.is_some() || !rule.warn_after.is_empty(), "neither amount nor warning");

    let triggers: BTreeSet<Fact> = rule.triggers.iter().map(|trigger| trigger.fact).collect();
    expect(!triggers.is_empty(), "no trigger");
    expect(triggers.len() == rule.triggers.len(), "a trigger twice");
    expect(triggers.iter().all(|fact| fact.kind() == FactType::Date), "a trigger that is no date");
    for via in rule.triggers.iter().filter_map(|trigger| trigger.via.as_ref()) {
        let simple = pack.versions(&via.0).all(|first| {
            matches!(first.amount, Some(Amount::Fixed(_) | Amount::ByAnswer(_)))
                && first.triggers.iter().all(|trigger| trigger.via.is_none())
                && (first.verified || !rule.verified)
                && first.extension.is_none()
        });
        expect(pack.versions(&via.0).next().is_some() && simple, "via a rule that is missing or not simple");
        expect(!rule.several, "several triggers and one of them via a rule");
    }
    let dates = rule.restart.iter().copied().chain(rule.at_most.iter().map(|end| end.fact));
    expect(dates.clone().all(|fact| fact.kind() == FactType::Date), "restart or at_most by no date");
    expect(rule.restart.is_none_or(|fact| !rule.starts_with(fact)), "restarted by its own trigger");
    let policy_only = rule.stop_the_clock != Some(StopTheClock::Suspension) || rule.is_policy();
    expect(policy_only, "a suspension of ours stops only what POLICY set");
    if let Some(extension) = rule.extension {
        let bounded = extension.is_agreed() || (extension.maximum.is_none() && extension.unless.is_none());
        expect(bounded, "only an agreement has a maximum");
        let asked = extension
            .unless
            .is_none_or(|fact| matches!(&rule.amount, Some(Amount::ByAnswer(by)) if by.answer == fact));
        expect(asked, "excluded by an answer that nobody asks for");
    }
    match &rule.amount {
        Some(Amount::ByPhase(lengths)) => {
            expect(
                rule.phases.iter().all(|phase| lengths.by_phase.contains_key(phase)),
                "a phase without a length",
            );
        }
        Some(Amount::ByAnswer(by)) => {
            expect(by.answer.kind() == FactType::YesOrNo, "a question without yes or no");
        }
        Some(Amount::Told(told)) => {
            expect(
                matches!(told.fact, Fact::Days | Fact::Period),
                "a length that is neither days nor period",
            );
        }
        Some(Amount::Fixed(_)) | None => {}
    }
    expect(rule.verified == reads_verified(&rule.source), "`verified` is not what the source says");
    let ordered = rule.valid_from.zip(rule.valid_to).is_none_or(|(from, to)| from <= to);
    expect(ordered, "ends before it begins");
    wrong
}

/// A source read by us is tagged `[S…]`; `K`, `POLICY`, `UNVERIFIED` or `old page` mark what was not.
pub(super) fn reads_verified(source: &str) -> bool {
    let doubt = source
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| matches!(word, "K" | "POLICY" | "UNVERIFIED"));
    source.contains("[S") && !doubt && !source.contains("old page")
}

fn between_versions(versions: &[&DeadlineRule]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for pair in versions.windows(2) {
        let [older, newer] = pair else { continue };
        if older.version >= newer.version {
            faults.push(fault(&newer.id, "versions are not in rising order"));
        }
        let apart = older.valid_to.zip(newer.valid_from).is_some_and(|(to, from)| to < from);
        if !apart {
            faults
                .push(fault(&newer.id, format!("versions {} and {} overlap", older.version, newer.version)));
        }
    }
    faults
}

fn in_procedure(pack: &Pack) -> Vec<Fault> {
    let sets_a_date = |id: &RuleId| {
        let mut versions = pack.versions(&id.0).peekable();
        versions.peek().is_some() && versions.all(|rule| rule.amount.is_some())
    };
    let used = pack.procedure.values().chain(&pack.checks.full).chain(&pack.checks.short);
    used.filter(|id| !sets_a_date(id))
        .map(|id| fault(id, "used by the procedure, but missing or without a date"))
        .collect()
}

/// What a vector got instead of what it says.
fn run(pack: &Pack, rule: &DeadlineRule, vector: &Vector) -> Option<String> {
    let facts = serde_json::Value::Object(vector.facts.clone());
    let wrong = match pack.compute(&rule.id.0, &vector.facts) {
        Err(ComputeError::UnknownRule) => "no such rule".to_owned(),
        Err(ComputeError::Facts(errors)) => {
            let errors: Vec<String> =
                errors.iter().map(|error| format!("{} {}", error.code, error.pointer)).collect();
            if errors == vector.refused {
                return None;
            }
            format!("refused: {}", errors.join(", "))
        }
        Ok(computed) if computed.rule_version != rule.version => format!("version {}", computed.rule_version),
        Ok(computed) if computed.due_on != vector.due_on || !vector.refused.is_empty() => {
            computed.due_on.map_or_else(|| "no date".to_owned(), |day| day.to_string())
        }
        Ok(computed) => {
            let all: Vec<String> = computed.warnings.into_iter().map(|warning| warning.code).collect();
            let warnings: Vec<String> = all.iter().filter(|code| *code != "unverified").cloned().collect();
            if (all.len() > warnings.len()) == rule.verified {
                return Some(format!("the vector {facts}: `unverified` warns by `verified` alone"));
            }
            if vector.warnings.as_ref().is_none_or(|expected| *expected == warnings) {
                return None;
            }
            format!("warnings {}", warnings.join(", "))
        }
    };
    Some(format!("the vector {facts} gave {wrong}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{PackError, home::DENMARK};

    fn refusals(from: &str, to: &str) -> Vec<String> {
        assert!(DENMARK.contains(from), "{from}");
        match Pack::load(&DENMARK.replacen(from, to, 1)) {
            Ok(_) => Vec::new(),
            Err(PackError::Unreadable(error)) => vec![error.to_string()],
            Err(PackError::Refused(faults)) => faults.iter().map(ToString::to_string).collect(),
        }
    }

    #[test]
    fn the_danish_pack_is_sound() {
        assert_eq!(refusals("jurisdiction", "jurisdiction"), Vec::<String>::new());
    }

    #[test]
    fn a_broken_pack_is_refused() {
        let cases = [
            ("jurisdiction = ", "colour = 'red'\njurisdiction = ", "unknown field `colour`"),
            ("calendar = \"DK-LIMITATION\"", "calendar = \"DK-MOON\"", "DK-MOON: no such calendar"),
            ("extends = \"DK-OFFICE\"", "region = true", "extends none of the whole"),
            ("extends = \"DK-OFFICE\"", "extends = \"DK-MOON\"", "does not stand before it"),
            ("amount = { weeks = 4 }", "amount = { weeks = 5 }", "the vector"),
            ("amount = { weeks = 4 }", "amount = { fortnights = 2 }", "did not match any variant"),
            ("amount = { weeks = 4 }", "amount = { weeks = 0 }", "a period of nothing"),
            ("verified = false", "verified = true", "not what the source says"),
            (
                "fact = \"letter_sent\", via = \"POL-LETTER\"",
                "fact = \"letter_sent\", via = \"POL-STAMP\"",
                "via a rule",
            ),
            (
                "amount = { working_days = 6 }",
                "amount = { working_days = 6 }\nextension = { ground = \"agreement\" }",
                "DK-D4: via a rule",
            ),
            (
                "source = \"Datatilsynet guidance of 2018 in hjulmandkaptain.dk [S99]; ast.dk, complaint periods [S100]; delivery of letters UNVERIFIED\"\nverified = false",
                "source = \"Datatilsynet [S99]\"\nverified = true",
                "DK-D4: via a rule",
            ),
            ("full = [\"POL-CHECK-30\"", "full = [\"POL-CHECK-29\"", "POL-CHECK-29: used by the procedure"),
            ("acknowledge = \"POL-ACK\"", "acknowledge = \"DK-D2\"", "without a date"),
            ("id = \"DK-D10\"", "id = \"DK-D3\"", "versions 1 and 1 overlap"),
            ("fact = \"claim_due\"", "fact = \"days\"", "a trigger that is no date"),
            ("dismissal = { years = 5 }", "", "a phase without a length"),
            (
                "effect = \"hard_limit\"",
                "stop_the_clock = \"suspension\"\neffect = \"hard_limit\"",
                "POLICY set",
            ),
            ("effect = \"hard_limit\"", "restart = \"days\"\neffect = \"hard_limit\"", "by no date"),
            ("effect = \"hard_limit\"", "restart = \"claim_due\"\neffect = \"hard_limit\"", "own trigger"),
            (
                "{ ground = \"agreement\" }",
                "{ ground = \"equitable\", maximum = { days = 1 } }",
                "only an agreement has a maximum",
            ),
            ("{ ground = \"agreement\" }", "{ ground = \"agreement\", unless = \"adr\" }", "nobody asks for"),
            (
                "amount = { weeks = 4 }",
                "amount = { answer = \"days\", yes = { days = 1 }, no = { days = 2 } }",
                "without yes or no",
            ),
        ];
        for (from, to, expected) in cases {
            let refusals = refusals(from, to);
            assert!(
                refusals.iter().any(|refusal| refusal.contains(expected)),
                "{from} -> {to}: {refusals:?}"
            );
        }
    }

    #[test]
    fn versions_follow_each_other() {
        let second = "valid_from = \"2027-01-01\"\nversion = 2";
        let rule = |more: &str, vector: &str| {
            format!(
                "[[rules]]\nid = \"T\"\ntitle = \"t\"\nholder = \"employer\"\ntriggers = [{{ fact = \"act_date\" }}]\n\
                 amount = {{ days = 1 }}\neffect = \"duty\"\nsource = \"POLICY\"\nverified = false\n{more}\n\
                 vectors = [{{ facts = {{ act_date = \"{vector}\" }}, due_on = \"2027-01-01\" }}]\n"
            )
        };
        let pack = |first: &str| {
            let head = "jurisdiction = \"SE\"\ntitle = \"t\"\ncalendar = \"C\"\n\
                        [[calendars]]\nid = \"C\"\ntitle = \"t\"\ndays = []\n";
            let second =
                rule(second, "2027-01-01").replace("due_on = \"2027-01-01\"", "due_on = \"2027-01-02\"");
            Pack::load(&format!("{head}{}{second}", rule(first, "2026-12-31")))
        };
        let good = pack("version = 1\nvalid_from = \"2020-01-01\"\nvalid_to = \"2026-12-31\"").unwrap();
        let facts = |day: &str| serde_json::json!({ "act_date": day }).as_object().unwrap().clone();
        assert_eq!(good.compute("T", &facts("2026-12-31")).unwrap().rule_version, 1);
        assert_eq!(good.compute("T", &facts("2027-01-01")).unwrap().rule_version, 2);
        let Err(ComputeError::Facts(errors)) = good.compute("T", &facts("2019-12-31")) else { panic!() };
        assert_eq!(errors[0].code.to_string(), "before_the_law");
        for (first, expected) in [
            ("version = 1", "T: versions 1 and 2 overlap"),
            ("version = 1\nvalid_to = \"2027-01-01\"", "T: versions 1 and 2 overlap"),
            ("version = 2\nvalid_to = \"2026-12-31\"", "T: versions are not in rising order"),
            (
                "version = 1\nvalid_from = \"2026-12-31\"\nvalid_to = \"2026-12-30\"",
                "T: ends before it begins",
            ),
            // The vector of 2026-12-31 stands with a version that did not apply then.
            ("version = 1\nvalid_to = \"2026-12-30\"", "gave refused: after_the_law /facts/act_date"),
        ] {
            let Err(PackError::Refused(faults)) = pack(first) else { panic!("{first}") };
            assert!(faults[0].to_string().contains(expected), "{first}: {faults:?}");
        }
    }
}
