//! A complaint case: all that is known of it, as ids, codes and dates. Every text is a row of its own.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    Capacity, CaseId, Channel, ContentId, IdentityLevel, Jurisdiction, Mandate, PartyId, Person, Phase,
    Priority, PseudonymId, UnitId, UserId,
    account::ProposedAccount,
    allegation::Allegation,
    archive::Disposal,
    assignment::Assignment,
    codes::codes,
    consultation::Consultation,
    decision::{Decided, Draft, Worksheet},
    delivery::Delivery,
    external::ExternalProceeding,
    file_access::AccessRequest,
    flagged::FlaggedAct,
    follow_up::Check,
    hearing::HearingItem,
    impartiality::{Concerned, ConflictCheck},
    information::InformationRequest,
    intake::{Acknowledged, Referral},
    interim::InterimMeasure,
    investigation::Record,
    legal_hold::LegalHold,
    linked::{Alarm, LinkedCase},
    measure::MeasureCase,
    mediation::Mediation,
    outside::NearLastDay,
    phase::{Document, Facts},
    reckoning::StandingTerm,
    remedy::Remedy,
    reminder::Reminder,
    review::Review,
    state::{Stage, State},
    suspension::Suspension,
    withdrawal::Withdrawal,
};

codes! {
    /// What part somebody has in a case.
    PartyRole {
        Complainant, Representative, EmployerUnit, Witness, Bystander,
        // The person whom a measure is intended against.
        Respondent,
    }

    /// How a complaint came in.
    FiledBy { Complainant, Representative, Bystander, IntakeOfficer }

    /// How a case came in, or came from another one: by an alarm that went off by itself, or by the office's own act.
    FiledHow { Complainant, Representative, Bystander, IntakeOfficer, Alarm, Office }
}

impl From<FiledBy> for FiledHow {
    fn from(by: FiledBy) -> Self {
        match by {
            FiledBy::Complainant => Self::Complainant,
            FiledBy::Representative => Self::Representative,
            FiledBy::Bystander => Self::Bystander,
            FiledBy::IntakeOfficer => Self::IntakeOfficer,
        }
    }
}

/// Somebody with a part in the case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Party {
    /// The party.
    pub id: PartyId,
    /// Their part.
    pub role: PartyRole,
    /// Who it is; for an employer unit, who answers for it.
    pub person: Person,
    /// How far a representative may go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mandate: Option<Mandate>,
    /// By which way acts reach the party.
    // As it was asked for: see `reached_by`.
    pub channel: Channel,
}

/// What was told when the complaint was filed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Filing {
    /// In which capacity it was filed.
    pub filed_by: FiledHow,
    /// What happened, in the complainant's words; of an own-initiative case, why there is one. None where an alarm went
    /// off without words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub story: Option<ContentId>,
    /// What the complainant wants.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub desired_remedy: Option<ContentId>,
    /// When it happened, or began.
    pub occurred_from: Date,
    /// When it happened last.
    pub occurred_to: Date,
    /// The language to write to the complainant in, as a BCP 47 tag.
    pub language: String,
    /// Whether the person wants the whistleblower channel; none while unasked (G18).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whistleblower: Option<bool>,
}

/// A complaint and all that is known of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// The case.
    pub id: CaseId,
    /// The number people use, such as `R-7K3M-92QF`.
    pub number: String,
    /// Whose law applies.
    pub jurisdiction: Jurisdiction,
    /// The unit complained about.
    pub unit: UnitId,
    /// Where the case stands.
    pub state: State,
    /// How urgent it is.
    pub priority: Priority,
    /// How far the complainant's name may be used.
    pub identity: IdentityLevel,
    /// Who wrote the draft.
    pub author: UserId,
    /// The day the draft was opened.
    pub opened_on: Date,
    /// What was told; blank in a measure case.
    pub filing: Filing,
    /// What only a measure case has: it makes the case one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<Box<MeasureCase>>,
    /// The facts of the phase; in a measure case they say no more than that.
    pub facts: Facts<ContentId>,
    /// What is alleged.
    pub allegations: Vec<Allegation>,
    /// Who has a part in it.
    pub parties: Vec<Party>,
    /// Whom the filing concerns: accused, on the panel, excluded by the filer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub concerned: Vec<Concerned>,
    /// Questions of impartiality about members of staff.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conflict_checks: Vec<ConflictCheck>,
    /// What somebody did who was disqualified since, to be looked at by who took their place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flagged_acts: Vec<FlaggedAct>,
    /// Who works on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assignments: Vec<Assignment>,
    /// In which capacity each person has acted so far: the ground of the separation of duties.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub acted: BTreeSet<(UserId, Capacity)>,
    /// What the System took down about duties, each once.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub reminders: BTreeSet<Reminder>,
    /// The last days outside that came near, each step once.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub near_last_days: BTreeSet<NearLastDay>,
    /// Rights of parties that a later version of a rule would have shortened.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub standing_terms: Vec<StandingTerm>,
    /// The day of receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_on: Option<Date>,
    /// The acknowledgement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged: Option<Acknowledged>,
    /// The day of admission.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admitted_on: Option<Date>,
    /// The documents demanded from the unit, which it may not destroy.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents_demanded: Vec<Document>,
    /// Why the respondent is not informed yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice_delayed: Option<ContentId>,
    /// To whom the complaint was handed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referral: Option<Referral>,
    /// What was made available to whom.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deliveries: Vec<Delivery>,
    /// Consultations about plans of ours.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consultations: Vec<Consultation>,
    /// Questions put to somebody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub information_requests: Vec<InformationRequest>,
    /// Interviews, evidence, notes and the report.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<Record>,
    /// Adverse facts, each put to one party.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hearing_items: Vec<HearingItem>,
    /// Since when the hearing rests, while it has not gone on: time in which nobody can reply is no time to reply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hearing_rests_since: Option<Date>,
    /// Requests for access to the file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub access_requests: Vec<AccessRequest>,
    /// Interim measures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub interim_measures: Vec<InterimMeasure>,
    /// Suspensions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suspensions: Vec<Suspension>,
    /// Proceedings before somebody else.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub external_proceedings: Vec<ExternalProceeding>,
    /// Legal holds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub legal_holds: Vec<LegalHold>,
    /// The attempt to agree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mediation: Option<Mediation>,
    /// How each allegation is proved.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub worksheets: Vec<Worksheet>,
    /// The draft of the rejection or decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<Draft>,
    /// The decision, or the rejection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decided>,
    /// Requests for review.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reviews: Vec<Review>,
    /// The last day on which the case was sent back or reopened: what was scheduled before counts no longer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_again_on: Option<Date>,
    /// What was ordered or agreed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remedies: Vec<Remedy>,
    /// Checks for retaliation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
    /// The withdrawal under way or done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawal: Option<Withdrawal>,
    /// Which other cases it has to do with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<LinkedCase>,
    /// That somebody is treated worse for it, or for the case it is linked to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alarms: Vec<Alarm>,
    /// Whose accounts parties are said to be, until somebody else confirms it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proposed_accounts: Vec<ProposedAccount>,
    /// By which pseudonyms staff systems know parties without an account.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pseudonyms: Vec<(PartyId, PseudonymId)>,
    /// The day of closing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_on: Option<Date>,
    /// How long the closed case is kept, unless it is held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retain_until: Option<Date>,
    /// What two archivists do to the archived case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disposal: Option<Disposal>,
    /// What the complainant was told at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closing_message: Option<ContentId>,
}

impl Case {
    /// A blank case, as it stands before anything is written down.
    pub(crate) fn empty(unit: UnitId, author: UserId, opened_on: Date) -> Self {
        Self {
            id: CaseId(uuid::Uuid::nil()),
            number: String::new(),
            jurisdiction: Jurisdiction::Dk,
            unit,
            state: State::Draft,
            priority: Priority::Normal,
            identity: IdentityLevel::Confidential,
            author,
            opened_on,
            filing: Filing {
                filed_by: FiledHow::Complainant,
                story: None,
                desired_remedy: None,
                occurred_from: opened_on,
                occurred_to: opened_on,
                language: String::new(),
                whistleblower: None,
            },
            measure: None,
            facts: Facts::Employment(crate::phase::employment::Facts::default()),
            allegations: Vec::new(),
            parties: Vec::new(),
            concerned: Vec::new(),
            conflict_checks: Vec::new(),
            flagged_acts: Vec::new(),
            assignments: Vec::new(),
            acted: BTreeSet::new(),
            reminders: BTreeSet::new(),
            near_last_days: BTreeSet::new(),
            standing_terms: Vec::new(),
            received_on: None,
            acknowledged: None,
            admitted_on: None,
            documents_demanded: Vec::new(),
            notice_delayed: None,
            referral: None,
            deliveries: Vec::new(),
            consultations: Vec::new(),
            information_requests: Vec::new(),
            records: Vec::new(),
            hearing_items: Vec::new(),
            hearing_rests_since: None,
            access_requests: Vec::new(),
            interim_measures: Vec::new(),
            suspensions: Vec::new(),
            external_proceedings: Vec::new(),
            legal_holds: Vec::new(),
            mediation: None,
            worksheets: Vec::new(),
            draft: None,
            decision: None,
            reviews: Vec::new(),
            started_again_on: None,
            remedies: Vec::new(),
            checks: Vec::new(),
            withdrawal: None,
            links: Vec::new(),
            alarms: Vec::new(),
            proposed_accounts: Vec::new(),
            pseudonyms: Vec::new(),
            closed_on: None,
            retain_until: None,
            disposal: None,
            closing_message: None,
        }
    }

    /// The name of the state.
    #[must_use]
    pub fn stage(&self) -> Stage {
        self.state.stage()
    }

    /// The phase of working life.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.facts.phase()
    }

    /// The party in a part, if there is one; the first, where there are several.
    #[must_use]
    pub fn party(&self, role: PartyRole) -> Option<&Party> {
        self.parties.iter().find(|party| party.role == role)
    }

    /// The party with this id.
    #[must_use]
    pub fn party_by_id(&self, id: PartyId) -> Option<&Party> {
        self.parties.iter().find(|party| party.id == id)
    }

    /// The pseudonym by which a staff system knows a party without an account.
    #[must_use]
    pub fn pseudonym_of(&self, party: PartyId) -> Option<PseudonymId> {
        self.pseudonyms.iter().find(|(whose, _)| *whose == party).map(|(_, pseudonym)| *pseudonym)
    }

    /// The parties that an account is.
    pub fn parties_of(&self, user: UserId) -> impl Iterator<Item = &Party> {
        self.parties.iter().filter(move |party| party.person.user == Some(user))
    }

    /// Whether an account is walled off: it has no rights of staff, and for it the case does not exist.
    #[must_use]
    pub fn walled(&self, user: UserId) -> bool {
        self.conflict_checks.iter().any(|check| check.user == Some(user) && check.is_wall())
            || self.parties_of(user).next().is_some()
            || self.measure.as_ref().is_some_and(|it| it.kept_away.contains(&user))
    }
}
