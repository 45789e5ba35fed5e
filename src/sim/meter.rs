//! A meter's side of the dialogue: a machine that reacts to bytes and to time.
//!
//! Bytes come in with [`Meter::on_byte`], time with [`Meter::poll`], and what the
//! meter says comes out as a [`Reply`] with the instant it starts. [`Meter::due`]
//! tells when time alone will make something happen. Knows nothing about lines,
//! ports, damage or waiting, and reads no clock.

mod programming;
mod reactions;
mod reading;
mod series;
#[cfg(test)]
mod tests;
mod writing;

use std::mem;
use std::time::Duration;

use jiff::SignedDuration;
use jiff::civil::DateTime;

use self::programming::Session;
use super::fault::Faults;
use super::kind::{Answers, Manner, MeterType, SpeedSwitch};
use super::memory::MeterMemory;
use super::station::own_serial;
use crate::codec::control::NUL;
use crate::codec::decoder::Phase;
use crate::codec::{Decoder, Identification, Mode, Request, Role};
use crate::transport::{LineSettings, LineTime};

/// From the end of the identification message to the readout at the opening
/// speed when no option select message comes; 1.5 to 2.2 s (clause 6.4.3.2).
const OPTION_WAIT: Duration = Duration::from_millis(1_850);

/// The longest gap between the characters of one message (clause 6.4.3.3).
const CHARACTER_GAP: Duration = Duration::from_millis(1_500);

/// Silence after which a session is over; 60 to 120 s (clause 6.4.3.3).
const INACTIVITY: Duration = Duration::from_secs(90);

/// How long a meter stays awake after the last character (annex B allows a pause
/// of 1.7 s).
const AWAKE: Duration = Duration::from_secs(8);

/// The longest gap between the NUL characters of a wake-up; 5 ms in annex B, with
/// some patience for converters.
const WAKE_UP_GAP: Duration = Duration::from_millis(50);

/// Something the meter says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    pub kind: ReplyKind,
    /// Codes without parity; whole bytes where `settings` is 8N1.
    pub bytes: Vec<u8>,
    /// When the first start bit leaves.
    pub start: LineTime,
    pub settings: LineSettings,
}

/// What a reply is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplyKind {
    Identification,
    /// A data block, framed or pushed.
    Data,
    /// Anything said in programming mode.
    Answer,
}

/// A simulated meter.
#[derive(Debug, Clone)]
pub struct Meter {
    kind: MeterType,
    /// What the meter's own clock showed when the line was opened.
    clock_start: DateTime,
    state: State,
    decoder: Decoder,
    last_heard: LineTime,
    session: Session,
    memory: MeterMemory,
    faults: Faults,
    /// In place of the serial number of its type.
    serial: Option<String>,
    is_dead: bool,
}

#[derive(Debug, Clone)]
enum State {
    /// Saves its battery, and counts the NUL characters that wake it.
    Asleep { heard: u16 },
    /// Listens for a request message, if it must until it falls asleep.
    Listening { until: Option<LineTime> },
    /// The reaction time before a reply is running.
    Preparing { reply: Reply, then: Then },
    /// The reply is leaving.
    Sending {
        until: LineTime,
        settings: LineSettings,
        then: Then,
    },
    /// Mode C, after the identification message.
    AwaitingOption { until: LineTime },
    /// In programming mode, until it gives up.
    Programming {
        settings: LineSettings,
        until: LineTime,
    },
    /// Between two pushed telegrams.
    Pausing { until: LineTime },
}

/// What follows a reply.
#[derive(Debug, Clone, Copy)]
enum Then {
    Listen,
    AwaitOption,
    SendList {
        template: &'static str,
        settings: LineSettings,
    },
    Program(LineSettings),
    /// The last rows of a load profile come again.
    Repeat(LineSettings),
    /// The port is gone.
    Die,
    PauseUntil(LineTime),
}

impl Meter {
    /// A meter at rest. `clock` is the right time when the line is opened; the
    /// meter's own clock is off by what its type says.
    pub fn new(kind: MeterType, clock: DateTime) -> Meter {
        Meter::with(kind, clock, MeterMemory::new(), Faults::default())
    }

    /// A meter at rest that was used before, or goes wrong in what it does.
    pub fn with(kind: MeterType, clock: DateTime, memory: MeterMemory, faults: Faults) -> Meter {
        let error = SignedDuration::from_secs(i64::from(kind.clock_error));
        let state = match kind.manner {
            Manner::Pushes { .. } => State::Pausing {
                until: LineTime::START,
            },
            Manner::Answers(Answers {
                wake_up: Some(_), ..
            }) => State::Asleep { heard: 0 },
            Manner::Answers(_) => State::Listening { until: None },
        };
        let clock_start = clock.saturating_add(error);
        let gone_until = memory.with(|memory| memory.gone_until);
        Meter {
            kind,
            clock_start,
            state,
            decoder: Decoder::new(Role::TariffDevice),
            last_heard: LineTime::START,
            session: Session::default(),
            memory,
            faults,
            serial: None,
            is_dead: gone_until.is_some_and(|until| clock_start < until),
        }
    }

    /// The same meter with another serial number, which is also its device address.
    pub fn numbered(mut self, serial: Option<String>) -> Meter {
        self.serial = serial;
        self
    }

    /// The same meter, which somebody left in programming mode at its highest speed:
    /// mute at the opening speed until a break message or its inactivity limit. A meter
    /// that has no such mode stays at rest.
    pub fn left_in_session(mut self) -> Meter {
        if self.programming().is_some() {
            self.state = State::Programming {
                settings: self.announced(),
                until: LineTime::START + INACTIVITY,
            };
        }
        self
    }

    /// Whether its line has gone dead: nothing goes either way any more.
    pub fn is_dead(&self) -> bool {
        self.is_dead
    }

    /// Whether it waits for a request message, or for its next telegram: nobody is signed
    /// on.
    pub fn is_at_rest(&self) -> bool {
        matches!(
            self.state,
            State::Asleep { .. } | State::Listening { .. } | State::Pausing { .. }
        )
    }

    /// The type of this meter.
    pub fn kind(&self) -> &MeterType {
        &self.kind
    }

    /// The speed and format that it listens and speaks at now.
    pub fn settings(&self) -> LineSettings {
        match &self.state {
            State::Preparing { reply, .. } => reply.settings,
            State::Sending { settings, .. } | State::Programming { settings, .. } => *settings,
            State::Pausing { .. } => match self.kind.manner {
                Manner::Pushes { settings, .. } => settings,
                Manner::Answers(_) => LineSettings::OPENING,
            },
            State::Asleep { .. } | State::Listening { .. } | State::AwaitingOption { .. } => {
                LineSettings::OPENING
            }
        }
    }

    /// When [`Meter::poll`] is next worth calling, if nothing is received before.
    pub fn due(&self) -> Option<LineTime> {
        match &self.state {
            State::Asleep { .. } => None,
            State::Listening { until } => *until,
            State::Preparing { reply, .. } => Some(reply.start),
            State::Sending { until, .. }
            | State::AwaitingOption { until }
            | State::Programming { until, .. }
            | State::Pausing { until } => Some(*until),
        }
    }

    /// Whether the next thing that happens is the meter's own reaction or sending,
    /// not the end of some patience.
    pub fn is_busy(&self) -> bool {
        matches!(self.state, State::Preparing { .. } | State::Sending { .. })
    }

    /// The last bit of a character arrived at `at`. `byte` is its code, without
    /// parity.
    pub fn on_byte(&mut self, byte: u8, at: LineTime) {
        let gap = at.since(mem::replace(&mut self.last_heard, at));
        if gap > CHARACTER_GAP {
            self.forget();
        }
        match &mut self.state {
            State::Asleep { heard } => {
                let heard = if byte != NUL {
                    0
                } else if gap > WAKE_UP_GAP {
                    1
                } else {
                    heard.saturating_add(1)
                };
                self.state = match self.answers() {
                    Some(answers) if answers.wake_up.is_some_and(|enough| heard < enough) => {
                        State::Asleep { heard }
                    }
                    _ => State::Listening {
                        until: Some(at + AWAKE),
                    },
                };
                return;
            }
            State::Listening { until: Some(until) } => *until = at + AWAKE,
            State::Programming { until, .. } => *until = at + INACTIVITY,
            _ => {}
        }
        if self.decoder.phase() == Phase::Idle && self.on_block_answer(byte, at) {
            return;
        }
        for message in self.decoder.push_all(&[byte]) {
            self.on_message(message, at);
        }
    }

    /// A character arrived at `at` whose parity is wrong: the message it belongs to
    /// is lost.
    pub fn on_damage(&mut self, at: LineTime) {
        self.last_heard = at;
        self.forget();
    }

    /// Lets time pass until `now`. Returns the next reply that starts by then; call
    /// again until there is none.
    pub fn poll(&mut self, now: LineTime) -> Option<Reply> {
        while self.due()? <= now {
            let reply = self.proceed();
            if reply.is_some() {
                return reply;
            }
        }
        None
    }

    /// Does what is due.
    fn proceed(&mut self) -> Option<Reply> {
        match mem::replace(&mut self.state, State::Asleep { heard: 0 }) {
            State::Asleep { .. } | State::Listening { .. } => None,
            State::Preparing { reply, then } => {
                self.state = State::Sending {
                    until: reply.start + reply.settings.duration_of(reply.bytes.len()),
                    settings: reply.settings,
                    then,
                };
                Some(reply)
            }
            State::Sending { until, then, .. } => {
                self.follow(then, until);
                None
            }
            State::AwaitingOption { until } => {
                self.prepare_list(self.kind.readout, LineSettings::OPENING, until);
                None
            }
            State::Programming { until, .. } => {
                self.rest(until);
                None
            }
            State::Pausing { until } => {
                self.prepare_push(until);
                None
            }
        }
    }

    fn follow(&mut self, then: Then, at: LineTime) {
        match then {
            Then::Listen => self.rest(at),
            Then::AwaitOption => {
                self.state = State::AwaitingOption {
                    until: at + OPTION_WAIT,
                }
            }
            Then::SendList { template, settings } => {
                self.prepare_list(template, settings, at + self.reaction());
            }
            Then::Program(settings) => {
                self.state = State::Programming {
                    settings,
                    until: at + INACTIVITY,
                }
            }
            Then::Repeat(settings) => self.repeat_series(settings, at),
            Then::Die => self.die(at),
            Then::PauseUntil(until) => self.state = State::Pausing { until },
        }
    }

    /// The session is over at `at`.
    fn rest(&mut self, at: LineTime) {
        self.forget();
        self.session = Session::default();
        let sleeps = self.answers().is_some_and(|a| a.wake_up.is_some());
        self.state = State::Listening {
            until: sleeps.then(|| at + AWAKE),
        };
    }

    /// Drops what was heard of an unfinished message.
    fn forget(&mut self) {
        self.decoder = Decoder::new(Role::TariffDevice);
    }

    /// `text` of its type, as this meter says it: with its own serial number.
    fn in_own_name(&self, text: String) -> String {
        match (&self.serial, own_serial(&self.kind)) {
            (Some(serial), Some(of_type)) => {
                text.replace(&format!("({of_type})"), &format!("({serial})"))
            }
            _ => text,
        }
    }

    /// Whether it is the one, or one of those, that a request asks for.
    fn is_addressed(&self, request: &Request, addresses: &[&str]) -> bool {
        let bare = |address: &str| address.trim_start_matches('0').to_owned();
        match (request.address(), &self.serial) {
            (Some(""), _) => true,
            (Some(address), Some(serial)) => bare(serial) == bare(address),
            (Some(address), None) => addresses.iter().any(|own| bare(own) == bare(address)),
            (None, _) => false,
        }
    }

    fn answers(&self) -> Option<Answers> {
        match self.kind.manner {
            Manner::Answers(answers) => Some(answers),
            Manner::Pushes { .. } => None,
        }
    }

    fn reaction(&self) -> Duration {
        self.answers().map_or(Duration::ZERO, |a| a.reaction)
    }

    fn mode(&self) -> Mode {
        Identification::parse(self.kind.identification).map_or(Mode::A, |i| i.announced_mode())
    }

    /// What the identification message announces, or 300 Bd if it is not kept.
    fn announced(&self) -> LineSettings {
        let never = self
            .answers()
            .is_some_and(|a| a.speed_switch == SpeedSwitch::Never);
        let baud = Identification::parse(self.kind.identification)
            .filter(|_| !never)
            .and_then(|i| i.announced_baud());
        baud.map_or(LineSettings::OPENING, LineSettings::seven_even)
    }

    /// What the meter's own clock shows at `at`.
    pub fn clock(&self, at: LineTime) -> DateTime {
        let shift = self.memory.with(|memory| memory.clock_shift);
        self.clock_never_set(at).saturating_add(shift)
    }

    /// What the clock would show at `at` if nobody had set it.
    fn clock_never_set(&self, at: LineTime) -> DateTime {
        let passed = SignedDuration::try_from(at.0).unwrap_or(SignedDuration::MAX);
        self.clock_start.saturating_add(passed)
    }
}
