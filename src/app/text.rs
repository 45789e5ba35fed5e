//! Words: what states, ports and times are called in the window.

use std::borrow::Cow;
use std::time::Duration;

use jiff::SignedDuration;

use super::model::{Ended, Job, Model, RefusedPassword, Running, Saved, Session, Verdict};
use super::widgets::State;
use crate::codec::Identification;
use crate::export::{self, brief};
use crate::journal::{Entry, Subject};
use crate::language::{self, Language, date, number};
use crate::meter::MeterIdentity;
use crate::profile::Profile;
use crate::say;
use crate::worker::{MeterKey, PortChoice, PortInfo, Stage};

/// `COM4 · Optical head CP2102`; the short name first, because the end is cut first.
pub fn port(choice: &PortChoice, info: Option<&PortInfo>) -> String {
    let product = info.and_then(|info| info.product.as_deref());
    match (choice, product) {
        (PortChoice::Simulated(_), Some(product)) => {
            say!("session-simulated", meter = simulated(product).0)
        }
        (PortChoice::Simulated(name), None) => say!("session-simulated", meter = name),
        (PortChoice::Serial(_) | PortChoice::Tcp(_) | PortChoice::Rfc2217(_), Some(product)) => {
            format!("{} · {product}", short(choice))
        }
        (PortChoice::Serial(_) | PortChoice::Tcp(_) | PortChoice::Rfc2217(_), None) => {
            short(choice)
        }
    }
}

/// The name of a simulated meter, and what is special about it.
pub fn simulated(product: &str) -> (&str, &str) {
    product.split_once(", ").unwrap_or((product, ""))
}

/// `ttyUSB0`, `COM4`, `192.168.1.20:8000`.
pub fn short(choice: &PortChoice) -> String {
    match choice {
        PortChoice::Serial(path) => path.strip_prefix("/dev/").unwrap_or(path).to_owned(),
        PortChoice::Tcp(address) | PortChoice::Rfc2217(address) => address.clone(),
        PortChoice::Simulated(name) => name.clone(),
    }
}

/// What the line is doing, in a state and a word or two.
pub fn link(model: &Model) -> (State, String) {
    match &model.session {
        Session::Idle => (State::Unknown, say!("session-not-connected").to_owned()),
        Session::Running(running) if running.cancelling => {
            (State::UnderWay, say!("session-cancelling").to_owned())
        }
        Session::Running(running) => match running.progress {
            Some(progress) => {
                let baud = progress.baud;
                let words = match running.job {
                    _ if progress.stage < Stage::Identified && progress.steps.is_none() => {
                        say!("session-asking-at", baud = baud)
                    }
                    Job::Write | Job::SetClock => say!("session-writing-at", baud = baud),
                    _ => say!("session-reading-at", baud = baud),
                };
                (State::UnderWay, words)
            }
            None => (State::UnderWay, say!("session-stage-opening").to_owned()),
        },
        Session::Ended(_) if model.programme.session_kept => {
            (State::Good, say!("session-signed-on").to_owned())
        }
        Session::Ended(ended) => (verdict_state(ended), verdict(ended).to_owned()),
    }
}

/// What a job is doing, for the bar above the page: `Reading registers`.
pub fn stage(running: &Running) -> &'static str {
    let stage = running.stage();
    match running.job {
        Job::ReadOut => stage.name(),
        Job::ReadRegisters => say!("session-reading-registers"),
        Job::WatchRegisters => say!("session-watching-registers"),
        Job::Write => say!("session-writing"),
        Job::ReadClock => say!("session-reading-clock"),
        Job::SetClock => say!("session-setting-clock"),
        Job::Act => say!("session-carrying-out"),
        Job::Raw => say!("session-asking"),
        Job::Settle => say!("session-reading-back"),
        Job::FetchSeries if stage == Stage::DataSets => say!("session-reading-rows"),
        // Also when a line that dropped is opened again.
        Job::FetchSeries => stage.name(),
    }
}

/// How a session ended, in one or two words.
pub fn verdict(ended: &Ended) -> &'static str {
    match &ended.verdict {
        Verdict::Complete => say!("session-signed-off"),
        Verdict::Damaged(_) => say!("session-damaged"),
        Verdict::Cancelled => say!("session-cancelled"),
        Verdict::Failed(_) if ended.identification.is_none() && ended.stage > Stage::Opening => {
            say!("session-no-answer")
        }
        Verdict::Failed(_) if ended.stage == Stage::Opening => say!("session-no-port"),
        Verdict::Failed(_) => say!("session-broken-off"),
    }
}

/// The state of a session that ended.
pub fn verdict_state(ended: &Ended) -> State {
    match ended.verdict {
        Verdict::Complete => State::Good,
        Verdict::Damaged(_) => State::Warning,
        Verdict::Cancelled => State::Unknown,
        Verdict::Failed(_) => State::Wrong,
    }
}

/// The longest piece of a meter's own words that stands in one place, in characters.
const LONGEST: usize = 120;

/// What a meter sent as it may stand in the window, whatever it sent: printable, and
/// ending in `…` where it is too long to be laid out.
pub fn shown(sent: &str) -> Cow<'_, str> {
    brief(sent, LONGEST)
}

/// `63355730 · MT174`, or that there is none.
pub fn meter(model: &Model) -> String {
    let at_hand = model.readout_at_hand();
    let Some(meter) = at_hand.map(|reading| &reading.readout.meter) else {
        return model.meter_key().map_or_else(
            || say!("session-no-meter").to_owned(),
            |key| meter_met(&key),
        );
    };
    let name = meter
        .device_type
        .as_deref()
        .or(meter.identification.as_deref())
        .filter(|name| !name.is_empty());
    match (meter.serial_number.as_deref(), name) {
        (Some(serial), Some(name)) => format!("{} · {}", shown(serial), shown(name)),
        (Some(one), None) | (None, Some(one)) => shown(one).into_owned(),
        (None, None) => say!("session-without-number").to_owned(),
    }
}

/// A meter that was met without a readout.
fn meter_met(key: &MeterKey) -> String {
    let identification = Identification::parse(&key.identification_line);
    let name = identification
        .as_ref()
        .map_or(key.identification_line.as_str(), Identification::text);
    match &key.serial_number {
        Some(serial) => format!("{} · {}", shown(serial), shown(name)),
        None => shown(name).into_owned(),
    }
}

/// The name of a register in the language of this thread, from the English one that
/// files keep; a part that has no word of its own stays English.
pub fn register_name(english: &str) -> Cow<'_, str> {
    words_of_files().name(english)
}

/// The language that words shared with files have in the window.
pub fn words_of_files() -> export::Language {
    match language::current() {
        Language::German => export::Language::German,
        Language::English | Language::Turkish | Language::Russian => export::Language::English,
    }
}

/// `Landis+Gyr ZMD310 · 97734234`: what is known of a meter, the name first.
pub fn meter_name(meter: &MeterIdentity) -> String {
    // The list of makers tells the country too, `Iskraemeco, Slovenia`.
    let maker = meter
        .manufacturer_name
        .as_deref()
        .and_then(|name| name.split(", ").next())
        .or(meter.manufacturer.as_deref());
    let kind = meter
        .device_type
        .as_deref()
        .or(meter.identification.as_deref());
    let name: Vec<Cow<'_, str>> = [maker, kind]
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .map(shown)
        .collect();
    match (name.is_empty(), meter.serial_number.as_deref()) {
        (true, Some(serial)) => shown(serial).into_owned(),
        (false, Some(serial)) => format!("{} · {}", name.join(" "), shown(serial)),
        (false, None) => name.join(" "),
        (true, None) => say!("session-without-name").to_owned(),
    }
}

/// The least drift that asks to be looked at, in seconds.
pub const DRIFT_LIMIT: i64 = 5;

/// The clock of the meter for the status bar: `Clock −12 s`.
pub fn clock(drift: Option<SignedDuration>) -> (State, String) {
    match drift {
        None => (State::Unknown, say!("time-clock-unknown").to_owned()),
        Some(drift) => {
            let state = if drift.as_secs().unsigned_abs() > DRIFT_LIMIT.unsigned_abs() {
                State::Warning
            } else {
                State::Good
            };
            let sign = match drift.as_secs() {
                0 => "",
                secs if secs < 0 => "\u{2212}",
                _ => "+",
            };
            (
                state,
                say!("time-clock-off", drift = format!("{sign}{}", span(drift))),
            )
        }
    }
}

/// `12 s slow`, `exact`, `3 min fast`: the meter against this computer.
pub fn drift(drift: SignedDuration) -> String {
    match drift.as_secs() {
        0 => say!("time-exact").to_owned(),
        secs if secs < 0 => say!("time-slow", drift = span(drift)),
        _ => say!("time-fast", drift = span(drift)),
    }
}

/// `12.3 s slow`, `exact`, `3 min 5 s fast`: a drift that is known to within
/// `uncertainty`. One that may be none is exact.
pub fn drift_measured(drift: SignedDuration, uncertainty: Duration) -> String {
    if drift.unsigned_abs() <= uncertainty {
        return say!("time-exact").to_owned();
    }
    let size = if uncertainty < Duration::from_secs(1) {
        change(drift)
    } else {
        span(drift)
    };
    if drift.is_negative() {
        say!("time-slow", drift = size)
    } else {
        say!("time-fast", drift = size)
    }
}

/// `12.3 s`, `3 min 5 s`: how far a clock is put, without a sign.
pub fn change(by: SignedDuration) -> String {
    if by.unsigned_abs() < Duration::from_secs(120) {
        format!("{} s", number::rounded(by.as_secs_f64().abs(), 1))
    } else {
        span(by)
    }
}

/// `0.1 s`, `2 s`: how far a measurement may be off.
pub fn uncertainty(uncertainty: Duration) -> String {
    let tenths = uncertainty.as_millis().div_ceil(100).max(1);
    if tenths < 20 {
        number::decimal(&format!("{}.{} s", tenths / 10, tenths % 10))
    } else {
        format!("{} s", tenths.div_ceil(10))
    }
}

/// The size of a drift for a badge, in one unit: `12 s`, `3 min`, `2 h`, `4 days`.
pub fn drift_short(drift: SignedDuration) -> String {
    let secs = drift.as_secs().unsigned_abs();
    match secs {
        0..120 => format!("{secs} s"),
        120..7_200 => format!("{} min", secs / 60),
        7_200..172_800 => format!("{} h", secs / 3_600),
        _ => say!("time-days", days = secs / 86_400),
    }
}

/// `12 s`, `3 min 5 s`, `2 h 10 min`, `4 days`; without a sign.
fn span(duration: SignedDuration) -> String {
    let secs = duration.as_secs().unsigned_abs();
    match secs {
        0..120 => format!("{secs} s"),
        120..7_200 if secs.is_multiple_of(60) => format!("{} min", secs / 60),
        120..7_200 => format!("{} min {} s", secs / 60, secs % 60),
        7_200..172_800 if (secs / 60).is_multiple_of(60) => format!("{} h", secs / 3_600),
        7_200..172_800 => format!("{} h {} min", secs / 3_600, secs / 60 % 60),
        _ => say!("time-days", days = secs / 86_400),
    }
}

/// What the layers below say, as a sentence: with a capital.
pub fn sentence(words: &str) -> String {
    let mut characters = words.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}

/// A text of a device profile: without its full stop where it is one sentence.
pub fn of_profile(words: &str) -> &str {
    match words.strip_suffix('.') {
        Some(one) if !one.contains(". ") => one,
        _ => words,
    }
}

/// A password that was refused, and what follows from it.
pub fn refused_password(refused: &RefusedPassword) -> String {
    let level = refused.level;
    let told = if refused.answer.is_empty() {
        say!("change-password-refused", level = level)
    } else {
        say!(
            "change-password-refused-with",
            level = level,
            answer = &refused.answer
        )
    };
    match refused.tries.sentence() {
        Some(tries) => format!("{told}. {tries}"),
        None => told,
    }
}

/// What has to be done at the meter before a change at `level`.
pub fn preconditions(profile: &Profile, level: Option<u8>) -> Vec<String> {
    let all = profile.programming.iter().flat_map(|p| &p.preconditions);
    all.filter(|condition| condition.level.is_none() || condition.level == level)
        .map(|condition| condition.text.trim_end_matches('.').to_owned())
        .collect()
}

/// `2.7 s`, `1 min 20 s`.
pub fn duration(duration: Duration) -> String {
    let secs = duration.as_secs();
    if secs < 60 {
        format!("{} s", number::rounded(duration.as_secs_f64(), 1))
    } else {
        format!("{} min {} s", secs / 60, secs % 60)
    }
}

/// `3 s`, `2 min`: for estimates.
pub fn rough(duration: Duration) -> String {
    match duration.as_secs() {
        secs @ 0..90 => format!("{} s", secs + 1),
        secs => format!("{} min", secs.div_ceil(60)),
    }
}

/// `0.5 kB`, `812 B`.
pub fn size(bytes: usize) -> String {
    if bytes < 100 {
        format!("{bytes} B")
    } else {
        format!("{} kB", number::rounded(bytes as f64 / 1000.0, 1))
    }
}

/// `Saved to visits at 20:15`, `Saved as readout.xlsx at 20:16`.
pub fn saved(saved: &Saved) -> String {
    let at = date::minute(saved.at.time());
    if saved.is_visit {
        say!("change-saved-visit", time = at)
    } else {
        let name = saved.path.file_name().unwrap_or(saved.path.as_os_str());
        say!(
            "change-saved-file",
            name = name.to_string_lossy(),
            time = at
        )
    }
}

/// `0.8.0 Measuring period`, `Clock`: what a command of the journal changed.
pub fn change_subject(entry: &Entry) -> String {
    match entry.subject {
        Subject::Register => format!("{} {}", entry.address, register_name(&entry.name))
            .trim()
            .to_owned(),
        Subject::Clock => say!("page-clock").to_owned(),
        Subject::Action => register_name(&entry.name).into_owned(),
        Subject::Raw => entry.command.clone(),
    }
}

/// That nobody knows what came of a command, in a sentence.
pub fn unknown_change(entry: &Entry) -> String {
    let line_broke = entry.ended.is_some();
    let (address, action, command) = (&entry.address, &entry.name, &entry.command);
    match (entry.subject, line_broke) {
        (Subject::Register, true) => say!("change-unknown-write", address = address),
        (Subject::Register, false) => say!("change-unended-write", address = address),
        (Subject::Clock, true) => say!("change-unknown-clock").to_owned(),
        (Subject::Clock, false) => say!("change-unended-clock").to_owned(),
        (Subject::Action, true) => say!("change-unknown-command", command = action),
        (Subject::Action, false) => say!("change-unended-command", command = action),
        (Subject::Raw, true) => say!("change-unknown-command", command = command),
        (Subject::Raw, false) => say!("change-unended-command", command = command),
    }
}

/// `0.8.4 Profile period: the meter says 15*min`: what a later look brought.
pub fn settled_change(entry: &Entry) -> String {
    let mut words = change_subject(entry);
    let Some(ended) = &entry.ended else {
        return words;
    };
    if let Some(read) = &ended.read_back {
        words = say!("change-meter-says", change = words, value = read);
    }
    if let Some(detail) = &ended.detail {
        words.push_str(&format!(", {detail}"));
    }
    words
}

/// `2026-11-22 20:15:07, meter 97734234, 0.8.4 Profile period: 60 → 15`
pub fn change_in_full(entry: &Entry) -> String {
    let at = date::day_and_second(entry.began_at.datetime());
    let meter = &entry.meter;
    let meter = meter
        .serial_number
        .as_ref()
        .unwrap_or(&meter.identification_line);
    let subject = change_subject(entry);
    let mut words = say!("change-in-full", time = at, meter = meter, change = subject);
    if let Some(new) = &entry.new {
        let old = entry.old.as_deref().unwrap_or(say!("change-not-known"));
        words.push_str(&format!(": {old} → {new}"));
    }
    words
}

/// The title of the window: what meter, in which state.
pub fn window_title(model: &Model) -> String {
    let state = match &model.session {
        Session::Idle => None,
        Session::Running(_) | Session::Ended(_) => Some(link(model).1),
    };
    let meter = model.readout().map(|_| meter(model));
    let mut title = String::new();
    for part in [meter, state].into_iter().flatten() {
        title.push_str(&part);
        title.push_str(" · ");
    }
    title + "Flagport"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drift_reads_as_slow_or_fast() {
        for (secs, words, bar) in [
            (-12, "12 s slow", "Clock \u{2212}12 s"),
            (0, "exact", "Clock 0 s"),
            (3, "3 s fast", "Clock +3 s"),
            (185, "3 min 5 s fast", "Clock +3 min 5 s"),
            (-7_800, "2 h 10 min slow", "Clock \u{2212}2 h 10 min"),
            (400_000, "4 days fast", "Clock +4 days"),
        ] {
            let duration = SignedDuration::from_secs(secs);
            assert_eq!(drift(duration), words);
            assert_eq!(clock(Some(duration)).1, bar);
        }
        assert_eq!(clock(Some(SignedDuration::from_secs(5))).0, State::Good);
        assert_eq!(clock(Some(SignedDuration::from_secs(-6))).0, State::Warning);
    }

    #[test]
    fn a_measured_drift_is_told_as_far_as_it_is_known() {
        let check = |millis, within, words: &str| {
            let drift = SignedDuration::from_millis(millis);
            assert_eq!(drift_measured(drift, Duration::from_millis(within)), words);
        };
        check(-12_340, 110, "12.3 s slow");
        check(250, 110, "0.2 s fast");
        check(-90, 110, "exact");
        check(3_700_000, 110, "61 min 40 s fast");
        check(-12_340, 2_000, "12 s slow");
        assert_eq!(uncertainty(Duration::from_millis(101)), "0.2 s");
        assert_eq!(uncertainty(Duration::from_millis(2_010)), "3 s");
    }

    #[test]
    fn a_port_is_named_shortly_and_then_by_its_product() {
        let choice = PortChoice::Serial("/dev/ttyUSB0".to_owned());
        let info = PortInfo {
            choice: choice.clone(),
            product: Some("CP2102".to_owned()),
            manufacturer: None,
            usb_id: None,
            serial_number: None,
        };
        assert_eq!(port(&choice, Some(&info)), "ttyUSB0 · CP2102");
        assert_eq!(port(&choice, None), "ttyUSB0");
        let tcp = PortChoice::Tcp("10.0.0.1:8000".to_owned());
        assert_eq!(port(&tcp, None), "10.0.0.1:8000");
    }
}
