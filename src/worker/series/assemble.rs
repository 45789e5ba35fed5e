//! Answers put together to one load profile or logbook: while they are fetched, and
//! again when they are read from a visit.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::ToSpan as _;
use jiff::civil::DateTime;

use super::{Series, SeriesAnswer, SeriesKind, SeriesRange};
use crate::codec::{DataMessage, Decoder, Ending, Message, Role};
use crate::meter::load_profile::{self, ChannelHint, EntryRef, Hints, Layout};
use crate::meter::logbook::{self, LogEntry, LogHints, LogLayout};
use crate::meter::status::StatusTable;
use crate::meter::{LoadProfile, Logbook, Problem, Season};
use crate::profile::{RowForm, SeriesForm, StatusBit};

/// What was understood of the answers so far.
#[derive(Debug, Clone)]
pub(crate) struct Assembly {
    kind: SeriesKind,
    load: Hints,
    log: LogHints,
    asked: SeriesRange,
    /// Shared with what was told of it, until more comes.
    profile: Arc<LoadProfile>,
    logbook: Logbook,
}

/// One answer, understood by itself.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    profile: LoadProfile,
    logbook: Logbook,
    /// The times of its first and its last entry.
    pub(crate) span: Option<(DateTime, DateTime)>,
    /// How many entries the answer holds, those outside of what was asked for included.
    pub(crate) untrimmed: usize,
}

/// The text of an answer, all partial blocks put together.
struct Body {
    text: String,
    /// How much of it stands in blocks whose check is right.
    checked: usize,
}

impl Assembly {
    /// Nothing yet of what is asked for in `form`. `identification_line` tells the maker.
    pub(crate) fn new(
        kind: SeriesKind,
        form: &SeriesForm,
        status_bits: &[StatusBit],
        identification_line: &str,
        asked: SeriesRange,
    ) -> Assembly {
        let bits = status_bits.iter();
        let status = StatusTable::new(bits.map(|bit| (bit.bit, bit.text.as_str())));
        let maker = identification_line.trim_start_matches('/').get(..3);
        let channels = form.channels.iter().map(|channel| ChannelHint {
            address: channel.address.clone(),
            name: channel.name.clone(),
            unit: channel.unit.clone(),
        });
        Assembly {
            kind,
            load: Hints {
                layout: layout_of(form.rows),
                code: form.address.clone(),
                from: None,
                period_min: form.period_min.map(u32::from),
                channels: channels.collect(),
                status: status.clone(),
            },
            log: LogHints {
                layout: log_layout_of(form.rows),
                code: form.address.clone(),
                status,
                manufacturer: maker.map(str::to_owned),
            },
            asked,
            profile: Arc::new(empty(&form.address)),
            logbook: Logbook {
                code: form.address.clone(),
                ..Logbook::default()
            },
        }
    }

    /// Goes on with what an earlier job brought.
    pub(crate) fn go_on_with(&mut self, series: &Series) {
        match series {
            Series::LoadProfile(profile) => self.profile = Arc::clone(profile),
            Series::Logbook(logbook) => self.logbook = Logbook::clone(logbook),
        }
    }

    /// Understands an answer by itself, unless it was refused.
    pub(crate) fn read(&self, answer: &SeriesAnswer) -> Piece {
        let mut body = body_of(&answer.raw);
        let mut loose = None;
        if !answer.complete {
            // The last line may have been cut.
            let whole = body.text.rfind('\n').map_or(0, |end| end.saturating_add(1));
            body.text.truncate(whole.max(body.checked));
            loose = Some((body.checked, answer.command.as_str()));
        }
        self.read_text(&body.text, answer.range, loose)
    }

    /// Understands the whole lines of an answer that still grows.
    pub(crate) fn read_growing(&self, body: &[u8], range: SeriesRange) -> Piece {
        let text = String::from_utf8_lossy(body);
        let whole = text.rfind('\n').map_or(0, |end| end.saturating_add(1));
        self.read_text(text.get(..whole).unwrap_or(""), range, None)
    }

    fn read_text(&self, text: &str, range: SeriesRange, loose: Option<(usize, &str)>) -> Piece {
        let mut piece = match self.kind {
            SeriesKind::LoadProfile => self.profile_in(text, range),
            SeriesKind::Logbook => self.logbook_in(text, range),
        };
        if let Some((checked, command)) = loose {
            let sure = text.get(..checked).unwrap_or("");
            let sure = match self.kind {
                _ if sure.is_empty() => 0,
                SeriesKind::LoadProfile => self.profile_in(sure, range).profile.len(),
                SeriesKind::Logbook => self.logbook_in(sure, range).logbook.entries.len(),
            };
            piece.tell_loose(sure, command);
        }
        piece
    }

    fn profile_in(&self, text: &str, range: SeriesRange) -> Piece {
        let hints = Hints {
            from: range.from,
            ..self.load.clone()
        };
        let profile = load_profile::decode(text, &hints);
        let untrimmed = profile.len();
        let profile = within(profile, self.asked);
        Piece {
            span: span_of(&profile),
            untrimmed,
            profile,
            logbook: Logbook::default(),
        }
    }

    fn logbook_in(&self, text: &str, _range: SeriesRange) -> Piece {
        let mut logbook = logbook::decode(text, &self.log);
        let untrimmed = logbook.entries.len();
        logbook.entries.retain(|entry| {
            let time = time_of(entry);
            let is_early = time
                .zip(self.asked.from)
                .is_some_and(|(at, from)| at < from);
            let is_late = time.zip(self.asked.to).is_some_and(|(at, to)| at > to);
            !is_early && !is_late
        });
        let times = || logbook.entries.iter().filter_map(time_of);
        Piece {
            span: times().min().zip(times().max()),
            untrimmed,
            profile: LoadProfile::default(),
            logbook,
        }
    }

    /// Puts a piece behind what is there; what both hold is kept once. Whether it
    /// brought anything new.
    pub(crate) fn join(&mut self, piece: Piece) -> bool {
        match self.kind {
            SeriesKind::LoadProfile => self.join_profile(piece.profile, piece.span),
            SeriesKind::Logbook => self.join_logbook(piece.logbook),
        }
    }

    fn join_profile(&mut self, newer: LoadProfile, span: Option<(DateTime, DateTime)>) -> bool {
        let known = last_moment(&self.profile);
        if newer.is_empty() && newer.problems.is_empty() {
            return false;
        }
        let profile = Arc::make_mut(&mut self.profile);
        if newer.is_empty() {
            profile.problems.extend(newer.problems);
            return false;
        }
        if profile.is_empty() {
            let code = std::mem::take(&mut profile.code);
            let before = std::mem::take(&mut profile.problems);
            *profile = newer;
            profile.problems.splice(..0, before);
            if profile.code.is_empty() {
                profile.code = code;
            }
            return true;
        }
        let is_newer = last_moment(&newer) > known;
        let first = newer.entry(0).map(|entry| (entry.time(), entry.season()));
        let last = profile.entries().next_back();
        let goes_on_with = last.map(|entry| (entry.time(), entry.season()));
        if is_newer && span.is_some() && first == goes_on_with {
            // The usual case; what is far behind need not be looked through.
            let before = profile.len().saturating_sub(1);
            profile.truncate(before);
            profile.splice(None, newer);
        } else if is_newer || span.is_none() {
            profile.splice(span.map(|(first, _)| first), newer);
        }
        is_newer
    }

    /// Puts what is there behind a piece that begins earlier.
    pub(crate) fn join_before(&mut self, piece: Piece) {
        if piece.profile.is_empty() {
            return;
        }
        let behind = std::mem::replace(&mut self.profile, Arc::new(piece.profile));
        let first = span_of(&behind).map(|(first, _)| first);
        Arc::make_mut(&mut self.profile).splice(first, Arc::unwrap_or_clone(behind));
    }

    fn join_logbook(&mut self, newer: Logbook) -> bool {
        let mut known: HashMap<_, usize> = HashMap::new();
        for entry in &self.logbook.entries {
            *known.entry(key_of(entry)).or_default() += 1;
        }
        let mut fresh = Vec::new();
        for entry in &newer.entries {
            match known.get_mut(&key_of(entry)).filter(|count| **count > 0) {
                Some(count) => *count -= 1,
                None => fresh.push(entry.clone()),
            }
        }
        let is_newer = !fresh.is_empty();
        self.logbook.entries.extend(fresh);
        self.logbook.problems.extend(newer.problems);
        if !newer.code.is_empty() && self.logbook.entries.len() == newer.entries.len() {
            self.logbook.code = newer.code;
        }
        is_newer
    }

    /// What there is so far.
    pub(crate) fn series(&self) -> Series {
        match self.kind {
            SeriesKind::LoadProfile => Series::LoadProfile(Arc::clone(&self.profile)),
            SeriesKind::Logbook => Series::Logbook(Arc::new(self.logbook.clone())),
        }
    }

    /// The same for good.
    pub(crate) fn into_series(self) -> Series {
        match self.kind {
            SeriesKind::LoadProfile => Series::LoadProfile(self.profile),
            SeriesKind::Logbook => Series::Logbook(Arc::new(self.logbook)),
        }
    }

    /// How many entries there are.
    pub(crate) fn len(&self) -> usize {
        match self.kind {
            SeriesKind::LoadProfile => self.profile.len(),
            SeriesKind::Logbook => self.logbook.entries.len(),
        }
    }

    /// The times of the first entry and of the last.
    pub(crate) fn span(&self) -> Option<(DateTime, DateTime)> {
        match self.kind {
            SeriesKind::LoadProfile => span_of(&self.profile),
            SeriesKind::Logbook => Assembly::span_of_logbook(&self.logbook),
        }
    }

    /// The times of the first entry of a load profile and of the last.
    pub(crate) fn span_of_profile(profile: &LoadProfile) -> Option<(DateTime, DateTime)> {
        span_of(profile)
    }

    /// The earliest and the latest time in a logbook.
    pub(crate) fn span_of_logbook(logbook: &Logbook) -> Option<(DateTime, DateTime)> {
        let times = || logbook.entries.iter().filter_map(time_of);
        times().min().zip(times().max())
    }

    /// The time of the last entry with its season.
    pub(crate) fn last(&self) -> Option<(DateTime, Option<Season>)> {
        match self.kind {
            SeriesKind::LoadProfile => {
                let mut entries = self.profile.entries().rev();
                entries.find_map(|entry| Some((entry.time()?, entry.season())))
            }
            SeriesKind::Logbook => self.span().map(|(_, last)| (last, None)),
        }
    }

    /// Whether any stamp told that summer time is in force.
    pub(crate) fn tells_summer(&self) -> bool {
        self.profile
            .sections
            .iter()
            .any(|section| section.season == Some(Season::Summer))
    }

    /// Minutes of an interval, as the answers tell or as the entries follow each other.
    pub(crate) fn period_min(&self) -> Option<i64> {
        period_of(&self.profile)
    }
}

impl Piece {
    pub(crate) fn is_empty(&self) -> bool {
        self.profile.is_empty() && self.logbook.entries.is_empty()
    }

    /// Minutes of an interval.
    pub(crate) fn period_min(&self) -> Option<i64> {
        period_of(&self.profile)
    }

    /// Tells how many entries behind the first `sure` ones no block check vouches for.
    fn tell_loose(&mut self, sure: usize, command: &str) {
        let all = self.profile.len().max(self.logbook.entries.len());
        let count = all.saturating_sub(sure);
        if count == 0 {
            return;
        }
        let entries = if count == 1 { "entry" } else { "entries" };
        let message = format!(
            "{count} {entries} of the answer to {command} came without a right block check"
        );
        let problem = Problem { line: 0, message };
        if self.profile.is_empty() {
            self.logbook.problems.push(problem);
        } else {
            self.profile.problems.push(problem);
        }
    }
}

fn layout_of(rows: RowForm) -> Option<Layout> {
    match rows {
        // The answer names its columns, whatever its maker.
        RowForm::Vdew | RowForm::VdewLog => None,
        RowForm::Mass => Some(Layout::Mass),
        RowForm::Energomera => Some(Layout::Energomera),
        RowForm::EnergomeraTariffs => Some(Layout::EnergomeraTariffs),
        RowForm::Lis200 => Some(Layout::Lis200),
        RowForm::Packed => Some(Layout::Packed),
    }
}

fn log_layout_of(rows: RowForm) -> Option<LogLayout> {
    match rows {
        RowForm::Lis200 => Some(LogLayout::Lis200),
        RowForm::Energomera | RowForm::EnergomeraTariffs => Some(LogLayout::Energomera),
        RowForm::Vdew | RowForm::VdewLog | RowForm::Mass | RowForm::Packed => None,
    }
}

/// The text in the data messages `raw`.
fn body_of(raw: &[u8]) -> Body {
    let mut decoder = Decoder::new(Role::ReadingDevice);
    let mut messages = decoder.push_all(raw);
    messages.extend(decoder.finish());
    let mut bytes = Vec::with_capacity(raw.len());
    let mut checked = 0;
    let mut is_sure = true;
    for message in messages {
        let Message::Data(data) = message else {
            continue;
        };
        is_sure &= is_right(&data);
        bytes.extend(data.body.iter().map(|code| code & 0x7F));
        if is_sure {
            checked = bytes.len();
        }
    }
    Body {
        text: String::from_utf8_lossy(&bytes).into_owned(),
        checked,
    }
}

fn is_right(data: &DataMessage) -> bool {
    data.check.is_ok() == Some(true) && matches!(data.ending, Ending::Complete | Ending::Partial)
}

fn empty(code: &str) -> LoadProfile {
    let mut profile = LoadProfile::default();
    code.clone_into(&mut profile.code);
    profile
}

/// The entries of the range, but for those in the middle: times may jump there.
fn within(profile: LoadProfile, asked: SeriesRange) -> LoadProfile {
    let is_early = |entry: &EntryRef<'_>| {
        let pair = entry.time().zip(asked.from);
        pair.is_some_and(|(at, from)| at < from)
    };
    let is_late = |entry: &EntryRef<'_>| {
        let pair = entry.time().zip(asked.to);
        pair.is_some_and(|(at, to)| at > to)
    };
    let early = profile.entries().take_while(is_early).count();
    let late = profile.entries().rev().take_while(is_late).count();
    if early == 0 && late == 0 {
        return profile;
    }
    profile.kept(early..profile.len().saturating_sub(late))
}

fn span_of(profile: &LoadProfile) -> Option<(DateTime, DateTime)> {
    let first = profile.entries().find_map(|entry| entry.time())?;
    let last = profile.entries().rev().find_map(|entry| entry.time())?;
    Some((first, last))
}

/// The time of the last entry in normal time, as far as its season is told.
fn last_moment(profile: &LoadProfile) -> Option<DateTime> {
    let mut entries = profile.entries().rev();
    let (time, season) = entries.find_map(|entry| Some((entry.time()?, entry.season())))?;
    match season {
        Some(Season::Summer) => time.checked_sub(1.hour()).ok(),
        _ => Some(time),
    }
}

fn period_of(profile: &LoadProfile) -> Option<i64> {
    let told = profile.period_min().map(i64::from);
    told.filter(|period| *period > 0).or_else(|| {
        let times: Vec<DateTime> = profile.entries().filter_map(|e| e.time()).take(8).collect();
        let steps = times.windows(2).filter_map(|pair| match pair {
            [one, next] => Some(minutes_between(*one, *next)),
            _ => None,
        });
        steps.filter(|step| (1..=1440).contains(step)).min()
    })
}

/// From one civil time to another, in minutes.
pub(crate) fn minutes_between(from: DateTime, to: DateTime) -> i64 {
    to.duration_since(from).as_secs() / 60
}

fn time_of(entry: &LogEntry) -> Option<DateTime> {
    let time = entry.time?;
    Some(time.date?.to_datetime(time.time.unwrap_or_default()))
}

fn key_of(entry: &LogEntry) -> (&str, &str, Vec<(Option<&str>, &str)>) {
    let values = entry.values.iter();
    (
        &entry.stamp,
        &entry.status.raw,
        values
            .map(|value| (value.code.as_deref(), value.raw.as_str()))
            .collect(),
    )
}
