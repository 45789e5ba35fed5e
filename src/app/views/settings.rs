//! The page Settings: the look, who is at work, files, the line.

use std::time::Duration;

use eframe::egui::{Align, Id, Label, ScrollArea, Ui, vec2};

use crate::app::action::Action;
use crate::app::model::Model;
use crate::app::page::Page;
use crate::app::settings::{NumberStyle, Settings};
use crate::app::theme::{self, Appearance, Text, ThemeChoice, size};
use crate::app::widgets::{Button, EditField, card, check_box, choice, segments, title_row};
use crate::codec::BlockCheckKind;
use crate::export::{self, FileNameTemplate};
use crate::language::Language;
use crate::meter::Readout;
use crate::say;
use crate::worker::{LineOptions, ModeChoice, ParityChoice, Role, WakeUp};

/// The width of a field.
const FIELD: f32 = 248.0;
/// The widest control, the choice of scales.
const WIDEST: f32 = 424.0;

/// The speeds that clause 6.3.14 knows, and the one of P1.
const SPEEDS: [u32; 8] = [300, 600, 1200, 2400, 4800, 9600, 19_200, 115_200];

/// Text being typed, by field; what is not being typed comes from the settings.
#[derive(Debug, Default)]
pub struct SettingsView {
    typing: Option<(&'static str, String)>,
    to_the_line: bool,
}

impl SettingsView {
    /// Scrolls to the settings of the line in the next frame.
    pub fn show_line(&mut self) {
        self.to_the_line = true;
    }

    /// Draws the page.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        model: &Model,
        settings: &Settings,
        actions: &mut Vec<Action>,
    ) {
        title_row(ui, Page::Settings.title(), |_| {}, |_| {});
        let mut changed = settings.clone();
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = size::GAP;
            ui.set_max_width(ui.available_width().min(880.0));
            card(ui, |ui| appearance(ui, &mut changed));
            card(ui, |ui| operator(ui, &mut changed));
            card(ui, |ui| self.exports(ui, model, &mut changed, actions));
            if std::mem::take(&mut self.to_the_line) {
                ui.scroll_to_cursor(Some(Align::TOP));
            }
            card(ui, |ui| self.line(ui, &mut changed.line));
        });
        if changed != *settings {
            actions.push(Action::Change(Box::new(changed)));
        }
    }

    fn exports(
        &mut self,
        ui: &mut Ui,
        model: &Model,
        settings: &mut Settings,
        actions: &mut Vec<Action>,
    ) {
        let c = theme::colors(ui);
        heading(ui, say!("settings-files"), "");
        row(
            ui,
            say!("settings-export-language"),
            say!("settings-export-language-note"),
            |ui| {
                let choices = [
                    (export::Language::English, Language::English.own_name()),
                    (export::Language::German, Language::German.own_name()),
                ];
                segments(
                    ui,
                    say!("settings-export-language"),
                    &mut settings.exports.language,
                    &choices,
                );
            },
        );
        row(
            ui,
            say!("settings-numbers"),
            say!("settings-numbers-note"),
            |ui| {
                let choices = [
                    (NumberStyle::Plain, say!("settings-numbers-plain")),
                    (NumberStyle::Excel, say!("settings-numbers-spreadsheet")),
                ];
                segments(
                    ui,
                    say!("settings-numbers"),
                    &mut settings.exports.numbers,
                    &choices,
                );
            },
        );
        row(
            ui,
            say!("settings-file-name"),
            "{serial} {meter} {date} {time} {kind}",
            |ui| {
                if let Some(text) = self.edit(
                    ui,
                    say!("settings-file-name-template"),
                    &settings.exports.file_name,
                    true,
                ) {
                    settings.exports.file_name = text;
                }
            },
        );
        let (color, preview) = match preview(&settings.exports.file_name, model.readout()) {
            Ok(name) => (c.text2, format!("{name}.xlsx")),
            Err(problem) => (c.error, problem),
        };
        row(ui, "", "", |ui| {
            ui.label(Text::Mono.rich(preview).color(color));
        });
        row(
            ui,
            say!("settings-folder"),
            say!("settings-folder-note"),
            |ui| {
                if ui
                    .add(
                        Button::plain(say!("settings-folder-choose"))
                            .name(say!("settings-folder-choose-name")),
                    )
                    .clicked()
                {
                    actions.push(Action::ChooseFolder);
                }
                if settings.exports.folder.is_some() {
                    let forget = Button::quiet(say!("settings-folder-forget"))
                        .name(say!("settings-folder-forget-name"));
                    if ui.add(forget).clicked() {
                        settings.exports.folder = None;
                    }
                }
                let words = match &settings.exports.folder {
                    Some(folder) => folder.display().to_string(),
                    None => say!("settings-folder-documents").to_owned(),
                };
                ui.label(Text::Body.rich(words).color(c.text2));
            },
        );
    }

    fn line(&mut self, ui: &mut Ui, line: &mut LineOptions) {
        heading(ui, say!("settings-line"), say!("settings-line-note"));
        row(
            ui,
            say!("settings-mode"),
            say!("settings-mode-note"),
            |ui| {
                let options = [
                    (ModeChoice::Auto, say!("settings-automatic")),
                    (ModeChoice::A, "A"),
                    (ModeChoice::B, "B"),
                    (ModeChoice::C, "C"),
                    (ModeChoice::D, say!("settings-mode-listen")),
                ];
                pick(ui, say!("settings-mode"), &mut line.mode, &options);
            },
        );
        row(
            ui,
            say!("settings-start-speed"),
            say!("settings-start-speed-note"),
            |ui| {
                speed(ui, say!("settings-start-speed"), &mut line.start_baud);
            },
        );
        row(
            ui,
            say!("settings-highest-speed"),
            say!("settings-highest-speed-note"),
            |ui| {
                let mut stay = line.max_baud == Some(300);
                if !stay {
                    speed(ui, say!("settings-highest-speed"), &mut line.max_baud);
                }
                if check_box(ui, &mut stay, say!("settings-stay-slow")).changed() {
                    line.max_baud = stay.then_some(300);
                }
            },
        );
        row(
            ui,
            say!("settings-parity"),
            say!("settings-parity-note"),
            |ui| {
                let options = [
                    (ParityChoice::Auto, say!("settings-automatic")),
                    (ParityChoice::Hardware, say!("settings-parity-port")),
                    (ParityChoice::Software, say!("settings-parity-program")),
                    (ParityChoice::None, say!("settings-parity-nobody")),
                ];
                pick(ui, say!("settings-parity"), &mut line.parity, &options);
            },
        );
        row(
            ui,
            say!("settings-wake-up"),
            say!("settings-wake-up-note"),
            |ui| {
                let options = [
                    (WakeUp::None, say!("settings-wake-up-none")),
                    (WakeUp::Standard, say!("settings-wake-up-standard")),
                    (WakeUp::Short, say!("settings-wake-up-short")),
                ];
                pick(ui, say!("settings-wake-up"), &mut line.wake_up, &options);
            },
        );
        row(
            ui,
            say!("settings-block-check"),
            say!("settings-block-check-note"),
            |ui| {
                let options = [
                    (None, say!("settings-automatic")),
                    (Some(BlockCheckKind::Xor), say!("settings-block-check-xor")),
                    (Some(BlockCheckKind::Sum7), say!("settings-block-check-sum")),
                ];
                pick(
                    ui,
                    say!("settings-block-check"),
                    &mut line.block_check,
                    &options,
                );
            },
        );
        row(
            ui,
            say!("settings-limits"),
            say!("settings-limits-note"),
            |ui| {
                let shown = line.timeout_scale.to_string();
                if let Some(text) = self.edit(ui, say!("settings-limits"), &shown, false)
                    && let Ok(scale) = text.trim().replace(',', ".").parse::<f64>()
                    && scale.is_finite()
                {
                    line.timeout_scale = scale.clamp(1.0, 20.0);
                }
            },
        );
        row(
            ui,
            say!("settings-switch-delay"),
            say!("settings-switch-delay-note"),
            |ui| {
                let shown = line.switch_delay.map(|delay| delay.as_millis().to_string());
                if let Some(text) = self.edit(
                    ui,
                    say!("settings-switch-delay"),
                    shown.as_deref().unwrap_or_default(),
                    false,
                ) {
                    line.switch_delay = text
                        .trim()
                        .parse::<u16>()
                        .ok()
                        .map(|ms| Duration::from_millis(ms.into()));
                }
            },
        );
        row(
            ui,
            say!("settings-request"),
            say!("settings-request-note"),
            |ui| {
                let shown = line.request.clone().unwrap_or_default();
                if let Some(text) = self.edit(ui, say!("settings-request"), &shown, true) {
                    line.request = Some(text.trim().to_owned()).filter(|text| !text.is_empty());
                }
            },
        );
        let address = line.address.clone();
        let defaults = LineOptions {
            address,
            ..LineOptions::default()
        };
        let off = (*line == defaults).then_some(say!("settings-find-out-already"));
        if ui
            .add(Button::plain(say!("settings-find-out")).off(off))
            .clicked()
        {
            *line = defaults;
        }
    }

    /// A field that gives its text when it is left or Enter is pressed.
    fn edit(&mut self, ui: &mut Ui, name: &'static str, value: &str, mono: bool) -> Option<String> {
        let typing = self.typing.take_if(|(field, _)| *field == name);
        let mut text = typing.map_or_else(|| value.to_owned(), |(_, text)| text);
        let response = ui.add(EditField {
            caption: name,
            text: &mut text,
            hint: "",
            width: FIELD,
            enabled: true,
            mono,
            id: Id::unique(name),
        });
        if response.has_focus() {
            self.typing = Some((name, text));
            None
        } else {
            (text != value).then_some(text)
        }
    }
}

fn operator(ui: &mut Ui, settings: &mut Settings) {
    let c = theme::colors(ui);
    heading(ui, say!("settings-operator-heading"), "");
    row(
        ui,
        say!("settings-operator"),
        say!("settings-operator-note"),
        |ui| {
            // In force with every letter: a session may begin from here by a key.
            let response = ui.add(EditField {
                caption: say!("settings-operator"),
                text: &mut settings.operator,
                hint: say!("settings-operator-hint"),
                width: FIELD,
                enabled: true,
                mono: false,
                id: Id::unique("Operator"),
            });
            if response.lost_focus() {
                settings.operator = settings.operator.trim().to_owned();
            }
        },
    );
    row(
        ui,
        say!("settings-role"),
        say!("settings-role-note"),
        |ui| {
            let choices = [
                (Role::Read, say!("settings-role-read")),
                (Role::ClockAndReset, say!("settings-role-clock")),
                (Role::Full, say!("settings-role-full")),
            ];
            segments(ui, say!("settings-role"), &mut settings.role, &choices);
        },
    );
    row(ui, "", "", |ui| {
        ui.add(Label::new(Text::Body.rich(role(settings.role)).color(c.text2)).wrap());
    });
}

/// What a role may do, in a sentence.
fn role(role: Role) -> &'static str {
    match role {
        Role::Read => say!("settings-role-read-about"),
        Role::ClockAndReset => {
            say!("settings-role-clock-about")
        }
        Role::Full => {
            say!("settings-role-full-about")
        }
    }
}

fn appearance(ui: &mut Ui, settings: &mut Settings) {
    heading(ui, say!("settings-appearance"), "");
    row(
        ui,
        say!("settings-language"),
        say!("settings-language-note"),
        |ui| language(ui, &mut settings.language),
    );
    let appearance = &mut settings.appearance;
    row(ui, say!("settings-theme"), "", |ui| {
        let choices = [
            (ThemeChoice::System, say!("settings-theme-system")),
            (ThemeChoice::Light, say!("settings-theme-light")),
            (ThemeChoice::Dark, say!("settings-theme-dark")),
        ];
        segments(ui, say!("settings-theme"), &mut appearance.theme, &choices);
    });
    row(
        ui,
        say!("settings-contrast"),
        say!("settings-contrast-note"),
        |ui| {
            check_box(
                ui,
                &mut appearance.high_contrast,
                say!("settings-contrast-high"),
            );
        },
    );
    row(
        ui,
        say!("settings-scale"),
        say!("settings-scale-note"),
        |ui| {
            let labels = Appearance::SCALES.map(|scale| (scale, format!("{scale} %")));
            let choices: Vec<(u16, &str)> = labels
                .iter()
                .map(|(scale, label)| (*scale, label.as_str()))
                .collect();
            segments(ui, say!("settings-scale"), &mut appearance.scale, &choices);
        },
    );
}

/// The languages, each by the name its speakers give it.
fn language(ui: &mut Ui, chosen: &mut Option<Language>) {
    let languages = Language::ALL.map(|language| {
        let name = language.own_name();
        match language.is_complete() {
            true => (Some(language), name.to_owned()),
            false => (
                Some(language),
                say!("settings-language-in-part", language = name),
            ),
        }
    });
    let mut options = vec![(None, say!("settings-language-of-computer").to_owned())];
    options.extend(languages);
    if let Some(now) = choice(ui, say!("settings-language"), FIELD, chosen, &options) {
        *chosen = now;
    }
}

fn speed(ui: &mut Ui, name: &str, speed: &mut Option<u32>) {
    let labels = SPEEDS.map(|baud| (Some(baud), format!("{baud} Bd")));
    let mut options = vec![(None, say!("settings-automatic").to_owned())];
    options.extend(labels);
    if let Some(chosen) = choice(ui, name, FIELD, speed, &options) {
        *speed = chosen;
    }
}

fn pick<T: Clone + PartialEq>(ui: &mut Ui, name: &str, value: &mut T, options: &[(T, &str)]) {
    let options: Vec<(T, String)> = options
        .iter()
        .map(|(value, label)| (value.clone(), (*label).to_owned()))
        .collect();
    if let Some(chosen) = choice(ui, name, FIELD, value, &options) {
        *value = chosen;
    }
}

fn heading(ui: &mut Ui, title: &str, note: &str) {
    let c = theme::colors(ui);
    ui.spacing_mut().item_spacing.y = 12.0;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        ui.label(Text::Heading.rich(title).color(c.text));
        ui.label(Text::Body.rich(note).color(c.text2));
    });
}

/// A name with a note at the left, the control at the right of it; below it where
/// there is no room for both.
fn row(ui: &mut Ui, name: &str, note: &str, control: impl FnOnce(&mut Ui)) {
    let room = ui.available_width() - 12.0 - WIDEST;
    if room < 160.0 {
        labels(ui, name, note);
        ui.horizontal_wrapped(control);
        return;
    }
    let side = room.min(320.0);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        ui.allocate_ui(vec2(side, 20.0), |ui| {
            ui.set_width(side);
            labels(ui, name, note);
        });
        control(ui);
    });
}

fn labels(ui: &mut Ui, name: &str, note: &str) {
    let c = theme::colors(ui);
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        if !name.is_empty() {
            ui.label(Text::Body.rich(name).color(c.text));
        }
        if !note.is_empty() {
            ui.label(Text::Caption.rich(note).color(c.text2));
        }
    });
}

/// What a file would be called, by the readout at hand or by a made-up one.
fn preview(template: &str, readout: Option<&Readout>) -> Result<String, String> {
    let template: FileNameTemplate = template
        .parse()
        .map_err(|error: crate::export::TemplateError| error.to_string())?;
    let name = match readout {
        Some(readout) => template.fill(readout, "readout"),
        None => template.fill(&sample(), "readout"),
    };
    if name.is_empty() {
        return Err(say!("settings-file-needs-name").to_owned());
    }
    Ok(name)
}

/// A readout that stands for the next one.
fn sample() -> Readout {
    Readout {
        meter: crate::meter::MeterIdentity {
            serial_number: Some("63355730".to_owned()),
            identification: Some("MT174-0001".to_owned()),
            ..Default::default()
        },
        profile: None,
        read_at: jiff::civil::date(2026, 1, 31)
            .at(13, 45, 0, 0)
            .to_zoned(jiff::tz::TimeZone::UTC)
            .ok(),
        complete: true,
        block_check: crate::codec::BlockCheck::ABSENT,
        damaged: 0,
        data_sets: Vec::new(),
        problems: Vec::new(),
        load_profiles: Vec::new(),
        logbooks: Vec::new(),
        clock_drift: None,
    }
}
