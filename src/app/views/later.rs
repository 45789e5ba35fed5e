//! The pages that are still to come: what will be there, and what serves meanwhile.

use eframe::egui::Ui;

use crate::app::page::Page;
use crate::app::widgets::empty::empty_state;
use crate::app::widgets::title_row;

/// Draws an honest page without buttons.
pub fn ui(ui: &mut Ui, page: Page) {
    let (what, meanwhile) = match page {
        Page::InstallationCheck => (
            "The phasor diagram will be here, with a verdict for each phase",
            "Until then the page Meter shows the voltages and currents that the readout holds",
        ),
        Page::Meter
        | Page::Registers
        | Page::LoadProfile
        | Page::Logbook
        | Page::Clock
        | Page::ParameterSets
        | Page::DeviceProfiles
        | Page::Visits
        | Page::Settings => return,
    };
    title_row(ui, page.title(), |_| {}, |_| {});
    empty_state(ui, page.icon(), what, meanwhile);
}
