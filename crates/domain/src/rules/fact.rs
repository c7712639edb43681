//! What a rule may need to know.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::codes::codes;

codes! {
    /// What a rule may need to know. The name is the key of the fact on the wire.
    #[schema(as = FactKey)]
    Fact {
        // Of the law (rulebook 6.1).
        ActDate,
        LastIncident,
        KnowledgeDate,
        RefusalReceived,
        NoticeReceived,
        EffectiveDate,
        ClaimDue,
        FilingReceived,
        AckSent,
        DecisionReceived,
        LetterSent,
        LetterAvailable,
        ReportReceived,
        WrittenClaim,
        AccessRequestReceived,
        ReasonsRequested,
        NoticeOfRightReceived,
        DecisionRequested,
        FinalActionReceived,
        CounsellingStarted,
        NegotiationEnded,
        ConciliationFrom,
        ConciliationTo,
        LastAmendment,
        // Of the law (rulebook 5).
        BreachNoticed,
        EmploymentEnded,
        HearingRequested,
        NoticeGiven,
        ReportingPeriodEnded,
        UnionPeriodEnded,
        // Of the internal procedure.
        CaseClosed,
        CheckDue,
        ConsultationSent,
        DraftOpened,
        DueOn,
        FollowUpBegun,
        InformationRequested,
        InterimOrdered,
        LastStatus,
        MediationStarted,
        RecruitmentEnded,
        SettlementSigned,
        SuspendedFrom,
        SuspendedTo,
        Withdrawn,
        // No dates.
        Adr,
        AgreementDays,
        Days,
        MoneyOnly,
        Period,
        Phase,
        PublicEmployer,
        Region,
        StateAgency,
        Wilful,
    }
}

impl Fact {
    /// The key on the wire.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.into()
    }

    /// What kind of value it takes.
    #[must_use]
    pub fn kind(self) -> FactType {
        match self {
            Self::Days | Self::AgreementDays => FactType::Days,
            Self::Period => FactType::Period,
            Self::Phase => FactType::Phase,
            Self::Adr | Self::MoneyOnly | Self::PublicEmployer | Self::StateAgency | Self::Wilful => {
                FactType::YesOrNo
            }
            Self::Region => FactType::Region,
            _ => FactType::Date,
        }
    }
}

/// What kind of value a fact takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FactType {
    /// A date, `2026-11-24`, in the years 1900 to 2200.
    Date,
    /// A number of calendar days.
    Days,
    /// A period of one unit in the form of ISO 8601: `P14D`, `P4W`, `P2M` or `P3Y`.
    Period,
    /// `recruitment`, `employment` or `dismissal`.
    Phase,
    /// `true` or `false`.
    YesOrNo,
    /// The name of a calendar with the holidays of a part of the country, `DE-BY`.
    Region,
}
