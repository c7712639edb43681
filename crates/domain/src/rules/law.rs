//! What a pack holds beside its deadline rules: who has to prove what, what the employer must do, what is kept.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    coverage::Coverage,
    forum::Forum,
    origin::Origin,
    pack::Pack,
    rule::{RuleId, every_phase},
    terms::{Jurisdiction, Phase},
};
use crate::{Form, Ground, guard::Guard, phase::ProofRule};

/// What a pack holds beside its deadline rules.
#[derive(Clone, Debug, Default)]
pub(super) struct Law {
    pub(super) grounds: BTreeMap<Ground, Coverage<Ground>>,
    pub(super) forms: BTreeMap<Form, Coverage<Form>>,
    pub(super) proof: Vec<Proof>,
    pub(super) forums: Vec<Forum>,
    pub(super) process: Vec<Process>,
    pub(super) retention: Vec<Retention>,
}

/// Who has to prove what in a situation.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// Its name in the rulebook.
    pub id: String,
    /// Which version of it. The burden of proof is the one of the day on which an allegation is assessed, so that a pack
    /// has one version of each.
    pub version: u32,
    /// Who has to prove what.
    pub burden: ProofRule,
    /// Where it applies.
    #[serde(default = "every_phase")]
    pub phases: Vec<Phase>,
    /// For which grounds; empty for all.
    #[serde(default)]
    pub grounds: Vec<Ground>,
    /// Whether only where notice was given in a protected period.
    #[serde(default)]
    pub protected_period: bool,
    /// Where it stands.
    pub source: String,
    /// Whether the text of that source was read and says so.
    pub verified: bool,
}

impl Proof {
    /// Whether it applies whatever the situation.
    pub(super) fn is_general(&self) -> bool {
        self.phases.len() == every_phase().len() && self.grounds.is_empty() && !self.protected_period
    }
}

/// A duty, a right, a document or a guard of the procedure that is no deadline.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Process {
    /// Its name in the rulebook.
    pub id: String,
    /// What it gives.
    pub gives: Gives,
    /// What it says, in one sentence.
    pub says: String,
    /// Where it applies.
    #[serde(default = "every_phase")]
    pub phases: Vec<Phase>,
    /// The guards that serve it.
    #[serde(default)]
    pub guards: Vec<Guard>,
    /// The deadline rules that serve it.
    #[serde(default)]
    pub rules: Vec<RuleId>,
    /// Where it stands.
    pub source: String,
    /// Whether the text of that source was read and says so.
    pub verified: bool,
}

/// What a rule of the procedure gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ProcessRuleGives)]
pub enum Gives {
    /// Something the employer must do.
    Duty,
    /// Something that must be written and handed over.
    Document,
    /// Something without which the next step is refused.
    Guard,
    /// Something a person may ask for or do.
    Right,
}

/// How long something is kept.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// What is kept, as a code.
    pub what: String,
    /// Where it applies.
    #[serde(default = "every_phase")]
    pub phases: Vec<Phase>,
    /// The rule that says how long.
    pub rule: RuleId,
}

/// A rule of proof, as anybody may read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProofInfo {
    /// Its stable name.
    pub id: String,
    /// Which version of it.
    pub version: u32,
    /// Whose law it is.
    pub jurisdiction: Jurisdiction,
    /// Where it comes from: the program, or a signed pack of whoever runs it.
    pub origin: Origin,
    /// Who has to prove what.
    pub burden: ProofRule,
    /// Where it applies.
    pub phases: Vec<Phase>,
    /// For which grounds; empty for all.
    pub grounds: Vec<Ground>,
    /// Whether only where notice was given in a protected period.
    pub protected_period: bool,
    /// Where it stands.
    pub source: String,
    /// Whether the text of that source was read and says so.
    pub verified: bool,
}

impl Pack {
    /// Its rules of proof, as anybody may read them, in the order in which they are tried.
    #[must_use]
    pub fn describe_proof(&self) -> Vec<ProofInfo> {
        let describe = |proof: &Proof| ProofInfo {
            id: proof.id.clone(),
            version: proof.version,
            jurisdiction: self.jurisdiction,
            origin: self.origin.clone(),
            burden: proof.burden,
            phases: proof.phases.clone(),
            grounds: proof.grounds.clone(),
            protected_period: proof.protected_period,
            source: proof.source.clone(),
            verified: proof.verified,
        };
        self.law.proof.iter().map(describe).collect()
    }

    /// Who has to prove what. `protected_period` where notice was given during pregnancy or leave.
    #[must_use]
    pub fn proof(&self, phase: Phase, ground: Ground, protected_period: bool) -> Option<&Proof> {
        self.law.proof.iter().find(|proof| {
            proof.phases.contains(&phase)
                && (proof.grounds.is_empty() || proof.grounds.contains(&ground))
                && (protected_period || !proof.protected_period)
        })
    }

    /// The rules of the procedure that are no deadlines, in a phase.
    pub fn process(&self, phase: Phase) -> impl Iterator<Item = &Process> {
        self.law.process.iter().filter(move |process| process.phases.contains(&phase))
    }

    /// How long what is kept, in a phase.
    pub fn retention(&self, phase: Phase) -> impl Iterator<Item = &Retention> {
        self.law.retention.iter().filter(move |retention| retention.phases.contains(&phase))
    }

    /// The bodies outside that somebody can turn to.
    pub fn forums(&self) -> impl Iterator<Item = &Forum> {
        self.law.forums.iter()
    }
}

#[cfg(test)]
mod tests {
    use strum::IntoEnumIterator;

    use super::*;
    use crate::rules::{Jurisdiction, Rules};

    /// LBL s. 16(4) is for notice in a protected period, and for the grounds of LBL s. 9; all else is shared.
    #[test]
    fn who_has_to_prove_what_at_home() {
        let home = Rules::denmark().home();
        for (phase, ground) in Phase::iter().flat_map(|it| Ground::iter().map(move |ground| (it, ground))) {
            for protected in [false, true] {
                let reversed =
                    protected && phase == Phase::Dismissal && ground == Ground::PregnancyMaternityLeave;
                let expected = if reversed {
                    ("DK-B2", ProofRule::FullReversal)
                } else {
                    ("DK-B1", ProofRule::SharedShift)
                };
                let proof = home.proof(phase, ground, protected).unwrap();
                assert_eq!((proof.id.as_str(), proof.burden), expected, "{phase} {ground} {protected}");
            }
        }
    }

    #[test]
    fn who_has_to_prove_what_elsewhere() {
        let burden = |jurisdiction| {
            let pack = Rules::denmark().pack(jurisdiction).unwrap();
            pack.proof(Phase::Dismissal, Ground::Age, true).unwrap().burden
        };
        for jurisdiction in Jurisdiction::iter() {
            let expected = match jurisdiction {
                Jurisdiction::UsFed | Jurisdiction::UsPriv => ProofRule::Complainant,
                _ => ProofRule::SharedShift,
            };
            assert_eq!(burden(jurisdiction), expected, "{jurisdiction}");
        }
    }

    #[test]
    fn process_and_retention_hang_on_the_phase() {
        let home = Rules::denmark().home();
        let ids = |phase| home.process(phase).map(|it| it.id.as_str()).collect::<Vec<_>>();
        assert!(ids(Phase::Dismissal).contains(&"DK-P7"));
        assert!(!ids(Phase::Recruitment).contains(&"DK-P7"));
        let heard = home.process(Phase::Employment).find(|it| it.id == "DK-P5").unwrap();
        assert_eq!((heard.gives, &*heard.guards), (Gives::Guard, &[Guard::Heard][..]));
        let kept = |phase| home.retention(phase).map(|it| it.what.as_str()).collect::<Vec<_>>();
        assert!(kept(Phase::Recruitment).contains(&"case"));
        assert!(!kept(Phase::Recruitment).contains(&"personnel_file"));
    }
}
