//! Device profiles: what is known of a type of meter beyond the standard, as RON
//! files. The ones in `profiles/` are built into the program.
//!
//! Knows nothing about ports and sessions; only says what helps them. A file
//! begins with its version; fields that are not known are errors with their line
//! and column.
//!
//! ```
//! use flagport::codec::Identification;
//!
//! let told = Identification::parse("/ISk5MT174-0001").unwrap();
//! assert_eq!(flagport::profile::choose(&told).name, "iskra-mt174");
//! ```

mod schema;

use std::sync::LazyLock;

use thiserror::Error;

use crate::codec::Identification;

pub use schema::{ErrorBit, ErrorRegister, LineHints, Match, Profile, Verified, WakeUpHint};

/// The one version of the format.
pub const VERSION: u32 = 1;

/// The profile that fits any meter.
pub const GENERIC: &str = "generic";

/// The files built in, by name.
const FILES: [(&str, &str); 12] = [
    file("dsmr-p1", include_str!("../../profiles/dsmr-p1.ron")),
    file(
        "easymeter-q3",
        include_str!("../../profiles/easymeter-q3.ron"),
    ),
    file("emh-lzqj", include_str!("../../profiles/emh-lzqj.ron")),
    file(
        "energomera-ce",
        include_str!("../../profiles/energomera-ce.ron"),
    ),
    file("generic", include_str!("../../profiles/generic.ron")),
    file(
        "iskra-mt174",
        include_str!("../../profiles/iskra-mt174.ron"),
    ),
    file(
        "itron-ace3000",
        include_str!("../../profiles/itron-ace3000.ron"),
    ),
    file(
        "kamstrup-mc66",
        include_str!("../../profiles/kamstrup-mc66.ron"),
    ),
    file("lgz-uh50", include_str!("../../profiles/lgz-uh50.ron")),
    file("lgz-zmd", include_str!("../../profiles/lgz-zmd.ron")),
    file(
        "metcom-mcs301",
        include_str!("../../profiles/metcom-mcs301.ron"),
    ),
    file(
        "turkish-mass",
        include_str!("../../profiles/turkish-mass.ron"),
    ),
];

const fn file(name: &'static str, text: &'static str) -> (&'static str, &'static str) {
    (name, text)
}

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
    #[error("{file} has the profile version {found}; this program knows version {VERSION}")]
    Version { file: String, found: u32 },
    #[error("{file}: {message}")]
    Content { file: String, message: String },
}

/// All profiles built in, by name.
pub fn built_in() -> &'static [Profile] {
    static PROFILES: LazyLock<Vec<Profile>> = LazyLock::new(|| {
        // A test reads every file; one that fails is left out here.
        FILES
            .iter()
            .filter_map(|(name, text)| parse(name, text).ok())
            .collect()
    });
    &PROFILES
}

/// The text of a profile that is built in.
pub fn source(name: &str) -> Option<&'static str> {
    FILES
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, text)| *text)
}

/// The profile built in under `name`.
pub fn find(name: &str) -> Option<&'static Profile> {
    built_in().iter().find(|profile| profile.name == name)
}

/// The profile that fits the identification best: of those that fit, the one that
/// asks for most. There is always one, the generic.
pub fn choose(identification: &Identification) -> &'static Profile {
    built_in()
        .iter()
        .filter_map(|profile| Some((profile.fit(identification)?, profile)))
        .max_by_key(|(fit, _)| *fit)
        .map_or_else(generic, |(_, profile)| profile)
}

/// The profile that fits any meter.
pub fn generic() -> &'static Profile {
    static GENERIC_PROFILE: LazyLock<Profile> =
        LazyLock::new(|| find(GENERIC).cloned().unwrap_or_default());
    &GENERIC_PROFILE
}

/// Reads the `text` of a profile. `file` is how errors call it.
pub fn parse(file: &str, text: &str) -> Result<Profile, ProfileError> {
    let located = |error: ron::error::SpannedError| ProfileError::Form {
        file: file.to_owned(),
        line: error.span.start.line,
        column: error.span.start.col,
        message: error.code.to_string(),
    };
    let version: schema::VersionOnly = ron::from_str(text).map_err(located)?;
    if version.version != VERSION {
        return Err(ProfileError::Version {
            file: file.to_owned(),
            found: version.version,
        });
    }
    let profile: Profile = ron::from_str(text).map_err(located)?;
    match profile.check() {
        Ok(()) => Ok(profile),
        Err(message) => Err(ProfileError::Content {
            file: file.to_owned(),
            message,
        }),
    }
}
