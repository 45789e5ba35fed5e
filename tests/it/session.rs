//! Whole dialogues with simulated meters, in virtual time.

use flagport::codec::{BlockCheckKind, Mode};
use flagport::session::{LineOptions, SessionError};
use flagport::sim::catalog;

use crate::bench::{line, read_out, told};

#[test]
fn every_simulated_meter_is_read_with_nothing_set() {
    for kind in catalog::all() {
        let mut line = line(kind.name);
        let (result, record) = read_out(&mut line, &LineOptions::default());
        let telegram =
            result.unwrap_or_else(|e| panic!("{}: {:?}\n{}", kind.name, e.cause, told(&record)));
        let check = telegram.data.check;
        assert!(!check.is_wrong(), "{}: {check:?}", kind.name);
        assert!(telegram.data.is_complete(), "{}", kind.name);
        println!(
            "{:20} {:?} {} Bd {} bytes {:?} ended {:?} sent {}",
            kind.name,
            telegram.mode,
            telegram.baud,
            telegram.raw.len(),
            check.kind,
            telegram.ended_at,
            record.sent().len()
        );
        let _ = (Mode::A, BlockCheckKind::Xor);
    }
}

#[test]
fn a_request_that_the_line_cannot_carry_is_refused_before_anything_is_sent() {
    let options = LineOptions {
        address: "1/2".to_owned(),
        ..LineOptions::default()
    };
    let (result, record) = read_out(&mut line("lgz-zmd"), &options);
    assert!(matches!(
        result.unwrap_err().cause,
        SessionError::Request(_)
    ));
    assert!(record.sent().is_empty());
}
