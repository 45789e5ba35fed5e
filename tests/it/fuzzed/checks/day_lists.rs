//! Day lists: whatever stands in a file, its rows are told by their lines, and every row
//! becomes a meter of the round or is left out with a reason.

use flagport::profile::Library;
use flagport::round::Round;
use flagport::round::list::{Column, Matching, Sheet, stops};

pub fn check(data: &[u8]) {
    let sheet = match Sheet::read(data) {
        Ok(sheet) => sheet,
        Err(error) => {
            assert!(!error.to_string().is_empty() && !error.hint().is_empty());
            return;
        }
    };
    assert!(sheet.rows.is_sorted_by(|one, next| one.line <= next.line));
    for row in &sheet.rows {
        assert!(row.line >= 1);
        assert!(
            row.cells.len() <= sheet.columns.len(),
            "every cell has a column"
        );
        assert!(row.cells.iter().any(|cell| !cell.is_empty()));
        assert!(!row.cells.iter().any(|cell| cell.contains(char::is_control)));
    }
    let library = Library::default();
    let mut matching = Matching::of(&sheet.columns);
    if stops(&sheet, &matching, &library).is_none() {
        assert_eq!(matching.place_of(Column::Serial), None);
        matching.set(Column::Serial, Some(0));
    }
    let listed = stops(&sheet, &matching, &library).expect("the serial numbers have a column");
    assert_eq!(listed.stops.len() + listed.left_out(), sheet.rows.len());
    let began_at = "2026-11-23T08:00:00+01:00[+01:00]".parse().expect("a time");
    let round = Round::new("list", began_at, listed.stops);
    let kept = Round::from_json(&round.to_json()).expect("what was written is read");
    assert_eq!(kept, round);
}
