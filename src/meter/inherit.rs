//! Units of stored values that were sent without one.

use std::collections::HashMap;

use super::readout::{Content, DataSet};

/// Gives stored numbers without a unit the unit of their register's present value,
/// or of another stored one.
pub(super) fn inherit_units(data_sets: &mut [DataSet]) {
    let mut units: HashMap<(String, usize), String> = HashMap::new();
    for set in data_sets.iter() {
        let Some(code) = &set.code else { continue };
        for (index, value) in set.values.iter().enumerate() {
            if let Content::Number {
                unit: Some(unit), ..
            } = &value.content
            {
                let register = (present(code).to_owned(), index);
                units.entry(register).or_insert_with(|| unit.clone());
            }
        }
    }
    for set in data_sets.iter_mut().filter(|set| set.billing.is_some()) {
        let Some(code) = &set.code else { continue };
        for (index, value) in set.values.iter_mut().enumerate() {
            if let Content::Number { unit, .. } = &mut value.content
                && unit.is_none()
            {
                *unit = units.get(&(present(code).to_owned(), index)).cloned();
            }
        }
    }
}

/// The normal form without value group F.
fn present(code: &str) -> &str {
    code.split(['*', '&']).next().unwrap_or(code)
}
