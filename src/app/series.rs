//! Deeds with load profiles and logbooks: taking them out into files.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::Context;
use jiff::Zoned;

use super::Flagport;
use super::dialogs::Purpose;
use super::model::SeriesOrigin;
use super::picture::{Form, render};
use super::theme::Appearance;
use super::views::load_profile::carpet::Carpet;
use super::views::load_profile::export::{Drawing, SeriesFormat};
use crate::export::{
    self, FileNameTemplate, Format, LoadProfileFile, LogbookFile, Overwrite, Style,
};
use crate::meter::{LoadProfile, Logbook, MeterIdentity};
use crate::say;

/// The picture of a load profile, in points, and in pixels as a PNG.
const PICTURE: (u16, u16) = (1600, 900);

/// What a place to save at is asked for.
#[derive(Debug)]
pub(super) struct Exporting {
    what: What,
    meter: MeterIdentity,
    profile: Option<String>,
    read_at: Option<Zoned>,
    complete: bool,
    raw: Vec<u8>,
    drawing: Option<Drawing>,
    /// The ending of the format that was chosen.
    extension: &'static str,
}

#[derive(Debug)]
enum What {
    LoadProfile(Arc<LoadProfile>),
    Logbook(Arc<Logbook>),
}

impl Exporting {
    fn render(&self, format: Format, style: Style) -> Result<Vec<u8>, String> {
        let rendered = match &self.what {
            What::LoadProfile(load_profile) => export::render_load_profile(
                &LoadProfileFile {
                    meter: &self.meter,
                    profile: self.profile.as_deref(),
                    read_at: self.read_at.as_ref(),
                    load_profile,
                    complete: self.complete,
                    raw: &self.raw,
                },
                format,
                style,
            ),
            What::Logbook(logbook) => export::render_logbook(
                &LogbookFile {
                    meter: &self.meter,
                    profile: self.profile.as_deref(),
                    read_at: self.read_at.as_ref(),
                    logbook,
                    complete: self.complete,
                    raw: &self.raw,
                },
                format,
                style,
            ),
        };
        rendered.map_err(|error| error.to_string())
    }
}

impl Flagport {
    /// Asks where to save the logbook on the page.
    pub(super) fn ask_for_log(&mut self, ctx: &Context) {
        let Some(shown) = self.views.logbook.shown(&self.model) else {
            return;
        };
        let what = What::Logbook(Arc::clone(&shown.logbook));
        let origin = shown.origin.clone();
        let kind = format!("logbook_{}", shown.logbook.code);
        self.ask_for_series(ctx, what, &origin, &kind, "xlsx", Purpose::SaveLogbook);
    }

    /// Asks where to save the load profile on the page, in this format.
    pub(super) fn ask_for_load_profile(
        &mut self,
        ctx: &Context,
        format: SeriesFormat,
        drawing: Option<Drawing>,
    ) {
        let Some(shown) = self.views.load_profile.shown(&self.model) else {
            return;
        };
        let what = What::LoadProfile(Arc::clone(&shown.profile));
        let origin = shown.origin.clone();
        let kind = format!("load-profile_{}", shown.profile.code);
        let purpose = Purpose::SaveLoadProfile(format);
        self.ask_for_series(ctx, what, &origin, &kind, format.extension(), purpose);
        if let Some(exporting) = &mut self.exporting {
            exporting.drawing = drawing;
        }
    }

    fn ask_for_series(
        &mut self,
        ctx: &Context,
        what: What,
        origin: &SeriesOrigin,
        kind: &str,
        extension: &'static str,
        purpose: Purpose,
    ) {
        let readout = self.model.readout_at_hand().map(|reading| &reading.readout);
        let key = self.model.meter_key();
        let meter = readout.map_or_else(
            || MeterIdentity {
                identification_line: key.as_ref().map(|key| key.identification_line.clone()),
                serial_number: key.as_ref().and_then(|key| key.serial_number.clone()),
                ..MeterIdentity::default()
            },
            |readout| readout.meter.clone(),
        );
        let settings = self.store.get();
        let profile = self.model.profile(settings.profile.as_deref());
        let (read_at, complete, raw) = match origin {
            SeriesOrigin::Fetched { record, .. } => {
                let answers = record.answers.iter();
                let raw = answers.flat_map(|answer| answer.raw.iter().copied());
                (record.read_at.clone(), record.complete, raw.collect())
            }
            SeriesOrigin::File(_) => {
                let reading = self.model.reading.as_ref();
                let raw = reading.map_or_else(Vec::new, |reading| reading.raw.to_vec());
                let read_at = readout.and_then(|readout| readout.read_at.clone());
                let complete = readout.is_none_or(|readout| readout.complete);
                (read_at, complete, raw)
            }
        };
        let template: FileNameTemplate = settings.exports.file_name.parse().unwrap_or_default();
        let kind: String = kind
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() || "._-".contains(c) {
                    c
                } else {
                    '-'
                }
            })
            .collect();
        let mut name = template.fill_for(&meter, read_at.as_ref(), &kind);
        // A readout of the same visit has the same name without it.
        if !name.contains(&kind) {
            name = format!("{name}_{kind}");
        }
        self.exporting = Some(Exporting {
            what,
            meter,
            profile: profile.map(|profile| profile.name.clone()),
            read_at,
            complete,
            raw,
            drawing: None,
            extension,
        });
        self.ask(ctx, purpose, format!("{name}.{extension}"));
    }

    /// Saves what was asked for at `path`, in the format of its ending. A name without
    /// one that is known gets that of the format that was chosen.
    pub(super) fn save_series(
        &mut self,
        mut path: PathBuf,
        mut overwrite: Overwrite,
        ctx: &Context,
    ) {
        let Some(exporting) = self.exporting.take() else {
            return;
        };
        if !is_known(&path) {
            let mut name = path.into_os_string();
            name.push(".");
            name.push(exporting.extension);
            path = name.into();
            // It was another name that was agreed to.
            overwrite = Overwrite::Never;
        }
        let ending = path.extension().map(|ending| ending.to_ascii_lowercase());
        let picture = [SeriesFormat::Png, SeriesFormat::Svg]
            .into_iter()
            .find(|format| ending.as_ref().is_some_and(|e| e == format.extension()));
        if let (Some(format), Some(drawing)) = (picture, exporting.drawing.clone()) {
            let appearance = self.store.get().appearance;
            let dark = ctx.global_style().visuals.dark_mode;
            self.save(path, overwrite, move || {
                paint(&drawing, format, appearance, dark)
            });
            return;
        }
        let style = self.export_style();
        match Format::of_path(&path) {
            Ok(format) => {
                self.save(path, overwrite, move || exporting.render(format, style));
            }
            Err(error) => self.say_problem(say!("notice-not-saved", reason = error.to_string())),
        }
    }
}

/// Whether the ending of `path` says in which form to save.
fn is_known(path: &Path) -> bool {
    let pictures = [SeriesFormat::Png, SeriesFormat::Svg];
    let is_of = |format: &SeriesFormat| {
        let ending = path.extension();
        ending.is_some_and(|ending| ending.eq_ignore_ascii_case(format.extension()))
    };
    Format::of_path(path).is_ok() || pictures.iter().any(is_of)
}

/// Paints a picture, in the look of the window.
fn paint(
    drawing: &Drawing,
    format: SeriesFormat,
    appearance: Appearance,
    dark: bool,
) -> Result<Vec<u8>, String> {
    let (width, height) = PICTURE;
    let form = Form::of(width, height, appearance, dark);
    let mut carpet = Carpet::default();
    let picture = render(form, |ui| drawing.ui(ui, &mut carpet));
    match format {
        SeriesFormat::Svg => Ok(picture.svg().into_bytes()),
        _ => picture.png().map_err(|error| error.to_string()),
    }
}
