//! Elster: the electricity meters of both houses and the gas converter.

use crate::codec::BlockCheckKind;
use crate::sim::kind::{Answers, Manner, MeterType};
use crate::sim::programming::Programming;

pub(super) const ELSTER_AS1440: MeterType = MeterType {
    name: "elster-as1440",
    summary: "Elster AS1440, mode C at 9600 Bd, stored values without units",
    manufacturer: "Elster",
    identification: r"/ABB5\@V9.21",
    check: BlockCheckKind::Xor,
    clock_error: 95,
    readout: content!("elster-as1440"),
    manner: Manner::Answers(Answers {
        addresses: &["03224928"],
        programming: Some(Programming::STANDARD),
        ..Answers::STANDARD
    }),
};
