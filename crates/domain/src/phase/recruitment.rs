//! Complaints about recruitment.

use jiff::civil::Date;

use super::Document;

super::facts! {
    /// What there is to know about a recruitment (rulebook 7.5).
    #[schema(as = RecruitmentFacts)]
    texts {
        posting, advert_text, requirements, stages_reached, refusal_channel, reasons_given, appointee_merits,
        interview_notes, prohibited_questions, availability_requirements, screening_tools, recruiter, panel_members,
        desired_remedy,
    }
    values {
        applied_on: Date, criteria_fixed_on: Date, refusal_received_on: Date,
        /// The day the recruitment ended, by an appointment or by giving it up: retention counts from there.
        recruitment_ended_on: Date, applicants: u32, interviewed: u32,
        appointed: u32, anonymised: bool,
    }
    lists {}
}

/// The documents to demand from the unit; also what it may not destroy.
pub const DOCUMENTS: &[Document] = &[
    Document::Advert,
    Document::Criteria,
    Document::ScoreSheets,
    Document::InterviewNotes,
    Document::Correspondence,
];

/// What must be known: the minimum at admission, the rest at the end of the investigation.
#[must_use]
pub fn needed(all: bool) -> Vec<&'static str> {
    let mut needed = vec!["posting", "refusal_received_on", "requirements", "criteria_fixed_on"];
    if all {
        needed.extend([
            "advert_text",
            "applied_on",
            "stages_reached",
            "refusal_channel",
            "reasons_given",
            "panel_members",
            "applicants",
            "interviewed",
            "appointed",
            "appointee_merits",
            "interview_notes",
            "prohibited_questions",
            "availability_requirements",
            "anonymised",
            "desired_remedy",
        ]);
    }
    needed
}
