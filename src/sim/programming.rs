//! How a type of simulated meter behaves in programming mode: its description.

use super::archive::Archive;
use super::cell::Cell;

/// What a meter does in programming mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Programming {
    pub greeting: Greeting,
    /// The commands that it knows besides passwords and break, `R1 W1`.
    pub commands: &'static str,
    pub levels: &'static [Level],
    /// The level that reading needs, 0 for none.
    pub read_level: u8,
    pub wrong_password: Refusal,
    /// The same where the password comes with a command.
    pub wrong_in_write: Refusal,
    pub lock_out: Option<LockOut>,
    /// Template of registers that can be read and are in no readout.
    pub registers: &'static str,
    pub cells: &'static [Cell],
    pub acts: &'static [Act],
    /// Load profiles and logbooks.
    pub archives: &'static [Archive],
    pub answer: AnswerForm,
    pub count: ReadCount,
    /// Characters in a block of R3, R4 and R6.
    pub block: usize,
    /// How many data sets one command may bring.
    pub together: usize,
    /// A code to write needs all its value groups.
    pub full_codes: bool,
    pub refusals: Refusals,
    /// The register that tells when a register was written last: address and form.
    pub last_change: Option<(&'static str, &'static str)>,
}

/// What follows the option select message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Greeting {
    /// `P0` with this operand.
    Operand(&'static str),
    /// `P0` with so many random hexadecimal digits.
    Random(usize),
    /// Nothing but ACK.
    Ack,
}

/// A level of access; a higher number includes the lower ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Level {
    /// 0 for a password that opens nothing.
    pub number: u8,
    pub login: Login,
    /// As the meter leaves the factory.
    pub password: &'static str,
}

/// How a password comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Login {
    P1,
    /// `P2` as Elster's meters expect it.
    Elster,
    /// `P2` with a CRC-32 that begins with the operand.
    Crc32,
    /// `P2` with 16 zeros.
    Zeros,
    /// In the second group of a write command.
    InWrite,
    /// Written to a register; 0 written to the other one takes the right away.
    Lock {
        open: &'static str,
        close: &'static str,
    },
}

/// What follows too many wrong passwords.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockOut {
    pub tries: u8,
    pub minutes: i64,
    pub effect: LockEffect,
}

/// What a meter that is locked does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockEffect {
    /// Passwords and changes are refused; a register may tell: address and value.
    Refuses(Option<(&'static str, &'static str)>),
    /// The port is dead.
    Deaf,
}

/// Something the meter can be told to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Act {
    /// `E2`
    pub command: &'static str,
    pub address: &'static str,
    pub argument: &'static str,
    pub level: u8,
    pub effect: Effect,
}

/// What an [`Act`] does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Ends the billing period; not again within so many minutes.
    BillingReset { disable: i64 },
    /// Empties something that is empty here.
    Nothing,
    /// Sets this register.
    Store {
        address: &'static str,
        value: &'static str,
    },
}

/// What an answer to a read command looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnswerForm {
    pub address: AnswerAddress,
    pub lines: AnswerLines,
}

/// Which address an answer brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerAddress {
    /// As it stands in the readout.
    Own,
    /// As it was asked for.
    Asked,
    None,
}

/// How the lines of an answer end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerLines {
    /// `1.8.0(1*kWh)` and ETX.
    Bare,
    /// `VOLTA(230.1)` CR LF and ETX.
    Ended,
    /// The same, and each line begins with the address.
    Named,
}

/// What must stand in the brackets of a read command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadCount {
    Anything,
    /// `(1)`
    One,
    /// How many bytes are wanted, in two hexadecimal digits.
    HexBytes,
}

/// How a meter says no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// An error message with this text.
    Text(&'static str),
    Nak,
    /// It breaks the session off.
    Break,
    /// The same with a sum as check, whatever its check is otherwise.
    BreakWithSum,
}

/// What it says to what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusals {
    pub command: Refusal,
    pub syntax: Refusal,
    pub unknown: Refusal,
    pub read_only: Refusal,
    /// A register that is not for everyone.
    pub hidden: Refusal,
    /// Nothing may be read before there was a password.
    pub closed: Refusal,
    /// The level is too low.
    pub no_right: Refusal,
    pub value: Refusal,
    /// The cover is closed, or the button is not pressed.
    pub hands_on: Refusal,
    /// A second reset too early.
    pub disabled: Refusal,
    pub locked: Refusal,
}

impl Refusals {
    /// The same to everything.
    pub const fn all(refusal: Refusal) -> Refusals {
        Refusals {
            command: refusal,
            syntax: refusal,
            unknown: refusal,
            read_only: refusal,
            hidden: refusal,
            closed: refusal,
            no_right: refusal,
            value: refusal,
            hands_on: refusal,
            disabled: refusal,
            locked: refusal,
        }
    }
}

impl Level {
    pub const fn new(number: u8, login: Login, password: &'static str) -> Level {
        Level {
            number,
            login,
            password,
        }
    }
}

impl Programming {
    /// Reads without a password, asks for `00000000` to write, refuses with
    /// `(ERROR)`, and knows no registers but those of its readout.
    pub const STANDARD: Programming = Programming {
        greeting: Greeting::Operand(""),
        commands: "R1 R5 W1 W5",
        levels: &[Level::new(1, Login::P1, "00000000")],
        read_level: 0,
        wrong_password: Refusal::Break,
        wrong_in_write: Refusal::Text("ERROR"),
        lock_out: None,
        registers: "",
        cells: &[],
        acts: &[],
        archives: &[],
        answer: AnswerForm {
            address: AnswerAddress::Own,
            lines: AnswerLines::Bare,
        },
        count: ReadCount::Anything,
        block: 16,
        together: 1,
        full_codes: false,
        refusals: Refusals::all(Refusal::Text("ERROR")),
        last_change: None,
    };
}
