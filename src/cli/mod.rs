//! The command line: the same worker as the window, without a window.
//!
//! Only data goes to standard output; progress, remarks and failures go to standard
//! error. Every command ends with an [`Exit`]. Knows nothing about egui, and starts
//! nothing of it.

pub mod args;
mod check;
mod decode;
mod deliver;
mod exit;
mod follow;
mod get;
mod password;
mod ports;
mod profiles;
mod programme;
mod read;
mod round;
mod series;
mod set;
mod simulate;
mod terminal;

use std::process::ExitCode;

pub use args::{Arguments, Command, WindowArguments};
pub use exit::Exit;

/// Runs a command to its end.
pub fn run(command: &Command) -> ExitCode {
    let exit = match command {
        Command::Ports(arguments) => ports::run(arguments),
        Command::Read(arguments) => read::run(arguments),
        Command::Decode(arguments) => decode::run(arguments),
        Command::Get(arguments) => get::run(arguments),
        Command::Set(arguments) => set::run(arguments),
        Command::LoadProfile(arguments) => series::run_load_profile(arguments),
        Command::Logbook(arguments) => series::run_logbook(arguments),
        Command::Check(arguments) => check::run(arguments),
        Command::Simulate(arguments) => simulate::run(arguments),
        Command::Profiles(arguments) => profiles::run(arguments),
    };
    exit.into()
}
