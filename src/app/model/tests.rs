//! Events in, model out.

use jiff::civil::date;
use jiff::tz::TimeZone;

use super::*;
use crate::archive::{Found, open_bytes};
use crate::message;
use crate::trace::{TraceEntry, TraceRecord};
use crate::transport::LineTime;
use crate::worker::{Check, MeterKey};

const TELEGRAM: &[u8] = b"/LGZ5ZMD\r\n\x020.0.0(97734234)\r\n1.8.0(00043802*kWh)\r\n!\r\n\x03";

fn now() -> Zoned {
    date(2026, 1, 31)
        .at(13, 45, 10, 0)
        .to_zoned(TimeZone::UTC)
        .unwrap()
}

fn port() -> PortChoice {
    PortChoice::Serial("COM4".to_owned())
}

fn found() -> Found {
    open_bytes(TELEGRAM).unwrap().pop().unwrap()
}

fn summary() -> Summary {
    Summary {
        readout: Arc::new(found().readout),
        raw: TELEGRAM.into(),
        duration: Duration::from_secs(3),
    }
}

fn failure() -> Failure {
    Failure {
        headline: message!("failure-meter-does-not-answer"),
        cause: message!("failure-cause-no-answer", requests = 3),
        checks: Vec::<Check>::new(),
        wider_attempt_helps: false,
    }
}

fn progressed(id: JobId, data_sets: usize) -> Event {
    Event::Progressed {
        id,
        progress: Progress {
            stage: Stage::DataSets,
            bytes: 100,
            data_sets,
            rate: 900.0,
            baud: 9600,
            steps: None,
            share: None,
        },
    }
}

/// A model with a job under way.
fn reading() -> (Model, JobId) {
    let mut model = Model::default();
    let id = JobId(1);
    model.job_sent(id, port());
    model.apply(Event::JobStarted { id, port: port() }, &now());
    (model, id)
}

#[test]
fn a_job_runs_from_the_moment_it_is_sent() {
    let (model, id) = reading();
    let running = model.running().unwrap();
    assert_eq!((running.id, running.stage()), (id, Stage::Opening));
}

#[test]
fn a_whole_readout_ends_complete() {
    let (mut model, id) = reading();
    let outcome = Outcome::Done(summary());
    model.apply(Event::JobFinished { id, outcome }, &now());
    assert!(model.running().is_none());
    assert!(model.failure().is_none());
    let reading = model.reading.unwrap();
    assert_eq!(reading.source, Source::Line(port()));
    assert_eq!(reading.readout.data_sets.len(), 2);
    assert_eq!(&*reading.raw, TELEGRAM);
}

#[test]
fn what_arrived_stays_when_the_job_fails_or_is_cancelled() {
    for outcome in [Outcome::Failed(failure()), Outcome::Cancelled(None)] {
        let (mut model, id) = reading();
        let readout = summary().readout;
        model.apply(Event::DataReceived { id, readout }, &now());
        model.apply(progressed(id, 2), &now());
        model.apply(Event::JobFinished { id, outcome }, &now());
        assert_eq!(model.readout().unwrap().data_sets.len(), 2);
        let Session::Ended(ended) = &model.session else {
            panic!("the session has ended");
        };
        assert_eq!((ended.data_sets, ended.stage), (2, Stage::DataSets));
    }
}

#[test]
fn events_of_a_job_that_is_over_are_left_aside() {
    let (mut model, id) = reading();
    let outcome = Outcome::Cancelled(None);
    model.apply(Event::JobFinished { id, outcome }, &now());
    model.apply(progressed(id, 7), &now());
    let readout = summary().readout;
    model.apply(Event::DataReceived { id, readout }, &now());
    let outcome = Outcome::Failed(failure());
    model.apply(Event::JobFinished { id, outcome }, &now());
    assert!(model.failure().is_none());
    assert!(model.reading.is_none());
}

#[test]
fn an_estimate_needs_an_earlier_visit_and_ends_when_more_comes() {
    let (mut model, id) = reading();
    model.apply(progressed(id, 19), &now());
    assert_eq!(model.running().unwrap().part(), None);
    let expected = Expected {
        data_sets: 38,
        duration: Duration::from_secs(4),
        visit: date(2025, 1, 1),
    };
    model.expect(id, Some(expected));
    assert_eq!(model.running().unwrap().part(), Some(0.5));
    assert_eq!(
        model.running().unwrap().time_left(),
        Some(Duration::from_secs(4))
    );
    model.apply(progressed(id, 39), &now());
    assert_eq!(model.running().unwrap().part(), None);
    assert_eq!(model.running().unwrap().time_left(), None);
}

#[test]
fn trace_rows_have_the_time_of_day() {
    let (mut model, _) = reading();
    let record = |ms: u64, entry| TraceRecord {
        at: LineTime(Duration::from_millis(ms)),
        entry,
    };
    let records = vec![
        record(
            0,
            TraceEntry::Opened {
                port: "COM4".to_owned(),
            },
        ),
        record(2_000, TraceEntry::Sent(b"/?!\r\n".to_vec())),
    ];
    model.apply(Event::Traced(records), &now());
    let (_, at) = model.trace.row(1).unwrap();
    assert_eq!(at.unwrap(), now());
    let (_, at) = model.trace.row(0).unwrap();
    assert_eq!(at.unwrap().strftime("%H:%M:%S").to_string(), "13:45:08");
    assert!(model.trace.row(2).is_none());
    assert_eq!(model.running().unwrap().elapsed, Duration::from_secs(2));
}

#[test]
fn a_file_with_several_readouts_shows_the_last_and_gives_the_others() {
    let mut model = Model::default();
    let opened = Opened {
        readouts: vec![found(), found(), found()],
        cut: false,
    };
    model.open(Path::new("log.iec"), opened);
    let number = |model: &Model| match &model.reading.as_ref().unwrap().source {
        Source::File { number, of, .. } => (*number, *of),
        Source::Line(_) => panic!("it is from a file"),
    };
    assert_eq!(number(&model), (3, 3));
    model.show_found(1);
    assert_eq!(number(&model), (1, 3));
    model.show_found(0);
    model.show_found(4);
    assert_eq!(number(&model), (1, 3));
}

#[test]
fn a_stored_visit_is_the_last_that_was_saved() {
    let (mut model, id) = reading();
    let stored = Ok(PathBuf::from("/visits/one"));
    model.apply(Event::VisitStored { id, stored }, &now());
    assert!(model.last_saved.unwrap().is_visit);
}

const ANOTHER: &[u8] = b"/LGZ5ZMD\r\n\x020.0.0(11111111)\r\n1.8.0(00000001*kWh)\r\n!\r\n\x03";

fn telegram_read(model: &mut Model, id: u64, telegram: &[u8]) {
    let id = JobId(id);
    model.job_sent(id, port());
    let found = open_bytes(telegram).unwrap().pop().unwrap();
    let summary = Summary {
        readout: Arc::new(found.readout),
        raw: telegram.into(),
        duration: Duration::from_secs(3),
    };
    let outcome = Outcome::Done(summary);
    model.apply(Event::JobFinished { id, outcome }, &now());
}

fn staged() -> Staged {
    let register = crate::profile::RegisterDef {
        address: "0.8.0".to_owned(),
        ..Default::default()
    };
    Staged {
        change: crate::worker::Change {
            register: Arc::new(register),
            wanted: "15".to_owned(),
            shown: None,
        },
        reason: None,
    }
}

/// Profiles of which one says where the serial number is.
fn profiles() -> Library {
    let text = "(version: 2, name: \"zmd\", title: \"ZMD\", match: (manufacturers: [\"LGZ\"], \
                identifications: [\"ZMD\"]), serial_register: Some(\"0.0.0\"), \
                verified: Unverified, source: \"Made for tests\")";
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("zmd.ron"), text).unwrap();
    let library = Library::load(folder.path());
    assert_eq!(library.problems(), []);
    library
}

#[test]
fn another_meter_drops_what_is_staged_and_says_so() {
    let mut model = Model {
        profiles: profiles(),
        ..Model::default()
    };
    telegram_read(&mut model, 1, TELEGRAM);
    model.staging.stage(staged());
    model.may_write = true;
    telegram_read(&mut model, 2, TELEGRAM);
    assert_eq!(model.staging.len(), 1, "it is the same meter");
    assert_eq!(model.take_notice(), None);
    telegram_read(&mut model, 3, ANOTHER);
    assert!(model.staging.is_empty() && !model.staging.can_undo() && !model.may_write);
    let said = "This is another meter: 1 staged change was dropped, writing is switched off again";
    assert_eq!(model.take_notice().as_deref(), Some(said));
    assert_eq!(model.take_notice(), None);
}

#[test]
fn the_values_of_another_meters_file_are_not_those_of_the_meter_at_hand() {
    let mut model = Model {
        profiles: profiles(),
        ..Model::default()
    };
    telegram_read(&mut model, 1, TELEGRAM);
    model.programme.meter = model.meter_key();
    let readouts = open_bytes(ANOTHER).unwrap();
    model.open(
        Path::new("other.iec"),
        Opened {
            readouts,
            cut: false,
        },
    );
    assert!(model.readout_at_hand().is_none());
    let readouts = open_bytes(TELEGRAM).unwrap();
    model.open(
        Path::new("same.iec"),
        Opened {
            readouts,
            cut: false,
        },
    );
    assert!(model.readout_at_hand().is_some());
}

#[test]
fn a_meter_that_was_met_without_a_readout_has_a_name() {
    let mut model = Model::default();
    assert_eq!(crate::app::text::meter(&model), "No meter");
    let mut met = MeterKey {
        identification_line: "/ISk5MT174-0001".to_owned(),
        serial_number: None,
    };
    model.programme.meter = Some(met.clone());
    assert_eq!(crate::app::text::meter(&model), "MT174-0001");
    met.serial_number = Some("63355730".to_owned());
    model.programme.meter = Some(met);
    assert_eq!(crate::app::text::meter(&model), "63355730 · MT174-0001");
}
