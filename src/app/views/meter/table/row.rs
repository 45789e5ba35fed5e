//! One row of the table and its menu.

use eframe::egui::text::LayoutJob;
use eframe::egui::{Id, Popup, Rangef, Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo, pos2};

use super::columns::{Columns, inner, inner_first};
use crate::app::action::Action;
use crate::app::text;
use crate::app::theme::{self, Text, icon};
use crate::app::views::meter::facts::plain_address;
use crate::app::views::meter::sheet::{Cell, Sheet, as_sent, cell};
use crate::app::views::meter::words;
use crate::app::widgets::{State, digits, menu_row, paint};
use crate::meter::{DataSet, History};
use crate::say;

/// What a row needs to be drawn.
pub(super) struct Look<'a> {
    pub sheet: &'a Sheet,
    pub columns: Columns,
    /// How far the history columns are shifted, in points.
    pub offset: f32,
    /// Of the whole table; rows are told apart by their lines.
    pub id: Id,
    pub selected: bool,
    pub focused: bool,
}

/// Draws the line into `rect`.
pub(super) fn row_ui(ui: &mut Ui, rect: Rect, line: usize, look: &Look<'_>) -> Response {
    let c = theme::colors(ui);
    let sheet = look.sheet;
    // Not a stop of the Tab key: the table as a whole is one.
    let response = ui.interact(rect, look.id.with(("row", line)), Sense::CLICK);
    let Some(set) = sheet.set(line) else {
        return response;
    };
    let present = sheet.present(line);
    let problems = sheet.problems(line);
    response.widget_info(|| {
        let mut info = WidgetInfo::selected(
            Role::Row,
            true,
            look.selected,
            theme::laid_out(name_of(set, present)),
        );
        info.current_text_value = problems
            .first()
            .map(|problem| theme::laid_out(&problem.message));
        info
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
    let line_stroke = Stroke::new(1.0, c.line);
    ui.painter()
        .hline(rect.x_range(), rect.bottom() - 0.5, line_stroke);

    let middle = rect.center().y;
    let columns = &look.columns;
    let mut hover: Vec<String> = Vec::new();
    let address = inner_first(columns.address);
    let sent = plain_address(set);
    if cut_text(ui, address, middle, Text::Mono, c.text2, sent) {
        hover.push(sent.to_owned());
    }
    let mut name = inner(columns.name);
    if !problems.is_empty() {
        let (symbol, weight) = State::Warning.icon();
        let at = pos2(name.min + 8.0, middle);
        paint::icon(ui.painter(), at, symbol, weight, 16.0, c.warn);
        name.min += 22.0;
        hover.extend(problems.iter().map(|problem| problem.message.clone()));
    }
    let named = set.name.as_deref().map(text::register_name);
    let named = named.as_deref();
    if cut_text(
        ui,
        name,
        middle,
        Text::Body,
        c.text,
        named.unwrap_or_default(),
    ) {
        hover.extend(named.map(str::to_owned));
    }
    now_ui(ui, middle, line, look, &mut hover);
    history_ui(ui, rect, line, look, &response);
    if hover.is_empty() {
        response
    } else {
        response.on_hover_text(theme::laid_out(hover.join("\n")))
    }
}

/// The present value, its unit and what it means.
fn now_ui(ui: &Ui, middle: f32, line: usize, look: &Look<'_>, hover: &mut Vec<String>) {
    let c = theme::colors(ui);
    let columns = &look.columns;
    let earlier = look.sheet.earlier_values(line);
    // Where the history columns are folded away, their values are counted.
    let counted = match earlier {
        0 => String::new(),
        _ if columns.periods > 0 => String::new(),
        count => say!("meter-earlier-values", count = count),
    };
    let Some(present) = look.sheet.present(line) else {
        let from = match columns.meaning.span() > 0.0 {
            true => inner(columns.meaning),
            false => inner(columns.now),
        };
        let right = columns.meaning.max.max(columns.history.max) - 12.0;
        let room = Rangef::new(from.min, right);
        if cut_text(ui, room, middle, Text::Body, c.text2, &counted) {
            hover.push(counted);
        }
        return;
    };
    let now = inner(columns.now);
    let stored = earlier > 0;
    // A row without stored values may use the room of the history columns.
    let end = if stored && columns.periods > 0 {
        columns.unit.max
    } else {
        columns.meaning.max.max(columns.history.max)
    } - 12.0;
    let mut after = inner(columns.unit).min;
    match cell(present) {
        Cell::Nothing => {}
        Cell::Empty => {
            paint::line_right(
                ui,
                now.max,
                middle,
                Text::Body,
                c.text2,
                say!("meter-empty"),
            );
        }
        Cell::Digits(sent) => number(ui, now.max, middle, digits(sent, Text::Strong, c)),
        Cell::Word(sent) => number(ui, now.max, middle, Text::Strong.job(sent, c.text)),
        Cell::Text(sent) => {
            let room = Rangef::new(now.min, end);
            if cut_text(ui, room, middle, Text::Mono, c.text, sent) {
                hover.push(sent.to_owned());
            }
            let width = paint::width(ui, Text::Mono, sent);
            after = after.max(now.min + width + 16.0);
        }
    }
    let unit = present.quantity().and_then(|quantity| quantity.unit);
    if let Some(unit) = unit {
        let unit = words::unit(unit);
        cut_text(ui, inner(columns.unit), middle, Text::Body, c.text2, unit);
    }
    let mut meaning = look.sheet.meaning(line);
    if !meaning.is_empty() && !counted.is_empty() {
        meaning.push_str(" · ");
    }
    meaning.push_str(&counted);
    if meaning.is_empty() {
        return;
    }
    let from = if columns.meaning.span() > 0.0 && (unit.is_some() || columns.periods == 0) {
        inner(columns.meaning).min.max(after)
    } else if unit.is_some() {
        inner(columns.unit).min + 56.0_f32.max(columns.unit.span() - 12.0)
    } else {
        after
    };
    let room = Rangef::new(from, end);
    if room.span() < 72.0 || cut_text(ui, room, middle, Text::Body, c.text2, &meaning) {
        hover.push(meaning);
    }
}

/// The values of the billing periods that are seen.
fn history_ui(ui: &Ui, rect: Rect, line: usize, look: &Look<'_>, response: &Response) {
    let c = theme::colors(ui);
    let columns = &look.columns;
    if columns.periods == 0 {
        return;
    }
    let mut window = rect;
    window.min.x = columns.history.min;
    window.max.x = columns.history.max;
    let pointer = ui.input(|input| input.pointer.hover_pos());
    let painter = ui.painter_at(window);
    let first = (look.offset / columns.period) as usize;
    let last = (first + columns.periods + 2).min(look.sheet.history.periods.len());
    for period in first..last {
        let Some(set) = look.sheet.stored(line, period) else {
            continue;
        };
        let right = columns.period_right(period, look.offset);
        let job = match cell(set) {
            Cell::Nothing => continue,
            Cell::Empty => Text::Body.job(say!("meter-empty"), c.text2),
            Cell::Digits(sent) => digits(sent, Text::Body, c),
            cell @ (Cell::Word(sent) | Cell::Text(sent)) => {
                let style = match cell {
                    Cell::Word(_) => Text::Body,
                    _ => Text::Mono,
                };
                let mut job = style.job(sent, c.text);
                job.wrap.max_width = columns.period - 24.0;
                job.wrap.max_rows = 1;
                job.wrap.break_anywhere = true;
                job
            }
        };
        let galley = painter.layout_job(job);
        let at = pos2(
            right - galley.size().x,
            rect.center().y - galley.size().y / 2.0,
        );
        painter.galley(at, galley, c.text);
        let over = Rangef::new(right + 12.0 - columns.period, right + 12.0);
        let is_over = pointer.is_some_and(|at| over.contains(at.x) && window.contains(at));
        if is_over && response.hovered() {
            let words = period_words(&look.sheet.history, period);
            let mut said = vec![as_sent(set), words];
            if let Some(time) = set.quantity().and_then(|quantity| quantity.time) {
                said.insert(1, words::moment_in_season(time));
            }
            response
                .clone()
                .on_hover_text(theme::laid_out(said.join("\n")));
        }
    }
}

/// `Billing period 01, closed 2017-03-01 00:00 by hand`
pub(super) fn period_words(history: &History, period: usize) -> String {
    let Some(period) = history.periods.get(period) else {
        return String::new();
    };
    let index = period.billing.index.to_string();
    let by_hand = period.billing.reset == Some(crate::meter::Reset::Manual);
    let closed = period.closed.map(words::moment);
    match (closed, by_hand) {
        (Some(time), true) => say!("meter-period-closed-by-hand", index = index, time = time),
        (Some(time), false) => say!("meter-period-closed", index = index, time = time),
        (None, true) => say!("meter-period-by-hand", index = index),
        (None, false) => say!("meter-period", index = index),
    }
}

/// The name of a row for those who do not see it.
fn name_of(set: &DataSet, present: Option<&DataSet>) -> String {
    let value = present.map_or_else(String::new, |present| match cell(present) {
        Cell::Digits(text) | Cell::Word(text) | Cell::Text(text) => {
            let unit = present.quantity().and_then(|quantity| quantity.unit);
            format!("{text} {}", unit.unwrap_or_default())
        }
        Cell::Empty => say!("meter-empty").to_owned(),
        Cell::Nothing => String::new(),
    });
    let name = set
        .name
        .as_deref()
        .map(text::register_name)
        .unwrap_or_default();
    let text = format!("{} {name} {value}", plain_address(set));
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn number(ui: &Ui, right: f32, middle: f32, job: LayoutJob) {
    let galley = ui.painter().layout_job(job);
    let at = pos2(right - galley.size().x, middle - galley.size().y / 2.0);
    let color = ui.visuals().text_color();
    ui.painter().galley(at, galley, color);
}

/// Text cut at the end of `room`; says whether it was cut.
fn cut_text(
    ui: &Ui,
    room: Rangef,
    middle: f32,
    style: Text,
    color: eframe::egui::Color32,
    text: &str,
) -> bool {
    paint::line_cut(ui, room.min, room.max, middle, style, color, text)
}

/// What can be copied of a row.
pub(super) fn menu(response: &Response, sheet: &Sheet, line: usize, actions: &mut Vec<Action>) {
    Popup::context_menu(response).show(|ui| {
        ui.set_width(240.0);
        ui.spacing_mut().item_spacing.y = 2.0;
        for what in [Copied::Value, Copied::Row, Copied::AsSent] {
            if menu_row(ui, Some(icon::COPY), what.verb(), "", false).clicked() {
                actions.extend(copy(sheet, line, what));
                ui.close();
            }
        }
    });
}

/// What is copied of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Copied {
    Value,
    Row,
    AsSent,
}

impl Copied {
    fn verb(self) -> &'static str {
        match self {
            Copied::Value => say!("meter-copy-value"),
            Copied::Row => say!("meter-copy-row"),
            Copied::AsSent => say!("meter-copy-as-sent"),
        }
    }
}

/// The wish to copy something of a line.
pub(crate) fn copy(sheet: &Sheet, line: usize, what: Copied) -> Option<Action> {
    let set = sheet.set(line)?;
    let shown = |set: &DataSet| match cell(set) {
        Cell::Digits(text) | Cell::Word(text) | Cell::Text(text) => text.to_owned(),
        Cell::Empty | Cell::Nothing => String::new(),
    };
    let (text, said) = match what {
        Copied::Value => (shown(set), say!("meter-the-value")),
        Copied::AsSent => (as_sent(set), say!("meter-the-line")),
        Copied::Row => {
            let unit = set.quantity().and_then(|quantity| quantity.unit);
            let mut parts = vec![
                set.address.clone(),
                set.name
                    .as_deref()
                    .map(|name| text::register_name(name).into_owned())
                    .unwrap_or_default(),
                sheet.present(line).map(shown).unwrap_or_default(),
                unit.unwrap_or_default().to_owned(),
            ];
            for period in 0..sheet.history.periods.len() {
                parts.push(sheet.stored(line, period).map(shown).unwrap_or_default());
            }
            let row = parts.join("\t");
            (row.trim_end_matches('\t').to_owned(), say!("meter-the-row"))
        }
    };
    Some(Action::Copy {
        text,
        what: said.to_owned(),
    })
}
