//! From the identification message to the end of the data block (clauses 6.4.1 to
//! 6.4.4).

use std::time::Duration;

use super::sign_on::{self, Opening};
use super::{Interrupted, LineOptions, ModeChoice, SessionError, Telegram, WakeUp};
use crate::codec::identification::baud_of;
use crate::codec::{
    BlockCheck, CommandKind, DataMessage, Ending, Identification, Message, Mode, OptionSelect,
    control,
};
use crate::link::{Limit, Link, LinkError};
use crate::transport::{LineSettings, LineTime};
use crate::watch::Stage;

/// Receives the data block after `opening`.
pub(super) fn receive(
    link: &mut Link<'_>,
    options: &LineOptions,
    opening: Opening,
) -> Result<Telegram, Interrupted> {
    let (identification, identified_at) = match opening {
        Opening::Identified { identification, at } => (identification, at),
        Opening::Answered(data) => return Ok(answered(link, data)),
    };
    let mut readout = Readout {
        link,
        options,
        identification,
        identified_at,
        tried: Vec::new(),
        noise: false,
        salvaged: None,
    };
    match (readout.run(), readout.salvaged.take()) {
        (Ok((data, mode)), _) => Ok(readout.telegram(data, Some(mode))),
        (Err(SessionError::NoData { .. }), Some(salvaged)) => Ok(*salvaged),
        (Err(cause), salvaged) => {
            let kept = sign_on::unfinished(readout.link);
            let kept = kept.map(|kept| Box::new(readout.telegram(kept.data, None)));
            Err(Interrupted {
                cause,
                kept: kept.or(salvaged),
            })
        }
    }
}

fn answered(link: &Link<'_>, data: DataMessage) -> Telegram {
    Telegram {
        identification: None,
        identification_is_damaged: false,
        data,
        mode: None,
        baud: link.settings().baud,
        raw: link.received().to_vec(),
        identified_at: link.first_byte(),
        block_began_at: link.first_byte(),
        ended_at: link.last_byte(),
    }
}

/// What came after the meter was asked anew who it is.
enum Again {
    Identified,
    /// The whole block that was no longer waited for.
    Late(DataMessage),
    Nothing,
}

struct Readout<'r, 'l> {
    link: &'r mut Link<'l>,
    options: &'r LineOptions,
    identification: Identification,
    identified_at: LineTime,
    /// Speeds at which the block was waited for in vain.
    tried: Vec<u32>,
    noise: bool,
    /// The readable lines of a block that did not come whole: the most of them so far.
    salvaged: Option<Box<Telegram>>,
}

impl Readout<'_, '_> {
    fn run(&mut self) -> Result<(DataMessage, Mode), SessionError> {
        self.link.reach(Stage::Identified);
        let reaction = sign_on::reaction(self.link, &self.identification);
        let answer_at = self.identified_at + reaction;
        let mode = match self.options.mode {
            ModeChoice::Auto => self.identification.announced_mode(),
            ModeChoice::A => Mode::A,
            ModeChoice::B => Mode::B,
            ModeChoice::C => Mode::C,
            ModeChoice::D => Mode::D,
        };
        match mode {
            Mode::A => self.mode_a(),
            Mode::B => self.mode_b(),
            Mode::D => Ok((self.pushed_block()?, Mode::D)),
            Mode::C | Mode::E => {
                self.link
                    .pause_until(answer_at)
                    .map_err(at(Stage::Identified))?;
                if self.link.is_receiving() {
                    // Data without having been asked for: the meter pushes.
                    return self.pushed();
                }
                self.mode_c()
            }
        }
    }

    /// Mode A: the block follows at the opening speed (clause 6.4.1).
    fn mode_a(&mut self) -> Result<(DataMessage, Mode), SessionError> {
        let timing = self.link.timing();
        let limit = Limit {
            first: timing.identification,
            ..timing.for_block(self.link.settings())
        };
        if let Some(data) = self.block_within(limit)? {
            return Ok((data, Mode::A));
        }
        // Some that announce mode A want to be asked all the same.
        self.select('0')?;
        let data = self.block()?.ok_or_else(|| self.no_data())?;
        Ok((data, Mode::A))
    }

    /// Mode B: both sides switch, the block follows (clause 6.4.2).
    fn mode_b(&mut self) -> Result<(DataMessage, Mode), SessionError> {
        let baud = self.identification.announced_baud().unwrap_or(300);
        self.link.reach(Stage::Speed);
        self.link
            .configure(LineSettings {
                baud,
                ..self.link.settings()
            })
            .map_err(at(Stage::Speed))?;
        if let Some(data) = self.block()? {
            return Ok((data, Mode::B));
        }
        let late = if self.noise {
            self.block_at_opening_speed()?
        } else {
            None
        };
        Ok((late.ok_or_else(|| self.no_data())?, Mode::B))
    }

    /// Mode C: option select, switch, block (clause 6.4.3). A meter that does not
    /// follow is asked again the other way: at 300 Bd, or at its own speed.
    fn mode_c(&mut self) -> Result<(DataMessage, Mode), SessionError> {
        let offered = self.identification.baud_char();
        let offered_baud = baud_of(offered).unwrap_or(300);
        let too_fast = self.options.max_baud.is_some_and(|max| offered_baud > max);
        let first = if too_fast { '0' } else { offered };
        if let Some(data) = self.ask_for_block(first)? {
            return Ok((data, Mode::C));
        }
        let other = if first == '0' { offered } else { '0' };
        if other == first {
            return Err(self.no_data());
        }
        if self.noise
            && let Some(data) = self.block_at_opening_speed()?
        {
            if data.check.is_ok() == Some(true) {
                return Ok((data, Mode::C));
            }
            self.salvage(data);
        }
        let again = self.sign_on_again()?;
        if let Again::Late(data) = again {
            return Ok((data, Mode::C));
        }
        if matches!(again, Again::Identified) {
            self.link.note(format!(
                "No data at {} Bd: asking again at {} Bd",
                baud_of(first).unwrap_or(300),
                baud_of(other).unwrap_or(300)
            ));
            if let Some(data) = self.ask_for_block(other)? {
                return Ok((data, Mode::C));
            }
        }
        Err(self.no_data())
    }

    /// Says the option select message with `baud_char`, switches once it has left
    /// the line, and receives the block.
    fn ask_for_block(&mut self, baud_char: char) -> Result<Option<DataMessage>, SessionError> {
        self.select(baud_char)?;
        self.block()
    }

    fn select(&mut self, baud_char: char) -> Result<(), SessionError> {
        sign_on::select(self.link, OptionSelect::readout(baud_char))
    }

    /// The meter missed the switch of speed and sends its block at the opening speed;
    /// it does not listen until it is through.
    fn block_at_opening_speed(&mut self) -> Result<Option<DataMessage>, SessionError> {
        let start = sign_on::opening_settings(self.options);
        self.link.configure(start).map_err(at(Stage::Recovering))?;
        self.block()
    }

    /// No block came: breaks off and identifies anew.
    fn sign_on_again(&mut self) -> Result<Again, SessionError> {
        let settings = self.link.settings();
        super::sign_off(self.link, settings);
        let options = LineOptions {
            wake_up: WakeUp::None,
            ..self.options.clone()
        };
        match sign_on::identify(self.link, &options, false) {
            Ok(Opening::Identified {
                identification,
                at: received,
            }) => {
                self.identification = identification;
                self.identified_at = received;
                let answer_at = received + self.link.timing().reaction;
                self.link
                    .pause_until(answer_at)
                    .map_err(at(Stage::Identified))?;
                Ok(Again::Identified)
            }
            Ok(Opening::Answered(data)) => Ok(Again::Late(data)),
            Err(SessionError::Link { stage, cause }) => Err(SessionError::Link { stage, cause }),
            Err(_) => Ok(Again::Nothing),
        }
    }

    /// The block of a meter that sends without being asked.
    fn pushed(&mut self) -> Result<(DataMessage, Mode), SessionError> {
        let data = self.pushed_block()?;
        let mode = match data.framing {
            crate::codec::Framing::Unframed => Mode::D,
            _ => Mode::A,
        };
        Ok((data, mode))
    }

    /// A telegram that comes unasked, and again and again: with its end damaged, or an STX
    /// within it out of nowhere, it would never end, and where little of each one is heard
    /// it would take hours to become too long.
    fn pushed_block(&mut self) -> Result<DataMessage, SessionError> {
        let settings = self.link.settings();
        let limit = of_pushed(self.link.timing().for_block(settings), settings);
        self.block_within(limit)?.ok_or_else(|| self.no_data())
    }

    fn block(&mut self) -> Result<Option<DataMessage>, SessionError> {
        let limit = self.link.timing().for_block(self.link.settings());
        self.block_within(limit)
    }

    /// Waits for the data block; `None` if nothing readable comes.
    fn block_within(&mut self, limit: Limit) -> Result<Option<DataMessage>, SessionError> {
        self.link.reach(Stage::DataSets);
        let mut endless = 0;
        loop {
            match self.link.listen(limit) {
                Ok(Message::Data(data)) if is_plausible(&data) => {
                    self.link.reach(Stage::BlockCheck);
                    return Ok(Some(data));
                }
                Ok(Message::Identification(identification)) => self.identification = identification,
                Ok(Message::Command(command)) if command.kind == CommandKind::B0 => {
                    return Err(SessionError::BrokenOff);
                }
                Ok(message) => {
                    let mut is_over = endless >= STRAY_MESSAGES;
                    if let Message::Data(data) = message {
                        is_over |= data.ending == Ending::TooLong;
                        self.salvage(data);
                    }
                    if is_over {
                        break;
                    }
                    endless += 1;
                }
                Err(LinkError::NoAnswer { .. }) => break,
                Err(LinkError::Noise { .. }) => {
                    self.noise = true;
                    break;
                }
                Err(cause) => {
                    return Err(SessionError::Link {
                        stage: Stage::DataSets,
                        cause,
                    });
                }
            }
        }
        self.tried.push(self.link.settings().baud);
        Ok(None)
    }

    /// Keeps the lines that can be read at the beginning of a block that is none as a
    /// whole, if they are more than those of another one.
    fn salvage(&mut self, data: DataMessage) {
        let known = self.salvaged.as_ref();
        let known = known.map_or(0, |known| known.data.body.len());
        if let Some(lines) = readable(data).filter(|lines| lines.body.len() > known) {
            self.salvaged = Some(Box::new(self.telegram(lines, None)));
        }
    }

    fn no_data(&self) -> SessionError {
        SessionError::NoData {
            identification: self.identification.clone(),
            tried: self.tried.clone(),
            noise: self.noise,
        }
    }

    fn telegram(&self, data: DataMessage, mode: Option<Mode>) -> Telegram {
        let received = self.link.received();
        let line = self.identification.line().as_bytes();
        let start = memchr::memmem::find(received, line).unwrap_or(0);
        Telegram {
            mode: mode.or(Some(self.identification.announced_mode())),
            identification: Some(self.identification.clone()),
            identification_is_damaged: self.link.identification_is_damaged(),
            data,
            baud: self.link.settings().baud,
            raw: received.get(start..).unwrap_or(received).to_vec(),
            identified_at: self.identified_at,
            block_began_at: self.link.first_byte(),
            ended_at: self.link.last_byte(),
        }
    }
}

/// The longest telegram that comes unasked, in bytes; those of P1 have 1 to 4 kB.
const LONGEST_PUSHED: usize = 64 * 1024;

/// How much longer such a telegram may take than its characters: a network may hold it up.
const PUSHED_LATE: Duration = Duration::from_secs(30);

/// `limit` for a telegram that comes unasked.
pub(super) fn of_pushed(limit: Limit, settings: LineSettings) -> Limit {
    Limit {
        most: Some(LONGEST_PUSHED),
        whole: Some(settings.duration_of(LONGEST_PUSHED) + PUSHED_LATE),
        ..limit
    }
}

/// How many stray messages (ACK, NAK, echoed commands, unreadable frames) are
/// skipped before the block counts as missing.
const STRAY_MESSAGES: u32 = 50;

/// Whether a block is one. Garbage between a chance STX and ETX is not, even where a
/// check fits by chance.
pub(super) fn is_plausible(data: &DataMessage) -> bool {
    let readable = data
        .body
        .iter()
        .filter(|code| (0x20..0x7F).contains(*code) || matches!(**code, b'\r' | b'\n'))
        .count();
    let brackets = data.body.contains(&b'(') && data.body.contains(&b')');
    let empty = matches!(data.body.trim_ascii(), b"" | b"!") && data.check.is_ok() == Some(true);
    (brackets || empty) && readable * 20 >= data.body.len() * 19
}

/// The lines that can be read at the beginning of a block that is none as a whole, if there
/// are any.
pub(super) fn readable(data: DataMessage) -> Option<DataMessage> {
    let end = readable_lines(&data.body);
    (end > 0).then(|| DataMessage {
        body: data.body.get(..end).unwrap_or(&[]).to_vec(),
        ending: Ending::Cut,
        check: BlockCheck::ABSENT,
        ..data
    })
}

/// How many codes at the beginning of a block are whole data lines that can be read.
fn readable_lines(body: &[u8]) -> usize {
    let is_readable = |line: &&[u8]| {
        let text = line.trim_ascii_end();
        line.ends_with(b"\n")
            && text.contains(&b'(')
            && text.ends_with(b")")
            && text.iter().all(|code| control::is_printable(*code))
    };
    let lines = body.split_inclusive(|code| *code == b'\n');
    lines.take_while(is_readable).map(<[u8]>::len).sum()
}

fn at(stage: Stage) -> impl FnOnce(LinkError) -> SessionError {
    SessionError::at(stage)
}
