//! What Flagport promises about speed and size, measured: `cargo bench --bench goals`.
//!
//! Prints one table of goals and what was measured on this computer. How each row is
//! measured stands in `benches/README.md`. Words behind `--` choose parts of it, and
//! `--check` makes a goal that is missed an error:
//!
//! ```sh
//! cargo bench --bench goals -- sessions decoding --check
//! ```

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a bench fails by panicking and tells what it measured"
)]

mod child;
mod decoding;
mod made_up;
mod program;
mod round;
mod sessions;
mod sockets;
mod table;
mod ten_years;
mod window;

use std::process::ExitCode;

use table::Table;

type Measure = fn(&mut Table);

/// The parts of the table, by the word that chooses them.
const PARTS: [(&str, Measure); 7] = [
    ("sessions", sessions::measure),
    ("sockets", sockets::measure),
    ("round", round::measure),
    ("decoding", decoding::measure),
    ("ten-years", ten_years::measure),
    ("window", window::measure),
    ("program", program::measure),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let is_check = arguments.iter().any(|argument| argument == "--check");
    let words: Vec<&String> = arguments.iter().filter(|a| !a.starts_with('-')).collect();
    let mut table = Table::default();
    for (word, measure) in PARTS {
        if words.is_empty() || words.iter().any(|chosen| *chosen == word) {
            measure(&mut table);
        }
    }
    table.print();
    if is_check && !table.holds() {
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
