//! The differences as a table: what may be taken over can be ticked.

use std::collections::BTreeSet;

use eframe::egui::{
    Color32, Id, Key, Modifiers, Popup, Rangef, Rect, Response, Role, ScrollArea, Sense, Stroke,
    StrokeKind, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

use super::lines::{Line, shown, state};
use crate::app::action::Action;
use crate::app::model::Staging;
use crate::app::theme::{self, IconWeight, Text, icon, size};
use crate::app::views::grid::{lock_arrows, reveal_offset, stepped};
use crate::app::widgets::{menu_row, paint};
use crate::parameter_set::{Comparison, Row};
use crate::say;

/// Beside the text of a cell.
const PADDING: f32 = 12.0;
/// The column of the ticks.
const TICK: f32 = 48.0;
/// The place of the scroll bar.
const SCROLL: f32 = 12.0;

/// What the table remembers.
#[derive(Debug, Default)]
pub(super) struct DifferenceTable {
    selected: Option<usize>,
    reveal: bool,
    top: f32,
}

/// What is to be drawn.
pub(super) struct Differences<'a> {
    pub comparison: &'a Comparison,
    pub lines: &'a [Line],
    pub staging: &'a Staging,
    /// Whether the values of the right side can be staged.
    pub can_stage: bool,
    /// What the sides are called in the head, and in sentences.
    pub names: [&'a str; 2],
    pub in_sentence: [&'a str; 2],
}

/// The columns.
struct Places {
    address: Rangef,
    name: Rangef,
    left: Rangef,
    right: Rangef,
    state: Rangef,
}

impl Places {
    fn of(rect: Rect) -> Places {
        let (left, right) = (rect.left() + TICK, rect.right() - SCROLL);
        let narrow = right - left < 720.0;
        let address = if narrow { 96.0 } else { 120.0 };
        let state = if narrow { 120.0 } else { 176.0 };
        let room = right - left - address - state;
        let value = (room * 0.3).max(92.0);
        let name = room - 2.0 * value;
        let mut at = left;
        let mut next = |width: f32| {
            at += width;
            Rangef::new(at - width, at - PADDING)
        };
        Places {
            address: next(address),
            name: next(name),
            left: next(value),
            right: next(value),
            state: next(state),
        }
    }
}

impl DifferenceTable {
    /// Draws into `rect`; ticks change in `ticked`.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        what: &Differences<'_>,
        ticked: &mut BTreeSet<String>,
        actions: &mut Vec<Action>,
    ) {
        self.selected = self.selected.filter(|row| *row < what.lines.len());
        let id = Id::unique("differences");
        let places = Places::of(rect);
        let mut header = rect;
        header.max.y = rect.top() + size::TABLE_ROW;
        head(ui, header, what, &places);
        let mut body = rect;
        body.min.y = header.bottom();
        self.keys(ui, id, body, what, ticked);
        let mut child = ui.new_child(UiBuilder::new().id_salt("differences").max_rect(body));
        child.spacing_mut().item_spacing.y = 0.0;
        child.shrink_clip_rect(body);
        let mut area = ScrollArea::vertical()
            .id_salt("differences")
            .auto_shrink(false);
        if let (true, Some(row)) = (std::mem::take(&mut self.reveal), self.selected) {
            area = area.vertical_scroll_offset(reveal_offset(self.top, row, body.height()));
        }
        let focused = ui.memory(|memory| memory.has_focus(id));
        let count = what.lines.len();
        let output = area.show_rows(&mut child, size::TABLE_ROW, count, |ui, visible| {
            for number in visible {
                let (_, mut place) = ui.allocate_space(vec2(ui.available_width(), size::TABLE_ROW));
                place.max.x = body.right() - SCROLL;
                match what.lines.get(number) {
                    Some(Line::Heading(part, count)) => {
                        let [left, right] = what.in_sentence;
                        heading(ui, place, &part.title(left, right), *count);
                    }
                    Some(Line::Row(row)) => {
                        let Some(row) = what.comparison.rows.get(*row) else {
                            continue;
                        };
                        let selected = self.selected == Some(number);
                        let look = Look {
                            selected,
                            focused: selected && focused,
                        };
                        let response = row_ui(ui, place, row, what, &places, ticked, look);
                        if response.clicked() || response.secondary_clicked() {
                            self.selected = Some(number);
                            ui.memory_mut(|memory| memory.request_focus(id));
                        }
                        menu(&response, row, actions);
                    }
                    None => {}
                }
            }
        });
        self.top = output.state.clamped_offset().y;
    }

    /// Arrows move, the space bar ticks.
    fn keys(
        &mut self,
        ui: &mut Ui,
        id: Id,
        body: Rect,
        what: &Differences<'_>,
        ticked: &mut BTreeSet<String>,
    ) {
        let response = ui.interact(body, id, Sense::focusable_noninteractive());
        response
            .widget_info(|| WidgetInfo::labeled(Role::Table, true, say!("sets-difference-table")));
        if !response.has_focus() {
            return;
        }
        lock_arrows(ui, id);
        let count = what.lines.len();
        let (to, space) = ui.input_mut(|input| {
            let to = stepped(input, self.selected, count, body.height());
            (to, input.consume_key(Modifiers::NONE, Key::Space))
        });
        if to.is_some() {
            self.selected = to;
            self.reveal = true;
        }
        let row = self.selected.and_then(|at| match what.lines.get(at)? {
            Line::Row(row) => what.comparison.rows.get(*row),
            Line::Heading(..) => None,
        });
        if let Some(row) = row.filter(|row| space && what.can_stage && row.may_be_copied()) {
            toggle(ticked, row);
        }
    }
}

fn toggle(ticked: &mut BTreeSet<String>, row: &Row) {
    if !ticked.remove(&row.address) {
        ticked.insert(row.address.clone());
    }
}

fn head(ui: &Ui, rect: Rect, what: &Differences<'_>, places: &Places) {
    let c = theme::colors(ui);
    ui.painter().rect_filled(rect, 0, c.sunken);
    let line = Stroke::new(1.0, c.line);
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, line);
    ui.painter()
        .hline(rect.x_range(), rect.bottom() - 0.5, line);
    let [left, right] = what.names;
    for (place, title) in [
        (places.address, say!("sets-address")),
        (places.name, say!("sets-name")),
        (places.left, left),
        (places.right, right),
        (places.state, say!("sets-state")),
    ] {
        let middle = rect.center().y;
        let (from, to) = (place.min, place.max);
        paint::line_cut(ui, from, to, middle, Text::TableHead, c.text2, title);
    }
}

fn heading(ui: &mut Ui, rect: Rect, title: &str, count: usize) {
    let c = theme::colors(ui);
    let response = ui.interact(rect, Id::unique(("part", title)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, format!("{title} {count}")));
    ui.painter().rect_filled(rect, 0, c.sunken);
    let line = Stroke::new(1.0, c.line);
    ui.painter()
        .hline(rect.x_range(), rect.bottom() - 0.5, line);
    let (left, middle) = (rect.left() + 20.0, rect.center().y);
    let end = paint::line(ui, left, middle, Text::SmallStrong, c.text, title);
    let count = count.to_string();
    paint::line(ui, end + 8.0, middle, Text::Small, c.text2, &count);
}

#[derive(Clone, Copy)]
struct Look {
    selected: bool,
    focused: bool,
}

fn row_ui(
    ui: &mut Ui,
    rect: Rect,
    row: &Row,
    what: &Differences<'_>,
    places: &Places,
    ticked: &mut BTreeSet<String>,
    look: Look,
) -> Response {
    let c = theme::colors(ui);
    let response = ui.interact(rect, Id::unique(("difference", &row.address)), Sense::CLICK);
    let (left, right) = (
        shown(row, row.left.as_ref()),
        shown(row, row.right.as_ref()),
    );
    let (mark, word) = state(row, what.staging);
    response.widget_info(|| {
        let texts = [&row.address, &row.name, &left, &right, &word];
        let texts: Vec<&str> = texts
            .iter()
            .map(|text| text.as_str())
            .filter(|text| !text.is_empty())
            .collect();
        WidgetInfo::selected(
            Role::Row,
            true,
            look.selected,
            theme::laid_out(texts.join(" ")),
        )
    });
    if look.selected {
        ui.painter().rect_filled(rect, 0, c.select);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 0, c.sunken);
    }
    if look.focused {
        let mut bar = rect;
        bar.max.x = bar.min.x + 3.0;
        ui.painter().rect_filled(bar, 0, c.accent);
    }
    let line = Stroke::new(1.0, c.line);
    ui.painter()
        .hline(rect.x_range(), rect.bottom() - 0.5, line);
    let middle = rect.center().y;
    if what.can_stage && row.may_be_copied() {
        let on = ticked.contains(&row.address);
        if tick(ui, rect, row, on).clicked() {
            toggle(ticked, row);
        }
    }
    let differs = !row.is_same && row.left.is_some() && row.right.is_some();
    let value = if differs {
        Text::MonoStrong
    } else {
        Text::Mono
    };
    let mut cut: Vec<&str> = Vec::new();
    let cells: [(Rangef, Text, Color32, &str); 4] = [
        (places.address, Text::Mono, c.text2, &row.address),
        (places.name, Text::Body, c.text, &row.name),
        (places.left, value, c.text, &left),
        (places.right, value, c.text, &right),
    ];
    for (place, style, color, text) in cells {
        if paint::line_cut(ui, place.min, place.max, middle, style, color, text) {
            cut.push(text);
        }
    }
    let (symbol, weight) = mark.icon();
    let at = pos2(places.state.min + 8.0, middle);
    paint::icon(ui.painter(), at, symbol, weight, 16.0, mark.color(c));
    let (from, to) = (places.state.min + 22.0, places.state.max);
    if paint::line_cut(ui, from, to, middle, Text::Body, c.text, &word) {
        cut.push(&word);
    }
    if cut.is_empty() {
        response
    } else {
        response.on_hover_text(theme::laid_out(cut.join("\n")))
    }
}

/// The tick of a row: what is ticked will be staged.
fn tick(ui: &mut Ui, rect: Rect, row: &Row, on: bool) -> Response {
    let c = theme::colors(ui);
    let mut place = rect;
    place.max.x = rect.left() + TICK;
    let id = Id::unique(("tick", &row.address));
    // The table is one stop of the Tab key; the space bar ticks its chosen row.
    let response = ui.interact(place, id, Sense::CLICK);
    let name = say!("sets-take-over", address = &row.address);
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, on, &name));
    let at = pos2(rect.left() + 28.0, rect.center().y);
    let mark = Rect::from_center_size(at, vec2(14.0, 14.0));
    if on {
        ui.painter().rect_filled(mark, 3, c.staged);
        let weight = IconWeight::Bold;
        paint::icon(ui.painter(), at, icon::CHECK, weight, 12.0, c.surface);
    } else {
        let fill = if response.hovered() {
            c.select
        } else {
            c.surface
        };
        let edge = Stroke::new(c.control_width(), c.control);
        ui.painter().rect(mark, 3, fill, edge, StrokeKind::Inside);
    }
    response
}

fn menu(response: &Response, row: &Row, actions: &mut Vec<Action>) {
    Popup::context_menu(response).show(|ui| {
        ui.set_width(240.0);
        ui.spacing_mut().item_spacing.y = 2.0;
        if menu_row(ui, Some(icon::COPY), say!("sets-copy-row"), "", false).clicked() {
            let texts = [
                row.address.clone(),
                row.name.clone(),
                shown(row, row.left.as_ref()),
                shown(row, row.right.as_ref()),
            ];
            actions.push(Action::Copy {
                text: texts.join("\t"),
                what: say!("sets-row").to_owned(),
            });
            ui.close();
        }
    });
}
