//! The text of a profile: line numbers, the place of a fault, and a field to type in.

use std::ops::Range;
use std::sync::Arc;

use eframe::egui::text::{CCursor, CCursorRange, LayoutJob};
use eframe::egui::{
    EventFilter, Frame, Galley, Id, Margin, Rect, Response, ScrollArea, Shape, TextBuffer,
    TextEdit, Ui, UiBuilder, pos2, vec2,
};

use super::draft::characters_before;
use crate::app::theme::{self, Colors, Text};
use crate::app::widgets::{State, paint};

/// The column of the line numbers.
const GUTTER: f32 = 60.0;

/// What is to be drawn.
pub(super) struct Code<'a> {
    /// The name of the field.
    pub name: &'a str,
    pub id: Id,
    /// Lines and columns, from 1, of what is wrong.
    pub faults: &'a [(usize, usize)],
    /// Where to put the cursor.
    pub go_to: Option<(usize, usize)>,
}

impl Code<'_> {
    /// Draws into `rect`.
    pub(super) fn ui(&self, ui: &mut Ui, rect: Rect, text: &mut dyn TextBuffer) -> Response {
        let c = theme::colors(ui);
        ui.painter().rect_filled(rect, 0, c.surface);
        let mut place = rect;
        place.min.x += GUTTER + 8.0;
        let mut child = ui.new_child(UiBuilder::new().id_salt(self.id).max_rect(place));
        child.shrink_clip_rect(place);
        let mut top = place.top();
        let mut lines = 0;
        let response = ScrollArea::both()
            .id_salt(self.id)
            .auto_shrink(false)
            .show(&mut child, |ui| {
                let band = ui.painter().add(Shape::Noop);
                let mut layouter =
                    |ui: &Ui, text: &dyn TextBuffer, _width: f32| layout(ui, text.as_str(), c);
                let output = TextEdit::multiline(text)
                    .id(self.id)
                    .frame(Frame::NONE)
                    .margin(Margin::symmetric(8, 8))
                    .desired_width(place.width() - 24.0)
                    .min_size(vec2(0.0, place.height() - 16.0))
                    .event_filter(EventFilter {
                        horizontal_arrows: true,
                        vertical_arrows: true,
                        ..EventFilter::default()
                    })
                    .layouter(&mut layouter)
                    .show(ui);
                let response = output.response.response.clone();
                top = output.galley_pos.y;
                lines = output.galley.rows.len();
                let height = Text::Mono.line_height();
                let right = ui.max_rect().right().max(place.right());
                let bands = self.faults.iter().map(|(line, _)| {
                    let y = top + height * line.saturating_sub(1) as f32;
                    let around = Rect::from_min_max(pos2(place.left(), y), pos2(right, y + height));
                    Shape::rect_filled(around, 0, c.error_soft)
                });
                ui.painter().set(band, Shape::Vec(bands.collect()));
                if let Some(fault) = self.go_to {
                    let at = CCursor::new(characters_before(output.galley.text(), fault));
                    let spot = output.galley.pos_from_cursor(at);
                    ui.scroll_to_rect(
                        spot.translate(output.galley_pos.to_vec2()).expand(40.0),
                        None,
                    );
                    let mut state = output.state;
                    state.cursor.set_char_range(Some(CCursorRange::one(at)));
                    state.store(ui.ctx(), self.id);
                    response.request_focus();
                }
                response
            })
            .inner;
        self.gutter(ui, rect, top, lines);
        response.accessible_name(self.name)
    }

    fn gutter(&self, ui: &Ui, rect: Rect, top: f32, lines: usize) {
        let c = theme::colors(ui);
        let mut gutter = rect;
        gutter.max.x = rect.left() + GUTTER;
        let painter_ui = ui.painter_at(gutter);
        painter_ui.rect_filled(gutter, 0, c.sunken);
        let height = Text::Mono.line_height();
        let first = ((rect.top() - top) / height).floor().max(0.0) as usize;
        let last = (((rect.bottom() - top) / height).ceil().max(0.0) as usize).min(lines);
        for line in first..last {
            let middle = top + (line as f32 + 0.5) * height;
            let is_fault = self.faults.iter().any(|(at, _)| *at == line + 1);
            let (style, color) = if is_fault {
                (Text::MonoStrong, c.error)
            } else {
                (Text::Mono, c.text3)
            };
            let galley = painter_ui.layout_job(style.job((line + 1).to_string(), color));
            let at = pos2(
                gutter.right() - 8.0 - galley.size().x,
                middle - galley.size().y / 2.0,
            );
            painter_ui.galley(at, galley, color);
            if is_fault {
                let (symbol, weight) = State::Wrong.icon();
                let at = pos2(gutter.left() + 12.0, middle);
                paint::icon(&painter_ui, at, symbol, weight, 16.0, c.error);
            }
        }
    }
}

/// Lays the text out without wrapping: comments set back, field names strong.
fn layout(ui: &Ui, text: &str, c: &Colors) -> Arc<Galley> {
    let mut job = LayoutJob::default();
    job.wrap.max_width = f32::INFINITY;
    for (range, kind) in pieces(text) {
        let (style, color) = match kind {
            Piece::Comment => (Text::Mono, c.text2),
            Piece::Field => (Text::MonoStrong, c.text),
            Piece::Other => (Text::Mono, c.text),
        };
        let piece = text.get(range).unwrap_or_default();
        job.append(piece, 0.0, style.format(color));
    }
    ui.fonts_mut(|fonts| fonts.layout_job(job))
}

/// What a piece of the text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    Comment,
    /// The name of a field.
    Field,
    Other,
}

/// Cuts a text in pieces, in order and without gaps.
fn pieces(text: &str) -> Vec<(Range<usize>, Piece)> {
    let mut pieces: Vec<(Range<usize>, Piece)> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = text.get(at..).unwrap_or_default();
        let (length, kind) = next_piece(rest);
        let end = at + length;
        match pieces.last_mut() {
            Some((range, last)) if *last == kind => range.end = end,
            _ => pieces.push((at..end, kind)),
        }
        at = end;
    }
    pieces
}

fn next_piece(rest: &str) -> (usize, Piece) {
    if rest.starts_with("//") {
        return (rest.find('\n').unwrap_or(rest.len()), Piece::Comment);
    }
    if let Some(inner) = rest.strip_prefix('"') {
        let mut escaped = false;
        for (index, c) in inner.char_indices() {
            match (c, escaped) {
                ('"', false) => return (index + 2, Piece::Other),
                ('\\', false) => escaped = true,
                _ => escaped = false,
            }
        }
        return (rest.len(), Piece::Other);
    }
    let word = rest
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .unwrap_or(rest.len());
    if word == 0 {
        return (rest.chars().next().map_or(1, char::len_utf8), Piece::Other);
    }
    let is_field = rest
        .get(word..)
        .is_some_and(|behind| behind.starts_with(':'));
    (word, if is_field { Piece::Field } else { Piece::Other })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_leave_nothing_out() {
        let check = |text: &str, expected: &[(&str, Piece)]| {
            let cut: Vec<(&str, Piece)> = pieces(text)
                .into_iter()
                .map(|(range, kind)| (&text[range], kind))
                .collect();
            assert_eq!(cut, expected, "{text}");
        };
        check(
            "name: \"a: // \\\" b\", // why: so\n x",
            &[
                ("name", Piece::Field),
                (": \"a: // \\\" b\", ", Piece::Other),
                ("// why: so", Piece::Comment),
                ("\n x", Piece::Other),
            ],
        );
        check("\"open µ", &[("\"open µ", Piece::Other)]);
        check("µ", &[("µ", Piece::Other)]);
        check("", &[]);
    }
}
