//! The page Meter: what is this meter, is it healthy, what does it read?

pub mod facts;
pub mod sheet;
pub mod words;

use eframe::egui::{ScrollArea, Ui};

use super::session;
use crate::app::action::Action;
use crate::app::model::Model;
use crate::app::settings::Settings;
use crate::app::theme::{self, Text};
use crate::app::widgets::{card, title_row};

/// What is chosen on the page.
#[derive(Debug, Default)]
pub struct MeterView {}

impl MeterView {
    /// Puts the cursor into the search field in the next frame.
    pub fn focus_search(&mut self) {}

    /// Draws the page; [`super::first_start`] stands in while there is nothing.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        model: &Model,
        _settings: &Settings,
        actions: &mut Vec<Action>,
    ) {
        let c = theme::colors(ui);
        title_row(ui, "Meter", |ui| session::said(ui, model, actions), |_| {});
        if model.reading.is_none() {
            ScrollArea::vertical()
                .auto_shrink(false)
                .show(ui, |ui| session::ui(ui, model, actions));
            return;
        }
        session::ui(ui, model, actions);
        if let Some(readout) = model.readout() {
            card(ui, |ui| {
                let words = format!("{} data sets", readout.data_sets.len());
                ui.label(Text::Body.rich(words).color(c.text2));
            });
        }
    }
}
