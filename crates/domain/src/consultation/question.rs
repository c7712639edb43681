//! The acts of staff: the question, the lawful exception from asking, and how the answer is weighed.

use super::{
    About, AskConsultation, Consultation, Event, ExceptConsultation, Exception, WeighConsultation, Weighed,
};
use crate::{ConsultationId, delivery::Delivered, guard::Guard, proceeding::Proceeding, refusal::Refusal};

/// Asks the complainant.
pub(crate) fn ask(p: &mut Proceeding<'_, '_>, ask: AskConsultation) -> Result<(), Refusal> {
    let party = p.complainant()?;
    match ask.interim {
        None if ask.about == About::Interim => {
            return Err(Refusal::invalid("/interim", "missing", "say which step about which measure"));
        }
        Some(_) if ask.about != About::Interim => {
            return Err(Refusal::invalid("/interim", "not_interim", "only for a question about `interim`"));
        }
        Some(plan) if !p.case.can_step(plan, p.today()) => {
            let pointer = "/interim/interim_measure";
            return Err(Refusal::invalid(pointer, "unknown_measure", "not a measure in force"));
        }
        _ => {}
    }
    if (ask.about == About::Track) != ask.track.is_some() {
        let (code, detail) = match ask.track {
            None => ("missing", "say which way the case is to take"),
            Some(_) => ("not_track", "only for a question about `track`"),
        };
        return Err(Refusal::invalid("/track", code, detail));
    }
    let id = ConsultationId(p.cx.draw.uuid());
    let available = p.deliver(party, Delivered::Consultation, Some(id.to_string()));
    let consultation = Consultation {
        id,
        about: ask.about,
        interim: ask.interim,
        track: ask.track,
        party,
        by: p.user()?,
        plan: p.keep("plan", ask.plan),
        because: p.keep("plan_because", ask.because),
        consequences: p.keep("plan_consequences", ask.consequences),
        asked_on: p.today(),
        reply_by: p.cx.rules.consultation_reply_by(available),
        extended: false,
        answer: None,
        weighed: None,
        exception: None,
        used_on: None,
        superseded_on: None,
    };
    p.on(id);
    p.happened(Event::ConsultationAsked { consultation });
    Ok(())
}

/// The caseworker proposes a lawful exception, a decision maker confirms it (rulebook 7.4).
pub(crate) fn except(
    p: &mut Proceeding<'_, '_>,
    id: ConsultationId,
    except: ExceptConsultation,
) -> Result<(), Refusal> {
    let found = current(find(p, id)?)?;
    let user = p.user()?;
    p.on(id);
    let exception = match (found.exception, except.reason) {
        (None, Some(_)) if p.capacity != crate::Capacity::Caseworker => {
            return Err(Refusal::unmet(
                Guard::FourEyes,
                "caseworker_proposes",
                format!("/consultations/{id}/exception"),
                "a caseworker proposes the exception",
            ));
        }
        (None, Some(reason)) => {
            Exception { proposed_by: user, reason: p.keep("exception", reason), confirmed_by: None }
        }
        (None, None) => {
            return Err(Refusal::invalid("/reason", "missing", "say why the exception is lawful"));
        }
        (Some(proposed), None)
            if proposed.confirmed_by.is_none() && p.capacity == crate::Capacity::DecisionMaker =>
        {
            if proposed.proposed_by == user {
                return Err(Refusal::unmet(
                    Guard::FourEyes,
                    "own_proposal",
                    format!("/consultations/{id}/exception"),
                    "somebody else confirms the exception",
                ));
            }
            Exception { confirmed_by: Some(user), ..proposed }
        }
        (Some(_), _) => {
            return Err(Refusal::unmet(
                Guard::FourEyes,
                "decision_maker_confirms",
                format!("/consultations/{id}/exception"),
                "a decision maker confirms a proposed exception once, without a new reason",
            ));
        }
    };
    p.happened(Event::ConsultationExcepted { consultation: id, exception });
    Ok(())
}

/// Says how the answer, or the silence, was weighed.
pub(crate) fn weigh(
    p: &mut Proceeding<'_, '_>,
    id: ConsultationId,
    weigh: WeighConsultation,
) -> Result<(), Refusal> {
    let found = current(find(p, id)?)?;
    p.on(id);
    if found.lacks(p.today()) == Some("answer_pending") {
        return Err(Refusal::unmet(
            Guard::Consulted,
            "answer_pending",
            format!("/consultations/{id}"),
            format!("the person may answer until {}", found.reply_by),
        ));
    }
    let weighed = Weighed { by: p.user()?, on: p.today(), how: p.keep("weighing", weigh.how) };
    p.happened(Event::ConsultationWeighed { consultation: id, weighed });
    Ok(())
}

pub(super) fn find(p: &Proceeding<'_, '_>, id: ConsultationId) -> Result<Consultation, Refusal> {
    p.case.consultations.iter().find(|it| it.id == id).cloned().ok_or(Refusal::NoSuchItem)
}

/// What a decision rests on stays as it was then, and what was asked about another plan is no longer of use.
pub(super) fn current(found: Consultation) -> Result<Consultation, Refusal> {
    if found.used_on.is_some() {
        return Err(Refusal::invalid("", "already_used", "a decision rests on the consultation"));
    }
    if found.superseded_on.is_some() {
        return Err(Refusal::invalid(
            "",
            "superseded",
            "the plan is another one now; it is asked about anew",
        ));
    }
    Ok(found)
}
