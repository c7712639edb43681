//! Rule packs from outside, signed by somebody whom the operator trusts (N14).
//!
//! The signature is a detached one of Ed25519 over the bytes of the file. Nothing of a pack is read before its
//! signature holds, and whatever is refused leaves the rules as they were.

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use domain::rules::{PackError, Rules};

/// Why a pack from outside was not taken.
#[derive(Debug, thiserror::Error)]
pub enum PackRefusal {
    /// The trusted key did not sign these bytes.
    #[error("the rule pack is not signed by the trusted key")]
    Signature,
    /// What was signed is no text.
    #[error("the rule pack is not text in UTF-8")]
    NotText(#[from] std::str::Utf8Error),
    /// The text is no sound pack.
    #[error(transparent)]
    Unsound(#[from] PackError),
}

/// The rules with a signed pack in the place of the one of its jurisdiction.
pub fn with_signed_pack(
    rules: &Rules,
    pack: &[u8],
    signature: &[u8],
    trusted_key: &[u8],
) -> Result<Rules, PackRefusal> {
    let key = UnparsedPublicKey::new(&ED25519, trusted_key);
    key.verify(pack, signature).map_err(|_| PackRefusal::Signature)?;
    Ok(rules.replaced(std::str::from_utf8(pack)?)?)
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
    use domain::Jurisdiction;

    use super::*;

    const NORWAY: &str = include_str!("../../domain/rules/no.toml");

    fn key(seed: u8) -> Ed25519KeyPair {
        Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap()
    }

    /// What becomes of a pack that its own key signed.
    fn taken(pack: &[u8]) -> Result<Rules, PackRefusal> {
        let ours = key(1);
        let signature = ours.sign(pack);
        with_signed_pack(Rules::denmark(), pack, signature.as_ref(), ours.public_key().as_ref())
    }

    fn changed(from: &str, to: &str) -> Vec<u8> {
        assert!(NORWAY.contains(from), "{from}");
        NORWAY.replacen(from, to, 1).into_bytes()
    }

    #[test]
    fn a_signed_pack_takes_the_place_of_ours() {
        let rules = taken(&changed("title = \"Norway\"", "title = \"Norway, read again\"")).unwrap();
        assert_eq!(rules.pack(Jurisdiction::No).unwrap().title, "Norway, read again");
        assert_eq!(rules.packs().count(), Rules::denmark().packs().count());
        assert_eq!(Rules::denmark().pack(Jurisdiction::No).unwrap().title, "Norway");
    }

    #[test]
    fn any_other_signature_is_refused() {
        let (ours, theirs) = (key(1), key(2));
        let pack = NORWAY.as_bytes();
        let signature = ours.sign(pack);
        let refused = |pack: &[u8], signature: &[u8], key: &[u8]| {
            let refusal = with_signed_pack(Rules::denmark(), pack, signature, key).err();
            assert!(matches!(refusal, Some(PackRefusal::Signature)), "{refusal:?}");
        };
        refused(pack, signature.as_ref(), theirs.public_key().as_ref());
        refused(pack, theirs.sign(pack).as_ref(), ours.public_key().as_ref());
        refused(pack, &[], ours.public_key().as_ref());
        refused(pack, signature.as_ref(), &[]);
        refused(&pack[1..], signature.as_ref(), ours.public_key().as_ref());
        let mut flipped = signature.as_ref().to_vec();
        flipped[5] ^= 1;
        refused(pack, &flipped, ours.public_key().as_ref());
    }

    #[test]
    fn a_signed_pack_that_is_not_sound_is_refused_by_name() {
        let version = "id = \"NO-4\"\nversion = 1";
        let cases = [
            (changed("title = \"Norway\"", "title = \"Norway\"\ncolour = \"red\""), "unknown field `colour`"),
            (changed("id = \"NO-4\"", "id = \"NO-3\""), "NO-3: versions 1 and 1 overlap"),
            (
                changed("clocks = [\"NO-3\"]", "clocks = [\"NO-33\"]"),
                "NO-BOARD: names NO-33, which is missing",
            ),
            (changed("calendar = \"NO\"", "calendar = \"MOON\""), "MOON: no such calendar"),
            (changed("amount = { weeks = 2 }", "amount = { weeks = 3 }"), "NO-4: the vector"),
            (changed(version, &format!("{version}\nvalid_to = \"2000-01-01\"")), "NO-4: the vector"),
            (changed("verified = false", "verified = true"), "`verified` is not what the source says"),
            (changed("jurisdiction = \"NO\"", "jurisdiction = \"DK\""), "no rule for this period"),
            (b"not toml at all [".to_vec(), "cannot be read"),
            (vec![0xff, 0xfe], "not text"),
        ];
        for (pack, expected) in cases {
            let Err(refusal) = taken(&pack) else { panic!("{expected}") };
            assert!(refusal.to_string().contains(expected), "{expected}: {refusal}");
            assert!(!matches!(refusal, PackRefusal::Signature), "{expected}");
        }
    }
}
