//! Fetching a load profile or a logbook: what both pages share. The range as it is
//! typed, and the password where reading needs one.

use eframe::egui::{
    Frame, Id, Label, Margin, Rect, Stroke, StrokeKind, TextEdit, Ui, UiBuilder, pos2, vec2,
};
use jiff::civil::{Date, DateTime, time};

use super::confirm::{Around, Confirm, Question, Reply, Standing, levels_asked, note};
use crate::app::action::Action;
use crate::app::model::{Job, Model, Session};
use crate::app::settings::Settings;
use crate::app::text;
use crate::app::theme::{self, Text, size};
use crate::app::widgets::{State, paint};
use crate::language::date;
use crate::profile::{Login, Profile};
use crate::say;
use crate::worker::{SeriesKind, SeriesPlan, SeriesRange, Task};

/// The two ends of a range as they are typed; an empty one is open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedRange {
    pub from: String,
    pub to: String,
}

impl TypedRange {
    /// What was typed, or what is to be typed instead. A day at the end is meant as a
    /// whole.
    pub fn range(&self) -> Result<SeriesRange, &'static str> {
        let from = parse_time(&self.from, false)?;
        let to = parse_time(&self.to, true)?;
        match (from, to) {
            (Some(from), Some(to)) if to < from => Err(say!("fetch-ends-before")),
            _ => Ok(SeriesRange { from, to }),
        }
    }
}

/// `None` for nothing typed. `end`: a day alone means its end.
fn parse_time(typed: &str, end: bool) -> Result<Option<DateTime>, &'static str> {
    let typed = date::iso(typed.trim());
    if typed.is_empty() {
        return Ok(None);
    }
    if let Ok(day) = typed.parse::<Date>()
        && !typed.contains([' ', 'T', ':'])
    {
        let day = if end { day.tomorrow() } else { Ok(day) };
        let day = day.map_err(|_| form_of_time())?;
        return Ok(Some(day.to_datetime(time(0, 0, 0, 0))));
    }
    let parsed = typed.replacen(' ', "T", 1).parse::<DateTime>();
    parsed.map(Some).map_err(|_| form_of_time())
}

/// What has to be typed.
fn form_of_time() -> &'static str {
    say!("fetch-form-of-time")
}

/// A field for a time, 36 high, its caption before it.
pub fn time_field(ui: &mut Ui, caption: &str, typed: &mut String, id: Id) {
    let c = theme::colors(ui);
    let before = paint::width(ui, Text::Small, caption) + 24.0;
    let width = before + paint::width(ui, Text::Body, "2026-12-31 00:00") + 16.0;
    let (_, rect) = ui.allocate_space(vec2(width, size::CONTROL));
    ui.painter()
        .rect_filled(rect, size::RADIUS_CONTROL, c.surface);
    let (left, middle) = (rect.left() + 12.0, rect.center().y);
    paint::line(ui, left, middle, Text::Small, c.text2, caption);
    let inner = Rect::from_min_max(
        pos2(rect.left() + before, middle - 10.0),
        pos2(rect.right() - 4.0, middle + 10.0),
    );
    let mut child = ui.new_child(UiBuilder::new().max_rect(inner));
    let edit = TextEdit::singleline(typed)
        .id(id)
        .frame(Frame::NONE)
        .margin(Margin::ZERO)
        .font(Text::Body.font())
        .text_color(c.text)
        .hint_text(Text::Body.rich(say!("fetch-open")).color(c.text3))
        .desired_width(inner.width());
    let response = child.add(edit).accessible_name(caption);
    let edge = if response.has_focus() {
        Stroke::new(2.0, c.accent)
    } else {
        Stroke::new(c.control_width(), c.control)
    };
    ui.painter()
        .rect_stroke(rect, size::RADIUS_CONTROL, edge, StrokeKind::Inside);
}

/// Why nothing can be fetched now; `None` if it can.
pub fn why_not(
    kind: SeriesKind,
    profile: Option<&Profile>,
    model: &Model,
    settings: &Settings,
) -> Option<String> {
    if settings.port.is_none() {
        return Some(say!("registers-choose-port-first").to_owned());
    }
    if model.running().is_some() {
        return Some(say!("clock-under-way").to_owned());
    }
    let profile = profile?;

    let name = &profile.name;
    match kind {
        SeriesKind::LoadProfile if profile.load_profiles.is_empty() => {
            Some(say!("fetch-no-load-profile", profile = name))
        }
        SeriesKind::Logbook if profile.logbooks.is_empty() => {
            Some(say!("fetch-no-logbook", profile = name))
        }
        SeriesKind::LoadProfile | SeriesKind::Logbook => None,
    }
}

/// Fetches at once, or opens the sheet for the password that reading needs.
pub fn start(
    plan: SeriesPlan,
    profile: Option<&Profile>,
    actions: &mut Vec<Action>,
) -> Option<FetchSheet> {
    let programming = profile.and_then(|profile| profile.programming.as_ref());
    let level = programming.and_then(|programming| {
        let level = programming.level(programming.read_level?)?;
        (level.login != Login::Open).then_some(level.number)
    });
    match level {
        Some(level) => Some(FetchSheet {
            plan,
            level,
            confirm: Confirm::default(),
            sent: false,
        }),
        None => {
            actions.push(Action::Programme {
                task: Task::Series(plan),
                credentials: Vec::new(),
            });
            None
        }
    }
}

/// Asks for the password that reading needs.
#[derive(Debug)]
pub struct FetchSheet {
    plan: SeriesPlan,
    level: u8,
    confirm: Confirm,
    sent: bool,
}

impl FetchSheet {
    /// Whether it has the one filled button of the window.
    pub fn is_asking(&self) -> bool {
        !self.sent
    }

    /// Draws the sheet into `place`; `true` closes it.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        place: Rect,
        profile: Option<&Profile>,
        model: &Model,
        settings: &Settings,
        actions: &mut Vec<Action>,
    ) -> bool {
        let standing = self.standing(model);
        if standing == Standing::Over && model.programme.refused.is_none() {
            // The page tells what came of it.
            return true;
        }
        let Some(profile) = profile else {
            return true;
        };
        let (title, why) = match self.plan.kind {
            SeriesKind::LoadProfile => (
                say!("fetch-read-load-profile"),
                say!("fetch-load-profile-password"),
            ),
            SeriesKind::Logbook => (say!("fetch-read-logbook"), say!("fetch-logbook-password")),
        };
        let question = Question {
            title,
            said: say!("registers-nothing-sent"),
            go: say!("fetch-read"),

            levels: levels_asked(profile, Some(self.level)),
            new_password: None,
            off: why_not(self.plan.kind, Some(profile), model, settings),
            standing,
        };
        let sent = self.sent;
        let mut around = Around {
            profile,
            model,
            settings,
            actions,
        };
        let reply = self.confirm.ui(ui, place, &question, &mut around, |ui| {
            if let Some(refused) = model.programme.refused.as_ref().filter(|_| sent) {
                note(ui, State::Wrong, &text::refused_password(refused));
                return;
            }
            let c = theme::colors(ui);
            ui.add(Label::new(Text::Body.rich(why).color(c.text)).wrap());
        });
        match reply {
            Reply::Nothing => {}
            Reply::Close => return true,
            Reply::Cancel => actions.push(Action::Cancel),
            Reply::Go { credentials, .. } => {
                self.sent = true;
                actions.push(Action::Programme {
                    task: Task::Series(self.plan.clone()),
                    credentials,
                });
            }
        }
        false
    }

    fn standing(&self, model: &Model) -> Standing {
        match &model.session {
            _ if !self.sent => Standing::Asked,
            Session::Running(running) if running.job == Job::FetchSeries => Standing::UnderWay {
                words: say!("fetch-reading").to_owned(),
                deferred: false,
                cancelling: running.cancelling,
            },
            _ => Standing::Over,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date as civil_date;

    use super::*;

    #[test]
    fn what_is_typed_is_a_range_with_whole_days() {
        let range = |from: &str, to: &str| {
            TypedRange {
                from: from.to_owned(),
                to: to.to_owned(),
            }
            .range()
        };
        let at =
            |day: i8, hour: i8, minute: i8| Some(civil_date(2024, 10, day).at(hour, minute, 0, 0));
        let both = |from, to| Ok(SeriesRange { from, to });
        assert_eq!(range("", " "), both(None, None));
        assert_eq!(range("2024-10-21", ""), both(at(21, 0, 0), None));
        assert_eq!(range("", "2024-10-21"), both(None, at(22, 0, 0)));
        let typed = range("2024-10-21 08:15", "2024-10-21T09:00");
        assert_eq!(typed, both(at(21, 8, 15), at(21, 9, 0)));
        assert_eq!(
            range("21.10.2024", "1.11.2024 08:15"),
            Ok(SeriesRange {
                from: at(21, 0, 0),
                to: Some(civil_date(2024, 11, 1).at(8, 15, 0, 0)),
            })
        );
        assert_eq!(range("2024-10-21 25:00", ""), Err(form_of_time()));
        assert_eq!(range("9999-12-31", "9999-12-31"), Err(form_of_time()));
        assert!(range("2024-10-22", "2024-10-20").is_err());
    }
}
