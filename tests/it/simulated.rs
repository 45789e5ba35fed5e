//! Every simulated meter with a programming mode, spoken to as the device profile of
//! its type says: what the profile names is there, and what it calls writable keeps.

use flagport::codec::Identification;
use flagport::link::{CancelToken, Link, WriteGuard};
use flagport::order::{Order, Secrets};
use flagport::profile::{self, ActionKind, Kind, Profile, RegisterDef};
use flagport::secret::Password;
use flagport::session::programming::{Acknowledgement, Answer, LoginAnswer, Programming};
use flagport::session::{LineOptions, ModeChoice};
use flagport::sim::catalog;
use flagport::sim::kind::MeterType;

use crate::bench::{Record, line, link, told};

/// The passwords that `assets/sim/README.md` tells, by level of the profile.
fn password_of(meter: &str, level: u8) -> &'static str {
    match (meter, level) {
        ("iskra-mt174", 2) => "00000002",
        ("iskra-mt174", 3) => "00000003",
        ("energomera-ce102m" | "energomera-ce208", _) => "777777",
        ("els-ek280", 1) => "0",
        ("koehler-mf", _) => "12345678",
        ("satec-em720", _) => "9",
        ("elster-a1140", 1) => "FEDC0001",
        ("elster-a1140", 2) => "AAAA0000",
        _ => "00000000",
    }
}

fn password(meter: &str, level: u8) -> Password {
    Password::new(password_of(meter, level).to_owned())
}

fn profile_of(kind: &MeterType) -> &'static Profile {
    let identification = Identification::parse(kind.identification).unwrap();
    profile::choose(&identification)
}

/// Those with a programming mode, with their profiles.
fn meters() -> impl Iterator<Item = (&'static MeterType, &'static Profile)> {
    let all = catalog::all().iter();
    all.filter(|kind| kind.programming().is_some())
        .map(|kind| (kind, profile_of(kind)))
}

/// Signs on to a fresh meter and logs in at every level that has a password of its
/// own, then does `work`.
fn in_session(
    kind: &MeterType,
    profile: &Profile,
    work: impl FnOnce(&mut Programming, &mut Link<'_>),
) {
    let programming = profile.programming.clone().unwrap();
    let options = LineOptions {
        // A DRS-110M announces no speed that the standard knows.
        mode: match kind.name {
            "ytl-drs110m" => ModeChoice::C,
            _ => ModeChoice::Auto,
        },
        ..LineOptions::default()
    };
    let mut record = Record::default();
    let mut transport = line(kind.name);
    let mut link = link(&mut transport, &options, CancelToken::new(), &mut record);
    link.set_guard(WriteGuard::Everything);
    let session = Programming::sign_on(&mut link, &options, programming.select);
    let mut session = session.unwrap_or_else(|error| panic!("{}: {error}", kind.name));
    for level in &programming.levels {
        let answer = session.log_in(&mut link, &level.login, &password(kind.name, level.number));
        assert_eq!(answer, Ok(LoginAnswer::Accepted), "{} {level:?}", kind.name);
    }
    work(&mut session, &mut link);
    session.sign_off(&mut link);
    let said = told(&record);
    let left = said.lines().rev().find(|line| line.contains(" > "));
    assert!(
        left.is_some_and(|line| line.contains("B0")),
        "{}\n{said}",
        kind.name
    );
}

/// What stands between the first brackets of the answer, or why there is none.
fn read(
    session: &mut Programming,
    link: &mut Link<'_>,
    profile: &Profile,
    register: &RegisterDef,
) -> Result<String, String> {
    match session.read(link, &Order::read(profile, register)) {
        Ok(Answer::Data(data)) => {
            let text = String::from_utf8(data.body).unwrap();
            let value = text.split(['(', ')']).nth(1);
            Ok(value.ok_or(text.clone())?.to_owned())
        }
        other => Err(format!("{other:?}")),
    }
}

#[test]
fn every_family_with_a_programming_mode_has_its_profile() {
    let mut names = Vec::new();
    for (kind, profile) in meters() {
        assert_ne!(profile.name, profile::generic().name, "{}", kind.name);
        assert!(profile.programming.is_some(), "{}", kind.name);
        names.push(profile.name.as_str());
    }
    names.sort_unstable();
    names.dedup();
    assert!(names.len() >= 13, "{names:?}");
}

#[test]
fn whatever_a_profile_names_its_simulated_meter_has() {
    let mut missing = Vec::new();
    for (kind, profile) in meters() {
        in_session(kind, profile, |session, link| {
            let mut found = 0;
            for register in profile.registers.iter().filter(|r| r.is_readable()) {
                match read(session, link, profile, register) {
                    Ok(_) => found += 1,
                    Err(why) => {
                        missing.push(format!("{} {}: {why}", kind.name, register.address));
                    }
                }
            }
            assert!(found >= 3, "{}", kind.name);
        });
    }
    assert!(missing.is_empty(), "\n{}", missing.join("\n"));
}

#[test]
fn whatever_a_profile_calls_writable_takes_back_what_it_showed() {
    let mut refused = Vec::new();
    for (kind, profile) in meters() {
        in_session(kind, profile, |session, link| {
            for register in &profile.registers {
                let Some(level) = register.write_level().filter(|_| register.is_readable()) else {
                    continue;
                };
                let before = read(session, link, profile, register).unwrap();
                let shown = register.show(&before);
                let name = format!("{} {} {before}", kind.name, register.address);
                let raw = match register.encode(&shown.text) {
                    Ok(raw) => raw,
                    Err(why) => {
                        refused.push(format!("{name}: {why}"));
                        continue;
                    }
                };
                let password = password(kind.name, level);
                let secrets = Secrets {
                    password: Some(&password),
                    new_password: None,
                };
                let order = Order::write(profile, register, &raw).unwrap();
                let written = session.change(link, &order, secrets, 64);
                if written != Ok(Acknowledgement::Accepted(None)) {
                    refused.push(format!("{name}: {written:?}"));
                    continue;
                }
                let after = read(session, link, profile, register).unwrap();
                if !register.volatile && !register.is_same(&raw, &after) {
                    refused.push(format!("{name}: wrote {raw}, shows {after}"));
                }
            }
        });
    }
    assert!(refused.is_empty(), "\n{}", refused.join("\n"));
}

/// The weekday of these meters follows their date: it is acknowledged and not kept.
const FORGETS: &str = "0.9.5";

#[test]
fn another_choice_is_kept_where_the_register_keeps_anything() {
    let mut wrong = Vec::new();
    for (kind, profile) in meters() {
        in_session(kind, profile, |session, link| {
            for register in &profile.registers {
                let (Kind::Choice(choices), Some(level)) = (&register.kind, register.write_level())
                else {
                    continue;
                };
                let before = read(session, link, profile, register).unwrap();
                let other = choices
                    .iter()
                    .find(|(raw, _)| !register.is_same(raw, &before));
                let (raw, _) = other.unwrap();
                let password = password(kind.name, level);
                let secrets = Secrets {
                    password: Some(&password),
                    new_password: None,
                };
                let order = Order::write(profile, register, raw).unwrap();
                let written = session.change(link, &order, secrets, 64);
                let after = read(session, link, profile, register).unwrap();
                let kept = register.is_same(raw, &after);
                if written != Ok(Acknowledgement::Accepted(None))
                    || kept != (register.address != FORGETS)
                {
                    let name = format!("{} {}", kind.name, register.address);
                    wrong.push(format!("{name}: wrote {raw}, shows {after}: {written:?}"));
                }
            }
        });
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn whatever_a_profile_can_order_is_carried_out() {
    let mut refused = Vec::new();
    for (kind, profile) in meters() {
        for action in &profile.actions {
            in_session(kind, profile, |session, link| {
                let proof = action
                    .proof
                    .as_deref()
                    .and_then(|address| profile.registers.iter().find(|r| r.address == address));
                let before = proof.map(|register| read(session, link, profile, register));
                let own = password(kind.name, action.level.unwrap_or(0));
                let new = Password::new("87654321".to_owned());
                let secrets = Secrets {
                    password: Some(&own),
                    new_password: Some(&new),
                };
                let name = format!("{} {}", kind.name, action.name);
                for command in &action.commands {
                    let written = session.change(link, &Order::of_action(command), secrets, 64);
                    if written != Ok(Acknowledgement::Accepted(None)) {
                        refused.push(format!("{name}: {written:?}"));
                    }
                }
                let after = proof.map(|register| read(session, link, profile, register));
                if action.kind == ActionKind::BillingReset && before == after {
                    refused.push(format!("{name}: {before:?} as before"));
                }
            });
        }
    }
    assert!(refused.is_empty(), "\n{}", refused.join("\n"));
}

#[test]
fn lock_outs_are_as_the_profiles_say() {
    for (kind, profile) in meters() {
        let programming = profile.programming.clone().unwrap();
        let simulated = kind.programming().unwrap().lock_out;
        let Some(lock_out) = programming.lock_out else {
            continue;
        };
        let simulated = simulated.unwrap_or_else(|| panic!("{} locks", kind.name));
        assert_eq!(lock_out.tries, simulated.tries, "{}", kind.name);
        if let Some(minutes) = lock_out.minutes {
            assert_eq!(i64::from(minutes), simulated.minutes, "{}", kind.name);
        }
    }
}
