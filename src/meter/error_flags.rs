//! The error register of a readout as single flags.

use super::code::{Code, Medium};
use super::readout::{Content, DataSet, Readout};
use crate::profile::{ErrorRegister, Profile};

/// The error register among the formatted codes of annex C.
const FORMATTED: &str = "C150";

/// A flag that is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorFlag {
    /// 0 is the lowest bit of the last hex digit.
    pub bit: usize,
    /// What it means by the device profile; `None` where that is not known.
    pub text: Option<String>,
}

/// Sent in digits, 97.97, the register is only believed to hold flags from so many
/// hex digits on: Turkish meters count faults there.
const MIN_DIGITS: usize = 4;

/// The error register, if the readout has one: F.F or what the profile names.
pub fn error_register<'a>(readout: &'a Readout, profile: &Profile) -> Option<&'a DataSet> {
    let named = profile
        .error_register
        .as_ref()
        .map_or("F.F", |register| register.address.as_str());
    let wanted = Code::parse(named, Medium::Abstract);
    readout.data_sets.iter().find(|set| {
        let code = set.code.as_deref();
        let code = code.and_then(|code| Code::parse(code, Medium::Electricity));
        match (code, wanted) {
            (Some(code), Some(wanted)) => {
                let is_it =
                    (code.c, code.d, code.e, code.f) == (wanted.c, wanted.d, wanted.e, None);
                is_it && (is_lettered(set) || digits(set).len() >= MIN_DIGITS)
            }
            (None, _) => set.address == named || set.address == FORMATTED,
            (Some(_), None) => false,
        }
    })
}

fn is_lettered(set: &DataSet) -> bool {
    set.code.as_deref().is_some_and(|code| code.contains('F'))
}

fn digits(set: &DataSet) -> &str {
    set.values.first().map_or("", |value| value.raw.trim())
}

/// The flags that are set in the error register, lowest first. Empty where none is
/// set, and where there is no error register or it holds no hex digits: ask
/// [`error_register`] to tell these apart.
pub fn error_flags(readout: &Readout, profile: &Profile) -> Vec<ErrorFlag> {
    let Some(value) = error_register(readout, profile).and_then(|set| set.values.first()) else {
        return Vec::new();
    };
    if value.content != Content::Flags {
        return Vec::new();
    }
    let register = profile.error_register.as_ref();
    set_bits(value.raw.trim())
        .map(|bit| ErrorFlag {
            bit,
            text: register.and_then(|register| text_of(register, bit)),
        })
        .collect()
}

/// The numbers of the set bits of hex digits, lowest first.
fn set_bits(digits: &str) -> impl Iterator<Item = usize> {
    digits
        .chars()
        .rev()
        .filter_map(|digit| digit.to_digit(16))
        .enumerate()
        .flat_map(|(place, digit)| {
            (0..4)
                .filter(move |bit| digit >> bit & 1 == 1)
                .map(move |bit| place * 4 + bit)
        })
}

fn text_of(register: &ErrorRegister, bit: usize) -> Option<String> {
    register
        .bits
        .iter()
        .find(|known| usize::from(known.bit) == bit)
        .map(|known| known.text.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::DataMessage;
    use crate::meter::{Context, decode};
    use crate::profile;

    fn flags(body: &str, name: &str) -> Vec<String> {
        let readout = decode(None, &DataMessage::framed(body), Context::default());
        error_flags(&readout, profile::find(name).unwrap())
            .into_iter()
            .map(|flag| format!("{} {}", flag.bit, flag.text.unwrap_or_default()))
            .collect()
    }

    #[test]
    fn flags_get_their_number_and_their_meaning() {
        assert_eq!(flags("F.F(00000000)", "generic"), Vec::<String>::new());
        assert_eq!(flags("F.F(80000011)", "generic"), ["0 ", "4 ", "31 "]);
        assert_eq!(
            flags("F.F.0(0021)", "turkish-mass"),
            ["0 Clock", "5 Terminal cover opened"]
        );
        assert_eq!(flags("0-0:F.F.0*255(0000002)", "iskra-mt174"), ["1 "]);
        assert_eq!(flags("1-1:F.F(1)", "lgz-zmd"), ["0 "]);
        assert_eq!(flags("1-0:97.97.0(00000001)", "generic"), ["0 "]);
        assert_eq!(flags("97.97.0(03)", "turkish-mass"), Vec::<String>::new());
        assert_eq!(flags("C150(02)", "energomera-ce"), ["1 "]);
        assert_eq!(flags("F.F(no)", "generic"), Vec::<String>::new());
        assert_eq!(flags("1.8.0(1)", "generic"), Vec::<String>::new());
    }
}
