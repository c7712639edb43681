//! Taking down what was done and what was denied.

use std::sync::Arc;

use domain::{Actor, Capacity, CaseId, Purpose, UserId};
use jiff::Timestamp;
use storage::{Tx, audit::Outcome, cases::Written, tally};

use crate::{
    App, Caller, Error, Request, Target,
    audit::{self, Record},
    random,
};

/// How many denials of one actor in one hour are taken down one by one (design 6). The rest is counted, and the
/// count taken down when the hour is over.
const DENIALS_IN_FULL: i64 = 600;

const MICROSECONDS_PER_HOUR: i64 = 3_600_000_000;

/// Why somebody sees the case in the answer to an act: a party because it is theirs, staff because they handle it.
/// So nobody has to say it twice, and the entry of the act tells why content was shown.
pub(crate) fn purpose_of_act(capacity: Capacity, request: &Request) -> Result<Option<Purpose>, Error> {
    match request.purpose {
        _ if capacity == Capacity::System => Ok(None),
        None if capacity.is_of_party() => Ok(Some(Purpose::OwnCase)),
        None => Ok(Some(Purpose::CaseHandling)),
        Some(own @ Purpose::OwnCase) if !capacity.is_of_party() => Err(Error::PurposeNotFitting(own)),
        given => Ok(given),
    }
}

impl App {
    /// The entry of a change, with hashes of all it stores.
    pub(crate) fn entry_of_change(
        &self,
        written: &Written<'_>,
        request: &Request,
    ) -> Result<storage::audit::Entry, Error> {
        let (id, salt) = (self.parts().ids.uuid(), random::bytes());
        let purpose = purpose_of_act(written.change.act.capacity, request)?;
        Ok(audit::of_change(written, purpose, request.id, id, salt)?)
    }

    /// Takes an act down that changes no case, in the unit of that act.
    pub(crate) async fn take_down(&self, tx: &Tx, record: Record) -> Result<(), Error> {
        let entry = audit::entry(record, self.parts().ids.uuid(), random::bytes())?;
        Ok(storage::audit::write(tx, &entry).await?)
    }

    /// Takes an act down that is not one on a case.
    pub(crate) async fn note(
        &self,
        tx: &Tx,
        request: &Request,
        actor: Option<UserId>,
        action: &'static str,
        object: Option<String>,
        outcome: Outcome,
    ) -> Result<(), Error> {
        let at = self.parts().clock.now();
        let record = Record { actor, object, ..Record::new(at, action, outcome, request.id) };
        self.take_down(tx, record).await
    }

    /// A record of a read by a person.
    pub(crate) fn read_record(
        &self,
        actor: &Actor,
        capacity: Option<Capacity>,
        request: &Request,
        target: Target,
        purpose: Option<Purpose>,
    ) -> Record {
        Record {
            case: target.case,
            actor: actor.user(),
            capacity: capacity.map(Into::into),
            purpose,
            ..Record::new(self.parts().clock.now(), target.action.into(), Outcome::Allowed, request.id)
        }
    }

    /// Takes a denial down, in a unit of its own, before it is answered. If that cannot be, the answer is that.
    pub(crate) async fn denied<T>(
        &self,
        caller: &Caller,
        request: &Request,
        target: Target,
        answer: Result<T, Error>,
    ) -> Result<T, Error> {
        self.denied_act(caller, request, target.case, target.action.into(), answer).await
    }

    /// The same for an act that is not one on a case.
    pub(crate) async fn denied_act<T>(
        &self,
        caller: &Caller,
        request: &Request,
        case: Option<CaseId>,
        action: &'static str,
        answer: Result<T, Error>,
    ) -> Result<T, Error> {
        let Err(error) = answer else { return answer };
        if !error.is_denial() {
            return Err(error);
        }
        let user = caller.member.id;
        let taken = self.parts().writer.run(|tx: Arc<Tx>| async move {
            let tx = &*tx;
            let at = self.parts().clock.now();
            if tally::denial(tx, user, hour(at)).await? > DENIALS_IN_FULL {
                return Ok::<_, Error>(());
            }
            let record =
                Record { case, actor: Some(user), ..Record::new(at, action, Outcome::Denied, request.id) };
            self.take_down(tx, record).await
        });
        taken.await?;
        Err(error)
    }

    /// Writes an entry for each actor and hour that is past, if there were more denials than were taken down.
    pub(crate) async fn note_denials(&self, tx: &Tx, now: Timestamp) -> Result<(), Error> {
        for (user, past, count) in tally::past_denials(tx, hour(now)).await? {
            let Ok(at) = Timestamp::from_microsecond(past * MICROSECONDS_PER_HOUR) else { continue };
            if count <= DENIALS_IN_FULL {
                continue;
            }
            let record = Record {
                actor: Some(user),
                count: i32::try_from(count - DENIALS_IN_FULL).unwrap_or(i32::MAX),
                ..Record::new(at, "further_denials", Outcome::Denied, self.parts().ids.uuid())
            };
            self.take_down(tx, record).await?;
        }
        Ok(())
    }
}

fn hour(at: Timestamp) -> i64 {
    at.as_microsecond().div_euclid(MICROSECONDS_PER_HOUR)
}
