//! A profile whose text is being edited: kept until it is saved or given up. Knows
//! nothing of egui and of files.

use std::path::PathBuf;

use crate::profile::{self, Profile, ProfileError};
use crate::say;

/// Tells drafts apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DraftId(pub u64);

/// A text on its way to become a profile.
#[derive(Debug, Clone)]
pub struct Draft {
    pub id: DraftId,
    /// The user's file that it changes; `None` for a new profile.
    pub of: Option<PathBuf>,
    /// As it is on the disk; empty for a new profile.
    saved: String,
    pub text: String,
    checked: Checked,
    /// The fault that the cursor goes to next.
    pub next_fault: usize,
    /// The last text that was a profile.
    profile: Option<Profile>,
    /// The text that is being written.
    saving: Option<String>,
    /// Why it was not saved.
    pub refused: Option<String>,
}

/// What a check of the text brought.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Checked {
    text: String,
    faults: Vec<Fault>,
}

/// What is wrong with a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Line and column, from 1, where that is known.
    pub place: Option<(usize, usize)>,
    pub sentence: String,
}

impl Draft {
    /// A draft of what is in a file.
    pub fn of_file(id: DraftId, path: PathBuf, text: String) -> Draft {
        Draft::new(id, Some(path), text.clone(), text)
    }

    /// A draft of a profile that is in no file yet.
    pub fn fresh(id: DraftId, text: String) -> Draft {
        Draft::new(id, None, String::new(), text)
    }

    fn new(id: DraftId, of: Option<PathBuf>, saved: String, text: String) -> Draft {
        let checked = Checked {
            text: String::new(),
            faults: Vec::new(),
        };
        let mut draft = Draft {
            id,
            of,
            saved,
            text,
            checked,
            next_fault: 0,
            profile: None,
            saving: None,
            refused: None,
        };
        draft.check();
        draft
    }

    /// Checks the text if it changed since the last check.
    pub fn check(&mut self) {
        if self.checked.text == self.text && !self.text.is_empty() {
            return;
        }
        self.refused = None;
        let faults = match profile::parse("", &self.text) {
            Ok(profile) => {
                self.profile = Some(profile);
                Vec::new()
            }
            Err(_) => profile::problems("", &self.text)
                .iter()
                .map(Fault::of)
                .collect(),
        };
        self.checked = Checked {
            text: self.text.clone(),
            faults,
        };
    }

    /// The first thing that is wrong with the text.
    pub fn fault(&self) -> Option<&Fault> {
        self.checked.faults.first()
    }

    /// Everything that is wrong with the text.
    pub fn faults(&self) -> &[Fault] {
        &self.checked.faults
    }

    /// The last text that was a profile, as a profile.
    pub fn profile(&self) -> Option<&Profile> {
        self.profile.as_ref()
    }

    /// Whether the text is not what is on the disk.
    pub fn is_unsaved(&self) -> bool {
        self.text != self.saved
    }

    /// Takes back what was typed since the text was saved last.
    pub fn revert(&mut self) {
        self.text.clone_from(&self.saved);
        self.check();
    }

    /// Remembers that its text is being written, and hands it out.
    pub fn begin_saving(&mut self) -> String {
        self.refused = None;
        self.saving = Some(self.text.clone());
        self.text.clone()
    }

    /// Whether its text is being written.
    pub fn is_saving(&self) -> bool {
        self.saving.is_some()
    }

    /// Takes over where the text was saved, or why it was not.
    pub fn saved(&mut self, result: Result<PathBuf, String>) {
        let text = self.saving.take();
        match result {
            Ok(path) => {
                self.of = Some(path);
                self.saved = text.unwrap_or_else(|| self.text.clone());
            }
            Err(reason) => self.refused = Some(reason),
        }
    }

    /// What it is called in a list.
    pub fn title(&self) -> String {
        let title = self.profile.as_ref().map(|profile| profile.title.clone());
        let file = self.of.as_ref().and_then(|path| path.file_name());
        title
            .filter(|title| !title.is_empty())
            .or_else(|| Some(file?.to_string_lossy().into_owned()))
            .unwrap_or_else(|| say!("profiles-new-title").to_owned())
    }
}

impl Fault {
    /// What `error` says, without the name of a file.
    pub fn of(error: &ProfileError) -> Fault {
        let place = match error {
            ProfileError::Form { line, column, .. }
            | ProfileError::Content { line, column, .. } => Some((*line, *column)),
            ProfileError::Version { .. } => Some((1, 1)),
            ProfileError::Unreadable { .. } => None,
        };
        Fault {
            place,
            sentence: error.message(),
        }
    }

    /// `Line 12, column 5: …`
    pub fn in_full(&self) -> String {
        match self.place {
            Some((line, column)) => say!(
                "profiles-fault-place",
                line = line,
                column = column,
                fault = &self.sentence
            ),
            None => self.sentence.clone(),
        }
    }
}

/// How many characters of `text` stand before a line and a column, both from 1.
pub fn characters_before(text: &str, (line, column): (usize, usize)) -> usize {
    let mut before = 0;
    for (number, content) in text.split_inclusive('\n').enumerate() {
        if number + 1 == line {
            let length = content.trim_end_matches('\n').chars().count();
            return before + column.saturating_sub(1).min(length);
        }
        before += content.chars().count();
    }
    before
}

/// The text of a profile under another name, and with a title that tells it apart. If
/// the name is not found in the text, the text is made from the profile.
pub fn renamed(text: &str, profile: &Profile, name: &str) -> String {
    let title = format!("{} (copy)", profile.title);
    let of_name = format!("name: {:?}", profile.name);
    let of_title = format!("title: {:?}", profile.title);
    let changed = text
        .replacen(&of_name, &format!("name: {name:?}"), 1)
        .replacen(&of_title, &format!("title: {title:?}"), 1);
    let is_it = |changed: &str| {
        profile::parse("", changed)
            .is_ok_and(|changed| changed.name == name && changed.title == title)
    };
    if is_it(&changed) {
        return changed;
    }
    profile::to_text(&Profile {
        name: name.to_owned(),
        title,
        ..profile.clone()
    })
}

/// The first of `base-copy`, `base-copy-2`… that nobody has.
pub fn free_name(base: &str, taken: impl Fn(&str) -> bool) -> String {
    let first = format!("{base}-copy");
    let next = |number: usize| match number {
        1 => first.clone(),
        number => format!("{first}-{number}"),
    };
    (1..)
        .map(next)
        .find(|name| !taken(name))
        .unwrap_or(first.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = include_str!("../../../../profiles/lgz-zmd.ron");

    #[test]
    fn a_draft_tells_its_fault_and_keeps_the_last_good_profile() {
        let mut draft = Draft::of_file(DraftId(1), PathBuf::from("/own/a.ron"), GOOD.to_owned());
        assert_eq!(draft.fault(), None);
        assert!(!draft.is_unsaved());
        draft.text = GOOD.replace("verified:", "verifed:");
        draft.check();
        let fault = draft.fault().unwrap();
        assert!(
            fault.place.is_some() && fault.sentence.contains("verifed"),
            "{fault:?}"
        );
        assert!(draft.is_unsaved());
        assert_eq!(draft.profile().unwrap().name, "lgz-zmd");
        draft.revert();
        assert_eq!(draft.fault(), None);
        assert!(!draft.is_unsaved());
    }

    #[test]
    fn a_place_in_a_text_is_found() {
        let text = "ab\nµx\n";
        assert_eq!(characters_before(text, (1, 1)), 0);
        assert_eq!(characters_before(text, (1, 9)), 2);
        assert_eq!(characters_before(text, (2, 2)), 4);
        assert_eq!(characters_before(text, (9, 1)), 6);
    }

    #[test]
    fn a_copy_has_a_name_of_its_own() {
        let taken = ["lgz-zmd-copy", "lgz-zmd-copy-2"];
        let name = free_name("lgz-zmd", |name| taken.contains(&name));
        assert_eq!(name, "lgz-zmd-copy-3");
        let original = profile::parse("", GOOD).unwrap();
        let copy = profile::parse("", &renamed(GOOD, &original, &name)).unwrap();
        assert_eq!(copy.name, name);
        assert_eq!(copy.title, "Landis+Gyr E650 and E230 (copy)");
        assert_eq!(copy.matches, original.matches);
        // A text that is written in another way becomes the same copy.
        let odd = GOOD.replace("name: ", "name:");
        let copy = profile::parse("", &renamed(&odd, &original, &name)).unwrap();
        assert_eq!(copy.name, name);
    }
}
