//! Rule packs from outside, signed by somebody whom the operator trusts (N14).
//!
//! The signature is a detached one of Ed25519 over the bytes of the file. Nothing of a pack is read before its
//! signature holds, and whatever is refused leaves the rules as they were.

mod shelf;
mod signing;

use aws_lc_rs::{
    digest::{SHA256, digest},
    signature::{ED25519, UnparsedPublicKey},
};
use data_encoding::{BASE64, HEXLOWER};
use domain::{
    Jurisdiction,
    rules::{Origin, Pack, PackError, Rules},
};

pub use shelf::{Shelf, ShelfError, ShelfRefusal, Taken, signature_of, signed_by};
pub use signing::{SigningError, SigningKey};

/// Why a pack from outside was not taken.
#[derive(Debug, thiserror::Error)]
pub enum PackRefusal {
    /// No trusted key signed these bytes.
    #[error("the rule pack is not signed by a trusted key")]
    Signature,
    /// What was signed is no text.
    #[error("the rule pack is not text in UTF-8")]
    NotText(#[from] std::str::Utf8Error),
    /// The text is no sound pack.
    #[error(transparent)]
    Unsound(#[from] PackError),
}

/// The public half of a key whose packs are taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedKey([u8; 32]);

impl std::str::FromStr for TrustedKey {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = BASE64.decode(text.trim().as_bytes()).ok();
        let bytes = bytes.and_then(|bytes| bytes.try_into().ok());
        bytes
            .map(Self)
            .ok_or("not a public key of Ed25519: 32 bytes in base64, as `redress packs key` prints it")
    }
}

impl std::fmt::Display for TrustedKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&BASE64.encode(&self.0))
    }
}

impl TrustedKey {
    fn signed(&self, bytes: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, &self.0).verify(bytes, signature).is_ok()
    }
}

/// Which of the trusted keys signed these bytes.
fn signer<'k>(bytes: &[u8], signature: &[u8], trusted: &'k [TrustedKey]) -> Option<&'k TrustedKey> {
    trusted.iter().find(|key| key.signed(bytes, signature))
}

/// The rules with a signed pack in the place of the one of its jurisdiction, and which that is.
pub fn with_signed_pack(
    rules: &Rules,
    pack: &[u8],
    signature: &[u8],
    trusted: &[TrustedKey],
) -> Result<(Rules, Jurisdiction), PackRefusal> {
    let key = signer(pack, signature, trusted).ok_or(PackRefusal::Signature)?;
    let sha256 = HEXLOWER.encode(digest(&SHA256, pack).as_ref());
    let origin = Origin::SignedPack { key: key.to_string(), sha256 };
    let pack = Pack::load(std::str::from_utf8(pack)?)?;
    let jurisdiction = pack.jurisdiction;
    Ok((rules.replaced_by(pack, origin)?, jurisdiction))
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) const NORWAY: &str = include_str!("../../domain/rules/no.toml");

    /// What becomes of a pack that its own key signed.
    fn taken(pack: &[u8]) -> Result<Rules, PackRefusal> {
        let ours = SigningKey::make().unwrap();
        with_signed_pack(Rules::denmark(), pack, &ours.sign(pack), &[ours.public()]).map(|it| it.0)
    }

    pub(super) fn changed(from: &str, to: &str) -> Vec<u8> {
        assert!(NORWAY.contains(from), "{from}");
        NORWAY.replacen(from, to, 1).into_bytes()
    }

    #[test]
    fn a_signed_pack_takes_the_place_of_ours() {
        let rules = taken(&changed("title = \"Norway\"", "title = \"Norway, read again\"")).unwrap();
        let norway = rules.pack(Jurisdiction::No).unwrap();
        assert_eq!(norway.title, "Norway, read again");
        assert!(matches!(&norway.origin, Origin::SignedPack { sha256, .. } if sha256.len() == 64));
        assert_eq!(rules.packs().count(), Rules::denmark().packs().count());
        assert_eq!(rules.home().origin, Origin::Program);
        assert_eq!(Rules::denmark().pack(Jurisdiction::No).unwrap().title, "Norway");
    }

    #[test]
    fn any_other_signature_is_refused() {
        let [ours, theirs] = [(); 2].map(|()| SigningKey::make().unwrap());
        let pack = NORWAY.as_bytes();
        let signature = ours.sign(pack);
        let refused = |pack: &[u8], signature: &[u8], trusted: &[TrustedKey]| {
            let refusal = with_signed_pack(Rules::denmark(), pack, signature, trusted).err();
            assert!(matches!(refusal, Some(PackRefusal::Signature)), "{refusal:?}");
        };
        refused(pack, &signature, &[theirs.public()]);
        refused(pack, &theirs.sign(pack), &[ours.public()]);
        refused(pack, &[], &[ours.public()]);
        refused(pack, &signature, &[]);
        refused(&pack[1..], &signature, &[ours.public()]);
        let mut flipped = signature.clone();
        flipped[5] ^= 1;
        refused(pack, &flipped, &[ours.public()]);
        // One of several is enough.
        let trusted = [theirs.public(), ours.public()];
        assert!(with_signed_pack(Rules::denmark(), pack, &signature, &trusted).is_ok());
    }

    #[test]
    fn a_key_is_written_in_base64() {
        let key = SigningKey::make().unwrap().public();
        assert_eq!(key.to_string().parse(), Ok(key.clone()));
        assert_eq!(format!(" {key}\n").parse(), Ok(key));
        for wrong in ["", "AAAA", "not base64!", &BASE64.encode(&[1; 33])] {
            assert!(wrong.parse::<TrustedKey>().is_err(), "{wrong}");
        }
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
