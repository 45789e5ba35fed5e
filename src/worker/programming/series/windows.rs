//! Ranges that are named by their ends: one window after the other, oldest first.
//!
//! Meters differ in what belongs to a range: either end may be left out, times may be
//! rounded, or taken an hour off where the season does not count. So each window begins
//! with the last entry that is there; where the first entry that comes leaves room for
//! another one before it, that is asked for by itself once. Windows end at midnight:
//! never in the hour that comes twice in autumn.

mod older;

use jiff::civil::{DateTime, Weekday};

use super::command::{Digits, of_range};
use super::{Fetch, days_after, midnight, minutes_after, most_for};
use crate::meter::Season;
use crate::order::Order;
use crate::profile::{RangeForm, RowForm};
use crate::session::SessionError;
use crate::session::programming::FetchEnd;
use crate::worker::programming::desk::Stop;
use crate::worker::series::{Piece, minutes_between};
use crate::worker::{SeriesAnswer, SeriesKind, SeriesRange, failure};

/// What one answer should take at most.
const WINDOW_SECONDS: i64 = 60;

/// The most days of a window, whatever the speed.
const MAX_DAYS: i64 = 31;

/// A range of so many days is asked for at once before anything is known of the meter.
const SHORT_DAYS: i64 = 3;

/// How many times nothing new may come before it is given up.
const MAX_FRUITLESS: u32 = 3;

/// What a meter may be off by that does not heed the season, and an hour more.
const SHIFT_MIN: i64 = 180;

/// How many times asking for what may be missing between windows is in vain before it is
/// left.
const MAX_BRIDGES: u32 = 2;

/// What is known of the way.
struct Way {
    /// Up to here everything is there; `None` is the oldest entry of the meter.
    at: Option<DateTime>,
    /// Characters of a day, as the last window told.
    per_day: Option<i64>,
    /// The most days of a window from here on.
    most_days: i64,
    fruitless: u32,
    bridges: u32,
    /// What may be missing at the window edge was asked for.
    is_bridged: bool,
    /// What may be missing before the first entry was asked for.
    has_head: bool,
    tried_thirteen: bool,
    /// The meter said `ERROR` to a range: nothing is in it, or it is not asked for so.
    is_refused: bool,
    /// A window that came whole, while what may be missing before it does not come.
    waiting: Option<(SeriesAnswer, Piece)>,
}

/// Why a window is not done.
enum Trouble {
    /// Damaged each time.
    Damaged,
    /// The session may go on.
    Cut,
    /// Nothing more can be said in this session.
    Lost(Stop),
    /// It makes no sense to go on.
    Final(Stop),
}

pub(super) fn run(fetch: &mut Fetch<'_, '_, '_>) -> Result<(), Stop> {
    let known = fetch.assembly.last().map(|(time, _)| time);
    let mut way = Way {
        at: known.or(fetch.plan.range.from),
        per_day: None,
        most_days: fetch.form.window_days.map_or(MAX_DAYS, i64::from),
        fruitless: 0,
        bridges: 0,
        is_bridged: false,
        has_head: fetch.assembly.len() > 0,
        tried_thirteen: false,
        is_refused: false,
        waiting: None,
    };
    let result = way.go(fetch);
    if let Some((answer, piece)) = way.waiting.take() {
        fetch.keep(answer, piece);
    }
    result
}

impl Way {
    /// Goes all the way.
    fn go(&mut self, fetch: &mut Fetch<'_, '_, '_>) -> Result<(), Stop> {
        loop {
            let until = self.end(fetch);
            fetch.windows.1 = self.count(fetch, until);
            let entries = fetch.assembly.len();
            match self.window(fetch, until) {
                Ok(()) => {
                    self.fruitless = 0;
                    self.is_bridged = false;
                    fetch.windows.0 += 1;
                    fetch.tell();
                    if until.is_none() || until == fetch.plan.range.to {
                        break;
                    }
                    self.at = until;
                }
                Err(trouble) => self.after(fetch, trouble, entries)?,
            }
        }
        self.newest(fetch)?;
        self.head(fetch)?;
        self.tail(fetch)
    }

    /// Where the next window ends; `None` for an open end.
    fn end(&self, fetch: &Fetch<'_, '_, '_>) -> Option<DateTime> {
        let end = fetch.plan.range.to;
        let at = self.at?;
        let is_in_one = fetch.form.range == RangeForm::All
            || (fetch.form.command.is_in_blocks() || fetch.plan.kind == SeriesKind::Logbook)
                && fetch.form.window_days.is_none();
        if is_in_one {
            return end;
        }
        let limit = end.unwrap_or_else(|| fetch.now());
        let days = self.days(fetch);
        let until = days_after(midnight(at), days);
        // A window of an hour or two is not worth a request.
        let until = if minutes_between(at, until) < 6 * 60 {
            days_after(until, 1)
        } else {
            until
        };
        let is_short = self.per_day.is_none()
            && self.most_days >= SHORT_DAYS
            && days_after(at, SHORT_DAYS) >= limit;
        if is_short || until >= limit {
            end
        } else {
            Some(until)
        }
    }

    /// How many days the next window has.
    fn days(&self, fetch: &Fetch<'_, '_, '_>) -> i64 {
        let baud = fetch.signed.baud().unwrap_or(9600);
        let characters = i64::from(baud) / 10 * WINDOW_SECONDS;
        let days = self
            .per_day
            .map_or(1, |per_day| characters / per_day.max(1));
        days.clamp(1, self.most_days.max(1))
    }

    /// How many windows there are if they go on like the one to `until`.
    fn count(&self, fetch: &Fetch<'_, '_, '_>, until: Option<DateTime>) -> u32 {
        let (_, end) = fetch.whole();
        let rest = until.map_or(0, |until| minutes_between(until, end).max(0));
        let each = self.days(fetch).max(1).saturating_mul(1440);
        let more = u32::try_from(rest.saturating_add(each - 1) / each).unwrap_or(u32::MAX);
        fetch.windows.0.saturating_add(1).saturating_add(more)
    }

    /// Where the next request begins.
    fn from(&self, fetch: &Fetch<'_, '_, '_>) -> Option<DateTime> {
        let last = fetch.assembly.last();
        let step = fetch.assembly.period_min().unwrap_or(15).max(15);
        match (self.at, last) {
            (None, None) => None,
            (None, Some(last)) => Some(resumed(fetch, last)),
            // Where it begins, the first entry may be the one that is left out.
            (Some(at), None) if fetch.plan.range.from == Some(at) => Some(at),
            (Some(at), None) => Some(minutes_after(at, -step)),
            (Some(at), Some((time, season))) => {
                let is_near = minutes_between(time, at) <= 2 * step;
                Some(if is_near {
                    resumed(fetch, (time.min(at), season))
                } else {
                    minutes_after(at, -step)
                })
            }
        }
    }

    /// Fetches what is missing up to `until`.
    fn window(
        &mut self,
        fetch: &mut Fetch<'_, '_, '_>,
        until: Option<DateTime>,
    ) -> Result<(), Trouble> {
        let from = self.from(fetch);
        let range = SeriesRange { from, to: until };
        let (answer, piece) = match self.waiting.take() {
            Some(waiting) => waiting,
            None => match self.request(fetch, range)? {
                Some(brought) => brought,
                None => return Ok(()),
            },
        };
        self.measure(&range, answer.raw.len());
        if let Err(trouble) = self.bridge(fetch, &piece) {
            self.waiting = Some((answer, piece));
            return Err(trouble);
        }
        fetch.keep(answer, piece);
        Ok(())
    }

    /// Asks for a range. `None` if the meter has nothing of it.
    fn request(
        &mut self,
        fetch: &mut Fetch<'_, '_, '_>,
        range: SeriesRange,
    ) -> Result<Option<(SeriesAnswer, Piece)>, Trouble> {
        if !fetch.signed.is_alive() {
            fetch.signed.sign_on_anew().map_err(Trouble::Lost)?;
        }
        let most = most_for(days_of(range));
        let order = order_for(fetch, range)?;
        let brought = fetch.ask(&order, range, most);
        let words = match brought.end {
            FetchEnd::Whole => {
                let piece = fetch.assembly.read(&brought.answer);
                return Ok(Some((brought.answer, piece)));
            }
            FetchEnd::Refused(words) => words,
            FetchEnd::NotAcknowledged => "NAK".to_owned(),
            FetchEnd::AnotherAddress(address) => {
                let failure = failure::of_strange_series(&order, &address);
                return Err(Trouble::Final(failure.into()));
            }
            end => return Err(self.broken(fetch, &order, brought.answer, end)),
        };
        let takes_thirteen = fetch.form.range == RangeForm::Vdew11
            && (range.from.is_some() || range.to.is_some())
            && fetch.assembly.len() == 0;
        if takes_thirteen && !std::mem::replace(&mut self.tried_thirteen, true) {
            fetch.stamps.digits = Digits::Thirteen;
            let again = self.request(fetch, range);
            if !matches!(again, Ok(Some(_))) {
                fetch.stamps.digits = Digits::Eleven;
            }
            return again;
        }
        let may_be_unknown = fetch.is_guess || fetch.is_strange;
        if !is_nothing(&words) || may_be_unknown && fetch.answers.is_empty() {
            return Err(Trouble::Final(fetch.refused(&order, &words)));
        }
        self.is_refused |= words == "ERROR";
        let piece = fetch.assembly.read(&brought.answer);
        fetch.keep(brought.answer, piece);
        Ok(None)
    }

    /// Keeps what came of an answer that is not whole.
    fn broken(
        &mut self,
        fetch: &mut Fetch<'_, '_, '_>,
        order: &Order,
        answer: SeriesAnswer,
        end: FetchEnd,
    ) -> Trouble {
        let days = days_of(answer.range);
        if end == FetchEnd::Damaged && days.is_none_or(|days| days > 1) && self.most_days > 1 {
            // A shorter answer is more likely to come whole.
            let piece = fetch.assembly.read(&answer);
            if let (None, Some((first, _))) = (self.at, piece.span) {
                self.at = Some(first);
            }
            self.most_days = 1;
            self.per_day = self.per_day.or(Some(1));
            return Trouble::Cut;
        }
        let piece = fetch.assembly.read(&answer);
        fetch.keep(answer, piece);
        let no_reply = || SessionError::NoReply {
            command: order.to_string(),
            times: fetch.signed.link.timing().repeats.saturating_add(1),
        };
        match end {
            FetchEnd::Damaged => Trouble::Damaged,
            FetchEnd::Cut => Trouble::Cut,
            FetchEnd::Endless => {
                fetch.signed.sign_off();
                let is_open = days.is_none();
                let is_past = fetch.assembly.last();
                let is_past = is_past.is_none_or(|(last, _)| last > fetch.now());
                if is_open && !is_past {
                    // More than is heard out at once; the rest comes in windows.
                    return Trouble::Cut;
                }
                Trouble::Final(failure::of_endless_series(order).into())
            }
            FetchEnd::Stopped(error) => Trouble::Lost(fetch.signed.noted(error.into())),
            _ => Trouble::Lost(no_reply().into()),
        }
    }

    /// What comes after trouble: the same window again, from where it stopped.
    fn after(
        &mut self,
        fetch: &mut Fetch<'_, '_, '_>,
        trouble: Trouble,
        entries: usize,
    ) -> Result<(), Stop> {
        if fetch.signed.desk.cancel.is_cancelled() {
            return Err(Stop::cancelled());
        }
        let has_more = fetch.assembly.len() > entries;
        self.fruitless = if has_more { 0 } else { self.fruitless + 1 };
        if has_more {
            fetch.tell();
        }
        let last = fetch.assembly.last().map(|(time, _)| time);
        match trouble {
            Trouble::Final(stop) => Err(stop),
            Trouble::Damaged => {
                fetch.is_damaged = true;
                // What came of it is kept, and the rest is worth having.
                match self.end(fetch) {
                    Some(until) if fetch.plan.range.to != Some(until) => {
                        self.at = Some(until);
                        Ok(())
                    }
                    _ => Err(damaged(fetch)),
                }
            }
            Trouble::Cut if self.fruitless >= MAX_FRUITLESS => Err(damaged(fetch)),
            Trouble::Cut => {
                self.go_on_behind(last);
                Ok(())
            }
            Trouble::Lost(stop @ Stop::Failed(_)) => Err(stop),
            Trouble::Lost(stop) if self.fruitless >= MAX_FRUITLESS => Err(stop),
            Trouble::Lost(_) => {
                self.go_on_behind(last);
                self.sign_on_anew(fetch)
            }
        }
    }

    /// Signs on to the same meter, more than once if it has to be.
    fn sign_on_anew(&mut self, fetch: &mut Fetch<'_, '_, '_>) -> Result<(), Stop> {
        loop {
            match fetch.signed.sign_on_anew() {
                Ok(()) => return Ok(()),
                Err(_) if fetch.signed.desk.cancel.is_cancelled() => {
                    return Err(Stop::cancelled());
                }
                Err(stop @ Stop::Failed(_)) => return Err(stop),
                Err(stop) => {
                    self.fruitless += 1;
                    if self.fruitless >= MAX_FRUITLESS {
                        return Err(stop);
                    }
                }
            }
        }
    }

    fn go_on_behind(&mut self, last: Option<DateTime>) {
        self.at = match (self.at, last) {
            (Some(at), Some(last)) => Some(at.max(last)),
            (at, last) => at.or(last),
        };
    }

    /// Learns how much a day is.
    fn measure(&mut self, range: &SeriesRange, characters: usize) {
        let characters = i64::try_from(characters).unwrap_or(i64::MAX);
        if let (Some(from), Some(to)) = (range.from, range.to)
            && characters > 0
        {
            let minutes = minutes_between(from, to).max(60);
            self.per_day = Some((characters.saturating_mul(1440) / minutes).max(1));
        }
    }

    /// Asks for what may be missing between what is there and `piece`.
    fn bridge(&mut self, fetch: &mut Fetch<'_, '_, '_>, piece: &Piece) -> Result<(), Trouble> {
        if self.is_bridged || self.bridges >= MAX_BRIDGES || !has_edges(fetch) {
            return Ok(());
        }
        let (Some((first, _)), Some(period)) = (piece.span, piece.period_min()) else {
            return Ok(());
        };
        let last = fetch.assembly.last().map(|(time, _)| time);
        let due = match (last, fetch.plan.range.from) {
            (Some(last), _) => minutes_after(last, period),
            (None, Some(from)) => from,
            (None, None) => return Ok(()),
        };
        if minutes_after(first, -period) < due {
            return Ok(());
        }
        let entries = fetch.assembly.len();
        let range = SeriesRange {
            from: Some(minutes_after(last.unwrap_or(due), -SHIFT_MIN)),
            to: Some(minutes_after(first, SHIFT_MIN)),
        };
        self.extra(fetch, range)?;
        self.is_bridged = true;
        self.has_head = true;
        if fetch.assembly.len() == entries {
            self.bridges += 1;
        }
        Ok(())
    }

    /// Asks for what may be missing at the begin, where the first answer was cut.
    fn head(&mut self, fetch: &mut Fetch<'_, '_, '_>) -> Result<(), Stop> {
        let (Some((first, _)), from) = (fetch.assembly.span(), fetch.plan.range.from) else {
            return Ok(());
        };
        let Some(from) = from else {
            // A meter that refuses an open range has more than its last day.
            return if self.is_refused {
                self.back(fetch)
            } else {
                Ok(())
            };
        };
        let period = fetch.assembly.period_min().unwrap_or(15);
        if !has_edges(fetch) || fetch.plan.have.is_some() || minutes_after(first, -period) < from {
            return Ok(());
        }
        if self.has_head {
            return if self.is_refused {
                self.back(fetch)
            } else {
                Ok(())
            };
        }
        let range = SeriesRange {
            from: Some(minutes_after(from, -SHIFT_MIN)),
            to: Some(minutes_after(first, SHIFT_MIN)),
        };
        let entries = fetch.assembly.len();
        loop {
            match self.request(fetch, range) {
                Ok(Some((answer, piece))) => {
                    fetch.keep_before(answer, piece);
                    return Ok(());
                }
                Ok(None) => return self.back(fetch),
                Err(trouble) => self.after(fetch, trouble, entries)?,
            }
        }
    }

    /// Asks for what may be missing at the end.
    fn tail(&mut self, fetch: &mut Fetch<'_, '_, '_>) -> Result<(), Stop> {
        let Some(to) = fetch.plan.range.to else {
            return Ok(());
        };
        let Some((last, season)) = fetch.assembly.last() else {
            return self.around(fetch);
        };
        let period = fetch.assembly.period_min().unwrap_or(15);
        if !has_edges(fetch) || to > fetch.now() || minutes_after(last, period) > to {
            return Ok(());
        }
        let range = SeriesRange {
            from: Some(resumed(fetch, (last, season))),
            to: Some(minutes_after(to, SHIFT_MIN)),
        };
        self.extra_at_last(fetch, range)
    }

    /// Asks for more than a range so short that nothing of it may be left by the meter's
    /// own rule.
    fn around(&mut self, fetch: &mut Fetch<'_, '_, '_>) -> Result<(), Stop> {
        let SeriesRange {
            from: Some(from),
            to: Some(to),
        } = fetch.plan.range
        else {
            return Ok(());
        };
        if !has_edges(fetch) || minutes_between(from, to) > SHIFT_MIN {
            return Ok(());
        }
        let range = SeriesRange {
            from: Some(minutes_after(from, -SHIFT_MIN)),
            to: Some(minutes_after(to, SHIFT_MIN)),
        };
        self.extra_at_last(fetch, range)
    }

    fn extra_at_last(
        &mut self,
        fetch: &mut Fetch<'_, '_, '_>,
        range: SeriesRange,
    ) -> Result<(), Stop> {
        let entries = fetch.assembly.len();
        loop {
            match self.extra(fetch, range) {
                Ok(()) => return Ok(()),
                Err(trouble) => self.after(fetch, trouble, entries)?,
            }
        }
    }

    /// Asks for a range besides the windows.
    fn extra(&mut self, fetch: &mut Fetch<'_, '_, '_>, range: SeriesRange) -> Result<(), Trouble> {
        if let Some((answer, piece)) = self.request(fetch, range)? {
            fetch.keep(answer, piece);
        }
        Ok(())
    }
}

fn order_for(fetch: &Fetch<'_, '_, '_>, range: SeriesRange) -> Result<Order, Trouble> {
    let asked = fetch.plan.range;
    let may_be_twice = |at: &DateTime| {
        // Clocks change on Sundays.
        at.weekday() == Weekday::Sunday && (1..=3).contains(&at.hour()) && has_edges(fetch)
    };
    let by_an_hour = |at: Option<DateTime>, end: Option<DateTime>, minutes: i64| match at {
        Some(time) if at == end && may_be_twice(&time) => Some(minutes_after(time, minutes)),
        at => at,
    };
    // Which of two equal hours an end is in, nobody said: both of them are meant.
    let range = SeriesRange {
        from: by_an_hour(range.from, asked.from, -60),
        to: by_an_hour(range.to, asked.to, 60),
    };
    of_range(&fetch.form, range, fetch.stamps).map_err(|error| {
        Trouble::Final(failure::of_unfit_series(&fetch.form.address, &error).into())
    })
}

fn damaged(fetch: &Fetch<'_, '_, '_>) -> Stop {
    let command = fetch.answers.last().map(|answer| answer.command.clone());
    SessionError::Damaged {
        command: command.unwrap_or_else(|| fetch.form.address.clone()),
        times: fetch.signed.link.timing().repeats.saturating_add(1),
    }
    .into()
}

/// Whether it is a range of times of entries, whose ends may be left out.
fn has_edges(fetch: &Fetch<'_, '_, '_>) -> bool {
    fetch.plan.kind == SeriesKind::LoadProfile
        && fetch.form.range != RangeForm::All
        && fetch.form.rows != RowForm::VdewLog
}

/// Where to go on behind the last entry: with it. Where stamps do not tell the season, an
/// hour that may come twice cannot be told apart, so it is the begin of the day then.
fn resumed(fetch: &Fetch<'_, '_, '_>, (time, season): (DateTime, Option<Season>)) -> DateTime {
    // A meter without summer time may put 0 before each stamp, and one with it as well.
    // Some meters do not heed the season of a request, however their own stamps tell it.
    let is_told = season.is_some() && fetch.stamps.has_summer && !may_change(time);
    if !is_told && (1..=4).contains(&time.hour()) {
        midnight(time)
    } else {
        time
    }
}

/// Whether summer time may end on the day of `time`: a Sunday late in October, in Europe.
fn may_change(time: DateTime) -> bool {
    time.weekday() == Weekday::Sunday && time.month() == 10 && time.day() >= 25
}

/// Days of a range, rounded up; `None` for an open one.
fn days_of(range: SeriesRange) -> Option<i64> {
    let minutes = minutes_between(range.from?, range.to?).max(0);
    Some(minutes.saturating_add(1439) / 1440)
}

/// Whether a refusal says that there is nothing in the range.
pub(super) fn is_nothing(words: &str) -> bool {
    matches!(
        words,
        "ERROR" | "ERR18" | "#0103" | "#103" | "#0104" | "#104" | "#0105" | "#105"
    )
}
