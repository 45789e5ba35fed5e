//! A meter that is signed on, and what every task asks of it: reading, logging in,
//! signing on anew.

use std::sync::Arc;

use super::answer;
use super::desk::{Desk, Stop};
use super::line::Line;
use crate::clock::Anchor;
use crate::codec::{CommandKind, Identification};
use crate::link::{CancelToken, Link, LinkError, WriteGuard};
use crate::meter::DataSet;
use crate::order::Order;
use crate::profile::{Kind, Profile, RegisterDef, normal_address};
use crate::session::SessionError;
use crate::session::programming::{Answer, Programming};
use crate::transport::LineSettings;
use crate::watch::Stage;
use crate::worker::wall::{self, Moment};
use crate::worker::{Credentials, Event, Failure, MeterKey, ReadProblem, RegisterReading, failure};

/// What is known of a session besides the session itself, from job to job.
#[derive(Debug, Clone)]
pub(in crate::worker) struct Known {
    pub(super) session: Programming,
    pub(super) profile: Arc<Profile>,
    pub(super) meter: MeterKey,
    /// The level that was logged in at.
    pub(super) level: Option<u8>,
    /// Passwords that the meter took in this session, to sign on anew with where that
    /// settles what is unknown. Wiped when the session is over.
    pub(super) granted: Vec<Credentials>,
}

/// A meter that is signed on, on its line.
pub(super) struct Signed<'a, 'd> {
    pub(super) desk: &'a Desk<'d>,
    line: &'a Line,
    pub(super) link: Link<'a>,
    /// `None` when the line or the meter ended it.
    session: Option<Programming>,
    pub(super) profile: Arc<Profile>,
    pub(super) meter: MeterKey,
    /// The time of the line and the time of day, since the job began or this computer's
    /// clock was set.
    pub(super) anchor: Anchor,
    anchored: Moment,
    pub(super) level: Option<u8>,
    pub(super) granted: Vec<Credentials>,
    /// The meter took a command with the password in it.
    pub(super) password_proved: bool,
    /// It refused one, and it may have been for the password.
    pub(super) password_doubted: bool,
    /// It refused the password that came with a command.
    pub(super) password_refused: Option<Box<Failure>>,
    pub(super) guard: WriteGuard,
    port_is_gone: bool,
    /// The session was kept from an earlier job, and the meter has not spoken since.
    resumed: bool,
    /// The register that was read last got no answer that could be read.
    pub(super) stumbled: bool,
    /// What the register of the serial number told in this job.
    serial_told: Option<(Arc<RegisterDef>, DataSet)>,
}

/// What a register told, or why it told nothing.
pub(super) type Told = Result<DataSet, ReadProblem>;

impl<'a, 'd> Signed<'a, 'd> {
    /// Signs on, unless the meter is signed on already, and finds out which meter it
    /// is. `link` is given back if that does not succeed.
    pub(super) fn begin(
        desk: &'a Desk<'d>,
        line: &'a Line,
        mut link: Link<'a>,
        known: Option<Known>,
    ) -> Result<Signed<'a, 'd>, Stop> {
        let anchored = desk.moment();
        let anchor = Anchor {
            line: link.now(),
            computer: anchored.wall.clone(),
        };
        let resumed = known.is_some();
        let known = match known {
            Some(known) => {
                known.session.resume(&mut link).map_err(in_session)?;
                known
            }
            None => sign_on(desk, &mut link)?,
        };
        let guard = desk.plan.permission.guard(&known.profile);
        link.set_guard(guard.clone());
        link.reach(Stage::DataSets);
        let mut signed = Signed {
            desk,
            line,
            link,
            session: Some(known.session),
            profile: known.profile,
            meter: known.meter,
            anchor,
            anchored,
            level: known.level,
            granted: known.granted,
            password_proved: false,
            password_doubted: false,
            password_refused: None,
            guard,
            port_is_gone: false,
            resumed,
            stumbled: false,
            serial_told: None,
        };
        match signed.learn_meter() {
            Ok(()) => Ok(signed),
            Err(stop) => {
                signed.sign_off();
                Err(stop)
            }
        }
    }

    /// Who answered.
    pub(super) fn identification(&self) -> Option<Identification> {
        let session = self.session.as_ref()?;
        Some(session.identification().clone())
    }

    /// The speed of the session, in baud.
    pub(super) fn baud(&self) -> Option<u32> {
        let session = self.session.as_ref()?;
        Some(session.settings().baud)
    }

    /// Whether the session goes on.
    pub(super) fn is_alive(&self) -> bool {
        self.session
            .as_ref()
            .is_some_and(|session| !session.is_over())
    }

    /// Whether this computer's clock was set since the anchor was taken, or the computer
    /// slept; takes it anew then, and says so in the trace.
    pub(super) fn clock_was_set(&mut self) -> bool {
        let now = self.desk.moment();
        let Some(change) = now.changed_since(&self.anchored) else {
            return false;
        };
        self.link.note(wall::in_words(change));
        self.anchor = Anchor {
            line: self.link.now(),
            computer: now.wall.clone(),
        };
        self.anchored = now;
        true
    }

    /// Signs off, in every case.
    pub(super) fn sign_off(&mut self) {
        if let Some(session) = self.session.take() {
            session.sign_off(&mut self.link);
        }
    }

    /// Forgets that it was logged in: the password is another one by now.
    pub(super) fn forget_level(&mut self) {
        self.level = None;
        self.granted.clear();
    }

    /// What to keep for the next job.
    pub(super) fn known(&mut self) -> Option<Known> {
        let is_alive = self.is_alive();
        let session = self.session.take_if(|_| is_alive)?;
        Some(Known {
            session,
            profile: Arc::clone(&self.profile),
            meter: self.meter.clone(),
            level: self.level,
            granted: std::mem::take(&mut self.granted),
        })
    }

    /// The register with this address, from the profile if it knows it.
    pub(super) fn register(&self, address: &str) -> Arc<RegisterDef> {
        let known = self.profile.register(address).cloned();
        Arc::new(known.unwrap_or_else(|| unnamed(address)))
    }

    /// Reads a register, tells it and puts it into `readings`, also what it told
    /// instead of a value. The error is a line that goes no further.
    pub(super) fn read_and_tell(
        &mut self,
        register: &Arc<RegisterDef>,
        readings: &mut Vec<RegisterReading>,
    ) -> Result<(), Stop> {
        let (answer, stop) = match self.read(register) {
            Ok(answer) => (answer, None),
            Err(stop) if stop.is_cancel() => return Err(stop),
            Err(stop) => (Err(ReadProblem::Line(stop.in_words())), Some(stop)),
        };
        self.tell_reading(register, answer, readings);
        match stop {
            // Some meters are silent to what they do not know, or stumble over it.
            Some(stop) if stop.is_of_one_command() && !self.stumbled => self.stumbled = true,
            Some(stop) => return Err(stop),
            None => self.stumbled = false,
        }
        Ok(())
    }

    /// What `register` told when it was found out which meter this is, once: it need not
    /// be read twice.
    pub(super) fn take_told(&mut self, register: &RegisterDef) -> Option<DataSet> {
        let told = self.serial_told.take_if(|(told, _)| **told == *register);
        told.map(|(_, set)| set)
    }

    /// Tells what a register told, and puts it into `readings`.
    pub(super) fn tell_reading(
        &self,
        register: &Arc<RegisterDef>,
        answer: Told,
        readings: &mut Vec<RegisterReading>,
    ) {
        let reading = RegisterReading {
            register: Arc::clone(register),
            answer,
            read_at: self.desk.now(),
        };
        readings.push(reading.clone());
        self.desk.tell(Event::RegisterRead {
            id: self.desk.id,
            reading,
        });
    }

    /// Reads a register. A meter that breaks off instead of answering has refused.
    pub(super) fn read(&mut self, register: &RegisterDef) -> Result<Told, Stop> {
        if !register.is_readable() {
            let sentence = "it can only be written".to_owned();
            return Ok(Err(ReadProblem::NotUnderstood(sentence)));
        }
        let order = Order::read(&self.profile, register);
        let answer = match self.ask(&order) {
            Err(Stop::Session(error)) if *error == SessionError::BrokenOff => {
                return Ok(Err(self.refused(CommandKind::B0.to_string())));
            }
            other => other?,
        };
        Ok(match answer {
            Answer::Data(data) => {
                let session = self.session.as_ref();
                let identification = session.map(Programming::identification);
                answer::data_set(identification, &self.profile.name, order.address(), &data)
            }
            Answer::Refused(words) => Err(self.refused(words)),
            Answer::NotAcknowledged => Err(self.refused("NAK".to_owned())),
            Answer::AnotherAddress(address) => Err(ReadProblem::NotUnderstood(format!(
                "the meter answered with {address}, which was not asked for"
            ))),
        })
    }

    /// Says a command that reads; signs on anew if the meter broke off before it.
    pub(super) fn ask(&mut self, order: &Order) -> Result<Answer, Stop> {
        if !self.is_alive() {
            self.sign_on_anew()?;
        }
        let answer = self.in_session(|session, link| session.read(link, order));
        let was_resumed = std::mem::replace(&mut self.resumed, false);
        match answer {
            // The meter ended the session while nobody spoke, as after a sleep of the
            // computer.
            Err(stop) if was_resumed && stop.is_of_one_command() => {
                self.sign_on_anew()?;
                self.in_session(|session, link| session.read(link, order))
            }
            answer => answer,
        }
    }

    /// Sees to it that a session that was kept is still there.
    pub(super) fn wake(&mut self) -> Result<(), Stop> {
        match self.profile.serial_register.clone() {
            Some(address) if self.resumed => {
                let register = self.register(&address);
                let order = Order::read(&self.profile, &register);
                self.ask(&order).map(|_| ())
            }
            _ => Ok(()),
        }
    }

    /// Runs one step of the session, and notes when the port is gone.
    pub(super) fn in_session<T>(
        &mut self,
        step: impl FnOnce(&mut Programming, &mut Link<'a>) -> Result<T, SessionError>,
    ) -> Result<T, Stop> {
        let Some(session) = &mut self.session else {
            return Err(SessionError::BrokenOff.into());
        };
        let result = step(session, &mut self.link).map_err(Stop::from);
        if let Err(stop) = &result {
            self.port_is_gone |= stop.is_of_port();
        }
        result
    }

    /// The session and its link.
    pub(super) fn session_and_link(&mut self) -> Result<(&mut Programming, &mut Link<'a>), Stop> {
        match &mut self.session {
            Some(session) => Ok((session, &mut self.link)),
            None => Err(SessionError::BrokenOff.into()),
        }
    }

    /// The same stop, after what it says about the port was noted.
    pub(super) fn noted(&mut self, stop: Stop) -> Stop {
        self.port_is_gone |= stop.is_of_port();
        stop
    }

    /// Notes what a line trouble says about the port.
    pub(super) fn note(&mut self, trouble: &LinkError) {
        self.port_is_gone |= matches!(trouble, LinkError::Transport(_));
    }

    /// A refusal with its meaning.
    pub(super) fn refused(&self, answer: String) -> ReadProblem {
        ReadProblem::Refused {
            meaning: self.meaning(&answer),
            answer,
        }
    }

    /// What the meter means by a refusal, where that is known.
    pub(super) fn meaning(&self, answer: &str) -> Option<String> {
        let known = self.profile.programming.as_ref()?.meaning(answer);
        known.map(str::to_owned)
    }

    /// From here on *Cancel* has to wait, or no longer.
    pub(super) fn defer_cancel(&mut self, deferred: bool) {
        let cancel = if deferred {
            CancelToken::new()
        } else {
            self.desk.cancel.clone()
        };
        self.link.set_cancel(cancel);
        self.desk.tell(Event::CancelDeferred {
            id: self.desk.id,
            deferred,
        });
    }

    /// Whether what comes next has a session: a new one where this one ended, unless
    /// the port is gone.
    pub(super) fn goes_on(&mut self) -> bool {
        self.desk.cancel.is_cancelled() || !self.port_is_gone && self.sign_on_anew().is_ok()
    }

    /// Breaks the session off, opens the port again if it is gone, and signs on: to
    /// the same meter, at the same level.
    pub(super) fn sign_on_anew(&mut self) -> Result<(), Stop> {
        self.sign_off();
        if self.port_is_gone {
            self.link.reach(Stage::Opening);
            self.desk
                .reopen(self.line)
                .map_err(|error| in_session(LinkError::Transport(error)))?;
            self.port_is_gone = false;
            self.link
                .configure(LineSettings::OPENING)
                .map_err(in_session)?;
        }
        let options = self.desk.line_options(Some(&self.profile));
        let select = select_of(&self.profile);
        let session = Programming::sign_on(&mut self.link, &options, select);
        let session = session.map_err(Stop::from).inspect_err(|stop| {
            self.port_is_gone |= stop.is_of_port();
        })?;
        self.link.reach(Stage::DataSets);
        let line = session.identification().line().to_owned();
        self.session = Some(session);
        if line != self.meter.identification_line {
            let failure = failure::of_another_meter(
                &self.meter,
                &MeterKey {
                    identification_line: line.clone(),
                    serial_number: None,
                },
            );
            self.sign_off();
            return Err(failure.into());
        }
        let level = self.level.take();
        // A password that one meter took is not given to the next of its type.
        self.check_is_same()?;
        if let Some(level) = level {
            self.log_in_up_to(level)?;
            // Some tell their number only now.
            self.check_is_same()?;
        }
        Ok(())
    }

    /// Signs off if the meter that answers now is not the one that was signed on to
    /// before: the head may have been put on another one of the same type.
    fn check_is_same(&mut self) -> Result<(), Stop> {
        let Some(found) = self.other_meter() else {
            return Ok(());
        };
        self.sign_off();
        Err(failure::of_another_meter(&self.meter, &found).into())
    }

    /// The meter that answers now, if it is not the one that was signed on to before.
    fn other_meter(&mut self) -> Option<MeterKey> {
        let address = self.profile.serial_register.clone()?;
        let known = self.meter.serial_number.clone()?;
        let register = self.register(&address);
        let order = Order::read(&self.profile, &register);
        let answer = self.in_session(|session, link| session.read(link, &order));
        let told = match answer {
            Ok(Answer::Data(data)) => {
                answer::data_set(None, &self.profile.name, order.address(), &data).ok()
            }
            _ => None,
        };
        let serial = told.and_then(|set| Some(set.values.first()?.raw.trim().to_owned()));
        // Before a password is given it may not be told.
        let is_same = serial.as_ref() == Some(&known) || serial.is_none() && self.level.is_none();
        (!is_same).then(|| MeterKey {
            identification_line: self.meter.identification_line.clone(),
            serial_number: serial,
        })
    }

    /// Finds out the serial number, and whether this is the meter that was meant.
    pub(super) fn learn_meter(&mut self) -> Result<(), Stop> {
        if self.meter.serial_number.is_none()
            && let Some(address) = self.profile.serial_register.clone()
        {
            let register = self.register(&address);
            let told = self.read(&register)?.ok();
            self.meter.serial_number = told.as_ref().and_then(|set| {
                let text = set.values.first()?.raw.trim().to_owned();
                (!text.is_empty()).then_some(text)
            });
            self.serial_told = told.map(|set| (register, set));
        }
        match &self.desk.plan.expected {
            Some(expected) if !expected.may_be(&self.meter) => {
                Err(failure::of_another_meter(expected, &self.meter).into())
            }
            _ => Ok(()),
        }
    }
}

/// Signs on as the plan says, and chooses the profile.
fn sign_on(desk: &Desk<'_>, link: &mut Link<'_>) -> Result<Known, Stop> {
    let named = desk.teller.borrow().profile.clone();
    let options = desk.line_options(named.as_deref());
    let select = named.as_deref().map_or('1', select_of);
    let session = Programming::sign_on(link, &options, select)?;
    let profile = desk.teller.borrow().profile.clone();
    let profile = profile.unwrap_or_else(|| desk.plan.profiles.generic());
    let wanted = select_of(&profile);
    let session = if wanted == select {
        session
    } else {
        // The identification told that this type wants another option select message.
        session.sign_off(link);
        Programming::sign_on(link, &desk.line_options(Some(&profile)), wanted)?
    };
    let meter = MeterKey {
        identification_line: session.identification().line().to_owned(),
        serial_number: None,
    };
    Ok(Known {
        session,
        profile,
        meter,
        level: None,
        granted: Vec::new(),
    })
}

fn select_of(profile: &Profile) -> char {
    let programming = profile.programming.as_ref();
    programming.map_or('1', |programming| programming.select)
}

/// A register that the profile does not know.
pub(super) fn unnamed(address: &str) -> RegisterDef {
    RegisterDef {
        address: address.to_owned(),
        name: normal_address(address).to_owned(),
        kind: Kind::default(),
        ..RegisterDef::default()
    }
}

fn in_session(cause: LinkError) -> Stop {
    SessionError::Link {
        stage: Stage::Opening,
        cause,
    }
    .into()
}
