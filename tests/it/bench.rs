//! A session with a simulated meter in virtual time, and what it leaves.

use flagport::codec::Identification;
use flagport::link::{CancelToken, Link};
use flagport::session::{self, Interrupted, LineOptions, Telegram};
use flagport::sim::fault::Faults;
use flagport::sim::{Pace, SimTransport, catalog};
use flagport::trace::{TraceEntry, TraceRecord};
use flagport::transport::{LineSettings, LineTime, Transport};
use flagport::watch::{Stage, Watch};

/// What a session told while it ran.
#[derive(Debug, Default)]
pub(crate) struct Record {
    pub(crate) trace: Vec<TraceRecord>,
    pub(crate) stages: Vec<Stage>,
    /// Cancels the job when the line time is reached.
    pub(crate) cancel: Option<(LineTime, CancelToken)>,
}

impl Watch for Record {
    fn traced(&mut self, record: TraceRecord) {
        self.waiting(record.at);
        self.trace.push(record);
    }

    fn reached(&mut self, stage: Stage, _settings: LineSettings) {
        self.stages.push(stage);
    }

    fn identified(&mut self, _identification: &Identification) {}

    fn receiving(&mut self, _block: &[u8], _now: LineTime) {}

    fn waiting(&mut self, now: LineTime) {
        if let Some((at, token)) = &self.cancel
            && now >= *at
        {
            token.cancel();
        }
    }
}

impl Record {
    /// All bytes received before `message` was sent.
    pub(crate) fn received_before(&self, message: &[u8]) -> Vec<u8> {
        let mut received = Vec::new();
        for record in &self.trace {
            match &record.entry {
                TraceEntry::Received(bytes) => received.extend(bytes),
                TraceEntry::Sent(bytes) if bytes == message => break,
                _ => {}
            }
        }
        received
    }

    /// All bytes sent, in messages.
    pub(crate) fn sent(&self) -> Vec<Vec<u8>> {
        let sent = |record: &TraceRecord| match &record.entry {
            TraceEntry::Sent(bytes) => Some(bytes.clone()),
            _ => None,
        };
        self.trace.iter().filter_map(sent).collect()
    }
}

/// The civil time at which every simulated session begins.
pub(crate) fn clock() -> jiff::civil::DateTime {
    jiff::civil::date(2026, 3, 18).at(20, 15, 7, 0)
}

/// A virtual line to the simulated meter of this name.
pub(crate) fn line(meter: &str) -> SimTransport {
    faulty_line(meter, Faults::default())
}

pub(crate) fn faulty_line(meter: &str, faults: Faults) -> SimTransport {
    let kind = *catalog::find(meter).unwrap();
    SimTransport::open_faulty(kind, clock(), Pace::Virtual, faults)
}

/// Reads the meter behind `transport` out.
pub(crate) fn read_out(
    transport: &mut dyn Transport,
    options: &LineOptions,
) -> (Result<Telegram, Interrupted>, Record) {
    let mut record = Record::default();
    let result = read_out_watched(transport, options, CancelToken::new(), &mut record);
    (result, record)
}

pub(crate) fn read_out_watched(
    transport: &mut dyn Transport,
    options: &LineOptions,
    cancel: CancelToken,
    record: &mut Record,
) -> Result<Telegram, Interrupted> {
    let mut link = link(transport, options, cancel, record);
    session::read_out(&mut link, options, false)
}

pub(crate) fn read_out_every_way(
    transport: &mut dyn Transport,
    options: &LineOptions,
    record: &mut Record,
) -> Result<Telegram, Interrupted> {
    let mut link = link(transport, options, CancelToken::new(), record);
    session::read_out(&mut link, options, true)
}

/// A link that tells everything to `record`.
pub(crate) fn link<'a>(
    transport: &'a mut dyn Transport,
    options: &LineOptions,
    cancel: CancelToken,
    record: &'a mut Record,
) -> Link<'a> {
    Link::new(
        transport,
        record,
        cancel,
        options.timing(),
        options.parity,
        LineSettings::OPENING,
    )
    .unwrap()
}

/// The trace as one line a record, for messages of failed tests.
pub(crate) fn told(record: &Record) -> String {
    let line = |r: &TraceRecord| {
        let entry = match &r.entry {
            TraceEntry::Sent(b) => format!("> {}", b.escape_ascii()),
            TraceEntry::Received(b) => format!("< {}", b.escape_ascii()),
            TraceEntry::Echoed(b) => format!("= {}", b.escape_ascii()),
            TraceEntry::Configured(settings) => format!("line {settings}"),
            TraceEntry::Noted(text) => text.clone(),
            other => format!("{other:?}"),
        };
        format!("{:9.3} {entry}\n", r.at.0.as_secs_f64())
    };
    record.trace.iter().map(line).collect()
}
