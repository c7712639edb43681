//! What must hold of a pack beside its deadline rules.

use std::collections::BTreeMap;

use strum::IntoEnumIterator;

use super::{fault, reads_verified};
use crate::{
    Form, Ground,
    rules::{
        coverage::{Coverage, Covered},
        law::Proof,
        pack::{Fault, Pack},
        rule::RuleId,
        wording,
    },
};

/// Everything that is wrong with it.
pub(super) fn faults(pack: &Pack) -> Vec<Fault> {
    let mut faults = coverage(&pack.law.grounds);
    faults.extend(coverage(&pack.law.forms));
    faults.extend(proof(&pack.law.proof));
    faults.extend(ids(pack));
    faults.extend(wording::faults(pack));
    let known = |id: &RuleId| pack.versions(&id.0).next().is_some();
    for forum in pack.forums() {
        faults.extend(forum.clocks.iter().filter(|id| !known(id)).map(|id| dangling(&forum.id, id)));
        let mut clocks = forum.clocks.iter().flat_map(|id| pack.versions(&id.0));
        if clocks.any(|rule| forum.phases.iter().any(|phase| !rule.phases.contains(phase))) {
            faults.push(fault(&forum.id, "its clock does not run in each of its phases"));
        }
        if !forum.page.starts_with("https://") || forum.name.is_empty() || forum.guidance.is_empty() {
            faults.push(fault(&forum.id, "a body needs name, guidance and a page"));
        }
        if forum.caveats.iter().any(|caveat| caveat.with.is_some()) {
            faults.push(fault(&forum.id, "a caveat of a body hangs on no fact"));
        }
    }
    for process in &pack.law.process {
        faults.extend(process.rules.iter().filter(|id| !known(id)).map(|id| dangling(&process.id, id)));
        if !process.says.ends_with('.') {
            faults.push(fault(&process.id, "does not say what it is in a sentence"));
        }
    }
    for retention in &pack.law.retention {
        if !pack.versions(&retention.rule.0).any(|rule| rule.amount.is_some()) {
            faults.push(dangling(&retention.what, &retention.rule));
        }
    }
    faults
}

/// What a pack lacks that the program relies on for each jurisdiction.
pub(in crate::rules) fn missing(pack: &Pack) -> Vec<Fault> {
    let grounds =
        Ground::iter().filter(|ground| *ground != Ground::Unknown && pack.ground(*ground).is_none());
    let forms = Form::iter().filter(|form| pack.form(*form).is_none());
    let lacking = |what: &str| fault(&pack.jurisdiction, format!("does not say whether {what} is covered"));
    let mut faults: Vec<Fault> = grounds.map(|it| lacking(it.into())).collect();
    faults.extend(forms.map(|it| lacking(it.into())));
    if pack.law.proof.is_empty() {
        faults.push(fault(&pack.jurisdiction, "does not say who has to prove what"));
    }
    faults
}

fn dangling(at: &impl ToString, id: &RuleId) -> Fault {
    fault(at, format!("names {id}, which is missing"))
}

fn coverage<T: Copy + Ord + Into<&'static str>>(table: &BTreeMap<T, Coverage<T>>) -> Vec<Fault> {
    let listed = |by: T| table.get(&by).is_some_and(|it| it.covered == Covered::Listed);
    let sound = |it: &Coverage<T>| match it.through {
        Some(by) => it.covered == Covered::Through && listed(by),
        None => it.covered != Covered::Through,
    };
    let wrong = table.iter().filter(|(_, it)| !sound(it) || it.source.is_empty());
    wrong.map(|(what, _)| fault(&(*what).into(), "covered through nothing that is listed")).collect()
}

fn proof(rows: &[Proof]) -> Vec<Fault> {
    let Some((last, others)) = rows.split_last() else { return Vec::new() };
    let unreached = others.iter().filter(|row| row.is_general());
    let mut faults: Vec<Fault> =
        unreached.map(|row| fault(&row.id, "leaves nothing to those after it")).collect();
    if !last.is_general() {
        faults.push(fault(&last.id, "the last rule of proof is not for every situation"));
    }
    faults
}

/// Each name once, and `verified` as the source says.
fn ids(pack: &Pack) -> Vec<Fault> {
    let law = &pack.law;
    let proof = law.proof.iter().map(|it| (&it.id, &it.source, it.verified));
    let forums = law.forums.iter().map(|it| (&it.id, &it.source, it.verified));
    let process = law.process.iter().map(|it| (&it.id, &it.source, it.verified));
    let rows: Vec<_> = proof.chain(forums).chain(process).collect();
    let mut faults = Vec::new();
    for (at, (id, source, verified)) in rows.iter().enumerate() {
        if rows.iter().take(at).any(|(other, ..)| other == id) {
            faults.push(fault(*id, "the name is used twice"));
        }
        if *verified != reads_verified(source) {
            faults.push(fault(*id, "`verified` is not what the source says"));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use crate::rules::{
        Origin, Pack, PackError, Rules,
        home::{ABROAD, DENMARK},
    };

    fn refusals(from: &str, to: &str) -> Vec<String> {
        assert!(DENMARK.contains(from), "{from}");
        match Rules::load(&DENMARK.replacen(from, to, 1), &[]) {
            Ok(_) => Vec::new(),
            Err(PackError::Unreadable(error)) => vec![error.to_string()],
            Err(PackError::Refused(faults)) => faults.iter().map(ToString::to_string).collect(),
        }
    }

    #[test]
    fn a_pack_whose_law_is_broken_is_refused() {
        let cases = [
            ("clocks = [\"DK-D2\"]", "clocks = [\"DK-D22\"]", "DK-BOARD: names DK-D22, which is missing"),
            ("clocks = [\"DK-D2\"]", "clocks = [\"DK-P8\"]", "DK-BOARD: its clock does not run in each"),
            ("rules = [\"DK-D8\"]", "rules = [\"DK-D88\"]", "DK-P5: names DK-D88, which is missing"),
            ("rule = \"GD-8\"", "rule = \"DK-D2\"", "personnel_file: names DK-D2, which is missing"),
            ("id = \"DK-COURT\"", "id = \"DK-BOARD\"", "DK-BOARD: the name is used twice"),
            ("page = \"https://domstol.dk\"", "page = \"domstol.dk\"", "name, guidance and a page"),
            ("name = \"forums.dk_board.name\"", "name = \"\"", "name, guidance and a page"),
            ("{ code = \"in_writing\",", "{ code = \"in_writing\", with = \"days\",", "hangs on no fact"),
            ("stopped_by_complaint = \"no\"", "stopped_by_complaint = \"perhaps\"", "unknown variant"),
            ("guards = [\"heard\"]", "guards = [\"herd\"]", "unknown variant"),
            ("[[retention]]\n", "[[retention]]\ncolour = 'red'\n", "unknown field `colour`"),
            ("burden = \"full_reversal\"", "colour = 'red'", "unknown field `colour`"),
            ("with everything that asks for.", "with everything that asks for", "in a sentence"),
            ("race = { covered = \"listed\",", "# race = { covered = \"listed\",", "whether race is covered"),
            ("indirect = { covered", "# indirect = { covered", "whether indirect is covered"),
            ("age = { covered = \"listed\"", "age = { covered = \"through\"", "age: covered through nothing"),
            ("through = \"sex\"", "through = \"descent\"", "care_responsibility: covered through nothing"),
            ("disability = { covered", "unheard_of = { covered", "unknown variant"),
        ];
        for (from, to, expected) in cases {
            let refusals = refusals(from, to);
            let found = refusals.iter().any(|refusal| refusal.contains(expected));
            assert!(found, "{from} -> {to}: {refusals:?}");
        }
    }

    #[test]
    fn rules_of_proof_end_with_the_general_one() {
        let general =
            "phases = [\"dismissal\"]\ngrounds = [\"pregnancy_maternity_leave\"]\nprotected_period = true\n";
        let first = refusals(general, "");
        assert!(first.contains(&"DK-B2: leaves nothing to those after it".to_owned()), "{first:?}");
        let last = refusals("burden = \"shared_shift\"", "burden = \"shared_shift\"\ngrounds = [\"age\"]");
        let expected = "DK-B1: the last rule of proof is not for every situation".to_owned();
        assert!(last.contains(&expected), "{last:?}");
        let unread = refusals("source = \"LBL s. 16(4) [S42]\"", "source = \"LBL s. 16(4), K\"");
        assert_eq!(unread, ["DK-B2: `verified` is not what the source says"]);
    }

    #[test]
    fn a_pack_without_rules_of_proof_is_not_taken() {
        let sweden = ABROAD[5];
        let (before, rest) = sweden.split_once("[[proof]]").unwrap();
        let after = &rest[rest.find("# ---").unwrap()..];
        let Err(error) = Pack::load(&format!("{before}{after}"))
            .and_then(|pack| Rules::denmark().replaced_by(pack, Origin::Program))
        else {
            panic!()
        };
        assert!(error.to_string().contains("SE: does not say who has to prove what"), "{error}");
    }
}
