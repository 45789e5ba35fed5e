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

#[test]
fn explore() {
    use flagport::sim::fault::{Fault, Faults};
    for fault in Fault::ALL {
        for meter in [
            "lgz-zmd",
            "iskra-mt174",
            "kamstrup-mc66",
            "landis-uh50",
            "easymeter-q3d",
            "dsmr-p1",
        ] {
            let mut line = crate::bench::faulty_line(meter, Faults::only(fault));
            let (result, record) = read_out(&mut line, &LineOptions::default());
            let end = record.trace.last().unwrap().at.0.as_secs_f64();
            let what = match &result {
                Ok(t) => format!(
                    "ok {:?} {} Bd {:?} {:?} {:?} {} bytes",
                    t.mode,
                    t.baud,
                    t.data.framing,
                    t.data.ending,
                    t.data.check.is_ok(),
                    t.data.body.len()
                ),
                Err(i) => format!(
                    "ERR {} kept {:?}",
                    format!("{:?}", i.cause)
                        .chars()
                        .take(120)
                        .collect::<String>(),
                    i.kept.as_ref().map(|k| k.data.body.len())
                ),
            };
            println!("{fault:14} {meter:14} {end:6.1} {what}");
        }
    }
}
