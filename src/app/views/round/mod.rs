//! The page Round: which meter is next, and what became of the others?
//!
//! Without a round it offers to open a day list; an opened list is looked at and its
//! columns are matched first (`import`); then the meters are worked through by place.

mod foot;
mod head;
mod import;
#[cfg(test)]
mod tests;
pub mod words;

use eframe::egui::{
    Align, Id, Key, KeyboardShortcut, Layout, Modifiers, Rect, Ui, UiBuilder, vec2,
};

use super::grid::{Cell, Column, Content, Grid};
use crate::app::action::Action;
use crate::app::model::{Model, RoundShelf};
use crate::app::page::Page;
use crate::app::rounds::RoundWish;
use crate::app::settings::Settings;
use crate::app::theme::{self, Colors, IconWeight, Text, icon};
use crate::app::widgets::empty::empty_state;
use crate::app::widgets::{Button, SearchField, State, paint, segments, table_card, title_row};
use crate::round::{Round, StateKind, Stop};
use foot::Foot;
use import::ImportView;
use words::heads;

/// The row with the search.
const TOOLBAR: f32 = 52.0;

/// What is chosen on the page.
#[derive(Debug, Default)]
pub struct RoundView {
    import: ImportView,
    grid: Grid,
    search: String,
    wants_search: bool,
    which: Which,
    /// The number of the chosen meter in the round.
    chosen: Option<usize>,
    /// The numbers of the meters to show, as long as nothing changed.
    shown: Option<(Basis, Vec<usize>)>,
    foot: Foot,
}

/// What the shown meters depend on.
type Basis = (u64, String, Which);

/// Which meters are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Which {
    #[default]
    All,
    Open,
    /// Those that somebody has to look at.
    ToLookAt,
}

impl Which {
    fn holds(self, kind: StateKind) -> bool {
        match self {
            Which::All => true,
            Which::Open => kind == StateKind::Open,
            Which::ToLookAt => matches!(
                kind,
                StateKind::ReadWithRemarks | StateKind::WrongMeter | StateKind::NotReached
            ),
        }
    }
}

impl RoundView {
    /// Puts the cursor into the search field in the next frame.
    pub fn focus_search(&mut self) {
        self.wants_search = true;
    }

    /// Draws the page.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        model: &Model,
        _settings: &Settings,
        actions: &mut Vec<Action>,
    ) {
        let shelf = &model.round;
        if !shelf.has_looked {
            actions.push(Action::Round(RoundWish::Look));
        }
        if let Some(list) = &shelf.list {
            self.import.ui(ui, list, &model.profiles, actions);
            return;
        }
        let Some(file) = &shelf.file else {
            no_round(ui, actions);
            return;
        };
        if model.visits.wants_listing() {
            actions.push(Action::ListVisits);
        }
        let round = &file.round;
        if let Some(stop) = shelf
            .reading_now()
            .filter(|stop| self.chosen != Some(*stop))
        {
            self.choose(stop);
        }
        self.find(round, shelf.version);
        self.title(ui, round, model, actions);
        if let Some(wrong) = &shelf.wrong {
            head::wrong_ui(ui, wrong, round, actions);
        }
        table_card(ui, |ui| {
            let card = ui.available_rect_before_wrap();
            ui.allocate_space(card.size());
            let mut bar = card;
            bar.max.y = card.top() + TOOLBAR;
            self.toolbar(ui, bar, round, shelf, actions);
            let mut body = card;
            body.min.y = bar.bottom();
            body.max.y -= foot::HEIGHT;
            self.table(ui, body, round, model, actions);
            let mut foot = card;
            foot.min.y = body.bottom();
            self.foot.ui(ui, foot, round, self.chosen, model, actions);
        });
    }

    /// Chooses a meter and brings it into sight.
    fn choose(&mut self, stop: usize) {
        self.chosen = Some(stop);
        let row = self.numbers().iter().position(|number| *number == stop);
        if let Some(row) = row {
            self.grid.choose(row);
        }
    }

    fn numbers(&self) -> &[usize] {
        self.shown.as_ref().map_or(&[], |(_, numbers)| numbers)
    }

    /// Filters anew when the round or the filter changed.
    fn find(&mut self, round: &Round, version: u64) {
        let key = (version, self.search.clone(), self.which);
        if self.shown.as_ref().is_some_and(|(known, _)| *known == key) {
            return;
        }
        let wanted = self.search.trim().to_lowercase();
        let fits = |index: &usize| {
            round.stops.get(*index).is_some_and(|stop| {
                // What is chosen stays, also when its state changes.
                let is_chosen = self.chosen == Some(*index);
                (self.which.holds(stop.state.kind()) || is_chosen) && holds(stop, &wanted)
            })
        };
        let shown: Vec<usize> = round.by_place().into_iter().filter(fits).collect();
        let chosen = self.chosen;
        self.grid.selected = shown.iter().position(|number| Some(*number) == chosen);
        self.shown = Some((key, shown));
    }

    fn title(&mut self, ui: &mut Ui, round: &Round, model: &Model, actions: &mut Vec<Action>) {
        let c = theme::colors(ui);
        let tally = round.tally();
        let next = round.next_open(self.chosen);
        let off = match next {
            _ if model.running().is_some() => Some(words::session_runs()),
            _ if model.round.many.is_some() => Some(words::all_are_read()),
            None => Some(words::nothing_next()),
            Some(_) => None,
        };
        let key = KeyboardShortcut::new(Modifiers::COMMAND, Key::N);
        let mut wants_next = ui.input_mut(|input| input.consume_shortcut(&key));
        title_row(
            ui,
            words::title(),
            |ui| {
                let said = words::progress(&round.name, &tally);
                ui.label(Text::Body.rich(said).color(c.text));
                let counts = words::counts(&tally);
                let room = ui.available_width();
                ui.label(paint::cut(ui, room, Text::Body, c.text2, &counts));
            },
            |ui| {
                let read = Button::accented(words::read_next());
                let read = read.icon(icon::ARROW_CIRCLE_DOWN).key("Ctrl N").off(off);
                wants_next |= ui.add(read).clicked();
                head::hand_over(ui, &model.round, &tally, actions);
                head::more(ui, round, off.is_some(), actions);
            },
        );
        if let (true, None, Some(next)) = (wants_next, off, next) {
            self.choose(next);
            actions.push(Action::Round(RoundWish::Read(next)));
        }
    }

    fn toolbar(
        &mut self,
        ui: &mut Ui,
        bar: Rect,
        round: &Round,
        shelf: &RoundShelf,
        actions: &mut Vec<Action>,
    ) {
        let place = bar.shrink2(vec2(8.0, 8.0));
        let mut tools = ui.new_child(
            UiBuilder::new()
                .id_salt("round tools")
                .max_rect(place)
                .layout(Layout::left_to_right(Align::Center)),
        );
        tools.spacing_mut().item_spacing.x = 12.0;
        let field = tools.add(SearchField {
            text: &mut self.search,
            hint: words::search_hint(),
            key: Some("Ctrl F"),
            width: (place.width() * 0.4).clamp(160.0, 340.0),
            id: Id::unique("search the round"),
        });
        if std::mem::take(&mut self.wants_search) {
            field.request_focus();
        }
        let searching = field.has_focus() || field.lost_focus();
        if searching && tools.input(|input| input.key_pressed(Key::Escape)) {
            self.search.clear();
        }
        let choices = [
            (Which::All, words::all()),
            (Which::Open, words::open()),
            (Which::ToLookAt, words::to_look_at()),
        ];
        segments(&mut tools, words::which(), &mut self.which, &choices);
        if let Some(many) = &shelf.many {
            head::many_ui(&mut tools, many, actions);
        }
        let room = tools.available_rect_before_wrap().shrink2(vec2(8.0, 0.0));
        head::progress_bar(&tools, room, round);
    }

    fn table(
        &mut self,
        ui: &mut Ui,
        body: Rect,
        round: &Round,
        model: &Model,
        actions: &mut Vec<Action>,
    ) {
        let c = theme::colors(ui);
        let shown = self.shown.take();
        let numbers = shown.as_ref().map_or(&[][..], |(_, numbers)| numbers);
        let stop_at = |row: usize| {
            let number = *numbers.get(row)?;
            Some((number, round.stops.get(number)?))
        };
        let narrow = body.width() < 900.0;
        let columns = columns(narrow);
        let content = Content {
            name: words::table(),
            columns: &columns,
            rows: numbers.len(),
            row: &|row| {
                stop_at(row).map_or_else(Vec::new, |(number, stop)| {
                    cells(stop, model.round.is_reading(number), narrow, c)
                })
            },
        };
        let opened = self.grid.ui(ui, body, &content, |ui, row| {
            if let Some((number, stop)) = stop_at(row) {
                foot::menu(ui, number, stop, model, actions);
            }
        });
        if let Some((number, _)) = opened.and_then(stop_at)
            && model.running().is_none()
            && model.round.many.is_none()
        {
            actions.push(Action::Round(RoundWish::Read(number)));
        }
        self.chosen = self.grid.selected.and_then(|row| numbers.get(row).copied());
        if numbers.is_empty() {
            let middle = body.top() + 64.0;
            let words = match self.which {
                _ if !self.search.trim().is_empty() => words::nothing_fits(),
                Which::ToLookAt => words::nothing_to_look_at(),
                Which::Open | Which::All => words::nothing_next(),
            };
            paint::line(ui, body.left() + 20.0, middle, Text::Body, c.text2, words);
        }
        self.shown = shown;
    }
}

fn no_round(ui: &mut Ui, actions: &mut Vec<Action>) {
    title_row(ui, words::title(), |_| {}, |_| {});
    empty_state(
        ui,
        Page::Round.icon(),
        words::no_round(),
        words::what_a_round_is(),
    );
    let open = Button::accented(words::open_list()).icon(icon::FILE).big();
    if ui.add(open).clicked() {
        actions.push(Action::Round(RoundWish::AskForList));
    }
}

/// Whether a meter has `wanted` in what is told of it; `wanted` is small already.
fn holds(stop: &Stop, wanted: &str) -> bool {
    let planned = &stop.planned;
    let texts = [
        &planned.serial,
        &planned.place,
        &planned.street,
        &planned.order,
        &planned.note,
        &stop.note,
    ];
    wanted.is_empty()
        || texts
            .iter()
            .any(|text| text.to_lowercase().contains(wanted))
}

fn columns(narrow: bool) -> Vec<Column> {
    let column = |title, width| Column {
        title,
        width,
        right: false,
    };
    let mut columns = vec![
        column(heads::place(), 124.0),
        column(heads::street(), if narrow { 132.0 } else { 156.0 }),
        column(heads::serial(), if narrow { 132.0 } else { 152.0 }),
        column(heads::state(), if narrow { 160.0 } else { 176.0 }),
        column(heads::remarks(), 0.0),
    ];
    if !narrow {
        columns.push(column(heads::note(), 152.0));
    }
    columns
}

fn cells(stop: &Stop, is_reading: bool, narrow: bool, c: &Colors) -> Vec<Cell> {
    let planned = &stop.planned;
    let text = |color, text: &str| Cell::Text(Text::Body, color, text.to_owned());
    let note = if stop.note.is_empty() {
        &planned.note
    } else {
        &stop.note
    };
    let mut cells = vec![
        text(c.text, &planned.place),
        text(c.text, &planned.street),
        Cell::Text(Text::MonoStrong, c.text, planned.serial.clone()),
        state_cell(stop.state.kind(), is_reading, c),
        text(c.text, &words::remarks(&stop.state)),
    ];
    if !narrow {
        cells.push(text(c.text2, note));
    }
    cells
}

fn state_cell(kind: StateKind, is_reading: bool, c: &Colors) -> Cell {
    if is_reading {
        return Cell::State(State::UnderWay, words::reading().to_owned());
    }
    let word = words::state(kind).to_owned();
    let state = match kind {
        StateKind::Open => State::Unknown,
        StateKind::Read => State::Good,
        StateKind::ReadWithRemarks => State::Warning,
        StateKind::WrongMeter | StateKind::NotReached => State::Wrong,
        StateKind::Skipped => {
            return Cell::Icon(icon::MINUS, IconWeight::Bold, c.text2, word);
        }
    };
    Cell::State(state, word)
}
