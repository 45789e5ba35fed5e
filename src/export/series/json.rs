//! `flagport.load-profile.v1` and `flagport.logbook.v1`: members in file order. They
//! may be added, never changed, within version 1.
//!
//! Entries go straight from where they are kept into the file, one per line.

use std::cell::RefCell;
use std::io;

use jiff::civil::DateTime;
use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

use super::super::RenderError;
use super::super::json::{MeterFile, instant_text};
use super::super::text::{civil_time_text, push_civil};
use super::{Columns, LoadProfileFile, LogbookFile, flag_words, season_word};
use crate::meter::load_profile::{Axis, Channel, ChannelKind, EntryRef, Gap, SeasonChange};
use crate::meter::logbook::{LogEntry, LogValue};
use crate::meter::readout::Problem;
use crate::meter::status::Status;
use crate::meter::{CivilTime, LoadProfile, Logbook};

pub(super) fn load_profile(file: &LoadProfileFile<'_>) -> Result<Vec<u8>, RenderError> {
    let mut bytes = Vec::with_capacity(file.load_profile.len() * 128);
    write_load_profile(file, &mut bytes)?;
    Ok(bytes)
}

/// The same without all of it in memory at once.
pub(super) fn write_load_profile(
    file: &LoadProfileFile<'_>,
    out: &mut dyn io::Write,
) -> serde_json::Result<()> {
    #[derive(Serialize)]
    struct Whole<'a> {
        format: &'static str,
        meter: MeterFile,
        profile: Option<&'a str>,
        read_at: Option<String>,
        #[serde(flatten)]
        body: LoadProfileBody<'a>,
    }
    let axis = Axis::of(file.load_profile);
    write_lines(
        &Whole {
            format: "flagport.load-profile.v1",
            meter: MeterFile::from(file.meter),
            profile: file.profile,
            read_at: file.read_at.map(instant_text),
            body: LoadProfileBody::new(file.load_profile, &axis, file.complete),
        },
        out,
    )
}

pub(super) fn logbook(file: &LogbookFile<'_>) -> Result<Vec<u8>, RenderError> {
    #[derive(Serialize)]
    struct Whole<'a> {
        format: &'static str,
        meter: MeterFile,
        profile: Option<&'a str>,
        read_at: Option<String>,
        #[serde(flatten)]
        body: LogbookBody<'a>,
    }
    to_bytes(
        &Whole {
            format: "flagport.logbook.v1",
            meter: MeterFile::from(file.meter),
            profile: file.profile,
            read_at: file.read_at.map(instant_text),
            body: LogbookBody::new(file.logbook, file.complete),
        },
        file.logbook.entries.len() * 192,
    )
}

/// A load profile without its meter, as it stands in a readout too.
#[derive(Serialize)]
pub(in crate::export) struct LoadProfileBody<'a> {
    code: &'a str,
    complete: bool,
    period_minutes: Option<u32>,
    channels: Vec<ChannelBody<'a>>,
    entries: Entries<'a>,
    gaps: Vec<GapBody>,
    season_changes: Vec<ChangeBody>,
    problems: Vec<ProblemBody<'a>>,
}

/// A logbook without its meter, as it stands in a readout too.
#[derive(Serialize)]
pub(in crate::export) struct LogbookBody<'a> {
    code: &'a str,
    complete: bool,
    entries: Vec<LogEntryBody<'a>>,
    problems: Vec<ProblemBody<'a>>,
}

#[derive(Serialize)]
struct ChannelBody<'a> {
    code: &'a str,
    /// As sent.
    address: &'a str,
    name: Option<&'a str>,
    unit: Option<&'a str>,
    kind: &'static str,
}

struct Entries<'a>(&'a LoadProfile);

#[derive(Serialize)]
struct EntryBody<'a, V: Serialize> {
    time: Option<Civil>,
    season: Option<&'static str>,
    status: Option<&'a str>,
    flags: Flags<'a>,
    values: V,
}

/// The values of one entry, written as they are looked up.
struct Values<I>(RefCell<I>);

struct Flags<'a>(&'a Status);

#[derive(Serialize)]
struct GapBody {
    from: Civil,
    to: Civil,
    missing: u32,
}

#[derive(Serialize)]
struct ChangeBody {
    /// The first civil time in the new season.
    at: Civil,
    season: &'static str,
    /// Follows from the order of the entries only.
    deduced: bool,
}

#[derive(Serialize)]
struct LogEntryBody<'a> {
    time: Option<String>,
    season: Option<&'static str>,
    /// The time as sent.
    stamp: &'a str,
    status: Option<&'a str>,
    flags: Flags<'a>,
    event: Option<&'a str>,
    values: Vec<LogValueBody<'a>>,
}

#[derive(Serialize)]
struct LogValueBody<'a> {
    code: Option<&'a str>,
    unit: Option<&'a str>,
    raw: &'a str,
}

#[derive(Serialize)]
struct ProblemBody<'a> {
    line: usize,
    message: &'a str,
}

/// `2023-11-13T10:15:00`
#[derive(Clone, Copy)]
struct Civil(DateTime);

impl<'a> LoadProfileBody<'a> {
    pub(in crate::export) fn new(
        profile: &'a LoadProfile,
        axis: &Axis,
        complete: bool,
    ) -> LoadProfileBody<'a> {
        LoadProfileBody {
            code: &profile.code,
            complete,
            period_minutes: profile.period_min(),
            channels: profile.channels.iter().map(ChannelBody::from).collect(),
            entries: Entries(profile),
            gaps: axis.gaps().iter().map(GapBody::from).collect(),
            season_changes: axis
                .season_changes()
                .iter()
                .map(|change| ChangeBody::new(change, axis))
                .collect(),
            problems: problems(&profile.problems),
        }
    }
}

impl<'a> LogbookBody<'a> {
    pub(in crate::export) fn new(logbook: &'a Logbook, complete: bool) -> LogbookBody<'a> {
        LogbookBody {
            code: &logbook.code,
            complete,
            entries: logbook.entries.iter().map(LogEntryBody::from).collect(),
            problems: problems(&logbook.problems),
        }
    }
}

impl<'a> From<&'a Channel> for ChannelBody<'a> {
    fn from(channel: &'a Channel) -> ChannelBody<'a> {
        ChannelBody {
            code: &channel.code,
            address: &channel.address,
            name: channel.name.as_deref(),
            unit: channel.unit.as_deref(),
            kind: match channel.kind {
                ChannelKind::Average => "average",
                ChannelKind::Energy => "energy",
                ChannelKind::Register => "register",
                ChannelKind::Other => "other",
            },
        }
    }
}

impl From<&Gap> for GapBody {
    fn from(gap: &Gap) -> GapBody {
        GapBody {
            from: Civil(gap.from),
            to: Civil(gap.to),
            missing: gap.missing,
        }
    }
}

impl ChangeBody {
    fn new(change: &SeasonChange, axis: &Axis) -> ChangeBody {
        // The position itself still belongs to the old season.
        let (after, _) = axis.civil(change.position.saturating_add(1));
        ChangeBody {
            at: Civil(
                after
                    .checked_sub(jiff::Span::new().seconds(1))
                    .unwrap_or(after),
            ),
            season: season_word(change.to),
            deduced: change.deduced,
        }
    }
}

impl<'a> From<&'a LogEntry> for LogEntryBody<'a> {
    fn from(entry: &'a LogEntry) -> LogEntryBody<'a> {
        let season = entry.time.and_then(|time: CivilTime| time.season);
        LogEntryBody {
            time: entry.time.map(civil_time_text),
            season: season.map(season_word),
            stamp: &entry.stamp,
            status: status_raw(&entry.status),
            flags: Flags(&entry.status),
            event: (!entry.event.is_empty()).then_some(entry.event.as_str()),
            values: entry.values.iter().map(LogValueBody::from).collect(),
        }
    }
}

impl<'a> From<&'a LogValue> for LogValueBody<'a> {
    fn from(value: &'a LogValue) -> LogValueBody<'a> {
        LogValueBody {
            code: value.code.as_deref(),
            unit: value.unit.as_deref(),
            raw: &value.raw,
        }
    }
}

impl<'a> From<&'a Problem> for ProblemBody<'a> {
    fn from(problem: &'a Problem) -> ProblemBody<'a> {
        ProblemBody {
            line: problem.line,
            message: &problem.message,
        }
    }
}

impl Serialize for Entries<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut columns = Columns::new(self.0);
        let mut rows = serializer.serialize_seq(Some(self.0.len()))?;
        for entry in self.0.entries() {
            rows.serialize_element(&entry_body(entry, &mut columns))?;
        }
        rows.end()
    }
}

fn entry_body<'a, 's>(
    entry: EntryRef<'a>,
    columns: &'s mut Columns<'a>,
) -> EntryBody<'a, Values<impl Iterator<Item = Option<&'a str>> + 's>> {
    let status = entry.status();
    EntryBody {
        time: entry.time().map(Civil),
        season: entry.season().map(season_word),
        status: status_raw(status),
        flags: Flags(status),
        values: Values(RefCell::new(columns.values(entry))),
    }
}

impl<'a, I: Iterator<Item = Option<&'a str>>> Serialize for Values<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(&mut *self.0.borrow_mut())
    }
}

impl Serialize for Flags<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(flag_words(self.0))
    }
}

impl Serialize for Civil {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut text = String::with_capacity(20);
        push_civil(&mut text, self.0);
        serializer.serialize_str(&text)
    }
}

fn status_raw(status: &Status) -> Option<&str> {
    (!status.raw.is_empty()).then_some(status.raw.as_str())
}

fn problems(problems: &[Problem]) -> Vec<ProblemBody<'_>> {
    problems.iter().map(ProblemBody::from).collect()
}

fn to_bytes(file: &impl Serialize, expected_size: usize) -> Result<Vec<u8>, RenderError> {
    let mut bytes = Vec::with_capacity(expected_size);
    write_lines(file, &mut bytes)?;
    Ok(bytes)
}

fn write_lines(file: &impl Serialize, out: &mut dyn io::Write) -> serde_json::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(&mut *out, Lines::default());
    file.serialize(&mut serializer)?;
    out.write_all(b"\n").map_err(serde_json::Error::io)
}

/// Members of the file on lines of their own, so too each item of its lists; what is in
/// an item stands on one line.
#[derive(Default)]
struct Lines {
    depth: usize,
    outside: PrettyFormatter<'static>,
    inside: CompactFormatter,
}

/// The file is 1, a list in it 2.
const INDENTED: usize = 2;

macro_rules! by_depth {
    ($self:ident, $call:ident ( $($argument:expr),* )) => {
        if $self.depth > INDENTED {
            $self.inside.$call($($argument),*)
        } else {
            $self.outside.$call($($argument),*)
        }
    };
}

impl Formatter for Lines {
    fn begin_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth += 1;
        by_depth!(self, begin_array(writer))
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        let done = by_depth!(self, end_array(writer));
        self.depth = self.depth.saturating_sub(1);
        done
    }

    fn begin_array_value<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        by_depth!(self, begin_array_value(writer, first))
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        by_depth!(self, end_array_value(writer))
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth += 1;
        by_depth!(self, begin_object(writer))
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        let done = by_depth!(self, end_object(writer));
        self.depth = self.depth.saturating_sub(1);
        done
    }

    fn begin_object_key<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        by_depth!(self, begin_object_key(writer, first))
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        by_depth!(self, begin_object_value(writer))
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        by_depth!(self, end_object_value(writer))
    }
}
