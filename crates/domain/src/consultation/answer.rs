//! The acts of the person who is asked: the answer, and the time there is for it.

use jiff::civil::Date;

use super::{
    AnswerConsultation, ConsultationAnswer, Event,
    question::{current, find},
};
use crate::{ConsultationId, guard::Guard, proceeding::Proceeding, refusal::Refusal};

/// The person answers.
pub(crate) fn answer(
    p: &mut Proceeding<'_, '_>,
    id: ConsultationId,
    answer: AnswerConsultation,
) -> Result<(), Refusal> {
    let found = find(p, id)?;
    if !p.acts_for(found.party) {
        return Err(Refusal::NoSuchItem);
    }
    if found.answer.is_some() || found.used_on.is_some() {
        return Err(Refusal::invalid("/stance", "already_answered", "the consultation is answered or over"));
    }
    current(found)?;
    p.on(id);
    let answer = ConsultationAnswer {
        on: p.today(),
        stance: answer.stance,
        words: p.keep_some("consultation_answer", answer.words),
    };
    p.happened(Event::ConsultationAnswered { consultation: id, answer });
    Ok(())
}

/// The person takes more time: once, and at once.
pub(crate) fn extend(p: &mut Proceeding<'_, '_>, id: ConsultationId) -> Result<(), Refusal> {
    let found = find(p, id)?;
    if !p.acts_for(found.party) {
        return Err(Refusal::NoSuchItem);
    }
    p.on(id);
    if found.extended || found.is_over() || found.answer.is_some() || found.reply_by < p.today() {
        return Err(Refusal::unmet(
            Guard::Consulted,
            "no_more_time",
            format!("/consultations/{id}"),
            "more time is given once, before the last day and before an answer",
        ));
    }
    let reply_by = p.cx.rules.consultation_extended(found.reply_by);
    p.happened(Event::ConsultationExtended { consultation: id, reply_by });
    Ok(())
}

/// A full period from another day on, because the question never reached whom it was put to.
pub(crate) fn put_anew(p: &mut Proceeding<'_, '_>, about: Option<&str>, available: Date) {
    let mut open = p.case.consultations.iter().filter(|it| it.answer.is_none() && !it.is_over());
    let Some(open) = open.find(|it| Some(it.id.to_string().as_str()) == about) else { return };
    let reply_by = p.cx.rules.consultation_reply_by(available).max(open.reply_by);
    let consultation = open.id;
    p.happened(Event::ConsultationProlonged { consultation, reply_by });
}

/// Gives back the time since a day in which nobody could answer.
pub(crate) fn give_back(p: &mut Proceeding<'_, '_>, since: Date) {
    let open = p.case.consultations.iter().filter(|it| it.answer.is_none() && !it.is_over());
    let open: Vec<_> = open.map(|it| (it.id, it.reply_by)).collect();
    for (consultation, by) in open {
        if let Some(reply_by) = p.given_back(by, since) {
            p.happened(Event::ConsultationProlonged { consultation, reply_by });
        }
    }
}
