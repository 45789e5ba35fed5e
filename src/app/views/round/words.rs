//! The words of the page Round.

use crate::app::text;
use crate::export::Language;
use crate::round::list::{Column, Listed, RowProblem, Sheet, Trouble};
use crate::round::{State, StateKind, Stop, Tally, words};

pub fn title() -> &'static str {
    "Round"
}

pub fn read_next() -> &'static str {
    "Read next"
}

pub fn more() -> &'static str {
    "More for the round"
}

/// `Read 12 meters over the network`
pub fn read_all(count: usize) -> String {
    let meters = text::count(count, "meter", "meters");
    format!("Read {meters} over the network")
}

/// `12 of 256 over the network`
pub fn reading_all(done: usize, total: usize) -> String {
    format!("{done} of {total} over the network")
}

pub fn stop_all() -> &'static str {
    "Stop"
}

pub fn stopping() -> &'static str {
    "Signing the meters off"
}

pub fn all_are_read() -> &'static str {
    "When all have been read"
}

pub fn nothing_next() -> &'static str {
    "No meter is open any more"
}

pub fn session_runs() -> &'static str {
    "When the session has ended"
}

pub fn hand_over() -> &'static str {
    "Hand over…"
}

pub fn hand_over_zip() -> &'static str {
    "As a ZIP file…"
}

pub fn hand_over_folder() -> &'static str {
    "As a folder…"
}

pub fn nothing_to_hand_over() -> &'static str {
    "Nothing became of any meter yet"
}

pub fn handing_over() -> &'static str {
    "The files are being put together"
}

pub fn open_list() -> &'static str {
    "Open a day list…"
}

pub fn another_list() -> &'static str {
    "Another list…"
}

pub fn no_round() -> &'static str {
    "No round yet"
}

pub fn what_a_round_is() -> &'static str {
    "A day list from CSV or XLSX becomes a round: each meter is read, compared with its serial \
     number, stored and ticked"
}

pub fn looking() -> &'static str {
    "Looking for a round"
}

/// `Montag · 3 of 24 done`
pub fn progress(name: &str, tally: &Tally) -> String {
    format!("{name} · {} of {} done", tally.done(), tally.total())
}

/// `2 read · 1 not reached`
pub fn counts(tally: &Tally) -> String {
    let counts = crate::round::hand_over::summary(tally, Language::English);
    let counts = counts.iter().filter(|(_, count)| *count > 0);
    let counts: Vec<String> = counts
        .map(|(word, count)| format!("{count} {}", word.to_lowercase()))
        .collect();
    counts.join(" · ")
}

pub fn state(kind: StateKind) -> &'static str {
    words::state(kind, Language::English)
}

pub fn reading() -> &'static str {
    "Reading"
}

/// What there is to say about a state, in one line.
pub fn remarks(state: &State) -> String {
    words::sentences(state, Language::English).join(" · ")
}

pub fn search_hint() -> &'static str {
    "Serial number, place or note"
}

pub fn all() -> &'static str {
    "All"
}

pub fn open() -> &'static str {
    "Open"
}

pub fn to_look_at() -> &'static str {
    "To look at"
}

pub fn which() -> &'static str {
    "Which meters"
}

pub fn table() -> &'static str {
    "Table of the round"
}

pub fn nothing_fits() -> &'static str {
    "No meter fits. Esc in the search shows all"
}

pub fn nothing_to_look_at() -> &'static str {
    "There is nothing to look at"
}

/// The heads of the table of the round.
pub mod heads {
    pub const PLACE: &str = "Place";
    pub const STREET: &str = "Street";
    pub const SERIAL: &str = "Serial number";
    pub const STATE: &str = "State";
    pub const REMARKS: &str = "Remarks";
    pub const NOTE: &str = "Note";
    pub const ORDER: &str = "Order";
    pub const LINE: &str = "Line";
    pub const PORT: &str = "Port";
    pub const ADDRESS: &str = "Device address";
}

pub fn choose_a_meter() -> &'static str {
    "Choose a meter; Enter reads it"
}

pub fn read() -> &'static str {
    "Read"
}

pub fn read_again() -> &'static str {
    "Read again"
}

pub fn tick() -> &'static str {
    "Tick"
}

pub fn skip() -> &'static str {
    "Skip…"
}

pub fn reopen() -> &'static str {
    "Reopen"
}

pub fn note() -> &'static str {
    "Note"
}

pub fn open_visit() -> &'static str {
    "Open visit"
}

/// The name of a button below the table, for those who cannot see where it stands.
pub fn of_chosen(button: &str) -> String {
    format!("{button}: the chosen meter")
}

/// Why a meter is skipped.
pub fn reasons() -> [&'static str; 5] {
    [
        "No access",
        "Meter not found",
        "Meter was exchanged",
        "The customer does not want it",
        "No time left today",
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
    format!("This is meter {told}, not {expected}")
}

pub fn wrong_meter_reading() -> &'static str {
    "Its readout will be kept under its own number. Cancel, or go to the right meter afterwards"
}

pub fn wrong_meter_kept() -> &'static str {
    "Its readout is kept under its own number. The meter of the list is not ticked"
}

/// `It stands in line 7 of the list: Wels, Ring 3`
pub fn wrong_is_listed(stop: &Stop) -> String {
    let line = stop.planned.line;
    match place(stop) {
        place if place.is_empty() => format!("It stands in line {line} of the list"),
        place => format!("It stands in line {line} of the list: {place}"),
    }
}

pub fn take_over(stop: &Stop) -> String {
    format!("Tick line {}", stop.planned.line)
}

pub fn dismiss() -> &'static str {
    "Close"
}

// The list before it is a round.

pub fn begin(count: usize) -> String {
    format!("Begin with {}", text::count(count, "meter", "meters"))
}

pub fn no_serial_column() -> &'static str {
    "Say which column holds the serial numbers"
}

pub fn no_meters() -> &'static str {
    "No row names a meter"
}

pub fn leave_list() -> &'static str {
    "Back"
}

/// `Montag.csv · UTF-8, ; · 24 rows`
pub fn about_list(name: &str, sheet: &Sheet) -> String {
    let rows = text::count(sheet.rows.len(), "row", "rows");
    let cut = if sheet.is_cut {
        ", and more than are read"
    } else {
        ""
    };
    format!("{name} · {} · {rows}{cut}", sheet.form)
}

/// The name of a field that says which column of the list holds something.
pub fn column(column: Column) -> &'static str {
    match column {
        Column::Serial => "Serial number column",
        Column::Place => "Place column",
        Column::Street => "Street column",
        Column::Port => "Port column",
        Column::Address => "Device address column",
        Column::Profile => "Device profile column",
        Column::Order => "Order column",
        Column::Note => "Note column",
    }
}

pub fn not_in_list() -> &'static str {
    "Not in the list"
}

pub fn preview() -> &'static str {
    "Table of what the list says"
}

/// `2 rows are left out`
pub fn left_out(listed: &Listed) -> String {
    match listed.left_out() {
        0 => format!(
            "{} to look at",
            text::count(listed.problems.len(), "row", "rows")
        ),
        1 => "1 row is left out".to_owned(),
        count => format!("{count} rows are left out"),
    }
}

/// `Line 4: no serial number`
pub fn problem(problem: &RowProblem) -> String {
    let line = problem.line;
    match &problem.trouble {
        Trouble::NoSerial => format!("Line {line}: no serial number"),
        Trouble::DoubleSerial { serial, first } => {
            format!("Line {line}: {serial} stands in line {first} already")
        }
        Trouble::Port(error) => format!("Line {line}: {error}. The port chosen above is used"),
        Trouble::Address(address) => {
            format!("Line {line}: the device address {address} cannot be sent. None is")
        }
        Trouble::Profile(name) => {
            format!("Line {line}: no device profile {name}. It is chosen by the meter")
        }
    }
}

pub fn more_problems(count: usize) -> String {
    format!("and {count} more")
}
