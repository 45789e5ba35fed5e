//! The program: a command line, or the window.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use flagport::app;
use flagport::cli::{self, Arguments, WindowArguments};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match &arguments.command {
        Some(command) => cli::run(command),
        None => window(arguments.window),
    }
}

fn window(arguments: WindowArguments) -> ExitCode {
    let options = app::Options {
        port: arguments.port,
        profile: arguments.profile,
        file: arguments.open.flatten(),
        verbose: arguments.verbose,
    };
    match app::run(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nowhere is left to say it if standard error is closed.
            let _ = writeln!(io::stderr(), "flagport: {error}");
            ExitCode::FAILURE
        }
    }
}
