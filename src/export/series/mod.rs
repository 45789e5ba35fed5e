//! Load profiles and logbooks as files.
//!
//! `flagport.load-profile.v1` and `flagport.logbook.v1` are the complete forms. A load
//! profile may hold 350,000 entries, so every form is written entry by entry.

mod csv;
mod json;
mod table;
mod xlsx;

use std::io;

use jiff::Zoned;

pub(super) use self::json::{LoadProfileBody, LogbookBody};

use super::{Format, RenderError, Style};
use crate::meter::code::Medium;
use crate::meter::load_profile::{Axis, Channel, EntryRef, Gap, Section};
use crate::meter::readout::Season;
use crate::meter::status::{Flag, Status};
use crate::meter::{Code, DataSet, LoadProfile, Logbook, MeterIdentity, Readout};

/// A load profile, of one meter.
#[derive(Debug, Clone, Copy)]
pub struct LoadProfileFile<'a> {
    pub meter: &'a MeterIdentity,
    /// The device profile by name.
    pub profile: Option<&'a str>,
    /// When the session began, by this computer's clock.
    pub read_at: Option<&'a Zoned>,
    pub load_profile: &'a LoadProfile,
    /// Whether all that was asked for came.
    pub complete: bool,
    /// The answers as received.
    pub raw: &'a [u8],
}

/// A logbook, of one meter.
#[derive(Debug, Clone, Copy)]
pub struct LogbookFile<'a> {
    pub meter: &'a MeterIdentity,
    /// The device profile by name.
    pub profile: Option<&'a str>,
    /// When the session began, by this computer's clock.
    pub read_at: Option<&'a Zoned>,
    pub logbook: &'a Logbook,
    /// Whether all that was asked for came.
    pub complete: bool,
    /// The answers as received.
    pub raw: &'a [u8],
}

/// The bytes of a load profile in `format`.
pub fn render_load_profile(
    file: &LoadProfileFile<'_>,
    format: Format,
    style: Style,
) -> Result<Vec<u8>, RenderError> {
    match format {
        Format::Json => json::load_profile(file),
        Format::Csv => csv::load_profile(file.load_profile, style),
        Format::Table => Ok(table::load_profile(file, style.language).into_bytes()),
        Format::Xlsx => xlsx::load_profile(file, style.language),
        Format::Raw => Ok(file.raw.to_vec()),
    }
}

/// The bytes of a logbook in `format`.
pub fn render_logbook(
    file: &LogbookFile<'_>,
    format: Format,
    style: Style,
) -> Result<Vec<u8>, RenderError> {
    match format {
        Format::Json => json::logbook(file),
        Format::Csv => csv::logbook(file.logbook, style),
        Format::Table => Ok(table::logbook(file, style.language).into_bytes()),
        Format::Xlsx => xlsx::logbook(file, style.language),
        Format::Raw => Ok(file.raw.to_vec()),
    }
}

/// A readout that is nothing but one load profile or one logbook.
pub(super) enum Alone<'a> {
    LoadProfile(&'a LoadProfile),
    Logbook(&'a Logbook),
}

impl<'a> Alone<'a> {
    /// `None` if the readout holds anything else.
    pub(super) fn of(readout: &'a Readout) -> Option<Alone<'a>> {
        let (alone, told) = match (&*readout.load_profiles, &*readout.logbooks) {
            ([profile], []) => (Alone::LoadProfile(profile), &profile.code),
            ([], [logbook]) => (Alone::Logbook(logbook), &logbook.code),
            _ => return None,
        };
        let belongs = |set: &DataSet| {
            let code = Code::parse(&set.address, Medium::Electricity);
            set.address.is_empty() || set.address == *told || code.is_some_and(|c| c.c == 99)
        };
        readout.data_sets.iter().all(belongs).then_some(alone)
    }

    /// The bytes of it in `format`; `raw` is the telegram as received.
    pub(super) fn render(
        &self,
        readout: &Readout,
        raw: &[u8],
        format: Format,
        style: Style,
    ) -> Result<Vec<u8>, RenderError> {
        let (meter, complete) = (&readout.meter, readout.complete);
        let (profile, read_at) = (readout.profile.as_deref(), readout.read_at.as_ref());
        match self {
            Alone::LoadProfile(load_profile) => {
                let file = LoadProfileFile {
                    meter,
                    profile,
                    read_at,
                    load_profile,
                    complete,
                    raw,
                };
                render_load_profile(&file, format, style)
            }
            Alone::Logbook(logbook) => {
                let file = LogbookFile {
                    meter,
                    profile,
                    read_at,
                    logbook,
                    complete,
                    raw,
                };
                render_logbook(&file, format, style)
            }
        }
    }
}

/// Writes a load profile as JSON, without all of the text in memory at once.
pub fn write_load_profile_json(
    file: &LoadProfileFile<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    json::write_load_profile(file, out).map_err(io::Error::from)
}

/// The word for a season in files.
fn season_word(season: Season) -> &'static str {
    match season {
        Season::Normal => "normal",
        Season::Summer => "summer",
        Season::Utc => "utc",
    }
}

/// The words for what a status says.
fn flag_words(status: &Status) -> impl Iterator<Item = String> + '_ {
    status.flags.iter().map(Flag::slug)
}

/// `1-0:1.5.0 [kW]`
fn channel_title(channel: &Channel) -> String {
    match &channel.unit {
        Some(unit) => format!("{} [{unit}]", channel.code),
        None => channel.code.clone(),
    }
}

/// `4 intervals missing`
fn missing_words(missing: u32) -> String {
    match missing {
        1 => "1 interval missing".to_owned(),
        count => format!("{count} intervals missing"),
    }
}

/// Each gap with the number of the entry behind it.
fn followed_gaps(axis: &Axis) -> impl Iterator<Item = (usize, &Gap)> {
    let mut gaps = axis.gaps().iter().peekable();
    axis.entries().filter_map(move |(entry, end)| {
        let gap = gaps.next_if(|gap| gap.end < end)?;
        Some((entry, gap))
    })
}

/// Everything that is written as a heading.
#[cfg(test)]
pub(super) fn headings() -> Vec<&'static str> {
    let table = table::headings().into_iter();
    table.chain(xlsx::headings()).collect()
}

/// Where each channel stands among the columns of the section at hand: looked up once
/// per section, as there may be a thousand of both.
#[derive(Debug)]
struct Columns<'a> {
    section: Option<&'a Section>,
    places: Vec<Option<usize>>,
}

impl<'a> Columns<'a> {
    fn new(profile: &LoadProfile) -> Columns<'a> {
        Columns {
            section: None,
            places: vec![None; profile.channels.len()],
        }
    }

    /// The values of an entry as sent, one for each channel of the load profile.
    /// Blanks around them are left out; nothing at all is no value.
    fn values<'s>(
        &'s mut self,
        entry: EntryRef<'a>,
    ) -> impl ExactSizeIterator<Item = Option<&'a str>> + 's {
        let section = entry.section();
        let is_same = match (section, self.section) {
            (Some(section), Some(known)) => std::ptr::eq(section, known),
            _ => false,
        };
        if !is_same {
            self.section = section;
            self.places.fill(None);
            let columns = section.map_or(&[][..], |section| section.columns.as_ref());
            for (column, channel) in columns.iter().enumerate().rev() {
                if let Some(place) = self.places.get_mut(usize::from(*channel)) {
                    *place = Some(column);
                }
            }
        }
        self.places.iter().map(move |place| {
            let raw = entry.in_column((*place)?)?.trim();
            (!raw.is_empty()).then_some(raw)
        })
    }
}

#[cfg(test)]
mod tests;
