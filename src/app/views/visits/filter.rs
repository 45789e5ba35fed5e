//! Which visits are shown: words and a range of dates. Knows nothing of egui.

use jiff::civil::{Date, date};

use crate::archive::{Entry, VisitInfo};
use crate::language;

/// What is searched for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VisitFilter {
    /// Every word of it has to be found.
    pub search: String,
    /// As typed: `2026`, `2026-11` or `2026-11-22`, also with the day first.
    pub from: String,
    pub to: String,
}

/// How a typed date reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typed {
    Nothing,
    /// The first and the last day of what was typed.
    Days(Date, Date),
    NotADate,
}

impl VisitFilter {
    /// Whether nothing is searched for.
    pub fn is_empty(&self) -> bool {
        [&self.search, &self.from, &self.to]
            .iter()
            .all(|text| text.trim().is_empty())
    }

    /// The numbers of the entries to show. A text that is no date shows all.
    pub fn shown(&self, entries: &[Entry]) -> Vec<usize> {
        let search = self.search.to_lowercase();
        let words: Vec<&str> = search.split_whitespace().collect();
        let first = match typed(&self.from) {
            Typed::Days(first, _) => Some(first),
            Typed::Nothing | Typed::NotADate => None,
        };
        let last = match typed(&self.to) {
            Typed::Days(_, last) => Some(last),
            Typed::Nothing | Typed::NotADate => None,
        };
        let fits = |entry: &Entry| {
            let text = haystack(entry);
            let in_range = match &entry.info {
                Ok(info) => {
                    let day = info.stored_at.date();
                    first.is_none_or(|first| day >= first) && last.is_none_or(|last| day <= last)
                }
                Err(_) => first.is_none() && last.is_none(),
            };
            in_range && words.iter().all(|word| text.contains(word))
        };
        entries
            .iter()
            .enumerate()
            .filter(|(_, entry)| fits(entry))
            .map(|(number, _)| number)
            .collect()
    }
}

/// Reads a year, a month or a day; with points between them the day comes first.
pub fn typed(text: &str) -> Typed {
    let text = text.trim();
    if text.is_empty() {
        return Typed::Nothing;
    }
    let text = language::date::iso(text);
    let parts: Option<Vec<i16>> = text.split('-').map(|part| part.parse().ok()).collect();
    let days = parts.and_then(|parts| match parts.as_slice() {
        [year] if (1990..=2999).contains(year) => Some((date(*year, 1, 1), date(*year, 12, 31))),
        [year, month] => {
            let first = Date::new(*year, i8::try_from(*month).ok()?, 1).ok()?;
            Some((first, first.last_of_month()))
        }
        [year, month, day] => {
            let month = i8::try_from(*month).ok()?;
            let day = Date::new(*year, month, i8::try_from(*day).ok()?).ok()?;
            Some((day, day))
        }
        _ => None,
    });
    match days {
        Some((first, last)) => Typed::Days(first, last),
        None => Typed::NotADate,
    }
}

/// The maker and the type of a visit's meter, `Iskraemeco MT174`.
pub fn meter_name(info: &VisitInfo) -> String {
    let maker = info
        .manufacturer
        .as_deref()
        .map(crate::meter::flag_codes::short_name);
    let name: Vec<&str> = [maker, info.device_type.as_deref()]
        .into_iter()
        .flatten()
        .collect();
    if name.is_empty() {
        return info.identification_line.clone().unwrap_or_default();
    }
    name.join(" ")
}

/// The folder's own name.
pub fn folder_name(entry: &Entry) -> String {
    let name = entry.path.file_name().unwrap_or(entry.path.as_os_str());
    name.to_string_lossy().into_owned()
}

fn haystack(entry: &Entry) -> String {
    let text = match &entry.info {
        Ok(info) => format!(
            "{} {} {} {} {} {}",
            info.stored_at.strftime("%Y-%m-%d %H:%M:%S"),
            language::date::day_and_second(info.stored_at.datetime()),
            info.serial_number.as_deref().unwrap_or_default(),
            meter_name(info),
            info.identification_line.as_deref().unwrap_or_default(),
            info.port
        ),
        Err(_) => folder_name(entry),
    };
    text.to_lowercase()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use jiff::Timestamp;
    use jiff::tz::TimeZone;

    use super::*;
    use crate::language::Language;

    fn entry(at: &str, serial: &str) -> Entry {
        Entry {
            path: PathBuf::from(format!("/visits/{at}_{serial}")),
            info: Ok(VisitInfo {
                kind: crate::archive::VisitKind::Readout,
                serial_number: Some(serial.to_owned()),
                manufacturer: Some("Iskraemeco, Slovenia".to_owned()),
                device_type: Some("MT174".to_owned()),
                identification_line: Some("/ISk5MT174-0001".to_owned()),
                stored_at: at.parse::<Timestamp>().unwrap().to_zoned(TimeZone::UTC),
                complete: true,
                data_sets: 343,
                port: "COM4".to_owned(),
                duration_ms: 11_400,
            }),
        }
    }

    #[test]
    fn dates_are_typed_as_years_months_or_days() {
        let days = |first, last| Typed::Days(first, last);
        for (text, expected) in [
            ("", Typed::Nothing),
            ("2026", days(date(2026, 1, 1), date(2026, 12, 31))),
            ("2024-02", days(date(2024, 2, 1), date(2024, 2, 29))),
            ("2026-11-22", days(date(2026, 11, 22), date(2026, 11, 22))),
            ("2026-13", Typed::NotADate),
            ("22.11.2026", days(date(2026, 11, 22), date(2026, 11, 22))),
            ("2.2024", days(date(2024, 2, 1), date(2024, 2, 29))),
            ("22.11.", Typed::NotADate),
            ("11.22.2026", Typed::NotADate),
            ("soon", Typed::NotADate),
            ("2026-", Typed::NotADate),
        ] {
            assert_eq!(typed(text), expected, "{text}");
        }
    }

    #[test]
    fn visits_are_found_by_words_and_by_dates() {
        let mut entries = vec![
            entry("2026-11-22T10:00:00Z", "63355730"),
            entry("2026-10-01T10:00:00Z", "97734234"),
        ];
        entries.push(Entry {
            path: PathBuf::from("/visits/2026-09-01_1"),
            info: Err("visit.json: it is cut".to_owned()),
        });
        let check = |search: &str, from: &str, to: &str, expected: &[usize]| {
            let filter = VisitFilter {
                search: search.to_owned(),
                from: from.to_owned(),
                to: to.to_owned(),
            };
            assert_eq!(filter.shown(&entries), expected, "{search} {from} {to}");
        };
        check("", "", "", &[0, 1, 2]);
        check("6335", "", "", &[0]);
        check("mt174 com4", "", "", &[0, 1]);
        check("2026-09", "", "", &[2]);
        check("", "2026-11", "", &[0]);
        check("", "", "2026-10", &[1]);
        check("", "2026", "2026-10-01", &[1]);
        check("", "soon", "", &[0, 1, 2]);
        language::within(Language::German, || {
            check("22.11.2026", "", "", &[0]);
            check("", "", "10.2026", &[1]);
        });
    }
}
