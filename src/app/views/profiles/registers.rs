//! The registers of a device profile as a table.

use eframe::egui::{Id, Key, Rect, Ui, UiBuilder, vec2};

use super::words;
use crate::app::theme::{self, Colors, Text};
use crate::app::views::grid::{Cell, Column, Content, Grid};
use crate::app::widgets::{SearchField, paint};
use crate::profile::{Profile, RegisterDef};
use crate::say;

/// What is chosen in the table.
#[derive(Debug, Default)]
pub(super) struct RegistersView {
    search: String,
    grid: Grid,
}

impl RegistersView {
    /// Draws into `rect`.
    pub(super) fn ui(&mut self, ui: &mut Ui, rect: Rect, profile: &Profile) {
        let c = theme::colors(ui);
        if profile.registers.is_empty() {
            let words = say!("profiles-lists-no-registers");
            let middle = rect.top() + 28.0;
            paint::line_cut(
                ui,
                rect.left() + 20.0,
                rect.right() - 8.0,
                middle,
                Text::Body,
                c.text2,
                words,
            );
            return;
        }
        let mut bar = rect;
        bar.max.y = rect.top() + 44.0;
        let place = bar.shrink2(vec2(20.0, 4.0));
        let mut tools = ui.new_child(UiBuilder::new().id_salt("register tools").max_rect(place));
        let field = tools.add(SearchField {
            text: &mut self.search,
            hint: say!("profiles-register-hint"),
            key: None,
            width: place.width().min(320.0),
            id: Id::unique("search registers of the profile"),
        });
        let searching = field.has_focus() || field.lost_focus();
        if searching && tools.input(|input| input.key_pressed(Key::Escape)) {
            self.search.clear();
        }
        let shown = shown(profile, &self.search);
        let mut body = rect;
        body.min.y = bar.bottom() + 4.0;
        let wide = body.width() > 640.0;
        let columns = columns(wide);
        let content = Content {
            name: say!("profiles-register-table"),
            columns: &columns,
            rows: shown.len(),
            row: &|row| {
                shown
                    .get(row)
                    .map_or_else(Vec::new, |register| cells(register, wide, c))
            },
        };
        self.grid.ui(ui, body, &content, |_, _| {});
        if shown.is_empty() {
            let words = say!("profiles-no-register-fits");
            let middle = body.top() + 56.0;
            paint::line(ui, body.left() + 20.0, middle, Text::Body, c.text2, words);
        }
    }
}

fn shown<'a>(profile: &'a Profile, search: &str) -> Vec<&'a RegisterDef> {
    let search = search.to_lowercase();
    let words: Vec<&str> = search.split_whitespace().collect();
    let fits = |register: &&RegisterDef| {
        let text = [
            &register.address,
            &register.name,
            &register.group,
            &register.help,
            &register.warning,
        ]
        .map(|text| text.to_lowercase())
        .join(" ");
        words.iter().all(|word| text.contains(word))
    };
    profile.registers.iter().filter(fits).collect()
}

fn columns(wide: bool) -> Vec<Column> {
    let column = |title, width| Column {
        title,
        width,
        right: false,
    };
    let mut columns = vec![
        column(say!("profiles-address"), 112.0),
        column(say!("profiles-name"), 0.0),
        column(say!("profiles-value"), if wide { 168.0 } else { 140.0 }),
        column(say!("profiles-access"), 124.0),
    ];
    if wide {
        columns.insert(2, column(say!("profiles-group"), 136.0));
        columns.push(column(say!("profiles-notes"), 152.0));
    }
    columns
}

fn cells(register: &RegisterDef, wide: bool, c: &Colors) -> Vec<Cell> {
    let kind = words::kind(&register.kind);
    let value = match register.unit.as_str() {
        "" => kind,
        unit => format!("{kind} {unit}"),
    };
    let (state, access) = words::access(register);
    let mut cells = vec![
        Cell::Text(Text::Mono, c.text2, register.address.clone()),
        Cell::Text(Text::Body, c.text, register.name.clone()),
        Cell::Text(Text::Body, c.text2, value),
        Cell::State(state, access),
    ];
    if wide {
        cells.insert(2, Cell::Text(Text::Body, c.text2, register.group.clone()));
        cells.push(Cell::Text(Text::Body, c.text2, words::flags(register)));
    }
    cells
}
