//! Registers and their kinds.

use std::collections::HashSet;

use rust_decimal::Decimal;

use super::Check;
use crate::order::{self, MAX_VALUE};
use crate::profile::place::Step;
use crate::profile::{Access, Kind, RegisterDef, TimeForm, normal_address, value};

/// The most digits of a number, as exact arithmetic has it.
const MAX_DIGITS: u8 = 28;

/// The most powers of ten between what is sent and what is shown.
const MAX_SCALE: i8 = 18;

impl Check<'_> {
    pub(super) fn registers(&mut self) {
        let registers = &self.profile.registers;
        self.unique("registers", registers, "address", |register| {
            normal_address(&register.address).to_owned()
        });
        self.each("registers", registers, Check::register);
    }

    fn register(&mut self, register: &RegisterDef) {
        self.address("address", &register.address);
        self.told("name", &register.name);
        self.letter("read", register.read, b'R');
        self.letter("write", register.write, b'W');
        if let Some(argument) = &register.argument {
            self.value("argument", argument);
        }
        if register.access != Access::ReadOnly {
            self.field("access", |c| c.can_be_changed());
        }
        let level = register.write_level();
        if self.profile.programming.is_some() {
            self.level("access", level);
        }
        self.field("kind", |c| c.kind(&register.kind));
        self.field("default", |c| {
            if let Some(default) = &register.default {
                c.default_value(register, default);
            }
        });
    }

    fn default_value(&mut self, register: &RegisterDef, default: &str) {
        match register.encode(&register.show(default).text) {
            Ok(sent) => self.expect(register.is_same(&sent, default), || {
                format!("the default {default:?} would be sent as {sent:?}")
            }),
            Err(error) => self.fault(format!("the default {default:?} is not taken: {error}")),
        }
    }

    fn kind(&mut self, kind: &Kind) {
        match kind {
            Kind::Text { max, .. } => {
                let most = u8::try_from(MAX_VALUE).unwrap_or(u8::MAX);
                self.between("max", *max, 1, most);
            }
            Kind::Number {
                min,
                max,
                decimals,
                width,
                scale,
            } => {
                self.limits(*min, *max);
                self.between("decimals", *decimals, 0, MAX_DIGITS);
                self.between("width", *width, 0, MAX_DIGITS);
                self.between("scale", *scale, -MAX_SCALE, MAX_SCALE);
            }
            Kind::Choice(choices) => self.choices(choices),
            Kind::Flags { digits, bits } => {
                self.between("digits", *digits, 1, value::MAX_FLAG_DIGITS);
                self.unique("bits", bits, "bit", |(bit, _)| *bit);
                self.each("bits", bits, |c, (bit, name)| c.flag(*bit, name, *digits));
            }
            Kind::Time(form) => self.time_form(form),
        }
    }

    fn limits(&mut self, min: Option<Decimal>, max: Option<Decimal>) {
        if let (Some(min), Some(max)) = (min, max) {
            self.field("max", |c| {
                c.expect(min <= max, || {
                    format!("the least value, {min}, is above the most, {max}")
                });
            });
        }
    }

    fn choices(&mut self, choices: &[(String, String)]) {
        self.expect(!choices.is_empty(), || "there are no choices".to_owned());
        let mut seen = HashSet::new();
        let mut labels = HashSet::new();
        let sent: HashSet<&str> = choices.iter().map(|(raw, _)| raw.as_str()).collect();
        for (index, choice) in choices.iter().enumerate() {
            self.path.extend([Step::Item(0), Step::Item(index)]);
            self.choice(choice, &sent);
            self.expect(seen.insert(&choice.0), || {
                format!("the choice {:?} stands here a second time", choice.0)
            });
            self.expect(labels.insert(choice.1.to_lowercase()), || {
                format!("two choices are called {:?}", choice.1)
            });
            self.path.truncate(self.path.len() - 2);
        }
    }

    fn choice(&mut self, (raw, label): &(String, String), sent: &HashSet<&str>) {
        if let Err(error) = order::check_value(raw) {
            self.fault(error.to_string());
        }
        self.expect(!label.trim().is_empty(), || {
            format!("the choice {raw:?} has no words")
        });
        let is_sent = sent.contains(label.as_str());
        self.expect(raw == label || !is_sent, || {
            format!("the words {label:?} are what another choice is sent as")
        });
    }

    fn flag(&mut self, bit: u8, name: &str, digits: u8) {
        let most = digits.saturating_mul(4);
        self.expect(bit < most, || {
            format!("the bit {bit} is not below {most}, which {digits} hex digits have")
        });
        self.expect(value::is_flag_name(name), || {
            format!("{name:?} cannot be the name of a flag; it could be typed for something else")
        });
    }

    /// Checks the form of a date or a time.
    pub(super) fn time_form(&mut self, form: &str) {
        if let Err(error) = TimeForm::parse_form(form) {
            self.fault(error.to_string());
        }
        if let Err(error) = order::check_value(form) {
            self.fault(error.to_string());
        }
    }
}
