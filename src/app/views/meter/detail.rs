//! Everything about the chosen data set: as sent, what it means, what was drawn.

use eframe::egui::text::LayoutJob;
use eframe::egui::{
    Align, Layout, Rect, Role, ScrollArea, Sense, Stroke, TextStyle, Ui, UiBuilder, Vec2b,
    WidgetInfo, vec2,
};
use egui_plot::{AxisHints, Bar, BarChart, Plot};
use rust_decimal::prelude::ToPrimitive;

use super::sheet::{Sheet, as_sent};
use super::table::row::{Copied, copy};
use super::words;
use crate::app::action::Action;
use crate::app::text;
use crate::app::theme::{self, Text, icon};
use crate::app::widgets::{Button, State, digits, paint};
use crate::meter::consumption::{Drawn, drawn};
use crate::meter::{Content, DataSet, Value, hex_text};
use crate::say;

/// The height of the chart.
const CHART: f32 = 132.0;

/// The line below the table: the data set as sent. True when all about it is wanted.
pub(super) fn sent_line(
    ui: &mut Ui,
    rect: Rect,
    sheet: &Sheet,
    line: usize,
    actions: &mut Vec<Action>,
) -> bool {
    let c = theme::colors(ui);
    let Some(set) = sheet.set(line) else {
        return false;
    };
    ui.painter()
        .rect_filled(rect.shrink2(vec2(0.0, 1.0)), 0, c.sunken);
    let edge = Stroke::new(1.0, c.line);
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, edge);
    let mut right = ui.new_child(
        UiBuilder::new()
            .id_salt("sent line")
            .max_rect(rect.shrink2(vec2(8.0, 2.0)))
            .layout(Layout::right_to_left(Align::Center)),
    );
    let details = Button::quiet(say!("meter-details")).key("Enter");
    let wanted = right
        .add(details.name(say!("meter-details-name")))
        .clicked();
    let button = Button::quiet(say!("meter-copy"))
        .icon(icon::COPY)
        .name(say!("meter-copy-as-sent"));
    if right.add(button).clicked() {
        actions.extend(copy(sheet, line, Copied::AsSent));
    }
    let end = right.min_rect().left() - 12.0;
    let left = rect.left() + 20.0;
    let middle = rect.center().y;
    let start = paint::line(
        ui,
        left,
        middle,
        Text::Caption,
        c.text2,
        say!("meter-as-sent"),
    );
    let text = as_sent(set);
    let from = start + 12.0;
    let cut = paint::line_cut(ui, from, end, middle, Text::Mono, c.text, &text);
    let mut words = rect;
    words.max.x = end;
    let response = ui.interact(words, ui.scope_id().with("sent"), Sense::hover());
    response.widget_info(|| {
        WidgetInfo::labeled(
            Role::Label,
            true,
            theme::laid_out(say!("meter-as-sent-text", text = &text)),
        )
    });
    if cut {
        response.on_hover_text(theme::laid_out(text));
    }
    wanted
}

/// The panel; true when it is closed.
pub(super) fn panel(
    ui: &mut Ui,
    rect: Rect,
    sheet: &Sheet,
    line: usize,
    actions: &mut Vec<Action>,
) -> bool {
    let c = theme::colors(ui);
    let Some(set) = sheet.set(line) else {
        return true;
    };
    let edge = Stroke::new(1.0, c.line);
    ui.painter().vline(rect.left() + 0.5, rect.y_range(), edge);
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, edge);
    let inner = Rect::from_min_max(rect.min + vec2(17.0, 8.0), rect.max - vec2(4.0, 8.0));
    let mut child = ui.new_child(UiBuilder::new().id_salt("detail").max_rect(inner));
    child.shrink_clip_rect(rect);
    let ui = &mut child;
    ui.spacing_mut().item_spacing = vec2(8.0, 4.0);
    let mut closed = false;
    ui.horizontal(|ui| {
        let name = set.name.as_deref().map(text::register_name);
        let name = name.as_deref().unwrap_or(&set.address);
        let room = ui.available_width() - 52.0;
        let galley = paint::cut(ui, room, Text::Heading, c.text, name);
        let elided = galley.elided;
        let label = ui.label(galley);
        if elided {
            label.on_hover_text(theme::laid_out(name));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let button = Button::square(icon::X, say!("meter-close-details"));
            closed = ui.add(button).clicked();
        });
    });
    ScrollArea::vertical()
        .id_salt(("detail of", line))
        .auto_shrink(false)
        .show(ui, |ui| {
            ui.set_width(ui.available_width() - 4.0);
            // Lines of text, not controls.
            ui.spacing_mut().interact_size.y = 20.0;
            about(ui, sheet, line, set, actions);
        });
    closed
}

fn about(ui: &mut Ui, sheet: &Sheet, line: usize, set: &DataSet, actions: &mut Vec<Action>) {
    let c = theme::colors(ui);
    if let Some(code) = set.code.as_deref().filter(|code| *code != set.address) {
        labelled(ui, say!("meter-code"), Text::Mono.job(code, c.text));
    }
    for problem in sheet.problems(line) {
        ui.horizontal_top(|ui| {
            let (symbol, weight) = State::Warning.icon();
            ui.label(symbol.rich(weight, 16.0).color(c.warn));
            let mut message = problem.message.clone();
            if let Some(first) = message.get_mut(..1) {
                first.make_ascii_uppercase();
            }
            let room = ui.available_width();
            ui.scope(|ui| {
                ui.set_max_width(room);
                ui.label(Text::Body.rich(message).color(c.text));
            });
        });
    }
    values(ui, sheet, line, set);
    sent(ui, sheet, line, set, actions);
    consumption(ui, sheet, line, set);
    stored(ui, sheet, line);
}

/// The data set as sent, to be copied.
fn sent(ui: &mut Ui, sheet: &Sheet, line: usize, set: &DataSet, actions: &mut Vec<Action>) {
    const MOST: usize = 2000;
    let c = theme::colors(ui);
    ui.horizontal_top(|ui| {
        let room = ui.available_width() - 44.0;
        ui.vertical(|ui| {
            ui.set_width(room);
            ui.spacing_mut().item_spacing.y = 0.0;
            ui.label(Text::Caption.rich(say!("meter-as-sent")).color(c.text2));
            let text: String = as_sent(set).chars().take(MOST).collect();
            ui.label(Text::Mono.rich(text).color(c.text));
        });
        let copied = Button::square(icon::COPY, say!("meter-copy-as-sent"));
        if ui.add(copied).clicked() {
            actions.extend(copy(sheet, line, Copied::AsSent));
        }
    });
}

fn labelled(ui: &mut Ui, caption: &str, value: LayoutJob) {
    let c = theme::colors(ui);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        ui.label(Text::Caption.rich(caption).color(c.text2));
        ui.label(value);
    });
}

/// Each value with what it means.
fn values(ui: &mut Ui, sheet: &Sheet, line: usize, set: &DataSet) {
    const MOST: usize = 200;
    let caption = if sheet.present(line).is_some() {
        say!("meter-now")
    } else {
        say!("meter-stored")
    };
    for (index, value) in set.values.iter().take(MOST).enumerate() {
        let caption = if set.values.len() == 1 {
            caption.to_owned()
        } else {
            say!(
                "meter-value-of",
                caption = caption,
                number = index + 1,
                all = set.values.len()
            )
        };
        let c = theme::colors(ui);
        let job = match &value.content {
            Content::Number { unit, .. } => {
                let sent = crate::meter::quantity::digits(&value.raw);
                let mut job = digits(sent, Text::Strong, c);
                if let Some(unit) = unit.as_deref() {
                    let unit = format!(" {}", words::unit(unit));
                    job.append(&unit, 0.0, Text::Body.format(c.text2));
                }
                job
            }
            _ => Text::Strong.job(meaning(value), c.text),
        };
        labelled(ui, &caption, job);
    }
    if let Some(rest) = set.values.len().checked_sub(MOST).filter(|rest| *rest > 0) {
        let c = theme::colors(ui);
        let words = say!("meter-and-more-in-files", rest = rest);
        ui.label(Text::Body.rich(words).color(c.text2));
    }
}

/// What one value means.
fn meaning(value: &Value) -> String {
    match &value.content {
        Content::Empty => say!("meter-empty").to_owned(),
        Content::Number { unit, .. } => {
            let digits = crate::meter::quantity::digits(&value.raw);
            let unit = unit.as_deref().map(words::unit).unwrap_or_default();
            format!("{digits} {unit}").trim_end().to_owned()
        }
        Content::Time(time) => words::moment_in_season(*time),
        Content::Flags => say!("meter-flags-in-hex", flags = &value.raw),
        Content::Text => match hex_text(&value.raw) {
            Some(text) => say!("meter-sent-in-hex", text = text),
            None => value.raw.clone(),
        },
    }
}

/// A bar for each billing period, and the numbers below.
fn consumption(ui: &mut Ui, sheet: &Sheet, line: usize, set: &DataSet) {
    let c = theme::colors(ui);
    let Some(row) = sheet
        .lines
        .get(line)
        .and_then(|line| sheet.history.rows.get(line.row))
    else {
        return;
    };
    let amounts = drawn(&sheet.readout, &sheet.history, row);
    if amounts.is_empty() {
        return;
    }
    let unit = set.quantity().and_then(|quantity| quantity.unit);
    let unit = unit.map(words::unit).unwrap_or_default();
    ui.add_space(8.0);
    let caption = say!("meter-drawn-each", unit = unit);
    ui.label(Text::Caption.rich(caption).color(c.text2));
    if amounts.len() > 1 {
        ui.scope(|ui| chart(ui, sheet, &amounts, unit));
    }
    for amount in &amounts {
        let (_, rect) = ui.allocate_space(vec2(ui.available_width(), 24.0));
        let middle = rect.center().y;
        let words = span_of(sheet, amount);
        let end = paint::line(ui, rect.left(), middle, Text::Body, c.text2, &words);
        let number = amount.amount.to_string();
        let right = rect.right() - 48.0;
        paint::line_right(ui, right, middle, Text::Strong, c.text, &number);
        paint::line(ui, right + 8.0, middle, Text::Body, c.text2, unit);
        let place = Rect::from_min_max(rect.min, eframe::egui::pos2(end, rect.max.y));
        let id = ui.scope_id().with(("drawn", amount.period));
        ui.interact(place, id, Sense::hover()).widget_info(|| {
            WidgetInfo::labeled(Role::Label, true, format!("{words}: {number} {unit}"))
        });
    }
}

/// `2017-02-01 to 2017-03-01`
fn span_of(sheet: &Sheet, drawn: &Drawn) -> String {
    let name = |period: usize| super::table::period_name(&sheet.history, period);
    match drawn.period {
        None => say!("meter-since", from = name(0)),
        Some(period) => {
            let (from, to) = (name(period + 1), name(period));
            say!("meter-from-to", from = from, to = to)
        }
    }
}

fn chart(ui: &mut Ui, sheet: &Sheet, amounts: &[Drawn], unit: &str) {
    let c = theme::colors(ui);
    let [series, ..] = c.series;
    let bars: Vec<Bar> = amounts
        .iter()
        .map(|drawn| {
            let age = drawn.period.map_or(0, |period| period + 1);
            let color = if drawn.period.is_none() {
                c.unknown
            } else {
                series
            };
            Bar::new(-(age as f64), drawn.amount.to_f64().unwrap_or(0.0))
                .width(0.72)
                .fill(color)
                .stroke(Stroke::NONE)
                .name(format!(
                    "{}\n{} {unit}",
                    span_of(sheet, drawn),
                    drawn.amount
                ))
        })
        .collect();
    let labels: Vec<String> = (0..sheet.history.periods.len())
        .map(|period| super::table::period_name(&sheet.history, period))
        .collect();
    let axis = AxisHints::new_x().formatter(move |mark, _| {
        let age = (-mark.value).round();
        if (mark.value + age).abs() > 0.01 || age < 0.0 {
            return String::new();
        }
        match age as usize {
            0 => say!("meter-axis-now").to_owned(),
            age => labels
                .get(age - 1)
                .map(|label| label.get(2..7).unwrap_or(label).to_owned())
                .unwrap_or_default(),
        }
    });
    // The numbers at the axes are captions.
    let captions = &mut ui.style_mut().text_styles;
    captions.insert(TextStyle::Body, Text::Caption.font());
    let response = Plot::new("consumption")
        .height(CHART)
        .width(ui.available_width())
        .custom_x_axes(vec![axis])
        .show_grid(Vec2b::new(false, true))
        .show_axes(Vec2b::new(true, true))
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_double_click_reset(false)
        .show_x(false)
        .show_y(false)
        .include_y(0.0)
        .show(ui, |plot| {
            plot.bar_chart(
                BarChart::new(say!("meter-drawn"), bars)
                    .element_formatter(Box::new(|bar, _| bar.name.clone())),
            );
        })
        .response;
    response.widget_info(|| {
        let words = say!("meter-bars", periods = amounts.len());
        WidgetInfo::labeled(Role::Image, true, words)
    });
}

/// The stored values with their times, as maxima have them.
fn stored(ui: &mut Ui, sheet: &Sheet, line: usize) {
    let c = theme::colors(ui);
    let timed: Vec<(usize, &DataSet)> = (0..sheet.history.periods.len())
        .filter_map(|period| Some((period, sheet.stored(line, period)?)))
        .filter(|(_, set)| {
            let quantity = set.quantity();
            quantity.is_none_or(|quantity| !quantity.is_counted())
        })
        .collect();
    if timed.is_empty() {
        return;
    }
    ui.add_space(8.0);
    ui.label(
        Text::Caption
            .rich(say!("meter-stored-at-end"))
            .color(c.text2),
    );
    for (period, set) in timed {
        let said: Vec<String> = set.values.iter().map(meaning).collect();
        let name = super::table::period_name(&sheet.history, period);
        labelled(ui, &name, Text::Body.job(said.join(" · "), c.text));
    }
}
