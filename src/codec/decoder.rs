//! Bytes to messages, however they are split.
//!
//! One state machine over 7-bit codes. It never searches backwards: the block
//! check is the one code after the first ETX or EOT, whatever its value. Codes
//! that belong to no message are counted as noise and dropped. Silence is told
//! to it by [`Decoder::finish`], because some messages end with nothing else.

use memchr::memchr3;
use zeroize::Zeroize;

use super::block_check::{BlockCheck, BlockCheckKind, crc16_extend};
use super::control::{ACK, CR, DEL, EOT, ETX, LF, NAK, NUL, SOH, STX, is_printable};
use super::data::{DataMessage, Ending, Framing};
use super::line::{identification_in, identification_start, request_in, starts_identification};
use super::{Command, Message, OptionSelect};

/// The longest data block that is kept, in bytes: a load profile of ten years of
/// quarter hours with eight channels has 26 MB.
pub const MAX_BODY: usize = 32 * 1024 * 1024;

/// The longest line outside a frame that may still become an identification or a
/// request, in bytes; the standard allows 21 and 37.
const MAX_LINE: usize = 1024;

/// Whose messages are received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// We are the reading device: identifications, data, P0, ACK and NAK come in.
    ReadingDevice,
    /// We are the meter: requests, option selects and commands come in.
    TariffDevice,
}

/// Where in a message the decoder is; the limit for the next code depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Between messages.
    Idle,
    /// Within a line that may become an identification or request message.
    Line,
    /// Within a message of more than one line, or a command.
    Body,
    /// ETX or EOT was received; the block check is due.
    Check,
    /// The `!` line of an unframed block was received; ETX may still follow.
    EndMark,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Idle,
    /// `buffer` holds a line outside any block, without its end.
    Line,
    /// `buffer` holds an unframed block; its last line starts at the index.
    Unframed {
        line: usize,
    },
    /// The end mark line of an unframed block is whole.
    EndMark,
    /// After STX.
    Frame,
    /// After SOH.
    Command,
    /// The end character of a frame, command or unframed block was received.
    Check {
        of: Block,
        end: u8,
    },
    /// After ACK, as the meter: an option select may follow.
    Select,
    /// The block was longer than [`MAX_BODY`]; dropped until the line is quiet.
    Skip,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Block {
    Frame,
    Command,
    Unframed,
}

/// Push decoder: bytes in, messages out.
#[derive(Debug, Clone)]
pub struct Decoder {
    role: Role,
    state: State,
    buffer: Vec<u8>,
    /// CRC from the `/` of an identification up to here, for the telegram that may
    /// follow it without a frame.
    crc: Option<u16>,
    /// An empty line followed the identification, as in telegrams that a meter pushes
    /// (mode D): they end with the line of their `!`, and no ETX follows.
    pushed: bool,
    noise: usize,
    /// How much of it came before the identification message that was received last.
    noise_before_identification: usize,
    /// The rule of the meter's block check, once it is known.
    rule: Option<BlockCheckKind>,
    /// A code of the message being received broke parity, or came as NUL.
    parity_broken: bool,
    /// Where an identification starts in the line, and how long the line was when that
    /// was looked for: noise in it asks again and again.
    looked: (usize, Option<usize>),
    /// The line has parity, so that codes of odd weight are damaged.
    has_parity: bool,
    /// Codes of the message being received that have odd weight.
    odd: usize,
    /// Codes of it that came as NUL.
    blank: usize,
    /// The same of the identification message that was received last.
    identification_is_damaged: bool,
}

impl Decoder {
    /// A decoder for what the other side sends.
    pub fn new(role: Role) -> Decoder {
        Decoder {
            role,
            state: State::Idle,
            buffer: Vec::new(),
            crc: None,
            pushed: false,
            noise: 0,
            noise_before_identification: 0,
            rule: None,
            parity_broken: false,
            looked: (0, None),
            has_parity: false,
            odd: 0,
            blank: 0,
            identification_is_damaged: false,
        }
    }

    /// Judges every block check by one rule from now on; `None` tries both.
    pub fn set_rule(&mut self, rule: Option<BlockCheckKind>) {
        self.rule = rule;
    }

    /// Tells that a code of the message being received broke parity: a check that
    /// then fits the sum but not XOR fits by chance.
    pub fn note_parity_error(&mut self) {
        self.parity_broken = true;
    }

    /// Tells whether what was received so far carries even parity in bit 7.
    pub fn set_parity(&mut self, has_parity: bool) {
        self.has_parity = has_parity;
    }

    /// Tells that the next code came with an odd number of ones, bit 7 included: it is
    /// damaged if there turns out to be parity.
    pub fn note_odd_code(&mut self) {
        self.odd = self.odd.saturating_add(1);
    }

    /// Whether a code of the identification message that was received last broke parity
    /// or came as NUL, which is how some ports tell the same.
    pub fn identification_is_damaged(&self) -> bool {
        self.identification_is_damaged
    }

    /// Takes bytes up to the end of the first message in them; returns how many.
    ///
    /// Call again with the rest: the count may be 0 once, where a byte ends one
    /// message and belongs to the next.
    pub fn push(&mut self, bytes: &[u8]) -> (usize, Option<Message>) {
        let mut taken = 0;
        while let Some(rest) = bytes.get(taken..) {
            let Some(&first) = rest.first() else { break };
            if self.state == State::Frame {
                let run = memchr3(ETX, EOT, NUL, rest).unwrap_or(rest.len());
                let room = MAX_BODY.saturating_sub(self.buffer.len());
                let kept = run.min(room);
                self.buffer.extend(rest.iter().take(kept));
                taken += kept;
                if kept < run {
                    return (taken, Some(self.give_up()));
                }
                if run > 0 {
                    continue;
                }
            }
            let (used, message) = self.step(first & 0x7F);
            taken += usize::from(used);
            if message.is_some() {
                return (taken, message);
            }
        }
        (taken, None)
    }

    /// Takes all bytes and returns the messages they complete.
    pub fn push_all(&mut self, mut bytes: &[u8]) -> Vec<Message> {
        let mut messages = Vec::new();
        while !bytes.is_empty() {
            let (taken, message) = self.push(bytes);
            bytes = bytes.get(taken..).unwrap_or(&[]);
            messages.extend(message);
        }
        messages
    }

    /// The line went quiet, or the file ended: what is unfinished ends here. Asked again,
    /// it gives the whole identification that had cut the block given first, if one had.
    pub fn finish(&mut self) -> Option<Message> {
        let state = std::mem::replace(&mut self.state, State::Idle);
        match state {
            State::Idle | State::Skip => None,
            // Noise may look like an identification; a real one has a line end.
            State::Line if self.role == Role::ReadingDevice && !self.line_is_ended() => {
                self.drop_line();
                None
            }
            State::Line => self.end_line(None).or_else(|| self.finish_opened_block()),
            State::Unframed { line } => {
                // The last line may lack its end: it is judged as if it had one.
                let (_, message) = self.end_unframed_line(line, None);
                if self.state == State::Line && !self.line_is_ended() {
                    self.drop_line();
                }
                match (message, self.state) {
                    (Some(message), _) => Some(message),
                    (None, State::EndMark) => Some(self.take_unframed(Ending::EndMark)),
                    (None, _) => Some(self.take_unframed(Ending::Cut)),
                }
            }
            State::EndMark => Some(self.take_unframed(Ending::EndMark)),
            State::Frame => {
                // The end mark tells that all data came, though the frame is not closed.
                let last = memchr::memrchr(b'\n', self.buffer.trim_ascii_end());
                let ending = match self.end_mark_in(last.map_or(0, |end| end + 1)) {
                    Some(_) => Ending::EndMark,
                    None => Ending::Cut,
                };
                Some(self.take_data(Framing::Framed, ending, BlockCheck::ABSENT))
            }
            State::Command => {
                self.noise += self.buffer.len() + 1;
                self.buffer.clear();
                None
            }
            State::Check { of, end } => self.take_checked(of, end, None),
            State::Select if self.buffer.is_empty() => Some(Message::Ack),
            State::Select => {
                self.noise += self.buffer.len() + 1;
                self.buffer.clear();
                None
            }
        }
    }

    /// Drops what is unfinished, without a message.
    pub fn reset(&mut self) {
        // What the head reflects may hold a password.
        self.buffer.zeroize();
        *self = Decoder {
            rule: self.rule,
            identification_is_damaged: self.identification_is_damaged,
            ..Decoder::new(self.role)
        };
    }

    /// The data block being received, so far; empty when there is none.
    pub fn pending(&self) -> &[u8] {
        match self.state {
            State::Frame
            | State::Unframed { .. }
            | State::EndMark
            | State::Check {
                of: Block::Frame | Block::Unframed,
                ..
            } => &self.buffer,
            _ => &[],
        }
    }

    /// Where in a message the decoder is.
    pub fn phase(&self) -> Phase {
        match self.state {
            State::Idle | State::Skip => Phase::Idle,
            State::Line | State::Select => Phase::Line,
            State::Unframed { .. } | State::Frame | State::Command => Phase::Body,
            State::EndMark => Phase::EndMark,
            State::Check { .. } => Phase::Check,
        }
    }

    /// How many codes belonged to no message.
    pub fn noise(&self) -> usize {
        self.noise
    }

    /// How many codes that belonged to no message came before the identification message
    /// that was received last.
    pub fn noise_before_identification(&self) -> usize {
        self.noise_before_identification
    }

    /// Takes one code; says whether it was used up, and the message it completes.
    fn step(&mut self, code: u8) -> (bool, Option<Message>) {
        match self.state {
            State::Idle => (true, self.in_idle(code)),
            State::Line => self.in_line(code),
            State::Unframed { line } => self.in_unframed(line, code),
            State::EndMark => self.in_end_mark(code),
            State::Frame | State::Command => (true, self.in_frame(code)),
            State::Check { of, end } => (true, self.take_checked(of, end, Some(code))),
            State::Select => self.in_select(code),
            State::Skip => {
                self.noise += 1;
                (true, None)
            }
        }
    }

    fn in_idle(&mut self, code: u8) -> Option<Message> {
        match code {
            SOH => self.begin(State::Command),
            STX => self.begin(State::Frame),
            ACK if self.role == Role::TariffDevice => self.begin(State::Select),
            ACK => return Some(Message::Ack),
            NAK => return Some(Message::Nak),
            CR | LF => {
                self.crc = self.crc.map(|crc| crc16_extend(crc, &[code]));
                self.pushed = code == LF && self.crc.is_some();
            }
            _ if is_printable(code) => {
                self.begin(State::Line);
                self.buffer.push(code);
            }
            _ => {
                self.noise += 1;
                self.take_damaged();
            }
        }
        None
    }

    fn in_line(&mut self, code: u8) -> (bool, Option<Message>) {
        if self.buffer.last() == Some(&CR) && code != LF {
            return (false, self.end_line(None));
        }
        match code {
            LF => (true, self.end_line(Some(LF))),
            CR => {
                self.buffer.push(CR);
                (true, None)
            }
            ETX | EOT if self.identification_start().is_none() && self.holds_data() => {
                self.state = State::Check {
                    of: Block::Unframed,
                    end: code,
                };
                (true, None)
            }
            ETX if self.identification_start().is_some() => {
                let message = self.line_message(None);
                (true, message)
            }
            SOH | STX if self.request_is_whole() => {
                let message = self.line_message(None);
                (false, message)
            }
            // A control character that slipped into an identification is left out of
            // its text, and counts into the check of the telegram.
            SOH | STX if self.buffer.len() < MAX_LINE && self.identification_start().is_some() => {
                self.buffer.push(code);
                (true, None)
            }
            SOH | STX | ACK | NAK => {
                self.drop_line();
                (false, None)
            }
            _ if is_printable(code) && self.buffer.len() < MAX_LINE => {
                self.buffer.push(code);
                (true, None)
            }
            _ if is_printable(code) => {
                self.drop_line();
                self.noise += 1;
                (true, None)
            }
            _ => {
                self.noise += 1;
                self.blank += usize::from(code == NUL);
                (true, None)
            }
        }
    }

    /// Ends the line in `buffer`, with `end` if it was sent: an identification or
    /// request comes out, a data line opens an unframed block, all else is noise.
    fn end_line(&mut self, end: Option<u8>) -> Option<Message> {
        if self.identification_start().is_none() && self.holds_data() {
            let (_, message) = self.end_unframed_line(0, end);
            return message;
        }
        self.line_message(end)
    }

    /// The block that the last line before silence opened.
    fn finish_opened_block(&mut self) -> Option<Message> {
        match self.state {
            State::Idle => None,
            _ => self.finish(),
        }
    }

    fn in_unframed(&mut self, line: usize, code: u8) -> (bool, Option<Message>) {
        if self.buffer.len() >= MAX_BODY {
            return (false, Some(self.give_up()));
        }
        if code != LF
            && self
                .buffer
                .get(line..)
                .is_some_and(|l| l.last() == Some(&CR))
        {
            return self.end_unframed_line(line, None);
        }
        match code {
            LF => self.end_unframed_line(line, Some(LF)),
            ETX | EOT => {
                self.state = State::Check {
                    of: Block::Unframed,
                    end: code,
                };
                (true, None)
            }
            NUL | DEL => {
                self.noise += 1;
                // Between lines it is padding.
                let within = self.buffer.len() > line;
                self.blank += usize::from(code == NUL && within);
                (true, None)
            }
            _ => {
                self.buffer.push(code);
                (true, None)
            }
        }
    }

    /// Ends the line at `line` of an unframed block, with `end` if it was sent.
    fn end_unframed_line(&mut self, line: usize, end: Option<u8>) -> (bool, Option<Message>) {
        let text = self.buffer.get(line..).unwrap_or(&[]);
        if starts_identification(text) {
            // The block before was cut; its message comes first, the code again.
            let next = self.buffer.split_off(line);
            let cut = self.take_unframed(Ending::Cut);
            self.begin(State::Line);
            self.buffer = next;
            return (false, Some(cut));
        }
        let mark = self.end_mark_in(line);
        self.buffer.extend(end);
        match mark {
            Some(EndMarkKind::Checked(crc)) => {
                let message = self.take_telegram(line, crc);
                (end.is_some(), Some(message))
            }
            Some(EndMarkKind::Plain) if self.pushed && end.is_some() => {
                (true, Some(self.take_unframed(Ending::EndMark)))
            }
            Some(EndMarkKind::Plain) => {
                self.state = State::EndMark;
                (end.is_some(), None)
            }
            None => {
                self.state = State::Unframed {
                    line: self.buffer.len(),
                };
                (end.is_some(), None)
            }
        }
    }

    fn in_end_mark(&mut self, code: u8) -> (bool, Option<Message>) {
        match code {
            ETX | EOT => {
                self.state = State::Check {
                    of: Block::Unframed,
                    end: code,
                };
                (true, None)
            }
            LF | CR | NUL => {
                if code != NUL && self.buffer.len() < MAX_BODY {
                    self.buffer.push(code);
                }
                (true, None)
            }
            _ => (false, Some(self.take_unframed(Ending::EndMark))),
        }
    }

    /// One code of a frame or command; runs of a frame go the fast way in `push`.
    fn in_frame(&mut self, code: u8) -> Option<Message> {
        match code {
            ETX | EOT => {
                let of = if self.state == State::Frame {
                    Block::Frame
                } else {
                    Block::Command
                };
                self.state = State::Check { of, end: code };
                None
            }
            NUL => {
                self.noise += 1;
                // Padding, or how a port tells a broken parity.
                self.parity_broken = true;
                None
            }
            LF if self.state == State::Command && self.role == Role::ReadingDevice => {
                // No command of a meter has a line end: its SOH slipped into a line.
                self.buffer.insert(0, SOH);
                self.state = State::Line;
                self.end_line(Some(LF))
            }
            _ if self.buffer.len() >= MAX_BODY => Some(self.give_up()),
            _ => {
                self.buffer.push(code);
                None
            }
        }
    }

    /// After ACK, as the meter: V, Z, Y, CR, LF.
    fn in_select(&mut self, code: u8) -> (bool, Option<Message>) {
        match (self.buffer.as_slice(), code) {
            ([protocol, baud, mode] | [protocol, baud, mode, CR], LF) => {
                let select = OptionSelect {
                    protocol: char::from(*protocol),
                    baud: char::from(*baud),
                    mode: char::from(*mode),
                };
                self.begin(State::Idle);
                (true, Some(Message::OptionSelect(select)))
            }
            ([_, _, _], CR) => {
                self.buffer.push(CR);
                (true, None)
            }
            ([] | [_] | [_, _], _) if is_printable(code) => {
                self.buffer.push(code);
                (true, None)
            }
            ([], _) => {
                self.begin(State::Idle);
                (false, Some(Message::Ack))
            }
            _ => {
                self.noise += self.buffer.len() + 1;
                self.begin(State::Idle);
                (false, None)
            }
        }
    }

    fn begin(&mut self, state: State) {
        self.buffer.clear();
        self.looked = (0, None);
        self.state = state;
    }

    fn drop_line(&mut self) {
        self.noise += self.buffer.len();
        self.take_damaged();
        self.begin(State::Idle);
    }

    /// How many codes of the message that ends here are known to be damaged.
    fn take_damaged(&mut self) -> usize {
        let (odd, blank) = (
            std::mem::take(&mut self.odd),
            std::mem::take(&mut self.blank),
        );
        if self.has_parity { odd + blank } else { blank }
    }

    /// The message that the line in `buffer` is, if any; leaves the decoder idle.
    fn line_message(&mut self, end: Option<u8>) -> Option<Message> {
        let line = std::mem::take(&mut self.buffer);
        let damaged = self.take_damaged();
        self.state = State::Idle;
        let message = match self.role {
            Role::ReadingDevice => identification_in(&line).map(|(start, identification)| {
                let crc = crc16_extend(0, line.get(start..).unwrap_or(&[]));
                self.crc = Some(crc16_extend(crc, end.as_slice()));
                self.pushed = false;
                self.identification_is_damaged = damaged > 0;
                self.noise_before_identification = self.noise;
                Message::Identification(identification)
            }),
            Role::TariffDevice => request_in(&line).map(Message::Request),
        };
        if message.is_none() {
            self.noise += line.len();
        }
        message
    }

    fn holds_data(&self) -> bool {
        self.role == Role::ReadingDevice
            && (self.buffer.contains(&b'(') && self.buffer.contains(&b')')
                || self.crc.is_some() && self.buffer.first() == Some(&b'!'))
    }

    /// Whether a line that nothing follows is whole: by its CR, or because it holds
    /// data, which is kept however it ends.
    fn line_is_ended(&self) -> bool {
        self.buffer.last() == Some(&CR) || self.holds_data()
    }

    fn identification_start(&mut self) -> Option<usize> {
        let length = self.buffer.len();
        if self.role == Role::ReadingDevice && self.looked.0 != length {
            self.looked = (length, identification_start(&self.buffer));
        }
        self.looked.1
    }

    fn request_is_whole(&self) -> bool {
        self.role == Role::TariffDevice && request_in(&self.buffer).is_some()
    }

    /// Whether the line from `line` to the end of `buffer` ends the block.
    fn end_mark_in(&self, line: usize) -> Option<EndMarkKind> {
        let text = self.buffer.get(line..).unwrap_or(&[]).trim_ascii();
        if let Some(check) = text.strip_prefix(b"!") {
            let crc = std::str::from_utf8(check)
                .ok()
                .filter(|hex| (1..=4).contains(&hex.len()))
                .and_then(|hex| u16::from_str_radix(hex, 16).ok());
            return Some(match crc {
                Some(crc) if self.crc.is_some() => EndMarkKind::Checked(crc),
                _ => EndMarkKind::Plain,
            });
        }
        text.ends_with(b")!").then_some(EndMarkKind::Plain)
    }

    fn take_checked(&mut self, of: Block, end: u8, check: Option<u8>) -> Option<Message> {
        let ending = if end == EOT {
            Ending::Partial
        } else {
            Ending::Complete
        };
        // The end character counts into the check but not into the text.
        self.buffer.push(end);
        let judged = check.map_or(BlockCheck::ABSENT, |check| self.judge(check));
        self.buffer.pop();
        match of {
            Block::Frame => Some(self.take_data(Framing::Framed, ending, judged)),
            Block::Unframed => Some(self.take_data(Framing::StxLost, ending, judged)),
            Block::Command => {
                let bytes = std::mem::take(&mut self.buffer);
                self.state = State::Idle;
                let command = Command::parse(&bytes, end == EOT, judged);
                if command.is_none() {
                    self.noise += bytes.len() + 2;
                }
                command.map(Message::Command)
            }
        }
    }

    /// Judges the check behind `buffer`, which ends with ETX or EOT.
    fn judge(&mut self, check: u8) -> BlockCheck {
        let broken = std::mem::take(&mut self.parity_broken);
        match self.rule.or(broken.then_some(BlockCheckKind::Xor)) {
            Some(rule) => BlockCheck::of_frame_by(rule, &self.buffer, check),
            None => BlockCheck::of_frame(&self.buffer, check),
        }
    }

    fn take_unframed(&mut self, ending: Ending) -> Message {
        self.take_data(Framing::Unframed, ending, BlockCheck::ABSENT)
    }

    /// A P1 telegram whose end mark line starts at `line` and carries `received`.
    fn take_telegram(&mut self, line: usize, received: u16) -> Message {
        let text = self.buffer.get(line..).unwrap_or(&[]);
        let mark = line + text.iter().position(|c| *c == b'!').unwrap_or(0);
        let checked = self.buffer.get(..=mark).unwrap_or(&[]);
        let check = BlockCheck {
            kind: BlockCheckKind::Crc16,
            received: Some(received),
            computed: crc16_extend(self.crc.unwrap_or(0), checked),
        };
        self.take_data(Framing::Unframed, Ending::EndMark, check)
    }

    fn give_up(&mut self) -> Message {
        let framing = if self.state == State::Frame {
            Framing::Framed
        } else {
            Framing::Unframed
        };
        let message = self.take_data(framing, Ending::TooLong, BlockCheck::ABSENT);
        self.state = State::Skip;
        message
    }

    fn take_data(&mut self, framing: Framing, ending: Ending, check: BlockCheck) -> Message {
        let body = std::mem::take(&mut self.buffer);
        self.state = State::Idle;
        self.crc = None;
        self.pushed = false;
        let damaged = self.take_damaged();
        Message::Data(DataMessage {
            body,
            framing,
            ending,
            check,
            damaged,
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum EndMarkKind {
    Plain,
    Checked(u16),
}
