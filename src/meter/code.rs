//! Codes of quantities (OBIS, IEC 62056-6-1; clause 6.6 and annex A for the
//! reduced forms), in every form that meters send.
//!
//! Knows nothing about names and values.
//!
//! A reduced code says nothing of its medium and channel. They are filled in so
//! that equal registers of different makes get equal normal forms:
//!
//! | sent | normal form | rule |
//! |---|---|---|
//! | `1.8.0`, `0.9.1` | `1-0:1.8.0`, `1-0:0.9.1` | electricity, the general codes C = 0 too |
//! | `32.7` | `1-0:32.7.0` | a missing E is 0 |
//! | `C.1.0`, `96.7.0` | `0-0:C.1.0`, `0-0:96.7.0` | service entries belong to no medium |
//! | `F.F`, `FF`, `F.F.0`, `F` | `0-0:F.F` | the error register; any other E is kept |
//! | `P.1`, `P.01` | `0-0:P.01` | profiles are numbered with two digits |
//! | `6.8`, `9.21` of a heat meter | `6-0:6.8.0`, `6-0:9.21.0` | the numbers of EN 1434 meters under the medium heat |
//! | `1:1.8.0` | `1-1:1.8.0` | channel only |
//! | `100700FF` | `1-0:16.7.0` | C, D, E, F in hex |
//! | `1.8.0*255` | `1-0:1.8.0` | F = 255 is the present value |
//! | `1.8.1.05`, `1.8.1-05` | `1-0:1.8.1*05` | how the period was closed is unknown |

use super::readout::{Billing, Reset};

/// What a meter measures, value group A.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Medium {
    /// A = 0: no medium.
    Abstract,
    /// A = 1.
    #[default]
    Electricity,
    /// A = 4.
    HeatCostAllocator,
    /// A = 5.
    Cooling,
    /// A = 6.
    Heat,
    /// A = 7.
    Gas,
    /// A = 8.
    ColdWater,
    /// A = 9.
    HotWater,
    /// Any other A.
    Other,
}

/// A code, all six value groups of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Code {
    /// Medium.
    pub a: u8,
    /// Channel.
    pub b: u8,
    /// Quantity; 96 to 99 are sent as C, F, L, P in reduced codes.
    pub c: u8,
    /// Kind of processing.
    pub d: u8,
    /// Tariff, harmonic or angle; 255 for none.
    pub e: u8,
    /// Stored value; `None` for the present one.
    pub f: Option<Stored>,
    /// C was sent as a letter.
    lettered: bool,
}

/// Value group F as sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Stored {
    /// 0 to 254.
    pub index: u8,
    /// How many digits were sent, 1 to 3.
    digits: u8,
    /// What the separator tells, if it tells something.
    pub reset: Option<Reset>,
}

/// The longest text that is looked at; every form is shorter.
const MAX_LENGTH: usize = 32;

/// F of the present value.
const PRESENT: u8 = 255;

impl Code {
    /// Understands `address`, filling a missing medium with `medium`. `None` if it
    /// is no code, as with names, memory addresses and typing slips.
    pub fn parse(address: &str, medium: Medium) -> Option<Code> {
        let bytes = address.as_bytes();
        if bytes.len() > MAX_LENGTH {
            return None;
        }
        let mut cursor = Cursor { bytes, at: 0 };
        let prefix = cursor.prefix();
        let start = cursor.at;
        let code = cursor.groups(prefix, medium).filter(|_| cursor.is_at_end());
        if code.is_none() && prefix.is_none() && start == 0 && bytes.len() == 8 {
            return Code::from_hex(address);
        }
        code
    }

    /// C, D, E, F as eight hex digits, as Neva meters address.
    fn from_hex(address: &str) -> Option<Code> {
        let [c, d, e, f] = u32::from_str_radix(address, 16).ok()?.to_be_bytes();
        // Makers with eight-digit numbers of their own begin with zeros.
        if c == 0 || d == 0 {
            return None;
        }
        Some(Code {
            a: 1,
            b: 0,
            c,
            d,
            e,
            f: (f != PRESENT).then_some(Stored {
                index: f,
                digits: if f > 99 { 3 } else { 2 },
                reset: None,
            }),
            lettered: false,
        })
    }

    /// What A stands for.
    pub fn medium(&self) -> Medium {
        match self.a {
            0 => Medium::Abstract,
            1 => Medium::Electricity,
            4 => Medium::HeatCostAllocator,
            5 => Medium::Cooling,
            6 => Medium::Heat,
            7 => Medium::Gas,
            8 => Medium::ColdWater,
            9 => Medium::HotWater,
            _ => Medium::Other,
        }
    }

    /// Whether this is the error register, F.F or 97.97.
    pub fn is_error_register(&self) -> bool {
        self.c == 97 && self.d == 97
    }

    /// Whether C names a measured quantity, not a general or service entry.
    pub fn is_measured(&self) -> bool {
        self.a != 0 && (1..=95).contains(&self.c)
    }

    /// Whether E names a harmonic of a voltage or current.
    pub fn is_harmonic(&self) -> bool {
        let is_phase_value = matches!(self.c, 11 | 12 | 31 | 32 | 51 | 52 | 71 | 72 | 90..=92);
        self.a == 1 && is_phase_value && (1..=120).contains(&self.e)
    }

    /// The billing period that F points to, where F means that.
    ///
    /// F tells billing periods on measured quantities (but for thresholds, D 31 to
    /// 46) and on the reset counts and times 0.1.n. Elsewhere it numbers events,
    /// parameter sets or status words.
    pub fn billing(&self) -> Option<Billing> {
        let stored = self.f?;
        let is_threshold = self.a == 1 && (31..=46).contains(&self.d);
        let is_reset = self.c == 0 && self.d == 1;
        let told = (self.is_measured() && !is_threshold) || is_reset;
        told.then(|| Billing {
            index: stored.text(),
            reset: stored.reset,
        })
    }

    /// The same register's present value.
    pub fn present(&self) -> Code {
        Code { f: None, ..*self }
    }

    /// The normal form, `1-0:1.8.0*19`.
    pub fn normal_form(&self) -> String {
        let mut text = String::with_capacity(20);
        push_number(&mut text, self.a);
        text.push('-');
        push_number(&mut text, self.b);
        text.push(':');
        self.push_quantity(&mut text);
        if let Some(stored) = self.f {
            text.push(match stored.reset {
                Some(Reset::Manual) => '&',
                _ => '*',
            });
            stored.push(&mut text);
        }
        text
    }

    fn push_quantity(&self, text: &mut String) {
        let letter = match self.c {
            96 => 'C',
            97 => 'F',
            98 => 'L',
            99 => 'P',
            _ => '.',
        };
        if !self.lettered || letter == '.' {
            push_number(text, self.c);
            text.push('.');
            push_number(text, self.d);
            text.push('.');
            push_number(text, self.e);
            return;
        }
        text.push(letter);
        text.push('.');
        if self.is_error_register() {
            text.push('F');
        } else {
            if letter == 'P' && self.d < 10 {
                text.push('0');
            }
            push_number(text, self.d);
        }
        let is_whole_without_e = self.is_error_register() || letter == 'P';
        if !is_whole_without_e || self.e != 0 {
            text.push('.');
            push_number(text, self.e);
        }
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.normal_form())
    }
}

impl Stored {
    /// The digits as sent, `05`.
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(3);
        self.push(&mut text);
        text
    }

    fn push(&self, text: &mut String) {
        if self.digits == 3 && self.index < 100 {
            text.push('0');
        }
        if self.digits >= 2 && self.index < 10 {
            text.push('0');
        }
        push_number(text, self.index);
    }
}

fn push_number(text: &mut String, number: u8) {
    if number >= 100 {
        text.push(char::from(b'0' + number / 100));
    }
    if number >= 10 {
        text.push(char::from(b'0' + number / 10 % 10));
    }
    text.push(char::from(b'0' + number % 10));
}

/// A place in an address.
struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

/// The media and channel in front of a code.
#[derive(Clone, Copy)]
struct Prefix {
    a: Option<u8>,
    b: u8,
}

impl Cursor<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn is_at_end(&self) -> bool {
        self.at >= self.bytes.len()
    }

    fn take(&mut self, wanted: u8) -> bool {
        let found = self.peek() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    /// One to three digits up to 255, and how many there were.
    fn number(&mut self) -> Option<(u8, u8)> {
        let mut value = 0u16;
        let mut digits = 0u8;
        while let Some(byte) = self.peek().filter(u8::is_ascii_digit) {
            value = value * 10 + u16::from(byte - b'0');
            digits += 1;
            if digits > 3 {
                return None;
            }
            self.at += 1;
        }
        let value = u8::try_from(value).ok()?;
        (digits > 0).then_some((value, digits))
    }

    /// `A-B:` or `B:`; moves nothing if there is neither.
    fn prefix(&mut self) -> Option<Prefix> {
        let prefix = self.try_prefix();
        if prefix.is_none() {
            self.at = 0;
        }
        prefix
    }

    fn try_prefix(&mut self) -> Option<Prefix> {
        let (first, _) = self.number()?;
        if self.take(b':') {
            return Some(Prefix { a: None, b: first });
        }
        if !self.take(b'-') {
            return None;
        }
        let (second, _) = self.number()?;
        self.take(b':').then_some(Prefix {
            a: Some(first),
            b: second,
        })
    }

    /// C, D, E and F.
    fn groups(&mut self, prefix: Option<Prefix>, medium: Medium) -> Option<Code> {
        let (c, lettered) = self.quantity()?;
        let (d, e, is_whole) = self.rest(c, lettered)?;
        let channel_only = prefix.is_some_and(|prefix| prefix.a.is_none());
        if channel_only && !is_whole {
            return None;
        }
        let f = self.stored()?;
        let a = prefix.and_then(|prefix| prefix.a).unwrap_or(match medium {
            _ if lettered || c >= 96 => 0,
            Medium::Heat => 6,
            _ => 1,
        });
        Some(Code {
            a,
            b: prefix.map_or(0, |prefix| prefix.b),
            c,
            d,
            e,
            f,
            lettered,
        })
    }

    fn quantity(&mut self) -> Option<(u8, bool)> {
        let letter = match self.peek()? {
            b'C' => 96,
            b'F' => 97,
            b'L' => 98,
            b'P' => 99,
            _ => return Some((self.number()?.0, false)),
        };
        self.at += 1;
        Some((letter, true))
    }

    /// D and E, and whether E was sent.
    fn rest(&mut self, c: u8, lettered: bool) -> Option<(u8, u8, bool)> {
        let is_error = lettered && c == 97;
        if is_error && (self.is_at_end() || self.take(b'F')) {
            return Some((97, 0, false));
        }
        if !self.take(b'.') {
            return None;
        }
        let d = if is_error && self.take(b'F') {
            97
        } else {
            self.number()?.0
        };
        if !self.take(b'.') {
            return Some((d, 0, false));
        }
        Some((d, self.number()?.0, true))
    }

    /// F with its separator. The outer `None` means that there is something, but
    /// no F.
    fn stored(&mut self) -> Option<Option<Stored>> {
        let reset = match self.peek() {
            None => return Some(None),
            Some(b'*') => Some(Reset::Automatic),
            Some(b'&') => Some(Reset::Manual),
            Some(b',' | b'.' | b'-') => None,
            Some(_) => return None,
        };
        self.at += 1;
        let (index, digits) = self.number()?;
        Some((index != PRESENT).then_some(Stored {
            index,
            digits,
            reset,
        }))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn normal(address: &str) -> Option<String> {
        Code::parse(address, Medium::Electricity).map(|code| code.normal_form())
    }

    #[test]
    fn codes_get_their_normal_form() {
        let check = |address: &str, expected: &str| {
            assert_eq!(normal(address).as_deref(), Some(expected), "{address}");
        };
        check("1.8.0", "1-0:1.8.0");
        check("32.7", "1-0:32.7.0");
        check("0.9.1", "1-0:0.9.1");
        check("1.6.1*19", "1-0:1.6.1*19");
        check("1.8.1&05", "1-0:1.8.1&05");
        check("1.8.1.05", "1-0:1.8.1*05");
        check("1.8.1,05", "1-0:1.8.1*05");
        check("1.8.1-05", "1-0:1.8.1*05");
        check("1.6.0*1", "1-0:1.6.0*1");
        check("1-0:1.8.0*255", "1-0:1.8.0");
        check("1-1:1.8.1*05", "1-1:1.8.1*05");
        check("1-1:1.29", "1-1:1.29.0");
        check("1-0:21.7.255*255", "1-0:21.7.255");
        check("1-0:1.8.0*100", "1-0:1.8.0*100");
        check("1:1.8.0", "1-1:1.8.0");
        check("C.1", "0-0:C.1.0");
        check("C.1.0", "0-0:C.1.0");
        check("0-0:C.51.2*01", "0-0:C.51.2*01");
        check("1-1:C.3.4", "1-1:C.3.4");
        check("F.F", "0-0:F.F");
        check("FF", "0-0:F.F");
        check("F", "0-0:F.F");
        check("F.F.0", "0-0:F.F");
        check("F.F.1", "0-0:F.F.1");
        check("0-0:F.F.0*255", "0-0:F.F");
        check("1-1:F.F", "1-1:F.F");
        check("P.01", "0-0:P.01");
        check("P.1", "0-0:P.01");
        check("P.98", "0-0:P.98");
        check("P.200", "0-0:P.200");
        check("L.1", "0-0:L.1.0");
        check("96.70", "0-0:96.70.0");
        check("96.77.0*1", "0-0:96.77.0*1");
        check("0-1:24.2.1", "0-1:24.2.1");
        check("1-0:99.97.0", "1-0:99.97.0");
        check("100700FF", "1-0:16.7.0");
        check("0F0880FF", "1-0:15.8.128");
        check("600900FF", "1-0:96.9.0");
        check("2.35.0.01", "1-0:2.35.0*01");
    }

    #[test]
    fn what_is_no_code_is_none() {
        for address in [
            "",
            "1",
            "1.",
            ".8.0",
            "1.8.0*",
            "1.8.0*x",
            "1-081.8.0",
            "1.8.0 ",
            "256.8.0",
            "1.8.0*256",
            "1.8.0*0001",
            "C",
            "C003",
            "ET0PE",
            "798001",
            "3:171.0",
            "13:0157.0",
            "1:400.0",
            "00000034",
            "1-0:",
            "1-0:1.8.0*255*1",
            "F.",
            "1.8.0.0.0",
            "-1.8.0",
            "1.8.0\u{e9}",
            "é.é.é",
            "10070zFF",
        ] {
            assert_eq!(normal(address), None, "{address}");
        }
    }

    #[test]
    fn heat_meters_have_a_medium_of_their_own() {
        let normal = |address| Code::parse(address, Medium::Heat).unwrap().normal_form();
        assert_eq!(normal("6.8"), "6-0:6.8.0");
        assert_eq!(normal("6.26*01"), "6-0:6.26.0*01");
        assert_eq!(normal("9.36"), "6-0:9.36.0");
        assert_eq!(normal("F"), "0-0:F.F");
        assert_eq!(normal("1-0:1.8.0"), "1-0:1.8.0");
    }

    #[test]
    fn f_is_a_billing_period_only_where_it_means_one() {
        let check = |address: &str, expected: Option<(&str, Option<Reset>)>| {
            let billing = Code::parse(address, Medium::Electricity).unwrap().billing();
            let expected = expected.map(|(index, reset)| Billing {
                index: index.to_owned(),
                reset,
            });
            assert_eq!(billing, expected, "{address}");
        };
        check("1.8.0*05", Some(("05", Some(Reset::Automatic))));
        check("1.8.0&05", Some(("05", Some(Reset::Manual))));
        check("1.8.0.05", Some(("05", None)));
        check("1.8.0*5", Some(("5", Some(Reset::Automatic))));
        check("0.1.2*12", Some(("12", Some(Reset::Automatic))));
        check("1-0:1.8.1*101", Some(("101", Some(Reset::Automatic))));
        check("1.8.0", None);
        check("1.8.0*255", None);
        check("2.35.0.01", None);
        check("0.2.1*50", None);
        check("0-0:C.51.2*01", None);
        check("96.77.4*1", None);
        check("1-0:96.50.0*0", None);
    }

    proptest! {
        #[test]
        fn any_address_is_taken(address in "\\PC{0,12}") {
            let _ = Code::parse(&address, Medium::Electricity);
        }

        #[test]
        fn a_normal_form_is_its_own_normal_form(
            address in "([0-9]-[0-9]:)?([0-9]{1,2}|C|F|L|P)\\.[0-9]{1,2}(\\.[0-9]{1,2})?([*&][0-9]{1,2})?",
        ) {
            let Some(form) = normal(&address) else {
                return Ok(());
            };
            prop_assert_eq!(normal(&form), Some(form.clone()), "{}", address);
        }
    }
}
