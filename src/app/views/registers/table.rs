//! The table of registers: what is in the meter beside what is staged.
//!
//! Draws visible rows only; the table as a whole is one stop of the Tab key.

use eframe::egui::{
    Event, Key, Modifiers, Popup, Rangef, Rect, Response, Role, ScrollArea, Sense, Stroke, Ui,
    UiBuilder, WidgetInfo, pos2, vec2,
};

use super::rows::{Row, RowState};
use super::value;
use crate::app::text;
use crate::app::theme::{self, IconWeight, Text, icon, size};
use crate::app::views::grid::{lock_arrows, reveal_offset, stepped};
use crate::app::widgets::{menu_row, paint};
use crate::language::date;
use crate::say;

/// The place of the scroll bar.
const SCROLL: f32 = 12.0;
/// Left of the first column, and between text and the next column.
const EDGE: f32 = 20.0;
const PADDING: f32 = 12.0;
/// Below this width of the table the time of reading has no column.
const WITH_TIME: f32 = 660.0;
/// The bar at the left of a staged row.
const BAR: f32 = 3.0;

/// What a person wants of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    /// What Enter does: edit it, or read what was not read yet.
    Open,
    Edit,
    Read,
    Unstage,
    CopyValue,
    CopyRow,
    CopyCommand,
}

/// What the table remembers.
#[derive(Debug, Default)]
pub(super) struct TableState {
    /// The address of the chosen row, so that it stays chosen when the rows change.
    pub(super) chosen: Option<String>,
    reveal: bool,
    focus: bool,
    top: f32,
}

impl TableState {
    /// Chooses a row and brings it into sight.
    pub(super) fn choose(&mut self, address: &str) {
        self.chosen = Some(address.to_owned());
        self.reveal = true;
    }

    /// Gives the table the keyboard in the next frame.
    pub(super) fn focus(&mut self) {
        self.focus = true;
    }
}

/// What the table tells.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// A wish for the row with that number.
    pub(super) wish: Option<(usize, Wish)>,
    /// Where the new value of the chosen row is drawn, if it is in sight.
    pub(super) new_value: Option<Rect>,
}

/// The columns from left to right.
struct Columns {
    address: Rangef,
    name: Rangef,
    now: Rangef,
    new: Rangef,
    state: Rangef,
    /// Empty where there is no room.
    read: Rangef,
}

impl Columns {
    fn of(ui: &Ui, rows: &[Row], left: f32, right: f32) -> Columns {
        let width = right - left;
        let with_time = width >= WITH_TIME;
        // An address is never cut while it is of a usual length.
        let longest = rows
            .iter()
            .map(|row| row.register.address.chars().count())
            .max()
            .unwrap_or(0)
            .clamp(5, 10);
        let digit = paint::width(ui, Text::Mono, "0");
        let address = EDGE + digit * longest as f32 + PADDING + 8.0;
        let read = if with_time { 84.0 } else { 0.0 };
        let state = if with_time { 136.0 } else { 112.0 };
        let left_over = width - address - read - state;
        let (now, new) = if with_time {
            (left_over * 0.34, left_over * 0.25)
        } else {
            (left_over * 0.30, left_over * 0.25)
        };
        let name = left_over - now - new;
        let mut at = left;
        let mut next = |width: f32| {
            at += width;
            Rangef::new(at - width, at)
        };
        Columns {
            address: next(address),
            name: next(name),
            now: next(now),
            new: next(new),
            state: next(state),
            read: next(read),
        }
    }
}

fn inner(range: Rangef) -> Rangef {
    Rangef::new(range.min, range.max - PADDING)
}

/// Draws the table into `rect`. `editing`: a new value is being typed, and the keys
/// are for it. `deeds` says what can be done with a row.
pub(super) fn ui(
    ui: &mut Ui,
    rect: Rect,
    rows: &[Row],
    state: &mut TableState,
    editing: bool,
    deeds: impl Fn(&Row) -> Vec<(Wish, &'static str)>,
) -> Told {
    let mut told = Told::default();
    let columns = Columns::of(ui, rows, rect.left(), rect.right() - SCROLL);
    let mut header = rect;
    header.max.y = rect.top() + size::TABLE_ROW;
    head(ui, header, &columns);
    let mut body = rect;
    body.min.y = header.bottom();
    let chosen = state
        .chosen
        .as_ref()
        .and_then(|address| rows.iter().position(|row| row.register.address == *address));

    let id = ui.scope_id().with("registers");
    let response = ui.interact(body, id, Sense::focusable_noninteractive());
    response.widget_info(|| WidgetInfo::labeled(Role::Table, true, say!("registers-table")));
    if std::mem::take(&mut state.focus) {
        response.request_focus();
    }
    let focused = response.has_focus();
    let mut chosen = chosen;
    if focused && !editing {
        lock_arrows(ui, id);
        let (to, wish) = ui.input_mut(|input| {
            let to = stepped(input, chosen, rows.len(), body.height());
            let mut wish = None;
            for (key, wanted) in [
                (Key::Enter, Wish::Open),
                (Key::F2, Wish::Edit),
                (Key::Delete, Wish::Unstage),
            ] {
                if input.consume_key(Modifiers::NONE, key) {
                    wish = Some(wanted);
                }
            }
            if input
                .events
                .iter()
                .any(|event| matches!(event, Event::Copy))
            {
                wish = Some(Wish::CopyRow);
            }
            (to, wish)
        });
        if let Some(row) = to.and_then(|place| rows.get(place)) {
            state.choose(&row.register.address);
            chosen = to;
        }
        told.wish = chosen.zip(wish);
    }

    let mut child = ui.new_child(UiBuilder::new().id_salt("register rows").max_rect(body));
    child.spacing_mut().item_spacing.y = 0.0;
    child.shrink_clip_rect(body);
    let mut area = ScrollArea::vertical()
        .id_salt("register rows")
        .auto_shrink(false);
    if std::mem::take(&mut state.reveal)
        && let Some(row) = chosen
    {
        area = area.vertical_scroll_offset(reveal_offset(state.top, row, body.height()));
    }
    let output = area.show_rows(&mut child, size::TABLE_ROW, rows.len(), |ui, visible| {
        for number in visible {
            let (_, mut place) = ui.allocate_space(vec2(ui.available_width(), size::TABLE_ROW));
            place.max.x = body.right() - SCROLL;
            let Some(row) = rows.get(number) else {
                continue;
            };
            let is_chosen = chosen == Some(number);
            let response = ui.interact(place, id.with(&row.register.address), Sense::CLICK);
            row_ui(ui, place, row, &columns, &response, (is_chosen, focused));
            if is_chosen {
                told.new_value = Some(Rect::from_x_y_ranges(columns.new, place.y_range()));
            }
            if response.clicked() || response.secondary_clicked() {
                state.chosen = Some(row.register.address.clone());
                ui.memory_mut(|memory| memory.request_focus(id));
            }
            if response.double_clicked() {
                told.wish = Some((number, Wish::Open));
            }
            Popup::context_menu(&response).show(|ui| {
                ui.set_width(260.0);
                ui.spacing_mut().item_spacing.y = 2.0;
                for (wish, name) in deeds(row) {
                    if menu_row(ui, Some(icon_of(wish)), name, key_of(wish), false).clicked() {
                        told.wish = Some((number, wish));
                        ui.close();
                    }
                }
            });
        }
    });
    state.top = output.state.clamped_offset().y;
    told
}

fn icon_of(wish: Wish) -> theme::Icon {
    match wish {
        Wish::Open | Wish::Edit => icon::PENCIL_SIMPLE,
        Wish::Read => icon::ARROW_CIRCLE_DOWN,
        Wish::Unstage => icon::ARROW_COUNTER_CLOCKWISE,
        Wish::CopyValue | Wish::CopyRow | Wish::CopyCommand => icon::COPY,
    }
}

fn key_of(wish: Wish) -> &'static str {
    match wish {
        Wish::Edit => "F2",
        Wish::Unstage => "Delete",
        Wish::CopyRow => "Ctrl C",
        _ => "",
    }
}

fn head(ui: &Ui, rect: Rect, columns: &Columns) {
    let c = theme::colors(ui);
    ui.painter().rect_filled(rect, 0, c.sunken);
    let line = Stroke::new(1.0, c.line);
    ui.painter()
        .hline(rect.x_range(), rect.bottom() - 0.5, line);
    let middle = rect.center().y;
    let first = Rangef::new(columns.address.min + EDGE, columns.address.max);
    for (range, title) in [
        (first, say!("registers-column-address")),
        (columns.name, say!("registers-column-name")),
        (columns.now, say!("registers-column-now")),
        (columns.new, say!("registers-column-new")),
        (columns.state, say!("registers-column-state")),
        (columns.read, say!("registers-column-read-at")),
    ] {
        if range.span() > 0.0 {
            let room = inner(range);
            paint::line_cut(
                ui,
                room.min,
                room.max + 8.0,
                middle,
                Text::TableHead,
                c.text2,
                title,
            );
        }
    }
}

fn row_ui(
    ui: &Ui,
    rect: Rect,
    row: &Row,
    columns: &Columns,
    response: &Response,
    (chosen, focused): (bool, bool),
) {
    let c = theme::colors(ui);
    let register = &row.register;
    let staged = row.staged.is_some();
    response.widget_info(|| {
        let mut info = WidgetInfo::selected(Role::Row, true, chosen, theme::laid_out(spoken(row)));
        let detail = row.state.detail();
        info.current_text_value = (!detail.is_empty()).then(|| detail.to_owned());
        info
    });
    let fill = match (chosen, staged, response.hovered()) {
        (_, true, _) => Some(c.staged_soft),
        (true, false, _) => Some(c.select),
        (false, false, true) => Some(c.sunken),
        (false, false, false) => None,
    };
    if let Some(fill) = fill {
        ui.painter().rect_filled(rect, 0, fill);
    }
    let mut bar = rect;
    bar.max.x = bar.min.x + BAR;
    if staged {
        ui.painter().rect_filled(bar, 0, c.staged);
    } else if chosen && focused {
        ui.painter().rect_filled(bar, 0, c.accent);
    }
    let line = Stroke::new(1.0, c.line);
    ui.painter()
        .hline(rect.x_range(), rect.bottom() - 0.5, line);
    if chosen && (focused || staged) {
        let color = if focused { c.accent } else { c.staged };
        let edge = Stroke::new(1.0, color);
        let place = rect.shrink2(vec2(0.5, 0.5));
        ui.painter()
            .rect_stroke(place, 0, edge, eframe::egui::StrokeKind::Inside);
    }

    let middle = rect.center().y;
    let mut hover: Vec<String> = Vec::new();
    let mut cut = |range: Rangef, style: Text, color, text: &str| {
        let room = inner(range);
        if paint::line_cut(ui, room.min, room.max, middle, style, color, text) {
            hover.push(text.to_owned());
        }
    };
    let first = Rangef::new(columns.address.min + EDGE, columns.address.max);
    cut(first, Text::Mono, c.text2, &register.address);
    let name = text::register_name(&register.name);
    cut(columns.name, Text::Body, c.text, &name);
    // Without a new value there is room for a long present one.
    let now = match staged {
        true => columns.now,
        false => Rangef::new(columns.now.min, columns.new.max),
    };
    match (&row.value, &row.state) {
        (_, RowState::Hidden) => cut(now, Text::Mono, c.text2, "••••••••"),
        (Some((_, shown)), _) if shown.text.is_empty() => {
            cut(now, Text::Body, c.text2, say!("registers-empty"));
        }
        (Some((_, shown)), _) => cut(now, Text::Mono, c.text, &value::in_words(shown)),
        (None, _) => {}
    }
    if let Some((_, shown)) = &row.staged {
        let words = value::in_words(shown);
        cut(columns.new, Text::MonoStrong, c.staged, &words);
    }
    if let Some(at) = &row.read_at
        && columns.read.span() > 0.0
    {
        let words = match row.is_old {
            true => date::day(at.date()),
            false => date::second(at.time()),
        };
        cut(columns.read, Text::Small, c.text2, &words);
    }
    state_ui(ui, columns.state, middle, row);
    if !row.state.detail().is_empty() {
        hover.push(row.state.detail().to_owned());
    }
    if !hover.is_empty() {
        response
            .clone()
            .on_hover_text(theme::laid_out(hover.join("\n")));
    }
}

/// Icon and word.
fn state_ui(ui: &Ui, range: Rangef, middle: f32, row: &Row) {
    let c = theme::colors(ui);
    let (symbol, weight, color) = match row.state.state() {
        Some(state) => {
            let (symbol, weight) = state.icon();
            (symbol, weight, state.color(c))
        }
        None => (icon::CIRCLE, IconWeight::Regular, c.text2),
    };
    let at = pos2(range.min + 8.0, middle);
    paint::icon(ui.painter(), at, symbol, weight, 16.0, color);
    let (style, text) = match row.state {
        RowState::Staged
        | RowState::Verified
        | RowState::Refused(_)
        | RowState::NotVerified(_)
        | RowState::Unknown(_)
        | RowState::UnderWay(_) => (Text::Strong, color),
        _ => (Text::Body, c.text2),
    };
    let right = range.max - 4.0;
    paint::line_cut(
        ui,
        range.min + 22.0,
        right,
        middle,
        style,
        text,
        row.state.word(),
    );
}

/// The name of a row for those who do not see it.
fn spoken(row: &Row) -> String {
    let mut parts = vec![
        row.register.address.clone(),
        text::register_name(&row.register.name).into_owned(),
    ];
    if let Some((_, shown)) = &row.value {
        parts.push(value::in_words(shown));
    }
    if let Some((_, shown)) = &row.staged {
        parts.push(format!("→ {}", value::in_words(shown)));
    }
    parts.push(row.state.word().to_owned());
    parts.retain(|part| !part.is_empty());
    parts.join(" ")
}
