//! One item of the navigation.

use eframe::egui::{
    CornerRadius, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, Widget, WidgetInfo, pos2,
    vec2,
};

use super::{State, paint};
use crate::app::theme::{self, Icon, IconWeight, Text};
use crate::say;

/// What an item asks to be looked at for; none means nothing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Badge {
    /// A state with a word, such as the drift of the clock.
    Worded(State, String),
    /// A state by its icon alone; the words are its tooltip.
    Icon(State, &'static str),
    /// New entries.
    Count(usize),
}

/// A page in the navigation.
pub struct Item<'a> {
    pub icon: Icon,
    pub label: &'a str,
    pub chosen: bool,
    pub badge: Option<&'a Badge>,
    /// Only the icon, with the label as tooltip.
    pub narrow: bool,
    pub height: f32,
}

impl Widget for Item<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let c = theme::colors(ui);
        let (rect, response) =
            ui.allocate_exact_size(vec2(ui.available_width(), self.height), Sense::click());
        response.widget_info(|| {
            WidgetInfo::selected(Role::Tab, ui.is_enabled(), self.chosen, self.label)
        });
        if self.chosen {
            ui.painter()
                .rect_filled(rect, CornerRadius::same(6), c.select);
            let bar = Rect::from_min_size(
                pos2(rect.left(), rect.top() + 8.0),
                vec2(3.0, rect.height() - 16.0),
            );
            ui.painter().rect_filled(bar, 1.5, c.accent);
        } else if response.hovered() {
            ui.painter()
                .rect_filled(rect, CornerRadius::same(6), c.select);
        }
        if response.has_focus() {
            let edge = Stroke::new(2.0, c.accent);
            ui.painter()
                .rect_stroke(rect, CornerRadius::same(6), edge, StrokeKind::Inside);
        }
        let (weight, color, style) = if self.chosen {
            (IconWeight::Fill, c.text, Text::Strong)
        } else {
            (IconWeight::Regular, c.text2, Text::Body)
        };
        let middle = rect.center().y;
        let icon_x = if self.narrow {
            rect.center().x
        } else {
            rect.left() + 22.0
        };
        paint::icon(
            ui.painter(),
            pos2(icon_x, middle),
            self.icon,
            weight,
            20.0,
            color,
        );
        if !self.narrow {
            let text = if self.chosen { c.text } else { c.text2 };
            paint::line_cut(
                ui,
                rect.left() + 42.0,
                rect.right() - 8.0,
                middle,
                style,
                text,
                self.label,
            );
        }
        if let Some(badge) = self.badge {
            badge_ui(ui, rect, badge, self.narrow);
        }
        let hint = match (self.narrow, self.badge.map(badge_words)) {
            (true, Some(words)) => format!("{}: {words}", self.label),
            (true, None) => self.label.to_owned(),
            (false, Some(words)) => words,
            (false, None) => return response,
        };
        response.on_hover_text(hint)
    }
}

fn badge_words(badge: &Badge) -> String {
    match badge {
        Badge::Worded(_, words) => words.clone(),
        Badge::Icon(_, words) => (*words).to_owned(),
        Badge::Count(count) => say!("widget-new", count = *count),
    }
}

fn badge_ui(ui: &Ui, item: Rect, badge: &Badge, narrow: bool) {
    let c = theme::colors(ui);
    let middle = item.center().y;
    let right = item.right() - 8.0;
    if narrow {
        let (state, _) = state_of(badge);
        let (icon, weight) = state.icon();
        let at = pos2(item.right() - 8.0, item.top() + 10.0);
        paint::icon(ui.painter(), at, icon, weight, 12.0, state.color(c));
        return;
    }
    let (state, words) = state_of(badge);
    if let Badge::Icon(..) = badge {
        let (icon, weight) = state.icon();
        paint::icon(
            ui.painter(),
            pos2(right - 8.0, middle),
            icon,
            weight,
            16.0,
            state.color(c),
        );
        return;
    }
    let with_icon = matches!(badge, Badge::Worded(..));
    let text = paint::width(ui, Text::SmallStrong, &words);
    let width = text + 12.0 + if with_icon { 20.0 } else { 0.0 };
    let pill = Rect::from_min_max(
        pos2(right - width.max(20.0), middle - 10.0),
        pos2(right, middle + 10.0),
    );
    let edge = if c.high_contrast {
        Stroke::new(1.0, state.color(c))
    } else {
        Stroke::NONE
    };
    ui.painter().rect(
        pill,
        CornerRadius::same(10),
        state.soft(c),
        edge,
        StrokeKind::Inside,
    );
    if with_icon {
        let (icon, weight) = state.icon();
        paint::icon(
            ui.painter(),
            pos2(pill.left() + 14.0, middle),
            icon,
            weight,
            16.0,
            state.color(c),
        );
    }
    paint::line_right(
        ui,
        pill.right() - 6.0,
        middle,
        Text::SmallStrong,
        state.color(c),
        &words,
    );
}

fn state_of(badge: &Badge) -> (State, String) {
    match badge {
        Badge::Worded(state, words) => (*state, words.clone()),
        Badge::Icon(state, words) => (*state, (*words).to_owned()),
        Badge::Count(count) => (State::Unknown, count.to_string()),
    }
}
