//! A page that has nothing to show yet.

use eframe::egui::{Ui, vec2};

use super::paint;
use crate::app::theme::{self, Icon, IconWeight, Text};

/// One sentence of what will be here, and one of what to do meanwhile.
pub fn empty_state(ui: &mut Ui, icon: Icon, what: &str, meanwhile: &str) {
    let colors = theme::colors(ui);
    super::card(ui, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 16.0;
            let (_, rect) = ui.allocate_space(vec2(32.0, 44.0));
            paint::icon(
                ui.painter(),
                rect.center(),
                icon,
                IconWeight::Regular,
                28.0,
                colors.accent,
            );
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                ui.label(Text::Strong.rich(what).color(colors.text));
                ui.label(Text::Body.rich(meanwhile).color(colors.text2));
            });
        });
    });
}
