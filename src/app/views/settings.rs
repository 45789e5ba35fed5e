//! The page Settings: the look, who is at work, files, the line.

use std::time::Duration;

use eframe::egui::{Align, Id, Label, ScrollArea, Ui, vec2};

use crate::app::action::Action;
use crate::app::model::Model;
use crate::app::settings::{NumberStyle, Settings};
use crate::app::theme::{self, Appearance, Text, ThemeChoice, size};
use crate::app::widgets::{Button, EditField, card, check_box, choice, segments, title_row};
use crate::codec::BlockCheckKind;
use crate::export::{FileNameTemplate, Language};
use crate::meter::Readout;
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
        title_row(ui, "Settings", |_| {}, |_| {});
        let mut changed = settings.clone();
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = size::GAP;
            ui.set_max_width(ui.available_width().min(880.0));
            card(ui, |ui| appearance(ui, &mut changed.appearance));
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
        heading(ui, "Files", "");
        row(
            ui,
            "Language of exports",
            "Names and headings in CSV, XLSX and text",
            |ui| {
                let choices = [
                    (Language::English, "English"),
                    (Language::German, "Deutsch"),
                ];
                segments(
                    ui,
                    "Language of exports",
                    &mut settings.exports.language,
                    &choices,
                );
            },
        );
        row(
            ui,
            "Numbers in CSV",
            "Spreadsheet: a decimal comma and semicolons",
            |ui| {
                let choices = [
                    (NumberStyle::Plain, "Plain"),
                    (NumberStyle::Excel, "Spreadsheet"),
                ];
                segments(
                    ui,
                    "Numbers in CSV",
                    &mut settings.exports.numbers,
                    &choices,
                );
            },
        );
        row(
            ui,
            "File name",
            "{serial} {meter} {date} {time} {kind}",
            |ui| {
                if let Some(text) =
                    self.edit(ui, "File name template", &settings.exports.file_name, true)
                {
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
        row(ui, "Folder", "Where save dialogs begin", |ui| {
            if ui
                .add(Button::plain("Choose…").name("Choose the folder for exports"))
                .clicked()
            {
                actions.push(Action::ChooseFolder);
            }
            if settings.exports.folder.is_some() {
                let forget = Button::quiet("Forget").name("Forget the folder for exports");
                if ui.add(forget).clicked() {
                    settings.exports.folder = None;
                }
            }
            let words = match &settings.exports.folder {
                Some(folder) => folder.display().to_string(),
                None => "Documents".to_owned(),
            };
            ui.label(Text::Body.rich(words).color(c.text2));
        });
    }

    fn line(&mut self, ui: &mut Ui, line: &mut LineOptions) {
        heading(
            ui,
            "Line",
            "Everything is found out by itself. Change this only for a meter that needs it",
        );
        row(ui, "Mode", "Mode D listens without asking", |ui| {
            let options = [
                (ModeChoice::Auto, "Automatic"),
                (ModeChoice::A, "A"),
                (ModeChoice::B, "B"),
                (ModeChoice::C, "C"),
                (ModeChoice::D, "D, listen"),
            ];
            pick(ui, "Mode", &mut line.mode, &options);
        });
        row(
            ui,
            "Start speed",
            "300 Bd, or 2400 and 9600 when listening",
            |ui| {
                speed(ui, "Start speed", &mut line.start_baud);
            },
        );
        row(
            ui,
            "Highest speed",
            "Lower it where a head or a cable is slow",
            |ui| {
                let mut stay = line.max_baud == Some(300);
                if !stay {
                    speed(ui, "Highest speed", &mut line.max_baud);
                }
                if check_box(ui, &mut stay, "Stay at 300 Bd").changed() {
                    line.max_baud = stay.then_some(300);
                }
            },
        );
        row(ui, "Parity", "By whom 7E1 is made", |ui| {
            let options = [
                (ParityChoice::Auto, "Automatic"),
                (ParityChoice::Hardware, "The port, 7E1"),
                (ParityChoice::Software, "This program, over 8N1"),
                (ParityChoice::None, "Nobody, plain 8N1"),
            ];
            pick(ui, "Parity", &mut line.parity, &options);
        });
        row(ui, "Wake-up", "For meters that run on a battery", |ui| {
            let options = [
                (WakeUp::None, "None"),
                (WakeUp::Standard, "Standard, about 4 s"),
                (WakeUp::Short, "Short, 40 characters"),
            ];
            pick(ui, "Wake-up", &mut line.wake_up, &options);
        });
        row(ui, "Block check", "Some makers add up instead", |ui| {
            let options = [
                (None, "Automatic"),
                (Some(BlockCheckKind::Xor), "Exclusive or (standard)"),
                (Some(BlockCheckKind::Sum7), "Sum of 7 bits"),
            ];
            pick(ui, "Block check", &mut line.block_check, &options);
        });
        row(
            ui,
            "Time limits",
            "Multiplies every limit for an answer, 1 to 20",
            |ui| {
                let shown = line.timeout_scale.to_string();
                if let Some(text) = self.edit(ui, "Time limits", &shown, false)
                    && let Ok(scale) = text.trim().replace(',', ".").parse::<f64>()
                    && scale.is_finite()
                {
                    line.timeout_scale = scale.clamp(1.0, 20.0);
                }
            },
        );
        row(
            ui,
            "Delay of the switch",
            "In ms, before the speed is changed; empty for 10",
            |ui| {
                let shown = line.switch_delay.map(|delay| delay.as_millis().to_string());
                if let Some(text) = self.edit(
                    ui,
                    "Delay of the switch",
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
            "Request text",
            "A maker's own in place of /?address!, such as /2!",
            |ui| {
                let shown = line.request.clone().unwrap_or_default();
                if let Some(text) = self.edit(ui, "Request text", &shown, true) {
                    line.request = Some(text.trim().to_owned()).filter(|text| !text.is_empty());
                }
            },
        );
        let address = line.address.clone();
        let defaults = LineOptions {
            address,
            ..LineOptions::default()
        };
        let off = (*line == defaults).then_some("Everything is found out by itself already");
        if ui
            .add(Button::plain("Find everything out").off(off))
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
    heading(ui, "Who is at work", "");
    row(
        ui,
        "Operator",
        "Stands in the journal, in reports and in parameter sets",
        |ui| {
            // In force with every letter: a session may begin from here by a key.
            let response = ui.add(EditField {
                caption: "Operator",
                text: &mut settings.operator,
                hint: "Your name",
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
        "Role",
        "What this program lets out to a meter, whatever the password",
        |ui| {
            let choices = [
                (Role::Read, "Read"),
                (Role::ClockAndReset, "Read, clock and reset"),
                (Role::Full, "Full"),
            ];
            segments(ui, "Role", &mut settings.role, &choices);
        },
    );
    row(ui, "", "", |ui| {
        ui.add(Label::new(Text::Body.rich(role(settings.role)).color(c.text2)).wrap());
    });
}

/// What a role may do, in a sentence.
fn role(role: Role) -> &'static str {
    match role {
        Role::Read => "Reads meters and changes nothing, not even the clock",
        Role::ClockAndReset => {
            "Reads meters, sets their clocks and ends billing periods; changes no other register"
        }
        Role::Full => {
            "Reads and changes everything that a password opens, once writing is switched on for the visit"
        }
    }
}

fn appearance(ui: &mut Ui, appearance: &mut Appearance) {
    heading(ui, "Appearance", "");
    row(ui, "Theme", "", |ui| {
        let choices = [
            (ThemeChoice::System, "System"),
            (ThemeChoice::Light, "Light"),
            (ThemeChoice::Dark, "Dark"),
        ];
        segments(ui, "Theme", &mut appearance.theme, &choices);
    });
    row(
        ui,
        "Contrast",
        "For sunlight: high contrast with the light theme",
        |ui| {
            check_box(ui, &mut appearance.high_contrast, "High contrast");
        },
    );
    row(
        ui,
        "Scale",
        "Ctrl++ and Ctrl+− step through, Ctrl+0 goes back",
        |ui| {
            let labels = Appearance::SCALES.map(|scale| (scale, format!("{scale} %")));
            let choices: Vec<(u16, &str)> = labels
                .iter()
                .map(|(scale, label)| (*scale, label.as_str()))
                .collect();
            segments(ui, "Scale", &mut appearance.scale, &choices);
        },
    );
}

fn speed(ui: &mut Ui, name: &str, speed: &mut Option<u32>) {
    let labels = SPEEDS.map(|baud| (Some(baud), format!("{baud} Bd")));
    let mut options = vec![(None, "Automatic".to_owned())];
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
        return Err("A file needs a name".to_owned());
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
