//! The bar at the top: where the meter is, how to speak to it, and *Read meter*.

use eframe::egui::{
    Align, Id, Key, Layout, Popup, PopupCloseBehavior, Rect, Response, ScrollArea, Sense, Stroke,
    StrokeKind, Ui, UiBuilder, pos2, vec2,
};

use crate::app::action::Action;
use crate::app::model::{Job, Model, Running};
use crate::app::settings::Settings;
use crate::app::text;
use crate::app::theme::{self, Text, icon, size};
use crate::app::widgets::{Button, ChoiceField, EditField, key_cap, menu_row, paint};
use crate::profile::Origin;
use crate::say;
use crate::worker::{PortChoice, PortInfo, Progress};

/// The least widths of the big button; longer words make it wider.
const READ_WIDTH: f32 = 176.0;
const CANCEL_WIDTH: f32 = 144.0;
const CANCEL_AFTER_WIDTH: f32 = 272.0;
const PROGRESS_WIDTH: f32 = 232.0;

/// What is being typed in the bar.
#[derive(Debug, Default)]
pub struct ConnectionBar {
    /// The free text of the port menu.
    other_port: String,
    /// Why the free text names no port.
    other_port_problem: Option<String>,
    /// The address as it is being typed; `None` while it is not.
    address: Option<String>,
    focus_port: bool,
}

impl ConnectionBar {
    /// Opens the port menu in the next frame.
    pub fn focus_port(&mut self) {
        self.focus_port = true;
    }

    /// `primary`: nothing else in the window is filled.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        model: &Model,
        settings: &Settings,
        primary: bool,
        actions: &mut Vec<Action>,
    ) {
        let c = theme::colors(ui);
        ui.painter().rect_filled(rect, 0, c.surface);
        let line = Stroke::new(1.0, c.line);
        ui.painter()
            .hline(rect.x_range(), rect.bottom() - 0.5, line);
        let logo_width = size::navigation(rect.width());
        logo(
            ui,
            Rect::from_min_size(rect.min, vec2(logo_width, rect.height())),
        );

        let mut right = ui.new_child(
            UiBuilder::new()
                .max_rect(rect.shrink2(vec2(16.0, 10.0)))
                .layout(Layout::right_to_left(Align::Center)),
        );
        // Fields first in the order of the keyboard, so the width of the right end
        // has to be known before it is drawn.
        let narrow = rect.width() <= size::NARROW;
        let progress_width = if narrow { 152.0 } else { PROGRESS_WIDTH };
        let right_width = if model.running().is_some() {
            progress_width + 12.0 + cancel_width(ui, model)
        } else {
            read_width(ui)
        };
        let fields = Rect::from_min_max(
            pos2(rect.left() + logo_width + 8.0, rect.top() + 10.0),
            pos2(
                rect.right() - 16.0 - right_width - 12.0,
                rect.bottom() - 10.0,
            ),
        );
        self.fields(ui, fields, narrow, model, settings, actions);
        right.spacing_mut().item_spacing.x = 12.0;
        match model.running() {
            Some(running) => progress(&mut right, running, model, progress_width, actions),
            None => read_button(&mut right, primary, actions),
        }
    }

    fn fields(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        narrow: bool,
        model: &Model,
        settings: &Settings,
        actions: &mut Vec<Action>,
    ) {
        let mut ui = ui.new_child(
            UiBuilder::new()
                .max_rect(rect)
                .layout(Layout::left_to_right(Align::Center)),
        );
        ui.spacing_mut().item_spacing.x = 8.0;
        let ui = &mut ui;
        let running = model.running().is_some();
        let fold = narrow || rect.width() < 440.0;
        if fold {
            self.port(ui, rect.width() - 52.0, running, model, settings, actions);
            let more = ui.add(
                Button::square(icon::DOTS_THREE, say!("connection-address-and-profile"))
                    .big()
                    .off(running.then(|| say!("connection-while-reading"))),
            );
            Popup::menu(&more)
                .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
                .show(|ui| {
                    ui.set_width(240.0);
                    self.address(ui, 240.0, running, settings, actions);
                    ui.separator();
                    profile_rows(ui, model, settings, actions);
                });
            return;
        }
        let room = rect.width() - 16.0;
        let port = (room * 0.44).min(if room > 1000.0 { 400.0 } else { 264.0 });
        let address = (room * 0.23).clamp(108.0, 148.0);
        let profile = (room - port - address).min(216.0);
        self.port(ui, port, running, model, settings, actions);
        self.address(ui, address, running, settings, actions);
        profile_field(ui, profile, running, model, settings, actions);
    }

    fn port(
        &mut self,
        ui: &mut Ui,
        width: f32,
        running: bool,
        model: &Model,
        settings: &Settings,
        actions: &mut Vec<Action>,
    ) {
        let chosen: Option<PortChoice> =
            settings.port.as_deref().and_then(|port| port.parse().ok());
        let value = match &chosen {
            Some(choice) => text::port(choice, model.port(choice)),
            None => say!("connection-choose-port").to_owned(),
        };
        let icon = match chosen {
            Some(PortChoice::Tcp(_) | PortChoice::Rfc2217(_)) => icon::NETWORK,
            Some(PortChoice::Simulated(_)) => icon::PLAY_CIRCLE,
            Some(PortChoice::Serial(_)) | None => icon::USB,
        };
        let id = ui.next_auto_id();
        let response = ui.add(ChoiceField {
            caption: say!("connection-port"),
            value: &value,
            icon: Some(icon),
            width,
            open: Popup::is_id_open(ui.ctx(), popup_id(id)),
            off: running.then(|| say!("connection-while-reading")),
        });
        let wanted = std::mem::take(&mut self.focus_port);
        if wanted && !running {
            Popup::open_id(ui.ctx(), popup_id(id));
        }
        Popup::menu(&response)
            .id(popup_id(id))
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .show(|ui| self.port_menu(ui, wanted, chosen.as_ref(), model, actions));
    }

    fn port_menu(
        &mut self,
        ui: &mut Ui,
        focus: bool,
        chosen: Option<&PortChoice>,
        model: &Model,
        actions: &mut Vec<Action>,
    ) {
        ui.set_width(440.0);
        ui.spacing_mut().item_spacing.y = 2.0;
        let (simulated, real): (Vec<&PortInfo>, Vec<&PortInfo>) = model
            .ports
            .iter()
            .partition(|port| matches!(port.choice, PortChoice::Simulated(_)));
        let height = (ui.ctx().content_rect().height() - 220.0).max(160.0);
        ScrollArea::vertical().max_height(height).show(ui, |ui| {
            heading(ui, say!("connection-serial-ports"));
            if real.is_empty() {
                let c = theme::colors(ui);
                ui.label(
                    Text::Small
                        .rich(say!("connection-none-found"))
                        .color(c.text2),
                );
            }
            for info in real {
                port_row(ui, info, chosen, actions);
            }
            heading(ui, say!("connection-simulated-meters"));
            for info in simulated {
                port_row(ui, info, chosen, actions);
            }
        });
        heading(ui, say!("connection-another-port"));
        self.other_port(ui, focus, actions);
    }

    fn other_port(&mut self, ui: &mut Ui, focus: bool, actions: &mut Vec<Action>) {
        let c = theme::colors(ui);
        let id = Id::unique("other port");
        let mut use_it = false;
        ui.horizontal(|ui| {
            let response = ui.add(EditField {
                caption: say!("connection-other-path"),
                text: &mut self.other_port,
                hint: "",
                width: ui.available_width() - 72.0,
                enabled: true,
                mono: true,
                id,
            });
            if focus {
                response.request_focus();
            }
            if response.changed() {
                self.other_port_problem = None;
            }
            use_it = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            use_it |= ui
                .add(
                    Button::plain(say!("connection-use"))
                        .name(say!("connection-use-name"))
                        .big(),
                )
                .clicked();
        });
        if use_it {
            match self.other_port.parse::<PortChoice>() {
                Ok(choice) => {
                    actions.push(Action::ChoosePort(choice));
                    ui.close();
                }
                Err(error) => self.other_port_problem = Some(error.to_string()),
            }
        }
        if let Some(problem) = &self.other_port_problem {
            ui.label(Text::Small.rich(problem).color(c.error));
        }
    }

    fn address(
        &mut self,
        ui: &mut Ui,
        width: f32,
        running: bool,
        settings: &Settings,
        actions: &mut Vec<Action>,
    ) {
        let mut address = self
            .address
            .clone()
            .unwrap_or_else(|| settings.line.address.clone());
        let response = ui
            .add(EditField {
                caption: say!("connection-address"),
                text: &mut address,
                hint: say!("connection-any-meter"),
                width,
                enabled: !running,
                mono: false,
                id: Id::unique("device address"),
            })
            .on_hover_text(say!("connection-address-note"));
        if response.lost_focus() || (!response.has_focus() && self.address.is_some()) {
            self.address = None;
            actions.push(Action::SetAddress(address));
        } else if response.has_focus() {
            self.address = Some(address);
        }
    }
}

fn popup_id(field: Id) -> Id {
    field.with("menu")
}

fn heading(ui: &mut Ui, text: &str) {
    let c = theme::colors(ui);
    ui.add_space(4.0);
    ui.label(Text::Caption.rich(text).color(c.text2));
}

fn port_row(ui: &mut Ui, info: &PortInfo, chosen: Option<&PortChoice>, actions: &mut Vec<Action>) {
    let product = info.product.as_deref().unwrap_or_default();
    let (icon, name, note) = match &info.choice {
        PortChoice::Simulated(_) => {
            let (name, note) = text::simulated(product);
            (icon::PLAY_CIRCLE, name.to_owned(), note)
        }
        PortChoice::Serial(_) => (icon::USB, text::short(&info.choice), product),
        PortChoice::Tcp(_) | PortChoice::Rfc2217(_) => {
            (icon::NETWORK, text::short(&info.choice), product)
        }
    };
    if menu_row(ui, Some(icon), &name, note, chosen == Some(&info.choice)).clicked() {
        actions.push(Action::ChoosePort(info.choice.clone()));
        ui.close();
    }
}

fn profile_field(
    ui: &mut Ui,
    width: f32,
    running: bool,
    model: &Model,
    settings: &Settings,
    actions: &mut Vec<Action>,
) {
    // A title may list several types; the first will do where there is little room.
    let title = |name: &str| {
        let profile = model.profiles.find(name)?;
        profile.title.split(", ").next().map(str::to_owned)
    };
    let used = model
        .readout()
        .and_then(|readout| readout.profile.as_deref());
    let value = match (&settings.profile, used.and_then(title)) {
        (Some(name), _) => title(name).unwrap_or_else(|| name.clone()),
        (None, Some(title)) => say!("connection-profile-automatic", profile = title),
        (None, None) => say!("connection-automatic").to_owned(),
    };
    let id = ui.next_auto_id();
    let response: Response = ui.add(ChoiceField {
        caption: say!("connection-profile"),
        value: &value,
        icon: None,
        width,
        open: Popup::is_id_open(ui.ctx(), popup_id(id)),
        off: running.then(|| say!("connection-while-reading")),
    });
    Popup::menu(&response).id(popup_id(id)).show(|ui| {
        ui.set_width(280.0);
        profile_rows(ui, model, settings, actions);
    });
}

fn profile_rows(ui: &mut Ui, model: &Model, settings: &Settings, actions: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.y = 2.0;
    let automatic = menu_row(
        ui,
        None,
        say!("connection-automatic"),
        say!("connection-automatic-note"),
        settings.profile.is_none(),
    );
    if automatic.clicked() {
        actions.push(Action::ChooseProfile(None));
        ui.close();
    }
    let height = (ui.ctx().content_rect().height() - 220.0).max(120.0);
    ScrollArea::vertical().max_height(height).show(ui, |ui| {
        let mut names: Vec<&str> = Vec::new();
        for known in model.profiles.profiles() {
            let profile = &known.profile;
            // The first of a name hides the others.
            if names.contains(&profile.name.as_str()) {
                continue;
            }
            names.push(&profile.name);
            let chosen = settings.profile.as_deref() == Some(&profile.name);
            let note = match known.origin {
                Origin::BuiltIn => "",
                Origin::User(_) => say!("connection-yours"),
            };
            if menu_row(ui, None, &profile.title, note, chosen).clicked() {
                actions.push(Action::ChooseProfile(Some(profile.name.clone())));
                ui.close();
            }
        }
    });
}

fn read_button(ui: &mut Ui, primary: bool, actions: &mut Vec<Action>) {
    let button = if primary {
        Button::primary(say!("connection-read-meter"))
    } else {
        Button::plain(say!("connection-read-meter")).big()
    };
    let button = button
        .icon(icon::ARROW_CIRCLE_DOWN)
        .key("F5")
        .width(read_width(ui));
    if ui.add(button).clicked() {
        actions.push(Action::Read { every_way: false });
    }
}

fn read_width(ui: &Ui) -> f32 {
    READ_WIDTH.max(width_with(ui, say!("connection-read-meter"), "F5"))
}

/// *Cancel after this write* takes more room.
fn cancel_width(ui: &Ui, model: &Model) -> f32 {
    let running = model.running();
    if model.programme.cancel_deferred && running.is_some_and(|running| !running.cancelling) {
        CANCEL_AFTER_WIDTH.max(width_with(ui, say!("connection-cancel-after-write"), "Esc"))
    } else {
        CANCEL_WIDTH.max(width_with(ui, say!("connection-cancel"), "Esc"))
    }
}

/// What the big button takes with an icon, these words and a key.
fn width_with(ui: &Ui, words: &str, key: &str) -> f32 {
    let (icon, gaps, padding) = (20.0, 16.0, 28.0);
    icon + gaps + padding + paint::width(ui, Text::Heading, words) + key_cap::width(ui, key)
}

/// Stage and count over a bar, and *Cancel*. Drawn from the right.
fn progress(ui: &mut Ui, running: &Running, model: &Model, width: f32, actions: &mut Vec<Action>) {
    let c = theme::colors(ui);
    let (label, off) = match (running.cancelling, model.programme.cancel_deferred) {
        (true, true) => (
            say!("connection-cancelling"),
            Some(say!("connection-ends-after-write")),
        ),
        (true, false) => (
            say!("connection-cancelling"),
            Some(say!("connection-is-ending")),
        ),
        (false, true) => (say!("connection-cancel-after-write"), None),
        (false, false) => (say!("connection-cancel"), None),
    };
    let key = (!running.cancelling).then_some("Esc");
    let mut button = Button::plain(label)
        .big()
        .icon(icon::X)
        .width(cancel_width(ui, model))
        .off(off);
    if let Some(key) = key {
        button = button.key(key);
    }
    if ui.add(button).clicked() {
        actions.push(Action::Cancel);
    }
    let (rect, response) = ui.allocate_exact_size(vec2(width, 36.0), Sense::hover());
    let stage = text::stage(running);
    let count = match (running.progress, running.expected) {
        (Some(Progress { share: Some(_), .. }), _) if running.job == Job::FetchSeries => {
            running.time_left().map_or_else(String::new, |left| {
                say!("connection-left", time = text::rough(left))
            })
        }
        (
            Some(Progress {
                steps: Some((done, of)),
                share: None,
                ..
            }),
            _,
        ) => say!("connection-done-of", done = done, all = of),
        (Some(_), _) if running.job != Job::ReadOut => String::new(),
        (Some(progress), Some(expected)) if running.part().is_some() => {
            say!(
                "connection-done-of-about",
                done = progress.data_sets,
                all = expected.data_sets
            )
        }
        (Some(progress), _) if progress.data_sets > 0 => {
            say!("connection-so-far", count = progress.data_sets)
        }
        (Some(progress), _) if progress.bytes > 0 => text::size(progress.bytes),
        _ => String::new(),
    };
    response.widget_info(|| {
        let mut info = eframe::egui::WidgetInfo::labeled(
            eframe::egui::Role::ProgressIndicator,
            true,
            format!("{stage} {count}"),
        );
        info.current_text_value = Some(count.clone());
        info
    });
    let top = rect.top() + 9.0;
    let count_left = paint::line_right(ui, rect.right(), top, Text::Body, c.text2, &count);
    paint::line_cut(
        ui,
        rect.left(),
        count_left - 8.0,
        top,
        Text::Strong,
        c.text,
        stage,
    );
    let track = Rect::from_min_max(
        pos2(rect.left(), rect.bottom() - 10.0),
        pos2(rect.right(), rect.bottom() - 2.0),
    );
    ui.painter().rect(
        track,
        4,
        c.sunken,
        Stroke::new(1.0, c.control),
        StrokeKind::Inside,
    );
    // Without an earlier visit nobody knows how much will come: an empty track.
    if let Some(part) = running.part() {
        let mut bar = track;
        bar.max.x = track.min.x + track.width() * part;
        ui.painter().rect_filled(bar, 4, c.accent);
    }
}

fn logo(ui: &Ui, rect: Rect) {
    let c = theme::colors(ui);
    let middle = if rect.width() < 100.0 {
        rect.center()
    } else {
        pos2(rect.left() + 32.0, rect.center().y)
    };
    let painter = ui.painter();
    painter.circle_stroke(middle, 11.0, Stroke::new(2.5, c.accent));
    painter.circle_filled(middle - vec2(4.0, 0.0), 2.8, c.accent);
    painter.circle_stroke(middle + vec2(4.5, 0.0), 2.2, Stroke::new(1.8, c.accent));
    if rect.width() >= 100.0 {
        paint::line(
            ui,
            rect.left() + 54.0,
            middle.y,
            Text::Heading,
            c.text,
            "Flagport",
        );
    }
}
