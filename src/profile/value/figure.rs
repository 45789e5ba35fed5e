//! Decimal numbers of registers: scale, width, limits. No floating point.

use rust_decimal::Decimal;

use super::{Shown, ValueError, is_same_unit};
use crate::meter::number;
use crate::profile::{Kind, RegisterDef};

/// A register that holds a number.
pub(super) struct Figure<'a> {
    register: &'a RegisterDef,
    min: Option<Decimal>,
    max: Option<Decimal>,
    decimals: u8,
    width: u8,
    scale: i8,
}

impl<'a> Figure<'a> {
    pub(super) fn of(register: &'a RegisterDef) -> Option<Figure<'a>> {
        match register.kind {
            Kind::Number {
                min,
                max,
                decimals,
                width,
                scale,
            } => Some(Figure {
                register,
                min,
                max,
                decimals,
                width,
                scale,
            }),
            _ => None,
        }
    }

    /// The number and its unit for people. `None` for anything that is no number.
    pub(super) fn shown(&self, raw: &str) -> Option<(Decimal, String)> {
        let (digits, sent) = match raw.split_once('*') {
            Some((digits, unit)) => (digits, Some(unit.trim())),
            None => (raw, None),
        };
        let number = number::parse(digits)?;
        let unit = &self.register.unit;
        // A meter that names its unit is believed before the profile.
        match sent {
            Some(sent) if !self.is_shown_unit(sent) => Some((number, sent.to_owned())),
            _ => Some((shifted(number, self.scale)?, unit.clone())),
        }
    }

    /// Whether a value with the unit `sent` is in the shown unit once it is scaled.
    fn is_shown_unit(&self, sent: &str) -> bool {
        let shown = self.register.unit.as_str();
        if self.scale == 0 {
            return !shown.is_empty() && is_same_unit(sent, shown);
        }
        match (power(sent, shown), power(shown, sent)) {
            (Some(power), _) => power == i16::from(self.scale),
            (_, Some(power)) => -power == i16::from(self.scale),
            _ => false,
        }
    }

    /// What is sent for `number`, in the shown unit.
    pub(super) fn encode(&self, number: Decimal) -> Result<String, ValueError> {
        let address = || self.register.address.clone();
        if let Some(max) = self.max.filter(|max| number > *max) {
            return Err(ValueError::TooMuch {
                most: self.with_unit(max),
                address: address(),
            });
        }
        if let Some(min) = self.min.filter(|min| number < *min) {
            return Err(ValueError::TooLittle {
                least: self.with_unit(min),
                address: address(),
            });
        }
        let no_room = || ValueError::NoRoom {
            typed: number.to_string(),
            address: address(),
            digits: self.width,
        };
        let back = self.scale.checked_neg().ok_or_else(no_room)?;
        let sent = shifted(number, back).ok_or_else(no_room)?.normalize();
        if sent.scale() > u32::from(self.decimals) {
            return Err(self.wrong_step());
        }
        let missing = usize::from(self.decimals) - sent.scale() as usize;
        let mut digits = sent.mantissa().unsigned_abs().to_string();
        digits.extend(std::iter::repeat_n('0', missing));
        let decimals = usize::from(self.decimals);
        let digits = format!("{digits:0>least$}", least = decimals + 1);
        let (whole, fraction) = digits
            .split_at_checked(digits.len() - decimals)
            .ok_or_else(no_room)?;
        let width = usize::from(self.width);
        if width > 0 && whole.len() > width {
            return Err(no_room());
        }
        let sign = if sent.mantissa() < 0 { "-" } else { "" };
        let point = if decimals == 0 { "" } else { "." };
        Ok(format!("{sign}{whole:0>width$}{point}{fraction}"))
    }

    fn wrong_step(&self) -> ValueError {
        let address = self.register.address.clone();
        match shifted(
            Decimal::ONE,
            self.scale.saturating_sub_unsigned(self.decimals),
        ) {
            Some(step) if step != Decimal::ONE => ValueError::Step {
                step: self.with_unit(step),
                address,
            },
            _ => ValueError::Fraction { address },
        }
    }

    fn with_unit(&self, number: Decimal) -> Shown {
        Shown {
            text: number.to_string(),
            unit: self.register.unit.clone(),
        }
    }
}

/// `number` times ten to `power`, exactly.
fn shifted(number: Decimal, power: i8) -> Option<Decimal> {
    let scale = i64::from(number.scale()) - i64::from(power);
    match u32::try_from(scale) {
        Ok(scale) => Decimal::try_from_i128_with_scale(number.mantissa(), scale).ok(),
        Err(_) => {
            let zeros = u32::try_from(-scale).ok()?;
            let mantissa = number.mantissa().checked_mul(10i128.checked_pow(zeros)?)?;
            Decimal::try_from_i128_with_scale(mantissa, 0).ok()
        }
    }
}

/// The power of ten between a unit and the same with a prefix: -3 from `Wh` to `kWh`.
fn power(from: &str, to: &str) -> Option<i16> {
    let prefix = to.strip_suffix(from)?;
    match prefix {
        "m" => Some(3),
        "k" => Some(-3),
        "M" => Some(-6),
        "G" => Some(-9),
        _ => None,
    }
}
