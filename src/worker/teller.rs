//! What a job tells while it runs: the trace, the progress, who answered.

use std::sync::Arc;
use std::time::Duration;

use jiff::Zoned;

use super::event::{Event, Progress};
use super::live::Live;
use super::{JobId, Outbox, Stage};
use crate::codec::{BlockCheck, DataMessage, Ending, Framing, Identification};
use crate::meter::{self, Context, Readout};
use crate::profile::{Library, Profile};
use crate::session::Telegram;
use crate::trace::{TraceEntry, TraceRecord};
use crate::transport::{LineSettings, LineTime};
use crate::watch::Watch;

/// How often progress and what was read so far are told.
const TELL_EVERY: Duration = Duration::from_millis(100);

/// Characters of a data block after which it is decoded half as often while it grows.
const MANY_CHARACTERS: usize = 4 * 1024;

/// A data block that is longer than this is decoded again only when it is whole: a job
/// that is cancelled must not wait for that.
const MOST_CHARACTERS: usize = 256 * 1024;

/// Tells the window what happens, in portions that it can draw.
pub(super) struct Teller<'a> {
    id: JobId,
    outbox: &'a Outbox<'a>,
    profiles: Library,
    pub(super) profile: Option<Arc<Profile>>,
    /// The user named the profile, so the identification does not choose one.
    profile_is_fixed: bool,
    identification: Option<Identification>,
    /// Data blocks are told while they grow.
    tells_data: bool,
    /// The load profile or logbook that is being fetched.
    pub(super) live: Option<Live>,
    /// The whole trace, for the visit.
    pub(super) trace: Vec<TraceRecord>,
    /// How much of the trace was told.
    told: usize,
    progress: Progress,
    told_progress: Option<Progress>,
    block_began: LineTime,
    /// When the trace was told last.
    trace_told: LineTime,
    /// When the data sets were told last.
    block_told: LineTime,
}

impl<'a> Teller<'a> {
    /// Picks the profile by the identification unless it is named.
    pub(super) fn new(
        id: JobId,
        profile: Option<&str>,
        profiles: &Library,
        outbox: &'a Outbox<'a>,
    ) -> Teller<'a> {
        Teller {
            id,
            outbox,
            profile: profile.and_then(|name| profiles.find(name)),
            profiles: profiles.clone(),
            profile_is_fixed: profile.is_some(),
            identification: None,
            tells_data: false,
            live: None,
            trace: Vec::new(),
            told: 0,
            progress: Progress {
                stage: Stage::Opening,
                bytes: 0,
                data_sets: 0,
                rate: 0.0,
                baud: LineSettings::OPENING.baud,
                steps: None,
                share: None,
            },
            told_progress: None,
            block_began: LineTime::START,
            trace_told: LineTime::START,
            block_told: LineTime::START,
        }
    }

    /// Tells data blocks while they grow.
    pub(super) fn telling_data(self) -> Teller<'a> {
        Teller {
            tells_data: true,
            ..self
        }
    }

    pub(super) fn profile_name(&self) -> Option<String> {
        self.profile.as_ref().map(|profile| profile.name.clone())
    }

    pub(super) fn decode(&self, telegram: &Telegram, began: &Zoned) -> Readout {
        let instant = |at: LineTime| began.checked_add(at.since(LineTime::START)).ok();
        meter::decode(
            telegram.identification.as_ref(),
            &telegram.data,
            Context {
                mode: telegram.mode,
                baud: Some(telegram.baud),
                profile: self.profile_name(),
                read_at: instant(telegram.identified_at),
                block_began: instant(telegram.block_began_at),
                identification_is_damaged: telegram.identification_is_damaged,
            },
        )
    }

    /// Who answered.
    pub(super) fn identification(&self) -> Option<&Identification> {
        self.identification.as_ref()
    }

    /// What the line was set to last; the opening settings if nothing was told.
    pub(super) fn settings(&self) -> LineSettings {
        let configured = |record: &TraceRecord| match record.entry {
            TraceEntry::Configured(settings) => Some(settings),
            _ => None,
        };
        let last = self.trace.iter().rev().find_map(configured);
        last.unwrap_or(LineSettings::OPENING)
    }

    pub(super) fn record(&mut self, at: LineTime, entry: TraceEntry) {
        self.traced(TraceRecord { at, entry });
    }

    pub(super) fn tell_readout(&mut self, readout: Arc<Readout>) {
        self.progress.data_sets = readout.data_sets.len();
        let id = self.id;
        self.outbox.send(Event::DataReceived { id, readout });
        self.tell_progress();
    }

    /// Tells that so many steps of so many are done.
    pub(super) fn tell_steps(&mut self, done: u32, of: u32) {
        self.progress.steps = Some((done, of));
        self.tell_progress();
    }

    /// Tells how much of what is fetched is there, 0 to 1.
    pub(super) fn tell_share(&mut self, share: Option<f32>) {
        self.progress.share = share.or(self.progress.share);
        self.tell_progress();
    }

    fn tell_live(&mut self, body: &[u8], now: LineTime) {
        if self.outbox.is_behind() {
            return;
        }
        let told = self.live.as_mut().and_then(|live| live.look(body, now));
        if let Some((record, share)) = told {
            let id = self.id;
            self.outbox.send(Event::SeriesReceived { id, record });
            self.tell_share(share);
        }
    }

    fn tell_progress(&mut self) {
        if self.told_progress != Some(self.progress) {
            self.told_progress = Some(self.progress);
            self.outbox.send(Event::Progressed {
                id: self.id,
                progress: self.progress,
            });
        }
    }

    /// Tells what is new, unless the receiver has not caught up.
    fn tell_news(&mut self) {
        if !self.outbox.is_behind() {
            self.flush();
        }
    }

    /// Tells all that was not told yet.
    pub(super) fn flush(&mut self) {
        if let Some(fresh) = self.trace.get(self.told..)
            && !fresh.is_empty()
        {
            self.outbox.send(Event::Traced(fresh.to_vec()));
            self.told = self.trace.len();
        }
        self.tell_progress();
    }
}

impl Watch for Teller<'_> {
    fn traced(&mut self, record: TraceRecord) {
        let at = record.at;
        let urgent = !matches!(record.entry, TraceEntry::Received(_));
        self.trace.push(record);
        if urgent || at.since(self.trace_told) >= TELL_EVERY {
            self.trace_told = at;
            self.tell_news();
        }
    }

    fn reached(&mut self, stage: Stage, settings: LineSettings) {
        self.progress.stage = stage;
        self.progress.baud = settings.baud;
        if stage == Stage::Request {
            self.progress.bytes = 0;
            self.progress.data_sets = 0;
        }
        self.tell_news();
    }

    fn identified(&mut self, identification: &Identification) {
        if !self.profile_is_fixed {
            self.profile = Some(self.profiles.choose(identification));
        }
        self.identification = Some(identification.clone());
        self.outbox.send(Event::Identified {
            id: self.id,
            identification: identification.clone(),
            profile: self.profile_name(),
        });
    }

    fn receiving(&mut self, block: &[u8], now: LineTime) {
        if block.len() < self.progress.bytes || self.progress.bytes == 0 {
            self.block_began = now;
            self.progress.data_sets = 0;
        }
        self.progress.bytes = block.len();
        let seconds = now.since(self.block_began).as_secs_f64();
        if seconds > 0.0 {
            self.progress.rate = (block.len() as f64 / seconds).round();
        }
        if self.live.as_ref().is_some_and(|live| !live.in_blocks) {
            self.tell_live(block, now);
        }
        // All of it is decoded each time: so many characters, so much more seldom.
        let slower = u32::try_from(block.len() / MANY_CHARACTERS).unwrap_or(u32::MAX);
        let every = TELL_EVERY.saturating_mul(slower.saturating_add(1));
        let is_due = now.since(self.block_told) >= every && block.len() <= MOST_CHARACTERS;
        if !self.tells_data || !is_due || self.outbox.is_behind() {
            return;
        }
        self.block_told = now;
        let so_far = DataMessage {
            body: whole_lines(block).to_vec(),
            framing: Framing::Framed,
            ending: Ending::Cut,
            check: BlockCheck::ABSENT,
            damaged: 0,
        };
        let context = Context {
            profile: self.profile_name(),
            ..Context::default()
        };
        let readout = meter::decode(self.identification.as_ref(), &so_far, context);
        self.tell_readout(Arc::new(readout));
        self.tell_news();
    }

    fn gathered(&mut self, body: &[u8], now: LineTime) {
        self.tell_live(body, now);
    }

    fn waiting(&mut self, now: LineTime) {
        if self.told < self.trace.len() && now.since(self.trace_told) >= TELL_EVERY {
            self.trace_told = now;
            self.tell_news();
        }
    }
}

/// The lines of the block that are whole: the last one may still grow.
fn whole_lines(block: &[u8]) -> &[u8] {
    let end = block.iter().rposition(|code| *code == b'\n');
    block.get(..end.map_or(0, |end| end + 1)).unwrap_or(block)
}
