//! Files on disk, written whole or not at all.
//!
//! Everything goes into a temporary file in the same folder first, which takes the
//! place of the wanted one when all of it is on the disk. Whatever goes wrong, an
//! existing file stays as it was. A program that is killed meanwhile leaves its temporary
//! file, which one of the next to write into the folder removes.

use std::fs;
use std::io::{self, BufWriter, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use thiserror::Error;

/// What to do about a file that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Overwrite {
    /// Leave it and fail.
    #[default]
    Never,
    /// Put the new file in its place.
    Replace,
}

/// Why a file was not written. What was to be written is still in memory.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WriteError {
    #[error("there is a file {0:?} already")]
    Exists(PathBuf),
    #[error("there is no folder {0:?}")]
    FolderMissing(PathBuf),
    #[error("{0:?} is a file, not a folder")]
    FolderIsFile(PathBuf),
    #[error("{0:?} is a folder")]
    IsFolder(PathBuf),
    #[error("there is something called {0:?} already")]
    FolderExists(PathBuf),
    #[error("{0:?} is a device, not a file")]
    NotAFile(PathBuf),
    #[error("nothing may be written into the folder {0:?}")]
    NoPermission(PathBuf),
    #[error("the disk is full; {0:?} was not written")]
    DiskFull(PathBuf),
    #[error("the name of {0:?} is too long")]
    NameTooLong(PathBuf),
    #[error("{0:?} may not be replaced, or another program has it open")]
    InUse(PathBuf),
    #[error("{path:?} was not written: {reason}")]
    Other { path: PathBuf, reason: String },
}

impl WriteError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            WriteError::Exists(_) => "choose another name, or allow it to be replaced",
            WriteError::FolderMissing(_) => "make the folder first, or choose another one",
            WriteError::IsFolder(_) => "name a file in it",
            WriteError::FolderExists(_) | WriteError::NotAFile(_) => "choose another name",
            WriteError::NoPermission(_) => "choose a folder that this user may write into",
            WriteError::FolderIsFile(_) => "choose another folder",
            WriteError::DiskFull(_) => "make room, or choose another disk",
            WriteError::NameTooLong(_) => "choose a shorter name",
            WriteError::InUse(_) => "close it in the other program, or choose another name",
            WriteError::Other { .. } => "try another name or folder",
        }
    }

    /// What the system says of writing `path`, in words.
    pub(crate) fn of(path: &Path, error: &io::Error) -> WriteError {
        in_words(path, error)
    }

    /// What went wrong, and what to do about it.
    pub fn in_full(&self) -> String {
        format!("{self}; {}", self.hint())
    }
}

/// What the disk says, in words where it is usual trouble.
pub(crate) fn disk_words(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "the disk is full".to_owned(),
        ErrorKind::ReadOnlyFilesystem => "the disk may only be read".to_owned(),
        ErrorKind::PermissionDenied => "this user is not permitted to".to_owned(),
        _ => error.to_string(),
    }
}

/// What to do about a folder of this program's own data that takes none.
pub(crate) fn hint_for_data(error: &io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "make room on its disk",
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            "allow this user to write there"
        }
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists | ErrorKind::IsADirectory => {
            "move away what stands in its place"
        }
        _ => "see whether its disk is there",
    }
}

/// Whether [`write_file`] can be expected to succeed, as far as looking tells.
pub fn check_file(path: &Path, overwrite: Overwrite) -> Result<(), WriteError> {
    check_target(path, overwrite)?;
    let folder = folder_of(path);
    match fs::metadata(folder) {
        Ok(found) if found.is_dir() => Ok(()),
        Ok(_) => Err(WriteError::FolderIsFile(folder.to_owned())),
        Err(error) => Err(of_folder(folder, &error)),
    }
}

/// Writes `bytes` to `path`.
pub fn write_file(path: &Path, bytes: &[u8], overwrite: Overwrite) -> Result<(), WriteError> {
    write_file_with(path, overwrite, |file| file.write_all(bytes))
}

/// Writes to `path` what `fill` writes, without all of it in memory at once.
pub fn write_file_with(
    path: &Path,
    overwrite: Overwrite,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), WriteError> {
    check_file(path, overwrite)?;
    let folder = folder_of(path);
    let in_words = |error: io::Error| in_words(path, &error);
    let mut file = temporary_file(folder).map_err(|error| of_folder(folder, &error))?;
    remove_left(folder, file.path(), is_temporary);
    let mut buffered = BufWriter::with_capacity(BUFFER, &mut file);
    fill(&mut buffered)
        .and_then(|()| buffered.flush())
        .map_err(in_words)?;
    drop(buffered);
    file.as_file().sync_all().map_err(in_words)?;
    match overwrite {
        Overwrite::Never => file.persist_noclobber(path),
        Overwrite::Replace => file.persist(path),
    }
    .map_err(|error| match error.error.kind() {
        // The folder took the temporary file, so it is the file that is held.
        ErrorKind::PermissionDenied | ErrorKind::ResourceBusy if path.exists() => {
            WriteError::InUse(path.to_owned())
        }
        _ => in_words(error.error),
    })?;
    sync_folder(folder).map_err(in_words)
}

/// Makes the folder `path` with the files that `fill` hands out, by their names in it, which
/// may name folders; all of them or none. What is there already stays as it is.
pub fn write_folder<E: From<WriteError>>(
    path: &Path,
    fill: impl FnOnce(&mut dyn FnMut(&str, &[u8]) -> io::Result<()>) -> Result<(), E>,
) -> Result<(), E> {
    if fs::symlink_metadata(path).is_ok() {
        return Err(WriteError::FolderExists(path.to_owned()).into());
    }
    let folder = folder_of(path);
    let in_words = |error: io::Error| E::from(in_words(path, &error));
    let (prefix, ending) = TEMPORARY;
    let unfinished = tempfile::Builder::new()
        .prefix(prefix)
        .suffix(ending)
        .rand_bytes(RANDOM)
        .tempdir_in(folder)
        .map_err(|error| of_folder(folder, &error))?;
    remove_left(folder, unfinished.path(), is_temporary);
    fill(&mut |name, bytes| {
        let file = unfinished.path().join(name);
        make_folder(folder_of(&file))?;
        let mut file = fs::File::create_new(file)?;
        file.write_all(bytes)?;
        file.sync_all()
    })?;
    sync_folder(unfinished.path()).map_err(in_words)?;
    // Temporary folders are private by default; this one becomes an ordinary folder.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let ordinary = fs::metadata(folder).map_or(0o755, |above| above.permissions().mode());
        fs::set_permissions(
            unfinished.path(),
            fs::Permissions::from_mode(ordinary & 0o777),
        )
        .map_err(in_words)?;
    }
    fs::rename(unfinished.path(), path).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists | ErrorKind::DirectoryNotEmpty | ErrorKind::NotADirectory => {
            WriteError::FolderExists(path.to_owned()).into()
        }
        _ => in_words(error),
    })?;
    // What was renamed is no longer there to be cleaned up.
    let _ = unfinished.keep();
    sync_folder(folder).map_err(in_words)
}

/// Makes `folder` and those above it, and sees to it that they are on the disk.
pub(crate) fn make_folder(folder: &Path) -> io::Result<()> {
    let is_missing = |folder: &&Path| !folder.as_os_str().is_empty() && !folder.exists();
    let new: Vec<&Path> = folder.ancestors().take_while(is_missing).collect();
    fs::create_dir_all(folder)?;
    let parents = new.into_iter().filter_map(Path::parent);
    parents
        .filter(|parent| !parent.as_os_str().is_empty())
        .try_for_each(sync_folder)
}

/// How much is written at a time.
const BUFFER: usize = 256 * 1024;

/// The bytes of a file, at most one more than `limit`: what calls itself a file may be
/// without end.
pub(crate) fn read_at_most(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(path)?
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Makes sure that what was renamed into `folder` is on the disk.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    // Windows has no such thing, and some network drives refuse it.
    match fs::File::open(folder).and_then(|folder| folder.sync_all()) {
        Err(error) if error.kind() == ErrorKind::StorageFull => Err(error),
        _ => Ok(()),
    }
}

/// How old a temporary file is before it is taken for one whose program was killed:
/// nothing is written for so long.
const ABANDONED: Duration = Duration::from_secs(24 * 60 * 60);

/// Removes what killed programs left in `folder` under names that are `ours`. Its age is
/// counted up to `fresh`, which was made just now, so that the clock of the disk counts.
pub(crate) fn remove_left(folder: &Path, fresh: &Path, ours: impl Fn(&str) -> bool) {
    let modified = |path: &Path| fs::symlink_metadata(path)?.modified();
    let (Ok(entries), Ok(now)) = (fs::read_dir(folder), modified(fresh)) else {
        return;
    };
    let is_abandoned = |then: SystemTime| {
        now.duration_since(then)
            .is_ok_and(|passed| passed > ABANDONED)
    };
    for entry in entries.filter_map(Result::ok) {
        let path = entry.path();
        if entry.file_name().to_str().is_some_and(&ours) && modified(&path).is_ok_and(is_abandoned)
        {
            // What stays is removed another time.
            let _ = match entry.file_type() {
                Ok(kind) if kind.is_dir() => fs::remove_dir_all(&path),
                _ => fs::remove_file(&path),
            };
        }
    }
}

/// Whether the folder for temporary files takes one of this size, in bytes.
pub(crate) fn has_room_for(size: u64) -> bool {
    tempfile::tempfile().is_ok_and(|file| reserve(&file, size).is_ok())
}

#[cfg(target_os = "linux")]
fn reserve(file: &fs::File, size: u64) -> io::Result<()> {
    use rustix::fs::{FallocateFlags, fallocate};
    Ok(fallocate(file, FallocateFlags::empty(), 0, size)?)
}

/// Elsewhere a file is as large on the disk as it says, or nobody can tell.
#[cfg(not(target_os = "linux"))]
fn reserve(file: &fs::File, size: u64) -> io::Result<()> {
    file.set_len(size)
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

fn check_target(path: &Path, overwrite: Overwrite) -> Result<(), WriteError> {
    let Ok(target) = fs::metadata(path) else {
        return Ok(());
    };
    if target.is_dir() {
        return Err(WriteError::IsFolder(path.to_owned()));
    }
    if !target.is_file() {
        return Err(WriteError::NotAFile(path.to_owned()));
    }
    match overwrite {
        Overwrite::Never => Err(WriteError::Exists(path.to_owned())),
        Overwrite::Replace => Ok(()),
    }
}

/// The name of a temporary file: this, random characters, and the ending.
const TEMPORARY: (&str, &str) = (".flagport-", ".tmp");

/// Random characters in the name of a temporary file.
const RANDOM: usize = 6;

fn is_temporary(name: &str) -> bool {
    let (prefix, ending) = TEMPORARY;
    let random = name
        .strip_prefix(prefix)
        .and_then(|rest| rest.strip_suffix(ending));
    random.is_some_and(|random| random.len() == RANDOM)
}

fn temporary_file(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    let (prefix, ending) = TEMPORARY;
    builder.prefix(prefix).suffix(ending).rand_bytes(RANDOM);
    // Temporary files are private by default; this one becomes an ordinary file.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

fn in_words(path: &Path, error: &io::Error) -> WriteError {
    match error.kind() {
        ErrorKind::AlreadyExists => WriteError::Exists(path.to_owned()),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => WriteError::DiskFull(path.to_owned()),
        ErrorKind::InvalidFilename => WriteError::NameTooLong(path.to_owned()),
        ErrorKind::NotFound
        | ErrorKind::NotADirectory
        | ErrorKind::PermissionDenied
        | ErrorKind::ReadOnlyFilesystem => of_folder(folder_of(path), error),
        _ => WriteError::Other {
            path: path.to_owned(),
            reason: error.to_string(),
        },
    }
}

/// Why nothing is written into `folder`.
pub(crate) fn of_folder(folder: &Path, error: &io::Error) -> WriteError {
    let folder = folder.to_owned();
    match error.kind() {
        ErrorKind::NotFound => WriteError::FolderMissing(folder),
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => WriteError::FolderIsFile(folder),
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            WriteError::NoPermission(folder)
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => WriteError::DiskFull(folder),
        ErrorKind::InvalidFilename => WriteError::NameTooLong(folder),
        _ => WriteError::Other {
            path: folder,
            reason: error.to_string(),
        },
    }
}
