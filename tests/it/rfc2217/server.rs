//! A serial server in virtual time: telnet on one side, a simulated line on the other,
//! and a network with a delay of its own in between.
//!
//! Like ser2net it sets the speed as soon as it reads the command; whether characters
//! were still leaving its port then is what tests want to know.

use std::collections::VecDeque;
use std::time::Duration;

use flagport::sim::SimTransport;
use flagport::transport::{LineSettings, LineTime, Transport, TransportError};
use flagport::transport::{ParityCarrier, PortProblem};

const IAC: u8 = 0xFF;
const DO: u8 = 0xFD;
const WILL: u8 = 0xFB;
const WONT: u8 = 0xFC;
const DONT: u8 = 0xFE;
const SB: u8 = 0xFA;
const SE: u8 = 0xF0;

/// What kind of server it is; the default does all it is asked, at once.
#[derive(Debug, Clone)]
pub(super) struct Habits {
    /// One way.
    pub(super) delay: Duration,
    /// Most that a packet is held up beyond that.
    pub(super) jitter: Duration,
    pub(super) seed: u64,
    /// `None`: no telnet at all, a raw socket; else whether it agrees to control.
    pub(super) agrees: Option<bool>,
    /// A raw socket on whose line everything is reflected.
    pub(super) reflects: bool,
    /// The only speed it has, if it has no choice.
    pub(super) only_baud: Option<u32>,
    pub(super) has_seven_even: bool,
    pub(super) answers_marks: bool,
    pub(super) answers_lines: bool,
    /// Takes no settings in the packet in which control was asked for.
    pub(super) is_strict: bool,
    /// Strews telnet commands of no use between the characters.
    pub(super) babbles: bool,
    /// Sends every byte in a packet of its own.
    pub(super) splits: bool,
    /// A line state that it reports with every packet of data.
    pub(super) line_state: Option<u8>,
    /// What it says before it hangs up at once.
    pub(super) turns_away: Option<&'static [u8]>,
}

impl Default for Habits {
    fn default() -> Habits {
        Habits {
            delay: Duration::ZERO,
            jitter: Duration::ZERO,
            seed: 1,
            agrees: Some(true),
            reflects: false,
            only_baud: None,
            has_seven_even: true,
            answers_marks: true,
            answers_lines: true,
            is_strict: false,
            babbles: false,
            splits: false,
            line_state: None,
            turns_away: None,
        }
    }
}

/// The connection to the server, as the reading device holds it.
pub(super) struct Network {
    pub(super) habits: Habits,
    now: LineTime,
    up: VecDeque<(LineTime, Vec<u8>)>,
    down: VecDeque<(LineTime, Vec<u8>)>,
    server: Server,
    /// Packets sent by the reading device.
    pub(super) packets: usize,
}

/// The server and its port.
struct Server {
    port: SimTransport,
    settings: LineSettings,
    busy_until: LineTime,
    agreed: bool,
    bits: u8,
    parity: u8,
    log: Log,
    spoken: usize,
}

/// What happened at the server.
#[derive(Debug, Clone, Default)]
pub(super) struct Log {
    /// Every speed that was set, in baud.
    pub(super) bauds: Vec<u32>,
    /// How long before a change of speed the last character had left, in order.
    pub(super) idle_before: Vec<Duration>,
    /// The speeds that were set while characters were still leaving.
    pub(super) cut: Vec<u32>,
    /// Raised lines, as the values of SET-CONTROL.
    pub(super) controls: Vec<u8>,
}

impl Network {
    pub(super) fn to(port: SimTransport, habits: Habits) -> Network {
        Network {
            habits,
            now: LineTime::START,
            up: VecDeque::new(),
            down: VecDeque::new(),
            server: Server {
                port,
                settings: LineSettings::eight_none(300),
                busy_until: LineTime::START,
                agreed: false,
                bits: 8,
                parity: 1,
                log: Log::default(),
                spoken: 0,
            },
            packets: 0,
        }
    }

    /// What happened at the server so far.
    pub(super) fn log(&self) -> Log {
        self.server.log.clone()
    }

    /// When a packet that leaves at `at` arrives, after those before it.
    fn arrival(&mut self, at: LineTime, last: Option<LineTime>) -> LineTime {
        // xorshift64: the same for everybody who repeats the test.
        let mut x = self.habits.seed;
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        self.habits.seed = x;
        let share = u32::try_from(x >> 40).unwrap();
        let jitter = self.habits.jitter * share / (1 << 24);
        let arrives = at + self.habits.delay + jitter;
        last.map_or(arrives, |last| last.max(arrives))
    }

    fn send_down(&mut self, at: LineTime, bytes: Vec<u8>) {
        let pieces: Vec<Vec<u8>> = if self.habits.splits {
            bytes.iter().map(|byte| vec![*byte]).collect()
        } else {
            vec![bytes]
        };
        for piece in pieces {
            let arrives = self.arrival(at, self.down.back().map(|(at, _)| *at));
            self.down.push_back((arrives, piece));
        }
    }

    /// Lets happen what happens until `until` or until something arrives here.
    fn run(&mut self, until: LineTime) {
        loop {
            let limit = self.down.front().map_or(until, |(at, _)| until.min(*at));
            let next = self.up.front().map(|(at, _)| *at).filter(|at| *at <= limit);
            let mut bytes = [0; 64];
            let count = self
                .server
                .port
                .recv(&mut bytes, next.unwrap_or(limit))
                .unwrap_or(0);
            if count > 0 {
                let said = self.server.said(&bytes[..count], &self.habits);
                self.send_down(self.server.port.now(), said);
            } else if next.is_some() {
                let (at, packet) = self.up.pop_front().unwrap();
                let answer = self.server.hear(&packet, at, &self.habits);
                if !answer.is_empty() {
                    self.send_down(at, answer);
                }
            } else {
                return;
            }
        }
    }
}

impl Transport for Network {
    fn now(&self) -> LineTime {
        self.now
    }

    fn configure(&mut self, _settings: LineSettings) -> Result<ParityCarrier, TransportError> {
        panic!("the settings of the connection are left alone");
    }

    fn send(&mut self, bytes: &[u8]) -> Result<LineTime, TransportError> {
        self.packets += 1;
        let arrives = self.arrival(self.now, self.up.back().map(|(at, _)| *at));
        self.up.push_back((arrives, bytes.to_vec()));
        if let Some(words) = self.habits.turns_away
            && self.packets == 1
        {
            self.send_down(self.now, words.to_vec());
        }
        Ok(self.now)
    }

    fn recv(&mut self, buffer: &mut [u8], deadline: LineTime) -> Result<usize, TransportError> {
        if self.habits.turns_away.is_none() {
            self.run(deadline);
        } else if self.down.is_empty() {
            return Err(TransportError {
                port: "tcp://server".to_owned(),
                problem: PortProblem::Gone,
            });
        }
        let Some((at, _)) = self.down.front().filter(|(at, _)| *at <= deadline) else {
            self.now = self.now.max(deadline);
            return Ok(0);
        };
        self.now = self.now.max(*at);
        let mut count = 0;
        while let Some((_, piece)) = self
            .down
            .pop_front_if(|(at, piece)| *at <= self.now && piece.len() <= buffer.len() - count)
        {
            buffer[count..count + piece.len()].copy_from_slice(&piece);
            count += piece.len();
        }
        Ok(count)
    }
}

impl Server {
    /// `bytes` of the port as they go over the connection.
    fn said(&mut self, bytes: &[u8], habits: &Habits) -> Vec<u8> {
        let mut said = Vec::new();
        if habits.agrees.is_none() {
            return bytes.to_vec();
        }
        if let Some(state) = habits.line_state {
            said.extend(subnegotiation(&[106, state]));
        }
        for byte in bytes {
            self.spoken += 1;
            if habits.babbles {
                said.extend(babble(self.spoken));
            }
            said.push(*byte);
            if *byte == IAC {
                said.push(IAC);
            }
        }
        said
    }

    /// Takes in a whole packet at the instant `at`; returns the answer.
    fn hear(&mut self, packet: &[u8], at: LineTime, habits: &Habits) -> Vec<u8> {
        if habits.agrees.is_none() {
            self.pass_on(packet, at);
            return if habits.reflects {
                packet.to_vec()
            } else {
                Vec::new()
            };
        }
        let agreed_before = self.agreed;
        let mut answer = Vec::new();
        let mut data = Vec::new();
        let mut rest = packet;
        while let Some((&byte, after)) = rest.split_first() {
            rest = after;
            if byte != IAC {
                data.push(byte);
                continue;
            }
            let (&command, after) = rest.split_first().unwrap();
            rest = after;
            match command {
                IAC => data.push(IAC),
                SB => {
                    let end = memchr::memmem::find(rest, &[IAC, SE]).unwrap();
                    let payload = rest[1..end].to_vec();
                    rest = &rest[end + 2..];
                    self.pass_on(&std::mem::take(&mut data), at);
                    if self.agreed && (agreed_before || !habits.is_strict) {
                        answer.extend(self.control(&payload, at, habits));
                    }
                }
                verb => {
                    let (&option, after) = rest.split_first().unwrap();
                    rest = after;
                    self.pass_on(&std::mem::take(&mut data), at);
                    let reply = match (verb, option) {
                        (WILL, 44) if habits.agrees == Some(true) => {
                            self.agreed = true;
                            Some(DO)
                        }
                        (WILL, 0 | 3) => Some(DO),
                        (DO, 0 | 3) => Some(WILL),
                        (DO, 6) if !habits.answers_marks => None,
                        (WILL, _) => Some(DONT),
                        (DO, _) => Some(WONT),
                        _ => None,
                    };
                    answer.extend(
                        reply
                            .map(|reply| [IAC, reply, option])
                            .into_iter()
                            .flatten(),
                    );
                }
            }
        }
        self.pass_on(&data, at);
        answer
    }

    /// Data go to the port.
    fn pass_on(&mut self, data: &[u8], at: LineTime) {
        // The port may be a character behind: nothing arrived in between.
        let _ = self.port.recv(&mut [], at);
        if !data.is_empty() {
            self.busy_until = self.port.send(data).unwrap();
        }
    }

    fn control(&mut self, payload: &[u8], at: LineTime, habits: &Habits) -> Vec<u8> {
        let value = payload[1..].to_vec();
        let confirmed = match payload[0] {
            1 => {
                let wanted = u32::from_be_bytes(value.try_into().unwrap());
                let baud = habits.only_baud.unwrap_or(wanted);
                if baud != self.settings.baud || self.log.bauds.is_empty() {
                    self.log.bauds.push(baud);
                    self.log.idle_before.push(at.since(self.busy_until));
                    if at < self.busy_until {
                        self.log.cut.push(baud);
                    }
                    self.settings.baud = baud;
                }
                baud.to_be_bytes().to_vec()
            }
            2 => {
                self.bits = if habits.has_seven_even { value[0] } else { 8 };
                vec![self.bits]
            }
            3 => {
                self.parity = if habits.has_seven_even { value[0] } else { 1 };
                vec![self.parity]
            }
            4 => value,
            5 => {
                self.log.controls.push(value[0]);
                if !habits.answers_lines {
                    return Vec::new();
                }
                value
            }
            _ => return Vec::new(),
        };
        self.settings = if (self.bits, self.parity) == (7, 3) {
            LineSettings::seven_even(self.settings.baud)
        } else {
            LineSettings::eight_none(self.settings.baud)
        };
        self.port.configure(self.settings).unwrap();
        subnegotiation(&[&[payload[0] + 100], confirmed.as_slice()].concat())
    }
}

fn subnegotiation(payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![IAC, SB, 44];
    for byte in payload {
        bytes.push(*byte);
        if *byte == IAC {
            bytes.push(IAC);
        }
    }
    bytes.extend([IAC, SE]);
    bytes
}

/// Something of no use, a different one each time.
fn babble(turn: usize) -> Vec<u8> {
    match turn % 7 {
        0 => vec![IAC, 0xF1],
        1 => vec![IAC, SB, 44, 101, IAC, SE],
        2 => vec![IAC, SB, 31, 0, 80, 0, 24, IAC, SE],
        3 => vec![IAC, DO, 24],
        4 => vec![IAC, WILL, 1],
        5 => vec![IAC, SB, 44, 107, 0, IAC, SE],
        _ => vec![IAC, SB, IAC, SE],
    }
}
