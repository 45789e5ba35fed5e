//! A meter that says what a test tells it to, on a line in virtual time, for answers
//! that no well-behaved meter gives.

use std::collections::VecDeque;
use std::time::Duration;

use flagport::codec::charset::with_even_parity;
use flagport::codec::identification::baud_of;
use flagport::codec::{BlockCheckKind, Command, CommandKind, DataMessage, Ending, Message, encode};
use flagport::transport::{
    LineSettings, LineTime, ParityCarrier, PortProblem, Transport, TransportError,
};

/// A message of so many characters is long, for whoever runs the tests.
const LONG: usize = 2000;

/// Something that the meter does after a message.
#[derive(Debug, Clone)]
pub(crate) enum Does {
    /// Begins to say this so many milliseconds after the end of the message.
    Says(u64, Vec<u8>),
    /// The plug is pulled.
    Unplugs,
    /// The plug is pulled when all that was said has arrived.
    UnplugsThen,
}

/// A message as the answering function sees it.
pub(crate) struct Asked<'a> {
    /// All of it, parity taken off.
    pub(crate) bytes: &'a [u8],
    /// How many messages with just these bytes came so far, this one included.
    pub(crate) times: usize,
}

type Answers<'a> = Box<dyn FnMut(&Asked<'_>) -> Vec<Does> + 'a>;

/// The line, and the meter at its end.
pub(crate) struct Scripted<'a> {
    answers: Answers<'a>,
    now: LineTime,
    settings: LineSettings,
    arriving: VecDeque<(LineTime, u8)>,
    /// Everything that reached the line, in messages, with the instant of its first bit.
    pub(crate) sent: Vec<(LineTime, Vec<u8>)>,
    /// Reflects what is sent, changed by this.
    pub(crate) echo: Option<fn(usize, u8) -> u8>,
    /// Before so many messages nothing is reflected.
    pub(crate) echo_from: usize,
    pub(crate) carrier: ParityCarrier,
    /// Every byte that was sent, parity still on.
    pub(crate) raw: Vec<u8>,
    last_baud: u32,
    gone: bool,
    gone_then: bool,
}

impl<'a> Scripted<'a> {
    pub(crate) fn new(answers: impl FnMut(&Asked<'_>) -> Vec<Does> + 'a) -> Scripted<'a> {
        Scripted {
            answers: Box::new(answers),
            now: LineTime::START,
            settings: LineSettings::OPENING,
            arriving: VecDeque::new(),
            sent: Vec::new(),
            echo: None,
            echo_from: 0,
            carrier: ParityCarrier::Port,
            raw: Vec::new(),
            last_baud: 0,
            gone: false,
            gone_then: false,
        }
    }

    /// The speed of the last message, in baud.
    pub(crate) fn settings_of_break(&self) -> u32 {
        self.last_baud
    }

    /// A meter that identifies itself with `/ABC5X` and says `P0(1234)`; `answers` is
    /// asked about everything else.
    pub(crate) fn programming(
        mut answers: impl FnMut(&Asked<'_>) -> Vec<Does> + 'a,
    ) -> Scripted<'a> {
        Scripted::new(move |asked| match asked.bytes {
            b"/?!\r\n" => says(b"/ABC5X\r\n"),
            b"\x06051\r\n" => says(&p0("(1234)")),
            [1, b'B', ..] => Vec::new(),
            _ => answers(asked),
        })
    }

    /// How often a command of this kind reached the line.
    pub(crate) fn count(&self, kind: &str) -> usize {
        let start = [b"\x01", kind.as_bytes()].concat();
        let begins = |(_, bytes): &&(LineTime, Vec<u8>)| bytes.starts_with(&start);
        self.sent.iter().filter(begins).count()
    }

    fn gone(&self) -> Result<(), TransportError> {
        if self.gone {
            Err(TransportError {
                port: "scripted".to_owned(),
                problem: PortProblem::Gone,
            })
        } else {
            Ok(())
        }
    }

    fn arrive(&mut self, start: LineTime, settings: LineSettings, bytes: &[u8]) {
        for (index, byte) in bytes.iter().enumerate() {
            // What is left of a very long message comes at once.
            let at = start + settings.duration_of((1 + index).min(LONG));
            let byte = if self.carrier == ParityCarrier::Port {
                *byte
            } else {
                with_even_parity(*byte)
            };
            if self.arriving.back().is_none_or(|(last, _)| *last <= at) {
                self.arriving.push_back((at, byte));
            } else {
                let place = self.arriving.partition_point(|(other, _)| *other <= at);
                self.arriving.insert(place, (at, byte));
            }
        }
    }
}

impl Transport for Scripted<'_> {
    fn now(&self) -> LineTime {
        self.now
    }

    fn configure(&mut self, settings: LineSettings) -> Result<ParityCarrier, TransportError> {
        self.settings = settings;
        Ok(self.carrier)
    }

    fn send(&mut self, bytes: &[u8]) -> Result<LineTime, TransportError> {
        self.gone()?;
        self.raw.extend(bytes);
        let codes: Vec<u8> = bytes.iter().map(|byte| byte & 0x7F).collect();
        let end = self.now + self.settings.duration_of(bytes.len());
        self.sent.push((self.now, codes.clone()));
        self.last_baud = self.settings.baud;
        if let Some(change) = self.echo.filter(|_| self.sent.len() > self.echo_from) {
            let echo: Vec<u8> = codes
                .iter()
                .enumerate()
                .map(|(i, c)| change(i, *c))
                .collect();
            self.arrive(self.now, self.settings, &echo);
        }
        // What the meter answers to an option select message comes at its new speed.
        let settings = match codes[..] {
            [6, _, z, _, b'\r', b'\n'] => {
                baud_of(char::from(z)).map_or(self.settings, LineSettings::seven_even)
            }
            _ => self.settings,
        };
        let times = self.sent.iter().filter(|(_, b)| *b == codes).count();
        let asked = Asked {
            bytes: &codes,
            times,
        };
        for does in (self.answers)(&asked) {
            match does {
                Does::Says(after, bytes) => {
                    self.arrive(end + Duration::from_millis(after), settings, &bytes);
                }
                Does::Unplugs => self.gone = true,
                Does::UnplugsThen => self.gone_then = true,
            }
        }
        Ok(end)
    }

    fn recv(&mut self, buffer: &mut [u8], deadline: LineTime) -> Result<usize, TransportError> {
        self.gone |= self.gone_then && self.arriving.is_empty();
        self.gone()?;
        let Some((first, _)) = self.arriving.front().filter(|(at, _)| *at <= deadline) else {
            self.now = self.now.max(deadline);
            return Ok(0);
        };
        self.now = self.now.max(*first);
        let mut count = 0;
        for slot in buffer {
            match self.arriving.pop_front_if(|(at, _)| *at <= self.now) {
                Some((_, byte)) => *slot = byte,
                None => break,
            }
            count += 1;
        }
        Ok(count)
    }
}

/// After the usual reaction time.
pub(crate) fn says(bytes: &[u8]) -> Vec<Does> {
    vec![Does::Says(200, bytes.to_vec())]
}

pub(crate) fn ack() -> Vec<Does> {
    says(b"\x06")
}

pub(crate) fn nak() -> Vec<Does> {
    says(b"\x15")
}

pub(crate) fn p0(operand: &str) -> Vec<u8> {
    let command = Command::new(CommandKind::P0, operand);
    encode(&Message::Command(command), BlockCheckKind::Xor)
}

/// A data message by XOR.
pub(crate) fn data(body: &str) -> Vec<u8> {
    encode(
        &Message::Data(DataMessage::framed(body)),
        BlockCheckKind::Xor,
    )
}

/// A partial block by XOR.
pub(crate) fn partial(body: &str) -> Vec<u8> {
    let message = DataMessage {
        ending: Ending::Partial,
        ..DataMessage::framed(body)
    };
    encode(&Message::Data(message), BlockCheckKind::Xor)
}

/// The same with one character changed.
pub(crate) fn damaged(mut bytes: Vec<u8>) -> Vec<u8> {
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    bytes
}
