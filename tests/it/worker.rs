//! The line thread: a real thread, a simulated meter at real pace, and the grammar of
//! its events.

use flagport::archive::Archive;
use flagport::worker::{
    CancelToken, Command, Event, JobId, Keep, Outcome, PortChoice, ReadPlan, Worker,
};

/// Runs one readout and returns all its events, the last being `JobFinished`.
/// `watch` sees each event as it comes.
fn run(
    port: &str,
    archive: Option<Archive>,
    mut watch: impl FnMut(&Event, &CancelToken),
) -> Vec<Event> {
    let keep = Keep {
        archive,
        journal: None,
    };
    let mut worker = Worker::spawn(keep, || {}).unwrap();
    let cancel = CancelToken::new();
    worker.send(Command::Read {
        id: JobId(7),
        port: port.parse().unwrap(),
        plan: Box::new(ReadPlan::default()),
        cancel: cancel.clone(),
    });
    let mut events = Vec::new();
    loop {
        let event = worker.recv().expect("the job ends with an event");
        watch(&event, &cancel);
        let last = matches!(event, Event::JobFinished { .. });
        events.push(event);
        if last {
            return events;
        }
    }
}

fn outcome(events: &[Event]) -> &Outcome {
    match events.last() {
        Some(Event::JobFinished { outcome, .. }) => outcome,
        other => panic!("ended with {other:?}"),
    }
}

#[test]
fn a_job_starts_once_ends_once_and_tells_everything_between() {
    let folder = tempfile::tempdir().unwrap();
    let archive = Archive::at(folder.path().join("visits"));
    let events = run("sim:energomera-ce102m", Some(archive), |_, _| {});
    assert!(matches!(events[0], Event::JobStarted { id: JobId(7), .. }));
    let count = |wanted: fn(&Event) -> bool| events.iter().filter(|e| wanted(e)).count();
    assert_eq!(count(|e| matches!(e, Event::JobStarted { .. })), 1);
    assert_eq!(count(|e| matches!(e, Event::JobFinished { .. })), 1);
    assert_eq!(count(|e| matches!(e, Event::Identified { .. })), 1);
    assert_eq!(
        count(|e| matches!(e, Event::VisitStored { stored: Ok(_), .. })),
        1
    );
    assert!(
        count(|e| matches!(e, Event::DataReceived { .. })) >= 2,
        "data sets come as they arrive"
    );

    let stages: Vec<_> = events
        .iter()
        .filter_map(|e| match e {
            Event::Progressed { progress, .. } => Some(*progress),
            _ => None,
        })
        .collect();
    assert!(
        stages.windows(2).all(|pair| pair[0] != pair[1]),
        "unchanged progress is not sent"
    );

    let Outcome::Done(summary) = outcome(&events) else {
        panic!("{:?}", outcome(&events));
    };
    assert_eq!(summary.readout.profile.as_deref(), Some("energomera-ce"));
    assert!(summary.raw.starts_with(b"/EKT5CE102Mv01\r\n\x02"));
    assert!(summary.readout.read_at.is_some());
}

#[test]
fn a_cancelled_job_keeps_what_came_and_stores_it() {
    let folder = tempfile::tempdir().unwrap();
    let archive = Archive::at(folder.path().join("visits"));
    let events = run("sim:lgz-zmd", Some(archive), |event, cancel| {
        if matches!(event, Event::DataReceived { readout, .. } if readout.data_sets.len() > 3) {
            cancel.cancel();
        }
    });
    let Outcome::Cancelled(Some(summary)) = outcome(&events) else {
        panic!("{:?}", outcome(&events));
    };
    assert!(summary.readout.data_sets.len() > 3);
    assert!(!summary.readout.complete);
    assert!(
        events
            .iter()
            .any(|e| matches!(e, Event::VisitStored { stored: Ok(_), .. }))
    );
}

#[test]
fn a_port_that_is_not_there_fails_with_what_to_check() {
    let events = run("/dev/no-such-port", None, |_, _| {});
    let Outcome::Failed(failure) = outcome(&events) else {
        panic!("{:?}", outcome(&events));
    };
    assert_eq!(failure.headline, "The port is not there");
    assert!(!failure.checks.is_empty() && failure.checks.len() <= 4);
}

#[test]
fn dropping_the_worker_ends_a_running_job() {
    let mut worker = Worker::spawn(Keep::default(), || {}).unwrap();
    worker.send(Command::Read {
        id: JobId(1),
        port: PortChoice::Simulated("iskra-mt174".to_owned()),
        plan: Box::new(ReadPlan::default()),
        cancel: CancelToken::new(),
    });
    assert!(matches!(worker.recv(), Some(Event::JobStarted { .. })));
    // Would wait for ten seconds of readout if the job were not cancelled; the test
    // runner's own limit tells.
    drop(worker);
}

#[test]
fn texts_that_name_no_port_say_why() {
    let refused = |text: &str| text.parse::<PortChoice>().unwrap_err().to_string();
    assert!(refused("").contains("no port"));
    assert!(refused("tcp://host").contains("host and a port number"));
    assert!(refused("tcp://host:99999").contains("host and a port number"));
    assert!(refused("rfc2217://:4000").contains("host and a port number"));
    assert!(refused("telnet://host:4000").contains("not supported"));
    assert!(refused("sim:nope").contains("lgz-zmd"));
    for text in [
        "/dev/ttyUSB0",
        "COM3",
        "tcp://10.0.0.5:8000",
        "rfc2217://10.0.0.5:2217",
        "rfc2217://[::1]:2217",
        "sim:lgz-zmd",
    ] {
        assert_eq!(text.parse::<PortChoice>().unwrap().to_string(), text);
    }
}
