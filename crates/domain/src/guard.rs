//! The guards of the procedure (rulebook 7.3), evaluated as a list of unmet requirements. The same list refuses
//! a command, explains the refusal, and tells beforehand what is missing.

use crate::{
    Actor, Capacity, Case, Directory, Role, UserId,
    action::Action,
    archive, assignment,
    case::PartyRole,
    codes::codes,
    consultation, decision, file_access, filing, flagged, follow_up, hearing,
    interim::{self, InterimPlan},
    linked, measure, mediation,
    refusal::Unmet,
    remedy, review,
    rules::Rules,
    suspension, withdrawal,
};

codes! {
    /// A requirement of the procedure, in the order in which the lowest unmet one names a refusal.
    Guard {
        ComplaintMinimum, // G1.
        Impartial, // G2.
        Acknowledgement, // G3.
        Consulted, // G4.
        Heard, // G5.
        AccessAnswered, // G6.
        ProofAssessed, // G7.
        ReasonsComplete, // G8.
        FourEyes, // G9.
        SettlementVoluntary, // G10.
        WithdrawalFree, // G11.
        RemediesDone, // G12.
        FollowUpDone, // G13.
        NoHold, // G14.
        ArchiveRule, // G15.
        PhaseFacts, // G17.
        ChannelChosen, // G18.
        NoDetriment, // G19.
        // What is added is like or related to what was alleged before (rulebook 7.4, `amend`).
        LikeOrRelated,
        // Both agreed to mediate (rulebook 7.4, `offer_mediation`).
        MediationAgreed,
        // The case is not suspended, for staff who would move it (rulebook 7.4, `suspend`).
        NotSuspended,
        // Somebody who is not accused answers for the unit (rulebook 7.1).
        RespondentNamed,
        // Somebody treated worse for the complaint raises the alarm until twelve months after its end (rulebook 7.4).
        WatchRuns,
        // The employer goes on after a withdrawal, or with a bystander's report (G11, N16).
        DutyContinues,
        // It is a bystander's report (N16).
        IsReport,
        // An investigator is assigned (rulebook 7.4, `open_investigation`).
        InvestigatorAssigned,
        // Review, a change of the decision and reopening are possible (rulebook 7.4).
        ReviewOpen,
        // Investigator, decision maker and reviewer are three people (rulebook 7.1).
        Separation,
        // A union is told of an intended dismissal when its member is heard (DK-P8).
        UnionNotified,
        // Written reasons of an oral decision, on request (DK-P11).
        ReasonsOwed,
        // The finding that a measure rests on stands.
        FindingStands,
        // What a disqualified person did before is confirmed or done anew (N4).
        ActsLookedAt,
    }
}

impl Guard {
    /// Its number in the rulebook; none for requirements that the table of transitions words itself.
    #[must_use]
    pub fn number(self) -> Option<&'static str> {
        Some(match self {
            Self::ComplaintMinimum => "G1",
            Self::Impartial => "G2",
            Self::Acknowledgement => "G3",
            Self::Consulted => "G4",
            Self::Heard => "G5",
            Self::AccessAnswered => "G6",
            Self::ProofAssessed => "G7",
            Self::ReasonsComplete => "G8",
            Self::FourEyes => "G9",
            Self::SettlementVoluntary => "G10",
            Self::WithdrawalFree => "G11",
            Self::RemediesDone => "G12",
            Self::FollowUpDone => "G13",
            Self::NoHold => "G14",
            Self::ArchiveRule => "G15",
            Self::PhaseFacts => "G17",
            Self::ChannelChosen => "G18",
            Self::NoDetriment => "G19",
            Self::LikeOrRelated
            | Self::MediationAgreed
            | Self::NotSuspended
            | Self::RespondentNamed
            | Self::InvestigatorAssigned
            | Self::WatchRuns
            | Self::DutyContinues
            | Self::IsReport
            | Self::ReviewOpen
            | Self::Separation
            | Self::UnionNotified
            | Self::ReasonsOwed
            | Self::FindingStands
            | Self::ActsLookedAt => return None,
        })
    }
}

/// What of a command the guards need to know.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Intent {
    pub(crate) action: Action,
    /// Which step about an interim measure it is; none while the command is not there yet.
    pub(crate) step: Option<InterimPlan>,
    /// An interim measure changes, or a proposal is confirmed: what it rests on must be there now.
    pub(crate) takes_effect: bool,
}

impl Intent {
    pub(crate) fn of(action: Action) -> Self {
        Self { action, step: None, takes_effect: true }
    }

    /// What somebody in a capacity usually means by an action, where the command is not there yet.
    pub(crate) fn usual(action: Action, capacity: Capacity) -> Self {
        let proposes = match action {
            Action::ReviewInterim | Action::Destroy | Action::Preserve => true,
            Action::ChangeDecision => capacity == Capacity::Reviewer,
            _ => false,
        };
        Self { takes_effect: !proposes, ..Self::of(action) }
    }
}

/// What the guards look at beside the case.
pub(crate) struct Sight<'a> {
    pub(crate) actor: &'a Actor,
    pub(crate) capacity: Capacity,
    pub(crate) today: jiff::civil::Date,
    pub(crate) rules: &'a Rules,
    pub(crate) directory: &'a Directory,
}

/// Whether an action waits for the declaration of impartiality of the member of staff who wants to do it.
pub(crate) fn undeclared(case: &Case, actor: &Actor, capacity: Capacity, action: Action) -> bool {
    let declared = actor.user().is_none_or(|user| case.has_declared(user));
    capacity.is_staff() && action.needs_declaration() && !declared
}

/// The requirement of it.
pub(crate) fn not_declared() -> Unmet {
    let detail = "declare first whether you are impartial in this case";
    Unmet::new(Guard::Impartial, "not_declared", "/conflict_checks", detail)
}

/// Everything that an action still lacks, in the order of the guards.
pub(crate) fn unmet(case: &Case, intent: Intent, sight: &Sight<'_>) -> Vec<Unmet> {
    let mut unmet = Vec::new();
    if let Some(user) = sight.actor.user()
        && let Some(role) = sight.capacity.separate_duty()
        && (case.barred_by_own_act(user, role) || is_own_review(case, intent.action, role, user))
    {
        unmet.push(assignment::separation());
    }
    unmet.extend(suspension::at_rest(case, intent.action, sight.capacity, sight.today));
    for guard in intent.action.rule_in(case.kind()).guards {
        unmet.extend(evaluate(*guard, case, intent, sight));
    }
    unmet.sort_by_key(|it| it.guard);
    unmet
}

/// Whether a reviewer would look at their own outcome again. To open a closed case again judges nothing, so that it
/// is open to who reviewed it before.
fn is_own_review(case: &Case, action: Action, role: Role, user: UserId) -> bool {
    role == Role::Reviewer
        && matches!(action, Action::Uphold | Action::ChangeDecision | Action::SendBack)
        && case.has_made_or_reviewed_the_outcome(user)
}

fn evaluate(guard: Guard, case: &Case, intent: Intent, sight: &Sight<'_>) -> Vec<Unmet> {
    let one = |missing: bool, code, pointer: &str, detail: &str| {
        if missing { vec![Unmet::new(guard, code, pointer, detail)] } else { Vec::new() }
    };
    match guard {
        Guard::ComplaintMinimum => filing::complaint_minimum(case),
        Guard::Acknowledgement => one(
            case.acknowledged.is_none(),
            "not_acknowledged",
            "/acknowledged",
            "receipt was not acknowledged",
        ),
        Guard::Consulted if intent.takes_effect => consultation::consulted(case, intent, sight.today),
        Guard::Consulted => Vec::new(),
        Guard::Heard => hearing::heard(case, about_to_decide(case, intent), sight.today),
        // Of what went to the whistleblower unit nobody here could give anything.
        Guard::AccessAnswered if intent.action == Action::Archive && case.is_with_whistleblower_unit() => {
            Vec::new()
        }
        Guard::AccessAnswered => file_access::answered(case),
        Guard::ProofAssessed => decision::proof_assessed(case, sight.rules),
        Guard::ReasonsComplete => match intent.action {
            // The reviewer's own reasons come with the command; a proposal is complete when it is confirmed.
            Action::Uphold => Vec::new(),
            Action::ChangeDecision if !intent.takes_effect => Vec::new(),
            Action::ChangeDecision => {
                let place = case.reviews.len().saturating_sub(1);
                let proposal = about_to_decide(case, intent);
                decision::reasons_complete(case, proposal, &format!("/reviews/{place}/proposal"))
            }
            _ => decision::reasons_complete(case, case.draft.as_ref(), "/draft"),
        },
        Guard::FourEyes => {
            let own = case.draft.as_ref().is_some_and(|draft| Some(draft.editor) == sight.actor.user());
            one(own, "own_draft", "/draft/editor", "whoever edited the draft last does not approve it")
        }
        Guard::SettlementVoluntary if intent.action == Action::SignSettlement => {
            mediation::to_sign(case, sight.capacity)
        }
        Guard::SettlementVoluntary => mediation::voluntary(case, sight.today, sight.rules),
        Guard::WithdrawalFree if intent.action == Action::RevokeWithdrawal => {
            withdrawal::revocable(case, sight.today)
        }
        Guard::WithdrawalFree => withdrawal::free(case),
        Guard::RemediesDone => remedy::named(case, intent.action),
        Guard::ReviewOpen if intent.action == Action::Close => {
            measure::review_over(case, sight.today, sight.rules)
        }
        Guard::ReviewOpen => review::open(case, intent.action),
        Guard::UnionNotified => measure::notified(case, intent.action),
        Guard::ReasonsOwed => measure::owed(case, intent.action, sight.today, sight.rules),
        Guard::ActsLookedAt if intent.takes_effect => flagged::open(case),
        Guard::ActsLookedAt => Vec::new(),
        Guard::FindingStands => measure::stands(case, intent.action),
        Guard::FollowUpDone => follow_up::done(case),
        Guard::NoHold => archive::no_hold(case, sight.rules, sight.today),
        Guard::ArchiveRule => archive::under_a_rule(case, intent, sight.today),
        Guard::PhaseFacts => facts(case, intent.action == Action::FinishInvestigation),
        Guard::ChannelChosen => channel(case, intent.action),
        Guard::NoDetriment => match intent.step.filter(|_| intent.takes_effect) {
            Some(step) => interim::no_detriment(case, step),
            None => Vec::new(),
        },
        Guard::MediationAgreed => mediation::agreed(case),
        Guard::WatchRuns => linked::watched(case, sight.rules, sight.today),
        Guard::DutyContinues => linked::duty_continues(case),
        Guard::IsReport => linked::is_report(case),
        Guard::RespondentNamed if intent.action == Action::InformRespondent && case.respondent_informed() => {
            vec![Unmet::new(guard, "already_told", "/deliveries", "the respondent was told of the complaint")]
        }
        // The person is named from the beginning.
        Guard::RespondentNamed if case.measure.is_some() => Vec::new(),
        Guard::RespondentNamed => {
            let named = match case.party(PartyRole::EmployerUnit) {
                Some(_) => case.speaker().is_some(),
                None => crate::intake::respondent(case, sight.directory).is_some(),
            };
            one(
                !named,
                "no_speaker",
                "/parties",
                "name who answers for the unit: nobody does, or the person is accused",
            )
        }
        Guard::InvestigatorAssigned => {
            let assigned = case.assigned().any(|it| it.role == Role::Investigator && !case.walled(it.user));
            one(!assigned, "no_investigator", "/assignments", "assign an investigator first")
        }
        // Looked at for every act of staff, above; and where the command says what the new has to do with the old.
        Guard::Impartial | Guard::Separation | Guard::NotSuspended | Guard::LikeOrRelated => Vec::new(),
    }
}

/// What becomes the decision if the action goes through: the draft, or what the reviewer proposes.
fn about_to_decide(case: &Case, intent: Intent) -> Option<&decision::Draft> {
    match intent.action {
        Action::Decide => case.draft.as_ref(),
        Action::ChangeDecision if intent.takes_effect => case.reviews.last()?.proposal.as_ref(),
        _ => None,
    }
}

fn facts(case: &Case, all: bool) -> Vec<Unmet> {
    let missing = case.missing_facts(&case.facts, all).into_iter();
    missing
        .map(|fact| {
            let detail = format!("`{fact}` is neither known nor marked as not obtainable");
            Unmet::new(Guard::PhaseFacts, "fact_missing", format!("/facts/{fact}"), detail)
        })
        .collect()
}

/// Guard G18: the question of the whistleblower channel is answered, and whoever chose it is only referred.
fn channel(case: &Case, action: Action) -> Vec<Unmet> {
    let (code, detail) = match (case.filing.whistleblower, action) {
        (None, _) => ("not_asked", "ask whether the person wants the whistleblower channel"),
        (Some(true), Action::Reject | Action::Admit | Action::LinkReport) => {
            ("whistleblower", "the person chose the whistleblower channel: refer the complaint")
        }
        _ => return Vec::new(),
    };
    vec![Unmet::new(Guard::ChannelChosen, code, "/filing/whistleblower", detail)]
}
