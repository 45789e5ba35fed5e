//! Addresses as codes.

use super::{Code, Medium, Stored};
use crate::meter::readout::Reset;

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
    use crate::meter::readout::Billing;

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
