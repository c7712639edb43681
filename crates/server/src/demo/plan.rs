//! What happens next to a complaint: one look at where it stands and what its story says. There is no list of
//! acts; whatever the procedure asks for is done when it is missing.

mod after;
mod agreeing;
mod deciding;
mod finding;
mod hands;
mod keeping;
mod measure;

use domain::{
    Action, Case, Command, PartyId, Role, Stage,
    case::PartyRole,
    consultation::About,
    decision::DraftReasons,
    intake::{Acknowledge, Admit, Receiver, Refer},
    interim::{OrderInterim, ReviewInterim},
    taken_down::TakenDown,
};
use jiff::civil::Date;

use super::{
    directory::Town,
    phrases::Phrases,
    story::{self, Route, Side, Story, days, text},
};

/// One complaint, as it stands.
pub(super) struct Scene<'a> {
    pub(super) story: &'a Story,
    /// Its place among all, which makes it differ from the next.
    pub(super) turn: usize,
    pub(super) town: &'a Town,
    pub(super) phrases: &'a Phrases,
    pub(super) filed: Date,
    pub(super) today: Date,
    pub(super) case: &'a Case,
}

/// What happens next.
pub(super) enum Next {
    /// Somebody, by user name, does something.
    Act(&'static str, Box<Command>),
    /// Nothing before this day.
    Wait(Date),
    /// Nothing more.
    End,
}

/// What happens next, if this is where the case waits.
type Perhaps = anyhow::Result<Option<Next>>;

/// Leaves with the first thing that is to be done.
macro_rules! first {
    ($($perhaps:expr),* $(,)?) => {
        {
            $(if let Some(next) = $perhaps? {
                return Ok(Some(next));
            })*
        }
    };
}

use first;

#[expect(clippy::unnecessary_wraps, reason = "each place that acts gives a Perhaps")]
fn act(who: &'static str, command: Command) -> Perhaps {
    Ok(Some(Next::Act(who, Box::new(command))))
}

/// Who tells what a party says.
#[derive(Clone, Copy)]
pub(super) enum Voice {
    /// Who has an account, by user name.
    Own(&'static str),
    /// Staff, by user name, who take it down for a party without one.
    Office(&'static str, PartyId),
}

impl Voice {
    fn says(self, command: Command) -> Perhaps {
        match self {
            Self::Own(who) => act(who, command),
            Self::Office(who, party) => {
                let taken = TakenDown { party, read_back: true, original: None };
                act(who, Command::TakenDown(taken, Box::new(command)))
            }
        }
    }
}

impl Scene<'_> {
    /// What happens next.
    pub(super) fn next(&self) -> anyhow::Result<Next> {
        Ok(self.missing()?.unwrap_or(Next::End))
    }

    fn missing(&self) -> Perhaps {
        if let Some(measure) = &self.case.measure {
            return self.measure(measure);
        }
        let stage = self.case.stage();
        if stage != Stage::Submitted {
            first!(self.settle_conflicts());
        }
        first!(self.withdraw(), self.review_measures(), self.answer_checks(), self.ask_review());
        match stage {
            Stage::Draft => return Ok(Some(Next::Wait(days(self.today, 7)))),
            Stage::Submitted => first!(self.take_in()),
            Stage::Acknowledged => {
                first!(self.case_work(), act(self.caseworker()?, Command::StartScreening));
            }
            Stage::Screening => first!(self.screen()),
            Stage::Admitted => first!(self.order_measure(), self.mediate(), self.open_investigation()),
            Stage::InformalResolution => first!(self.agree()),
            Stage::Investigation => first!(self.rest(), self.investigate()),
            Stage::Hearing => first!(self.hear()),
            Stage::Assessment => first!(self.assess()),
            Stage::DecisionDrafted => first!(self.decide()),
            Stage::Decided => first!(self.carry_out()),
            Stage::Settled => first!(
                self.consult(About::Remedy, self.caseworker()?),
                act(self.caseworker()?, Command::StartRemedies)
            ),
            Stage::Remediation => first!(self.complete()),
            Stage::FollowUp => first!(self.close()),
            Stage::UnderReview => first!(self.review()),
            Stage::Inadmissible | Stage::Withdrawn => return Ok(Some(Next::Wait(days(self.today, 3)))),
            Stage::Referred => first!(act(self.case_closer()?, Command::ConfirmReceipt)),
            Stage::Closed => first!(self.archive()),
            Stage::Archived => first!(self.dispose()),
            Stage::Discarded | Stage::Destroyed | Stage::Preserved => {}
        }
        Ok(None)
    }

    fn take_in(&self) -> Perhaps {
        let intake = self.one_of(["intake", "intake2"])?;
        first!(self.declare(intake));
        let contact = story::line(self.caseworker()?)?;
        act(intake, Command::Acknowledge(Acknowledge { contact, next_steps: self.told("next_steps")? }))
    }

    fn case_work(&self) -> Perhaps {
        self.at_work(Role::Caseworker, self.caseworker()?)
    }

    fn screen(&self) -> Perhaps {
        let caseworker = self.caseworker()?;
        first!(self.case_work());
        let about = match self.story.route {
            Route::Rejection | Route::Referral | Route::Whistleblower => About::Outcome,
            Route::Decision | Route::Mediation | Route::Withdrawal => About::Scope,
        };
        if self.story.route == Route::Rejection && self.case.draft.is_none() {
            return act(caseworker, Command::DraftRejection(self.reasons_of_rejection()?));
        }
        first!(self.consult(about, caseworker));
        match self.story.route {
            Route::Rejection => {
                let decider = self.decider(0)?;
                first!(self.at_work(Role::DecisionMaker, decider));
                act(decider, Command::Reject)
            }
            Route::Referral => self.refer(caseworker, Receiver::WorkEnvironment),
            Route::Whistleblower => self.refer(caseworker, Receiver::WhistleblowerUnit),
            _ => {
                first!(self.complete_facts(caseworker, false));
                act(caseworker, Command::Admit(Admit::default()))
            }
        }
    }

    fn reasons_of_rejection(&self) -> anyhow::Result<DraftReasons> {
        Ok(DraftReasons {
            legal_rules: Some(self.told("rejection_rules")?),
            considerations: Some(self.told("rejection_considerations")?),
            essential_facts: Some(self.told("rejection_facts")?),
            guidance: Some(self.told("guidance")?),
        })
    }

    fn refer(&self, caseworker: &'static str, receiver: Receiver) -> Perhaps {
        let name: &str = receiver.into();
        let (name, reason) =
            (self.told(&format!("receiver_{name}"))?, self.told(&format!("referral_{name}"))?);
        act(caseworker, Command::Refer(Refer { receiver, name: story::line(name.as_str())?, reason }))
    }

    /// Whoever may, once the receiver has confirmed: not the caseworker any more after the whistleblower unit.
    fn case_closer(&self) -> anyhow::Result<&'static str> {
        if self.case.is_with_whistleblower_unit() { Ok("coordinator") } else { self.caseworker() }
    }

    fn order_measure(&self) -> Perhaps {
        let Some(wanted) = &self.story.interim else { return Ok(None) };
        if !self.case.interim_measures.is_empty() {
            return Ok(None);
        }
        let decider = self.decider(0)?;
        first!(self.at_work(Role::DecisionMaker, decider));
        first!(self.consult(About::Interim, decider));
        let order = OrderInterim {
            measure: wanted.measure,
            what: text(&wanted.what)?,
            until: days(self.today, 90),
            touches_complainant: wanted.touches_complainant,
        };
        act(decider, Command::OrderInterim(order))
    }

    /// Measures in force are looked at again on their day.
    fn review_measures(&self) -> Perhaps {
        if self.case.decision.is_some() || !Action::ReviewInterim.rule().from.contains(&self.case.stage()) {
            return Ok(None);
        }
        let due = self.case.interim_measures.iter();
        let mut due = due.filter(|it| it.is_in_force(self.today) && it.review_on <= self.today);
        let Some(measure) = due.next_back() else { return Ok(None) };
        let review = ReviewInterim { reason: self.told("measure_goes_on")?, until: None };
        act(self.decider(0)?, Command::ReviewInterim(measure.id, review))
    }
}

/// The one who finds the facts.
const INVESTIGATOR: &str = "investigator";

/// The party on a side.
fn role_of(side: Side) -> PartyRole {
    match side {
        Side::Complainant => PartyRole::Complainant,
        Side::Unit => PartyRole::EmployerUnit,
    }
}
