//! The page *Load profile*: what was drawn, and when?

use eframe::egui::Ui;

use crate::app::action::Action;
use crate::app::model::Model;
use crate::app::page::Page;
use crate::app::settings::Settings;
use crate::app::widgets::empty::empty_state;
use crate::app::widgets::title_row;

/// The page and what is its own.
#[derive(Debug, Default)]
pub struct LoadProfileView {}

impl LoadProfileView {
    /// Draws the page.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        _model: &Model,
        _settings: &Settings,
        _actions: &mut Vec<Action>,
    ) {
        title_row(ui, "Load profile", |_| {}, |_| {});
        empty_state(
            ui,
            Page::LoadProfile.icon(),
            "The load profile will be here, as a plot, as a calendar of days and as a table",
            "Until then the page Meter shows maxima and the values of earlier billing periods",
        );
    }
}
