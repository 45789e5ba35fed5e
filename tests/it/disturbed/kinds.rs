//! The kinds of session: with which meter, and what is wanted of it.

use std::sync::{Arc, LazyLock};

use flagport::profile::{ActionKind, Library, Profile};
use flagport::secret::Password;
use flagport::worker::{
    CancelToken, Change, ClockOrder, Command, Credentials, JobId, LineOptions, Permission,
    PortChoice, ProgrammePlan, ReadPlan, Role, SeriesKind, SeriesPlan, SeriesRange, Task, TimeBase,
};
use jiff::ToSpan as _;
use jiff::Zoned;
use jiff::civil::{DateTime, date};

/// When sessions take place whose meter has no clock to be set: a day without a change
/// of season near it.
const DAY: DateTime = date(2026, 3, 17).at(10, 7, 21, 0);

/// The same for a meter that is asked by today's date.
static TODAY: LazyLock<DateTime> = LazyLock::new(|| Zoned::now().date().at(10, 7, 21, 0));

/// What is wanted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Wanted {
    ReadOut,
    /// These registers, of which the first ones never change by themselves.
    Get(&'static [&'static str]),
    Set(&'static [(&'static str, &'static str)]),
    Clock,
    Reset,
    /// So many hours of the archive at the address, in partial blocks of so many rows if
    /// there is a number.
    Series(SeriesKind, &'static str, i64, Option<u16>),
}

/// One kind of session.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kind {
    /// The row in the table.
    pub(super) group: &'static str,
    pub(super) meter: &'static str,
    /// `None` picks one by the identification, as the program does by itself.
    pub(super) profile: Option<&'static str>,
    pub(super) passwords: &'static [(u8, &'static str)],
    pub(super) wanted: Wanted,
}

const fn readout(group: &'static str, meter: &'static str, profile: Option<&'static str>) -> Kind {
    Kind {
        group,
        meter,
        profile,
        passwords: &[],
        wanted: Wanted::ReadOut,
    }
}

const fn programme(
    group: &'static str,
    meter: &'static str,
    passwords: &'static [(u8, &'static str)],
    wanted: Wanted,
) -> Kind {
    Kind {
        group,
        meter,
        profile: None,
        passwords,
        wanted,
    }
}

pub(super) const READOUTS: [Kind; 13] = [
    readout("mode A", "kamstrup-mc66", None),
    readout("mode A", "kamstrup-382", None),
    readout("mode B", "landis-uh50", Some("lgz-uh50")),
    readout("mode C", "energomera-ce102m", None),
    readout("mode C", "satec-em720", None),
    readout("mode C", "itron-ace3000", None),
    readout("mode C", "makel-c500", None),
    readout("mode E", "lgz-zmd", None),
    readout("mode D", "easymeter-q3d", Some("easymeter-q3")),
    readout("mode D", "hager-ehz", Some("hager-ehz")),
    readout("mode D", "hager-ehz", None),
    readout("P1", "dsmr-p1", Some("dsmr-p1")),
    readout("P1", "dsmr-p1", None),
];

const ISKRA: &[(u8, &str)] = &[(2, "00000002"), (3, "00000003")];
const LZQJ: &[(u8, &str)] = &[(1, "00000000")];
const ZMD: &[(u8, &str)] = &[(1, "00000000"), (2, "00000000")];
const CE: &[(u8, &str)] = &[(1, "777777")];
const EK280: &[(u8, &str)] = &[(1, "0"), (2, "00000000")];
const MASS: &[(u8, &str)] = &[(1, "12345678")];
const AS1440: &[(u8, &str)] = &[(1, "00000000")];
const A1140: &[(u8, &str)] = &[(1, "FEDC0001"), (2, "AAAA0000")];

const ISKRA_SET: &[(&str, &str)] = &[("0.8.0", "30"), ("1.35.0", "12.000"), ("C.60.9", "05")];
const LZQJ_SET: &[(&str, &str)] = &[("0.8.0", "30"), ("0.8.4", "30"), ("0.0.1", "4711")];
const CE_SET: &[(&str, &str)] = &[("TAVER", "60"), ("HELLO", "FLAG")];
const EK280_SET: &[(&str, &str)] = &[("4:150.0", "30"), ("2:141.0", "07:00")];
const MASS_SET: &[(&str, &str)] = &[("0.8.0", "30"), ("0.8.4", "30"), ("96.90.0", "0")];
const AS1440_SET: &[(&str, &str)] = &[("0.8.0", "30"), ("0.0.1", "4711")];
const A1140_SET: &[(&str, &str)] = &[("795001", "3131313131313131")];

pub(super) const PROGRAMMING: [Kind; 26] = [
    programme(
        "get",
        "iskra-mt174",
        &[],
        Wanted::Get(&["0.8.0", "C.60.9", "0.0.0", "1.8.0"]),
    ),
    programme(
        "get",
        "lgz-zmd",
        &[],
        Wanted::Get(&["0.8.0", "0.0.1", "1.8.0"]),
    ),
    programme("get", "emh-lzqj", &[], Wanted::Get(&["0.8.0", "0.0.1"])),
    programme(
        "get",
        "energomera-ce102m",
        &[],
        Wanted::Get(&["TAVER", "HELLO", "SNUMB"]),
    ),
    programme(
        "get",
        "els-ek280",
        &[(1, "0")],
        Wanted::Get(&["4:150.0", "2:141.0"]),
    ),
    programme("get", "koehler-mf", &[], Wanted::Get(&["0.8.0", "0.8.4"])),
    programme(
        "get",
        "elster-a1140",
        &[(1, "FEDC0001")],
        Wanted::Get(&["795001", "616001"]),
    ),
    programme(
        "set",
        "iskra-mt174",
        &[(3, "00000003")],
        Wanted::Set(ISKRA_SET),
    ),
    programme("set", "emh-lzqj", LZQJ, Wanted::Set(LZQJ_SET)),
    programme("set", "lgz-zmd", &[(1, "00000000")], Wanted::Set(LZQJ_SET)),
    programme("set", "energomera-ce102m", CE, Wanted::Set(CE_SET)),
    programme("set", "energomera-ce208", CE, Wanted::Set(CE_SET)),
    programme(
        "set",
        "els-ek280",
        &[(2, "00000000")],
        Wanted::Set(EK280_SET),
    ),
    programme("set", "koehler-mf", MASS, Wanted::Set(MASS_SET)),
    programme("set", "elster-as1440", AS1440, Wanted::Set(AS1440_SET)),
    programme(
        "set",
        "elster-a1140",
        &[(2, "AAAA0000")],
        Wanted::Set(A1140_SET),
    ),
    programme("clock", "iskra-mt174", ISKRA, Wanted::Clock),
    programme("clock", "emh-lzqj", LZQJ, Wanted::Clock),
    programme("clock", "lgz-zmd", ZMD, Wanted::Clock),
    programme("clock", "energomera-ce102m", CE, Wanted::Clock),
    programme("clock", "els-ek280", EK280, Wanted::Clock),
    programme("clock", "koehler-mf", MASS, Wanted::Clock),
    programme("clock", "elster-a1140", A1140, Wanted::Clock),
    programme("reset", "emh-lzqj", LZQJ, Wanted::Reset),
    programme("reset", "koehler-mf", MASS, Wanted::Reset),
    programme("reset", "elster-as1440", AS1440, Wanted::Reset),
];

const fn profile(
    meter: &'static str,
    passwords: &'static [(u8, &'static str)],
    address: &'static str,
    hours: i64,
) -> Kind {
    let wanted = Wanted::Series(SeriesKind::LoadProfile, address, hours, None);
    programme("load profile", meter, passwords, wanted)
}

const fn logbook(
    meter: &'static str,
    passwords: &'static [(u8, &'static str)],
    address: &'static str,
    days: i64,
) -> Kind {
    let wanted = Wanted::Series(SeriesKind::Logbook, address, 24 * days, None);
    programme("logbook", meter, passwords, wanted)
}

const IN_BLOCKS: Wanted = Wanted::Series(SeriesKind::LoadProfile, "P.01", 12, Some(8));

pub(super) const SERIES: [Kind; 14] = [
    profile("emh-lzqj", &[], "P.01", 12),
    programme("load profile", "emh-lzqj", &[], IN_BLOCKS),
    programme("load profile", "metcom-mcs301", &[], IN_BLOCKS),
    profile("lgz-zmd", &[], "P.01", 12),
    profile("iskra-mt174", &[], "P.01", 12),
    profile("metcom-mcs301", &[], "P.01", 12),
    profile("makel-c500", &[], "P.01", 12),
    profile("energomera-ce102m", &[], "GRAPE", 24),
    profile("els-ek280", &[(1, "0")], "3:V.0", 24),
    profile("elster-a1140", &[(1, "FEDC0001")], "550001", 24),
    logbook("emh-lzqj", &[], "P.98", 40),
    logbook("lgz-zmd", &[], "P.98", 40),
    logbook("iskra-mt174", &[], "P.98", 40),
    logbook("els-ek280", &[(1, "0")], "4:V.0", 40),
];

impl Kind {
    /// What it is, in a line.
    pub(super) fn name(&self) -> String {
        format!("{} of {}", self.group, self.meter)
    }

    /// What its meter's clock should show at the beginning.
    pub(super) fn clock(&self) -> DateTime {
        match self.wanted {
            // These are measured by the clock of this computer.
            Wanted::Clock | Wanted::Reset => Zoned::now().datetime(),
            // It is asked for so many days before today.
            Wanted::Series(..) if self.meter == "elster-a1140" => *TODAY,
            _ => DAY,
        }
    }

    /// From when to when entries are asked for.
    pub(super) fn range(&self) -> SeriesRange {
        let Wanted::Series(_, _, hours, _) = self.wanted else {
            return SeriesRange::default();
        };
        let to = self.clock().date().at(6, 0, 0, 0);
        SeriesRange {
            from: Some(to.checked_sub(hours.hours()).unwrap()),
            to: Some(to),
        }
    }

    /// Whether its job is one in programming mode.
    pub(super) fn is_programme(&self) -> bool {
        self.wanted != Wanted::ReadOut
    }

    /// Whether the outcome stands in the journal.
    pub(super) fn changes(&self) -> bool {
        matches!(self.wanted, Wanted::Set(_) | Wanted::Clock | Wanted::Reset)
    }

    /// The command for the worker.
    pub(super) fn command(&self, library: &Library) -> Command {
        let id = JobId(1);
        let port = PortChoice::Simulated(self.meter.to_owned());
        let cancel = CancelToken::new();
        if self.wanted == Wanted::ReadOut {
            let plan = ReadPlan {
                profile: self.profile.map(str::to_owned),
                profiles: library.clone(),
                ..ReadPlan::default()
            };
            return Command::Read {
                id,
                port,
                plan: Box::new(plan),
                cancel,
            };
        }
        Command::Programme {
            id,
            port,
            plan: Box::new(self.plan(library)),
            cancel,
        }
    }

    fn plan(&self, library: &Library) -> ProgrammePlan {
        let profile = self.known(library);
        let register = |address: &str| Arc::new(profile.register(address).unwrap().clone());
        let (task, level) = match self.wanted {
            Wanted::ReadOut => unreachable!("it has no plan"),
            Wanted::Get(addresses) => {
                let registers = addresses.iter().map(|address| register(address));
                (Task::Get(registers.collect()), None)
            }
            Wanted::Set(changes) => {
                let change = |(address, wanted): &(&str, &str)| Change {
                    register: register(address),
                    wanted: (*wanted).to_owned(),
                    shown: None,
                };
                let changes: Vec<Change> = changes.iter().map(change).collect();
                let task = Task::Set {
                    changes,
                    stop_at_first_failure: false,
                };
                (task, None)
            }
            Wanted::Clock => {
                let order = ClockOrder {
                    base: TimeBase::Local,
                    synchronise_only: false,
                };
                let level = profile.clock.as_ref().unwrap().level;
                (Task::SetClock(order), level)
            }
            Wanted::Reset => {
                let mut actions = profile.actions.iter();
                let reset = actions.find(|action| action.kind == ActionKind::BillingReset);
                let action = Arc::new(reset.unwrap().clone());
                let level = action.level;
                let task = Task::Act {
                    action,
                    new_password: None,
                };
                (task, level)
            }
            Wanted::Series(kind, address, _, block) => {
                let plan = SeriesPlan {
                    kind,
                    address: Some(address.to_owned()),
                    range: self.range(),
                    command: block.map(|_| "R6".parse().unwrap()),
                    block,
                    have: None,
                };
                (Task::Series(plan), None)
            }
        };
        let wanted = self
            .passwords
            .iter()
            .filter(|(own, _)| level.is_none_or(|level| level == *own));
        let credentials = wanted.map(|(level, password)| Credentials {
            level: *level,
            password: Password::new((*password).to_owned()),
        });
        ProgrammePlan {
            profile: self.profile.map(str::to_owned),
            profiles: library.clone(),
            line: LineOptions::default(),
            task,
            credentials: credentials.collect(),
            permission: Permission {
                read_only: !self.changes(),
                role: Role::Full,
            },
            expected: None,
            operator: "Ada".to_owned(),
            keep_open: false,
        }
    }

    /// The profile that fits its meter.
    pub(super) fn known(&self, library: &Library) -> Arc<Profile> {
        let kind = flagport::sim::catalog::find(self.meter).unwrap();
        let identification = flagport::codec::Identification::parse(kind.identification);
        library.choose(&identification.unwrap())
    }
}
