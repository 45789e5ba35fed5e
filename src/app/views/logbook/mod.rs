//! The page *Logbook*: what happened to the meter?

mod rows;
mod table;
#[cfg(test)]
mod tests;
mod words;

use std::sync::Arc;

use eframe::egui::{Id, Key, Modifiers, Popup, Rect, ScrollArea, Ui, UiBuilder};

use super::confirm::note;
use super::fetch::{self, FetchSheet, TypedRange};
use super::grid::Column;
use crate::app::action::Action;
use crate::app::model::{Job, Model, SeriesOrigin, Session, ShownLogbook, Verdict};
use crate::app::page::Page;
use crate::app::settings::Settings;
use crate::app::theme::{self, Text, icon, size};
use crate::app::widgets::empty::empty_state;
use crate::app::widgets::{Button, State, drop_down, menu_row, segments, title_row};
use crate::language::date;
use crate::meter::Logbook;
use crate::profile::Profile;
use crate::say;
use crate::worker::{SeriesKind, SeriesPlan, SeriesRange, SeriesRecord};
use table::LogTable;

/// The review beside the page, and the least width of a window with both.
const SHEET: f32 = 496.0;
const BESIDE: f32 = 1100.0;

/// The columns; a narrow table leaves some out at the end.
fn columns() -> [Column; 5] {
    let column = |title, width| Column {
        title,
        width,
        right: false,
    };
    [
        column(say!("logbook-column-time"), 184.0),
        column(say!("logbook-column-event"), 0.0),
        column(say!("logbook-column-status"), 104.0),
        column(say!("logbook-column-season"), 120.0),
        column(say!("logbook-column-beside"), 200.0),
    ]
}

/// Which entries are fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Wanted {
    #[default]
    All,
    SinceVisit,
    Between,
}

/// The page and what is its own.
#[derive(Debug, Default)]
pub struct LogbookView {
    /// The code of the chosen logbook; `None` is the first there is.
    chosen: Option<String>,
    wanted: Wanted,
    typed: TypedRange,
    table: LogTable,
    sheet: Option<FetchSheet>,
}

/// A logbook that can be chosen.
struct Choice {
    code: String,
    name: String,
}

impl LogbookView {
    /// Puts the cursor into the search field in the next frame.
    pub fn focus_search(&mut self) {
        self.table.focus_search();
    }

    /// Whether a sheet is open, which has the one filled button of the window.
    pub fn is_asking(&self) -> bool {
        self.sheet.as_ref().is_some_and(FetchSheet::is_asking)
    }

    /// The logbook on the page.
    pub fn shown<'m>(&self, model: &'m Model) -> Option<&'m ShownLogbook> {
        let books = &model.series.logbooks;
        match &self.chosen {
            Some(code) => books.iter().find(|shown| shown.logbook.code == *code),
            None => books.first(),
        }
    }

    /// Draws the page, and its sheet beside it or in its place.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        model: &Model,
        settings: &Settings,
        actions: &mut Vec<Action>,
    ) {
        let profile = model.profile(settings.profile.as_deref());
        let profile = profile.as_deref();
        let area = ui.clip_rect();
        // What a page is told stands above it.
        let mut page = ui.available_rect_before_wrap();
        let mut place = None;
        if self.sheet.is_some() {
            let beside = ui.ctx().content_rect().width() >= BESIDE;
            let mut sheet = area;
            if beside {
                sheet.min.x = area.max.x - SHEET;
                page.max.x = sheet.min.x - 24.0;
            }
            place = Some((sheet, beside));
        }
        if place.is_none_or(|(_, beside)| beside) {
            self.page(ui, page, profile, model, settings, actions);
        }
        if let (Some((place, _)), Some(sheet)) = (place, &mut self.sheet)
            && sheet.ui(ui, place, profile, model, settings, actions)
        {
            self.sheet = None;
        }
    }

    fn page(
        &mut self,
        ui: &mut Ui,
        page: Rect,
        profile: Option<&Profile>,
        model: &Model,
        settings: &Settings,
        actions: &mut Vec<Action>,
    ) {
        let mut child = ui.new_child(UiBuilder::new().id_salt("logbook page").max_rect(page));
        child.spacing_mut().item_spacing.y = 12.0;
        let ui = &mut child;
        if model.visits.wants_listing() {
            actions.push(Action::ListVisits);
        }
        let choices = choices(profile, model);
        let range = self.range(model);
        let off = fetch::why_not(SeriesKind::Logbook, profile, model, settings)
            .or_else(|| {
                self.sheet
                    .is_some()
                    .then(|| say!("logbook-password-asked").to_owned())
            })
            .or_else(|| range.err().map(str::to_owned));
        self.title(ui, model, off.as_deref(), range, profile, actions);
        self.choice_row(ui, &choices, model);
        let shown = self.shown(model);
        if let Some(sentence) = failure(model) {
            note(ui, State::Wrong, &sentence);
        }
        if let Some(record) = shown.and_then(incomplete) {
            self.unfinished(ui, record, off.as_deref(), profile, actions);
        }
        let Some(shown) = self.shown(model) else {
            let (what, meanwhile) = words::not_read(profile, self.chosen.as_deref(), model);
            empty_state(ui, Page::Logbook.icon(), &what, &meanwhile);
            return;
        };
        if shown.logbook.entries.is_empty() {
            let asked = origin_record(shown).map(|record| record.asked);
            let (what, meanwhile) = words::empty(asked.unwrap_or_default());
            empty_state(ui, icon::CHECK_CIRCLE, what, meanwhile);
            return;
        }
        let can_show = Page::LoadProfile.is_ready();
        self.table.ui(ui, &shown.logbook, can_show, actions);
    }

    fn title(
        &mut self,
        ui: &mut Ui,
        model: &Model,
        off: Option<&str>,
        range: Result<SeriesRange, &'static str>,
        profile: Option<&Profile>,
        actions: &mut Vec<Action>,
    ) {
        let c = theme::colors(ui);
        let shown = self.shown(model);
        let said = shown.map(words::said).unwrap_or_default();
        let mut read = false;
        let mut save = false;
        title_row(
            ui,
            Page::Logbook.title(),
            |ui| {
                ui.label(Text::Body.rich(said).color(c.text2));
            },
            |ui| {
                let button = Button::accented(say!("logbook-read")).icon(icon::ARROW_CIRCLE_DOWN);
                let button = button
                    .key("Ctrl R")
                    .name(say!("logbook-read-name"))
                    .off(off);
                read = ui.add(button).clicked();
                let off = shown.is_none().then_some(say!("logbook-when-read"));
                let button = Button::plain(say!("logbook-export"))
                    .icon(icon::EXPORT)
                    .off(off);
                save = ui.add(button.name(say!("logbook-export-name"))).clicked();
                if let Some(shown) = shown {
                    problems_ui(ui, &shown.logbook);
                }
            },
        );
        if save {
            actions.push(Action::Save);
        }
        let key = ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::R));
        if let (true, None, Ok(range)) = (read || key, off, range) {
            let plan = SeriesPlan {
                kind: SeriesKind::Logbook,
                address: self.address(profile, model),
                range,
                command: None,
                block: None,
                have: None,
            };
            self.sheet = fetch::start(plan, profile, actions);
        }
    }

    /// What is asked for: the logbook chosen, or the one that is shown; `None` is the
    /// first of the profile.
    fn address(&self, profile: Option<&Profile>, model: &Model) -> Option<String> {
        let known = |code: &String| {
            profile.is_none_or(|profile| profile.logbooks.iter().any(|form| form.address == *code))
        };
        let shown = || Some(self.shown(model)?.logbook.code.clone());
        self.chosen.clone().or_else(|| shown().filter(known))
    }

    /// The range that is wanted.
    fn range(&self, model: &Model) -> Result<SeriesRange, &'static str> {
        match self.wanted {
            Wanted::All => Ok(SeriesRange::default()),
            Wanted::SinceVisit => Ok(SeriesRange {
                from: model.visit_before().map(|info| info.stored_at.datetime()),
                to: None,
            }),
            Wanted::Between => self.typed.range(),
        }
    }

    /// Which logbook, and which of its entries.
    fn choice_row(&mut self, ui: &mut Ui, choices: &[Choice], model: &Model) {
        let c = theme::colors(ui);
        let shown = self.shown(model).map(|shown| shown.logbook.code.clone());
        let code = self.chosen.clone().or(shown);
        let now = choices
            .iter()
            .find(|choice| Some(&choice.code) == code.as_ref());
        let now = now
            .or(choices.first())
            .map(Choice::label)
            .unwrap_or_default();
        let before = model.visit_before();
        if before.is_none() && self.wanted == Wanted::SinceVisit {
            self.wanted = Wanted::All;
        }
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = eframe::egui::vec2(8.0, 8.0);
            if choices.len() > 1 {
                let menu = ui.next_auto_id().with("menu");
                let open = Popup::is_id_open(ui.ctx(), menu);
                let response = drop_down(ui, say!("logbook-to-show"), &now, 232.0, open);
                Popup::menu(&response).id(menu).show(|ui| {
                    ui.set_width(260.0);
                    ui.spacing_mut().item_spacing.y = 2.0;
                    for choice in choices {
                        let label = choice.label();
                        let count = words::count_of(&choice.code, model);
                        if menu_row(ui, None, &label, &count, label == now).clicked() {
                            self.chosen = Some(choice.code.clone());
                            ui.close();
                        }
                    }
                });
            }
            let mut wanted = vec![
                (Wanted::All, say!("logbook-whole")),
                (Wanted::Between, say!("logbook-from-to")),
            ];
            if before.is_some() {
                wanted.insert(0, (Wanted::SinceVisit, say!("logbook-since-visit")));
            }
            segments(ui, say!("logbook-what-to-read"), &mut self.wanted, &wanted);
            match self.wanted {
                Wanted::All => {}
                Wanted::SinceVisit => {
                    if let Some(info) = before {
                        let words = say!(
                            "logbook-since",
                            time = date::day_and_minute(info.stored_at.datetime())
                        );
                        ui.label(Text::Body.rich(words).color(c.text2));
                    }
                }
                Wanted::Between => {
                    let id = Id::unique("log from");
                    fetch::time_field(ui, say!("logbook-from"), &mut self.typed.from, id);
                    fetch::time_field(
                        ui,
                        say!("logbook-to"),
                        &mut self.typed.to,
                        Id::unique("log to"),
                    );
                    if let Err(words) = self.typed.range() {
                        ui.label(Text::Small.rich(words).color(c.warn));
                    }
                }
            }
        });
    }

    /// What is missing of a log that did not come whole, and the button for it.
    fn unfinished(
        &mut self,
        ui: &mut Ui,
        record: &Arc<SeriesRecord>,
        off: Option<&str>,
        profile: Option<&Profile>,
        actions: &mut Vec<Action>,
    ) {
        ui.horizontal_top(|ui| {
            let button = Button::plain(say!("logbook-continue")).off(off);
            if ui.add(button.name(say!("logbook-continue-name"))).clicked() {
                let plan = SeriesPlan {
                    kind: SeriesKind::Logbook,
                    address: Some(record.form.address.clone()),
                    range: record.asked,
                    command: None,
                    block: None,
                    have: Some(Arc::clone(record)),
                };
                self.sheet = fetch::start(plan, profile, actions);
            }
            note(ui, State::Warning, &words::unfinished(record));
        });
    }
}

impl Choice {
    fn label(&self) -> String {
        match self.name.is_empty() {
            true => self.code.clone(),
            false => format!("{}, {}", self.name, self.code),
        }
    }
}

/// The logbooks of the profile, and those that came although it does not know them.
fn choices(profile: Option<&Profile>, model: &Model) -> Vec<Choice> {
    let forms = profile.map_or(&[][..], |profile| &profile.logbooks);
    let mut choices: Vec<Choice> = forms
        .iter()
        .map(|form| Choice {
            code: form.address.clone(),
            name: form.name.clone(),
        })
        .collect();
    for shown in &model.series.logbooks {
        let code = &shown.logbook.code;
        if !choices.iter().any(|choice| choice.code == *code) {
            choices.push(Choice {
                code: code.clone(),
                name: String::new(),
            });
        }
    }
    choices
}

fn origin_record(shown: &ShownLogbook) -> Option<&Arc<SeriesRecord>> {
    match &shown.origin {
        SeriesOrigin::Fetched { record, .. } => Some(record),
        SeriesOrigin::File(_) => None,
    }
}

fn incomplete(shown: &ShownLogbook) -> Option<&Arc<SeriesRecord>> {
    origin_record(shown).filter(|record| !record.complete)
}

/// Why the last fetch ended early.
fn failure(model: &Model) -> Option<String> {
    let Session::Ended(ended) = &model.session else {
        return None;
    };
    match &ended.verdict {
        Verdict::Failed(failure) if ended.job == Job::FetchSeries => {
            Some(format!("{}. {}", failure.headline, failure.cause))
        }
        _ => None,
    }
}

/// The button that lists what is odd about the answer.
fn problems_ui(ui: &mut Ui, logbook: &Logbook) {
    let count = logbook.problems.len();
    if count == 0 {
        return;
    }
    let label = say!("logbook-problems", count = count);
    let button = Button::plain(&label).icon(icon::WARNING).caret();
    let button = ui.add(button.name(say!("logbook-problems-name")));
    Popup::menu(&button).show(|ui| {
        ui.set_width(480.0);
        ui.spacing_mut().item_spacing.y = 2.0;
        let height = count.min(12) as f32 * (size::CONTROL + 2.0);
        let area = ScrollArea::vertical().max_height(height);
        area.show_rows(ui, size::CONTROL, count, |ui, range| {
            for problem in logbook.problems.get(range).unwrap_or_default() {
                let words = words::problem(problem);
                menu_row(ui, None, &words, "", false);
            }
        });
    });
}
