//! What was drawn in each billing period, from a register and its stored values.
//!
//! Only for what is counted up: an energy or a volume. Where a stored value is
//! missing, has another unit, or is larger than the one after it (a meter that was
//! exchanged, a counter that ran over), there is no number, never a guess.

use rust_decimal::Decimal;

use super::code::{Code, Medium};
use super::history::{History, Row};
use super::quantity::Quantity;
use super::readout::{DataSet, Readout};

/// What was drawn between two resets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drawn {
    /// The period at its end, as a number of [`History::periods`]; `None` for the
    /// present one, which is still open.
    pub period: Option<usize>,
    /// In the unit of the register.
    pub amount: Decimal,
}

/// What was drawn in each period whose two ends are known, the newest first.
pub fn drawn(readout: &Readout, history: &History, row: &Row) -> Vec<Drawn> {
    let present = row
        .present
        .and_then(|number| counted(readout, number))
        .map(|quantity| (None, quantity));
    let mut ends = Vec::new();
    ends.push(present);
    for period in 0..history.periods.len() {
        let stored = row
            .in_period(period)
            .and_then(|number| counted(readout, number));
        ends.push(stored.map(|quantity| (Some(period), quantity)));
    }
    ends.windows(2)
        .filter_map(|pair| {
            let [Some((period, end)), Some((_, begin))] = pair else {
                return None;
            };
            Some(Drawn {
                period: *period,
                amount: difference(end, begin)?,
            })
        })
        .collect()
}

/// What was drawn since the last reset.
pub fn since_last_reset(readout: &Readout, row: &Row) -> Option<Decimal> {
    let now = counted(readout, row.present?)?;
    let then = counted(readout, row.in_period(0)?)?;
    difference(&now, &then)
}

fn difference(end: &Quantity<'_>, begin: &Quantity<'_>) -> Option<Decimal> {
    let amount = end.value.checked_sub(begin.value)?;
    let fits = end.unit == begin.unit && !amount.is_sign_negative();
    fits.then_some(amount)
}

/// The number of a set, if it is a counter: the time integral since the beginning,
/// D = 8, or an energy or volume of a heat meter.
fn counted(readout: &Readout, number: usize) -> Option<Quantity<'_>> {
    let set: &DataSet = readout.data_sets.get(number)?;
    let quantity = set.quantity().filter(Quantity::is_counted)?;
    let code = Code::parse(set.code.as_deref()?, Medium::Electricity)?;
    let is_integral = match code.medium() {
        Medium::Electricity => code.d == 8,
        _ => true,
    };
    is_integral.then_some(quantity)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::open_bytes;
    use crate::codec::DataMessage;
    use crate::meter::{Context, decode};

    fn of(readout: &Readout, register: &str) -> (Vec<(Option<usize>, String)>, Option<String>) {
        let history = History::of(readout);
        let row = history
            .rows
            .iter()
            .find(|row| {
                let set = &readout.data_sets[row.representative().unwrap()];
                set.code.as_deref().unwrap().starts_with(register)
            })
            .unwrap();
        let drawn = drawn(readout, &history, row)
            .into_iter()
            .map(|drawn| (drawn.period, drawn.amount.to_string()))
            .collect();
        let since = since_last_reset(readout, row).map(|amount| amount.to_string());
        (drawn, since)
    }

    #[test]
    fn a_real_meter_has_drawn_what_its_registers_differ_by() {
        let telegram = include_bytes!("../../tests/data/captures/iskra-mt174-0001-full.iec");
        let readout = &open_bytes(telegram).unwrap()[0].readout;
        let (drawn, since) = of(readout, "1-0:1.8.0");
        assert_eq!(since.as_deref(), Some("144.240"));
        assert_eq!(drawn.len(), 15);
        assert_eq!(drawn[0], (None, "144.240".to_owned()));
        assert_eq!(drawn[1], (Some(0), "243.809".to_owned()));
        // A maximum is not counted up.
        assert_eq!(of(readout, "1-0:1.6.0"), (Vec::new(), None));
    }

    #[test]
    fn gaps_and_counters_that_went_back_give_no_number() {
        let body = "1.8.0(30*kWh)\r\n1.8.0*03(20*kWh)\r\n1.8.0*02(25*kWh)\r\n1.8.0*00(5*kWh)\r\n\
                    0.1.0(3)\r\n2.8.0(1*kWh)\r\n2.8.0*03(1*MWh)\r\n2.8.0*01(0*kWh)\r\n";
        let readout = decode(None, &DataMessage::framed(body), Context::default());
        let (drawn, since) = of(&readout, "1-0:1.8.0");
        assert_eq!(drawn, [(None, "10".to_owned())]);
        assert_eq!(since.as_deref(), Some("10"));
        assert_eq!(of(&readout, "1-0:2.8.0"), (Vec::new(), None));
    }
}
