//! The groups of registers, what is to be said above the table, and the password that
//! reading may need.

use eframe::egui::{
    Align, Frame, Id, Key, Label, Layout, Margin, Modifiers, Popup, Rect, Role, ScrollArea, Sense,
    Stroke, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

use super::rows::{Group, Listing};
use super::{review, words};
use crate::app::action::Action;
use crate::app::model::Model;
use crate::app::theme::{self, Text, size};
use crate::app::widgets::{
    Button, PasswordField, State, TypedPassword, drop_down, menu_row, paint, table_card,
};
use crate::profile::Profile;
use crate::say;
use crate::worker::{Credentials, Task};

/// An entry of the list.
const ENTRY: f32 = 36.0;

/// The entries of the list: what they show, what they are called, how many there are.
fn entries(listing: &Listing) -> Vec<(Group, String, Option<usize>)> {
    let all = listing.registers.len();
    let mut entries = vec![(Group::All, say!("registers-all").to_owned(), Some(all))];
    entries.extend(listing.groups.iter().map(|(name, count)| {
        let shown = super::rows::group_name(name).into_owned();
        (Group::Named(name.clone()), shown, Some(*count))
    }));
    let profile = listing.profile.as_ref();
    let speaking = profile.filter(|profile| profile.programming.is_some());
    if let Some(profile) = speaking {
        if !profile.actions.is_empty() {
            let count = Some(profile.actions.len());
            entries.push((
                Group::Commands,
                say!("registers-commands").to_owned(),
                count,
            ));
        }
        entries.push((Group::Raw, say!("registers-raw").to_owned(), None));
    }
    entries
}

/// The list at the left of the page.
pub(super) fn list(ui: &mut Ui, place: Rect, listing: &Listing, chosen: &mut Group) {
    let c = theme::colors(ui);
    let mut child = ui.new_child(UiBuilder::new().id_salt("groups").max_rect(place));
    table_card(&mut child, |ui| {
        let card = ui.available_rect_before_wrap();
        ui.allocate_space(card.size());
        let inner = card.shrink(7.0);
        let mut child = ui.new_child(UiBuilder::new().max_rect(inner));
        ScrollArea::vertical()
            .auto_shrink(false)
            .show(&mut child, |ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                let mut lined = false;
                for (group, name, count) in entries(listing) {
                    // Registers above the line, commands below it.
                    let is_command = matches!(group, Group::Commands | Group::Raw);
                    if is_command && !std::mem::replace(&mut lined, true) {
                        let (_, line) = ui.allocate_space(vec2(ui.available_width(), 9.0));
                        let edge = Stroke::new(1.0, c.line);
                        ui.painter().hline(line.x_range(), line.center().y, edge);
                    }
                    if entry(ui, &name, count, *chosen == group) {
                        *chosen = group;
                    }
                }
            });
    });
}

fn entry(ui: &mut Ui, name: &str, count: Option<usize>, chosen: bool) -> bool {
    let c = theme::colors(ui);
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), ENTRY), Sense::click());
    response.widget_info(|| {
        let label = say!("registers-group", name = name);
        WidgetInfo::selected(Role::RadioButton, ui.is_enabled(), chosen, label)
    });
    if chosen || response.hovered() {
        ui.painter()
            .rect_filled(rect, size::RADIUS_CONTROL, c.select);
    }
    if response.has_focus() {
        let edge = Stroke::new(2.0, c.accent);
        let inside = eframe::egui::StrokeKind::Inside;
        ui.painter()
            .rect_stroke(rect, size::RADIUS_CONTROL, edge, inside);
    }
    let middle = rect.center().y;
    let mut right = rect.right() - 10.0;
    if let Some(count) = count {
        let count = count.to_string();
        right = paint::line_right(ui, right, middle, Text::Small, c.text2, &count) - 8.0;
    }
    let (style, color) = if chosen {
        (Text::Strong, c.text)
    } else {
        (Text::Body, c.text2)
    };
    let cut = paint::line_cut(ui, rect.left() + 12.0, right, middle, style, color, name);
    let clicked = response.clicked();
    if cut {
        response.on_hover_text(name);
    }
    clicked
}

/// The same as a drop-down, `All registers, 64`.
pub(super) fn choice(ui: &mut Ui, width: f32, listing: &Listing, chosen: &mut Group) {
    let labelled: Vec<(Group, String)> = entries(listing)
        .into_iter()
        .map(|(group, name, count)| match count {
            Some(count) => (group, format!("{name}, {count}")),
            None => (group, name),
        })
        .collect();
    let value = labelled
        .iter()
        .find(|(group, _)| group == chosen)
        .map_or("", |(_, label)| label.as_str());
    let menu = Id::unique("groups of registers");
    let open = Popup::is_id_open(ui.ctx(), menu);
    let response = drop_down(ui, say!("registers-group-field"), value, width, open);
    Popup::menu(&response).id(menu).show(|ui| {
        ui.set_width(260.0);
        ui.spacing_mut().item_spacing.y = 2.0;
        ScrollArea::vertical().max_height(420.0).show(ui, |ui| {
            for (group, label) in &labelled {
                if menu_row(ui, None, label, "", group == chosen).clicked() {
                    *chosen = group.clone();
                    ui.close();
                }
            }
        });
    });
}

/// What is to be said above the table. `reviewing`: the sheet says how it ended.
pub(super) fn notices(
    ui: &mut Ui,
    profile: Option<&Profile>,
    model: &Model,
    reviewing: bool,
    actions: &mut Vec<Action>,
) {
    let c = theme::colors(ui);
    if let Some(profile) = profile
        && profile.programming.is_none()
    {
        let words = say!(
            "registers-no-programming-shown",
            reason = words::no_programming(profile)
        );
        ui.horizontal(|ui| {
            let (symbol, weight) = State::ReadOnly.icon();
            let (_, spot) = ui.allocate_space(vec2(20.0, 20.0));
            paint::icon(ui.painter(), spot.center(), symbol, weight, 16.0, c.text2);
            ui.add(Label::new(Text::Body.rich(words).color(c.text2)).wrap());
        });
    }
    if reviewing || model.running().is_some() {
        return;
    }
    let told = match (&model.programme.refused, &model.programme.failure) {
        (Some(refused), _) => Some(words::refused_password(refused)),
        (None, Some(failure)) => Some((failure.headline.to_string(), failure.cause.to_string())),
        (None, None) => None,
    };
    if let Some((headline, cause)) = told {
        notice(ui, State::Wrong, &headline, &cause);
    }
    // What the journal has stands above every page already.
    let is_told = model.changes.unknown().next().is_some();
    let unknown = super::sheet::unknown_writes(model);
    if unknown > 0 && !is_told {
        let headline = say!("registers-outcome-unknown", count = unknown);
        let cause = say!("registers-line-broke");
        notice(ui, State::Warning, &headline, cause);
        if ui
            .add(
                Button::plain(say!("registers-read-it-back"))
                    .name(say!("registers-read-back-unknown")),
            )
            .clicked()
        {
            actions.push(Action::Programme {
                task: Task::Settle,
                credentials: Vec::new(),
            });
        }
    }
}

/// A framed sentence with its icon.
pub(super) fn notice(ui: &mut Ui, state: State, headline: &str, cause: &str) {
    let c = theme::colors(ui);
    Frame::new()
        .fill(state.soft(c))
        .stroke(Stroke::new(1.0, state.color(c)))
        .corner_radius(size::RADIUS_CARD)
        .inner_margin(Margin::symmetric(16, 8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal_top(|ui| {
                let (symbol, weight) = state.icon();
                let (_, spot) = ui.allocate_space(vec2(20.0, 20.0));
                let color = state.color(c);
                paint::icon(ui.painter(), spot.center(), symbol, weight, 20.0, color);
                let room = ui.available_width();
                let layout = Layout::top_down(Align::LEFT);
                ui.allocate_ui_with_layout(vec2(room, 20.0), layout, |ui| {
                    ui.set_min_width(room);
                    ui.spacing_mut().item_spacing.y = 2.0;
                    ui.add(Label::new(Text::Strong.rich(headline).color(c.text)).wrap());
                    if !cause.is_empty() {
                        ui.add(Label::new(Text::Small.rich(cause).color(c.text)).wrap());
                    }
                });
            });
        });
}

/// The password that reading needs, asked for above the table.
#[derive(Debug)]
pub(super) struct Asking {
    pub(super) task: Task,
    level: u8,
    typed: TypedPassword,
    fresh: bool,
}

/// What became of the question in this frame.
pub(super) enum Asked {
    Waiting,
    Left,
    Given(Credentials),
}

impl Asking {
    /// The question before `task`, or the task where nothing has to be asked.
    pub(super) fn before(task: Task, profile: Option<&Profile>) -> Result<Asking, Task> {
        let level = profile
            .and_then(|profile| profile.programming.as_ref())
            .and_then(|programming| programming.level(programming.read_level?));
        match level.filter(|level| review::asks_for_password(level)) {
            Some(level) => Ok(Asking {
                task,
                level: level.number,
                typed: TypedPassword::default(),
                fresh: true,
            }),
            None => Err(task),
        }
    }

    /// Draws the question.
    pub(super) fn ui(&mut self, ui: &mut Ui, profile: Option<&Profile>) -> Asked {
        let c = theme::colors(ui);
        let mut asked = Asked::Waiting;
        let id = Id::unique("password to read");
        let (_, row) = ui.allocate_space(vec2(ui.available_width(), size::CONTROL_BIG));
        let layout = Layout::left_to_right(Align::Center);
        let mut ui = ui.new_child(UiBuilder::new().max_rect(row).layout(layout));
        let ui = &mut ui;
        ui.spacing_mut().item_spacing.x = 8.0;
        let level = words::level(profile, self.level);
        let field = ui.add(PasswordField {
            caption: &say!("registers-password-to-read", level = level),
            typed: &mut self.typed,
            width: 260.0,
            enabled: true,
            id,
        });
        if std::mem::take(&mut self.fresh) {
            field.request_focus();
        }
        let problem = words::password_problem(profile, self.level, &self.typed);
        let (enter, escape) = ui.input_mut(|input| {
            (
                field.has_focus() && input.consume_key(Modifiers::NONE, Key::Enter),
                input.consume_key(Modifiers::NONE, Key::Escape),
            )
        });
        let button = Button::plain(say!("registers-read"))
            .big()
            .off(problem.as_deref());
        let read = ui
            .add(button.name(say!("registers-read-with-password")))
            .clicked();
        if ui
            .add(Button::quiet(say!("registers-leave")).name(say!("registers-leave-password")))
            .clicked()
            || escape
        {
            asked = Asked::Left;
        } else if (read || enter) && problem.is_none() {
            asked = Asked::Given(Credentials {
                level: self.level,
                password: self.typed.take(),
            });
        }
        let at = pos2(ui.cursor().left() + 8.0, row.center().y);
        let words = say!("registers-sent-once-only");
        paint::line_cut(ui, at.x, row.right(), at.y, Text::Small, c.text2, words);
        asked
    }
}
