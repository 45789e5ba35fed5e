//! The pages at the left.

use eframe::egui::{Rect, ScrollArea, Stroke, Ui, UiBuilder, vec2};

use crate::app::action::Action;
use crate::app::model::{Job, Model, Session, Verdict};
use crate::app::page::Page;
use crate::app::text;
use crate::app::theme::{self, Text};
use crate::app::widgets::navigation::{Badge, Item};
use crate::app::widgets::{State, paint};
use crate::installation::State as Wiring;
use crate::say;

/// Draws the navigation and says where to go.
pub fn ui(ui: &mut Ui, rect: Rect, page: Page, model: &Model, actions: &mut Vec<Action>) {
    let c = theme::colors(ui);
    ui.painter().rect_filled(rect, 0, c.sunken);
    ui.painter()
        .vline(rect.right() - 0.5, rect.y_range(), Stroke::new(1.0, c.line));
    let narrow = rect.width() < 100.0;
    let low = rect.height() < 600.0;
    let height = item_height(low);

    let mut foot = rect.shrink(8.0);
    foot.min.y = foot.max.y - height;
    let mut top = rect.shrink2(vec2(8.0, 8.0));
    top.max.y = foot.min.y - 4.0;
    let mut list = ui.new_child(UiBuilder::new().max_rect(top));
    list.shrink_clip_rect(Rect::from_x_y_ranges(rect.x_range(), top.y_range()));
    // Only a very low window has anything to scroll here.
    ScrollArea::vertical()
        .auto_shrink(false)
        .show(&mut list, |list| {
            list.spacing_mut().item_spacing.y = 2.0;
            group(
                list,
                say!("page-group-this-meter"),
                &Page::THIS_METER,
                (narrow, low),
                page,
                model,
                actions,
            );
            group(
                list,
                say!("page-group-library"),
                &Page::LIBRARY,
                (narrow, low),
                page,
                model,
                actions,
            );
        });
    let mut foot = ui.new_child(UiBuilder::new().max_rect(foot));
    item(
        &mut foot,
        Page::Settings,
        page,
        model,
        narrow,
        height,
        actions,
    );
}

fn group(
    ui: &mut Ui,
    heading: &str,
    pages: &[Page],
    (narrow, low): (bool, bool),
    chosen: Page,
    model: &Model,
    actions: &mut Vec<Action>,
) {
    let c = theme::colors(ui);
    if narrow {
        ui.add_space(4.0);
    } else {
        let height = if low { 24.0 } else { 28.0 };
        let (_, line) = ui.allocate_space(vec2(ui.available_width(), height));
        let middle = line.center().y + 2.0;
        paint::line(
            ui,
            line.left() + 12.0,
            middle,
            Text::Caption,
            c.text2,
            heading,
        );
    }
    for page in pages {
        item(ui, *page, chosen, model, narrow, item_height(low), actions);
    }
    ui.add_space(if low { 4.0 } else { 10.0 });
}

fn item_height(low: bool) -> f32 {
    if low { 36.0 } else { 40.0 }
}

fn item(
    ui: &mut Ui,
    page: Page,
    chosen: Page,
    model: &Model,
    narrow: bool,
    height: f32,
    actions: &mut Vec<Action>,
) {
    let badge = badge(page, model);
    let response = ui.add(Item {
        icon: page.icon(),
        label: page.title(),
        chosen: page == chosen,
        badge: badge.as_ref(),
        narrow,
        height,
    });
    if response.clicked() {
        actions.push(Action::Show(page));
    }
}

fn badge(page: Page, model: &Model) -> Option<Badge> {
    match page {
        Page::Meter => match &model.session {
            Session::Running(running) if running.job == Job::ReadOut => {
                Some(Badge::Icon(State::UnderWay, say!("session-reading")))
            }
            Session::Running(_) => None,
            Session::Ended(ended) if ended.job != Job::ReadOut => None,
            Session::Ended(ended) => match ended.verdict {
                Verdict::Failed(_) => Some(Badge::Icon(State::Wrong, text::verdict(ended))),
                Verdict::Damaged(_) => Some(Badge::Icon(State::Warning, text::verdict(ended))),
                Verdict::Complete | Verdict::Cancelled => None,
            },
            Session::Idle => None,
        },
        Page::Registers => {
            let staged = model.staging.len();
            (staged > 0).then(|| Badge::Worded(State::Staged, staged.to_string()))
        }
        Page::Clock if page.is_ready() => {
            let drift = model.clock_drift()?;
            let (state, _) = text::clock(Some(drift));
            (state == State::Warning).then(|| Badge::Worded(state, text::drift_short(drift)))
        }
        Page::InstallationCheck => (model.inspection.state() == Some(Wiring::Faulty))
            .then_some(Badge::Icon(State::Wrong, "Faulty")),
        Page::Logbook => {
            let new = model.new_log_entries();
            (new > 0).then_some(Badge::Count(new))
        }
        _ => None,
    }
}
