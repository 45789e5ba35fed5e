//! States: a colour, an icon and a word, always together.

use eframe::egui::{
    Color32, CornerRadius, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use super::paint;
use crate::app::theme::{self, Colors, Icon, IconWeight, Text, icon};

/// What something is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Good,
    /// To be looked at.
    Warning,
    Wrong,
    Staged,
    UnderWay,
    Unknown,
    PowerFailure,
    ReadOnly,
    Hidden,
}

impl State {
    pub fn icon(self) -> (Icon, IconWeight) {
        match self {
            State::Good => (icon::CHECK_CIRCLE, IconWeight::Fill),
            State::Warning => (icon::WARNING, IconWeight::Fill),
            State::Wrong => (icon::X_CIRCLE, IconWeight::Fill),
            State::Staged => (icon::PENCIL_SIMPLE, IconWeight::Fill),
            State::UnderWay => (icon::CIRCLE_HALF, IconWeight::Fill),
            State::Unknown => (icon::CIRCLE_DASHED, IconWeight::Regular),
            State::PowerFailure => (icon::LIGHTNING, IconWeight::Fill),
            State::ReadOnly => (icon::LOCK_SIMPLE, IconWeight::Regular),
            State::Hidden => (icon::EYE_SLASH, IconWeight::Regular),
        }
    }

    pub fn color(self, c: &Colors) -> Color32 {
        match self {
            State::Good => c.ok,
            State::Warning | State::PowerFailure => c.warn,
            State::Wrong => c.error,
            State::Staged => c.staged,
            State::UnderWay => c.accent,
            State::Unknown => c.unknown,
            State::ReadOnly | State::Hidden => c.text2,
        }
    }

    pub fn soft(self, c: &Colors) -> Color32 {
        match self {
            State::Good => c.ok_soft,
            State::Warning | State::PowerFailure => c.warn_soft,
            State::Wrong => c.error_soft,
            State::Staged => c.staged_soft,
            State::UnderWay => c.accent_soft,
            State::Unknown | State::ReadOnly | State::Hidden => c.unknown_soft,
        }
    }
}

/// Icon and word in a line, the word in `style` and `text`.
pub fn status(ui: &mut Ui, state: State, style: Text, word: &str) -> Response {
    let colors = theme::colors(ui);
    let (icon, weight) = state.icon();
    let size = if style.size() >= 14.0 { 20.0 } else { 16.0 };
    let width = size + 8.0 + paint::width(ui, style, word);
    let (rect, response) =
        ui.allocate_exact_size(vec2(width, style.line_height().max(size)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, word));
    let middle = rect.center().y;
    let at = pos2(rect.left() + size / 2.0, middle);
    paint::icon(ui.painter(), at, icon, weight, size, state.color(colors));
    paint::line(
        ui,
        rect.left() + size + 8.0,
        middle,
        style,
        colors.text,
        word,
    );
    response
}

/// Icon and word on a soft pill.
pub fn chip(ui: &mut Ui, state: State, word: &str) -> Response {
    let colors = theme::colors(ui);
    let width = 10.0 + 16.0 + 6.0 + paint::width(ui, Text::SmallStrong, word) + 12.0;
    let (rect, response) = ui.allocate_exact_size(vec2(width, 24.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, word));
    let color = state.color(colors);
    let edge = if colors.high_contrast {
        Stroke::new(1.0, color)
    } else {
        Stroke::NONE
    };
    ui.painter().rect(
        rect,
        CornerRadius::same(12),
        state.soft(colors),
        edge,
        StrokeKind::Inside,
    );
    let (icon, weight) = state.icon();
    let at = pos2(rect.left() + 18.0, rect.center().y);
    paint::icon(ui.painter(), at, icon, weight, 16.0, color);
    paint::line(
        ui,
        rect.left() + 32.0,
        rect.center().y,
        Text::SmallStrong,
        color,
        word,
    );
    response
}
