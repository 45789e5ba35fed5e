//! Profiles out of readouts.

use super::*;
use crate::codec::DataMessage;
use crate::meter::{Context, decode};
use crate::profile::{choose, parse, problems, to_text};

fn readout(line: &str, block: &str) -> Readout {
    let identification = Identification::parse(line);
    let data = DataMessage::framed(block);
    decode(identification.as_ref(), &data, Context::default())
}

const BLOCK: &str = "F.F(00000000)\r\n0.0.0(12345678)\r\n0.9.1(141806)\r\n0.9.2(230103)\r\n\
    1.8.1(000123.40*kWh)\r\n1.8.1*05(000120.00*kWh)\r\n1-0:1.8.1*255(000123.40*kWh)\r\n\
    0.8.0(15*min)\r\nWHAT EVER(1)\r\n!\r\n";

#[test]
fn a_readout_becomes_a_profile_that_only_reads() {
    let profile = from_readout(&readout("/XYZ5AB123-0001", BLOCK));
    assert_eq!(profile.name, "xyz-ab123");
    assert_eq!(profile.matches.manufacturers, ["XYZ"]);
    assert_eq!(profile.matches.identifications, ["AB123"]);
    let addresses: Vec<&str> = profile
        .registers
        .iter()
        .map(|register| register.address.as_str())
        .collect();
    assert_eq!(
        addresses,
        ["F.F", "0.0.0", "0.9.1", "0.9.2", "1.8.1", "0.8.0"]
    );
    assert!(
        profile
            .registers
            .iter()
            .all(|register| register.write_level().is_none())
    );
    let energy = profile.register("1.8.1").unwrap();
    assert_eq!(energy.name, "Active import, tariff 1");
    assert_eq!(
        (energy.group.as_str(), energy.unit.as_str()),
        ("Energies", "kWh")
    );
    assert!(energy.volatile);
    assert_eq!(energy.show("000123.40*kWh").to_string(), "123.40 kWh");
    assert!(profile.register("0.0.0").unwrap().identity);
    assert_eq!(profile.serial_register.as_deref(), Some("0.0.0"));
    let clock = profile.clock.as_ref().unwrap();
    let forms: Vec<&str> = clock.read.iter().map(|part| part.form.as_str()).collect();
    assert_eq!(forms, ["hhmmss", "YYMMDD"]);
    assert_eq!(profile.verified, Verified::Telegram);
    let text = to_text(&profile);
    assert_eq!(problems("new.ron", &text), []);
    assert_eq!(parse("new.ron", &text), Ok(profile));
}

#[test]
fn every_readout_becomes_a_profile() {
    let check = |line: &str, block: &str, name: &str| {
        let profile = from_readout(&readout(line, block));
        assert_eq!(profile.name, name, "{line}");
        assert_eq!(problems("new.ron", &to_text(&profile)), [], "{line}");
    };
    check("", "!\r\n", "my-meter");
    check("/LGZ5\\2ZMD3104107.B32", BLOCK, "lgz-zmd3104107");
    check(
        "/EKT5CE102Mv01",
        "ET0PE(1.2)\r\n(3.4)\r\n!\r\n",
        "ekt-ce102mv01",
    );
    check(
        "/Els6EK270",
        "1:400.0(2024-01-31,12:00:00)\r\n!\r\n",
        "els-ek270",
    );
    check("/ABC0   ---", BLOCK, "abc");
    check("/ABC0\\@", "(1)(2)\r\n0.0.0()\r\n!\r\n", "abc");
}

#[test]
fn the_new_profile_fits_the_meter_it_was_made_from() {
    let line = "/LGZ5\\2ZMD3104107.B32";
    let profile = from_readout(&readout(line, BLOCK));
    let identification = Identification::parse(line).unwrap();
    let built_in = choose(&identification).fit(&identification);
    assert!(profile.fit(&identification) > built_in);
}
