//! `flagport decode`: what was saved, offline.

use std::io;
use std::path::Path;

use super::Exit;
use super::args::DecodeArguments;
use super::deliver::Delivery;
use super::terminal::{say, say_failure};
use crate::archive::{self, MAX_FILE, OpenError, Opened};
use crate::meter::Readout;

pub(super) fn run(arguments: &DecodeArguments) -> Exit {
    let delivery = match Delivery::prepare(&arguments.output) {
        Ok(delivery) => delivery,
        Err(exit) => return exit,
    };
    let mut found = Vec::new();
    let mut worst: Option<Exit> = None;
    for file in &arguments.files {
        let exit = match open(file) {
            Ok(mut opened) => {
                let exit = judge(file, &opened);
                found.append(&mut opened.readouts);
                exit
            }
            Err(error) => {
                say_failure(sentence(file, &error), hint(&error));
                Exit::Failed
            }
        };
        worst = Some(worst.map_or(exit, |worst| worst.and(exit)));
    }
    let read = worst.unwrap_or(Exit::Failed);
    if found.is_empty() {
        return read;
    }
    match delivery.deliver(&found) {
        Exit::Done => read,
        exit => exit,
    }
}

fn open(file: &Path) -> Result<Opened, OpenError> {
    if file == Path::new("-") {
        archive::open_stream(io::stdin().lock(), "standard input")
    } else {
        archive::open(file)
    }
}

/// Says what is missing or damaged.
fn judge(file: &Path, opened: &Opened) -> Exit {
    let mut exit = Exit::Done;
    if opened.cut {
        say(format!(
            "{} is too long: only the first {} MB were read",
            file.display(),
            MAX_FILE / (1024 * 1024)
        ));
        exit = Exit::Partly;
    }
    let readouts = opened.readouts.iter();
    let sentences: Vec<String> = readouts
        .flat_map(|found| shortcomings(&found.readout))
        .collect();
    for sentence in sentences.iter().take(MAX_SENTENCES) {
        say_failure(
            format!("{}: {sentence}", file.display()),
            "read the meter again for a clean copy",
        );
        exit = Exit::Partly;
    }
    if sentences.len() > MAX_SENTENCES {
        let more = sentences.len() - MAX_SENTENCES;
        say(format!("{}: and {more} more like this", file.display()));
    }
    exit
}

/// How many shortcomings of one file are said one by one.
const MAX_SENTENCES: usize = 5;

/// Why a readout is not whole.
fn shortcomings(readout: &Readout) -> Vec<String> {
    let mut sentences = Vec::new();
    let kept = readout.data_sets_in_words();
    if !readout.complete {
        sentences.push(format!("the telegram is cut short; {kept} kept"));
    }
    let check = readout.block_check;
    if let (Some(received), true) = (check.received, check.is_wrong()) {
        sentences.push(format!(
            "the telegram is damaged: block check {received:02X} in place of {:02X}; {kept} kept",
            check.computed
        ));
    }
    sentences
}

fn sentence(file: &Path, error: &OpenError) -> String {
    match error {
        OpenError::Missing(_)
        | OpenError::Folder(_)
        | OpenError::NoPermission(_)
        | OpenError::Io { .. }
        | OpenError::Visit(_) => error.to_string(),
        OpenError::NoTelegram { .. } => format!("{} {error}", file.display()),
        _ => format!("{}: {error}", file.display()),
    }
}

fn hint(error: &OpenError) -> &'static str {
    match error {
        OpenError::Missing(_) => "the name of the file",
        OpenError::Folder(_) => "name a file, or the folder of a visit",
        OpenError::NoPermission(_) => "who owns the file",
        OpenError::Io { .. } => "whether the disk is still there",
        OpenError::NoTelegram { .. } | OpenError::Empty => {
            "whether this is the telegram of a meter with an optical port, as it was received"
        }
        OpenError::Trace(_) => "the escapes in that line",
        OpenError::NoAnswer => "whether the meter answered when the trace was made",
        OpenError::Json(_) => "whether the file is a readout that this program wrote",
        OpenError::Visit(_) => "whether all files of the visit are there",
    }
}
