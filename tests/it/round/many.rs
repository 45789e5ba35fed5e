//! Many lines at once, in virtual time: nothing is lost, and nobody waits for another's
//! line.

use std::collections::BTreeMap;

use flagport::archive::Archive;
use flagport::profile::Library;
use flagport::round::many::{ManyPlan, Task, Told, read_all, tasks};
use flagport::round::{Planned, Round};
use flagport::worker::{CancelToken, LineOptions, Outcome};

use super::{VirtualPorts, now};

fn plan(jobs: usize) -> ManyPlan {
    ManyPlan {
        line: LineOptions::default(),
        profile: None,
        profiles: Library::default(),
        every_way: false,
        jobs,
        archive: None,
    }
}

fn planned(serial: &str, port: &str) -> Planned {
    Planned {
        serial: serial.to_owned(),
        port: Some(port.parse().unwrap()),
        ..Planned::default()
    }
}

fn tasks_of(planned: &[Planned]) -> Vec<Task> {
    tasks(planned.iter().enumerate(), None)
}

/// How each meter ended, with the serial number that it told, and how many were being read
/// at once at most.
fn read(
    planned: &[Planned],
    plan: &ManyPlan,
    cancel: &CancelToken,
    mut told: impl FnMut(&Told),
) -> (BTreeMap<usize, Result<Option<String>, String>>, usize) {
    let mut ended = BTreeMap::new();
    let (mut running, mut most) = (0, 0);
    read_all(
        tasks_of(planned),
        plan,
        cancel,
        || VirtualPorts,
        |news| {
            told(&news);
            match news {
                Told::Begun { .. } => {
                    running += 1;
                    most = most.max(running);
                }
                Told::Event { .. } => {}
                Told::Ended { stop, reading } => {
                    running -= usize::from(!reading.was_left);
                    let outcome = match reading.outcome {
                        Outcome::Done(summary) => Ok(summary.readout.meter.serial_number.clone()),
                        Outcome::Failed(failure) if reading.was_left => {
                            Err(format!("left: {}", failure.headline))
                        }
                        Outcome::Failed(failure) => Err(failure.headline.to_string()),
                        other => Err(format!("{other:?}")),
                    };
                    assert!(ended.insert(stop, outcome).is_none(), "{stop} ended twice");
                }
            }
        },
    )
    .unwrap();
    assert_eq!(running, 0);
    (ended, most)
}

#[test]
fn of_256_lines_none_is_lost_whatever_the_limit() {
    let numbers: Vec<String> = (0..256).map(|n| format!("{}", 40_000_000 + n)).collect();
    let planned: Vec<Planned> = numbers
        .iter()
        .map(|number| planned(number, &format!("sim:lem-em4tii@{number}")))
        .collect();
    for jobs in [7, 256] {
        let (ended, most) = read(&planned, &plan(jobs), &CancelToken::new(), |_| {});
        assert_eq!(ended.len(), 256);
        for (stop, outcome) in ended {
            assert_eq!(outcome, Ok(Some(numbers[stop].clone())), "{jobs} jobs");
        }
        assert!((1..=jobs).contains(&most), "{most} lines at once of {jobs}");
    }
}

#[test]
fn the_meters_of_one_line_are_read_by_address_one_after_the_other() {
    let numbers: Vec<String> = (1..=12).map(|n| format!("{}", 50_000_000 + n)).collect();
    let stations: Vec<String> = numbers.iter().map(|n| format!("lem-em4tii@{n}")).collect();
    let port = format!("sim:{}", stations.join("/"));
    let planned: Vec<Planned> = numbers.iter().map(|n| planned(n, &port)).collect();
    let (ended, most) = read(&planned, &plan(16), &CancelToken::new(), |_| {});
    assert_eq!(most, 1, "they share one pair of wires");
    let told: Vec<_> = ended
        .into_values()
        .map(|outcome| outcome.unwrap().unwrap())
        .collect();
    assert_eq!(told, numbers);
}

#[test]
fn a_list_that_names_addresses_is_taken_at_its_word() {
    let of_list = Planned {
        address: "7".to_owned(),
        ..planned("11", "tcp://a:1")
    };
    let others = [planned("1 22", "tcp://a:1"), planned("33", "tcp://b:1")];
    let all = [of_list, others[0].clone(), others[1].clone()];
    let addresses: Vec<String> = tasks_of(&all)
        .into_iter()
        .map(|task| task.address)
        .collect();
    assert_eq!(
        addresses,
        ["7", "122", ""],
        "alone on its line it needs none"
    );
    let no_port = [Planned::default()];
    assert_eq!(tasks_of(&no_port), []);
}

#[test]
fn a_port_that_does_not_open_costs_two_tries_and_nobody_else() {
    let mut all: Vec<Planned> = (0..6)
        .map(|n| planned(&n.to_string(), "tcp://gone:1"))
        .collect();
    all.push(planned("03878504", "sim:lem-em4tii"));
    let (ended, _) = read(&all, &plan(1), &CancelToken::new(), |_| {});
    assert_eq!(ended[&6], Ok(Some("03878504".to_owned())));
    let said: Vec<&str> = (0..6)
        .map(|stop| ended[&stop].as_ref().unwrap_err().as_str())
        .collect();
    assert!(
        said[..2].iter().all(|said| !said.starts_with("left: ")),
        "{said:?}"
    );
    assert!(
        said[2..].iter().all(|said| said.starts_with("left: ")),
        "{said:?}"
    );
}

#[test]
fn a_silent_meter_is_told_and_its_line_goes_on() {
    let port = "sim:lem-em4tii@60000001+silence/lem-em4tii@60000002";
    let all = [planned("60000001", port), planned("60000002", port)];
    let (ended, _) = read(&all, &plan(4), &CancelToken::new(), |_| {});
    assert_eq!(ended[&0], Err("The meter does not answer".to_owned()));
    assert_eq!(ended[&1], Ok(Some("60000002".to_owned())));
}

#[test]
fn after_cancelling_no_meter_is_begun() {
    let all: Vec<Planned> = (0..40)
        .map(|n| {
            planned(
                &n.to_string(),
                &format!("sim:lem-em4tii@{}", 70_000_000 + n),
            )
        })
        .collect();
    let cancel = CancelToken::new();
    let mut begun = 0;
    let (ended, _) = read(&all, &plan(4), &cancel, |news| match news {
        Told::Begun { .. } => {
            begun += 1;
            assert!(begun <= 10, "begun after cancelling");
            if begun == 10 {
                cancel.cancel();
            }
        }
        Told::Event { .. } | Told::Ended { .. } => {}
    });
    assert_eq!(ended.len(), 10, "what was begun ends");
}

#[test]
fn what_was_read_can_be_compared_out_of_its_visits() {
    let folder = tempfile::tempdir().unwrap();
    let archive = Archive::at(folder.path());
    let all = [planned("03878504", "sim:lem-em4tii")];
    let kept = ManyPlan {
        archive: Some(archive.clone()),
        ..plan(1)
    };
    let mut round = Round::new("list", now(), all.to_vec());
    let library = Library::default();
    read_all(
        tasks_of(&all),
        &kept,
        &CancelToken::new(),
        || VirtualPorts,
        |told| {
            if let Told::Ended { stop, reading } = told
                && let Outcome::Done(summary) = &reading.outcome
            {
                let limit = flagport::round::CLOCK_LIMIT;
                let visit = reading.visit.as_ref();
                let (found, _) =
                    flagport::round::Found::of(&summary.readout, visit, &library, limit);
                round.record(stop, found, reading.at.clone());
            }
        },
    )
    .unwrap();
    assert!(round.stops[0].state.visit().is_some());
    assert_eq!(round.digests(&archive, &library).count(), 1);
    let elsewhere = Archive::at(folder.path().join("elsewhere"));
    assert_eq!(round.digests(&elsewhere, &library).count(), 0);
}
