//! Tests of rounds: what becomes of meters, and what is kept of it.

use jiff::civil::date;

use super::*;

pub(super) fn round() -> Round {
    let planned = |line, serial: &str, place: &str, street: &str| Planned {
        line,
        serial: serial.to_owned(),
        place: place.to_owned(),
        street: street.to_owned(),
        ..Planned::default()
    };
    Round::new(
        "monday",
        at(8),
        vec![
            planned(2, "11", "Wels", "Ring 9"),
            planned(3, "22", "Linz", "Hof 1"),
            planned(4, "33", "Wels", "Ring 1"),
        ],
    )
}

fn at(hour: i8) -> Zoned {
    let zone = jiff::tz::TimeZone::UTC;
    date(2026, 11, 23).at(hour, 0, 0, 0).to_zoned(zone).unwrap()
}

fn readout(serial: Option<&str>) -> Found {
    Found::Readout {
        serial: serial.map(str::to_owned),
        visit: Some("2026-11-23_080000_x".to_owned()),
        remarks: Vec::new(),
    }
}

#[test]
fn meters_are_visited_by_place_and_street() {
    let mut round = round();
    assert_eq!(round.by_place(), [1, 2, 0]);
    assert_eq!(round.next_open(None), Some(1));
    assert_eq!(round.next_open(Some(1)), Some(2));
    let left = State::Skipped {
        reason: "no key".to_owned(),
    };
    round.set(1, left, at(9));
    assert_eq!(
        round.next_open(Some(0)),
        Some(2),
        "from the beginning again"
    );
    round.record(2, readout(Some("33")), at(9));
    round.record(0, readout(Some("0011")), at(9));
    assert_eq!(round.next_open(None), None);
    let tally = round.tally();
    assert_eq!(
        (tally.read, tally.skipped, tally.open, tally.total()),
        (2, 1, 0, 3)
    );
}

#[test]
fn another_meter_never_counts_as_the_one_expected() {
    let mut round = round();
    round.record(0, readout(Some("22")), at(9));
    assert_eq!(round.stops[0].state.kind(), StateKind::WrongMeter);
    assert_eq!(round.stops[1].state, State::Open);
    assert_eq!(round.open_by_serial("22"), Some(1));
    round.record(0, readout(None), at(9));
    assert_eq!(round.stops[0].state.remarks(), [Remark::NoSerial]);
    round.record(
        0,
        Found::Nothing("The meter does not answer".to_owned()),
        at(9),
    );
    assert_eq!(round.stops[0].state.kind(), StateKind::NotReached);
    round.set(0, State::Open, at(9));
    assert_eq!(round.stops[0].at, None);
}

#[test]
fn what_is_kept_of_a_round_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let rounds = Rounds::at(folder.path().join("rounds"));
    assert_eq!(rounds.latest().unwrap(), None);
    let mut kept = rounds.keep(round()).unwrap();
    kept.round.record(0, readout(Some("11")), at(9));
    kept.round.record(1, readout(Some("?2")), at(9));
    kept.round.stops[0].planned.port = Some("tcp://a:1".parse().unwrap());
    let State::Read { remarks, .. } = &mut kept.round.stops[0].state else {
        panic!("it was read");
    };
    remarks.extend([
        Remark::Clock { seconds: -180 },
        Remark::Errors {
            register: "01".to_owned(),
            flags: vec!["Clock".to_owned()],
        },
    ]);
    kept.round.stops[2].note = "\u{1f511} beim Hausmeister".to_owned();
    kept.save().unwrap();
    assert_eq!(rounds.latest().unwrap().unwrap(), kept);
    let other = rounds.keep(round()).unwrap();
    assert_ne!(other.path, kept.path, "of one name in one second");
    assert_eq!(rounds.list().unwrap().len(), 2);
}

#[test]
fn a_damaged_round_is_told_and_the_others_are_there() {
    let folder = tempfile::tempdir().unwrap();
    let rounds = Rounds::at(folder.path());
    let kept = rounds.keep(round()).unwrap();
    std::fs::write(folder.path().join("9999-01-01_x.json"), b"{\"format\": 1").unwrap();
    assert_eq!(rounds.latest().unwrap(), Some(kept));
    let newest = &rounds.list().unwrap()[0];
    let error = RoundFile::load(newest).unwrap_err();
    assert!(
        error.to_string().contains("is damaged: this is no round"),
        "{error}"
    );
    let later = br#"{"format": "flagport.round.v2", "name": "", "began_at": "", "stops": []}"#;
    let error = Round::from_json(later).unwrap_err().to_string();
    assert!(error.contains("flagport.round.v2"), "{error}");
}
