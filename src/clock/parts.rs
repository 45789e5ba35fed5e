//! The commands that read and set a clock, in the form of its device profile.

use jiff::civil::DateTime;
use thiserror::Error;

use crate::meter::Season;
use crate::meter::time::{self, Form};
use crate::order::{Order, OrderError};
use crate::profile::{
    Access, ClockForm, ClockPart, Login, Profile, RegisterDef, TimeForm, TimeFormError, TimeParts,
};

/// One register of the clock and how it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadPart {
    pub order: Order,
    pub form: TimeForm,
}

impl ReadPart {
    /// What `text`, a value as the meter sent it, tells. A meter that writes its time
    /// in another way than the profile says is understood where that is plain.
    pub fn parse(&self, text: &str) -> Result<TimeParts, TimeFormError> {
        self.form.parse(text).or_else(|mismatch| {
            let register = match (self.form.has_date(), self.form.has_time()) {
                (true, false) => Form::Calendar,
                (false, true) => Form::Clock,
                _ => Form::Stamp,
            };
            let civil = time::parse(text, register).filter(|civil| {
                civil.date.is_some() == self.form.has_date()
                    && civil.time.is_some() == self.form.has_time()
            });
            let civil = civil.ok_or(mismatch)?;
            Ok(TimeParts {
                date: civil.date,
                time: civil.time,
                season: civil.season,
                weekday: None,
            })
        })
    }
}

/// One command that sets the clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockCommand {
    pub order: Order,
    /// It carries the time of day, so it has to arrive on the second.
    pub sets_time: bool,
}

/// Why a clock cannot be set.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WriteError {
    #[error("the device profile does not say how the clock is set")]
    NoCommand,
    #[error(transparent)]
    Form(#[from] TimeFormError),
    #[error(transparent)]
    Order(#[from] OrderError),
}

/// How the clock is read, register by register. Those that tell neither date nor
/// time, such as the day of the week, are left out.
pub fn read_parts(profile: &Profile, form: &ClockForm) -> Result<Vec<ReadPart>, TimeFormError> {
    let mut parts = Vec::new();
    for part in &form.read {
        let time_form = TimeForm::parse_form(&part.form)?;
        if time_form.has_date() || time_form.has_time() {
            // The clock is a register like others, which may be read in a way of its own.
            let known = profile.register(&part.address).cloned().unwrap_or_default();
            let register = RegisterDef {
                address: part.address.clone(),
                read: part.command.or(known.read),
                argument: known.argument,
                ..RegisterDef::default()
            };
            parts.push(ReadPart {
                order: Order::read(profile, &register),
                form: time_form,
            });
        }
    }
    Ok(parts)
}

/// The commands that set the clock to `at`.
pub fn commands_at(
    profile: &Profile,
    form: &ClockForm,
    at: DateTime,
    season: Season,
) -> Result<Vec<ClockCommand>, WriteError> {
    commands(profile, form, |form| form.format(at, season))
}

/// The commands that set the clock, with the form in the place of the value.
pub fn commands_shown(profile: &Profile, form: &ClockForm) -> Result<Vec<Order>, WriteError> {
    let commands = commands(profile, form, TimeForm::to_string)?;
    Ok(commands.into_iter().map(|command| command.order).collect())
}

fn commands(
    profile: &Profile,
    form: &ClockForm,
    value: impl Fn(&TimeForm) -> String,
) -> Result<Vec<ClockCommand>, WriteError> {
    if form.write.is_empty() {
        return Err(WriteError::NoCommand);
    }
    let mut commands = Vec::new();
    for part in &form.write {
        let time_form = TimeForm::parse_form(&part.form)?;
        let raw = value(&time_form);
        crate::order::check_value(&raw)?;
        commands.push((part, time_form.has_time(), raw));
    }
    if form.together {
        return Ok(vec![together(profile, form, &commands)?]);
    }
    let separate = commands.into_iter().map(|(part, sets_time, raw)| {
        let register = register(form, part);
        let order = Order::write(profile, &register, &raw)?;
        Ok(ClockCommand { order, sets_time })
    });
    separate.collect()
}

fn register(form: &ClockForm, part: &ClockPart) -> RegisterDef {
    RegisterDef {
        address: part.address.clone(),
        write: part.command,
        access: form.level.map_or(Access::ReadOnly, Access::Write),
        ..RegisterDef::default()
    }
}

/// All parts as data sets of one command.
fn together(
    profile: &Profile,
    form: &ClockForm,
    parts: &[(&ClockPart, bool, String)],
) -> Result<ClockCommand, WriteError> {
    let programming = profile.programming.clone().unwrap_or_default();
    let own = parts.iter().find_map(|(part, _, _)| part.command);
    let kind = own.unwrap_or(programming.write.command);
    let in_write = form
        .level
        .and_then(|level| programming.level(level))
        .is_some_and(|level| level.login == Login::InWrite);
    let mut text = format!("{kind} ");
    for (part, _, raw) in parts {
        text.push_str(&format!("{}({raw})", part.address));
    }
    if in_write {
        text.push_str("({password})");
    }
    Ok(ClockCommand {
        order: text.parse()?,
        sets_time: parts.iter().any(|(_, sets_time, _)| *sets_time),
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::codec::CommandKind;
    use crate::profile::{Level, PasswordForm, Programming, WriteForm};

    fn profile(command: &str, login: Login) -> Profile {
        Profile {
            programming: Some(Programming {
                write: WriteForm {
                    command: command.parse().unwrap(),
                    ..WriteForm::default()
                },
                levels: vec![Level {
                    number: 2,
                    name: String::new(),
                    login,
                    password: PasswordForm::default(),
                    help: String::new(),
                }],
                ..Programming::default()
            }),
            ..Profile::default()
        }
    }

    fn form(parts: &[(&str, &str)], together: bool) -> ClockForm {
        let part = |(address, form): &(&str, &str)| ClockPart {
            address: (*address).to_owned(),
            form: (*form).to_owned(),
            command: None,
        };
        ClockForm {
            read: parts.iter().map(part).collect(),
            write: parts.iter().map(part).collect(),
            together,
            level: Some(2),
            synchronise_limit_s: None,
            period_min: 15,
            warning: String::new(),
        }
    }

    fn set(profile: &Profile, form: &ClockForm) -> Vec<(String, bool)> {
        let at = date(2017, 10, 21).at(14, 30, 5, 0);
        commands_at(profile, form, at, Season::Summer)
            .unwrap()
            .into_iter()
            .map(|command| (command.order.to_string(), command.sets_time))
            .collect()
    }

    #[test]
    fn each_profile_sets_its_clock_in_its_own_way() {
        let check = |command: &str, login, parts: &[(&str, &str)], together, expected: &[_]| {
            let sent = set(&profile(command, login), &form(parts, together));
            let sent: Vec<(&str, bool)> = sent.iter().map(|(o, t)| (o.as_str(), *t)).collect();
            assert_eq!(sent, expected);
        };
        check(
            "W2",
            Login::P1,
            &[("C003", "YYMMDDhhmmss")],
            false,
            &[("W2 C003(171021143005)", true)],
        );
        check(
            "W5",
            Login::InWrite,
            &[("0.9.1", "shhmmss"), ("0.9.2", "sYYMMDD")],
            false,
            &[
                ("W5 0.9.1(1143005)(•••)", true),
                ("W5 0.9.2(1171021)(•••)", false),
            ],
        );
        check(
            "W1",
            Login::P1,
            &[("0.9.1", "hhmmss"), ("0.9.2", "YYMMDD")],
            true,
            &[("W1 0.9.1(143005)0.9.2(171021)", true)],
        );
        check(
            "W2",
            Login::P1,
            &[("0.9.1", "hh:mm:ss"), ("0.9.2", "YY-MM-DD"), ("0.9.5", "n")],
            false,
            &[
                ("W2 0.9.1(14:30:05)", true),
                ("W2 0.9.2(17-10-21)", false),
                ("W2 0.9.5(6)", false),
            ],
        );
    }

    #[test]
    fn a_review_shows_the_form() {
        let profile = profile("W5", Login::InWrite);
        let form = form(&[("1-0:0.9.129*255", "YYMMDDhhmmss0002")], false);
        let shown = commands_shown(&profile, &form).unwrap();
        assert_eq!(
            shown.first().unwrap().to_string(),
            "W5 1-0:0.9.129*255(YYMMDDhhmmss0002)(•••)"
        );
    }

    #[test]
    fn reading_leaves_out_the_day_of_the_week() {
        let profile = profile("W2", Login::P1);
        let form = form(
            &[("0.9.1", "hhmmss"), ("0.9.5", "n"), ("0.9.2", "YYMMDD")],
            false,
        );
        let parts = read_parts(&profile, &form).unwrap();
        let orders: Vec<String> = parts.iter().map(|part| part.order.to_string()).collect();
        assert_eq!(orders, ["R1 0.9.1()", "R1 0.9.2()"]);
        assert_eq!(parts.first().unwrap().order.kind, CommandKind::R1);
    }

    #[test]
    fn a_time_in_another_plain_form_is_understood() {
        let profile = profile("W2", Login::P1);
        let form = form(&[("0.9.1", "hhmmss"), ("0.9.2", "YYMMDD")], false);
        let parts = read_parts(&profile, &form).unwrap();
        let read = |index: usize, text: &str| {
            let civil = parts[index].parse(text).ok()?.civil()?;
            Some((
                civil.date.map(|d| d.to_string()),
                civil.time.map(|t| t.to_string()),
                civil.season,
            ))
        };
        let clock = |time: &str, season| Some((None, Some(time.to_owned()), season));
        assert_eq!(read(0, "141806"), clock("14:18:06", None));
        assert_eq!(read(0, "14:18:06"), clock("14:18:06", None));
        assert_eq!(read(0, "0141806"), clock("14:18:06", Some(Season::Normal)));
        assert_eq!(read(0, "17-10-21"), None);
        let day = |season| Some((Some("2017-10-21".to_owned()), None, season));
        assert_eq!(read(1, "1171021"), day(Some(Season::Summer)));
        assert_eq!(read(1, "17-10-21"), day(None));
        assert_eq!(read(1, "ER05"), None);
    }

    #[test]
    fn a_profile_that_cannot_set_says_so() {
        let mut form = form(&[("0.9.1", "hhmmss")], false);
        form.write.clear();
        let profile = profile("W1", Login::P1);
        let at = date(2017, 10, 21).at(14, 30, 5, 0);
        let refused = commands_at(&profile, &form, at, Season::Normal);
        assert_eq!(refused, Err(WriteError::NoCommand));
    }
}
