//! Load profiles and logbooks that real meters sent, as files and converted.

use std::path::Path;

use flagport::archive;
use flagport::export::{Format, Style, readout_from_json, render};
use flagport::meter::Readout;
use flagport::meter::load_profile::{
    Axis, ChannelKind, Shown, Stretch, View, aggregate, exact, register_of,
};

/// The readout and the telegram of a capture.
fn capture(name: &str) -> (Readout, Vec<u8>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/captures");
    let mut opened = archive::open(&folder.join(name)).unwrap();
    assert_eq!(opened.readouts.len(), 1, "{name}");
    let found = opened.readouts.remove(0);
    (found.readout, found.raw)
}

fn rendered(name: &str, format: Format) -> String {
    let (readout, raw) = capture(name);
    String::from_utf8(render(&readout, &raw, format, Style::default()).unwrap()).unwrap()
}

fn lines(name: &str) -> Vec<String> {
    let csv = rendered(name, Format::Csv);
    csv.lines().take(3).map(str::to_owned).collect()
}

#[test]
fn load_profiles_as_sent_become_csv_with_a_column_per_channel() {
    assert_eq!(
        lines("metcom-p01-mcs5-4rows.iec"),
        [
            "time,season,status,flags,1-0:1.5.0 [kW],1-0:2.5.0 [kW],1-0:5.5.0 [kvar],\
             1-0:6.5.0 [kvar],1-0:7.5.0 [kvar],1-0:8.5.0 [kvar]",
            "2022-04-01T01:00:00,summer,08,summer-time,0.30499,0.00000,0.00000,0.00000,0.00000,\
             0.00728",
            "2022-04-01T01:15:00,summer,08,summer-time,0.31774,0.00000,0.00001,0.00000,0.00000,\
             0.00480",
        ]
    );
    assert_eq!(
        lines("p01-4ch-kvarh-interval-energy.iec")[1],
        "2021-04-30T00:15:00,summer,00,,0.116,0.060,0.000,0.022"
    );
}

#[test]
fn logbooks_as_sent_become_csv_with_a_row_per_entry() {
    assert_eq!(
        lines("emh-p98-log.iec")[1],
        "2004-10-07T09:57:03,summer,00002000,log-cleared,Log cleared,"
    );
}

#[test]
fn readouts_in_json_hold_load_profiles_and_logbooks() {
    let file = |name| -> serde_json::Value {
        let text = rendered(name, Format::Json);
        readout_from_json(text.as_bytes()).unwrap();
        serde_json::from_str(&text).unwrap()
    };
    let profile = &file("emh-p01-8ch-kwh-deltas.iec")["load_profiles"][0];
    assert_eq!(profile["code"], "P.01");
    assert_eq!(profile["period_minutes"], 15);
    assert_eq!(profile["channels"][6]["code"], "1-2:1.29.0");
    assert_eq!(profile["channels"][0]["kind"], "energy");
    assert_eq!(profile["entries"][0]["values"][1], "0.04088");
    let logbook = &file("emh-p98-log.iec")["logbooks"][0];
    assert_eq!(logbook["code"], "P.98");
    assert_eq!(logbook["entries"][0]["flags"][0], "log-cleared");
    assert_eq!(logbook["entries"][0]["status"], "00002000");
}

#[test]
fn daily_registers_give_the_energy_of_each_day() {
    let (readout, _) = capture("metcom-p02-daily-registers.iec");
    let profile = &readout.load_profiles[0];
    assert_eq!(profile.channels[0].kind, ChannelKind::Register);
    let axis = Axis::of(profile);
    let view = View {
        as_: Shown::Energy,
        factor: None,
    };
    let energy = |entry| exact(profile, &axis, entry, 0, view).map(|value| value.to_string());
    assert_eq!(energy(0), None);
    assert_eq!(energy(1).as_deref(), Some("5.7100"));
    assert_eq!(energy(2).as_deref(), Some("7.5758"));
    let register = register_of(&profile.channels[0]).unwrap();
    assert_eq!(register.to_string(), "1-0:1.8.0");
    // The value of midnight belongs to the day that it ends.
    let days = aggregate(profile, &axis, 0, view, Stretch::Day).rows;
    assert_eq!(days[1].part.date().to_string(), "2023-11-22");
    assert_eq!(
        days[1].sum.map(|sum| sum.to_string()).as_deref(),
        Some("5.7100")
    );
    assert_eq!(days[1].missing(), 0);
}
