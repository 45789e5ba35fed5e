//! The line trace: every message with time, bytes, text and meaning.

use eframe::egui::{
    Align, Layout, Painter, Rect, Response, Role, ScrollArea, Sense, Stroke, Ui, UiBuilder,
    WidgetInfo, pos2, vec2,
};

use crate::app::action::Action;
use crate::app::model::Model;
use crate::app::settings::{Settings, TracePanel};
use crate::app::theme::{self, IconWeight, Text, icon, size};
use crate::app::widgets::{Button, check_box, paint};
use crate::codec::control::ETX;
use crate::codec::{BlockCheck, DataMessage, Ending, Framing};
use crate::meter::{self, DataSet};
use crate::say;
use crate::trace::{Direction, TraceEntry, TraceRow};

/// Which of the two forms of the bytes are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Columns {
    pub hex: bool,
    pub text: bool,
}

impl Columns {
    pub const BOTH: Columns = Columns {
        hex: true,
        text: true,
    };
}

/// What is chosen in the panel.
#[derive(Debug, Default)]
pub struct TracePanelView {
    /// The row whose bytes are all shown, counted from the start of the program.
    selected: Option<usize>,
    to_the_end: bool,
}

impl TracePanelView {
    /// Draws the panel into `rect`.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        model: &Model,
        settings: &Settings,
        actions: &mut Vec<Action>,
    ) {
        let c = theme::colors(ui);
        ui.painter().rect_filled(rect, 0, c.sunken);
        let line = Stroke::new(1.0, c.line);
        ui.painter().hline(rect.x_range(), rect.top() + 0.5, line);
        let mut header = rect;
        header.max.y = rect.top() + size::TRACE_HEADER;
        let mut panel = settings.trace;
        self.header(ui, header, model, &mut panel, actions);
        ui.painter()
            .hline(rect.x_range(), header.bottom() + 0.5, line);

        let mut body = rect;
        body.min.y = header.bottom() + 2.0;
        let first = model.trace.len() - model.trace.rows().len();
        let selected = self.selected.and_then(|number| number.checked_sub(first));
        if let Some(index) = selected.filter(|index| *index < model.trace.rows().len()) {
            let mut side = body;
            side.min.x = body.right() - (body.width() * 0.4).clamp(280.0, 520.0);
            body.max.x = side.min.x;
            self.detail(ui, side, model, index);
        }
        self.rows(ui, body, model, first, selected, &mut panel);
        if panel != settings.trace {
            let settings = Settings {
                trace: panel,
                ..settings.clone()
            };
            actions.push(Action::Change(Box::new(settings)));
        }
    }

    fn header(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        model: &Model,
        panel: &mut TracePanel,
        actions: &mut Vec<Action>,
    ) {
        let c = theme::colors(ui);
        let mut right = ui.new_child(
            UiBuilder::new()
                .max_rect(rect.shrink2(vec2(8.0, 0.0)))
                .layout(Layout::right_to_left(Align::Center)),
        );
        right.spacing_mut().item_spacing.x = 4.0;
        if right
            .add(Button::square(icon::CARET_DOWN, say!("trace-close")))
            .clicked()
        {
            actions.push(Action::ToggleTrace);
        }
        if right
            .add(Button::square(icon::FLOPPY_DISK, say!("trace-save")))
            .clicked()
        {
            actions.push(Action::SaveTrace);
        }
        if right
            .add(Button::square(icon::COPY, say!("trace-copy")))
            .clicked()
        {
            actions.push(Action::Copy {
                text: as_text(model),
                what: say!("failure-line-trace").to_owned(),
            });
        }
        right.add_space(8.0);
        check_box(&mut right, &mut panel.text, say!("trace-text"));
        right.add_space(8.0);
        check_box(&mut right, &mut panel.hex, say!("trace-hex"));
        right.add_space(8.0);
        if check_box(&mut right, &mut panel.follow, say!("trace-follow")).changed() && panel.follow
        {
            self.to_the_end = true;
        }
        let end = right.min_rect().left() - 12.0;
        let middle = rect.center().y;
        let x = paint::line(
            ui,
            rect.left() + 12.0,
            middle,
            Text::Strong,
            c.text,
            say!("status-trace"),
        );
        let words = match model.trace.len() {
            0 => say!("trace-nothing-yet").to_owned(),
            lines => say!("trace-lines", count = lines),
        };
        paint::line_cut(ui, x + 12.0, end, middle, Text::Body, c.text2, &words);
    }

    fn rows(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        model: &Model,
        first: usize,
        selected: Option<usize>,
        panel: &mut TracePanel,
    ) {
        let mut ui = ui.new_child(UiBuilder::new().max_rect(rect));
        ui.spacing_mut().item_spacing.y = 0.0;
        let count = model.trace.rows().len();
        let mut area = ScrollArea::vertical()
            .id_salt("line trace rows")
            .auto_shrink(false)
            .animated(false)
            .stick_to_bottom(panel.follow);
        if std::mem::take(&mut self.to_the_end) {
            area = area
                .vertical_scroll_offset((count as f32 * size::TRACE_ROW - rect.height()).max(0.0));
        }
        let columns = Columns {
            hex: panel.hex,
            text: panel.text,
        };
        // Asked before the list takes the scrolling for itself.
        let scrolled_up =
            ui.input(|input| input.smooth_scroll_delta().y > 0.0) && ui.rect_contains_pointer(rect);
        let output = area.show_rows(&mut ui, size::TRACE_ROW, count, |ui, range| {
            for index in range {
                let response = row_ui(ui, model, index, columns, 12.0);
                let is_selected = selected == Some(index);
                if is_selected {
                    let select = theme::colors(ui).accent;
                    ui.painter().vline(
                        response.rect.left() + 1.5,
                        response.rect.y_range(),
                        Stroke::new(3.0, select),
                    );
                }
                if response.clicked() {
                    self.selected = (!is_selected).then_some(first + index);
                }
            }
        });
        let below =
            output.content_size.y - output.inner_rect.height() - output.state.clamped_offset().y;
        if panel.follow && scrolled_up && below > 1.0 {
            panel.follow = false;
        }
    }

    /// All bytes of one row.
    fn detail(&mut self, ui: &mut Ui, rect: Rect, model: &Model, index: usize) {
        let c = theme::colors(ui);
        let Some((row, at)) = model.trace.row(index) else {
            return;
        };
        ui.painter().rect_filled(rect, 0, c.surface);
        ui.painter()
            .vline(rect.left() + 0.5, rect.y_range(), Stroke::new(1.0, c.line));
        let mut ui = ui.new_child(UiBuilder::new().max_rect(rect.shrink2(vec2(12.0, 4.0))));
        ui.spacing_mut().item_spacing.y = 4.0;
        ui.horizontal(|ui| {
            let time = at
                .map(|at| at.strftime("%H:%M:%S%.3f").to_string())
                .unwrap_or_default();
            let bytes = say!("trace-bytes", count = row.bytes().len());
            let words = format!("{time} · {} · {bytes}", direction_word(row));
            ui.label(Text::SmallStrong.rich(words).color(c.text));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if ui
                    .add(Button::square(icon::X, say!("trace-close-details")))
                    .clicked()
                {
                    self.selected = None;
                }
            });
        });
        ScrollArea::vertical()
            .id_salt("line detail")
            .auto_shrink(false)
            .show(&mut ui, |ui| {
                detail_ui(ui, row);
            });
    }
}

/// Meaning, what the data sets in it say, and all bytes.
fn detail_ui(ui: &mut Ui, row: &TraceRow) {
    let c = theme::colors(ui);
    if !row.meaning.is_empty() {
        ui.label(Text::Strong.rich(&row.meaning).color(c.text));
    }
    if row.direction() == Direction::In {
        for data_set in data_sets(row.bytes()) {
            let name = data_set.name.as_deref().unwrap_or(say!("trace-no-name"));
            ui.label(
                Text::Body
                    .rich(format!("{} · {name}", data_set.address))
                    .color(c.text),
            );
            for value in &data_set.values {
                ui.label(Text::Mono.rich(format!("    {}", value.raw)).color(c.text2));
            }
        }
    }
    let across = if ui.available_width() < 530.0 { 8 } else { 16 };
    for (line, chunk) in row.bytes().chunks(across).enumerate() {
        let offset = line * across;
        let width = across * 3 - 1;
        let line = format!("{offset:04X}  {:width$}  {}", hex(chunk), plain(chunk));
        ui.label(Text::Mono.rich(line).color(c.text2));
    }
}

/// The data sets in one line of data, none in anything else.
fn data_sets(line: &[u8]) -> Vec<DataSet> {
    // What follows the end of the data is a check character.
    let data = line.iter().copied().take_while(|byte| *byte != ETX);
    let line = DataMessage {
        body: data.filter(|byte| *byte >= 0x20).collect(),
        framing: Framing::Framed,
        ending: Ending::Cut,
        check: BlockCheck::ABSENT,
        damaged: 0,
    };
    let mut sets = meter::decode(None, &line, meter::Context::default()).data_sets;
    sets.retain(|set| !set.values.is_empty());
    sets
}

/// The rows that are kept, as a trace file has them.
pub fn as_text(model: &Model) -> String {
    crate::trace::text::write_rows(model.trace.rows())
}

fn direction_word(row: &TraceRow) -> &'static str {
    match row.direction() {
        Direction::Out => say!("trace-out"),
        Direction::In => say!("trace-in"),
        Direction::Echo => say!("trace-echo"),
        Direction::Line => say!("trace-line"),
    }
}

/// One row; it can be clicked.
pub fn row_ui(ui: &mut Ui, model: &Model, index: usize, columns: Columns, indent: f32) -> Response {
    let c = theme::colors(ui);
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), size::TRACE_ROW), Sense::click());
    let Some((row, at)) = model.trace.row(index) else {
        return response;
    };
    response.widget_info(|| {
        let name = format!(
            "{} {} {}",
            direction_word(row),
            plain(row.bytes()),
            row.meaning
        );
        WidgetInfo::labeled(Role::Row, true, name)
    });
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 0, c.select);
    }
    let middle = rect.center().y;
    let direction = row.direction();
    let quiet = direction == Direction::Echo;
    let (symbol, color, word) = match direction {
        Direction::Out => (icon::ARROW_UP, c.accent, say!("trace-out")),
        Direction::In => (icon::ARROW_DOWN, c.ok, say!("trace-in")),
        Direction::Echo => (icon::ARROW_DOWN, c.text3, say!("trace-in")),
        Direction::Line if matches!(row.record.entry, TraceEntry::Noted(_)) => {
            (icon::WARNING, c.warn, say!("trace-line"))
        }
        Direction::Line => (icon::MINUS, c.text2, say!("trace-line")),
    };
    let body = if quiet { c.text3 } else { c.text };
    let left = rect.left() + indent;
    let time = at
        .map(|at| at.strftime("%H:%M:%S%.3f").to_string())
        .unwrap_or_default();
    paint::line(ui, left, middle, Text::Mono, c.text2, &time);
    paint::icon(
        ui.painter(),
        pos2(left + 120.0, middle),
        symbol,
        IconWeight::Bold,
        14.0,
        color,
    );
    paint::line(ui, left + 132.0, middle, Text::SmallStrong, color, word);

    let start = left + 168.0;
    let room = rect.right() - 16.0 - start;
    let (hex_room, text_room) = match (columns.hex, columns.text) {
        (true, true) => (room * 0.31, room * 0.30),
        (true, false) => (room * 0.55, 0.0),
        (false, true) => (0.0, room * 0.55),
        (false, false) => (0.0, 0.0),
    };
    if columns.hex {
        // No more bytes than fit are ever turned into text.
        let fitting = (hex_room / 20.0) as usize + 2;
        let bytes = row.bytes();
        let shown = hex(bytes.get(..fitting).unwrap_or(bytes));
        paint::line_cut(
            ui,
            start,
            start + hex_room - 16.0,
            middle,
            Text::Mono,
            body,
            &shown,
        );
    }
    if columns.text {
        let from = start + hex_room;
        controls_ui(
            ui,
            Rect::from_x_y_ranges(from..=from + text_room - 16.0, rect.y_range()),
            row.bytes(),
            quiet,
        );
    }
    let from = start + hex_room + text_room;
    let meaning = if quiet { c.text3 } else { c.text2 };
    paint::line_cut(
        ui,
        from,
        rect.right() - 16.0,
        middle,
        Text::Small,
        meaning,
        &row.meaning,
    );
    response
}

/// Text with its control characters as small boxed names, cut at the right.
fn controls_ui(ui: &Ui, rect: Rect, bytes: &[u8], quiet: bool) {
    let c = theme::colors(ui);
    let color = if quiet { c.text3 } else { c.text };
    let boxed = if quiet { c.text3 } else { c.text2 };
    let painter: Painter = ui.painter_at(rect);
    let middle = rect.center().y;
    let mut x = rect.left();
    let mut rest = bytes;
    while let Some(first) = rest.first() {
        let length = rest
            .iter()
            .position(|byte| control_name(*byte).is_some())
            .unwrap_or(rest.len());
        let full = x + 16.0 > rect.right();
        if full {
            paint::line(
                ui,
                x.min(rect.right() - 8.0),
                middle,
                Text::Mono,
                boxed,
                "…",
            );
            return;
        }
        if length > 0 {
            let (run, after) = rest.split_at(length);
            let fitting = ((rect.right() - x) / 7.0) as usize + 1;
            let run = plain(run.get(..fitting).unwrap_or(run));
            let galley = paint::cut(ui, rect.right() - x, Text::Mono, color, &run);
            let width = galley.size().x;
            let elided = galley.elided;
            painter.galley(pos2(x, middle - galley.size().y / 2.0), galley, color);
            x += width + 2.0;
            if elided {
                return;
            }
            rest = after;
        } else {
            let name = control_name(*first).unwrap_or_default();
            let width = paint::width(ui, Text::Caption, name) + 8.0;
            let tag = Rect::from_min_size(pos2(x, middle - 8.0), vec2(width, 16.0));
            painter.rect_filled(tag, 3, c.unknown_soft);
            let galley = painter.layout_job(Text::Caption.job(name, boxed));
            painter.galley(pos2(x + 4.0, middle - galley.size().y / 2.0), galley, boxed);
            x += width + 2.0;
            rest = rest.get(1..).unwrap_or_default();
        }
    }
}

/// Hex digits in pairs.
fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let mut text = String::with_capacity(bytes.len() * 3);
    for (index, byte) in bytes.iter().enumerate() {
        let gap = if index == 0 { "" } else { " " };
        let _ = write!(text, "{gap}{byte:02X}");
    }
    text
}

/// Printable ASCII as it is, anything else as `·`.
fn plain(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|byte| match byte {
            0x20..=0x7E => char::from(*byte),
            _ => '·',
        })
        .collect()
}

/// The name of a control character (ISO 646).
fn control_name(byte: u8) -> Option<&'static str> {
    const NAMES: [&str; 32] = [
        "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS", "HT", "LF", "VT", "FF", "CR",
        "SO", "SI", "DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB",
        "ESC", "FS", "GS", "RS", "US",
    ];
    if byte == 0x7F {
        return Some("DEL");
    }
    NAMES.get(usize::from(byte)).copied()
}
