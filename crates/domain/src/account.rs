//! Whose account a party is, where that becomes known later or was somebody else's. Two people link, because it opens a
//! file to somebody; one cuts off, because each hour counts.

mod anew;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    Capacity, Case, Channel, ContentId, Line, PartyId, Role, Text, UserId,
    case::{Party, PartyRole},
    delivery::Delivered,
    event,
    guard::Guard,
    impartiality,
    proceeding::Proceeding,
    refusal::Refusal,
};

/// What somebody says about whose account a party is, until somebody else confirms it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ProposedAccount {
    /// The party.
    pub party: PartyId,
    /// The account.
    pub user: UserId,
    /// By which way acts are to reach them.
    pub channel: Channel,
    /// Who says so.
    pub by: UserId,
    /// Since when.
    pub on: Date,
    /// How they know.
    #[schema(value_type = String)]
    pub reason: ContentId,
}

/// Whose account a party is: said by staff with a user name, confirmed by another, a conflict officer, without one.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkAccount {
    /// The user name; left out by who confirms.
    #[serde(default)]
    #[schema(nullable = false)]
    pub user: Option<Line>,
    /// How it is known.
    #[serde(default)]
    pub reason: Option<Text>,
    /// By which way acts reach them from then on; by the portal unless they want letters.
    #[serde(default)]
    pub channel: Option<Channel>,
}

/// That the account was somebody else's.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnlinkAccount {
    /// How that came out.
    pub reason: Text,
    /// Who the party is, where no name is known yet.
    #[serde(default)]
    pub name: Option<Line>,
}

/// What happened to whose account a party is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(tag = "event", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Event {
    /// Somebody said so.
    AccountProposed {
        /// What.
        proposed: ProposedAccount,
    },
    /// Somebody else confirmed it.
    AccountLinked {
        /// The party.
        party: PartyId,
        /// The account.
        user: UserId,
        /// By which way acts reach them.
        channel: Channel,
    },
    /// It was somebody else's.
    AccountUnlinked {
        /// The party.
        party: PartyId,
        /// The account.
        user: UserId,
        /// How that came out.
        reason: ContentId,
        /// Who the party is.
        name: Option<ContentId>,
    },
}

pub(crate) fn apply(case: &mut Case, what: &Event, _: &event::Event) {
    match what {
        Event::AccountProposed { proposed } => {
            case.proposed_accounts.retain(|it| it.party != proposed.party);
            case.proposed_accounts.push(proposed.clone());
        }
        Event::AccountLinked { party, user, channel } => {
            case.proposed_accounts.retain(|it| it.party != *party);
            // The directory knows by which pseudonym staff systems know an account.
            case.pseudonyms.retain(|(whose, _)| whose != party);
            for linked in case.parties.iter_mut().filter(|it| it.id == *party) {
                linked.person.user = Some(*user);
                linked.channel = *channel;
            }
        }
        Event::AccountUnlinked { party, user, name, .. } => {
            for unlinked in case.parties.iter_mut().filter(|it| it.id == *party) {
                unlinked.person.user = None;
                unlinked.person.name = name.or(unlinked.person.name);
                unlinked.channel = Channel::Letter;
            }
            // Nobody is kept away for the reporting line of somebody who has nothing to do with it; what was settled
            // about somebody stays settled.
            let lines = case.whose_lines();
            case.conflict_checks
                .retain(|it| it.line_of != Some(*user) || it.settlement.is_some() || lines.contains(user));
        }
    }
}

/// Says, or confirms, whose account a party is.
pub(crate) fn link(p: &mut Proceeding<'_, '_>, id: PartyId, link: LinkAccount) -> Result<(), Refusal> {
    let party = p.case.party_by_id(id).ok_or(Refusal::NoSuchItem)?;
    let refused = |code, detail: &str| Err(Refusal::invalid("/user", code, detail));
    if party.person.user.is_some() {
        return refused("has_account", "the party has an account; if it is somebody else's, unlink it first");
    }
    if party.role == PartyRole::EmployerUnit {
        return refused("named_as_party", "who answers for the unit is named by adding a party");
    }
    p.on(id);
    let pending = p.case.proposed_accounts.iter().find(|it| it.party == id).cloned();
    match (link.user, pending) {
        (Some(username), _) => {
            let Some(user) = p.cx.directory.named(username.as_str()).map(|it| it.id) else {
                return refused("unknown_user", "nobody has this user name");
            };
            let Some(reason) = link.reason else {
                return Err(Refusal::invalid("/reason", "missing", "say how you know"));
            };
            fits(p, user)?;
            let proposed = ProposedAccount {
                party: id,
                user,
                channel: link.channel.unwrap_or(Channel::Portal),
                by: p.user()?,
                on: p.today(),
                reason: p.keep("account_reason", reason),
            };
            p.happened(Event::AccountProposed { proposed });
            Ok(())
        }
        (None, Some(proposed)) => confirm(p, &proposed),
        (None, None) => refused("missing", "say whose account it is: nobody has proposed one"),
    }
}

fn confirm(p: &mut Proceeding<'_, '_>, proposed: &ProposedAccount) -> Result<(), Refusal> {
    let not_alone =
        |code, detail: &str| Err(Refusal::unmet(Guard::FourEyes, code, "/proposed_accounts", detail));
    if p.capacity != Capacity::ConflictOfficer {
        return not_alone("conflict_officer_confirms", "a conflict officer confirms whose account it is");
    }
    if proposed.by == p.user()? {
        return not_alone("own_proposal", "somebody else confirms whose account it is");
    }
    let ProposedAccount { party, user, channel, .. } = *proposed;
    fits(p, user)?;
    p.happened(Event::AccountLinked { party, user, channel });
    impartiality::detect(p);
    tell(p, party, Delivered::AccountLinked);
    Ok(())
}

/// Whether an account can be the party's: of a person with no other part in the case, be it on the other side, behind
/// a wall or at work on it, who does not decide it themselves.
fn fits(p: &Proceeding<'_, '_>, user: UserId) -> Result<(), Refusal> {
    not_about_oneself(p, user, "/user")?;
    let works = p.case.assigned().any(|it| it.user == user)
        || p.case.acted.iter().any(|(who, capacity)| *who == user && capacity.is_staff());
    let no_person = p.cx.directory.members.get(&user).is_some_and(|it| it.roles.contains(&Role::Integration));
    let (code, detail) = if p.case.parties_of(user).next().is_some() {
        ("already_a_party", "the person has a part in this case")
    } else if p.case.walled(user) {
        ("walled_off", "a wall keeps the person away: settle the question about them first")
    } else if works {
        ("works_here", "the person works on this case, or did")
    } else if no_person {
        ("no_person", "the account is a staff system's")
    } else {
        return Ok(());
    };
    Err(Refusal::invalid("/user", code, detail))
}

fn not_about_oneself(p: &Proceeding<'_, '_>, user: UserId, pointer: &str) -> Result<(), Refusal> {
    if p.actor.user() != Some(user) {
        return Ok(());
    }
    let detail = "somebody else settles a question about you";
    Err(Refusal::unmet(Guard::Separation, "own_question", pointer, detail))
}

/// Cuts off who was taken for a party. What they saw stands in the log; what they are told stays with them, so that
/// nobody who works on cases does so on this one before that is settled.
pub(crate) fn unlink(p: &mut Proceeding<'_, '_>, id: PartyId, unlink: UnlinkAccount) -> Result<(), Refusal> {
    let party = p.case.party_by_id(id).cloned().ok_or(Refusal::NoSuchItem)?;
    let Some(user) = party.person.user else {
        return Err(Refusal::invalid("", "no_account", "the party has no account"));
    };
    not_about_oneself(p, user, "/parties")?;
    if user == p.case.author {
        let detail = "who wrote the complaint themselves was taken for nobody else";
        return Err(Refusal::invalid("", "own_filing", detail));
    }
    let named = party.person.name.is_some() || party.person.username.is_some();
    if party.role != PartyRole::EmployerUnit && !named && unlink.name.is_none() {
        return Err(Refusal::invalid("/name", "missing", "say who the party is"));
    }
    p.on(id);
    let reason = p.keep("account_reason", unlink.reason);
    let name = p.keep_some("person", unlink.name);
    p.happened(Event::AccountUnlinked { party: id, user, reason, name });
    impartiality::mistaken(p, user);
    impartiality::detect(p);
    tell(p, id, Delivered::AccountUnlinked);
    anew::send(p, id);
    Ok(())
}

/// Tells the party, unless there is nothing yet that they may know, or nobody who could be told.
fn tell(p: &mut Proceeding<'_, '_>, party: PartyId, act: Delivered) {
    let may_know = |it: &Party| p.case.capacity_of(it).is_some() && it.role != PartyRole::EmployerUnit;
    if p.case.party_by_id(party).is_some_and(may_know) {
        p.deliver(party, act, None);
    }
}
