//! Telnet as far as a serial server speaks it (RFC 854, 855, 856, 858): what is data,
//! what is talk about options, and how data is written so that it stays data.
//!
//! A push decoder: any split of what is received gives the same. It answers requests
//! only where they change something, so no two ends can talk for ever, and nothing that
//! may have come from the meter is dropped: what makes no telnet command is data.
//! Knows no time and no ports; what [`com_port`](super::com_port) says is opaque here.

use zeroize::Zeroizing;

/// "Interpret as command": begins every telnet command; doubled, it is data.
const IAC: u8 = 0xFF;
const DONT: u8 = 0xFE;
const DO: u8 = 0xFD;
const WONT: u8 = 0xFC;
const WILL: u8 = 0xFB;
/// Begins a subnegotiation.
const SB: u8 = 0xFA;
/// Ends one.
const SE: u8 = 0xF0;
/// The first of the commands of one byte, "end of file" to "go ahead".
const FIRST_COMMAND: u8 = 0xEC;

/// 8 bits each way, CR as it is (RFC 856).
pub(super) const BINARY: u8 = 0;
/// No "go ahead" after every message (RFC 858).
const SUPPRESS_GO_AHEAD: u8 = 3;
/// Asks the other side to answer here in its flow of bytes (RFC 860).
const TIMING_MARK: u8 = 6;
/// Control of a serial port (RFC 2217).
pub(super) const COM_PORT: u8 = 44;

/// The longest subnegotiation that is believed; longer ones are data after one that was
/// begun by mistake.
const MAX_SUBNEGOTIATION: usize = 512;

const CR: u8 = 0x0D;
const LF: u8 = 0x0A;
const NUL: u8 = 0x00;

/// Something that the other side said besides data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Event {
    /// A subnegotiation of the COM-PORT-OPTION, without its frame.
    ComPort(Vec<u8>),
    /// It has come to a timing mark of ours.
    Mark,
}

/// Whether an option is in force in one direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Agreement {
    #[default]
    No,
    /// We asked, and nobody answered yet.
    Asked,
    Yes,
}

/// An option in both directions.
#[derive(Debug, Clone, Copy, Default)]
struct Sides {
    /// We use it (WILL).
    ours: Agreement,
    /// The other side does (DO).
    theirs: Agreement,
}

/// Where the decoder is within a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum State {
    #[default]
    Data,
    /// After IAC.
    Command,
    /// After IAC and WILL, WONT, DO or DONT.
    Option(u8),
    Subnegotiation,
    /// After IAC in a subnegotiation.
    SubnegotiationCommand,
}

/// One end of a telnet connection.
#[derive(Debug, Default)]
pub(super) struct Telnet {
    state: State,
    binary: Sides,
    suppress_go_ahead: Sides,
    com_port: Sides,
    /// Requests that were refused, by command and option: each is refused once.
    refused: Vec<(u8, u8)>,
    /// The subnegotiation under way. May hold what is no subnegotiation.
    held: Zeroizing<Vec<u8>>,
    /// The last data byte was a CR.
    after_cr: bool,
    replies: Vec<u8>,
}

impl Telnet {
    /// Asks for what a serial port needs, in one go.
    pub(super) fn begin(&mut self) -> Vec<u8> {
        self.com_port.ours = Agreement::Asked;
        for option in [&mut self.binary, &mut self.suppress_go_ahead] {
            option.ours = Agreement::Asked;
            option.theirs = Agreement::Asked;
        }
        [
            [IAC, WILL, COM_PORT],
            [IAC, WILL, BINARY],
            [IAC, DO, BINARY],
            [IAC, WILL, SUPPRESS_GO_AHEAD],
            [IAC, DO, SUPPRESS_GO_AHEAD],
        ]
        .concat()
    }

    /// Whether the port may be controlled.
    pub(super) fn com_port(&self) -> Agreement {
        self.com_port.ours
    }

    /// Whether 8 bits pass, to the other side and from it.
    pub(super) fn is_binary(&self) -> bool {
        self.binary.ours == Agreement::Yes && self.binary.theirs == Agreement::Yes
    }

    /// `data` as it goes over the connection.
    pub(super) fn encode(&self, data: &[u8]) -> Zeroizing<Vec<u8>> {
        // What is reserved at once is not moved about in memory: it may hold a password.
        let mut bytes = Zeroizing::new(Vec::with_capacity(data.len().saturating_mul(2)));
        let plain = self.binary.ours == Agreement::Yes;
        for (index, byte) in data.iter().enumerate() {
            bytes.push(*byte);
            match *byte {
                IAC => bytes.push(IAC),
                CR if !plain && data.get(index + 1) != Some(&LF) => bytes.push(NUL),
                _ => {}
            }
        }
        bytes
    }

    /// Takes in what was received: appends the data in it to `data` and tells the rest.
    pub(super) fn receive(&mut self, bytes: &[u8], data: &mut Vec<u8>) -> Vec<Event> {
        let mut events = Vec::new();
        for byte in bytes {
            events.extend(self.take(*byte, data));
        }
        events
    }

    /// What has to be sent in answer to what was received.
    pub(super) fn take_replies(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.replies)
    }

    /// Whether a subnegotiation began and has not ended.
    pub(super) fn is_within_subnegotiation(&self) -> bool {
        matches!(
            self.state,
            State::Subnegotiation | State::SubnegotiationCommand
        )
    }

    /// Gives up a subnegotiation that does not end: what it held is data.
    pub(super) fn give_up_subnegotiation(&mut self, data: &mut Vec<u8>) {
        if self.is_within_subnegotiation() {
            self.state = State::Data;
            self.release(data);
        }
    }

    fn take(&mut self, byte: u8, data: &mut Vec<u8>) -> Option<Event> {
        match self.state {
            State::Data if byte == IAC => self.state = State::Command,
            State::Data => self.take_data(byte, data),
            State::Command => self.take_command(byte, data),
            State::Option(verb) => {
                self.state = State::Data;
                return self.take_request(verb, byte);
            }
            State::Subnegotiation if byte == IAC => self.state = State::SubnegotiationCommand,
            State::Subnegotiation => self.hold(byte, data),
            State::SubnegotiationCommand => match byte {
                SE => {
                    self.state = State::Data;
                    let held = std::mem::take(&mut self.held);
                    return match held.split_first() {
                        Some((&COM_PORT, payload)) => Some(Event::ComPort(payload.to_vec())),
                        _ => None,
                    };
                }
                IAC => {
                    self.state = State::Subnegotiation;
                    self.hold(IAC, data);
                }
                // Another command before the end: it was none, or its end was lost.
                _ => {
                    self.release(data);
                    self.take_command(byte, data);
                }
            },
        }
        None
    }

    fn take_data(&mut self, byte: u8, data: &mut Vec<u8>) {
        let padding = self.after_cr && byte == NUL && self.binary.theirs != Agreement::Yes;
        self.after_cr = byte == CR;
        if !padding {
            data.push(byte);
        }
    }

    /// The byte after IAC.
    fn take_command(&mut self, byte: u8, data: &mut Vec<u8>) {
        self.state = match byte {
            DONT | DO | WONT | WILL => State::Option(byte),
            SB => State::Subnegotiation,
            FIRST_COMMAND..SB => State::Data,
            IAC => {
                self.take_data(IAC, data);
                State::Data
            }
            // No command: a server that does not double what its port received.
            _ => {
                self.take_data(IAC, data);
                self.take_data(byte, data);
                State::Data
            }
        };
    }

    fn hold(&mut self, byte: u8, data: &mut Vec<u8>) {
        self.held.push(byte);
        if self.held.len() > MAX_SUBNEGOTIATION {
            self.state = State::Data;
            self.release(data);
        }
    }

    fn release(&mut self, data: &mut Vec<u8>) {
        for byte in std::mem::take(&mut self.held).iter() {
            self.take_data(*byte, data);
        }
    }

    /// A request or an answer about an option.
    fn take_request(&mut self, verb: u8, option: u8) -> Option<Event> {
        if option == TIMING_MARK && matches!(verb, WILL | WONT) {
            return Some(Event::Mark);
        }
        let sides = match option {
            BINARY => Some(&mut self.binary),
            SUPPRESS_GO_AHEAD => Some(&mut self.suppress_go_ahead),
            COM_PORT => Some(&mut self.com_port),
            _ => None,
        };
        let (side, accept, refuse) = match verb {
            DO | DONT => (sides.map(|sides| &mut sides.ours), WILL, WONT),
            _ => (sides.map(|sides| &mut sides.theirs), DO, DONT),
        };
        let on = matches!(verb, DO | WILL);
        match side {
            Some(side) => {
                let before =
                    std::mem::replace(side, if on { Agreement::Yes } else { Agreement::No });
                let reply = match (before, on) {
                    (Agreement::No, true) => Some(accept),
                    (Agreement::Yes, false) => Some(refuse),
                    _ => None,
                };
                if let Some(reply) = reply {
                    self.replies.extend([IAC, reply, option]);
                }
            }
            None if on && !self.refused.contains(&(verb, option)) => {
                self.refused.push((verb, option));
                self.replies.extend([IAC, refuse, option]);
            }
            None => {}
        }
        None
    }
}

/// Asks the other side to answer when it has come to here.
pub(super) const ASK_FOR_MARK: [u8; 3] = [IAC, DO, TIMING_MARK];

/// A subnegotiation of the COM-PORT-OPTION.
pub(super) fn subnegotiation(payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![IAC, SB, COM_PORT];
    for byte in payload {
        bytes.push(*byte);
        if *byte == IAC {
            bytes.push(IAC);
        }
    }
    bytes.extend([IAC, SE]);
    bytes
}

#[cfg(test)]
mod tests;
