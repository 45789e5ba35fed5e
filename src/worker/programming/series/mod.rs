//! Fetching a load profile or a logbook: in windows that the meter can bear, going on
//! where a line dropped, keeping whatever came.

mod archives;
mod columns;
mod command;
mod packets;
mod windows;

use std::sync::Arc;
use std::time::Duration;

use jiff::civil::DateTime;
use jiff::{ToSpan as _, Zoned};

use self::command::Stamps;
use super::desk::Stop;
use super::signed::Signed;
use crate::codec::CommandKind;
use crate::codec::decoder::MAX_BODY;
use crate::order::Order;
use crate::profile::{ChannelDef, Profile, RangeForm, RowForm, SeriesForm};
use crate::session::SessionError;
use crate::session::programming::{Answer, FetchEnd};
use crate::worker::live::{Live, share};
use crate::worker::series::{Assembly, Piece};
use crate::worker::{
    Event, ProgrammeSummary, SeriesAnswer, SeriesKind, SeriesPlan, SeriesRange, SeriesRecord,
    failure,
};

/// How often a meter that is not ready is asked again, and after which pause.
const NOT_READY: (u32, Duration) = (5, Duration::from_secs(4));

/// The attributes of an archive (LIS-200): names and units of its columns.
const NAMES: &str = "4";
const UNITS: &str = "3";

/// How many times a request is said in vain, each time in a session that answers.
const MAX_TIMES: u32 = 3;

/// Fetches what is wanted.
pub(super) fn run(
    signed: &mut Signed<'_, '_>,
    plan: &SeriesPlan,
    summary: &mut ProgrammeSummary,
) -> Result<(), Stop> {
    let mut fetch = Fetch::new(signed, plan);
    let result = fetch.learn().and_then(|()| match fetch.form.range {
        RangeForm::Day | RangeForm::Month | RangeForm::DaysBack => archives::run(&mut fetch),
        RangeForm::Packets => packets::run(&mut fetch),
        _ => windows::run(&mut fetch),
    });
    fetch.finish(result, summary)
}

/// A load profile or a logbook on its way.
struct Fetch<'s, 'a, 'd> {
    signed: &'s mut Signed<'a, 'd>,
    plan: &'s SeriesPlan,
    form: SeriesForm,
    /// The profile knows no form of this kind.
    is_guess: bool,
    /// The meter told neither its serial number nor anything that the form leaves to other
    /// registers: it may be of another type.
    is_strange: bool,
    assembly: Assembly,
    answers: Vec<SeriesAnswer>,
    stamps: Stamps,
    /// How many windows are done, and how many there are.
    windows: (u32, u32),
    /// Something came damaged and stays so.
    is_damaged: bool,
    read_at: Option<Zoned>,
}

/// What came of a request that was said until it was settled.
enum Got {
    Answer(SeriesAnswer, Box<Piece>),
    /// The meter has nothing of it.
    Nothing,
    Refused(Order, String),
}

/// What one request brought.
struct Brought {
    answer: SeriesAnswer,
    end: FetchEnd,
}

impl<'s, 'a, 'd> Fetch<'s, 'a, 'd> {
    fn new(signed: &'s mut Signed<'a, 'd>, plan: &'s SeriesPlan) -> Fetch<'s, 'a, 'd> {
        let (form, is_guess) = form_for(&signed.profile, plan);
        let assembly = assembly(signed, plan, &form);
        let mut fetch = Fetch {
            signed,
            plan,
            form,
            is_guess,
            is_strange: false,
            assembly,
            answers: Vec::new(),
            stamps: Stamps::default(),
            windows: (0, 1),
            is_damaged: false,
            read_at: None,
        };
        if let Some(have) = &plan.have {
            fetch.assembly.go_on_with(&have.series);
            fetch.answers.clone_from(&have.answers);
            fetch.read_at.clone_from(&have.read_at);
        }
        fetch
    }

    /// Reads what the form leaves to other registers: the period, the columns.
    fn learn(&mut self) -> Result<(), Stop> {
        if self.form.period_min.is_none()
            && let Some(address) = self.form.period_register.clone()
        {
            let told = self.values_for_form(&address)?;
            let digits = |raw: &String| {
                let digits: String = raw.chars().take_while(char::is_ascii_digit).collect();
                digits.parse().ok()
            };
            let minutes = told.first().and_then(digits);
            self.form.period_min = minutes.filter(|minutes| (1..=1440).contains(minutes));
        }
        if self.form.channels.is_empty()
            && let Some(address) = self.form.column_register.clone()
        {
            let told = self.values_for_form(&address)?;
            self.form.channels = columns::listed(&told, self.form.rows, &self.signed.profile);
        }
        if self.form.rows == RowForm::Lis200 && self.form.channels.is_empty() {
            self.learn_archive()?;
        }
        self.form_changed();
        Ok(())
    }

    /// Reads the names and units of the columns of an archive.
    fn learn_archive(&mut self) -> Result<(), Stop> {
        let Some(archive) = self.form.address.strip_suffix(".0").map(str::to_owned) else {
            return Ok(());
        };
        let names = self.line_of(&format!("{archive}.{NAMES}"))?;
        let is_clock = |name: &String| ["zeit", "time"].contains(&name.to_lowercase().as_str());
        let time = names.iter().position(is_clock);
        let time = time.and_then(|place| u8::try_from(place + 1).ok());
        self.form.time_column = self.form.time_column.or(time);
        if names.is_empty() {
            return Ok(());
        }
        let units = self.line_of(&format!("{archive}.{UNITS}"))?;
        let clock = self.form.time_column.map_or(usize::MAX, usize::from);
        let columns = names.into_iter().enumerate();
        let columns = columns.filter(|(place, _)| *place + 1 != clock);
        let unit = |place: usize| units.get(place).filter(|unit| !unit.is_empty()).cloned();
        self.form.channels = columns
            .map(|(place, name)| ChannelDef {
                unit: unit(place),
                name: None,
                address: name,
            })
            .collect();
        Ok(())
    }

    /// The groups of the newest row of a list, or of a value of that address; none if the
    /// meter gives neither.
    fn line_of(&mut self, address: &str) -> Result<Vec<String>, Stop> {
        let column = self
            .form
            .time_column
            .map_or(String::new(), |c| c.to_string());
        let rows = if self.form.command.is_in_blocks() {
            "1"
        } else {
            ""
        };
        let ways = [
            (self.form.command, format!("{column};;;{rows}")),
            (CommandKind::R1, "1".to_owned()),
        ];
        for (kind, argument) in ways {
            let Ok(order) = command::of_argument(kind, address, &argument) else {
                continue;
            };
            let text = match self.signed.ask(&order) {
                Ok(Answer::Data(data)) => String::from_utf8_lossy(&data.body).into_owned(),
                Ok(_) => continue,
                Err(stop) if stop.is_of_one_command() => continue,
                Err(stop) => return Err(stop),
            };
            let line = text.lines().find(|line| line.contains('(')).unwrap_or("");
            let groups = line.split(')').filter_map(|group| group.split_once('('));
            return Ok(groups.map(|(_, text)| text.trim().to_owned()).collect());
        }
        Ok(Vec::new())
    }

    /// What was found out about the form is heeded from here on.
    fn form_changed(&mut self) {
        let mut assembly = assembly(self.signed, self.plan, &self.form);
        if let Some(have) = &self.plan.have {
            assembly.go_on_with(&have.series);
        }
        self.assembly = assembly;
    }

    /// The values of a register that the form names.
    fn values_for_form(&mut self, address: &str) -> Result<Vec<String>, Stop> {
        let told = self.values_of(address)?;
        let is_known = !told.is_empty() || self.signed.meter.serial_number.is_some();
        self.is_strange = !is_known;
        Ok(told)
    }

    /// The values of a register; none if the meter does not tell them.
    fn values_of(&mut self, address: &str) -> Result<Vec<String>, Stop> {
        let register = self.signed.register(address);
        match self.signed.read(&register) {
            Ok(Ok(set)) => Ok(set.values.into_iter().map(|value| value.raw).collect()),
            Ok(Err(_)) => Ok(Vec::new()),
            Err(stop) if stop.is_of_one_command() => Ok(Vec::new()),
            Err(stop) => Err(stop),
        }
    }

    /// Says a request and hears its answer, which is neither understood nor kept yet. A
    /// meter that is not ready is asked again.
    fn ask(&mut self, order: &Order, range: SeriesRange, most: usize) -> Brought {
        let mut brought = self.ask_once(order, range, most);
        for _ in 0..NOT_READY.0 {
            if !matches!(&brought.end, FetchEnd::Refused(words) if words == "ERR12") {
                break;
            }
            let paused = self.signed.in_session(|_, link| {
                let at = link.now() + NOT_READY.1;
                link.pause_until(at).map_err(|cause| SessionError::Link {
                    stage: crate::watch::Stage::DataSets,
                    cause,
                })
            });
            if paused.is_err() {
                break;
            }
            brought = self.ask_once(order, range, most);
        }
        brought
    }

    fn ask_once(&mut self, order: &Order, range: SeriesRange, most: usize) -> Brought {
        let live = Live {
            assembly: self.assembly.clone(),
            record: self.record(false),
            range,
            whole: self.whole(),
            in_blocks: order.kind.is_in_blocks(),
            told: self.signed.link.now(),
        };
        self.signed.desk.teller.borrow_mut().live = Some(live);
        let fetched = self
            .signed
            .in_session(|session, link| Ok(session.fetch(link, order, most)));
        self.signed.desk.teller.borrow_mut().live = None;
        let (raw, end) = match fetched {
            Ok(fetched) => (fetched.raw, fetched.end),
            Err(_) => (Vec::new(), FetchEnd::Stopped(SessionError::BrokenOff)),
        };
        if !raw.is_empty() {
            self.read_at.get_or_insert_with(|| self.signed.desk.now());
        }
        Brought {
            answer: SeriesAnswer {
                command: order.to_string(),
                range,
                raw: raw.into(),
                complete: matches!(end, FetchEnd::Whole | FetchEnd::Refused(_)),
            },
            end,
        }
    }

    /// Says a request until it is settled, in a new session where it has to be. What is
    /// damaged each time is kept as it is.
    fn get(&mut self, order: &Order, range: SeriesRange) -> Result<Got, Stop> {
        let mut last = Stop::from(SessionError::BrokenOff);
        for _ in 0..MAX_TIMES {
            if self.signed.desk.cancel.is_cancelled() {
                return Err(Stop::cancelled());
            }
            if !self.signed.is_alive()
                && let Err(stop) = self.signed.sign_on_anew()
            {
                match stop {
                    Stop::Failed(_) => return Err(stop),
                    stop => last = stop,
                }
                continue;
            }
            let brought = self.ask(order, range, most_for(Some(31)));
            match brought.end {
                FetchEnd::Whole | FetchEnd::Damaged => {
                    self.is_damaged |= brought.end == FetchEnd::Damaged;
                    let piece = self.assembly.read(&brought.answer);
                    return Ok(Got::Answer(brought.answer, Box::new(piece)));
                }
                FetchEnd::Refused(words)
                    if windows::is_nothing(&words) && !self.is_guess && !self.is_strange =>
                {
                    return Ok(Got::Nothing);
                }
                FetchEnd::Refused(words) => return Ok(Got::Refused(order.clone(), words)),
                FetchEnd::NotAcknowledged => {
                    return Ok(Got::Refused(order.clone(), "NAK".to_owned()));
                }
                FetchEnd::AnotherAddress(address) => {
                    return Err(failure::of_strange_series(order, &address).into());
                }
                FetchEnd::Endless => return Err(failure::of_endless_series(order).into()),
                FetchEnd::Cut => {
                    last = SessionError::Damaged {
                        command: order.to_string(),
                        times: 1,
                    }
                    .into();
                }
                FetchEnd::Silence => {
                    last = SessionError::NoReply {
                        command: order.to_string(),
                        times: self.signed.link.timing().repeats.saturating_add(1),
                    }
                    .into();
                    self.signed.sign_off();
                }
                FetchEnd::Stopped(error) => {
                    last = self.signed.noted(error.into());
                    if !self.signed.desk.cancel.is_cancelled() {
                        self.signed.sign_off();
                    }
                }
            }
        }
        Err(last)
    }

    /// Puts an answer to the others. Whether it brought anything new.
    fn keep(&mut self, answer: SeriesAnswer, piece: Piece) -> bool {
        if answer.raw.is_empty() {
            return false;
        }
        self.answers.push(answer);
        let is_newer = self.assembly.join(piece);
        if let Some((time, Some(season))) = self.assembly.last() {
            self.stamps.known = Some((time, season));
        }
        self.stamps.has_summer |= self.assembly.tells_summer();
        is_newer
    }

    /// Puts an answer before all others.
    fn keep_before(&mut self, answer: SeriesAnswer, piece: Piece) {
        self.answers.insert(0, answer);
        self.assembly.join_before(piece);
    }

    /// Tells all there is.
    fn tell(&self) {
        let desk = self.signed.desk;
        let (done, of) = self.windows;
        desk.tell(Event::SeriesReceived {
            id: desk.id,
            record: Arc::new(self.record(false)),
        });
        let mut teller = desk.teller.borrow_mut();
        teller.tell_share(share(&self.assembly, self.whole()));
        teller.tell_steps(done, of);
    }

    /// From when to when all of it goes; never beyond now.
    fn whole(&self) -> (Option<DateTime>, DateTime) {
        let now = self.now();
        let end = self.plan.range.to.map_or(now, |to| to.min(now));
        (self.plan.range.from, end)
    }

    /// Now by this computer's clock; the meter's is not far off.
    fn now(&self) -> DateTime {
        self.signed.desk.now().datetime()
    }

    fn record(&self, complete: bool) -> SeriesRecord {
        SeriesRecord {
            form: self.form.clone(),
            asked: self.plan.range,
            series: self.assembly.series(),
            complete,
            windows: self.windows,
            answers: self.answers.clone(),
            read_at: self.read_at.clone(),
        }
    }

    /// Puts what came into the summary, and says how it ended.
    fn finish(
        &mut self,
        result: Result<(), Stop>,
        summary: &mut ProgrammeSummary,
    ) -> Result<(), Stop> {
        let complete = result.is_ok() && !self.is_damaged;
        let has_any = !self.answers.is_empty();
        if has_any || result.is_ok() {
            summary.series = Some(self.record(complete));
            self.tell();
        }
        match result {
            Err(stop) if self.assembly.len() > 0 && !stop.is_cancel() => {
                // The line may be gone, and the meter is to be asked anew.
                self.signed.sign_off();
                let failure = stop.into_failure(self.signed.desk.port);
                Err(failure::with_rest_to_fetch(failure).into())
            }
            result => result,
        }
    }

    /// A refusal as a failure.
    fn refused(&self, order: &Order, words: &str) -> Stop {
        let meaning = self.signed.meaning(words);
        failure::of_refused_series(order, words, meaning.as_deref(), self.is_guess).into()
    }
}

/// How many characters the answer about so many days may have; `None` for any range.
fn most_for(days: Option<i64>) -> usize {
    let days = days.and_then(|days| usize::try_from(days).ok());
    days.map_or(MAX_BODY, |days| {
        let most = days.saturating_add(3).saturating_mul(128 * 1024);
        most.min(MAX_BODY)
    })
}

fn assembly(signed: &Signed<'_, '_>, plan: &SeriesPlan, form: &SeriesForm) -> Assembly {
    Assembly::new(
        plan.kind,
        form,
        &signed.profile.status_bits,
        &signed.meter.identification_line,
        plan.range,
    )
}

/// The form of what is wanted, and whether that is a guess.
fn form_for(profile: &Profile, plan: &SeriesPlan) -> (SeriesForm, bool) {
    let forms = match plan.kind {
        SeriesKind::LoadProfile => &profile.load_profiles,
        SeriesKind::Logbook => &profile.logbooks,
    };
    let named = plan.address.as_ref();
    let known = match named {
        Some(address) => forms.iter().find(|form| form.address == *address),
        None => forms.first(),
    };
    let is_guess = forms.is_empty();
    let mut form = known
        .or(forms.first())
        .cloned()
        .unwrap_or_else(|| match plan.kind {
            SeriesKind::LoadProfile => vdew("P.01", RowForm::Vdew),
            SeriesKind::Logbook => vdew("P.98", RowForm::VdewLog),
        });
    if let Some(address) = named
        && form.address != *address
    {
        form.address.clone_from(address);
        form.name = String::new();
        // Its columns are those of another one.
        form.channels.clear();
    }
    form.command = plan.command.unwrap_or(form.command);
    form.block = plan.block.or(form.block);
    (form, is_guess)
}

/// The form of the German specification, which most meters have.
fn vdew(address: &str, rows: RowForm) -> SeriesForm {
    SeriesForm {
        address: address.to_owned(),
        name: String::new(),
        command: CommandKind::new(b'R', b'5'),
        range: RangeForm::Vdew11,
        rows,
        block: None,
        window_days: None,
        period_min: None,
        period_register: None,
        channels: Vec::new(),
        column_register: None,
        time_column: None,
    }
}

/// Midnight before or at `time`.
fn midnight(time: DateTime) -> DateTime {
    time.date().to_datetime(jiff::civil::Time::midnight())
}

/// So many days after `time`; the last time there is beyond that.
fn days_after(time: DateTime, days: i64) -> DateTime {
    time.checked_add(days.days()).unwrap_or(DateTime::MAX)
}

fn minutes_after(time: DateTime, minutes: i64) -> DateTime {
    let limit = if minutes < 0 {
        DateTime::MIN
    } else {
        DateTime::MAX
    };
    time.checked_add(minutes.minutes()).unwrap_or(limit)
}
