//! Habits of meters with load profiles: what they put into rows, what they refuse, what
//! they say twice.

use flagport::worker::SeriesRange;
use jiff::civil::date;

use super::meter::{Bench, Meter, plan, range};

/// Two hours in the morning of a day that [`Meter::of_days`] holds.
fn morning() -> SeriesRange {
    range(
        date(2024, 3, 2).at(8, 0, 0, 0),
        date(2024, 3, 2).at(10, 0, 0, 0),
    )
}

/// A meter that answers each request about its load profile with this.
fn answering(body: &str) -> Meter {
    Meter {
        says: vec![("R5 P.01(".to_owned(), vec![body.to_owned()])],
        ..Meter::of_days(1)
    }
}

#[test]
fn a_row_that_begins_without_a_value_keeps_its_others_where_the_range_is_cut_out() {
    let mut bench = Bench::new(answering(
        "P.01(0240302073000)(00)(30)(2)(1.5)(kW)(2.5)(kW)\r\n(1)(2)\r\n(--)(4)\r\n()(6)\r\n(7)(8)(9)\r\n\
         (--)(10)\r\n(11)(12)\r\n(13)(14)\r\n",
    ));
    let done = bench.fetch(plan(morning()));
    let told: Vec<_> = done
        .profile()
        .entries()
        .map(|entry| (entry.raw(0), entry.raw(1), entry.surplus().next()))
        .collect();
    assert_eq!(
        told,
        [
            (None, Some("4"), None),
            (None, Some("6"), None),
            (Some("7"), Some("8"), Some("9")),
            (None, Some("10"), None),
            (Some("11"), Some("12"), None),
        ]
    );
}
