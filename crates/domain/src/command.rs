//! Every command there is: one for each intention, with what it brings.

use crate::{
    AccessRequestId, Case, CaseId, ConflictCheckId, ConsultationId, DeliveryId, ExternalProceedingId,
    FollowUpId, HearingItemId, InformationRequestId, InterimMeasureId, LegalHoldId, PartyId, SuspensionId,
    action::Action,
    allegation::NewAllegation,
    amendment::{self, Amend},
    archive::{self, Archive, Dispose, Disposition},
    assignment::{self, Assign},
    case::PartyRole,
    consultation::{self, AnswerConsultation, AskConsultation, ExceptConsultation, WeighConsultation},
    decision::{self, Assess, DraftDecision, DraftReasons, ReturnDecision},
    delivery,
    external::{self, EndExternal, NoticeExternal},
    file_access::{self, AnswerAccess, AskAccess},
    filing::{self, ChooseChannel, SetFacts},
    follow_up::{self, AnswerCheck, CheckAnswer, Close},
    guard::Intent,
    hearing::{self, AskExtension, Disclose, ExtendItem, NewAdverseFact, Reply, Waive},
    impartiality::{self, Declare, NewConcerned, SettleConflict},
    information::{self, AnswerInformation, RequestInformation},
    intake::{self, Acknowledge, Admit, Refer},
    interim::{self, EndInterim, InterimPlan, OrderInterim, ReviewInterim},
    investigation::{self, FinishInvestigation, RecordEvidence, RecordInterview, RecordNote},
    legal_hold::{self, Hold, ReleaseHold},
    linked::{
        self, Consolidate, LinkReport, LinkedAs, OpenOwnInitiative, RaiseAlarm, SplitOff, WatchedEvent,
    },
    mediation::{self, OfferMediation, Settle},
    party::{self, AddParty, AddRepresentative, SetIdentityLevel, SetPseudonym},
    people::PersonRef,
    proceeding::Proceeding,
    refusal::Refusal,
    remedy::{self, CompleteRemedies, NoRemedies},
    reminder,
    review::{self, AskReview, Conclude, Reopen},
    suspension::{self, EndSuspension, Suspend},
    withdrawal::{self, ConfirmWithdrawal, Withdraw},
};

/// An intention on a case that exists.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each payload says what it is")]
pub enum Command {
    SetFacts(Box<SetFacts>),
    ChooseChannel(ChooseChannel),
    AddAllegation(NewAllegation),
    Amend(Amend),
    AddConcerned(NewConcerned),
    Discard,
    Submit,
    Acknowledge(Acknowledge),
    StartScreening,
    Refer(Refer),
    ConfirmReceipt,
    DraftRejection(DraftReasons),
    ReviseRejection(DraftReasons),
    Reject,
    Admit(Admit),
    InformRespondent,
    RequestInformation(RequestInformation),
    AnswerInformation(InformationRequestId, AnswerInformation),
    OpenInvestigation,
    RecordInterview(RecordInterview),
    RecordEvidence(RecordEvidence),
    RecordNote(RecordNote),
    FinishInvestigation(FinishInvestigation),
    AddAdverseFact(NewAdverseFact),
    Disclose(HearingItemId, Disclose),
    Reply(HearingItemId, Reply),
    AskExtension(HearingItemId, AskExtension),
    ExtendItem(HearingItemId, ExtendItem),
    Waive(HearingItemId, Waive),
    CloseHearing,
    AskAccess(AskAccess),
    AnswerAccess(AccessRequestId, AnswerAccess),
    AskConsultation(AskConsultation),
    AnswerConsultation(ConsultationId, AnswerConsultation),
    ExtendConsultation(ConsultationId),
    ExceptConsultation(ConsultationId, ExceptConsultation),
    WeighConsultation(ConsultationId, WeighConsultation),
    OrderInterim(OrderInterim),
    ReviewInterim(InterimMeasureId, ReviewInterim),
    EndInterim(InterimMeasureId, EndInterim),
    Suspend(Suspend),
    EndSuspension(SuspensionId, EndSuspension),
    Resume,
    NoticeExternal(NoticeExternal),
    EndExternal(ExternalProceedingId, EndExternal),
    Hold(Hold),
    ReleaseHold(LegalHoldId, ReleaseHold),
    Archive(Archive),
    Dispose(Disposition, Dispose),
    AgreeMediation,
    OfferMediation(OfferMediation),
    EndMediation,
    Settle(Settle),
    SignSettlement,
    Assess(Assess),
    DraftDecision(DraftDecision),
    ReviseDecision(DraftDecision),
    ReturnDecision(ReturnDecision),
    Decide,
    AskReview(AskReview),
    ConcludeReview(Conclude),
    StartRemedies,
    NoRemedies(NoRemedies),
    CompleteRemedies(CompleteRemedies),
    AnswerCheck(FollowUpId, AnswerCheck),
    AttemptCheck,
    Close(Close),
    Reopen(Reopen),
    Lapse,
    BeginFollowUp,
    Withdraw(Withdraw),
    ConfirmWithdrawal(ConfirmWithdrawal),
    RevokeWithdrawal,
    RaiseAlarm(RaiseAlarm),
    NoteHrEvent(WatchedEvent),
    OpenOwnInitiative(Box<OpenOwnInitiative>),
    LinkReport(LinkReport),
    SplitOff(SplitOff),
    Consolidate(Consolidate),
    SetPseudonym(PartyId, SetPseudonym),
    Declare(Declare),
    SettleConflict(ConflictCheckId, SettleConflict),
    Assign(Assign),
    AddParty(AddParty),
    AddRepresentative(AddRepresentative),
    SetIdentityLevel(SetIdentityLevel),
    Deliver,
    Remind,
    RecordOpening(DeliveryId),
}

impl Command {
    /// The intention, for the policy, the tables and the audit log.
    #[must_use]
    pub fn action(&self) -> Action {
        match self {
            Self::SetFacts(_) => Action::SetFacts,
            Self::ChooseChannel(_) => Action::ChooseChannel,
            Self::AddAllegation(_) => Action::AddAllegation,
            Self::Amend(_) => Action::Amend,
            Self::AddConcerned(_) => Action::AddConcerned,
            Self::Discard => Action::Discard,
            Self::Submit => Action::Submit,
            Self::Acknowledge(_) => Action::Acknowledge,
            Self::StartScreening => Action::StartScreening,
            Self::Refer(_) => Action::Refer,
            Self::ConfirmReceipt => Action::ConfirmReceipt,
            Self::DraftRejection(_) => Action::DraftRejection,
            Self::ReviseRejection(_) => Action::ReviseRejection,
            Self::Reject => Action::Reject,
            Self::Admit(_) => Action::Admit,
            Self::InformRespondent => Action::InformRespondent,
            Self::RequestInformation(_) => Action::RequestInformation,
            Self::AnswerInformation(..) => Action::AnswerInformation,
            Self::OpenInvestigation => Action::OpenInvestigation,
            Self::RecordInterview(_) => Action::RecordInterview,
            Self::RecordEvidence(_) => Action::RecordEvidence,
            Self::RecordNote(_) => Action::RecordNote,
            Self::FinishInvestigation(_) => Action::FinishInvestigation,
            Self::AddAdverseFact(_) => Action::AddAdverseFact,
            Self::Disclose(..) => Action::Disclose,
            Self::Reply(..) => Action::Reply,
            Self::AskExtension(..) => Action::AskExtension,
            Self::ExtendItem(..) => Action::ExtendItem,
            Self::Waive(..) => Action::Waive,
            Self::CloseHearing => Action::CloseHearing,
            Self::AskAccess(_) => Action::AskAccess,
            Self::AnswerAccess(..) => Action::AnswerAccess,
            Self::AskConsultation(_) => Action::AskConsultation,
            Self::AnswerConsultation(..) => Action::AnswerConsultation,
            Self::ExtendConsultation(_) => Action::ExtendConsultation,
            Self::ExceptConsultation(..) => Action::ExceptConsultation,
            Self::WeighConsultation(..) => Action::WeighConsultation,
            Self::OrderInterim(_) => Action::OrderInterim,
            Self::ReviewInterim(..) => Action::ReviewInterim,
            Self::EndInterim(..) => Action::EndInterim,
            Self::Suspend(_) => Action::Suspend,
            Self::EndSuspension(..) => Action::EndSuspension,
            Self::Resume => Action::Resume,
            Self::NoticeExternal(_) => Action::NoticeExternal,
            Self::EndExternal(..) => Action::EndExternal,
            Self::Hold(_) => Action::Hold,
            Self::ReleaseHold(..) => Action::ReleaseHold,
            Self::Archive(_) => Action::Archive,
            Self::Dispose(Disposition::Destruction, _) => Action::Destroy,
            Self::Dispose(Disposition::Preservation, _) => Action::Preserve,
            Self::AgreeMediation => Action::AgreeMediation,
            Self::OfferMediation(_) => Action::OfferMediation,
            Self::EndMediation => Action::EndMediation,
            Self::Settle(settle) if settle.terms.is_some() => Action::ProposeSettlement,
            Self::Settle(_) => Action::Settle,
            Self::SignSettlement => Action::SignSettlement,
            Self::Assess(_) => Action::Assess,
            Self::DraftDecision(_) => Action::DraftDecision,
            Self::ReviseDecision(_) => Action::ReviseDecision,
            Self::ReturnDecision(_) => Action::ReturnDecision,
            Self::Decide => Action::Decide,
            Self::AskReview(_) => Action::AskReview,
            Self::ConcludeReview(Conclude::Uphold { .. }) => Action::Uphold,
            Self::ConcludeReview(Conclude::Change { .. }) => Action::ChangeDecision,
            Self::ConcludeReview(Conclude::SendBack { .. }) => Action::SendBack,
            Self::StartRemedies => Action::StartRemedies,
            Self::NoRemedies(_) => Action::NoRemedies,
            Self::CompleteRemedies(_) => Action::CompleteRemedies,
            Self::AnswerCheck(..) => Action::AnswerCheck,
            Self::AttemptCheck => Action::AttemptCheck,
            Self::Close(_) => Action::Close,
            Self::Reopen(_) => Action::Reopen,
            Self::Lapse => Action::Lapse,
            Self::BeginFollowUp => Action::BeginFollowUp,
            Self::Withdraw(_) => Action::Withdraw,
            Self::ConfirmWithdrawal(_) => Action::ConfirmWithdrawal,
            Self::RevokeWithdrawal => Action::RevokeWithdrawal,
            Self::RaiseAlarm(_) | Self::NoteHrEvent(_) => Action::RaiseAlarm,
            Self::OpenOwnInitiative(_) => Action::OpenOwnInitiative,
            Self::LinkReport(_) => Action::LinkReport,
            Self::SplitOff(_) => Action::SplitOff,
            Self::Consolidate(_) => Action::Consolidate,
            Self::SetPseudonym(..) => Action::SetPseudonym,
            Self::Declare(_) => Action::Declare,
            Self::SettleConflict(..) => Action::SettleConflict,
            Self::Assign(_) => Action::Assign,
            Self::AddParty(_) => Action::AddParty,
            Self::AddRepresentative(_) => Action::AddRepresentative,
            Self::SetIdentityLevel(_) => Action::SetIdentityLevel,
            Self::Deliver => Action::Deliver,
            Self::Remind => Action::Remind,
            Self::RecordOpening(_) => Action::RecordOpening,
        }
    }

    /// What the guards need to know of it.
    pub(crate) fn intent(&self) -> Intent {
        let intent = Intent::of(self.action());
        match self {
            Self::OrderInterim(order) => Intent { step: Some(order.plan()), ..intent },
            Self::ReviewInterim(id, review) => {
                let step = Some(InterimPlan::Change { interim_measure: *id });
                Intent { step, takes_effect: review.until.is_some(), ..intent }
            }
            Self::EndInterim(id, _) => {
                Intent { step: Some(InterimPlan::End { interim_measure: *id }), ..intent }
            }
            Self::Dispose(_, dispose) => Intent { takes_effect: dispose.archive_rule.is_none(), ..intent },
            Self::ConcludeReview(Conclude::Change { decision }) => {
                Intent { takes_effect: decision.is_none(), ..intent }
            }
            _ => intent,
        }
    }

    /// The user names it mentions, as accounts write them, so that the directory can be asked for them beforehand.
    #[must_use]
    pub fn mentions(&self) -> Vec<String> {
        let person = PersonRef::username;
        let mentioned = match self {
            Self::AddConcerned(new) => person(&new.person),
            Self::Acknowledge(acknowledge) => Some(acknowledge.contact.as_str().to_lowercase()),
            Self::RecordInterview(interview) => person(&interview.person),
            Self::RecordEvidence(evidence) => evidence.from.as_ref().and_then(person),
            Self::SettleConflict(_, settle) => settle.user.as_ref().map(|it| it.as_str().to_lowercase()),
            Self::Assign(assign) => Some(assign.user.as_str().to_lowercase()),
            Self::AddParty(new) => person(&new.person),
            Self::AddRepresentative(new) => person(&new.person),
            _ => None,
        };
        mentioned.into_iter().collect()
    }

    /// Whether the decision needs to know who answers for the unit, and the reporting lines of that person, of
    /// those the filing names and of those the command names.
    #[must_use]
    pub fn detects(&self) -> bool {
        match self {
            Self::Submit
            | Self::AddConcerned(_)
            | Self::SettleConflict(..)
            | Self::Declare(_)
            | Self::Admit(_)
            | Self::OrderInterim(_)
            | Self::OpenOwnInitiative(_) => true,
            _ if self.sounds() => true,
            Self::AddParty(new) => new.role == PartyRole::EmployerUnit,
            _ => false,
        }
    }

    /// Whether it raises the alarm for retaliation, which opens a case or is recorded on the one that is open.
    fn sounds(&self) -> bool {
        match self {
            Self::RaiseAlarm(_) | Self::NoteHrEvent(_) => true,
            Self::AnswerCheck(_, answer) => answer.answer == CheckAnswer::Yes,
            Self::ConfirmWithdrawal(confirm) => confirm.under_pressure,
            _ => false,
        }
    }

    /// The other cases that it touches or may touch, so that they are at hand.
    #[must_use]
    pub fn beside(&self, case: &Case) -> Vec<CaseId> {
        match self {
            Self::LinkReport(link) => vec![link.case],
            Self::Consolidate(with) => vec![with.case],
            _ if self.sounds() => case.linked_as(LinkedAs::Victimisation).collect(),
            _ => Vec::new(),
        }
    }

    /// Whether it destroys the case, so that the decision needs the hash of what there is.
    #[must_use]
    pub fn destroys(&self) -> bool {
        matches!(self, Self::Dispose(Disposition::Destruction, dispose) if dispose.archive_rule.is_none())
    }

    /// Carries the command out on a case whose state and guards allow it.
    pub(crate) fn carry_out(self, p: &mut Proceeding<'_, '_>) -> Result<(), Refusal> {
        match self {
            Self::SetFacts(set) => filing::set_facts(p, *set)?,
            Self::ChooseChannel(choose) => filing::choose_channel(p, choose)?,
            Self::AddAllegation(new) => filing::add_allegation(p, new)?,
            Self::Amend(amend) => amendment::amend(p, amend)?,
            Self::AddConcerned(new) => impartiality::add_concerned(p, new, "")?,
            Self::Discard => filing::discard(p)?,
            Self::Submit => filing::submit(p),
            Self::Acknowledge(acknowledge) => intake::acknowledge(p, acknowledge)?,
            Self::StartScreening => intake::start_screening(p),
            Self::Refer(refer) => intake::refer(p, refer)?,
            Self::ConfirmReceipt => intake::confirm_receipt(p),
            Self::DraftRejection(draft) | Self::ReviseRejection(draft) => {
                decision::draft_rejection(p, draft)?;
            }
            Self::Reject => decision::reject(p)?,
            Self::Admit(admit) => intake::admit(p, admit)?,
            Self::InformRespondent => intake::inform(p),
            Self::RequestInformation(request) => information::request(p, request)?,
            Self::AnswerInformation(id, answer) => information::answer(p, id, answer)?,
            Self::OpenInvestigation => investigation::open(p),
            Self::RecordInterview(interview) => investigation::interview(p, interview)?,
            Self::RecordEvidence(evidence) => investigation::evidence(p, evidence)?,
            Self::RecordNote(note) => investigation::note(p, note)?,
            Self::FinishInvestigation(finish) => investigation::finish(p, finish)?,
            Self::AddAdverseFact(fact) => hearing::add_fact(p, fact, "")?,
            Self::Disclose(id, disclose) => hearing::disclose(p, id, disclose)?,
            Self::Reply(id, reply) => hearing::reply(p, id, reply)?,
            Self::AskExtension(id, ask) => hearing::ask_extension(p, id, ask)?,
            Self::ExtendItem(id, extend) => hearing::extend(p, id, &extend)?,
            Self::Waive(id, waive) => hearing::waive(p, id, waive)?,
            Self::CloseHearing => hearing::close(p),
            Self::AskAccess(ask) => file_access::ask(p, ask)?,
            Self::AnswerAccess(id, answer) => file_access::answer(p, id, answer)?,
            Self::AskConsultation(ask) => consultation::ask(p, ask)?,
            Self::AnswerConsultation(id, answer) => consultation::answer(p, id, answer)?,
            Self::ExtendConsultation(id) => consultation::extend(p, id)?,
            Self::ExceptConsultation(id, except) => consultation::except(p, id, except)?,
            Self::WeighConsultation(id, weigh) => consultation::weigh(p, id, weigh)?,
            Self::OrderInterim(order) => interim::order(p, order)?,
            Self::ReviewInterim(id, review) => interim::review(p, id, review)?,
            Self::EndInterim(id, end) => interim::end(p, id, end)?,
            Self::Suspend(suspend) => suspension::suspend(p, suspend)?,
            Self::EndSuspension(id, end) => suspension::end(p, id, end)?,
            Self::Resume => suspension::resume(p)?,
            Self::NoticeExternal(notice) => external::notice(p, notice)?,
            Self::EndExternal(id, end) => external::end(p, id, &end)?,
            Self::Hold(hold) => legal_hold::place(p, hold)?,
            Self::ReleaseHold(id, release) => legal_hold::release(p, id, release)?,
            Self::Archive(archive) => archive::archive(p, &archive)?,
            Self::Dispose(disposition, dispose) => archive::dispose(p, disposition, dispose)?,
            Self::AgreeMediation => mediation::agree(p)?,
            Self::OfferMediation(_) => mediation::offer(p),
            Self::EndMediation => mediation::end(p)?,
            Self::Settle(mut settle) => match settle.terms.take() {
                Some(terms) => mediation::propose(p, &settle, terms)?,
                None => mediation::settle(p),
            },
            Self::SignSettlement => mediation::sign(p)?,
            Self::Assess(assess) => decision::assess(p, assess)?,
            Self::DraftDecision(draft) | Self::ReviseDecision(draft) => decision::draft_decision(p, draft)?,
            Self::ReturnDecision(back) => decision::send_back(p, back),
            Self::Decide => decision::decide(p)?,
            Self::AskReview(ask) => review::ask(p, ask)?,
            Self::ConcludeReview(Conclude::Uphold { reasons }) => review::uphold(p, reasons)?,
            Self::ConcludeReview(Conclude::Change { decision }) => review::change(p, decision)?,
            Self::ConcludeReview(Conclude::SendBack { reasons }) => review::send_back(p, reasons)?,
            Self::StartRemedies => remedy::start(p),
            Self::NoRemedies(none) => remedy::none(p, none),
            Self::CompleteRemedies(complete) => remedy::complete(p, complete)?,
            Self::AnswerCheck(id, answer) => follow_up::answer(p, id, answer)?,
            Self::AttemptCheck => follow_up::attempt(p)?,
            Self::Close(close) => follow_up::close(p, close),
            Self::Reopen(reopen) => review::reopen(p, reopen),
            Self::Lapse => follow_up::lapse(p)?,
            Self::BeginFollowUp => follow_up::begin(p)?,
            Self::Withdraw(withdraw) => withdrawal::ask(p, withdraw),
            Self::ConfirmWithdrawal(confirm) => withdrawal::confirm(p, confirm),
            Self::RevokeWithdrawal => withdrawal::revoke(p),
            Self::RaiseAlarm(raise) => linked::raise(p, raise)?,
            Self::NoteHrEvent(watched) => linked::note_hr_event(p, watched)?,
            Self::OpenOwnInitiative(open) => linked::open_own_initiative(p, *open)?,
            Self::LinkReport(link) => linked::link_report(p, link)?,
            Self::SplitOff(split) => linked::split_off(p, split)?,
            Self::Consolidate(with) => linked::consolidate(p, with)?,
            Self::SetPseudonym(id, set) => party::set_pseudonym(p, id, &set)?,
            Self::Declare(declare) => impartiality::declare(p, declare)?,
            Self::SettleConflict(id, settle) => impartiality::settle(p, id, settle)?,
            Self::Assign(assign) => assignment::assign(p, &assign)?,
            Self::AddParty(new) => party::add_party(p, new)?,
            Self::AddRepresentative(new) => party::add_representative(p, new)?,
            Self::SetIdentityLevel(set) => party::set_identity(p, &set)?,
            Self::Deliver => delivery::deliver_waiting(p)?,
            Self::Remind => reminder::remind(p)?,
            Self::RecordOpening(id) => delivery::record_opening(p, id)?,
        }
        Ok(())
    }
}
