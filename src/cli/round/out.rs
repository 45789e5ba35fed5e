//! Where a round goes: everything in one folder or ZIP, or the overview alone.

use std::io::{self, IsTerminal};
use std::path::PathBuf;

use jiff::Zoned;

use crate::archive::Archive;
use crate::cli::Exit;
use crate::cli::args::{OutputArguments, ReadArguments};
use crate::cli::deliver::{check_path, overwrite_of, say_not_written};
use crate::cli::terminal::{put, say, say_failure};
use crate::export::{Format, Overwrite, Style, write_file};
use crate::profile::Library;
use crate::round::Round;
use crate::round::hand_over::{self, HandOver, Target};

/// Where the round goes.
pub(super) enum Out {
    Everything(Target),
    Overview(Format, PathBuf),
    Shown(Format),
}

/// Where the round is to go, and whether it can.
pub(super) fn out_of(arguments: &OutputArguments) -> Result<Out, Exit> {
    let Some(template) = &arguments.out else {
        let usual = match io::stdout().is_terminal() {
            true => Format::Table,
            false => Format::Json,
        };
        return match arguments.format.unwrap_or(usual) {
            format @ (Format::Table | Format::Json | Format::Csv) => Ok(Out::Shown(format)),
            Format::Xlsx | Format::Raw => {
                say_failure(
                    "the overview of a round is a table, JSON or CSV here",
                    "name a workbook, a folder or a ZIP with --out",
                );
                Err(Exit::Usage)
            }
        };
    };
    let path = PathBuf::from(template.to_string());
    if !template.is_fixed() {
        say_failure(
            "a round is handed over under one name",
            "the name after --out",
        );
        return Err(Exit::Usage);
    }
    let overview = Format::of_path(&path).ok();
    if let Some(format @ (Format::Json | Format::Csv | Format::Xlsx)) = overview {
        check_path(&path, overwrite_of(arguments))?;
        return Ok(Out::Overview(format, path));
    }
    if path.exists() {
        say_failure(
            format!("there is something called {path:?} already"),
            "choose another name; what was handed over is never replaced",
        );
        return Err(Exit::Failed);
    }
    Ok(Out::Everything(Target::of(path)))
}

pub(super) fn deliver(
    arguments: &ReadArguments,
    out: &Out,
    round: &Round,
    archive: &Archive,
    profiles: &Library,
) -> Exit {
    let style = Style {
        csv: arguments.output.csv_style,
        language: arguments.output.language,
    };
    let made_at = Zoned::now();
    let target = match out {
        Out::Everything(target) => target,
        Out::Shown(format) => return show(round, *format, style),
        Out::Overview(format, path) => {
            let overwrite = overwrite_of(&arguments.output);
            let Some(bytes) = overview(round, *format, style) else {
                return Exit::Failed;
            };
            return match write_file(path, &bytes, overwrite) {
                Ok(()) => Exit::Done,
                Err(error) => {
                    say_not_written(&error);
                    say("the overview goes to standard output instead");
                    show(round, Format::Json, style).and(Exit::Failed)
                }
            };
        }
    };
    let everything = HandOver {
        round,
        archive,
        profiles,
        operator: arguments.round.operator.as_deref().unwrap_or_default(),
        style,
        made_at: &made_at,
    };
    match everything.write(target, Overwrite::Never) {
        Ok(handed) => {
            for missing in &handed.missing {
                say(missing);
            }
            let visits = handed.visits;
            say(format!(
                "{visits} visits handed over in {}",
                target.path().display()
            ));
            if handed.missing.is_empty() {
                Exit::Done
            } else {
                Exit::Partly
            }
        }
        Err(error) => {
            say_failure(&error, error.hint());
            say(format!(
                "the visits are kept in {}",
                archive.folder().display()
            ));
            Exit::Failed
        }
    }
}

fn show(round: &Round, format: Format, style: Style) -> Exit {
    overview(round, format, style).map_or(Exit::Failed, |bytes| put(&bytes))
}

/// The overview in a form; says if it cannot be had.
fn overview(round: &Round, format: Format, style: Style) -> Option<Vec<u8>> {
    let bytes = match format {
        Format::Table => Ok(hand_over::table(round, style.language).into_bytes()),
        Format::Csv => hand_over::csv(round, style),
        Format::Xlsx => hand_over::xlsx(round, style.language, &Zoned::now()),
        Format::Json | Format::Raw => Ok(round.to_json()),
    };
    bytes
        .inspect_err(|error| say_failure(error, "another form"))
        .ok()
}
