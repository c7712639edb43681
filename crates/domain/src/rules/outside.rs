//! The clocks that run outside while a complaint is handled here (N1).

use jiff::{Span, civil::Date};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    adjust::StopTheClock,
    explain::{ComputedDeadline, Trail, Warning},
    fact::Fact,
    facts::Given,
    forum::{Forum, Stopped},
    home::Rules,
    pack::Pack,
    rule::{DeadlineRule, RuleId},
    terms::{Jurisdiction, KeyedOn, Phase},
};
use crate::{Form, Ground};

/// How many days before a last day it comes near, the widest first. POLICY.
pub const COMES_NEAR: [u16; 4] = [60, 30, 14, 7];

/// What of a case the outside clocks depend on.
#[derive(Clone, Copy, Debug)]
pub struct Situation<'a> {
    /// Whose law applies.
    pub jurisdiction: Jurisdiction,
    /// Where in working life it happened.
    pub phase: Phase,
    /// The alleged grounds.
    pub grounds: &'a [Ground],
    /// The alleged forms.
    pub forms: &'a [Form],
    /// The dates.
    pub known: Known,
    /// Answers to the questions of a rule, such as whether a state agency exists.
    pub answers: &'a [(Fact, bool)],
}

/// The dates of a case that are known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The act, or the first of several.
    pub act: Option<Date>,
    /// The last incident of conduct that goes on.
    pub last_incident: Option<Date>,
    /// The day the person learned of it.
    pub knowledge: Option<Date>,
    /// The day a refusal reached the person.
    pub refusal: Option<Date>,
    /// The day the notice of dismissal reached the person.
    pub notice: Option<Date>,
    /// The last day of the employment.
    pub effective: Option<Date>,
    /// The day the complaint was filed here.
    pub filed: Option<Date>,
    /// Contact for early conciliation and the day of its certificate.
    pub conciliation: Option<(Date, Option<Date>)>,
}

/// A body outside with the last day to turn to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OutsideClock {
    /// The stable name of the body.
    pub forum: String,
    /// What it calls itself.
    pub title: String,
    /// The key of its name in the language of the reader, which `GET /forums` tells.
    pub name: String,
    /// The key of the words that say how to turn to it, which `GET /forums` tells.
    pub guidance: String,
    /// The address of its page.
    pub page: String,
    /// The last day; null where no period is set, or none has begun.
    #[schema(required)]
    pub last_day: Option<Date>,
    /// Whether this internal complaint stops the clock.
    pub stopped_by_complaint: Stopped,
    /// The date and how it came about; null where the body has no clock, or its start is not known.
    #[schema(required)]
    pub deadline: Option<ComputedDeadline>,
    /// Where it stands that one can turn to this body.
    pub source: String,
    /// Whether the text of that source was read and says so.
    pub verified: bool,
    /// What to know beside the warnings of the date itself.
    pub warnings: Vec<Warning>,
}

/// The last day of a body outside and what gave it, without how it came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutsideDate<'a> {
    /// The stable name of the body.
    pub forum: &'a str,
    /// The rule.
    pub rule: &'a RuleId,
    /// Its version.
    pub version: u32,
    /// The last day; none where no period is set.
    pub last_day: Option<Date>,
}

/// How near a last day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Nearness {
    /// Over.
    Passed,
    /// At most so many days away, one of [`COMES_NEAR`].
    Within(u16),
    /// Further away.
    Far,
}

/// How near a last day is.
#[must_use]
pub fn nearness(last_day: Date, today: Date) -> Nearness {
    if last_day < today {
        return Nearness::Passed;
    }
    let reached = COMES_NEAR.into_iter().rev().find(|days| near_from(last_day, *days) <= today);
    reached.map_or(Nearness::Far, Nearness::Within)
}

/// The days on which a last day comes near, the earliest first.
#[must_use]
pub fn near_days(last_day: Date) -> [Date; COMES_NEAR.len()] {
    COMES_NEAR.map(|days| near_from(last_day, days))
}

fn near_from(last_day: Date, days: u16) -> Date {
    last_day.saturating_sub(Span::new().days(days))
}

impl Rules {
    /// The bodies outside and their clocks, the nearest last day first.
    #[must_use]
    pub fn outside(&self, situation: &Situation<'_>) -> Vec<OutsideClock> {
        let Some(pack) = self.pack(situation.jurisdiction) else { return Vec::new() };
        let mut clocks = Vec::new();
        for forum in pack.forums().filter(|it| it.takes(situation.phase, situation.grounds, situation.forms))
        {
            let mut rules =
                forum.clocks.iter().filter_map(|id| clock(pack, forum, &id.0, situation)).peekable();
            if rules.peek().is_none() {
                clocks.push(shown(forum, None, Vec::new()));
            }
            clocks.extend(rules);
        }
        clocks.sort_by_key(|clock| (clock.last_day.is_none(), clock.last_day));
        clocks
    }
}

impl Rules {
    /// Of [`Rules::outside`] the last days that have begun to run, for whoever compares many of them and explains none.
    #[must_use]
    pub fn outside_dates<'a>(&'a self, situation: &Situation<'_>) -> Vec<OutsideDate<'a>> {
        let Some(pack) = self.pack(situation.jurisdiction) else { return Vec::new() };
        let mut dates = Vec::new();
        for forum in pack.forums().filter(|it| it.takes(situation.phase, situation.grounds, situation.forms))
        {
            dates.extend(forum.clocks.iter().filter_map(|id| {
                let newest = pack.versions(&id.0).next_back()?;
                let given = given(newest, situation, &mut Vec::new())?;
                let rule = in_force(pack, newest, &given);
                let last_day = pack.reckon(rule, &given, &mut Trail::not_kept());
                Some(OutsideDate { forum: &forum.id, rule: &rule.id, version: rule.version, last_day })
            }));
        }
        dates.sort_by_key(|date| (date.last_day.is_none(), date.last_day));
        dates
    }
}

/// The version that applies to what it is given.
fn in_force<'a>(pack: &'a Pack, newest: &'a DeadlineRule, given: &Given) -> &'a DeadlineRule {
    pack.version(&newest.id.0, given.key_day(newest)).unwrap_or(newest)
}

/// The clock of one rule.
fn clock(pack: &Pack, forum: &Forum, id: &str, situation: &Situation<'_>) -> Option<OutsideClock> {
    let newest = pack.versions(id).next_back()?;
    let mut warnings = Vec::new();
    let Some(given) = given(newest, situation, &mut warnings) else {
        let facts: Vec<&str> = newest.triggers.iter().map(|trigger| trigger.fact.key()).collect();
        let detail = format!("counted from {}, which is not known", facts.join(" or "));
        warnings.push(Warning { code: "not_started".to_owned(), detail });
        return Some(shown(forum, None, warnings));
    };
    let rule = in_force(pack, newest, &given);
    Some(shown(forum, Some(pack.explain(rule, &given)), warnings))
}

fn shown(forum: &Forum, deadline: Option<ComputedDeadline>, mut warnings: Vec<Warning>) -> OutsideClock {
    let caveats = forum.caveats.iter();
    warnings.extend(caveats.map(|it| Warning { code: it.code.clone(), detail: it.detail.clone() }));
    if !forum.verified {
        let detail = "how to turn to this body was not checked against its source".to_owned();
        warnings.push(Warning { code: "unverified".to_owned(), detail });
    }
    OutsideClock {
        forum: forum.id.clone(),
        title: forum.title.clone(),
        name: forum.name.clone(),
        guidance: forum.guidance.clone(),
        page: forum.page.clone(),
        last_day: deadline.as_ref().and_then(|it| it.due_on),
        stopped_by_complaint: forum.stopped_by_complaint,
        deadline,
        source: forum.source.clone(),
        verified: forum.verified,
        warnings,
    }
}

/// What the rule is given: the first of its triggers that is known, or the earliest where it takes several.
fn given(rule: &DeadlineRule, situation: &Situation<'_>, warnings: &mut Vec<Warning>) -> Option<Given> {
    let known = situation.known;
    let phase = situation.phase;
    let fits = rule.triggers.iter().filter(|it| it.phases.as_ref().is_none_or(|them| them.contains(&phase)));
    let mut fits: Vec<_> = fits.collect();
    // What the rule names for this phase comes before what it takes in any.
    fits.sort_by_key(|trigger| trigger.phases.is_none());
    let facts: Vec<Fact> = fits.into_iter().map(|trigger| trigger.fact).collect();
    let mut days: Vec<(Fact, Date)> =
        facts.iter().filter_map(|fact| Some((*fact, known.date(*fact)?))).collect();
    // Conduct that goes on ends with its last incident; its caveat speaks of the acts before.
    let last = days.iter().copied().find(|(fact, _)| *fact == Fact::LastIncident);
    if let Some(last) = last.filter(|_| phase == Phase::Employment) {
        days = vec![last];
    }
    if days.is_empty() {
        let fact = facts.into_iter().find(|fact| can_be_assumed(*fact))?;
        let first = known.earliest()?;
        let doubt = if known.act.is_some() {
            "which is not later"
        } else {
            "the earliest date that is; if the act was before that, so is the last day"
        };
        let detail = format!("{fact} is not known; counted from {first}, {doubt}");
        warnings.push(Warning { code: "start_assumed".to_owned(), detail });
        days = vec![(fact, first)];
    }
    if !rule.several {
        days.truncate(1);
    }
    let mut given = Given::earliest(days)?.phase(phase);
    for end in &rule.at_most {
        if let Some(day) = known.date(end.fact).or(known.earliest()) {
            given = given.and(end.fact, day);
        }
    }
    if rule.keyed_on == KeyedOn::FilingDate
        && let Some(filed) = known.filed
    {
        given = given.and(Fact::FilingReceived, filed);
    }
    if rule.stop_the_clock == Some(StopTheClock::Conciliation)
        && let Some((contact, certificate)) = known.conciliation
    {
        given = given.and(Fact::ConciliationFrom, contact);
        given = certificate.into_iter().fold(given, |given, day| given.and(Fact::ConciliationTo, day));
    }
    Some(situation.answers.iter().fold(given, |given, (fact, yes)| given.answer(*fact, *yes)))
}

/// Whether the earliest date of a case can stand for the fact, so that no later date comes out than need be.
fn can_be_assumed(fact: Fact) -> bool {
    matches!(
        fact,
        Fact::ActDate
            | Fact::ClaimDue
            | Fact::KnowledgeDate
            | Fact::LastIncident
            | Fact::NoticeReceived
            | Fact::RefusalReceived
    )
}

impl Known {
    fn date(self, fact: Fact) -> Option<Date> {
        match fact {
            Fact::ActDate => self.act,
            Fact::LastIncident => self.last_incident,
            Fact::KnowledgeDate => self.knowledge,
            Fact::RefusalReceived => self.refusal,
            Fact::NoticeReceived => self.notice,
            Fact::EffectiveDate | Fact::EmploymentEnded => self.effective,
            _ => None,
        }
    }

    /// The earliest of the dates on which something happened to the person.
    fn earliest(self) -> Option<Date> {
        let days = [self.act, self.last_incident, self.knowledge, self.refusal, self.notice];
        days.into_iter().flatten().min()
    }
}
