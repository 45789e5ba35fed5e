//! File names built from what a readout tells: `{serial}_{date}_{time}`.

use std::fmt;
use std::str::FromStr;

use jiff::Zoned;
use thiserror::Error;

use crate::meter::{MeterIdentity, Readout};

/// A file name with places to fill in: `{serial}`, `{meter}` (the identification
/// text), `{date}`, `{time}` and `{kind}`.
///
/// ```
/// use flagport::export::FileNameTemplate;
///
/// let template: FileNameTemplate = "{serial}_{date}".parse()?;
/// assert!("{seriel}".parse::<FileNameTemplate>().is_err());
/// # Ok::<(), flagport::export::TemplateError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileNameTemplate(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Serial,
    Meter,
    Date,
    Time,
    Kind,
}

/// Why a text is no template.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TemplateError {
    #[error(
        "a file name knows no {{{0}}}; it knows {{serial}}, {{meter}}, {{date}}, {{time}} and {{kind}}"
    )]
    Unknown(String),
    #[error("a bracket {{ in the file name is not closed")]
    Open,
}

/// The longest text of one place, in characters.
const MAX_PLACE: usize = 64;

impl Default for FileNameTemplate {
    fn default() -> FileNameTemplate {
        let gap = || Part::Text("_".to_owned());
        FileNameTemplate(vec![Part::Serial, gap(), Part::Date, gap(), Part::Time])
    }
}

impl FromStr for FileNameTemplate {
    type Err = TemplateError;

    fn from_str(text: &str) -> Result<FileNameTemplate, TemplateError> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            if !before.is_empty() {
                parts.push(Part::Text(before.to_owned()));
            }
            let (name, behind) = after.split_once('}').ok_or(TemplateError::Open)?;
            parts.push(match name {
                "serial" => Part::Serial,
                "meter" => Part::Meter,
                "date" => Part::Date,
                "time" => Part::Time,
                "kind" => Part::Kind,
                _ => return Err(TemplateError::Unknown(name.to_owned())),
            });
            rest = behind;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        Ok(FileNameTemplate(parts))
    }
}

impl fmt::Display for FileNameTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|part| match part {
            Part::Text(text) => f.write_str(text),
            Part::Serial => f.write_str("{serial}"),
            Part::Meter => f.write_str("{meter}"),
            Part::Date => f.write_str("{date}"),
            Part::Time => f.write_str("{time}"),
            Part::Kind => f.write_str("{kind}"),
        })
    }
}

impl FileNameTemplate {
    /// Whether every readout gets the same name.
    pub fn is_fixed(&self) -> bool {
        self.0.iter().all(|part| matches!(part, Part::Text(_)))
    }

    /// The name for `readout`, without characters that a file system may refuse.
    /// `kind` is a word such as `readout`. Text of the template itself, which may
    /// name folders, is taken over as it is.
    pub fn fill(&self, readout: &Readout, kind: &str) -> String {
        self.fill_for(&readout.meter, readout.read_at.as_ref(), kind)
    }

    /// The name for something of a meter that was made `at` a time.
    pub fn fill_for(&self, meter: &MeterIdentity, at: Option<&Zoned>, kind: &str) -> String {
        let (date, time) = match at {
            Some(at) => (
                at.strftime("%Y-%m-%d").to_string(),
                at.strftime("%H%M%S").to_string(),
            ),
            None => ("undated".to_owned(), "000000".to_owned()),
        };
        self.0
            .iter()
            .map(|part| match part {
                Part::Text(text) => text.clone(),
                Part::Serial => serial_of(meter),
                Part::Meter => meter_for_names(meter),
                Part::Date => date.clone(),
                Part::Time => time.clone(),
                Part::Kind => sanitised(kind).unwrap_or_default(),
            })
            .collect()
    }
}

/// The serial number as part of a file name, else the identification text, else
/// `meter`.
pub(crate) fn serial_for_names(readout: &Readout) -> String {
    serial_of(&readout.meter)
}

/// The maker and the serial number as the name of a folder.
pub(crate) fn meter_for_file_names(meter: &MeterIdentity) -> String {
    let maker = meter.manufacturer.as_deref().and_then(sanitised);
    match maker {
        Some(maker) => format!("{maker}_{}", serial_of(meter)),
        None => serial_of(meter),
    }
}

fn serial_of(meter: &MeterIdentity) -> String {
    let serial = meter.serial_number.as_deref().and_then(sanitised);
    serial.unwrap_or_else(|| meter_for_names(meter))
}

fn meter_for_names(meter: &MeterIdentity) -> String {
    [&meter.identification, &meter.identification_line]
        .into_iter()
        .find_map(|text| text.as_deref().and_then(sanitised))
        .unwrap_or_else(|| "meter".to_owned())
}

/// `text` with every character but letters, digits, `-` and `.` turned into `_`.
/// `None` if nothing that tells something is left.
pub(crate) fn sanitised(text: &str) -> Option<String> {
    let kept = |c: char| match c {
        '-' | '.' => c,
        _ if c.is_ascii_alphanumeric() => c,
        _ => '_',
    };
    let text: String = text.trim().chars().take(MAX_PLACE).map(kept).collect();
    // Leading and trailing points hide files or are dropped by Windows.
    let text = text.trim_matches(['.', '_', '-']);
    if text.is_empty() {
        None
    } else if is_reserved(text) {
        Some(format!("_{text}"))
    } else {
        Some(text.to_owned())
    }
}

/// Names that are devices on Windows, whatever their extension.
fn is_reserved(text: &str) -> bool {
    let stem = text.split('.').next().unwrap_or("").to_ascii_uppercase();
    let numbered = stem
        .strip_prefix("COM")
        .or_else(|| stem.strip_prefix("LPT"))
        .is_some_and(|number| number.len() == 1 && number.chars().all(|c| c.is_ascii_digit()));
    numbered || matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_hold_nothing_that_a_file_system_refuses() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(sanitised(text).as_deref(), expected, "{text:?}");
        };
        check("95316176", Some("95316176"));
        check(" 20000", Some("20000"));
        check("../../etc/passwd", Some("etc_passwd"));
        check("C:\\x", Some("C__x"));
        check("????????", None);
        check("", None);
        check("COM1", Some("_COM1"));
        check("nul.x", Some("_nul.x"));
        check("Zähler 1", Some("Z_hler_1"));
        check(&"9".repeat(500), Some(&"9".repeat(64)));
    }

    #[test]
    fn templates_with_mistakes_say_so() {
        let unknown = TemplateError::Unknown("seriel".to_owned());
        assert_eq!("{seriel}".parse::<FileNameTemplate>(), Err(unknown));
        assert_eq!(
            "a{serial".parse::<FileNameTemplate>(),
            Err(TemplateError::Open)
        );
    }
}
