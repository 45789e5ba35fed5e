//! Buttons: one filled in the window at a time, plain ones with an edge, quiet
//! ones as accented text.

use eframe::egui::{
    Color32, Response, Role, Sense, Stroke, StrokeKind, Ui, Widget, WidgetInfo, pos2, vec2,
};

use super::{key_cap, paint};
use crate::app::theme::{self, Colors, Icon, IconWeight, Text, size};

/// A button, to be configured and then `ui.add`ed.
#[must_use = "a button does nothing until it is added"]
pub struct Button<'a> {
    text: &'a str,
    kind: Kind,
    icon: Option<Icon>,
    caret: bool,
    key: Option<&'a str>,
    big: bool,
    danger: bool,
    width: Option<f32>,
    /// Why it is off.
    off: Option<&'a str>,
    name: Option<&'a str>,
    /// Whether what it shows is shown.
    on: Option<bool>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Primary,
    Plain,
    /// A page's own read action.
    Accented,
    Quiet,
    Square,
}

impl<'a> Button<'a> {
    /// The one filled button of the window: 44 high, bold.
    pub fn primary(text: &'a str) -> Button<'a> {
        Button {
            big: true,
            ..Button::new(text, Kind::Primary)
        }
    }

    /// A button with an edge.
    pub fn plain(text: &'a str) -> Button<'a> {
        Button::new(text, Kind::Plain)
    }

    /// A plain button with an edge in the accent colour.
    pub fn accented(text: &'a str) -> Button<'a> {
        Button::new(text, Kind::Accented)
    }

    /// Accented text without an edge.
    pub fn quiet(text: &'a str) -> Button<'a> {
        Button::new(text, Kind::Quiet)
    }

    /// A quiet square with an icon; `name` is its tooltip and its name.
    pub fn square(icon: Icon, name: &'a str) -> Button<'a> {
        Button {
            icon: Some(icon),
            ..Button::new(name, Kind::Square)
        }
    }

    fn new(text: &'a str, kind: Kind) -> Button<'a> {
        Button {
            text,
            kind,
            icon: None,
            caret: false,
            key: None,
            big: false,
            danger: false,
            width: None,
            off: None,
            name: None,
            on: None,
        }
    }

    /// An icon before the text.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// A caret behind the text: it opens a menu.
    pub fn caret(mut self) -> Self {
        self.caret = true;
        self
    }

    /// The shortcut, as a key cap behind the text.
    pub fn key(mut self, key: &'a str) -> Self {
        self.key = Some(key);
        self
    }

    /// 44 high instead of 36.
    pub fn big(mut self) -> Self {
        self.big = true;
        self
    }

    /// For what destroys: text in the colour of an error.
    pub fn danger(mut self) -> Self {
        self.danger = true;
        self
    }

    /// Exactly this wide.
    pub fn width(mut self, width: f32) -> Self {
        self.width = Some(width);
        self
    }

    /// Off, with the reason as a tooltip; `None` leaves it on.
    pub fn off(mut self, reason: Option<&'a str>) -> Self {
        self.off = reason;
        self
    }

    /// The name in the accessibility tree, where the text alone is not unique.
    pub fn name(mut self, name: &'a str) -> Self {
        self.name = Some(name);
        self
    }

    /// A button that shows and hides something, and looks pressed while it is shown.
    pub fn on(mut self, on: bool) -> Self {
        self.on = Some(on);
        self
    }

    fn text_style(&self) -> Text {
        match (self.kind, self.big) {
            (Kind::Primary, true) => Text::Heading,
            (Kind::Plain, true) if self.icon.is_some() => Text::Heading,
            (Kind::Primary, false) => Text::Strong,
            _ => Text::Body,
        }
    }

    fn draw(&self, ui: &mut Ui) -> Response {
        let colors = theme::colors(ui);
        let height = if self.big {
            size::CONTROL_BIG
        } else {
            size::CONTROL
        };
        let style = self.text_style();
        let icon_size = if self.big || self.kind == Kind::Square {
            20.0
        } else {
            16.0
        };
        let text = if self.kind == Kind::Square {
            ""
        } else {
            self.text
        };

        let mut parts: Vec<f32> = Vec::with_capacity(4);
        parts.extend(self.icon.map(|_| icon_size));
        if !text.is_empty() {
            parts.push(paint::width(ui, style, text));
        }
        parts.extend(self.key.map(|key| key_cap::width(ui, key)));
        if self.caret {
            parts.push(16.0);
        }
        let content = parts.iter().sum::<f32>() + 8.0 * (parts.len().saturating_sub(1)) as f32;
        let padding = if self.kind == Kind::Square { 0.0 } else { 28.0 };
        let width = self.width.unwrap_or((content + padding).max(height).ceil());

        let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::click());
        response.widget_info(|| {
            let (enabled, name) = (ui.is_enabled(), self.name.unwrap_or(self.text));
            match self.on {
                Some(on) => WidgetInfo::selected(Role::Button, enabled, on, name),
                None => WidgetInfo::labeled(Role::Button, enabled, name),
            }
        });
        if !ui.is_rect_visible(rect) {
            return response;
        }

        let look = self.look(&response, colors);
        ui.painter().rect(
            rect,
            size::RADIUS_CONTROL,
            look.fill,
            look.edge,
            StrokeKind::Inside,
        );
        paint::focus_ring(ui, &response, rect, colors);
        let middle = rect.center().y;
        let mut x = (rect.center().x - content / 2.0).max(rect.left() + padding / 4.0);
        if let Some(icon) = self.icon {
            let weight = if self.kind == Kind::Primary || self.big {
                IconWeight::Bold
            } else {
                IconWeight::Regular
            };
            paint::icon(
                ui.painter(),
                pos2(x + icon_size / 2.0, middle),
                icon,
                weight,
                icon_size,
                look.text,
            );
            x += icon_size + 8.0;
        }
        if !text.is_empty() {
            x = paint::line(ui, x, middle, style, look.text, text) + 8.0;
        }
        if let Some(key) = self.key {
            key_cap::draw(ui, pos2(x, middle), key, look.text, look.cap);
            x += key_cap::width(ui, key) + 8.0;
        }
        if self.caret {
            let caret = theme::icon::CARET_DOWN;
            paint::icon(
                ui.painter(),
                pos2(x + 8.0, middle),
                caret,
                IconWeight::Regular,
                16.0,
                look.text,
            );
        }
        response
    }

    fn look(&self, response: &Response, c: &Colors) -> Look {
        let pressed = response.is_pointer_button_down_on();
        let hovered = response.hovered();
        let edge = |color| Stroke::new(c.control_width(), color);
        if !response.enabled() {
            let framed = !matches!(self.kind, Kind::Quiet | Kind::Square);
            return Look {
                fill: if framed {
                    c.surface
                } else {
                    Color32::TRANSPARENT
                },
                edge: if framed {
                    Stroke::new(1.0, c.line)
                } else {
                    Stroke::NONE
                },
                text: c.text3,
                cap: c.line,
            };
        }
        let text = match self.kind {
            _ if self.danger => c.error,
            Kind::Quiet => c.accent,
            Kind::Square => c.text2,
            _ => c.text,
        };
        match self.kind {
            Kind::Primary => Look {
                fill: if hovered { c.accent_hover() } else { c.accent },
                edge: Stroke::NONE,
                text: c.on_accent,
                cap: c.on_accent,
            },
            Kind::Plain | Kind::Accented => Look {
                fill: match (pressed, hovered || self.on == Some(true)) {
                    (true, _) => c.accent_soft,
                    (false, true) => c.select,
                    (false, false) => c.surface,
                },
                edge: edge(
                    if pressed || self.kind == Kind::Accented || self.on == Some(true) {
                        c.accent
                    } else {
                        c.control
                    },
                ),
                text,
                cap: c.control,
            },
            Kind::Quiet | Kind::Square => Look {
                fill: match (pressed, hovered) {
                    (true, _) => c.accent_soft,
                    (false, true) => c.select,
                    (false, false) => Color32::TRANSPARENT,
                },
                edge: if pressed {
                    edge(c.accent)
                } else {
                    Stroke::NONE
                },
                text,
                cap: c.control,
            },
        }
    }
}

struct Look {
    fill: Color32,
    edge: Stroke,
    text: Color32,
    cap: Color32,
}

impl Widget for Button<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let response = ui
            .add_enabled_ui(self.off.is_none(), |ui| self.draw(ui))
            .inner;
        if let Some(reason) = self.off {
            response.on_disabled_hover_text(reason)
        } else if self.kind == Kind::Square {
            response.on_hover_text(self.text)
        } else {
            response
        }
    }
}
