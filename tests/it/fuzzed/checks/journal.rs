//! The journal: whatever the file holds, a new entry goes behind it whole, and those
//! before it stay.

use std::fs;

use flagport::journal::{Beginning, Ending, Journal, Subject};
use flagport::order::Order;
use flagport::worker::{MeterKey, WriteOutcome};
use jiff::Zoned;

use super::place::Place;

thread_local! {
    static BENCH: Bench = Bench::default();
}

/// A journal in a folder, and what is written into it.
struct Bench {
    place: Place,
    journal: Journal,
    at: Zoned,
    order: Order,
    meter: MeterKey,
}

impl Default for Bench {
    fn default() -> Bench {
        let place = Place::default();
        Bench {
            journal: Journal::at(place.path()),
            place,
            at: "2026-11-22T20:00:00+01:00[+01:00]"
                .parse()
                .expect("it is an instant"),
            order: "W5 0.8.0(60)".parse().expect("it is a command"),
            meter: MeterKey {
                identification_line: "/ISk5MT174-0001".to_owned(),
                serial_number: Some("35016141".to_owned()),
            },
        }
    }
}

pub fn check(data: &[u8]) {
    BENCH.with(|bench| {
        let path = bench.place.put("journal.jsonl", data);
        let journal = &bench.journal;
        let before = journal.entries().expect("any file can be read");
        let lines = 1 + data.iter().filter(|byte| **byte == b'\n').count();
        assert!(before.len() <= lines, "more entries than lines");
        let unfinished = journal.unfinished().expect("any file can be read");
        assert!(unfinished.iter().all(|entry| before.contains(entry)));
        let tries = journal
            .tries(&bench.meter, 1, None)
            .expect("any file can be read");
        assert!(tries.wrong as usize <= lines);

        let begun = journal.begin(&Beginning {
            at: &bench.at,
            operator: "Ada",
            meter: &bench.meter,
            port: "sim:iskra-mt174",
            profile: None,
            subject: Subject::Register,
            address: "0.8.0",
            name: "Measuring period",
            order: &bench.order,
            old: None,
            new: Some("60"),
        });
        let begun = begun.expect("there is room for an entry");
        let ending = Ending {
            at: &bench.at,
            outcome: WriteOutcome::Unknown,
            read_back: None,
            detail: None,
        };
        begun.complete(&ending).expect("there is room for a line");
        let after = journal.entries().expect("any file can be read");
        let (last, earlier) = after.split_last().expect("there is the new entry");
        assert_eq!(earlier, before, "what was there stays");
        let outcome = last.ended.as_ref().map(|ended| ended.outcome);
        assert_eq!(outcome, Some(WriteOutcome::Unknown));
        assert!(last.is_unfinished());
        let file = fs::read(path).expect("it was read before");
        assert!(file.starts_with(data), "the journal only grows");
    });
}
