//! The pages at the left.

use eframe::egui::{Rect, Stroke, Ui, UiBuilder, vec2};

use crate::app::action::Action;
use crate::app::model::{Model, Session, Verdict};
use crate::app::page::Page;
use crate::app::text;
use crate::app::theme::{self, Text};
use crate::app::widgets::State;
use crate::app::widgets::navigation::{Badge, Item};

/// Draws the navigation and says where to go.
pub fn ui(ui: &mut Ui, rect: Rect, page: Page, model: &Model, actions: &mut Vec<Action>) {
    let c = theme::colors(ui);
    ui.painter().rect_filled(rect, 0, c.sunken);
    ui.painter()
        .vline(rect.right() - 0.5, rect.y_range(), Stroke::new(1.0, c.line));
    let narrow = rect.width() < 100.0;
    let low = rect.height() < 600.0;
    let height = if low { 36.0 } else { 40.0 };

    let mut foot = rect.shrink(8.0);
    foot.min.y = foot.max.y - height;
    let mut top = rect.shrink2(vec2(8.0, 8.0));
    top.max.y = foot.min.y - 4.0;
    let mut list = ui.new_child(UiBuilder::new().max_rect(top));
    list.shrink_clip_rect(rect);
    list.spacing_mut().item_spacing.y = 2.0;
    for (heading, pages) in [
        ("This meter", &Page::THIS_METER[..]),
        ("Library", &Page::LIBRARY[..]),
    ] {
        if narrow {
            list.add_space(4.0);
        } else {
            let (_, line) =
                list.allocate_space(vec2(list.available_width(), if low { 24.0 } else { 28.0 }));
            super::super::widgets::paint::line(
                &list,
                line.left() + 12.0,
                line.center().y + 2.0,
                Text::Caption,
                c.text2,
                heading,
            );
        }
        for each in pages {
            item(&mut list, *each, page, model, narrow, height, actions);
        }
        list.add_space(if low { 4.0 } else { 10.0 });
    }
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
            Session::Running(_) => Some(Badge::Icon(State::UnderWay, "Reading")),
            Session::Ended(ended) => match ended.verdict {
                Verdict::Failed(_) => Some(Badge::Icon(State::Wrong, text::verdict(ended))),
                Verdict::Damaged(_) => Some(Badge::Icon(State::Warning, text::verdict(ended))),
                Verdict::Complete | Verdict::Cancelled => None,
            },
            Session::Idle => None,
        },
        Page::Clock => {
            let drift = model.readout()?.clock_drift?;
            let (state, _) = text::clock(Some(drift));
            (state == State::Warning).then(|| Badge::Worded(state, text::drift_short(drift)))
        }
        _ => None,
    }
}
