//! Whether the files are safe, and whether there is room.

use std::{
    fs::{self, Metadata},
    io,
    os::unix::fs::MetadataExt,
    path::Path,
};

use rustix::fs::{Access, access, statvfs};

use super::Finding;
use crate::config::{Config, Engine, Source};

const GIB: u64 = 1 << 30;

/// A file of settings with a password in it is for its owner (and a group of its own) only.
pub(super) fn settings_file(config: &Config) -> Finding {
    let name = "settings file";
    for setting in ["database.url", "database.owner_url"] {
        if let Source::File { path, .. } = config.source(setting)
            && let Ok(meta) = fs::metadata(path)
            && meta.mode() & 0o007 != 0
        {
            let found = format!("everybody can read {}, which holds {setting}", path.display());
            return Finding::fail(name, found, format!("chmod 640 {}", path.display()));
        }
    }
    Finding::ok(name, "no secret in a file that everybody can read")
}

pub(super) fn data_folder(config: &Config) -> Finding {
    let name = "data folder";
    let folder = &config.data.dir;
    let shown = folder.display();
    match fs::metadata(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Finding::ok(name, format!("{shown} is not there yet; redress serve makes it"))
        }
        Err(error) => {
            Finding::fail(name, format!("{shown}: {error}"), "set data.dir to a folder of the service's own")
        }
        Ok(meta) if !meta.is_dir() => Finding::fail(
            name,
            format!("{shown} is not a folder"),
            "set data.dir to a folder of the service's own",
        ),
        Ok(_) if access(folder, Access::WRITE_OK | Access::EXEC_OK).is_err() => {
            let fix = format!("chown it to the user that runs the service: chown -R redress {shown}");
            Finding::fail(name, format!("{shown} cannot be written to"), fix)
        }
        Ok(meta) if others_see(&meta) => Finding::warn(
            name,
            format!("others than its owner can look into {shown}"),
            format!("chmod 700 {shown}"),
        ),
        Ok(_) => Finding::ok(name, format!("{shown}, for its owner only")),
    }
}

/// Cases lie in the file in clear, so only its owner may read it.
pub(super) fn database_file(config: &Config) -> Finding {
    let name = "database file";
    let Engine::Sqlite(path) = config.engine() else {
        return Finding::ok(name, "PostgreSQL keeps the cases");
    };
    let shown = path.display();
    match fs::metadata(&path) {
        Err(_) => Finding::ok(name, format!("{shown} is not there yet; redress serve makes it")),
        Ok(meta) if others_see(&meta) && !guarded(&path) => Finding::warn(
            name,
            format!("others than its owner can read {shown}"),
            format!("chmod 600 {shown}*"),
        ),
        Ok(meta) => Finding::ok(name, format!("{shown}, {} MiB", meta.len() >> 20)),
    }
}

/// Whether the folder of a file keeps others out, whatever the file itself allows.
fn guarded(path: &Path) -> bool {
    path.parent().and_then(|folder| fs::metadata(folder).ok()).is_some_and(|meta| !others_see(&meta))
}

fn others_see(meta: &Metadata) -> bool {
    meta.mode() & 0o077 != 0
}

pub(super) fn free_disk(config: &Config) -> Finding {
    let existing = config.data.dir.ancestors().find(|folder| folder.is_dir()).unwrap_or(Path::new("."));
    match statvfs(existing) {
        Ok(disk) => judge_free(disk.f_bavail.saturating_mul(disk.f_frsize)),
        Err(error) => Finding::warn("free disk", format!("cannot tell: {error}"), "check it by hand: df -h"),
    }
}

fn judge_free(bytes: u64) -> Finding {
    let name = "free disk";
    let found = format!("{} MiB free", bytes >> 20);
    let fix = "make room, or move data.dir to a larger disk; a full disk stops every change";
    match bytes {
        ..=134_217_727 => Finding::fail(name, found, fix),
        134_217_728..GIB => Finding::warn(name, found, fix),
        GIB.. => Finding::ok(name, found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Outcome;

    #[test]
    fn a_full_disk_is_told_before_it_is_full() {
        assert_eq!(judge_free(100 << 20).result, Outcome::Fail);
        assert_eq!(judge_free(500 << 20).result, Outcome::Warn);
        assert_eq!(judge_free(2 << 30).result, Outcome::Ok);
    }
}
