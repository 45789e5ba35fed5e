//! Single registers out of a meter's content.

use std::borrow::Cow;
use std::collections::BTreeMap;

/// The lines of the data set `address` in the data block `body`: its own, without an
/// end mark, and those that continue it.
///
/// The short form of a code finds the long one: `1.8.0` finds `1-0:1.8.0*255`.
pub(super) fn lines<'b>(body: &'b str, address: &str) -> Option<Vec<&'b str>> {
    let mut lines = body.split("\r\n").skip_while(|line| {
        let own = address_of(line);
        own.is_empty() || !line.contains('(') || reduced(own) != reduced(address)
    });
    let mut found = vec![lines.next()?.trim_end_matches('!')];
    found.extend(lines.take_while(|line| line.starts_with('(')));
    Some(found)
}

/// The address at the beginning of a data line.
pub(super) fn address_of(line: &str) -> &str {
    line.split('(').next().unwrap_or("")
}

/// `body` with other values between the first brackets of the data sets whose reduced
/// addresses are among `values`. A unit stays.
pub(super) fn overlaid(body: String, values: &BTreeMap<String, String>) -> String {
    if values.is_empty() {
        return body;
    }
    let line = |line: &str| {
        let new = || {
            let (address, rest) = line.split_once('(')?;
            let value = values.get(&*reduced(address))?;
            let (old, behind) = rest.split_once(')')?;
            Some(format!("{address}({}){behind}", with_unit_of(old, value)))
        };
        new().unwrap_or_else(|| line.to_owned())
    };
    body.split("\r\n")
        .map(line)
        .collect::<Vec<_>>()
        .join("\r\n")
}

/// `value` with the unit of what stood there before.
pub(super) fn with_unit_of(old: &str, value: &str) -> String {
    match old.split_once('*') {
        Some((_, unit)) => format!("{value}*{unit}"),
        None => value.to_owned(),
    }
}

/// A code without the medium, the channel and a value group F of 255 (of 0 in the
/// error register), or an address of a gas converter without leading zeros.
pub(super) fn reduced(address: &str) -> Cow<'_, str> {
    let code = match address.split_once(':') {
        Some((before, code)) if before.contains('-') => code,
        Some((instance, parameter)) => {
            let bare = |part: &str| part.trim_start_matches('0').to_owned();
            return Cow::Owned(format!("{}:{}", bare(instance), bare(parameter)));
        }
        None => address,
    };
    match code.strip_suffix("*255").unwrap_or(code) {
        "F.F.0" => Cow::Borrowed("F.F"),
        code => Cow::Borrowed(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "1-0:1.8.0*255(1*kWh)\r\nET0PE(1.0)\r\n(2.0)\r\nC.1(7)\r\n6.31(3*h)!\r\n";

    #[test]
    fn registers_are_found_in_either_form() {
        let find = |address| lines(BODY, address);
        assert_eq!(find("1.8.0").unwrap(), ["1-0:1.8.0*255(1*kWh)"]);
        assert_eq!(find("1-0:1.8.0*255").unwrap(), ["1-0:1.8.0*255(1*kWh)"]);
        assert_eq!(find("6.31").unwrap(), ["6.31(3*h)"]);
        assert_eq!(find("ET0PE").unwrap(), ["ET0PE(1.0)", "(2.0)"]);
        assert_eq!(find("1.8"), None);
        assert_eq!(find(""), None);
    }

    #[test]
    fn instances_of_a_gas_converter_are_told_apart() {
        assert_eq!(reduced("01:0400.0"), reduced("1:400.0"));
        assert_ne!(reduced("3:171.0"), reduced("4:171.0"));
    }

    #[test]
    fn written_values_lie_over_the_others() {
        let values = [("1.8.0", "5"), ("C.1", "9")].map(|(a, v)| (a.to_owned(), v.to_owned()));
        let body = overlaid(BODY.to_owned(), &values.into());
        assert!(body.starts_with("1-0:1.8.0*255(5*kWh)\r\nET0PE(1.0)\r\n(2.0)\r\nC.1(9)\r\n"));
        assert!(body.ends_with("6.31(3*h)!\r\n"));
    }
}
