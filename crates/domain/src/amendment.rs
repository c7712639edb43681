//! Amendment: the complainant adds what is like or related to what they complained of before (rulebook 7.4, `amend`).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    AllegationId, Case, ContentId, Text,
    allegation::{Allegation, NewAllegation},
    case::PartyRole,
    codes::codes,
    delivery::Delivered,
    event,
    guard::Guard,
    proceeding::Proceeding,
    refusal::Refusal,
    state::State,
};

/// As many allegations are added at once as a complaint begins with.
const MOST: usize = 50;

/// As many allegations as a decision can answer.
const MOST_OF_CASE: usize = 200;

codes! {
    /// How what is added relates to what was alleged before.
    Relation { Like, Related }
}

/// What an allegation that was added has to do with one that was there before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Amendment {
    /// When it was added.
    pub on: Date,
    /// How it relates to the other.
    pub relation: Relation,
    /// The other.
    pub allegation: AllegationId,
    /// The person's own words.
    #[schema(value_type = String)]
    pub words: ContentId,
}

/// More allegations, which are like or related to one already there.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Amend {
    /// What they have to do with the complaint; without it they are a complaint of their own.
    #[serde(default)]
    pub like_or_related: Option<LikeOrRelated>,
    /// What is alleged besides.
    #[schema(min_items = 1, max_items = 50)]
    pub allegations: Vec<NewAllegation>,
}

/// What something that is added has to do with an allegation already there.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LikeOrRelated {
    /// How it relates to the other.
    pub relation: Relation,
    /// The other, which is in the complaint already.
    pub allegation: AllegationId,
    /// In the person's own words.
    pub words: Text,
}

/// What happened to the complaint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(tag = "event", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    /// Allegations were added; a hearing goes back to the investigation.
    Amended {
        /// The new ones.
        allegations: Vec<Allegation>,
    },
}

pub(crate) fn apply(case: &mut Case, what: &Event, event: &event::Event) {
    match what {
        Event::Amended { allegations } => {
            for allegation in allegations {
                case.allege(allegation);
            }
            if case.state == State::Hearing {
                case.leave_hearing(event.on);
                case.state = State::Investigation;
            }
        }
    }
}

/// Adds allegations. Who was told of the complaint is told of them.
pub(crate) fn amend(p: &mut Proceeding<'_, '_>, amend: Amend) -> Result<(), Refusal> {
    let stated = stated(&p.case, amend.like_or_related)?;
    if amend.allegations.is_empty() || amend.allegations.len() > MOST {
        return Err(Refusal::invalid(
            "/allegations",
            "out_of_range",
            format!("from 1 to {MOST} allegations"),
        ));
    }
    if p.case.allegations.len() + amend.allegations.len() > MOST_OF_CASE {
        let detail = format!("a case has at most {MOST_OF_CASE} allegations");
        return Err(Refusal::invalid("/allegations", "too_many", detail));
    }
    let amendment = Amendment {
        on: p.today(),
        relation: stated.relation,
        allegation: stated.allegation,
        words: p.keep("amendment", stated.words),
    };
    let heard_from = p.case.hearing_items.len();
    let added = amend.allegations.into_iter().map(|new| Allegation {
        amendment: Some(amendment.clone()),
        heard_from,
        ..crate::allegation::write(p, new)
    });
    let allegations: Vec<_> = added.collect();
    if let Some(first) = allegations.first() {
        p.on(first.id);
    }
    p.happened(Event::Amended { allegations });
    // A unit that is not told yet, because its notice is delayed, will be told of the whole complaint.
    let unit = p.case.party(PartyRole::EmployerUnit).filter(|_| p.case.respondent_informed());
    let told = [unit, p.case.party(PartyRole::Complainant)];
    for party in told.into_iter().flatten().map(|it| it.id).collect::<Vec<_>>() {
        p.deliver(party, Delivered::AmendmentNotice, None);
    }
    Ok(())
}

fn stated(case: &Case, stated: Option<LikeOrRelated>) -> Result<LikeOrRelated, Refusal> {
    let (code, detail) = match stated {
        None => ("no_relation", "say which allegation of the complaint it is like or related to, and how"),
        Some(stated) if !case.allegations.iter().any(|it| it.id == stated.allegation) => {
            ("unknown_allegation", "the complaint has no such allegation to be like or related to")
        }
        Some(stated) => return Ok(stated),
    };
    Err(Refusal::unmet(Guard::LikeOrRelated, code, "/allegations", detail))
}
