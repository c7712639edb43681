//! The case that an alarm opens: of the person who is treated worse, about victimisation on each ground that was alleged,
//! urgent, and unknown to the respondent of the first.

use super::{
    Alarm, Event, HrEvent, HrEventKind, LinkedAs,
    opening::{Hand, Kinship},
};
use crate::{
    Action, AllegationId, Capacity, Case, CaseId, ContentId, Form, IdentityLevel, Party, Phase, Priority,
    Words,
    allegation::Allegation,
    case::{FiledHow, PartyRole},
    filing,
    phase::{Facts, dismissal, employment, recruitment},
    proceeding::Proceeding,
};

const VICTIMISATION: Kinship = Kinship { new_is: LinkedAs::Victimisation, old_is: LinkedAs::First };

/// Opens it.
pub(super) fn open(p: &mut Proceeding<'_, '_>, alarm: &Alarm) -> CaseId {
    let filed = match p.capacity {
        _ if p.taken_down.is_some() => FiledHow::Alarm,
        Capacity::Complainant => FiledHow::Complainant,
        Capacity::RepresentativeDecide | Capacity::RepresentativeWrite => FiledHow::Representative,
        _ => FiledHow::Alarm,
    };
    let mut case = p.successor(filed, VICTIMISATION);
    case.priority = Priority::High;
    case.facts = blank_facts(&p.case, alarm.hr_event);
    case.filing.story = alarm.words;
    let since = alarm.since.unwrap_or(alarm.on);
    case.filing.occurred_from = since;
    case.filing.occurred_to = since;
    let victim = p.case.party_by_id(alarm.party).cloned();
    let speaks = |role| role == PartyRole::Complainant;
    for party in p.case.parties.clone() {
        let is_victim = Some(party.id) == victim.as_ref().map(|it| it.id);
        // Who represents the complainant represents them here as well; nobody represents a witness.
        let represents =
            party.role == PartyRole::Representative && victim.as_ref().is_some_and(|it| speaks(it.role));
        if is_victim || represents {
            let role = if is_victim { PartyRole::Complainant } else { party.role };
            let again = Party { role, ..p.again(&party) };
            if is_victim {
                case.pseudonyms.extend(p.case.pseudonym_of(party.id).map(|it| (again.id, it)));
            }
            case.parties.push(again);
        }
    }
    if !victim.is_some_and(|it| speaks(it.role)) {
        // What the complainant said of others, and how far they opened their name, is not a witness's.
        case.identity = IdentityLevel::Confidential;
        for it in &mut case.concerned {
            it.named_elsewhere = true;
        }
    }
    let allegations = alleged(p, alarm.words);
    let complainant = case.party(PartyRole::Complainant).map_or(alarm.party, |it| it.id);
    let (words, hand, from, others) = (words_of(p, alarm), hand(p), p.case.id, p.case.accounts());
    let alarm = Alarm { party: complainant, case: from, ..alarm.clone() };
    p.opens(case, VICTIMISATION, hand, words, |other| {
        for allegation in allegations {
            other.happened(filing::Event::AllegationAdded { allegation });
        }
        other.on(alarm.id);
        other.happened(Event::AlarmRecorded { alarm });
        other.happened(filing::Event::Submitted);
        let others: Vec<_> =
            others.into_iter().filter(|it| other.case.parties_of(*it).next().is_none()).collect();
        other.wall_off(&others);
    })
}

/// Victimisation, on each ground that was alleged.
fn alleged(p: &mut Proceeding<'_, '_>, what: Option<ContentId>) -> Vec<Allegation> {
    let mut grounds: Vec<_> = p.case.allegations.iter().map(|it| (it.ground, it.link)).collect();
    grounds.sort_unstable();
    grounds.dedup();
    let allegation = |(ground, link)| Allegation {
        id: AllegationId(p.cx.draw.uuid()),
        ground,
        form: Form::Victimisation,
        link,
        what,
        finding: None,
        amendment: None,
        heard_from: 0,
    };
    grounds.into_iter().map(allegation).collect()
}

/// The words of the alarm, which the other case has as well.
pub(super) fn words_of(p: &Proceeding<'_, '_>, alarm: &Alarm) -> Vec<Words> {
    p.words.iter().filter(|it| Some(it.id) == alarm.words).cloned().collect()
}

/// The person acts in both cases; what staff take down, and what the System finds, is done by the System there.
pub(super) fn hand(p: &Proceeding<'_, '_>) -> Hand {
    let own = p.capacity.is_for_complainant() && p.taken_down.is_none();
    let capacity = if own { p.capacity } else { Capacity::System };
    Hand { capacity, action: Action::RaiseAlarm }
}

/// What is known at the beginning: what the staff system reported. It also tells the phase; without it, retaliation
/// is looked into as what it is for.
fn blank_facts(first: &Case, reported: Option<HrEvent>) -> Facts<ContentId> {
    use employment::Kind;
    let employed = |kind| Facts::Employment(employment::Facts { kind: Some(kind), ..Default::default() });
    match reported {
        Some(HrEvent { kind: HrEventKind::Notice, on }) => Facts::Dismissal(dismissal::Facts {
            kind: Some(dismissal::Kind::Notice),
            notice_received_on: Some(on),
            ..Default::default()
        }),
        Some(HrEvent { kind: HrEventKind::PayCut, .. }) => employed(Kind::Pay),
        Some(HrEvent { kind: HrEventKind::HoursCut | HrEventKind::RotaChange, .. }) => {
            employed(Kind::WorkingTime)
        }
        Some(HrEvent { kind: HrEventKind::Transfer, .. }) => employed(Kind::Transfer),
        Some(HrEvent { kind: HrEventKind::Warning, .. }) => employed(Kind::Other),
        None => match first.phase() {
            Phase::Recruitment => Facts::Recruitment(recruitment::Facts::default()),
            Phase::Employment => Facts::Employment(employment::Facts::default()),
            Phase::Dismissal => Facts::Dismissal(dismissal::Facts::default()),
        },
    }
}
