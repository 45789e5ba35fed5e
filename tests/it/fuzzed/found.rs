//! What fuzzing found, each by the name of what went wrong.

use std::time::Duration;

use flagport::app::{self, widgets::state::State};
use flagport::archive::{Visit, open_bytes};
use flagport::codec::block_check::xor;
use flagport::codec::{Decoder, Ending, Message, Role};
use flagport::meter::load_profile;
use flagport::profile;
use flagport::trace::{TraceEntry, TraceRecord, text};
use flagport::transport::LineTime;
use jiff::civil::date;
use jiff::{SignedDuration, ToSpan as _};
use serde_json::json;

use super::checks::{series_json, visits};

/// Before, each control character in such a line cost a walk through it for each slash.
#[test]
fn a_line_of_slashes_is_not_looked_through_for_each_of_them() {
    let slashes = "/".repeat(1000);
    let noise = "\u{3}".repeat(100_000);
    let mut decoder = Decoder::new(Role::ReadingDevice);
    let messages = decoder.push_all(format!("({slashes}{noise}\r\n").as_bytes());
    assert_eq!(messages, []);
    assert_eq!(decoder.noise(), 101_001 + 1);
}

/// Before, the line went on after the silence and swallowed the STX of the next message.
#[test]
fn a_block_cut_by_half_an_identification_is_over_when_the_line_is_quiet() {
    let mut decoder = Decoder::new(Role::ReadingDevice);
    assert_eq!(decoder.push_all(b"1.8.0(1)\r\n/ISk5MT"), []);
    assert!(matches!(decoder.finish(), Some(Message::Data(data)) if data.ending == Ending::Cut));
    assert_eq!(decoder.finish(), None);
    let messages = decoder.push_all(b"\x022.8.0(2)\r\n!\r\n\x03\x00");
    assert!(
        matches!(&*messages, [Message::Data(data)] if data.body == b"2.8.0(2)\r\n!\r\n"),
        "{messages:?}"
    );
}

/// Before, the row behind the pause was empty, and lost when the trace was read again.
#[test]
fn a_password_that_goes_on_behind_a_pause_is_masked_there_too() {
    let sent = |millis, bytes: &[u8]| TraceRecord {
        at: LineTime(Duration::from_millis(millis)),
        entry: TraceEntry::Sent(bytes.to_vec()),
    };
    let records = [sent(0, b"\x01P1\x02(1234"), sent(900, b"5678)\x03")];
    let written = text::write(&records);
    let expected = "# flagport.trace.v1\n# 0.000\n> \\x01P1\\x02(***)\n# 0.900\n> (***)\\x03\n";
    assert_eq!(written, expected);
    assert_eq!(text::write(&text::read(&written).unwrap()), written);
}

/// Before, each of them was a copy of the telegram.
#[test]
fn answers_that_stand_on_top_of_each_other_do_not_multiply_the_telegram() {
    let form = &profile::find("iskra-mt174").unwrap().load_profiles[0];
    let answer = json!({
        "command": "R5 P.01(;)",
        "from": null,
        "to": null,
        "offset": 0,
        "length": 1000,
        "complete": true,
    });
    let file = json!({
        "format": "flagport.series.v1",
        "kind": "load-profile",
        "form": form,
        "asked": {"from": null, "to": null},
        "complete": true,
        "windows": [1, 1],
        "read_at": null,
        "entries": 0,
        "first_entry": null,
        "last_entry": null,
        "answers": vec![answer; 2],
    });
    let place = visits::a_visit();
    place.put(
        &format!("{}/series.json", visits::VISIT),
        file.to_string().as_bytes(),
    );
    let error = Visit::load(&place.path().join(visits::VISIT)).unwrap_err();
    let told = error.to_string();
    assert!(
        told.contains("series.json: \"0\" is no place behind"),
        "{told}"
    );
    series_json::check(&[&[0], file.to_string().as_bytes()].concat());
}

/// Before, each answer was compared with all that came before it.
#[test]
fn thousands_of_answers_become_one_load_profile_and_one_logbook() {
    let mut file = b"/ISk5MT174-0001\r\n".to_vec();
    let first = date(2024, 10, 26).at(0, 0, 0, 0);
    // Each answer begins with the last entry of the one before, over the end of summer.
    for number in 0..2000_i64 {
        let stamp = |steps: i64| {
            let at = first + (15 * steps).minutes();
            let season = if number < 500 { '1' } else { '0' };
            format!("{season}{}", at.strftime("%y%m%d%H%M00"))
        };
        let (one, other) = (stamp(number), stamp(number + 1));
        let rows = format!("\x02P.01({one})(00)(15)(1)(1.5)(kW)\r\n(1)\r\n(2)\r\n\x03");
        let log = format!("\x02P.98({one})(00)()(0)\r\nP.98({other})(00)()(0)\r\n\x03");
        for answer in [rows, log] {
            file.extend(answer.as_bytes());
            file.push(xor(&answer.as_bytes()[1..]));
        }
    }
    let opened = open_bytes(&file).unwrap();
    let [found] = &*opened else {
        panic!("{} readouts", opened.len());
    };
    assert_eq!(found.raw, file);
    assert_eq!(found.readout.load_profiles[0].len(), 2002);
    assert_eq!(found.readout.logbooks[0].entries.len(), 2002);
}

/// Before, the text was taken apart anew for each mistake: minutes for a file of 1 MB.
#[test]
fn a_device_profile_full_of_mistakes_is_told_at_once() {
    let register = "(address: \"\", name: \"\", kind: Choice([(\"0\", \"0\"), (\"0\", \"\")])),\n";
    let text = format!(
        "(version: 2, name: \"a\", title: \"A\", match: (), verified: Unverified, source: \"-\", registers: [\n{}])",
        register.repeat(10_000)
    );
    let problems = profile::problems("a.ron", &text);
    assert_eq!(problems.len(), 100);
    assert!(
        problems
            .iter()
            .all(|problem| problem.place().starts_with("a.ron:"))
    );
    assert_eq!(profile::parse("a.ron", &text).unwrap_err(), problems[0]);
}

/// Before, its size overflowed.
#[test]
fn a_clock_that_is_off_by_all_of_time_is_told_so() {
    let (state, words) = app::text::clock(Some(SignedDuration::MIN));
    assert_eq!(state, State::Warning);
    assert_eq!(words, "Clock \u{2212}106751991167300 days");
}

/// Before, `1E999` was drawn as infinite and `1E5` as a hundred thousand.
#[test]
fn what_is_a_number_to_a_computer_only_is_not_drawn() {
    let long = "9".repeat(400);
    let text = format!(
        "P.01(0231113101500)(00)(15)(1)(1.5)(kW)\r\n(1E999)\r\n(inf)\r\n(1E5)\r\n({long})\r\n(2,5)\r\n"
    );
    let profile = load_profile::decode(&text, &load_profile::Hints::default());
    let drawn = profile.column(0);
    assert!(drawn[..4].iter().all(|value| value.is_nan()), "{drawn:?}");
    assert_eq!(drawn[4..], [2.5]);
}
