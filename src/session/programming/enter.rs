//! From the request message to `P0`: how a session in programming mode begins.

use std::time::Duration;

use super::{Programming, is_break};
use crate::codec::identification::baud_of;
use crate::codec::{
    BlockCheckKind, Command, CommandKind, Identification, Message, Mode, OptionSelect,
};
use crate::link::{Link, LinkError};
use crate::session::data_block::is_plausible;
use crate::session::sign_on::{self, Opening};
use crate::session::{self, LineOptions, ModeChoice, SessionError, WakeUp};
use crate::transport::{LineSettings, LineTime};
use crate::watch::Stage;

/// A maker whose meters all sum their block check; for a `P0` that fits both rules.
const SUMS: &str = "EKT";

/// How many messages that mean nothing here are passed over.
const STRAY_MESSAGES: u32 = 20;

/// What came after the option select message.
enum Entered {
    /// `P0`, an ACK, or nothing.
    Yes(Option<Command>),
    /// The readout that a meter sends which does not follow.
    Readout,
    /// Codes that make no message: another speed, most likely.
    Noise,
}

impl Programming {
    /// Signs on: request, identification, option select with the mode character
    /// `select`, and `P0`. Where none comes it goes on without.
    ///
    /// The meter is signed off again if that fails or is cancelled.
    pub fn sign_on(
        link: &mut Link<'_>,
        options: &LineOptions,
        select: char,
    ) -> Result<Programming, SessionError> {
        let opening = sign_on::identify(link, options, false);
        let entered = match opening {
            Err(error) => {
                if link.has_spoken() {
                    session::sign_off(link, LineSettings::OPENING);
                }
                return Err(error);
            }
            Ok(Opening::Answered(_)) => Err(SessionError::ProgrammingRefused {
                identification: None,
            }),
            Ok(Opening::Identified { identification, at }) => Entry {
                link,
                options,
                select,
                identification,
                identified_at: at,
            }
            .run(),
        };
        if entered.is_err() {
            link.reach(Stage::SigningOff);
            let settings = link.settings();
            session::sign_off(link, settings);
        }
        entered
    }
}

struct Entry<'r, 'l> {
    link: &'r mut Link<'l>,
    options: &'r LineOptions,
    select: char,
    identification: Identification,
    identified_at: LineTime,
}

impl Entry<'_, '_> {
    fn run(mut self) -> Result<Programming, SessionError> {
        self.link.reach(Stage::Identified);
        let mode = match self.options.mode {
            ModeChoice::Auto => self.identification.announced_mode(),
            ModeChoice::A => Mode::A,
            ModeChoice::B => Mode::B,
            ModeChoice::C => Mode::C,
            ModeChoice::D => Mode::D,
        };
        match mode {
            Mode::C | Mode::E => {}
            // Some whose speed has no character of its own take the message all the same.
            Mode::A if self.options.mode == ModeChoice::Auto => return self.try_mode_a(),
            Mode::A | Mode::B | Mode::D => return Err(self.no_programming_mode()),
        }
        let offered = self.identification.baud_char();
        let too_fast = self
            .options
            .max_baud
            .is_some_and(|max| baud_of(offered).is_some_and(|baud| baud > max));
        let first = if too_fast { '0' } else { offered };
        let other = if too_fast { offered } else { '0' };
        let tried = self.ask(first)?;
        let operand = match tried {
            Entered::Yes(operand) => operand,
            // A meter that insists on its speed ignores a refusal of it.
            Entered::Readout if first == '0' && other != first => self.ask_again(other)?,
            Entered::Readout => return Err(self.refused()),
            Entered::Noise if other == first => None,
            Entered::Noise => {
                if self.reads_out_at_opening_speed()? {
                    return Err(self.refused());
                }
                self.ask_again(other)?
            }
        };
        Ok(self.entered(operand))
    }

    /// A meter that announces mode A sends its readout unless it takes the option select
    /// message.
    fn try_mode_a(mut self) -> Result<Programming, SessionError> {
        match self.ask(self.identification.baud_char())? {
            Entered::Yes(Some(operand)) => Ok(self.entered(Some(operand))),
            Entered::Yes(None) | Entered::Readout | Entered::Noise => {
                Err(self.no_programming_mode())
            }
        }
    }

    /// Says the option select message, switches once it has left the line, and waits
    /// for `P0`.
    fn ask(&mut self, baud_char: char) -> Result<Entered, SessionError> {
        let ready = self.identified_at + self.reaction();
        self.link
            .pause_until(ready)
            .map_err(at(Stage::Identified))?;
        let select = OptionSelect {
            mode: self.select,
            ..OptionSelect::programming(baud_char)
        };
        sign_on::select(self.link, select)?;
        self.hear_operand()
    }

    fn hear_operand(&mut self) -> Result<Entered, SessionError> {
        let timing = *self.link.timing();
        let mut limit = timing.for_operand();
        let mut acknowledged = false;
        for _ in 0..STRAY_MESSAGES {
            match self.link.listen(limit) {
                Ok(Message::Command(command)) if command.kind == CommandKind::P0 => {
                    return Ok(Entered::Yes(Some(command)));
                }
                Ok(Message::Command(command)) if is_break(&command) => {
                    return Err(SessionError::BrokenOff);
                }
                Ok(Message::Ack) if self.link.sample().len() == 1 => {
                    acknowledged = true;
                    limit = timing.for_operand_after_ack();
                }
                Ok(Message::Data(data)) if is_plausible(&data) => return Ok(Entered::Readout),
                Ok(_) => {}
                Err(LinkError::NoAnswer { .. }) => return Ok(Entered::Yes(None)),
                Err(LinkError::Noise { .. }) if !acknowledged => return Ok(Entered::Noise),
                Err(LinkError::Noise { sample, .. }) if sample.len() == 1 => {
                    return Ok(Entered::Yes(None));
                }
                // More than the ACK came: it was the beginning of an echo.
                Err(LinkError::Noise { .. }) => {
                    acknowledged = false;
                    limit = timing.for_operand();
                }
                Err(cause) => return Err(at(Stage::Speed)(cause)),
            }
        }
        Ok(Entered::Noise)
    }

    /// The meter did not follow: identifies it anew and asks it the other way.
    fn ask_again(&mut self, baud_char: char) -> Result<Option<Command>, SessionError> {
        let settings = self.link.settings();
        session::sign_off(self.link, settings);
        let options = LineOptions {
            wake_up: WakeUp::None,
            ..self.options.clone()
        };
        let opening = sign_on::identify(self.link, &options, false)?;
        let Opening::Identified { identification, at } = opening else {
            return Err(self.refused());
        };
        self.identification = identification;
        self.identified_at = at;
        self.link.note(format!(
            "Not understood: asking for programming mode again at {} Bd",
            baud_of(baud_char).unwrap_or(LineSettings::OPENING.baud)
        ));
        match self.ask(baud_char)? {
            Entered::Yes(operand) => Ok(operand),
            Entered::Readout => Err(self.refused()),
            Entered::Noise => Err(self.unreadable()),
        }
    }

    /// Whether a meter that did not switch sends its readout.
    fn reads_out_at_opening_speed(&mut self) -> Result<bool, SessionError> {
        let start = sign_on::opening_settings(self.options);
        self.link.configure(start).map_err(at(Stage::Recovering))?;
        let limit = self.link.timing().for_operand();
        for _ in 0..STRAY_MESSAGES {
            match self.link.listen(limit) {
                Ok(Message::Data(data)) if is_plausible(&data) => return Ok(true),
                Ok(_) => {}
                Err(LinkError::NoAnswer { .. } | LinkError::Noise { .. }) => break,
                Err(cause) => return Err(at(Stage::Recovering)(cause)),
            }
        }
        Ok(false)
    }

    fn entered(self, operand: Option<Command>) -> Programming {
        let manufacturer = self.identification.manufacturer();
        let likely = if manufacturer.eq_ignore_ascii_case(SUMS) {
            BlockCheckKind::Sum7
        } else {
            BlockCheckKind::Xor
        };
        let rule = self.options.block_check;
        let heard = self.link.last_byte();
        let mut programming = Programming {
            reaction: self.reaction(),
            identification: self.identification,
            operand: None,
            settings: self.link.settings(),
            rule,
            check: rule.unwrap_or(likely),
            parity: self.link.parity_found(),
            heard,
            last_spoken: self.link.now().min(heard).max(self.identified_at),
            quiet_until: LineTime::START,
            owed: false,
            unsettled_until: LineTime::START,
            open_locks: Vec::new(),
            over: false,
        };
        self.link.answer_with(programming.check);
        if let Some(command) = operand {
            programming.take_operand(self.link, &command);
        }
        programming
    }

    fn reaction(&self) -> Duration {
        sign_on::reaction(self.link, &self.identification)
    }

    fn no_programming_mode(&self) -> SessionError {
        SessionError::NoProgrammingMode {
            identification: self.identification.clone(),
        }
    }

    fn refused(&self) -> SessionError {
        SessionError::ProgrammingRefused {
            identification: Some(self.identification.clone()),
        }
    }

    fn unreadable(&self) -> SessionError {
        SessionError::Unreadable {
            sample: self.link.sample().to_vec(),
            foreign: None,
        }
    }
}

fn at(stage: Stage) -> impl FnOnce(LinkError) -> SessionError {
    SessionError::at(stage)
}
