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

mod parse;

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

impl Code {
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
