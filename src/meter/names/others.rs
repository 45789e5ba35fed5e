//! Names of registers of heat, gas and water meters.
//!
//! Reduced codes of heat meters carry the numbers of EN 1434 meters (6.8, 9.36);
//! full ones the quantities of IEC 62056-6-1 (6-0:1.0.0). Both stand under A = 6
//! and do not meet. Source of the former: readouts of UH50, T550 and Multical 66.

use super::Name;
use crate::meter::code::{Code, Medium};

pub(super) fn name(code: &Code, medium: Medium, name: &mut Name) -> Option<()> {
    match (medium, code.c) {
        (Medium::Heat, 0 | 6 | 8 | 9) => heat(code, name),
        (_, 0) if (code.d, code.e) == (0, 0) => {
            name.part("Serial number");
            Some(())
        }
        _ => quantity(code, medium, name),
    }
}

fn heat(code: &Code, name: &mut Name) -> Option<()> {
    if code.c == 6 && matches!(code.d, 8 | 26) {
        name.part(if code.d == 8 { "Heat energy" } else { "Volume" });
        match code.e {
            0 => name.part("total"),
            tariff => name.numbered("tariff", tariff),
        }
        return Some(());
    }
    name.part(match (code.c, code.d, code.e) {
        (0, 0, _) => "Serial number",
        (6, 4, 0) => "Power now",
        (6, 6, 0) => "Maximum power",
        (6, 27, 0) => "Flow now",
        (6, 29, 0) => "Flow temperature",
        (6, 28, 0) => "Return temperature",
        (6, 30, 0) => "Temperature difference",
        (6, 31, 0) => "Operating hours",
        (6, 32, 0) => "Fault hours",
        (6, 33, 0) => "Maximum flow",
        (6, 35, 0) => "Measuring period",
        (6, 36, 0) => "Key day",
        (6, 36, e) => {
            name.numbered("Date of maximum", e);
            return Some(());
        }
        (9, 1, 0) => "Settings and firmware",
        (9, 4, 0) => "Maximum temperatures, flow and return",
        (9, 20, 0) => "Device number",
        (9, 21, 0) => "Property number",
        (9, 24, 0) => "Nominal flow",
        (9, 31, 0) => "Flow hours",
        (9, 36, 0) => "Date and time",
        _ => return None,
    });
    Some(())
}

fn quantity(code: &Code, medium: Medium, name: &mut Name) -> Option<()> {
    let energy = match medium {
        Medium::Heat => "Heat energy",
        Medium::Cooling => "Cooling energy",
        _ => "",
    };
    let text = match (medium, code.c) {
        (Medium::Heat | Medium::Cooling, 1) => energy,
        (Medium::Heat | Medium::Cooling, 2) => "Volume",
        (Medium::Heat | Medium::Cooling, 8) => "Power",
        (Medium::Heat | Medium::Cooling, 9) => "Flow",
        (Medium::Heat | Medium::Cooling, 10) => "Flow temperature",
        (Medium::Heat | Medium::Cooling, 11) => "Return temperature",
        (Medium::Heat | Medium::Cooling, 12) => "Temperature difference",
        (Medium::Gas, 3) => "Gas volume",
        (Medium::Gas, 42) => "Gas pressure",
        (Medium::Gas, 43) => "Gas flow",
        (Medium::Gas, 41) => "Gas temperature",
        (Medium::ColdWater, 1) => "Cold water volume",
        (Medium::ColdWater, 2) => "Cold water flow",
        (Medium::HotWater, 1) => "Hot water volume",
        (Medium::HotWater, 2) => "Hot water flow",
        (Medium::HeatCostAllocator, 1) => "Heat cost units",
        _ => return None,
    };
    if code.d != 0 || code.e != 0 {
        return None;
    }
    name.part(text);
    Some(())
}
