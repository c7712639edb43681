//! What the three phases of working life have in common and where they differ (rulebook 5.1.7, 7.5).

pub mod dismissal;
pub mod employment;
pub mod recruitment;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{Case, Form, Phase, Priority, codes::codes, rules::Rules};

codes! {
    /// A document that the unit must hand over and may not destroy once the complaint is admitted.
    Document {
        Advert, Criteria, ScoreSheets, InterviewNotes, Correspondence, IncidentReports, RosterAndPay, AccommodationFile,
        IntendedDismissalLetter, SelectionCriteria, SelectionPool, PersonsKept, UnionNotice,
    }

    /// Who has to prove what (rulebook 5.1.3): the employer once facts give reason to presume discrimination, the
    /// employer from the start, or the complainant throughout.
    ProofRule { SharedShift, FullReversal, Complainant }
}

/// The facts of a phase.
// `T` is the text itself in a request and its id in a stored case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "phase", rename_all = "snake_case")]
pub enum Facts<T> {
    /// Somebody applied.
    Recruitment(recruitment::Facts<T>),
    /// Somebody is employed.
    Employment(employment::Facts<T>),
    /// Somebody was dismissed, or is about to be.
    Dismissal(dismissal::Facts<T>),
}

/// A fact that cannot be had, with the reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NotObtainable<T> {
    /// The name of the fact.
    pub fact: String,
    /// Why it cannot be had.
    pub reason: T,
}

/// Declares the facts of a phase once: the struct, which facts are known, and how texts become ids.
macro_rules! facts {
    (
        $(#[$doc:meta])*
        texts { $($(#[$tdoc:meta])* $text:ident),* $(,)? }
        values { $($(#[$vdoc:meta])* $value:ident: $type:ty),* $(,)? }
        lists { $($(#[$ldoc:meta])* $list:ident: $item:ident),* $(,)? }
    ) => {
        #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        $(#[$doc])*
        #[serde(deny_unknown_fields)]
        #[expect(missing_docs, reason = "the names are those of rulebook 7.5")]
        pub struct Facts<T> {
            $($(#[$vdoc])* #[serde(default = "Option::default", skip_serializing_if = "Option::is_none")]
            pub $value: Option<$type>,)*
            $($(#[$tdoc])* #[serde(default = "Option::default", skip_serializing_if = "Option::is_none")]
            pub $text: Option<T>,)*
            $($(#[$ldoc])* #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
            pub $list: Vec<$item<T>>,)*
            /// Facts that cannot be had, each named once.
            #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
            #[schema(max_items = 50)]
            pub not_obtainable: Vec<crate::phase::NotObtainable<T>>,
        }

        impl<T> Default for Facts<T> {
            fn default() -> Self {
                Self {
                    $($value: None,)*
                    $($text: None,)*
                    $($list: Vec::new(),)*
                    not_obtainable: Vec::new(),
                }
            }
        }

        impl<T> Facts<T> {
            /// The names of all facts of the phase.
            pub const NAMES: &'static [&'static str] =
                &[$(stringify!($value),)* $(stringify!($text),)* $(stringify!($list),)*];

            /// The names of the facts that are there, or marked as not to be had.
            #[must_use]
            pub fn known(&self) -> std::collections::BTreeSet<&str> {
                let mut known = std::collections::BTreeSet::new();
                $(if self.$value.is_some() { known.insert(stringify!($value)); })*
                $(if self.$text.is_some() { known.insert(stringify!($text)); })*
                $(if !self.$list.is_empty() { known.insert(stringify!($list)); })*
                known.extend(self.not_obtainable.iter().map(|missing| missing.fact.as_str()));
                known
            }

            /// The same facts with each text replaced.
            pub fn map<U>(self, mut text: impl FnMut(T) -> U) -> Facts<U> {
                Facts {
                    $($value: self.$value,)*
                    $($text: self.$text.map(&mut text),)*
                    $($list: self.$list.into_iter().map(|item| item.map(&mut text)).collect(),)*
                    not_obtainable: self
                        .not_obtainable
                        .into_iter()
                        .map(|it| crate::phase::NotObtainable { fact: it.fact, reason: text(it.reason) })
                        .collect(),
                }
            }
        }
    };
}
pub(crate) use facts;

impl<T> Facts<T> {
    /// Which phase the facts are of.
    #[must_use]
    pub fn phase(&self) -> Phase {
        match self {
            Self::Recruitment(_) => Phase::Recruitment,
            Self::Employment(_) => Phase::Employment,
            Self::Dismissal(_) => Phase::Dismissal,
        }
    }

    /// The facts that are still missing (G17): the minimum for admission, or all for the end of the investigation,
    /// which also looks at the forms that are alleged.
    #[must_use]
    pub fn missing(&self, all: bool, alleged: &[Form]) -> Vec<&'static str> {
        let (known, needed) = match self {
            Self::Recruitment(facts) => (facts.known(), recruitment::needed(all)),
            Self::Employment(facts) => (facts.known(), employment::needed(facts, all, alleged)),
            Self::Dismissal(facts) => (facts.known(), dismissal::needed(facts, all)),
        };
        needed.into_iter().filter(|fact| !known.contains(fact)).collect()
    }

    /// The names of all facts of the phase.
    #[must_use]
    pub fn names(&self) -> &'static [&'static str] {
        match self {
            Self::Recruitment(_) => recruitment::Facts::<T>::NAMES,
            Self::Employment(_) => employment::Facts::<T>::NAMES,
            Self::Dismissal(_) => dismissal::Facts::<T>::NAMES,
        }
    }

    /// The facts marked as not to be had.
    #[must_use]
    pub fn not_obtainable(&self) -> &[NotObtainable<T>] {
        match self {
            Self::Recruitment(facts) => &facts.not_obtainable,
            Self::Employment(facts) => &facts.not_obtainable,
            Self::Dismissal(facts) => &facts.not_obtainable,
        }
    }

    /// The day from which claims are counted: the refusal, the last incident, the notice (DK-D1).
    #[must_use]
    pub fn claim_from(&self) -> Option<Date> {
        match self {
            Self::Recruitment(facts) => facts.refusal_received_on,
            Self::Employment(facts) => facts.incidents.iter().map(|incident| incident.on).max(),
            Self::Dismissal(facts) => facts.notice_received_on,
        }
    }

    /// How long a case is kept that is closed on a day: counted from the end of the recruitment, where that is what
    /// it is about and the day is known, else from closing (rulebook 5.9). Never ends before the case does.
    #[must_use]
    pub fn retain_until(&self, rules: &Rules, closed: Date) -> Date {
        let ended = match self {
            Self::Recruitment(facts) => facts.recruitment_ended_on,
            Self::Employment(_) | Self::Dismissal(_) => None,
        };
        rules.retain_until(self.phase(), ended.unwrap_or(closed)).max(closed)
    }

    /// How urgent complaints of the phase are.
    #[must_use]
    pub fn priority(&self) -> Priority {
        match self {
            Self::Dismissal(_) => Priority::High,
            Self::Recruitment(_) | Self::Employment(_) => Priority::Normal,
        }
    }

    /// The documents to demand from the unit.
    #[must_use]
    pub fn documents(&self) -> &'static [Document] {
        match self {
            Self::Recruitment(_) => recruitment::DOCUMENTS,
            Self::Employment(_) => employment::DOCUMENTS,
            Self::Dismissal(_) => dismissal::DOCUMENTS,
        }
    }

    /// Whether notice was given in a protected period, such as pregnancy or leave: there the burden of proof may be
    /// another (LBL s. 16(4)).
    #[must_use]
    pub fn in_protected_period(&self) -> bool {
        matches!(self, Self::Dismissal(facts) if facts.protected_period == Some(true))
    }

    /// The same facts with each text replaced.
    pub fn map<U>(self, text: impl FnMut(T) -> U) -> Facts<U> {
        match self {
            Self::Recruitment(facts) => Facts::Recruitment(facts.map(text)),
            Self::Employment(facts) => Facts::Employment(facts.map(text)),
            Self::Dismissal(facts) => Facts::Dismissal(facts.map(text)),
        }
    }
}

impl Case {
    /// Which of some facts of the case are still missing (G17), for the open allegations; what the person wants may
    /// have been said in the filing.
    #[must_use]
    pub fn missing_facts<T>(&self, facts: &Facts<T>, all: bool) -> Vec<&'static str> {
        let alleged: Vec<Form> =
            self.allegations.iter().filter(|it| it.is_open()).map(|it| it.form).collect();
        let mut missing = facts.missing(all, &alleged);
        missing.retain(|fact| *fact != "desired_remedy" || self.filing.desired_remedy.is_none());
        missing
    }
}
