//! What stands below the range: the plot, and below it the days, the load duration or
//! the entries.

use std::sync::Arc;

use eframe::egui::{Rect, ScrollArea, Ui, UiBuilder, pos2, vec2};

use super::carpet::{CarpetInput, CarpetWish};
use super::duration::DurationInput;
use super::export::{Depicted, DepictedLine};
use super::foot::{Sought, Wish};
use super::prepared::Prepared;
use super::table::{TableInput, TableWish};
use super::{GAP, LoadProfileView, Standing, plan, words};
use crate::app::action::Action;
use crate::app::model::{Model, ShownLoadProfile};
use crate::app::plot::ticks;
use crate::app::theme::icon;
use crate::app::views::fetch;
use crate::app::widgets::empty::empty_state;
use crate::app::widgets::{segments_high, segments_width};
use crate::language::date;
use crate::say;
use crate::worker::SeriesRange;

/// The height of the card with the days, and of the line at the foot.
const DAYS: f32 = 220.0;
const FOOT: f32 = 48.0;
/// The least height of the card with the plot, alone and over the table.
const PLOT: f32 = 280.0;
const OVER_TABLE: f32 = 248.0;
/// The least height of the table.
const TABLE: f32 = 248.0;

/// What the card below the plot shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Below {
    #[default]
    Days,
    Duration,
}

/// What there is to choose between, and its names.
fn belows() -> [(Below, &'static str); 2] {
    [
        (Below::Days, say!("load-days")),
        (Below::Duration, say!("load-duration-tab")),
    ]
}

impl LoadProfileView {
    pub(super) fn body(
        &mut self,
        ui: &mut Ui,
        shown: &ShownLoadProfile,
        model: &Model,
        standing: &Standing<'_>,
        actions: &mut Vec<Action>,
    ) {
        let Some(prepared) = self.prepared.take() else {
            return;
        };
        if let Some(time) = self.look_at.take()
            && let (Some(date), Some(clock)) = (time.date, time.time)
        {
            let at = ticks::position(&shown.axis, date.to_datetime(clock), time.season);
            self.plot.chart.go_to(prepared.plotted.span, at, at);
        }
        if prepared.plotted.timeline.is_empty() {
            let (what, meanwhile) = words::without_entries(shown);
            empty_state(ui, icon::QUESTION, &what, &meanwhile);
            self.prepared = Some(prepared);
            return;
        }
        let height = ui.available_height();
        let wish = ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = GAP;
            if self.shows_table {
                self.with_table(ui, height, shown, &prepared, actions);
                return None;
            }
            let room = height - DAYS - FOOT - 2.0 * GAP;
            self.plot.ui(ui, room.max(PLOT), shown, &prepared);
            self.below(ui, shown, &prepared);
            let how = self.plot.how();
            let sought = Sought {
                channel: self.channel(),
                factor: how.view.factor,
                cursor: self.plot.chart.cursor,
                height: FOOT,
            };
            let off = standing.off.as_deref();
            self.foot.ui(ui, shown, &sought, off, model, actions)
        });
        match wish.inner {
            None => {}
            Some(Wish::GoTo(gap)) => {
                let span = prepared.drawn().span;
                self.plot.chart.go_to(span, gap.begin, gap.end);
            }
            Some(Wish::ReadAgain(gap)) => {
                let range = SeriesRange {
                    from: Some(gap.from),
                    to: Some(gap.to),
                };
                let address = Some(shown.profile.code.clone());
                self.sheet = fetch::start(plan(address, range, None), standing.profile, actions);
            }
        }
        self.prepared = Some(prepared);
    }

    /// The channel that days, duration and sum are about: the first that is drawn.
    fn channel(&self) -> usize {
        self.plot.shown().first().copied().unwrap_or_default()
    }

    /// The plot over the entries, which have the same cursor.
    fn with_table(
        &mut self,
        ui: &mut Ui,
        height: f32,
        shown: &ShownLoadProfile,
        prepared: &Prepared,
        actions: &mut Vec<Action>,
    ) {
        let room = (height - GAP) * 0.44;
        let above = room.max(OVER_TABLE);
        self.plot.ui(ui, above, shown, prepared);
        let below = (height - above - GAP - 4.0).max(TABLE);
        let place = Rect::from_min_size(ui.cursor().min, vec2(ui.available_width(), below));
        let mut child = ui.new_child(UiBuilder::new().id_salt("entries").max_rect(place));
        let input = TableInput {
            profile: &shown.profile,
            axis: &shown.axis,
            plotted: &prepared.plotted,
            // The pointer over the plot would make the rows run.
            cursor: self.plot.chart.settled_cursor(),
        };
        if let Some(TableWish::PutCursor(end)) = self.table.ui(&mut child, &input, actions) {
            let at = shown
                .profile
                .period_min()
                .map_or(end, |minutes| end - i64::from(minutes) * 30);
            self.plot.chart.put_cursor(at as f64);
            let span = prepared.drawn().span;
            let (from, to) = self.plot.chart.in_view(span);
            if !(from..=to).contains(&(at as f64)) {
                self.plot.chart.centre(span, at);
            }
        }
        ui.allocate_space(place.size());
    }

    /// The days, or the load duration.
    fn below(&mut self, ui: &mut Ui, shown: &ShownLoadProfile, prepared: &Prepared) {
        let channel = self.channel();
        let span = prepared.drawn().span;
        let view = self.plot.chart.in_view(span);
        let top = ui.cursor().min;
        let right = top.x + ui.available_width();
        let labels = belows().map(|(_, label)| label);
        let width = segments_width(ui, &labels);
        let corner = width + 12.0;
        match self.below {
            Below::Days => {
                let units = &prepared.plotted.units;
                let input = CarpetInput {
                    profile: &shown.profile,
                    axis: &shown.axis,
                    plotted: &prepared.plotted,
                    channel,
                    unit: units.get(channel).map_or("", String::as_str),
                    shown: Some(view),
                    height: DAYS,
                    corner,
                    revision: prepared.revision,
                };
                if let Some(CarpetWish::Show(at)) = self.carpet.ui(ui, &input) {
                    self.plot.chart.centre(span, at);
                }
            }
            Below::Duration => {
                let range = self.plot.chart.view.map(|_| (view.0 as i64, view.1 as i64));
                let input = DurationInput {
                    profile: &shown.profile,
                    axis: &shown.axis,
                    channel,
                    series: channel,
                    view: self.plot.how().view,
                    range,
                    height: DAYS,
                    corner,
                };
                self.duration.ui(ui, &input);
            }
        }
        // In the head of the card.
        const SMALL: f32 = 28.0;
        let left = right - 20.0 - width;
        let place = Rect::from_min_size(pos2(left, top.y + 12.0), vec2(width, SMALL));
        let mut child = ui.new_child(UiBuilder::new().id_salt("below").max_rect(place));
        segments_high(
            &mut child,
            say!("load-below"),
            &mut self.below,
            &belows(),
            SMALL,
        );
    }

    /// What a picture of the page shows.
    pub(super) fn depicted(&self, shown: &ShownLoadProfile, model: &Model) -> Option<Depicted> {
        let prepared = self.prepared.as_ref()?;
        let drawn = prepared.drawn();
        let profile = &shown.profile;
        let how = self.plot.how();
        let view = self.plot.chart.view;
        let in_view = self.plot.chart.in_view(drawn.span);
        let key = model.meter_key();
        let serial = key.and_then(|key| key.serial_number.clone());
        let named: Vec<&str> = serial
            .iter()
            .map(String::as_str)
            .chain([&*profile.code])
            .collect();
        let civil = |at: f64| date::day_and_minute(shown.axis.civil(at as i64).0);
        let mut said = say!(
            "load-span",
            first = civil(in_view.0),
            last = civil(in_view.1)
        );
        for more in [words::how(&how), words::said(shown)] {
            if !more.is_empty() {
                said = format!("{said} · {more}");
            }
        }
        let channel = self.channel();
        let line = |line: &usize| {
            let of = profile.channels.get(*line)?;
            let name = words::channel(of, how.view.as_);
            Some(DepictedLine {
                line: *line,
                series: *line,
                name: format!("{} {name}", words::short_code(of)),
                unit: drawn.units.get(*line)?.clone(),
            })
        };
        Some(Depicted {
            title: named.join(" · "),
            said,
            profile: Arc::clone(profile),
            axis: Arc::clone(&shown.axis),
            plotted: Arc::clone(drawn),
            view,
            lines: self.plot.shown().iter().filter_map(line).collect(),
            bars: self.plot.bars(),
            events: prepared.events.clone(),
            days: Some((Arc::clone(&prepared.plotted), channel)),
            unit: prepared
                .plotted
                .units
                .get(channel)
                .cloned()
                .unwrap_or_default(),
        })
    }
}
