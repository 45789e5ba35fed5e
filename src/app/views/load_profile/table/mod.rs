//! The entries of a load profile as they were sent, in order of time, with what is
//! missing between them. Only rows in sight are drawn; the row of the plot's cursor is
//! brought into sight, and choosing a row puts the cursor there.

mod rows;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use eframe::egui::{
    Align, Event, Layout, Popup, Rangef, Rect, Role, ScrollArea, Sense, Stroke, Ui, UiBuilder,
    WidgetInfo, pos2, vec2,
};

use crate::app::action::Action;
use crate::app::plot::data::Plotted;
use crate::app::plot::shapes::hatch;
use crate::app::theme::{self, IconWeight, Text, icon, size};
use crate::app::views::grid::{lock_arrows, reveal_offset, stepped};
use crate::app::widgets::{Button, State, digits, menu_row, paint, table_card, toggle};
use crate::meter::LoadProfile;
use crate::meter::load_profile::{Axis, Channel};
use crate::meter::status::FlagKind;
use crate::say;
use rows::{Line, Rows, Told, told};

const BAR: f32 = 52.0;
const EDGE: f32 = 20.0;
const PADDING: f32 = 12.0;
/// The place of the scroll bar.
const SCROLL: f32 = 12.0;
const TIME: f32 = 204.0;
const SEASON: f32 = 124.0;
const STATUS: f32 = 96.0;
/// The least and the most of the flags in words.
const FLAGS: (f32, f32) = (132.0, 320.0);
/// The least of a channel.
const CHANNEL: f32 = 104.0;

/// What is drawn.
pub struct TableInput<'a> {
    pub profile: &'a Arc<LoadProfile>,
    pub axis: &'a Axis,
    pub plotted: &'a Plotted,
    /// The position of the plot's cursor.
    pub cursor: Option<f64>,
}

/// What is wished for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum TableWish {
    /// Put the plot's cursor there.
    PutCursor(i64),
}

/// What the table remembers.
#[derive(Debug, Default)]
pub struct EntriesTable {
    of: Option<(Arc<LoadProfile>, bool)>,
    rows: Rows,
    only_flagged: bool,
    chosen: Option<usize>,
    reveal: Option<usize>,
    /// The cursor that the chosen row is of.
    cursor: Option<f64>,
    /// The first channel in sight.
    first: usize,
    top: f32,
}

/// The places of the columns.
struct Columns {
    time: Rangef,
    /// Empty where no season is told.
    season: Rangef,
    /// The channels in sight, by number.
    channels: Vec<(usize, Rangef)>,
    status: Rangef,
    flags: Rangef,
}

impl Columns {
    fn of(input: &TableInput<'_>, first: usize, left: f32, right: f32) -> Columns {
        let has_season = !input.axis.season_changes().is_empty();
        let season = if has_season { SEASON } else { 0.0 };
        let fixed = EDGE - PADDING + TIME + season + STATUS;
        let width = (right - left - fixed - FLAGS.0).max(CHANNEL);
        let all = input.profile.channels.len();
        let fit = ((width / CHANNEL) as usize).max(1).min(all.max(1));
        let first = first.min(all.saturating_sub(fit));
        let share = (width / fit as f32).clamp(CHANNEL, 168.0);
        let mut at = left;
        let mut next = |width: f32| {
            at += width;
            Rangef::new(at - width, at)
        };
        Columns {
            time: next(TIME + EDGE - PADDING),
            season: next(season),
            channels: (first..(first + fit).min(all))
                .map(|channel| (channel, next(share)))
                .collect(),
            status: next(STATUS),
            flags: {
                let begin = next(0.0).min;
                Rangef::new(begin, right.min(begin + FLAGS.1 * 2.0))
            },
        }
    }
}

fn inner(range: Rangef) -> Rangef {
    Rangef::new(range.min + PADDING, range.max)
}

impl EntriesTable {
    /// Draws the card, as high as there is room.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        input: &TableInput<'_>,
        actions: &mut Vec<Action>,
    ) -> Option<TableWish> {
        self.take_over(input);
        table_card(ui, |ui| {
            let card = ui.available_rect_before_wrap();
            ui.allocate_space(card.size());
            let mut bar = card;
            bar.max.y = card.top() + BAR;
            let mut body = card;
            body.min.y = bar.bottom();
            let right = card.right() - SCROLL;
            let columns = Columns::of(input, self.first, card.left(), right);
            self.tools(ui, bar, &columns, input);
            self.table(ui, body, &columns, input, actions)
        })
    }

    /// Makes the rows anew where they are other ones, and follows the cursor.
    fn take_over(&mut self, input: &TableInput<'_>) {
        let known = self.of.as_ref().is_some_and(|(profile, flagged)| {
            Arc::ptr_eq(profile, input.profile) && *flagged == self.only_flagged
        });
        if !known {
            let (profile, axis) = (input.profile, input.axis);
            self.rows = Rows::of(profile, axis, input.plotted, self.only_flagged);
            self.of = Some((Arc::clone(profile), self.only_flagged));
            self.chosen = None;
            self.cursor = None;
        }
        if input.cursor.is_some() && input.cursor != self.cursor {
            self.cursor = input.cursor;
            let at = input.cursor.and_then(|at| self.rows.at(at, input.axis));
            if at != self.chosen {
                self.chosen = at;
                self.reveal = at;
            }
        }
    }

    fn tools(&mut self, ui: &mut Ui, bar: Rect, columns: &Columns, input: &TableInput<'_>) {
        let c = theme::colors(ui);
        let layout = Layout::left_to_right(Align::Center);
        let place = bar.shrink2(vec2(8.0, 8.0));
        let builder = UiBuilder::new().id_salt("entry tools").max_rect(place);
        let mut tools = ui.new_child(builder.layout(layout));
        let tools = &mut tools;
        tools.spacing_mut().item_spacing.x = 8.0;
        let name = say!("load-flagged-only-name");
        toggle(
            tools,
            &mut self.only_flagged,
            say!("load-flagged-only"),
            name,
        );
        let (all, seen) = (input.profile.channels.len(), columns.channels.len());
        if seen < all {
            let off = (self.first == 0).then_some(say!("load-first-channels"));
            let back = Button::square(icon::CARET_LEFT, say!("load-channels-before")).off(off);
            if tools.add(back).clicked() {
                self.first = self.first.saturating_sub(1);
            }
            let first = columns.channels.first().map_or(0, |(channel, _)| *channel);
            let words = say!(
                "load-channels-seen",
                first = first + 1,
                last = first + seen,
                all = all
            );
            tools.label(Text::Body.rich(words).color(c.text2));
            let off = (first + seen >= all).then_some(say!("load-last-channels"));
            let on = Button::square(icon::CARET_RIGHT, say!("load-channels-behind")).off(off);
            if tools.add(on).clicked() {
                self.first = first + 1;
            }
        }
        let count = match self.rows.lines.len() {
            shown if shown == self.rows.all => say!("load-rows", count = shown),
            shown => say!("load-rows-of", count = shown, all = self.rows.all),
        };
        let mut free = bar.shrink2(vec2(EDGE, 0.0));
        let width = paint::width(ui, Text::Body, &count) + 1.0;
        if free.right() - width > tools.min_rect().right() + 12.0 {
            free.min.x = free.max.x - width;
            paint::label(ui, free, Text::Body, c.text2, &count);
        }
    }

    fn table(
        &mut self,
        ui: &mut Ui,
        place: Rect,
        columns: &Columns,
        input: &TableInput<'_>,
        actions: &mut Vec<Action>,
    ) -> Option<TableWish> {
        let c = theme::colors(ui);
        let mut header = place;
        header.max.y = place.top() + size::TABLE_ROW;
        head(ui, header, columns, input.profile);
        let mut body = place;
        body.min.y = header.bottom();
        let count = self.rows.lines.len();
        let id = ui.scope_id().with("entries");
        let before = self.chosen;
        self.keys(ui, id, body, input, actions);
        let focused = ui.memory(|memory| memory.has_focus(id));

        let mut child = ui.new_child(UiBuilder::new().id_salt("entry rows").max_rect(body));
        child.spacing_mut().item_spacing.y = 0.0;
        child.shrink_clip_rect(body);
        let mut area = ScrollArea::vertical()
            .id_salt("entry rows")
            .auto_shrink(false);
        if let Some(row) = self.reveal.take() {
            area = area.vertical_scroll_offset(reveal_offset(self.top, row, body.height()));
        }
        let output = area.show_rows(&mut child, size::TABLE_ROW, count, |ui, visible| {
            for row in visible {
                let (_, mut place) = ui.allocate_space(vec2(ui.available_width(), size::TABLE_ROW));
                place.max.x = body.right() - SCROLL;
                let Some(line) = self.rows.lines.get(row).copied() else {
                    continue;
                };
                let told = told(input.profile, input.axis, line);
                let response = ui.interact(place, id.with(row), Sense::CLICK);
                let is_chosen = self.chosen == Some(row);
                response.widget_info(|| {
                    let name = row_text(&told, line, input.profile, " ");
                    WidgetInfo::selected(Role::Row, true, is_chosen, name)
                });
                let fill = match (is_chosen, response.hovered(), told.missing.is_some()) {
                    (true, _, _) => Some(c.select),
                    (false, _, true) => Some(c.unknown_soft),
                    (false, true, false) => Some(c.sunken),
                    (false, false, false) => None,
                };
                if let Some(fill) = fill {
                    ui.painter().rect_filled(place, 0, fill);
                }
                if is_chosen && focused {
                    let mut bar = place;
                    bar.max.x = bar.min.x + 3.0;
                    ui.painter().rect_filled(bar, 0, c.accent);
                }
                row_ui(ui, place, columns, &told, line, input.profile);
                if response.clicked() || response.secondary_clicked() {
                    self.chosen = Some(row);
                    ui.memory_mut(|memory| memory.request_focus(id));
                }
                Popup::context_menu(&response).show(|ui| {
                    ui.set_width(200.0);
                    if menu_row(ui, Some(icon::COPY), say!("meter-copy-row"), "", false).clicked() {
                        actions.push(copy(&told, line, input.profile));
                        ui.close();
                    }
                });
            }
        });
        self.top = output.state.clamped_offset().y;
        if count == 0 {
            let words = match self.only_flagged {
                true => say!("load-nothing-flagged"),
                false => say!("load-no-entries"),
            };
            let size = vec2(body.width() - 40.0, 32.0);
            let place = Rect::from_min_size(body.min + vec2(EDGE, 12.0), size);
            paint::label(ui, place, Text::Body, c.text2, words);
        }
        let chosen = self.chosen.filter(|_| self.chosen != before);
        let line = chosen.and_then(|row| self.rows.lines.get(row).copied())?;
        let position = told(input.profile, input.axis, line).position?;
        self.cursor = Some(position as f64);
        Some(TableWish::PutCursor(position))
    }

    fn keys(
        &mut self,
        ui: &Ui,
        id: eframe::egui::Id,
        body: Rect,
        input: &TableInput<'_>,
        actions: &mut Vec<Action>,
    ) {
        let response = ui.interact(body, id, Sense::focusable_noninteractive());
        response.widget_info(|| WidgetInfo::labeled(Role::Table, true, say!("load-entries-table")));
        if !response.has_focus() {
            return;
        }
        lock_arrows(ui, id);
        let count = self.rows.lines.len();
        let (to, copies) = ui.input_mut(|input| {
            let to = stepped(input, self.chosen, count, body.height());
            (to, input.events.contains(&Event::Copy))
        });
        if to.is_some() {
            self.chosen = to;
            self.reveal = to;
        }
        let line = self
            .chosen
            .and_then(|row| self.rows.lines.get(row).copied());
        if let Some(line) = line.filter(|_| copies) {
            let told = told(input.profile, input.axis, line);
            actions.push(copy(&told, line, input.profile));
        }
    }
}

fn head(ui: &Ui, rect: Rect, columns: &Columns, profile: &LoadProfile) {
    let c = theme::colors(ui);
    ui.painter().rect_filled(rect, 0, c.sunken);
    let line = Stroke::new(1.0, c.line);
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, line);
    ui.painter()
        .hline(rect.x_range(), rect.bottom() - 0.5, line);
    let middle = rect.center().y;
    let left = |range: Rangef, words: &str| {
        let room = inner(range);
        paint::line_cut(
            ui,
            room.min,
            room.max,
            middle,
            Text::TableHead,
            c.text2,
            words,
        );
    };
    left(
        Rangef::new(columns.time.min + 8.0, columns.time.max),
        say!("logbook-column-time"),
    );
    if columns.season.span() > 0.0 {
        left(columns.season, say!("logbook-column-season"));
    }
    for (channel, range) in &columns.channels {
        let words = profile
            .channels
            .get(*channel)
            .map(title)
            .unwrap_or_default();
        let width = paint::width(ui, Text::TableHead, &words);
        let from = (range.max - width).max(range.min + 4.0);
        paint::line_cut(
            ui,
            from,
            range.max + 1.0,
            middle,
            Text::TableHead,
            c.text2,
            &words,
        );
    }
    left(columns.status, say!("logbook-column-status"));
    left(columns.flags, say!("load-says"));
}

/// `1.5.0 kW`
fn title(channel: &Channel) -> String {
    let unit = channel.unit.as_deref().unwrap_or_default();
    format!("{} {unit}", channel.address).trim_end().to_owned()
}

fn row_ui(ui: &Ui, rect: Rect, columns: &Columns, told: &Told, line: Line, profile: &LoadProfile) {
    let c = theme::colors(ui);
    let stroke = Stroke::new(1.0, c.line);
    ui.painter()
        .hline(rect.x_range(), rect.bottom() - 0.5, stroke);
    let middle = rect.center().y;
    let cut = |range: Rangef, style: Text, color, words: &str| {
        let room = inner(range);
        paint::line_cut(ui, room.min, room.max, middle, style, color, words);
    };
    let time = Rangef::new(columns.time.min + 8.0, columns.time.max);
    cut(time, Text::Body, c.text, &told.time);
    if let Some(missing) = &told.missing {
        let mut sign = rect;
        sign.min.x = columns.season.min + PADDING;
        sign.max.x = sign.min.x + 16.0;
        let sign = sign.shrink2(vec2(0.0, 8.0));
        hatch(&ui.painter_at(sign), sign, c.unknown_soft, c.unknown);
        let left = sign.right() + 8.0;
        paint::line_cut(
            ui,
            left,
            rect.right(),
            middle,
            Text::Strong,
            c.text2,
            missing,
        );
        return;
    }
    if columns.season.span() > 0.0 {
        let (style, color) = match told.comes_twice {
            true => (Text::Strong, c.text),
            false => (Text::Body, c.text2),
        };
        cut(columns.season, style, color, told.season);
    }
    let Line::Entry(entry) = line else { return };
    let entry = profile.entry(entry as usize);
    for (channel, range) in &columns.channels {
        let raw = entry.and_then(|entry| entry.raw(*channel));
        let job = match raw {
            None => continue,
            Some("") => Text::Body.job(say!("load-empty"), c.text2),
            Some(raw) => digits(raw, Text::Body, c),
        };
        let galley = ui.painter().layout_job(job);
        let at = pos2(range.max - galley.size().x, middle - galley.size().y / 2.0);
        ui.painter().galley(at, galley, c.text);
    }
    cut(columns.status, Text::Mono, c.text2, &told.status);
    if told.flags.is_empty() {
        return;
    }
    let room = inner(columns.flags);
    let (symbol, _) = State::Warning.icon();
    let at = pos2(room.min + 8.0, middle);
    let (symbol, weight, color) = match told.kinds.as_slice() {
        kinds if kinds.contains(&FlagKind::PowerFailure) => {
            (icon::LIGHTNING, IconWeight::Fill, c.warn)
        }
        [FlagKind::SummerTime] => (icon::SUN, IconWeight::Regular, c.text2),
        _ => (symbol, IconWeight::Fill, c.warn),
    };
    paint::icon(ui.painter(), at, symbol, weight, 16.0, color);
    let left = room.min + 22.0;
    paint::line_cut(ui, left, room.max, middle, Text::Body, c.text, &told.flags);
}

fn row_text(told: &Told, line: Line, profile: &LoadProfile, apart: &str) -> String {
    let mut parts = vec![told.time.as_str(), told.season];
    let missing = told.missing.as_deref();
    parts.extend(missing);
    if let Line::Entry(entry) = line
        && let Some(entry) = profile.entry(entry as usize)
    {
        let channels = 0..profile.channels.len();
        parts.extend(channels.map(|channel| entry.raw(channel).unwrap_or_default()));
        parts.extend([told.status.as_str(), &told.flags]);
    }
    if apart == " " {
        parts.retain(|part| !part.is_empty());
    }
    parts.join(apart)
}

fn copy(told: &Told, line: Line, profile: &LoadProfile) -> Action {
    Action::Copy {
        text: row_text(told, line, profile, "\t"),
        what: say!("meter-the-row").to_owned(),
    }
}
