//! Every kind of problem there is, with its page. A slug is never renamed: clients branch on it.

use http::StatusCode;

/// A kind of problem: the last part of its `type`, and what its page says.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// The last part of its address.
    pub slug: &'static str,
    /// The status it comes with.
    pub status: StatusCode,
    /// The kind in words.
    pub title: &'static str,
    /// What it means, and what to do.
    pub help: &'static str,
}

impl Kind {
    /// The same as [`slug`](Self::slug) in the manner of the codes in bodies.
    #[must_use]
    pub fn code(&self) -> String {
        self.slug.replace('-', "_")
    }
}

macro_rules! kinds {
    ($($name:ident $status:ident $slug:literal, $title:literal, $help:literal;)*) => {
        $(
            #[doc = $title]
            pub const $name: &Kind =
                &Kind { slug: $slug, status: StatusCode::$status, title: $title, help: $help };
        )*

        /// All of them.
        pub const ALL: &[&Kind] = &[$($name),*];
    };
}

kinds! {
    // The request cannot be read.
    MALFORMED_BODY BAD_REQUEST "malformed-body", "The body is not JSON",
        "The body must be one JSON value in UTF-8, with each name once. `detail` tells the line and column \
         where reading stopped; `errors` points at a name that comes twice.";
    UNKNOWN_FIELD BAD_REQUEST "unknown-field", "The body has a field that is not known here",
        "`errors` names the field and points at it. Fields are never ignored, so that a misspelt one is not \
         lost.";
    MISSING_FIELD BAD_REQUEST "missing-field", "The body lacks a field",
        "`errors` names each missing field and points at its place. The API document tells which fields are \
         required.";
    UNEXPECTED_BODY BAD_REQUEST "unexpected-body", "This operation takes no body",
        "Send the request without a body. What it does follows from its address alone.";
    UNKNOWN_PARAMETER BAD_REQUEST "unknown-parameter", "The query has a parameter that is not known here",
        "`detail` lists the parameters that this operation takes. Parameters are never ignored, so that a \
         misspelt filter is not lost.";
    INVALID_PARAMETER BAD_REQUEST "invalid-parameter", "A parameter of the query has a value that it cannot have",
        "`errors` names the parameter. The API document tells what it takes.";
    INVALID_HEADER BAD_REQUEST "invalid-header", "A header has a value that it cannot have",
        "`detail` names the header and tells what it takes. Send it once, or leave it out.";
    UNKNOWN_PURPOSE BAD_REQUEST "unknown-purpose", "The purpose is not one of those on the list",
        "The header `Purpose` takes one of `case-handling`, `oversight`, `own-case` and `subject-request`. It \
         is written into the audit log.";
    PURPOSE_REQUIRED BAD_REQUEST "purpose-required", "Say why you read this",
        "Staff who read what people wrote say why, in the header `Purpose`. The person concerned can see it.";
    PURPOSE_NOT_FITTING BAD_REQUEST "purpose-not-fitting", "The purpose is not one you can have here",
        "`own-case` is the purpose of a party, and of nobody else. Staff handle cases or oversee them.";
    CURSOR_EXPIRED BAD_REQUEST "cursor-expired", "The cursor does not fit this list",
        "A cursor belongs to the person, the list and the filter it was given with. Start again without \
         `cursor`.";
    // Who asks, and for what.
    UNAUTHENTICATED UNAUTHORIZED "unauthenticated", "Sign in first",
        "Send a valid access token in the header `Authorization: Bearer …`. `POST /api/v1/tokens` gives one.";
    INVALID_CREDENTIALS UNAUTHORIZED "invalid-credentials", "Name and secret do not fit",
        "The user name and the password do not belong together, or the link or refresh token is used up or \
         too old. Which of these is not told.";
    FORBIDDEN FORBIDDEN "forbidden", "You may not do this",
        "Your roles and your part in the case do not allow this. `GET /api/v1/cases/{case}/actions` lists \
         what they do.";
    NOT_FOUND NOT_FOUND "not-found", "There is no such thing, or not for you",
        "Nothing at this address exists for you. Whether it does for others is not told.";
    METHOD_NOT_ALLOWED METHOD_NOT_ALLOWED "method-not-allowed", "The address does not take this method",
        "The header `Allow` lists the methods it takes. The API document lists every operation.";
    // What was seen before.
    PRECONDITION_REQUIRED PRECONDITION_REQUIRED "precondition-required", "Say which version you saw",
        "Changes of a case, a person or a unit need the header `If-Match` with the entity tag of what is changed as \
         you last read it. That way nobody overwrites what they have not seen.";
    PRECONDITION_FAILED PRECONDITION_FAILED "precondition-failed", "It has changed since you read it",
        "Read it again and decide anew. The header `ETag` carries the entity tag it has for you now.";
    IDEMPOTENCY_KEY_REUSED UNPROCESSABLE_ENTITY "idempotency-key-reused", "The key was used for another request",
        "The same `Idempotency-Key` came with another body within 24 hours. Use a fresh key for each new \
         intention.";
    // What was sent.
    PAYLOAD_TOO_LARGE PAYLOAD_TOO_LARGE "payload-too-large", "The body is too large",
        "`detail` tells how many bytes are taken. Texts have limits of their own, which the API document \
         tells.";
    UNSUPPORTED_MEDIA_TYPE UNSUPPORTED_MEDIA_TYPE "unsupported-media-type", "The body is not sent as JSON",
        "Send the body as it is, not compressed, with the header `Content-Type: application/json`. Nothing else is taken.";
    VALIDATION_FAILED UNPROCESSABLE_ENTITY "validation-failed", "The request cannot be right",
        "`errors` points at each value that cannot be right and says why. Nothing was stored.";
    // Where the case stands, and what is missing, in the order of the guards.
    STATE_TRANSITION CONFLICT "state-transition-not-allowed", "Not possible where the case stands",
        "`state` tells where the case stands and `possible_in` where this is possible. `errors` lists what \
         else is missing.";
    COMPLAINT_INCOMPLETE CONFLICT "complaint-incomplete", "The complaint lacks something essential",
        "A complaint needs who, what, when, where and at least one allegation before it is filed. `errors` \
         points at what is missing.";
    CONFLICT_OF_INTEREST CONFLICT "conflict-of-interest", "Declare first whether you are impartial",
        "Nobody handles a case before declaring whether they are impartial in it. Send `POST \
         /api/v1/cases/{case}/conflict-declarations`.";
    NOT_ACKNOWLEDGED CONFLICT "not-acknowledged", "Receipt was not acknowledged",
        "The complainant must have been told that the complaint was received, and whom to turn to. \
         Acknowledge it first.";
    CONSULTATION_REQUIRED CONFLICT "consultation-required", "The complainant was not asked about this plan",
        "People take part in each major decision about themselves: ask, wait for the answer or the last day, \
         and weigh it. `errors` tells which of the three is missing.";
    HEARING_INCOMPLETE CONFLICT "hearing-incomplete", "A party was not heard on an essential fact",
        "Each adverse fact must be put to the party concerned, and answered, waived in writing or left past \
         its last day. `errors` points at each open item.";
    ACCESS_REQUEST_OPEN CONFLICT "access-request-open", "A request for access to the file is open",
        "A party who asked for the file gets an answer before the case goes on. Answer the requests that \
         `errors` points at.";
    PROOF_NOT_ASSESSED CONFLICT "proof-not-assessed", "The proof of an allegation was not assessed",
        "Each allegation needs its worksheet: facts, presumption, explanation, rebuttal. `errors` points at \
         those without.";
    REASONS_INCOMPLETE CONFLICT "reasons-incomplete", "The reasons are not complete",
        "A decision states the rules, the considerations, the essential facts, an answer to each reply, and \
         where to complain. `errors` points at what is missing.";
    FOUR_EYES CONFLICT "four-eyes-required", "Another person has to approve",
        "Whoever edited the draft last does not approve it. Ask another decision maker.";
    SETTLEMENT_NOT_VOLUNTARY CONFLICT "settlement-not-voluntary", "The settlement is not yet free and final",
        "Both sign, seven days pass, and outside rights are given up only with legal advice. `errors` tells \
         what is missing.";
    WITHDRAWAL_NOT_CONFIRMED CONFLICT "withdrawal-not-confirmed", "The withdrawal was not asked for",
        "A complaint is withdrawn in two steps, with a question about pressure in between. Send `POST \
         /api/v1/cases/{case}/withdrawal` first.";
    REMEDIES_OPEN CONFLICT "remedies-open", "A remedy is neither done nor scheduled",
        "Each remedy is carried out, or has a day for it. `errors` points at the open ones.";
    FOLLOW_UP_OPEN CONFLICT "follow-up-open", "A check for retaliation is open",
        "Each check is answered by the complainant, or was tried twice. `errors` points at the open ones.";
    RETENTION_LOCKED CONFLICT "retention-locked", "The case must be kept",
        "A legal hold is on it, a proceeding before somebody else is open, or a claim can still be made. `errors` tells \
         which.";
    ARCHIVE_RULE CONFLICT "archive-rule-missing", "No rule lets this happen now",
        "A case is destroyed after the time for which it is kept, under a disposal rule that the council approved, \
         proposed by one archivist and confirmed by another. `errors` tells what is missing.";
    FACTS_MISSING CONFLICT "facts-missing", "Facts of the phase are missing",
        "Each mandatory fact is known, or marked as not obtainable with the reason. `errors` names the \
         missing ones.";
    CHANNEL_UNANSWERED CONFLICT "channel-unanswered", "The whistleblower channel stands in the way",
        "The person was not asked about the whistleblower channel, or chose it. `errors` tells which; whoever \
         chose it is only referred.";
    INTERIM_DETRIMENT CONFLICT "interim-detriment", "The measure touches the complainant without consent",
        "An interim measure never moves or burdens the complainant against their will. Ask them first, or \
         choose another measure.";
    NOT_RELATED CONFLICT "not-like-or-related", "What is added is not like or related to the complaint",
        "A complaint is amended with what is like or related to an allegation that it has already. Say to which, and \
         how, in `like_or_related`, or file a complaint of its own.";
    MEDIATION_NOT_AGREED CONFLICT "mediation-not-agreed", "Not both parties agreed to mediate",
        "Mediation begins when both have agreed, each by their own act. `errors` tells who has not.";
    SUSPENDED CONFLICT "case-suspended", "The case is suspended",
        "While a case is suspended staff do not move it. Wait for the day on which it goes on, or end the suspension \
         first.";
    RESPONDENT_MISSING CONFLICT "respondent-missing", "Nobody answers for the unit",
        "Somebody who is not accused answers for the unit. Name them with `POST \
         /api/v1/cases/{case}/parties`.";
    WATCH_OVER CONFLICT "watch-over", "The watch for retaliation is over",
        "An alarm is raised until twelve months after the end of the case. File a new complaint: that you once \
         complained is protected without end.";
    NO_DUTY_TO_CONTINUE CONFLICT "no-duty-to-continue", "The employer does not go on by itself here",
        "An own-initiative case follows a withdrawal, where harassment was alleged or somebody is in danger. It also \
         follows a bystander's report, while that is in screening.";
    NOT_A_REPORT CONFLICT "not-a-report", "It is no bystander's report",
        "Only what somebody reported who is no party is linked to the case it is about. Cases of one person are \
         consolidated instead.";
    INVESTIGATOR_MISSING CONFLICT "investigator-missing", "No investigator is assigned",
        "An investigation opens with an investigator. Assign one with `POST \
         /api/v1/cases/{case}/assignments`.";
    REVIEW_NOT_OPEN CONFLICT "review-not-open", "A review is not possible",
        "A review or reopening is bound to its time and its reasons. `errors` tells what stands in the way.";
    SEPARATION_OF_DUTIES CONFLICT "separation-of-duties", "An earlier act of yours stands in the way",
        "Investigator, decision maker and reviewer of a case are three people. Somebody else has to do this.";
    UNION_NOT_TOLD CONFLICT "union-not-told", "The person's union was not told",
        "A union is told of an intended dismissal when its member is heard. Send `POST \
         /api/v1/cases/{case}/union-notice`, or say there that there is no union to tell.";
    REASONS_OWED CONFLICT "reasons-owed", "Written reasons stand in the way",
        "After a decision by word of mouth the person may ask for its reasons in writing within 14 days, once, and gets \
         them before the case ends. `errors` tells what is not so.";
    FINDING_SET_ASIDE CONFLICT "finding-set-aside", "What the measure rests on stands in the way",
        "A measure rests on the decision on a complaint. Where that was set aside, the case goes no further until it is \
         ended (`POST /api/v1/cases/{case}/measure-end`), or grounded anew on a decision that proposes the measure again \
         (`POST /api/v1/cases/{case}/ground`). `errors` tells what is not so.";
    ACTS_FLAGGED CONFLICT "acts-flagged", "Acts of somebody who was not impartial are not looked at",
        "Somebody was disqualified who had acted on the case. Who took their place confirms each act in `flagged_acts`, or \
         says that it was done anew, before anything is decided: `POST \
         /api/v1/cases/{case}/flagged-acts/{act}/settlement`.";
    // Our side.
    RATE_LIMITED TOO_MANY_REQUESTS "rate-limited", "Too many attempts",
        "Wait as many seconds as the header `Retry-After` tells, then try again. Each further failure costs a \
         longer wait.";
    INTERNAL_ERROR INTERNAL_SERVER_ERROR "internal-error", "Something went wrong on our side",
        "Nothing was stored. If it happens again, tell the operator the `request_id`.";
    UNAVAILABLE SERVICE_UNAVAILABLE "unavailable", "Not possible at the moment",
        "Nothing was stored. Wait as many seconds as the header `Retry-After` tells, then send the same \
         request with the same key.";
}
