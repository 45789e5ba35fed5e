//! The list of saved sets, while nothing is compared.

use eframe::egui::Ui;

use super::ParameterSetsView;
use super::sides::{SideChoice, file_name};
use crate::app::action::Action;
use crate::app::model::{Model, SetEntry};
use crate::app::page::Page;
use crate::app::theme::{self, Colors, Text, icon};
use crate::app::views::grid::{Cell, Column, Content};
use crate::app::widgets::empty::empty_state;
use crate::app::widgets::{State, menu_row, table_card};
use crate::language::date;
use crate::say;

impl ParameterSetsView {
    /// Draws the list; a double click or Enter compares with a set.
    pub(super) fn saved_ui(&mut self, ui: &mut Ui, model: &Model, actions: &mut Vec<Action>) {
        let c = theme::colors(ui);
        let sets = &model.parameter_sets;
        if let Some(Err(reason)) = &sets.listed {
            empty_state(ui, icon::WARNING, say!("sets-not-listed"), reason);
            return;
        }
        let entries = sets.entries();
        if entries.is_empty() {
            let words = say!("sets-what-for");
            empty_state(ui, Page::ParameterSets.icon(), say!("sets-none-yet"), words);
            return;
        }
        let narrow = ui.available_width() < 820.0;
        let columns = columns(narrow);
        let mut opened = None;
        table_card(ui, |ui| {
            let body = ui.available_rect_before_wrap();
            ui.allocate_space(body.size());
            let content = Content {
                name: say!("sets-table"),
                columns: &columns,
                rows: entries.len(),
                row: &|row| {
                    entries
                        .get(row)
                        .map_or_else(Vec::new, |entry| cells(entry, narrow, c))
                },
            };
            opened = self.saved.ui(ui, body, &content, |ui, row| {
                if let Some(entry) = entries.get(row) {
                    menu(ui, entry, actions);
                }
            });
        });
        if let Some(entry) = opened.and_then(|row| entries.get(row)) {
            self.right = Some(SideChoice::Opened(entry.path.clone()));
            if sets.opened(&entry.path).is_none() {
                actions.push(Action::OpenSide(entry.path.clone()));
            }
        }
    }
}

fn columns(narrow: bool) -> Vec<Column> {
    let column = |title, width, right| Column {
        title,
        width,
        right,
    };
    let mut columns = vec![
        column(say!("sets-column-saved"), 176.0, false),
        column(say!("sets-name"), 0.0, false),
        column(say!("sets-column-serial"), 144.0, false),
        column(say!("page-registers"), 104.0, true),
        column(say!("sets-state"), 136.0, false),
    ];
    if !narrow {
        columns.insert(3, column(say!("sets-column-profile"), 152.0, false));
        columns.push(column(say!("sets-column-by"), 120.0, false));
    }
    columns
}

fn cells(entry: &SetEntry, narrow: bool, c: &Colors) -> Vec<Cell> {
    let plain = |text: String| Cell::Text(Text::Body, c.text2, text);
    let name = Cell::Text(Text::Strong, c.text, file_name(&entry.path));
    let info = match &entry.info {
        Ok(info) => info,
        Err(reason) => {
            let state = Cell::State(State::Wrong, say!("sets-unreadable", reason = reason));
            let mut cells = vec![plain(String::new()), name];
            cells.extend((0..if narrow { 2 } else { 3 }).map(|_| plain(String::new())));
            cells.push(state);
            return cells;
        }
    };
    let at = info.saved_at.as_ref();
    let at = at.map(|at| date::day_and_second(at.datetime()));
    let state = if info.complete {
        Cell::State(State::Good, say!("sets-complete").to_owned())
    } else {
        Cell::State(State::Warning, say!("sets-incomplete").to_owned())
    };
    let mut cells = vec![
        Cell::Text(Text::Body, c.text, at.unwrap_or_default()),
        name,
        Cell::Text(
            Text::Mono,
            c.text,
            info.serial_number.clone().unwrap_or_default(),
        ),
        Cell::Text(Text::Body, c.text, info.registers.to_string()),
        state,
    ];
    if !narrow {
        cells.insert(3, plain(info.profile.clone()));
        cells.push(plain(info.operator.clone()));
    }
    cells
}

fn menu(ui: &mut Ui, entry: &SetEntry, actions: &mut Vec<Action>) {
    ui.set_width(240.0);
    ui.spacing_mut().item_spacing.y = 2.0;
    if menu_row(
        ui,
        Some(icon::ARROWS_LEFT_RIGHT),
        say!("sets-compare"),
        "",
        false,
    )
    .clicked()
    {
        actions.push(Action::OpenSide(entry.path.clone()));
        ui.close();
    }
    if menu_row(ui, Some(icon::FOLDER), say!("sets-open-folder"), "", false).clicked() {
        actions.extend(
            entry
                .path
                .parent()
                .map(|folder| Action::ShowFolder(folder.to_owned())),
        );
        ui.close();
    }
}
