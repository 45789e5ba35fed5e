//! Commands, levels, passwords, actions.

use super::Check;
use crate::codec::CommandKind;
use crate::order::{self, Order};
use crate::profile::{ActionCommand, ActionDef, ActionKind, Level, Login};

/// The shortest silence that can be kept apart from an ordinary pause, in seconds.
const MIN_INACTIVITY_S: u16 = 5;

/// The most registers of one command.
const MAX_TOGETHER: u8 = 16;

/// The shortest partial block.
const MIN_BLOCK: u16 = 8;

/// The longest password that a command carries.
const MAX_PASSWORD: u8 = 32;

/// The place of a new password.
const NEW: &str = "{new}";

impl Check<'_> {
    pub(super) fn programming(&mut self) {
        let Some(programming) = &self.profile.programming else {
            return;
        };
        self.field("programming", |c| {
            let select = programming.select;
            c.field("select", |c| {
                c.expect(select.is_ascii_alphanumeric(), || {
                    format!("{select:?} cannot stand in an option select message")
                });
            });
            c.field("read", |c| {
                c.letter("command", Some(programming.read.command), b'R');
                c.value("argument", &programming.read.argument);
                c.between("together", programming.read.together, 1, MAX_TOGETHER);
            });
            c.field("write", |c| {
                c.letter("command", Some(programming.write.command), b'W');
                let most = u16::try_from(order::MAX_VALUE).unwrap_or(u16::MAX);
                c.between("block", programming.write.block, MIN_BLOCK, most);
            });
            c.level("read_level", programming.read_level);
            c.unique("levels", &programming.levels, "level", |level| level.number);
            c.each("levels", &programming.levels, Check::one_level);
            c.lock_out();
            c.each("preconditions", &programming.preconditions, |c, needed| {
                c.told("text", &needed.text);
                c.level("level", needed.level);
            });
            let inactivity = programming.inactivity_s;
            c.field("inactivity_s", |c| {
                c.expect(inactivity >= MIN_INACTIVITY_S, || {
                    format!("an inactivity of {inactivity} s is less than {MIN_INACTIVITY_S} s")
                });
            });
            c.unique("refusals", &programming.refusals, "refusal", |refusal| {
                refusal.answer.to_ascii_uppercase()
            });
            c.each("refusals", &programming.refusals, |c, refusal| {
                c.told("answer", &refusal.answer);
                c.told("text", &refusal.text);
            });
        });
    }

    fn one_level(&mut self, level: &Level) {
        self.between("number", level.number, 1, 9);
        let form = &level.password;
        self.field("password", |c| {
            c.between("max", form.max, 1, MAX_PASSWORD);
            c.field("min", |c| {
                c.expect(form.min <= form.max, || {
                    format!(
                        "the shortest password, {}, is longer than the longest, {}",
                        form.min, form.max
                    )
                });
            });
        });
        if let Login::Lock { address, close } = &level.login {
            self.field("login", |c| {
                c.address("address", address);
                if let Some((address, value)) = close {
                    c.address("close", address);
                    c.value("close", value);
                }
            });
        }
    }

    fn lock_out(&mut self) {
        let programming = self.profile.programming.as_ref();
        let Some(rule) = programming.and_then(|programming| programming.lock_out.as_ref()) else {
            return;
        };
        self.field("lock_out", |c| {
            c.between("tries", rule.tries, 1, u8::MAX);
            c.field("minutes", |c| {
                c.expect(rule.minutes != Some(0), || {
                    "a lock of 0 minutes is none; leave it out if it is not known".to_owned()
                });
            });
        });
    }

    pub(super) fn actions(&mut self) {
        let actions = &self.profile.actions;
        self.unique("actions", actions, "action", |action| action.name.clone());
        self.each("actions", actions, Check::action);
    }

    fn action(&mut self, action: &ActionDef) {
        self.told("name", &action.name);
        self.told("help", &action.help);
        self.can_be_changed();
        self.level("level", action.level);
        let changes_password = match action.kind {
            ActionKind::ChangePassword { level } => {
                self.field("kind", |c| c.level("level", Some(level)));
                true
            }
            _ => false,
        };
        self.field("commands", |c| {
            c.expect(!action.commands.is_empty(), || {
                format!("the action {:?} has no commands", action.name)
            });
            let has_place = action
                .commands
                .iter()
                .any(|command| command.data.contains(NEW));
            c.expect(has_place || !changes_password, || {
                format!(
                    "no command of {:?} has a place {NEW} for the new password",
                    action.name
                )
            });
            c.expect(!has_place || changes_password, || {
                format!("{NEW} stands only in an action of the kind ChangePassword")
            });
        });
        self.each("commands", &action.commands, Check::action_command);
        let profile = self.profile;
        self.each("watch", &action.watch, |c, address| {
            c.expect(profile.register(address).is_some(), || {
                format!("the register {address} is not among the registers")
            });
        });
        self.field("proof", |c| {
            if let Some(proof) = &action.proof {
                c.expect(action.watch.contains(proof), || {
                    format!("the proof {proof} is not among the watched registers")
                });
            }
        });
    }

    fn action_command(&mut self, command: &ActionCommand) {
        let text = format!("{} {}", command.command, command.data);
        self.field("data", |c| {
            if let Err(error) = text.parse::<Order>() {
                c.fault(format!("the command {text} cannot be sent: {error}"));
            }
        });
        self.field("command", |c| {
            c.expect(command.command.changes_the_meter(), || {
                format!("the command {} changes nothing in a meter", command.command)
            });
        });
    }

    /// Checks that something that changes the meter stands in a profile that knows how.
    pub(super) fn can_be_changed(&mut self) {
        let known = self.profile.programming.is_some();
        self.expect(known, || {
            "this changes the meter, and the profile has no programming mode".to_owned()
        });
    }

    /// Checks that a command has the letter of its purpose.
    pub(super) fn letter(&mut self, name: &'static str, kind: Option<CommandKind>, letter: u8) {
        let Some(kind) = kind else { return };
        self.field(name, |c| {
            c.expect(kind.letter == letter, || {
                let purpose = if letter == b'R' { "read" } else { "write" };
                format!(
                    "the command {kind} does not {purpose}; one with {} is needed",
                    char::from(letter)
                )
            });
        });
    }

    /// Checks that a command can carry a value.
    pub(super) fn value(&mut self, name: &'static str, value: &str) {
        self.field(name, |c| {
            if let Err(error) = order::check_value(value) {
                c.fault(error.to_string());
            }
        });
    }

    pub(super) fn between<T: PartialOrd + std::fmt::Display>(
        &mut self,
        name: &'static str,
        value: T,
        least: T,
        most: T,
    ) {
        self.field(name, |c| {
            c.expect(least <= value && value <= most, || {
                format!("{name} is {value}; it must be from {least} to {most}")
            });
        });
    }
}
