//! Profiles as text and as files.
//!
//! A file begins with its version. Old versions are read as well; what is written is
//! always of the present one, in a stable order, so that two versions of a file can be
//! compared line by line.

use std::fs;
use std::path::{Path, PathBuf};

use ron::Options;
use ron::extensions::Extensions;
use ron::ser::PrettyConfig;
use thiserror::Error;

use super::schema::{VersionOnly, version_1};
use super::{Profile, VERSION, check, form_error, place};
use crate::archive::{self, ArchiveError};
use crate::export::file::{make_folder, of_folder, read_at_most};
use crate::export::{Overwrite, WriteError, write_file};

/// The extension of the file of a profile.
pub(super) const EXTENSION: &str = "ron";

/// The first version of the format; it is still read.
const FIRST_VERSION: u32 = 1;

/// A file that is longer is no profile; in bytes.
const MAX_LENGTH: u64 = 1 << 20;

/// More mistakes than anybody reads at once.
const MOST_TOLD: usize = 100;

/// Levels of nesting that stand on lines of their own.
const DEPTH: usize = 3;

/// Why a file is no device profile.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ProfileError {
    /// `line` and `column` count from 1.
    #[error("{file}, line {line}, column {column}: {message}")]
    Form {
        file: String,
        line: usize,
        column: usize,
        message: String,
    },
    #[error(
        "{file} has the profile version {found}; this program knows versions {FIRST_VERSION} to {VERSION}"
    )]
    Version { file: String, found: u32 },
    /// The form is right, and what it says cannot be. `line` and `column` count from 1.
    #[error("{file}, line {line}, column {column}: {message}")]
    Content {
        file: String,
        line: usize,
        column: usize,
        message: String,
    },
    #[error("{file} cannot be read: {message}")]
    Unreadable { file: String, message: String },
}

impl ProfileError {
    /// The place in the form that editors know: `file:line:column`.
    pub fn place(&self) -> String {
        match self {
            ProfileError::Form {
                file, line, column, ..
            }
            | ProfileError::Content {
                file, line, column, ..
            } => format!("{file}:{line}:{column}"),
            ProfileError::Version { file, .. } => format!("{file}:1:1"),
            ProfileError::Unreadable { file, .. } => file.clone(),
        }
    }

    /// How the file is called.
    pub fn file(&self) -> &str {
        match self {
            ProfileError::Form { file, .. }
            | ProfileError::Version { file, .. }
            | ProfileError::Content { file, .. }
            | ProfileError::Unreadable { file, .. } => file,
        }
    }

    /// What is wrong, without the place.
    pub fn message(&self) -> String {
        match self {
            ProfileError::Form { message, .. } | ProfileError::Content { message, .. } => {
                message.clone()
            }
            ProfileError::Version { found, .. } => format!(
                "the profile version is {found}; this program knows versions {FIRST_VERSION} to {VERSION}"
            ),
            ProfileError::Unreadable { message, .. } => format!("cannot be read: {message}"),
        }
    }
}

/// Why a profile was not saved.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SaveError {
    #[error(transparent)]
    Profile(#[from] ProfileError),
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// Reads the `text` of a profile. `file` is how errors call it.
///
/// # Errors
///
/// The first thing that is wrong; [`problems`] tells all of them.
pub fn parse(file: &str, text: &str) -> Result<Profile, ProfileError> {
    let profile = read(file, text)?;
    let first = in_text(file, text, &profile).next();
    first.map_or(Ok(profile), Err)
}

/// Everything that is wrong with the `text` of a profile, up to a hundred things; one
/// thing only where its form is not right.
pub fn problems(file: &str, text: &str) -> Vec<ProfileError> {
    match read(file, text) {
        Ok(profile) => in_text(file, text, &profile).take(MOST_TOLD).collect(),
        Err(error) => vec![error],
    }
}

/// Reads a file that holds a profile.
pub fn load(path: &Path) -> Result<Profile, ProfileError> {
    parse(&path.display().to_string(), &text_of(path)?)
}

/// The text of a file that may hold a profile.
pub fn text_of(path: &Path) -> Result<String, ProfileError> {
    let unreadable = |message: String| ProfileError::Unreadable {
        file: path.display().to_string(),
        message,
    };
    let length = fs::metadata(path).map_err(|error| unreadable(error.to_string()))?;
    if length.is_dir() {
        return Err(unreadable("it is a folder".to_owned()));
    }
    let bytes = read_at_most(path, MAX_LENGTH).map_err(|error| unreadable(error.to_string()))?;
    if bytes.len() as u64 > MAX_LENGTH {
        let message = format!("it is longer than {MAX_LENGTH} bytes");
        return Err(unreadable(message));
    }
    String::from_utf8(bytes).map_err(|_| unreadable("it is not a text in UTF-8".to_owned()))
}

/// The text of a profile, which [`parse`] reads back as the same. What says no more
/// than what is taken anyway is left out.
pub fn to_text(profile: &Profile) -> String {
    let form = PrettyConfig::new().new_line("\n").depth_limit(DEPTH);
    let mut profile = profile.clone();
    profile.version = VERSION;
    // A profile holds nothing that RON has no form for.
    let mut text = ron().to_string_pretty(&profile, form).unwrap_or_default();
    text.push('\n');
    text
}

/// Where this user's own profiles are; the folder is made when the first one is saved.
pub fn user_folder() -> Result<PathBuf, ArchiveError> {
    Ok(archive::data_folder()?.join("profiles"))
}

/// Saves the text of a profile as it is, remarks and all, under the profile's name.
pub fn save(folder: &Path, text: &str, overwrite: Overwrite) -> Result<PathBuf, SaveError> {
    let profile = parse("the profile", text)?;
    let path = folder.join(format!("{}.{EXTENSION}", profile.name));
    make_folder(folder).map_err(|error| of_folder(folder, &error))?;
    write_file(&path, text.as_bytes(), overwrite)?;
    Ok(path)
}

/// Reads a profile whose form is right, whatever its contents.
fn read(file: &str, text: &str) -> Result<Profile, ProfileError> {
    let located = |error: ron::error::SpannedError| ProfileError::Form {
        file: file.to_owned(),
        line: error.span.start.line,
        column: error.span.start.col,
        message: form_error::in_words(&error.code),
    };
    let ron = ron();
    let version: VersionOnly = ron.from_str(text).map_err(located)?;
    match version.version {
        FIRST_VERSION => {
            let old: version_1::Profile = ron.from_str(text).map_err(located)?;
            Ok(old.into())
        }
        VERSION => ron.from_str(text).map_err(located),
        found => Err(ProfileError::Version {
            file: file.to_owned(),
            found,
        }),
    }
}

/// What is wrong with the contents, with its place.
fn in_text(file: &str, text: &str, profile: &Profile) -> impl Iterator<Item = ProfileError> {
    let faults = check::faults(profile);
    // Where nothing is wrong nothing has to be found.
    let places = place::Places::of(if faults.is_empty() { "" } else { text });
    faults.into_iter().map(move |fault| {
        let (line, column) = places.locate(&fault.path);
        ProfileError::Content {
            file: file.to_owned(),
            line,
            column,
            message: fault.message,
        }
    })
}

/// `Some` may be left out, which is how people write.
fn ron() -> Options {
    Options::default().with_default_extension(Extensions::IMPLICIT_SOME)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::source;

    const OLD: &str = "(
    version: 1,
    name: \"old\",
    title: \"Old meter\",
    match: (manufacturers: [\"ABC\"]),
    line: (start_baud: Some(9600)),
    verified: Telegram,
    source: \"a telegram\",
)";

    #[test]
    fn a_file_of_the_first_version_is_read() {
        let profile = parse("old.ron", OLD).unwrap();
        assert_eq!(profile.version, VERSION);
        assert_eq!(profile.line.start_baud, Some(9600));
        assert_eq!(profile.programming, None);
        assert_eq!(parse("new.ron", &to_text(&profile)), Ok(profile));
        let newer = OLD.replace("    verified", "    registers: [],\n    verified");
        let error = parse("old.ron", &newer).unwrap_err();
        assert_eq!(error.place(), "old.ron:7:5");
        assert!(
            error
                .message()
                .starts_with("there is no field `registers` here; ")
        );
        let unknown = OLD.replace("version: 1", "version: 3");
        let error = parse("old.ron", &unknown).unwrap_err();
        assert_eq!(
            error.to_string(),
            "old.ron has the profile version 3; this program knows versions 1 to 2"
        );
    }

    #[test]
    fn a_profile_is_saved_under_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("new").join("profiles");
        let path = save(&folder, OLD, Overwrite::Never).unwrap();
        assert_eq!(path, folder.join("old.ron"));
        assert_eq!(fs::read_to_string(&path).unwrap(), OLD);
        assert_eq!(load(&path).unwrap().name, "old");
        assert_eq!(
            save(&folder, OLD, Overwrite::Never),
            Err(SaveError::Write(WriteError::Exists(path.clone())))
        );
        assert!(save(&folder, OLD, Overwrite::Replace).is_ok());
        let wrong = OLD.replace("Old meter", "");
        let error = save(&folder, &wrong, Overwrite::Replace).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the profile, line 4, column 12: the title is empty"
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), OLD);
    }

    #[test]
    fn files_that_are_no_profiles_are_told_from_others() {
        let folder = tempfile::tempdir().unwrap();
        let check = |name: &str, bytes: &[u8], expected: &str| {
            let path = folder.path().join(name);
            fs::write(&path, bytes).unwrap();
            let error = load(&path).unwrap_err();
            assert!(error.to_string().ends_with(expected), "{error}");
            assert!(error.place().starts_with(&path.display().to_string()));
        };
        check("a.ron", b"\xff\xfe", "it is not a text in UTF-8");
        check(
            "b.ron",
            &vec![b' '; 2 << 20],
            "it is longer than 1048576 bytes",
        );
        check("c.ron", b"(version: 7)", "knows versions 1 to 2");
        let missing = load(&folder.path().join("missing.ron")).unwrap_err();
        assert!(matches!(missing, ProfileError::Unreadable { .. }));
        assert!(load(folder.path()).is_err());
    }

    #[test]
    fn what_is_mistyped_is_told_with_what_was_meant() {
        let check = |old: &str, new: &str, expected: &str| {
            let error = parse("a.ron", &OLD.replace(old, new)).unwrap_err();
            assert_eq!(error.to_string(), format!("a.ron, {expected}"));
        };
        check(
            "title:",
            "titel:",
            "line 4, column 5: there is no field `titel` here; close to it is `title`",
        );
        check(
            "Telegram",
            "Manuel",
            "line 7, column 15: there is no word `Manuel` here; close to it is `Manual`",
        );
        check(
            "    title: \"Old meter\",\n",
            "",
            "line 8, column 1: the field `title` is missing",
        );
        check(
            "title: \"Old meter\"",
            "title: \"a\", title: \"b\"",
            "line 4, column 17: the field `title` stands here a second time",
        );
    }

    #[test]
    fn some_may_be_written_or_left_out() {
        let short = OLD.replace("Some(9600)", "9600");
        assert_eq!(parse("a", &short), parse("a", OLD));
        assert!(source("generic").is_some());
    }
}
