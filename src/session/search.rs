//! Tries to get an identification message, one way after the other, and remembers
//! what was heard on the way.

use super::data_block::{is_plausible, of_pushed, readable};
use super::sign_on::Opening;
use super::{SessionError, WakeUp};
use crate::codec::{Command, DataMessage, Ending, Framing, Message};
use crate::link::{Foreign, Limit, Link, LinkError};
use crate::transport::LineSettings;
use crate::watch::Stage;

/// NUL characters of a standard wake-up: 2.17 s at 300 Bd (annex B: 2.1 to 2.3 s).
const WAKE_UP_STANDARD: usize = 65;
/// NUL characters of the short form that some heat meters take.
const WAKE_UP_SHORT: usize = 40;

/// Characters of 300 Bd that 130 ms have room for: a P1 telegram of 1 kB takes 90 ms.
const SHORT_BURST: usize = 4;
/// Request messages sent into noise before other ways are tried.
const ATTEMPTS_IN_NOISE: u32 = 2;

/// How many codes of noise may stand before an identification message; after more of
/// them it is noise as well.
const NOISE_BEFORE_IDENTIFICATION: usize = 120;

/// A search for a meter on one line.
pub(super) struct Search<'s, 'l> {
    link: &'s mut Link<'l>,
    request: Message,
    requests: u32,
    noise: Vec<u8>,
    foreign: Option<Foreign>,
    /// The longest tail of a telegram whose beginning was missed.
    tail: Option<DataMessage>,
}

impl<'s, 'l> Search<'s, 'l> {
    pub(super) fn new(link: &'s mut Link<'l>, request: Message) -> Search<'s, 'l> {
        Search {
            link,
            request,
            requests: 0,
            noise: Vec::new(),
            foreign: None,
            tail: None,
        }
    }

    /// Whether anything came that was neither a message nor echo.
    pub(super) fn heard_noise(&self) -> bool {
        !self.noise.is_empty()
    }

    /// Whether the noise was so short that, at the opening speed, only a telegram at
    /// 115 200 Bd fits into it.
    pub(super) fn heard_short_burst(&self) -> bool {
        (1..=SHORT_BURST).contains(&self.noise.len())
    }

    /// Sends the request message up to `attempts` times at `settings`.
    pub(super) fn ask(
        &mut self,
        settings: LineSettings,
        wake_up: WakeUp,
        attempts: u32,
    ) -> Result<Option<Opening>, SessionError> {
        self.configure(settings)?;
        // Where parity is a guess, each way is tried with and without.
        let least = if self.link.restart_parity() { 2 } else { 1 };
        let attempts = attempts.max(least);
        for attempt in 1..=attempts {
            self.wake(wake_up)?;
            self.link.reach(Stage::Request);
            self.link.forget_received();
            let request = self.request.clone();
            let sent = self.link.say(&request).map_err(at(Stage::Request))?;
            self.requests += 1;
            let mut limit = self.link.timing().for_identification();
            if attempt == attempts && (attempts > 1 || wake_up != WakeUp::None) {
                // The last attempt gives a slow meter or modem a chance.
                limit.first *= 2;
            }
            if let Some(opening) = self.hear(limit, Stage::Request)? {
                return Ok(Some(opening));
            }
            if self.heard_noise() && attempt >= ATTEMPTS_IN_NOISE {
                return Ok(None);
            }
            if self
                .foreign
                .is_some_and(|f| f != Foreign::WrongSpeed && f != Foreign::Inverted)
            {
                return Err(self.failure());
            }
            self.link.note(format!(
                "No answer to the request message, attempt {attempt} of {attempts}"
            ));
            let repeat = sent + self.link.timing().request_pause;
            self.link.pause_until(repeat).map_err(at(Stage::Request))?;
            self.link.try_other_parity();
        }
        Ok(None)
    }

    /// Frees a meter that is left in an old session: break at `settings`, a pause,
    /// and a request, because it may have stayed at that speed.
    pub(super) fn free(&mut self, settings: LineSettings) -> Result<Option<Opening>, SessionError> {
        self.configure(settings)?;
        self.link.reach(Stage::Recovering);
        let sent = self
            .link
            .say(&Message::Command(Command::sign_off()))
            .map_err(at(Stage::Recovering))?;
        let ready = sent + self.link.timing().after_break;
        self.link
            .pause_until(ready)
            .map_err(at(Stage::Recovering))?;
        self.ask(settings, WakeUp::None, 1)
    }

    /// Waits for a telegram that the meter sends unasked. Noise ends it early if the
    /// speed is `a_guess`; otherwise it is the tail of the telegram before.
    pub(super) fn listen(
        &mut self,
        settings: LineSettings,
        a_guess: bool,
    ) -> Result<Option<Opening>, SessionError> {
        self.configure(settings)?;
        self.link.reach(Stage::Listening);
        self.link.begin_listening();
        let limit = self.link.timing().for_push(settings);
        let until = self.link.now() + limit.first;
        loop {
            let heard = self.hear(limit, Stage::Listening)?;
            if heard.is_some() || a_guess || self.link.now() >= until {
                return Ok(heard);
            }
            self.link.begin_listening();
        }
    }

    /// Nobody was found: the tail of a telegram, if one was heard, or why.
    pub(super) fn end(mut self) -> Result<Opening, SessionError> {
        match self.tail.take() {
            Some(tail) => Ok(Opening::Answered(tail)),
            None => Err(self.failure()),
        }
    }

    /// Keeps the lines of a tail that can be read, if there are more than of another one.
    fn keep_tail(&mut self, data: DataMessage) {
        let known = self.tail.as_ref().map_or(0, |tail| tail.body.len());
        self.tail = readable(data)
            .filter(|tail| tail.body.len() > known)
            .or(self.tail.take());
    }

    fn failure(&self) -> SessionError {
        if self.noise.is_empty() {
            SessionError::NoAnswer {
                requests: self.requests,
                echo: self.link.echo_seen(),
                listening: self.requests == 0,
            }
        } else {
            SessionError::Unreadable {
                sample: self.noise.clone(),
                foreign: self.foreign,
            }
        }
    }

    fn configure(&mut self, settings: LineSettings) -> Result<(), SessionError> {
        self.link.configure(settings).map_err(at(Stage::Opening))
    }

    fn wake(&mut self, wake_up: WakeUp) -> Result<(), SessionError> {
        let (count, pause) = match wake_up {
            WakeUp::None => return Ok(()),
            WakeUp::Standard => (WAKE_UP_STANDARD, self.link.timing().after_wake_up),
            WakeUp::Short => (WAKE_UP_SHORT, std::time::Duration::ZERO),
        };
        self.link.reach(Stage::WakingUp);
        let sent = self.link.wake_up(count).map_err(at(Stage::WakingUp))?;
        self.link
            .pause_until(sent + pause)
            .map_err(at(Stage::WakingUp))
    }

    /// Waits for an identification message, or for data that comes without one.
    fn hear(&mut self, limit: Limit, stage: Stage) -> Result<Option<Opening>, SessionError> {
        let until = self.link.now() + limit.first + limit.noise;
        // Whoever is asked may push, and go on and on.
        let limit = of_pushed(limit, self.link.settings());
        loop {
            match self.link.listen(limit) {
                Ok(Message::Identification(identification))
                    if self.link.noise_before_identification() <= NOISE_BEFORE_IDENTIFICATION =>
                {
                    self.link.settle_parity();
                    self.link.identified(&identification);
                    let at = self.link.last_byte();
                    return Ok(Some(Opening::Identified { identification, at }));
                }
                Ok(Message::Data(data))
                    if data.framing == Framing::Framed
                        && data.ending == Ending::Complete
                        && !data.check.is_wrong()
                        && is_plausible(&data) =>
                {
                    self.link.settle_parity();
                    return Ok(Some(Opening::Answered(data)));
                }
                // Its beginning and its end were missed; what can be read of it is kept.
                Ok(Message::Data(data)) if data.ending == Ending::TooLong => {
                    return Ok(readable(data).map(Opening::Answered));
                }
                // Something like a message within noise without end.
                Ok(Message::Identification(_)) => {
                    self.noise = self.link.sample().to_vec();
                    return Ok(None);
                }
                // The tail of a telegram that was under way, a stray ACK, a break.
                Ok(message) => {
                    if let Message::Data(data) = message {
                        self.keep_tail(data);
                    }
                    if self.link.now() >= until {
                        return Ok(None);
                    }
                }
                Err(LinkError::NoAnswer { .. }) => return Ok(None),
                Err(LinkError::Noise {
                    sample, foreign, ..
                }) => {
                    self.noise = sample;
                    self.foreign = foreign.or(self.foreign);
                    return Ok(None);
                }
                Err(cause) => return Err(SessionError::Link { stage, cause }),
            }
        }
    }
}

fn at(stage: Stage) -> impl FnOnce(LinkError) -> SessionError {
    SessionError::at(stage)
}
