//! One service for one SQLite file. A second writer would be safe for the file, but not for what the service
//! keeps in memory.

use std::{
    fs::{File, TryLockError},
    path::Path,
};

use anyhow::{Context, bail};

/// Holds the file of a database until dropped, or refuses while another service holds it. The system lets go of
/// the lock when the process ends, however it ends.
pub(crate) fn hold(database: &Path) -> anyhow::Result<File> {
    let mut path = database.as_os_str().to_owned();
    path.push(".lock");
    let path = Path::new(&path);
    let file = File::options().create(true).truncate(false).write(true).open(path);
    let file = file.with_context(|| format!("cannot open {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => bail!(
            "another `redress serve` uses {}\n  fix: end that one first, or give this one a folder of its own with \
             --data; several instances need PostgreSQL",
            database.display(),
        ),
        Err(TryLockError::Error(error)) => {
            Err(error).with_context(|| format!("cannot lock {}", path.display()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_holds_a_database() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("redress.db");
        let held = hold(&database).unwrap();
        assert!(hold(&database).unwrap_err().to_string().starts_with("another `redress serve`"));
        assert!(hold(&folder.path().join("other.db")).is_ok());
        drop(held);
        hold(&database).unwrap();
    }
}
