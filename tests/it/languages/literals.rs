//! No sentence stands in the window's code: sentences are texts of the languages.

use std::fs;
use std::path::Path;

use super::complain;
use super::sources::rust_files;

/// What may stand before a literal that nobody reads in the window.
const UNREAD: [&str; 17] = [
    "say!(",
    "message!(",
    "reason = ",
    "id_salt(",
    "id_salt((",
    ".with(",
    ".with((",
    "Id::unique(",
    "Id::unique((",
    "modal(ui, ",
    "name(",
    "error!(",
    "warn!(",
    "info!(",
    "debug!(",
    "#[error(",
    "#[must_use = ",
];

/// Literals that are right as they are: where, what, and why.
const RIGHT: [(&str, &str, &str); 8] = [
    ("src/app/picture/svg.rs", "IBM Plex", "names of fonts"),
    (
        "src/app/event.rs",
        "",
        "what the decoders say, to be put into words",
    ),
    ("src/app/mishap.rs", "", "notes for those who mend a fault"),
    (
        "src/app/start.rs",
        "no graphics driver",
        "said on the command line",
    ),
    (
        "src/app/start.rs",
        "a system library",
        "said on the command line",
    ),
    (
        "src/app/views/registers/rows.rs",
        "Others in the readout",
        "the key of a group, which is named where it is drawn",
    ),
    (
        "src/app/views/confirm.rs",
        "Ctrl Enter",
        "keys, which are named where they are drawn",
    ),
    (
        "src/app/views/registers/sheet/foot.rs",
        "Ctrl Enter",
        "keys, which are named where they are drawn",
    ),
];

#[test]
fn no_sentence_stands_in_the_window_outside_the_languages() {
    let mut complaints = Vec::new();
    let mut idle = RIGHT.to_vec();
    for path in rust_files(&root().join("src/app")) {
        let shown = path.strip_prefix(root()).unwrap().display().to_string();
        let shown = shown.replace('\\', "/");
        if shown.contains("/tests") || shown.contains("/stage.rs") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        for (line, before, literal) in literals(code) {
            if !is_sentence(&literal) || UNREAD.iter().any(|unread| before.ends_with(unread)) {
                continue;
            }
            let right = RIGHT
                .iter()
                .find(|(file, begins, _)| shown == *file && literal.starts_with(begins));
            if let Some(right) = right {
                idle.retain(|idle| idle != right);
            } else {
                complaints.push(format!("{shown}:{line}: {literal:?}"));
            }
        }
    }
    complaints.extend(
        idle.iter()
            .map(|(file, right, _)| format!("{file} has no {right:?}")),
    );
    complain(complaints);
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Two words in a row, the second in small letters.
fn is_sentence(literal: &str) -> bool {
    let words: Vec<&str> = literal.split(' ').collect();
    words.windows(2).any(|pair| {
        let (first, second) = (pair[0], pair[1].trim_end_matches(['.', ',', ':', '…']));
        let is_word = |word: &str| word.len() > 1 && word.chars().all(char::is_alphabetic);
        is_word(first) && is_word(second)
    })
}

/// Every string literal with its line and what stands before it.
fn literals(code: &str) -> Vec<(usize, String, String)> {
    let mut found = Vec::new();
    let mut before = String::new();
    for (number, line) in joined(code) {
        let mut rest = line.as_str();
        if rest.trim_start().starts_with("//") {
            continue;
        }
        while let Some((code, after)) = rest.split_once('"') {
            if code.ends_with('\'') || code.ends_with("b'") {
                rest = after;
                continue;
            }
            before.push_str(code.trim());
            if !code.trim().is_empty() && code.ends_with(' ') {
                before.push(' ');
            }
            let mut literal = String::new();
            let mut characters = after.char_indices();
            let mut end = after.len();
            while let Some((at, character)) = characters.next() {
                match character {
                    '\\' => literal.extend(characters.next().map(|(_, escaped)| escaped)),
                    '"' => {
                        end = at + 1;
                        break;
                    }
                    character => literal.push(character),
                }
            }
            found.push((number, before.clone(), literal));
            before.clear();
            rest = after.get(end..).unwrap_or_default();
        }
        before.push_str(rest.trim());
    }
    found
}

/// The lines of the code, those of one literal joined, with their numbers.
fn joined(code: &str) -> Vec<(usize, String)> {
    let mut lines: Vec<(usize, String)> = Vec::new();
    let mut goes_on = false;
    for (index, line) in code.lines().enumerate() {
        let part = line.strip_suffix('\\');
        match lines.last_mut() {
            Some((_, last)) if goes_on => last.push_str(part.unwrap_or(line).trim_start()),
            _ => lines.push((index + 1, part.unwrap_or(line).to_owned())),
        }
        goes_on = part.is_some();
    }
    lines
}

#[test]
fn sentences_are_told_from_names() {
    assert!(is_sentence("Nothing is saved"));
    assert!(is_sentence("{count} data sets"));
    for name in [
        "F5",
        "Address",
        "Ctrl O",
        "%H:%M",
        "{a} · {b}",
        "Landis+Gyr E650",
    ] {
        assert!(!is_sentence(name), "{name}");
    }
}

#[test]
fn literals_are_found_over_lines_and_with_what_stands_before() {
    let code = "ui.label(say!(\n    \"a-b\",\n    x = \"y\"\n));\nlet w = \"one \\\n   two\";\n";
    let found: Vec<_> = literals(code).into_iter().map(|(_, b, l)| (b, l)).collect();
    assert_eq!(found[0].1, "a-b");
    assert!(found[0].0.ends_with("say!("), "{found:?}");
    assert_eq!(found[2].1, "one two");
}
