//! The assessment: how each allegation is proved (guard G7).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Draft, Event};
use crate::{
    AllegationId, Case, ContentId, Form, Ground, Text, UserId,
    guard::Guard,
    phase::ProofRule,
    proceeding::Proceeding,
    refusal::{Refusal, Unmet},
    rules::{Proof, Rules},
};

/// How one allegation is proved (G7).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Worksheet {
    /// The allegation.
    pub allegation: AllegationId,
    /// Who filled it in.
    pub by: UserId,
    /// When.
    pub on: Date,
    /// The facts that speak for and against it.
    #[schema(value_type = String)]
    pub facts: ContentId,
    /// Whether the facts give reason to presume discrimination.
    pub presumption: bool,
    /// Why, or why not.
    #[schema(value_type = String)]
    pub presumption_reason: ContentId,
    /// What the employer says.
    #[schema(value_type = String)]
    pub explanation: ContentId,
    /// Whether that rebuts the presumption.
    pub rebutted: bool,
    /// Who had to prove what.
    pub rule: ProofRule,
    /// The rule that says so, as the pack had it on that day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof_rule: Option<AppliedProof>,
    /// The test for indirect discrimination, where it applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indirect: Option<IndirectTest>,
}

/// A rule of proof, by its name and version in the pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AppliedProof {
    /// Its name, such as `DK-B1`.
    pub id: String,
    /// Which version of it.
    pub version: u32,
}

/// Which rule of proof a decision rests on, for one allegation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ProofUsed {
    /// The allegation.
    pub allegation: AllegationId,
    /// Who had to prove what.
    pub burden: ProofRule,
    /// The rule that says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<AppliedProof>,
}

/// The test of an apparently neutral rule (FBL s. 1(3)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IndirectTest {
    /// Whether the aim is legitimate.
    pub aim_legitimate: bool,
    /// Whether the rule is suitable to reach it.
    pub suitable: bool,
    /// Whether it is necessary.
    pub necessary: bool,
}

/// How each allegation is proved; those named replace their sheet before.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Assess {
    /// One sheet for each allegation.
    #[schema(min_items = 1, max_items = 200)]
    pub worksheets: Vec<NewWorksheet>,
}

/// How one allegation is proved.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWorksheet {
    /// The allegation.
    pub allegation: AllegationId,
    /// The facts that speak for and against it.
    pub facts: Text,
    /// Whether the facts give reason to presume discrimination.
    pub presumption: bool,
    /// Why, or why not.
    pub presumption_reason: Text,
    /// What the employer says.
    pub explanation: Text,
    /// Whether that rebuts the presumption.
    pub rebutted: bool,
    /// The test for indirect discrimination; needed where that is alleged.
    #[serde(default)]
    pub indirect: Option<IndirectTest>,
}

/// Fills the sheets in.
pub(crate) fn assess(p: &mut Proceeding<'_, '_>, assess: Assess) -> Result<(), Refusal> {
    if assess.worksheets.is_empty() {
        return Err(Refusal::invalid("/worksheets", "missing", "fill in at least one sheet"));
    }
    let (by, on) = (p.user()?, p.today());
    for (place, sheet) in assess.worksheets.into_iter().enumerate() {
        let (ground, form) =
            open_allegation(p, sheet.allegation, &format!("/worksheets/{place}/allegation"))?;
        if form == Form::Indirect && sheet.indirect.is_none() {
            let pointer = format!("/worksheets/{place}/indirect");
            return Err(Refusal::invalid(pointer, "missing", "indirect discrimination needs its own test"));
        }
        let Some(proof) = p.case.proof(ground, p.cx.rules) else {
            let detail = "the rules of this jurisdiction do not say who has to prove what";
            return Err(Refusal::unmet(Guard::ProofAssessed, "no_rule", "/jurisdiction", detail));
        };
        let (burden, id, version) = (proof.burden, proof.id.clone(), proof.version);
        let worksheet = Worksheet {
            allegation: sheet.allegation,
            by,
            on,
            facts: p.keep("proof_facts", sheet.facts),
            presumption: sheet.presumption,
            presumption_reason: p.keep("presumption_reason", sheet.presumption_reason),
            explanation: p.keep("explanation", sheet.explanation),
            rebutted: sheet.rebutted,
            rule: burden,
            proof_rule: Some(AppliedProof { id, version }),
            indirect: sheet.indirect,
        };
        p.happened(Event::ProofAssessed { worksheet });
    }
    Ok(())
}

fn open_allegation(
    p: &Proceeding<'_, '_>,
    id: AllegationId,
    pointer: &str,
) -> Result<(Ground, Form), Refusal> {
    let found = p.case.allegations.iter().find(|it| it.id == id && it.is_open());
    found
        .map(|it| (it.ground, it.form))
        .ok_or_else(|| Refusal::invalid(pointer, "unknown_allegation", "not an open allegation of this case"))
}

impl Case {
    /// Who has to prove what where a ground is alleged, as the pack of the case says.
    pub(crate) fn proof<'r>(&self, ground: Ground, rules: &'r Rules) -> Option<&'r Proof> {
        let pack = rules.pack(self.jurisdiction)?;
        pack.proof(self.phase(), ground, self.facts.in_protected_period())
    }

    /// The rules of proof that a draft rests on.
    pub(crate) fn proof_used(&self, draft: &Draft) -> Vec<ProofUsed> {
        let found = |it: &&Worksheet| draft.findings.iter().any(|found| found.allegation == it.allegation);
        let used = self.worksheets.iter().filter(found).map(|sheet| ProofUsed {
            allegation: sheet.allegation,
            burden: sheet.rule,
            rule: sheet.proof_rule.clone(),
        });
        used.collect()
    }

    /// Whether a sheet was filled in under a burden of proof that the rules no longer have.
    fn is_outdated(&self, sheet: &Worksheet, ground: Ground, rules: &Rules) -> bool {
        self.proof(ground, rules).is_some_and(|proof| proof.burden != sheet.rule)
    }
}

/// Guard G7: each open allegation has its sheet, under the burden of proof that the rules have now.
pub(crate) fn proof_assessed(case: &Case, rules: &Rules) -> Vec<Unmet> {
    let open = case.allegations.iter().enumerate().filter(|(_, allegation)| allegation.is_open());
    let missing = open.filter_map(|(place, allegation)| {
        let sheet = case.worksheets.iter().find(|sheet| sheet.allegation == allegation.id);
        let (code, detail) = match sheet {
            None => ("no_worksheet", "how it is proved is not assessed"),
            Some(sheet) if case.is_outdated(sheet, allegation.ground, rules) => {
                ("other_proof_rule", "who has to prove what has changed since it was assessed")
            }
            Some(_) => return None,
        };
        Some(Unmet::new(Guard::ProofAssessed, code, format!("/allegations/{place}"), detail))
    });
    missing.collect()
}
