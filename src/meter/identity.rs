//! Who the meter is, from its identification message and its name plate registers.

use super::readout::{DataSet, MeterIdentity};
use super::{Code, flag_codes};
use crate::codec::{Identification, Mode};

/// Value groups C, D, E of registers that may hold the serial number, best first:
/// the device number of heat meters, then addresses and identifications.
const SERIAL: [(u8, u8, u8); 8] = [
    (9, 20, 0),
    (0, 0, 0),
    (0, 0, 255),
    (96, 1, 0),
    (0, 0, 1),
    (96, 1, 1),
    (96, 1, 255),
    (9, 21, 0),
];

/// Value groups C, D, E of registers that may hold the owner's number.
const PROPERTY: [(u8, u8, u8); 2] = [(9, 21, 0), (0, 0, 1)];

const FIRMWARE: [(u8, u8, u8); 1] = [(0, 2, 0)];

/// Addresses that are no codes and hold the serial number.
const SERIAL_NAMES: [&str; 2] = ["SNUMB", "D000"];

/// More digits in a row than any device type has.
const MAX_TYPE_DIGITS: usize = 5;

/// A hex text is at least this long; shorter ones are plain numbers.
const MIN_HEX_TEXT: usize = 16;

/// The registers of a readout that say who the meter is.
#[derive(Debug, Default)]
pub(super) struct NamePlate {
    /// Number of the data set, by its code.
    coded: Vec<(Code, usize)>,
    named: Vec<usize>,
}

impl NamePlate {
    /// Notes the data set `number` if it is one of them.
    pub(super) fn note(&mut self, code: Option<&Code>, address: &str, number: usize) {
        match code {
            Some(code) => {
                let is_own = code.a != 0 || code.b == 0;
                let groups = (code.c, code.d, code.e);
                let is_wanted = SERIAL.contains(&groups) || FIRMWARE.contains(&groups);
                if is_own && is_wanted && code.f.is_none() {
                    self.coded.push((*code, number));
                }
            }
            None if SERIAL_NAMES.contains(&address) => self.named.push(number),
            None => {}
        }
    }

    fn texts(&self, groups: &[(u8, u8, u8)], data_sets: &[DataSet]) -> Vec<String> {
        let of_groups = |wanted: &(u8, u8, u8)| {
            self.coded
                .iter()
                .filter(|(code, _)| (code.c, code.d, code.e) == *wanted)
                .filter_map(|(code, number)| plate_text(data_sets.get(*number)?, Some(code)))
                .take(1)
                .collect::<Vec<_>>()
        };
        groups.iter().flat_map(of_groups).collect()
    }

    fn serial_number(&self, data_sets: &[DataSet]) -> Option<String> {
        let mut numbers = self.texts(&SERIAL, data_sets);
        let named = self
            .named
            .iter()
            .filter_map(|number| data_sets.get(*number));
        numbers.extend(named.filter_map(|set| plate_text(set, None)));
        let told = numbers.iter().position(|number| !is_unset(number));
        let best = told.unwrap_or(0);
        (best < numbers.len()).then(|| numbers.swap_remove(best))
    }

    fn first(&self, groups: &[(u8, u8, u8)], data_sets: &[DataSet]) -> Option<String> {
        self.texts(groups, data_sets).into_iter().next()
    }
}

/// Who the meter is. `mode` and `baud` are those of the session.
pub(super) fn identify(
    identification: Option<&Identification>,
    plate: &NamePlate,
    data_sets: &[DataSet],
    mode: Option<Mode>,
    baud: Option<u32>,
) -> MeterIdentity {
    let manufacturer = identification.map(Identification::manufacturer);
    MeterIdentity {
        identification_line: identification.map(|told| told.line().to_owned()),
        manufacturer: manufacturer.map(str::to_owned),
        manufacturer_name: manufacturer.and_then(flag_codes::maker).map(str::to_owned),
        identification: identification.map(|told| told.text().trim().to_owned()),
        device_type: identification.and_then(device_type),
        mode,
        baud,
        serial_number: plate.serial_number(data_sets),
        property_number: plate.first(&PROPERTY, data_sets),
        firmware: plate.first(&FIRMWARE, data_sets),
    }
}

/// The device type that the identification message tells, such as `ZMD310`,
/// `MT174` or `LZQJ`; `None` where it tells a version or a number only.
pub fn device_type(identification: &Identification) -> Option<String> {
    let text = identification.text().trim();
    let maker = identification.manufacturer().to_ascii_uppercase();
    match maker.as_str() {
        "LGZ" | "LGB" | "LGD" if text.starts_with('Z') => landis_type(text),
        "EMH" => emh_type(text),
        "KAM" if text == "MC" => Some("MULTICAL".to_owned()),
        "ACE" if text.starts_with(['k', 'K']) => Some("ACE3000".to_owned()),
        "ABB" if text.starts_with('V') => None,
        "MCS" => Some("MCS301".to_owned()),
        "LUN" | "MSY" | "AEL" | "KHL" => {
            let model = text.split_once('>').map_or(text, |(_, model)| model);
            (!model.is_empty() && !has_long_number(model)).then(|| model.to_owned())
        }
        _ => leading_type(text),
    }
}

/// `ZMD3104107.B32`: three letters and three digits, then the options.
fn landis_type(text: &str) -> Option<String> {
    let type_of = text.get(..6)?;
    let (letters, digits) = type_of.split_at_checked(3)?;
    let fits = letters.bytes().all(|byte| byte.is_ascii_uppercase())
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| type_of.to_owned())
}

/// `01LZQJL0014F`: two digits, the type, an option letter, a number.
fn emh_type(text: &str) -> Option<String> {
    const TYPES: [&str; 3] = ["LZQJ-XC", "LZQJ", "EM4TII"];
    let known = TYPES.iter().find(|known| text.contains(**known));
    known.map_or_else(|| leading_type(text), |known| Some((*known).to_owned()))
}

/// The first word with letters and digits, without a version behind it. A word
/// with many digits in a row is a serial number.
fn leading_type(text: &str) -> Option<String> {
    let words = text.split(['-', '_', ' ', '.', '(', '<']);
    let mut models = words.map(without_version).filter(|word| is_model(word));
    models.next().map(str::to_owned)
}

fn is_model(word: &str) -> bool {
    word.len() >= 2
        && word.starts_with(|c: char| c.is_ascii_alphabetic() && c != 'V' && c != 'v')
        && word.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && word.bytes().any(|byte| byte.is_ascii_digit())
        && !has_long_number(word)
}

fn has_long_number(word: &str) -> bool {
    word.split(|c: char| !c.is_ascii_digit())
        .any(|digits| digits.len() > MAX_TYPE_DIGITS)
}

/// `CE301v11` without `v11`.
fn without_version(word: &str) -> &str {
    let is_version = |at: usize| {
        let rest = word.get(at + 1..).unwrap_or("");
        at > 0 && rest.starts_with(|c: char| c.is_ascii_digit())
    };
    let end = word
        .match_indices('v')
        .map(|(at, _)| at)
        .find(|at| is_version(*at));
    end.and_then(|end| word.get(..end)).unwrap_or(word)
}

/// The first text on the plate, with the hex texts of P1 telegrams read.
fn plate_text(set: &DataSet, code: Option<&Code>) -> Option<String> {
    let raw = set.values.first()?.raw.trim();
    let may_be_hex = code.is_some_and(|code| code.a == 0 && code.c == 96);
    let text = may_be_hex.then(|| hex_text(raw)).flatten();
    let text = text.map_or_else(|| raw.to_owned(), |text| text.trim().to_owned());
    (!text.is_empty()).then_some(text)
}

/// The text that P1 telegrams send as hex digits, two for a character (DSMR 5.0.2
/// P1, clause 6.4). `None` unless it gives nothing but printable characters.
pub fn hex_text(raw: &str) -> Option<String> {
    if raw.len() < MIN_HEX_TEXT || !raw.len().is_multiple_of(2) {
        return None;
    }
    raw.as_bytes()
        .chunks(2)
        .map(|pair| {
            let pair = std::str::from_utf8(pair).ok()?;
            let byte = u8::from_str_radix(pair, 16).ok()?;
            (byte.is_ascii_graphic() || byte == b' ').then_some(char::from(byte))
        })
        .collect()
}

/// Whether a number was never set.
fn is_unset(number: &str) -> bool {
    number.bytes().all(|byte| byte == b'0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn device_types_are_told_by_the_identification() {
        let check = |line: &str, expected: Option<&str>| {
            let told = Identification::parse(line).unwrap();
            assert_eq!(device_type(&told).as_deref(), expected, "{line}");
        };
        check("/LGZ5\\2ZMD3104107.B32", Some("ZMD310"));
        check("/LGZ5\\2ZMD120APt.G03", Some("ZMD120"));
        check("/LGZ5ZMR110CR.K53", Some("ZMR110"));
        check("/LGZ4\\2\\B40 12345678", None);
        check("/ISk5MT174-0001", Some("MT174"));
        check("/ISk5\\2MT382-1000", Some("MT382"));
        check("/ISK9\\2M551T-200", Some("M551T"));
        check("/EMH5\\@\\201LZQJL0013F", Some("LZQJ"));
        check("/EMH5\\@D4EM4TIIW001--", Some("EM4TII"));
        check("/MCS5\\@V0050010067967", Some("MCS301"));
        check("/EKT5CE301v11", Some("CE301"));
        check("/EKT5CE102Mv01", Some("CE102M"));
        check("/ESY5Q3DA1004 V3.04", Some("Q3DA1004"));
        check("/LUGCUH50", Some("UH50"));
        check("/KAM MC", Some("MULTICAL"));
        check("/ACE0\\3k260V01.18", Some("ACE3000"));
        check("/KFM5\\2Kaifa MA309M", Some("MA309M"));
        check("/KFM5KAIFA-METER", None);
        check("/CTA5ZIV-METER", None);
        check("/KMP5 KA6U001660297912", None);
        check("/FLU5\\253769484_A", None);
        check("/LUN5<1>LUN70000130", None);
        check("/MSY5<1>C500.KMY.2556", Some("C500.KMY.2556"));
        check("/ABB5\\@V9.21", None);
    }

    #[test]
    fn hex_texts_are_read_only_where_they_are_texts() {
        assert_eq!(
            hex_text("4B384547303034303436333935353037").as_deref(),
            Some("K8EG004046395507")
        );
        for raw in [
            "",
            "95316176",
            "3960221976967177082151037881335713",
            "4B38454730303430é",
        ] {
            assert_eq!(hex_text(raw), None, "{raw}");
        }
    }
}
