//! The parts of the window and where they are.

use eframe::egui::{
    Align, CursorIcon, Frame, Label, Layout, Margin, Rect, ScrollArea, Sense, Stroke, Ui,
    UiBuilder, pos2, vec2,
};

use super::action::Action;
use super::model::{Job, Session, Verdict};
use super::settings::{Settings, TracePanel};
use super::theme::{self, Text, icon, size};
use super::views;
use super::widgets::{Button, State, paint};
use super::{Flagport, Page, keys};
use crate::say;

/// The least height of the trace panel, in points.
const TRACE_LEAST: f32 = 120.0;
/// What the trace panel leaves to the page.
const PAGE_LEAST: f32 = 240.0;

/// Where the parts are.
struct Places {
    bar: Rect,
    navigation: Rect,
    page: Rect,
    trace: Option<Rect>,
    status: Rect,
}

impl Places {
    fn of(window: Rect, trace: TracePanel) -> Places {
        let bar = Rect::from_min_size(window.min, vec2(window.width(), size::CONNECTION_BAR));
        let mut status = window;
        status.min.y = window.max.y - size::STATUS_BAR;
        let mut middle = window;
        middle.min.y = bar.max.y;
        middle.max.y = status.min.y;
        let trace = trace.open.then(|| {
            let mut panel = middle;
            panel.min.y = panel.max.y - trace.height.clamp(TRACE_LEAST, trace_most(window));
            middle.max.y = panel.min.y;
            panel
        });
        let mut navigation = middle;
        navigation.max.x = middle.min.x + size::navigation(window.width());
        middle.min.x = navigation.max.x;
        Places {
            bar,
            navigation,
            page: middle,
            trace,
            status,
        }
    }
}

/// The most that the trace panel takes: half the window, and less where the page would
/// get too little.
fn trace_most(window: Rect) -> f32 {
    let middle = window.height() - size::CONNECTION_BAR - size::STATUS_BAR;
    (window.height() / 2.0)
        .min(middle - PAGE_LEAST)
        .max(TRACE_LEAST)
}

impl Flagport {
    /// Draws the window; the order of the parts is the order of the Tab key.
    pub(super) fn shell(&mut self, ui: &mut Ui, actions: &mut Vec<Action>) {
        let c = theme::colors(ui);
        let window = ui.max_rect();
        ui.painter().rect_filled(window, 0, c.window);
        let settings = self.store.get().clone();
        let asking = self.prompt.is_some()
            || self.closing != super::Closing::No && self.closing != super::Closing::WhenEnded;
        if !asking {
            keys::collect(ui.ctx(), &settings, self.model.running().is_some(), actions);
        }
        for file in ui.input(|input| input.raw.dropped_files.clone()) {
            actions.push(Action::OpenFile(file.path().to_owned()));
        }

        let places = Places::of(window, settings.trace);
        let connection = &mut self.views.connection;
        let model = &self.model;
        let reviewing = match self.page {
            Page::Registers => self.views.registers.has_filled_button(),
            Page::Clock => self.views.clock.is_reviewing(),
            Page::LoadProfile => self.views.load_profile.is_asking(),
            Page::Logbook => self.views.logbook.is_asking(),
            _ => false,
        };
        let primary = !asking && !reviewing && !is_failure_shown(model, self.page);
        connection.ui(ui, places.bar, model, &settings, primary, actions);
        views::navigation::ui(ui, places.navigation, self.page, model, actions);
        self.page_ui(ui, places.page, &settings, actions);
        if let Some(rect) = places.trace {
            self.views
                .trace
                .ui(ui, rect, &self.model, &settings, actions);
            resize_trace(ui, rect, &settings, actions);
        }
        views::status_bar::ui(ui, places.status, &self.model, settings.trace.open, actions);
        self.overlay(ui, actions);
    }

    /// The page and, where it is open, the sheet beside or in place of it.
    fn page_ui(&mut self, ui: &mut Ui, rect: Rect, settings: &Settings, actions: &mut Vec<Action>) {
        let window = ui.max_rect().width();
        let sheet = match self.page {
            Page::Registers => self.views.registers.sheet_place(rect, window),
            _ => None,
        };
        let Some(mut sheet) = sheet else {
            self.bare_page_ui(ui, rect, settings, actions);
            return;
        };
        if sheet == rect {
            let notices = rect.shrink2(vec2(16.0, 16.0));
            let mut above = ui.new_child(UiBuilder::new().id_salt("notices").max_rect(notices));
            self.problems_ui(&mut above, actions);
            if above.min_rect().height() > 0.0 {
                sheet.min.y = above.min_rect().bottom() + 8.0;
            }
        } else {
            let mut page = rect;
            page.max.x = sheet.left();
            self.bare_page_ui(ui, page, settings, actions);
        }
        self.views
            .registers
            .sheet_ui(ui, sheet, &self.model, settings, actions);
    }

    fn bare_page_ui(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        settings: &Settings,
        actions: &mut Vec<Action>,
    ) {
        let wide = ui.max_rect().width() >= size::MEDIUM;
        let inner = rect.shrink2(vec2(if wide { 24.0 } else { 16.0 }, 16.0));
        let mut ui = ui.new_child(UiBuilder::new().id_salt("page").max_rect(inner));
        ui.shrink_clip_rect(rect);
        ui.spacing_mut().item_spacing = vec2(8.0, size::GAP);
        let ui = &mut ui;
        self.problems_ui(ui, actions);
        if self.model.changes.wants_listing() {
            actions.push(Action::ListChanges);
        }
        // What is new in a logbook is told by the visit before.
        if !self.model.series.logbooks.is_empty() && self.model.visits.wants_listing() {
            actions.push(Action::ListVisits);
        }
        self.views.unknown.ui(ui, &self.model, actions);
        match self.page {
            Page::Meter => {
                if self.model.reading.is_none() && says_nothing(&self.model.session) {
                    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                        views::first_start::ui(ui, &self.model, settings, actions);
                    });
                } else {
                    self.views.meter.ui(ui, &self.model, settings, actions);
                }
            }
            Page::LoadProfile => {
                self.views
                    .load_profile
                    .ui(ui, &self.model, settings, actions);
            }
            Page::Logbook => self.views.logbook.ui(ui, &self.model, settings, actions),
            Page::Clock => self.views.clock.ui(ui, &self.model, settings, actions),
            Page::Registers => self.views.registers.ui(ui, &self.model, settings, actions),
            Page::Visits => self.views.visits.ui(ui, &self.model, settings, actions),
            Page::Settings => self.views.settings.ui(ui, &self.model, settings, actions),
            Page::Round => self.views.round.ui(ui, &self.model, settings, actions),
            Page::ParameterSets => {
                self.views
                    .parameter_sets
                    .ui(ui, &self.model, settings, actions);
            }
            Page::DeviceProfiles => self.views.profiles.ui(ui, &self.model, settings, actions),
            Page::InstallationCheck => {
                self.views
                    .installation
                    .ui(ui, &self.model, settings, actions);
            }
        }
    }

    /// Sentences that have to be seen, above the page.
    fn problems_ui(&mut self, ui: &mut Ui, actions: &mut Vec<Action>) {
        views::unstored::ui(ui, &self.model.unstored, actions);
        let c = theme::colors(ui);
        let mut closed = None;
        for (index, problem) in self.problems.iter().enumerate() {
            Frame::new()
                .fill(c.warn_soft)
                .stroke(Stroke::new(1.0, c.warn))
                .corner_radius(size::RADIUS_CARD)
                .inner_margin(Margin::symmetric(16, 8))
                .show(ui, |ui| {
                    ui.set_width(ui.available_width());
                    ui.horizontal(|ui| {
                        let (symbol, weight) = State::Warning.icon();
                        let (_, spot) = ui.allocate_space(vec2(24.0, 24.0));
                        paint::icon(ui.painter(), spot.center(), symbol, weight, 20.0, c.warn);
                        let room = ui.available_width() - 44.0;
                        ui.allocate_ui_with_layout(
                            vec2(room, 24.0),
                            Layout::top_down(Align::LEFT),
                            |ui| {
                                ui.set_min_width(room);
                                ui.add(Label::new(Text::Body.rich(problem).color(c.text)).wrap())
                            },
                        );
                        let name = say!("notice-close", number = index + 1);
                        if ui.add(Button::square(icon::X, &name)).clicked() {
                            closed = Some(index);
                        }
                    });
                });
        }
        if let Some(index) = closed {
            self.problems.remove(index);
        }
    }
}

/// Whether the page Meter has nothing to tell of a session: none was, it reads no
/// meter out, or it was cancelled before anything came.
fn says_nothing(session: &Session) -> bool {
    match session {
        Session::Idle => true,
        Session::Running(running) => running.job != Job::ReadOut,
        Session::Ended(ended) => ended.job != Job::ReadOut || ended.verdict == Verdict::Cancelled,
    }
}

/// Whether an error card with its own filled button is in sight.
fn is_failure_shown(model: &super::Model, page: Page) -> bool {
    page == Page::Meter && model.failure().is_some()
}

/// The upper edge of the trace panel can be dragged.
fn resize_trace(ui: &mut Ui, panel: Rect, settings: &Settings, actions: &mut Vec<Action>) {
    let edge = Rect::from_min_max(
        pos2(panel.left(), panel.top() - 4.0),
        pos2(panel.right(), panel.top() + 4.0),
    );
    let response = ui
        .interact(edge, ui.scope_id().with("trace edge"), Sense::drag())
        .on_hover_and_drag_cursor(CursorIcon::ResizeVertical);
    if response.dragged() {
        let most = trace_most(ui.max_rect());
        let mut changed = settings.clone();
        changed.trace.height = (panel.height() - response.drag_delta().y).clamp(TRACE_LEAST, most);
        actions.push(Action::Change(Box::new(changed)));
    }
}
