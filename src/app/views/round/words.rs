//! The words of the page Round.

use crate::app::page::Page;
use crate::app::text;
use crate::export::Language;
use crate::round::list::{Column, Listed, RowProblem, Sheet, Trouble};
use crate::round::{State, StateKind, Stop, Tally, words};
use crate::say;

pub fn title() -> &'static str {
    Page::Round.title()
}

pub fn read_next() -> &'static str {
    say!("round-read-next")
}

pub fn more() -> &'static str {
    say!("round-menu")
}

/// `Read 12 meters over the network`
pub fn read_all(count: usize) -> String {
    say!("round-read-all", count = count)
}

/// `12 of 256 over the network`
pub fn reading_all(done: usize, total: usize) -> String {
    say!(
        "round-reading-all",
        done = done.to_string(),
        total = total.to_string()
    )
}

pub fn stop_all() -> &'static str {
    say!("round-stop-all")
}

pub fn stopping() -> &'static str {
    say!("round-stopping")
}

pub fn all_are_read() -> &'static str {
    say!("round-all-are-read")
}

pub fn nothing_next() -> &'static str {
    say!("round-none-open")
}

pub fn session_runs() -> &'static str {
    say!("registers-session-ended")
}

pub fn hand_over() -> &'static str {
    say!("round-hand-over")
}

pub fn hand_over_zip() -> &'static str {
    say!("round-as-zip")
}

pub fn hand_over_folder() -> &'static str {
    say!("round-as-folder")
}

pub fn nothing_to_hand_over() -> &'static str {
    say!("round-nothing-yet")
}

pub fn handing_over() -> &'static str {
    say!("round-handing-over")
}

pub fn open_list() -> &'static str {
    say!("round-open-list")
}

pub fn another_list() -> &'static str {
    say!("round-another-list")
}

pub fn no_round() -> &'static str {
    say!("round-none")
}

pub fn what_a_round_is() -> &'static str {
    say!("round-what-it-is")
}

pub fn looking() -> &'static str {
    say!("round-looking")
}

/// `Montag · 3 of 24 done`
pub fn progress(name: &str, tally: &Tally) -> String {
    say!(
        "round-progress",
        name = name,
        done = tally.done(),
        all = tally.total()
    )
}

/// `2 read · 1 not reached`
pub fn counts(tally: &Tally) -> String {
    let counts = crate::round::hand_over::summary(tally, text::words_of_files());
    let counts = counts.iter().filter(|(_, count)| *count > 0);
    let counts: Vec<String> = counts
        .map(|(word, count)| say!("round-count", count = *count, state = in_a_line(word)))
        .collect();
    counts.join(" · ")
}

/// A state among counts: German keeps its capitals.
fn in_a_line(state: &str) -> String {
    match text::words_of_files() {
        Language::English => state.to_lowercase(),
        Language::German => state.to_owned(),
    }
}

pub fn state(kind: StateKind) -> &'static str {
    words::state(kind, text::words_of_files())
}

pub fn reading() -> &'static str {
    say!("session-reading")
}

/// What there is to say about a state, in one line.
pub fn remarks(state: &State) -> String {
    words::sentences(state, text::words_of_files()).join(" · ")
}

pub fn search_hint() -> &'static str {
    say!("round-search-hint")
}

pub fn all() -> &'static str {
    say!("round-all")
}

pub fn open() -> &'static str {
    say!("round-open")
}

pub fn to_look_at() -> &'static str {
    say!("round-to-look-at")
}

pub fn which() -> &'static str {
    say!("round-which")
}

pub fn table() -> &'static str {
    say!("round-table")
}

pub fn nothing_fits() -> &'static str {
    say!("round-nothing-fits")
}

pub fn nothing_to_look_at() -> &'static str {
    say!("round-nothing-to-look-at")
}

/// The heads of the table of the round.
pub mod heads {
    use crate::say;

    pub fn place() -> &'static str {
        say!("round-head-place")
    }

    pub fn street() -> &'static str {
        say!("round-head-street")
    }

    pub fn serial() -> &'static str {
        say!("round-head-serial")
    }

    pub fn state() -> &'static str {
        say!("round-head-state")
    }

    pub fn remarks() -> &'static str {
        say!("round-head-remarks")
    }

    pub fn note() -> &'static str {
        say!("round-head-note")
    }

    pub fn order() -> &'static str {
        say!("round-head-order")
    }

    pub fn line() -> &'static str {
        say!("round-head-line")
    }

    pub fn port() -> &'static str {
        say!("round-head-port")
    }

    pub fn address() -> &'static str {
        say!("round-head-address")
    }
}

pub fn choose_a_meter() -> &'static str {
    say!("round-choose")
}

pub fn read() -> &'static str {
    say!("round-read")
}

pub fn read_again() -> &'static str {
    say!("round-read-again")
}

pub fn tick() -> &'static str {
    say!("round-tick")
}

pub fn skip() -> &'static str {
    say!("round-skip")
}

pub fn reopen() -> &'static str {
    say!("round-reopen")
}

pub fn note() -> &'static str {
    say!("round-head-note")
}

pub fn open_visit() -> &'static str {
    say!("round-open-visit")
}

/// The name of a button below the table, for those who cannot see where it stands.
pub fn of_chosen(button: &str) -> String {
    say!("round-of-chosen", button = button)
}

/// Why a meter is skipped.
pub fn reasons() -> [&'static str; 5] {
    [
        say!("round-no-access"),
        say!("round-not-found"),
        say!("round-exchanged"),
        say!("round-not-wanted"),
        say!("round-no-time"),
    ]
}

/// Where a meter is: `Wels, Ring 1`.
pub fn place(stop: &Stop) -> String {
    let planned = &stop.planned;
    let places = [planned.place.as_str(), planned.street.as_str()];
    let places: Vec<&str> = places
        .into_iter()
        .filter(|place| !place.is_empty())
        .collect();
    places.join(", ")
}

/// `This is meter 05939112, not 05939068`
pub fn wrong_meter(told: &str, expected: &str) -> String {
    say!("round-wrong-meter", told = told, expected = expected)
}

pub fn wrong_meter_reading() -> &'static str {
    say!("round-wrong-reading")
}

pub fn wrong_meter_kept() -> &'static str {
    say!("round-wrong-kept")
}

/// `It stands in line 7 of the list: Wels, Ring 3`
pub fn wrong_is_listed(stop: &Stop) -> String {
    let line = stop.planned.line;
    match place(stop) {
        place if place.is_empty() => say!("round-is-listed", line = line),
        place => say!("round-is-listed-at", line = line, place = place),
    }
}

pub fn take_over(stop: &Stop) -> String {
    say!("round-tick-line", line = stop.planned.line)
}

pub fn dismiss() -> &'static str {
    say!("registers-close")
}

// The list before it is a round.

pub fn begin(count: usize) -> String {
    say!("round-begin", count = count)
}

pub fn no_serial_column() -> &'static str {
    say!("round-no-serial-column")
}

pub fn no_meters() -> &'static str {
    say!("round-no-meters")
}

pub fn leave_list() -> &'static str {
    say!("round-back")
}

/// `Montag.csv · UTF-8, ; · 24 rows`
pub fn about_list(name: &str, sheet: &Sheet) -> String {
    let (count, form) = (sheet.rows.len(), sheet.form.to_string());
    if sheet.is_cut {
        say!("round-list-cut", name = name, form = form, count = count)
    } else {
        say!("round-list", name = name, form = form, count = count)
    }
}

/// The name of a field that says which column of the list holds something.
pub fn column(column: Column) -> &'static str {
    match column {
        Column::Serial => say!("round-column-serial"),
        Column::Place => say!("round-column-place"),
        Column::Street => say!("round-column-street"),
        Column::Port => say!("round-column-port"),
        Column::Address => say!("round-column-address"),
        Column::Profile => say!("round-column-profile"),
        Column::Order => say!("round-column-order"),
        Column::Note => say!("round-column-note"),
    }
}

pub fn not_in_list() -> &'static str {
    say!("round-not-in-list")
}

pub fn preview() -> &'static str {
    say!("round-preview")
}

/// `2 rows are left out`
pub fn left_out(listed: &Listed) -> String {
    match listed.left_out() {
        0 => say!("round-rows-to-look-at", count = listed.problems.len()),
        count => say!("round-rows-left-out", count = count),
    }
}

/// `Line 4: no serial number`
pub fn problem(problem: &RowProblem) -> String {
    let line = problem.line;
    match &problem.trouble {
        Trouble::NoSerial => say!("round-no-serial", line = line),
        Trouble::DoubleSerial { serial, first } => {
            say!("round-double", line = line, serial = serial, first = *first)
        }
        Trouble::Port(error) => say!("round-bad-port", line = line, problem = error.to_string()),
        Trouble::Address(address) => {
            say!("round-bad-address", line = line, address = address)
        }
        Trouble::Profile(name) => {
            say!("round-bad-profile", line = line, name = name)
        }
    }
}

pub fn more_problems(count: usize) -> String {
    say!("round-more", count = count)
}
