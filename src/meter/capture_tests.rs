//! What real meters sent, in `tests/data/captures`: each oddity that the list
//! beside them names.

use rust_decimal::Decimal;

use super::*;
use crate::codec::control::{ETX, STX};
use crate::codec::{BlockCheck, DataMessage, Ending, Framing, Identification};

/// The identification and the data block of a capture, split by hand.
fn capture(name: &str) -> (Option<Identification>, DataMessage) {
    let path = format!("{}/tests/data/captures/{name}", env!("CARGO_MANIFEST_DIR"));
    split(&std::fs::read(path).unwrap())
}

fn split(bytes: &[u8]) -> (Option<Identification>, DataMessage) {
    let mut rest = bytes.trim_ascii_start();
    let mut identification = None;
    if rest.first() == Some(&b'/') {
        let end = rest.iter().position(|byte| *byte == b'\n').unwrap();
        let line = String::from_utf8_lossy(&rest[..end]).trim_end().to_owned();
        identification = Identification::parse(&line);
        rest = &rest[end + 1..];
    }
    let framed = rest.first() == Some(&STX);
    let end = rest.iter().position(|byte| *byte == ETX);
    let body = &rest[usize::from(framed)..end.unwrap_or(rest.len())];
    let check = match end.and_then(|end| Some((end, *rest.get(end + 1)?))) {
        Some((end, received)) if framed => BlockCheck::of_frame(&rest[1..=end], received),
        _ => BlockCheck::ABSENT,
    };
    let message = DataMessage {
        body: body.to_vec(),
        framing: if framed {
            Framing::Framed
        } else {
            Framing::Unframed
        },
        ending: match (framed, end) {
            (true, Some(_)) => Ending::Complete,
            (true, None) => Ending::Cut,
            (false, _) => Ending::EndMark,
        },
        check,
    };
    (identification, message)
}

fn read(name: &str) -> Readout {
    let (identification, message) = capture(name);
    decode(identification.as_ref(), &message, Context::default())
}

/// The answers with data in a recorded dialogue.
fn answers(name: &str) -> Vec<Readout> {
    let path = format!("{}/tests/data/captures/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path)
        .unwrap()
        .lines()
        .filter_map(|line| line.strip_prefix("< "))
        .map(unescape)
        .filter(|bytes| bytes.first() == Some(&STX))
        .map(|bytes| decode(None, &split(&bytes).1, Context::default()))
        .collect()
}

fn unescape(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let byte = match c {
            '\\' => match chars.next().unwrap() {
                'r' => b'\r',
                'n' => b'\n',
                'x' => {
                    let digits: String = chars.by_ref().take(2).collect();
                    u8::from_str_radix(&digits, 16).unwrap()
                }
                other => u8::try_from(other).unwrap(),
            },
            c => u8::try_from(c).unwrap(),
        };
        bytes.push(byte);
    }
    bytes
}

fn set<'a>(readout: &'a Readout, address: &str) -> &'a DataSet {
    readout
        .data_sets
        .iter()
        .find(|set| set.address == address)
        .unwrap_or_else(|| panic!("no {address}"))
}

/// A value in words: `number 0.01 kW`, `time 2017-10-02T08:45`, `text`.
fn shown(value: &Value) -> String {
    match &value.content {
        Content::Empty => "empty".to_owned(),
        Content::Number { value, unit } => match unit {
            Some(unit) => format!("{value} {unit}"),
            None => value.to_string(),
        },
        Content::Time(CivilTime { date, time, season }) => {
            let date = date.map(|date| date.to_string());
            let time = time.map(|time| time.to_string());
            let season = season.map(|season| format!("{season:?}").to_lowercase());
            [date, time, season]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" ")
        }
        Content::Flags => "flags".to_owned(),
        Content::Text => "text".to_owned(),
    }
}

fn values(readout: &Readout, address: &str) -> Vec<String> {
    set(readout, address).values.iter().map(shown).collect()
}

#[track_caller]
fn check(readout: &Readout, address: &str, expected: &[&str]) {
    assert_eq!(values(readout, address), expected, "{address}");
}

fn problems(readout: &Readout) -> Vec<String> {
    readout
        .problems
        .iter()
        .map(|problem| format!("{}: {}", problem.line, problem.message))
        .collect()
}

#[test]
fn captures_with_a_block_check_have_no_problem_but_those_listed() {
    let directory = format!("{}/tests/data/captures", env!("CARGO_MANIFEST_DIR"));
    let mut seen = 0;
    for entry in std::fs::read_dir(directory).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if !name.ends_with(".iec") {
            continue;
        }
        let expected: &[&str] = match name.as_str() {
            "landis-uh50-corrupted-digit.iec" => &["1: '032A.871*GJ' is not a number"],
            "landis-uh50-kwh.iec" => &["4: text outside brackets: '\\'"],
            "tr-kohler.iec" => &["579: text outside brackets: '<3>}'"],
            "elgama-data-not-ready-err12.iec" => {
                &["1: the meter answered 'ERR12' in place of a value"]
            }
            "iprt-itr5em214.iec"
            | "kaifa-ma309m-no-endmark.iec"
            | "kamstrup-mc66-meterlogger-dump.iec" => {
                &["0: no block check came behind the data, so damage would not show"]
            }
            "apator-norax3-fragment.iec" => &["0: the data broke off before the end of the block"],
            _ => &[],
        };
        assert_eq!(problems(&read(&name)), expected, "{name}");
        seen += 1;
    }
    assert!(seen > 45, "{seen}");
}

#[test]
fn every_number_of_every_capture_is_what_was_sent() {
    let directory = format!("{}/tests/data/captures", env!("CARGO_MANIFEST_DIR"));
    for entry in std::fs::read_dir(directory).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if !name.ends_with(".iec") {
            continue;
        }
        for set in read(&name).data_sets {
            for value in set.values {
                let Content::Number { value: number, .. } = value.content else {
                    continue;
                };
                let sent: String = value
                    .raw
                    .split('*')
                    .next()
                    .unwrap()
                    .chars()
                    .filter(|c| !matches!(c, '+' | ' ' | '%'))
                    .collect();
                assert_eq!(
                    sent.parse::<Decimal>().unwrap(),
                    number,
                    "{name} {}",
                    value.raw
                );
            }
        }
    }
}

#[test]
fn easymeter_pushes_seven_decimals_and_padded_negative_power() {
    let readout = read("easymeter-q3da1024-modeD.iec");
    check(&readout, "1-0:1.8.0*255", &["0.7801269 kWh"]);
    check(&readout, "1-0:21.7.255*255", &["-73.69 W"]);
    check(&readout, "1-0:96.5.5*255", &["flags"]);
    let power = set(&readout, "1-0:21.7.255*255");
    assert_eq!(power.code.as_deref(), Some("1-0:21.7.255"));
    assert_eq!(power.name.as_deref(), Some("Active import, L1, power"));
    assert_eq!(readout.meter.serial_number.as_deref(), Some("111940207"));
    assert_eq!(readout.meter.device_type.as_deref(), Some("Q3DA1024"));
}

#[test]
fn hager_leaves_out_a_unit_and_signs_with_plus() {
    let readout = read("hager-ehz161wa-modeD.iec");
    check(&readout, "1-0:1.8.0*255", &["1.2963"]);
    check(&readout, "1-0:41.7.0*255", &["26 W"]);
    check(&readout, "1-0:96.50.0*6", &["flags"]);
    assert_eq!(set(&readout, "1-0:96.50.0*6").billing, None);
    assert_eq!(
        readout.meter.serial_number.as_deref(),
        Some("1095100000067865")
    );
}

#[test]
fn the_gas_value_of_dsmr_2_continues_on_the_next_line() {
    let readout = read("kamstrup-162-dsmr22.iec");
    check(
        &readout,
        "0-1:24.3.0",
        &[
            "2012-11-06 15:00:00",
            "flags",
            "60",
            "1",
            "text",
            "text",
            "54.386 m3",
        ],
    );
    check(&readout, "0-0:96.13.1", &["empty"]);
    assert_eq!(
        readout.meter.serial_number.as_deref(),
        Some("KA6U001660297912")
    );
}

#[test]
fn a_stray_stx_in_the_identification_and_long_values_are_kept() {
    let readout = read("iskra-mt382-1000-dsmr3.iec");
    check(&readout, "1-0:1.8.1", &["12345.678 kWh"]);
    let message = &set(&readout, "0-0:96.13.0").values[0];
    assert_eq!(message.raw.len(), 160);
    assert_eq!(
        identity::hex_text(&message.raw).as_deref(),
        Some("0123456789:;<=>?0123456789:;<=>?0123456789:;<=>?0123456789:;<=>?0123456789:;<=>?")
    );
    check(
        &readout,
        "0-1:24.3.0",
        &[
            "2009-02-12 16:00:00",
            "flags",
            "60",
            "1",
            "text",
            "text",
            "1.001 m3",
        ],
    );
}

#[test]
fn nonsense_and_empty_p1_stamps_stay_text() {
    let readout = read("enexis-t210d-esmr5.iec");
    let nonsense = readout
        .data_sets
        .iter()
        .flat_map(|set| &set.values)
        .find(|value| value.raw == "632525252525S")
        .unwrap();
    assert_eq!(nonsense.content, Content::Text);
    check(&readout, "1-0:99.97.0", &["0", "text"]);
    assert!(readout.data_sets.iter().all(|set| set.address != "1234"));
}

#[test]
fn a_power_failure_log_is_one_set_of_many_values() {
    let readout = read("kaifa-ma105.iec");
    let log = set(&readout, "1-0:99.97.0");
    assert!(log.values.len() > 4);
    assert!(matches!(log.values[2].content, Content::Time(_)));
    assert_eq!(shown(&log.values[3]).split(' ').nth(1), Some("s"));
    assert_eq!(log.name.as_deref(), Some("Power failure log"));
}

#[test]
fn line_ends_may_be_mixed() {
    let readout = read("ziv-5cta3.iec");
    check(&readout, "1-0:72.7.0", &["225.0 V"]);
    assert_eq!(set(&readout, "1-3:0.2.8").line, 2);
    assert_eq!(set(&readout, "1-0:1.8.1").line, 5);
    assert_eq!(readout.meter.serial_number.as_deref(), Some("1234567890"));
}

#[test]
fn aidon_writes_units_in_its_own_way() {
    let readout = read("aidon-7534-han.iec");
    check(&readout, "1-0:3.8.0", &["13.330 kvarh"]);
    check(&readout, "1-0:3.7.0", &["0.000 kvar"]);
    check(&readout, "0-0:1.0.0", &["2023-06-05 10:55:10 summer"]);
}

#[test]
fn me172_mixes_full_and_reduced_codes() {
    let readout = read("iskra-me172-readout.iec");
    check(&readout, "1-0:0.9.1*255", &["15:28:12"]);
    check(&readout, "1-0:0.9.2*255", &["2022-12-19 normal"]);
    check(&readout, "1.6.0", &["empty"]);
    check(&readout, "C.2.1", &["text"]);
    check(&readout, "0-0:C.51.2*255", &["2022-12-12 16:30:24 normal"]);
    check(&readout, "1-0:0.1.2*57", &["2022-12-19 15:21:00"]);
    let stored = set(&readout, "1.8.0*57");
    assert_eq!(stored.code.as_deref(), Some("1-0:1.8.0*57"));
    let history = History::of(&readout);
    let indexes: Vec<_> = history
        .periods
        .iter()
        .map(|period| period.billing.index.as_str())
        .collect();
    assert_eq!(indexes, ["57", "56", "55", "54", "53", "52"]);
    assert_eq!(readout.meter.device_type.as_deref(), Some("ME172"));
    assert_eq!(readout.meter.firmware.as_deref(), Some("1.04"));
}

#[test]
fn metcom_repeats_an_identifier_and_stamps_its_maxima() {
    let readout = read("metcom-mcs301-table1.iec");
    check(&readout, "1.6.1", &["0.50262 kW", "2022-11-12 07:30:00"]);
    check(&readout, "0.1.2", &["2022-11-01 00:00:00"]);
    let firmware: Vec<_> = readout
        .data_sets
        .iter()
        .filter(|set| set.address == "0.2.0")
        .map(|set| set.values[0].raw.as_str())
        .collect();
    assert_eq!(firmware, ["01.01.28", "02.02.13", "2.2.8"]);
    let history = History::of(&readout);
    assert_eq!(history.periods[0].billing.index, "12");
    assert_eq!(history.periods.len(), 3);
    assert_eq!(readout.meter.manufacturer.as_deref(), Some("MCS"));
}

#[test]
fn metcom_sends_units_that_are_none() {
    let readout = read("metcom-mcs301-list2.iec");
    check(&readout, "13.7.0", &["0.000315 k"]);
    check(&readout, "1-0:14.7.0", &["0.05000 kHz"]);
    check(&readout, "1-0:81.7.2", &["-120.1 deg"]);
    check(&readout, "1-0:1.8.0", &["391.3 Wh"]);
}

#[test]
fn load_profiles_keep_ids_as_text_and_rows_get_units() {
    for (name, first_row) in [
        ("emh-lzqj-p01-6ch.iec", 4 + 12),
        ("metcom-p01-6ch.iec", 4 + 12),
    ] {
        let readout = read(name);
        let profile = set(&readout, "P.01");
        let shown: Vec<_> = profile.values.iter().map(shown).collect();
        assert!(shown[0].ends_with(" summer"), "{name}");
        assert_eq!(shown[1..4], ["flags", "15", "6"]);
        assert!(
            shown[4..first_row].iter().all(|value| value == "text"),
            "{name}"
        );
        assert!(shown[first_row].ends_with(" kW"), "{name}");
        assert!(shown[first_row + 2].ends_with(" kvar"), "{name}");
    }
    let readout = read("p01-4ch-kvarh-interval-energy.iec");
    let profile = set(&readout, "P.01");
    assert_eq!(shown(&profile.values[4 + 8]), "0.116 kWh");
    assert_eq!(shown(&profile.values[4 + 8 + 1]), "0.060 kvarh");
    let readout = read("emh-p01-8ch-kwh-deltas.iec");
    assert_eq!(
        shown(&set(&readout, "P.01").values[4 + 16 + 1]),
        "0.04088 kWh"
    );
    assert_eq!(read("metcom-p01-mcs5-4rows.iec").data_sets.len(), 1);
    assert!(read("metcom-p02-daily-registers.iec").data_sets.len() > 1);
}

#[test]
fn logbooks_tell_old_and_new_times() {
    let readout = read("emh-p98-log-with-old-new-time.iec");
    let entry: Vec<_> = readout.data_sets[0].values.iter().map(shown).collect();
    assert_eq!(
        entry,
        [
            "2022-08-26 23:56:46 summer",
            "flags",
            "empty",
            "2",
            "text",
            "empty",
            "text",
            "empty",
            "23:57:03 summer",
            "2022-08-26 summer"
        ]
    );
    let plain: Vec<_> = readout.data_sets[3].values.iter().map(shown).collect();
    assert_eq!(plain, ["2022-09-01 00:00:00 summer", "flags", "empty", "0"]);
    assert_eq!(read("emh-p98-long-log.iec").data_sets.len(), 13);
    let twice = read("emh-p200-same-timestamp.iec");
    assert_eq!(twice.data_sets[0].values[0], twice.data_sets[1].values[0]);
    assert_eq!(read("metcom-p98-log.iec").data_sets[0].values.len(), 10);
    assert_eq!(
        read("emh-p98-log.iec").data_sets[0].values[0],
        read("emh-p98-log.iec").data_sets[1].values[0]
    );
}

#[test]
fn emh_lists_hold_slashes_and_repeated_addresses() {
    let readout = read("emh-list3-fragment.iec");
    check(&readout, "0.3.0", &["5000.0000 imp/kWh"]);
    check(&readout, "2.35.0.01", &["7.0000 kW"]);
    let limit = set(&readout, "2.35.0.01");
    assert_eq!(limit.code.as_deref(), Some("1-0:2.35.0*01"));
    assert_eq!(limit.billing, None);
    let parameters = readout
        .data_sets
        .iter()
        .filter(|set| set.address == "0.2.1*50");
    assert_eq!(parameters.count(), 2);
    let readout = read("emh-table4-fragment.iec");
    check(&readout, "0.9.1", &["18:54:11 summer"]);
    check(&readout, "13.25", &["0.83 P/S"]);
    assert_eq!(set(&readout, "43.25").code.as_deref(), Some("1-0:43.25.0"));
    let readout = read("emh-table1-fragment.iec");
    check(&readout, "0.1.2*26", &["2019-07-01 00:00:00 summer"]);
    check(
        &readout,
        "1.6.1*25",
        &["0.476 kW", "2019-05-14 08:00:00 summer"],
    );
    assert_eq!(readout.meter.device_type.as_deref(), Some("LZQJ"));
}

#[test]
fn iskra_answers_without_an_address() {
    let readouts = answers("iskra-me162-readout-then-r1.trace");
    let bare = readouts
        .iter()
        .find(|readout| readout.data_sets[0].address.is_empty())
        .unwrap();
    assert_eq!(shown(&bare.data_sets[0].values[0]), "33402.264 kWh");
    assert_eq!(bare.data_sets[0].code, None);
    let readout = read("iskra-me162-readout.iec");
    check(&readout, "F.F", &["flags"]);
}

#[test]
fn energomera_repeats_names_or_continues() {
    let readouts = answers("energomera-ce102m-addressed.trace");
    let energies = &readouts[2].data_sets;
    assert_eq!(energies.len(), 1);
    assert_eq!(energies[0].values.len(), 6);
    assert_eq!(
        energies[0].name.as_deref(),
        Some("Active import, total and tariffs")
    );
    let readouts = answers("energomera-ce301v11-r1-sessions.trace");
    assert!(
        readouts
            .iter()
            .all(|readout| readout.problems.is_empty() && readout.block_check.is_ok() == Some(true))
    );
    let voltages = readouts
        .iter()
        .find(|readout| readout.data_sets[0].address == "VOLTA")
        .unwrap();
    assert_eq!(voltages.data_sets.len(), 3);
    let readouts = answers("energomera-ce102m-v01-r1-1.trace");
    let clocks: Vec<_> = readouts.iter().filter_map(clock).collect();
    assert_eq!(clocks.len(), 3);
    let whole = readouts.last().unwrap();
    check(whole, "STAT_", &["flags"]);
    check(whole, "TIME_", &["15:51:03"]);
    check(whole, "DATE_", &["2016-08-29"]);
    assert_eq!(set(whole, "GRF01").values.len(), 12);
    assert_eq!(set(whole, "GRF01").values[0].content, Content::Text);
    assert_eq!(
        whole.meter.serial_number.as_deref(),
        Some("010748065001474")
    );
    assert!(read("energomera-empty-answer.iec").data_sets.is_empty());
}

#[test]
fn a_serial_number_may_be_padded_with_a_blank() {
    let readout = read("lgz-zmd120apt-g03.iec");
    assert_eq!(set(&readout, "0.0.0").values[0].raw, " 20000");
    assert_eq!(readout.meter.serial_number.as_deref(), Some("20000"));
    assert_eq!(
        readout.meter.manufacturer_name.as_deref(),
        Some("Landis+Gyr (Zug)")
    );
}

#[test]
fn heat_meters_send_several_sets_a_line_and_several_numbers_a_value() {
    let readout = read("landis-uh50-gj.iec");
    check(&readout, "6.8", &["328.871 GJ"]);
    check(&readout, "6.33", &["0.744 m3/h"]);
    check(&readout, "6.35", &["60 min"]);
    check(&readout, "9.4", &["text"]);
    check(&readout, "6.8.1", &["empty"]);
    check(&readout, "9.36", &["2022-05-19 19:41:17"]);
    check(&readout, "6.36.1", &["2018-03-03"]);
    check(&readout, "6.36", &["text"]);
    check(&readout, "F", &["flags"]);
    check(&readout, "9.2", &["text"]);
    let energy = set(&readout, "6.8");
    assert_eq!(
        (energy.line, energy.code.as_deref()),
        (1, Some("6-0:6.8.0"))
    );
    assert_eq!(set(&readout, "6.26").line, 1);
    assert_eq!(set(&readout, "F").code.as_deref(), Some("0-0:F.F"));
    assert_eq!(readout.meter.serial_number.as_deref(), Some("66153690"));
    assert_eq!(readout.meter.device_type.as_deref(), Some("UH50"));
    assert!(clock(&readout).is_some());
    let history = History::of(&readout);
    assert_eq!(history.periods.len(), 2);
    assert_eq!(history.periods[0].billing.index, "01");

    let readout = read("landis-t550-mwh.iec");
    check(&readout, "6.8*01", &["323.272 MWh"]);
    check(&readout, "9.1", &["text"]);
    assert_eq!(readout.meter.serial_number.as_deref(), Some("66935074"));
    assert_eq!(readout.meter.property_number.as_deref(), Some("00073600"));
    check(&read("landis-uh50-kwh.iec"), "6.8", &["71813 kWh"]);
}

#[test]
fn a_damaged_digit_is_told_and_never_read_as_a_number() {
    let readout = read("landis-uh50-corrupted-digit.iec");
    check(&readout, "6.8", &["text"]);
    assert_eq!(readout.block_check.is_ok(), Some(true));
    check(&readout, "6.26", &["3329.67 m3"]);
}

#[test]
fn turkish_meters_pad_sign_and_never_tell_the_time() {
    let readout = read("tr-luna.iec");
    check(&readout, "33.7.0", &["1.00"]);
    check(&readout, "53.7.0", &["0.00"]);
    check(&readout, "1.6.0", &["0.000 kW", "text"]);
    check(&readout, "96.77.4*1", &["text"]);
    check(&readout, "96.80*2", &["text"]);
    check(&readout, "96.7.5", &["969", "text"]);
    check(&readout, "96.50", &["text"]);
    check(&readout, "0.8.0", &["15 min"]);
    check(&readout, "96.70", &["2018-04-06 16:05:00"]);
    check(&readout, "5.8.0", &["14172.850 kvarh"]);
    assert_eq!(readout.data_sets.last().unwrap().address, "96.7.5");
    assert_eq!(
        clock(&readout).map(|time| (
            time.date.unwrap().to_string(),
            time.time.unwrap().to_string()
        )),
        Some(("2019-05-10".to_owned(), "10:29:08".to_owned()))
    );
    let history = History::of(&readout);
    let indexes: Vec<_> = history
        .periods
        .iter()
        .map(|p| p.billing.index.as_str())
        .collect();
    assert_eq!(indexes, ["1", "2"]);

    let readout = read("tr-makel.iec");
    check(&readout, "96.77.2*1", &["text"]);
    check(&readout, "1.6.0", &["0.060 kW", "2018-12-13 17:15:00"]);
    let readout = read("tr-kohler.iec");
    assert_eq!(readout.meter.device_type.as_deref(), Some("AEL.TF.21"));
    assert_eq!(set(&readout, "31.7.1").name, None);
    check(&readout, "31.7.1", &["200.00 %"]);
    check(&readout, "31.7.2", &["text"]);
    assert_eq!(History::of(&readout).periods.len(), 12);
    assert_eq!(History::of(&readout).periods[11].billing.index, "12");
}

#[test]
fn td3511_pads_nothing_and_says_the_time_twice() {
    let readout = read("siemens-td3511.iec");
    check(&readout, "1.8.0", &["31550.191 kWh"]);
    check(&readout, "81.7.4", &["-80.7 deg"]);
    check(&readout, "14.7", &["49.96 Hz"]);
    let clocks = readout
        .data_sets
        .iter()
        .filter(|set| set.address == "0.9.1");
    assert_eq!(clocks.count(), 2);
}

#[test]
fn mt174_has_fifteen_periods_of_history() {
    let readout = read("iskra-mt174-0001-full.iec");
    assert_eq!(readout.data_sets.len(), 343);
    check(
        &readout,
        "1-0:1.6.0*255",
        &["2.468 kW", "2017-03-10 09:30:00"],
    );
    check(&readout, "1-0:0.9.2*255", &["2017-03-18 normal"]);
    check(&readout, "0-0:C.51.2*255", &["2014-07-16 10:10:53 summer"]);
    let history = History::of(&readout);
    assert_eq!(history.periods.len(), 15);
    assert_eq!(history.periods[0].billing.index, "01");
    let closed = history.periods[0].closed.unwrap();
    assert_eq!(closed.date.unwrap().to_string(), "2017-03-01");
    let row = history
        .rows
        .iter()
        .find(|row| readout.data_sets[row.present.unwrap()].address == "1-0:1.8.0*255")
        .unwrap();
    assert_eq!(row.stored.len(), 15);
    let newest = &readout.data_sets[row.in_period(0).unwrap()];
    assert_eq!(newest.address, "1-0:1.8.0*01");
    assert_eq!(shown(&newest.values[0]), "7904.135 kWh");
    assert_eq!(row.in_period(15), None);
    assert_eq!(readout.meter.serial_number.as_deref(), Some("63355730"));
    assert_eq!(
        readout.meter.property_number.as_deref(),
        Some("1ISK0063355730")
    );
    assert_eq!(readout.meter.firmware.as_deref(), Some("1.03"));
    assert_eq!(readout.meter.device_type.as_deref(), Some("MT174"));
    let short = read("iskra-mt174-0002-short.iec");
    check(&short, "1-0:0.9.2*255", &["2022-01-27 normal"]);
}

#[test]
fn texts_that_look_like_numbers_stay_texts() {
    let readout = read("iprt-itr5em214.iec");
    check(&readout, "0.2.0", &["text"]);
    check(&readout, "C.5.0", &["text"]);
    check(&readout, "C.1", &["text"]);
    check(&readout, "C.13.21", &["1 s"]);
    check(&readout, "C.13.22", &["text"]);
    check(&readout, "31.7.0", &["0.8 A"]);
    check(&readout, "C.8.1", &["24616.21 h"]);
    let readout = read("kaifa-ma309m-no-endmark.iec");
    check(&readout, "C.90.2", &["text"]);
    check(&readout, "0.0.0", &["text"]);
    let readout = read("logarex-lk13.iec");
    check(&readout, "1-0:0.2.0*255", &["text"]);
    let day = set(&readout, "1-0:1.8.0*96");
    assert_eq!(day.billing, None);
    assert_eq!(day.name.as_deref(), Some("Active import, total, last day"));
    let readout = read("lgz-zmd310ct-c3-status.iec");
    check(&readout, "1-1:C.3.4", &["text"]);
    check(&readout, "1-1:C.4.0", &["flags"]);
    check(&readout, "1-1:1.2.1", &["501.70 kW"]);
    check(&readout, "1-1:0.9.1", &["14:50:51"]);
    check(&readout, "1-1:0.1.2", &["00:00:00"]);
    check(&readout, "1-1:0.1.3", &["2024-11-01"]);
    assert_eq!(readout.meter.serial_number.as_deref(), Some("97734234"));
}

#[test]
fn history_without_units_inherits_them() {
    let readout = read("elster-as1440-v921.iec");
    check(&readout, "1.8.1*32", &["51967.9 kWh"]);
    check(&readout, "2.8.1*18", &["31870.4 kWh"]);
    assert_eq!(set(&readout, "1.8.1*32").values[0].raw, "051967.9");
    let history = History::of(&readout);
    assert_eq!(history.periods[0].billing.index, "32");
}

#[test]
fn other_makes_decode_as_they_are() {
    let readout = read("kamstrup-mc66-meterlogger-dump.iec");
    assert_eq!(set(&readout, "6.8").code.as_deref(), Some("6-0:6.8.0"));
    assert_eq!(readout.meter.serial_number.as_deref(), Some("00000000040"));
    let readout = read("apator-norax3-fragment.iec");
    check(&readout, "0-0:1.0.0", &["2021-07-12 22:20:17"]);
    check(&readout, "1-0:1.8.1*101", &["1.329 kWh"]);
    assert!(!readout.complete);
    let readout = read("itron-ace3000-260-clean.iec");
    assert_eq!(
        readout.meter.serial_number.as_deref(),
        Some("1126110052708491")
    );
    assert_eq!(readout.meter.device_type.as_deref(), Some("ACE3000"));
    let readout = read("sagemcom-t210d-r.iec");
    check(&readout, "1-0:3.8.0", &["747 varh"]);
    let readout = read("fluvius-peaks.iec");
    check(
        &readout,
        "1-0:1.6.0",
        &["2023-11-02 11:45:00 normal", "3.064 kW"],
    );
    let peaks: Vec<_> = set(&readout, "0-0:98.1.0")
        .values
        .iter()
        .map(shown)
        .collect();
    assert_eq!(peaks[..3], ["4", "text", "text"]);
    assert_eq!(peaks[4], "text");
    assert_eq!(peaks[5], "0.000 kW");
    let readout = read("elgama-data-not-ready-err12.iec");
    assert_eq!(readout.data_sets[0].values[0].raw, "ERR12");
    let readouts = answers("lgz-e230-zmr110-fragments.trace");
    assert_eq!(readouts[0].meter.serial_number.as_deref(), Some("30940936"));
}

#[test]
fn p1_telegrams_with_filler_behind_the_end_decode() {
    for name in [
        "telegram_esy5q3db1024_v304.txt",
        "telegram_unpadded_crc.txt",
        "telegram_v4_2.txt",
        "telegram_v2_2.txt",
    ] {
        let readout = read(&format!("dsmr/{name}"));
        assert!(!readout.data_sets.is_empty(), "{name}");
        assert!(
            readout
                .problems
                .iter()
                .all(|problem| problem.message.starts_with("text outside")),
            "{name} {:?}",
            readout.problems
        );
    }
}
