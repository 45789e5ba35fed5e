//! What happened, in words: from the flags of the status, and from the values that the
//! meter puts beside them.

use super::{LogEntry, LogValue};
use crate::meter::code::{Code, Medium};
use crate::meter::readout::CivilTime;
use crate::meter::status::FlagKind;
use crate::meter::time::{self, Form};

/// Events of MetCom meters by their number (MCS301 product manual 1.25, chapters 14
/// and 15).
const METCOM: [(u16, &str); 50] = [
    (1, "Power failure"),
    (2, "Power restored"),
    (3, "Season change"),
    (4, "Before clock set"),
    (5, "Clock set"),
    (6, "Clock invalid"),
    (7, "Battery to be replaced"),
    (8, "Battery low"),
    (9, "Tariff table activated"),
    (10, "Error register cleared"),
    (11, "Alarm register cleared"),
    (12, "Fault of the program memory"),
    (13, "Fault of the working memory"),
    (14, "Fault of the permanent memory"),
    (15, "Watchdog reset"),
    (16, "Fault of the measuring system"),
    (17, "Firmware ready for activation"),
    (18, "Firmware activated"),
    (19, "Tariff table programmed"),
    (20, "External signal"),
    (40, "Terminal cover removed"),
    (41, "Terminal cover closed"),
    (42, "Strong magnetic field"),
    (43, "Strong magnetic field gone"),
    (44, "Meter cover removed"),
    (45, "Meter cover closed"),
    (46, "Login refused"),
    (48, "Key changed"),
    (49, "Message refused"),
    (50, "Repeated message refused"),
    (52, "Unexpected direction of energy"),
    (68, "Fault of the disconnector"),
    (82, "L1 without voltage"),
    (83, "L2 without voltage"),
    (84, "L3 without voltage"),
    (85, "L1 with voltage again"),
    (86, "L2 with voltage again"),
    (87, "L3 with voltage again"),
    (88, "Wrong order of phases"),
    (89, "Neutral missing"),
    (90, "Phases unequal"),
    (91, "Current reversed"),
    (92, "Bad voltage on L1"),
    (93, "Bad voltage on L2"),
    (94, "Bad voltage on L3"),
    (158, "Local access tried"),
    (200, "L1 with current and no voltage"),
    (201, "L2 with current and no voltage"),
    (202, "L3 with current and no voltage"),
    (255, "Log cleared"),
];

/// What an entry says; never empty.
pub(super) fn words(entry: &LogEntry, manufacturer: Option<&str>) -> String {
    if let Some(told) = numbered(&entry.values, manufacturer) {
        return told;
    }
    let flags = &entry.status.flags;
    let sets_clock = flags.iter().any(|flag| is_clock_set(&flag.slug()));
    let mut told: Vec<String> = Vec::new();
    let mut unknown = 0;
    for flag in flags {
        match (flag.kind(), flag.slug().as_str()) {
            (FlagKind::ClockSet, "before-clock-set") if sets_clock => {}
            (FlagKind::ClockSet, "clock-set") => told.push(clock_set(&entry.values)),
            _ => {
                unknown += usize::from(flag.text.starts_with("Bit "));
                told.push(flag.text.to_string());
            }
        }
    }
    if told.len() > unknown {
        return told.join(", ");
    }
    let raw = entry.status.raw.as_str();
    let mut values = entry.values.iter().map(|value| value.raw.trim());
    match values.find(|raw| !raw.is_empty()) {
        _ if !raw.is_empty() => format!("Event {raw}"),
        Some(value) => format!("Event {value}"),
        None => "Event".to_owned(),
    }
}

fn is_clock_set(slug: &str) -> bool {
    slug == "clock-set"
}

/// `Clock set to 2022-08-26 23:57:03`, as far as the values tell it.
fn clock_set(values: &[LogValue]) -> String {
    let mut new = CivilTime {
        date: None,
        time: None,
        season: None,
    };
    for value in values {
        let code = value.code.as_deref().and_then(code_of);
        let form = match code.map(|code| (code.c, code.d, code.e)) {
            Some((0, 9, 1)) => Form::Clock,
            Some((0, 9, 2)) => Form::Calendar,
            Some((0, 9, 4) | (1, 0, 0)) => Form::Stamp,
            _ => continue,
        };
        if let Some(told) = time::parse(&value.raw, form) {
            new.date = told.date.or(new.date);
            new.time = told.time.or(new.time);
        }
    }
    match (new.date, new.time) {
        (Some(date), Some(time)) => format!("Clock set to {date} {time}"),
        (Some(date), None) => format!("Clock set to {date}"),
        (None, Some(time)) => format!("Clock set to {time}"),
        (None, None) => "Clock set".to_owned(),
    }
}

/// The event whose number stands in a value C.11.n, with what C.11.10 adds to it.
/// Only MetCom's numbers are known; without a maker they are taken for theirs.
fn numbered(values: &[LogValue], manufacturer: Option<&str>) -> Option<String> {
    let mut number = None;
    let mut detail = None;
    for value in values {
        let Some(code) = value.code.as_deref().and_then(code_of) else {
            continue;
        };
        // Some versions write 91 for the C of C.11.0.
        if !matches!((code.c, code.d), (91 | 96, 11)) {
            continue;
        }
        match code.e {
            10.. => detail = Some(value.raw.trim()),
            _ => number = number.or(Some(value.raw.trim())),
        }
    }
    let number = number?;
    let is_metcom = manufacturer.is_none_or(|maker| maker.eq_ignore_ascii_case("MCS"));
    let known = number
        .parse()
        .ok()
        .filter(|_| is_metcom)
        .and_then(|n: u16| {
            let found = METCOM.iter().find(|(known, _)| *known == n);
            found.map(|(_, text)| *text)
        });
    let mut told = known.map_or_else(|| format!("Event {number}"), str::to_owned);
    if let Some(detail) = detail.filter(|detail| !detail.is_empty() && *detail != "0") {
        told.push_str(&format!(" ({detail})"));
    }
    Some(told)
}

fn code_of(address: &str) -> Option<Code> {
    Code::parse(address.trim(), Medium::Electricity)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_is_called_by_one_number() {
        assert!(METCOM.is_sorted_by_key(|(number, _)| *number));
    }
}
