//! Visits: whatever the files of one hold, it is listed and either opens or says why not;
//! and a readout in JSON stands to be looked at and written again.

use flagport::archive::{Archive, Found, Visit, open};
use flagport::export::programme::writes_from_json;
use flagport::export::readout_from_json;
use flagport::profile;

use super::data_sets::stands_to_be_looked_at;
use super::place::Place;
use super::{chosen, exports};

thread_local! {
    static PLACE: Place = a_visit();
}

/// Where the visit is below the folder of visits.
pub const VISIT: &str = "2026-11-22_190000_1";

/// The files of a visit, each with what it holds.
pub const FILES: [(&str, &str); 5] = [
    (
        "visit.json",
        r#"{"format":"flagport.visit.v1","kind":"load-profile","serial_number":"1","manufacturer":"ISK","device_type":null,"identification_line":"/ISk5MT174-0001","stored_at":"2026-11-22T19:00:00+00:00","complete":true,"data_sets":1,"port":"sim:iskra-mt174","duration_ms":1}"#,
    ),
    (
        "readout.json",
        r#"{"format":"flagport.readout.v1","meter":{"identification_line":"/ISk5MT174-0001","manufacturer":"ISK","manufacturer_name":null,"identification":null,"mode":"C","baud":9600,"serial_number":"1"},"profile":null,"read_at":"2026-11-22T19:00:00+00:00","clock_drift_seconds":1,"complete":true,"block_check":{"kind":"xor","received":"44","computed":"44","ok":true},"data_sets":[{"line":1,"address":"1.8.0","code":"1-0:1.8.0","name":null,"billing":null,"values":[{"raw":"1*kWh","kind":"number","value":"1","unit":"kWh"}]}],"problems":[]}"#,
    ),
    (
        "telegram.iec",
        "/ISk5MT174-0001\r\n\u{2}P.01(0231113101500)(00)(15)(1)(1.5)(kW)\r\n(1)\r\n\u{3}D",
    ),
    ("line.trace", "# flagport.trace.v1\n# 0.167\n> /?!\\r\\n\n"),
    (
        "writes.json",
        r#"{"format":"flagport.writes.v1","writes":[{"address":"0.8.0","name":"x","before":"60","wanted":"15","after":"15","outcome":"verified","detail":null,"command":"W5 0.8.0(15)","ended_at":"2026-11-22T19:00:00+00:00"}]}"#,
    ),
];

/// A folder of visits with a sound one in it.
pub fn a_visit() -> Place {
    let place = Place::default();
    for (name, text) in FILES {
        place.put(&format!("{VISIT}/{name}"), text.as_bytes());
    }
    place
}

pub fn check(data: &[u8]) {
    let Some((choice, bytes)) = chosen(data) else {
        return;
    };
    if let Ok(readout) = readout_from_json(bytes) {
        stands_to_be_looked_at(&readout);
        let found = Found {
            readout,
            raw: Vec::new(),
        };
        exports::written(&found, false);
    }
    if let Ok(writes) = writes_from_json(bytes, profile::find("iskra-mt174")) {
        assert!(writes.len() <= bytes.len());
    }
    let Some((name, text)) = FILES.get(choice % FILES.len()) else {
        return;
    };
    PLACE.with(|place| {
        let file = format!("{VISIT}/{name}");
        place.put(&file, bytes);
        holds(place);
        place.put(&file, text.as_bytes());
    });
}

/// The one visit of `place` is listed, and opens or says why not.
pub fn holds(place: &Place) {
    let archive = Archive::at(place.path());
    let entries = archive.list().expect("any visit can be listed");
    let [entry] = entries.as_slice() else {
        panic!("{} visits of one", entries.len());
    };
    let loaded = Visit::load(&entry.path);
    assert!(loaded.is_err() || entry.info.is_ok());
    let found = archive.find_by_serial("").expect("any visit can be listed");
    assert_eq!(found.len(), usize::from(entry.info.is_ok()));
    match (open(&entry.path), loaded) {
        (Ok(opened), Ok(visit)) => {
            let [found] = opened.readouts.as_slice() else {
                panic!("{} readouts of one visit", opened.readouts.len());
            };
            assert_eq!(found.readout, visit.readout);
            stands_to_be_looked_at(&visit.readout);
        }
        (Ok(opened), Err(_)) => assert!(!opened.readouts.is_empty()),
        (Err(error), Err(_)) => assert!(!error.to_string().is_empty()),
        (Err(error), Ok(_)) => panic!("{error} of a visit that loads"),
    }
}
