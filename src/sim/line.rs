//! A virtual line with simulated meters on it: one at its end, or several on a bus.
//!
//! `Line` moves characters between a host and its meters and knows when each of
//! them arrives; it never waits. On a bus everybody hears what anybody says, and what two
//! say at once is neither. [`SimTransport`] is the host's port on such a line, in virtual
//! or in real time.

use std::collections::VecDeque;
use std::ops::RangeInclusive;
use std::thread;
use std::time::{Duration, Instant};

use jiff::civil::DateTime;

use super::fault::{Burst, Faults, FaultyMeter};
use super::kind::MeterType;
use super::memory::MeterMemory;
use super::station::{Bus, Station};
use super::wire::{self, Character, Receiver};
use crate::transport::{
    CharacterFormat, LineSettings, LineTime, ParityCarrier, PortProblem, Transport, TransportError,
};

/// A meter, and what is on its way to it.
#[derive(Debug, Clone)]
struct Tap {
    meter: FaultyMeter,
    ear: Receiver,
    coming: VecDeque<Character>,
}

impl Tap {
    fn baud(&self) -> u32 {
        self.meter.settings().baud
    }

    fn next_event(&self) -> Option<LineTime> {
        let next = [
            self.coming.front().map(|c| c.end),
            self.ear.due(self.baud()),
            self.meter.due(),
        ];
        next.into_iter().flatten().min()
    }

    /// Lets it hear and do what is due at the instant `at`; returns what it begins to say.
    fn happen(&mut self, at: LineTime) -> Vec<Burst> {
        let baud = self.baud();
        let mut heard = Vec::new();
        match self.coming.pop_front_if(|c| c.end <= at) {
            Some(character) => heard = self.ear.hear(character, baud),
            None if self.ear.due(baud).is_some_and(|due| due <= at) => {
                heard = self.ear.hear_quiet(at, baud);
            }
            None => {}
        }
        for pattern in heard {
            self.meter.hear(pattern, at);
        }
        let bursts = std::iter::from_fn(|| self.meter.poll(at)).collect();
        if self.baud() != baud {
            self.ear.reset();
        }
        bursts
    }
}

/// Characters on their way in both directions, and the meters that they reach.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// At least one.
    first: Tap,
    others: Vec<Tap>,
    now: LineTime,
    /// The speed of the host's port in baud; `None` if it is always the meter's, as
    /// behind a converter that nobody asks.
    host_baud: Option<u32>,
    to_host: VecDeque<Character>,
    host_ear: Receiver,
    /// Patterns that reached the host and were not taken yet.
    received: VecDeque<u8>,
    /// When the last character that the host sent ends.
    sent_until: LineTime,
}

impl Line {
    pub(super) fn new(
        first: FaultyMeter,
        others: impl IntoIterator<Item = FaultyMeter>,
        host_baud: Option<u32>,
    ) -> Line {
        let tap = |meter| Tap {
            meter,
            ear: Receiver::default(),
            coming: VecDeque::new(),
        };
        Line {
            first: tap(first),
            others: others.into_iter().map(tap).collect(),
            now: LineTime::START,
            host_baud,
            to_host: VecDeque::new(),
            host_ear: Receiver::default(),
            received: VecDeque::new(),
            sent_until: LineTime::START,
        }
    }

    /// How far the line has got.
    pub(super) fn now(&self) -> LineTime {
        self.now
    }

    /// The meter at the end; on a bus the one that is being spoken with, if one is.
    pub(super) fn meter(&self) -> &FaultyMeter {
        let speaking = self.taps().find(|tap| !tap.meter.is_at_rest());
        &speaking.unwrap_or(&self.first).meter
    }

    /// Whether nobody is signed on to any meter.
    pub(super) fn is_at_rest(&self) -> bool {
        self.taps().all(|tap| tap.meter.is_at_rest())
    }

    /// The meter with which the line went dead, if it did.
    pub(super) fn dead(&self) -> Option<&FaultyMeter> {
        let dead = self.taps().find(|tap| tap.meter.is_dead());
        dead.map(|tap| &tap.meter)
    }

    fn taps(&self) -> impl Iterator<Item = &Tap> {
        std::iter::once(&self.first).chain(&self.others)
    }

    fn taps_mut(&mut self) -> impl Iterator<Item = &mut Tap> {
        std::iter::once(&mut self.first).chain(&mut self.others)
    }

    /// Sets the speed of the host's port.
    pub(super) fn set_host_baud(&mut self, baud: u32) {
        if self.host_baud != Some(baud) {
            self.host_baud = Some(baud);
            self.host_ear.reset();
        }
    }

    /// The host sends `patterns` at `baud`, or at the meter's speed if it has none
    /// of its own. Returns when the last one ends.
    pub(super) fn send(
        &mut self,
        patterns: impl IntoIterator<Item = u8>,
        baud: Option<u32>,
    ) -> LineTime {
        let baud = baud.unwrap_or_else(|| self.meter().settings().baud);
        let start = self.sent_until.max(self.now);
        let reflects = self.taps().any(|tap| tap.meter.reflects());
        let characters = lay_out(patterns, start, baud);
        for character in characters {
            self.sent_until = character.end;
            for tap in self.taps_mut() {
                let place = tap.coming.partition_point(|c| c.end <= character.end);
                tap.coming.insert(place, character);
            }
            if reflects {
                let place = self.to_host.partition_point(|c| c.end <= character.end);
                self.to_host.insert(place, character);
            }
        }
        self.sent_until.max(start)
    }

    /// When something happens next.
    pub(super) fn next_event(&self) -> Option<LineTime> {
        let host_baud = self
            .host_baud
            .unwrap_or_else(|| self.meter().settings().baud);
        let of_host = [
            self.to_host.front().map(|c| c.end),
            self.host_ear.due(host_baud),
        ];
        let of_meters = self.taps().filter_map(Tap::next_event);
        of_host
            .into_iter()
            .flatten()
            .chain(of_meters)
            .min()
            .map(|at| at.max(self.now))
    }

    /// Lets happen what happens until `until`.
    pub(super) fn advance(&mut self, until: LineTime) {
        while let Some(at) = self.next_event().filter(|at| *at <= until) {
            self.happen(at);
        }
        self.now = self.now.max(until);
    }

    /// Lets happen what happens until `until` or until the host has received
    /// something, whichever is first.
    pub(super) fn advance_to_received(&mut self, until: LineTime) {
        while self.received.is_empty() && self.dead().is_none() {
            let Some(at) = self.next_event().filter(|at| *at <= until) else {
                self.now = self.now.max(until);
                return;
            };
            self.happen(at);
        }
    }

    /// How many patterns [`Line::take_received`] can take.
    pub(super) fn received_count(&self) -> usize {
        self.received.len()
    }

    /// Whether characters are under way, or the meter is about to send some.
    pub(super) fn is_busy(&self) -> bool {
        let is_busy = |tap: &Tap| !tap.coming.is_empty() || tap.meter.is_busy();
        !self.to_host.is_empty() || self.taps().any(is_busy)
    }

    /// Takes what was received into `buffer`.
    pub(super) fn take_received(&mut self, buffer: &mut [u8]) -> usize {
        let count = buffer.len().min(self.received.len());
        for (place, pattern) in buffer.iter_mut().zip(self.received.drain(..count)) {
            *place = pattern;
        }
        count
    }

    /// Puts what the meter at `place` says on the wires.
    fn carry(&mut self, place: usize, burst: Burst) {
        for character in lay_out(burst.patterns, burst.start, burst.baud) {
            if self.others.is_empty() {
                self.to_host.push_back(character);
                continue;
            }
            mix(&mut self.to_host, character);
            for (other, tap) in self.taps_mut().enumerate() {
                if other != place {
                    mix(&mut tap.coming, character);
                }
            }
        }
    }

    /// Everything that happens at the instant `at`, the next one.
    fn happen(&mut self, at: LineTime) {
        self.now = at;
        let mut said = Vec::new();
        for (place, tap) in self.taps_mut().enumerate() {
            let bursts = tap.happen(at);
            said.extend(bursts.into_iter().map(|burst| (place, burst)));
        }
        for (place, burst) in said {
            self.carry(place, burst);
        }
        if let Some(character) = self.to_host.pop_front_if(|c| c.end <= at) {
            let baud = self.host_baud.unwrap_or(character.baud);
            self.received.extend(self.host_ear.hear(character, baud));
        } else if let Some(baud) = self.host_baud
            && self.host_ear.due(baud).is_some_and(|due| due <= at)
        {
            self.received.extend(self.host_ear.hear_quiet(at, baud));
        }
    }
}

/// Puts a character where another one is on the wires at the same time: a 0 of either pulls
/// them down. Where nobody speaks, it comes as it is.
fn mix(coming: &mut VecDeque<Character>, character: Character) {
    let place = coming.partition_point(|other| other.end <= character.start);
    match coming.get_mut(place) {
        Some(other) if other.start < character.end => other.pattern &= character.pattern,
        _ => coming.insert(place, character),
    }
}

/// Characters back to back from `start`; each ends exactly where so many
/// characters end, so that rounding does not add up.
fn lay_out(
    patterns: impl IntoIterator<Item = u8>,
    start: LineTime,
    baud: u32,
) -> impl Iterator<Item = Character> {
    let settings = LineSettings::seven_even(baud);
    patterns
        .into_iter()
        .enumerate()
        .map(move |(index, pattern)| Character {
            pattern,
            start: start + settings.duration_of(index),
            end: start + settings.duration_of(index + 1),
            baud,
        })
}

/// How the time of a simulated line passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// Nobody waits: `recv` jumps to the next character or to its deadline.
    Virtual,
    /// As on a real line.
    Real,
}

/// What carries the characters of a simulated line to the host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// A port that makes and checks parity itself.
    SevenBit,
    /// A port or converter that passes 8 bits through: parity stays in bit 7.
    EightBit,
}

/// The host's port on a simulated line.
#[derive(Debug)]
pub struct SimTransport {
    line: Line,
    settings: LineSettings,
    channel: Channel,
    clock: Clock,
}

#[derive(Debug)]
enum Clock {
    Virtual,
    Real { opened: Instant },
}

/// How late a thread wakes up that had to wait for its turn. Less makes no difference to
/// a meter; after more the computer slept.
const STALLS: RangeInclusive<Duration> = Duration::from_millis(2)..=Duration::from_secs(3);

impl SimTransport {
    /// Opens a line to a meter of the type `kind` as it leaves the factory, set to
    /// 300 Bd 7E1. `clock` is the right civil time now; what the meter shows follows
    /// from it.
    pub fn open(kind: MeterType, clock: DateTime, pace: Pace) -> SimTransport {
        SimTransport::open_faulty(kind, clock, pace, Faults::default())
    }

    /// Opens a line on which something is wrong.
    pub fn open_faulty(
        kind: MeterType,
        clock: DateTime,
        pace: Pace,
        faults: Faults,
    ) -> SimTransport {
        SimTransport::open_again(kind, clock, pace, faults, MeterMemory::new())
    }

    /// Opens a line to a meter that may have been written before. [`MeterMemory::kept`]
    /// has the memory that belongs to the meter's name for the life of the process.
    pub fn open_again(
        kind: MeterType,
        clock: DateTime,
        pace: Pace,
        faults: Faults,
        memory: MeterMemory,
    ) -> SimTransport {
        let meter = FaultyMeter::new(kind, clock, faults, memory);
        SimTransport::on(meter, Vec::new(), pace)
    }

    /// Opens a line to the meters of a bus, as this process has used them before.
    pub fn open_bus(bus: &Bus, clock: DateTime, pace: Pace) -> SimTransport {
        let meter =
            |station: &Station| FaultyMeter::at_station(station, clock, station.kept_memory());
        let others = bus.others.iter().map(meter).collect();
        SimTransport::on(meter(&bus.first), others, pace)
    }

    fn on(first: FaultyMeter, others: Vec<FaultyMeter>, pace: Pace) -> SimTransport {
        let settings = LineSettings::OPENING;
        SimTransport {
            line: Line::new(first, others, Some(settings.baud)),
            settings,
            channel: Channel::SevenBit,
            clock: match pace {
                Pace::Virtual => Clock::Virtual,
                Pace::Real => Clock::Real {
                    opened: Instant::now(),
                },
            },
        }
    }

    /// The same line with another channel to the host.
    pub fn with_channel(mut self, channel: Channel) -> SimTransport {
        self.channel = channel;
        self
    }

    /// The speed and format that the meter listens and speaks at now.
    pub fn meter_settings(&self) -> LineSettings {
        self.line.meter().settings()
    }

    /// Whether nobody is signed on to the meter.
    pub fn meter_is_at_rest(&self) -> bool {
        self.line.is_at_rest()
    }

    /// What the meter's own clock shows now, with its fractions of a second, which no
    /// command tells.
    pub fn meter_clock(&self) -> DateTime {
        self.line.meter().clock(self.now())
    }

    fn carrier(&self) -> ParityCarrier {
        match (self.channel, self.settings.format) {
            (Channel::SevenBit, CharacterFormat::SevenEven) => ParityCarrier::Port,
            (Channel::EightBit, _) | (_, CharacterFormat::EightNone) => ParityCarrier::Caller,
        }
    }

    /// Brings the line up to the present, if it is still there.
    fn catch_up(&mut self) -> Result<(), TransportError> {
        self.line.advance(self.now());
        self.alive()
    }

    /// Takes out of the line's time what a busy computer slept longer than `planned`, so
    /// that a simulated meter does not speak before its reader had a turn to listen.
    fn leave_out_stall(&mut self, planned: LineTime) {
        if let Clock::Real { opened } = &mut self.clock {
            let late = LineTime(opened.elapsed()).since(planned);
            if STALLS.contains(&late) {
                *opened += late;
            }
        }
    }

    fn alive(&self) -> Result<(), TransportError> {
        match self.line.dead() {
            None => Ok(()),
            Some(meter) => Err(TransportError {
                port: format!("sim:{}", meter.name()),
                problem: PortProblem::Gone,
            }),
        }
    }
}

impl Transport for SimTransport {
    fn now(&self) -> LineTime {
        match self.clock {
            Clock::Virtual => self.line.now(),
            Clock::Real { opened } => LineTime(opened.elapsed()),
        }
    }

    fn configure(&mut self, settings: LineSettings) -> Result<ParityCarrier, TransportError> {
        self.catch_up()?;
        self.settings = settings;
        self.line.set_host_baud(settings.baud);
        Ok(self.carrier())
    }

    fn send(&mut self, bytes: &[u8]) -> Result<LineTime, TransportError> {
        self.catch_up()?;
        let format = match self.carrier() {
            ParityCarrier::Port => CharacterFormat::SevenEven,
            ParityCarrier::Caller | ParityCarrier::Unknown => CharacterFormat::EightNone,
        };
        let patterns = bytes.iter().map(|byte| wire::pattern(*byte, format));
        Ok(self.line.send(patterns, Some(self.settings.baud)))
    }

    fn recv(&mut self, buffer: &mut [u8], deadline: LineTime) -> Result<usize, TransportError> {
        if buffer.is_empty() {
            return Ok(0);
        }
        match self.clock {
            Clock::Virtual => self.line.advance_to_received(deadline),
            Clock::Real { .. } => loop {
                self.catch_up()?;
                let now = self.line.now();
                if self.line.received_count() > 0 || now >= deadline {
                    break;
                }
                let next = self.line.next_event().unwrap_or(deadline).min(deadline);
                thread::sleep(next.since(now));
                self.leave_out_stall(next);
            },
        }
        let count = self.line.take_received(buffer);
        if count == 0 {
            self.alive()?;
        }
        if self.carrier() == ParityCarrier::Port {
            for byte in buffer.iter_mut().take(count) {
                *byte &= 0x7F;
            }
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::super::bench::*;
    use super::*;
    use std::time::Duration;

    #[test]
    fn what_a_busy_computer_slept_too_long_is_no_time_on_the_line() {
        let mut line = open("lgz-zmd");
        let late = |line: &mut SimTransport, by: Duration| {
            let opened = Instant::now() - Duration::from_secs(60);
            line.clock = Clock::Real { opened };
            let planned = LineTime(Duration::from_secs(60) - by);
            line.leave_out_stall(planned);
            let Clock::Real { opened: after } = line.clock else {
                panic!("the clock became virtual");
            };
            after - opened
        };
        let stall = Duration::from_millis(600);
        assert!(late(&mut line, stall) >= stall);
        assert_eq!(late(&mut line, Duration::from_secs(30)), Duration::ZERO);
    }

    #[test]
    fn times_on_the_wire_are_exact() {
        let mut line = open("lgz-zmd");
        let sent = line.send(b"/?!\r\n").unwrap();
        assert_eq!(sent, LineTime::START + LineSettings::OPENING.duration_of(5));
        let heard = listen_timed(&mut line, 2);
        let start = sent + Duration::from_millis(200);
        for (index, (_, at)) in heard.iter().enumerate() {
            let expected = start + LineSettings::OPENING.duration_of(index + 1);
            assert_eq!(*at, expected, "character {index}");
        }
        let text: Vec<u8> = heard.iter().map(|(byte, _)| *byte).collect();
        assert_eq!(text, b"/LGZ5\\2ZMD3104107.B32\r\n");
    }

    #[test]
    fn receiving_ends_at_its_deadline() {
        let mut line = open("lgz-zmd");
        assert_eq!(line.recv(&mut [0; 8], millis(70)).unwrap(), 0);
        assert_eq!(line.now(), millis(70));
        assert_eq!(line.recv(&mut [0; 8], millis(10)).unwrap(), 0);
        assert_eq!(line.now(), millis(70));
    }

    #[test]
    fn at_real_pace_a_passed_deadline_is_told_at_once() {
        let kind = super::super::catalog::find("lgz-zmd").unwrap();
        let mut line = SimTransport::open(*kind, CLOCK, Pace::Real);
        let sent = line.send(b"/?!\r\n").unwrap();
        let lasts = LineSettings::OPENING.duration_of(5);
        assert!(sent >= LineTime::START + lasts && sent <= line.now() + lasts);
        assert_eq!(line.recv(&mut [0; 8], LineTime::START).unwrap(), 0);
    }

    #[test]
    fn the_switch_of_speed_must_be_kept_on_both_ends() {
        let mut line = open("lgz-zmd");
        sign_on(&mut line, '5', '0');
        set_baud(&mut line, 300);
        let heard = listen(&mut line, 20);
        assert!(!heard.is_empty() && heard.len() < 300, "{}", heard.len());
        assert!(!heard.windows(3).any(|three| three == b"kWh"));

        let mut line = open("lgz-zmd");
        set_baud(&mut line, 9600);
        say(&mut line, b"/?!\r\n");
        assert_eq!(
            listen(&mut line, 3),
            b"",
            "the meter heard nothing it knows"
        );
    }

    #[test]
    fn an_eight_bit_channel_carries_parity_in_bit_7() {
        let eight = || open("lgz-zmd").with_channel(Channel::EightBit);
        let mut line = eight();
        let carrier = line.configure(LineSettings::OPENING).unwrap();
        assert_eq!(carrier, ParityCarrier::Caller);
        say(&mut line, b"\xAF?!\x8D\n");
        let heard = listen(&mut line, 2);
        assert!(heard.starts_with(b"\xAF\xCC\x47\x5A"), "{heard:02X?}");
        assert!(heard.iter().all(|byte| wire::parity_fits(*byte)));

        let mut line = eight();
        say(&mut line, b"/?!\r\n");
        assert_eq!(listen(&mut line, 2), b"", "wrong parity is no request");
    }

    #[test]
    fn an_eight_bit_format_shows_the_parity_of_the_meter() {
        let mut line = open("lgz-zmd");
        say(&mut line, b"/?!\r\n");
        assert_eq!(
            line.configure(LineSettings::eight_none(300)).unwrap(),
            ParityCarrier::Caller
        );
        assert!(listen(&mut line, 2).starts_with(b"\xAF\xCC\x47\x5A"));
    }
}
