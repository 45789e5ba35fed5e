//! What meters write into their logs and status words, in the language of the window.
//!
//! The decoder says it in English, as files keep it. What a device profile says beyond
//! the words that are known stays as the profile has it.

use std::borrow::Cow;

use crate::say;

/// An event of a log: `Power restored, Clock set to 2022-08-26 23:57:03`.
pub(super) fn event(told: &str) -> String {
    let parts: Vec<Cow<'_, str>> = told.split(", ").map(part).collect();
    parts.join(", ")
}

/// One thing that happened, with what a meter adds in brackets.
fn part(told: &str) -> Cow<'_, str> {
    if let Some(time) = told.strip_prefix("Clock set to ") {
        return say!("event-clock-set-to", time = time).into();
    }
    if let Some(number) = told.strip_prefix("Event ") {
        return say!("event-numbered", number = number).into();
    }
    match told.split_once(" (") {
        Some((event, detail)) => format!("{} ({detail}", flag(event)).into(),
        None => flag(told).into(),
    }
}

/// A bit of a status word: `Power failure`.
pub(super) fn flag(told: &str) -> &str {
    match told {
        "Power failure" => say!("event-power-failure"),
        "Power restored" => say!("event-power-restored"),
        "Season change" => say!("event-season-change"),
        "Summer time" => say!("event-summer-time"),
        "Before clock set" => say!("event-before-clock-set"),
        "Clock set" => say!("event-clock-set"),
        "Clock invalid" => say!("event-clock-invalid"),
        "Clock reserve exhausted" => say!("event-clock-reserve-exhausted"),
        "Fatal error" => say!("event-fatal-error"),
        "Critical error" => say!("event-critical-error"),
        "Incomplete" => say!("event-incomplete"),
        "Not valid" => say!("event-not-valid"),
        "Record damaged" => say!("event-record-damaged"),
        "Reset" => say!("event-reset"),
        "Setting changed" => say!("event-setting-changed"),
        "Log cleared" => say!("event-log-cleared"),
        "Load profile cleared" => say!("event-load-profile-cleared"),
        "Battery to be replaced" => say!("event-battery-to-be-replaced"),
        "Battery low" => say!("event-battery-low"),
        "Tariff table activated" => say!("event-tariff-table-activated"),
        "Tariff table programmed" => say!("event-tariff-table-programmed"),
        "Error register cleared" => say!("event-error-register-cleared"),
        "Alarm register cleared" => say!("event-alarm-register-cleared"),
        "Fault of the program memory" => say!("event-fault-of-the-program-memory"),
        "Fault of the working memory" => say!("event-fault-of-the-working-memory"),
        "Fault of the permanent memory" => say!("event-fault-of-the-permanent-memory"),
        "Fault of the measuring system" => say!("event-fault-of-the-measuring-system"),
        "Fault of the disconnector" => say!("event-fault-of-the-disconnector"),
        "Watchdog reset" => say!("event-watchdog-reset"),
        "Firmware ready for activation" => say!("event-firmware-ready-for-activation"),
        "Firmware activated" => say!("event-firmware-activated"),
        "External signal" => say!("event-external-signal"),
        "Terminal cover removed" => say!("event-terminal-cover-removed"),
        "Terminal cover opened" => say!("event-terminal-cover-opened"),
        "Terminal cover closed" => say!("event-terminal-cover-closed"),
        "Meter cover removed" => say!("event-meter-cover-removed"),
        "Meter cover opened" => say!("event-meter-cover-opened"),
        "Meter cover closed" => say!("event-meter-cover-closed"),
        "Strong magnetic field" => say!("event-strong-magnetic-field"),
        "Strong magnetic field gone" => say!("event-strong-magnetic-field-gone"),
        "Login refused" => say!("event-login-refused"),
        "Key changed" => say!("event-key-changed"),
        "Message refused" => say!("event-message-refused"),
        "Repeated message refused" => say!("event-repeated-message-refused"),
        "Unexpected direction of energy" => say!("event-unexpected-direction-of-energy"),
        "L1 without voltage" => say!("event-l1-without-voltage"),
        "L2 without voltage" => say!("event-l2-without-voltage"),
        "L3 without voltage" => say!("event-l3-without-voltage"),
        "L1 with voltage again" => say!("event-l1-with-voltage-again"),
        "L2 with voltage again" => say!("event-l2-with-voltage-again"),
        "L3 with voltage again" => say!("event-l3-with-voltage-again"),
        "L1 with current and no voltage" => say!("event-l1-with-current-and-no-voltage"),
        "L2 with current and no voltage" => say!("event-l2-with-current-and-no-voltage"),
        "L3 with current and no voltage" => say!("event-l3-with-current-and-no-voltage"),
        "Wrong order of phases" => say!("event-wrong-order-of-phases"),
        "Neutral missing" => say!("event-neutral-missing"),
        "Phases unequal" => say!("event-phases-unequal"),
        "Current reversed" => say!("event-current-reversed"),
        "Bad voltage on L1" => say!("event-bad-voltage-on-l1"),
        "Bad voltage on L2" => say!("event-bad-voltage-on-l2"),
        "Bad voltage on L3" => say!("event-bad-voltage-on-l3"),
        "Local access tried" => say!("event-local-access-tried"),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{Language, within};

    #[test]
    fn events_are_told_in_the_language_of_the_window() {
        let check = |told: &str, german: &str| {
            assert_eq!(event(told), told);
            assert_eq!(within(Language::German, || event(told)), german);
        };
        check("Power failure", "Spannungsausfall");
        check(
            "Reset, Clock set to 2022-08-26 23:57:03",
            "Rückstellung, Uhr gestellt auf 2022-08-26 23:57:03",
        );
        check("Key changed (3)", "Schlüssel geändert (3)");
        check("Event 77 (1)", "Ereignis 77 (1)");
        check("Bit 12, RS-485 port", "Bit 12, RS-485 port");
        check("", "");
    }
}
