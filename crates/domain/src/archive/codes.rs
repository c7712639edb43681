//! What a tombstone is made of: codes of registers, and the hash of what was destroyed.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::{
    RefOr,
    schema::{ObjectBuilder, Schema, Type},
};

/// A code of a register, such as a disposal rule or a decision of the council: two to forty capital letters, digits,
/// `.`, `-` and `/`, with a digit among them. No words, so that it can stand in state and history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RegisterCode(String);

const PATTERN: &str = "^[A-Z0-9./-]*[0-9][A-Z0-9./-]*$";

/// Why a code is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be 2 to 40 capital letters, digits, `.`, `-` and `/`, with a digit among them")]
pub struct NotACode;

impl TryFrom<String> for RegisterCode {
    type Error = NotACode;

    fn try_from(code: String) -> Result<Self, NotACode> {
        let known =
            |it: u8| it.is_ascii_uppercase() || it.is_ascii_digit() || matches!(it, b'.' | b'-' | b'/');
        let plain = code.bytes().all(known) && code.bytes().any(|it| it.is_ascii_digit());
        if plain && (2..=40).contains(&code.len()) { Ok(Self(code)) } else { Err(NotACode) }
    }
}

impl<'de> Deserialize<'de> for RegisterCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.try_into().map_err(serde::de::Error::custom)
    }
}

impl utoipa::PartialSchema for RegisterCode {
    fn schema() -> RefOr<Schema> {
        let text = ObjectBuilder::new().schema_type(Type::String).min_length(Some(2)).max_length(Some(40));
        text.pattern(Some(PATTERN)).examples([serde_json::json!("ARK-591-5-2")]).into()
    }
}

impl utoipa::ToSchema for RegisterCode {}

/// SHA-256 of what a case was: its state and all its texts. Whoever holds a copy can show that it is one.
#[derive(Clone, PartialEq, Eq)]
pub struct ContentHash(pub [u8; 32]);

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
    }
}

impl Serialize for ContentHash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&data_encoding::HEXLOWER.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for ContentHash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = data_encoding::HEXLOWER.decode(text.as_bytes()).map_err(serde::de::Error::custom)?;
        bytes.try_into().map(Self).map_err(|_| serde::de::Error::custom("expected 32 bytes"))
    }
}

impl utoipa::PartialSchema for ContentHash {
    fn schema() -> RefOr<Schema> {
        let text = ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[0-9a-f]{64}$"));
        text.description(Some("SHA-256 of what was destroyed, in hexadecimal")).into()
    }
}

impl utoipa::ToSchema for ContentHash {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_no_sentence() {
        for good in ["ARK-591-5-2", "K1", "2035/118", "BK.17", &"A1".repeat(20)] {
            assert!(RegisterCode::try_from(good.to_owned()).is_ok(), "{good}");
        }
        for bad in ["", "1", "ANNA", "ark-1", "K 1", "K1\n", "Æ1", &"1".repeat(41)] {
            assert_eq!(RegisterCode::try_from(bad.to_owned()), Err(NotACode), "{bad}");
        }
    }

    #[test]
    fn a_hash_is_written_and_read_back() {
        let hash = ContentHash([0xab; 32]);
        let text = serde_json::to_string(&hash).unwrap();
        assert_eq!(text, format!("\"{}\"", "ab".repeat(32)));
        assert_eq!(serde_json::from_str::<ContentHash>(&text).unwrap(), hash);
        for bad in ["\"ab\"", "\"zz\"", "1"] {
            assert!(serde_json::from_str::<ContentHash>(bad).is_err(), "{bad}");
        }
    }
}
