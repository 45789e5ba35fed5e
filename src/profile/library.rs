//! All profiles there are: the ones built in and the user's own.

use std::sync::{Arc, LazyLock};

use super::{GENERIC, Profile, ProfileError, built_in};
use crate::codec::Identification;

/// Profiles to choose from. The user's own come first and hide built-in ones of the
/// same name. Cheap to copy.
#[derive(Debug, Clone, PartialEq)]
pub struct Library {
    profiles: Arc<[Known]>,
    problems: Arc<[ProfileError]>,
}

/// A profile and where it is from.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    pub profile: Arc<Profile>,
    pub origin: Origin,
}

/// Where a profile is from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    BuiltIn,
    /// A file in the user's folder.
    User(std::path::PathBuf),
}

impl Default for Library {
    /// The profiles built in.
    fn default() -> Library {
        static BUILT_IN: LazyLock<Library> = LazyLock::new(|| Library {
            profiles: built_in()
                .iter()
                .map(|profile| Known {
                    profile: Arc::new(profile.clone()),
                    origin: Origin::BuiltIn,
                })
                .collect(),
            problems: Arc::from([]),
        });
        BUILT_IN.clone()
    }
}

impl Library {
    /// All of them: the user's own by name, then those built in by name.
    pub fn profiles(&self) -> &[Known] {
        &self.profiles
    }

    /// Files of the user's folder that are no profiles.
    pub fn problems(&self) -> &[ProfileError] {
        &self.problems
    }

    /// The profile of that name.
    pub fn find(&self, name: &str) -> Option<Arc<Profile>> {
        self.profiles
            .iter()
            .find(|known| known.profile.name == name)
            .map(|known| Arc::clone(&known.profile))
    }

    /// The profile that fits the identification best: of those that fit, the one
    /// that asks for most, and the user's own before one built in.
    pub fn choose(&self, identification: &Identification) -> Arc<Profile> {
        self.profiles
            .iter()
            .rev()
            .filter_map(|known| Some((known.profile.fit(identification)?, known)))
            .max_by_key(|(fit, _)| *fit)
            .map_or_else(|| self.generic(), |(_, known)| Arc::clone(&known.profile))
    }

    /// The profile that fits any meter.
    pub fn generic(&self) -> Arc<Profile> {
        self.find(GENERIC).unwrap_or_default()
    }
}
