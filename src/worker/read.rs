//! The job that reads a meter out: opens the port, runs the session, decodes,
//! stores the visit, and tells all of it.

use std::sync::Arc;
use std::time::Duration;

use jiff::Zoned;

use super::event::{Event, Outcome, Progress, Summary};
use super::{CancelToken, JobId, Outbox, PortChoice, ReadPlan, Stage, failure};
use crate::archive::{Archive, NewVisit};
use crate::codec::{BlockCheck, DataMessage, Ending, Framing, Identification};
use crate::link::{Link, LinkError};
use crate::meter::{self, Context, Readout};
use crate::profile::{Library, Profile, WakeUpHint};
use crate::session::{self, LineOptions, SessionError, Telegram, WakeUp};
use crate::sim::{MeterMemory, Pace, SimTransport, catalog};
use crate::trace::{TraceEntry, TraceRecord};
use crate::transport::serial::SerialTransport;
use crate::transport::tcp::TcpTransport;
use crate::transport::{LineSettings, LineTime, Transport, TransportError};
use crate::watch::Watch;

/// How often progress and what was read so far are told.
const TELL_EVERY: Duration = Duration::from_millis(100);

/// Reads the meter at `port`.
pub(super) fn run(
    id: JobId,
    port: &PortChoice,
    plan: &ReadPlan,
    cancel: &CancelToken,
    archive: Option<&Archive>,
    outbox: &Outbox<'_>,
) -> Outcome {
    let mut teller = Teller::new(id, port, plan, outbox);
    let began = Zoned::now();
    let ended = match open(port, cancel) {
        Ok(Some(mut transport)) => {
            teller.record(
                LineTime::START,
                TraceEntry::Opened {
                    port: port.to_string(),
                },
            );
            let ended = dialogue(&mut *transport, plan, cancel, &mut teller);
            teller.record(transport.now(), TraceEntry::Closed);
            ended
        }
        Ok(None) => Ended::cancelled(),
        Err(error) => Ended::failed(SessionError::Link {
            stage: Stage::Opening,
            cause: LinkError::Transport(error),
        }),
    };
    let summary = ended.telegram.map(|telegram| {
        let duration = telegram.ended_at.since(LineTime::START);
        let readout = Arc::new(teller.decode(&telegram, &began));
        teller.tell_readout(Arc::clone(&readout));
        Summary {
            readout,
            raw: telegram.raw.into(),
            duration,
        }
    });
    teller.flush();
    if let (Some(summary), Some(archive)) = (&summary, archive) {
        outbox.send(store(id, archive, summary, port, &teller.trace));
    }
    match (ended.cause, summary) {
        (None, Some(summary)) => match failure::of_readout(&summary.readout) {
            Some(failure) => Outcome::Partly { summary, failure },
            None => Outcome::Done(summary),
        },
        (
            Some(SessionError::Link {
                cause: LinkError::Cancelled,
                ..
            }),
            summary,
        ) => Outcome::Cancelled(summary),
        (Some(cause), Some(summary)) => Outcome::Partly {
            failure: failure::of_session(&cause, port, plan.every_way),
            summary,
        },
        (Some(cause), None) => Outcome::Failed(failure::of_session(&cause, port, plan.every_way)),
        (None, None) => Outcome::Failed(failure::of_panic()),
    }
}

/// How the dialogue ended: with a telegram, a cause, or both.
struct Ended {
    telegram: Option<Telegram>,
    cause: Option<SessionError>,
}

impl Ended {
    fn failed(cause: SessionError) -> Ended {
        Ended {
            telegram: None,
            cause: Some(cause),
        }
    }

    fn cancelled() -> Ended {
        Ended::failed(SessionError::Link {
            stage: Stage::Opening,
            cause: LinkError::Cancelled,
        })
    }
}

/// Opens the port; `None` when the job was cancelled meanwhile.
fn open(
    port: &PortChoice,
    cancel: &CancelToken,
) -> Result<Option<Box<dyn Transport>>, TransportError> {
    Ok(match port {
        PortChoice::Serial(path) => Some(Box::new(SerialTransport::open(path)?)),
        PortChoice::Tcp(address) => {
            let connected = TcpTransport::connect(address, &|| cancel.is_cancelled())?;
            connected.map(|transport| Box::new(transport) as Box<dyn Transport>)
        }
        PortChoice::Simulated(name) => {
            let (kind, faults) = catalog::choose(name).map_err(|error| TransportError {
                port: port.to_string(),
                problem: crate::transport::PortProblem::NoSuchMeter(error.to_string()),
            })?;
            let clock = Zoned::now().datetime();
            let memory = MeterMemory::kept(kind.name);
            Some(Box::new(SimTransport::open_again(
                *kind,
                clock,
                Pace::Real,
                faults,
                memory,
            )))
        }
    })
}

fn dialogue(
    transport: &mut dyn Transport,
    plan: &ReadPlan,
    cancel: &CancelToken,
    teller: &mut Teller<'_>,
) -> Ended {
    let options = with_hints(&plan.line, teller.profile.as_deref());
    teller.reached(Stage::Opening, LineSettings::OPENING);
    let link = Link::new(
        transport,
        teller,
        cancel.clone(),
        options.timing(),
        options.parity,
        LineSettings::OPENING,
    );
    let result = link
        .map_err(|cause| SessionError::Link {
            stage: Stage::Opening,
            cause,
        })
        .map(|mut link| session::read_out(&mut link, &options, plan.every_way));
    match result {
        Err(cause) => Ended::failed(cause),
        Ok(Ok(telegram)) => Ended {
            telegram: Some(telegram),
            cause: None,
        },
        Ok(Err(interrupted)) => Ended {
            telegram: interrupted.kept.map(|kept| *kept),
            cause: Some(interrupted.cause),
        },
    }
}

/// The options with what the chosen device profile knows of the line; what the user
/// set holds.
fn with_hints(options: &LineOptions, profile: Option<&Profile>) -> LineOptions {
    let mut options = options.clone();
    let Some(profile) = profile else {
        return options;
    };
    let hints = &profile.line;
    if options.wake_up == WakeUp::None {
        options.wake_up = match hints.wake_up {
            WakeUpHint::None => WakeUp::None,
            WakeUpHint::Standard => WakeUp::Standard,
            WakeUpHint::Short => WakeUp::Short,
        };
    }
    options.switch_delay = options.switch_delay.or(hints.switch_delay());
    options.block_check = options.block_check.or(hints.block_check);
    options.start_baud = options.start_baud.or(hints.start_baud);
    if options.request.is_none() && options.address.is_empty() {
        options.request = hints.request.clone();
    }
    options
}

fn store(
    id: JobId,
    archive: &Archive,
    summary: &Summary,
    port: &PortChoice,
    trace: &[TraceRecord],
) -> Event {
    let visit = NewVisit {
        readout: &summary.readout,
        raw: &summary.raw,
        trace: &crate::trace::text::write(trace),
        port: &port.to_string(),
        duration: summary.duration,
        stored_at: &Zoned::now(),
    };
    Event::VisitStored {
        id,
        stored: archive.store(&visit).map_err(|error| error.to_string()),
    }
}

/// Tells the window what happens, in portions that it can draw.
struct Teller<'a> {
    id: JobId,
    outbox: &'a Outbox<'a>,
    profiles: Library,
    profile: Option<Arc<Profile>>,
    /// The user named the profile, so the identification does not choose one.
    profile_is_fixed: bool,
    identification: Option<Identification>,
    /// The whole trace, for the visit.
    trace: Vec<TraceRecord>,
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
    fn new(id: JobId, port: &PortChoice, plan: &ReadPlan, outbox: &'a Outbox<'a>) -> Teller<'a> {
        log::info!("reading the meter at {port}");
        Teller {
            id,
            outbox,
            profile: plan
                .profile
                .as_deref()
                .and_then(|name| plan.profiles.find(name)),
            profiles: plan.profiles.clone(),
            profile_is_fixed: plan.profile.is_some(),
            identification: None,
            trace: Vec::new(),
            told: 0,
            progress: Progress {
                stage: Stage::Opening,
                bytes: 0,
                data_sets: 0,
                rate: 0.0,
                baud: LineSettings::OPENING.baud,
                steps: None,
            },
            told_progress: None,
            block_began: LineTime::START,
            trace_told: LineTime::START,
            block_told: LineTime::START,
        }
    }

    fn profile_name(&self) -> Option<String> {
        self.profile.as_ref().map(|profile| profile.name.clone())
    }

    fn decode(&self, telegram: &Telegram, began: &Zoned) -> Readout {
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
            },
        )
    }

    fn record(&mut self, at: LineTime, entry: TraceEntry) {
        self.traced(TraceRecord { at, entry });
    }

    fn tell_readout(&mut self, readout: Arc<Readout>) {
        self.progress.data_sets = readout.data_sets.len();
        let id = self.id;
        self.outbox.send(Event::DataReceived { id, readout });
        self.tell_progress();
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

    fn flush(&mut self) {
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
            self.flush();
        }
    }

    fn reached(&mut self, stage: Stage, settings: LineSettings) {
        self.progress.stage = stage;
        self.progress.baud = settings.baud;
        if stage == Stage::Request {
            self.progress.bytes = 0;
            self.progress.data_sets = 0;
        }
        self.flush();
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
        if now.since(self.block_told) < TELL_EVERY {
            return;
        }
        self.block_told = now;
        let so_far = DataMessage {
            body: whole_lines(block).to_vec(),
            framing: Framing::Framed,
            ending: Ending::Cut,
            check: BlockCheck::ABSENT,
        };
        let context = Context {
            profile: self.profile_name(),
            ..Context::default()
        };
        let readout = meter::decode(self.identification.as_ref(), &so_far, context);
        self.tell_readout(Arc::new(readout));
        self.flush();
    }

    fn waiting(&mut self, now: LineTime) {
        if self.told < self.trace.len() && now.since(self.trace_told) >= TELL_EVERY {
            self.trace_told = now;
            self.flush();
        }
    }
}

/// The lines of the block that are whole: the last one may still grow.
fn whole_lines(block: &[u8]) -> &[u8] {
    let end = block.iter().rposition(|code| *code == b'\n');
    block.get(..end.map_or(0, |end| end + 1)).unwrap_or(block)
}
