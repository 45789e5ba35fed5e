//! Names of general entries (C = 0), of service entries (C = 96 to 99, sent as C,
//! F, L, P) and of data without a medium (A = 0).
//!
//! Sources: IEC 62056-6-1; the VDEW list; DSMR 5.0.2 P1; the Turkish common meter
//! specification (96.50 to 96.92); readouts of Iskra meters (C.51).

use super::Name;
use crate::meter::code::Code;

pub(super) fn general(code: &Code, name: &mut Name) -> Option<()> {
    let text = match (code.d, code.e) {
        (0, 0 | 255) => "Serial number",
        (0, 1) => "Property number",
        (0, e @ 2..=9) => {
            name.numbered("Identification number", e + 1);
            return Some(());
        }
        (1, 0) => "Resets",
        (1, 1) => "Stored billing periods",
        (1, 2) => "Reset time",
        (1, 3) => "Reset date",
        (2, 0) => "Firmware",
        (2, 1) => "Parameter set",
        (2, 2) => "Tariff program",
        (2, 3) => "Ripple control program",
        (2, 4) => "Connection diagram",
        (2, 7) => "Tariff program, passive",
        (2, 8) => "Telegram version",
        (3, 0) => "Pulse constant, active",
        (3, 1) => "Pulse constant, reactive",
        (3, 2) => "Pulse constant, apparent",
        (3, 3) => "Pulse output constant, active",
        (3, 4) => "Pulse output constant, reactive",
        (3, 5) => "Pulse output constant, apparent",
        (4, 0) => "Reading factor, power",
        (4, 1) => "Reading factor, energy",
        (4, 2) => "Current transformer ratio",
        (4, 3) => "Voltage transformer ratio",
        (4, 4) => "Transformer ratio, overall",
        (4, 5) => "Current transformer ratio, denominator",
        (4, 6) => "Voltage transformer ratio, denominator",
        (6, 0) => "Nominal voltage",
        (6, 1) => "Basic current",
        (6, 2) => "Nominal frequency",
        (6, 3) => "Maximum current",
        (6, 4) => "Reference voltage",
        (7, 0) => "Pulse input constant, active",
        (7, 1) => "Pulse input constant, reactive",
        (7, 2) => "Pulse input constant, apparent",
        (8, 0) => "Measuring period",
        (8, e @ 1..=3) => {
            name.numbered("Measuring period", e + 1);
            return Some(());
        }
        (8, 4) => "Load profile period",
        (8, 5) => "Load profile period 2",
        (8, 6) => "Billing period",
        (9, 1) => "Time",
        (9, 2) => "Date",
        (9, 4) => "Date and time",
        (9, 5) => "Weekday",
        (9, 9) => "Clock status",
        (9, 11) => "Clock synchronisation limit",
        _ => return None,
    };
    name.part(text);
    Some(())
}

pub(super) fn service(code: &Code, name: &mut Name) -> Option<()> {
    match code.c {
        96 => service_entry(code, name),
        97 => {
            if code.d != 97 {
                return None;
            }
            name.part("Error register");
            if code.e != 0 && code.e != 255 {
                name.text.push(' ');
                name.text.push_str(&code.e.to_string());
            }
            Some(())
        }
        98 => {
            if code.d != 1 {
                return None;
            }
            name.part("Billing data");
            Some(())
        }
        _ => profile(code, name),
    }
}

fn profile(code: &Code, name: &mut Name) -> Option<()> {
    let text = match (code.d, code.e) {
        (98, 0) => "Logbook",
        (98, e) => {
            name.numbered("Event log", e);
            return Some(());
        }
        (99, 0) => "Certification logbook",
        (200, 0) => "Operating logbook",
        (210, 0) => "Manipulation logbook",
        (211, 0) => "Manipulation logbook 2",
        (97, 0) => "Power failure log",
        (number @ 1..=10, 0) => {
            name.numbered("Load profile", number);
            return Some(());
        }
        _ => return None,
    };
    name.part(text);
    Some(())
}

fn service_entry(code: &Code, name: &mut Name) -> Option<()> {
    let is_sub_meter = code.a == 0 && code.b > 0;
    let text = match (code.d, code.e) {
        (1, 0 | 1) if is_sub_meter => "Sub-meter serial number",
        (1, 0) => "Maker's serial number",
        (1, 255) => "Device identification",
        (1, 3) if code.a == 0 && code.b == 0 => "Production date",
        (1, e @ 1..=10) => {
            name.numbered("Maker's identification", e + 1);
            return Some(());
        }
        (2, 0) => "Parameter changes",
        (2, 1) => "Last parameter change",
        (2, 2) => "Last tariff program change",
        (2, 3) => "Last ripple control program change",
        (2, 4) => "Last security switch change",
        (2, 5) => "Last calibration",
        (3, 0) => "Inputs and outputs",
        (3, 1) => "Input states",
        (3, 2) => "Output states",
        (3, 3) => "Control signal states",
        (3, 4) => "Relay states",
        (3, 10) => "Breaker state",
        (4, 0) => "Internal control signals",
        (5, 0 | 5 | 255) => "Operating status",
        (5, e @ 1..=4) => {
            name.numbered("Operating status", e);
            return Some(());
        }
        (6, 0) => "Battery hours",
        (6, 1) => "Battery state",
        (6, 2) => "Battery time left",
        (6, 3) => "Battery voltage",
        (7, 0) => "Power failures",
        (7, 1) => "Power failures, L1",
        (7, 2) => "Power failures, L2",
        (7, 3) => "Power failures, L3",
        (7, 5) => "Long power failures, all phases",
        (7, 6) => "Long power failures, L1",
        (7, 7) => "Long power failures, L2",
        (7, 8) => "Long power failures, L3",
        (7, 9) => "Long power failures",
        (7, 10) => "Power failure, last time",
        (7, 15) => "Long power failure, last duration",
        (7, 19) => "Long power failure, duration",
        (7, 21) => "Power failures",
        (8, 0) => "Operating time",
        (8, e @ 1..=63) => {
            name.numbered("Operating time, tariff", e);
            return Some(());
        }
        (9, 0) => "Temperature inside",
        (9, 1) => "Temperature outside",
        (11, 0) => "Last event",
        (12, 4) => "Field strength",
        (13, 0) => "Message",
        (13, 1) => "Message code",
        (14, 0) => "Active tariff",
        (15, 0) => "Events",
        (50, 0) if code.a == 0 => "Tariff times, weekday",
        (50, 0) => "Status",
        (51, 0) if code.a == 0 => "Tariff times, Saturday",
        (52, 0) if code.a == 0 => "Tariff times, Sunday",
        (51, e @ 1..=30) => return tamper(e, name),
        (60, 0) => "Tariff names, weekday",
        (61, 0) => "Tariff names, Saturday",
        (62, 0) => "Tariff names, Sunday",
        (70, 0) => "Meter cover, last opened",
        (71, 0) => "Terminal cover, last opened",
        (77, 0) => "Power failures, records",
        (77, 1) => "Power failures, L1, records",
        (77, 2) => "Power failures, L2, records",
        (77, 3) => "Power failures, L3, records",
        (90, 0) => "Summer time",
        (90, 1 | 2) => "Configuration identifier",
        (91, 2) => "Configuration identifier 2",
        _ => return None,
    };
    name.part(text);
    Some(())
}

/// C.51: a counter at each odd E, the time of the last event behind it.
fn tamper(e: u8, name: &mut Name) -> Option<()> {
    let number = e.div_ceil(2);
    let (first, last) = if e % 2 == 1 {
        ("Tamper events", "")
    } else {
        ("Tamper event", "last time")
    };
    if number == 1 {
        name.part(first);
    } else {
        name.numbered(first, number);
    }
    name.part(last);
    Some(())
}

/// A = 0, C below 96.
pub(super) fn abstract_data(code: &Code, name: &mut Name) -> Option<()> {
    name.part(match (code.c, code.d, code.e) {
        (1, 0, _) => "Date and time",
        (17, 0, _) => "Demand limit",
        (24, 1, _) => "Sub-meter type",
        (24, 2, _) => "Sub-meter reading",
        (24, 3, _) => "Sub-meter profile",
        (24, 4, _) => "Sub-meter valve",
        _ => return None,
    });
    Some(())
}
