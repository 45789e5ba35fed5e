//! From when to when: presets, times that are typed or picked.

use eframe::egui::{
    Frame, Id, Margin, Popup, PopupCloseBehavior, Rect, Role, Sense, Stroke, StrokeKind, TextEdit,
    Ui, UiBuilder, WidgetInfo, pos2, vec2,
};
use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Zoned};

use crate::app::action::Action;
use crate::app::model::Model;
use crate::app::theme::{self, IconWeight, Text, icon, size};
use crate::app::views::fetch::TypedRange;
use crate::app::widgets::calendar::calendar;
use crate::app::widgets::{drop_down, menu_row, paint, segments};
use crate::language::date;
use crate::say;
use crate::worker::SeriesRange;

/// A range that has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RangePreset {
    Yesterday,
    ThisWeek,
    LastMonth,
    SinceLastVisit,
    All,
}

impl RangePreset {
    fn label(self) -> &'static str {
        match self {
            RangePreset::Yesterday => say!("load-yesterday"),
            RangePreset::ThisWeek => say!("load-this-week"),
            RangePreset::LastMonth => say!("load-last-month"),
            RangePreset::SinceLastVisit => say!("logbook-since-visit"),
            RangePreset::All => say!("load-all"),
        }
    }

    /// The range in the meter's civil time, which is `now` there; `last` is when the
    /// meter was visited before.
    pub fn range(self, now: DateTime, last: Option<DateTime>) -> SeriesRange {
        let today = now.date();
        let back = |days: i64| today.checked_sub(days.days()).unwrap_or(today);
        let at = |day: Date| Some(day.at(0, 0, 0, 0));
        let (from, to) = match self {
            RangePreset::Yesterday => (at(back(1)), at(today)),
            RangePreset::ThisWeek => {
                let monday = i64::from(today.weekday().to_monday_zero_offset());
                (at(back(monday)), None)
            }
            RangePreset::LastMonth => {
                let first = today.first_of_month();
                let before = first.checked_sub(1.month()).unwrap_or(first);
                (at(before), at(first))
            }
            RangePreset::SinceLastVisit => (last, None),
            RangePreset::All => (None, None),
        };
        SeriesRange { from, to }
    }
}

/// The meter's civil time at `now`, as far as its clock was seen; else this computer's.
pub(super) fn meter_time(model: &Model, now: &Zoned) -> DateTime {
    let drift = model.clock_seen().map(|seen| seen.drift());
    let now = now.datetime();
    now.checked_add(drift.unwrap_or(SignedDuration::ZERO))
        .unwrap_or(now)
}

/// What is chosen.
#[derive(Debug, Clone, Default)]
pub(super) struct RangeChoice {
    pub(super) typed: TypedRange,
    /// `None` once a time was typed.
    preset: Option<RangePreset>,
    untouched: Touched,
}

/// Whether something was chosen yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Touched {
    #[default]
    No,
    Yes,
}

impl RangeChoice {
    /// What is wanted, or what is to be typed instead.
    pub(super) fn range(&self) -> Result<SeriesRange, &'static str> {
        self.typed.range()
    }

    /// Whether the user chose nothing yet.
    pub(super) fn is_untouched(&self) -> bool {
        self.untouched == Touched::No
    }

    /// The name of what is chosen.
    fn label(&self) -> &'static str {
        match (self.preset, self.is_untouched()) {
            (Some(preset), _) => preset.label(),
            (None, true) => RangePreset::All.label(),
            (None, false) => say!("logbook-from-to"),
        }
    }

    pub(super) fn choose(&mut self, preset: RangePreset, range: SeriesRange) {
        self.preset = Some(preset);
        self.untouched = Touched::Yes;
        self.typed = TypedRange {
            from: range.from.map(told).unwrap_or_default(),
            to: range.to.map(told).unwrap_or_default(),
        };
    }

    /// Draws the two fields; `true` when a new range was typed or picked.
    pub(super) fn fields(&mut self, ui: &mut Ui, hints: (String, String)) -> bool {
        let bad = self.typed.range().is_err();
        let mut typed = self.typed.clone();
        let from = when_field(ui, say!("load-from"), &mut typed.from, &hints.0, bad);
        let to = when_field(ui, say!("load-to"), &mut typed.to, &hints.1, bad);
        if typed != self.typed {
            self.typed = typed;
            self.preset = None;
            self.untouched = Touched::Yes;
        }
        from || to
    }

    /// Draws the presets: side by side where there is room, else as a menu.
    pub(super) fn presets(&self, ui: &mut Ui, room: f32, model: &Model, actions: &mut Vec<Action>) {
        let mut presets = vec![
            RangePreset::Yesterday,
            RangePreset::ThisWeek,
            RangePreset::LastMonth,
            RangePreset::All,
        ];
        if model.visit_before().is_some() {
            presets.insert(3, RangePreset::SinceLastVisit);
        }
        let wide = |preset: &RangePreset| paint::width(ui, Text::Strong, preset.label()) + 28.0;
        let all: f32 = presets.iter().map(wide).sum();
        if all <= room {
            let mut chosen = self.preset;
            if self.is_untouched() {
                chosen = Some(RangePreset::All);
            }
            let choices: Vec<_> = presets
                .iter()
                .map(|preset| (Some(*preset), preset.label()))
                .collect();
            if segments(ui, say!("load-range"), &mut chosen, &choices)
                && let Some(preset) = chosen
            {
                actions.push(Action::ChooseRange(preset));
            }
            return;
        }
        let menu = Id::unique("range presets");
        let open = Popup::is_id_open(ui.ctx(), menu);
        let label = self.label();
        let width = room.min(156.0);
        let response = drop_down(ui, say!("load-range"), label, width, open);
        Popup::menu(&response).id(menu).show(|ui| {
            ui.set_width(200.0);
            ui.spacing_mut().item_spacing.y = 2.0;
            for preset in presets {
                if menu_row(ui, None, preset.label(), "", label == preset.label()).clicked() {
                    actions.push(Action::ChooseRange(preset));
                    ui.close();
                }
            }
        });
    }
}

/// As it is typed, `2024-10-21 00:00`.
pub(super) fn told(time: DateTime) -> String {
    date::day_and_minute(time)
}

/// How wide a field is.
pub(super) fn field_width(ui: &Ui, caption: &str) -> f32 {
    let digits = paint::width(ui, Text::Body, "2026-12-31 00:00");
    12.0 + paint::width(ui, Text::Small, caption) + 8.0 + digits + 6.0 + 32.0
}

/// A field for a time with a calendar at its right end; `true` when another time was
/// settled: the field was left, Enter pressed or a day picked.
fn when_field(ui: &mut Ui, caption: &str, typed: &mut String, hint: &str, bad: bool) -> bool {
    let c = theme::colors(ui);
    let width = field_width(ui, caption);
    let (_, rect) = ui.allocate_space(vec2(width, size::CONTROL));
    ui.painter()
        .rect_filled(rect, size::RADIUS_CONTROL, c.surface);
    let middle = rect.center().y;
    let after = paint::line(
        ui,
        rect.left() + 12.0,
        middle,
        Text::Small,
        c.text2,
        caption,
    );
    let inner = Rect::from_min_max(
        pos2(after + 8.0, middle - 10.0),
        pos2(rect.right() - 34.0, middle + 10.0),
    );
    let id = Id::unique("load profile range").with(caption);
    let mut child = ui.new_child(UiBuilder::new().max_rect(inner));
    let edit = TextEdit::singleline(typed)
        .id(id)
        .frame(Frame::NONE)
        .margin(Margin::ZERO)
        .font(Text::Body.font())
        .text_color(c.text)
        .hint_text(Text::Body.rich(hint).color(c.text3))
        .desired_width(inner.width());
    let response = child.add(edit).accessible_name(caption);
    let mut settled = response.lost_focus();
    let edge = if response.has_focus() {
        Stroke::new(2.0, c.accent)
    } else if bad {
        Stroke::new(2.0, c.warn)
    } else {
        Stroke::new(c.control_width(), c.control)
    };
    ui.painter()
        .rect_stroke(rect, size::RADIUS_CONTROL, edge, StrokeKind::Inside);

    let spot = Rect::from_min_max(pos2(rect.right() - 34.0, rect.top()), rect.max).shrink(2.0);
    let button = ui.interact(spot, id.with("calendar"), Sense::click());
    let name = say!("load-pick-day", end = caption);
    button.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), &name));
    if button.hovered() {
        ui.painter().rect_filled(spot, size::RADIUS_TAG, c.select);
    }
    paint::focus_ring(ui, &button, spot, c);
    let symbol = icon::CALENDAR_BLANK;
    let at = spot.center();
    paint::icon(ui.painter(), at, symbol, IconWeight::Regular, 16.0, c.text2);
    let day = typed
        .get(..10)
        .or(hint.get(..10))
        .and_then(|day| day.parse::<Date>().ok());
    Popup::menu(&button)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| {
            let day = day.unwrap_or(jiff::civil::date(2025, 1, 1));
            if let Some(picked) = calendar(ui, id.with("month"), day) {
                *typed = told(picked.at(0, 0, 0, 0));
                settled = true;
                ui.close();
            }
        });
    settled
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn presets_follow_the_calendar() {
        let now = date(2026, 3, 18).at(9, 41, 0, 0);
        let check = |preset: RangePreset, from: Option<(i8, i8)>, to: Option<(i8, i8)>| {
            let at = |day: Option<(i8, i8)>| {
                day.map(|(month, day)| date(2026, month, day).at(0, 0, 0, 0))
            };
            let range = preset.range(now, None);
            assert_eq!((range.from, range.to), (at(from), at(to)), "{preset:?}");
        };
        check(RangePreset::Yesterday, Some((3, 17)), Some((3, 18)));
        check(RangePreset::ThisWeek, Some((3, 16)), None);
        check(RangePreset::LastMonth, Some((2, 1)), Some((3, 1)));
        check(RangePreset::All, None, None);
        let last = date(2026, 1, 2).at(11, 0, 0, 0);
        let since = RangePreset::SinceLastVisit.range(now, Some(last));
        assert_eq!((since.from, since.to), (Some(last), None));
    }
}
