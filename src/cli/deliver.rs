//! Handing out readouts: to standard output or into files, in the form asked for.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use jiff::Zoned;

use super::Exit;
use super::args::OutputArguments;
use super::terminal::{put, put_with, say, say_failure};
use crate::archive::Found;
use crate::export::{
    FileNameTemplate, Format, Overwrite, RenderError, Style, WriteError, check_file, render,
    write_file, write_file_with, write_json,
};
use crate::meter::{MeterIdentity, Readout};

/// Where readouts go, and in which form: decided and checked before anything is
/// read.
#[derive(Debug)]
pub(super) struct Delivery {
    format: Format,
    style: Style,
    out: Option<FileNameTemplate>,
    overwrite: Overwrite,
}

/// What word stands for `{kind}` in file names.
const KIND: &str = "readout";

impl Delivery {
    /// Decides, and says what is in the way.
    pub(super) fn prepare(arguments: &OutputArguments) -> Result<Delivery, Exit> {
        let delivery = Delivery {
            format: format_of(arguments)?,
            style: Style {
                csv: arguments.csv_style,
                language: arguments.language,
            },
            out: arguments.out.clone(),
            overwrite: overwrite_of(arguments),
        };
        match &delivery.out {
            Some(template) if template.is_fixed() => {
                check_path(&PathBuf::from(template.to_string()), delivery.overwrite)?;
            }
            Some(_) => {}
            None if delivery.format == Format::Xlsx && io::stdout().is_terminal() => {
                say_failure(
                    "a workbook cannot be shown on a terminal",
                    "name a file with --out",
                );
                return Err(Exit::Usage);
            }
            None => {}
        }
        Ok(delivery)
    }

    pub(super) fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    /// Whether what is handed out is made of what was received, byte by byte.
    pub(super) fn needs_raw(&self) -> bool {
        self.format == Format::Raw
    }

    /// Hands out all readouts.
    pub(super) fn deliver(&self, found: &[Found]) -> Exit {
        if self.format == Format::Xlsx && found.len() > 1 && self.has_one_place() {
            say_failure(
                format!("{} readouts do not fit in one workbook", found.len()),
                "give each a file of its own, such as --out '{serial}_{date}.xlsx'",
            );
            return Exit::Failed;
        }
        if let ([only], Format::Json) = (found, self.format) {
            return self.deliver_json(&only.readout);
        }
        let mut exit = Exit::Done;
        let mut together = Vec::new();
        for (index, readout) in found.iter().enumerate() {
            let Some(bytes) = self.rendered(readout) else {
                exit = if index == 0 {
                    Exit::Failed
                } else {
                    Exit::Partly
                };
                continue;
            };
            match &self.out {
                Some(template) if !template.is_fixed() => {
                    let path = PathBuf::from(template.fill(&readout.readout, KIND));
                    let written = self.write(&path, &bytes);
                    exit = if index == 0 {
                        written
                    } else {
                        exit.and(written)
                    };
                }
                _ if together.is_empty() => together = bytes,
                _ => {
                    let rows = self.without_head(&together, &bytes);
                    together.extend(rows);
                }
            }
        }
        match &self.out {
            _ if together.is_empty() => exit,
            None => put(&together),
            Some(template) => self.write(&PathBuf::from(template.to_string()), &together),
        }
    }

    /// Hands out one readout as JSON, which may be long.
    fn deliver_json(&self, readout: &Readout) -> Exit {
        let Some(template) = &self.out else {
            return put_with(|out| write_json(readout, out));
        };
        let path = PathBuf::from(template.fill(readout, KIND));
        let written = write_file_with(&path, self.overwrite, |out| write_json(readout, out));
        say_written(&path, written)
    }

    /// Hands out what programming mode brought. Where a file cannot be written, the
    /// data goes to standard output rather than nowhere.
    pub(super) fn deliver_data(
        &self,
        meter: &MeterIdentity,
        kind: &str,
        render: impl Fn(Format, Style) -> Result<Vec<u8>, RenderError>,
    ) -> Exit {
        let bytes = match render(self.format, self.style) {
            Ok(bytes) => bytes,
            Err(error) => {
                say_failure(error, "try another format");
                return Exit::Failed;
            }
        };
        let Some(template) = &self.out else {
            return put(&bytes);
        };
        let name = template.fill_for(meter, Some(&Zoned::now()), kind);
        let exit = self.write(&PathBuf::from(name), &bytes);
        if exit != Exit::Done
            && let Ok(bytes) = render(Format::Json, Style::default())
        {
            say("the data goes to standard output instead");
            put(&bytes);
        }
        exit
    }

    /// Hands out what `write` writes, which may be long. Where a file cannot be written, it
    /// goes to standard output rather than nowhere.
    pub(super) fn deliver_written(
        &self,
        meter: &MeterIdentity,
        kind: &str,
        write: impl Fn(&mut dyn Write) -> io::Result<()>,
    ) -> Exit {
        let Some(template) = &self.out else {
            return put_with(write);
        };
        let path = PathBuf::from(template.fill_for(meter, Some(&Zoned::now()), kind));
        let exit = say_written(&path, write_file_with(&path, self.overwrite, &write));
        if exit != Exit::Done {
            say("the data goes to standard output instead");
            put_with(write);
        }
        exit
    }

    fn has_one_place(&self) -> bool {
        self.out.as_ref().is_none_or(FileNameTemplate::is_fixed)
    }

    fn rendered(&self, found: &Found) -> Option<Vec<u8>> {
        if self.format == Format::Raw && found.raw.is_empty() {
            say_failure(
                "a readout in JSON holds no telegram",
                "decode the telegram or the visit that it was made from",
            );
            return None;
        }
        match render(&found.readout, &found.raw, self.format, self.style) {
            Ok(bytes) => Some(bytes),
            Err(error) => {
                say_failure(error, "try another format");
                None
            }
        }
    }

    /// CSV of a further readout without the line of column names, where these are those
    /// of what is there already.
    fn without_head<'a>(&self, known: &[u8], bytes: &'a [u8]) -> &'a [u8] {
        let head = |bytes: &[u8]| match self.format {
            Format::Csv => bytes.iter().position(|byte| *byte == b'\n'),
            _ => None,
        };
        let (Some(end), Some(known_end)) = (head(bytes), head(known)) else {
            return bytes;
        };
        match (bytes.get(..end), known.get(..known_end)) {
            (Some(head), Some(known)) if head == known => {
                bytes.get(end.saturating_add(1)..).unwrap_or(bytes)
            }
            _ => bytes,
        }
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> Exit {
        say_written(path, write_file(path, bytes, self.overwrite))
    }
}

/// Says how writing a file ended, on a terminal also if it went well.
fn say_written(path: &Path, written: Result<(), WriteError>) -> Exit {
    match written {
        Ok(()) => {
            if io::stderr().is_terminal() {
                say(format!("written to {}", path.display()));
            }
            Exit::Done
        }
        Err(error) => {
            say_not_written(&error);
            Exit::Failed
        }
    }
}

/// Whether files that are there already may be replaced.
pub(super) fn overwrite_of(arguments: &OutputArguments) -> Overwrite {
    if arguments.overwrite {
        Overwrite::Replace
    } else {
        Overwrite::Never
    }
}

/// Says what is in the way of a file, if anything is.
pub(super) fn check_path(path: &Path, overwrite: Overwrite) -> Result<(), Exit> {
    check_file(path, overwrite).map_err(|error| {
        say_not_written(&error);
        Exit::Failed
    })
}

/// Says why a file was not written, and what to do about it here.
pub(super) fn say_not_written(error: &WriteError) {
    match error {
        WriteError::Exists(_) => {
            say_failure(error, "choose another name, or allow it with --overwrite");
        }
        _ => say_failure(error, error.hint()),
    }
}

fn format_of(arguments: &OutputArguments) -> Result<Format, Exit> {
    match (arguments.format, &arguments.out) {
        (Some(format), _) => Ok(format),
        (None, Some(out)) => {
            let path = PathBuf::from(out.to_string());
            Format::of_path(&path).map_err(|error| {
                say_failure(error, "the name after --out, or say the form with --format");
                Exit::Usage
            })
        }
        (None, None) if io::stdout().is_terminal() => Ok(Format::Table),
        (None, None) => Ok(Format::Json),
    }
}
