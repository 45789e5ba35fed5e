//! The rules of this code base that a compiler does not check.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files below `folder` with this extension, as paths from the root, sorted.
fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == extension) {
                found.push(path.strip_prefix(root()).unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

/// Every Rust file of the project.
fn sources() -> Vec<PathBuf> {
    let folders = [
        "src",
        "tests",
        "benches",
        "examples",
        "fuzz/src",
        "fuzz/fuzz_targets",
    ];
    let mut found: Vec<PathBuf> = folders.iter().flat_map(|f| files(f, "rs")).collect();
    found.push("build.rs".into());
    found.retain(|path| root().join(path).is_file());
    found
}

/// The text of a file with line ends as on Unix.
fn text(path: &Path) -> String {
    fs::read_to_string(root().join(path))
        .unwrap()
        .replace("\r\n", "\n")
}

/// The code of a file without comments.
fn code(path: &Path) -> String {
    let line = |line: &str| match line.find("//") {
        Some(at) if !line[..at].contains('"') => format!("{}\n", &line[..at]),
        _ => format!("{line}\n"),
    };
    text(path).lines().map(line).collect()
}

/// Whether `code` names the crate `name`, as in `name::x` or `use name;`, and not a
/// module of our own as in `crate::name`.
fn names(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(at, _)| {
        let (before, after) = (&code[..at], &code[at + name.len()..]);
        let is_whole = !before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
        (is_whole || before.ends_with(" ::")) && (after.starts_with("::") || after.starts_with(';'))
    })
}

#[test]
fn a_crate_is_told_from_a_module_of_the_same_name() {
    assert!(names("use rfd::FileDialog;", "rfd"));
    assert!(names("let x = ::ron::from_str(text);", "ron"));
    assert!(names("use ron;", "ron"));
    assert!(!names("use crate::ron::x;", "ron"));
    assert!(!names("electron::spin()", "ron"));
    assert!(!names("let ron = 1;\n", "ron"));
}

fn complain(complaints: Vec<String>) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn every_source_file_begins_with_what_it_is() {
    let begins = |path: &PathBuf| text(path).starts_with("//!");
    let silent = sources().into_iter().filter(|path| !begins(path));
    complain(silent.map(|path| path.display().to_string()).collect());
}

/// Crates that only one corner of the program may know.
const HOMES: [(&str, &[&str]); 5] = [
    ("egui", &["src/app", "src/main.rs"]),
    ("eframe", &["src/app", "src/main.rs"]),
    ("serialport", &["src/transport/serial.rs"]),
    ("rfd", &["src/app/dialogs.rs"]),
    (
        "ron",
        &["src/profile", "src/parameter_set", "src/app/settings.rs"],
    ),
];

#[test]
fn crates_stay_in_the_corner_that_knows_them() {
    let mut complaints = Vec::new();
    for path in files("src", "rs") {
        let code = code(&path);
        for (name, homes) in HOMES {
            let at_home = homes.iter().any(|home| path.starts_with(home));
            if !at_home && names(&code, name) {
                complaints.push(format!("{} names {name}", path.display()));
            }
        }
    }
    complain(complaints);
}

/// What writes files; everything else goes through `export::file`, whole or not at all.
/// The journal and the note of faults only append; a served line has a link for a name.
const WRITERS: [&str; 6] = [
    "src/app/mishap.rs",
    "src/app/settings.rs",
    "src/archive/store.rs",
    "src/export/file.rs",
    "src/journal/store.rs",
    "src/sim/serve/pty.rs",
];

#[test]
fn files_are_written_in_one_way() {
    let words = [
        "fs::write(",
        "fs::rename(",
        "fs::copy(",
        "File::create",
        "File::options(",
        "OpenOptions::new(",
        "tempfile",
    ];
    let mut complaints = Vec::new();
    for path in files("src", "rs") {
        let shown = path.display().to_string().replace('\\', "/");
        let is_test = shown.ends_with("tests.rs") || shown.contains("/tests/");
        if is_test || WRITERS.contains(&shown.as_str()) {
            continue;
        }
        let code = code(&path);
        let code = code.split("#[cfg(test)]\nmod tests {").next().unwrap();
        for word in words.iter().filter(|word| code.contains(**word)) {
            complaints.push(format!("{shown} has {word}"));
        }
    }
    complain(complaints);
}

/// Layers, and what they must not know: pure ones nothing that waits, lower ones
/// nothing that lies above.
const LAYERS: [(&str, &[&str]); 7] = [
    (
        "src/codec",
        &[
            "link",
            "meter",
            "session",
            "sim",
            "transport",
            "worker",
            "app",
            "cli",
        ],
    ),
    (
        "src/meter",
        &[
            "link",
            "session",
            "sim",
            "transport",
            "worker",
            "app",
            "cli",
        ],
    ),
    (
        "src/transport",
        &["link", "session", "sim", "worker", "app", "cli"],
    ),
    ("src/link", &["session", "sim", "worker", "app", "cli"]),
    ("src/session", &["sim", "worker", "app", "cli"]),
    ("src/sim", &["link", "session", "worker", "app", "cli"]),
    ("src/worker", &["app", "cli"]),
];

#[test]
fn layers_know_nothing_of_those_above() {
    let mut complaints = Vec::new();
    for (layer, above) in LAYERS {
        for path in files(layer, "rs") {
            let code = code(&path);
            for name in above {
                if code.contains(&format!("crate::{name}::")) {
                    complaints.push(format!("{} knows {name}", path.display()));
                }
            }
        }
    }
    complain(complaints);
}

#[test]
fn only_transports_wait_and_read_clocks() {
    let waiting = [
        "src/transport",
        "src/sim",
        "src/app",
        "src/cli",
        "src/worker",
    ];
    let mut complaints = Vec::new();
    for path in files("src", "rs") {
        if waiting.iter().any(|home| path.starts_with(home)) {
            continue;
        }
        let code = code(&path);
        for word in [
            "thread::sleep",
            "Instant::now",
            "SystemTime::now",
            "Zoned::now",
        ] {
            if code.contains(word) {
                complaints.push(format!("{} uses {word}", path.display()));
            }
        }
    }
    complain(complaints);
}

/// Lines of a file that are looked at twice, and that are too many.
const LONG: usize = 500;
const TOO_LONG: usize = 800;

#[test]
fn no_file_is_longer_than_eight_hundred_lines() {
    let mut complaints = Vec::new();
    for path in sources() {
        let lines = text(&path).lines().count();
        if lines > TOO_LONG {
            complaints.push(format!("{} has {lines} lines", path.display()));
        } else if lines > LONG {
            println!("{} has {lines} lines: look twice", path.display());
        }
    }
    complain(complaints);
}

#[test]
fn nothing_unfinished_or_private_is_left_in_the_text() {
    // Put together here, so that this file does not hold them.
    let words = [
        ["TO", "DO"],
        ["FIX", "ME"],
        ["XX", "X:"],
        ["dbg", "!("],
        ["/wo", "rk/"],
        ["/ho", "me/"],
        ["/ro", "ot/"],
    ]
    .map(|parts| parts.concat());
    let documents = ["profiles", "assets", ".ci", "."].map(|folder| {
        let extensions = ["md", "ron", "toml", "sh"];
        extensions.map(|extension| match folder {
            "." => top_level(extension),
            _ => files(folder, extension),
        })
    });
    let mut paths = sources();
    paths.extend(documents.into_iter().flatten().flatten());
    paths.extend([".ci/run", "fuzz/run.sh", "fuzz/seeds.sh"].map(PathBuf::from));
    paths.extend(["fuzz/README.md", "fuzz/Cargo.toml"].map(PathBuf::from));
    let mut complaints = Vec::new();
    for path in paths.iter().filter(|path| root().join(path).is_file()) {
        for (number, line) in text(path).lines().enumerate() {
            for word in words.iter().filter(|word| line.contains(word.as_str())) {
                complaints.push(format!("{}:{}: {word}", path.display(), number + 1));
            }
        }
    }
    complain(complaints);
}

/// The files at the top with this extension.
fn top_level(extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(root()).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .filter(|path| path.is_file() && path.extension().is_some_and(|e| e == extension))
        .map(|path| path.strip_prefix(root()).unwrap().to_owned())
        .collect()
}

#[test]
fn the_device_profile_in_the_readme_is_one() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let (_, block) = readme.split_once("```ron\n").unwrap();
    let (text, _) = block.split_once("```").unwrap();
    let profile = flagport::profile::parse("README.md", text).unwrap();
    let built_in = flagport::profile::find(&profile.name).unwrap();
    assert_eq!(&profile, built_in);
}

/// What may stand at the top, beside hidden files.
const TOP_LEVEL: [&str; 17] = [
    "Cargo.lock",
    "Cargo.toml",
    "CHANGELOG.md",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "SECURITY.md",
    "assets",
    "benches",
    "build.rs",
    "clippy.toml",
    "deny.toml",
    "docs",
    "fuzz",
    "profiles",
    "src",
    "tests",
];

/// No file of the repository is larger, in bytes.
const LARGEST_FILE: u64 = 512 * 1024;

#[test]
fn nothing_is_kept_in_the_repository_that_does_not_belong_there() {
    let listed = Command::new("git")
        .args(["ls-files", "-z"])
        .current_dir(root())
        .output();
    let listed = match listed {
        Ok(output) if output.status.success() => String::from_utf8(output.stdout).unwrap(),
        _ => return println!("skipped: this is no clone, or git is not installed"),
    };
    let mut complaints = Vec::new();
    for path in listed.split_terminator('\0') {
        let top = path.split('/').next().unwrap();
        if !top.starts_with('.') && !TOP_LEVEL.contains(&top) {
            complaints.push(format!("{path}: does not belong at the top"));
        }
        let size = fs::symlink_metadata(root().join(path)).map_or(0, |file| file.len());
        if size > LARGEST_FILE {
            complaints.push(format!("{path}: {size} bytes"));
        }
    }
    complain(complaints);
}
