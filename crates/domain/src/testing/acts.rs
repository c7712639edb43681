//! What people send, with a marker in each text.

use jiff::civil::Date;
use strum::IntoEnumIterator;

use super::{play::Play, town::SCHOOL};
use crate::{
    Action, AllegationId, Command, ConsultationId, Finding, Form, Ground, HearingItemId, IdentityLevel,
    Jurisdiction, Line, Link, PersonRef, Role, Text,
    allegation::NewAllegation,
    amendment::{Amend, LikeOrRelated, Relation},
    archive::{ArchiveRule, RegisterCode},
    assignment::Assign,
    case::{FiledBy, PartyRole},
    consultation::{About, AnswerConsultation, AskConsultation, Stance, Track, WeighConsultation, track},
    decision::{
        Assess, DraftDecision, DraftReasons, IndirectTest, NewAnswer, NewFinding, NewRemedy, NewWorksheet,
    },
    filing::{OpenDraft, SetFacts},
    hearing::{Disclose, NewAdverseFact, Reply},
    impartiality::{Concern, Declare, NewConcerned},
    intake::Acknowledge,
    interim::{InterimPlan, Measure},
    measure::NewImposed,
    mediation::NewTerm,
    phase::{Facts, NotObtainable, dismissal, employment, recruitment},
    remedy::RemedyKind,
};

/// Stands in every text, and must be seen nowhere else.
pub(super) const MARK: &str = "Zaubernuss";

pub(super) fn date(year: i16, month: i8, day: i8) -> Date {
    jiff::civil::date(year, month, day)
}

pub(super) fn text(words: &str) -> Text {
    Text::try_from(format!("{MARK}: {words}")).unwrap()
}

pub(super) fn line(words: &str) -> Line {
    Line::try_from(format!("{MARK} {words}")).unwrap()
}

/// A user name as requests bring it.
pub(super) fn username(name: &str) -> Line {
    Line::try_from(name.to_owned()).unwrap()
}

pub(super) fn account(name: &str) -> PersonRef {
    PersonRef { user: Some(username(name)), name: None }
}

pub(super) fn named(name: &str) -> PersonRef {
    PersonRef { user: None, name: Some(line(name)) }
}

/// A complaint by the complainant, filed at once, with one allegation.
pub(super) fn complaint(facts: Facts<Text>, occurred: Date) -> OpenDraft {
    OpenDraft {
        filed_by: FiledBy::Complainant,
        jurisdiction: Jurisdiction::Dk,
        unit: SCHOOL,
        story: text("what happened"),
        desired_remedy: Some(text("an apology")),
        occurred_from: occurred,
        occurred_to: None,
        identity: IdentityLevel::Confidential,
        language: None,
        channel: None,
        on_behalf_of: None,
        read_back: false,
        whistleblower: Some(false),
        facts,
        allegations: vec![allegation(Ground::EthnicOrigin, Form::Direct)],
        concerned: Vec::new(),
        submit: true,
    }
}

pub(super) fn allegation(ground: Ground, form: Form) -> NewAllegation {
    NewAllegation { ground, form, link: Link::OwnTrait, what: text("what is alleged") }
}

pub(super) fn concerned(concern: Concern, person: PersonRef) -> NewConcerned {
    NewConcerned { concern, person }
}

/// What must be known at admission of a complaint about recruitment.
pub(super) fn recruitment_minimum() -> Facts<Text> {
    Facts::Recruitment(recruitment::Facts {
        posting: Some(text("kitchen assistant")),
        requirements: Some(text("Danish at native level")),
        criteria_fixed_on: Some(date(2026, 7, 1)),
        refusal_received_on: Some(date(2026, 9, 14)),
        ..recruitment::Facts::default()
    })
}

/// What must be known at admission of a complaint about employment.
pub(super) fn employment_minimum() -> Facts<Text> {
    let incident = |on| employment::Incident { on, what: text("mocked the accent") };
    Facts::Employment(employment::Facts {
        kind: Some(employment::Kind::Harassment),
        incidents: [date(2026, 1, 12), date(2026, 2, 3), date(2026, 3, 20)].map(incident).into(),
        ..employment::Facts::default()
    })
}

/// What must be known at admission of a complaint about a dismissal.
pub(super) fn dismissal_minimum() -> Facts<Text> {
    Facts::Dismissal(dismissal::Facts {
        kind: Some(dismissal::Kind::Redundancy),
        notice_received_on: Some(date(2026, 12, 18)),
        effective_on: Some(date(2027, 3, 31)),
        stated_reason: Some(text("two posts fewer")),
        ..dismissal::Facts::default()
    })
}

/// The same facts with whatever else must be known marked as not to be had.
pub(super) fn rest_not_obtainable(mut facts: Facts<Text>) -> Facts<Text> {
    let alleged: Vec<Form> = Form::iter().collect();
    let missing = facts.missing(true, &alleged).into_iter();
    let missing: Vec<_> =
        missing.map(|it| NotObtainable { fact: it.to_owned(), reason: text("lost") }).collect();
    match &mut facts {
        Facts::Recruitment(facts) => facts.not_obtainable.extend(missing),
        Facts::Employment(facts) => facts.not_obtainable.extend(missing),
        Facts::Dismissal(facts) => facts.not_obtainable.extend(missing),
    }
    facts
}

pub(super) fn set_facts(facts: Facts<Text>) -> Command {
    Command::SetFacts(Box::new(SetFacts { facts, whistleblower: None }))
}

pub(super) fn acknowledge() -> Command {
    Command::Acknowledge(Acknowledge { contact: username("caseworker"), next_steps: text("we look at it") })
}

pub(super) fn impartial() -> Command {
    Command::Declare(Declare { reasons: [].into(), words: None })
}

pub(super) fn assign(who: &str, role: Role) -> Command {
    Command::Assign(Assign { user: username(who), role, replaces: None })
}

/// A rule that the council approved on a day.
pub(super) fn archive_rule(approved_on: Date) -> ArchiveRule {
    let code = |code: &str| RegisterCode::try_from(code.to_owned()).unwrap();
    let (rule, basis, approval) = (code("HR-2035-4"), code("ARK-591-5-2"), code("COUNCIL-2035/118"));
    ArchiveRule { rule, basis, approval, approved_on }
}

pub(super) fn ask(about: About) -> Command {
    let support = InterimPlan::Order { measure: Measure::Support, touches_complainant: false };
    Command::AskConsultation(AskConsultation {
        about,
        interim: (about == About::Interim).then_some(support),
        track: (about == About::Track).then_some(Track::Investigation),
        plan: text("the plan"),
        because: text("why"),
        consequences: text("what it means"),
    })
}

/// A question about just this way.
pub(super) fn ask_track(track: Track) -> Command {
    let Command::AskConsultation(mut asked) = ask(About::Track) else { unreachable!() };
    asked.track = Some(track);
    Command::AskConsultation(asked)
}

/// A question that an action can rest on.
pub(super) fn ask_for(about: About, action: Action) -> Command {
    track(action).map_or_else(|| ask(about), ask_track)
}

/// A question about just this step.
pub(super) fn ask_step(plan: InterimPlan) -> Command {
    let Command::AskConsultation(mut asked) = ask(About::Interim) else { unreachable!() };
    asked.interim = Some(plan);
    Command::AskConsultation(asked)
}

pub(super) fn answer(id: ConsultationId, stance: Stance) -> Command {
    Command::AnswerConsultation(id, AnswerConsultation { stance, words: Some(text("what I think")) })
}

pub(super) fn weigh(id: ConsultationId) -> Command {
    Command::WeighConsultation(id, WeighConsultation { how: text("taken into account") })
}

pub(super) fn disclose(item: HearingItemId) -> Command {
    Command::Disclose(item, Disclose { days: None, reason: None })
}

pub(super) fn reply(item: HearingItemId) -> Command {
    Command::Reply(item, Reply { reply: text("not so"), adverse_facts: Vec::new() })
}

pub(super) fn reasons() -> DraftReasons {
    DraftReasons {
        legal_rules: Some(text("FBL s. 2")),
        considerations: Some(text("considerations")),
        essential_facts: Some(text("facts")),
        guidance: Some(text("where to complain")),
    }
}

impl Play {
    /// The coordinator assigns somebody, who declares to be impartial.
    #[track_caller]
    pub(super) fn staff(&mut self, who: &str, role: Role) {
        self.does("coordinator", assign(who, role));
        self.does(who, impartial());
    }

    /// Somebody asks, the complainant agrees, and it is weighed.
    #[track_caller]
    pub(super) fn consult(&mut self, who: &str, about: About) -> ConsultationId {
        self.consult_by(who, ask(about))
    }

    /// The same about the way that the case is to take.
    #[track_caller]
    pub(super) fn consult_track(&mut self, who: &str, track: Track) -> ConsultationId {
        self.consult_by(who, ask_track(track))
    }

    #[track_caller]
    pub(super) fn consult_by(&mut self, who: &str, question: Command) -> ConsultationId {
        let id = self.made(who, question);
        self.does("complainant", answer(id, Stance::Agree));
        self.does(who, weigh(id));
        id
    }

    /// The same about a step about an interim measure, with that answer.
    #[track_caller]
    pub(super) fn consult_step(&mut self, who: &str, plan: InterimPlan, stance: Stance) {
        let id = self.made(who, ask_step(plan));
        self.does("complainant", answer(id, stance));
        self.does(who, weigh(id));
    }

    /// The allegations, in order.
    pub(super) fn allegations(&self) -> Vec<AllegationId> {
        self.case.allegations.iter().map(|it| it.id).collect()
    }

    /// The items of the hearing, in order.
    pub(super) fn items(&self) -> Vec<HearingItemId> {
        self.case.hearing_items.iter().map(|it| it.id).collect()
    }

    pub(super) fn fact_against(&self, role: PartyRole) -> NewAdverseFact {
        NewAdverseFact { fact: text("an adverse fact"), party: self.party(role) }
    }

    /// More allegations, related to the first.
    pub(super) fn amendment(&self, allegations: Vec<NewAllegation>) -> Amend {
        let first = self.allegations().first().copied().unwrap_or(AllegationId(uuid::Uuid::nil()));
        let words = text("it went on");
        let related = LikeOrRelated { relation: Relation::Related, allegation: first, words };
        Amend { like_or_related: Some(related), allegations }
    }

    /// What is agreed on an allegation, due in thirty days.
    pub(super) fn term(&self, allegation: AllegationId) -> NewTerm {
        let due_on = self.today().saturating_add(jiff::Span::new().days(30));
        NewTerm { allegation, terms: text("terms"), owner: Some(line("head of school")), due_on }
    }

    /// A sheet for each open allegation.
    pub(super) fn worksheets(&self) -> Command {
        let sheet = |it: &crate::allegation::Allegation| NewWorksheet {
            allegation: it.id,
            facts: text("facts"),
            presumption: true,
            presumption_reason: text("why"),
            explanation: text("the employer's"),
            rebutted: false,
            indirect: (it.form == Form::Indirect).then_some(IndirectTest {
                aim_legitimate: true,
                suitable: false,
                necessary: false,
            }),
        };
        let open = self.case.allegations.iter().filter(|it| it.is_open());
        Command::Assess(Assess { worksheets: open.map(sheet).collect() })
    }

    /// A complete decision with the same finding on everything, each reply answered, and an apology due.
    pub(super) fn decision(&self, finding: Finding) -> DraftDecision {
        let open = self.case.allegations.iter().filter(|it| it.is_open());
        let replies = self.case.hearing_items.iter().filter(|it| it.reply.is_some());
        let found = matches!(finding, Finding::Substantiated | Finding::PartlySubstantiated);
        let remedy = |kind| NewRemedy {
            kind,
            what: text("what is to be done"),
            owner: Some(line("head of school")),
            due_on: self.today().saturating_add(jiff::Span::new().days(30)),
        };
        DraftDecision {
            reasons: reasons(),
            findings: open
                .map(|it| NewFinding { allegation: it.id, finding, reasons: text("because") })
                .collect(),
            answers: replies.map(|it| NewAnswer { item: it.id, answer: text("answer") }).collect(),
            remedies: if found && self.case.measure.is_none() {
                vec![remedy(RemedyKind::Apology)]
            } else {
                Vec::new()
            },
            measures: Vec::new(),
            imposes: self.case.measure.as_ref().map(|it| {
                Box::new(NewImposed {
                    sanction: it.intended().unwrap_or(crate::measure::Sanction::NoMeasure),
                    what: Some(text("what is imposed")),
                    effective_on: None,
                    orally: false,
                })
            }),
        }
    }
}
