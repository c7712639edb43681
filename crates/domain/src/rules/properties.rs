//! What holds for every date, not only for those of the vectors.

mod awkward;

use jiff::{Span, civil::Date};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use strum::IntoEnumIterator;

use super::{
    Amount, ComputedDeadline, Count, DeadlineRule, Effect, ExtensionGround, Fact, FactType, Given,
    Jurisdiction, Length, Pack, Phase, Roll, RuleHolder, Rules, explain::Trail,
};

fn day() -> impl Strategy<Value = Date> {
    let first = jiff::civil::date(1900, 1, 1);
    (0..109_938_i64).prop_map(move |n| first.saturating_add(Span::new().days(n)))
}

fn after(day: Date, days: i64) -> Date {
    day.saturating_add(Span::new().days(days))
}

/// A rule with what it is given, and the length that this chooses.
struct Posed {
    pack: &'static Pack,
    rule: &'static DeadlineRule,
    given: Given,
    length: Option<Length>,
}

impl Posed {
    fn explain(&self) -> ComputedDeadline {
        self.with(&self.given)
    }

    fn with(&self, given: &Given) -> ComputedDeadline {
        self.pack.explain(self.rule, given)
    }

    /// Whether nothing but its length and its roll make the date: no other rule before it, no other end.
    fn is_plain(&self) -> bool {
        self.rule.at_most.is_empty() && self.rule.triggers.iter().all(|trigger| trigger.via.is_none())
    }

    /// Whether an end on a day off moves.
    fn rolls(&self) -> bool {
        let duty = self.rule.effect == Effect::Duty && self.rule.holder == RuleHolder::Employer;
        self.rule.roll == Roll::NextBusinessDay && !duty
    }

    /// The end of the period by walking, one day or month at a time.
    fn walked(&self, length: Length) -> Date {
        let calendar = self.rule.calendar.as_ref().and_then(|id| self.pack.calendar(id));
        let one_day = |date: Date| date.tomorrow().unwrap();
        let start = match self.rule.count {
            Count::DayAfter => self.given.on,
            Count::BeginningWith => self.given.on.yesterday().unwrap(),
        };
        let mut end = start;
        match length {
            Length::Days(n) => (0..n).for_each(|_| end = one_day(end)),
            Length::Weeks(n) => (0..n * 7).for_each(|_| end = one_day(end)),
            Length::WorkingDays(n) => {
                let mut worked = 0;
                while worked < n {
                    end = one_day(end);
                    worked += u16::from(calendar.unwrap().is_working(end));
                }
            }
            Length::Months(n) => end = same_day_or_last(start, i32::from(n)),
            Length::Years(n) => end = same_day_or_last(start, i32::from(n) * 12),
        }
        while self.rolls() && !calendar.unwrap().is_working(end) {
            end = one_day(end);
        }
        end
    }
}

/// Each rule of each pack, as it applies from a day on.
fn posed(on: Date, days: u16) -> Vec<Posed> {
    let mut posed = Vec::new();
    for (pack, rule) in Rules::denmark().packs().flat_map(|pack| pack.rules().map(move |rule| (pack, rule))) {
        let mut pose = |given: Given, length| {
            let ends = rule.at_most.iter().fold(given, |given, end| given.and(end.fact, on));
            posed.push(Posed { pack, rule, given: ends, length });
        };
        let given = Given::on(on);
        match rule.amount.as_ref() {
            None => pose(given, None),
            Some(Amount::Fixed(length)) => pose(given, Some(*length)),
            Some(Amount::ByPhase(lengths)) => {
                for phase in Phase::iter() {
                    pose(given.clone().phase(phase), Some(lengths.by_phase[&phase]));
                }
            }
            Some(Amount::ByAnswer(by)) => {
                pose(given.clone().answer(by.answer, true), Some(by.yes));
                pose(given.answer(by.answer, false), Some(by.no));
            }
            Some(Amount::Told(_)) => {
                for length in [Length::Days(days), Length::Weeks(days / 7 + 1), Length::Months(days / 30 + 1)]
                {
                    pose(given.clone().lasting(length), Some(length));
                }
            }
        }
    }
    posed
}

fn same_day_or_last(start: Date, months: i32) -> Date {
    let months = i32::from(start.year()) * 12 + i32::from(start.month()) - 1 + months;
    let year = i16::try_from(months / 12).unwrap();
    let month = i8::try_from(months % 12 + 1).unwrap();
    (1..=start.day()).rev().find_map(|day| Date::new(year, month, day).ok()).unwrap()
}

fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|n| json!(n)),
        any::<u16>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "P[0-9]{0,6}[DWMYé]".prop_map(Value::from),
        "-?[0-9]{1,6}-[01][0-9]-[0-3][0-9](T00:00)?".prop_map(Value::from),
        day().prop_map(|date| json!(date.to_string())),
        Just(json!("employment")),
        Just(json!(["2026-11-24"])),
        Just(json!({ "days": 14 })),
    ]
}

fn any_facts() -> impl Strategy<Value = Map<String, Value>> {
    let key = prop_oneof![
        9 => proptest::sample::select(Fact::iter().map(Fact::key).collect::<Vec<_>>()).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    proptest::collection::vec((key, any_value()), 0..4).prop_map(|facts| facts.into_iter().collect())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_later_trigger_never_gives_an_earlier_date(on in day(), later in 0..400_i64, days in 1..400_u16) {
        for (first, second) in posed(on, days).into_iter().zip(posed(after(on, later), days)) {
            prop_assert!(first.explain().due_on <= second.explain().due_on, "{}", first.rule.id);
        }
    }

    #[test]
    fn an_end_that_moves_or_is_counted_in_working_days_is_a_working_day(on in day(), days in 1..400_u16) {
        for posed in posed(on, days) {
            if !posed.rolls() && !matches!(posed.length, Some(Length::WorkingDays(_))) {
                continue;
            }
            let calendar = posed.pack.calendar(posed.rule.calendar.as_ref().unwrap()).unwrap();
            let due_on = posed.explain().due_on.unwrap();
            prop_assert!(calendar.is_working(due_on), "{} {due_on}", posed.rule.id);
        }
    }

    #[test]
    fn counting_equals_walking(on in day(), days in 1..400_u16) {
        for posed in posed(on, days).into_iter().filter(Posed::is_plain) {
            let walked = posed.length.map(|length| posed.walked(length));
            prop_assert_eq!(posed.explain().due_on, walked, "{}", posed.rule.id);
        }
    }

    #[test]
    fn an_explanation_begins_with_the_trigger_and_ends_with_the_date(on in day(), days in 1..400_u16) {
        for posed in posed(on, days) {
            let computed = posed.explain();
            prop_assert_eq!(computed.explanation[0].date, on);
            let last = computed.explanation.last().map(|step| step.date);
            prop_assert!(computed.due_on.is_none() || computed.due_on == last, "{computed:?}");
            let unexplained = posed.pack.reckon(posed.rule, &posed.given, &mut Trail::not_kept());
            prop_assert_eq!(computed.due_on, unexplained);
            let warned = computed.warnings.iter().any(|warning| warning.code == "unverified");
            prop_assert_eq!(warned, !posed.rule.verified);
        }
    }

    #[test]
    fn what_stops_the_clock_never_shortens(
        on in day(), days in 1..400_u16, first in -60..400_i64, lasting in 0..200_i64, again in 0..200_i64,
    ) {
        let (from, to) = (after(on, first), after(on, first + lasting));
        for posed in posed(on, days) {
            let plain = posed.explain().due_on;
            let given = posed.given.clone().suspended(from, to);
            let stopped = posed.with(&given).due_on;
            prop_assert!(plain <= stopped, "{}", posed.rule.id);
            let twice = posed.with(&given.suspended(after(to, again), after(to, again + lasting))).due_on;
            prop_assert!(stopped <= twice, "{}", posed.rule.id);
            prop_assert!(posed.rule.is_policy() || plain == twice, "law is not suspended: {}", posed.rule.id);
            let contact = posed.given.clone().and(Fact::ConciliationFrom, from);
            prop_assert_eq!(plain, posed.with(&contact).due_on, "no certificate, no pause");
            let ended = posed.with(&contact.and(Fact::ConciliationTo, to)).due_on;
            prop_assert!(plain <= ended, "{}", posed.rule.id);
        }
    }

    #[test]
    fn a_later_certificate_or_act_never_gives_an_earlier_date(
        on in day(), later in 0..60_i64, contact in 60..200_i64, lasting in 0..90_i64, more in 0..90_i64,
    ) {
        let britain = Rules::denmark().pack(Jurisdiction::Gb).unwrap();
        let rule = britain.versions("GB-D3").last().unwrap();
        let due = |act: Date, lasting: i64| {
            let (from, to) = (after(on, contact), after(on, contact + lasting));
            let given = Given::on(act).and(Fact::ConciliationFrom, from).and(Fact::ConciliationTo, to);
            britain.explain(rule, &given).due_on
        };
        prop_assert!(due(on, lasting) <= due(after(on, later), lasting));
        prop_assert!(due(on, lasting) <= due(on, lasting + more));
    }

    #[test]
    fn an_extension_never_shortens_and_only_an_agreement_moves(on in day(), days in 1..400_u16, more in 1..400_u16) {
        for posed in posed(on, days) {
            let (plain, extended) = (posed.explain().due_on, posed.with(&posed.given.clone().agreed(more)).due_on);
            prop_assert!(plain <= extended, "{}", posed.rule.id);
            let agreed = posed.rule.extension.is_some_and(|it| it.ground == ExtensionGround::Agreement);
            prop_assert!(agreed || plain == extended, "{}", posed.rule.id);
        }
    }

    #[test]
    fn the_holidays_of_a_part_of_the_country_never_give_an_earlier_date(on in day(), days in 1..400_u16) {
        for posed in posed(on, days) {
            let plain = posed.explain().due_on;
            for region in posed.pack.regions(posed.pack.calendar_id(posed.rule)) {
                let due_on = posed.with(&posed.given.clone().region(&region.id)).due_on;
                prop_assert!(plain <= due_on, "{} {}", posed.rule.id, region.id);
            }
        }
    }

    #[test]
    fn an_amendment_never_shortens_and_never_goes_beyond_its_limit(on in day(), amended in 0..500_i64) {
        let federal = Rules::denmark().pack(Jurisdiction::UsFed).unwrap();
        let rule = federal.versions("UF-D4").last().unwrap();
        let plain = federal.explain(rule, &Given::on(on)).due_on.unwrap();
        let given = Given::on(on).and(Fact::LastAmendment, after(on, amended));
        let due_on = federal.explain(rule, &given).due_on.unwrap();
        prop_assert!(plain <= due_on);
        prop_assert!(due_on <= after(on, 360));
    }

    #[test]
    fn facts_of_any_kind_are_taken_or_refused_with_a_pointer(facts in any_facts()) {
        for (pack, rule) in Rules::denmark().packs().flat_map(|pack| pack.rules().map(move |it| (pack, it))) {
            match pack.compute(&rule.id.0, &facts) {
                Ok(computed) => prop_assert_eq!(&computed.rule, &rule.id),
                Err(super::ComputeError::Facts(errors)) => {
                    prop_assert!(!errors.is_empty());
                    prop_assert!(errors.iter().all(|error| error.pointer.starts_with("/facts/")));
                }
                Err(error) => prop_assert!(false, "{error}"),
            }
        }
    }

    #[test]
    fn what_a_rule_says_it_takes_is_enough(on in day(), choice in any::<proptest::sample::Index>()) {
        for (pack, info) in Rules::denmark().packs().flat_map(|pack| pack.describe().into_iter().map(move |it| (pack, it))) {
            let alternatives: Vec<_> = info.facts.iter().filter(|fact| !fact.one_of.is_empty()).collect();
            let chosen = (!alternatives.is_empty()).then(|| choice.get(&alternatives).key);
            let needed = info.facts.iter().filter(|fact| fact.required || Some(fact.key) == chosen);
            let value = |kind| match kind {
                FactType::Date => json!(on.to_string()),
                FactType::Days => json!(14),
                FactType::Period => json!("P4W"),
                FactType::Phase => json!("employment"),
                FactType::YesOrNo => json!(true),
                FactType::Region => json!("none is required"),
            };
            let facts = needed.map(|fact| (fact.key.key().to_owned(), value(fact.r#type))).collect();
            let oldest = pack.versions(&info.id.0).next().unwrap();
            let too_early = oldest.valid_from.is_some_and(|from| on < from);
            let elsewhere = oldest.triggers.iter().any(|trigger| {
                let phases = trigger.phases.as_ref();
                Some(trigger.fact) == chosen && phases.is_some_and(|them| !them.contains(&Phase::Employment))
            });
            let other_phase = elsewhere && info.facts.iter().any(|fact| fact.key == Fact::Phase);
            let computed = pack.compute(&info.id.0, &facts);
            prop_assert_eq!(computed.is_err(), too_early || other_phase, "{} {:?}", info.id, computed);
        }
    }
}
