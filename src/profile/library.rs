//! All profiles there are: the ones built in and the user's own.

use std::collections::HashSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use super::file::EXTENSION;
use super::{GENERIC, Profile, ProfileError, built_in, load, user_folder};
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
    User(PathBuf),
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

#[cfg(test)]
impl Library {
    /// One profile and no other.
    pub(crate) fn only(profile: Profile) -> Library {
        let known = Known {
            profile: Arc::new(profile),
            origin: Origin::BuiltIn,
        };
        Library {
            profiles: Arc::from([known]),
            problems: Arc::from([]),
        }
    }
}

impl Library {
    /// The profiles built in and those in `folder`, which need not be there. Files
    /// that are no profiles are told by [`Library::problems`].
    pub fn load(folder: &Path) -> Library {
        let mut profiles = Vec::new();
        let mut problems = Vec::new();
        let mut names = HashSet::new();
        for path in files(folder, &mut problems) {
            match load(&path) {
                Ok(profile) if names.insert(profile.name.clone()) => profiles.push(Known {
                    profile: Arc::new(profile),
                    origin: Origin::User(path),
                }),
                Ok(profile) => problems.push(ProfileError::Unreadable {
                    file: path.display().to_string(),
                    message: format!("another file holds a profile {:?}", profile.name),
                }),
                Err(error) => problems.push(error),
            }
        }
        profiles.sort_by(|a, b| a.profile.name.cmp(&b.profile.name));
        let built_in = Library::default();
        let shown = built_in.profiles.iter();
        profiles.extend(
            shown
                .filter(|known| !names.contains(&known.profile.name))
                .cloned(),
        );
        Library {
            profiles: profiles.into(),
            problems: problems.into(),
        }
    }

    /// The profiles built in and this user's own; those built in alone where this
    /// computer names no folder.
    pub fn of_user() -> Library {
        user_folder().map_or_else(|_| Library::default(), |folder| Library::load(&folder))
    }

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

/// The files in `folder` that may hold profiles, in order.
fn files(folder: &Path, problems: &mut Vec<ProfileError>) -> Vec<PathBuf> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            if error.kind() != ErrorKind::NotFound {
                problems.push(ProfileError::Unreadable {
                    file: folder.display().to_string(),
                    message: error.to_string(),
                });
            }
            return Vec::new();
        }
    };
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|end| end == EXTENSION))
        .collect();
    paths.sort();
    paths
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::source;

    #[test]
    fn the_users_own_profiles_come_first_and_hide_built_in_ones() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        let zmd = source("lgz-zmd").unwrap();
        write("lgz-zmd.ron", &zmd.replace("Landis+Gyr E650", "Our E650"));
        write("mine.ron", &zmd.replace("\"lgz-zmd\"", "\"mine\""));
        write("second.ron", &zmd.replace("\"lgz-zmd\"", "\"mine\""));
        write("broken.ron", "(version: 2,\n  colour: 1)");
        write("notes.txt", "not a profile");
        let library = Library::load(folder.path());
        let all = library.profiles();
        assert_eq!(all.len(), built_in().len() + 1);
        let own: Vec<&str> = all
            .iter()
            .filter(|known| known.origin != Origin::BuiltIn)
            .map(|known| known.profile.name.as_str())
            .collect();
        assert_eq!(own, ["lgz-zmd", "mine"]);
        assert!(
            all.first()
                .is_some_and(|known| known.profile.name == "lgz-zmd")
        );
        assert!(library.find("lgz-zmd").unwrap().title.starts_with("Our"));
        let identification = Identification::parse("/LGZ5\\2ZMD3104107.B32").unwrap();
        assert_eq!(library.choose(&identification).name, "lgz-zmd");
        let problems: Vec<String> = library.problems().iter().map(ToString::to_string).collect();
        assert_eq!(problems.len(), 2, "{problems:#?}");
        assert!(
            problems[0].contains("broken.ron, line 2, column 3: "),
            "{problems:#?}"
        );
        assert!(problems[1].ends_with("another file holds a profile \"mine\""));
    }

    #[test]
    fn a_folder_that_is_not_there_holds_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("missing");
        assert_eq!(Library::load(&missing), Library::default());
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let library = Library::load(&file);
        assert_eq!(library.problems().len(), 1);
        assert_eq!(library.profiles().len(), built_in().len());
    }
}
