//! A meter's side of the dialogue: a machine that reacts to bytes and to time.
//!
//! Bytes come in with [`Meter::on_byte`], time with [`Meter::poll`], and what the
//! meter says comes out as a [`Reply`] with the instant it starts. [`Meter::due`]
//! tells when time alone will make something happen. Knows nothing about lines,
//! ports, damage or waiting, and reads no clock.

use std::mem;
use std::time::Duration;

use jiff::SignedDuration;
use jiff::civil::DateTime;

use super::content;
use super::kind::{Answers, Manner, MeterType, OpenerAnswer, Programming, SpeedSwitch};
use super::template::render;
use crate::codec::control::{CR, LF, NUL};
use crate::codec::{
    BlockCheckKind, Command, CommandKind, DataMessage, Decoder, Identification, Message, Mode,
    OptionSelect, Request, Role, block_check, encode,
};
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
    PauseUntil(LineTime),
}

impl Meter {
    /// A meter at rest. `clock` is the right time when the line is opened; the
    /// meter's own clock is off by what its type says.
    pub fn new(kind: MeterType, clock: DateTime) -> Meter {
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
        Meter {
            kind,
            clock_start: clock.saturating_add(error),
            state,
            decoder: Decoder::new(Role::TariffDevice),
            last_heard: LineTime::START,
        }
    }

    /// A meter that somebody left in programming mode at its highest speed: mute at
    /// the opening speed until a break message or its inactivity limit. A meter that
    /// has no such mode is at rest.
    pub fn left_in_session(kind: MeterType, clock: DateTime) -> Meter {
        let mut meter = Meter::new(kind, clock);
        if let Manner::Answers(answers) = kind.manner
            && answers.programming.is_some()
        {
            meter.state = State::Programming {
                settings: meter.announced(),
                until: LineTime::START + INACTIVITY,
            };
        }
        meter
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
            Then::PauseUntil(until) => self.state = State::Pausing { until },
        }
    }

    fn on_message(&mut self, message: Message, at: LineTime) {
        match (&mut self.state, message) {
            (State::Listening { .. } | State::AwaitingOption { .. }, Message::Request(request)) => {
                self.on_request(&request, at);
            }
            (State::AwaitingOption { .. }, Message::OptionSelect(select)) => {
                self.on_option_select(select, at);
            }
            (State::Programming { settings, .. }, Message::Command(command)) => {
                let settings = *settings;
                self.on_command(&command, settings, at);
            }
            (State::AwaitingOption { .. }, Message::Command(command)) if is_break(&command) => {
                self.rest(at);
            }
            (
                State::Preparing { then, .. } | State::Sending { then, .. },
                Message::Command(command),
            ) if is_break(&command) => *then = Then::Listen,
            _ => {}
        }
    }

    fn on_request(&mut self, request: &Request, at: LineTime) {
        let Some(answers) = self.answers() else {
            return;
        };
        let opener = answers
            .openers
            .iter()
            .find(|opener| opener.text == request.text());
        let opening = LineSettings::OPENING;
        let then = match opener.map(|opener| opener.answer) {
            Some(OpenerAnswer::SignOn) => self.after_identification(),
            Some(OpenerAnswer::List(template)) => Then::SendList {
                template,
                settings: opening,
            },
            Some(OpenerAnswer::ListOnly(template)) => {
                self.prepare_list(template, opening, at + answers.reaction);
                return;
            }
            None if is_addressed(request, answers.addresses) => self.after_identification(),
            None => return,
        };
        let mut bytes = self.kind.identification.as_bytes().to_vec();
        bytes.extend([CR, LF]);
        self.prepare(ReplyKind::Identification, bytes, opening, at, then);
    }

    fn after_identification(&self) -> Then {
        match self.mode() {
            Mode::C | Mode::D | Mode::E => Then::AwaitOption,
            Mode::A | Mode::B => Then::SendList {
                template: self.kind.readout,
                settings: self.announced(),
            },
        }
    }

    fn on_option_select(&mut self, select: OptionSelect, at: LineTime) {
        let Some(answers) = self.answers() else {
            return;
        };
        let offered = Identification::parse(self.kind.identification).map(|i| i.baud_char());
        let opening = LineSettings::OPENING;
        let settings = match answers.speed_switch {
            SpeedSwitch::Insisted if select.baud == '0' => return,
            SpeedSwitch::Never => Some(opening),
            _ if Some(select.baud) == offered => Some(self.announced()),
            _ if select.baud == '0' => Some(opening),
            _ => None,
        };
        let list = match select.mode {
            '0' => Some(self.kind.readout),
            other => answers
                .lists
                .iter()
                .find_map(|(mode, list)| (*mode == other).then_some(*list)),
        };
        let start = at + answers.reaction;
        match (settings, select.protocol, list, answers.programming) {
            (Some(settings), '0', Some(list), _) => self.prepare_list(list, settings, start),
            (Some(settings), '0', None, Some(programming)) if select.mode == '1' => {
                let operand = format!("({})", programming.operand);
                let command = Message::Command(Command::new(CommandKind::P0, operand));
                self.say(&command, settings, at, Then::Program(settings));
            }
            // Clause 6.3.2: what does not fit together means a readout at 300 Bd.
            _ => self.prepare_list(self.kind.readout, opening, start),
        }
    }

    fn on_command(&mut self, command: &Command, settings: LineSettings, at: LineTime) {
        let Some(programming) = self.answers().and_then(|answers| answers.programming) else {
            return;
        };
        if is_break(command) {
            self.rest(at);
            return;
        }
        let stay = Then::Program(settings);
        if !self.is_intact(command) {
            self.say(&Message::Nak, settings, at, stay);
            return;
        }
        let data = command.data.as_deref().unwrap_or_default();
        let data = String::from_utf8_lossy(data);
        match (command.kind.letter, command.kind.digit) {
            (b'P', b'1') if *data == format!("({})", programming.password) => {
                self.say(&Message::Ack, settings, at, stay);
            }
            (b'P', b'1') => {
                let sign_off = Message::Command(Command::sign_off());
                self.say(&sign_off, settings, at, Then::Listen);
            }
            (b'R', b'1' | b'5') => {
                let answer = self.register(&data, &programming, at);
                let answer = answer.unwrap_or_else(|| format!("({})", programming.refusal));
                let message = Message::Data(DataMessage::framed(answer));
                self.say(&message, settings, at, stay);
            }
            _ => {
                let refusal = format!("({})", programming.refusal);
                let message = Message::Data(DataMessage::framed(refusal));
                self.say(&message, settings, at, stay);
            }
        }
    }

    /// The answer to a read command with the data set `data`, such as `1.8.0()`.
    fn register(&self, data: &str, programming: &Programming, at: LineTime) -> Option<String> {
        let address = data.split('(').next()?;
        let clock = self.clock(at);
        content::register(
            &render(self.kind.readout, clock),
            address,
            programming.answer,
        )
        .or_else(|| {
            content::register(
                &render(programming.registers, clock),
                address,
                programming.answer,
            )
        })
    }

    fn is_intact(&self, command: &Command) -> bool {
        let expected = encode(&Message::Command(command.clone()), self.kind.check);
        command.check.received == expected.last().copied().map(u16::from)
    }

    fn say(&mut self, message: &Message, settings: LineSettings, at: LineTime, then: Then) {
        let bytes = encode(message, self.kind.check);
        self.prepare(ReplyKind::Answer, bytes, settings, at, then);
    }

    /// Prepares a reply to a message that ended at `heard`.
    fn prepare(
        &mut self,
        kind: ReplyKind,
        bytes: Vec<u8>,
        settings: LineSettings,
        heard: LineTime,
        then: Then,
    ) {
        self.forget();
        let reply = Reply {
            kind,
            bytes,
            start: heard + self.reaction(),
            settings,
        };
        self.state = State::Preparing { reply, then };
    }

    fn prepare_list(&mut self, template: &str, settings: LineSettings, start: LineTime) {
        self.forget();
        let body = render(template, self.clock(start));
        let reply = Reply {
            kind: ReplyKind::Data,
            bytes: encode(&Message::Data(DataMessage::framed(body)), self.kind.check),
            start,
            settings,
        };
        self.state = State::Preparing {
            reply,
            then: Then::Listen,
        };
    }

    /// A pushed telegram. The one under way when the line is opened is heard from
    /// its middle only.
    fn prepare_push(&mut self, start: LineTime) {
        let Manner::Pushes { settings, period } = self.kind.manner else {
            return;
        };
        let body = render(self.kind.readout, self.clock(start));
        let mut text = format!("{}\r\n\r\n{body}", self.kind.identification);
        if self.kind.check == BlockCheckKind::Crc16 {
            let end = text.trim_end().len();
            text.truncate(end);
            let crc = block_check::crc16(text.as_bytes());
            text.push_str(&format!("{crc:04X}\r\n"));
        }
        let mut bytes = text.into_bytes();
        if start == LineTime::START {
            bytes.drain(..bytes.len() / 2);
        }
        let reply = Reply {
            kind: ReplyKind::Data,
            bytes,
            start,
            settings,
        };
        self.state = State::Preparing {
            reply,
            then: Then::PauseUntil(start + period),
        };
    }

    /// The session is over at `at`.
    fn rest(&mut self, at: LineTime) {
        self.forget();
        let sleeps = self.answers().is_some_and(|a| a.wake_up.is_some());
        self.state = State::Listening {
            until: sleeps.then(|| at + AWAKE),
        };
    }

    /// Drops what was heard of an unfinished message.
    fn forget(&mut self) {
        self.decoder = Decoder::new(Role::TariffDevice);
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
    fn clock(&self, at: LineTime) -> DateTime {
        let passed = SignedDuration::try_from(at.0).unwrap_or(SignedDuration::MAX);
        self.clock_start.saturating_add(passed)
    }
}

/// A break message, whatever its check says: it ends a session at any time.
fn is_break(command: &Command) -> bool {
    command.kind.letter == b'B'
}

fn is_addressed(request: &Request, addresses: &[&str]) -> bool {
    let bare = |address: &str| address.trim_start_matches('0').to_owned();
    match request.address() {
        Some("") => true,
        Some(address) => addresses.iter().any(|own| bare(own) == bare(address)),
        None => false,
    }
}
