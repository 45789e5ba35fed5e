//! The foot of the review sheet: the password and the one button that writes.

use eframe::egui::{Align, Id, Key, Layout, Modifiers, Rect, Stroke, Ui, UiBuilder, pos2, vec2};

use super::super::review::{self, Item};
use super::super::words;
use super::{How, Sheet, Shown, What};
use crate::app::action::Action;
use crate::app::model::{Keyring, Model};
use crate::app::settings::Settings;
use crate::app::theme::{self, Text, icon, size};
use crate::app::views::confirm::{levels_asked, typed_of};
use crate::app::views::passwords::stakes;
use crate::app::widgets::{
    Button, PasswordField, State, TypedPassword, check_box, paint, segments,
};
use crate::profile::{Level, Profile};
use crate::say;
use crate::secret::Password;
use crate::worker::{Credentials, Task, Tries};

const PADDING: f32 = 16.0;
const GAP: f32 = 12.0;
/// A line of words above the buttons.
const LINE: f32 = 36.0;
const FIELD: f32 = 223.0;

/// How high the foot is.
pub(super) fn height(
    sheet: &Sheet,
    items: &[(Item, How)],
    profile: Option<&Profile>,
    model: &Model,
    settings: &Settings,
) -> f32 {
    let mut rows = vec![size::CONTROL_BIG];
    if sheet.shown == Shown::Review {
        if has_levels(sheet, items, profile) {
            rows.push(size::CONTROL);
        }
        if sheet.what == What::Changes || can_remember(sheet, profile, model) {
            rows.push(24.0);
        }
        let levels = password_levels(sheet, profile);
        rows.extend(levels.iter().map(|_| size::CONTROL_BIG));
        if words::why_no_writing(model.may_write, settings.role).is_some() {
            rows.push(LINE);
        }
    }
    let gaps = rows.len() as f32 - 1.0;
    rows.iter().sum::<f32>() + gaps * GAP + 2.0 * PADDING + 1.0
}

/// Draws the foot; true when the sheet is to be closed.
#[expect(
    clippy::too_many_arguments,
    reason = "one call, of what the sheet was given"
)]
pub(super) fn ui(
    sheet: &mut Sheet,
    ui: &mut Ui,
    place: Rect,
    items: &[(Item, How)],
    profile: Option<&Profile>,
    model: &Model,
    settings: &Settings,
    actions: &mut Vec<Action>,
) -> bool {
    let c = theme::colors(ui);
    ui.painter().rect_filled(place, 0, c.surface);
    let edge = Stroke::new(1.0, c.line);
    ui.painter().hline(place.x_range(), place.top() + 0.5, edge);
    let inner = place.shrink2(vec2(24.0, PADDING));
    let mut ui = ui.new_child(
        UiBuilder::new()
            .id_salt("review foot")
            .max_rect(inner)
            .layout(Layout::top_down(Align::LEFT)),
    );
    ui.spacing_mut().item_spacing = vec2(12.0, GAP);
    match sheet.shown {
        Shown::Review => review_foot(sheet, &mut ui, items, profile, model, settings, actions),
        Shown::Protocol => protocol_foot(sheet, &mut ui, model, actions),
    }
}

fn review_foot(
    sheet: &mut Sheet,
    ui: &mut Ui,
    items: &[(Item, How)],
    profile: Option<&Profile>,
    model: &Model,
    settings: &Settings,
    actions: &mut Vec<Action>,
) -> bool {
    let levels = password_levels(sheet, profile);
    for level in &levels {
        if !sheet.asked.contains(&level.number) {
            sheet.asked.push(level.number);
            actions.push(Action::LookUpAccess(level.number));
        }
    }
    if has_levels(sheet, items, profile) {
        level_row(sheet, ui, items, profile);
    }
    // The password and the button keep their places when this row goes.
    let no_writing = words::why_no_writing(model.may_write, settings.role);
    if let Some(reason) = no_writing
        && reason_row(ui, reason, model.may_write, settings)
    {
        actions.push(Action::AllowWriting(true));
        sheet.fresh = true;
    }
    check_row(sheet, ui, profile, model);
    for level in levels {
        password_row(sheet, ui, level, profile, model);
    }
    let off = no_writing
        .map(str::to_owned)
        .or_else(|| why_off(sheet, items, profile, model, settings));
    let count = sheet.changes(items).len();
    let label = match &sheet.what {
        What::Changes => say!("registers-write-changes", count = count),
        What::Raw(_) => say!("registers-send-command").to_owned(),
    };
    let (mut close, mut write) = (false, false);
    let (_, row) = ui.allocate_space(vec2(ui.available_width(), size::CONTROL_BIG));
    let layout = Layout::left_to_right(Align::Center);
    let mut left = ui.new_child(UiBuilder::new().max_rect(row).layout(layout));
    let back = Button::plain(say!("registers-back-to-editing"))
        .key("Esc")
        .big();
    close |= left.add(back).clicked();
    let layout = Layout::right_to_left(Align::Center);
    let mut right = ui.new_child(UiBuilder::new().max_rect(row).layout(layout));
    let button = Button::primary(&label)
        .icon(icon::NOTE_PENCIL)
        .key("Ctrl Enter")
        .off(off.as_deref());
    write |= right.add(button).clicked();
    let key = ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::Enter));
    if (write || key) && off.is_none() {
        send(sheet, items, profile, model, actions);
    }
    close
}

/// Why nothing can be written as it stands; `None` if it can.
fn why_off(
    sheet: &Sheet,
    items: &[(Item, How)],
    profile: Option<&Profile>,
    model: &Model,
    settings: &Settings,
) -> Option<String> {
    if model.running().is_some() {
        return Some(say!("registers-session-ended").to_owned());
    }
    if settings.port.is_none() {
        return Some(say!("registers-choose-port-first").to_owned());
    }
    let wrong = items
        .iter()
        .filter(|(item, _)| item.level == sheet.level)
        .find_map(|(item, _)| item.order.as_ref().err());
    if let Some(reason) = wrong {
        return Some(reason.clone());
    }
    if sheet.what == What::Changes
        && let Some(level) = sheet.level
        && review::level_of(profile, level).is_none()
    {
        return Some(say!("registers-level-unreachable", level = level));
    }
    let nothing = TypedPassword::default();
    password_levels(sheet, profile).iter().find_map(|level| {
        let number = level.number;
        let typed = sheet.typed.iter().find(|(known, _)| *known == number);
        let typed = typed.map_or(&nothing, |(_, typed)| typed);
        if typed.is_empty() && model.access.of(number).holds_password() {
            return None;
        }
        words::password_problem(profile, number, typed)
    })
}

/// The levels whose passwords are asked for.
fn password_levels<'a>(sheet: &Sheet, profile: Option<&'a Profile>) -> Vec<&'a Level> {
    match (sheet.level, profile) {
        (Some(level), Some(profile)) => levels_asked(profile, Some(level)),
        _ => Vec::new(),
    }
}

/// Whether a level has to be chosen.
fn has_levels(sheet: &Sheet, items: &[(Item, How)], profile: Option<&Profile>) -> bool {
    match sheet.what {
        What::Changes => super::levels(items).len() > 1,
        What::Raw(_) => profile
            .and_then(|profile| profile.programming.as_ref())
            .is_some_and(|programming| !programming.levels.is_empty()),
    }
}

fn level_row(sheet: &mut Sheet, ui: &mut Ui, items: &[(Item, How)], profile: Option<&Profile>) {
    let mut choices: Vec<(Option<u8>, String)> = Vec::new();
    match &sheet.what {
        What::Changes => choices.extend(super::levels(items).into_iter().map(|level| {
            let count = items.iter().filter(|(item, _)| item.level == Some(level));
            (
                Some(level),
                say!(
                    "registers-level-count",
                    level = level,
                    count = count.count()
                ),
            )
        })),
        What::Raw(order) => {
            if !order.needs_password() {
                choices.push((None, say!("registers-no-password").to_owned()));
            }
            let programming = profile.and_then(|profile| profile.programming.as_ref());
            let levels = programming
                .iter()
                .flat_map(|programming| &programming.levels);
            choices.extend(levels.map(|l| {
                (
                    Some(l.number),
                    say!("registers-level-alone", level = l.number),
                )
            }));
        }
    }
    let labelled: Vec<(Option<u8>, &str)> = choices
        .iter()
        .map(|(level, label)| (*level, label.as_str()))
        .collect();
    let mut level = sheet.level;
    if segments(ui, say!("registers-written-now"), &mut level, &labelled) {
        sheet.level = level;
        sheet.typed.clear();
    }
}

/// What is done at the first failure, and what is kept.
fn check_row(sheet: &mut Sheet, ui: &mut Ui, profile: Option<&Profile>, model: &Model) {
    let can_remember = can_remember(sheet, profile, model);
    if sheet.what != What::Changes && !can_remember {
        return;
    }
    let (_, row) = ui.allocate_space(vec2(ui.available_width(), 24.0));
    let layout = Layout::left_to_right(Align::Center);
    let mut ui = ui.new_child(UiBuilder::new().max_rect(row).layout(layout));
    ui.spacing_mut().item_spacing.x = 16.0;
    if sheet.what == What::Changes {
        check_box(
            &mut ui,
            &mut sheet.stop_at_first,
            say!("registers-stop-at-first"),
        );
    }
    if can_remember {
        let label = say!("registers-remember");
        check_box(&mut ui, &mut sheet.remember, label);
    }
}

/// Whether there is a keyring that the password could go to.
fn can_remember(sheet: &Sheet, profile: Option<&Profile>, model: &Model) -> bool {
    let levels = password_levels(sheet, profile);
    let mut levels = levels.iter();
    levels.any(|level| matches!(model.access.of(level.number).keyring, Keyring::Empty))
}

/// The password, and what is at stake.
fn password_row(
    sheet: &mut Sheet,
    ui: &mut Ui,
    level: &Level,
    profile: Option<&Profile>,
    model: &Model,
) {
    let c = theme::colors(ui);
    let access = model.access.of(level.number);
    let (_, row) = ui.allocate_space(vec2(ui.available_width(), size::CONTROL_BIG));
    let layout = Layout::left_to_right(Align::Center);
    let mut left = ui.new_child(UiBuilder::new().max_rect(row).layout(layout));
    let typed = typed_of(&mut sheet.typed, level.number);
    let stored = access.holds_password() && typed.is_empty();
    let caption = match stored {
        true => say!("registers-password-from-keyring", level = level.number),
        false => say!("registers-password", level = level.number),
    };
    let field = left.add(PasswordField {
        caption: &caption,
        typed,
        width: FIELD,
        enabled: model.running().is_none(),
        id: Id::unique(("password to write", level.number)),
    });
    if std::mem::take(&mut sheet.fresh) {
        field.request_focus();
    }
    let lock_out = profile
        .and_then(|profile| profile.programming.as_ref())
        .and_then(|programming| programming.lock_out.clone());
    let tries = access.tries.clone().unwrap_or(Tries { wrong: 0, lock_out });
    let (first, second) = stakes(&tries);
    let x = row.left() + FIELD + 12.0;
    let right = row.right();
    let top = row.top() + 12.0;
    paint::line_cut(ui, x, right, top, Text::SmallStrong, c.text, first);
    let low = row.top() + 31.0;
    let cut = paint::line_cut(ui, x, right, low, Text::Small, c.text2, &second);
    if cut {
        let place = Rect::from_min_max(pos2(x, row.top()), row.max);
        let id = ui.next_auto_id().with("stakes");
        let response = ui.interact(place, id, eframe::egui::Sense::hover());
        response.on_hover_text(second);
    }
}

/// Why nothing may be written, and the switch where it is only that; true when it is
/// switched.
fn reason_row(ui: &mut Ui, reason: &str, may_write: bool, settings: &Settings) -> bool {
    let c = theme::colors(ui);
    let mut switched = false;
    let (_, row) = ui.allocate_space(vec2(ui.available_width(), LINE));
    let layout = Layout::right_to_left(Align::Center);
    let mut right = ui.new_child(UiBuilder::new().max_rect(row).layout(layout));
    let switchable = !may_write && words::why_no_writing(true, settings.role).is_none();
    if switchable {
        let button = Button::plain(say!("registers-switch-on"));
        let button = button.name(say!("registers-switch-on-name"));
        switched = right.add(button).clicked();
    }
    let end = right.min_rect().left().min(row.right()) - 8.0;
    let (symbol, weight) = State::ReadOnly.icon();
    let middle = row.center().y;
    let at = pos2(row.left() + 8.0, middle);
    paint::icon(ui.painter(), at, symbol, weight, 16.0, c.text2);
    let words = if switchable {
        say!("registers-is-read-only")
    } else {
        reason
    };
    paint::line_cut(
        ui,
        row.left() + 24.0,
        end,
        middle,
        Text::Small,
        c.text,
        words,
    );
    switched
}

fn send(
    sheet: &mut Sheet,
    items: &[(Item, How)],
    profile: Option<&Profile>,
    model: &Model,
    actions: &mut Vec<Action>,
) {
    let mut credentials = Vec::new();
    for level in password_levels(sheet, profile) {
        let number = level.number;
        let access = model.access.of(number);
        let typed = typed_of(&mut sheet.typed, number);
        let password = match access.password().filter(|_| typed.is_empty()) {
            Some(kept) => kept,
            None => typed.take(),
        };
        let is_new = access.password().as_ref() != Some(&password);
        if sheet.remember && is_new && matches!(access.keyring, Keyring::Empty) {
            actions.push(Action::RememberPassword(number, password.clone()));
        }
        credentials.push(Credentials {
            level: number,
            password,
        });
    }
    if credentials.is_empty() {
        // A level that asks for nothing is still one to reach.
        credentials.extend(sheet.level.map(|level| Credentials {
            level,
            password: Password::new(String::new()),
        }));
    }
    sheet.typed.clear();
    let task = match &sheet.what {
        What::Changes => Task::Set {
            changes: sheet.changes(items),
            stop_at_first_failure: sheet.stop_at_first,
        },
        What::Raw(order) => Task::Raw(order.clone()),
    };
    sheet.shown = Shown::Protocol;
    sheet.sent = true;
    actions.push(Action::Programme { task, credentials });
}

/// What can be done with what was written.
fn protocol_foot(sheet: &mut Sheet, ui: &mut Ui, model: &Model, actions: &mut Vec<Action>) -> bool {
    let busy = model.running().is_some();
    let off = busy.then_some(say!("registers-session-ended"));
    let mut close = false;
    let (_, row) = ui.allocate_space(vec2(ui.available_width(), size::CONTROL_BIG));
    let layout = Layout::left_to_right(Align::Center);
    let mut left = ui.new_child(UiBuilder::new().max_rect(row).layout(layout));
    let button = Button::plain(say!("registers-close"))
        .key("Esc")
        .big()
        .off(off);
    close |= left
        .add(button.name(say!("registers-close-protocol")))
        .clicked();
    let layout = Layout::right_to_left(Align::Center);
    let mut right = ui.new_child(UiBuilder::new().max_rect(row).layout(layout));
    if sheet.what != What::Changes || busy {
        return close;
    }
    let left_over = model.staging.len();
    if left_over > 0 {
        let label = say!("registers-review-left", count = left_over);
        if right.add(Button::plain(&label).big()).clicked() {
            sheet.review_again();
        }
        return close;
    }
    let back = review::put_back(model);
    if !back.is_empty() {
        let button = Button::plain(say!("registers-put-back"))
            .icon(icon::ARROW_COUNTER_CLOCKWISE)
            .big()
            .name(say!("registers-put-back-name"));
        if right
            .add(button)
            .on_hover_text(say!("registers-put-back-review"))
            .clicked()
        {
            actions.push(Action::Stage(back));
            sheet.review_again();
        }
    }
    close
}
