//! The number that a data set is about, with its digits as sent.

use rust_decimal::Decimal;

use super::readout::{CivilTime, Content, DataSet, Value};

/// A number with what stands around it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantity<'a> {
    pub value: Decimal,
    /// Normal spelling, `kWh`.
    pub unit: Option<&'a str>,
    /// As sent, with all zeros and without the unit: `0008048.375`.
    pub digits: &'a str,
    /// The time beside it, such as that of a maximum.
    pub time: Option<CivilTime>,
}

/// Units of what is counted up, so that the difference of two readings is a
/// consumption.
const COUNTED: [&str; 16] = [
    "Wh", "kWh", "MWh", "GWh", "varh", "kvarh", "Mvarh", "VAh", "kVAh", "MVAh", "J", "MJ", "GJ",
    "Gcal", "m3", "l",
];

impl DataSet {
    /// The number that this set is about: its first value, or its second where a
    /// time came first.
    pub fn quantity(&self) -> Option<Quantity<'_>> {
        let (first, second) = (self.values.first()?, self.values.get(1));
        let time_of = |value: &Value| match value.content {
            Content::Time(time) => Some(time),
            _ => None,
        };
        match (&first.content, second) {
            (Content::Number { value, unit }, second) => Some(Quantity {
                value: *value,
                unit: unit.as_deref(),
                digits: digits(&first.raw),
                time: second.and_then(time_of),
            }),
            (Content::Time(time), Some(second)) => match &second.content {
                Content::Number { value, unit } => Some(Quantity {
                    value: *value,
                    unit: unit.as_deref(),
                    digits: digits(&second.raw),
                    time: Some(*time),
                }),
                _ => None,
            },
            _ => None,
        }
    }
}

impl Quantity<'_> {
    /// Whether this is an energy or a volume, which is counted up.
    pub fn is_counted(&self) -> bool {
        self.unit.is_some_and(|unit| COUNTED.contains(&unit))
    }
}

/// The digits of a number as sent, without a unit behind them.
pub fn digits(raw: &str) -> &str {
    let is_digit = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | ',' | ' ');
    let text = raw.trim();
    let end = text.find(|c| !is_digit(c)).unwrap_or(text.len());
    let (digits, _) = text.split_at_checked(end).unwrap_or((text, ""));
    digits.trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::DataMessage;
    use crate::meter::{Context, decode};

    #[test]
    fn digits_are_kept_as_sent() {
        for (raw, expected) in [
            ("0008048.375*kWh", "0008048.375"),
            ("0000000 kWh", "0000000"),
            ("12.5m3", "12.5"),
            ("+00026*W", "+00026"),
            ("000013,0", "000013,0"),
            ("", ""),
            ("kWh", ""),
        ] {
            assert_eq!(digits(raw), expected, "{raw}");
        }
    }

    #[test]
    fn a_set_is_about_its_number_whether_its_time_comes_first_or_second() {
        let body = "1.8.0(0008.5*kWh)\r\n1.6.0(02.4*kW)(1703100930)\r\n\
                    0-1:24.2.1(161129200000W)(00981.443*m3)\r\n0.0.0(123)\r\n1.6.2()\r\n";
        let readout = decode(None, &DataMessage::framed(body), Context::default());
        let told: Vec<_> = readout.data_sets.iter().map(DataSet::quantity).collect();
        let digits: Vec<_> = told.iter().map(|q| q.map(|q| q.digits)).collect();
        assert_eq!(
            digits,
            [Some("0008.5"), Some("02.4"), Some("00981.443"), None, None]
        );
        let timed: Vec<_> = told
            .iter()
            .map(|q| q.is_some_and(|q| q.time.is_some()))
            .collect();
        assert_eq!(timed, [false, true, true, false, false]);
        let counted: Vec<_> = told
            .iter()
            .map(|q| q.is_some_and(|q| q.is_counted()))
            .collect();
        assert_eq!(counted, [true, false, true, false, false]);
    }
}
