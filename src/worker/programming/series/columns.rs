//! Columns that a register lists by their codes alone (`97.1.0`), as Turkish meters do.
//! Neither that register nor the rows tell units.

use crate::profile::{ChannelDef, Profile, RowForm};

/// The columns in the values of the register, without the one of the time.
pub(super) fn listed(told: &[String], rows: RowForm, profile: &Profile) -> Vec<ChannelDef> {
    let columns = told.iter().flat_map(|raw| raw.split([',', ';']));
    let columns = columns.map(str::trim).filter(|column| !is_time(column));
    columns
        .map(|column| channel(column, rows, profile))
        .collect()
}

/// A column, with the unit that the profile gives a column of this code or the register
/// of this code. Where it gives none, the unit that the code has in meters of this kind.
fn channel(column: &str, rows: RowForm, profile: &Profile) -> ChannelDef {
    let code = bare(column);
    let forms = profile.load_profiles.iter();
    let mut known = forms.flat_map(|form| &form.channels);
    let known = known.find(|known| bare(&known.address) == code);
    let of_register = || {
        let mut registers = profile.registers.iter();
        let register = registers.find(|register| bare(&register.address) == code)?;
        (!register.unit.is_empty()).then(|| register.unit.clone())
    };
    let of_code = || match rows {
        RowForm::Mass => unit_of(code).map(str::to_owned),
        _ => None,
    };
    let unit = known.and_then(|known| known.unit.clone());
    ChannelDef {
        address: column.to_owned(),
        name: known.and_then(|known| known.name.clone()),
        unit: unit.or_else(of_register).or_else(of_code),
    }
}

/// The unit of a code as the Turkish common meter specification (MASS, version 11) has
/// them in readouts: energies, also those of an interval, in kWh and kvarh, demands in
/// kW and kvar, voltages in V, currents in A. Any other code may be of the maker's own.
fn unit_of(code: &str) -> Option<&'static str> {
    let mut parts = code.split('.').map(|part| part.parse::<u16>().ok());
    let (quantity, kind) = (parts.next()??, parts.next()??);
    match (quantity, kind) {
        (1 | 2, 8 | 9 | 29) => Some("kWh"),
        (1 | 2, 4..=6) => Some("kW"),
        (3..=8, 8 | 9 | 29) => Some("kvarh"),
        (3..=8, 4..=6) => Some("kvar"),
        (32 | 52 | 72, 7) => Some("V"),
        (31 | 51 | 71, 7) => Some("A"),
        _ => None,
    }
}

/// A code without medium and channel in front.
fn bare(column: &str) -> &str {
    column.rsplit(':').next().unwrap_or(column)
}

/// Whether a column is that of the time.
fn is_time(column: &str) -> bool {
    let column = bare(column);
    column.is_empty() || column.starts_with("0.9.") || column.starts_with("1.0.0")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile;

    fn units(told: &str, rows: RowForm, profile: &Profile) -> Vec<Option<String>> {
        let columns = listed(&[told.to_owned()], rows, profile).into_iter();
        columns.map(|column| column.unit).collect()
    }

    #[test]
    fn columns_of_turkish_meters_have_the_units_of_their_codes() {
        let mass = profile::built_in()
            .iter()
            .find(|profile| profile.name == "turkish-mass")
            .unwrap();
        let told = "0.9.1,0.9.2,1.8.0,2.8.0,5.29.0,8.8.0,1.5.0,1-0:32.7.0,71.7.0,13.7.0,96.1";
        let expected = [
            Some("kWh"),
            Some("kWh"),
            Some("kvarh"),
            Some("kvarh"),
            Some("kW"),
            Some("V"),
            Some("A"),
            None,
            None,
        ];
        assert_eq!(
            units(told, RowForm::Mass, mass),
            expected.map(|unit| unit.map(str::to_owned))
        );
    }

    #[test]
    fn what_the_profile_says_comes_first_and_other_kinds_have_nothing_else() {
        let mut profile = profile::built_in()
            .iter()
            .find(|profile| profile.name == "turkish-mass")
            .unwrap()
            .clone();
        profile.load_profiles[0].channels.push(ChannelDef {
            address: "1.8.0".to_owned(),
            name: Some("Own".to_owned()),
            unit: Some("Wh".to_owned()),
        });
        let columns = listed(&["1.8.0".to_owned()], RowForm::Mass, &profile);
        assert_eq!(columns[0].unit.as_deref(), Some("Wh"));
        assert_eq!(columns[0].name.as_deref(), Some("Own"));
        let others = units("1.8.1,2.8.0", RowForm::Lis200, &profile);
        assert_eq!(others, [Some("kWh".to_owned()), None]);
    }
}
