//! The page *Load profile*: what was drawn, and when?

mod body;
pub mod carpet;
pub mod duration;
pub mod export;
mod foot;
mod plot_card;
mod prepared;
mod range;
pub mod table;
#[cfg(test)]
mod tests;
mod units;
mod words;

use std::sync::Arc;

use eframe::egui::{
    Align, Id, Key, Label, Layout, Modifiers, Popup, Rect, Ui, UiBuilder, pos2, vec2,
};
use jiff::Zoned;
use jiff::civil::DateTime;

use super::confirm::note;
use super::fetch::{self, FetchSheet};
use crate::app::action::Action;
use crate::app::model::{Job, Model, SeriesOrigin, Session, ShownLoadProfile, Verdict};
use crate::app::page::Page;
use crate::app::settings::Settings;
use crate::app::theme::{self, Text, icon, size};
use crate::app::widgets::empty::empty_state;
use crate::app::widgets::{Button, State, chip, drop_down, menu_row, title_row};
use crate::meter::CivilTime;
use crate::meter::load_profile::transformer_factor;
use crate::profile::Profile;
use crate::say;
use crate::worker::{SeriesKind, SeriesPlan, SeriesRange, SeriesRecord};
use body::Below;
use carpet::Carpet;
use duration::Duration;
use foot::Foot;
use plot_card::PlotCard;
use prepared::Prepared;
use range::RangeChoice;
pub use range::RangePreset;
use table::EntriesTable;
use units::Units;

/// The sheet beside the page, and the least width of a window with both.
const SHEET: f32 = 496.0;
const BESIDE: f32 = 1100.0;
/// Between the parts of the page, which has many.
const GAP: f32 = 12.0;

/// The page and what is its own.
#[derive(Debug, Default)]
pub struct LoadProfileView {
    /// The code of the chosen load profile; `None` is the first there is.
    chosen: Option<String>,
    range: RangeChoice,
    plot: PlotCard,
    units: Units,
    prepared: Option<Prepared>,
    carpet: Carpet,
    duration: Duration,
    below: Below,
    table: EntriesTable,
    /// The entries are shown in place of what is below the plot.
    shows_table: bool,
    foot: Foot,
    opens_export: bool,
    sheet: Option<FetchSheet>,
    /// A time of the meter that is to be looked at.
    look_at: Option<CivilTime>,
}

/// What can be done with the buttons in this frame.
struct Standing<'a> {
    profile: Option<&'a Profile>,
    /// Why nothing can be read now.
    off: Option<String>,
}

impl LoadProfileView {
    /// Whether a sheet is open, which has the one filled button of the window.
    pub fn is_asking(&self) -> bool {
        self.sheet.as_ref().is_some_and(FetchSheet::is_asking)
    }

    /// Takes the range with that name, as things are at `now`.
    pub fn choose_range(&mut self, preset: RangePreset, model: &Model, now: &Zoned) {
        let last = model.visit_before().map(|info| info.stored_at.datetime());
        let range = preset.range(range::meter_time(model, now), last);
        self.range.choose(preset, range);
        self.look_at_range(model);
    }

    /// Puts the cursor there in the next frame.
    pub fn show_at(&mut self, time: CivilTime) {
        self.look_at = Some(time);
    }

    /// Opens the menu with what the load profile can be taken out as; `false` if there is
    /// none.
    pub fn open_export(&mut self, model: &Model) -> bool {
        self.opens_export = self.shown(model).is_some();
        self.opens_export
    }

    /// The load profile on the page.
    pub fn shown<'m>(&self, model: &'m Model) -> Option<&'m ShownLoadProfile> {
        let profiles = &model.series.load_profiles;
        match &self.chosen {
            Some(code) => profiles.iter().find(|shown| shown.profile.code == *code),
            None => profiles.first(),
        }
    }

    /// Draws the page, and its sheet beside it or in its place.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        model: &Model,
        settings: &Settings,
        actions: &mut Vec<Action>,
    ) {
        let profile = model.profile(settings.profile.as_deref());
        let profile = profile.as_deref();
        let area = ui.clip_rect();
        // What a page is told stands above it.
        let mut page = ui.available_rect_before_wrap();
        let mut place = None;
        if self.sheet.is_some() {
            let beside = ui.ctx().content_rect().width() >= BESIDE;
            let mut sheet = area;
            if beside {
                sheet.min.x = area.max.x - SHEET;
                page.max.x = sheet.min.x - 24.0;
            }
            place = Some((sheet, beside));
        }
        if place.is_none_or(|(_, beside)| beside) {
            self.page(ui, page, profile, model, settings, actions);
        }
        if let (Some((place, _)), Some(sheet)) = (place, &mut self.sheet)
            && sheet.ui(ui, place, profile, model, settings, actions)
        {
            self.sheet = None;
        }
    }

    fn page(
        &mut self,
        ui: &mut Ui,
        page: Rect,
        profile: Option<&Profile>,
        model: &Model,
        settings: &Settings,
        actions: &mut Vec<Action>,
    ) {
        let mut child = ui.new_child(UiBuilder::new().id_salt("load profile").max_rect(page));
        child.spacing_mut().item_spacing.y = GAP;
        let ui = &mut child;
        if model.visits.wants_listing() {
            actions.push(Action::ListVisits);
        }
        self.forget(profile, model);
        let asked = self.sheet.is_some();
        let off = fetch::why_not(SeriesKind::LoadProfile, profile, model, settings)
            .or_else(|| asked.then(|| say!("logbook-password-asked").to_owned()))
            .or_else(|| self.range.range().err().map(str::to_owned));
        let standing = Standing { profile, off };
        let readout = model.readout_at_hand().map(|reading| &reading.readout);
        let shown = self.shown(model).cloned();
        let shown = shown.map(|shown| self.units.of(shown, readout));
        if let Some(shown) = &shown {
            self.plot.take_over(&shown.profile);
        }
        let factor = readout.and_then(|readout| transformer_factor(readout));
        self.plot.take_factor(factor);
        let how = self.plot.how();
        self.prepared = shown
            .as_ref()
            .map(|shown| Prepared::of(self.prepared.take(), shown, &model.series.logbooks, &how));
        // The title row has air of its own.
        ui.add_space(-4.0);
        self.title(ui, shown.as_ref(), profile, model);
        ui.add_space(-4.0);
        let can_read = profile.is_some_and(|profile| !profile.load_profiles.is_empty());
        if shown.is_some() || can_read {
            self.range_row(ui, shown.as_ref(), model, &standing, actions);
        }
        if let Some(sentence) = failure(model).filter(|_| !asked) {
            note(ui, State::Wrong, &sentence);
        }
        let Some(shown) = shown else {
            self.empty(ui, model, &standing, actions);
            return;
        };
        self.unfinished(ui, &shown, model, &standing, actions);
        self.body(ui, &shown, model, &standing, actions);
    }

    /// Forgets a choice that is of another meter.
    fn forget(&mut self, profile: Option<&Profile>, model: &Model) {
        let Some(code) = &self.chosen else { return };
        let forms = profile.map_or(&[][..], |profile| &profile.load_profiles);
        let known = forms.iter().any(|form| form.address == *code)
            || model
                .series
                .load_profiles
                .iter()
                .any(|shown| shown.profile.code == *code);
        if !known {
            self.chosen = None;
        }
    }

    fn title(
        &mut self,
        ui: &mut Ui,
        shown: Option<&ShownLoadProfile>,
        profile: Option<&Profile>,
        model: &Model,
    ) {
        let c = theme::colors(ui);
        let choices = choices(profile, model);
        let code = self
            .chosen
            .clone()
            .or_else(|| shown.map(|shown| shown.profile.code.clone()))
            .or_else(|| choices.first().map(|(code, _)| code.clone()))
            .unwrap_or_default();
        let chips = self
            .prepared
            .as_ref()
            .map(|prepared| words::chips(&prepared.plotted))
            .unwrap_or_default();
        let how = self.plot.how();
        let chosen = &mut self.chosen;
        title_row(
            ui,
            Page::LoadProfile.title(),
            |ui| {
                if choices.len() > 1 {
                    choice(ui, &choices, &code, model, chosen);
                } else {
                    ui.label(Text::Mono.rich(&code).color(c.text2));
                }
                if let Some(shown) = shown {
                    let derived = words::derived(&shown.profile, &how);
                    let words: Vec<String> = std::iter::once(words::said(shown))
                        .chain(derived.map(str::to_owned))
                        .collect();
                    let words = Text::Body.rich(words.join(" · ")).color(c.text2);
                    let label = ui.add(Label::new(words).truncate());
                    let more = format!("{}\n{}", words::said(shown), words::origin(shown));
                    label.on_hover_text(more);
                }
            },
            |ui| {
                for (state, words) in chips {
                    chip(ui, state, &words);
                }
            },
        );
    }

    /// From, To, presets; export and read.
    fn range_row(
        &mut self,
        ui: &mut Ui,
        shown: Option<&ShownLoadProfile>,
        model: &Model,
        standing: &Standing<'_>,
        actions: &mut Vec<Action>,
    ) {
        let width = ui.available_width();
        let top = ui.cursor().min;
        let fields = range::field_width(ui, say!("load-from"))
            + range::field_width(ui, say!("load-to"))
            + 16.0;
        let roomy = width >= 1240.0;
        let deeds = if shown.is_some() { 392.0 } else { 148.0 };
        let two_rows = width < fields + 156.0 + deeds + 20.0;
        let row = Rect::from_min_size(top, vec2(width, size::CONTROL));
        let mut buttons_row = row;
        if two_rows {
            buttons_row = row.translate(vec2(0.0, size::CONTROL + 8.0));
        }
        let rows = if two_rows {
            2.0 * size::CONTROL + 8.0
        } else {
            size::CONTROL
        };
        ui.allocate_space(vec2(width, rows));
        let layout = Layout::left_to_right(Align::Center);
        let mut left = ui.new_child(
            UiBuilder::new()
                .id_salt("range")
                .max_rect(row)
                .layout(layout),
        );
        left.spacing_mut().item_spacing.x = 8.0;
        let hints = hints(shown);
        let settled = self.range.fields(&mut left, hints);
        let from = if two_rows {
            buttons_row.left()
        } else {
            left.min_rect().right() + 8.0
        };
        let layout = Layout::right_to_left(Align::Center);
        let place = Rect::from_min_max(pos2(from, buttons_row.top()), buttons_row.max);
        let mut right = ui.new_child(
            UiBuilder::new()
                .id_salt("deeds")
                .max_rect(place)
                .layout(layout),
        );
        right.spacing_mut().item_spacing.x = 8.0;
        let read = Button::accented(say!("load-read")).icon(icon::ARROW_CIRCLE_DOWN);
        let read = if roomy { read.key("Ctrl R") } else { read };
        let off = standing.off.as_deref();
        let read = right
            .add(read.name(say!("load-read-name")).off(off))
            .clicked();
        if let Some(shown) = shown {
            let off = shown
                .profile
                .is_empty()
                .then_some(say!("load-no-entries-yet"));
            let opens = std::mem::take(&mut self.opens_export);
            export::menu(
                &mut right,
                off,
                opens,
                || self.depicted(shown, model),
                actions,
            );
            let name = say!("load-table-name");
            let table = Button::plain(say!("load-table"))
                .icon(icon::TABLE)
                .name(name);
            if right.add(table.on(self.shows_table).off(off)).clicked() {
                self.shows_table = !self.shows_table;
            }
        }
        let mut presets = place;
        presets.max.x = right.min_rect().left() - 12.0;
        let layout = Layout::left_to_right(Align::Center);
        let mut middle = ui.new_child(
            UiBuilder::new()
                .id_salt("presets")
                .max_rect(presets)
                .layout(layout),
        );
        self.range
            .presets(&mut middle, presets.width(), model, actions);
        if let Err(words) = self.range.range() {
            note(ui, State::Warning, words);
        } else if settled {
            self.look_at_range(model);
        }
        let key = ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::R));
        if (read || key) && off.is_none() {
            self.read(shown, standing.profile, actions);
        }
    }

    fn read(
        &mut self,
        shown: Option<&ShownLoadProfile>,
        profile: Option<&Profile>,
        actions: &mut Vec<Action>,
    ) {
        let Ok(range) = self.range.range() else {
            return;
        };
        let known = |code: &String| {
            profile.is_none_or(|profile| {
                let mut forms = profile.load_profiles.iter();
                forms.any(|form| form.address == *code)
            })
        };
        let address = self.chosen.clone();
        let address = address.or_else(|| Some(shown?.profile.code.clone()).filter(known));
        self.sheet = fetch::start(plan(address, range, None), profile, actions);
    }

    /// Looks at the range that was chosen, as far as it is there.
    fn look_at_range(&mut self, model: &Model) {
        let Some(shown) = self.shown(model) else {
            return;
        };
        let (Ok(range), Some(span)) = (self.range.range(), shown.axis.span(&shown.profile)) else {
            return;
        };
        let place =
            |time: Option<DateTime>, open: i64| time.map_or(open, |time| shown.axis.position(time));
        let (from, to) = (place(range.from, span.0), place(range.to, span.1));
        let (from, to) = (from.max(span.0), to.min(span.1));
        if from >= to || (from, to) == span {
            self.plot.chart.reset();
        } else {
            self.plot.chart.show(from as f64, to as f64);
        }
    }

    /// What is missing of what was asked for, and the button for it.
    fn unfinished(
        &mut self,
        ui: &mut Ui,
        shown: &ShownLoadProfile,
        model: &Model,
        standing: &Standing<'_>,
        actions: &mut Vec<Action>,
    ) {
        let SeriesOrigin::Fetched { record, .. } = &shown.origin else {
            return;
        };
        if record.complete || model.running().is_some() {
            return;
        }
        let span = shown.axis.span(&shown.profile);
        let last = span.map(|(_, to)| shown.axis.civil(to).0);
        let now = record
            .read_at
            .as_ref()
            .map(|at| range::meter_time(model, at));
        let words = words::unfinished(record, last, now);
        let off = standing.off.as_deref();
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = GAP;
            let go_on = Button::plain(say!("load-continue"))
                .name(say!("load-continue-name"))
                .off(off);
            if ui.add(go_on).clicked() {
                let have = Some(Arc::clone(record));
                let address = Some(record.form.address.clone());
                let plan = plan(address, record.asked, have);
                self.sheet = fetch::start(plan, standing.profile, actions);
            }
            note(ui, State::Warning, &words);
        });
    }

    fn empty(
        &mut self,
        ui: &mut Ui,
        model: &Model,
        standing: &Standing<'_>,
        actions: &mut Vec<Action>,
    ) {
        let (what, meanwhile) = words::not_read(standing.profile, model);
        empty_state(ui, Page::LoadProfile.icon(), &what, &meanwhile);
        let busy = model.running().map(|_| say!("load-session-ended"));
        match standing.profile {
            None => {
                let read =
                    Button::accented(say!("connection-read-meter")).icon(icon::ARROW_CIRCLE_DOWN);
                let read = read.big().off(busy).name(say!("load-read-meter-name"));
                if ui.add(read).clicked() {
                    actions.push(Action::Read { every_way: false });
                }
            }
            Some(profile) if profile.load_profiles.is_empty() => {
                let go =
                    Button::plain(say!("page-device-profiles")).icon(icon::IDENTIFICATION_CARD);
                if ui.add(go.name(say!("load-go-to-profiles"))).clicked() {
                    actions.push(Action::Show(Page::DeviceProfiles));
                }
            }
            Some(_) => {}
        }
    }
}

/// A plan with what the profile says.
fn plan(
    address: Option<String>,
    range: SeriesRange,
    have: Option<Arc<SeriesRecord>>,
) -> SeriesPlan {
    SeriesPlan {
        kind: SeriesKind::LoadProfile,
        address,
        range,
        command: None,
        block: None,
        have,
    }
}

/// The codes and names of the load profiles of the device profile, and of those that came
/// although it does not know them.
fn choices(profile: Option<&Profile>, model: &Model) -> Vec<(String, String)> {
    let forms = profile.map_or(&[][..], |profile| &profile.load_profiles);
    let mut choices: Vec<(String, String)> = forms
        .iter()
        .map(|form| (form.address.clone(), form.name.clone()))
        .collect();
    for shown in &model.series.load_profiles {
        let code = &shown.profile.code;
        if !choices.iter().any(|(known, _)| known == code) {
            choices.push((code.clone(), String::new()));
        }
    }
    choices
}

/// The choice of one of several load profiles.
fn choice(
    ui: &mut Ui,
    choices: &[(String, String)],
    code: &str,
    model: &Model,
    chosen: &mut Option<String>,
) {
    let menu = Id::unique("which load profile");
    let open = Popup::is_id_open(ui.ctx(), menu);
    let response = drop_down(ui, say!("load-to-show"), code, 112.0, open);
    Popup::menu(&response).id(menu).show(|ui| {
        ui.set_width(280.0);
        ui.spacing_mut().item_spacing.y = 2.0;
        for (known, name) in choices {
            let there = model.series.load_profiles.iter();
            let there = there.filter(|shown| shown.profile.code == *known);
            let count = there.map(|shown| shown.profile.len()).next();
            let note = match count {
                Some(count) => format!("{name} · {}", say!("load-entries", count = count)),
                None => format!("{name} · {}", say!("load-not-read-short")),
            };
            let note = note.trim_start_matches(" · ");
            if menu_row(ui, None, known, note, known == code).clicked() {
                *chosen = Some(known.clone());
                ui.close();
            }
        }
    });
}

/// What the fields show while nothing is typed: from when to when there are entries.
fn hints(shown: Option<&ShownLoadProfile>) -> (String, String) {
    let span = shown.and_then(|shown| Some((shown, shown.axis.span(&shown.profile)?)));
    match span {
        Some((shown, (from, to))) => (
            range::told(shown.axis.civil(from).0),
            range::told(shown.axis.civil(to).0),
        ),
        None => (
            say!("load-oldest").to_owned(),
            say!("load-newest").to_owned(),
        ),
    }
}

/// Why the last fetch ended early.
fn failure(model: &Model) -> Option<String> {
    let Session::Ended(ended) = &model.session else {
        return None;
    };
    match &ended.verdict {
        Verdict::Failed(failure) if ended.job == Job::FetchSeries => {
            Some(format!("{}. {}", failure.headline, failure.cause))
        }
        _ => None,
    }
}
