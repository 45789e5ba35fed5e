//! What the source asks for: every `say!` and `message!` with its name and arguments.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// One place in the source that asks for a text.
pub(super) struct Question {
    pub(super) place: String,
    pub(super) id: String,
    pub(super) arguments: BTreeSet<String>,
}

/// The macros that ask.
const MACROS: [&str; 2] = ["say!(", "message!("];

/// Every place in `src` that asks for a text.
pub(super) fn asked() -> Vec<Question> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut questions = Vec::new();
    for path in rust_files(&root.join("src")) {
        let text = fs::read_to_string(&path).unwrap();
        let shown = path.strip_prefix(root).unwrap().display().to_string();
        // Comments show how the macros are used and ask for nothing.
        let code: String = text
            .lines()
            .map(|line| match line.trim_start().starts_with("//") {
                true => "\n".to_owned(),
                false => format!("{line}\n"),
            })
            .collect();
        for name in MACROS {
            for (at, _) in code.match_indices(name) {
                let line = code[..at].lines().count().max(1);
                let place = format!("{shown}:{line}");
                questions.push(question(place, &code[at + name.len()..]));
            }
        }
    }
    questions
}

pub(super) fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

/// Reads what follows the opening parenthesis of a macro.
fn question(place: String, after: &str) -> Question {
    let mut pieces = pieces(after).into_iter();
    let first = pieces.next().unwrap_or_default();
    let id = first
        .trim()
        .strip_prefix('"')
        .and_then(|id| id.strip_suffix('"'));
    let id = id.unwrap_or_else(|| panic!("{place}: {first} is no name of a text"));
    let arguments = pieces.filter(|piece| !piece.trim().is_empty());
    Question {
        id: id.to_owned(),
        arguments: arguments
            .map(|piece| piece.split('=').next().unwrap().trim().to_owned())
            .collect(),
        place,
    }
}

/// The arguments of a call up to its closing parenthesis, split at the commas between them.
fn pieces(after: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut depth = 0;
    let mut characters = after.chars();
    while let Some(c) = characters.next() {
        let last = pieces.last_mut().unwrap();
        match c {
            '"' => {
                last.push(c);
                while let Some(c) = characters.next() {
                    last.push(c);
                    match c {
                        '\\' => last.extend(characters.next()),
                        '"' => break,
                        _ => {}
                    }
                }
            }
            '(' | '[' | '{' => {
                depth += 1;
                last.push(c);
            }
            ')' | ']' | '}' if depth == 0 => return pieces,
            ')' | ']' | '}' => {
                depth -= 1;
                last.push(c);
            }
            ',' if depth == 0 => pieces.push(String::new()),
            _ => last.push(c),
        }
    }
    pieces
}

#[test]
fn a_question_is_read_over_lines_strings_and_calls() {
    let told = question(
        "here".to_owned(),
        "\n    \"clock-drift\",\n    name = f(\"a, b)\", &[1, 2]),\n    seconds = 12,\n) + 1",
    );
    assert_eq!(told.id, "clock-drift");
    assert_eq!(Vec::from_iter(told.arguments), ["name", "seconds"]);
}
