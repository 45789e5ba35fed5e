//! The page *Logbook*: what happened to the meter?

use eframe::egui::Ui;

use crate::app::action::Action;
use crate::app::model::Model;
use crate::app::page::Page;
use crate::app::settings::Settings;
use crate::app::widgets::empty::empty_state;
use crate::app::widgets::title_row;

/// The page and what is its own.
#[derive(Debug, Default)]
pub struct LogbookView {}

impl LogbookView {
    /// Draws the page.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        _model: &Model,
        _settings: &Settings,
        _actions: &mut Vec<Action>,
    ) {
        title_row(ui, "Logbook", |_| {}, |_| {});
        empty_state(
            ui,
            Page::Logbook.icon(),
            "The events that the meter has written down will be here",
            "Until then the page Meter shows the error register and the counters of events",
        );
    }
}
