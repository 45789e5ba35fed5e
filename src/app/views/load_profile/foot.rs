//! The line under the plot: what the intervals add up to, against the register.

use std::sync::Arc;

use eframe::egui::{Align, Frame, Label, Layout, Margin, Ui, UiBuilder, vec2};
use rust_decimal::Decimal;

use super::words;
use crate::app::action::Action;
use crate::app::model::{Model, ShownLoadProfile};
use crate::app::theme::{self, Text};
use crate::app::widgets::{Button, State, status, table_card};
use crate::archive::Entry;
use crate::language::{date, number};
use crate::meter::load_profile::{
    Channel, ChannelKind, Gap, Maximum, NoSumCheck, Shown, SumCheck, Verdict, View, exact, maximum,
    register_of, sum_check_of,
};
use crate::meter::{LoadProfile, Readout};
use crate::say;

/// What is wished for at the foot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    GoTo(Gap),
    ReadAgain(Gap),
}

/// What the line is about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Sought {
    pub(super) channel: usize,
    pub(super) factor: Option<Decimal>,
    /// Of the plot.
    pub(super) cursor: Option<f64>,
    /// Of the card, where it is wide enough for one line.
    pub(super) height: f32,
}

/// What was found out of one channel; made once and not in each frame.
#[derive(Debug, Default)]
pub(super) struct Foot {
    made: Option<Made>,
}

#[derive(Debug)]
struct Made {
    of: Arc<LoadProfile>,
    channel: usize,
    factor: Option<Decimal>,
    first: Option<Arc<Readout>>,
    second: Option<Arc<Readout>>,
    sum: Option<Decimal>,
    maximum: Maximum,
    check: Result<SumCheck, NoSumCheck>,
}

impl Made {
    /// What is known in figures.
    fn facts(&self, ui: &mut Ui, shown: &ShownLoadProfile, known: &Channel) {
        let c = theme::colors(ui);
        let code = words::short_code(known);
        let pair = |ui: &mut Ui, words: &str, value: &str| {
            ui.label(Text::Body.rich(words).color(c.text2));
            ui.label(Text::Strong.rich(value).color(c.text));
            ui.add_space(12.0);
        };
        match (&self.check, self.sum) {
            (Ok(check), _) => {
                let sum = format!("{} {}", told(check.intervals), check.unit);
                pair(ui, say!("load-sum-of-intervals"), &sum);
                let register = register_of(known).map(|register| register.to_string());
                let register = register.unwrap_or_default();
                let short = register
                    .split_once(':')
                    .map_or(&*register, |(_, short)| short);
                let advance = format!("{} {}", told(check.advance), check.unit);
                pair(ui, &say!("load-register", code = short), &advance);
                let (state, said) = verdict(check);
                status(ui, state, Text::Strong, &said).on_hover_text(check.sentence());
            }
            (Err(_), Some(sum)) => {
                let unit = known.shown_unit(Shown::Energy);
                pair(
                    ui,
                    &say!("load-sum-of", code = code),
                    format!("{} {unit}", told(sum)).trim_end(),
                );
            }
            (Err(_), None) => {}
        }
        // The highest reading of a register is but the last one.
        let says = known.kind != ChannelKind::Register || known.can_show(Shown::Power);
        if let (Err(_), Some(highest), true) = (&self.check, &self.maximum.highest, says) {
            let at = date::day_and_minute(shown.axis.civil(highest.end).0);
            let value = format!("{} {}", told(highest.value), self.maximum.unit);
            let words = say!("load-highest-at", value = value.trim_end(), time = at);
            pair(ui, say!("load-highest"), &words);
        }
    }
}

/// The least width at which facts and buttons stand in one line.
const WIDE: f32 = 800.0;

fn is_same(a: Option<&Arc<Readout>>, b: Option<&Arc<Readout>>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => Arc::ptr_eq(a, b),
        (None, None) => true,
        _ => false,
    }
}

impl Foot {
    /// Draws the card. `off`: why nothing can be read now.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        shown: &ShownLoadProfile,
        sought: &Sought,
        off: Option<&str>,
        model: &Model,
        actions: &mut Vec<Action>,
    ) -> Option<Wish> {
        let Sought {
            channel, factor, ..
        } = *sought;
        self.take_over(shown, channel, factor, model);
        let made = self.made.as_ref()?;
        let known = shown.profile.channels.get(channel)?;
        let c = theme::colors(ui);
        let mut wish = None;
        table_card(ui, |ui| {
            ui.spacing_mut().item_spacing = vec2(8.0, 4.0);
            let wide = ui.available_width() >= WIDE;
            let before = before(model).filter(|_| {
                let has_reading = model.readout_at_hand().is_some();
                made.check == Err(NoSumCheck::NoReading) && has_reading && model.earlier.is_none()
            });
            let facts = |ui: &mut Ui| {
                made.facts(ui, shown, known);
                if let Err(why) = &made.check {
                    let words = without_check(*why, before.is_some(), model);
                    let words = Text::Body.rich(words).color(c.text2);
                    ui.add(Label::new(words).truncate());
                }
            };
            let mut deeds = |ui: &mut Ui| {
                wish = gaps(ui, shown, sought.cursor, off);
                if let Some((entry, day)) = before {
                    let label = say!("load-compare-with", day = date::day(day));
                    if ui.add(Button::quiet(&label)).clicked() {
                        actions.push(Action::CompareWith(entry.path.clone()));
                    }
                }
            };
            if wide {
                let size = vec2(ui.available_width(), sought.height - 4.0);
                let (_, all) = ui.allocate_space(size);
                let row = all.shrink2(vec2(19.0, 0.0));
                let layout = Layout::right_to_left(Align::Center);
                let builder = UiBuilder::new().id_salt("deeds").max_rect(row);
                let mut right = ui.new_child(builder.layout(layout));
                deeds(&mut right);
                let mut rest = row;
                rest.max.x = right.min_rect().left() - 16.0;
                let layout = Layout::left_to_right(Align::Center);
                let builder = UiBuilder::new().id_salt("facts").max_rect(rest);
                let mut left = ui.new_child(builder.layout(layout));
                left.shrink_clip_rect(rest);
                facts(&mut left);
            } else {
                Frame::new()
                    .inner_margin(Margin::symmetric(19, 8))
                    .show(ui, |ui| {
                        ui.horizontal_wrapped(facts);
                        ui.horizontal(deeds);
                    });
            }
        });
        wish
    }

    fn take_over(
        &mut self,
        shown: &ShownLoadProfile,
        channel: usize,
        factor: Option<Decimal>,
        model: &Model,
    ) {
        let second = model.readout_at_hand().map(|reading| &reading.readout);
        let first = model.earlier.as_ref().map(|earlier| &earlier.readout);
        let known = self.made.as_ref().is_some_and(|made| {
            Arc::ptr_eq(&made.of, &shown.profile)
                && (made.channel, made.factor) == (channel, factor)
                && is_same(made.first.as_ref(), first)
                && is_same(made.second.as_ref(), second)
        });
        if known {
            return;
        }
        let (profile, axis) = (&shown.profile, &shown.axis);
        let check = match (first, second) {
            (Some(first), Some(second)) => sum_check_of(profile, axis, channel, first, second),
            _ => match profile.channels.get(channel).and_then(register_of) {
                Some(_) => Err(NoSumCheck::NoReading),
                None => Err(NoSumCheck::NoRegister),
            },
        };
        let view = View {
            as_: Shown::Energy,
            factor,
        };
        let sums = profile.channels.get(channel);
        let sums = sums.is_some_and(|channel| channel.can_show(Shown::Energy));
        let values = axis
            .entries()
            .filter_map(|(entry, _)| exact(profile, axis, entry, channel, view));
        let add = |sum: Option<Decimal>, value: Decimal| match sum {
            Some(sum) => sum.checked_add(value),
            None => Some(value),
        };
        self.made = Some(Made {
            of: Arc::clone(profile),
            channel,
            factor,
            first: first.cloned(),
            second: second.cloned(),
            sum: sums.then(|| values.fold(None, add)).flatten(),
            maximum: maximum(profile, axis, channel, view),
            check,
        });
    }
}

/// A number as it is written in this language.
fn told(number: Decimal) -> String {
    number::decimal(&number.to_string())
}

/// What came of the check, in a few words.
fn verdict(check: &SumCheck) -> (State, String) {
    let (difference, unit) = (told(check.difference.abs().normalize()), &check.unit);
    match check.verdict {
        Verdict::Fits => (State::Good, say!("load-agree").to_owned()),
        Verdict::FitsTheGap => (
            State::Warning,
            say!("load-fits-gap", difference = difference, unit = unit),
        ),
        Verdict::Ratio { ratio, .. } => (State::Warning, say!("load-ratio", ratio = told(ratio))),
        Verdict::Differs if check.difference >= Decimal::ZERO => (
            State::Wrong,
            say!("load-differs-missing", difference = difference, unit = unit),
        ),
        Verdict::Differs => (
            State::Wrong,
            say!("load-differs-more", difference = difference, unit = unit),
        ),
    }
}

/// Why the sum is not compared, and what would make it so.
fn without_check(why: NoSumCheck, can_compare: bool, model: &Model) -> String {
    match (why, model.readout_at_hand().is_some()) {
        (NoSumCheck::NoReading, _) if can_compare => say!("load-not-compared-yet").to_owned(),
        (NoSumCheck::NoReading, true) => say!("load-once-earlier").to_owned(),
        (NoSumCheck::NoReading, false) => say!("load-once-read").to_owned(),
        (why, _) => say!("load-not-compared", reason = why.to_string()),
    }
}

/// The newest earlier readout of the meter at hand, and its day.
fn before(model: &Model) -> Option<(&Entry, jiff::civil::Date)> {
    let (entry, info) = model.readout_before()?;
    Some((entry, info.stored_at.date()))
}

/// The way to the gaps: the one behind the cursor, or the first.
fn gaps(
    ui: &mut Ui,
    shown: &ShownLoadProfile,
    cursor: Option<f64>,
    off: Option<&str>,
) -> Option<Wish> {
    let gaps = shown.axis.gaps();
    let behind = |gap: &&Gap| cursor.is_some_and(|at| gap.begin as f64 > at);
    let at =
        |gap: &&Gap| cursor.is_some_and(|at| (gap.begin as f64..=gap.end as f64).contains(&at));
    let first = gaps.first()?;
    let next = gaps.iter().find(behind).unwrap_or(first);
    let here = gaps.iter().find(at).unwrap_or(next);
    let mut wish = None;
    let label = if gaps.len() == 1 {
        say!("load-go-to-gap")
    } else {
        say!("load-next-gap")
    };
    let go = |ui: &mut Ui, wish: &mut Option<Wish>| {
        if ui.add(Button::quiet(label)).clicked() {
            *wish = Some(Wish::GoTo(*next));
        }
    };
    // From the right the last button comes first.
    let from_right = ui.layout().prefer_right_to_left();
    if !from_right {
        go(ui, &mut wish);
    }
    if ui
        .add(Button::quiet(say!("load-read-gap")).off(off))
        .clicked()
    {
        wish = Some(Wish::ReadAgain(*here));
    }
    if from_right {
        go(ui, &mut wish);
    }
    wish
}
