//! The job that reads a meter out: opens the port, runs the session, decodes,
//! stores the visit, and tells all of it.

use std::sync::Arc;

use jiff::Zoned;

use super::event::{self, Event, Failure, Outcome, Summary};
use super::mishap::{self, Panic, guarded};
use super::open_port::OpenPort;
use super::teller::Teller;
use super::wall::{self, Moment};
use super::{CancelToken, JobId, Outbox, PortChoice, ReadPlan, Stage, failure};
use crate::archive::{self, Archive, NewVisit, VisitKind};
use crate::codec::Mode;
use crate::link::{Link, LinkError};
use crate::meter::Readout;
use crate::profile::{Profile, WakeUpHint};
use crate::session::{self, LineOptions, ModeChoice, SessionError, Telegram, WakeUp};
use crate::trace::{TraceEntry, TraceRecord};
use crate::transport::{LineSettings, LineTime, Transport};
use crate::watch::Watch;

/// Reads the meter at `port`.
pub(super) fn run(
    id: JobId,
    port: &PortChoice,
    plan: &ReadPlan,
    cancel: &CancelToken,
    archive: Option<&Archive>,
    ports: &mut dyn OpenPort,
    outbox: &Outbox<'_>,
) -> Outcome {
    log::info!("reading the meter at {port}");
    let profile = plan.profile.as_deref();
    let mut teller = Teller::new(id, profile, &plan.profiles, outbox).telling_data();
    let moment = Moment::now(ports);
    let began = moment.wall.clone();
    let ended = match ports.open(port, cancel) {
        Ok(Some(mut transport)) => {
            teller.record(
                LineTime::START,
                TraceEntry::Opened {
                    port: port.to_string(),
                },
            );
            let ended = guarded(|| dialogue(&mut *transport, plan, cancel, &mut teller));
            let ended = ended.unwrap_or_else(|panic| {
                teller.note_mishap(&panic);
                let options = with_hints(&plan.line, teller.profile.as_deref());
                let settings = teller.settings();
                mishap::sign_off(&mut *transport, &mut teller, &options, settings);
                Ended::broken(panic)
            });
            if let Some(change) = Moment::now(ports).changed_since(&moment) {
                teller.record(transport.now(), TraceEntry::Noted(wall::in_words(change)));
            }
            teller.record(transport.now(), TraceEntry::Closed);
            ended
        }
        Ok(None) => Ended::cancelled(),
        Err(error) => Ended::failed(SessionError::Link {
            stage: Stage::Opening,
            cause: LinkError::Transport(error),
        }),
    };
    teller.flush();
    let summary = match (ended.telegram, &ended.cause) {
        (Some(telegram), _) => Some(Summary {
            readout: Arc::new(teller.decode(&telegram, &began)),
            raw: telegram.raw.into(),
            duration: telegram.ended_at.since(LineTime::START),
        }),
        (None, Some(Cause::Panic(_))) => left_of(&teller.trace, &began),
        (None, _) => None,
    };
    if let Some(summary) = &summary {
        teller.tell_readout(Arc::clone(&summary.readout));
    }
    teller.flush();
    if let (Some(summary), Some(archive)) = (&summary, archive) {
        let now = ports.wall_clock();
        outbox.send(store(id, archive, summary, port, &teller.trace, now));
    }
    match (ended.cause, summary) {
        (None, Some(summary)) => match failure::of_readout(&summary.readout) {
            Some(failure) => Outcome::Partly { summary, failure },
            None => Outcome::Done(summary),
        },
        (
            Some(Cause::Session(SessionError::Link {
                cause: LinkError::Cancelled,
                ..
            })),
            summary,
        ) => Outcome::Cancelled(summary),
        (Some(cause), Some(summary)) => Outcome::Partly {
            failure: cause.into_failure(port, plan.every_way),
            summary,
        },
        (Some(cause), None) => Outcome::Failed(cause.into_failure(port, plan.every_way)),
        (None, None) => Outcome::Failed(failure::of_no_telegram()),
    }
}

/// What is in the trace of a dialogue that a panic ended.
fn left_of(trace: &[TraceRecord], began: &Zoned) -> Option<Summary> {
    let found = archive::readout_in(trace)?;
    let duration = trace.last()?.at.since(LineTime::START);
    let readout = Readout {
        read_at: Some(began.clone()),
        ..found.readout
    };
    Some(Summary {
        readout: Arc::new(readout),
        raw: found.raw.into(),
        duration,
    })
}

/// How the dialogue ended: with a telegram, a cause, or both.
struct Ended {
    telegram: Option<Telegram>,
    cause: Option<Cause>,
}

/// Why the dialogue ended early.
enum Cause {
    Session(SessionError),
    Panic(Panic),
}

impl Cause {
    fn into_failure(self, port: &PortChoice, every_way: bool) -> Failure {
        match self {
            Cause::Session(error) => failure::of_session(&error, port, every_way),
            Cause::Panic(panic) => failure::of_panic(&panic),
        }
    }
}

impl Ended {
    fn failed(cause: SessionError) -> Ended {
        Ended {
            telegram: None,
            cause: Some(Cause::Session(cause)),
        }
    }

    fn broken(panic: Panic) -> Ended {
        Ended {
            telegram: None,
            cause: Some(Cause::Panic(panic)),
        }
    }

    fn cancelled() -> Ended {
        Ended::failed(SessionError::Link {
            stage: Stage::Opening,
            cause: LinkError::Cancelled,
        })
    }
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
            cause: Some(Cause::Session(interrupted.cause)),
        },
    }
}

/// The options with what the chosen device profile knows of the line; what the user
/// set holds.
pub(super) fn with_hints(options: &LineOptions, profile: Option<&Profile>) -> LineOptions {
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
    if options.mode == ModeChoice::Auto {
        options.mode = match hints.mode {
            None | Some(Mode::E) => ModeChoice::Auto,
            Some(Mode::A) => ModeChoice::A,
            Some(Mode::B) => ModeChoice::B,
            Some(Mode::C) => ModeChoice::C,
            Some(Mode::D) => ModeChoice::D,
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

pub(super) fn store(
    id: JobId,
    archive: &Archive,
    summary: &Summary,
    port: &PortChoice,
    trace: &[TraceRecord],
    now: Zoned,
) -> Event {
    // A clock that was set back meanwhile must not let the visit end before it began.
    let read_at = summary.readout.read_at.as_ref();
    let stored_at = read_at.map_or(now.clone(), |read_at| now.max(read_at.clone()));
    let visit = NewVisit {
        readout: &summary.readout,
        raw: &summary.raw,
        trace: &crate::trace::text::write(trace),
        port: &port.to_string(),
        duration: summary.duration,
        stored_at: &stored_at,
    };
    Event::VisitStored {
        id,
        stored: event::store(archive, VisitKind::Readout, &visit, &[]),
    }
}
