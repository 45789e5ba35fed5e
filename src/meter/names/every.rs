//! Every name that a register can have, for tests that none may escape.

use std::collections::BTreeSet;

use super::plain::NAMES;
use super::{of_address, of_code};
use crate::codec::{DataMessage, Identification};
use crate::meter::code::{Code, Medium};
use crate::meter::{Context, decode};

/// All names, the spans of Logarex meters among them.
pub(crate) fn every_name() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let plain = NAMES.iter().map(|(address, _)| *address).chain(["GRF01"]);
    names.extend(plain.filter_map(of_address).map(str::to_owned));
    for prefix in ["0-0:", "0-1:", "1-0:"] {
        for c in (0..=0).chain([81]).chain(96..=99) {
            for d in 0..=255 {
                for e in (0..=77).chain([255]) {
                    names.extend(name(prefix, Medium::Electricity, [c, d, e]));
                }
            }
        }
    }
    let media = [
        ("0-0:", Medium::Electricity),
        ("1-0:", Medium::Electricity),
        ("4-0:", Medium::HeatCostAllocator),
        ("5-0:", Medium::Cooling),
        ("6-0:", Medium::Heat),
        ("7-0:", Medium::Gas),
        ("8-0:", Medium::ColdWater),
        ("9-0:", Medium::HotWater),
    ];
    for (prefix, medium) in media {
        for c in 0..=95 {
            for d in 0..=60 {
                for e in [0, 1, 2, 3, 4, 5, 124, 128, 255] {
                    names.extend(name(prefix, medium, [c, d, e]));
                }
            }
        }
    }
    names.extend(spans());
    names
}

fn name(prefix: &str, medium: Medium, [c, d, e]: [u8; 3]) -> Option<String> {
    let code = Code::parse(&format!("{prefix}{c}.{d}.{e}"), medium)?;
    of_code(&code)
}

/// The names of stored values of a make that numbers spans of days.
fn spans() -> impl Iterator<Item = String> {
    let maker = Identification::parse("/LOG5LK13BE");
    let text: String = (0..=254)
        .map(|f| format!("1-0:1.8.0*{f}(000001.0*kWh)\r\n"))
        .collect();
    let readout = decode(
        maker.as_ref(),
        &DataMessage::framed(text),
        Context::default(),
    );
    readout.data_sets.into_iter().filter_map(|set| set.name)
}
