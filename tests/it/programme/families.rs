//! The whole story with the profiles that are built in: all registers read, three
//! changes written and put back, the clock set, billing reset, a plug pulled and the
//! unknown settled.

use std::sync::Arc;

use flagport::profile::{ActionKind, Library, Profile};
use flagport::sim::Fault;
use flagport::worker::{
    Change, ClockOrder, Credentials, ProgrammePlan, Task, TimeBase, WriteOutcome,
};

use super::bench::{Bench, Done, credentials};
use super::outcomes;

/// A simulated meter, its passwords by level, and changes that it takes.
struct Family {
    meter: &'static str,
    profile: &'static str,
    passwords: &'static [(u8, &'static str)],
    changes: [(&'static str, &'static str); 3],
}

const FAMILIES: [Family; 6] = [
    Family {
        meter: "iskra-mt174",
        profile: "iskra-mt174",
        passwords: &[(2, "00000002"), (3, "00000003")],
        changes: [("0.8.0", "30"), ("1.35.0", "12.000"), ("C.60.9", "05")],
    },
    Family {
        meter: "emh-lzqj",
        profile: "emh-lzqj",
        passwords: &[(1, "00000000")],
        changes: [("0.8.0", "30"), ("0.8.4", "30"), ("0.0.1", "4711")],
    },
    Family {
        meter: "lgz-zmd",
        profile: "lgz-zmd",
        passwords: &[(1, "00000000"), (2, "00000000")],
        changes: [("0.8.0", "30"), ("0.8.4", "30"), ("0.0.1", "4711")],
    },
    Family {
        meter: "energomera-ce102m",
        profile: "energomera-ce",
        passwords: &[(1, "777777")],
        changes: [("TAVER", "30"), ("TRSUM", "0"), ("HELLO", "FLAG")],
    },
    Family {
        meter: "els-ek280",
        profile: "elster-lis200",
        passwords: &[(1, "0"), (2, "00000000")],
        changes: [("4:150.0", "30"), ("2:141.0", "07:00"), ("7:320.0", "03.0")],
    },
    Family {
        meter: "koehler-mf",
        profile: "turkish-mass",
        passwords: &[(1, "12345678")],
        changes: [("0.8.0", "30"), ("0.8.4", "30"), ("96.90.0", "1")],
    },
];

impl Family {
    fn known(&self) -> Arc<Profile> {
        Library::default().find(self.profile).unwrap()
    }

    fn credentials(&self, level: Option<u8>) -> Vec<Credentials> {
        let known = self.passwords.iter().filter(|known| Some(known.0) == level);
        known
            .map(|(level, text)| credentials(*level, text))
            .collect()
    }

    fn plan(&self, bench: &Bench, level: Option<u8>, task: Task) -> ProgrammePlan {
        ProgrammePlan {
            profiles: Library::default(),
            credentials: self.credentials(level),
            ..bench.plan(task)
        }
    }

    fn read_level(&self) -> Option<u8> {
        self.known().programming.as_ref().unwrap().read_level
    }

    /// A job that writes `values` to the registers of the changes.
    fn set(&self, bench: &Bench, values: &[String]) -> ProgrammePlan {
        let profile = self.known();
        let changes: Vec<Change> = self
            .changes
            .iter()
            .zip(values)
            .map(|((address, _), wanted)| Change {
                register: Arc::new(profile.register(address).unwrap().clone()),
                wanted: wanted.clone(),
                shown: None,
            })
            .collect();
        let level = changes
            .iter()
            .filter_map(|c| c.register.write_level())
            .max();
        let task = Task::Set {
            changes,
            stop_at_first_failure: true,
        };
        self.plan(bench, level, task)
    }

    fn wanted(&self) -> Vec<String> {
        self.changes
            .iter()
            .map(|(_, value)| (*value).to_owned())
            .collect()
    }
}

fn assert_done(meter: &str, done: &Done) {
    assert!(done.is_done(), "{meter}: {:?}", done.outcome);
}

#[test]
fn all_registers_are_read() {
    for family in &FAMILIES {
        let mut bench = Bench::of(family.meter, None);
        let registers: Vec<_> = family
            .known()
            .registers
            .iter()
            .filter(|register| register.is_readable())
            .map(|register| Arc::new(register.clone()))
            .collect();
        let count = registers.len();
        let plan = family.plan(&bench, family.read_level(), Task::Get(registers));
        let done = bench.run(plan);
        assert_done(family.meter, &done);
        assert_eq!(done.summary().readings.len(), count);
        assert_eq!(done.summary().profile.as_deref(), Some(family.profile));
        assert!(
            done.summary().meter.serial_number.is_some(),
            "{}",
            family.meter
        );
    }
}

#[test]
fn three_changes_are_written_and_put_back() {
    for family in &FAMILIES {
        let mut bench = Bench::of(family.meter, None);
        let plan = family.set(&bench, &family.wanted());
        let done = bench.run(plan);
        assert_done(family.meter, &done);
        let profile = family.known();
        let old: Vec<String> = done
            .summary()
            .writes
            .iter()
            .map(|write| {
                let register = profile.register(&write.register.address).unwrap();
                register
                    .sendable(write.before.as_deref().unwrap())
                    .to_owned()
            })
            .collect();
        assert_ne!(old, family.wanted(), "{}", family.meter);
        let plan = family.set(&bench, &old);
        let done = bench.run(plan);
        assert_done(family.meter, &done);
    }
}

#[test]
fn the_clock_is_set() {
    for family in &FAMILIES {
        let mut bench = Bench::of(family.meter, None);
        let order = ClockOrder {
            base: TimeBase::Local,
            synchronise_only: false,
        };
        let level = family.known().clock.as_ref().unwrap().level;
        let plan = family.plan(&bench, level, Task::SetClock(order));
        let done = bench.run(plan);
        let record = done.summary().clock_set.clone().unwrap();
        assert_eq!(
            record.outcome,
            WriteOutcome::Verified,
            "{} {record:?}",
            family.meter
        );
        assert_done(family.meter, &done);
    }
}

#[test]
fn billing_is_reset_and_the_values_are_stored_first() {
    let mut reset = Vec::new();
    for family in &FAMILIES {
        let mut bench = Bench::of(family.meter, None);
        let profile = family.known();
        let action = profile
            .actions
            .iter()
            .find(|a| a.kind == ActionKind::BillingReset);
        let Some(action) = action else {
            continue;
        };
        let task = Task::Act {
            action: Arc::new(action.clone()),
            new_password: None,
        };
        let plan = family.plan(&bench, action.level, task);
        let done = bench.run(plan);
        let record = done.summary().action.clone().unwrap();
        assert_eq!(
            record.outcome,
            WriteOutcome::Verified,
            "{} {record:?}",
            family.meter
        );
        assert_eq!(bench.archive().list().unwrap().len(), 2, "{}", family.meter);
        reset.push(family.meter);
    }
    assert!(reset.len() >= 4, "{reset:?}");
}

#[test]
fn a_pulled_plug_leaves_an_unknown_that_is_settled_by_reading_back() {
    // Where a lock is opened by a write, the plug is pulled then.
    let families = FAMILIES.iter().filter(|family| family.meter != "els-ek280");
    for family in families {
        let mut bench = Bench::of(family.meter, Some(Fault::DiesAfterWrite));
        bench.line.lock().unwrap().gone = u32::MAX;
        let plan = family.set(&bench, &family.wanted());
        let done = bench.run(plan);
        let expected = [
            WriteOutcome::Unknown,
            WriteOutcome::NotSent,
            WriteOutcome::NotSent,
        ];
        let meter = family.meter;
        assert_eq!(outcomes(&done), expected, "{meter} {:?}", done.outcome);
        bench.end();
        bench.line.lock().unwrap().gone = 0;
        let plan = family.plan(&bench, family.read_level(), Task::Settle);
        let done = bench.run(plan);
        assert_eq!(
            outcomes(&done),
            [WriteOutcome::Verified],
            "{meter} {:?}",
            done.outcome
        );
        assert_eq!(bench.journal().unfinished().unwrap(), [], "{meter}");
    }
}
