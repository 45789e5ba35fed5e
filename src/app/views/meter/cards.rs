//! The cards above the table: who the meter is and how it is, and its main values.

use eframe::egui::{
    Align, Layout, Rect, Response, Role, Sense, Stroke, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

use super::facts::{Energy, Facts, Field, FieldKind, Health};
use crate::app::action::Action;
use crate::app::page::Page;
use crate::app::theme::{self, Text};
use crate::app::widgets::{Button, card, digits, paint, status, table_card};
use crate::say;

/// How much room the cards may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    Ample,
    /// A low window: one row of fields, health in a line, no notes below the main
    /// values.
    Scarce,
    /// A very low one: no fields but the serial number.
    Least,
}

/// The least room that the health column takes.
const HEALTH: f32 = 280.0;
/// The most.
const HEALTH_MOST: f32 = 440.0;
/// A line about the health.
const HEALTH_LINE: f32 = 36.0;
const PADDING: f32 = 20.0;

/// Name, fields and health of the meter.
pub fn identity(ui: &mut Ui, facts: &Facts, room: Room, actions: &mut Vec<Action>) {
    let c = theme::colors(ui);
    if room != Room::Ample {
        card(ui, |ui| flat_identity(ui, facts, room));
        return;
    }
    table_card(ui, |ui| {
        let total = ui.available_width();
        let start = ui.cursor().min;
        let beside = total >= 640.0;
        let side = if facts.health.is_empty() {
            0.0
        } else {
            health_width(ui, &facts.health).clamp(HEALTH.min(total * 0.4), HEALTH_MOST)
        };
        let width = if beside { total - side } else { total };
        let inner = Rect::from_min_max(
            pos2(start.x + PADDING, start.y + 14.0),
            pos2(start.x + width - PADDING, ui.max_rect().bottom()),
        );
        let mut left = ui.new_child(UiBuilder::new().max_rect(inner));
        left.spacing_mut().item_spacing = vec2(12.0, 0.0);
        name_row(&mut left, facts);
        left.add_space(8.0);
        fields(&mut left, &facts.fields, room);
        let mut height = left.min_rect().bottom() - start.y + 8.0;

        let mut column = Rect::from_min_size(pos2(start.x + width, start.y), vec2(side, height));
        if !beside {
            column = Rect::from_min_size(pos2(start.x, start.y + height), vec2(total, 0.0));
        }
        if !facts.health.is_empty() {
            let fitting = if beside {
                ((height - 16.0) / HEALTH_LINE).floor().max(2.0) as usize
            } else {
                facts.health.len()
            };
            let bottom = health(ui, column, &facts.health, fitting, actions);
            let top = if beside { start.y } else { column.top() };
            height = height.max(bottom - start.y + 12.0);
            let line = Stroke::new(1.0, c.line);
            if beside {
                ui.painter()
                    .vline(column.left(), top..=start.y + height, line);
            } else {
                ui.painter().hline(column.x_range(), top, line);
            }
        }
        ui.allocate_space(vec2(total, height));
    });
}

/// Name, one row of fields and the health in a line.
fn flat_identity(ui: &mut Ui, facts: &Facts, room: Room) {
    let c = theme::colors(ui);
    ui.spacing_mut().item_spacing = vec2(16.0, 0.0);
    // A card has more padding than there is room for.
    ui.add_space(-4.0);
    name_row(ui, facts);
    if room == Room::Scarce {
        ui.add_space(4.0);
        fields(ui, &facts.fields, room);
    }
    ui.spacing_mut().interact_size.y = 24.0;
    ui.horizontal(|ui| {
        if let (Room::Least, Some(serial)) = (room, facts.serial()) {
            ui.label(Text::Serial.rich(serial).color(c.text));
        }
        let mut hidden: Vec<&str> = Vec::new();
        for line in &facts.health {
            let width = 28.0 + paint::width(ui, Text::Body, &line.said);
            if hidden.is_empty() && width <= ui.available_width() - 28.0 {
                let response = status(ui, line.state, Text::Body, &line.said);
                if !line.detail.is_empty() {
                    response.on_hover_text(&line.detail);
                }
            } else {
                hidden.push(&line.said);
            }
        }
        if !hidden.is_empty() {
            let more = ui.label(Text::Body.rich("…").color(c.text2));
            more.on_hover_text(hidden.join("\n"));
        }
    });
    ui.add_space(-4.0);
}

fn name_row(ui: &mut Ui, facts: &Facts) {
    let c = theme::colors(ui);
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), 28.0));
    let middle = rect.center().y;
    let galley = paint::cut(ui, rect.width(), Text::Title, c.text, &facts.name);
    let end = rect.left() + galley.size().x;
    let response = ui.interact(rect, ui.scope_id().with("meter name"), Sense::hover());
    response.widget_info(|| {
        WidgetInfo::labeled(
            Role::Label,
            true,
            theme::laid_out(format!("{} {}", facts.name, facts.line)),
        )
    });
    paint::line_cut(
        ui,
        rect.left(),
        rect.right(),
        middle,
        Text::Title,
        c.text,
        &facts.name,
    );
    let is_cut = end + 12.0 < rect.right()
        && paint::line_cut(
            ui,
            end + 12.0,
            rect.right(),
            middle + 1.0,
            Text::Mono,
            c.text2,
            &facts.line,
        );
    if is_cut || galley.elided {
        response.on_hover_text(format!("{}\n{}", facts.name, facts.line));
    }
}

fn style_of(kind: FieldKind) -> Text {
    match kind {
        FieldKind::Sent => Text::Mono,
        FieldKind::Serial => Text::Serial,
        FieldKind::Words => Text::Body,
    }
}

/// Captions over values in a grid, as many columns as there is room for.
fn fields(ui: &mut Ui, fields: &[Field], room: Room) {
    const GAP: f32 = 24.0;
    let c = theme::colors(ui);
    let available = ui.available_width();
    let wanted: Vec<f32> = fields
        .iter()
        .map(|field| {
            paint::width(ui, style_of(field.kind), &field.value)
                .max(paint::width(ui, Text::Caption, field.caption))
                .ceil()
        })
        .collect();
    let widths = |columns: usize| -> Vec<f32> {
        (0..columns)
            .map(|column| {
                let of_column = wanted.iter().skip(column).step_by(columns);
                of_column.copied().fold(48.0, f32::max).min(available)
            })
            .collect()
    };
    let fits = |columns: &usize| {
        let widths = widths(*columns);
        widths.iter().sum::<f32>() + GAP * (widths.len().saturating_sub(1)) as f32 <= available
    };
    let most = match room {
        Room::Ample => 4,
        Room::Scarce | Room::Least => fields.len().max(1),
    };
    let columns = (1..=most).rev().find(fits).unwrap_or(1);
    let widths = widths(columns);
    // What room is left over goes between the columns, up to a limit.
    let used = widths.iter().sum::<f32>() + GAP * (columns - 1) as f32;
    let spare = ((available - used) / columns as f32).clamp(0.0, 24.0);
    let rows: Vec<&[Field]> = match room {
        Room::Ample => fields.chunks(columns).collect(),
        Room::Scarce | Room::Least => fields.chunks(columns).take(1).collect(),
    };
    for row in rows {
        let (_, rect) = ui.allocate_space(vec2(available, 44.0));
        let mut x = rect.left();
        for (field, width) in row.iter().zip(&widths) {
            let place = Rect::from_min_size(pos2(x, rect.top()), vec2(*width, 42.0));
            field_ui(ui, place, field, c);
            x += width + GAP + spare;
        }
        ui.add_space(4.0);
    }
}

fn field_ui(ui: &Ui, rect: Rect, field: &Field, c: &theme::Colors) {
    let response = ui.interact(rect, ui.scope_id().with(field.caption), Sense::hover());
    response.widget_info(|| {
        WidgetInfo::labeled(
            Role::Label,
            true,
            format!("{}: {}", field.caption, field.value),
        )
    });
    paint::line(
        ui,
        rect.left(),
        rect.top() + 10.0,
        Text::Caption,
        c.text2,
        field.caption,
    );
    let cut = paint::line_cut(
        ui,
        rect.left(),
        rect.right() + 1.0,
        rect.top() + 28.0,
        style_of(field.kind),
        c.text,
        &field.value,
    );
    if cut {
        response.on_hover_text(&field.value);
    }
}

/// How wide the lines of the health column want to be.
fn health_width(ui: &Ui, lines: &[Health]) -> f32 {
    let wanted = lines.iter().map(|line| {
        let link = link_of(line).map_or(0.0, |page| {
            paint::width(ui, Text::Body, page.title()) + 28.0
        });
        48.0 + paint::width(ui, Text::Strong, &line.said)
            + 10.0
            + paint::width(ui, Text::Body, &line.detail)
            + link
            + PADDING
    });
    wanted.fold(0.0, f32::max) + 8.0
}

/// Draws the first `fitting` lines; returns where they end.
fn health(
    ui: &mut Ui,
    column: Rect,
    lines: &[Health],
    fitting: usize,
    actions: &mut Vec<Action>,
) -> f32 {
    let c = theme::colors(ui);
    let shown = if lines.len() > fitting {
        fitting.saturating_sub(1)
    } else {
        lines.len()
    };
    let mut top = column.top() + 14.0;
    for line in lines.iter().take(shown) {
        let rect = Rect::from_min_size(pos2(column.left(), top), vec2(column.width(), HEALTH_LINE));
        health_line(ui, rect, line, actions);
        top += HEALTH_LINE;
    }
    if let Some(rest) = lines.len().checked_sub(shown).filter(|rest| *rest > 0) {
        let rect = Rect::from_min_size(
            pos2(column.left() + 52.0, top),
            vec2(column.width() - 52.0, HEALTH_LINE),
        );
        let hidden: Vec<&str> = lines
            .iter()
            .skip(shown)
            .map(|line| line.said.as_str())
            .collect();
        let words = say!("meter-and-more", rest = rest);
        paint::line(
            ui,
            rect.left(),
            rect.center().y,
            Text::Body,
            c.text2,
            &words,
        );
        let response = ui.interact(rect, ui.scope_id().with("more health"), Sense::hover());
        response.widget_info(|| {
            WidgetInfo::labeled(Role::Label, true, format!("{words}: {}", hidden.join(", ")))
        });
        response.on_hover_text(hidden.join("\n"));
        top += HEALTH_LINE;
    }
    top
}

fn health_line(ui: &mut Ui, rect: Rect, line: &Health, actions: &mut Vec<Action>) {
    let c = theme::colors(ui);
    let middle = rect.center().y;
    let (symbol, weight) = line.state.icon();
    let at = pos2(rect.left() + 30.0, middle);
    paint::icon(ui.painter(), at, symbol, weight, 20.0, line.state.color(c));
    let mut right = rect.right() - PADDING;
    if let Some(page) = link_of(line) {
        let mut place = rect;
        place.max.x -= 8.0;
        let mut end = ui.new_child(
            UiBuilder::new()
                .max_rect(place)
                .layout(Layout::right_to_left(Align::Center)),
        );
        let name = say!("meter-go-to", page = page.title());
        let link = end.add(Button::quiet(page.title()).name(&name));
        if link.clicked() {
            actions.push(Action::Show(page));
        }
        right = link.rect.left();
    }
    let mut words = rect;
    words.max.x = right;
    let response = ui.interact(words, ui.scope_id().with(&line.said), Sense::hover());
    response.widget_info(|| {
        WidgetInfo::labeled(Role::Label, true, format!("{} {}", line.said, line.detail))
    });
    let left = rect.left() + 50.0;
    let galley = paint::cut(ui, right - left, Text::Strong, c.text, &line.said);
    let (end, mut cut) = (left + galley.size().x, galley.elided);
    paint::line_cut(ui, left, right, middle, Text::Strong, c.text, &line.said);
    if end + 40.0 < right {
        let detail = &line.detail;
        cut |= paint::line_cut(ui, end + 10.0, right, middle, Text::Body, c.text2, detail);
    } else {
        cut |= !line.detail.is_empty();
    }
    if cut {
        response.on_hover_text(format!("{} {}", line.said, line.detail));
    }
}

/// The page to go to for more.
fn link_of(line: &Health) -> Option<Page> {
    line.page.filter(|page| page.is_ready())
}

/// The main values, large; a click chooses the data set in the table.
pub fn energies(ui: &mut Ui, energies: &[Energy], room: Room) -> Option<usize> {
    if energies.is_empty() {
        return None;
    }
    let c = theme::colors(ui);
    let mut chosen = None;
    table_card(ui, |ui| {
        let total = ui.available_width();
        let widths = |words: f32| -> Vec<f32> {
            let of_one = |energy| energy_width(ui, energy, room, words);
            energies.iter().map(of_one).collect()
        };
        // Names are cut, each by the same part, before the values go into two rows.
        let (least, most) = (widths(96.0), widths(220.0));
        let wanted = match rows_of(&least, total) == least.len() {
            true => between(&least, &most, total),
            false => most,
        };
        let start = ui.cursor().min;
        let height = match room {
            Room::Ample if energies.iter().all(|energy| energy.note.is_empty()) => 72.0,
            Room::Ample => 90.0,
            Room::Scarce | Room::Least => 60.0,
        };
        let per_row = rows_of(&wanted, total);
        // Values below each other stand in columns.
        let even = total / per_row as f32;
        let in_columns = per_row < wanted.len() && wanted.iter().all(|width| *width <= even);
        let wanted = match in_columns {
            true => vec![even; wanted.len()],
            false => wanted,
        };
        let mut top = start.y;
        for (row, widths) in energies.chunks(per_row).zip(wanted.chunks(per_row)) {
            if top > start.y {
                let line = Stroke::new(1.0, c.line);
                ui.painter().hline(start.x..=start.x + total, top, line);
            }
            let spare = (total - widths.iter().sum::<f32>()).max(0.0) / per_row as f32;
            let mut x = start.x;
            for (index, (energy, width)) in row.iter().zip(widths).enumerate() {
                let rect = Rect::from_min_size(pos2(x, top), vec2(width + spare, height));
                if index > 0 {
                    let line = Stroke::new(1.0, c.line);
                    ui.painter().vline(rect.left(), rect.y_range(), line);
                }
                if energy_ui(ui, rect, energy, room).clicked() {
                    chosen = Some(energy.set);
                }
                x += width + spare;
            }
            top += height;
        }
        ui.allocate_space(vec2(total, top - start.y));
    });
    chosen
}

/// Widths between `least` and `most` that take at most `total`.
fn between(least: &[f32], most: &[f32], total: f32) -> Vec<f32> {
    let (low, high) = (least.iter().sum::<f32>(), most.iter().sum::<f32>());
    let part = ((total - low) / (high - low).max(1.0)).clamp(0.0, 1.0);
    let width = |(least, most): (&f32, &f32)| least + (most - least) * part;
    least.iter().zip(most).map(width).collect()
}

/// How many stand side by side: all, or two, or one.
fn rows_of(wanted: &[f32], total: f32) -> usize {
    let fits = |count: usize| {
        wanted
            .chunks(count)
            .all(|row| row.iter().sum::<f32>() <= total)
    };
    match wanted.len() {
        all if fits(all) => all,
        _ if fits(2) => 2,
        _ => 1,
    }
}

/// The style of the digits.
fn value_style(room: Room) -> Text {
    match room {
        Room::Ample => Text::Display,
        Room::Scarce | Room::Least => Text::Title,
    }
}

/// How wide a main value wants to be; its name and note take at most `words`.
fn energy_width(ui: &Ui, energy: &Energy, room: Room, words: f32) -> f32 {
    let value = paint::width(ui, value_style(room), &energy.digits)
        + 8.0
        + paint::width(ui, Text::Body, &energy.unit);
    let caption = paint::width(ui, Text::Caption, &energy.name)
        + 16.0
        + paint::width(ui, Text::Mono, &energy.address);
    let note = match room {
        Room::Ample => paint::width(ui, Text::Caption, &energy.note),
        Room::Scarce | Room::Least => 0.0,
    };
    // The name may be cut; the number never.
    value.max(caption.max(note).min(words)).ceil() + 2.0 * PADDING
}

fn energy_ui(ui: &mut Ui, rect: Rect, energy: &Energy, room: Room) -> Response {
    let c = theme::colors(ui);
    let id = ui.scope_id().with(("main value", energy.set));
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| {
        let value = format!("{} {} {}", energy.digits, energy.unit, energy.note);
        let (address, name) = (&energy.address, &energy.name);
        let name = say!(
            "meter-main-value",
            address = address,
            name = name,
            value = value
        );
        WidgetInfo::labeled(Role::Button, true, name)
    });
    if response.hovered() {
        ui.painter()
            .rect_filled(rect.shrink(2.0), theme::size::RADIUS_CONTROL, c.select);
    }
    paint::focus_ring(ui, &response, rect.shrink(4.0), c);
    let left = rect.left() + PADDING;
    let right = rect.right() - PADDING;
    let galley = ui
        .painter()
        .layout_job(digits(&energy.digits, value_style(room), c));
    let (caption_height, middle) = match room {
        Room::Ample => (20.0, 46.0),
        Room::Scarce | Room::Least => (16.0, 38.0),
    };
    let caption = rect.top() + caption_height;
    let start = paint::line_right(ui, right, caption, Text::Mono, c.text2, &energy.address);
    let cut = paint::line_cut(
        ui,
        left,
        start - 8.0,
        caption,
        Text::Caption,
        c.text2,
        &energy.name,
    );
    let middle = rect.top() + middle;
    let end = left + galley.size().x;
    let at = pos2(left, middle - galley.size().y / 2.0);
    ui.painter().galley(at, galley, c.text);
    paint::line(
        ui,
        end + 6.0,
        middle + 3.0,
        Text::Body,
        c.text2,
        &energy.unit,
    );
    if room == Room::Ample {
        let note = rect.top() + 70.0;
        paint::line_cut(ui, left, right, note, Text::Caption, c.text2, &energy.note);
    }
    if cut {
        response.on_hover_text(&energy.name)
    } else {
        response
    }
}

#[cfg(test)]
mod tests {
    use super::between;

    #[test]
    fn room_goes_to_the_names_that_are_cut() {
        let (least, most) = ([100.0, 100.0], [100.0, 300.0]);
        assert_eq!(between(&least, &most, 300.0), [100.0, 200.0]);
        assert_eq!(between(&least, &most, 900.0), most);
        assert_eq!(between(&most, &most, 900.0), most);
    }
}
