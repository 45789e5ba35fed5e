//! What is said of an installation.

use jiff::Zoned;

use crate::app::model::{Inspected, Job, Model, Session};
use crate::app::text;
use crate::app::widgets;
use crate::installation::{
    Check, Connection, Finding, Flow, Instant, Measured, Order, Phase, PhaseCheck, Reason, State,
};

/// What will be here, and what gets it.
pub(super) fn empty() -> (&'static str, &'static str) {
    (
        "The phasor diagram will be here, with a verdict for each phase",
        "Read meter fetches voltages, currents and angles with the readout",
    )
}

/// Why a readout is not enough.
pub(super) fn empty_readout(has_registers: bool) -> (&'static str, &'static str) {
    let meanwhile = if has_registers {
        "Read again asks for them in programming mode"
    } else {
        "The device profile names no registers to ask for them either"
    };
    ("The readout holds no voltages and currents", meanwhile)
}

/// Behind the title.
pub(super) fn said(model: &Model, found: Option<&Inspected>) -> String {
    match &model.session {
        Session::Running(running) if running.job == Job::WatchRegisters => {
            return "Live: the values are read over and over".to_owned();
        }
        Session::Running(running) if running.job == Job::ReadRegisters => {
            return "Reading".to_owned();
        }
        _ => {}
    }
    let Some(found) = found else {
        return "Not checked yet".to_owned();
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
    format!("Read {}", at.strftime("%H:%M:%S"))
}

pub(super) fn state(state: State) -> (widgets::State, &'static str) {
    match state {
        State::Correct => (widgets::State::Good, "Correct"),
        State::Incomplete => (widgets::State::Unknown, "Incomplete"),
        State::Doubtful => (widgets::State::Warning, "To be looked at"),
        State::Faulty => (widgets::State::Wrong, "Faulty"),
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
        return "Judged by its power; the meter tells no angle".to_owned();
    };
    let exports = angle.abs() > 90.0;
    let direction = if exports { "Feeds in" } else { "Import" };
    let inner = if exports {
        crate::installation::behind(angle - 180.0)
    } else {
        angle
    };
    let kind = match inner {
        inner if inner > 3.0 => "inductive",
        inner if inner < -3.0 => "capacitive",
        _ => "resistive",
    };
    let place = if angle < 0.0 { "ahead of" } else { "behind" };
    format!(
        "{direction}, {kind}, current {:.0}° {place} its voltage",
        angle.abs()
    )
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
            "Correct".to_owned(),
            "Every phase carries load, and nothing speaks against the wiring".to_owned(),
        ),
        (State::Incomplete, _) if !unloaded.is_empty() => {
            let lines = lines(&unloaded);
            let verb = if unloaded.len() == 1 {
                "carries"
            } else {
                "carry"
            };
            (
                mark,
                format!("Incomplete: {lines} {verb} no load"),
                "Nothing wrong is seen so far. Switch on a load there, then read again".to_owned(),
            )
        }
        (State::Incomplete, Some(finding)) => {
            (mark, format!("Incomplete: {finding}"), finding.advice())
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
        let more = if others == 1 {
            "1 more finding"
        } else {
            "more findings"
        };
        text.push_str(&format!(". There is {more} below"));
    }
    if !unloaded.is_empty() {
        let verb = if unloaded.len() == 1 {
            "carries"
        } else {
            "carry"
        };
        text.push_str(&format!(
            ". The check is incomplete as well: {} {verb} no load",
            lines(unloaded)
        ));
    }
    text
}

fn lines(lines: &[crate::installation::Line]) -> String {
    let words: Vec<String> = lines.iter().map(ToString::to_string).collect();
    match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
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
    "not told".to_owned()
}

pub(super) fn angle(phase: &PhaseCheck) -> String {
    match phase.angle {
        Some(angle) => format!("{angle:.1}°"),
        None if !phase.is_loaded => "none".to_owned(),
        None => not_told(),
    }
}

/// The power factor as sent, or the cosine of the angle.
pub(super) fn factor(values: Option<&Phase>, phase: &PhaseCheck) -> String {
    let sent = values.and_then(|values| values.factor.as_ref());
    match (sent, phase.angle) {
        (Some(sent), _) => value(Some(sent)),
        (None, Some(angle)) => format!("{:.3}", angle.to_radians().cos()),
        (None, None) if !phase.is_loaded => "none".to_owned(),
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
        Order::Unknown => "not told",
        Order::Reversed => "L1 L3 L2",
    };
    let mut facts = vec![];
    if check.connection != Connection::Single {
        facts.push((order_mark, "Phase order", order.to_owned()));
    }
    let range = has(|reason| matches!(reason, Reason::VoltageOff { .. } | Reason::VoltageMissing));
    let told = instant.phases.iter().any(|phase| phase.voltage.is_some());
    facts.push((
        range.unwrap_or(if told { Mark::Good } else { Mark::Unknown }),
        "Voltages within 10 %",
        voltages(check),
    ));
    facts.push(told_or_not("Frequency", instant.total.frequency.as_ref()));
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
        "Energy direction of every phase",
        directions(check),
    ));
    let sum = has(|reason| matches!(reason, Reason::SumDiffers { .. }));
    facts.push((
        sum.unwrap_or(sum_mark(instant)),
        "Sum of phases and total",
        sum_words(instant),
    ));
    let neutral = has(|reason| matches!(reason, Reason::NeutralDiffers { .. }));
    let neutral_mark = match &instant.neutral {
        Some(_) => Mark::Good,
        None => Mark::Unknown,
    };
    facts.push((
        neutral.unwrap_or(neutral_mark),
        "Neutral current",
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
    let nominal = check.nominal.map(|nominal| {
        let assumed = if check.nominal_is_assumed {
            ", assumed"
        } else {
            ""
        };
        format!(" of {} V{assumed}", nominal.normalize())
    });
    let nominal = nominal.unwrap_or_default();
    match (lowest, highest) {
        (Some(lowest), Some(highest)) if lowest.value != highest.value => {
            let unit = highest.unit.as_deref().unwrap_or("V");
            format!("{}–{} {unit}{nominal}", lowest.digits, highest.digits)
        }
        (Some(one), _) => format!("{}{nominal}", value(Some(one))),
        (None, _) => not_told(),
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
                true if check.phases.iter().any(|phase| phase.is_loaded) => "import".to_owned(),
                true => "no load".to_owned(),
                false => format!("{} against its voltage", by_angle.join(", ")),
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
            Some(angle) => format!("{} current {angle:.0}° behind its voltage", phase.line),
            None => format!("{} no current", phase.line),
        })
        .collect();
    format!("Phasor diagram: {}", angles.join(", "))
}

/// The caption below the diagram.
pub(super) fn legend(check: &Check) -> (&'static str, &'static str, &'static str) {
    let angles = if check.angles_are_measured || check.connection == Connection::Single {
        "Angles clockwise from U1"
    } else {
        "Voltage angles assumed"
    };
    ("Voltage", "Current", angles)
}

/// The words in the shaded sector.
pub(super) fn expected(line: crate::installation::Line) -> String {
    format!("I{} expected", line.index() + 1)
}

pub(super) fn flow_caption() -> &'static str {
    "Power flows now"
}

pub(super) fn flows() -> [(Flow, &'static str); 3] {
    [
        (Flow::Unknown, "Not known"),
        (Flow::Import, "From the grid"),
        (Flow::FeedIn, "Into the grid"),
    ]
}

pub(super) fn connection_caption() -> &'static str {
    "Connection"
}

pub(super) fn connections() -> [(Connection, &'static str); 4] {
    [
        (Connection::Automatic, "Automatic"),
        (Connection::FourWire, "4 wires"),
        (Connection::ThreeWire, "3 wires"),
        (Connection::Single, "1 phase"),
    ]
}

/// Why nothing can be read now.
pub(super) fn busy() -> String {
    "A session is under way".to_owned()
}

pub(super) fn no_port() -> String {
    "Choose a port first".to_owned()
}

pub(super) fn no_live(profile: Option<&str>) -> String {
    match profile {
        Some(profile) => format!("The profile {profile} names no registers to read over and over"),
        None => "Read the meter first, so that its registers are known".to_owned(),
    }
}

pub(super) fn live_needs_password() -> String {
    "Registers of this type are read with a password; read them on the page Registers".to_owned()
}

pub(super) fn read_again() -> &'static str {
    "Read again"
}

pub(super) fn live() -> &'static str {
    "Live"
}

pub(super) fn report() -> &'static str {
    "Report…"
}

pub(super) fn nothing_to_report() -> String {
    "There is nothing to report yet".to_owned()
}

pub(super) fn stop() -> &'static str {
    "Stop"
}

pub(super) fn captions() -> [&'static str; 5] {
    ["Voltage", "Current", "Angle U–I", "Power", "Factor"]
}

pub(super) fn part() -> &'static str {
    "Part"
}

/// The parts of the page.
pub(super) fn parts() -> [(super::Part, &'static str); 3] {
    use super::Part;
    use crate::installation::list::ListKind;
    [
        (Part::Check, "Check"),
        (Part::List(ListKind::Commissioning), "Commissioning"),
        (Part::List(ListKind::Removal), "Removal"),
    ]
}

pub(super) fn list_name(kind: crate::installation::list::ListKind) -> &'static str {
    use crate::installation::list::ListKind;
    match kind {
        ListKind::Commissioning => "Commissioning",
        ListKind::Removal => "Removal",
    }
}

pub(super) fn ticked(done: usize, of: usize) -> String {
    format!("{done} of {of} points ticked")
}

pub(super) fn note_hint() -> &'static str {
    "Note"
}

pub(super) fn note_on(point: &str) -> String {
    format!("Note on {point}")
}

/// Seals that were found, and those that were put on.
pub(super) fn seals() -> [&'static str; 2] {
    ["Seals found", "Seals put on"]
}

pub(super) fn notes() -> &'static str {
    "Notes"
}

pub(super) fn photos(count: usize) -> String {
    text::count(count, "photo", "photos")
}

pub(super) fn no_photos() -> &'static str {
    "Pictures are copied into the visit: PNG, JPEG, WebP or GIF"
}

pub(super) fn attach() -> &'static str {
    "Attach…"
}

pub(super) fn photo(photo: &crate::installation::list::Photo) -> String {
    let kilobytes = photo.bytes.div_ceil(1024);
    format!("{} × {} · {kilobytes} kB", photo.width, photo.height)
}

pub(super) fn drop_photo(name: &str) -> String {
    format!("Take off {name}")
}

pub(super) fn store() -> &'static str {
    "Store in visits"
}

pub(super) fn nothing_noted() -> &'static str {
    "Nothing is ticked or noted yet"
}

pub(super) fn no_meter() -> &'static str {
    "Read the meter first, so that the list is kept for it"
}

pub(super) fn past() -> &'static str {
    "This list is part of a visit and stays as it is"
}

pub(super) fn unreadable(reason: &str) -> String {
    format!("What was noted before cannot be read, and is left as it is: {reason}")
}

pub(super) fn no_serial() -> &'static str {
    "This meter tells no serial number: what is noted here is shown for every meter of its type"
}
