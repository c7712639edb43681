//! A case as it is shown. Every field beside the number is there only for those who may see it.

use domain::{
    Case, CaseId, ContentId, IdentityLevel, Jurisdiction, PartyId, Phase, Priority, UnitId, UserId,
    account::ProposedAccount,
    allegation::Allegation,
    archive::Disposal,
    assignment::Assignment,
    case::{Filing, Party, PartyRole},
    consultation::Consultation,
    decision::{Draft, Worksheet},
    delivery::Delivery,
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
    measure::CaseKind,
    mediation::Mediation,
    phase::{Document, Facts},
    remedy::Remedy,
    rules::{OutsideClock, Rules},
    state::{Stage, State},
    withdrawal::Withdrawal,
};
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Known, Lens, deadlines,
    decision::{self, DecisionView, Reader},
    measure::MeasureView,
    party::{as_written, concerned_as_written},
    regions::{self, ExternalProceedingView, SuspensionView},
    review::ReviewView,
};

/// A case as one actor sees it. What is not for them is left out.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
#[expect(missing_docs, reason = "the fields are those of the case")]
pub struct CaseView {
    /// The case.
    #[schema(value_type = String, example = "case_1c9q4zr82n57mfk6xwd3tb0ehg")]
    pub id: String,
    /// The number people use.
    #[schema(example = "R-7K3M-92QF")]
    pub number: String,
    /// Whether it is about a complaint, or about a measure against a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<CaseKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// What is known in this state, such as the last day of a period.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<State>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phase: Option<Phase>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jurisdiction: Option<Jurisdiction>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<IdentityLevel>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received_on: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub admitted_on: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_on: Option<Date>,
    /// How long the case is kept after it was closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retain_until: Option<Date>,
    /// What two archivists do to the archived case, or did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disposal: Option<Disposal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measure: Option<MeasureView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filing: Option<Filing>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Facts<String>>)]
    pub facts: Option<Facts<ContentId>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allegations: Option<Vec<Allegation>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parties: Option<Vec<Party>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub concerned: Option<Vec<Concerned>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conflict_checks: Option<Vec<ConflictCheck>>,
    /// What somebody did who was disqualified since; left out when there is nothing, or not for you.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub flagged_acts: Vec<FlaggedAct>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignments: Option<Vec<Assignment>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acknowledged: Option<Acknowledged>,
    /// The bodies outside with the last day of each and how it came about, the nearest first; for the complainant and
    /// staff, from the acknowledgement on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outside_clocks: Option<Vec<OutsideClock>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub referral: Option<Referral>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documents_demanded: Option<Vec<Document>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub notice_delayed: Option<ContentId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deliveries: Option<Vec<Delivery>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consultations: Option<Vec<Consultation>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub information_requests: Option<Vec<InformationRequest>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub records: Option<Vec<Record>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hearing_items: Option<Vec<HearingItem>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_requests: Option<Vec<AccessRequest>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interim_measures: Option<Vec<InterimMeasure>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suspensions: Option<Vec<SuspensionView>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_proceedings: Option<Vec<ExternalProceedingView>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub legal_holds: Option<Vec<LegalHold>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mediation: Option<Mediation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worksheets: Option<Vec<Worksheet>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub draft: Option<Draft>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<DecisionView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviews: Option<Vec<ReviewView>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedies: Option<Vec<Remedy>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checks: Option<Vec<Check>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawal: Option<Withdrawal>,
    /// Whose accounts parties are said to be; left out when nobody has to confirm any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub proposed_accounts: Vec<ProposedAccount>,
    /// The other cases it has to do with that you see as well; left out when there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<LinkedCase>,
    /// That somebody is treated worse for it; left out when there is nothing that you may know of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alarms: Vec<Alarm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub closing_message: Option<ContentId>,
}

impl CaseView {
    /// What a lens shows.
    pub(super) fn of(case: &Case, lens: Lens, user: Option<UserId>, known: &Known, rules: &Rules) -> Self {
        let number = Self {
            id: case.id.to_string(),
            number: case.number.clone(),
            links: links(case, lens, known),
            alarms: alarms(case, lens, known),
            outside_clocks: deadlines::clocks_outside(case, lens, rules),
            ..Self::default()
        };
        match lens {
            Lens::Staff if case.measure.is_some() => Self::whole(case, number).of_measure(),
            Lens::Staff => Self::whole(case, number),
            Lens::Author => Self {
                parties: Some(case.parties.iter().map(|it| as_written(it, user)).collect()),
                concerned: Some(concerned_as_written(case, user)),
                ..Self::whole(case, number)
            },
            Lens::Complainant => Self::complainant(case, user, number),
            Lens::Respondent if case.measure.is_some() => Self::person(case, user, number).of_measure(),
            Lens::Respondent => Self::respondent(case, user, number),
            Lens::InterimOrder => Self {
                unit: Some(case.unit),
                interim_measures: Some(case.interim_measures.clone()),
                ..number
            },
            Lens::Undeclared => Self { unit: Some(case.unit), parties: Some(reached(case)), ..number },
            Lens::Conflicts => Self {
                parties: Some(reached(case)),
                concerned: Some(case.concerned.clone()),
                conflict_checks: Some(case.conflict_checks.clone()),
                proposed_accounts: case.proposed_accounts.clone(),
                ..Self::header(case, number)
            },
            Lens::Header => Self::header(case, number),
            Lens::Records => Self {
                disposal: case.disposal.clone(),
                external_proceedings: Some(regions::proceedings(&case.external_proceedings, false)),
                legal_holds: Some(case.legal_holds.clone()),
                ..Self::header(case, number)
            },
            Lens::NumberOnly => Self {
                received_on: case.received_on,
                retain_until: case.retain_until.filter(|_| case.stage().is_kept()),
                disposal: case.disposal.clone(),
                legal_holds: (!case.legal_holds.is_empty()).then(|| regions::bare(&case.legal_holds)),
                ..number
            },
            Lens::Tombstone => Self {
                kind: Some(case.kind()),
                stage: Some(case.stage()),
                state: Some(case.state.clone()),
                received_on: case.received_on,
                closed_on: case.closed_on,
                retain_until: case.retain_until,
                disposal: case.disposal.clone(),
                ..number
            },
            Lens::Witness => Self {
                unit: Some(case.unit),
                information_requests: Some(own(case, user, |it| it.party, &case.information_requests)),
                deliveries: Some(own(case, user, |it| it.party, &case.deliveries)),
                ..number
            },
            Lens::Bystander => Self {
                unit: Some(case.unit),
                stage: Some(case.stage()),
                received_on: case.received_on,
                filing: reported_by(case, user).then(|| case.filing.clone()),
                information_requests: Some(own(case, user, |it| it.party, &case.information_requests)),
                deliveries: Some(own(case, user, |it| it.party, &case.deliveries)),
                ..number
            },
        }
    }

    fn header(case: &Case, number: Self) -> Self {
        Self {
            kind: Some(case.kind()),
            unit: Some(case.unit),
            stage: Some(case.stage()),
            phase: Some(case.phase()),
            priority: Some(case.priority),
            received_on: case.received_on,
            admitted_on: case.admitted_on,
            closed_on: case.closed_on,
            retain_until: case.retain_until,
            assignments: Some(case.assignments.clone()),
            ..number
        }
    }

    fn whole(case: &Case, number: Self) -> Self {
        Self {
            state: Some(case.state.clone()),
            jurisdiction: Some(case.jurisdiction),
            identity: Some(case.identity),
            measure: MeasureView::of(case),
            filing: Some(case.filing.clone()),
            facts: Some(case.facts.clone()),
            allegations: Some(case.allegations.clone()),
            parties: Some(reached(case)),
            concerned: Some(case.concerned.clone()),
            conflict_checks: Some(case.conflict_checks.clone()),
            flagged_acts: case.flagged_acts.clone(),
            proposed_accounts: case.proposed_accounts.clone(),
            acknowledged: case.acknowledged.clone(),
            referral: case.referral.clone(),
            documents_demanded: Some(case.documents_demanded.clone()),
            notice_delayed: case.notice_delayed,
            deliveries: Some(case.deliveries.clone()),
            consultations: Some(case.consultations.clone()),
            information_requests: Some(case.information_requests.clone()),
            records: Some(case.records.clone()),
            hearing_items: Some(case.hearing_items.clone()),
            access_requests: Some(case.access_requests.clone()),
            interim_measures: Some(case.interim_measures.clone()),
            suspensions: Some(regions::suspensions(&case.suspensions, true)),
            external_proceedings: Some(regions::proceedings(&case.external_proceedings, true)),
            legal_holds: Some(case.legal_holds.clone()),
            // Nothing said in mediation may be used elsewhere; its frame and signed terms are no secret to staff.
            mediation: case.mediation.clone(),
            worksheets: Some(case.worksheets.clone()),
            draft: case.draft.clone(),
            decision: case.decision.as_ref().map(|it| decision::shown(case, it, Reader::Staff)),
            reviews: Some(case.reviews.iter().map(ReviewView::whole).collect()),
            remedies: Some(case.remedies.clone()),
            checks: Some(case.checks.clone()),
            withdrawal: case.withdrawal.clone(),
            disposal: case.disposal.clone(),
            closing_message: case.closing_message,
            ..Self::header(case, number)
        }
    }
}

/// Whether another case is shown beside this one: seen as staff here and there, or as its complainant in both.
pub(super) fn is_shown(lens: Lens, known: &Known, other: CaseId) -> bool {
    let own = lens == Lens::Complainant;
    let seen = known.get(&other);
    lens.shows_links() && seen.is_some_and(|it| it.shows_links() && (*it == Lens::Complainant) == own)
}

fn links(case: &Case, lens: Lens, known: &Known) -> Vec<LinkedCase> {
    case.links.iter().filter(|it| is_shown(lens, known, it.case)).copied().collect()
}

/// Alarms are content, of whoever is treated worse and of those who look into it.
fn alarms(case: &Case, lens: Lens, known: &Known) -> Vec<Alarm> {
    let me = case.party(PartyRole::Complainant).map(|party| party.id);
    let shown = |it: &&Alarm| {
        let own = lens == Lens::Complainant && Some(it.party) == me;
        let here = it.case == case.id || is_shown(lens, known, it.case);
        (lens == Lens::Staff || own) && here
    };
    case.alarms.iter().filter(shown).cloned().collect()
}

/// The items of lists that belong to one of the actor's own parties.
fn own<T: Clone>(case: &Case, user: Option<UserId>, party: impl Fn(&T) -> PartyId, items: &[T]) -> Vec<T> {
    let mine: Vec<_> = user.into_iter().flat_map(|user| case.parties_of(user).map(|it| it.id)).collect();
    items.iter().filter(|item| mine.contains(&party(item))).cloned().collect()
}

/// The parties, as staff have to know them: with the way by which acts reach each.
fn reached(case: &Case) -> Vec<Party> {
    case.parties.iter().map(|it| Party { channel: case.reached_by(it), ..it.clone() }).collect()
}

fn reported_by(case: &Case, user: Option<UserId>) -> bool {
    Some(case.author) == user
}
