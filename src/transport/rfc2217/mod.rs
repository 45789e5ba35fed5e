//! Serial ports of network servers after RFC 2217: ser2net, terminal servers,
//! converters. Speed and character format follow the meter, as on a port of this
//! computer.
//!
//! Lies over any other [`Transport`] that carries its bytes: a TCP connection, or a
//! virtual one in tests. Everything is asked in one go at the opening; later nobody
//! waits for an answer.
//!
//! The switch of speed. A server changes the speed as soon as it reads the command,
//! also while characters still leave its port. They and the command take the same way,
//! so the delay of the network cancels out: a command sent when the characters would
//! have left a port of this computer comes when they have left the server's. Only what
//! held the characters up more than the command must be added; `marks` tells that.

mod com_port;
mod marks;
mod telnet;

use std::collections::VecDeque;
use std::time::Duration;

use zeroize::Zeroizing;

use super::tcp::TcpTransport;
use super::{
    CharacterFormat, LineSettings, LineTime, ParityCarrier, PortProblem, Transport, TransportError,
};
use com_port::{Answer, Setting};
use marks::Marks;
use telnet::{Agreement, Event, Telnet};

/// Longest wait for the server to agree and to confirm the settings.
const OPENING: Duration = Duration::from_secs(5);
/// A server that agreed and has not confirmed the settings by then is asked once more:
/// it may have dropped what came before it agreed.
const ASK_AGAIN: Duration = Duration::from_millis(700);
/// How often an opening under way looks for a cancelled job.
const SLICE: Duration = Duration::from_millis(40);
/// A subnegotiation that takes longer was begun by mistake.
const SUBNEGOTIATION: Duration = Duration::from_millis(500);
/// How long the server has for what it is only warned of.
const LINES: Duration = Duration::from_secs(2);
/// Most characters of what a server says before it hangs up.
const MAX_SAID: usize = 120;

/// What the server was asked for last, of one setting.
#[derive(Debug, Clone, Copy, Default)]
struct Asked {
    value: u32,
    /// How many times it was asked since it last answered.
    unanswered: u32,
    /// What it last said to be in force.
    confirmed: Option<u32>,
}

/// Settings that are to be put into force.
#[derive(Debug, Clone, Copy)]
struct Change {
    settings: LineSettings,
    /// The meter is about to speak at a higher speed; at a lower one nobody speaks soon.
    is_urgent: bool,
}

/// The four settings, as [`com_port::values`] orders them.
type AskedSettings = [(Setting, Asked); 4];

/// A serial port at the other end of a connection.
#[derive(Debug)]
pub struct Rfc2217Transport<T> {
    wire: T,
    name: String,
    telnet: Telnet,
    asked: AskedSettings,
    /// What the caller wants, as far as the server does it.
    settings: LineSettings,
    refuses_seven_even: bool,
    /// A change that waits until what was sent has left the port.
    due: Option<Change>,
    /// When the last stop bit of what was sent leaves, but for the delay of the network.
    busy_until: LineTime,
    marks: Marks,
    /// Data that nobody has taken yet.
    received: Zeroizing<Vec<u8>>,
    /// When the subnegotiation under way began.
    subnegotiation_since: Option<LineTime>,
    /// The server has agreed and confirmed the settings.
    is_open: bool,
    /// What ends the connection, or spoils it; told once.
    problem: Option<PortProblem>,
    notices: VecDeque<String>,
    /// How often each of [`com_port::TROUBLES`] was reported.
    troubles: [u64; com_port::TROUBLES.len()],
    /// When to warn that nobody said whether DTR and RTS are on.
    lines_due: Option<LineTime>,
    reflected: bool,
}

impl Rfc2217Transport<TcpTransport> {
    /// Connects to the serial server at `host:port` and has it set its port to 300 Bd
    /// 7E1, or to 8N1 where it refuses that. Gives up within 50 ms when `cancelled`
    /// says so, with `None`.
    pub fn connect(
        address: &str,
        cancelled: &dyn Fn() -> bool,
    ) -> Result<Option<Rfc2217Transport<TcpTransport>>, TransportError> {
        let name = format!("rfc2217://{address}");
        match TcpTransport::connect_as(&name, address, cancelled)? {
            Some(wire) => Rfc2217Transport::open(wire, &name, cancelled),
            None => Ok(None),
        }
    }
}

impl<T: Transport> Rfc2217Transport<T> {
    /// Opens the port at the other end of `wire`, a connection that carries bytes; the
    /// settings of `wire` itself are left alone. `name` is what errors call it. `None`
    /// when `cancelled` says so.
    pub fn open(
        wire: T,
        name: &str,
        cancelled: &dyn Fn() -> bool,
    ) -> Result<Option<Rfc2217Transport<T>>, TransportError> {
        let settings = LineSettings::OPENING;
        let began = wire.now();
        let mut port = Rfc2217Transport {
            wire,
            name: name.to_owned(),
            telnet: Telnet::default(),
            asked: com_port::values(settings).map(|(setting, _)| (setting, Asked::default())),
            settings,
            refuses_seven_even: false,
            due: None,
            busy_until: began,
            marks: Marks::default(),
            received: Zeroizing::default(),
            subnegotiation_since: None,
            is_open: false,
            problem: None,
            notices: VecDeque::new(),
            troubles: Default::default(),
            lines_due: Some(began + LINES),
            reflected: false,
        };
        let mut packet = port.telnet.begin();
        packet.extend(com_port::opening());
        packet.extend(port.ask_for(settings));
        if port.marks.follows(began) {
            packet.extend(telnet::ASK_FOR_MARK);
        }
        port.wire.send(&packet).map_err(|error| port.at(error))?;
        Ok(port.settle(began, cancelled)?.then_some(port))
    }

    /// The connection that carries the bytes.
    pub fn into_wire(self) -> T {
        self.wire
    }

    /// Waits until the server has agreed and confirmed the settings. `false` when the
    /// job was cancelled.
    fn settle(
        &mut self,
        began: LineTime,
        cancelled: &dyn Fn() -> bool,
    ) -> Result<bool, TransportError> {
        let mut agreed: Option<LineTime> = None;
        let mut asked_again = false;
        loop {
            let now = self.now();
            if cancelled() {
                return Ok(false);
            }
            if self.reflected || self.telnet.com_port() == Agreement::No {
                return Err(self.error(PortProblem::NotControllable));
            }
            if let Some(problem) = self.problem.take() {
                let said = self.said();
                return Err(self.error(match problem {
                    PortProblem::Gone => PortProblem::TurnedAway { said },
                    other => other,
                }));
            }
            if self.telnet.com_port() == Agreement::Yes {
                let since = *agreed.get_or_insert(now);
                if self.is_answered() {
                    match self.disagreement() {
                        None => {
                            self.opened();
                            return Ok(true);
                        }
                        Some(problem) => self.fall_back(problem)?,
                    }
                } else if !asked_again && now.since(since) >= ASK_AGAIN {
                    asked_again = true;
                    let packet = self.ask_for(self.settings);
                    self.say(&packet)?;
                }
            }
            if now.since(began) >= OPENING {
                return Err(self.error(match self.telnet.com_port() {
                    Agreement::Yes => PortProblem::Settings {
                        settings: self.settings,
                        reason: "the server does not say that it took them".to_owned(),
                    },
                    _ => PortProblem::NotControllable,
                }));
            }
            self.listen(now + SLICE);
        }
    }

    fn opened(&mut self) {
        self.is_open = true;
        if !self.telnet.is_binary() {
            self.note("The server refuses to pass 8 bits (BINARY)".to_owned());
        }
    }

    fn note(&mut self, notice: String) {
        log::warn!("{}: {notice}", self.name);
        self.notices.push_back(notice);
    }

    /// 8N1 in place of 7E1, with parity made here, where the server has no 7E1.
    fn fall_back(&mut self, problem: PortProblem) -> Result<(), TransportError> {
        if self.settings.format == CharacterFormat::EightNone || !self.is_speed_right() {
            return Err(self.error(problem));
        }
        self.refuses_seven_even = true;
        self.settings = LineSettings::eight_none(self.settings.baud);
        let packet = self.ask_for(self.settings);
        self.say(&packet)
    }

    /// The commands that bring about `settings`, as far as they change anything.
    fn ask_for(&mut self, settings: LineSettings) -> Vec<u8> {
        let mut packet = Vec::new();
        for ((setting, asked), (_, value)) in self.asked.iter_mut().zip(com_port::values(settings))
        {
            let is_new = asked.value != value;
            asked.value = value;
            if is_new || !fits(*setting, asked) {
                asked.unanswered = asked.unanswered.saturating_add(1);
                packet.extend(com_port::set(*setting, value));
            }
        }
        packet
    }

    fn is_answered(&self) -> bool {
        self.asked.iter().all(|(_, asked)| asked.unanswered == 0)
    }

    fn is_speed_right(&self) -> bool {
        let is_right = |(setting, asked): &(Setting, Asked)| {
            *setting != Setting::Baud || fits(*setting, asked)
        };
        self.asked.iter().all(is_right)
    }

    /// A setting that the server confirmed with another value than it was asked for.
    /// A second stop bit does no harm.
    fn disagreement(&self) -> Option<PortProblem> {
        let (setting, asked) = self.asked.iter().find(|(setting, asked)| {
            *setting != Setting::StopBits && asked.unanswered == 0 && !fits(*setting, asked)
        })?;
        let words = com_port::words(*setting, asked.confirmed.unwrap_or_default());
        Some(PortProblem::Settings {
            settings: self.settings,
            reason: format!("the server has set {words}"),
        })
    }

    /// Makes the change that is due, if what was sent has left the port; else returns
    /// when to look again.
    fn change_when_left(&mut self) -> Result<Option<LineTime>, TransportError> {
        let Some(change) = self.due else {
            return Ok(None);
        };
        let now = self.now();
        let left = self.busy_until + self.marks.late(now, change.is_urgent);
        if now < left {
            return Ok(Some(left));
        }
        self.change()?;
        Ok(None)
    }

    fn change(&mut self) -> Result<(), TransportError> {
        match self.due.take() {
            Some(change) => {
                let packet = self.ask_for(change.settings);
                self.say(&packet)
            }
            None => Ok(()),
        }
    }

    /// Sends something that is no data.
    fn say(&mut self, packet: &[u8]) -> Result<(), TransportError> {
        if packet.is_empty() {
            return Ok(());
        }
        self.wire.send(packet).map_err(|error| self.at(error))?;
        Ok(())
    }

    /// Takes in what comes until `deadline`, at least one piece if one comes. A problem
    /// is kept until what was received before was taken.
    fn listen(&mut self, deadline: LineTime) {
        let mut buffer = Zeroizing::new([0; 4096]);
        let count = match self.wire.recv(&mut buffer[..], deadline) {
            Ok(count) => count,
            Err(error) => {
                self.problem = Some(error.problem);
                0
            }
        };
        let now = self.now();
        let mut data = Zeroizing::new(Vec::with_capacity(buffer.len()));
        let mut replies = Vec::new();
        let received = buffer.get(..count).unwrap_or_default();
        for event in self.telnet.receive(received, &mut data) {
            match event {
                Event::Mark => {
                    if self.marks.answered(now) {
                        replies.extend(telnet::ASK_FOR_MARK);
                    }
                }
                Event::ComPort(payload) => self.hear(com_port::parse(&payload), now),
            }
        }
        self.watch_subnegotiation(now, &mut data);
        self.received.extend(data.iter());
        replies.extend(self.telnet.take_replies());
        if let Err(error) = self.say(&replies) {
            self.problem.get_or_insert(error.problem);
        }
        self.warn_of_lines(now);
    }

    /// What was taken for a subnegotiation and does not end is data.
    fn watch_subnegotiation(&mut self, now: LineTime, data: &mut Vec<u8>) {
        if !self.telnet.is_within_subnegotiation() {
            self.subnegotiation_since = None;
            return;
        }
        let since = *self.subnegotiation_since.get_or_insert(now);
        if self.problem.is_some() || now.since(since) >= SUBNEGOTIATION {
            self.telnet.give_up_subnegotiation(data);
            self.subnegotiation_since = None;
        }
    }

    fn hear(&mut self, answer: Answer, now: LineTime) {
        log::debug!("{}: {answer:?} at {:?}", self.name, now.0);
        match answer {
            Answer::Is(setting, value) => self.confirmed(setting, value),
            Answer::Control(value) if com_port::is_line_raised(value) => self.lines_due = None,
            Answer::LineState(state) => self.count_troubles(state),
            Answer::Reflected => self.reflected = true,
            Answer::Control(_) | Answer::Other => {}
        }
    }

    fn confirmed(&mut self, setting: Setting, value: u32) {
        let mut is_last = false;
        for (asked_for, asked) in &mut self.asked {
            if *asked_for == setting && asked.unanswered > 0 {
                asked.confirmed = Some(value);
                // An answer that is not the last one tells of what was asked before.
                asked.unanswered = match fits(setting, asked) {
                    true => 0,
                    false => asked.unanswered - 1,
                };
                is_last = asked.unanswered == 0;
            }
        }
        if is_last
            && self.is_open
            && let Some(problem) = self.disagreement()
        {
            self.problem.get_or_insert(problem);
        }
    }

    fn count_troubles(&mut self, state: u8) {
        for ((bit, words), count) in com_port::TROUBLES.iter().zip(&mut self.troubles) {
            if state & bit != 0 {
                *count = count.saturating_add(1);
                // Told ever more rarely: a bad line has thousands.
                if count.is_power_of_two() {
                    self.notices.push_back(format!(
                        "The server's port reports {words}, {count} times so far"
                    ));
                }
            }
        }
    }

    fn warn_of_lines(&mut self, now: LineTime) {
        if self.lines_due.is_some_and(|due| now >= due) {
            self.lines_due = None;
            self.note(
                "The server does not say whether DTR and RTS are on; some heads are fed by them"
                    .to_owned(),
            );
        }
    }

    /// What the server said in place of agreeing, as text.
    fn said(&mut self) -> Option<String> {
        let bytes: Vec<u8> = self.received.drain(..).take(MAX_SAID).collect();
        let text = String::from_utf8_lossy(&bytes);
        let is_shown = |c: &char| !c.is_control() && *c != char::REPLACEMENT_CHARACTER;
        let text: String = text.chars().filter(is_shown).collect();
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn error(&self, problem: PortProblem) -> TransportError {
        TransportError {
            port: self.name.clone(),
            problem,
        }
    }

    /// An error of the wire, under the name of this port.
    fn at(&self, error: TransportError) -> TransportError {
        self.error(error.problem)
    }
}

fn fits(setting: Setting, asked: &Asked) -> bool {
    asked
        .confirmed
        .is_some_and(|is| com_port::fits(setting, asked.value, is))
}

impl<T: Transport> Transport for Rfc2217Transport<T> {
    fn now(&self) -> LineTime {
        self.wire.now()
    }

    fn configure(&mut self, settings: LineSettings) -> Result<ParityCarrier, TransportError> {
        let format = if self.refuses_seven_even {
            CharacterFormat::EightNone
        } else {
            settings.format
        };
        let settings = LineSettings { format, ..settings };
        if settings != self.settings {
            let before = std::mem::replace(&mut self.settings, settings);
            self.due = Some(Change {
                settings,
                is_urgent: settings.baud > before.baud,
            });
            self.change_when_left()?;
        }
        Ok(match format {
            CharacterFormat::SevenEven => ParityCarrier::Port,
            CharacterFormat::EightNone => ParityCarrier::Caller,
        })
    }

    fn send(&mut self, bytes: &[u8]) -> Result<LineTime, TransportError> {
        self.change()?;
        let now = self.now();
        let start = now.max(self.busy_until);
        let mut packet = self.telnet.encode(bytes);
        if self.marks.follows(now) {
            packet.extend(telnet::ASK_FOR_MARK);
        }
        self.wire.send(&packet).map_err(|error| self.at(error))?;
        self.busy_until = start + self.settings.duration_of(bytes.len());
        Ok(self.busy_until)
    }

    fn recv(&mut self, buffer: &mut [u8], deadline: LineTime) -> Result<usize, TransportError> {
        loop {
            if !self.received.is_empty() {
                let count = buffer.len().min(self.received.len());
                for (place, byte) in buffer.iter_mut().zip(self.received.drain(..count)) {
                    *place = byte;
                }
                return Ok(count);
            }
            if let Some(problem) = self.problem.take() {
                return Err(self.error(problem));
            }
            let mut until = deadline;
            if let Some(left) = self.change_when_left()? {
                until = until.min(left);
            }
            if let Some(since) = self.subnegotiation_since {
                until = until.min(since + SUBNEGOTIATION);
            }
            self.listen(until);
            if self.received.is_empty() && self.problem.is_none() && self.now() >= deadline {
                return Ok(0);
            }
        }
    }

    fn delay(&self) -> Duration {
        self.marks.round_trip()
    }

    fn notice(&mut self) -> Option<String> {
        self.notices.pop_front()
    }
}
