//! The bodies outside that somebody can turn to beside or after an internal complaint.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    rule::{Caveat, RuleId, every_phase},
    terms::Phase,
};
use crate::{Form, Ground};

/// A body outside.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forum {
    /// Its stable name, for example `DK-BOARD`.
    pub id: String,
    /// What it calls itself.
    pub title: String,
    /// The key of its name in the language of the reader: the pack has its words.
    pub name: String,
    /// The key of the text that says how to turn to it.
    pub guidance: String,
    /// The address of its page.
    pub page: String,
    /// The deadline rules that are its clock; none where there is none.
    #[serde(default)]
    pub clocks: Vec<RuleId>,
    /// Whether an internal complaint stops that clock.
    pub stopped_by_complaint: Stopped,
    /// In which phases one can turn to it.
    #[serde(default = "every_phase")]
    pub phases: Vec<Phase>,
    /// On which grounds; empty for all.
    #[serde(default)]
    pub grounds: Vec<Ground>,
    /// About which forms; empty for all.
    #[serde(default)]
    pub forms: Vec<Form>,
    /// What somebody has to know before turning to it.
    #[serde(default)]
    pub caveats: Vec<Caveat>,
    /// Where that stands.
    pub source: String,
    /// Whether the text of that source was read and says so.
    pub verified: bool,
}

impl Forum {
    /// Whether somebody can turn to it in a phase with any of some grounds and forms.
    pub(super) fn takes(&self, phase: Phase, grounds: &[Ground], forms: &[Form]) -> bool {
        // A ground that is not known yet excludes no body.
        let grounded = self.grounds.is_empty()
            || grounds.contains(&Ground::Unknown)
            || grounds.iter().any(|it| self.grounds.contains(it));
        let formed = self.forms.is_empty() || forms.iter().any(|it| self.forms.contains(it));
        self.phases.contains(&phase) && grounded && formed
    }
}

/// Whether an internal complaint stops an outside clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = StoppedByComplaint)]
pub enum Stopped {
    /// It runs on.
    No,
    /// It stands still.
    Yes,
    /// That is not settled, so it has to be taken as running.
    Unsure,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_takes_what_it_is_for() {
        let text = "id = 'T'\ntitle = 't'\nname = 'n'\nguidance = 'g'\npage = 'https://t'\nphases = ['employment']\n\
                    grounds = ['age', 'sex']\nforms = ['equal_pay']\nstopped_by_complaint = 'no'\nsource = 'K'\n\
                    verified = false\n";
        let body: Forum = toml::from_str(text).unwrap();
        let takes = |phase, ground, form| body.takes(phase, &[Ground::Race, ground], &[form]);
        assert!(takes(Phase::Employment, Ground::Sex, Form::EqualPay));
        assert!(takes(Phase::Employment, Ground::Unknown, Form::EqualPay), "it may be one of its grounds");
        assert!(!takes(Phase::Employment, Ground::Disability, Form::EqualPay));
        assert!(!takes(Phase::Employment, Ground::Sex, Form::Direct));
        assert!(!takes(Phase::Dismissal, Ground::Sex, Form::EqualPay));
    }
}
