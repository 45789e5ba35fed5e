//! Files on disk, written whole or not at all.
//!
//! Everything goes into a temporary file in the same folder first, which takes the
//! place of the wanted one when all of it is on the disk. Whatever goes wrong, an
//! existing file stays as it was.

use std::fs;
use std::io::{self, BufWriter, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

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
    #[error("{0:?} is a folder")]
    IsFolder(PathBuf),
    #[error("{0:?} is a device, not a file")]
    NotAFile(PathBuf),
    #[error("nothing may be written into the folder {0:?}")]
    NoPermission(PathBuf),
    #[error("the disk is full; {0:?} was not written")]
    DiskFull(PathBuf),
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
            WriteError::NotAFile(_) => "choose another name",
            WriteError::NoPermission(_) => "choose a folder that this user may write into",
            WriteError::DiskFull(_) => "make room, or choose another disk",
            WriteError::Other { .. } => "try another name or folder",
        }
    }
}

/// Whether [`write_file`] can be expected to succeed, as far as looking tells.
pub fn check_file(path: &Path, overwrite: Overwrite) -> Result<(), WriteError> {
    check_target(path, overwrite)?;
    let folder = folder_of(path);
    if folder.is_dir() {
        Ok(())
    } else {
        Err(WriteError::FolderMissing(folder.to_owned()))
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
    let mut file = temporary_file(folder).map_err(in_words)?;
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
    .map_err(|error| in_words(error.error))?;
    sync_folder(folder).map_err(in_words)
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

fn temporary_file(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".flagport-");
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
        ErrorKind::NotFound => WriteError::FolderMissing(folder_of(path).to_owned()),
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            WriteError::NoPermission(folder_of(path).to_owned())
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => WriteError::DiskFull(path.to_owned()),
        _ => WriteError::Other {
            path: path.to_owned(),
            reason: error.to_string(),
        },
    }
}
