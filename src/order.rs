//! Orders: the exact commands of programming mode, made from what a device profile
//! says, with a place for the password instead of the password.
//!
//! What a review shows and what is sent are the same [`Order`]. Pure: knows nothing
//! about sessions, and reads no clock.
//!
//! ```
//! use flagport::order::Order;
//!
//! let order: Order = "W5 0.8.0(15)({password})".parse()?;
//! assert_eq!(order.to_string(), "W5 0.8.0(15)(•••)");
//! # Ok::<(), flagport::order::OrderError>(())
//! ```

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use thiserror::Error;
use zeroize::Zeroizing;

use crate::codec::{CommandKind, CommandKindError, control};
use crate::profile::{ActionCommand, Login, Profile, RegisterDef};
use crate::secret::{MASK, Password};

/// The most characters of a value in a command (clause 6.5).
pub const MAX_VALUE: usize = 128;

/// Stands for the password of the level in the text of an order.
const PASSWORD: &str = "{password}";
/// Stands for a new password in the text of an order.
const NEW_PASSWORD: &str = "{new}";

/// One command message, as it will be sent, with the secrets left out.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Order {
    pub kind: CommandKind,
    parts: Vec<Part>,
}

/// A piece of the data set of a command.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Part {
    Text(String),
    /// The password of the level.
    Password,
    /// The password that it is changed to.
    NewPassword,
}

impl Part {
    fn text<'a>(&'a self, secrets: Secrets<'a>) -> &'a str {
        match self {
            Part::Text(text) => text,
            Part::Password => secrets.password.map_or("", Password::reveal),
            Part::NewPassword => secrets.new_password.map_or("", Password::reveal),
        }
    }
}

/// The secrets that an order needs.
#[derive(Debug, Clone, Copy, Default)]
pub struct Secrets<'a> {
    pub password: Option<&'a Password>,
    pub new_password: Option<&'a Password>,
}

/// Why something cannot be ordered.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum OrderError {
    #[error(transparent)]
    Command(#[from] CommandKindError),
    #[error(
        "the value holds {0:?}, which a command cannot carry; use printable ASCII without brackets"
    )]
    Character(char),
    #[error("the value has {0} characters; a command carries {MAX_VALUE}")]
    TooLong(usize),
    #[error("the command has no data set; it takes an address and brackets, such as R1 1.8.0()")]
    NoDataSet,
    #[error("the brackets of {0:?} do not match")]
    Brackets(String),
}

impl Order {
    /// Reads `register`, in the profile's way.
    pub fn read(profile: &Profile, register: &RegisterDef) -> Order {
        let form = profile.programming.clone().unwrap_or_default().read;
        let argument = register.argument.as_deref().unwrap_or(&form.argument);
        Order {
            kind: register.read.unwrap_or(form.command),
            parts: vec![Part::Text(format!("{}({argument})", register.address))],
        }
    }

    /// Reads `registers` with one command, `R1 0.9.1()0.9.2()`; `None` where the
    /// profile's way does not allow for that: too many, one that cannot be read, or one
    /// with a command or an argument of its own.
    pub fn read_together(profile: &Profile, registers: &[Arc<RegisterDef>]) -> Option<Order> {
        let form = profile.programming.clone().unwrap_or_default().read;
        let kind = registers.first()?.read.unwrap_or(form.command);
        let joins = |register: &Arc<RegisterDef>| {
            let argument = register.argument.as_ref().unwrap_or(&form.argument);
            register.is_readable()
                && register.read.unwrap_or(form.command) == kind
                && *argument == form.argument
        };
        if registers.len() > usize::from(form.together) || !registers.iter().all(joins) {
            return None;
        }
        let set = |register: &Arc<RegisterDef>| format!("{}({})", register.address, form.argument);
        Some(Order {
            kind,
            parts: vec![Part::Text(registers.iter().map(set).collect())],
        })
    }

    /// Writes `raw`, a value as it is sent, to `register`, in the profile's way. What
    /// is never read back is a secret: its place is that of a new password.
    pub fn write(
        profile: &Profile,
        register: &RegisterDef,
        raw: &str,
    ) -> Result<Order, OrderError> {
        check_value(raw)?;
        let programming = profile.programming.clone().unwrap_or_default();
        let kind = register.write.unwrap_or(programming.write.command);
        let in_write = register
            .write_level()
            .and_then(|level| programming.level(level))
            .is_some_and(|level| level.login == Login::InWrite);
        let mut parts = if register.is_readable() {
            vec![Part::Text(format!("{}({raw})", register.address))]
        } else {
            vec![
                Part::Text(format!("{}(", register.address)),
                Part::NewPassword,
                Part::Text(")".to_owned()),
            ]
        };
        if in_write {
            parts.extend([
                Part::Text("(".to_owned()),
                Part::Password,
                Part::Text(")".to_owned()),
            ]);
        }
        Ok(Order { kind, parts })
    }

    /// A command of an action.
    pub fn of_action(command: &ActionCommand) -> Order {
        Order {
            kind: command.command,
            parts: parts_of(&command.data),
        }
    }

    /// The data set with the secrets in it; a secret that is missing leaves its place
    /// empty.
    pub fn data(&self, secrets: Secrets<'_>) -> Zeroizing<Vec<u8>> {
        let texts = || self.parts.iter().map(|part| part.text(secrets));
        // A buffer that grows would leave copies of itself behind.
        let mut data = Zeroizing::new(Vec::with_capacity(texts().map(str::len).sum()));
        for text in texts() {
            data.extend_from_slice(text.as_bytes());
        }
        data
    }

    /// The data set as it may be shown.
    pub fn data_shown(&self) -> String {
        self.parts
            .iter()
            .map(|part| match part {
                Part::Text(text) => text.as_str(),
                Part::Password | Part::NewPassword => MASK,
            })
            .collect()
    }

    /// Whether it carries the password of its level.
    pub fn needs_password(&self) -> bool {
        self.parts.contains(&Part::Password)
    }

    /// Whether it carries a new password.
    pub fn needs_new_password(&self) -> bool {
        self.parts.contains(&Part::NewPassword)
    }

    /// Whether it carries any secret.
    pub fn is_secret(&self) -> bool {
        self.parts
            .iter()
            .any(|part| matches!(part, Part::Password | Part::NewPassword))
    }

    /// The address that it names first.
    pub fn address(&self) -> &str {
        match self.parts.first() {
            Some(Part::Text(text)) => text.split('(').next().unwrap_or(text),
            _ => "",
        }
    }
}

impl fmt::Display for Order {
    /// `W5 0.8.0(15)(•••)`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind, self.data_shown())
    }
}

impl FromStr for Order {
    type Err = OrderError;

    /// Reads what an expert types: command, blank, data set. `{password}` and `{new}`
    /// stand for secrets.
    fn from_str(text: &str) -> Result<Order, OrderError> {
        let text = text.trim();
        let (kind, data) = text.split_once(' ').ok_or(OrderError::NoDataSet)?;
        let data = data.trim();
        let kind: CommandKind = kind.to_ascii_uppercase().parse()?;
        if let Some(c) = data.chars().find(|c| !is_carried(*c)) {
            return Err(OrderError::Character(c));
        }
        check_brackets(data)?;
        Ok(Order {
            kind,
            parts: parts_of(data),
        })
    }
}

/// Whether `raw` can stand between the brackets of a command.
pub fn check_value(raw: &str) -> Result<(), OrderError> {
    if let Some(c) = raw
        .chars()
        .find(|c| !is_carried(*c) || matches!(c, '(' | ')'))
    {
        return Err(OrderError::Character(c));
    }
    match raw.chars().count() {
        length if length > MAX_VALUE => Err(OrderError::TooLong(length)),
        _ => Ok(()),
    }
}

fn is_carried(c: char) -> bool {
    u8::try_from(c).is_ok_and(control::is_printable)
}

fn check_brackets(data: &str) -> Result<(), OrderError> {
    let wrong = || OrderError::Brackets(data.to_owned());
    let mut open = false;
    let mut groups = 0;
    let mut length = 0;
    for c in data.chars() {
        match (c, open) {
            ('(', false) => (open, length) = (true, 0),
            (')', true) => (open, groups) = (false, groups + 1),
            ('(', true) | (')', false) => return Err(wrong()),
            _ => length += usize::from(open),
        }
        if length > MAX_VALUE {
            return Err(OrderError::TooLong(length));
        }
    }
    match (open, groups) {
        (true, _) => Err(wrong()),
        (false, 0) => Err(OrderError::NoDataSet),
        (false, _) => Ok(()),
    }
}

/// The parts of a text with places for secrets.
fn parts_of(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let secret = [
            (PASSWORD, Part::Password),
            (NEW_PASSWORD, Part::NewPassword),
        ]
        .into_iter()
        .filter_map(|(name, part)| Some((rest.find(name)?, name, part)))
        .min_by_key(|(at, _, _)| *at);
        let Some((at, name, part)) = secret else {
            parts.push(Part::Text(rest.to_owned()));
            break;
        };
        let (before, behind) = rest.split_at(at);
        if !before.is_empty() {
            parts.push(Part::Text(before.to_owned()));
        }
        parts.push(part);
        rest = behind.strip_prefix(name).unwrap_or("");
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{Access, Level, Programming, WriteForm};

    fn profile(login: Login) -> Profile {
        Profile {
            programming: Some(Programming {
                write: WriteForm {
                    command: CommandKind::new(b'W', b'5'),
                    ..WriteForm::default()
                },
                levels: vec![Level {
                    number: 1,
                    name: String::new(),
                    login,
                    password: crate::profile::PasswordForm::default(),
                    help: String::new(),
                }],
                ..Programming::default()
            }),
            ..Profile::default()
        }
    }

    fn register() -> RegisterDef {
        RegisterDef {
            address: "0.8.0".to_owned(),
            access: Access::Write(1),
            ..RegisterDef::default()
        }
    }

    #[test]
    fn an_order_shows_no_secret_and_sends_it() {
        let order = Order::write(&profile(Login::InWrite), &register(), "15").unwrap();
        assert_eq!(order.to_string(), "W5 0.8.0(15)(•••)");
        let password = Password::new("00000000".to_owned());
        let secrets = Secrets {
            password: Some(&password),
            new_password: None,
        };
        assert_eq!(*order.data(secrets), b"0.8.0(15)(00000000)");
        assert!(order.needs_password());
        assert_eq!(order.address(), "0.8.0");
        let plain = Order::write(&profile(Login::P1), &register(), "15").unwrap();
        assert_eq!(plain.to_string(), "W5 0.8.0(15)");
        assert!(!plain.is_secret());
        let read = Order::read(&profile(Login::P1), &register());
        assert_eq!(read.to_string(), "R1 0.8.0()");
    }

    #[test]
    fn registers_are_read_together_in_the_profiles_way_only() {
        let mut profile = profile(Login::P1);
        let form = &mut profile.programming.as_mut().unwrap().read;
        form.together = 2;
        form.argument = "1".to_owned();
        let named = |address: &str| RegisterDef {
            address: address.to_owned(),
            ..register()
        };
        let check = |registers: &[RegisterDef], expected: Option<&str>| {
            let registers: Vec<_> = registers.iter().cloned().map(Arc::new).collect();
            let order = Order::read_together(&profile, &registers);
            assert_eq!(order.map(|order| order.to_string()).as_deref(), expected);
        };
        let (time, date) = (named("0.9.1"), named("0.9.2"));
        check(&[], None);
        check(std::slice::from_ref(&time), Some("R1 0.9.1(1)"));
        check(&[time.clone(), date.clone()], Some("R1 0.9.1(1)0.9.2(1)"));
        check(&[time.clone(), date.clone(), named("1.8.0")], None);
        let with_argument = |argument: &str| RegisterDef {
            argument: Some(argument.to_owned()),
            ..date.clone()
        };
        check(&[time.clone(), with_argument("2")], None);
        check(
            &[time.clone(), with_argument("1")],
            Some("R1 0.9.1(1)0.9.2(1)"),
        );
        let with_command = |register: &RegisterDef| RegisterDef {
            read: Some(CommandKind::new(b'R', b'5')),
            ..register.clone()
        };
        check(&[time.clone(), with_command(&date)], None);
        let both = [with_command(&time), with_command(&date)];
        check(&both, Some("R5 0.9.1(1)0.9.2(1)"));
        let write_only = RegisterDef {
            access: Access::WriteOnly(1),
            ..date.clone()
        };
        check(&[time, write_only], None);
    }

    #[test]
    fn what_is_never_read_back_is_never_shown() {
        let register = RegisterDef {
            access: Access::WriteOnly(1),
            ..register()
        };
        let order = Order::write(&profile(Login::InWrite), &register, "4711").unwrap();
        assert_eq!(order.to_string(), "W5 0.8.0(•••)(•••)");
        let (password, new) = (
            Password::new("1".to_owned()),
            Password::new("4711".to_owned()),
        );
        let secrets = Secrets {
            password: Some(&password),
            new_password: Some(&new),
        };
        assert_eq!(*order.data(secrets), b"0.8.0(4711)(1)");
    }

    #[test]
    fn what_a_command_cannot_carry_is_refused() {
        let write = |raw: &str| Order::write(&profile(Login::P1), &register(), raw);
        assert_eq!(write("1(5"), Err(OrderError::Character('(')));
        assert_eq!(write("1\u{3}"), Err(OrderError::Character('\u{3}')));
        assert_eq!(write("15 µs"), Err(OrderError::Character('µ')));
        assert_eq!(write(&"1".repeat(129)), Err(OrderError::TooLong(129)));
        assert!(write(&"1".repeat(128)).is_ok());
    }

    #[test]
    fn what_an_expert_types_is_an_order() {
        let check = |text: &str, expected: Result<&str, OrderError>| {
            let order = text.parse::<Order>();
            assert_eq!(
                order.map(|order| order.to_string()),
                expected.map(str::to_owned)
            );
        };
        check("r1  1.8.0()", Ok("R1 1.8.0()"));
        check(
            "W1 0.9.1(175000)0.9.2(100209)",
            Ok("W1 0.9.1(175000)0.9.2(100209)"),
        );
        check("W5 0.8.0(15)({password})", Ok("W5 0.8.0(15)(•••)"));
        check("W2 96.96({new})", Ok("W2 96.96(•••)"));
        check("R1", Err(OrderError::NoDataSet));
        check("R1 1.8.0", Err(OrderError::NoDataSet));
        check("R1 1.8.0(", Err(OrderError::Brackets("1.8.0(".to_owned())));
        check(
            "RR 1.8.0()",
            Err(OrderError::Command(CommandKindError("RR".to_owned()))),
        );
        check("R1 1.8.0(\u{2})", Err(OrderError::Character('\u{2}')));
    }
}
