//! The commands that ask for a range, in the form of each maker. Pure.

use jiff::civil::DateTime;

use crate::codec::CommandKind;
use crate::meter::Season;
use crate::order::{Order, OrderError};
use crate::profile::{RangeForm, SeriesForm};
use crate::worker::SeriesRange;

/// How times stand in requests, as far as that was found out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Stamps {
    pub(super) digits: Digits,
    /// The meter's stamps told that it has summer time.
    pub(super) has_summer: bool,
    /// The season of a time that is known for certain.
    pub(super) known: Option<(DateTime, Season)>,
}

/// How many digits a time has, where the profile says eleven.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Digits {
    /// `sYYMMDDhhmm`
    #[default]
    Eleven,
    /// `sYYMMDDhhmmss`
    Thirteen,
    /// `YYMMDDhhmm`, without a season.
    Ten,
}

/// Asks for `range` in `form`; for one of those that name the range by its ends.
pub(super) fn of_range(
    form: &SeriesForm,
    range: SeriesRange,
    stamps: Stamps,
) -> Result<Order, OrderError> {
    let stamp = |time: Option<DateTime>| time.map_or(String::new(), |at| stamps.text(form, at));
    let (from, to) = (stamp(range.from), stamp(range.to));
    let inner = match form.range {
        RangeForm::All => String::new(),
        RangeForm::Lis200 => {
            let column = form.time_column.unwrap_or(DEFAULT_TIME_COLUMN);
            let rows = form.block.filter(|_| form.command.is_in_blocks());
            let rows = rows.map_or(String::new(), |rows| rows.to_string());
            format!("{column};{from};{to};{rows}")
        }
        _ if form.command.is_in_blocks() => {
            let records = form.block.map_or(String::new(), |block| block.to_string());
            format!("{from};{to};{records}")
        }
        _ => format!("{from};{to}"),
    };
    of_argument(form.command, &form.address, &inner)
}

/// The column of the time where the profile does not say: behind two numbers.
const DEFAULT_TIME_COLUMN: u8 = 3;

/// A command about an address with what stands in its brackets.
pub(super) fn of_argument(
    command: CommandKind,
    address: &str,
    argument: &str,
) -> Result<Order, OrderError> {
    format!("{command} {address}({argument})").parse()
}

impl Stamps {
    fn text(self, form: &SeriesForm, at: DateTime) -> String {
        match form.range {
            RangeForm::Mass => at.strftime("%y-%m-%d,%H:%M").to_string(),
            RangeForm::Lis200 => at.strftime("%Y-%m-%d,%H:%M:%S").to_string(),
            _ => {
                let digits = match form.range {
                    RangeForm::Vdew13 => Digits::Thirteen,
                    _ => self.digits,
                };
                let season = self.season_digit(at);
                match digits {
                    Digits::Eleven => format!("{season}{}", at.strftime("%y%m%d%H%M")),
                    Digits::Thirteen => format!("{season}{}", at.strftime("%y%m%d%H%M%S")),
                    Digits::Ten => at.strftime("%y%m%d%H%M").to_string(),
                }
            }
        }
    }

    fn season_digit(self, at: DateTime) -> char {
        let season = match self.known {
            Some((known, season)) if known == at => season,
            Some((_, Season::Utc)) => Season::Utc,
            _ if self.has_summer && is_summer(at) => Season::Summer,
            _ => Season::Normal,
        };
        match season {
            Season::Normal => '0',
            Season::Summer => '1',
            Season::Utc => '2',
        }
    }
}

/// Whether summer time is in force in Europe: from the last Sunday of March, 2:00, to
/// the last Sunday of October, 3:00.
fn is_summer(at: DateTime) -> bool {
    let (month, day, hour) = (at.month(), at.day(), at.hour());
    // How many days of the month are left after the next Sunday, this day included.
    let to_sunday = (7 - at.weekday().to_sunday_zero_offset()) % 7;
    let is_sunday = to_sunday == 0;
    let last_sunday_is_ahead = day + to_sunday + 7 <= 31 || !is_sunday && day + to_sunday <= 31;
    match month {
        4..=9 => true,
        3 if is_sunday && day + 7 > 31 => hour >= 2,
        3 => !last_sunday_is_ahead,
        10 if is_sunday && day + 7 > 31 => hour < 3,
        10 => last_sunday_is_ahead,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::profile::RowForm;

    fn form(command: &str, range: RangeForm) -> SeriesForm {
        SeriesForm {
            address: "P.01".to_owned(),
            name: String::new(),
            command: command.parse().unwrap(),
            range,
            rows: RowForm::Vdew,
            block: None,
            window_days: None,
            period_min: None,
            period_register: None,
            channels: Vec::new(),
            column_register: None,
            time_column: None,
        }
    }

    #[test]
    fn a_range_is_asked_for_as_each_maker_writes_it() {
        let range = SeriesRange {
            from: Some(date(2013, 1, 31).at(8, 0, 0, 0)),
            to: Some(date(2013, 7, 1).at(8, 0, 0, 0)),
        };
        let open = SeriesRange::default();
        let check = |form: &SeriesForm, range, stamps, expected: &str| {
            let order = of_range(form, range, stamps).unwrap();
            assert_eq!(order.to_string(), expected);
        };
        let plain = Stamps::default();
        let vdew = form("R5", RangeForm::Vdew11);
        check(&vdew, range, plain, "R5 P.01(01301310800;01307010800)");
        check(&vdew, open, plain, "R5 P.01(;)");
        let summer = Stamps {
            has_summer: true,
            ..plain
        };
        check(&vdew, range, summer, "R5 P.01(01301310800;11307010800)");
        let thirteen = Stamps {
            digits: Digits::Thirteen,
            ..plain
        };
        let ten = Stamps {
            digits: Digits::Ten,
            ..plain
        };
        check(&vdew, range, ten, "R5 P.01(1301310800;1307010800)");
        check(
            &vdew,
            range,
            thirteen,
            "R5 P.01(0130131080000;0130701080000)",
        );
        let blocks = SeriesForm {
            block: Some(8),
            ..form("R6", RangeForm::Vdew11)
        };
        check(&blocks, range, plain, "R6 P.01(01301310800;01307010800;8)");
        check(&form("R6", RangeForm::Vdew11), open, plain, "R6 P.01(;;)");
        let mass = form("R2", RangeForm::Mass);
        check(
            &mass,
            range,
            plain,
            "R2 P.01(13-01-31,08:00;13-07-01,08:00)",
        );
        check(&form("R1", RangeForm::All), range, plain, "R1 P.01()");
        let gas = SeriesForm {
            address: "3:V.0".to_owned(),
            block: Some(10),
            ..form("R3", RangeForm::Lis200)
        };
        check(
            &gas,
            SeriesRange { to: None, ..range },
            plain,
            "R3 3:V.0(3;2013-01-31,08:00:00;;10)",
        );
        let at_once = SeriesForm {
            command: CommandKind::R1,
            time_column: Some(2),
            ..gas
        };
        check(&at_once, open, plain, "R1 3:V.0(2;;;)");
    }

    #[test]
    fn the_seasons_of_europe_are_known_to_the_hour() {
        let check = |month, day, hour, expected| {
            let at = date(2026, month, day).at(hour, 0, 0, 0);
            assert_eq!(is_summer(at), expected, "{at}");
        };
        // Sundays: 29 March, 25 October 2026.
        check(3, 28, 23, false);
        check(3, 22, 12, false);
        check(3, 29, 1, false);
        check(3, 29, 3, true);
        check(3, 30, 0, true);
        check(7, 1, 0, true);
        check(10, 18, 12, true);
        check(10, 24, 23, true);
        check(10, 25, 1, true);
        check(10, 25, 4, false);
        check(10, 26, 0, false);
        check(10, 31, 0, false);
        check(1, 1, 0, false);
    }
}
