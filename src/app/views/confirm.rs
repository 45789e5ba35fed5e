//! The sheet that stands between the user and one thing done to the meter: what will
//! be sent, what follows from it, the password; then how far it is, and what came of it.
//!
//! Knows nothing about clocks and commands: its caller draws what is reviewed.

use eframe::egui::{
    Align, Frame, Id, Key, Label, Layout, Margin, Modifiers, Rect, Role, ScrollArea, Sense, Stroke,
    Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

use crate::app::action::Action;
use crate::app::model::{Keyring, LevelAccess, Model};
use crate::app::settings::Settings;
use crate::app::theme::{self, Text, icon, size};
use crate::app::views::passwords::{broken_rule, stakes};
use crate::app::widgets::{Button, PasswordField, State, TypedPassword, check_box, paint, status};
use crate::profile::{Level, Login, PasswordForm, Profile, Programming};
use crate::say;
use crate::secret::Password;
use crate::worker::{Credentials, Tries};

/// Head and margins.
const HEAD: f32 = 64.0;
const MARGIN: f32 = 24.0;
/// What a row of the foot takes with the gap above it.
const FOOT_ROW: f32 = size::CONTROL_BIG + 12.0;

/// What is being typed in a sheet.
#[derive(Debug, Default)]
pub struct Confirm {
    /// By level.
    passwords: Vec<(u8, TypedPassword)>,
    new: TypedPassword,
    again: TypedPassword,
    /// Keep the password in the keyring.
    remember: bool,
    /// The levels that were looked up; the field of the first has had the keyboard.
    seen: Vec<u8>,
}

/// What a sheet is drawn from, and where its wishes go.
pub struct Around<'a> {
    pub profile: &'a Profile,
    pub model: &'a Model,
    pub settings: &'a Settings,
    pub actions: &'a mut Vec<Action>,
}

/// What a sheet asks.
pub struct Question<'a> {
    pub title: &'a str,
    /// Behind the title: `Nothing is sent yet`.
    pub said: &'a str,
    /// The verb of its button.
    pub go: &'a str,
    /// The levels whose passwords it takes.
    pub levels: Vec<&'a Level>,
    /// What a new password looks like, where there is one to be given.
    pub new_password: Option<&'a PasswordForm>,
    /// Why it cannot be done now.
    pub off: Option<String>,
    pub standing: Standing,
}

/// How far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    Asked,
    /// Under way, in a word or two.
    UnderWay {
        words: String,
        /// *Cancel* has to wait for the reading back.
        deferred: bool,
        cancelling: bool,
    },
    Over,
}

/// What the user answers.
#[derive(Debug, PartialEq)]
pub enum Reply {
    Nothing,
    /// Closes the sheet.
    Close,
    /// Stops what is under way.
    Cancel,
    Go {
        credentials: Vec<Credentials>,
        new_password: Option<Password>,
    },
}

impl Confirm {
    /// Draws the sheet into `place`; `body` draws what is reviewed, and later the
    /// outcome.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        place: Rect,
        question: &Question<'_>,
        around: &mut Around<'_>,
        body: impl FnOnce(&mut Ui),
    ) -> Reply {
        let c = theme::colors(ui);
        let mut ui = ui.new_child(UiBuilder::new().id_salt("sheet").max_rect(place));
        ui.set_clip_rect(place);
        let ui = &mut ui;
        ui.painter().rect_filled(place, 0, c.window);
        let mut head = place;
        head.max.y = place.top() + HEAD;
        let mut foot = place;
        foot.min.y = place.bottom() - foot_height(question, around.model);
        for part in [head, foot] {
            ui.painter().rect_filled(part, 0, c.surface);
        }
        let line = Stroke::new(1.0, c.line);
        ui.painter()
            .hline(place.x_range(), head.bottom() - 0.5, line);
        ui.painter().hline(place.x_range(), foot.top() + 0.5, line);
        let edge = Stroke::new(1.0, c.control);
        ui.painter()
            .vline(place.left() + 0.5, place.y_range(), edge);

        let mut reply = if self.head(ui, head, question) {
            Reply::Close
        } else {
            Reply::Nothing
        };
        let middle = Rect::from_min_max(
            pos2(place.left() + 1.0, head.bottom()),
            pos2(place.right(), foot.top()),
        );
        let mut inner = ui.new_child(UiBuilder::new().id_salt("sheet body").max_rect(middle));
        inner.shrink_clip_rect(middle);
        ScrollArea::vertical()
            .auto_shrink(false)
            .show(&mut inner, |ui| {
                Frame::new()
                    .inner_margin(Margin::symmetric(MARGIN as i8, 16))
                    .show(ui, |ui| {
                        ui.set_width(ui.available_width());
                        ui.spacing_mut().item_spacing = vec2(8.0, 12.0);
                        body(ui);
                    });
            });
        let inner = foot.shrink2(vec2(MARGIN, 16.0));
        let mut foot = ui.new_child(UiBuilder::new().id_salt("sheet foot").max_rect(inner));
        foot.spacing_mut().item_spacing = vec2(12.0, 12.0);
        let answer = self.foot(&mut foot, question, around);
        if answer != Reply::Nothing {
            reply = answer;
        }
        if !matches!(question.standing, Standing::UnderWay { .. })
            && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape))
        {
            reply = Reply::Close;
        }
        reply
    }

    /// Draws title and cross; says whether it was clicked.
    fn head(&self, ui: &mut Ui, place: Rect, question: &Question<'_>) -> bool {
        let c = theme::colors(ui);
        let inner = place.shrink2(vec2(MARGIN, 0.0));
        let layout = Layout::right_to_left(Align::Center);
        let mut child = ui.new_child(UiBuilder::new().max_rect(inner).layout(layout));
        let under_way = matches!(question.standing, Standing::UnderWay { .. });
        let closed = !under_way
            && child
                .add(Button::square(icon::X, say!("registers-close-review")))
                .clicked();
        let right = inner.right() - 48.0;
        let middle = place.center().y;
        let said = match question.standing {
            Standing::Asked => format!("{}. {}", question.title, question.said),
            _ => question.title.to_owned(),
        };
        let words = Rect::from_min_max(inner.min, pos2(right, inner.bottom()));
        ui.interact(words, ui.scope_id().with("sheet title"), Sense::hover())
            .widget_info(|| WidgetInfo::labeled(Role::Heading, true, &said));
        let end = paint::line(
            ui,
            inner.left(),
            middle,
            Text::Title,
            c.text,
            question.title,
        );
        if question.standing == Standing::Asked {
            paint::line_cut(
                ui,
                end + 12.0,
                right,
                middle + 1.0,
                Text::Body,
                c.text2,
                question.said,
            );
        }
        closed
    }

    fn foot(&mut self, ui: &mut Ui, question: &Question<'_>, around: &mut Around<'_>) -> Reply {
        match &question.standing {
            Standing::Asked => self.ask(ui, question, around),
            Standing::UnderWay {
                words,
                deferred,
                cancelling,
            } => under_way(ui, words, *deferred, *cancelling),
            Standing::Over => {
                let close = Button::plain(say!("registers-close"))
                    .big()
                    .key("Esc")
                    .name(say!("confirm-close-name"));
                if ui.add(close).clicked() {
                    Reply::Close
                } else {
                    Reply::Nothing
                }
            }
        }
    }

    fn ask(&mut self, ui: &mut Ui, question: &Question<'_>, around: &mut Around<'_>) -> Reply {
        if can_remember(question, around.model) {
            let label = say!("confirm-remember");
            check_box(ui, &mut self.remember, label);
        }
        for level in &question.levels {
            let access = around.model.access.of(level.number);
            self.password_row(ui, level, &access, around);
        }
        if question.new_password.is_some() {
            self.new_row(ui);
        }
        let off = question
            .off
            .clone()
            .or_else(|| {
                let mut levels = question.levels.iter();
                levels.find_map(|level| self.password_problem(level, around.model))
            })
            .or_else(|| self.new_problem(question.new_password?));
        let mut reply = Reply::Nothing;
        let (_, row) = ui.allocate_space(vec2(ui.available_width(), size::CONTROL_BIG));
        let right_to_left = Layout::right_to_left(Align::Center);
        let mut right = ui.new_child(UiBuilder::new().max_rect(row).layout(right_to_left));
        let go = Button::primary(question.go)
            .key("Ctrl Enter")
            .off(off.as_deref());
        let go = right.add(go).clicked();
        let mut rest = row;
        rest.max.x = right.min_rect().left() - 12.0;
        let left_to_right = Layout::left_to_right(Align::Center);
        let mut left = ui.new_child(UiBuilder::new().max_rect(rest).layout(left_to_right));
        let back = Button::plain(say!("confirm-back"))
            .big()
            .key("Esc")
            .name(say!("confirm-back-name"));
        if left.add(back).clicked() {
            reply = Reply::Close;
        }
        let key = ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::Enter));
        if (go || key) && off.is_none() {
            let levels = question.levels.iter();
            reply = Reply::Go {
                credentials: levels
                    .filter_map(|level| self.given(level.number, around))
                    .collect(),
                new_password: question.new_password.map(|_| self.new.take()),
            };
            *self = Confirm::default();
        }
        reply
    }

    /// The password that was typed, or the one from the keyring.
    fn given(&mut self, level: u8, around: &mut Around<'_>) -> Option<Credentials> {
        let access = around.model.access.of(level);
        let typed = self.typed(level);
        if typed.is_empty() {
            let password = access.password()?;
            return Some(Credentials { level, password });
        }
        let password = typed.take();
        if self.remember && matches!(access.keyring, Keyring::Empty) {
            let wish = Action::RememberPassword(level, password.clone());
            around.actions.push(wish);
        }
        Some(Credentials { level, password })
    }

    /// What is typed for a level.
    fn typed(&mut self, level: u8) -> &mut TypedPassword {
        typed_of(&mut self.passwords, level)
    }

    fn password_row(
        &mut self,
        ui: &mut Ui,
        level: &Level,
        access: &LevelAccess,
        around: &mut Around<'_>,
    ) {
        let c = theme::colors(ui);
        let (_, row) = ui.allocate_space(vec2(ui.available_width(), size::CONTROL_BIG));
        let width = (row.width() * 0.5).clamp(200.0, 232.0);
        let mut place = row;
        place.max.x = row.left() + width;
        let typed = typed_of(&mut self.passwords, level.number);
        let caption = if access.holds_password() && typed.is_empty() {
            say!("confirm-password-kept", level = level.number)
        } else {
            say!("confirm-password", level = level.number)
        };
        let id = Id::unique(("review password", level.number));
        let mut child = ui.new_child(UiBuilder::new().max_rect(place));
        let response = child.add(PasswordField {
            caption: &caption,
            typed,
            width,
            enabled: true,
            id,
        });
        if !self.seen.contains(&level.number) {
            if self.seen.is_empty() {
                response.request_focus();
            }
            self.seen.push(level.number);
            around.actions.push(Action::LookUpAccess(level.number));
        }
        let programming = around.profile.programming.as_ref();
        let lock_out = programming.and_then(|programming| programming.lock_out.clone());
        let unused = Tries { wrong: 0, lock_out };
        let tries = access.tries.clone().unwrap_or(unused);
        let (words, tries) = stakes(&tries);
        let tries = tries.as_str();
        let beside = Rect::from_min_max(pos2(place.right() + 12.0, row.top()), row.max);
        let first = beside.top() + 12.0;
        let (left, right) = (beside.left(), beside.right());
        paint::line_cut(ui, left, right, first, Text::SmallStrong, c.text, words);
        let cut = paint::line_cut(ui, left, right, first + 20.0, Text::Small, c.text2, tries);
        let said = ui.interact(beside, ui.scope_id().with("tries"), Sense::hover());
        said.widget_info(|| {
            let words = format!("{words}. {tries}");
            WidgetInfo::labeled(Role::Label, true, words)
        });
        if cut {
            said.on_hover_text(tries);
        }
    }

    fn new_row(&mut self, ui: &mut Ui) {
        let (_, row) = ui.allocate_space(vec2(ui.available_width(), size::CONTROL_BIG));
        let width = (row.width() - 12.0) / 2.0;
        let mut fields = [
            (say!("confirm-new-password"), &mut self.new, "new-password"),
            (say!("confirm-again"), &mut self.again, "new-password-again"),
        ];
        for (index, (caption, typed, id)) in fields.iter_mut().enumerate() {
            let left = row.left() + index as f32 * (width + 12.0);
            let place = Rect::from_min_size(pos2(left, row.top()), vec2(width, row.height()));
            let mut child = ui.new_child(UiBuilder::new().max_rect(place));
            child.add(PasswordField {
                caption,
                typed,
                width,
                enabled: true,
                id: Id::unique(*id),
            });
        }
    }

    /// Why the password cannot be given; `None` if it can.
    fn password_problem(&mut self, level: &Level, model: &Model) -> Option<String> {
        let typed = self.typed(level.number);
        if !typed.is_empty() {
            return broken_rule(&level.password, typed);
        }
        let is_kept = model.access.of(level.number).holds_password();
        (!is_kept).then(|| say!("registers-type-password", level = level.number))
    }

    /// Why the new password cannot be given; `None` if it can.
    fn new_problem(&self, form: &PasswordForm) -> Option<String> {
        if self.new.is_empty() {
            return Some(say!("confirm-type-new").to_owned());
        }
        if let Some(rule) = broken_rule(form, &self.new) {
            return Some(rule);
        }
        (self.new.as_str() != self.again.as_str()).then(|| say!("confirm-not-same").to_owned())
    }
}

fn foot_height(question: &Question<'_>, model: &Model) -> f32 {
    let mut height = FOOT_ROW - 12.0 + 32.0;
    if question.standing == Standing::Asked {
        height += question.levels.len() as f32 * FOOT_ROW;
        if can_remember(question, model) {
            height += size::CONTROL + 12.0;
        }
        if question.new_password.is_some() {
            height += FOOT_ROW;
        }
    }
    height
}

/// The levels of `profile` whose passwords commands at `level` take.
pub fn levels_asked(profile: &Profile, level: Option<u8>) -> Vec<&Level> {
    let programming = profile.programming.as_ref();
    let asked = |known: &'_ Programming| known.levels_asked(level);
    let numbers = programming.map_or_else(Vec::new, asked);
    let levels = numbers
        .into_iter()
        .filter_map(|number| programming?.level(number));
    levels.filter(|level| level.login != Login::Open).collect()
}

/// What is typed for a level.
pub fn typed_of(typed: &mut Vec<(u8, TypedPassword)>, level: u8) -> &mut TypedPassword {
    let at = typed.iter().position(|(known, _)| *known == level);
    let at = at.unwrap_or_else(|| {
        typed.push((level, TypedPassword::default()));
        typed.len() - 1
    });
    #[expect(clippy::indexing_slicing, reason = "found or pushed just now")]
    &mut typed[at].1
}

/// Whether there is a keyring that a password could go to.
fn can_remember(question: &Question<'_>, model: &Model) -> bool {
    let mut levels = question.levels.iter();
    levels.any(|level| matches!(model.access.of(level.number).keyring, Keyring::Empty))
}

fn under_way(ui: &mut Ui, words: &str, deferred: bool, cancelling: bool) -> Reply {
    let mut reply = Reply::Nothing;
    let (_, row) = ui.allocate_space(vec2(ui.available_width(), size::CONTROL_BIG));
    let right_to_left = Layout::right_to_left(Align::Center);
    let mut right = ui.new_child(UiBuilder::new().max_rect(row).layout(right_to_left));
    let label = match (cancelling, deferred) {
        (true, _) => say!("session-cancelling"),
        (false, true) => say!("confirm-cancel-after"),
        (false, false) => say!("connection-cancel"),
    };
    let off = cancelling.then_some(say!("confirm-stops"));
    let cancel = Button::plain(label).big().key("Esc").off(off);
    if right
        .add(cancel.name(say!("confirm-cancel-name")))
        .clicked()
    {
        reply = Reply::Cancel;
    }
    let mut rest = row;
    rest.max.x = right.min_rect().left() - 12.0;
    let left_to_right = Layout::left_to_right(Align::Center);
    let mut left = ui.new_child(UiBuilder::new().max_rect(rest).layout(left_to_right));
    left.shrink_clip_rect(rest);
    status(&mut left, State::UnderWay, Text::Strong, words);
    reply
}

/// A sentence on the soft fill of a state, with its icon.
pub fn note(ui: &mut Ui, state: State, sentence: &str) {
    let c = theme::colors(ui);
    let edge = if c.high_contrast {
        Stroke::new(1.0, state.color(c))
    } else {
        Stroke::NONE
    };
    Frame::new()
        .fill(state.soft(c))
        .stroke(edge)
        .corner_radius(size::RADIUS_TAG)
        .inner_margin(Margin::symmetric(10, 8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = 8.0;
                let (symbol, weight) = state.icon();
                let (_, spot) = ui.allocate_space(vec2(16.0, 18.0));
                let color = state.color(c);
                paint::icon(ui.painter(), spot.center(), symbol, weight, 16.0, color);
                let words = Text::Small.rich(sentence).color(c.text);
                ui.add(Label::new(words).wrap());
            });
        });
}

/// A command as it is sent, cut where there is no room.
pub fn command(ui: &mut Ui, command: &str) {
    let c = theme::colors(ui);
    Frame::new()
        .fill(c.unknown_soft)
        .corner_radius(size::RADIUS_TAG)
        .inner_margin(Margin::symmetric(8, 2))
        .show(ui, |ui| {
            let words = Text::Mono.rich(command).color(c.text);
            ui.add(Label::new(words).truncate());
        });
}
