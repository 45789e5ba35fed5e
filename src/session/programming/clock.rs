//! Reading the clock to a fraction of a second, and setting it on the second.
//!
//! Knows the wire's part in it: a command takes effect when its last character has
//! arrived, and an answer tells a time not before that and not after its own first
//! character. What a reading means is [`crate::clock`]'s business; nothing is decided
//! here about whether a clock should be set.

use std::time::Duration;

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp, Zoned};
use thiserror::Error;

use super::{Acknowledgement, Answer, Programming};
use crate::clock::{
    Anchor, ClockCommand, ClockReading, Look, Phase, ReadPart, TimeBase, TimeFrame, WriteError,
    commands_at, read_parts,
};
use crate::link::{Link, LinkError};
use crate::meter::{CivilTime, Season, data_block};
use crate::order::{Order, Secrets};
use crate::profile::{ClockForm, Profile, TimeFormError, TimeParts};
use crate::session::SessionError;
use crate::transport::LineTime;

/// How often a clock is looked at for one measurement: enough to narrow a second down
/// to the wait for the answer, whatever that is.
const MOST_LOOKS: u32 = 12;

/// How often a date is asked for again because the day ended meanwhile.
const MOST_DATES: u32 = 3;

/// Between planning and sending: time to write down what will be sent.
const HEADROOM: Duration = Duration::from_millis(500);

/// What a command takes beside its own characters: the meter's answer and the
/// reactions of both sides.
const TURN: Duration = Duration::from_millis(1000);

/// How late a command may be that sets the time.
const TOLERANCE: Duration = Duration::from_millis(5);

/// SOH, letter, digit, STX, ETX and block check.
const FRAME: usize = 6;

/// Why a clock could not be measured.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ClockError {
    #[error("the device profile does not say how the clock is read")]
    NoForm,
    #[error(transparent)]
    Form(#[from] TimeFormError),
    #[error("the meter answered {answer} to {command}")]
    Refused { command: String, answer: String },
    #[error("the meter's answer to {0} holds no value")]
    NoValue(String),
    #[error(transparent)]
    Session(#[from] SessionError),
    #[error(transparent)]
    Link(#[from] LinkError),
}

/// The registers of a clock.
struct Dial {
    time: ReadPart,
    /// `None` if the time comes with its date, or if the meter tells none.
    date: Option<ReadPart>,
}

/// One answer and when it was given.
struct Glance {
    parts: TimeParts,
    asked: Zoned,
    answered: Zoned,
}

/// Measures how far the clock is off.
pub fn measure_clock(
    session: &mut Programming,
    link: &mut Link<'_>,
    profile: &Profile,
    anchor: &Anchor,
) -> Result<ClockReading, ClockError> {
    let form = profile.clock.as_ref().ok_or(ClockError::NoForm)?;
    let dial = Dial::of(read_parts(profile, form)?)?;
    let mut eye = Eye {
        session,
        link,
        anchor,
    };
    let (first, date, season) = eye.first(&dial)?;
    let offset = TimeFrame::told(season).offset(&first.asked);
    let mut shown = shown_at(&first, date, offset, SignedDuration::ZERO);
    let by_seconds = dial.time.form.has_seconds();
    let step = Duration::from_secs(if by_seconds { 1 } else { 60 });
    let mut phase = Phase::new(look_at(shown, &first, offset), step);
    let mut looks = 1;
    while by_seconds && !phase.is_settled() && looks < MOST_LOOKS {
        eye.wait_for_the_turn(&dial.time, &phase)?;
        let glance = eye.glance(&dial.time)?;
        shown = shown_at(&glance, None, offset, phase.drift());
        looks += 1;
        if !phase.narrow(look_at(shown, &glance, offset)) {
            break;
        }
    }
    let drift = phase.drift();
    let began = timestamp(offset, shown) - drift;
    Ok(ClockReading {
        meter: CivilTime {
            date: Some(shown.date()),
            time: Some(shown.time()),
            season,
        },
        computer: began.to_zoned(first.asked.time_zone().clone()),
        drift,
        uncertainty: phase.uncertainty(),
    })
}

impl Dial {
    fn of(parts: Vec<ReadPart>) -> Result<Dial, ClockError> {
        let mut time = None;
        let mut date = None;
        for part in parts {
            match (part.form.has_date(), part.form.has_time()) {
                (true, true) => {
                    return Ok(Dial {
                        time: part,
                        date: None,
                    });
                }
                (false, true) => time = time.or(Some(part)),
                (true, false) => date = date.or(Some(part)),
                (false, false) => {}
            }
        }
        let time = time.ok_or(ClockError::NoForm)?;
        Ok(Dial { time, date })
    }
}

/// Who looks at the clock.
struct Eye<'a, 'l> {
    session: &'a mut Programming,
    link: &'a mut Link<'l>,
    anchor: &'a Anchor,
}

impl Eye<'_, '_> {
    /// The first look, with the date that belongs to it. Where the date stands in a
    /// register of its own, the time is asked for before and after: the day may end in
    /// between.
    fn first(&mut self, dial: &Dial) -> Result<(Glance, Option<Date>, Option<Season>), ClockError> {
        let mut before = self.glance(&dial.time)?;
        let Some(part) = &dial.date else {
            let TimeParts { date, season, .. } = before.parts;
            return Ok((before, date, season));
        };
        let mut told = None;
        for _ in 0..MOST_DATES {
            told = Some(self.glance(part)?.parts);
            let after = self.glance(&dial.time)?;
            let same_day = after.parts.time >= before.parts.time;
            before = after;
            if same_day {
                break;
            }
        }
        let season = before.parts.season.or(told.and_then(|told| told.season));
        Ok((before, told.and_then(|told| told.date), season))
    }

    /// Asks for one register.
    fn glance(&mut self, part: &ReadPart) -> Result<Glance, ClockError> {
        let command = || part.order.to_string();
        let refused = |answer: String| ClockError::Refused {
            command: command(),
            answer,
        };
        let body = match self.session.read(self.link, &part.order)? {
            Answer::Data(data) => data.body,
            Answer::Refused(answer) => return Err(refused(answer)),
            Answer::NotAcknowledged => return Err(refused("NAK".to_owned())),
            Answer::AnotherAddress(address) => {
                return Err(refused(format!("with the data of {address}")));
            }
        };
        let block = data_block::parse(&body);
        let own = |set: &&data_block::RawSet| set.address == part.order.address();
        let set = block.sets.iter().find(own).or(block.sets.first());
        let raw = set
            .and_then(|set| set.values.first())
            .ok_or_else(|| ClockError::NoValue(command()))?;
        // The end of what was sent is known to a character.
        let character = self.link.settings().duration_of(1);
        let asked = earlier(self.link.sent_at(), character);
        Ok(Glance {
            parts: part.parse(raw)?,
            asked: self.anchor.computer_at(asked),
            answered: self.anchor.computer_at(self.link.first_byte()),
        })
    }

    /// Waits so that the second turns in the middle of the wait for the next answer.
    fn wait_for_the_turn(&mut self, part: &ReadPart, phase: &Phase) -> Result<(), ClockError> {
        let sending = duration_of(self.link, &part.order, Secrets::default());
        let ready = self.link.last_byte() + self.link.timing().reaction;
        let earliest = ready.max(self.link.now()) + sending;
        let at = phase.next(self.anchor.computer_at(earliest).timestamp());
        let zone = self.anchor.computer.time_zone().clone();
        let end = self.anchor.line_at(&at.to_zoned(zone));
        Ok(self.link.pause_until(earlier(end, sending))?)
    }
}

/// The civil time that was shown. A time without a date is of the day that comes
/// nearest to what is known of the drift.
fn shown_at(
    glance: &Glance,
    date: Option<Date>,
    offset: Offset,
    drift: SignedDuration,
) -> DateTime {
    let time = glance.parts.time.unwrap_or_default();
    if let Some(date) = glance.parts.date.or(date) {
        return date.to_datetime(time);
    }
    let expected = offset
        .to_datetime(glance.asked.timestamp())
        .saturating_add(drift);
    let day = expected.date().to_datetime(time);
    let off = day.duration_since(expected);
    let half = SignedDuration::from_hours(12);
    let whole = SignedDuration::from_hours(24);
    if off > half {
        day.saturating_sub(whole)
    } else if off < -half {
        day.saturating_add(whole)
    } else {
        day
    }
}

fn look_at(shown: DateTime, glance: &Glance, offset: Offset) -> Look {
    Look {
        shown: timestamp(offset, shown),
        asked: glance.asked.timestamp(),
        answered: glance.answered.timestamp(),
    }
}

/// A year that no timestamp reaches is the last one.
fn timestamp(offset: Offset, civil: DateTime) -> Timestamp {
    offset.to_timestamp(civil).unwrap_or(Timestamp::MAX)
}

fn duration_of(link: &Link<'_>, order: &Order, secrets: Secrets<'_>) -> Duration {
    link.settings()
        .duration_of(order.data(secrets).len() + FRAME)
}

fn earlier(at: LineTime, by: Duration) -> LineTime {
    LineTime(at.0.saturating_sub(by))
}

/// A clock about to be set: what will be sent, and the second on which the part with
/// the time has to arrive.
#[derive(Debug, Clone, PartialEq)]
pub struct Landing {
    commands: Vec<ClockCommand>,
    /// What this computer's clock shows when the time arrives.
    pub at: Zoned,
    arrives: LineTime,
    /// When the first command leaves: not earlier, or the day could end in between.
    begins: LineTime,
}

/// What came of a landing.
#[derive(Debug)]
pub enum Landed {
    /// Each command that was sent, and what the meter said to it. The last one may be
    /// refused or unanswered; no other follows it.
    Sent(Vec<(Order, Acknowledgement)>),
    /// The second was missed before anything was sent: it has to be planned anew.
    Late,
}

impl Landing {
    /// Plans to set the clock to `base`. `before` is how far it is off.
    ///
    /// A meter that takes time and date by two commands is not set while either clock
    /// is so near to midnight that the day could end between them.
    pub fn plan(
        link: &Link<'_>,
        profile: &Profile,
        base: TimeBase,
        before: &ClockReading,
        anchor: &Anchor,
        secrets: Secrets<'_>,
    ) -> Result<Landing, WriteError> {
        let form = profile.clock.as_ref().ok_or(WriteError::NoCommand)?;
        let frame = TimeFrame::of(base);
        let sample = commands_for(profile, form, frame, &anchor.computer)?;
        let (lead, trail) = around_the_time(link, &sample, secrets);
        let soonest = anchor.computer_at(link.now() + HEADROOM + lead);
        let mut at = next_second(&soonest);
        if sample.len() > 1 {
            let drift = before.drift_from(base);
            let is_quiet = |at: &Zoned| {
                let right = frame.civil(at);
                [right, right.saturating_add(drift)]
                    .into_iter()
                    .all(|clock| stays_within_a_day(clock, lead, trail))
            };
            // The day ends once in each clock, so this does not last.
            for _ in 0..2 * (lead + trail).as_secs() + 4 {
                if is_quiet(&at) {
                    break;
                }
                at = at.saturating_add(SignedDuration::from_secs(1));
            }
        }
        let arrives = anchor.line_at(&at);
        Ok(Landing {
            commands: commands_for(profile, form, frame, &at)?,
            begins: earlier(arrives, lead),
            arrives,
            at,
        })
    }

    /// The commands, in the order in which they are sent.
    pub fn orders(&self) -> impl Iterator<Item = &Order> {
        self.commands.iter().map(|command| &command.order)
    }

    /// Sends the commands. None is ever repeated: a time that comes late is a wrong one.
    pub fn send(
        self,
        session: &mut Programming,
        link: &mut Link<'_>,
        secrets: Secrets<'_>,
        block: u16,
    ) -> Result<Landed, SessionError> {
        if link.now() > self.begins + TOLERANCE {
            return Ok(Landed::Late);
        }
        let stage = SessionError::at(crate::watch::Stage::DataSets);
        link.pause_until(self.begins).map_err(stage)?;
        let mut sent = Vec::new();
        for command in self.commands {
            if command.sets_time {
                let sending = duration_of(link, &command.order, secrets);
                // What was begun is not left half done.
                link.pause_at_last(earlier(self.arrives, sending))
                    .map_err(SessionError::at(crate::watch::Stage::DataSets))?;
            }
            let answer = session.change_once(link, &command.order, secrets, block)?;
            let goes_on = matches!(answer, Acknowledgement::Accepted(_));
            sent.push((command.order, answer));
            if !goes_on {
                break;
            }
        }
        Ok(Landed::Sent(sent))
    }
}

fn commands_for(
    profile: &Profile,
    form: &ClockForm,
    frame: TimeFrame,
    at: &Zoned,
) -> Result<Vec<ClockCommand>, WriteError> {
    commands_at(profile, form, frame.civil(at), frame.season(at))
}

/// How long it takes from the first character to the arrival of the time, and from
/// there to the end.
fn around_the_time(
    link: &Link<'_>,
    commands: &[ClockCommand],
    secrets: Secrets<'_>,
) -> (Duration, Duration) {
    let mut lead = link.timing().reaction;
    let mut trail = Duration::ZERO;
    let mut arrived = false;
    for command in commands {
        let sending = duration_of(link, &command.order, secrets);
        match (arrived, command.sets_time) {
            (false, true) => {
                lead += sending;
                arrived = true;
            }
            (false, false) => lead += sending + TURN,
            (true, _) => trail += sending + TURN,
        }
    }
    (lead, trail)
}

/// The next whole second at or after `at`.
fn next_second(at: &Zoned) -> Zoned {
    let into = i64::from(at.subsec_nanosecond());
    let wait = (1_000_000_000 - into) % 1_000_000_000;
    at.saturating_add(SignedDuration::from_nanos(wait))
}

fn stays_within_a_day(clock: DateTime, lead: Duration, trail: Duration) -> bool {
    let signed = |duration| SignedDuration::try_from(duration).unwrap_or(SignedDuration::ZERO);
    let first = clock.saturating_sub(signed(lead));
    let last = clock.saturating_add(signed(trail));
    first.date() == last.date()
}
