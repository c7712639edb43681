//! The folder in which the operator keeps signed packs: what is in force of it, and how a pack comes into it.

use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

use data_encoding::BASE64;
use domain::{Jurisdiction, rules::Rules};

use super::{PackRefusal, TrustedKey, signer, with_signed_pack};

/// The largest pack that is read, in bytes.
const LARGEST: u64 = 4 << 20;

/// The signed packs of an operator, as the rules that come of them.
#[derive(Debug)]
pub struct Shelf {
    /// The rules in force: those of the program, with each pack that was taken in the place of ours.
    pub rules: Rules,
    /// The packs that were taken.
    pub taken: Vec<Taken>,
    /// The packs that were not; in their place the rules of the program stay in force.
    pub refused: Vec<ShelfRefusal>,
}

/// A pack that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Its file.
    pub file: PathBuf,
    /// Whose law it is.
    pub jurisdiction: Jurisdiction,
}

/// A pack that was not taken.
#[derive(Debug, thiserror::Error)]
#[error("{}: {why}", file.display())]
pub struct ShelfRefusal {
    /// Its file.
    pub file: PathBuf,
    /// Why.
    #[source]
    pub why: ShelfError,
}

/// Why a file on the shelf was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ShelfError {
    /// The file, or the one of its signature, cannot be read or written.
    #[error("{0}")]
    File(String),
    /// The file of its signature does not hold one.
    #[error("the signature is not 64 bytes in base64, as `redress packs sign` writes it")]
    NotASignature,
    /// Another pack stands for the same jurisdiction.
    #[error("{} stands for {jurisdiction} already", other.display())]
    Twice {
        /// Whose law it is.
        jurisdiction: Jurisdiction,
        /// The other file.
        other: PathBuf,
    },
    /// The pack itself is refused.
    #[error(transparent)]
    Refused(#[from] PackRefusal),
}

impl Shelf {
    /// Takes every pack of a folder that a trusted key signed and that is sound, in the order of their names; a folder
    /// that is not there holds none.
    #[must_use]
    pub fn load(folder: &Path, trusted: &[TrustedKey]) -> Self {
        let mut shelf = Self { rules: Rules::denmark().clone(), taken: Vec::new(), refused: Vec::new() };
        let mut files: Vec<PathBuf> = match fs::read_dir(folder) {
            Ok(entries) => entries.flatten().map(|entry| entry.path()).filter(|it| is_pack(it)).collect(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return shelf,
            Err(error) => {
                let why = ShelfError::File(error.to_string());
                shelf.refused.push(ShelfRefusal { file: folder.to_owned(), why });
                return shelf;
            }
        };
        files.sort_unstable();
        for file in files {
            if let Err(why) = shelf.take(&file, trusted) {
                shelf.refused.push(ShelfRefusal { file, why });
            }
        }
        shelf
    }

    fn take(&mut self, file: &Path, trusted: &[TrustedKey]) -> Result<(), ShelfError> {
        let (pack, signature) = (read(file)?, read_signature(&signature_of(file))?);
        let (rules, jurisdiction) = with_signed_pack(&self.rules, &pack, &signature, trusted)?;
        if let Some(other) = self.taken.iter().find(|it| it.jurisdiction == jurisdiction) {
            return Err(ShelfError::Twice { jurisdiction, other: other.file.clone() });
        }
        self.taken.push(Taken { file: file.to_owned(), jurisdiction });
        self.rules = rules;
        Ok(())
    }

    /// Puts a signed pack on the shelf, in the place of the one of its jurisdiction, where it comes into force with the
    /// next start. What is refused leaves the shelf as it is.
    pub fn add(
        &self,
        folder: &Path,
        file: &Path,
        signature: &Path,
        trusted: &[TrustedKey],
    ) -> Result<Taken, ShelfError> {
        let (pack, signature) = (read(file)?, read_signature(signature)?);
        let (_, jurisdiction) = with_signed_pack(Rules::denmark(), &pack, &signature, trusted)?;
        let before = self.taken.iter().find(|it| it.jurisdiction == jurisdiction);
        let to = before.map_or_else(
            || folder.join(format!("{}.toml", jurisdiction.to_string().to_ascii_lowercase())),
            |it| it.file.clone(),
        );
        let told = |error: io::Error| ShelfError::File(error.to_string());
        fs::create_dir_all(folder).map_err(told)?;
        // A pack whose signature is not there yet, or is another's, is refused: at no moment does half of it count.
        put(&signature_of(&to), (BASE64.encode(&signature) + "\n").as_bytes()).map_err(told)?;
        put(&to, &pack).map_err(told)?;
        Ok(Taken { file: to, jurisdiction })
    }
}

/// Which trusted key signed the pack in a file, by the signature beside it.
pub fn signed_by<'k>(file: &Path, trusted: &'k [TrustedKey]) -> Result<Option<&'k TrustedKey>, ShelfError> {
    Ok(signer(&read(file)?, &read_signature(&signature_of(file))?, trusted))
}

/// The file that holds the signature of a pack.
#[must_use]
pub fn signature_of(pack: &Path) -> PathBuf {
    let mut name = OsString::from(pack);
    name.push(".sig");
    name.into()
}

fn is_pack(path: &Path) -> bool {
    path.extension().is_some_and(|it| it == "toml")
}

fn read(file: &Path) -> Result<Vec<u8>, ShelfError> {
    let told = |what: String| ShelfError::File(what);
    let size = fs::metadata(file).map_err(|error| told(format!("{}: {error}", file.display())))?.len();
    if size > LARGEST {
        return Err(told(format!("{} is larger than {LARGEST} bytes", file.display())));
    }
    fs::read(file).map_err(|error| told(format!("{}: {error}", file.display())))
}

fn read_signature(file: &Path) -> Result<Vec<u8>, ShelfError> {
    let text = read(file)?;
    let signature = BASE64.decode(text.trim_ascii()).ok().filter(|it| it.len() == 64);
    signature.ok_or(ShelfError::NotASignature)
}

/// Puts a file in the place of another one, whole or not at all.
fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut temporary = OsString::from(path);
    temporary.push(".new");
    let temporary = PathBuf::from(temporary);
    fs::write(&temporary, bytes)?;
    fs::File::open(&temporary)?.sync_all()?;
    fs::rename(&temporary, path)?;
    path.parent().map_or(Ok(()), |folder| fs::File::open(folder)?.sync_all())
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::{
        super::{
            SigningKey,
            tests::{NORWAY, changed as norway},
        },
        *,
    };

    fn on_shelf(folder: &TempDir, name: &str, pack: &[u8], key: &SigningKey) -> PathBuf {
        let file = folder.path().join(name);
        fs::write(&file, pack).unwrap();
        fs::write(signature_of(&file), key.signature_file(pack)).unwrap();
        file
    }

    fn title(rules: &Rules) -> &str {
        &rules.pack(Jurisdiction::No).unwrap().title
    }

    #[test]
    fn what_is_signed_and_sound_is_in_force() {
        let (folder, key) = (TempDir::new().unwrap(), SigningKey::make().unwrap());
        let none = Shelf::load(&folder.path().join("nowhere"), &[key.public()]);
        assert!(none.taken.is_empty() && none.refused.is_empty());
        let file = on_shelf(&folder, "no.toml", &norway("title = \"Norway\"", "title = \"Ours\""), &key);
        fs::write(folder.path().join("README"), "not a pack").unwrap();
        let shelf = Shelf::load(folder.path(), &[key.public()]);
        assert_eq!(shelf.taken, [Taken { file, jurisdiction: Jurisdiction::No }]);
        assert!(shelf.refused.is_empty(), "{:?}", shelf.refused);
        assert_eq!(title(&shelf.rules), "Ours");
    }

    #[test]
    fn what_is_refused_leaves_the_others_in_force() {
        let (folder, key) = (TempDir::new().unwrap(), SigningKey::make().unwrap());
        let other = SigningKey::make().unwrap();
        on_shelf(&folder, "a.toml", &norway("version = 1", "version = 0\ncolour = 1"), &key);
        on_shelf(&folder, "b.toml", NORWAY.as_bytes(), &other);
        on_shelf(&folder, "c.toml", &norway("title = \"Norway\"", "title = \"Ours\""), &key);
        on_shelf(&folder, "d.toml", &norway("title = \"Norway\"", "title = \"Again\""), &key);
        fs::write(folder.path().join("e.toml"), NORWAY).unwrap();
        let f = on_shelf(&folder, "f.toml", NORWAY.as_bytes(), &key);
        fs::write(signature_of(&f), "AAAA").unwrap();
        let shelf = Shelf::load(folder.path(), &[key.public()]);
        assert_eq!(title(&shelf.rules), "Ours");
        assert_eq!(shelf.taken.len(), 1);
        let told: Vec<String> = shelf.refused.iter().map(ToString::to_string).collect();
        for (file, why) in [
            ("a.toml", "unknown field `colour`"),
            ("b.toml", "not signed by a trusted key"),
            ("d.toml", "c.toml stands for NO already"),
            ("e.toml", "e.toml.sig: No such file"),
            ("f.toml", "not 64 bytes in base64"),
        ] {
            let told = told
                .iter()
                .find(|it| it.contains(&format!("/{file}: ")))
                .unwrap_or_else(|| panic!("{file}: {told:?}"));
            assert!(told.contains(why), "{told}");
        }
        // Nobody is trusted: nothing is taken.
        let shelf = Shelf::load(folder.path(), &[]);
        assert_eq!((shelf.taken.len(), shelf.refused.len(), title(&shelf.rules)), (0, 6, "Norway"));
    }

    #[test]
    fn a_pack_is_added_whole_or_not_at_all() {
        let (folder, desk) = (TempDir::new().unwrap(), TempDir::new().unwrap());
        let key = SigningKey::make().unwrap();
        let trusted = [key.public()];
        let add = |name: &str, pack: &[u8]| {
            let file = on_shelf(&desk, name, pack, &key);
            let shelf = Shelf::load(folder.path(), &trusted);
            shelf.add(folder.path(), &file, &signature_of(&file), &trusted)
        };
        let in_force = || title(&Shelf::load(folder.path(), &trusted).rules).to_owned();
        let first = add("first.toml", &norway("title = \"Norway\"", "title = \"First\"")).unwrap();
        assert_eq!(first.file, folder.path().join("no.toml"));
        assert_eq!(in_force(), "First");
        let second = add("second.toml", &norway("title = \"Norway\"", "title = \"Second\"")).unwrap();
        assert_eq!((second.file, in_force()), (first.file, "Second".to_owned()));
        let overlap = add("third.toml", &norway("id = \"NO-4\"", "id = \"NO-3\""));
        assert!(overlap.unwrap_err().to_string().contains("NO-3: versions 1 and 1 overlap"));
        assert_eq!(in_force(), "Second");
        let files: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
        assert_eq!(files.len(), 2, "{files:?}");
    }
}
