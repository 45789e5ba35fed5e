//! The review sheet: each change with the very command that will be sent, the
//! password, and, once it is sent, the protocol of what came of it.
//!
//! A panel, not a dialog: the table beside it stays readable and editable. Nothing
//! but this sheet sends a command that changes the meter.

mod foot;
mod item;

use eframe::egui::{
    Align, Frame, Key, Label, Layout, Margin, Modifiers, Rect, Role, ScrollArea, Sense, Stroke, Ui,
    UiBuilder, WidgetInfo, pos2, vec2,
};

use super::review::{self, Item};
use super::{groups, words};
use crate::app::action::Action;
use crate::app::model::{Model, Session};
use crate::app::settings::Settings;
use crate::app::theme::{self, IconWeight, Text, icon};
use crate::app::widgets::{Button, State, TypedPassword, paint};
use crate::order::Order;
use crate::profile::Profile;
use crate::say;
use crate::worker::{Change, Task, WriteOutcome, WriteState};
use item::How;

/// The head with the title.
const HEAD: f32 = 64.0;
/// Below this height of the sheet its foot scrolls with the rest.
const LOW: f32 = 400.0;

/// The sheet while it is open.
#[derive(Debug)]
pub(super) struct Sheet {
    what: What,
    shown: Shown,
    /// The level whose changes are written now; `None` without one.
    level: Option<u8>,
    /// By level.
    typed: Vec<(u8, TypedPassword)>,
    stop_at_first: bool,
    remember: bool,
    /// The levels that were asked about: wrong tries, the keyring.
    asked: Vec<u8>,
    /// Something was sent from this sheet.
    sent: bool,
    fresh: bool,
}

/// What is reviewed.
#[derive(Debug, Clone, PartialEq)]
enum What {
    Changes,
    Raw(Order),
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Review,
    /// What was sent, and what came of it.
    Protocol,
}

impl Sheet {
    /// The review of what is staged; the last protocol where nothing is.
    pub(super) fn of(model: &Model) -> Sheet {
        Sheet {
            shown: if model.staging.is_empty() {
                Shown::Protocol
            } else {
                Shown::Review
            },
            ..Sheet::new(What::Changes)
        }
    }

    /// The review of a raw command.
    pub(super) fn of_raw(order: Order) -> Sheet {
        Sheet::new(What::Raw(order))
    }

    fn new(what: What) -> Sheet {
        Sheet {
            what,
            shown: Shown::Review,
            level: None,
            typed: Vec::new(),
            stop_at_first: true,
            remember: false,
            asked: Vec::new(),
            sent: false,
            fresh: true,
        }
    }

    /// Whether it has the button that writes.
    pub(super) fn is_review(&self) -> bool {
        self.shown == Shown::Review
    }

    /// Draws the sheet; true when it is to be closed.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        place: Rect,
        profile: Option<&Profile>,
        model: &Model,
        settings: &Settings,
        actions: &mut Vec<Action>,
    ) -> bool {
        let c = theme::colors(ui);
        ui.painter().rect_filled(place, 0, c.window);
        let busy = model.running().is_some();
        self.turn(model, busy);
        let items = self.items(profile, model);
        self.choose_level(&items, profile);
        if self.shown == Shown::Review && items.is_empty() && self.what == What::Changes {
            return true;
        }
        let mut ui = ui.new_child(
            UiBuilder::new()
                .id_salt("review")
                .max_rect(place)
                .layout(Layout::top_down(Align::LEFT)),
        );
        let ui = &mut ui;
        ui.shrink_clip_rect(place);
        ui.spacing_mut().item_spacing = vec2(8.0, 12.0);
        let mut close = self.head(ui, place, &items, busy);
        let foot = foot::height(self, &items, profile, model, settings);
        let mut body = place;
        body.min.y = place.top() + HEAD;
        let low = place.height() < LOW;
        if !low {
            body.max.y -= foot;
        }
        let mut inner = ui.new_child(UiBuilder::new().id_salt("items").max_rect(body));
        inner.shrink_clip_rect(body);
        ScrollArea::vertical()
            .id_salt("items")
            .auto_shrink(false)
            .show(&mut inner, |ui| {
                Frame::new()
                    .inner_margin(Margin::symmetric(24, 16))
                    .show(ui, |ui| {
                        ui.set_width(ui.available_width());
                        self.body(ui, &items, profile, model, actions);
                    });
                if low {
                    let (_, place) = ui.allocate_space(vec2(ui.available_width(), foot));
                    close |= foot::ui(self, ui, place, &items, profile, model, settings, actions);
                }
            });
        if !low {
            let mut place = place;
            place.min.y = body.bottom();
            close |= foot::ui(self, ui, place, &items, profile, model, settings, actions);
        }
        let edge = Stroke::new(1.0, c.control);
        ui.painter()
            .vline(place.left() + 0.5, place.y_range(), edge);
        let escaped = !busy && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape));
        close || escaped
    }

    /// Back to the review of what is staged now.
    fn review_again(&mut self) {
        self.shown = Shown::Review;
        self.sent = false;
        self.fresh = true;
        // The meter may have counted a wrong password.
        self.asked.clear();
    }

    /// From review to protocol and, where nothing was sent after all, back.
    fn turn(&mut self, model: &Model, busy: bool) {
        if busy || self.shown == Shown::Review || !self.sent {
            return;
        }
        let programme = &model.programme;
        let went_out = |state: &WriteState| matches!(state, WriteState::Ended(record) if record.outcome != WriteOutcome::NotSent);
        let nothing_went_out = match self.what {
            What::Changes => !programme.run.iter().any(|(_, state)| went_out(state)),
            What::Raw(_) => false,
        };
        let stopped = programme.refused.is_some() || programme.failure.is_some();
        if stopped && nothing_went_out && !model.staging.is_empty()
            || matches!(self.what, What::Raw(_)) && programme.refused.is_some()
        {
            self.shown = Shown::Review;
            self.fresh = true;
            // The meter may have counted it.
            self.asked.clear();
        }
    }

    /// What is reviewed, or was sent.
    fn items(&self, profile: Option<&Profile>, model: &Model) -> Vec<(Item, How)> {
        match (&self.what, self.shown) {
            (What::Raw(_), _) => Vec::new(),
            (What::Changes, Shown::Review) => review::items(model, profile)
                .into_iter()
                .map(|item| (item, How::Staged))
                .collect(),
            (What::Changes, Shown::Protocol) => {
                let busy = model.running().is_some();
                let run = model.programme.run.iter();
                run.map(|(change, state)| {
                    let how = match state {
                        WriteState::Waiting if busy => How::Waiting,
                        WriteState::Waiting => How::NotSent,
                        WriteState::Writing => How::Writing,
                        WriteState::ReadingBack => How::ReadingBack,
                        WriteState::Ended(record) => How::Ended(Box::new(record.clone())),
                    };
                    (Item::of_change(change, profile), how)
                })
                .collect()
            }
        }
    }

    fn choose_level(&mut self, items: &[(Item, How)], profile: Option<&Profile>) {
        if let What::Raw(order) = &self.what {
            if self.level.is_none() && order.needs_password() {
                let programming = profile.and_then(|profile| profile.programming.as_ref());
                self.level = programming
                    .and_then(|programming| programming.levels.first())
                    .map(|level| level.number);
            }
            return;
        }
        let levels = levels(items);
        if self.level.is_none_or(|level| !levels.contains(&level)) {
            self.level = levels.first().copied();
        }
    }

    fn head(&mut self, ui: &mut Ui, place: Rect, items: &[(Item, How)], busy: bool) -> bool {
        let c = theme::colors(ui);
        let mut head = place;
        head.max.y = place.top() + HEAD;
        ui.painter().rect_filled(head, 0, c.surface);
        let edge = Stroke::new(1.0, c.line);
        ui.painter()
            .hline(head.x_range(), head.bottom() - 0.5, edge);
        let middle = head.center().y;
        let (title, said) = self.titles(items, busy);
        let end = paint::line(ui, head.left() + 24.0, middle, Text::Title, c.text, &title);
        let right = head.right() - 60.0;
        paint::line_cut(ui, end + 12.0, right, middle, Text::Body, c.text2, &said);
        let response = ui.interact(head, ui.scope_id().with("head"), Sense::hover());
        response.widget_info(|| {
            let words = format!("{title} {said}");
            WidgetInfo::labeled(Role::Heading, true, words.trim_end())
        });
        let corner =
            Rect::from_min_size(pos2(head.right() - 52.0, middle - 18.0), vec2(36.0, 36.0));
        let mut child = ui.new_child(UiBuilder::new().max_rect(corner));
        let off = busy.then_some(say!("registers-stays-open"));
        let button = Button::square(icon::X, say!("registers-close-review"));
        child.add(button.off(off)).clicked()
    }

    fn titles(&self, items: &[(Item, How)], busy: bool) -> (String, String) {
        if let What::Raw(_) = self.what {
            return match self.shown {
                Shown::Review => (
                    say!("registers-review-command").to_owned(),
                    say!("registers-nothing-sent").to_owned(),
                ),
                Shown::Protocol if busy => (say!("registers-sending").to_owned(), String::new()),
                Shown::Protocol => (say!("registers-command-sent").to_owned(), String::new()),
            };
        }
        let count = items.len();
        if self.shown == Shown::Review {
            return (
                say!("registers-review-changes", count = count),
                say!("registers-nothing-sent").to_owned(),
            );
        }
        let verified = items.iter().filter(|(_, how)| how.is_verified()).count();
        let ended = items
            .iter()
            .filter(|(_, how)| matches!(how, How::Ended(_)))
            .count();
        match verified {
            _ if busy => {
                let now = (ended + 1).min(count);
                (
                    say!("registers-writing-of", now = now, all = count),
                    String::new(),
                )
            }
            all if all == count => (say!("registers-written", count = count), String::new()),
            some => (
                say!("registers-some-verified", some = some, all = count),
                String::new(),
            ),
        }
    }

    fn body(
        &mut self,
        ui: &mut Ui,
        items: &[(Item, How)],
        profile: Option<&Profile>,
        model: &Model,
        actions: &mut Vec<Action>,
    ) {
        let c = theme::colors(ui);
        let is_review = self.shown == Shown::Review;
        if self.sent && model.running().is_none() {
            let told = match (&model.programme.refused, &model.programme.failure) {
                (Some(refused), _) => Some(words::refused_password(refused)),
                (None, Some(failure)) => {
                    let first = failure.checks.first();
                    let check = first.map_or(String::new(), |check| format!(". {}", check.title));
                    {
                        let cause = failure.cause.to_string();
                        let cause = cause.trim_end_matches('.');
                        Some((failure.headline.to_string(), format!("{cause}{check}")))
                    }
                }
                (None, None) => None,
            };
            if let Some((headline, cause)) = told {
                groups::notice(ui, State::Wrong, &headline, &cause);
            }
        }
        if is_review {
            for words in review::preconditions(profile, self.level) {
                groups::notice(ui, State::Warning, &words, "");
            }
        }
        if let What::Raw(order) = &self.what {
            item::raw_ui(ui, order, is_review, model);
        }
        let several = levels(items).len() > 1;
        for (number, (item, how)) in items.iter().enumerate() {
            let told = item::Told {
                number: number + 1,
                profile,
                another_level: is_review && several && item.level != self.level,
            };
            match item::ui(ui, item, how, &told) {
                Some(item::Wish::Unstage) => {
                    actions.push(Action::Unstage(item.change.register.address.clone()))
                }
                Some(item::Wish::ReadBack) => actions.push(Action::Programme {
                    task: Task::Settle,
                    credentials: Vec::new(),
                }),
                None => {}
            }
        }
        if is_review && self.what == What::Changes {
            let words = if self.stop_at_first {
                say!("registers-stops-at-first")
            } else {
                say!("registers-goes-on")
            };
            ui.horizontal_top(|ui| {
                let (_, spot) = ui.allocate_space(vec2(20.0, 20.0));
                let middle = spot.center();
                let weight = IconWeight::Regular;
                paint::icon(
                    ui.painter(),
                    middle,
                    icon::LIST_CHECKS,
                    weight,
                    20.0,
                    c.text2,
                );
                ui.add(Label::new(Text::Body.rich(words).color(c.text2)).wrap());
            });
        }
    }

    /// The changes of the level that is written now.
    fn changes(&self, items: &[(Item, How)]) -> Vec<Change> {
        items
            .iter()
            .filter(|(item, _)| item.level == self.level)
            .map(|(item, _)| item.change.clone())
            .collect()
    }
}

fn levels(items: &[(Item, How)]) -> Vec<u8> {
    let items: Vec<Item> = items.iter().map(|(item, _)| item.clone()).collect();
    review::levels(&items)
}

/// How many writes nobody knows the outcome of, by the last word on each register.
pub(super) fn unknown_writes(model: &Model) -> usize {
    let programme = &model.programme;
    let is_last = |write: &&crate::worker::WriteRecord| {
        programme.last_write(&write.register.address) == Some(*write)
    };
    let unknown = programme
        .writes
        .iter()
        .filter(|write| write.outcome == WriteOutcome::Unknown)
        .filter(is_last);
    match &model.session {
        Session::Running(_) => 0,
        Session::Idle | Session::Ended(_) => unknown.count(),
    }
}
