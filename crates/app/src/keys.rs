//! The keys that sign access tokens: one file each in a folder that only the service can read, so that
//! several instances share them. The newest signs; those before it verify until the overlap ends.

use std::{
    cmp::Reverse,
    fmt, fs,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use aws_lc_rs::{
    hmac,
    signature::{Ed25519KeyPair, KeyPair},
};
use data_encoding::{BASE64, HEXLOWER};
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{DecodingKey, EncodingKey};

use crate::random;

/// How long a key signs before the next one is made.
pub const SIGNS_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);
/// A token that names an unknown key makes us read the folder again, but not more often than this.
const REREAD_EVERY: SignedDuration = SignedDuration::from_secs(3);

const BEGIN: &str = "-----BEGIN PRIVATE KEY-----";
const END: &str = "-----END PRIVATE KEY-----";

/// Why keys could not be read or made.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The folder or a file in it cannot be used.
    #[error("{path}: {cause}", path = path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// A file does not hold an Ed25519 key.
    #[error("{}: not an Ed25519 private key in PEM form", .0.display())]
    NotAKey(PathBuf),
}

/// One key.
pub struct Key {
    /// What tokens call it: when it was made, and some random digits.
    pub kid: String,
    made_at: Timestamp,
    pub(crate) signing: EncodingKey,
    pub(crate) verifying: DecodingKey,
}

// A private key is never printed.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Key").field(&self.kid).finish()
    }
}

/// All keys of the service.
#[derive(Debug)]
pub struct Keys {
    folder: PathBuf,
    overlap: SignedDuration,
    /// Newest first, never empty.
    ring: RwLock<Vec<Arc<Key>>>,
    read_at: Mutex<Timestamp>,
}

impl Keys {
    /// Reads the keys in `<data>/keys`, and makes the first one where there is none. `overlap` is how long a
    /// key still verifies after the next one was made: longer than any token lives.
    pub fn load_or_create(data: &Path, overlap: SignedDuration, now: Timestamp) -> Result<Self, KeyError> {
        let folder = private_folder(data)?;
        let mut ring = read(&folder)?;
        if ring.is_empty() {
            ring.push(Arc::new(make(&folder, now)?));
        }
        Ok(Self { folder, overlap, ring: RwLock::new(ring), read_at: Mutex::new(now) })
    }

    /// The key that signs now. A key that has signed long enough is replaced first.
    pub fn signing(&self, now: Timestamp) -> Result<Arc<Key>, KeyError> {
        let newest = |ring: &[Arc<Key>]| {
            ring.first().filter(|key| now.duration_since(key.made_at) < SIGNS_FOR).map(Arc::clone)
        };
        if let Some(key) = newest(&self.ring.read().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(key);
        }
        self.reread(now)?; // another instance may have made the next one
        let made_elsewhere = newest(&self.ring.read().unwrap_or_else(PoisonError::into_inner));
        made_elsewhere.map_or_else(|| self.rotate(now), Ok)
    }

    /// Makes a new key that signs from now on, and removes those whose overlap has ended.
    pub fn rotate(&self, now: Timestamp) -> Result<Arc<Key>, KeyError> {
        let key = Arc::new(make(&self.folder, now)?);
        let mut ring = self.ring.write().unwrap_or_else(PoisonError::into_inner);
        ring.insert(0, Arc::clone(&key));
        let ended = self.verify(&ring, now);
        for old in ring.split_off(ended) {
            let path = path(&self.folder, &old.kid);
            match fs::remove_file(&path) {
                Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
                    return Err(KeyError::File { path, cause });
                }
                _ => {}
            }
        }
        Ok(key)
    }

    /// The key that a token names, as long as it verifies.
    #[must_use]
    pub fn verifying(&self, kid: &str, now: Timestamp) -> Option<Arc<Key>> {
        if let Some(key) = self.find(kid, now) {
            return Some(key);
        }
        let due = {
            let mut read_at = self.read_at.lock().unwrap_or_else(PoisonError::into_inner);
            let due = now.duration_since(*read_at) >= REREAD_EVERY;
            if due {
                *read_at = now;
            }
            due
        };
        if !due {
            return None;
        }
        if let Err(error) = self.reread(now) {
            tracing::error!(%error, "signing keys could not be read again");
        }
        self.find(kid, now)
    }

    fn find(&self, kid: &str, now: Timestamp) -> Option<Arc<Key>> {
        let ring = self.ring.read().unwrap_or_else(PoisonError::into_inner);
        ring[..self.verify(&ring, now)].iter().find(|key| key.kid == kid).map(Arc::clone)
    }

    /// How many of the keys, newest first, verify: each does until its overlap with the next one ends.
    fn verify(&self, ring: &[Arc<Key>], now: Timestamp) -> usize {
        1 + ring.windows(2).take_while(|pair| now.duration_since(pair[0].made_at) < self.overlap).count()
    }

    fn reread(&self, now: Timestamp) -> Result<(), KeyError> {
        let read = read(&self.folder)?;
        if !read.is_empty() {
            *self.ring.write().unwrap_or_else(PoisonError::into_inner) = read;
        }
        *self.read_at.lock().unwrap_or_else(PoisonError::into_inner) = now;
        Ok(())
    }
}

/// A secret that the instances share, from which keys for keyed hashes are derived.
pub struct Secret(hmac::Key);

impl Secret {
    /// Reads the secret in `<data>/keys`, or makes it.
    pub fn load_or_create(data: &Path) -> Result<Self, KeyError> {
        let path = private_folder(data)?.join("server.secret");
        let file = |cause| KeyError::File { path: path.clone(), cause };
        if !path.exists() {
            let fresh = HEXLOWER.encode(&random::bytes::<32>());
            match write_private(&path, &fresh) {
                // Another instance was faster: its secret is the one.
                Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => {}
                written => written.map_err(file)?,
            }
        }
        let text = fs::read_to_string(&path).map_err(file)?;
        let bytes = HEXLOWER.decode(text.trim().as_bytes()).map_err(|_| KeyError::NotAKey(path.clone()))?;
        if bytes.len() < 32 {
            return Err(KeyError::NotAKey(path));
        }
        Ok(Self(hmac::Key::new(hmac::HMAC_SHA256, &bytes)))
    }

    /// The key for one purpose, such as `etag`.
    #[must_use]
    pub fn key_for(&self, purpose: &str) -> hmac::Key {
        hmac::Key::new(hmac::HMAC_SHA256, hmac::sign(&self.0, purpose.as_bytes()).as_ref())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

fn path(folder: &Path, kid: &str) -> PathBuf {
    folder.join(format!("token-{kid}.pem"))
}

fn read(folder: &Path) -> Result<Vec<Arc<Key>>, KeyError> {
    let file = |cause| KeyError::File { path: folder.to_owned(), cause };
    let mut ring = Vec::new();
    for entry in fs::read_dir(folder).map_err(file)? {
        let name = entry.map_err(file)?.file_name();
        let kid = name.to_str().and_then(|name| name.strip_prefix("token-")?.strip_suffix(".pem"));
        let Some(kid) = kid else { continue };
        let path = path(folder, kid);
        let pem = match fs::read_to_string(&path) {
            // Removed by another instance since we listed the folder.
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => continue,
            read => read.map_err(|cause| KeyError::File { path: path.clone(), cause })?,
        };
        ring.push(Arc::new(parse(kid, &pem).ok_or(KeyError::NotAKey(path))?));
    }
    ring.sort_by_key(|key| Reverse((key.made_at, key.kid.clone())));
    Ok(ring)
}

fn parse(kid: &str, pem: &str) -> Option<Key> {
    key(kid, &from_pem(pem)?)
}

/// The key in a text of PEM form.
pub(crate) fn from_pem(pem: &str) -> Option<Vec<u8>> {
    let body = pem.trim().strip_prefix(BEGIN)?.strip_suffix(END)?;
    BASE64.decode(body.split_whitespace().collect::<String>().as_bytes()).ok()
}

/// A key as a text of PEM form.
pub(crate) fn to_pem(der: &[u8]) -> String {
    format!("{BEGIN}\n{}\n{END}\n", BASE64.encode(der))
}

fn key(kid: &str, der: &[u8]) -> Option<Key> {
    let seconds = kid.split_once('-')?.0.parse().ok()?;
    let pair = Ed25519KeyPair::from_pkcs8(der).ok()?;
    Some(Key {
        kid: kid.to_owned(),
        made_at: Timestamp::from_second(seconds).ok()?,
        signing: EncodingKey::from_ed_der(der),
        verifying: DecodingKey::from_ed_der(pair.public_key().as_ref()),
    })
}

fn make(folder: &Path, now: Timestamp) -> Result<Key, KeyError> {
    let kid = format!("{}-{}", now.as_second(), HEXLOWER.encode(&random::bytes::<4>()));
    let path = path(folder, &kid);
    let pair = Ed25519KeyPair::generate().and_then(|pair| pair.to_pkcs8v1());
    let Ok(der) = pair else { return Err(KeyError::NotAKey(path)) };
    write_private(&path, &to_pem(der.as_ref()))
        .map_err(|cause| KeyError::File { path: path.clone(), cause })?;
    key(&kid, der.as_ref()).ok_or(KeyError::NotAKey(path))
}

fn private_folder(data: &Path) -> Result<PathBuf, KeyError> {
    let folder = data.join("keys");
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(&folder).map_err(|cause| KeyError::File { path: folder.clone(), cause })?;
    Ok(folder)
}

/// Writes a file that only we can read, all or nothing, never over another one.
fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let temporary = path.with_extension(HEXLOWER.encode(&random::bytes::<8>()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&temporary).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    let linked = written.and_then(|()| fs::hard_link(&temporary, path));
    fs::remove_file(&temporary)?;
    linked?;
    path.parent().map_or(Ok(()), |folder| fs::File::open(folder)?.sync_all())
}
