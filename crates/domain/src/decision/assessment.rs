//! The assessment: how each allegation is proved (guard G7).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Event;
use crate::{
    AllegationId, Case, ContentId, Form, Ground, Text, UserId,
    guard::Guard,
    phase::ProofRule,
    proceeding::Proceeding,
    refusal::{Refusal, Unmet},
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
    /// The rule that was used (DK-B1 to DK-B3).
    pub rule: ProofRule,
    /// The test for indirect discrimination, where it applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indirect: Option<IndirectTest>,
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
        let worksheet = Worksheet {
            allegation: sheet.allegation,
            by,
            on,
            facts: p.keep("proof_facts", sheet.facts),
            presumption: sheet.presumption,
            presumption_reason: p.keep("presumption_reason", sheet.presumption_reason),
            explanation: p.keep("explanation", sheet.explanation),
            rebutted: sheet.rebutted,
            rule: p.case.facts.proof_rule(ground),
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

/// Guard G7: each open allegation has its sheet.
pub(crate) fn proof_assessed(case: &Case) -> Vec<Unmet> {
    let without = case.allegations.iter().enumerate().filter(|(_, allegation)| {
        allegation.is_open() && !case.worksheets.iter().any(|sheet| sheet.allegation == allegation.id)
    });
    without
        .map(|(place, _)| {
            let pointer = format!("/allegations/{place}");
            Unmet::new(Guard::ProofAssessed, "no_worksheet", pointer, "how it is proved is not assessed")
        })
        .collect()
}
