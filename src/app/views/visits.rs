//! The page Visits: where is the proof?

use eframe::egui::Ui;

use crate::app::action::Action;
use crate::app::model::Model;
use crate::app::page::Page;
use crate::app::settings::Settings;
use crate::app::widgets::empty::empty_state;
use crate::app::widgets::title_row;

/// What is chosen on the page.
#[derive(Debug, Default)]
pub struct VisitsView {}

impl VisitsView {
    /// Draws the page.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        _model: &Model,
        _settings: &Settings,
        _actions: &mut Vec<Action>,
    ) {
        title_row(ui, "Visits", |_| {}, |_| {});
        empty_state(
            ui,
            Page::Visits.icon(),
            "No visits yet",
            "Each readout is stored here by itself",
        );
    }
}
