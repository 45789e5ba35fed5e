//! Meters after the Turkish specification, which writes with the cover open.

use std::time::Duration;

use crate::codec::BlockCheckKind;
use crate::sim::kind::{Answers, Manner, MeterType};
use crate::sim::programming::Programming;

pub(super) const MAKEL_C500: MeterType = MeterType {
    name: "makel-c500",
    summary: "Makel C500 (Türkiye), mode C at 9600 Bd, answers to /?MSY80099921! too",
    manufacturer: "Makel",
    identification: "/MSY5<1>C500.KMY.2556",
    check: BlockCheckKind::Xor,
    clock_error: -65,
    readout: content!("makel-c500"),
    manner: Manner::Answers(Answers {
        addresses: &["80099921", "MSY80099921"],
        reaction: Duration::from_millis(250),
        lists: &[('6', content!("makel-c500-short"))],
        programming: Some(Programming::STANDARD),
        ..Answers::STANDARD
    }),
};
