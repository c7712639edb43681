//! Telling one state of the rules from another.

use super::home::Rules;

/// FNV-1a. It tells texts apart that nobody has an interest in confusing: whose pack is taken was settled by its
/// signature.
pub(super) fn of(bytes: impl IntoIterator<Item = u8>) -> u64 {
    bytes
        .into_iter()
        .fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

impl Rules {
    /// Another for each other text of a pack, in 16 hexadecimal digits. The whole text and not only the versions of the
    /// rules: a corrected calendar moves dates too.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let packs = self.packs().flat_map(|pack| pack.fingerprint.to_be_bytes());
        format!("{:016x}", of(packs))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{
        Origin, Pack,
        home::{ABROAD, DENMARK},
    };

    #[test]
    fn another_text_has_another() {
        assert_eq!(of(*b"foobar"), 0x8594_4171_f739_67e8);
        let ours = Rules::denmark();
        assert_eq!(Rules::load(DENMARK, &ABROAD).unwrap().fingerprint(), ours.fingerprint());
        let holiday = DENMARK.replacen("title = \"Denmark\"", "title = \"Danmark\"", 1);
        let other = |text: &str| {
            let pack = Pack::load(text).unwrap();
            ours.replaced_by(pack, Origin::Program).unwrap().fingerprint()
        };
        assert_ne!(other(&holiday), ours.fingerprint());
        let abroad = ABROAD[0].replacen("title = \"", "title = \"The ", 1);
        assert_ne!(other(&abroad), ours.fingerprint());
        assert_eq!(ours.fingerprint().len(), 16);
    }
}
