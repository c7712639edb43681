//! Checked text: what people write, trimmed, not empty, not endless, without control characters.

use std::fmt;

use serde::{Deserialize, Deserializer};

/// Why a text is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing but white space.
    #[error("must not be empty")]
    Empty,
    /// Longer than allowed.
    #[error("must have at most {0} characters")]
    TooLong(usize),
    /// A character that no keyboard writes.
    #[error("must not hold control characters")]
    Control,
}

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident $max:literal $lines:literal)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(String);

        impl $name {
            /// The longest text taken, in characters.
            pub const MAX: usize = $max;

            /// The text itself.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Gives the text away.
            #[must_use]
            pub fn into_string(self) -> String {
                self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = TextError;

            fn try_from(text: String) -> Result<Self, TextError> {
                let trimmed = text.trim();
                if trimmed.is_empty() {
                    return Err(TextError::Empty);
                }
                if trimmed.chars().nth(Self::MAX).is_some() {
                    return Err(TextError::TooLong(Self::MAX));
                }
                if trimmed.chars().any(|c| c.is_control() && !($lines && matches!(c, '\n' | '\r' | '\t'))) {
                    return Err(TextError::Control);
                }
                Ok(Self(if trimmed.len() == text.len() { text } else { trimmed.to_owned() }))
            }
        }

        // What people write is never printed by accident, in a log or a panic.
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({} bytes)"), self.0.len())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.try_into().map_err(serde::de::Error::custom)
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::schema::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .min_length(Some(1))
                    .max_length(Some($max))
                    .into()
            }
        }

        impl utoipa::ToSchema for $name {}
    )*};
}

texts! {
    /// One line: a name, a title, a place.
    Line 200 false
    /// A text of several paragraphs: a story, a reply, reasons.
    Text 20000 true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checked() {
        assert_eq!(Line::try_from("  Amina ".to_owned()).unwrap().as_str(), "Amina");
        assert_eq!(Line::try_from(" \n".to_owned()), Err(TextError::Empty));
        assert_eq!(Line::try_from("a\nb".to_owned()), Err(TextError::Control));
        assert_eq!(Text::try_from("a\nb".to_owned()).unwrap().as_str(), "a\nb");
        assert_eq!(Text::try_from("a\0b".to_owned()), Err(TextError::Control));
        assert_eq!(Line::try_from("å".repeat(201)), Err(TextError::TooLong(200)));
        assert_eq!(format!("{:?}", Line::try_from("secret".to_owned()).unwrap()), "Line(6 bytes)");
    }
}
