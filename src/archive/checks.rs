//! Check lists under way: one folder for each meter, with what was ticked and with
//! copies of the photos, until they become a visit.
//!
//! Every change is on the disk before the next one, so that nothing is lost with the
//! window.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use jiff::Zoned;

use super::picture::{MAX_PICTURE, Picture, PictureError};
use super::{Archive, ArchiveError, NewVisit, PackedVisit, VisitKind, data_folder};
use crate::export::file::{make_folder, read_at_most};
use crate::export::{Overwrite, meter_for_file_names, write_file};
use crate::installation::list::{Photo, Record};
use crate::meter::MeterIdentity;

/// The record, in the folder of a check and in that of a visit.
pub(crate) const CHECK: &str = "check.json";

/// A longer file is no record, in bytes.
const MAX_RECORD: u64 = 4 * 1024 * 1024;

/// So many photos are one too many.
const MOST_PHOTOS: usize = 200;

/// A folder of check lists under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checks {
    folder: PathBuf,
}

impl Checks {
    /// Those in `folder`, which is made when the first one is kept.
    pub fn at(folder: impl Into<PathBuf>) -> Checks {
        Checks {
            folder: folder.into(),
        }
    }

    /// Those of this user.
    ///
    /// # Errors
    ///
    /// This computer names no folder for the user's data.
    pub fn of_user() -> Result<Checks, ArchiveError> {
        Ok(Checks::at(data_folder()?.join("checks")))
    }

    fn of(&self, meter: &MeterIdentity) -> PathBuf {
        self.folder.join(meter_for_file_names(meter))
    }

    /// What was noted of `meter` so far; `None` if nothing was.
    ///
    /// # Errors
    ///
    /// A sentence that says why what is there cannot be read.
    pub fn load(&self, meter: &MeterIdentity) -> Result<Option<Record>, String> {
        record_in(&self.of(meter))
    }

    /// Keeps what was noted of `meter`.
    ///
    /// # Errors
    ///
    /// A sentence that says why the disk did not take it.
    pub fn save(&self, meter: &MeterIdentity, record: &Record) -> Result<(), String> {
        let folder = self.of(meter);
        make_folder(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let bytes = record.to_json().map_err(|error| error.to_string())?;
        write_file(&folder.join(CHECK), &bytes, Overwrite::Replace).map_err(|error| error.in_full())
    }

    /// Copies the picture at `path` to what was noted of `meter`, with the number
    /// `number` in its name.
    ///
    /// # Errors
    ///
    /// It is no picture, is too large, or cannot be read or copied.
    pub fn attach(
        &self,
        meter: &MeterIdentity,
        path: &Path,
        number: usize,
        at: &Zoned,
    ) -> Result<Photo, PictureError> {
        let owned = path.to_owned();
        let unreadable = |reason: String| PictureError::Unreadable {
            path: path.to_owned(),
            reason,
        };
        let length = fs::metadata(path).map_err(|error| unreadable(error.to_string()))?;
        if length.is_dir() {
            return Err(PictureError::NoPicture { path: owned });
        }
        let bytes =
            read_at_most(path, MAX_PICTURE).map_err(|error| unreadable(error.to_string()))?;
        if bytes.len() as u64 > MAX_PICTURE {
            return Err(PictureError::TooLarge { path: owned });
        }
        let Some(picture) = Picture::of(&bytes) else {
            return Err(PictureError::NoPicture { path: owned });
        };
        let folder = self.of(meter);
        let not_kept = |reason: String| PictureError::NotKept {
            path: path.to_owned(),
            reason,
        };
        make_folder(&folder).map_err(|error| not_kept(error.to_string()))?;
        let ending = picture.form.ending();
        // A name that is taken belongs to a photo of before.
        let file = (number..number.saturating_add(MOST_PHOTOS))
            .map(|number| format!("photo-{number}.{ending}"))
            .find(|name| !folder.join(name).exists())
            .ok_or_else(|| not_kept("there are too many".to_owned()))?;
        write_file(&folder.join(&file), &bytes, Overwrite::Never)
            .map_err(|error| not_kept(error.in_full()))?;
        let original = path.file_name().unwrap_or(path.as_os_str());
        Ok(Photo {
            file,
            original: original.to_string_lossy().into_owned(),
            width: picture.width,
            height: picture.height,
            bytes: bytes.len() as u64,
            added_at: Some(at.clone()),
        })
    }

    /// Makes a visit of what was noted: with the readout, the record and the photos.
    /// What was under way is gone only when the visit is on the disk.
    ///
    /// # Errors
    ///
    /// A photo cannot be read, or the disk does not take the visit.
    pub fn conclude(
        &self,
        meter: &MeterIdentity,
        record: &Record,
        visit: &NewVisit<'_>,
        archive: &Archive,
    ) -> Result<PathBuf, String> {
        let in_words = |error: ArchiveError| error.to_string();
        let mut packed = PackedVisit::new(VisitKind::Installation, visit, &[]).map_err(in_words)?;
        let folder = self.of(meter);
        for photo in &record.photos {
            let path = folder.join(plain_name(&photo.file)?);
            let bytes = read_at_most(&path, MAX_PICTURE)
                .map_err(|error| format!("the photo {}: {error}", photo.original))?;
            packed = packed.with_file(photo.file.clone(), bytes);
        }
        let bytes = record.to_json().map_err(|error| error.to_string())?;
        packed = packed.with_file(CHECK.to_owned(), bytes);
        let stored = archive.put(&packed).map_err(in_words)?;
        match fs::remove_dir_all(&folder) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => log::warn!("{} was left: {error}", folder.display()),
        }
        Ok(stored)
    }
}

/// The record in the folder of a check or of a visit; `None` if there is none.
///
/// # Errors
///
/// A sentence that says why what is there cannot be read.
pub fn record_in(folder: &Path) -> Result<Option<Record>, String> {
    let path = folder.join(CHECK);
    let bytes = match read_at_most(&path, MAX_RECORD) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) if error.kind() == ErrorKind::NotADirectory => return Ok(None),
        Err(error) => return Err(format!("{}: {error}", path.display())),
    };
    if bytes.len() as u64 > MAX_RECORD {
        return Err(format!("{} is too long for a check list", path.display()));
    }
    let record = Record::from_json(&bytes);
    record
        .map(Some)
        .map_err(|error| format!("{}: {error}", path.display()))
}

/// A name without folders: a record from elsewhere must not lead out of its own.
fn plain_name(name: &str) -> Result<&str, String> {
    let is_plain = Path::new(name).file_name().is_some_and(|own| own == name);
    match is_plain {
        true => Ok(name),
        false => Err(format!("{name:?} is no name of a photo")),
    }
}
