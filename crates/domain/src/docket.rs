//! The docket: in whose list a case stands, and what is due for whom. Stored with each change, so that a list is
//! one range of one index.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::{
    Action, Capacity, Case, Party, Role, UserId,
    archive::Disposition,
    assignment::Assignment,
    case::PartyRole,
    change::{DocketRow, Duty, Holder},
    legal_hold::LegalHold,
    rules::Rules,
    state::{Stage, State},
};

/// What is due, and when.
pub(crate) type Due = (Duty, Date);

/// How a case concerns one holder in one capacity: all that is due for them.
struct Standing {
    holder: Holder,
    capacity: Capacity,
    due: Vec<Due>,
}

/// The rows of a case, one for each holder and capacity, with what is due first.
pub(crate) fn rows(case: &Case, rules: &Rules, today: Date) -> Vec<DocketRow> {
    let row = |it: Standing| DocketRow {
        holder: it.holder,
        capacity: it.capacity,
        next_due: it.due.into_iter().min_by_key(|(_, on)| *on),
    };
    standings(case, rules, today).into_iter().map(row).collect()
}

/// Whom the case concerns, and all that is due for them.
fn standings(case: &Case, rules: &Rules, today: Date) -> Vec<Standing> {
    let row = |holder, capacity, due: Option<Due>| Standing { holder, capacity, due: Vec::from_iter(due) };
    match case.stage() {
        Stage::Discarded => return Vec::new(),
        // A tombstone, for those who may know that there was something.
        Stage::Destroyed => {
            let desk = |role, capacity| row(Holder::Desk(role), capacity, None);
            return vec![desk(Role::Archivist, Capacity::Archivist), desk(Role::Auditor, Capacity::Auditor)];
        }
        Stage::Draft => return vec![row(Holder::User(case.author), Capacity::Author, None)],
        _ => {}
    }
    let mut rows: Vec<_> =
        case.parties.iter().filter_map(|party| of_party(case, party, rules, today)).collect();
    for (party, pseudonym) in &case.pseudonyms {
        if let Some(capacity) = case.party_by_id(*party).and_then(|party| case.capacity_of(party)) {
            rows.push(row(Holder::Pseudonym(*pseudonym), capacity, None));
        }
    }
    if matches!(case.stage(), Stage::Submitted | Stage::Acknowledged | Stage::Screening) {
        let due = due_in(case, Capacity::Intake, rules, today);
        rows.push(Standing { holder: Holder::Intake(case.unit), capacity: Capacity::Intake, due });
    }
    let handed_over = case.is_with_whistleblower_unit();
    let kept = case.stage().is_kept();
    let works = |it: &&Assignment| !case.walled(it.user) && (!kept || case.has_declared(it.user));
    for assignment in case.assigned().filter(|it| !handed_over && works(it)) {
        if let Some(capacity) = Capacity::assigned(assignment.role) {
            let due = of_staff(case, assignment, capacity, rules, today);
            rows.push(Standing { holder: Holder::User(assignment.user), capacity, due });
        }
    }
    if handed_over {
        rows.push(row(Holder::Desk(Role::Coordinator), Capacity::Registrar, None));
    } else {
        rows.push(row(Holder::Desk(Role::Coordinator), Capacity::Coordinator, to_assign(case, rules)));
        let open = case.conflict_checks.iter().filter(|check| !kept && check.is_open());
        let proposed = case.proposed_accounts.iter().filter(|_| !kept);
        let to_confirm = proposed.map(|it| (Duty::ConfirmAccount, it.on));
        let to_settle = open.map(|check| (Duty::SettleConflict, check.on));
        let due = to_settle.chain(to_confirm).min_by_key(|(_, on)| *on);
        if due.is_some() {
            rows.push(row(Holder::Desk(Role::ConflictOfficer), Capacity::ConflictOfficer, due));
        }
        rows.push(row(Holder::Desk(Role::PrivacyOfficer), Capacity::PrivacyOfficer, None));
    }
    if case.stage() == Stage::Closed || kept {
        let capacity = if handed_over { Capacity::Registrar } else { Capacity::Archivist };
        rows.push(row(Holder::Desk(Role::Archivist), capacity, to_keep(case, rules)));
    }
    rows
}

/// Everybody whose rights of staff are walled off.
pub(crate) fn walls(case: &Case) -> Vec<UserId> {
    if case.stage() == Stage::Draft {
        return Vec::new();
    }
    let checked = case.conflict_checks.iter().filter(|check| check.is_wall()).filter_map(|check| check.user);
    let parties = case.parties.iter().filter_map(|party| party.person.user);
    let parties = parties.chain(case.measure.iter().flat_map(|it| it.kept_away.iter().copied()));
    checked.chain(parties).collect::<BTreeSet<_>>().into_iter().collect()
}

fn of_party(case: &Case, party: &Party, rules: &Rules, today: Date) -> Option<Standing> {
    let user = party.person.user?;
    let capacity = case.capacity_of(party)?;
    if capacity == Capacity::InterimAddressee {
        // An order is to be followed, not answered; what is due otherwise would tell of the complaint.
        return Some(Standing { holder: Holder::User(user), capacity, due: Vec::new() });
    }
    let own = case.spoken_for(capacity).unwrap_or(party);
    Some(Standing { holder: Holder::User(user), capacity, due: due_for(case, own, rules, today) })
}

/// All that is due for a party, whoever does it for them.
pub(crate) fn due_for(case: &Case, own: &Party, rules: &Rules, today: Date) -> Vec<Due> {
    // While the hearing rests, the complaint is withdrawn or the case at its end, nobody can reply or answer.
    let hearing = case.stage() == Stage::Hearing;
    let withdrawn =
        matches!(case.stage(), Stage::Withdrawn | Stage::Closed | Stage::Archived | Stage::Preserved);
    let asked =
        case.information_requests.iter().filter(|it| !withdrawn && it.party == own.id && it.answer.is_none());
    let heard = case.hearing_items.iter().filter(|it| hearing && it.party == own.id && !it.is_heard(today));
    let consulted = case.consultations.iter().filter(|it| {
        !withdrawn && it.party == own.id && it.answer.is_none() && !it.is_over() && it.reply_by >= today
    });
    let mut due: Vec<Due> = asked.map(|it| (Duty::Answer, it.reply_by)).collect();
    due.extend(heard.filter_map(|it| it.reply_by.map(|by| (Duty::Reply, by))));
    due.extend(consulted.map(|it| (Duty::Consult, it.reply_by)));
    if own.role == PartyRole::Complainant {
        due.extend(case.checks.iter().filter(|it| !it.is_done()).map(|it| (Duty::FollowUp, it.due_on)));
        if let State::Withdrawn { revocable_until, .. } = case.state {
            due.push((Duty::RevokeWithdrawal, revocable_until));
        }
    }
    if matches!(case.stage(), Stage::Decided | Stage::Inadmissible) {
        due.extend(
            crate::review::review_until(case, own.id, rules).map(|until| (Duty::RequestReview, until)),
        );
    }
    due
}

/// What somebody assigned has to do; to declare comes before everything else.
fn of_staff(
    case: &Case,
    assignment: &Assignment,
    capacity: Capacity,
    rules: &Rules,
    today: Date,
) -> Vec<Due> {
    if case.has_declared(assignment.user) {
        due_in(case, capacity, rules, today)
    } else {
        vec![(Duty::Declare, assignment.since)]
    }
}

/// All that is due for the office, whoever of it is to do it, and whether or not somebody is there who could.
pub(crate) fn due_for_office(case: &Case, rules: &Rules, today: Date) -> BTreeSet<Due> {
    let capacities =
        [Capacity::Intake, Capacity::Caseworker, Capacity::Investigator, Capacity::DecisionMaker];
    capacities.into_iter().flat_map(|capacity| due_in(case, capacity, rules, today)).collect()
}

/// What is due for staff in a capacity.
fn due_in(case: &Case, capacity: Capacity, rules: &Rules, today: Date) -> Vec<Due> {
    let Some(received) = case.counted_from() else { return Vec::new() };
    let stage = case.stage();
    if stage.is_kept() {
        return Vec::new();
    }
    let flagged = case.flagged_acts.iter().filter(|it| it.looked_at.is_none());
    let flagged = flagged.filter(|it| it.looked_at_by() == capacity);
    let mut due: Vec<Due> = flagged.map(|it| (Duty::LookAtAct, it.flagged_on)).collect();
    match capacity {
        Capacity::Intake if stage == Stage::Submitted => {
            due.push((Duty::Acknowledge, rules.acknowledge_by(received)));
        }
        Capacity::Caseworker => {
            due.extend(to_inform(case, rules).map(|on| (Duty::Inform, on)));
            let unanswered = case.access_requests.iter().filter(|it| it.answer.is_none());
            due.extend(unanswered.map(|it| (Duty::AnswerAccess, it.answer_by)));
            due.extend(reasons_due(case));
            match stage {
                Stage::Acknowledged | Stage::Screening => {
                    due.extend(case.screen_by(rules).map(|on| (Duty::Screen, on)));
                }
                Stage::InformalResolution => due.extend(until(case).map(|until| (Duty::Mediate, until))),
                Stage::Hearing => {
                    due.extend(
                        case.hearing_items
                            .iter()
                            .filter_map(|it| it.reply_by)
                            .max()
                            .map(|by| (Duty::Hear, by)),
                    );
                }
                Stage::Remediation => {
                    let open = case.remedies.iter().filter(|it| it.done_on.is_none());
                    due.extend(open.map(|it| (Duty::CompleteRemedy, it.scheduled_for.unwrap_or(it.due_on))));
                }
                Stage::Decided if case.measure.is_some() => {
                    let person = case.person_concerned().map(|party| party.id);
                    let until = person.and_then(|it| crate::review::review_until(case, it, rules));
                    due.extend(until.map(|until| (Duty::Close, until)));
                }
                Stage::FollowUp => {
                    let last = case.checks.iter().map(|check| check.due_on).max();
                    due.push((Duty::Close, last.unwrap_or(received)));
                }
                _ => {}
            }
        }
        Capacity::Investigator if stage == Stage::Hearing => {
            let hidden = case.hearing_items.iter().filter(|it| it.disclosed_on.is_none());
            due.extend(hidden.map(|it| (Duty::Hear, it.raised_on)));
        }
        Capacity::DecisionMaker => {
            due.extend(reasons_due(case));
            due.extend(ground_to_settle(case));
            let measures = case.interim_measures.iter().filter(|it| it.is_in_force(today));
            due.extend(measures.map(|it| (Duty::ReviewMeasure, it.review_on)));
        }
        Capacity::Reviewer if stage == Stage::UnderReview => {
            due.extend(case.reviews.last().map(|review| (Duty::Review, review.asked_on)));
        }
        _ => {}
    }
    let deciding = matches!(
        stage,
        Stage::Admitted | Stage::Investigation | Stage::Hearing | Stage::Assessment | Stage::DecisionDrafted
    );
    if deciding && !matches!(capacity, Capacity::Intake | Capacity::Reviewer) {
        due.extend(case.decision_target(rules).map(|on| (Duty::Decide, on)));
    }
    due
}

/// What the archivists have to do: a closed case is archived when nothing can follow from it any more, an archived one
/// is destroyed or preserved when it need not be kept, and what one of them proposed another confirms.
fn to_keep(case: &Case, rules: &Rules) -> Option<Due> {
    match &case.state {
        State::Closed { .. } => case.closed_on.map(|on| (Duty::Archive, rules.watch_until(on))),
        State::Archived { .. } if case.legal_holds.iter().any(LegalHold::is_on) => None,
        State::Archived { .. } => match &case.disposal {
            Some(proposed) => Some((Duty::Dispose, proposed.proposed_on)),
            None => Some((Duty::Dispose, case.kept_until(Disposition::Destruction, rules))),
        },
        _ => None,
    }
}

/// The written reasons that somebody waits for.
fn reasons_due(case: &Case) -> Option<Due> {
    let asked = case.measure.as_ref()?.reasons.filter(|it| it.given_on.is_none())?;
    Some((Duty::GiveReasons, asked.due_on))
}

/// A measure that rests on nothing: whether it ends, or what else carries it.
fn ground_to_settle(case: &Case) -> Option<Due> {
    let lost = case.ground_lost()?;
    let open = case.stage() != Stage::Closed;
    open.then_some((Duty::SettleGround, lost.found_again_on.unwrap_or(lost.on)))
}

impl Case {
    /// The day our own periods count from: of receipt, or on which a measure case was opened.
    pub(crate) fn counted_from(&self) -> Option<Date> {
        self.received_on.or(self.measure.as_ref().map(|_| self.opened_on))
    }
}

/// When the respondent is to be told at the latest, where that was delayed; at once where somebody has to be found
/// who answers for the unit in place of an accused person.
fn to_inform(case: &Case, rules: &Rules) -> Option<Date> {
    if !Action::InformRespondent.rule_in(case.kind()).from.contains(&case.stage()) {
        return None;
    }
    let Some(unit) = case.party(PartyRole::EmployerUnit)?.person.user else {
        // Who answered for it was taken for somebody else.
        return case.counted_from();
    };
    if case.speaker().is_none() {
        return case.conflict_checks.iter().find(|it| it.user == Some(unit)).map(|it| it.on);
    }
    case.received_on.filter(|_| !case.respondent_informed()).map(|received| rules.inform_by(received))
}

fn until(case: &Case) -> Option<Date> {
    match case.state {
        State::InformalResolution { until } => Some(until),
        _ => None,
    }
}

/// What the coordinator has to do: somebody must work on the case.
fn to_assign(case: &Case, rules: &Rules) -> Option<Due> {
    let has = |role| case.assigned().any(|it| it.role == role && !case.walled(it.user));
    match case.stage() {
        Stage::Acknowledged | Stage::Screening if !has(Role::Caseworker) => {
            case.screen_by(rules).map(|on| (Duty::Assign, on))
        }
        Stage::Admitted if !has(Role::Investigator) => {
            case.decision_target(rules).map(|on| (Duty::Assign, on))
        }
        Stage::Investigation if case.measure.is_some() && !has(Role::Investigator) => {
            Some((Duty::Assign, case.opened_on))
        }
        Stage::UnderReview if !has(Role::Reviewer) => {
            case.reviews.last().map(|review| (Duty::Assign, review.asked_on))
        }
        _ => None,
    }
}
