//! Typed identifiers. Random, never ordered: an ordered id would tell when somebody wrote.

use std::{fmt, str::FromStr};

use data_encoding::{Encoding, Specification};
use uuid::Uuid;

/// Crockford's base32 in lower case: no letter that can be taken for a digit.
fn crockford() -> &'static Encoding {
    static ENCODING: std::sync::OnceLock<Encoding> = std::sync::OnceLock::new();
    ENCODING.get_or_init(|| {
        let mut specification = Specification::new();
        specification.symbols.push_str("0123456789abcdefghjkmnpqrstvwxyz");
        specification.encoding().unwrap_or(data_encoding::BASE32HEX_NOPAD)
    })
}

/// The text is not an identifier of the kind asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier of this kind")]
pub struct NotAnId;

fn parse(prefix: &str, text: &str) -> Result<Uuid, NotAnId> {
    let encoded = text.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('_')).ok_or(NotAnId)?;
    let bytes = crockford().decode(encoded.as_bytes()).map_err(|_| NotAnId)?;
    Uuid::from_slice(&bytes).map_err(|_| NotAnId)
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident $prefix:literal)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub Uuid);

        impl $name {
            /// The part of the written form that tells the kind.
            pub const PREFIX: &'static str = $prefix;
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}_{}", $prefix, crockford().encode(self.0.as_bytes()))
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                parse($prefix, text).map(Self)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                text.parse().map_err(|_| serde::de::Error::custom(concat!("expected an identifier `", $prefix, "_…`")))
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::schema::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .pattern(Some(concat!("^", $prefix, "_[0-9a-hjkmnp-tv-z]{25}[048cgmrw]$")))
                    .examples([serde_json::json!(concat!($prefix, "_1c9q4zr82n57mfk6xwd3tb0ehg"))])
                    .into()
            }
        }

        impl utoipa::ToSchema for $name {}
    )*};
}

ids! {
    /// A complaint case.
    CaseId "case"
    /// A person with an account.
    UserId "user"
    /// An organisational unit of the employer.
    UnitId "unit"
    /// A session: from a sign-in to its end.
    SessionId "sess"
    /// Roles that one administrator proposed for a person.
    GrantId "grnt"
    /// A party of a case, or another person with a part in it.
    PartyId "party"
    /// One allegation: a ground, a form and its own finding.
    AllegationId "alleg"
    /// Somebody the filing concerns: accused, excluded or on the panel.
    ConcernedId "conc"
    /// A question of impartiality about one member of staff.
    ConflictCheckId "conf"
    /// What somebody did who was disqualified since.
    FlaggedActId "flag"
    /// One assignment of one person in one role.
    AssignmentId "asgn"
    /// One act made available to one party.
    DeliveryId "dlv"
    /// A consultation about a plan of ours.
    ConsultationId "cons"
    /// A question put to somebody during the case.
    InformationRequestId "info"
    /// An interview or a piece of evidence.
    RecordId "rec"
    /// One adverse fact put to one party.
    HearingItemId "hear"
    /// A party's request for access to the file.
    AccessRequestId "accs"
    /// An interim measure.
    InterimMeasureId "intm"
    /// A suspension of the case.
    SuspensionId "susp"
    /// A proceeding before somebody else.
    ExternalProceedingId "extp"
    /// A legal hold.
    LegalHoldId "hold"
    /// A request for review.
    ReviewId "revw"
    /// A remedy that was ordered or agreed.
    RemedyId "rmdy"
    /// A check for retaliation.
    FollowUpId "flup"
    /// An alarm that somebody is treated worse for a complaint.
    AlarmId "alrm"
    /// A pseudonym by which a staff system knows a person, hashed with a key.
    PseudonymId "psdn"
    /// Something that a staff system reported, until it was looked at.
    HrEventId "hrev"
    /// A text, kept apart from state and events.
    ContentId "text"
}

/// Makes ids of the pseudonyms of staff systems, by a keyed hash: handed in because the domain knows no key.
#[derive(Clone, Copy)]
pub struct Pseudonyms<'a>(pub &'a dyn Fn(&str) -> PseudonymId);

/// Random bits for new identifiers, handed in because the domain reads no random source.
pub struct Draw<'a>(pub &'a mut dyn FnMut() -> u128);

impl Draw<'_> {
    /// A fresh version 4 UUID.
    pub fn uuid(&mut self) -> Uuid {
        uuid::Builder::from_random_bytes((self.0)().to_be_bytes()).into_uuid()
    }

    /// A fresh case number such as `R-7K3M-92QF`: seven random symbols and a check symbol.
    pub fn case_number(&mut self) -> String {
        const SYMBOLS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        let bits = (self.0)();
        let mut check = 0;
        let mut number = String::from("R-");
        for place in 0..7_u32 {
            let value = (bits >> (5 * place)) as usize & 31;
            check = (check + (place as usize * 2 + 1) * value) % 32;
            number.push(char::from(SYMBOLS[value]));
            if place == 3 {
                number.push('-');
            }
        }
        number.push(char::from(SYMBOLS[check]));
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_and_read_back() {
        let id = CaseId(Uuid::from_u128(0x1234_5678_9abc_def0_1234_5678_9abc_def0));
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(id.to_string().len(), "case_".len() + 26);
        assert_eq!(id.to_string().parse::<UserId>(), Err(NotAnId));
        assert_eq!("case_".parse::<CaseId>(), Err(NotAnId));
    }

    #[test]
    fn numbers_are_short_and_checked() {
        let number = Draw(&mut || 0x1f_ffff_ffff).case_number();
        assert_eq!(number, "R-ZZZZ-ZZZF");
        assert_ne!(Draw(&mut || 1).case_number().pop(), Draw(&mut || 2).case_number().pop());
    }
}
