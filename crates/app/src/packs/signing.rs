//! Signing rule packs: for whoever writes them.

use std::{
    fmt, fs,
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use data_encoding::BASE64;

use super::TrustedKey;
use crate::keys::{from_pem, to_pem};

/// Why a key could not be made or read.
#[derive(Debug, thiserror::Error)]
pub enum SigningError {
    /// The file cannot be used.
    #[error(transparent)]
    File(#[from] io::Error),
    /// It holds no key that signs packs.
    #[error("not an Ed25519 private key in PEM form, as `redress packs key` and `openssl genpkey` make it")]
    NotAKey,
}

/// The private half of a key that signs packs.
pub struct SigningKey {
    pair: Ed25519KeyPair,
    der: Vec<u8>,
}

// A private key is never printed.
impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SigningKey").field(&self.public()).finish()
    }
}

impl SigningKey {
    /// A new one.
    pub fn make() -> Result<Self, SigningError> {
        let pair = Ed25519KeyPair::generate().map_err(|_| SigningError::NotAKey)?;
        let der = pair.to_pkcs8v1().map_err(|_| SigningError::NotAKey)?;
        Ok(Self { pair, der: der.as_ref().to_vec() })
    }

    /// The one in a file.
    pub fn read(path: &Path) -> Result<Self, SigningError> {
        let der = from_pem(&fs::read_to_string(path)?).ok_or(SigningError::NotAKey)?;
        let pair = Ed25519KeyPair::from_pkcs8(&der).map_err(|_| SigningError::NotAKey)?;
        Ok(Self { pair, der })
    }

    /// Puts it into a file for its owner only, never over another one.
    pub fn write(&self, path: &Path) -> Result<(), SigningError> {
        let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        file.write_all(to_pem(&self.der).as_bytes())?;
        Ok(file.sync_all()?)
    }

    /// Its public half.
    #[must_use]
    pub fn public(&self) -> TrustedKey {
        let mut public = [0; 32];
        public.copy_from_slice(self.pair.public_key().as_ref());
        TrustedKey(public)
    }

    /// The signature of some bytes.
    #[must_use]
    pub fn sign(&self, bytes: &[u8]) -> Vec<u8> {
        self.pair.sign(bytes).as_ref().to_vec()
    }

    /// The same as the text of a signature file.
    #[must_use]
    pub fn signature_file(&self, bytes: &[u8]) -> String {
        BASE64.encode(&self.sign(bytes)) + "\n"
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_key_is_kept_for_its_owner_and_never_written_over() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("pack.pem");
        let key = SigningKey::make().unwrap();
        key.write(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(SigningKey::read(&path).unwrap().public(), key.public());
        assert!(SigningKey::make().unwrap().write(&path).is_err());
        assert_eq!(SigningKey::read(&path).unwrap().public(), key.public());
        fs::write(&path, "not a key").unwrap();
        assert!(matches!(SigningKey::read(&path), Err(SigningError::NotAKey)));
        assert!(!format!("{key:?}").contains("PRIVATE"));
    }
}
