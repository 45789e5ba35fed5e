//! Electricity meters read through their optical port: L+G, Iskraemeco, EMH,
//! MetCom, Siemens, Elster, Logarex, Kaifa.

use super::*;

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
