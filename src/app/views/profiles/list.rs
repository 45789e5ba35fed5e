//! The list of device profiles: the user's own, drafts, files that are broken, and
//! those built in, with search.

use std::path::{Path, PathBuf};

use eframe::egui::{
    Id, Key, Modifiers, Rect, Role, ScrollArea, Sense, Stroke, Ui, UiBuilder, WidgetInfo, pos2,
    vec2,
};

use super::draft::{Draft, DraftId, Fault};
use super::words;
use crate::app::theme::{self, IconWeight, Text, icon};
use crate::app::views::grid::lock_arrows;
use crate::app::widgets::{State, paint};
use crate::profile::{Known, Library, Origin, Profile, ProfileError};
use crate::say;

/// The height of a row of two lines.
const ROW: f32 = 56.0;

/// Which entry of the list is meant, also when the list changes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Chosen {
    /// A profile that is in no file yet.
    New(DraftId),
    BuiltIn(String),
    /// A file of the user.
    Own(PathBuf),
}

/// One entry of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub chosen: Chosen,
    pub title: String,
    /// The second line.
    pub note: String,
    pub state: (State, &'static str),
    pub is_own: bool,
    /// The profile that speaks for the meter at hand.
    pub is_used: bool,
}

/// The file that a sentence about a broken profile is about.
pub fn broken_path(folder: Option<&Path>, error: &ProfileError) -> PathBuf {
    let (ProfileError::Form { file, .. }
    | ProfileError::Version { file, .. }
    | ProfileError::Content { file, .. }
    | ProfileError::Unreadable { file, .. }) = error;
    let path = PathBuf::from(file);
    match folder {
        Some(folder) if !path.is_absolute() => folder.join(path),
        _ => path,
    }
}

/// What is listed: new drafts, the user's own, broken files, those built in.
pub fn entries(
    library: &Library,
    folder: Option<&Path>,
    drafts: &[Draft],
    used: Option<&str>,
) -> Vec<Entry> {
    let mut own: Vec<Entry> = Vec::new();
    let mut built_in = Vec::new();
    for known in library.profiles() {
        let entry = of_known(known, used);
        match known.origin {
            Origin::User(_) => own.push(entry),
            Origin::BuiltIn => built_in.push(entry),
        }
    }
    let problems = library.problems().iter();
    own.extend(problems.map(|error| of_broken(broken_path(folder, error), error)));
    let mut new = Vec::new();
    for draft in drafts {
        let of_file = draft.of.clone().map(Chosen::Own);
        match own
            .iter_mut()
            .find(|entry| Some(&entry.chosen) == of_file.as_ref())
        {
            Some(entry) if draft.is_unsaved() => *entry = of_draft(draft, entry.is_used),
            Some(_) => {}
            None => new.push(of_draft(draft, false)),
        }
    }
    new.extend(own);
    new.extend(built_in);
    new
}

/// The entries that hold every word of `search`.
pub fn found(entries: &[Entry], search: &str) -> Vec<Entry> {
    let search = search.to_lowercase();
    let words: Vec<&str> = search.split_whitespace().collect();
    let fits = |entry: &&Entry| {
        let text = format!("{} {} {}", entry.title, entry.note, entry.name()).to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    entries.iter().filter(fits).cloned().collect()
}

fn of_draft(draft: &Draft, is_used: bool) -> Entry {
    let note = match (draft.fault(), draft.profile()) {
        (Some(fault), _) => fault.in_full(),
        (None, Some(profile)) => note_of(profile),
        (None, None) => String::new(),
    };
    let state = if draft.is_unsaved() {
        (State::Staged, say!("profiles-not-saved"))
    } else {
        let verified = draft.profile().map(|profile| profile.verified);
        words::verified(verified.unwrap_or_default())
    };
    Entry {
        chosen: match &draft.of {
            Some(path) => Chosen::Own(path.clone()),
            None => Chosen::New(draft.id),
        },
        title: draft.title(),
        note,
        state,
        is_own: true,
        is_used,
    }
}

fn of_known(known: &Known, used: Option<&str>) -> Entry {
    let profile = &known.profile;
    let chosen = match &known.origin {
        Origin::BuiltIn => Chosen::BuiltIn(profile.name.clone()),
        Origin::User(path) => Chosen::Own(path.clone()),
    };
    Entry {
        chosen,
        title: profile.title.clone(),
        note: note_of(profile),
        state: words::verified(profile.verified),
        is_own: known.origin != Origin::BuiltIn,
        is_used: used == Some(profile.name.as_str()),
    }
}

fn of_broken(path: PathBuf, error: &ProfileError) -> Entry {
    let name = path.file_name().unwrap_or(path.as_os_str());
    Entry {
        title: name.to_string_lossy().into_owned(),
        note: Fault::of(error).in_full(),
        chosen: Chosen::Own(path),
        state: (State::Wrong, say!("profiles-broken")),
        is_own: true,
        is_used: false,
    }
}

fn note_of(profile: &Profile) -> String {
    format!("{} · {}", words::makers(profile), words::registers(profile))
}

impl Entry {
    /// The name of the profile or of its file.
    fn name(&self) -> String {
        match &self.chosen {
            Chosen::BuiltIn(name) => name.clone(),
            Chosen::Own(path) => path.display().to_string(),
            Chosen::New(_) => String::new(),
        }
    }

    fn spoken(&self) -> String {
        let (title, state) = (&self.title, self.state.1);
        match (self.is_own, self.is_used) {
            (true, false) => say!("profiles-spoken-own", title = title, state = state),
            (true, true) => say!("profiles-spoken-own-used", title = title, state = state),
            (false, false) => say!("profiles-spoken-built-in", title = title, state = state),
            (false, true) => say!(
                "profiles-spoken-built-in-used",
                title = title,
                state = state
            ),
        }
    }
}

/// What the list remembers.
#[derive(Debug, Default)]
pub struct ListView {
    top: f32,
    reveal: bool,
}

impl ListView {
    /// Brings the chosen entry into sight in the next frame.
    pub fn reveal(&mut self) {
        self.reveal = true;
    }

    /// Draws into `rect`. Returns the entry that was chosen now.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        entries: &[Entry],
        chosen: Option<&Chosen>,
    ) -> Option<Chosen> {
        let id = Id::unique("profile list");
        let at = entries
            .iter()
            .position(|entry| Some(&entry.chosen) == chosen);
        let mut now = None;
        let list = ui.interact(rect, id, Sense::focusable_noninteractive());
        list.widget_info(|| WidgetInfo::labeled(Role::ListBox, true, say!("profiles-list")));
        let focused = list.has_focus();
        if focused {
            lock_arrows(ui, id);
            let to = ui.input_mut(|input| {
                let last = entries.len().saturating_sub(1);
                let steps = [
                    (Key::ArrowDown, at.map_or(0, |at| (at + 1).min(last))),
                    (Key::ArrowUp, at.map_or(0, |at| at.saturating_sub(1))),
                    (Key::Home, 0),
                    (Key::End, last),
                ];
                steps
                    .into_iter()
                    .filter(|(key, _)| input.consume_key(Modifiers::NONE, *key))
                    .map(|(_, to)| to)
                    .last()
            });
            if let Some(entry) = to.and_then(|to| entries.get(to)) {
                now = Some(entry.chosen.clone());
                self.reveal = true;
            }
        }
        let mut child = ui.new_child(UiBuilder::new().id_salt("profiles").max_rect(rect));
        child.spacing_mut().item_spacing.y = 0.0;
        child.shrink_clip_rect(rect);
        let mut area = ScrollArea::vertical()
            .id_salt("profiles")
            .auto_shrink(false);
        if std::mem::take(&mut self.reveal)
            && let Some(row) = entries
                .iter()
                .position(|entry| now.as_ref().or(chosen) == Some(&entry.chosen))
        {
            let begin = row as f32 * ROW;
            let most = begin.min(self.top);
            area = area.vertical_scroll_offset(most.max(begin + ROW - rect.height()));
        }
        let output = area.show_rows(&mut child, ROW, entries.len(), |ui, visible| {
            for entry in entries.get(visible).unwrap_or_default() {
                let is_chosen = now.as_ref().or(chosen) == Some(&entry.chosen);
                if row_ui(ui, entry, is_chosen, focused) {
                    ui.memory_mut(|memory| memory.request_focus(id));
                    now = Some(entry.chosen.clone());
                }
            }
        });
        self.top = output.state.clamped_offset().y;
        now
    }
}

/// Draws one entry; says whether it was clicked.
fn row_ui(ui: &mut Ui, entry: &Entry, chosen: bool, focused: bool) -> bool {
    let c = theme::colors(ui);
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), ROW));
    let response = ui.interact(rect, Id::unique(("profile", &entry.chosen)), Sense::CLICK);
    response
        .widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, chosen, entry.spoken()));
    if chosen {
        ui.painter().rect_filled(rect, 0, c.select);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 0, c.sunken);
    }
    if chosen && focused {
        let mut bar = rect;
        bar.max.x = bar.min.x + 3.0;
        ui.painter().rect_filled(bar, 0, c.accent);
    }
    let line = Stroke::new(1.0, c.line);
    ui.painter()
        .hline(rect.x_range(), rect.bottom() - 0.5, line);
    let (first, second) = (rect.top() + 18.0, rect.top() + 38.0);
    let (left, mut right) = (rect.left() + 20.0, rect.right() - 12.0);

    let (state, word) = entry.state;
    let (symbol, weight) = state.icon();
    let end = paint::line_right(ui, right, second, Text::Small, c.text2, word);
    let at = pos2(end - 12.0, second);
    paint::icon(ui.painter(), at, symbol, weight, 16.0, state.color(c));
    let note_end = end - 28.0;

    if entry.is_own {
        right = paint::line_right(
            ui,
            right,
            first,
            Text::Small,
            c.text2,
            say!("profiles-yours"),
        ) - 4.0;
        let at = pos2(right - 8.0, first);
        let symbol = icon::USER;
        paint::icon(ui.painter(), at, symbol, IconWeight::Regular, 16.0, c.text2);
        right -= 24.0;
    }
    let mut note_left = left;
    if entry.is_used {
        let galley = ui
            .painter()
            .layout_job(Text::SmallStrong.job(say!("profiles-in-use"), c.accent));
        let width = galley.size().x;
        let at = pos2(left, second - galley.size().y / 2.0);
        ui.painter().galley(at, galley, c.accent);
        note_left += width + 8.0;
    }
    let mut cut = paint::line_cut(ui, left, right, first, Text::Strong, c.text, &entry.title);
    if note_left + 24.0 < note_end {
        cut |= paint::line_cut(
            ui,
            note_left,
            note_end,
            second,
            Text::Small,
            c.text2,
            &entry.note,
        );
    }
    let clicked = response.clicked();
    if cut {
        response.on_hover_text(format!("{}\n{}", entry.title, entry.note));
    }
    clicked
}

/// What an empty list says.
pub fn nothing_found(ui: &mut Ui, rect: Rect) {
    let c = theme::colors(ui);
    let words = say!("profiles-none-fits");
    let size = vec2(rect.width() - 32.0, 32.0);
    let place = Rect::from_min_size(rect.min + vec2(20.0, 16.0), size);
    paint::label(ui, place, Text::Body, c.text2, words);
}
