//! What holds for every date, not only for those of the vectors.

use jiff::{Span, civil::Date};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use strum::IntoEnumIterator;

use super::{
    Amount, ComputedDeadline, DeadlineRule, Fact, FactType, Given, Length, Phase, Roll, Rules, explain::Trail,
};

fn day() -> impl Strategy<Value = Date> {
    let first = jiff::civil::date(1900, 1, 1);
    (0..109_938_i64).prop_map(move |n| first.saturating_add(Span::new().days(n)))
}

/// Each rule of the Danish pack, as it applies from a day on.
fn cases(on: Date, days: u16) -> Vec<(&'static DeadlineRule, Given, Option<Length>)> {
    let mut cases = Vec::new();
    for rule in Rules::denmark().home().rules() {
        let given = Given::on(on);
        match rule.amount.as_ref() {
            None => cases.push((rule, given, None)),
            Some(Amount::Fixed(length)) => cases.push((rule, given, Some(*length))),
            Some(Amount::ByPhase(lengths)) => {
                cases.extend(
                    Phase::iter()
                        .map(|phase| (rule, given.clone().phase(phase), Some(lengths.by_phase[&phase]))),
                );
            }
            Some(Amount::ByAnswer(by)) => {
                let yes = given.clone().answer(by.answer, true);
                cases
                    .extend([(rule, yes, Some(by.yes)), (rule, given.answer(by.answer, false), Some(by.no))]);
            }
            Some(Amount::Told(_)) => {
                for length in [Length::Days(days), Length::Weeks(days / 7 + 1), Length::Months(days / 30 + 1)]
                {
                    cases.push((rule, given.clone().lasting(length), Some(length)));
                }
            }
        }
    }
    cases
}

fn explain(rule: &DeadlineRule, given: &Given) -> ComputedDeadline {
    Rules::denmark().home().explain(rule, given)
}

/// The end of a period by walking, one day or month at a time.
fn walked(rule: &DeadlineRule, start: Date, length: Length) -> Date {
    let pack = Rules::denmark().home();
    let calendar = rule.calendar.as_ref().and_then(|id| pack.calendar(id));
    let one_day = |date: Date| date.tomorrow().unwrap();
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
    while rule.roll == Roll::NextBusinessDay && !calendar.unwrap().is_working(end) {
        end = one_day(end);
    }
    end
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
        let then = on.saturating_add(Span::new().days(later));
        for ((rule, given, _), (_, later, _)) in cases(on, days).into_iter().zip(cases(then, days)) {
            prop_assert!(explain(rule, &given).due_on <= explain(rule, &later).due_on, "{}", rule.id);
        }
    }

    #[test]
    fn an_end_that_moves_or_is_counted_in_working_days_is_a_working_day(on in day(), days in 1..400_u16) {
        for (rule, given, length) in cases(on, days) {
            if rule.roll == Roll::None && !matches!(length, Some(Length::WorkingDays(_))) {
                continue;
            }
            let calendar = Rules::denmark().home().calendar(rule.calendar.as_ref().unwrap()).unwrap();
            let due_on = explain(rule, &given).due_on.unwrap();
            prop_assert!(calendar.is_working(due_on), "{} {due_on}", rule.id);
        }
    }

    #[test]
    fn counting_equals_walking(on in day(), days in 1..400_u16) {
        for (rule, given, length) in cases(on, days) {
            let walked = length.map(|length| walked(rule, on, length));
            prop_assert_eq!(explain(rule, &given).due_on, walked, "{}", rule.id);
        }
    }

    #[test]
    fn an_explanation_begins_with_the_trigger_and_ends_with_the_date(on in day(), days in 1..400_u16) {
        for (rule, given, _) in cases(on, days) {
            let computed = explain(rule, &given);
            prop_assert_eq!(computed.explanation[0].date, on);
            let last = computed.explanation.last().map(|step| step.date);
            prop_assert!(computed.due_on.is_none() || computed.due_on == last, "{computed:?}");
            let unexplained = Rules::denmark().home().reckon(rule, &given, &mut Trail::not_kept());
            prop_assert_eq!(computed.due_on, unexplained);
        }
    }

    #[test]
    fn facts_of_any_kind_are_taken_or_refused_with_a_pointer(facts in any_facts()) {
        for rule in Rules::denmark().home().rules() {
            match Rules::denmark().home().compute(&rule.id.0, &facts) {
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
        for info in Rules::denmark().home().describe() {
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
            let too_early = info.valid_from.is_some_and(|from| on < from);
            let other_phase = [Some(Fact::NoticeReceived), Some(Fact::RecruitmentEnded)].contains(&chosen);
            let computed = Rules::denmark().home().compute(&info.id.0, &facts);
            prop_assert_eq!(computed.is_err(), too_early || other_phase, "{} {:?}", info.id, computed);
        }
    }
}

#[test]
fn answers_have_the_shape_that_clients_read() {
    let facts = json!({ "decision_received": "2027-05-08" });
    let computed = Rules::denmark().home().compute("DK-D3", facts.as_object().unwrap()).unwrap();
    let expected = json!({
        "rule": "DK-D3",
        "rule_version": 1,
        "due_on": "2027-06-07",
        "effect": "hard_limit",
        "verified": false,
        "source": "Ligebehandlingsnævnet, the secretariat [S64], old page",
        "explanation": [
            { "step": "trigger", "date": "2027-05-08", "detail": "decision_received, the day itself is not counted" },
            { "step": "count", "date": "2027-06-05", "detail": "4 weeks" },
            { "step": "skip", "date": "2027-06-05", "detail": "Constitution Day" },
            { "step": "skip", "date": "2027-06-06", "detail": "Sunday" },
            { "step": "roll", "date": "2027-06-07", "detail": "next working day of DK-LIMITATION" },
        ],
        "warnings": [{
            "code": "old_source",
            "detail": "the four weeks stand on a page of 2013; follow the guidance in the letter",
        }, {
            "code": "unverified",
            "detail": "not checked against its source: ask before relying on this date",
        }],
    });
    assert_eq!(serde_json::to_value(&computed).unwrap(), expected);

    let info = Rules::denmark().home().describe().into_iter().find(|info| info.id.0 == "DK-D8").unwrap();
    let expected = json!({
        "id": "DK-D8",
        "version": 1,
        "title": "Reply to a hearing item",
        "jurisdiction": "DK",
        "phases": ["recruitment", "employment", "dismissal"],
        "holder": "party",
        "facts": [
            { "key": "letter_available", "type": "date", "required": true, "one_of": [], "several": false },
            { "key": "days", "type": "days", "required": false, "one_of": [], "several": false },
            { "key": "agreement_days", "type": "days", "required": false, "one_of": [], "several": false },
        ],
        "amount": { "fact": "days", "default": { "days": 14 }, "minimum": { "days": 7 } },
        "count": "day_after",
        "restart": null,
        "stop_the_clock": null,
        "extension": { "ground": "agreement" },
        "at_most": [],
        "warn_after": [],
        "calendar": "DK-LIMITATION",
        "roll": "next_business_day",
        "effect": "target",
        "valid_from": null,
        "valid_to": null,
        "keyed_on": "act_date",
        "source": "POLICY; forvaltningsloven § 19 asks for a reasonable period",
        "verified": false,
    });
    assert_eq!(serde_json::to_value(&info).unwrap(), expected);
}
