//! Assessment and decision: a sheet for each allegation, complete reasons, two people (G7, G8, G9).

use super::{acts::*, play::Play, stages::at};
use crate::{
    Action, AllegationId, Command, Finding, Form, HearingItemId, Jurisdiction, Line, Refusal, Stage,
    decision::{AppliedProof, Assess, DraftDecision, DraftReasons, NewAnswer, NewRemedy},
    delivery::Delivered,
    phase::ProofRule,
    remedy::RemedyKind,
    rules::{Origin, Pack, Rules},
};

fn revise(change: impl FnOnce(&mut DraftDecision)) -> (Play, Vec<&'static str>) {
    let mut p = at(Stage::DecisionDrafted);
    let mut draft = p.decision(Finding::Substantiated);
    change(&mut draft);
    p.does("decision-maker", Command::ReviseDecision(draft));
    p.consult_for("decision-maker", Action::Decide);
    let lacks = match p.attempt("decision-maker2", Command::Decide).unwrap() {
        Ok(_) => Vec::new(),
        Err(Refusal::Guards(unmet)) => unmet.into_iter().map(|it| it.code).collect(),
        Err(other) => panic!("{other:?}"),
    };
    (p, lacks)
}

#[test]
fn complete_reasons() {
    let none =
        || DraftReasons { legal_rules: None, considerations: None, essential_facts: None, guidance: None };
    assert_eq!(revise(|_| ()).1, Vec::<&str>::new());
    assert_eq!(
        revise(|it| it.reasons = none()).1,
        ["no_legal_rules", "no_considerations", "no_essential_facts", "no_guidance"]
    );
    assert_eq!(revise(|it| it.findings.clear()).1, ["no_finding"]);
    assert_eq!(revise(|it| it.answers.clear()).1, ["reply_unanswered"; 2]);
    assert_eq!(revise(|it| it.remedies.clear()).1, ["no_remedy"]);
    let nothing_found = |it: &mut DraftDecision| {
        it.remedies.clear();
        it.findings[0].finding = Finding::NotSubstantiated;
    };
    assert_eq!(revise(nothing_found).1, Vec::<&str>::new());
}

#[test]
fn what_cannot_be_right_in_a_draft() {
    let p = at(Stage::DecisionDrafted);
    let wrong = |change: &dyn Fn(&mut DraftDecision)| {
        let mut draft = p.decision(Finding::Substantiated);
        change(&mut draft);
        match p.refused("decision-maker", Command::ReviseDecision(draft)) {
            Refusal::Content(wrong) => wrong.into_iter().map(|it| (it.pointer, it.code)).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        }
    };
    let one = |pointer: &str, code| vec![(pointer.to_owned(), code)];
    let nobody = AllegationId(uuid::Uuid::nil());
    let found = |it: &mut DraftDecision| it.findings[0].allegation = nobody;
    assert_eq!(wrong(&found), one("/findings/0/allegation", "unknown_allegation"));
    let twice = |it: &mut DraftDecision| it.findings = [it.findings.clone(), it.findings.clone()].concat();
    assert_eq!(wrong(&twice), one("/findings/1/allegation", "unknown_allegation"));
    assert_eq!(
        wrong(&|it| it.findings[0].finding = Finding::Settled),
        one("/findings/0/finding", "not_a_finding")
    );
    let item = HearingItemId(uuid::Uuid::nil());
    let answers = || vec![NewAnswer { item, answer: text("answer") }];
    assert_eq!(wrong(&|it| it.answers = answers()), one("/answers/0/item", "unknown_item"));
    let kind = |it: &mut DraftDecision| it.remedies[0].kind = RemedyKind::SettlementTerm;
    assert_eq!(wrong(&kind), one("/remedies/0/kind", "not_a_remedy"));
    let past = p.today().yesterday().unwrap();
    assert_eq!(wrong(&|it| it.remedies[0].due_on = past), one("/remedies/0/due_on", "in_the_past"));
}

#[test]
fn a_sheet_for_each_allegation() {
    let mut p = at(Stage::Assessment);
    let draft = |p: &Play| Command::DraftDecision(p.decision(Finding::Substantiated));
    assert_eq!(p.lacks("decision-maker", draft(&p)), ["no_worksheet"]);
    assert_eq!(p.lacks("caseworker", Command::Assess(Assess { worksheets: Vec::new() })), ["missing"]);
    let Command::Assess(sheets) = p.worksheets() else { unreachable!() };
    let mut unknown = sheets.clone();
    unknown.worksheets[0].allegation = AllegationId(uuid::Uuid::nil());
    assert_eq!(p.lacks("caseworker", Command::Assess(unknown)), ["unknown_allegation"]);
    p.case.allegations[0].form = Form::Indirect;
    assert_eq!(p.lacks("caseworker", Command::Assess(sheets)), ["missing"], "its own test");

    let mut p = at(Stage::Assessment);
    p.acts("caseworker", Action::Assess);
    p.acts("decision-maker", Action::Assess);
    assert_eq!(p.case.worksheets.len(), 1, "a new sheet replaces the old");
    p.acts("decision-maker", Action::DraftDecision);
}

/// Who has to prove what stands in the pack of the case, on the sheet and in the decision.
#[test]
fn the_rule_of_proof_comes_from_the_pack() {
    for (jurisdiction, burden, rule) in [
        (Jurisdiction::Dk, ProofRule::SharedShift, "DK-B1"),
        (Jurisdiction::Eu, ProofRule::SharedShift, "EU-4"),
        (Jurisdiction::Gb, ProofRule::SharedShift, "GB-10"),
        (Jurisdiction::De, ProofRule::SharedShift, "DE-9"),
        (Jurisdiction::Se, ProofRule::SharedShift, "SE-5"),
        (Jurisdiction::No, ProofRule::SharedShift, "NO-PROOF"),
        (Jurisdiction::UsFed, ProofRule::Complainant, "UF-11"),
        (Jurisdiction::UsPriv, ProofRule::Complainant, "UP-PROOF"),
    ] {
        let mut p = at(Stage::Assessment);
        p.case.jurisdiction = jurisdiction;
        let assessed = p.attempt("caseworker", p.worksheets()).unwrap().unwrap().after;
        let sheet = &assessed.worksheets[0];
        let used = AppliedProof { id: rule.to_owned(), version: 1 };
        assert_eq!((sheet.rule, sheet.proof_rule.as_ref()), (burden, Some(&used)), "{jurisdiction}");
    }
    let p = at(Stage::Decided);
    let decided = p.case.outcome().unwrap();
    let [used] = &decided.proof[..] else { panic!("{:?}", decided.proof) };
    assert_eq!(used.allegation, p.case.allegations[0].id);
    assert_eq!((used.burden, &used.rule.as_ref().unwrap().id[..]), (ProofRule::SharedShift, "DK-B1"));
    // What the rule says later changes nothing about what was decided by it; what was only assessed is assessed anew.
    let p = at(Stage::DecisionDrafted);
    let denmark = include_str!("../../rules/dk.toml");
    let other = denmark.replace("burden = \"shared_shift\"", "burden = \"complainant\"");
    let other = Pack::load(&other).unwrap();
    let other = Rules::denmark().replaced_by(other, Origin::Program).unwrap();
    let missing = |rules| -> Vec<_> {
        crate::decision::proof_assessed(&p.case, rules).into_iter().map(|it| (it.code, it.pointer)).collect()
    };
    assert_eq!(missing(Rules::denmark()), []);
    assert_eq!(missing(&other), [("other_proof_rule", "/allegations/0".to_owned())]);
}

#[test]
fn the_decision_reaches_both_by_the_system() {
    let (mut p, _) = revise(|it| {
        let owner = Some(Line::try_from("Zaubernuss head of school".to_owned()).unwrap());
        let due_on = date(2027, 1, 15);
        it.remedies.push(NewRemedy { kind: RemedyKind::Practice, what: text("advert"), owner, due_on });
    });
    p.acts("decision-maker2", Action::Decide);
    assert_eq!(p.last.notices[0].topic, "decision.issued");
    assert!(p.last.listed.wake_at.is_some(), "the System is called at once");
    let waiting = |p: &Play| p.case.deliveries.iter().filter(|it| it.sent_on.is_none()).count();
    assert_eq!((waiting(&p), p.case.checks.len()), (2, 0));
    p.system();
    assert_eq!((waiting(&p), p.case.checks.len()), (0, 3));
    assert_eq!(p.lacks("system", Command::Deliver), ["not_now"]);
    assert!(p.case.deliveries.iter().any(|it| it.act == Delivered::Decision));
    assert!(p.case.draft.is_none());
    assert_eq!(p.case.remedies.len(), 2);

    // Each party opens its own, once.
    let opened = p.sample("respondent", Action::RecordOpening).unwrap();
    assert_eq!(p.lacks("complainant", opened.clone()), ["no_such_item"]);
    p.does("respondent", opened.clone());
    assert_eq!(p.lacks("respondent", opened), ["already_opened"]);
}
