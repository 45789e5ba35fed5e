//! Habits of meters with load profiles: what they put into rows, what they refuse, what
//! they say twice.

use flagport::codec::CommandKind;
use flagport::worker::{SeriesPlan, SeriesRange};
use jiff::civil::date;

use super::autumn;
use super::meter::{Bench, EXACT, Edges, Meter, plan, range};

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

#[test]
fn a_meter_that_refuses_what_begins_before_its_oldest_entry_gives_all_it_has() {
    let oldest = date(2024, 3, 5).at(7, 30, 0, 0);
    let end = date(2024, 3, 10).at(0, 0, 0, 0);
    let begins = [
        date(2024, 3, 1).at(0, 0, 0, 0),
        date(2024, 3, 5).at(0, 0, 0, 0),
        date(2024, 2, 1).at(0, 0, 0, 0),
    ];
    for in_blocks in [false, true] {
        for from in begins.map(Some).into_iter().chain([None]) {
            let mut bench = Bench::new(Meter {
                oldest_asked: Some(oldest),
                ..Meter::of_days(9)
            });
            let asked = SeriesRange {
                from,
                to: Some(end),
            };
            let done = bench.fetch(SeriesPlan {
                command: in_blocks.then(|| CommandKind::new(b'R', b'6')),
                block: in_blocks.then_some(96),
                ..plan(asked)
            });
            let has = range(oldest, end);
            let rows = done.rows();
            assert!(
                rows == bench.memory(has),
                "{} rows {asked:?} {:?}",
                rows.len(),
                bench.asked()
            );
            assert!(done.is_done(), "{:?}", done.outcome);
            let count = bench.asked().len();
            assert!(count < 60, "{count} requests for {asked:?}");
        }
    }
}

#[test]
fn digits_that_the_meter_takes_are_found_also_where_it_holds_nothing_of_the_first_days() {
    for takes in [&[10][..], &[13], &[10, 13]] {
        for from in [date(2024, 2, 25), date(2024, 3, 3)] {
            let mut bench = Bench::new(Meter {
                takes,
                ..Meter::of_days(9)
            });
            let asked = range(from.at(0, 0, 0, 0), date(2024, 3, 8).at(0, 0, 0, 0));
            let done = bench.fetch(plan(asked));
            let rows = done.rows();
            assert!(
                rows == bench.memory(asked),
                "{} rows {takes:?} {:?}",
                rows.len(),
                bench.asked()
            );
            assert!(done.is_done(), "{:?}", done.outcome);
        }
    }
}

#[test]
fn an_end_in_an_hour_that_comes_twice_is_in_both_of_them() {
    let at = |hour, minute| date(2024, 10, 27).at(hour, minute, 0, 0);
    for edges in [
        EXACT,
        Edges {
            has_from: false,
            has_to: false,
            ..EXACT
        },
    ] {
        for asked in [
            range(at(1, 0), at(2, 0)),
            range(at(1, 15), at(1, 45)),
            range(at(0, 0), at(1, 30)),
            range(at(1, 30), at(6, 0)),
        ] {
            let mut bench = Bench::new(Meter {
                edges,
                ..autumn(true)
            });
            let done = bench.fetch(plan(asked));
            // In the order of the memory; what is at the ends comes twice.
            let first = bench.memory(asked).into_iter().position(|row| row.summer);
            assert_eq!(first, Some(0));
            let rows = done.rows();
            let expected: Vec<_> = bench.memory(asked);
            for row in &expected {
                assert!(
                    rows.contains(row),
                    "{edges:?} {asked:?} {row:?} {:?}",
                    bench.asked()
                );
            }
            assert!(rows.windows(2).all(|pair| pair[0] != pair[1]));
        }
    }
}

#[test]
fn brackets_with_nothing_in_them_are_no_entry() {
    let mut bench = Bench::new(answering("()"));
    let done = bench.fetch(plan(morning()));
    assert!(done.is_done(), "{:?}", done.outcome);
    assert!(done.profile().is_empty());
    assert_eq!(done.profile().problems, []);
}

#[test]
fn a_block_that_the_meter_says_twice_counts_once() {
    for said_twice in [1, 3, 4] {
        let mut bench = Bench::new(Meter {
            said_twice: Some(said_twice),
            ..Meter::of_days(3)
        });
        let asked = range(
            date(2024, 3, 2).at(0, 0, 0, 0),
            date(2024, 3, 3).at(0, 0, 0, 0),
        );
        let done = bench.fetch(SeriesPlan {
            command: Some(CommandKind::new(b'R', b'6')),
            block: Some(8),
            ..plan(asked)
        });
        assert_eq!(done.rows(), bench.memory(asked), "{said_twice}");
        assert!(done.is_done(), "{:?}", done.outcome);
    }
}

#[test]
fn blocks_that_are_equal_in_the_memory_stay_two() {
    let mut meter = Meter::of_days(2);
    for (number, row) in meter.rows.iter_mut().enumerate() {
        row.value = format!("0.{:03}", number % 8);
    }
    let mut bench = Bench::new(meter);
    let asked = range(
        date(2024, 3, 2).at(0, 15, 0, 0),
        date(2024, 3, 2).at(12, 0, 0, 0),
    );
    let done = bench.fetch(SeriesPlan {
        command: Some(CommandKind::new(b'R', b'6')),
        block: Some(8),
        ..plan(asked)
    });
    assert_eq!(done.rows(), bench.memory(asked));
    assert!(done.is_done(), "{:?}", done.outcome);
}
