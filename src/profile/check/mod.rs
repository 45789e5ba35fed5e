//! What is wrong with the contents of a profile: everything that its form allows and
//! that still cannot be.
//!
//! Each finding names the field, so that it can be shown with its line and column.

mod programming;
mod registers;
mod series;

use std::collections::HashSet;
use std::fmt::Display;
use std::hash::Hash;

use super::place::Step;
use super::{ErrorBit, Match, Profile};
use crate::codec::{Mode, Request};
use crate::order;

/// The longest switch delay that is believed; beyond it meters have begun to send.
const MAX_SWITCH_DELAY_MS: u32 = 1000;

/// The most flags of an error register.
const MAX_BITS: u8 = 64;

/// The longest address that is believed.
const MAX_ADDRESS: usize = 32;

/// The speeds that a line of this standard can have, in baud.
const SPEEDS: [u32; 10] = [
    300, 600, 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115_200,
];

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) path: Vec<Step>,
    /// One sentence, lower case, without a full stop.
    pub(super) message: String,
}

/// The findings so far, and where the check is.
struct Check<'a> {
    profile: &'a Profile,
    faults: Vec<Fault>,
    path: Vec<Step>,
}

/// Everything that is wrong, in the order of the fields.
pub(super) fn faults(profile: &Profile) -> Vec<Fault> {
    let mut check = Check {
        profile,
        faults: Vec::new(),
        path: Vec::new(),
    };
    check.names();
    check.matches();
    check.line();
    check.error_register();
    check.programming();
    check.serial_register();
    check.registers();
    check.clock();
    check.actions();
    check.series();
    check.installation();
    check.faults
}

impl Check<'_> {
    /// Notes that the field where the check is cannot be as it is.
    fn fault(&mut self, message: impl Into<String>) {
        self.faults.push(Fault {
            path: self.path.clone(),
            message: message.into(),
        });
    }

    /// Notes `message` unless `good`.
    fn expect(&mut self, good: bool, message: impl FnOnce() -> String) {
        if !good {
            self.fault(message());
        }
    }

    /// Checks something that stands at `step`.
    fn at(&mut self, step: Step, check: impl FnOnce(&mut Self)) {
        self.path.push(step);
        check(self);
        self.path.pop();
    }

    fn field(&mut self, name: &'static str, check: impl FnOnce(&mut Self)) {
        self.at(Step::Field(name), check);
    }

    /// Checks all items of a list in the field `name`.
    fn each<T>(&mut self, name: &'static str, items: &[T], check: impl Fn(&mut Self, &T)) {
        self.field(name, |c| {
            for (index, item) in items.iter().enumerate() {
                c.at(Step::Item(index), |c| check(c, item));
            }
        });
    }

    /// Checks that no key of the list in the field `name` comes twice.
    fn unique<T, K: Eq + Hash + Display>(
        &mut self,
        name: &'static str,
        items: &[T],
        what: &str,
        key: impl Fn(&T) -> K,
    ) {
        let mut seen = HashSet::new();
        self.field(name, |c| {
            for (index, item) in items.iter().enumerate() {
                let key = key(item);
                if seen.contains(&key) {
                    c.at(Step::Item(index), |c| {
                        c.fault(format!("the {what} {key} stands here a second time"));
                    });
                }
                seen.insert(key);
            }
        });
    }

    /// Checks that there is something in the text field `name`.
    fn told(&mut self, name: &'static str, text: &str) {
        if text.trim().is_empty() {
            self.field(name, |c| c.fault(format!("the {name} is empty")));
        }
    }

    fn address(&mut self, name: &'static str, address: &str) {
        self.field(name, |c| {
            if address.is_empty() {
                c.fault("the address is empty");
            } else if let Err(error) = order::check_value(address) {
                c.fault(format!(
                    "the address {address:?} cannot stand in a command: {error}"
                ));
            } else if address.contains(char::is_whitespace) {
                c.fault(format!("the address {address:?} holds a blank"));
            } else if address.len() > MAX_ADDRESS {
                c.fault(format!(
                    "the address {address:?} is longer than {MAX_ADDRESS} characters"
                ));
            }
        });
    }

    /// Checks that a level is one of the profile's.
    fn level(&mut self, name: &'static str, level: Option<u8>) {
        let Some(level) = level else { return };
        let programming = self.profile.programming.as_ref();
        let known = programming.is_some_and(|programming| programming.level(level).is_some());
        self.field(name, |c| {
            c.expect(known, || {
                format!("there is no level {level} in this profile")
            });
        });
    }

    fn names(&mut self) {
        let profile = self.profile;
        let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        self.field("name", |c| {
            let good = !profile.name.is_empty() && profile.name.chars().all(is_name);
            c.expect(good, || {
                format!(
                    "the name {:?} must be lower case letters, digits and '-'",
                    profile.name
                )
            });
        });
        self.told("title", &profile.title);
    }

    fn matches(&mut self) {
        let Match {
            manufacturers,
            identifications,
        } = &self.profile.matches;
        self.field("match", |c| {
            c.each("manufacturers", manufacturers, |c, code| {
                let good = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_alphabetic());
                c.expect(good, || {
                    format!("the FLAG code {code:?} must be three letters")
                });
            });
            c.each("identifications", identifications, |c, text| {
                c.expect(!text.is_empty(), || {
                    "the beginning of an identification is empty".to_owned()
                });
            });
        });
    }

    fn line(&mut self) {
        let line = &self.profile.line;
        self.field("line", |c| {
            c.field("switch_delay_ms", |c| {
                let delay = line.switch_delay_ms.unwrap_or(0);
                c.expect(delay <= MAX_SWITCH_DELAY_MS, || {
                    format!("a switch delay of {delay} ms is longer than {MAX_SWITCH_DELAY_MS} ms")
                });
            });
            c.field("request", |c| {
                if let Some(Err(error)) = line.request.as_deref().map(Request::custom) {
                    c.fault(error.to_string());
                }
            });
            c.field("mode", |c| {
                c.expect(line.mode != Some(Mode::E), || {
                    "mode E is HDLC, which is not spoken here".to_owned()
                });
            });
            c.field("start_baud", |c| {
                if let Some(baud) = line.start_baud {
                    c.expect(SPEEDS.contains(&baud), || {
                        let speeds = SPEEDS.map(|speed| speed.to_string()).join(", ");
                        format!("{baud} Bd is no speed of this standard; there are {speeds}")
                    });
                }
            });
        });
    }

    fn error_register(&mut self) {
        let Some(register) = &self.profile.error_register else {
            return;
        };
        self.field("error_register", |c| {
            c.address("address", &register.address);
            c.unique("bits", &register.bits, "error bit", |known| known.bit);
            c.each("bits", &register.bits, |c, ErrorBit { bit, text }| {
                c.expect(*bit < MAX_BITS, || {
                    format!("the error bit {bit} is not below {MAX_BITS}")
                });
                c.expect(!text.is_empty(), || {
                    format!("the error bit {bit} has no text")
                });
            });
        });
    }

    fn installation(&mut self) {
        let form = &self.profile.installation;
        let is_programmed = self.profile.programming.is_some();
        self.field("installation", |c| {
            c.each("instantaneous", &form.instantaneous, |c, address| {
                let fits = !address.is_empty()
                    && address.len() <= MAX_ADDRESS
                    && order::check_value(address).is_ok();
                c.expect(fits, || {
                    format!("the address {address:?} cannot stand in a command")
                });
            });
            c.unique("instantaneous", &form.instantaneous, "address", |address| {
                address.clone()
            });
            if !form.instantaneous.is_empty() && !is_programmed {
                c.field("instantaneous", |c| {
                    c.fault("registers cannot be read without programming mode");
                });
            }
            for (name, points) in [
                ("commissioning", &form.commissioning),
                ("removal", &form.removal),
            ] {
                c.each(name, points, |c, point| {
                    c.expect(!point.trim().is_empty(), || "the point is empty".to_owned());
                });
                c.unique(name, points, "point", |point| format!("{point:?}"));
            }
        });
    }

    fn serial_register(&mut self) {
        let profile = self.profile;
        let Some(address) = &profile.serial_register else {
            return;
        };
        self.address("serial_register", address);
        let known = profile.registers.is_empty() || profile.register(address).is_some();
        self.field("serial_register", |c| {
            c.expect(known, || {
                format!("the register {address} is not among the registers")
            });
        });
    }
}

#[cfg(test)]
mod tests;
