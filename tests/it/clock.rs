//! Clocks of simulated meters, measured and set to a fraction of a second in virtual
//! time, where the true drift is known.

use std::time::Duration;

use flagport::clock::{Anchor, ClockReading, TimeBase, TimeFrame};
use flagport::codec::Identification;
use flagport::link::{CancelToken, WriteGuard};
use flagport::order::Secrets;
use flagport::profile::{
    self, ClockForm, ClockPart, Level, Login, PasswordForm, Profile, Programming,
};
use flagport::secret::Password;
use flagport::session::LineOptions;
use flagport::session::programming::{
    Acknowledgement, Landed, Landing, LoginAnswer, Programming as Session, measure_clock,
};
use flagport::sim::fault::Faults;
use flagport::sim::{Pace, SimTransport, catalog};
use flagport::transport::{LineTime, Transport};
use jiff::civil::DateTime;
use jiff::{SignedDuration, Zoned};

use crate::bench::{Record, link, told};

/// A meter, and how its clock is read and set.
struct Case {
    meter: &'static str,
    profile: Profile,
    password: &'static str,
    /// What its clock is off by as it leaves the factory, beside the phase.
    error: SignedDuration,
}

fn part((command, address, form): (&str, &str, &str)) -> ClockPart {
    ClockPart {
        address: address.to_owned(),
        form: form.to_owned(),
        command: Some(command.parse().unwrap()),
    }
}

fn case(
    meter: &'static str,
    login: Login,
    password: &'static str,
    read: &[(&str, &str, &str)],
    write: &[(&str, &str, &str)],
) -> Case {
    let level = Level {
        number: 1,
        name: String::new(),
        login,
        password: PasswordForm::default(),
        help: String::new(),
    };
    let profile = Profile {
        programming: Some(Programming {
            levels: vec![level],
            ..Programming::default()
        }),
        clock: Some(ClockForm {
            read: read.iter().copied().map(part).collect(),
            write: write.iter().copied().map(part).collect(),
            together: false,
            level: Some(1),
            synchronise_limit_s: None,
            period_min: 15,
            warning: String::new(),
        }),
        ..Profile::default()
    };
    let error = i64::from(catalog::find(meter).unwrap().clock_error);
    Case {
        meter,
        profile,
        password,
        error: SignedDuration::from_secs(error),
    }
}

fn iskra() -> Case {
    case(
        "iskra-mt174",
        Login::P1,
        "00000002",
        &[("R1", "0.9.1", "hhmmss"), ("R1", "0.9.2", "sYYMMDD")],
        &[("W1", "0.9.1", "hhmmss"), ("W1", "0.9.2", "sYYMMDD")],
    )
}

fn iskra_in_one() -> Case {
    case(
        "iskra-mt174",
        Login::P1,
        "00000002",
        &[("R2", "C003", "YYMMDDhhmmss")],
        &[("W2", "C003", "YYMMDDhhmmss")],
    )
}

/// The password stands in each command.
fn landis() -> Case {
    case(
        "lgz-zmd",
        Login::InWrite,
        "00000000",
        &[("R1", "0.9.1", "hh:mm:ss"), ("R1", "0.9.2", "YY-MM-DD")],
        &[("W5", "0.9.2", "YY-MM-DD"), ("W5", "0.9.1", "hh:mm:ss")],
    )
}

/// Week, day of the week and season are told too.
fn landis_in_one() -> Case {
    case(
        "lgz-zmd",
        Login::P1,
        "00000000",
        &[("R2", "C003", "YYMMDDhhmmsswwns")],
        &[("W2", "C003", "YYMMDDhhmmsswwns")],
    )
}

/// A meter as its own device profile knows it.
fn built_in(meter: &'static str, password: &'static str) -> Case {
    let kind = catalog::find(meter).unwrap();
    let told = Identification::parse(kind.identification).unwrap();
    Case {
        meter,
        profile: profile::choose(&told).clone(),
        password,
        error: SignedDuration::from_secs(i64::from(kind.clock_error)),
    }
}

/// Meters of every manner: a password by P1, in each command, as the answer to a
/// challenge, written to a lock; date and time in one command, in two, in two sets of
/// one; block checks by XOR and by sum.
fn families() -> Vec<Case> {
    vec![
        built_in("iskra-mt174", "00000002"),
        built_in("lgz-zmd", "00000000"),
        built_in("emh-lzqj", "00000000"),
        built_in("metcom-mcs301", "00000000"),
        built_in("energomera-ce102m", "777777"),
        built_in("energomera-ce208", "777777"),
        built_in("els-ek280", "00000000"),
        built_in("koehler-mf", "12345678"),
        built_in("satec-em720", "9"),
        built_in("elster-as1440", "00000000"),
        built_in("elster-a1140", "AAAA0000"),
    ]
}

fn cases() -> Vec<Case> {
    let mut cases = vec![iskra(), iskra_in_one(), landis(), landis_in_one()];
    cases.extend(families());
    cases
}

/// What this computer's clock shows when the line is opened.
fn opened() -> Zoned {
    "2026-03-18T20:15:07+01:00[Europe/Vienna]".parse().unwrap()
}

/// A line to the meter of `case`, its clock `phase` ahead of what its type says.
fn open(case: &Case, opened: &Zoned, phase: SignedDuration) -> SimTransport {
    let clock = opened.datetime() + phase;
    let kind = *catalog::find(case.meter).unwrap();
    SimTransport::open_faulty(kind, clock, Pace::Virtual, Faults::default())
}

/// How far the meter's clock truly is off.
fn true_drift(transport: &SimTransport, opened: &Zoned) -> SignedDuration {
    let passed = SignedDuration::try_from(transport.now().0).unwrap();
    transport
        .meter_clock()
        .duration_since(opened.datetime() + passed)
}

/// What a visit to a clock brought.
#[derive(Debug)]
struct Visit {
    before: ClockReading,
    /// What was set, to what, and what it measured then.
    set: Option<(Vec<String>, DateTime, ClockReading)>,
    told: String,
    looks: usize,
}

fn visit(
    case: &Case,
    transport: &mut dyn Transport,
    opened: &Zoned,
    max_baud: Option<u32>,
    set_to: Option<TimeBase>,
) -> Visit {
    let options = LineOptions {
        max_baud,
        ..LineOptions::default()
    };
    let anchor = Anchor {
        line: LineTime::START,
        computer: opened.clone(),
    };
    let password = Password::new(case.password.to_owned());
    let mut record = Record::default();
    let mut link = link(transport, &options, CancelToken::new(), &mut record);
    link.set_guard(WriteGuard::Everything);
    let programming = case.profile.programming.as_ref().unwrap();
    let mut session = Session::sign_on(&mut link, &options, programming.select).unwrap();
    let level = case.profile.clock.as_ref().unwrap().level.unwrap();
    let login = &programming.level(level).unwrap().login;
    if *login != Login::InWrite {
        let answer = session.log_in(&mut link, login, &password).unwrap();
        assert_eq!(answer, LoginAnswer::Accepted, "{}", case.meter);
    }
    let before = measure_clock(&mut session, &mut link, &case.profile, &anchor);
    let before = before.unwrap_or_else(|error| panic!("{}: {error}", case.meter));
    let mut set = None;
    if let Some(base) = set_to {
        let secrets = Secrets {
            password: Some(&password),
            new_password: None,
        };
        let landing = Landing::plan(&link, &case.profile, base, &before, &anchor, secrets).unwrap();
        let at = TimeFrame::of(base).civil(&landing.at);
        let landed = landing.send(&mut session, &mut link, secrets, 64).unwrap();
        let Landed::Sent(sent) = landed else {
            panic!("late");
        };
        for (order, answer) in &sent {
            assert!(
                matches!(answer, Acknowledgement::Accepted(_)),
                "{order}: {answer:?}"
            );
        }
        let sent = sent.iter().map(|(order, _)| order.to_string()).collect();
        let after = measure_clock(&mut session, &mut link, &case.profile, &anchor).unwrap();
        set = Some((sent, at, after));
    }
    session.sign_off(&mut link);
    let looks = record
        .sent()
        .iter()
        .filter(|m| m.get(1) == Some(&b'R'))
        .count();
    Visit {
        before,
        set,
        told: told(&record),
        looks,
    }
}

fn millis(millis: i64) -> SignedDuration {
    SignedDuration::from_millis(millis)
}

#[track_caller]
fn is_within(told: &ClockReading, truth: SignedDuration, most: Duration, context: &str) {
    let off = (told.drift - truth).unsigned_abs();
    assert!(
        off <= told.uncertainty && told.uncertainty <= most,
        "told {} ± {:?}, truly {truth}\n{context}",
        told.drift,
        told.uncertainty
    );
}

#[test]
fn drift_is_measured_to_less_than_a_fifth_of_a_second() {
    for case in cases() {
        for phase in [137, 500, 999] {
            let opened = opened();
            let mut transport = open(&case, &opened, millis(phase));
            let truth = case.error + millis(phase);
            let visit = visit(&case, &mut transport, &opened, None, None);
            let most = Duration::from_millis(200);
            is_within(&visit.before, truth, most, &visit.told);
            assert!(visit.looks <= 14, "{}\n{}", visit.looks, visit.told);
        }
    }
}

#[test]
fn clocks_are_set_on_the_second() {
    for case in cases() {
        for phase in [333, 777] {
            let opened = opened();
            let mut transport = open(&case, &opened, millis(phase));
            let visit = visit(&case, &mut transport, &opened, None, Some(TimeBase::Local));
            let (sent, _, after) = visit.set.unwrap();
            let truth = true_drift(&transport, &opened);
            assert!(
                truth.unsigned_abs() < Duration::from_millis(200),
                "{}: {truth} off after {sent:?}\n{}",
                case.meter,
                visit.told
            );
            is_within(&after, truth, Duration::from_millis(200), &visit.told);
        }
    }
}

#[test]
fn a_slow_line_tells_less_and_says_so() {
    let case = landis();
    let measured = |max_baud| {
        let opened = opened();
        let mut transport = open(&case, &opened, millis(433));
        let visit = visit(&case, &mut transport, &opened, max_baud, None);
        let most = Duration::from_millis(300);
        is_within(&visit.before, case.error + millis(433), most, &visit.told);
        visit.before.uncertainty
    };
    let (fast, slow) = (measured(None), measured(Some(300)));
    assert!(fast + Duration::from_millis(20) < slow, "{fast:?} {slow:?}");
}

#[test]
fn a_clock_is_set_to_the_time_that_it_shall_keep() {
    let opened: Zoned = "2026-07-18T20:15:07+02:00[Europe/Vienna]".parse().unwrap();
    for (base, command, ahead) in [
        (TimeBase::Local, "1", 0),
        (TimeBase::Normal, "0", -1),
        (TimeBase::Utc, "2", -2),
    ] {
        for case in [iskra(), landis_in_one()] {
            let mut transport = open(&case, &opened, millis(250));
            let visit = visit(&case, &mut transport, &opened, None, Some(base));
            let (sent, at, _) = visit.set.unwrap();
            let off = true_drift(&transport, &opened) - SignedDuration::from_hours(ahead);
            assert!(
                off.unsigned_abs() < Duration::from_millis(200),
                "{off} {sent:?}"
            );
            assert_eq!(at.subsec_nanosecond(), 0);
            let date = sent.last().unwrap();
            let season = match case.meter {
                "lgz-zmd" => date.trim_end_matches(')').ends_with(command),
                _ => date.starts_with(&format!("W1 0.9.2({command}26")),
            };
            assert!(season, "{sent:?}");
        }
    }
}

/// Whatever the order of its commands, a meter that is set around midnight keeps its
/// date.
#[test]
fn time_and_date_are_not_torn_apart_by_midnight() {
    for case in [iskra(), landis()] {
        for second in 40..60 {
            let opened: Zoned = format!("2026-03-18T23:59:{second}+01:00[Europe/Vienna]")
                .parse()
                .unwrap();
            let mut transport = open(&case, &opened, millis(600));
            let truth = case.error + millis(600);
            let visit = visit(&case, &mut transport, &opened, None, Some(TimeBase::Local));
            let most = Duration::from_millis(200);
            is_within(&visit.before, truth, most, &visit.told);
            let off = true_drift(&transport, &opened);
            assert!(
                off.unsigned_abs() < most,
                "{}: {off} at {second}\n{}",
                case.meter,
                visit.told
            );
        }
    }
}
