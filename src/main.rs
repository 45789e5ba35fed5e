//! The program: a command line, or the window.

use std::process::ExitCode;

use clap::Parser;
use flagport::cli::{self, Arguments};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match &arguments.command {
        Some(command) => cli::run(command),
        None => window(),
    }
}

/// This build has no window yet.
fn window() -> ExitCode {
    use std::io::Write;
    let _ = writeln!(
        std::io::stderr(),
        "flagport: this build has no window; see flagport --help for the commands"
    );
    ExitCode::from(2)
}
