//! The few values that people come for: energies, volumes, the highest demand.

use super::code::{Code, Medium};
use super::readout::{DataSet, Readout};

/// The most that are shown.
const MOST: usize = 4;

/// Value groups C, D, E.
type Groups = (u8, u8, u8);

/// What to look for, best first: of the first alternative that the meter tells, all
/// registers count.
type Wish = &'static [&'static [Groups]];

const ELECTRICITY: [Wish; 7] = [
    &[
        &[(1, 8, 0)],
        &[(1, 8, 1), (1, 8, 2)],
        &[(15, 8, 0)],
        &[(16, 8, 0)],
    ],
    &[&[(2, 8, 0)], &[(2, 8, 1), (2, 8, 2)]],
    &[&[(1, 6, 0)], &[(1, 6, 1)], &[(15, 6, 0)]],
    &[&[(1, 7, 0)], &[(16, 7, 0)], &[(15, 7, 0)]],
    &[&[(2, 7, 0)]],
    &[&[(3, 8, 0)], &[(5, 8, 0)]],
    &[&[(4, 8, 0)], &[(8, 8, 0)]],
];

const HEAT: [Wish; 4] = [
    &[&[(6, 8, 0)]],
    &[&[(6, 26, 0)]],
    &[&[(6, 4, 0)], &[(6, 6, 0)]],
    &[&[(6, 27, 0)], &[(6, 33, 0)]],
];

/// Readings of sub-meters, value groups A and C.
const SUB_METER: (u8, u8) = (0, 24);

/// Registers without a code that hold energies and powers.
const NAMED: [&str; 6] = ["ET0PE", "ET0PI", "ET0QE", "ET0QI", "POWEP", "POWPP"];

/// The numbers of at most four data sets, the energies first. Empty where the
/// readout has none that are known.
pub fn main_values(readout: &Readout) -> Vec<usize> {
    let present: Vec<(Code, usize)> = readout
        .data_sets
        .iter()
        .enumerate()
        .filter(|(_, set)| set.billing.is_none() && set.quantity().is_some())
        .filter_map(|(number, set)| Some((code_of(set)?, number)))
        .filter(|(code, _)| code.f.is_none())
        .collect();
    let mut found = wished(&present, 6, &HEAT);
    found.extend(wished(&present, 1, &ELECTRICITY));
    found.extend(others(readout, &present));
    found.extend(sub_meters(readout, &present));
    found.extend(named(readout));
    found.truncate(MOST);
    found
}

fn code_of(set: &DataSet) -> Option<Code> {
    Code::parse(set.code.as_deref()?, Medium::Electricity)
}

fn wished(present: &[(Code, usize)], medium: u8, wishes: &[Wish]) -> Vec<usize> {
    let find = |(c, d, e): &Groups| {
        let fits = |code: &Code| {
            code.a == medium && (code.c, code.d) == (*c, *d) && (code.e == *e || code.e == 255)
        };
        let (_, number) = present.iter().find(|(code, _)| fits(code))?;
        Some(*number)
    };
    wishes
        .iter()
        .filter_map(|alternatives| {
            alternatives
                .iter()
                .map(|groups| groups.iter().filter_map(find).collect::<Vec<_>>())
                .find(|numbers| !numbers.is_empty())
        })
        .flatten()
        .collect()
}

/// What is counted by meters of other media.
fn others<'a>(
    readout: &'a Readout,
    present: &'a [(Code, usize)],
) -> impl Iterator<Item = usize> + 'a {
    present
        .iter()
        .filter(|(code, _)| !matches!(code.a, 0 | 1 | 6))
        .map(|(_, number)| *number)
        .filter(|number| is_counted(readout, *number))
        .take(MOST)
}

fn sub_meters<'a>(
    readout: &'a Readout,
    present: &'a [(Code, usize)],
) -> impl Iterator<Item = usize> + 'a {
    present
        .iter()
        .filter(|(code, _)| (code.a, code.c) == SUB_METER)
        .map(|(_, number)| *number)
        .filter(|number| is_counted(readout, *number))
}

fn is_counted(readout: &Readout, number: usize) -> bool {
    let quantity = readout.data_sets.get(number).and_then(DataSet::quantity);
    quantity.is_some_and(|quantity| quantity.is_counted())
}

fn named(readout: &Readout) -> impl Iterator<Item = usize> + '_ {
    NAMED.iter().filter_map(|name| {
        readout
            .data_sets
            .iter()
            .position(|set| set.address == *name && set.quantity().is_some())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::open_bytes;
    use crate::codec::DataMessage;
    use crate::meter::{Context, decode};

    fn addresses(readout: &Readout) -> Vec<&str> {
        main_values(readout)
            .into_iter()
            .map(|number| readout.data_sets[number].address.as_str())
            .collect()
    }

    fn of(body: &str) -> Readout {
        decode(None, &DataMessage::framed(body), Context::default())
    }

    #[test]
    fn totals_come_before_tariffs_and_energies_before_powers() {
        let all = "1.7.0(0.9*kW)\r\n1.6.0(2.4*kW)\r\n1.8.1(1*kWh)\r\n1.8.0(3*kWh)\r\n2.8.0(0*kWh)\r\n3.8.0(1*kvarh)\r\n";
        assert_eq!(addresses(&of(all)), ["1.8.0", "2.8.0", "1.6.0", "1.7.0"]);
        let tariffs = "1.8.1(1*kWh)\r\n1.8.2(2*kWh)\r\n2.8.1(0*kWh)\r\n1.7.0(0.9*kW)\r\n";
        assert_eq!(
            addresses(&of(tariffs)),
            ["1.8.1", "1.8.2", "2.8.1", "1.7.0"]
        );
    }

    #[test]
    fn empty_values_and_stored_ones_are_no_main_values() {
        assert!(main_values(&of("1.8.0()\r\n1.8.0*01(5*kWh)\r\n0.0.0(7)\r\n")).is_empty());
    }

    #[test]
    fn meters_of_other_kinds_tell_theirs() {
        let check = |telegram: &[u8], expected: &[&str]| {
            let found = open_bytes(telegram).unwrap();
            assert_eq!(addresses(&found[0].readout), expected);
        };
        check(
            include_bytes!("../../tests/data/captures/landis-uh50-gj.iec"),
            &["6.8", "6.26", "6.6", "6.33"],
        );
        check(
            include_bytes!("../../tests/data/captures/dsmr/telegram_fluvius_v171.txt"),
            &["1-0:1.8.1", "1-0:1.8.2", "1-0:2.8.1", "1-0:2.8.2"],
        );
    }
}
