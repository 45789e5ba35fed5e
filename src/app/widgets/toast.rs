//! Word of what succeeded elsewhere: one sentence, one action, gone after 6 s.
//!
//! Never for what went wrong; that stays on the page.

use std::time::Duration;

use eframe::egui::{Align2, Area, Context, Frame, Id, Margin, Order, Sense, Stroke, vec2};

use super::{Button, State, paint};
use crate::app::theme::{self, Text, size};
use crate::say;

/// How long a toast stays, in seconds.
const STAYS: f64 = 6.0;

/// The buttons at the foot of a page or a sheet, which it never covers.
const FOOT: f32 = size::CONTROL_BIG + 32.0;

/// What a toast offers to do with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    ShowInFolder,
    Open,
}

impl Offer {
    fn label(self) -> &'static str {
        match self {
            Offer::ShowInFolder => say!("widget-show-in-folder"),
            Offer::Open => say!("widget-open"),
        }
    }
}

/// The toast that is shown, if any. A new one takes the place of the old.
#[derive(Debug, Default)]
pub struct Toasts {
    shown: Option<Toast>,
}

#[derive(Debug)]
struct Toast {
    text: String,
    action: Option<Offer>,
    /// In the seconds of egui's clock; set when first drawn.
    ends: Option<f64>,
}

impl Toasts {
    /// Says `text`, with a button for `action`.
    pub fn say(&mut self, text: impl Into<String>, action: Option<Offer>) {
        self.shown = Some(Toast {
            text: text.into(),
            action,
            ends: None,
        });
    }

    /// Draws above the status bar; returns the action that was chosen.
    pub fn ui(&mut self, ctx: &Context) -> Option<Offer> {
        let toast = self.shown.as_mut()?;
        let action = toast.action;
        let now = ctx.input(|input| input.time);
        let ends = *toast.ends.get_or_insert(now + STAYS);
        let mut chosen = false;
        let area = Area::new(Id::unique("toast"))
            .order(Order::Foreground)
            .anchor(
                Align2::RIGHT_BOTTOM,
                vec2(-16.0, -(size::STATUS_BAR + FOOT + 8.0)),
            )
            .show(ctx, |ui| {
                let c = theme::colors(ui);
                Frame::new()
                    .fill(c.raised)
                    .stroke(Stroke::new(1.0, c.control))
                    .corner_radius(size::RADIUS_CARD)
                    .inner_margin(Margin::symmetric(16, 12))
                    .show(ui, |ui| {
                        ui.set_width(320.0 - 32.0);
                        ui.horizontal_top(|ui| {
                            let (rect, _) =
                                ui.allocate_exact_size(vec2(20.0, 20.0), Sense::hover());
                            let (icon, weight) = State::Good.icon();
                            paint::icon(ui.painter(), rect.center(), icon, weight, 20.0, c.ok);
                            ui.vertical(|ui| {
                                ui.label(Text::Body.rich(&toast.text).color(c.text));
                                if let Some(action) = toast.action {
                                    ui.horizontal(|ui| {
                                        // The words of the button under those above.
                                        ui.add_space(-ui.spacing().button_padding.x);
                                        chosen = ui.add(Button::quiet(action.label())).clicked();
                                    });
                                }
                            });
                        });
                    });
            });
        if area.response.contains_pointer() {
            toast.ends = Some(now + STAYS);
        } else if now >= ends || chosen {
            self.shown = None;
            ctx.request_repaint();
        }
        if let Some(ends) = self.shown.as_ref().and_then(|toast| toast.ends) {
            ctx.request_repaint_after(Duration::from_secs_f64((ends - now).max(0.0)));
        }
        action.filter(|_| chosen)
    }
}
