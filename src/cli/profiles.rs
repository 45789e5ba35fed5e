//! `flagport profiles`: device profiles, built in and the user's own.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::Exit;
use super::args::{ProfilesArguments, ProfilesCommand};
use super::terminal::{put, say, say_failure};
use crate::export::printable;
use crate::profile::{self, Known, Library, Origin, Verified, near};

/// The most names that a sentence tells.
const MAX_NAMES: usize = 5;

#[derive(Serialize)]
struct ProfilesFile {
    format: &'static str,
    profiles: Vec<ProfileFile>,
    problems: Vec<String>,
}

#[derive(Serialize)]
struct ProfileFile {
    name: String,
    title: String,
    verified: &'static str,
    registers: usize,
    source: String,
    /// `null` for one that is built in.
    file: Option<String>,
}

/// What to do about a profile that cannot be read.
const CHECK: &str = "the file, with `flagport profiles check`";

pub(super) fn run(arguments: &ProfilesArguments) -> Exit {
    match &arguments.command {
        None => list(arguments.json),
        Some(ProfilesCommand::List { json }) => list(arguments.json || *json),
        Some(ProfilesCommand::Check { files }) => check_all(files),
        Some(ProfilesCommand::Show { name }) => show(name),
    }
}

fn list(json: bool) -> Exit {
    let library = Library::of_user();
    let told = if json {
        as_json(&library)
    } else {
        put(table(&library).as_bytes())
    };
    if library.problems().is_empty() || told != Exit::Done {
        return told;
    }
    for problem in library.problems() {
        say_failure(problem, CHECK);
    }
    Exit::Partly
}

/// Says which of the user's profiles are not used.
pub(super) fn say_broken(library: &Library) {
    for problem in library.problems() {
        say_failure(format!("a device profile is not used: {problem}"), CHECK);
    }
}

fn as_json(library: &Library) -> Exit {
    let file = ProfilesFile {
        format: "flagport.profiles.v1",
        profiles: library.profiles().iter().map(ProfileFile::from).collect(),
        problems: library.problems().iter().map(ToString::to_string).collect(),
    };
    match serde_json::to_vec_pretty(&file) {
        Ok(mut bytes) => {
            bytes.push(b'\n');
            put(&bytes)
        }
        Err(error) => {
            say_failure(error, "try without --json");
            Exit::Failed
        }
    }
}

impl From<&Known> for ProfileFile {
    fn from(known: &Known) -> ProfileFile {
        let profile = &known.profile;
        ProfileFile {
            name: profile.name.clone(),
            title: profile.title.clone(),
            verified: verified(profile.verified),
            registers: profile.registers.len(),
            source: profile.source.clone(),
            file: match &known.origin {
                Origin::BuiltIn => None,
                Origin::User(path) => Some(path.display().to_string()),
            },
        }
    }
}

/// `manual`
fn verified(verified: Verified) -> &'static str {
    match verified {
        Verified::Manual => "manual",
        Verified::Telegram => "telegram",
        Verified::Code => "code",
        Verified::Unverified => "unverified",
    }
}

fn table(library: &Library) -> String {
    let rows: Vec<[String; 4]> = library
        .profiles()
        .iter()
        .map(|known| {
            let profile = &known.profile;
            let own = match known.origin {
                Origin::BuiltIn => "",
                Origin::User(_) => " (your own)",
            };
            [
                profile.name.clone(),
                verified(profile.verified).to_owned(),
                profile.registers.len().to_string(),
                printable(&format!("{}{own}", profile.title)).to_string(),
            ]
        })
        .collect();
    let wide = |column: usize, heading: &str| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        let widths = cells.map(|cell| cell.chars().count());
        widths.max().unwrap_or(0).max(heading.len())
    };
    let (names, sources, counts) = (wide(0, "name"), wide(1, "verified"), wide(2, "registers"));
    let mut text = String::new();
    let heading = ["name", "verified", "registers", "title"].map(str::to_owned);
    for [name, verified, registers, title] in std::iter::once(&heading).chain(&rows) {
        let _ = writeln!(
            text,
            "{name:<names$}  {verified:<sources$}  {registers:>counts$}  {title}"
        );
    }
    text
}

fn check_all(files: &[PathBuf]) -> Exit {
    let wrong = files
        .iter()
        .filter(|file| check(file) != Exit::Done)
        .count();
    match wrong {
        0 => return Exit::Done,
        1 => say("1 file is no device profile"),
        _ => say(format!("{wrong} files are no device profiles")),
    }
    Exit::Failed
}

/// Says of one file what is wrong with it, one thing a line.
fn check(path: &Path) -> Exit {
    let name = path.display().to_string();
    let problems = match profile::text_of(path) {
        Ok(text) => profile::problems(&name, &text),
        Err(error) => vec![error],
    };
    let mut lines = String::new();
    for problem in &problems {
        let _ = writeln!(
            lines,
            "{}: {}",
            problem.place(),
            printable(&problem.message())
        );
    }
    if problems.is_empty() {
        let _ = writeln!(lines, "{name}: ok");
    }
    match put(lines.as_bytes()) {
        Exit::Done if !problems.is_empty() => Exit::Failed,
        exit => exit,
    }
}

fn show(name: &str) -> Exit {
    let library = Library::of_user();
    let known = library.profiles();
    let Some(known) = known.iter().find(|known| known.profile.name == name) else {
        say(unknown(&library, name));
        return Exit::Usage;
    };
    match &known.origin {
        Origin::BuiltIn => put(profile::source(name).unwrap_or_default().as_bytes()),
        Origin::User(path) => match profile::text_of(path) {
            Ok(text) => put(text.as_bytes()),
            Err(error) => {
                say_failure(error, "whether the file is still there");
                Exit::Failed
            }
        },
    }
}

/// Says that there is no such profile, and which ones the name is close to.
pub(super) fn unknown(library: &Library, name: &str) -> String {
    let broken = library.problems().iter().find(|problem| {
        let file = Path::new(problem.file());
        file.file_stem().is_some_and(|stem| stem == name)
    });
    if let Some(problem) = broken {
        return format!("the profile {name:?} cannot be used: {problem}");
    }
    let profiles = library.profiles().iter();
    let mut close = near::close_to(name, profiles.map(|known| known.profile.name.as_str()));
    close.truncate(MAX_NAMES);
    match close.as_slice() {
        [] => format!("there is no device profile {name:?}; `flagport profiles` lists them"),
        close => format!(
            "there is no device profile {name:?}; close to it are {}",
            close.join(", ")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_not_known_is_told_with_those_close_to_it() {
        let library = Library::default();
        let check = |name: &str, expected: &str| {
            assert_eq!(
                unknown(&library, name),
                format!("there is no device profile {name:?}; {expected}")
            );
        };
        check("lgz-zdm", "close to it are lgz-zmd, lgz-uh50");
        check("zmd", "close to it are lgz-zmd");
        check("quite-another", "`flagport profiles` lists them");
    }
}
