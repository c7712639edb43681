//! For each action a command that fits the case as well as it can: what a reasonable client would send.

use uuid::Uuid;

use super::{
    acts::*,
    play::{Play, actor},
};
use crate::{
    AccessRequestId, Action, Capacity, Case, CaseId, Command, ConflictCheckId, ConsultationId, DeliveryId,
    ExternalProceedingId, Finding, FlaggedActId, FollowUpId, Form, Ground, HearingItemId, IdentityLevel,
    InformationRequestId, InterimMeasureId, LegalHoldId, Mandate, PartyId, Role, Stage, SuspensionId,
    access::{Condition, on_condition},
    account::{LinkAccount, UnlinkAccount},
    archive::{Archive, Dispose, Disposition},
    case::PartyRole,
    consultation::{About, ExceptConsultation, Stance, about},
    decision::ReturnDecision,
    external::{EndExternal, ExternalProceeding, Forum, NoticeExternal},
    file_access::{AnswerAccess, AskAccess},
    filing::ChooseChannel,
    flagged::{FlagOutcome, LookAtAct},
    follow_up::{AnswerCheck, CheckAnswer, Close},
    hearing::{AskExtension, ExtendItem, HearingItem, Waive},
    impartiality::{Concern, SettleConflict, Settlement},
    information::{AnswerInformation, RequestInformation},
    intake::{Admit, Receiver, Refer},
    interim::{EndInterim, InterimPlan, Measure, OrderInterim, ReviewInterim},
    investigation::{FinishInvestigation, RecordEvidence, RecordInterview, RecordNote},
    legal_hold::{Hold, ReleaseHold},
    linked::{Consolidate, LinkReport, OpenOwnInitiative, RaiseAlarm, SplitOff},
    measure::{EndMeasure, GroundAnew, IntendMeasure, NotifyUnion, Sanction},
    mediation::{ExtendMediation, OfferMediation, Settle},
    party::{AddParty, AddRepresentative, SetIdentityLevel, SetPseudonym},
    phase::Facts,
    reckoning::Recompute,
    remedy::{CompleteRemedies, NoRemedies},
    review::{AskReview, Conclude, Reopen, ReopeningGround},
    rules::Rules,
    suspension::{EndSuspension, Suspend, SuspensionReason},
    taken_down::{Original, TakenDown},
    withdrawal::{ConfirmWithdrawal, Withdraw},
};

impl Play {
    /// Whose side somebody is on: the unit's or the complainant's.
    fn side(&self, who: &str) -> Option<PartyId> {
        let respondent = self.capacities(who).contains(&Capacity::Respondent);
        let capacity = if respondent { Capacity::Respondent } else { Capacity::Complainant };
        self.case.spoken_for(capacity).map(|party| party.id)
    }

    fn is(&self, who: &str, party: PartyId) -> bool {
        actor(who).user().is_some_and(|user| self.case.parties_of(user).any(|it| it.id == party))
    }

    fn item(&self, fits: impl Fn(&HearingItem) -> bool) -> HearingItemId {
        let found = self.case.hearing_items.iter().find(|it| fits(it));
        found.map_or(HearingItemId(Uuid::nil()), |it| it.id)
    }

    fn own_item(&self, who: &str) -> HearingItemId {
        let side = self.side(who);
        self.item(|it| {
            Some(it.party) == side && it.disclosed_on.is_some() && it.reply.is_none() && it.waiver.is_none()
        })
    }

    fn consultation(&self, fits: impl Fn(&crate::consultation::Consultation) -> bool) -> ConsultationId {
        let found = self.case.consultations.iter().find(|it| !it.is_over() && fits(it));
        found.map_or(ConsultationId(Uuid::nil()), |it| it.id)
    }

    fn measure(&self) -> InterimMeasureId {
        let found = self.case.interim_measures.iter().find(|it| it.is_in_force(self.today()));
        found.map_or(InterimMeasureId(Uuid::nil()), |it| it.id)
    }

    fn facts(&self) -> Facts<crate::Text> {
        let minimum = match self.case.facts {
            Facts::Recruitment(_) => recruitment_minimum(),
            Facts::Employment(_) => employment_minimum(),
            Facts::Dismissal(_) => dismissal_minimum(),
        };
        if self.case.admitted_on.is_some() { rest_not_obtainable(minimum) } else { minimum }
    }

    /// Another case at hand.
    fn other(&self) -> CaseId {
        self.others.first().map_or(CaseId(Uuid::nil()), |it| it.case.id)
    }

    /// What the case is waiting to be asked about.
    pub(super) fn next_question(&self) -> About {
        match self.stage() {
            Stage::Screening => About::Scope,
            Stage::Admitted => About::Track,
            Stage::DecisionDrafted | Stage::UnderReview => About::Decision,
            Stage::Decided | Stage::Settled => About::Remedy,
            Stage::FollowUp => About::Closing,
            _ => About::Interim,
        }
    }

    fn sides(&self) -> Vec<PartyRole> {
        let heard = [PartyRole::Complainant, PartyRole::EmployerUnit, PartyRole::Respondent];
        heard.into_iter().filter(|role| self.case.party(*role).is_some()).collect()
    }

    fn finished(&self) -> FinishInvestigation {
        let adverse_facts = self.sides().into_iter().map(|role| self.fact_against(role)).collect();
        FinishInvestigation { report: text("report"), adverse_facts }
    }

    /// A proposal, or the confirmation of somebody else's.
    fn disposal(&self, who: &str, wanted: Disposition) -> Dispose {
        let user = actor(who).user();
        let other =
            self.case.disposal.as_ref().filter(|it| it.disposition == wanted && it.is_fresh(self.today()));
        let confirms = other.is_some_and(|it| Some(it.proposed_by) != user);
        Dispose { archive_rule: (!confirms).then(|| archive_rule(self.today())) }
    }

    /// A command for an action; none for reading and for opening a draft, which are no commands. What staff can only
    /// take down, they take down.
    pub(super) fn sample(&self, who: &str, action: Action) -> Option<Command> {
        let command = self.plain(who, action)?;
        let takes = |it: &&Capacity| on_condition(**it, action) == Some(Condition::PartyWithoutAccount);
        let speaks = self
            .capacities(who)
            .iter()
            .find(takes)
            .and_then(|_| self.case.speaks_to_the_office(action).next().map(|(party, _)| party.id));
        Some(match speaks {
            Some(party) => self.taken_down(party, command),
            None => command,
        })
    }

    /// An act of a party without an account, which they wrote, and which was read back to them.
    pub(super) fn taken_down(&self, party: PartyId, command: Command) -> Command {
        let original =
            Original { title: line("a letter"), words: text("what I want"), received_on: self.today() };
        let taken = TakenDown { party, read_back: true, original: Some(original) };
        Command::TakenDown(taken, Box::new(command))
    }

    fn plain(&self, who: &str, action: Action) -> Option<Command> {
        let later = |days: i64| self.today().saturating_add(jiff::Span::new().days(days));
        let party = |role| self.case.party(role).map_or(PartyId(Uuid::nil()), |party| party.id);
        Some(match action {
            Action::Read
            | Action::ReadAudit
            | Action::ReadTimeline
            | Action::OpenDraft
            | Action::OpenMeasure
            | Action::TellOfFinding => return None,
            Action::SetFacts => set_facts(self.facts()),
            Action::ChooseChannel => Command::ChooseChannel(ChooseChannel { whistleblower: false }),
            Action::AddAllegation => Command::AddAllegation(allegation(Ground::Age, Form::Direct)),
            Action::Amend => Command::Amend(self.amendment(vec![allegation(Ground::Age, Form::Indirect)])),
            Action::AddConcerned => {
                Command::AddConcerned(concerned(Concern::Excluded, account("archivist2")))
            }
            Action::Discard => Command::Discard,
            Action::Submit => Command::Submit,
            Action::Acknowledge => acknowledge(),
            Action::StartScreening => Command::StartScreening,
            Action::Refer => {
                let whistleblower = self.case.filing.whistleblower == Some(true);
                let receiver = if whistleblower { Receiver::WhistleblowerUnit } else { Receiver::Police };
                Command::Refer(Refer { receiver, name: line("receiver"), reason: text("not ours") })
            }
            Action::ConfirmReceipt => Command::ConfirmReceipt,
            Action::DraftRejection => Command::DraftRejection(reasons()),
            Action::ReviseRejection => Command::ReviseRejection(reasons()),
            Action::Reject => Command::Reject,
            Action::Admit => Command::Admit(Admit::default()),
            Action::InformRespondent => Command::InformRespondent,
            Action::RequestInformation => {
                let asked =
                    self.case.person_concerned().map_or_else(|| party(PartyRole::Bystander), |it| it.id);
                Command::RequestInformation(RequestInformation { party: asked, question: text("question") })
            }
            Action::AnswerInformation => {
                let own = self.case.information_requests.iter().find(|it| {
                    let asked = self.is(who, it.party);
                    it.answer.is_none() && (asked || Some(it.party) == self.side(who))
                });
                let id = own.map_or(InformationRequestId(Uuid::nil()), |it| it.id);
                Command::AnswerInformation(id, AnswerInformation { answer: text("answer") })
            }
            Action::OpenInvestigation => Command::OpenInvestigation,
            Action::RecordInterview => Command::RecordInterview(RecordInterview {
                person: account("witness"),
                held_on: self.today(),
                summary: text("what was said"),
                read_back: true,
            }),
            Action::RecordEvidence => Command::RecordEvidence(RecordEvidence {
                title: line("a roster"),
                description: text("what it shows"),
                from: Some(named("the porter")),
                received_on: self.today(),
            }),
            Action::RecordNote => Command::RecordNote(RecordNote { note: text("note") }),
            Action::FinishInvestigation => Command::FinishInvestigation(self.finished()),
            Action::AddAdverseFact => Command::AddAdverseFact(crate::hearing::NewAdverseFact {
                fact: text("a new fact"),
                party: self.sides().last().map_or(PartyId(Uuid::nil()), |role| party(*role)),
            }),
            Action::Disclose => disclose(self.item(|it| it.disclosed_on.is_none())),
            Action::Reply => reply(self.own_item(who)),
            Action::AskExtension => {
                let ask = AskExtension { days: 5, reason: text("a witness is away") };
                Command::AskExtension(self.own_item(who), ask)
            }
            Action::ExtendItem => {
                let open = |it: &HearingItem| it.disclosed_on.is_some() && it.reply.is_none();
                Command::ExtendItem(self.item(open), ExtendItem { days: 5 })
            }
            Action::Waive => Command::Waive(self.own_item(who), Waive { waiver: text("I waive it") }),
            Action::CloseHearing => Command::CloseHearing,
            Action::AskAccess => Command::AskAccess(AskAccess { scope: text("the file") }),
            Action::AnswerAccess => {
                let open = self.case.access_requests.iter().find(|it| it.answer.is_none());
                let id = open.map_or(AccessRequestId(Uuid::nil()), |it| it.id);
                Command::AnswerAccess(id, AnswerAccess { given: text("the file"), left_out: None })
            }
            Action::AskConsultation => match (self.next_question(), self.measure()) {
                (About::Interim, interim_measure) if !interim_measure.0.is_nil() => {
                    ask_step(InterimPlan::End { interim_measure })
                }
                (about, _) => ask(about),
            },
            Action::AnswerConsultation => answer(self.consultation(|it| it.answer.is_none()), Stance::Agree),
            Action::ExtendConsultation => {
                let open = |it: &crate::consultation::Consultation| {
                    it.answer.is_none() && !it.extended && it.reply_by >= self.today()
                };
                Command::ExtendConsultation(self.consultation(open))
            }
            Action::ExceptConsultation => {
                let proposes = self.capacities(who).contains(&Capacity::Caseworker);
                let except = ExceptConsultation { reason: proposes.then(|| text("danger")) };
                let fits = |it: &crate::consultation::Consultation| match &it.exception {
                    None => proposes,
                    Some(exception) => !proposes && exception.confirmed_by.is_none(),
                };
                Command::ExceptConsultation(self.consultation(fits), except)
            }
            Action::WeighConsultation => {
                weigh(self.consultation(|it| it.lacks(self.today()) == Some("not_weighed")))
            }
            Action::OrderInterim => Command::OrderInterim(OrderInterim {
                measure: Measure::Support,
                what: text("support"),
                until: later(60),
                touches_complainant: false,
            }),
            Action::ReviewInterim => Command::ReviewInterim(
                self.measure(),
                ReviewInterim { reason: text("still needed"), until: None },
            ),
            Action::EndInterim => {
                Command::EndInterim(self.measure(), EndInterim { reason: text("no longer needed") })
            }
            Action::Suspend => {
                // After those there are.
                let last = self.case.suspensions.iter().map(|it| it.until).max();
                let from = last.map(|last| last.max(self.today()).saturating_add(jiff::Span::new().days(1)));
                let until = from.unwrap_or(self.today()).saturating_add(jiff::Span::new().days(13));
                let reason = SuspensionReason::CriminalInvestigation;
                Command::Suspend(Suspend { reason, words: text("the police ask to wait"), from, until })
            }
            Action::EndSuspension => {
                let running = self.case.suspensions.iter().find(|it| it.ended_on.is_none());
                let id = running.map_or(SuspensionId(Uuid::nil()), |it| it.id);
                Command::EndSuspension(id, EndSuspension { reason: text("they are done") })
            }
            Action::Resume => Command::Resume,
            Action::NoticeExternal => Command::NoticeExternal(NoticeExternal {
                forum: Forum::Board,
                reference: text("the board"),
                opened_on: self.today(),
            }),
            Action::EndExternal => {
                let side = self.side(who);
                let staff = self.capacities(who).first().is_some_and(|it| !it.is_of_party());
                let fits = |it: &&ExternalProceeding| it.is_open() && (staff || it.reported_by == side);
                let open = self.case.external_proceedings.iter().find(fits);
                let id = open.map_or(ExternalProceedingId(Uuid::nil()), |it| it.id);
                Command::EndExternal(id, EndExternal { ended_on: self.today() })
            }
            Action::Hold => Command::Hold(Hold { reason: text("an inspection is announced") }),
            Action::ReleaseHold => {
                let on = self.case.legal_holds.iter().find(|it| it.is_on() && it.proceeding.is_none());
                let id = on.map_or(LegalHoldId(Uuid::nil()), |it| it.id);
                Command::ReleaseHold(id, ReleaseHold { reason: text("it is over") })
            }
            Action::Archive => Command::Archive(Archive::default()),
            Action::Destroy => {
                Command::Dispose(Disposition::Destruction, self.disposal(who, Disposition::Destruction))
            }
            Action::Preserve => {
                Command::Dispose(Disposition::Preservation, self.disposal(who, Disposition::Preservation))
            }
            Action::AgreeMediation => Command::AgreeMediation,
            Action::OfferMediation => Command::OfferMediation(OfferMediation::default()),
            Action::ExtendMediation => Command::ExtendMediation(ExtendMediation { until: later(60) }),
            Action::EndMediation => Command::EndMediation,
            Action::ProposeSettlement => {
                let open = self.case.allegations.iter().filter(|it| it.is_open());
                let terms = open.map(|it| self.term(it.id)).collect();
                Command::Settle(Settle { terms: Some(terms), ..Settle::default() })
            }
            Action::SignSettlement => Command::SignSettlement,
            Action::Settle => Command::Settle(Settle::default()),
            Action::Assess => self.worksheets(),
            Action::DraftDecision => Command::DraftDecision(self.decision(Finding::Substantiated)),
            Action::ReviseDecision => Command::ReviseDecision(self.decision(Finding::Substantiated)),
            Action::ReturnDecision => Command::ReturnDecision(ReturnDecision { reason: text("look again") }),
            Action::Decide => Command::Decide,
            Action::AskReview => Command::AskReview(AskReview {
                grounds: text("not so"),
                late_reason: Some(text("I was ill")),
            }),
            Action::Uphold => Command::ConcludeReview(Conclude::Uphold { reasons: text("it stands") }),
            Action::ChangeDecision => {
                let reviewer = self.capacities(who).first() == Some(&Capacity::Reviewer);
                let decision = reviewer.then(|| Box::new(self.decision(Finding::NotSubstantiated)));
                Command::ConcludeReview(Conclude::Change { decision })
            }
            Action::SendBack => Command::ConcludeReview(Conclude::SendBack { reasons: text("once more") }),
            Action::StartRemedies => Command::StartRemedies,
            Action::NoRemedies => Command::NoRemedies(NoRemedies { reason: text("nothing was found") }),
            Action::CompleteRemedies => {
                let open = self.case.remedies.iter().filter(|it| it.done_on.is_none());
                let done = open.map(|it| it.id).collect();
                Command::CompleteRemedies(CompleteRemedies { done, scheduled: Vec::new() })
            }
            Action::AnswerCheck => {
                let due = |it: &&crate::follow_up::Check| it.answer.is_none() && it.due_on <= self.today();
                let id = self.case.checks.iter().find(due).map_or(FollowUpId(Uuid::nil()), |it| it.id);
                Command::AnswerCheck(id, AnswerCheck { answer: CheckAnswer::No, words: None })
            }
            Action::AttemptCheck => Command::AttemptCheck,
            Action::Close => Command::Close(Close { message: text("the outcome") }),
            Action::Reopen => Command::Reopen(Reopen {
                ground: ReopeningGround::NewEssentialFact,
                reason: text("a letter was found"),
            }),
            Action::Lapse => Command::Lapse,
            Action::BeginFollowUp => Command::BeginFollowUp,
            Action::Withdraw => Command::Withdraw(Withdraw { reason: Some(text("I am tired")) }),
            Action::ConfirmWithdrawal => {
                Command::ConfirmWithdrawal(ConfirmWithdrawal { under_pressure: false, pressure: None })
            }
            Action::RevokeWithdrawal => Command::RevokeWithdrawal,
            Action::RaiseAlarm => {
                Command::RaiseAlarm(RaiseAlarm { what: text("the night shift every week"), since: None })
            }
            Action::OpenOwnInitiative => Command::OpenOwnInitiative(Box::new(own_initiative(true))),
            Action::LinkReport => Command::LinkReport(LinkReport { case: self.other() }),
            Action::SplitOff => Command::SplitOff(SplitOff {
                allegations: self.allegations().into_iter().skip(1).collect(),
                hearing_items: Vec::new(),
                reason: text("it needs an expert"),
            }),
            Action::Consolidate => {
                Command::Consolidate(Consolidate { case: self.other(), reason: text("the same roster") })
            }
            Action::SetPseudonym => Command::SetPseudonym(
                party(PartyRole::Complainant),
                SetPseudonym { pseudonym: Some(line("HR-7731")) },
            ),
            Action::Declare => impartial(),
            Action::SettleConflict => {
                let open = self.case.conflict_checks.iter().find(|it| it.is_open());
                let id = open.map_or(ConflictCheckId(Uuid::nil()), |it| it.id);
                let cleared = Settlement::Cleared;
                Command::SettleConflict(
                    id,
                    SettleConflict { settlement: cleared, reason: text("no"), user: None },
                )
            }
            Action::LookAtAct => {
                let open = self.case.flagged_acts.iter().find(|it| it.looked_at.is_none());
                let id = open.map_or(FlaggedActId(Uuid::nil()), |it| it.id);
                let outcome = FlagOutcome::Confirmed;
                Command::LookAtAct(id, LookAtAct { outcome, reason: text("it was right") })
            }
            Action::Assign => assign("caseworker2", Role::Caseworker),
            Action::AddParty => Command::AddParty(AddParty {
                role: PartyRole::Witness,
                person: named("a colleague"),
                channel: None,
            }),
            Action::LinkAccount => {
                let without = self.case.parties.iter().find(|it| it.person.user.is_none());
                let id = without.map_or(PartyId(Uuid::nil()), |it| it.id);
                let officer = self.capacities(who) == [Capacity::ConflictOfficer];
                let confirms = self
                    .case
                    .proposed_accounts
                    .iter()
                    .any(|it| it.party == id && officer && Some(it.by) != actor(who).user());
                let link = if confirms { LinkAccount::default() } else { link_to("stranger") };
                Command::LinkAccount(id, link)
            }
            Action::UnlinkAccount => {
                let own = |it: &&crate::Party| it.person.user.is_some_and(|user| user != self.case.author);
                let id = self.case.parties.iter().find(own).map_or(PartyId(Uuid::nil()), |it| it.id);
                let unlink = UnlinkAccount { reason: text("a namesake"), name: Some(line("somebody else")) };
                Command::UnlinkAccount(id, unlink)
            }
            Action::AddRepresentative => Command::AddRepresentative(AddRepresentative {
                person: named("a lawyer"),
                mandate: Mandate::Decide,
                power_of_attorney: true,
            }),
            Action::SetIdentityLevel => {
                Command::SetIdentityLevel(SetIdentityLevel { identity: IdentityLevel::Named })
            }
            Action::Deliver => Command::Deliver,
            Action::IntendMeasure => {
                let sanction = match self.case.measure.as_ref().and_then(|it| it.intended()) {
                    Some(Sanction::Dismissal) => Sanction::Other,
                    _ => Sanction::Dismissal,
                };
                Command::IntendMeasure(IntendMeasure { sanction, reason: text("it weighs more") })
            }
            Action::NotifyUnion => Command::NotifyUnion(NotifyUnion {
                member: true,
                union: Some(line("the union")),
                notice: Some(text("a dismissal is intended")),
            }),
            Action::GroundAnew => Command::GroundAnew(GroundAnew { reason: text("it was found again") }),
            Action::EndMeasure => Command::EndMeasure(EndMeasure { message: text("it ends") }),
            Action::AskReasons => Command::AskReasons,
            Action::GiveReasons => Command::GiveReasons,
            Action::Remind => Command::Remind,
            Action::Recompute => Command::Recompute(older_version(&self.case)),
            Action::RecordOpening => {
                let own = |id| self.is(who, id) || Some(id) == self.side(who);
                let found = self
                    .case
                    .deliveries
                    .iter()
                    .find(|it| own(it.party) && it.opened_on.is_none() && it.available_on.is_some());
                Command::RecordOpening(found.map_or(DeliveryId(Uuid::nil()), |it| it.id))
            }
        })
    }

    /// Asks, lets the complainant agree and weighs, where the action needs it and there is somebody to ask.
    #[track_caller]
    pub(super) fn consult_for(&mut self, who: &str, action: Action) {
        if let (Some(about), Some(_)) = (about(action), self.case.party(PartyRole::Complainant)) {
            self.consult_by(who, ask_for(about, action));
        }
    }

    /// Somebody does what a reasonable client would send for an action.
    #[track_caller]
    pub(super) fn acts(&mut self, who: &str, action: Action) {
        let command = self.sample(who, action).unwrap();
        self.does(who, command);
    }
}

/// The dates of a case as if an earlier version of each rule had given them.
pub(super) fn older_version(case: &Case) -> Recompute {
    let mut was = case.reckoned(Rules::denmark()).unwrap_or_default();
    for it in &mut was {
        it.version = 0;
    }
    Recompute { was }
}

/// Whose account a party without one is said to be.
pub(super) fn link_to(who: &str) -> LinkAccount {
    LinkAccount { user: Some(username(who)), reason: Some(text("they showed it")), channel: None }
}

/// What the employer goes on with by itself.
pub(super) fn own_initiative(danger: bool) -> OpenOwnInitiative {
    OpenOwnInitiative {
        reason: text("it cannot be left so"),
        danger,
        allegations: vec![allegation(Ground::ReligionBelief, Form::Harassment)],
        facts: employment_minimum(),
    }
}
