//! Meters that push, heat meters, Turkish and Russian ones, and single answers.

use super::*;

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
