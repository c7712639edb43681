//! Intake: acknowledgement, screening, referral and admission.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    Case, ContentId, Line, PartyId, Person, Text, UserId,
    case::{Party, PartyRole},
    codes::codes,
    consultation::About,
    delivery::Delivered,
    event,
    guard::Guard,
    impartiality,
    phase::Document,
    proceeding::Proceeding,
    refusal::Refusal,
    state::State,
};

codes! {
    /// To whom a complaint can be handed.
    Receiver { WhistleblowerUnit, WorkEnvironment, OtherEmployer, Police, Union, OtherAuthority }

    /// What an acknowledgement always tells, beside its number, contact and next steps (G3).
    Told { RightToRepresentation, NoRetaliation, InternalComplaintStopsNoOutsideClock }
}

/// The acknowledgement (G3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Acknowledged {
    /// The day.
    pub on: Date,
    /// Whom the complainant can turn to.
    pub contact: UserId,
    /// What happens next.
    #[schema(value_type = String)]
    pub next_steps: ContentId,
    /// What else was told.
    pub told: Vec<Told>,
    /// The last day to claim before a court (DK-D1), as far as it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim_until: Option<Date>,
    /// When the first feedback is due.
    pub feedback_by: Date,
}

/// The hand-over to somebody else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Referral {
    /// To whom.
    pub receiver: Receiver,
    /// By name.
    #[schema(value_type = String)]
    pub name: ContentId,
    /// Why.
    #[schema(value_type = String)]
    pub reason: ContentId,
    /// When.
    pub on: Date,
    /// When the receiver confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed_on: Option<Date>,
}

/// What the acknowledgement says of its own; the rest is always told.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Acknowledge {
    /// The user name of the contact person.
    pub contact: Line,
    /// What happens next.
    pub next_steps: Text,
}

/// A referral.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Refer {
    /// To whom.
    pub receiver: Receiver,
    /// By name.
    pub name: Line,
    /// Why.
    pub reason: Text,
}

/// An admission.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Admit {
    /// Why the respondent is not to be informed yet (GDPR art. 14(5)(b)); informed at once when left out.
    #[serde(default)]
    pub delay_notice: Option<Text>,
}

/// What happened at intake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(tag = "event", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    /// Receipt was acknowledged.
    Acknowledged {
        /// With what.
        acknowledged: Acknowledged,
    },
    /// Screening began.
    ScreeningStarted,
    /// The complaint was handed to somebody else.
    Referred {
        /// To whom.
        referral: Referral,
    },
    /// The receiver confirmed.
    ReceiptConfirmed {
        /// How long the case is kept.
        #[serde(default)]
        retain_until: Option<Date>,
    },
    /// The complaint was admitted.
    Admitted {
        /// Who answers for the unit; none when the party was there already.
        respondent: Option<Party>,
        /// What the unit has to hand over.
        documents: Vec<Document>,
        /// Why the respondent is not informed yet.
        notice_delayed: Option<ContentId>,
    },
}

pub(crate) fn apply(case: &mut Case, what: &Event, event: &event::Event) {
    match what {
        Event::Acknowledged { acknowledged } => {
            case.acknowledged = Some(acknowledged.clone());
            case.state = State::Acknowledged;
        }
        Event::ScreeningStarted => case.state = State::Screening,
        Event::Referred { referral } => {
            case.draft = None;
            case.referral = Some(referral.clone());
            case.state = State::Referred;
        }
        Event::ReceiptConfirmed { retain_until } => {
            if let Some(referral) = &mut case.referral {
                referral.confirmed_on = Some(event.on);
            }
            case.closed_on = Some(event.on);
            case.retain_until = *retain_until;
            case.state = State::Closed { referred: true };
        }
        Event::Admitted { respondent, documents, notice_delayed } => {
            case.parties.extend(respondent.clone());
            case.documents_demanded.clone_from(documents);
            case.notice_delayed = *notice_delayed;
            case.draft = None;
            case.admitted_on = Some(event.on);
            case.state = State::Admitted;
        }
    }
}

/// Acknowledges receipt to the complainant, or to the bystander who reported.
pub(crate) fn acknowledge(p: &mut Proceeding<'_, '_>, acknowledge: Acknowledge) -> Result<(), Refusal> {
    let contact = p.cx.directory.named(acknowledge.contact.as_str()).map(|member| member.id);
    let contact =
        contact.ok_or_else(|| Refusal::invalid("/contact", "unknown_user", "nobody has this user name"))?;
    if p.case.walled(contact) {
        let detail = "the person cannot deal with this case";
        return Err(Refusal::invalid("/contact", "not_impartial", detail));
    }
    let acknowledged = Acknowledged {
        on: p.today(),
        contact,
        next_steps: p.keep("next_steps", acknowledge.next_steps),
        told: vec![
            Told::RightToRepresentation,
            Told::NoRetaliation,
            Told::InternalComplaintStopsNoOutsideClock,
        ],
        claim_until: p.case.facts.claim_from().map(|from| p.cx.rules.limitation(p.case.phase(), from)),
        feedback_by: p.cx.rules.feedback_by(p.today()),
    };
    p.happened(Event::Acknowledged { acknowledged });
    for party in filers(&p.case) {
        p.deliver(party, Delivered::Acknowledgement, None);
    }
    Ok(())
}

fn filers(case: &Case) -> Vec<PartyId> {
    let filer = |party: &&Party| matches!(party.role, PartyRole::Complainant | PartyRole::Bystander);
    case.parties.iter().filter(filer).map(|party| party.id).collect()
}

/// Starts the screening.
pub(crate) fn start_screening(p: &mut Proceeding<'_, '_>) {
    p.happened(Event::ScreeningStarted);
}

/// Hands the complaint to somebody else.
pub(crate) fn refer(p: &mut Proceeding<'_, '_>, refer: Refer) -> Result<(), Refusal> {
    let chosen = p.case.filing.whistleblower == Some(true);
    if chosen != (refer.receiver == Receiver::WhistleblowerUnit) {
        return Err(Refusal::unmet(
            Guard::ChannelChosen,
            "channel_differs",
            "/filing/whistleblower",
            "the whistleblower unit is for those who chose it, and for them only",
        ));
    }
    p.spend(About::Outcome);
    let referral = Referral {
        receiver: refer.receiver,
        name: p.keep("receiver", refer.name),
        reason: p.keep("referral", refer.reason),
        on: p.today(),
        confirmed_on: None,
    };
    p.happened(Event::Referred { referral });
    for party in filers(&p.case) {
        p.deliver(party, Delivered::Referral, None);
    }
    Ok(())
}

/// The receiver confirmed; the case ends here.
pub(crate) fn confirm_receipt(p: &mut Proceeding<'_, '_>) {
    let retain_until = Some(p.case.facts.retain_until(p.cx.rules, p.today()));
    p.happened(Event::ReceiptConfirmed { retain_until });
}

/// Admits the complaint: the respondent learns of it, and the unit must keep its documents.
pub(crate) fn admit(p: &mut Proceeding<'_, '_>, admit: Admit) -> Result<(), Refusal> {
    p.spend(About::Scope);
    let there = p.case.party(PartyRole::EmployerUnit).is_some();
    let respondent = if there { None } else { Some(unit_speaker(p)?) };
    let notice_delayed = p.keep_some("notice_delay", admit.delay_notice);
    let documents = p.case.facts.documents().to_vec();
    p.happened(Event::Admitted { respondent, documents, notice_delayed });
    impartiality::detect(p);
    if let Ok(complainant) = p.complainant() {
        p.deliver(complainant, Delivered::AdmissionNotice, None);
    }
    if notice_delayed.is_none() {
        inform(p);
    }
    Ok(())
}

/// Tells the respondent of the complaint, with the order to keep the documents: an order that nobody may read yet
/// binds nobody.
///
/// In a measure case the person is told that it was opened.
pub(crate) fn inform(p: &mut Proceeding<'_, '_>) {
    if let Some(person) = p.case.party(PartyRole::Respondent).map(|party| party.id) {
        p.deliver(person, Delivered::MeasureNotice, None);
    }
    if let Some(unit) = p.case.party(PartyRole::EmployerUnit).map(|party| party.id) {
        p.deliver(unit, Delivered::AdmissionNotice, None);
        p.deliver(unit, Delivered::FreezeOrder, None);
    }
}

/// Who answers for the unit, as a party. Never the accused person.
pub(crate) fn unit_speaker(p: &mut Proceeding<'_, '_>) -> Result<Party, Refusal> {
    let user = respondent(&p.case, p.cx.directory).ok_or_else(respondent_missing)?;
    Ok(Party {
        id: PartyId(p.cx.draw.uuid()),
        role: PartyRole::EmployerUnit,
        person: Person::with_account(user),
        mandate: None,
        channel: crate::Channel::Portal,
    })
}

/// Who could answer for the unit without being accused.
pub(crate) fn respondent(case: &Case, directory: &crate::Directory) -> Option<UserId> {
    let speaker = directory.units.get(&case.unit)?.speaker?;
    let accused = case.concerned.iter().any(|it| it.person.user == Some(speaker));
    let party = case.parties_of(speaker).next().is_some();
    (!accused && !party).then_some(speaker)
}

fn respondent_missing() -> Refusal {
    Refusal::unmet(
        Guard::RespondentNamed,
        "no_speaker",
        "/parties",
        "name who answers for the unit: nobody does, or the person is accused",
    )
}
