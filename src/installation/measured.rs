//! One instantaneous value: what was sent, and the same in its base unit.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::meter::{Content, DataSet, Value, quantity};

/// A value in V, A, W, var, VA, Hz, degrees, or a plain factor.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// In the base unit.
    pub value: Decimal,
    /// What the last digit sent is worth, in the base unit.
    pub step: Decimal,
    /// As sent, `-000073.69`.
    pub digits: String,
    /// As sent, in its normal spelling.
    pub unit: Option<String>,
}

/// What a quantity is measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Voltage,
    Current,
    /// Active, reactive or apparent.
    Power,
    Frequency,
    Factor,
    Angle,
}

impl Measured {
    /// The number that `set` is about, if it is one of that kind.
    pub(super) fn of(set: &DataSet, kind: Kind) -> Option<Measured> {
        Measured::of_value(set.values.first()?, kind)
    }

    pub(super) fn of_value(sent: &Value, kind: Kind) -> Option<Measured> {
        let Content::Number { value, unit } = &sent.content else {
            return None;
        };
        let (numerator, denominator) = factor(kind, unit.as_deref().unwrap_or_default())?;
        let scaled = |number: Decimal| {
            let number = number.checked_mul(Decimal::from(numerator))?;
            number.checked_div(Decimal::from(denominator))
        };
        Some(Measured {
            value: scaled(*value)?,
            step: scaled(Decimal::new(1, value.scale()))?,
            digits: quantity::digits(&sent.raw).trim().to_owned(),
            unit: unit.clone(),
        })
    }

    /// The value where something is drawn or an angle computed.
    pub fn get(&self) -> f64 {
        self.value.to_f64().unwrap_or_default()
    }

    /// What the last digit is worth.
    pub(super) fn step(&self) -> f64 {
        self.step.to_f64().unwrap_or_default()
    }

    /// Whether it differs from zero by more than its last digit.
    pub(super) fn is_felt(&self) -> bool {
        self.value.abs() > self.step
    }

    /// The same the other way round: what is exported, as import.
    pub(super) fn negated(&self) -> Measured {
        let bare = self.digits.trim_start_matches(['+', '-']);
        let digits = if self.value.is_zero() || self.digits.starts_with('-') {
            bare.to_owned()
        } else {
            format!("-{bare}")
        };
        Measured {
            value: -self.value,
            digits,
            ..self.clone()
        }
    }

    /// What is left of it when `other`, the opposite direction, is taken off.
    pub(super) fn less(self, other: Option<Measured>) -> Measured {
        match other {
            Some(other) if other.value.abs() > self.value.abs() => other.negated(),
            _ => self,
        }
    }

    /// The same for a number that was sent in thousands, without saying so.
    pub(super) fn in_kilo(self) -> Option<Measured> {
        if self.unit.is_some() {
            return Some(self);
        }
        Some(Measured {
            value: self.value.checked_mul(Decimal::ONE_THOUSAND)?,
            step: self.step.checked_mul(Decimal::ONE_THOUSAND)?,
            ..self
        })
    }
}

/// What a unit is worth in the base unit, as a fraction.
fn factor(kind: Kind, unit: &str) -> Option<(u32, u32)> {
    const MILLION: u32 = 1_000_000;
    let bare = match kind {
        Kind::Voltage => "V",
        Kind::Current => "A",
        Kind::Frequency => "Hz",
        Kind::Power => return power_factor(unit),
        Kind::Factor => {
            return match unit {
                "" => Some((1, 1)),
                "k" => Some((1000, 1)),
                "%" => Some((1, 100)),
                _ => None,
            };
        }
        Kind::Angle => {
            return matches!(unit, "" | "deg" | "Grad" | "grad").then_some((1, 1));
        }
    };
    match unit.strip_suffix(bare).unwrap_or(unit) {
        "" => Some((1, 1)),
        "k" | "K" => Some((1000, 1)),
        "m" => Some((1, 1000)),
        "M" => Some((MILLION, 1)),
        _ => None,
    }
}

fn power_factor(unit: &str) -> Option<(u32, u32)> {
    let prefix = ["W", "var", "VA"]
        .iter()
        .find_map(|bare| unit.strip_suffix(bare));
    match prefix.unwrap_or(unit) {
        "" => Some((1, 1)),
        "k" => Some((1000, 1)),
        "M" => Some((1_000_000, 1)),
        "G" => Some((1_000_000_000, 1)),
        "m" => Some((1, 1000)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::DataMessage;
    use crate::meter::{Context, decode};

    fn of(line: &str, kind: Kind) -> Option<Measured> {
        let data = DataMessage::framed(format!("{line}\r\n!\r\n"));
        let readout = decode(None, &data, Context::default());
        Measured::of(&readout.data_sets[0], kind)
    }

    #[test]
    fn units_come_down_to_one() {
        let check = |line: &str, kind, value: &str, step: &str| {
            let found = of(line, kind).unwrap_or_else(|| panic!("{line}"));
            assert_eq!(found.value, value.parse().unwrap(), "{line}");
            assert_eq!(found.step, step.parse().unwrap(), "{line}");
        };
        check("32.7.0(0.2301*kV)", Kind::Voltage, "230.1", "0.1");
        check("32.7.0(230.1*V)", Kind::Voltage, "230.1", "0.1");
        check("32.7.0(230.1)", Kind::Voltage, "230.1", "0.1");
        check("31.7.0(0050*mA)", Kind::Current, "0.05", "0.001");
        check("31.7.0(+001.2*A)", Kind::Current, "1.2", "0.1");
        check("21.7.0(00.024*kW)", Kind::Power, "24", "1");
        check("21.7.0(-000073.69*W)", Kind::Power, "-73.69", "0.01");
        check("21.7.0(0.5*MW)", Kind::Power, "500000", "100000");
        check("23.7.0(0.134*kVAr)", Kind::Power, "134", "1");
        check("14.7.0(0.05000*kHz)", Kind::Frequency, "50", "0.01");
        check("33.7.0(0.000327*k)", Kind::Factor, "0.327", "0.001");
        check("33.7.0(-1.000)", Kind::Factor, "-1", "0.001");
        check("81.7.4(-80.7*Deg)", Kind::Angle, "-80.7", "0.1");
    }

    #[test]
    fn what_is_no_such_quantity_is_none() {
        assert_eq!(of("32.7.0(002.00*%)", Kind::Voltage), None);
        assert_eq!(of("32.7.0()", Kind::Voltage), None);
        assert_eq!(of("32.7.0(ER05)", Kind::Voltage), None);
        assert_eq!(of("31.7.0(5.0*V)", Kind::Current), None);
        let huge = "32.7.0(79228162514264337593543950335*kV)";
        assert_eq!(of(huge, Kind::Voltage), None);
    }

    #[test]
    fn an_export_is_a_negative_import_in_its_own_digits() {
        let import = of("21.7.0(0.000*kW)", Kind::Power).unwrap();
        let export = of("22.7.0(1.132*kW)", Kind::Power).unwrap();
        let both = import.clone().less(Some(export));
        assert_eq!(both.digits, "-1.132");
        assert_eq!(both.get(), -1132.0);
        assert_eq!(import.clone().less(None), import);
        assert_eq!(import.negated().digits, "0.000");
    }
}
