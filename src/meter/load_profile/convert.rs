//! What a channel shows: as sent, or converted on demand.
//!
//! The average power of an interval and the energy counted in it are two forms of one
//! thing; a register gives the energy as its advance from one interval to the next. What
//! is behind a gap has no such advance, because nobody knows what belongs to which
//! interval: it is missing, and never spread. Floating point is for drawing only.

use rust_decimal::Decimal;

use super::axis::{Axis, DAY, HOUR, Periods, period};
use super::{Channel, ChannelKind, LoadProfile};
use crate::meter::readout::{Content, Readout};
use crate::meter::{Code, number};

/// In which form a channel is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Shown {
    #[default]
    AsSent,
    /// The average power of each interval.
    Power,
    /// The energy or volume of each interval.
    Energy,
}

/// How a channel is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct View {
    pub as_: Shown,
    /// What primary values are of those sent: the ratio of the current transformers times
    /// that of the voltage transformers.
    pub factor: Option<Decimal>,
}

/// A channel for drawing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ViewedChannel {
    /// Empty if it is not known.
    pub unit: String,
    /// In the order sent; NaN where there is none.
    pub values: Vec<f64>,
    /// Entries with a register whose advance cannot be told: the first, and those behind
    /// a gap or a step back.
    pub without_advance: usize,
}

/// What is done to the number of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    AsSent,
    /// Average power to energy.
    TimesHours,
    /// Energy to average power.
    PerHour,
    /// Register to energy.
    Advance,
    /// Register to average power.
    AdvancePerHour,
}

/// The digits that a division may add to those sent.
const MORE_DECIMALS: u32 = 6;

const MINUTES_OF_HOUR: Decimal = Decimal::from_parts(60, 0, 0, false, 0);

impl Channel {
    /// What its numbers are, by its unit where that says more than its code.
    pub fn shown_kind(&self) -> ChannelKind {
        let unit = self.unit.as_deref().unwrap_or("");
        match self.kind {
            ChannelKind::Average if power_unit(unit).is_some() => ChannelKind::Energy,
            ChannelKind::Energy | ChannelKind::Register if energy_unit(unit).is_some() => {
                ChannelKind::Average
            }
            kind => kind,
        }
    }

    /// Whether it can be shown so. As sent it always can.
    pub fn can_show(&self, shown: Shown) -> bool {
        shown == Shown::AsSent || self.form(shown).is_some()
    }

    /// Whether the ratio of transformers means something for it.
    pub fn has_primary_values(&self) -> bool {
        let unit = self.unit.as_deref().unwrap_or("");
        let energy = energy_unit(unit).unwrap_or(unit);
        power_unit(energy).is_some() && !energy.starts_with(['m', 'l'])
    }

    /// The unit that it is shown in; empty if it is not known.
    pub fn shown_unit(&self, shown: Shown) -> &str {
        let sent = self.unit.as_deref().unwrap_or("");
        self.form(shown).map_or(sent, |(_, unit)| unit)
    }

    /// What is to be done, and the unit that comes of it.
    fn form(&self, shown: Shown) -> Option<(Step, &str)> {
        let unit = self.unit.as_deref().unwrap_or("");
        Some(match (self.shown_kind(), shown) {
            (_, Shown::AsSent) => (Step::AsSent, unit),
            (ChannelKind::Average, Shown::Power) => (Step::AsSent, unit),
            (ChannelKind::Average, Shown::Energy) => (Step::TimesHours, energy_unit(unit)?),
            (ChannelKind::Energy, Shown::Energy) => (Step::AsSent, unit),
            (ChannelKind::Energy, Shown::Power) => (Step::PerHour, power_unit(unit)?),
            (ChannelKind::Register, Shown::Energy) => (Step::Advance, unit),
            (ChannelKind::Register, Shown::Power) => (Step::AdvancePerHour, power_unit(unit)?),
            (ChannelKind::Other, _) => return None,
        })
    }

    fn step(&self, shown: Shown) -> Step {
        self.form(shown).map_or(Step::AsSent, |(step, _)| step)
    }

    /// The factor of a view, where it means something for this channel.
    fn factor(&self, view: View) -> Option<Decimal> {
        view.factor.filter(|_| self.has_primary_values())
    }
}

/// `kWh` of `kW`.
fn energy_unit(power: &str) -> Option<&'static str> {
    let pair = UNITS.iter().find(|(known, _)| *known == power);
    pair.map(|(_, energy)| *energy)
}

/// `kW` of `kWh`.
fn power_unit(energy: &str) -> Option<&'static str> {
    let pair = UNITS.iter().find(|(_, known)| *known == energy);
    pair.map(|(power, _)| *power)
}

/// What is counted when something flows for an hour.
const UNITS: [(&str, &str); 14] = [
    ("W", "Wh"),
    ("kW", "kWh"),
    ("MW", "MWh"),
    ("GW", "GWh"),
    ("var", "varh"),
    ("kvar", "kvarh"),
    ("Mvar", "Mvarh"),
    ("Gvar", "Gvarh"),
    ("VA", "VAh"),
    ("kVA", "kVAh"),
    ("MVA", "MVAh"),
    ("A", "Ah"),
    ("m3/h", "m3"),
    ("l/h", "l"),
];

/// A channel for drawing. What cannot be shown as wanted is shown as sent.
pub fn channel_view(
    profile: &LoadProfile,
    axis: &Axis,
    channel: usize,
    view: View,
) -> ViewedChannel {
    let Some(known) = profile.channels.get(channel) else {
        return ViewedChannel::default();
    };
    let mut values = profile.column(channel);
    let step = known.step(view.as_);
    let mut without_advance = 0;
    if matches!(step, Step::Advance | Step::AdvancePerHour) {
        without_advance = advances(profile, axis, &mut values);
    }
    let mut periods = Periods::new(profile);
    let factor: Option<f64> = known.factor(view).and_then(|factor| factor.try_into().ok());
    if step != Step::AsSent || factor.is_some() {
        for (entry, value) in values.iter_mut().enumerate() {
            *value *= factor.unwrap_or(1.0);
            match (step, hours(periods.of(entry))) {
                (Step::AsSent | Step::Advance, _) => {}
                (_, None) => *value = f64::NAN,
                (Step::TimesHours, Some(hours)) => *value *= hours,
                (Step::PerHour | Step::AdvancePerHour, Some(hours)) => *value /= hours,
            }
        }
    }
    ViewedChannel {
        unit: known.shown_unit(view.as_).to_owned(),
        values,
        without_advance,
    }
}

/// Turns the registers of a channel into their advances. How many of them have none.
fn advances(profile: &LoadProfile, axis: &Axis, values: &mut [f64]) -> usize {
    let mut advances = vec![f64::NAN; values.len()];
    let mut before: Option<(i64, f64)> = None;
    let mut without = 0;
    for (entry, end) in axis.entries() {
        let value = values.get(entry).copied().unwrap_or(f64::NAN);
        let known = before.filter(|(earlier, _)| follows(profile, axis, entry, *earlier));
        let advance = known.map_or(f64::NAN, |(_, earlier)| value - earlier);
        if advance >= 0.0 {
            if let Some(place) = advances.get_mut(entry) {
                *place = advance;
            }
        } else if !value.is_nan() {
            without += 1;
        }
        before = Some((end, value));
    }
    values.copy_from_slice(&advances);
    without
}

/// Whether the interval of `entry` begins where the one that ends at `earlier` does.
fn follows(profile: &LoadProfile, axis: &Axis, entry: usize, earlier: i64) -> bool {
    let Some(begin) = axis.begin(profile, entry) else {
        return false;
    };
    // A daily interval is an hour longer or shorter when clocks are changed.
    let is_daily = period(profile, entry) >= DAY;
    begin == earlier || (is_daily && (begin - earlier).abs() <= HOUR)
}

fn hours(period: i64) -> Option<f64> {
    let seconds = i32::try_from(period).ok().filter(|seconds| *seconds > 0)?;
    Some(f64::from(seconds) / 3600.0)
}

/// The number of an entry in decimals. `None` if there is none, or it cannot be told.
/// What cannot be shown as wanted is shown as sent.
pub fn exact(
    profile: &LoadProfile,
    axis: &Axis,
    entry: usize,
    channel: usize,
    view: View,
) -> Option<Decimal> {
    let known = profile.channels.get(channel)?;
    let sent = profile.entry(entry)?.number(channel)?;
    let step = known.step(view.as_);
    let value = match step {
        Step::AsSent | Step::TimesHours | Step::PerHour => sent,
        Step::Advance | Step::AdvancePerHour => {
            let (before, earlier) = axis.entry_before(entry)?;
            if !follows(profile, axis, entry, earlier) {
                return None;
            }
            let before = profile.entry(before)?.number(channel)?;
            let advance = sent.checked_sub(before)?;
            (advance >= Decimal::ZERO).then_some(advance)?
        }
    };
    let value = match known.factor(view) {
        Some(factor) => value.checked_mul(factor)?,
        None => value,
    };
    let minutes = Decimal::from(period(profile, entry) / 60);
    let decimals = value.scale().saturating_add(MORE_DECIMALS);
    let divided = match step {
        Step::AsSent | Step::Advance => return Some(value),
        Step::TimesHours if minutes > Decimal::ZERO => {
            value.checked_mul(minutes)?.checked_div(MINUTES_OF_HOUR)?
        }
        Step::PerHour | Step::AdvancePerHour => {
            value.checked_mul(MINUTES_OF_HOUR)?.checked_div(minutes)?
        }
        Step::TimesHours => return None,
    };
    Some(tidied(divided, value.scale(), decimals))
}

/// At most so many decimals, without zeros beyond those there were.
pub(super) fn tidied(value: Decimal, least: u32, most: u32) -> Decimal {
    let mut tidy = value.round_dp(most).normalize();
    if tidy.scale() < least {
        tidy.rescale(least);
    }
    tidy
}

impl Axis {
    /// The entry before `entry` in time, and its end; of several at one position the one
    /// sent last.
    pub fn entry_before(&self, entry: usize) -> Option<(usize, i64)> {
        let end = self.end(entry)?;
        let order = self.order();
        let earlier = |entry: &u32| self.end(*entry as usize).is_some_and(|known| known < end);
        let place = order.partition_point(earlier).checked_sub(1)?;
        let before = *order.get(place)? as usize;
        Some((before, self.end(before)?))
    }
}

/// The ratio of the transformers that a readout tells in 0.4.2 (current) and 0.4.3
/// (voltage), divided by 0.4.5 and 0.4.6 where it has them. `200/5` is understood too.
/// `None` if it tells neither.
pub fn transformer_factor(readout: &Readout) -> Option<Decimal> {
    let ratio = |e: u8| {
        let set = readout.data_sets.iter().find(|set| {
            let code = Code::parse(&set.address, crate::meter::code::Medium::Electricity);
            code.is_some_and(|code| {
                code.a == 1 && (code.c, code.d, code.e) == (0, 4, e) && code.f.is_none()
            })
        })?;
        let value = set.values.first()?;
        let told = match &value.content {
            Content::Number { value, .. } => Some(*value),
            _ => match value.raw.split_once('/') {
                Some((above, below)) => number::parse(above)?.checked_div(number::parse(below)?),
                None => number::parse(&value.raw),
            },
        };
        told.filter(|ratio| *ratio > Decimal::ZERO)
    };
    let (current, voltage) = (ratio(2), ratio(3));
    if current.is_none() && voltage.is_none() {
        return None;
    }
    let one = Decimal::ONE;
    let above = current.unwrap_or(one).checked_mul(voltage.unwrap_or(one))?;
    let below = ratio(5)
        .unwrap_or(one)
        .checked_mul(ratio(6).unwrap_or(one))?;
    Some(above.checked_div(below)?.normalize())
}

#[cfg(test)]
mod tests {
    use super::super::sample::{POWER, begin, profile, push, run};
    use super::*;
    use crate::codec::DataMessage;
    use crate::meter::{Context, Season, decode};

    const ENERGY: (&str, &str, ChannelKind) = ("1-0:1.29.0", "kWh", ChannelKind::Energy);
    const REGISTER: (&str, &str, ChannelKind) = ("1-0:1.8.0", "kWh", ChannelKind::Register);

    fn of(channel: (&str, &str, ChannelKind), period: u32, values: &[&str]) -> LoadProfile {
        let mut profile = profile(&[channel]);
        begin(&mut profile, Some(period));
        run(
            &mut profile,
            "2023-11-13T10:15:00",
            i64::try_from(values.len()).unwrap(),
            None,
            |i| values[usize::try_from(i).unwrap()].to_owned(),
        );
        profile
    }

    fn view(as_: Shown) -> View {
        View { as_, factor: None }
    }

    /// The values in both ways: exact, and for drawing.
    fn told(profile: &LoadProfile, view: View) -> (String, Vec<String>) {
        let axis = Axis::of(profile);
        let drawn = channel_view(profile, &axis, 0, view);
        let mut texts = Vec::new();
        for (entry, drawn) in drawn.values.iter().enumerate() {
            match exact(profile, &axis, entry, 0, view) {
                Some(exact) => {
                    let near: f64 = exact.try_into().unwrap();
                    assert!((near - drawn).abs() < 1e-6, "{exact} {drawn}");
                    texts.push(exact.to_string());
                }
                None => {
                    assert!(drawn.is_nan(), "{drawn}");
                    texts.push("none".to_owned());
                }
            }
        }
        (drawn.unit, texts)
    }

    fn check(profile: &LoadProfile, as_: Shown, unit: &str, values: &[&str]) {
        let (told_unit, told) = told(profile, view(as_));
        assert_eq!(told_unit, unit);
        assert_eq!(told, values);
    }

    #[test]
    fn average_power_becomes_energy_and_energy_becomes_power() {
        let power = of(POWER, 15, &["0.30499", "", "4.0", "x"]);
        check(
            &power,
            Shown::AsSent,
            "kW",
            &["0.30499", "none", "4.0", "none"],
        );
        check(
            &power,
            Shown::Power,
            "kW",
            &["0.30499", "none", "4.0", "none"],
        );
        check(
            &power,
            Shown::Energy,
            "kWh",
            &["0.0762475", "none", "1.0", "none"],
        );
        let energy = of(ENERGY, 15, &["0.250", "1"]);
        check(&energy, Shown::Power, "kW", &["1.000", "4"]);
        check(&energy, Shown::Energy, "kWh", &["0.250", "1"]);
        check(
            &of(POWER, 5, &["1.0"]),
            Shown::Energy,
            "kWh",
            &["0.0833333"],
        );
        let flow = ("7-0:43.15.0", "m3/h", ChannelKind::Average);
        check(&of(flow, 30, &["3.0"]), Shown::Energy, "m3", &["1.5"]);
        let volume = ("7-0:13.29.0", "m3", ChannelKind::Energy);
        check(&of(volume, 60, &["3"]), Shown::Power, "m3/h", &["3"]);
    }

    #[test]
    fn a_unit_says_more_than_a_code() {
        let odd = ("1-0:1.5.0", "kWh", ChannelKind::Average);
        check(&of(odd, 15, &["1"]), Shown::Power, "kW", &["4"]);
        let odd = ("1-0:3.29.0", "kvar", ChannelKind::Energy);
        check(&of(odd, 15, &["1"]), Shown::Energy, "kvarh", &["0.25"]);
    }

    #[test]
    fn what_cannot_be_converted_stays_as_sent() {
        let voltage = ("1-0:32.7.0", "V", ChannelKind::Other);
        check(&of(voltage, 15, &["230.1"]), Shown::Energy, "V", &["230.1"]);
        let plain = ("1-0:1.5.0", "", ChannelKind::Average);
        check(&of(plain, 15, &["2"]), Shown::Energy, "", &["2"]);
        let mut without = profile(&[POWER]);
        begin(&mut without, None);
        push(&mut without, "2023-11-13T10:15:00", None, "", &["2"]);
        check(&without, Shown::Energy, "kWh", &["none"]);
    }

    #[test]
    fn a_register_gives_its_advance_but_not_across_a_gap_or_backwards() {
        let mut profile = of(
            REGISTER,
            15,
            &["0100.50", "0100.75", "0101.75", "0000.10", "0000.30"],
        );
        run(&mut profile, "2023-11-13T12:15:00", 2, None, |i| {
            format!("{}.40", i + 5)
        });
        let expected = ["none", "0.25", "1.00", "none", "0.20", "none", "1.00"];
        check(&profile, Shown::Energy, "kWh", &expected);
        let expected = ["none", "1.00", "4.00", "none", "0.80", "none", "4.00"];
        check(&profile, Shown::Power, "kW", &expected);
        let drawn = channel_view(&profile, &Axis::of(&profile), 0, view(Shown::Energy));
        assert_eq!(drawn.without_advance, 3);
    }

    #[test]
    fn the_register_of_a_day_with_25_hours_has_its_advance() {
        let mut profile = profile(&[REGISTER]);
        begin(&mut profile, Some(1440));
        for (day, season, value) in [
            ("2023-10-29", Season::Summer, "10"),
            ("2023-10-30", Season::Normal, "35"),
            ("2023-10-31", Season::Normal, "59"),
        ] {
            push(
                &mut profile,
                &format!("{day}T00:00:00"),
                Some(season),
                "",
                &[value],
            );
        }
        check(&profile, Shown::Energy, "kWh", &["none", "25", "24"]);
    }

    #[test]
    fn the_ratio_of_transformers_counts_for_power_and_energy_only() {
        let view = View {
            as_: Shown::Energy,
            factor: Some(Decimal::from(4000)),
        };
        assert_eq!(told(&of(POWER, 15, &["0.001"]), view).1, ["1.000"]);
        let voltage = ("1-0:32.7.0", "V", ChannelKind::Other);
        assert_eq!(told(&of(voltage, 15, &["57.7"]), view).1, ["57.7"]);
        let volume = ("7-0:13.29.0", "m3", ChannelKind::Energy);
        assert_eq!(told(&of(volume, 15, &["57.7"]), view).1, ["57.7"]);
    }

    #[test]
    fn the_ratio_of_transformers_is_told_by_the_readout() {
        let check = |body: &str, expected: Option<&str>| {
            let readout = decode(None, &DataMessage::framed(body), Context::default());
            let factor = transformer_factor(&readout).map(|factor| factor.to_string());
            assert_eq!(factor.as_deref(), expected, "{body}");
        };
        check("0.4.2(040)\r\n0.4.3(100)\r\n!\r\n", Some("4000"));
        check("1-0:0.4.2*255(200/5)\r\n!\r\n", Some("40"));
        check("0.4.2(200)\r\n0.4.5(5)\r\n!\r\n", Some("40"));
        check("0.4.3(000)\r\n!\r\n", None);
        check("1.8.0(1*kWh)\r\n!\r\n", None);
    }
}
