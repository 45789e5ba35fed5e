//! Fields: a caption over a value, to choose from a menu or to type into.

use eframe::egui::{
    Frame, Id, Margin, Popup, Rect, Response, Role, Sense, Stroke, StrokeKind, TextEdit, Ui,
    UiBuilder, Widget, WidgetInfo, pos2, vec2,
};

use super::{key_cap, paint};
use crate::app::theme::{self, Icon, IconWeight, Text, icon, size};

/// A field that opens a menu: caption, value, icon, caret. 44 high.
pub struct ChoiceField<'a> {
    pub caption: &'a str,
    pub value: &'a str,
    pub icon: Option<Icon>,
    pub width: f32,
    /// Whether its menu is open.
    pub open: bool,
    /// Why it is off.
    pub off: Option<&'a str>,
}

impl Widget for ChoiceField<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let response = ui
            .add_enabled_ui(self.off.is_none(), |ui| self.draw(ui))
            .inner;
        match self.off {
            Some(reason) => response.on_disabled_hover_text(reason),
            None => response,
        }
    }
}

impl ChoiceField<'_> {
    fn draw(&self, ui: &mut Ui) -> Response {
        let c = theme::colors(ui);
        let (rect, response) =
            ui.allocate_exact_size(vec2(self.width, size::CONTROL_BIG), Sense::click());
        response.widget_info(|| {
            let mut info = WidgetInfo::labeled(Role::ComboBox, ui.is_enabled(), self.caption);
            info.current_text_value = Some(self.value.to_owned());
            info
        });
        let text = paint::control(ui, &response, rect, c, self.open);
        let left = leading_icon(ui, rect, self.icon);
        let right = rect.right() - 32.0;
        paint::line_cut(
            ui,
            left,
            right,
            rect.top() + 13.0,
            Text::Caption,
            c.text2,
            self.caption,
        );
        let cut = paint::line_cut(
            ui,
            left,
            right,
            rect.top() + 29.0,
            Text::Body,
            text,
            self.value,
        );
        let caret = pos2(rect.right() - 20.0, rect.center().y);
        paint::icon(
            ui.painter(),
            caret,
            icon::CARET_DOWN,
            IconWeight::Regular,
            16.0,
            c.text2,
        );
        if cut {
            response.on_hover_text(theme::laid_out(self.value))
        } else {
            response
        }
    }
}

/// A field to type into: caption over text. 44 high.
pub struct EditField<'a> {
    pub caption: &'a str,
    pub text: &'a mut String,
    /// Shown while it is empty.
    pub hint: &'a str,
    pub width: f32,
    pub enabled: bool,
    pub mono: bool,
    pub id: Id,
}

impl Widget for EditField<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let c = theme::colors(ui);
        let (rect, _) = ui.allocate_exact_size(vec2(self.width, size::CONTROL_BIG), Sense::hover());
        let fill = if self.enabled { c.surface } else { c.sunken };
        ui.painter().rect_filled(rect, size::RADIUS_CONTROL, fill);
        let left = rect.left() + 12.0;
        paint::line_cut(
            ui,
            left,
            rect.right() - 8.0,
            rect.top() + 13.0,
            Text::Caption,
            c.text2,
            self.caption,
        );
        let inner = Rect::from_min_max(
            pos2(left, rect.top() + 19.0),
            pos2(rect.right() - 8.0, rect.bottom() - 4.0),
        );
        let style = if self.mono { Text::Mono } else { Text::Body };
        let color = if self.enabled { c.text } else { c.text3 };
        let mut child = ui.new_child(UiBuilder::new().max_rect(inner));
        let hint = if self.enabled { c.text } else { c.text3 };
        let edit = TextEdit::singleline(self.text)
            .id(self.id)
            .frame(Frame::NONE)
            .margin(Margin::ZERO)
            .font(style.font())
            .text_color(color)
            .hint_text(style.rich(self.hint).color(hint))
            .desired_width(inner.width());
        let response = child
            .add_enabled(self.enabled, edit)
            .accessible_name(self.caption);
        edge(ui, &response, rect, self.enabled);
        response
    }
}

/// A field to search with, 36 high.
pub struct SearchField<'a> {
    pub text: &'a mut String,
    /// What can be searched for; also its name.
    pub hint: &'a str,
    pub key: Option<&'a str>,
    pub width: f32,
    pub id: Id,
}

impl Widget for SearchField<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let c = theme::colors(ui);
        let (rect, _) = ui.allocate_exact_size(vec2(self.width, size::CONTROL), Sense::hover());
        ui.painter()
            .rect_filled(rect, size::RADIUS_CONTROL, c.surface);
        let at = pos2(rect.left() + 20.0, rect.center().y);
        paint::icon(
            ui.painter(),
            at,
            icon::MAGNIFYING_GLASS,
            IconWeight::Regular,
            16.0,
            c.text2,
        );
        let mut right = rect.right() - 8.0;
        if let Some(key) = self.key.filter(|_| self.text.is_empty()) {
            right -= key_cap::width(ui, key) + 4.0;
            key_cap::draw(ui, pos2(right, rect.center().y), key, c.text2, c.control);
            right -= 4.0;
        }
        let inner = Rect::from_min_max(
            pos2(rect.left() + 36.0, rect.center().y - 10.0),
            pos2(right, rect.center().y + 10.0),
        );
        let mut child = ui.new_child(UiBuilder::new().max_rect(inner));
        let edit = TextEdit::singleline(self.text)
            .id(self.id)
            .frame(Frame::NONE)
            .margin(Margin::ZERO)
            .font(Text::Body.font())
            .text_color(c.text)
            .hint_text(Text::Body.rich(self.hint).color(c.text2))
            .desired_width(inner.width());
        let response = child.add(edit).accessible_name(self.hint);
        edge(ui, &response, rect, true);
        response
    }
}

/// One row of a menu: icon, name, a word behind it; a check mark when chosen.
pub fn menu_row(ui: &mut Ui, icon: Option<Icon>, name: &str, note: &str, chosen: bool) -> Response {
    let c = theme::colors(ui);
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), size::CONTROL), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::MenuItem, ui.is_enabled(), chosen, name));
    if chosen || response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, size::RADIUS_TAG, c.select);
    }
    let left = leading_icon(ui, rect, icon);
    let middle = rect.center().y;
    let mut right = rect.right() - 12.0;
    if chosen {
        paint::icon(
            ui.painter(),
            pos2(right - 8.0, middle),
            icon::CHECK,
            IconWeight::Bold,
            16.0,
            c.accent,
        );
        right -= 24.0;
    }
    let galley = paint::cut(ui, right - left, Text::Body, c.text, name);
    let (end, mut cut) = (left + galley.size().x, galley.elided);
    paint::line_cut(ui, left, right, middle, Text::Body, c.text, name);
    if end + 12.0 < right {
        cut |= paint::line_cut(ui, end + 12.0, right, middle, Text::Small, c.text2, note);
    }
    if cut {
        response.on_hover_text(theme::laid_out(format!("{name}\n{note}").trim_end()))
    } else {
        response
    }
}

fn leading_icon(ui: &Ui, rect: Rect, icon: Option<Icon>) -> f32 {
    let Some(icon) = icon else {
        return rect.left() + 12.0;
    };
    let c = theme::colors(ui);
    let at = pos2(rect.left() + 22.0, rect.center().y);
    paint::icon(ui.painter(), at, icon, IconWeight::Regular, 20.0, c.text2);
    rect.left() + 40.0
}

fn edge(ui: &Ui, response: &Response, rect: Rect, enabled: bool) {
    let c = theme::colors(ui);
    let stroke = if !enabled {
        Stroke::new(1.0, c.line)
    } else if response.has_focus() {
        Stroke::new(2.0, c.accent)
    } else {
        Stroke::new(c.control_width(), c.control)
    };
    ui.painter()
        .rect_stroke(rect, size::RADIUS_CONTROL, stroke, StrokeKind::Inside);
}

/// A field that chooses one of `options`; returns the one that was chosen now.
pub fn choice<T: Clone + PartialEq>(
    ui: &mut Ui,
    caption: &str,
    width: f32,
    chosen: &T,
    options: &[(T, String)],
) -> Option<T> {
    let value = options
        .iter()
        .find(|(option, _)| option == chosen)
        .map_or("", |(_, label)| label.as_str());
    let menu = ui.next_auto_id().with("menu");
    let response = ui.add(ChoiceField {
        caption,
        value,
        icon: None,
        width,
        open: Popup::is_id_open(ui.ctx(), menu),
        off: None,
    });
    let mut now = None;
    Popup::menu(&response).id(menu).width(width).show(|ui| {
        ui.set_width(width.max(200.0));
        ui.spacing_mut().item_spacing.y = 2.0;
        for (option, label) in options {
            if menu_row(ui, None, label, "", option == chosen).clicked() {
                now = Some(option.clone());
                ui.close();
            }
        }
    });
    now
}
