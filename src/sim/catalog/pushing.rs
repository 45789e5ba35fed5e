//! Meters that send unasked.

use std::time::Duration;

use crate::codec::BlockCheckKind;
use crate::sim::kind::{Manner, MeterType};
use crate::transport::LineSettings;

pub(super) const EASYMETER_Q3D: MeterType = MeterType {
    name: "easymeter-q3d",
    summary: "EasyMeter Q3D, sends unasked every 2 s at 9600 Bd, feeds in",
    manufacturer: "EasyMeter",
    identification: "/ESY5Q3DA1024 V3.03",
    check: BlockCheckKind::None,
    clock_error: 0,
    readout: content!("easymeter-q3d"),
    manner: Manner::Pushes {
        settings: LineSettings::seven_even(9600),
        period: Duration::from_secs(2),
    },
};

pub(super) const HAGER_EHZ: MeterType = MeterType {
    name: "hager-ehz",
    summary: "Hager eHZ, sends unasked every second at 9600 Bd",
    manufacturer: "Hager",
    identification: "/HAG5eHZ010C_EHZ1vA02",
    check: BlockCheckKind::None,
    clock_error: 0,
    readout: content!("hager-ehz"),
    manner: Manner::Pushes {
        settings: LineSettings::seven_even(9600),
        period: Duration::from_secs(1),
    },
};

pub(super) const DSMR_P1: MeterType = MeterType {
    name: "dsmr-p1",
    summary: "Kaifa MA105 with a P1 port (DSMR 4), sends unasked every 10 s at 115200 Bd 8N1",
    manufacturer: "Kaifa",
    identification: "/KFM5KAIFA-METER",
    check: BlockCheckKind::Crc16,
    clock_error: 1,
    readout: content!("dsmr-p1"),
    manner: Manner::Pushes {
        settings: LineSettings::eight_none(115_200),
        period: Duration::from_secs(10),
    },
};
