//! A plain table: a header, rows of one line, one of them chosen. Draws visible rows
//! only; the table as a whole is one stop of the Tab key, arrows move through it.

use eframe::egui::{
    Color32, Event, EventFilter, Id, InputState, Key, Modifiers, Popup, Rangef, Rect, Response,
    Role, ScrollArea, Sense, Stroke, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

use crate::app::theme::{self, Icon, IconWeight, Text, icon, size};
use crate::app::widgets::{State, digits, paint};
use crate::say;

/// Beside the text of a cell.
const PADDING: f32 = 12.0;
/// Left of the first column.
const EDGE: f32 = 20.0;
/// The place of the scroll bar.
const SCROLL: f32 = 12.0;

/// A column of a [`Grid`].
#[derive(Debug, Clone, Copy)]
pub struct Column {
    pub title: &'static str,
    /// In points; 0 takes a share of what is left.
    pub width: f32,
    pub right: bool,
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Text(Text, Color32, String),
    /// Digits as sent, leading zeros drawn back.
    Digits(Text, String),
    State(State, String),
    /// An icon in its colour, and a word.
    Icon(Icon, IconWeight, Color32, String),
}

impl Cell {
    /// What it says.
    pub fn into_text(self) -> String {
        match self {
            Cell::Text(_, _, text)
            | Cell::Digits(_, text)
            | Cell::State(_, text)
            | Cell::Icon(_, _, _, text) => text,
        }
    }

    fn text(&self) -> &str {
        match self {
            Cell::Text(_, _, text)
            | Cell::Digits(_, text)
            | Cell::State(_, text)
            | Cell::Icon(_, _, _, text) => text,
        }
    }
}

/// What a grid remembers.
#[derive(Debug, Default)]
pub struct Grid {
    /// The chosen row.
    pub selected: Option<usize>,
    /// The order that the header shows and changes; `None` where it does not sort.
    pub sort: Option<Sort>,
    /// The keys for copying were pressed while the table had the keyboard.
    pub copies: bool,
    /// The row to bring into sight.
    reveal: Option<usize>,
    top: f32,
}

/// The order of rows, by the number of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// As the meter sent them.
    #[default]
    AsSent,
    Up(usize),
    Down(usize),
}

impl Sort {
    /// The order after a click on the head of `column`; a third click is as sent. The
    /// first column begins with the largest, which of times is the newest.
    pub fn clicked(self, column: usize) -> Sort {
        match (self, column) {
            (Sort::Down(0), 0) => Sort::Up(0),
            (Sort::Up(0), 0) => Sort::AsSent,
            (_, 0) => Sort::Down(0),
            (Sort::Up(now), _) if now == column => Sort::Down(column),
            (Sort::Down(now), _) if now == column => Sort::AsSent,
            _ => Sort::Up(column),
        }
    }
}

/// What to draw.
pub struct Content<'a> {
    /// The name of the table in the accessibility tree.
    pub name: &'a str,
    pub columns: &'a [Column],
    pub rows: usize,
    pub row: &'a dyn Fn(usize) -> Vec<Cell>,
}

impl Grid {
    /// A grid whose header sorts, in this order at first.
    pub fn sorted(sort: Sort) -> Grid {
        Grid {
            sort: Some(sort),
            ..Grid::default()
        }
    }

    /// Chooses a row and brings it into sight.
    pub fn choose(&mut self, row: usize) {
        self.selected = Some(row);
        self.reveal = Some(row);
    }

    /// Draws into `rect`. `menu` fills the menu of a row. Returns the row that was
    /// opened by a double click or Enter.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        content: &Content<'_>,
        mut menu: impl FnMut(&mut Ui, usize),
    ) -> Option<usize> {
        self.selected = self.selected.filter(|row| *row < content.rows);
        let id = ui.scope_id().with(content.name);
        let places = places(content.columns, rect.left(), rect.right() - SCROLL);
        let mut header = rect;
        header.max.y = rect.top() + size::TABLE_ROW;
        head(ui, id, header, content.columns, &places, &mut self.sort);
        let mut body = rect;
        body.min.y = header.bottom();
        let mut opened = self.keys(ui, id, body, content);

        let mut child = ui.new_child(UiBuilder::new().id_salt(content.name).max_rect(body));
        child.spacing_mut().item_spacing.y = 0.0;
        child.shrink_clip_rect(body);
        let mut area = ScrollArea::vertical()
            .id_salt(content.name)
            .auto_shrink(false);
        if let Some(row) = self.reveal.take() {
            area = area.vertical_scroll_offset(reveal_offset(self.top, row, body.height()));
        }
        let focused = ui.memory(|memory| memory.has_focus(id));
        let output = area.show_rows(&mut child, size::TABLE_ROW, content.rows, |ui, visible| {
            for row in visible {
                let (_, mut place) = ui.allocate_space(vec2(ui.available_width(), size::TABLE_ROW));
                place.max.x = body.right() - SCROLL;
                let cells = (content.row)(row);
                let look = Look {
                    selected: self.selected == Some(row),
                    focused,
                };
                let response = row_ui(ui, place, id.with(row), &cells, &places, content, look);
                if response.clicked() || response.secondary_clicked() {
                    self.selected = Some(row);
                    ui.memory_mut(|memory| memory.request_focus(id));
                }
                if response.double_clicked() {
                    opened = Some(row);
                }
                Popup::context_menu(&response).show(|ui| menu(ui, row));
            }
        });
        self.top = output.state.clamped_offset().y;
        opened
    }

    fn keys(&mut self, ui: &mut Ui, id: Id, body: Rect, content: &Content<'_>) -> Option<usize> {
        let response = ui.interact(body, id, Sense::focusable_noninteractive());
        response.widget_info(|| WidgetInfo::labeled(Role::Table, true, content.name));
        self.copies = false;
        if !response.has_focus() {
            return None;
        }
        lock_arrows(ui, id);
        let (to, enter) = ui.input_mut(|input| {
            let to = stepped(input, self.selected, content.rows, body.height());
            self.copies = input.events.contains(&Event::Copy);
            (to, input.consume_key(Modifiers::NONE, Key::Enter))
        });
        if to.is_some() {
            self.selected = to;
            self.reveal = to;
        }
        self.selected.filter(|_| enter)
    }
}

/// Keeps the arrows for the table `id` that has the keyboard.
pub fn lock_arrows(ui: &Ui, id: Id) {
    ui.memory_mut(|memory| {
        memory.set_focus_lock_filter(
            id,
            EventFilter {
                vertical_arrows: true,
                horizontal_arrows: true,
                ..EventFilter::default()
            },
        );
    });
}

/// Where the keys move to from `place` in a table of `count` rows whose body is
/// `height` high; `None` if no key moves it.
pub fn stepped(
    input: &mut InputState,
    place: Option<usize>,
    count: usize,
    height: f32,
) -> Option<usize> {
    let last = count.checked_sub(1)?;
    let page = ((height / size::TABLE_ROW) as usize)
        .saturating_sub(1)
        .max(1);
    let down = |by: usize| place.map_or(0, |at| at.saturating_add(by).min(last));
    let up = |by: usize| place.map_or(0, |at| at.saturating_sub(by));
    let steps = [
        (Key::ArrowDown, down(1)),
        (Key::ArrowUp, up(1)),
        (Key::PageDown, down(page)),
        (Key::PageUp, up(page)),
        (Key::Home, 0),
        (Key::End, last),
    ];
    steps
        .into_iter()
        .filter(|(key, _)| input.consume_key(Modifiers::NONE, *key))
        .map(|(_, to)| to)
        .last()
}

/// The least scrolling from `top` that brings `row` into a body `height` high.
pub fn reveal_offset(top: f32, row: usize, height: f32) -> f32 {
    let begin = row as f32 * size::TABLE_ROW;
    let end = begin + size::TABLE_ROW;
    if begin < top {
        begin
    } else if end > top + height {
        end - height
    } else {
        top
    }
}

/// The range of each column.
fn places(columns: &[Column], left: f32, right: f32) -> Vec<Rangef> {
    let fixed: f32 = columns.iter().map(|column| column.width).sum();
    let shares = columns.iter().filter(|column| column.width == 0.0).count();
    let share = ((right - left - fixed) / shares.max(1) as f32).max(80.0);
    let mut at = left;
    columns
        .iter()
        .map(|column| {
            let width = if column.width == 0.0 {
                share
            } else {
                column.width
            };
            at += width;
            Rangef::new(at - width, at)
        })
        .collect()
}

fn text_range(place: Rangef, index: usize) -> Rangef {
    let left = if index == 0 { EDGE } else { PADDING };
    Rangef::new(place.min + left, place.max - PADDING)
}

fn head(
    ui: &Ui,
    id: Id,
    rect: Rect,
    columns: &[Column],
    places: &[Rangef],
    sort: &mut Option<Sort>,
) {
    let c = theme::colors(ui);
    ui.painter().rect_filled(rect, 0, c.sunken);
    let line = Stroke::new(1.0, c.line);
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, line);
    ui.painter()
        .hline(rect.x_range(), rect.bottom() - 0.5, line);
    let middle = rect.center().y;
    for (index, (column, place)) in columns.iter().zip(places).enumerate() {
        let mut room = text_range(*place, index);
        let arrow = match sort {
            Some(Sort::Up(sorted)) if *sorted == index => Some(icon::ARROW_UP),
            Some(Sort::Down(sorted)) if *sorted == index => Some(icon::ARROW_DOWN),
            _ => None,
        };
        let mut color = c.text2;
        if let Some(order) = sort {
            let cell = Rect::from_x_y_ranges(*place, rect.y_range());
            let response = ui.interact(cell, id.with(("head", index)), Sense::CLICK);
            response.widget_info(|| {
                let mut info = WidgetInfo::labeled(
                    Role::ColumnHeader,
                    true,
                    say!("widget-sort-by", column = column.title),
                );
                info.current_text_value = Some(sorted_words(arrow).to_owned());
                info
            });
            if response.hovered() {
                color = c.text;
            }
            if response.clicked() {
                *order = order.clicked(index);
            }
        }
        if let Some(arrow) = arrow {
            let width = paint::width(ui, Text::TableHead, column.title);
            let x = if column.right {
                room.max - 6.0
            } else {
                (room.min + width + 10.0).min(room.max - 6.0)
            };
            let at = pos2(x, middle);
            paint::icon(ui.painter(), at, arrow, IconWeight::Bold, 12.0, color);
            if column.right {
                room.max -= 16.0;
            }
        }
        if column.right {
            paint::line_right(ui, room.max, middle, Text::TableHead, color, column.title);
        } else {
            let (from, to) = (room.min, room.max);
            paint::line_cut(ui, from, to, middle, Text::TableHead, color, column.title);
        }
    }
}

fn sorted_words(arrow: Option<Icon>) -> &'static str {
    match arrow {
        Some(icon::ARROW_UP) => say!("widget-ascending"),
        Some(_) => say!("widget-descending"),
        None => "",
    }
}

#[derive(Clone, Copy)]
struct Look {
    selected: bool,
    focused: bool,
}

fn row_ui(
    ui: &mut Ui,
    rect: Rect,
    id: Id,
    cells: &[Cell],
    places: &[Rangef],
    content: &Content<'_>,
    look: Look,
) -> Response {
    let c = theme::colors(ui);
    // Not a stop of the Tab key: the table as a whole is one.
    let response = ui.interact(rect, id, Sense::CLICK);
    response.widget_info(|| {
        let texts: Vec<&str> = cells
            .iter()
            .map(Cell::text)
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
    if look.selected && look.focused {
        let mut bar = rect;
        bar.max.x = bar.min.x + 3.0;
        ui.painter().rect_filled(bar, 0, c.accent);
    }
    let line = Stroke::new(1.0, c.line);
    ui.painter()
        .hline(rect.x_range(), rect.bottom() - 0.5, line);
    let middle = rect.center().y;
    let mut cut: Vec<&str> = Vec::new();
    for (index, ((cell, place), column)) in
        cells.iter().zip(places).zip(content.columns).enumerate()
    {
        let room = text_range(*place, index);
        let is_cut = cell_ui(ui, room, middle, column.right, cell);
        if is_cut {
            cut.push(cell.text());
        }
    }
    if cut.is_empty() {
        response
    } else {
        response.on_hover_text(theme::laid_out(cut.join("\n")))
    }
}

/// Draws one cell; says whether it was cut.
fn cell_ui(ui: &Ui, room: Rangef, middle: f32, right: bool, cell: &Cell) -> bool {
    let c = theme::colors(ui);
    let mut room = room;
    let job = match cell {
        Cell::Text(style, color, text) => style.job(text, *color),
        Cell::Digits(style, text) => digits(text, *style, c),
        Cell::State(..) | Cell::Icon(..) => {
            let (symbol, weight, color, word) = match cell {
                Cell::Icon(symbol, weight, color, word) => (*symbol, *weight, *color, word),
                Cell::State(state, word) => {
                    let (symbol, weight) = state.icon();
                    (symbol, weight, state.color(c), word)
                }
                Cell::Text(..) | Cell::Digits(..) => return false,
            };
            let width = paint::width(ui, Text::Body, word).min(room.span() - 22.0);
            if right {
                room.min = room.max - width - 22.0;
            }
            let at = pos2(room.min + 8.0, middle);
            paint::icon(ui.painter(), at, symbol, weight, 16.0, color);
            room.min += 22.0;
            Text::Body.job(word, c.text)
        }
    };
    let mut job = job;
    let is_number = matches!(cell, Cell::Digits(..));
    if !is_number {
        job.wrap.max_width = room.span().max(0.0);
        job.wrap.max_rows = 1;
        job.wrap.break_anywhere = true;
    }
    let galley = ui.painter().layout_job(job);
    let left = if right {
        room.max - galley.size().x
    } else {
        room.min
    };
    let elided = galley.elided;
    let at = pos2(left, middle - galley.size().y / 2.0);
    ui.painter().galley(at, galley, c.text);
    elided
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_brought_into_sight_by_the_least_scrolling() {
        assert_eq!(reveal_offset(0.0, 2, 320.0), 0.0);
        assert_eq!(reveal_offset(0.0, 10, 320.0), 32.0);
        assert_eq!(reveal_offset(320.0, 3, 320.0), 96.0);
    }

    #[test]
    fn a_third_click_on_the_header_is_as_sent() {
        let clicks = |column: usize| {
            let mut sort = Sort::AsSent;
            [0; 3].map(|_| {
                sort = sort.clicked(column);
                sort
            })
        };
        assert_eq!(clicks(2), [Sort::Up(2), Sort::Down(2), Sort::AsSent]);
        assert_eq!(clicks(0), [Sort::Down(0), Sort::Up(0), Sort::AsSent]);
        assert_eq!(Sort::Up(2).clicked(1), Sort::Up(1));
    }

    #[test]
    fn what_is_left_is_shared() {
        let column = |width| Column {
            title: "",
            width,
            right: false,
        };
        let places = places(&[column(100.0), column(0.0), column(50.0)], 10.0, 410.0);
        assert_eq!(places.last().unwrap().max, 410.0);
        assert_eq!(places[1].span(), 250.0);
    }
}
