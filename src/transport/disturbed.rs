//! A line that is disturbed at chosen bytes: a middleware over any [`Transport`].
//!
//! [`Disturbed`] passes bytes on as they come until one of its [`Disturbance`]s is due,
//! which names a byte by its number on one of the two ways. Equal disturbances of an equal
//! dialogue give equal damage, so every session over it can be repeated. What is under way
//! is shared by clones of a [`Course`], so that a port that is opened again goes on where
//! it was unplugged. Knows nothing about messages, and draws no random numbers.
//!
//! ```
//! use flagport::sim::{Pace, SimTransport, catalog};
//! use flagport::transport::disturbed::{Course, Disturbance, Disturbed, Harm, Way};
//! use flagport::transport::{LineTime, Transport};
//!
//! let clock = jiff::civil::date(2026, 1, 31).at(13, 45, 0, 0);
//! let line = SimTransport::open(*catalog::find("lgz-zmd")?, clock, Pace::Virtual);
//! let course = Course::new([Disturbance { way: Way::FromMeter, at: 1, harm: Harm::Drop(2) }]);
//! let mut line = Disturbed::new(line, course);
//! line.send(b"/?!\r\n")?;
//! let mut answer = String::new();
//! let mut byte = [0];
//! while !answer.ends_with('\n') && line.recv(&mut byte, LineTime(std::time::Duration::from_secs(3)))? > 0 {
//!     answer.push(char::from(byte[0]));
//! }
//! assert_eq!(answer, "/Z5\\2ZMD3104107.B32\r\n");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::{LineSettings, LineTime, ParityCarrier, PortProblem, Transport, TransportError};
use crate::codec::control::NUL;

/// Which bytes are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Way {
    /// What is sent to the meter.
    ToMeter,
    /// What the meter says, without what a disturbance adds.
    FromMeter,
}

/// What goes wrong at a byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Harm {
    /// It is lost, and those after it: so many in all.
    Drop(usize),
    /// These bits of it turn over.
    Flip(u8),
    /// It comes as NUL, as a port tells a character whose parity is wrong.
    Blank,
    /// It comes twice.
    Duplicate,
    /// This byte comes before it.
    Insert(u8),
    /// It comes so much later, and what follows it not before.
    Delay(Duration),
    /// From here on bytes gather, and pass in a clump each time so much time has passed.
    Split(Duration),
    /// From here on nothing goes either way: the head is off.
    Cut,
    /// From here on everything that is sent comes back.
    Echo,
    /// The port runs at this speed, in baud, until its settings are made again.
    WrongSpeed(u32),
    /// The port is gone. Opened again, it works.
    Unplug,
}

/// A harm and where it happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disturbance {
    pub way: Way,
    /// The number of the byte on its way, from 0.
    pub at: usize,
    pub harm: Harm,
}

/// What happens to a line in the course of time. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Course(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    ahead: Vec<Disturbance>,
    to_meter: Counted,
    from_meter: Counted,
    is_cut: bool,
    echoes: bool,
}

/// One way.
#[derive(Debug, Default)]
struct Counted {
    /// Bytes so far.
    count: usize,
    /// So many of the next are lost.
    lost: usize,
    /// What comes comes not before.
    not_before: LineTime,
    /// Bytes pass each time so much time has passed.
    clumps: Option<Duration>,
}

/// A transport that a [`Course`] happens to.
#[derive(Debug)]
pub struct Disturbed<T> {
    inner: T,
    course: Course,
    settings: LineSettings,
    /// When the last byte that was sent has left, if nothing held it up.
    sent_until: LineTime,
    /// What was sent and is held up.
    leaving: VecDeque<(LineTime, u8)>,
    /// What was received and is held up, or comes back, in the order of time.
    arriving: VecDeque<(LineTime, u8)>,
    is_gone: bool,
}

/// What becomes of one byte.
#[derive(Debug, Default)]
struct Passed {
    /// It, or what comes in its place.
    bytes: Vec<u8>,
    /// The port takes another speed, in baud, before it.
    speed: Option<u32>,
    unplugs: bool,
}

impl Course {
    /// What is to happen, in any order.
    pub fn new(disturbances: impl IntoIterator<Item = Disturbance>) -> Course {
        Course(Arc::new(Mutex::new(State {
            ahead: disturbances.into_iter().collect(),
            ..State::default()
        })))
    }

    /// What has not happened yet.
    pub fn ahead(&self) -> Vec<Disturbance> {
        self.with(|state| state.ahead.clone())
    }

    fn with<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl State {
    fn way(&mut self, way: Way) -> &mut Counted {
        match way {
            Way::ToMeter => &mut self.to_meter,
            Way::FromMeter => &mut self.from_meter,
        }
    }

    /// Lets a byte pass that is on the line at `now`.
    fn pass(&mut self, way: Way, byte: u8, now: LineTime) -> Passed {
        let number = self.way(way).count;
        self.way(way).count += 1;
        let mut passed = Passed {
            bytes: vec![byte],
            ..Passed::default()
        };
        let is_due = |other: &mut Disturbance| other.way == way && other.at == number;
        let due: Vec<Harm> = self.ahead.extract_if(.., is_due).map(|d| d.harm).collect();
        for harm in due {
            self.happen(harm, way, now, &mut passed);
        }
        let counted = self.way(way);
        if counted.lost > 0 {
            counted.lost -= 1;
            passed.bytes.clear();
        }
        if self.is_cut {
            passed.bytes.clear();
        }
        passed
    }

    fn happen(&mut self, harm: Harm, way: Way, now: LineTime, passed: &mut Passed) {
        match harm {
            Harm::Drop(count) => self.way(way).lost = count,
            Harm::Flip(bits) => passed.bytes.iter_mut().for_each(|byte| *byte ^= bits),
            Harm::Blank => passed.bytes.iter_mut().for_each(|byte| *byte = NUL),
            Harm::Duplicate => passed.bytes = passed.bytes.repeat(2),
            Harm::Insert(other) => passed.bytes.insert(0, other),
            Harm::Delay(time) => self.way(way).not_before = now + time,
            Harm::Split(every) => self.way(way).clumps = Some(every),
            Harm::Cut => self.is_cut = true,
            Harm::Echo => self.echoes = true,
            Harm::WrongSpeed(baud) => passed.speed = Some(baud),
            Harm::Unplug => passed.unplugs = true,
        }
    }
}

impl Counted {
    /// When what is on the line at `at` gets through.
    fn through(&self, at: LineTime) -> LineTime {
        let at = at.max(self.not_before);
        match self.clumps {
            Some(every) if !every.is_zero() => {
                let whole = at.0.as_nanos().div_ceil(every.as_nanos());
                let clumps = u32::try_from(whole).unwrap_or(u32::MAX);
                LineTime(every.saturating_mul(clumps))
            }
            _ => at,
        }
    }
}

impl<T: Transport> Disturbed<T> {
    /// `inner`, to which `course` happens.
    pub fn new(inner: T, course: Course) -> Disturbed<T> {
        let sent_until = inner.now();
        Disturbed {
            inner,
            course,
            settings: LineSettings::OPENING,
            sent_until,
            leaving: VecDeque::new(),
            arriving: VecDeque::new(),
            is_gone: false,
        }
    }

    fn alive(&self) -> Result<(), TransportError> {
        match self.is_gone {
            false => Ok(()),
            true => Err(TransportError {
                port: "disturbed".to_owned(),
                problem: PortProblem::Gone,
            }),
        }
    }

    /// Sends what is held up no longer.
    fn release(&mut self) -> Result<(), TransportError> {
        let now = self.inner.now();
        let mut bytes = Vec::new();
        while let Some((_, byte)) = self.leaving.pop_front_if(|(at, _)| *at <= now) {
            bytes.push(byte);
        }
        if !bytes.is_empty() {
            self.inner.send(&bytes)?;
        }
        Ok(())
    }

    fn run_at(&mut self, baud: u32) -> Result<(), TransportError> {
        let settings = LineSettings {
            baud,
            ..self.settings
        };
        self.inner.configure(settings).map(|_| ())
    }

    /// Puts what comes at `at` among what is arriving.
    fn arrive(&mut self, at: LineTime, byte: u8) {
        let place = self.arriving.partition_point(|(other, _)| *other <= at);
        self.arriving.insert(place, (at, byte));
    }

    /// Takes in what the meter said.
    fn take_in(&mut self, bytes: &[u8]) -> Result<(), TransportError> {
        let now = self.inner.now();
        for byte in bytes {
            let (passed, at) = self.course.with(|state| {
                let passed = state.pass(Way::FromMeter, *byte, now);
                let at = state.from_meter.through(now);
                (passed, at)
            });
            if passed.unplugs {
                self.is_gone = true;
                return Ok(());
            }
            for byte in passed.bytes {
                self.arrive(at, byte);
            }
            if let Some(baud) = passed.speed {
                self.run_at(baud)?;
            }
        }
        Ok(())
    }

    /// Takes what has arrived into `buffer`.
    fn hand_over(&mut self, buffer: &mut [u8]) -> usize {
        let now = self.inner.now();
        let mut count = 0;
        for slot in buffer {
            match self.arriving.pop_front_if(|(at, _)| *at <= now) {
                Some((_, byte)) => *slot = byte,
                None => break,
            }
            count += 1;
        }
        count
    }
}

impl<T: Transport> Transport for Disturbed<T> {
    fn now(&self) -> LineTime {
        self.inner.now()
    }

    fn configure(&mut self, settings: LineSettings) -> Result<ParityCarrier, TransportError> {
        self.alive()?;
        self.settings = settings;
        self.inner.configure(settings)
    }

    fn send(&mut self, bytes: &[u8]) -> Result<LineTime, TransportError> {
        self.alive()?;
        let now = self.inner.now();
        let start = self.sent_until.max(now);
        for (index, byte) in bytes.iter().enumerate() {
            let on_the_line = start + self.settings.duration_of(index);
            let ends = start + self.settings.duration_of(index + 1);
            let (passed, at, echoes) = self.course.with(|state| {
                let passed = state.pass(Way::ToMeter, *byte, on_the_line);
                let counted = &state.to_meter;
                let held_up = counted.through(on_the_line);
                // What nothing holds up leaves in one piece with what is before it.
                let at = if held_up > on_the_line {
                    held_up
                } else {
                    self.leaving.back().map_or(now, |(last, _)| *last)
                };
                (passed, at, state.echoes)
            });
            if passed.unplugs {
                self.release()?;
                self.is_gone = true;
                self.leaving.clear();
                return self.alive().map(|()| start);
            }
            if let Some(baud) = passed.speed {
                self.release()?;
                self.run_at(baud)?;
            }
            if echoes {
                self.arrive(ends, *byte);
            }
            let bytes = passed.bytes.into_iter();
            self.leaving.extend(bytes.map(|byte| (at, byte)));
        }
        self.sent_until = start + self.settings.duration_of(bytes.len());
        self.release()?;
        Ok(self.sent_until)
    }

    fn recv(&mut self, buffer: &mut [u8], deadline: LineTime) -> Result<usize, TransportError> {
        let mut heard = vec![0; buffer.len()];
        loop {
            self.release()?;
            let count = self.hand_over(buffer);
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            self.alive()?;
            let held_up = [self.leaving.front(), self.arriving.front()];
            let next = held_up.into_iter().flatten().map(|(at, _)| *at).min();
            let until = next.map_or(deadline, |at| at.min(deadline));
            let count = self.inner.recv(&mut heard, until)?;
            self.take_in(heard.get(..count).unwrap_or(&[]))?;
            if count == 0 && until >= deadline {
                self.release()?;
                return Ok(self.hand_over(buffer));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::replay::{Exchange, ReplayTransport};

    const REQUEST: &[u8] = b"/?!\r\n";
    const ANSWER: &[u8] = b"/ABC5X\r\n";

    fn line(way: Way, at: usize, harm: Harm) -> Disturbed<ReplayTransport> {
        let exchange = Exchange {
            sent: REQUEST.to_vec(),
            received: ANSWER.to_vec(),
        };
        let replay = ReplayTransport::new([exchange.clone(), exchange]);
        Disturbed::new(replay, Course::new([Disturbance { way, at, harm }]))
    }

    /// Everything that comes in two seconds, and when the last of it came.
    fn hear(line: &mut Disturbed<ReplayTransport>) -> (Vec<u8>, LineTime) {
        let deadline = line.now() + Duration::from_secs(2);
        let (mut heard, mut last) = (Vec::new(), line.now());
        let mut buffer = [0; 16];
        while let Ok(count) = line.recv(&mut buffer, deadline)
            && count > 0
        {
            heard.extend(&buffer[..count]);
            last = line.now();
        }
        (heard, last)
    }

    fn ask(line: &mut Disturbed<ReplayTransport>) -> Vec<u8> {
        line.send(REQUEST).unwrap();
        hear(line).0
    }

    #[test]
    fn bytes_are_lost_changed_doubled_and_added_where_it_was_said() {
        let check = |harm: Harm, expected: &[u8]| {
            let mut line = line(Way::FromMeter, 3, harm);
            assert_eq!(ask(&mut line), expected, "{harm:?}");
            assert_eq!(ask(&mut line), ANSWER, "{harm:?} the second time");
            assert_eq!(line.course.ahead(), []);
        };
        check(Harm::Drop(2), b"/ABX\r\n");
        check(Harm::Flip(1), b"/ABB5X\r\n");
        check(Harm::Blank, b"/AB\x005X\r\n");
        check(Harm::Duplicate, b"/ABCC5X\r\n");
        check(Harm::Insert(b'?'), b"/AB?C5X\r\n");
    }

    #[test]
    fn what_the_meter_hears_is_disturbed_too() {
        for harm in [Harm::Drop(1), Harm::Flip(4), Harm::Duplicate, Harm::Cut] {
            let mut line = line(Way::ToMeter, 1, harm);
            assert_eq!(ask(&mut line), b"", "{harm:?}");
        }
    }

    #[test]
    fn a_delay_holds_up_what_follows_and_loses_nothing() {
        let mut line = line(Way::FromMeter, 3, Harm::Delay(Duration::from_millis(700)));
        let sent = line.send(REQUEST).unwrap();
        let (heard, last) = hear(&mut line);
        assert_eq!(heard, ANSWER);
        let usual = sent + Duration::from_millis(200) + LineSettings::OPENING.duration_of(8);
        assert!(last > usual + Duration::from_millis(400), "{last:?}");
    }

    #[test]
    fn clumps_come_at_their_times_and_lose_nothing() {
        let every = Duration::from_millis(90);
        let mut line = line(Way::FromMeter, 0, Harm::Split(every));
        line.send(REQUEST).unwrap();
        let mut heard: Vec<u8> = Vec::new();
        let mut buffer = [0; 16];
        let deadline = LineTime(Duration::from_secs(2));
        while let Ok(count) = line.recv(&mut buffer, deadline)
            && count > 0
        {
            assert_eq!(line.now().0.as_millis() % 90, 0);
            assert!(count < ANSWER.len());
            heard.extend(&buffer[..count]);
        }
        assert_eq!(heard, ANSWER);
    }

    #[test]
    fn from_an_echo_on_all_that_is_sent_comes_back_in_its_time() {
        let mut line = line(Way::ToMeter, 2, Harm::Echo);
        let sent = line.send(REQUEST).unwrap();
        let (heard, _) = hear(&mut line);
        assert_eq!(heard, [b"!\r\n", ANSWER].concat());
        let mut buffer = [0; 16];
        let again = line.send(REQUEST).unwrap();
        assert!(again > sent);
        assert_eq!(line.recv(&mut buffer, again).unwrap(), 1);
        assert_eq!(buffer[0], b'/');
    }

    #[test]
    fn a_port_that_is_unplugged_is_gone_and_the_next_goes_on_in_the_course() {
        let mut line = line(Way::FromMeter, 3, Harm::Unplug);
        line.send(REQUEST).unwrap();
        let (heard, _) = hear(&mut line);
        assert_eq!(heard, b"/AB");
        let gone = line.send(REQUEST).unwrap_err();
        assert_eq!(gone.problem, PortProblem::Gone);
        let course = line.course.clone();
        let exchange = Exchange {
            sent: REQUEST.to_vec(),
            received: ANSWER.to_vec(),
        };
        let mut line = Disturbed::new(ReplayTransport::new([exchange]), course);
        assert_eq!(ask(&mut line), ANSWER);
    }

    #[test]
    fn from_a_cut_on_nothing_goes_either_way() {
        let mut line = line(Way::FromMeter, 3, Harm::Cut);
        assert_eq!(ask(&mut line), b"/AB");
        assert_eq!(ask(&mut line), b"");
    }
}
