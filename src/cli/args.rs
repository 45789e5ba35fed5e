//! The commands and their options, as clap reads them.

use std::net::{Ipv4Addr, ToSocketAddrs};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clap::builder::PossibleValue;
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use jiff::civil::DateTime;
use rust_decimal::Decimal;

pub use super::check::CheckTarget;
use crate::codec::{BlockCheckKind, CommandKind, Request};
use crate::export::{self, FileNameTemplate};
use crate::installation::{Connection, Flow};
use crate::order::{OrderError, check_value};
use crate::profile::Library;
use crate::sim::{Bus, Fault};
use crate::worker::{LineOptions, ModeChoice, ParityChoice, PortChoice, ReadPlan, WakeUp};

/// Reads and sets utility meters through their optical port (IEC 62056-21).
///
/// Without a command it opens the window.
#[derive(Debug, Parser)]
#[command(
    name = "flagport",
    version = env!("FLAGPORT_VERSION"),
    args_conflicts_with_subcommands = true,
    after_help = "Exit status: 0 all done, 1 failed, 2 usage, 3 partly: what came is delivered, and what is missing is said."
)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub window: WindowArguments,
}

/// What the window starts with.
#[derive(Debug, Clone, Args)]
pub struct WindowArguments {
    /// The port that is chosen at the start
    #[arg(long, value_name = "PORT", value_parser = port)]
    pub port: Option<PortChoice>,
    /// The device profile that is chosen at the start
    #[arg(long, value_name = "NAME", value_parser = device_profile)]
    pub profile: Option<String>,
    /// A saved telegram, trace, readout or visit to show, or a device profile to import
    #[arg(long, value_name = "FILE", num_args = 0..=1)]
    // Desktops start the program by `flagport --open %f`, also without a file.
    pub open: Option<Option<PathBuf>>,
    /// Say what happens, on standard error; twice: each frame, too
    #[arg(short, long, action = ArgAction::Count)]
    pub verbose: u8,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List serial ports and simulated meters
    Ports(PortsArguments),
    /// Read a meter: sign on, data readout
    Read(Box<ReadArguments>),
    /// Decode saved telegrams, traces, readouts or visits
    Decode(DecodeArguments),
    /// Read registers in programming mode
    Get(Box<GetArguments>),
    /// Change registers in programming mode: write, read back, report
    Set(Box<SetArguments>),
    /// Fetch a load profile in programming mode
    LoadProfile(Box<LoadProfileArguments>),
    /// Fetch a logbook in programming mode
    Logbook(Box<LogbookArguments>),
    /// Check whether a meter is wired right, from its instantaneous values
    Check(Box<CheckArguments>),
    /// Serve a simulated meter to other programs
    Simulate(Box<SimulateArguments>),
    /// List, check or show device profiles, built in and your own
    Profiles(ProfilesArguments),
}

#[derive(Debug, Args)]
pub struct PortsArguments {
    /// Write JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct ProfilesArguments {
    #[command(subcommand)]
    pub command: Option<ProfilesCommand>,
    /// Write JSON
    #[arg(long)]
    pub json: bool,
}

/// What to do with profiles; without one of these they are listed.
#[derive(Debug, Subcommand)]
pub enum ProfilesCommand {
    /// List all of them
    List {
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
    /// Say what is wrong with files that hold profiles, with line and column
    Check {
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Print the text of a profile
    Show {
        #[arg(value_name = "NAME")]
        name: String,
    },
}

#[derive(Debug, Args)]
pub struct ReadArguments {
    /// /dev/ttyUSB0, COM3, tcp://host:port, rfc2217://host:port, or sim:METER for a simulated meter
    /// (sim:METER+FAULT with something wrong with it)
    #[arg(value_parser = port, required_unless_present = "list")]
    pub port: Option<PortChoice>,
    #[command(flatten)]
    pub line: LineArguments,
    #[command(flatten)]
    pub output: OutputArguments,
    #[command(flatten)]
    pub round: RoundArguments,
    /// Try every speed and wake-up if the ordinary request stays unanswered
    #[arg(long)]
    pub every_way: bool,
    /// Do not keep the readout as a visit in this user's data folder
    #[arg(long)]
    pub no_archive: bool,
}

/// Reading the meters of a day list.
#[derive(Debug, Args)]
pub struct RoundArguments {
    /// Read all meters of this list, a CSV file or a workbook (XLSX); PORT is for those
    /// that it names none for. --out is then a new folder or ZIP with everything, or
    /// the overview alone (.xlsx, .csv, .json)
    #[arg(long, value_name = "FILE", conflicts_with_all = ["trace", "request", "address", "no_archive"])]
    pub list: Option<PathBuf>,
    /// How many ports or gateways are read at once; the meters of each come one after
    /// the other
    #[arg(long, value_name = "N", default_value_t = 16, requires = "list",
          value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: u16,
    /// Go on with the round that was begun with this list last: meters that were read
    /// are left
    #[arg(long, requires = "list")]
    pub resume: bool,
    /// How far off a clock may be before it is marked, in seconds
    #[arg(long, value_name = "S", default_value_t = 60, requires = "list")]
    pub clock_limit: u32,
    /// Who is at work, for the reports
    #[arg(long, value_name = "NAME", requires = "list")]
    pub operator: Option<String>,
}

#[derive(Debug, Args)]
pub struct GetArguments {
    /// /dev/ttyUSB0, COM3, tcp://host:port, rfc2217://host:port, or sim:METER for a simulated meter
    #[arg(value_parser = port)]
    pub port: PortChoice,
    /// Registers, such as 1.8.0, 1-0:1.8.0*255 or ENMPE(04.22)
    #[arg(required_unless_present_any = ["all", "group"], value_name = "ADDRESS")]
    pub addresses: Vec<Address>,
    /// Read every register that the device profile knows
    #[arg(long)]
    pub all: bool,
    /// Read the registers of a group of the device profile
    #[arg(long, value_name = "NAME")]
    pub group: Vec<String>,
    #[command(flatten)]
    pub line: LineArguments,
    #[command(flatten)]
    pub access: AccessArguments,
    #[command(flatten)]
    pub output: OutputArguments,
}

#[derive(Debug, Args)]
pub struct SetArguments {
    /// /dev/ttyUSB0, COM3, tcp://host:port, rfc2217://host:port, or sim:METER for a simulated meter
    #[arg(value_parser = port)]
    pub port: PortChoice,
    /// Registers and the values that they get, such as 0.8.0=15; in the units that
    /// are shown, where the device profile knows the register
    #[arg(required = true, value_name = "ADDRESS=VALUE")]
    pub assignments: Vec<Assignment>,
    /// Send values exactly as they are typed, whatever the device profile says
    #[arg(long)]
    pub as_sent: bool,
    /// Write nothing more after the first change that is not verified
    #[arg(long)]
    pub stop_at_first_failure: bool,
    /// Print the commands that would be sent, and send nothing
    #[arg(long)]
    pub dry_run: bool,
    #[command(flatten)]
    pub line: LineArguments,
    #[command(flatten)]
    pub access: AccessArguments,
    #[command(flatten)]
    pub output: OutputArguments,
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("range").args(["from", "to", "all", "since_last_visit"]).multiple(true).required(true))]
pub struct LoadProfileArguments {
    #[command(flatten)]
    pub series: SeriesArguments,
}

#[derive(Debug, Args)]
pub struct LogbookArguments {
    #[command(flatten)]
    pub series: SeriesArguments,
}

/// What is fetched, from where, and where it goes.
#[derive(Debug, Args)]
pub struct SeriesArguments {
    /// /dev/ttyUSB0, COM3, tcp://host:port, rfc2217://host:port, or sim:METER for a simulated meter
    #[arg(value_parser = port)]
    pub port: PortChoice,
    /// From this time on, in the meter's civil time, such as 2026-01-31T00:00
    #[arg(long, value_name = "T", value_parser = civil_time)]
    pub from: Option<DateTime>,
    /// Up to this time, which is included
    #[arg(long, value_name = "T", value_parser = civil_time)]
    pub to: Option<DateTime>,
    /// Everything that the meter has
    #[arg(long, conflicts_with_all = ["from", "to"])]
    pub all: bool,
    /// From the last entry on that an earlier visit brought
    #[arg(long, conflicts_with_all = ["from", "all"])]
    pub since_last_visit: bool,
    /// The number, such as 2 for P.02; for meters with names of their own the place in
    /// the device profile
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=999))]
    pub number: Option<u16>,
    /// The code or name, such as P.01 or GRAPE
    #[arg(long, value_name = "CODE", conflicts_with = "number", value_parser = series_code)]
    pub code: Option<String>,
    /// Another read command than the device profile's: R5, R6, R1...
    #[arg(long, value_name = "COMMAND", value_parser = read_command)]
    pub read_command: Option<CommandKind>,
    /// How many records a partial block holds, for commands in partial blocks
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=999))]
    pub block_size: Option<u16>,
    #[command(flatten)]
    pub line: LineArguments,
    #[command(flatten)]
    pub access: AccessArguments,
    #[command(flatten)]
    pub output: OutputArguments,
}

/// Who is at work, and with which password. It comes from the environment variable
/// `FLAGPORT_PASSWORD`, a file or a prompt, never from an argument. Where reading needs
/// one level and writing another, `FLAGPORT_PASSWORD_1` to `_9` name further levels.
#[derive(Debug, Args)]
pub struct AccessArguments {
    /// Take the password from the first line of this file; else from the environment
    /// variable FLAGPORT_PASSWORD, else it is asked for on a terminal. The passwords of
    /// further levels come from FLAGPORT_PASSWORD_1 to FLAGPORT_PASSWORD_9
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
    /// Who is at work, for the journal
    #[arg(long, value_name = "NAME")]
    pub operator: Option<String>,
    /// Keep no visit in this user's data folder
    #[arg(long)]
    pub no_archive: bool,
    /// Write the report of this visit to this file, as a page that prints well
    #[arg(long, value_name = "FILE")]
    pub report: Option<FileNameTemplate>,
    /// The order that this visit is for, on its report
    #[arg(long, value_name = "TEXT", requires = "report")]
    pub order: Option<String>,
}

/// A register as it was typed: an address, perhaps with what stands in the brackets
/// of its read command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    pub typed: String,
    pub address: String,
    /// `None` without brackets.
    pub argument: Option<String>,
}

/// A register and the value that it gets, as they were typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    pub address: String,
    pub value: String,
}

impl FromStr for Address {
    type Err = String;

    fn from_str(text: &str) -> Result<Address, String> {
        let typed = text.trim();
        let (address, argument) = match typed.split_once('(') {
            None => (typed, None),
            Some((address, rest)) => match rest.strip_suffix(')') {
                Some(argument) => (address, Some(argument)),
                None => return Err("the bracket after the address is not closed".to_owned()),
            },
        };
        check_address(address)?;
        check_value(argument.unwrap_or("")).map_err(in_words)?;
        Ok(Address {
            typed: typed.to_owned(),
            address: address.to_owned(),
            argument: argument.map(str::to_owned),
        })
    }
}

impl FromStr for Assignment {
    type Err = String;

    fn from_str(text: &str) -> Result<Assignment, String> {
        let (address, value) = text
            .split_once('=')
            .ok_or("an address, '=' and a value are needed, such as 0.8.0=15")?;
        let address = address.trim();
        check_address(address)?;
        Ok(Assignment {
            address: address.to_owned(),
            value: value.to_owned(),
        })
    }
}

/// Whether `address` can stand in front of the brackets of a command.
fn check_address(address: &str) -> Result<(), String> {
    if address.is_empty() {
        return Err("the address of a register is needed".to_owned());
    }
    check_value(address).map_err(|error| match error {
        OrderError::Character(found) => format!("an address cannot hold {found:?}"),
        error => in_words(error),
    })
}

/// How to talk to the meter; without any of these everything is found out.
#[derive(Debug, Args)]
pub struct LineArguments {
    /// The device address; without it any meter answers
    #[arg(long, value_name = "A", default_value = "", hide_default_value = true, value_parser = address)]
    pub address: String,
    /// A request text of a maker's own in place of /?address!, such as /2!
    #[arg(long, value_name = "TEXT", conflicts_with = "address", value_parser = request)]
    pub request: Option<String>,
    /// The device profile; without it the identification chooses
    #[arg(long, value_name = "NAME", value_parser = device_profile)]
    pub profile: Option<String>,
    /// The mode to expect; d listens without a request
    #[arg(long, value_enum, default_value_t)]
    pub mode: ModeChoice,
    /// The speed to begin with, in baud
    #[arg(long, value_name = "N", value_parser = baud)]
    pub start_baud: Option<u32>,
    /// The highest speed to choose, in baud
    #[arg(long, value_name = "N", value_parser = baud)]
    pub max_baud: Option<u32>,
    /// Who makes and checks parity
    #[arg(long, value_enum, default_value_t)]
    pub parity: ParityChoice,
    /// How to wake a meter that runs on a battery
    #[arg(long, value_enum, default_value_t)]
    pub wake_up: WakeUp,
    /// The rule of the block check
    #[arg(long, value_enum, default_value_t)]
    pub block_check: CheckRule,
    /// The level of the password; a readout needs none
    #[arg(long, value_name = "1|2...", value_parser = clap::value_parser!(u8).range(1..=9))]
    pub level: Option<u8>,
    /// Wait this many times as long for every answer, 1 to 20
    #[arg(long, value_name = "X", default_value_t = 1.0, value_parser = timeout_scale)]
    pub timeout_scale: f64,
    /// Wait this many milliseconds before the speed is switched, up to 5000
    #[arg(long, value_name = "MS", value_parser = clap::value_parser!(u64).range(0..=5000))]
    pub switch_delay: Option<u64>,
    /// Write the line trace to this file
    #[arg(long, value_name = "FILE")]
    pub trace: Option<PathBuf>,
    /// Say what happens, on standard error
    #[arg(short, long)]
    pub verbose: bool,
}

/// Where data goes, and in which form.
#[derive(Debug, Args)]
pub struct OutputArguments {
    /// The form of the data [default: by the name of --out; else table on a
    /// terminal, json elsewhere]
    #[arg(long, value_enum)]
    pub format: Option<export::Format>,
    /// Write to this file, whole or not at all; {serial}, {meter}, {date}, {time}
    /// and {kind} are filled in
    #[arg(long, value_name = "FILE")]
    pub out: Option<FileNameTemplate>,
    /// Replace files that are there already
    #[arg(long)]
    pub overwrite: bool,
    /// Plain, or as Excel opens it in most of Europe
    #[arg(long, value_enum, default_value_t)]
    pub csv_style: export::CsvStyle,
    /// The language of register names and headings in tables, CSV and XLSX
    #[arg(long, value_enum, default_value_t)]
    pub language: export::Language,
}

#[derive(Debug, Args)]
pub struct DecodeArguments {
    /// A telegram, a trace, a readout in JSON, the folder of a visit, or - for
    /// standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    pub output: OutputArguments,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 correct, 1 no values, 2 usage, 3 faulty, to be looked at, or incomplete."
)]
pub struct CheckArguments {
    /// A port as for `read`, or a telegram, a readout in JSON, the folder of a visit, or -
    #[arg(value_name = "PORT|FILE")]
    pub target: CheckTarget,
    /// Read the registers with instantaneous values that the device profile names, in
    /// programming mode, in place of the readout
    #[arg(long)]
    pub registers: bool,
    /// Which way power flows now, which no meter can tell
    #[arg(long, value_enum, default_value_t)]
    pub flow: FlowChoice,
    /// How the meter is connected
    #[arg(long, value_enum, default_value_t)]
    pub connection: ConnectionChoice,
    /// The nominal voltage at the meter, such as 230 or 57.7 [default: what fits]
    #[arg(long, value_name = "V", value_parser = nominal)]
    pub nominal: Option<Decimal>,
    /// How the verdict is written
    #[arg(long = "format", value_enum, default_value_t)]
    pub form: CheckForm,
    /// Try every speed and wake-up if the ordinary request stays unanswered
    #[arg(long)]
    pub every_way: bool,
    #[command(flatten)]
    pub line: LineArguments,
    #[command(flatten)]
    pub access: AccessArguments,
}

/// How a verdict is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum CheckForm {
    #[default]
    Table,
    Json,
}

/// Which way power flows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum FlowChoice {
    #[default]
    Unknown,
    /// From the grid: nothing feeds in now.
    Import,
    /// Into the grid.
    FeedIn,
}

/// How a meter is connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ConnectionChoice {
    /// What the values look like.
    #[default]
    Auto,
    /// Three phases and neutral.
    FourWire,
    /// Two elements, no neutral conductor.
    ThreeWire,
    /// One phase.
    Single,
}

impl From<FlowChoice> for Flow {
    fn from(choice: FlowChoice) -> Flow {
        match choice {
            FlowChoice::Unknown => Flow::Unknown,
            FlowChoice::Import => Flow::Import,
            FlowChoice::FeedIn => Flow::FeedIn,
        }
    }
}

impl From<ConnectionChoice> for Connection {
    fn from(choice: ConnectionChoice) -> Connection {
        match choice {
            ConnectionChoice::Auto => Connection::Automatic,
            ConnectionChoice::FourWire => Connection::FourWire,
            ConnectionChoice::ThreeWire => Connection::ThreeWire,
            ConnectionChoice::Single => Connection::Single,
        }
    }
}

#[derive(Debug, Args)]
pub struct SimulateArguments {
    /// The name of a simulated meter, as `ports` lists it; with @NUMBER behind it it has
    /// another serial number. Several with / between them share one line and answer by
    /// their device addresses
    #[arg(value_parser = meters)]
    pub meter: Bus,
    #[command(flatten)]
    pub place: PlaceArguments,
    /// As slow as a line, or as fast as possible
    #[arg(long, value_enum, default_value_t)]
    pub pace: PaceChoice,
    /// What goes wrong
    #[arg(long, value_name = "NAME", num_args = 1.., value_delimiter = ',')]
    pub fault: Vec<Fault>,
}

/// Where a simulated meter is served.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct PlaceArguments {
    /// A new pseudo terminal, under this name
    #[cfg(unix)]
    #[arg(long, value_name = "LINK")]
    pub pty: Option<PathBuf>,
    /// A TCP port; port 0 takes any that is free. Without a host, only programs on this
    /// computer can connect
    #[arg(long, value_name = "[HOST:]PORT", value_parser = listen_address)]
    pub listen: Option<String>,
}

/// How fast a simulated meter is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum PaceChoice {
    /// As slow as the characters are on a real line.
    #[default]
    Line,
    /// As fast as possible.
    None,
}

/// A rule of the block check, or none yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum CheckRule {
    #[default]
    Auto,
    Xor,
    Sum7,
}

impl LineArguments {
    /// What the worker is asked to do.
    pub fn plan(&self, every_way: bool) -> ReadPlan {
        ReadPlan {
            profile: self.profile.clone(),
            profiles: Library::of_user(),
            line: self.options(),
            every_way,
        }
    }

    /// How the line is opened.
    pub fn options(&self) -> LineOptions {
        LineOptions {
            address: self.address.clone(),
            request: self.request.clone(),
            mode: self.mode,
            start_baud: self.start_baud,
            max_baud: self.max_baud,
            parity: self.parity,
            wake_up: self.wake_up,
            block_check: match self.block_check {
                CheckRule::Auto => None,
                CheckRule::Xor => Some(BlockCheckKind::Xor),
                CheckRule::Sum7 => Some(BlockCheckKind::Sum7),
            },
            timeout_scale: self.timeout_scale,
            switch_delay: self.switch_delay.map(Duration::from_millis),
        }
    }
}

impl ValueEnum for export::Format {
    fn value_variants<'a>() -> &'a [export::Format] {
        use export::Format::{Csv, Json, Raw, Table, Xlsx};
        &[Table, Json, Csv, Xlsx, Raw]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            export::Format::Table => "table",
            export::Format::Json => "json",
            export::Format::Csv => "csv",
            export::Format::Xlsx => "xlsx",
            export::Format::Raw => "raw",
        }))
    }
}

impl ValueEnum for export::CsvStyle {
    fn value_variants<'a>() -> &'a [export::CsvStyle] {
        &[export::CsvStyle::Plain, export::CsvStyle::Excel]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            export::CsvStyle::Plain => "plain",
            export::CsvStyle::Excel => "excel",
        }))
    }
}

impl ValueEnum for export::Language {
    fn value_variants<'a>() -> &'a [export::Language] {
        &[export::Language::English, export::Language::German]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            export::Language::English => "en",
            export::Language::German => "de",
        }))
    }
}

impl ValueEnum for ModeChoice {
    fn value_variants<'a>() -> &'a [ModeChoice] {
        use ModeChoice::{A, Auto, B, C, D};
        &[Auto, A, B, C, D]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            ModeChoice::Auto => "auto",
            ModeChoice::A => "a",
            ModeChoice::B => "b",
            ModeChoice::C => "c",
            ModeChoice::D => "d",
        }))
    }
}

impl ValueEnum for ParityChoice {
    fn value_variants<'a>() -> &'a [ParityChoice] {
        use ParityChoice::{Auto, Hardware, None, Software};
        &[Auto, Hardware, Software, None]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            ParityChoice::Auto => "auto",
            ParityChoice::Hardware => "hardware",
            ParityChoice::Software => "software",
            ParityChoice::None => "none",
        }))
    }
}

impl ValueEnum for WakeUp {
    fn value_variants<'a>() -> &'a [WakeUp] {
        &[WakeUp::None, WakeUp::Standard, WakeUp::Short]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            WakeUp::None => "none",
            WakeUp::Standard => "standard",
            WakeUp::Short => "short",
        }))
    }
}

/// The speeds that a line of this standard can have, in baud.
const SPEEDS: [u32; 10] = [
    300, 600, 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115_200,
];

fn port(text: &str) -> Result<PortChoice, String> {
    text.parse().map_err(in_words)
}

fn device_profile(name: &str) -> Result<String, String> {
    let library = Library::of_user();
    match library.find(name) {
        Some(profile) => Ok(profile.name.clone()),
        None => Err(super::profiles::unknown(&library, name)),
    }
}

fn meters(names: &str) -> Result<Bus, String> {
    names.parse().map_err(in_words)
}

fn address(text: &str) -> Result<String, String> {
    Request::to(text).map(|_| text.to_owned()).map_err(in_words)
}

fn request(text: &str) -> Result<String, String> {
    Request::custom(text)
        .map(|_| text.to_owned())
        .map_err(in_words)
}

fn baud(text: &str) -> Result<u32, String> {
    let baud = text.parse().ok().filter(|baud| SPEEDS.contains(baud));
    baud.ok_or_else(|| {
        let speeds = SPEEDS.map(|speed| speed.to_string()).join(", ");
        format!("the speeds there are: {speeds}")
    })
}

fn civil_time(text: &str) -> Result<DateTime, String> {
    let time = text.trim().parse();
    time.map_err(|_| "a time such as 2026-01-31T00:00 is needed".to_owned())
}

fn series_code(text: &str) -> Result<String, String> {
    check_address(text.trim()).map(|()| text.trim().to_owned())
}

fn read_command(text: &str) -> Result<CommandKind, String> {
    let kind: CommandKind = text.to_ascii_uppercase().parse().map_err(in_words)?;
    if kind.letter == CommandKind::R1.letter {
        Ok(kind)
    } else {
        Err("a command that reads is needed, such as R5".to_owned())
    }
}

fn timeout_scale(text: &str) -> Result<f64, String> {
    let scale = text
        .parse()
        .ok()
        .filter(|scale| (1.0..=20.0).contains(scale));
    scale.ok_or_else(|| "a number from 1 to 20 is needed".to_owned())
}

/// A port number alone, with or without its colon, stands for this computer only.
fn listen_address(text: &str) -> Result<String, String> {
    if let Ok(port) = text.strip_prefix(':').unwrap_or(text).parse::<u16>() {
        return Ok(format!("{}:{port}", Ipv4Addr::LOCALHOST));
    }
    match text.to_socket_addrs() {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err("a host and a port number are needed, such as 127.0.0.1:8000".to_owned()),
    }
}

fn nominal(text: &str) -> Result<Decimal, String> {
    let volts: Option<Decimal> = text.trim().parse().ok();
    volts
        .filter(|volts| *volts > Decimal::ZERO && *volts < Decimal::from(1_000_000))
        .ok_or_else(|| "a voltage in V is needed, such as 230".to_owned())
}

fn in_words(error: impl std::fmt::Display) -> String {
    error.to_string()
}
