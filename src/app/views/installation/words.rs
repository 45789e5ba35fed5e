//! What is said of an installation.

use jiff::Zoned;

use crate::app::model::{Inspected, Job, Model, Session};
use crate::app::text;
use crate::app::widgets;
use crate::installation::{
    Check, Connection, Finding, Flow, Instant, Measured, Order, Phase, PhaseCheck, Reason, State,
};
use crate::language::number::{decimal, rounded};
use crate::say;

/// What will be here, and what gets it.
pub(super) fn empty() -> (&'static str, &'static str) {
    (say!("installation-empty"), say!("installation-empty-read"))
}

/// Why a readout is not enough.
pub(super) fn empty_readout(has_registers: bool) -> (&'static str, &'static str) {
    let meanwhile = if has_registers {
        say!("installation-empty-registers")
    } else {
        say!("installation-empty-no-registers")
    };
    (say!("installation-empty-readout"), meanwhile)
}

/// Behind the title.
pub(super) fn said(model: &Model, found: Option<&Inspected>) -> String {
    match &model.session {
        Session::Running(running) if running.job == Job::WatchRegisters => {
            return say!("installation-live-now").to_owned();
        }
        Session::Running(running) if running.job == Job::ReadRegisters => {
            return say!("installation-reading").to_owned();
        }
        _ => {}
    }
    let Some(found) = found else {
        return say!("installation-not-checked").to_owned();
    };
    let meter = model
        .readout()
        .map(|readout| text::meter_name(&readout.meter));
    let parts: Vec<String> = [found.read_at.as_ref().map(read_at), meter]
        .into_iter()
        .flatten()
        .collect();
    parts.join(" · ")
}

fn read_at(at: &Zoned) -> String {
    let time = at.strftime("%H:%M:%S").to_string();
    say!("installation-read-at", time = time)
}

pub(super) fn state(state: State) -> (widgets::State, &'static str) {
    match state {
        State::Correct => (widgets::State::Good, say!("installation-correct")),
        State::Incomplete => (widgets::State::Unknown, say!("installation-incomplete")),
        State::Doubtful => (widgets::State::Warning, say!("installation-doubtful")),
        State::Faulty => (widgets::State::Wrong, say!("installation-faulty")),
    }
}

/// The word on the pill of a phase: what is worst about it.
pub(super) fn pill(phase: &PhaseCheck) -> (widgets::State, String) {
    let (mark, word) = state(phase.state);
    let worst = phase
        .findings
        .first()
        .filter(|_| phase.state != State::Correct);
    match worst {
        Some(finding) => (mark, text::sentence(&finding.words())),
        None => (mark, word.to_owned()),
    }
}

/// Below the name of a phase: what to do, or how it is loaded.
pub(super) fn about(phase: &PhaseCheck) -> String {
    match phase.findings.first() {
        Some(finding) if phase.state != State::Correct => finding.advice(),
        _ => load(phase),
    }
}

fn load(phase: &PhaseCheck) -> String {
    let Some(angle) = phase.angle else {
        return say!("installation-by-power").to_owned();
    };
    let exports = angle.abs() > 90.0;
    let inner = match exports {
        true => crate::installation::behind(angle - 180.0),
        false => angle,
    };
    let kind = match inner {
        inner if inner > 3.0 => say!("installation-inductive"),
        inner if inner < -3.0 => say!("installation-capacitive"),
        _ => say!("installation-resistive"),
    };
    let degrees = format!("{:.0}", angle.abs());
    match (exports, angle < 0.0) {
        (false, false) => say!("installation-import-behind", kind = kind, degrees = degrees),
        (false, true) => say!("installation-import-ahead", kind = kind, degrees = degrees),
        (true, false) => say!(
            "installation-feeds-in-behind",
            kind = kind,
            degrees = degrees
        ),
        (true, true) => say!(
            "installation-feeds-in-ahead",
            kind = kind,
            degrees = degrees
        ),
    }
}

/// The banner: headline and what to do.
pub(super) fn banner(check: &Check) -> (widgets::State, String, String) {
    let (mark, _) = state(check.state);
    let unloaded = check.unloaded();
    let findings = check.all_findings();
    let worst = findings
        .first()
        .filter(|finding| finding.state == check.state);
    match (check.state, worst) {
        (State::Correct, _) => (
            mark,
            say!("installation-correct").to_owned(),
            say!("installation-correct-note").to_owned(),
        ),
        (State::Incomplete, _) if !unloaded.is_empty() => {
            let headline = say!(
                "installation-unloaded",
                lines = lines(&unloaded),
                count = unloaded.len()
            );
            (mark, headline, say!("installation-no-load-note").to_owned())
        }
        (State::Incomplete, Some(finding)) => {
            let headline = say!("installation-incomplete-by", finding = finding.to_string());
            (mark, headline, finding.advice())
        }
        (_, Some(finding)) => (mark, finding.to_string(), below(check, finding, &unloaded)),
        (_, None) => (mark, check.state.to_string(), String::new()),
    }
}

fn below(check: &Check, worst: &Finding, unloaded: &[crate::installation::Line]) -> String {
    let mut text = worst.advice_in_full();
    let others = check
        .all_findings()
        .into_iter()
        .filter(|finding| finding.state >= State::Doubtful)
        .count()
        .saturating_sub(1);
    if others > 0 && worst.line.is_some() {
        text = say!("installation-more-below", advice = text, count = others);
    }
    if !unloaded.is_empty() {
        let (lines, count) = (lines(unloaded), unloaded.len());
        text = say!(
            "installation-incomplete-too",
            advice = text,
            lines = lines,
            count = count
        );
    }
    text
}

fn lines(lines: &[crate::installation::Line]) -> String {
    let words: Vec<String> = lines.iter().map(ToString::to_string).collect();
    match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => say!("installation-and", first = rest.join(", "), last = last),
        None => String::new(),
    }
}

/// Digits and unit of a value.
pub(super) fn value(measured: Option<&Measured>) -> String {
    match measured {
        Some(measured) => match &measured.unit {
            Some(unit) => format!("{} {unit}", measured.digits),
            None => measured.digits.clone(),
        },
        None => not_told(),
    }
}

pub(super) fn not_told() -> String {
    say!("installation-not-told").to_owned()
}

pub(super) fn angle(phase: &PhaseCheck) -> String {
    match phase.angle {
        Some(angle) => format!("{}°", rounded(angle, 1)),
        None if !phase.is_loaded => say!("installation-none").to_owned(),
        None => not_told(),
    }
}

/// The power factor as sent, or the cosine of the angle.
pub(super) fn factor(values: Option<&Phase>, phase: &PhaseCheck) -> String {
    let sent = values.and_then(|values| values.factor.as_ref());
    match (sent, phase.angle) {
        (Some(sent), _) => value(Some(sent)),
        (None, Some(angle)) => rounded(angle.to_radians().cos(), 3),
        (None, None) if !phase.is_loaded => say!("installation-none").to_owned(),
        (None, None) => not_told(),
    }
}

/// One line of the list below: how it is, what, and the value.
pub(super) type Fact = (widgets::State, &'static str, String);

pub(super) fn facts(check: &Check) -> Vec<Fact> {
    use widgets::State as Mark;
    let instant = &check.instant;
    let has = |wanted: fn(&Reason) -> bool| {
        let mut all = check.all_findings().into_iter();
        all.find(|finding| wanted(&finding.reason))
            .map(|finding| state(finding.state).0)
    };
    let order_mark = match check.order {
        Order::Normal => Mark::Good,
        Order::Unknown => Mark::Unknown,
        Order::Reversed => {
            has(|reason| matches!(reason, Reason::OrderReversed | Reason::OrderOrAngles))
                .unwrap_or(Mark::Warning)
        }
    };
    let order = match check.order {
        Order::Normal => "L1 L2 L3",
        Order::Unknown => say!("installation-not-told"),
        Order::Reversed => "L1 L3 L2",
    };
    let mut facts = vec![];
    if check.connection != Connection::Single {
        facts.push((
            order_mark,
            say!("installation-phase-order"),
            order.to_owned(),
        ));
    }
    let range = has(|reason| matches!(reason, Reason::VoltageOff { .. } | Reason::VoltageMissing));
    let told = instant.phases.iter().any(|phase| phase.voltage.is_some());
    facts.push((
        range.unwrap_or(if told { Mark::Good } else { Mark::Unknown }),
        say!("installation-voltages"),
        voltages(check),
    ));
    facts.push(told_or_not(
        say!("installation-frequency"),
        instant.total.frequency.as_ref(),
    ));
    let is_against = |phase: &PhaseCheck| {
        let values = instant.phases.get(phase.line.index());
        let power = values.and_then(|values| values.active.as_ref());
        let by_power = power.is_some_and(|power| power.value < rust_decimal::Decimal::ZERO);
        by_power || phase.angle.is_some_and(|angle| angle.abs() > 90.0)
    };
    let against = has(is_direction).or_else(|| {
        let is_expected = check.circumstances.flow == Flow::FeedIn;
        let any = check.phases.iter().any(is_against);
        (any && !is_expected).then(|| state(check.state).0)
    });
    let seen = check.phases.iter().any(|phase| phase.is_loaded);
    facts.push((
        against.unwrap_or(if seen { Mark::Good } else { Mark::Unknown }),
        say!("installation-direction"),
        directions(check),
    ));
    let sum = has(|reason| matches!(reason, Reason::SumDiffers { .. }));
    facts.push((
        sum.unwrap_or(sum_mark(instant)),
        say!("installation-sum"),
        sum_words(instant),
    ));
    let neutral = has(|reason| matches!(reason, Reason::NeutralDiffers { .. }));
    let neutral_mark = match &instant.neutral {
        Some(_) => Mark::Good,
        None => Mark::Unknown,
    };
    facts.push((
        neutral.unwrap_or(neutral_mark),
        say!("installation-neutral"),
        value(instant.neutral.as_ref()),
    ));
    facts
}

fn told_or_not(name: &'static str, measured: Option<&Measured>) -> Fact {
    let mark = match measured {
        Some(_) => widgets::State::Good,
        None => widgets::State::Unknown,
    };
    (mark, name, value(measured))
}

fn is_direction(reason: &Reason) -> bool {
    matches!(
        reason,
        Reason::CurrentReversed
            | Reason::AllReversed
            | Reason::ReversedOrFeedIn
            | Reason::AllReversedOrFeedIn
            | Reason::ReversedOrLoad
            | Reason::NoFeedIn
            | Reason::NoImport
    )
}

fn voltages(check: &Check) -> String {
    let told: Vec<&Measured> = check
        .phases
        .iter()
        .filter_map(|phase| check.instant.phases.get(phase.line.index()))
        .filter_map(|phase| phase.voltage.as_ref())
        .collect();
    let lowest = told.iter().min_by_key(|volts| volts.value);
    let highest = told.iter().max_by_key(|volts| volts.value);
    let range = match (lowest, highest) {
        (Some(lowest), Some(highest)) if lowest.value != highest.value => {
            let unit = highest.unit.as_deref().unwrap_or("V");
            format!("{}–{} {unit}", lowest.digits, highest.digits)
        }
        (Some(one), _) => value(Some(one)),
        (None, _) => return not_told(),
    };
    let nominal = check
        .nominal
        .map(|nominal| decimal(&nominal.normalize().to_string()));
    match nominal {
        Some(nominal) if check.nominal_is_assumed => {
            say!("installation-of-assumed", range = range, nominal = nominal)
        }
        Some(nominal) => say!("installation-of", range = range, nominal = nominal),
        None => range,
    }
}

fn directions(check: &Check) -> String {
    let against: Vec<String> = check
        .phases
        .iter()
        .filter_map(|phase| {
            let power = check
                .instant
                .phases
                .get(phase.line.index())?
                .active
                .as_ref()?;
            let is_against = power.value.is_sign_negative() && !power.value.is_zero();
            is_against.then(|| format!("{} {}", phase.line, value(Some(power))))
        })
        .collect();
    let by_angle = check
        .phases
        .iter()
        .filter(|phase| phase.angle.is_some_and(|angle| angle.abs() > 90.0))
        .map(|phase| phase.line.to_string());
    match against.is_empty() {
        false => against.join(", "),
        true => {
            let by_angle: Vec<String> = by_angle.collect();
            match by_angle.is_empty() {
                true if check.phases.iter().any(|phase| phase.is_loaded) => {
                    say!("installation-import").to_owned()
                }
                true => say!("installation-no-load").to_owned(),
                false => say!("installation-against", lines = by_angle.join(", ")),
            }
        }
    }
}

fn sum_mark(instant: &Instant) -> widgets::State {
    let phases = instant.phases.iter().filter(|phase| phase.active.is_some());
    match (&instant.total.active, phases.count()) {
        (Some(_), 2..) => widgets::State::Good,
        _ => widgets::State::Unknown,
    }
}

fn sum_words(instant: &Instant) -> String {
    let code = instant.total.active_code.unwrap_or_default();
    match &instant.total.active {
        Some(total) => format!("{code} {}", value(Some(total))),
        None => not_told(),
    }
}

/// What a phasor diagram says to those who cannot see it.
pub(super) fn diagram(check: &Check) -> String {
    let angles: Vec<String> = check
        .phases
        .iter()
        .map(|phase| match phase.angle {
            Some(angle) => {
                let degrees = format!("{angle:.0}");
                say!(
                    "installation-phasor",
                    line = phase.line.name(),
                    degrees = degrees
                )
            }
            None => say!("installation-no-phasor", line = phase.line.name()),
        })
        .collect();
    say!("installation-diagram", phasors = angles.join(", "))
}

/// The caption below the diagram.
pub(super) fn legend(check: &Check) -> (&'static str, &'static str, &'static str) {
    let angles = if check.angles_are_measured || check.connection == Connection::Single {
        say!("installation-angles")
    } else {
        say!("installation-angles-assumed")
    };
    (
        say!("installation-voltage"),
        say!("installation-current"),
        angles,
    )
}

/// The words in the shaded sector.
pub(super) fn expected(line: crate::installation::Line) -> String {
    let number = (line.index() + 1).to_string();
    say!("installation-expected", number = number)
}

pub(super) fn flow_caption() -> &'static str {
    say!("installation-flow")
}

pub(super) fn flows() -> [(Flow, &'static str); 3] {
    [
        (Flow::Unknown, say!("installation-flow-unknown")),
        (Flow::Import, say!("installation-flow-import")),
        (Flow::FeedIn, say!("installation-flow-feed-in")),
    ]
}

pub(super) fn connection_caption() -> &'static str {
    say!("installation-connection")
}

pub(super) fn connections() -> [(Connection, &'static str); 4] {
    [
        (Connection::Automatic, say!("installation-automatic")),
        (Connection::FourWire, say!("installation-four-wires")),
        (Connection::ThreeWire, say!("installation-three-wires")),
        (Connection::Single, say!("installation-one-phase")),
    ]
}

/// Why nothing can be read now.
pub(super) fn busy() -> String {
    say!("installation-busy").to_owned()
}

pub(super) fn no_port() -> String {
    say!("installation-no-port").to_owned()
}

pub(super) fn no_live(profile: Option<&str>) -> String {
    match profile {
        Some(profile) => say!("installation-no-live", profile = profile),
        None => say!("installation-read-first").to_owned(),
    }
}

pub(super) fn live_needs_password() -> String {
    say!("installation-password").to_owned()
}

pub(super) fn read_again() -> &'static str {
    say!("installation-read-again")
}

pub(super) fn live() -> &'static str {
    say!("installation-live")
}

pub(super) fn report() -> &'static str {
    say!("installation-report")
}

pub(super) fn nothing_to_report() -> String {
    say!("installation-nothing-to-report").to_owned()
}

pub(super) fn stop() -> &'static str {
    say!("installation-stop")
}

pub(super) fn captions() -> [&'static str; 5] {
    [
        say!("installation-voltage"),
        say!("installation-current"),
        say!("installation-angle"),
        say!("installation-power"),
        say!("installation-factor"),
    ]
}

pub(super) fn part() -> &'static str {
    say!("installation-part")
}

/// The parts of the page.
pub(super) fn parts() -> [(super::Part, &'static str); 3] {
    use super::Part;
    use crate::installation::list::ListKind;
    [
        (Part::Check, say!("installation-check")),
        (
            Part::List(ListKind::Commissioning),
            say!("installation-commissioning"),
        ),
        (Part::List(ListKind::Removal), say!("installation-removal")),
    ]
}

pub(super) fn list_name(kind: crate::installation::list::ListKind) -> &'static str {
    use crate::installation::list::ListKind;
    match kind {
        ListKind::Commissioning => say!("installation-commissioning"),
        ListKind::Removal => say!("installation-removal"),
    }
}

pub(super) fn ticked(done: usize, of: usize) -> String {
    say!(
        "installation-ticked",
        done = done.to_string(),
        of = of.to_string()
    )
}

pub(super) fn note_hint() -> &'static str {
    say!("installation-note")
}

pub(super) fn note_on(point: &str) -> String {
    say!("installation-note-on", point = point)
}

/// Seals that were found, and those that were put on.
pub(super) fn seals() -> [&'static str; 2] {
    [
        say!("installation-seals-found"),
        say!("installation-seals-put-on"),
    ]
}

pub(super) fn notes() -> &'static str {
    say!("installation-notes")
}

pub(super) fn photos(count: usize) -> String {
    say!("installation-photos", count = count)
}

pub(super) fn no_photos() -> &'static str {
    say!("installation-pictures")
}

pub(super) fn attach() -> &'static str {
    say!("installation-attach")
}

pub(super) fn photo(photo: &crate::installation::list::Photo) -> String {
    let kilobytes = photo.bytes.div_ceil(1024);
    format!("{} × {} · {kilobytes} kB", photo.width, photo.height)
}

pub(super) fn drop_photo(name: &str) -> String {
    say!("installation-drop-photo", name = name)
}

pub(super) fn store() -> &'static str {
    say!("installation-store")
}

pub(super) fn nothing_noted() -> &'static str {
    say!("installation-nothing-noted")
}

pub(super) fn no_meter() -> &'static str {
    say!("installation-list-read-first")
}

pub(super) fn past() -> &'static str {
    say!("installation-past")
}

pub(super) fn unreadable(reason: &str) -> String {
    say!("installation-unreadable", reason = reason)
}

pub(super) fn no_serial() -> &'static str {
    say!("installation-no-serial")
}

pub(super) fn stop_live() -> &'static str {
    say!("installation-stop-live")
}
