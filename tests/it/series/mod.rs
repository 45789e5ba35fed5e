//! Load profiles and logbooks on their way from the meter: nothing twice, nothing
//! missing, nothing lost.

mod habits;
mod makers;
mod meter;
pub(crate) mod program;
mod sweep;

use std::sync::Arc;

use flagport::worker::{Event, Outcome, SeriesPlan, SeriesRange};
use jiff::ToSpan as _;
use jiff::civil::date;

use meter::{Bench, Edges, Fault, Meter, plan, range};

#[test]
fn a_day_is_one_request() {
    let mut bench = Bench::new(Meter::of_days(3));
    let day = range(
        date(2024, 3, 2).at(0, 0, 0, 0),
        date(2024, 3, 3).at(0, 0, 0, 0),
    );
    let done = bench.fetch(plan(day));
    assert!(done.is_done(), "{:?}", done.outcome);
    assert_eq!(done.rows(), bench.memory(day));
    assert_eq!(bench.asked(), ["R5 P.01(02403020000;02403030000)"]);
    assert!(done.record().complete);
    assert_eq!(done.profile().problems, []);
}

#[test]
fn whatever_belongs_to_a_range_for_the_meter_the_rows_are_those_of_its_memory() {
    let mut rules = Vec::new();
    for has_from in [true, false] {
        for has_to in [true, false] {
            for (shift, round) in [(0, 1), (0, 15), (0, 60), (-60, 15), (60, 1), (-120, 1)] {
                rules.push(Edges {
                    has_from,
                    has_to,
                    shift,
                    round,
                });
            }
        }
    }
    let ranges = [
        range(
            date(2024, 3, 3).at(0, 0, 0, 0),
            date(2024, 3, 20).at(0, 0, 0, 0),
        ),
        range(
            date(2024, 3, 2).at(10, 7, 0, 0),
            date(2024, 3, 9).at(17, 30, 0, 0),
        ),
        range(
            date(2024, 2, 1).at(0, 0, 0, 0),
            date(2024, 3, 5).at(0, 0, 0, 0),
        ),
        range(
            date(2024, 3, 28).at(0, 0, 0, 0),
            date(2024, 4, 20).at(0, 0, 0, 0),
        ),
        range(
            date(2024, 3, 10).at(6, 0, 0, 0),
            date(2024, 3, 10).at(6, 0, 0, 0),
        ),
    ];
    for edges in rules {
        for asked in ranges {
            let mut bench = Bench::new(Meter {
                edges,
                ..Meter::of_days(40)
            });
            let done = bench.fetch(plan(asked));
            assert!(done.is_done(), "{edges:?} {:?}", done.outcome);
            let expected = bench.memory(asked);
            let rows = done.rows();
            assert_eq!(
                rows.len(),
                expected.len(),
                "{edges:?} {asked:?} {:?}",
                bench.asked()
            );
            assert_eq!(rows, expected, "{edges:?}");
        }
    }
}

#[test]
fn the_whole_memory_is_asked_for_with_open_ends() {
    let mut bench = Bench::new(Meter::of_days(20));
    let done = bench.fetch(plan(SeriesRange::default()));
    assert!(done.is_done(), "{:?}", done.outcome);
    assert_eq!(done.rows(), bench.memory(SeriesRange::default()));
    assert_eq!(bench.asked(), ["R5 P.01(;)"]);
    // It is told while it grows, never less than before.
    let counts: Vec<usize> = done.told().iter().map(|r| r.answers.len()).collect();
    assert!(counts.len() > 5, "{counts:?}");
}

#[test]
fn progress_goes_from_nothing_to_all() {
    let mut bench = Bench::new(Meter::of_days(40));
    let asked = range(
        date(2024, 3, 2).at(0, 0, 0, 0),
        date(2024, 4, 9).at(0, 0, 0, 0),
    );
    let done = bench.fetch(plan(asked));
    let shares = done.events.iter().filter_map(|event| match event {
        Event::Progressed { progress, .. } => progress.share,
        _ => None,
    });
    let shares: Vec<f32> = shares.collect();
    assert!(shares.len() > 5, "{shares:?}");
    assert!(shares.is_sorted(), "{shares:?}");
    assert!(
        shares.last().is_some_and(|share| *share > 0.99),
        "{shares:?}"
    );
    let steps = done.events.iter().rev().find_map(|event| match event {
        Event::Progressed { progress, .. } => progress.steps,
        _ => None,
    });
    assert!(
        steps.is_some_and(|(done, of)| done == of && of > 2),
        "{steps:?}"
    );
}

#[test]
fn a_line_that_drops_goes_on_where_it_stopped() {
    for fault in [
        Fault::Unplugged(900),
        Fault::Unplugged(60),
        Fault::Unplugged(0),
        Fault::Cut(900),
        Fault::Cut(10),
        Fault::Silent,
        Fault::Nak,
        Fault::Damaged,
    ] {
        let mut meter = Meter::of_days(20);
        meter.faults.extend([Fault::Fine, fault, Fault::Fine]);
        meter.gone = 2;
        let mut bench = Bench::new(meter);
        let asked = range(
            date(2024, 3, 2).at(0, 0, 0, 0),
            date(2024, 3, 19).at(0, 0, 0, 0),
        );
        let done = bench.fetch(plan(asked));
        assert!(done.is_done(), "{fault:?} {:?}", done.outcome);
        assert_eq!(
            done.rows(),
            bench.memory(asked),
            "{fault:?} {:?}",
            bench.asked()
        );
    }
}

#[test]
fn a_port_that_stays_away_leaves_what_came() {
    let mut meter = Meter::of_days(20);
    meter.faults.extend([Fault::Fine, Fault::Unplugged(900)]);
    meter.gone = u32::MAX;
    let mut bench = Bench::new(meter);
    let asked = range(
        date(2024, 3, 2).at(0, 0, 0, 0),
        date(2024, 3, 19).at(0, 0, 0, 0),
    );
    let done = bench.fetch(plan(asked));
    let Outcome::Partly { failure, .. } = &done.outcome else {
        panic!("{:?}", done.outcome);
    };
    assert_eq!(failure.checks.last().unwrap().title, "Fetch the rest");
    assert!(!done.record().complete);
    let rows = done.rows();
    assert!(rows.len() > 96, "{}", rows.len());
    assert_eq!(rows, bench.memory(asked)[..rows.len()]);

    // The rest in a job of its own.
    bench.meter.lock().unwrap().gone = 0;
    bench.asked();
    let have = Some(Arc::new(done.record().clone()));
    let rest = bench.fetch(SeriesPlan {
        have,
        ..plan(asked)
    });
    assert!(rest.is_done(), "{:?}", rest.outcome);
    assert_eq!(rest.rows(), bench.memory(asked));
    let first = bench.asked().first().cloned().unwrap();
    assert!(!first.contains("(02403020000;"), "{first}");
}

#[test]
fn cancelling_keeps_what_came() {
    let mut bench = Bench::new(Meter::of_days(40));
    let asked = range(
        date(2024, 3, 2).at(0, 0, 0, 0),
        date(2024, 4, 9).at(0, 0, 0, 0),
    );
    let done = bench.fetch_watched(plan(asked), |event, cancel| {
        if matches!(event, Event::SeriesReceived { record, .. } if record.windows.0 == 1) {
            cancel.cancel();
        }
    });
    assert!(
        matches!(done.outcome, Outcome::Cancelled(Some(_))),
        "{:?}",
        done.outcome
    );
    let rows = done.rows();
    assert!(rows.len() >= 96, "{}", rows.len());
    assert_eq!(rows, bench.memory(asked)[..rows.len()]);
}

#[test]
fn an_empty_range_is_no_failure() {
    let mut bench = Bench::new(Meter::of_days(3));
    let asked = range(
        date(2023, 3, 1).at(0, 0, 0, 0),
        date(2023, 3, 2).at(0, 0, 0, 0),
    );
    let done = bench.fetch(plan(asked));
    assert!(done.is_done(), "{:?}", done.outcome);
    assert!(done.profile().is_empty());
    assert_eq!(bench.asked().len(), 3, "then with 13 digits and with 10");
}

#[test]
fn thirteen_digits_are_tried_once_and_remembered() {
    let mut bench = Bench::new(Meter {
        takes: &[13],
        ..Meter::of_days(20)
    });
    let asked = range(
        date(2024, 3, 2).at(0, 0, 0, 0),
        date(2024, 3, 19).at(0, 0, 0, 0),
    );
    let done = bench.fetch(plan(asked));
    assert_eq!(done.rows(), bench.memory(asked), "{:?}", done.outcome);
    let eleven = |command: &&String| command.contains("(02403020000;");
    let commands = bench.asked();
    assert_eq!(commands.iter().filter(eleven).count(), 1, "{commands:?}");
    assert!(commands[1].contains("(0240302000000;"), "{commands:?}");
}

#[test]
fn an_answer_that_stays_damaged_is_kept_and_told() {
    let mut meter = Meter::of_days(2);
    meter.faults.extend([Fault::Damaged; 4]);
    let mut bench = Bench::new(meter);
    let asked = range(
        date(2024, 3, 2).at(0, 0, 0, 0),
        date(2024, 3, 3).at(0, 0, 0, 0),
    );
    let done = bench.fetch(plan(asked));
    assert_eq!(done.headline(), "The answer arrived damaged");
    assert!(done.profile().len() > 90);
    let problem = &done.profile().problems.last().unwrap().message;
    assert!(problem.contains("without a right block check"), "{problem}");
}

#[test]
fn an_endless_answer_ends_with_what_came() {
    let mut bench = Bench::new(Meter {
        is_endless: true,
        ..Meter::of_days(2)
    });
    let asked = range(
        date(2024, 3, 2).at(0, 0, 0, 0),
        date(2024, 3, 3).at(0, 0, 0, 0),
    );
    let done = bench.fetch(plan(asked));
    assert_eq!(done.headline(), "The answer does not end");
    assert_eq!(done.rows(), bench.memory(asked));
}

#[test]
fn partial_blocks_go_on_behind_the_last_row() {
    for (lost, faults) in [
        (vec![], vec![]),
        (vec![3], vec![]),
        (vec![3, 9], vec![Fault::Fine, Fault::Damaged]),
        (vec![], vec![Fault::Damaged, Fault::Damaged]),
    ] {
        let mut meter = Meter::of_days(3);
        meter.lost_acks.extend(lost.clone());
        meter.faults.extend(faults);
        let mut bench = Bench::new(meter);
        let asked = range(
            date(2024, 3, 2).at(0, 0, 0, 0),
            date(2024, 3, 3).at(0, 0, 0, 0),
        );
        let done = bench.fetch(SeriesPlan {
            command: Some("R6".parse().unwrap()),
            block: Some(8),
            ..plan(asked)
        });
        assert!(done.is_done(), "{lost:?} {:?}", done.outcome);
        assert_eq!(done.rows(), bench.memory(asked), "{lost:?}");
        let commands = bench.asked();
        assert_eq!(commands[0], "R6 P.01(02403020000;02403030000;8)");
        assert_eq!(commands.len(), 1 + lost.len(), "{commands:?}");
        for again in &commands[1..] {
            assert!(!again.contains("(02403020000;"), "{commands:?}");
        }
    }
}

#[test]
fn what_was_fetched_is_a_visit_that_is_understood_again() {
    let mut bench = Bench::new(Meter::of_days(6));
    let asked = range(
        date(2024, 3, 2).at(0, 0, 0, 0),
        date(2024, 3, 6).at(0, 0, 0, 0),
    );
    let done = bench.fetch(plan(asked));
    let visits = bench.archive().list().unwrap();
    let [visit] = visits.as_slice() else {
        panic!("{visits:?}");
    };
    assert_eq!(
        visit.info.as_ref().unwrap().kind,
        flagport::archive::VisitKind::LoadProfile
    );
    let loaded = flagport::archive::Visit::load(&visit.path).unwrap();
    let record = loaded.series.unwrap();
    assert_eq!(&record.series, &done.record().series);
    assert_eq!(record.answers, done.record().answers);
    assert_eq!((record.asked, record.complete), (asked, true));
    assert_eq!(record.form, done.record().form);
    assert!(loaded.raw.starts_with(b"/ABC5X\r\n\x02P.01("));

    let last = |code| bench.archive().last_series(None, "/ABC5X", code).unwrap();
    assert_eq!(last("P.01").unwrap().last_entry, asked.to.unwrap());
    assert_eq!(last("P.02"), None);
    let other = bench.archive().last_series(None, "/ABC5Y", "P.01").unwrap();
    assert_eq!(other, None);
    let readout = std::fs::metadata(visit.path.join("readout.json")).unwrap();
    assert!(readout.len() < 2000, "{}", readout.len());
}

#[test]
fn a_telegram_of_several_answers_is_one_load_profile() {
    let mut bench = Bench::new(Meter::of_days(12));
    let asked = range(
        date(2024, 3, 2).at(0, 0, 0, 0),
        date(2024, 3, 12).at(0, 0, 0, 0),
    );
    for command in [None, Some("R6")] {
        let done = bench.fetch(SeriesPlan {
            command: command.map(|command| command.parse().unwrap()),
            block: command.map(|_| 8),
            ..plan(asked)
        });
        let visits = bench.archive().list().unwrap();
        let bytes = std::fs::read(visits[0].path.join("telegram.iec")).unwrap();
        let found = flagport::archive::open_bytes(&bytes).unwrap();
        let [found] = found.as_slice() else {
            panic!("{} telegrams", found.len());
        };
        let [profile] = found.readout.load_profiles.as_slice() else {
            panic!("{:?}", found.readout.load_profiles.len());
        };
        assert_eq!(meter::rows_of(profile), done.rows(), "{command:?}");
        assert!(found.readout.complete && found.readout.block_check.is_ok() == Some(true));
        assert_eq!(found.raw, bytes);
    }
}

/// Quarter hours over the end of summer time 2024, on 27 October at 3:00.
fn autumn(tells_season: bool) -> Meter {
    let begin = date(2024, 10, 25).at(0, 0, 0, 0);
    let change = date(2024, 10, 27).at(2, 0, 0, 0);
    let row = |number: i64| {
        // Normal time.
        let end = begin.checked_add((number * 15).minutes()).unwrap();
        let summer = end <= change.checked_sub(1.hour()).unwrap();
        let civil = if summer {
            end.checked_add(1.hour()).unwrap()
        } else {
            end
        };
        meter::Row {
            end: civil,
            summer: summer && tells_season,
            value: format!("{number}.0"),
        }
    };
    Meter {
        tells_season,
        ..Meter::with((0..5 * 96).map(row).collect())
    }
}

#[test]
fn an_hour_that_comes_twice_comes_twice_however_the_line_drops_in_it() {
    let asked = range(
        date(2024, 10, 26).at(0, 0, 0, 0),
        date(2024, 10, 29).at(0, 0, 0, 0),
    );
    for tells_season in [true, false] {
        for characters in (800..3200).step_by(170) {
            let mut meter = autumn(tells_season);
            meter.faults.push_back(Fault::Unplugged(characters));
            let mut bench = Bench::new(meter);
            let done = bench.fetch(plan(asked));
            assert!(done.is_done(), "{:?}", done.outcome);
            let expected = bench.memory(asked);
            assert_eq!(
                done.rows().len(),
                expected.len(),
                "{tells_season} {characters} {:?}",
                bench.asked()
            );
            assert_eq!(done.rows(), expected, "{tells_season} {characters}");
        }
    }
}
