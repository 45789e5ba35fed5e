//! Rows that tell their own time: of Turkish meters, `(yy-mm-dd,hh:mm)(v1,v2,...)`
//! with all values in one group, and of LIS-200 archives, one group for each column
//! with the time somewhere among them.
//!
//! Neither names its columns; they are hinted or numbered. A hinted column `Status`
//! is the status word. How long an interval is shows in the times.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::DateTime;

use super::Hints;
use super::builder::{Builder, MAX_PERIOD};
use crate::meter::load_profile::{LoadProfile, NewEntry, Section};
use crate::meter::problems::quote;
use crate::meter::scan::{Groups, Line, Lines};
use crate::meter::series_code;
use crate::meter::time;
use crate::meter::value::is_meter_error;

/// Decodes rows whose values stand in one group with commas (`with_commas`), or in a
/// group each.
pub(super) fn decode(text: &str, hints: &Hints, with_commas: bool) -> LoadProfile {
    let is_status = |name: &str| name.eq_ignore_ascii_case("status");
    let status_at = hints
        .channels
        .iter()
        .position(|hint| is_status(&hint.address) || hint.name.as_deref().is_some_and(is_status));
    let mut channels = hints.clone();
    if let Some(at) = status_at {
        channels.channels.remove(at);
    }
    let mut decoder = Decoder {
        builder: Builder::new(&channels, text),
        with_commas,
        status_at,
        columns: None,
        last: None,
        goes_back: false,
        steps: HashMap::new(),
        values: Vec::new(),
    };
    let mut groups = Groups::default();
    for line in Lines::of(text) {
        decoder.line(line, &mut groups);
    }
    decoder.finish()
}

struct Decoder<'a, 'h> {
    builder: Builder<'h>,
    with_commas: bool,
    status_at: Option<usize>,
    columns: Option<usize>,
    last: Option<DateTime>,
    goes_back: bool,
    /// How often each step in minutes was seen.
    steps: HashMap<u32, usize>,
    /// Of the row at hand.
    values: Vec<&'a str>,
}

impl<'a> Decoder<'a, '_> {
    fn line(&mut self, line: Line<'a>, groups: &mut Groups<'a>) {
        let bracket = line.text.find('(').unwrap_or(line.text.len());
        let (name, rest) = line
            .text
            .split_at_checked(bracket)
            .unwrap_or((line.text, ""));
        let name = name.trim();
        if series_code::is_series(name) {
            self.builder.call(line.number, name);
        } else if name.starts_with('!') {
            return;
        } else if !name.is_empty() {
            let problem = || format!("text outside brackets: {}", quote(name));
            self.builder.problems.add(line.number, problem);
            return;
        }
        let rest = groups.take(rest);
        if let Some(damaged) = groups.damaged {
            let what = if line.ended {
                "the row is damaged"
            } else {
                "the last row is cut off"
            };
            self.builder.problems.add(line.number, || {
                format!("{what} and left out: {}", quote(damaged))
            });
            return;
        }
        if !rest.is_empty() {
            let problem = || format!("text outside brackets: {}", quote(rest));
            self.builder.problems.add(line.number, problem);
        }
        self.row(line.number, &groups.texts, line.ended);
    }

    fn row(&mut self, line: usize, groups: &[&'a str], ended: bool) {
        if let [text] = groups
            && (text.trim().is_empty() || is_meter_error(text.trim()) || text.starts_with('#'))
        {
            let text = text.trim();
            if !text.is_empty() && text != "ERROR" {
                self.builder.problems.add(line, || {
                    format!(
                        "the meter answered {} in place of a load profile",
                        quote(text)
                    )
                });
            }
            return;
        }
        if groups.is_empty() {
            return;
        }
        let found = groups
            .iter()
            .enumerate()
            .find_map(|(index, text)| Some((index, time_of(text)?)));
        let skipped = found.map(|(index, _)| index);
        self.values.clear();
        for (index, text) in groups.iter().enumerate() {
            if Some(index) == skipped {
                continue;
            }
            if self.with_commas {
                self.values.extend(text.split(','));
            } else {
                self.values.push(text);
            }
        }
        let status = self
            .status_at
            .filter(|at| *at < self.values.len())
            .map_or("", |at| self.values.remove(at));
        let columns = match self.columns {
            Some(columns) => columns,
            None => self.begin(line, found.map(|(_, time)| time)),
        };
        if !ended && self.values.len() < columns {
            let text = groups.last().copied().unwrap_or("");
            self.builder.problems.add(line, || {
                format!("the last row is cut off and left out: {}", quote(text))
            });
            return;
        }
        if self.values.len() != columns {
            let values = &self.values;
            let surplus = values.get(columns..).unwrap_or(&[]).join(" ");
            self.builder.problems.add(line, || {
                let mut told =
                    format!("the row has {} values for {columns} channels", values.len());
                if !surplus.is_empty() {
                    told.push_str(", too many are ");
                    told.push_str(&quote(&surplus));
                }
                told
            });
        }
        let time = found.map(|(_, time)| time);
        match time {
            Some(time) => self.step_to(line, time),
            None => self
                .builder
                .problems
                .add(line, || "a row without a time".to_owned()),
        }
        // LIS-200 lists messages by number there.
        let status = if self.with_commas {
            self.builder.status(status, None)
        } else {
            self.builder.plain_status(status)
        };
        let entry = NewEntry {
            time,
            season: None,
            status: &status,
        };
        let values = std::mem::take(&mut self.values);
        self.builder.push(line, entry, &values);
        self.values = values;
    }

    /// Notes how far it is from the row before; tells a time that goes back, but only
    /// once where a meter sends the newest first.
    fn step_to(&mut self, line: usize, time: DateTime) {
        if let Some(last) = self.last.replace(time) {
            let minutes = time.duration_since(last).as_mins();
            let went_back = std::mem::replace(&mut self.goes_back, minutes < 0);
            let step = u32::try_from(minutes.unsigned_abs()).unwrap_or(u32::MAX);
            if (1..=MAX_PERIOD).contains(&step) {
                *self.steps.entry(step).or_default() += 1;
            }
            if went_back && minutes < 0 {
                return;
            }
        }
        self.builder.judge(line, time, None);
    }

    /// Begins the one section; returns how many columns it has.
    fn begin(&mut self, line: usize, stamp: Option<DateTime>) -> usize {
        let count = match self.builder.hints.channels.len() {
            0 => self.values.len(),
            hinted => hinted,
        };
        let columns: Arc<[u16]> = self.builder.hinted_columns(count);
        self.columns = Some(columns.len());
        let section = Section {
            line,
            stamp,
            season: None,
            status: Arc::default(),
            period_min: self.builder.hints.period_min,
            columns,
            first_entry: 0,
        };
        // The first row judges its time itself.
        self.builder.profile.begin(section);
        self.columns.unwrap_or(0)
    }

    /// The period is the most common step, the shorter where two are.
    fn finish(mut self) -> LoadProfile {
        let common = self.steps.iter();
        let common = common.max_by_key(|(step, count)| (**count, std::cmp::Reverse(**step)));
        if let Some((step, _)) = common {
            for section in &mut self.builder.profile.sections {
                section.period_min = section.period_min.or(Some(*step));
            }
        }
        self.builder.finish()
    }
}

/// A date with a time of day.
fn time_of(text: &str) -> Option<DateTime> {
    let text = text.trim();
    let told = time::parse_evident(text)?;
    Some(told.date?.to_datetime(told.time?))
}

#[cfg(test)]
mod tests {
    use super::super::ChannelHint;
    use super::super::builder::shown;
    use super::*;
    use crate::meter::load_profile::decode as detect;

    fn hint(address: &str, unit: &str) -> ChannelHint {
        ChannelHint {
            address: address.to_owned(),
            name: None,
            unit: (!unit.is_empty()).then(|| unit.to_owned()),
        }
    }

    /// Entries as `time status value|value`, then problems.
    fn told(profile: &LoadProfile) -> Vec<String> {
        let entries = profile.entries().map(|entry| {
            let values = (0..profile.channels.len()).map(|c| entry.raw(c).unwrap_or("-"));
            let values: Vec<&str> = values.collect();
            let time = entry.time().map_or_else(|| "-".to_owned(), shown);
            format!("{time} {} {}", entry.status().raw, values.join("|"))
        });
        let problems = profile.problems.iter();
        let problems = problems.map(|problem| format!("{}! {}", problem.line, problem.message));
        entries.chain(problems).collect()
    }

    #[test]
    fn turkish_rows_have_their_time_and_one_group_of_values() {
        let expected = [
            "2024-07-13 13:00  000123.456|000.123|231.4|229.9",
            "2024-07-13 13:15  000123.556|000.400|231.0|229.5",
            "2024-07-13 13:30  000123.600|000.100|231.0|229.5",
        ];
        let rows = [
            "(24-07-13,13:00)(000123.456,000.123,231.4,229.9)\r\n",
            "(24-07-13,13:15)(000123.556,000.400,231.0,229.5)\r\n",
            "(24-07-13,13:30)(000123.600,000.100,231.0,229.5)\r\n",
        ];
        for text in [
            format!("P.01\r\n{}", rows.concat()),
            format!("P.01{}", rows.concat()),
            rows.map(|row| format!("P.01{row}")).concat(),
            rows.concat(),
        ] {
            let profile = detect(&text, &Hints::default());
            assert_eq!(told(&profile), expected, "{text}");
            assert_eq!(profile.period_min(), Some(15));
            assert_eq!(profile.channels[3].address, "Column 4");
            assert_eq!(profile.sections.len(), 1);
        }
        let hints = Hints {
            channels: vec![
                hint("1.8.0", "kWh"),
                hint("Status", ""),
                hint("32.7.0", "V"),
            ],
            ..Hints::default()
        };
        let profile = detect(
            &format!("{}(24-07-13,13:45)(1,2", rows[0].replace("000.123", "80")),
            &hints,
        );
        assert_eq!(
            told(&profile),
            [
                "2024-07-13 13:00 80 000123.456|231.4",
                "1! the row has 3 values for 2 channels, too many are '229.9'",
                "2! the last row is cut off and left out: '1,2'",
            ]
        );
        assert_eq!(profile.channels[0].code, "1-0:1.8.0");
        assert_eq!(profile.channels[1].unit.as_deref(), Some("V"));
    }

    #[test]
    fn lis200_rows_have_a_group_for_each_column() {
        let text = "(1234)(77)(2019-10-01,06:00:00)(000123.45)(0)\r\n\
            (1235)(78)(2019-10-01,07:00:00)(000124.00)(0)\r\n\
            (1236)(79)(2019-10-01,07:12:10)(000124.10)(0)\r\n\
            (1237)(80)(2019-10-01,08:00:00)(000125.00)(0)\r\n\
            (1238)(81)(2019-10-01,09:00:00)(000126.00)(0)\r\n\
            (1239)(82)(2019-10-01,10:00:00)(000126";
        let hints = Hints {
            channels: vec![
                hint("Ordinal number", ""),
                hint("Global ordinal number", ""),
                hint("Vb", "m3"),
                hint("Status", ""),
            ],
            ..Hints::default()
        };
        let profile = detect(text, &hints);
        assert_eq!(
            told(&profile),
            [
                "2019-10-01 06:00 0 1234|77|000123.45",
                "2019-10-01 07:00 0 1235|78|000124.00",
                "2019-10-01 07:12:10 0 1236|79|000124.10",
                "2019-10-01 08:00 0 1237|80|000125.00",
                "2019-10-01 09:00 0 1238|81|000126.00",
                "6! the last row is cut off and left out: '000126'",
            ]
        );
        assert_eq!(profile.period_min(), Some(60));
        assert_eq!(profile.channels[2].unit.as_deref(), Some("m3"));
        let plain = detect(
            "(2019-10-01,06:00:00)(5)\r\n(2019-10-01,07:00:00)(6)\r\n",
            &Hints::default(),
        );
        assert_eq!(plain.channels[0].address, "Column 1");
        assert_eq!(plain.period_min(), Some(60));
    }

    #[test]
    fn the_newest_first_is_told_once() {
        let text = "(24-07-13,13:30)(3)\r\n(24-07-13,13:15)(2)\r\n(24-07-12,13:00)(1)\r\n(24-07-12,11:00)(1)\r\n";
        let profile = detect(text, &Hints::default());
        assert_eq!(profile.len(), 4);
        assert_eq!(profile.problems.len(), 0);
        let text = "(24-07-13,13:30)(3)\r\n(24-07-11,13:15)(2)\r\n(24-07-10,13:00)(1)\r\n";
        let profile = detect(text, &Hints::default());
        let problems: Vec<&str> = profile
            .problems
            .iter()
            .map(|p| p.message.as_str())
            .collect();
        assert_eq!(
            problems,
            ["the time goes back from 2024-07-13 13:30 to 2024-07-11 13:15"]
        );
    }

    #[test]
    fn nothing_there_is_empty() {
        let hints = Hints {
            layout: Some(super::super::Layout::Mass),
            ..Hints::default()
        };
        for text in ["P.01()", "(ERROR)", "", "P.01\r\n"] {
            let profile = detect(text, &hints);
            assert!(profile.is_empty() && profile.problems.is_empty(), "{text}");
        }
        assert_eq!(
            told(&detect("(#0103)", &hints)),
            ["1! the meter answered '#0103' in place of a load profile"]
        );
    }
}
