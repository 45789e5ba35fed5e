//! What is drawn of the load profile shown, made once and not in each frame.

use std::sync::Arc;

use crate::app::event;
use crate::app::model::{ShownLoadProfile, ShownLogbook};
use crate::app::plot::chart::Event;
use crate::app::plot::data::Plotted;
use crate::app::plot::ticks;
use crate::language::{self, Language, date};
use crate::meter::load_profile::{Aggregates, Axis, Stretch, View};
use crate::meter::{LoadProfile, Logbook};
use crate::say;

/// How values are looked at.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct How {
    pub(super) view: View,
    /// `None` shows each interval.
    pub(super) stretch: Option<Stretch>,
    /// The channels that are drawn.
    pub(super) lines: Vec<usize>,
}

/// The lines, marks and events of one load profile.
#[derive(Debug)]
pub(super) struct Prepared {
    of: Arc<LoadProfile>,
    how: How,
    /// Each interval, with the lines of the channels that are drawn.
    pub(super) plotted: Arc<Plotted>,
    /// Stretches of the calendar, if these are wanted.
    pub(super) summed: Option<(Arc<Plotted>, Vec<Aggregates>)>,
    books: Vec<Arc<Logbook>>,
    /// In order of time, told in this language.
    pub(super) events: Vec<Event>,
    told_in: Language,
    /// Another number for each that was made.
    pub(super) revision: u64,
}

impl Prepared {
    /// Keeps of `known` what is still of the same.
    pub(super) fn of(
        known: Option<Prepared>,
        shown: &ShownLoadProfile,
        logbooks: &[ShownLogbook],
        how: &How,
    ) -> Prepared {
        let (profile, axis) = (&shown.profile, &shown.axis);
        // Days, duration and sum are about the first channel where none is drawn.
        let wanted: &[usize] = if how.lines.is_empty() {
            &[0]
        } else {
            &how.lines
        };
        let revision = known.as_ref().map_or(0, |known| known.revision);
        let known = known.filter(|known| Arc::ptr_eq(&known.of, profile));
        let mut prepared = match known {
            Some(known) if known.how.view == how.view => known,
            known => {
                let (books, events) = known.map_or_else(
                    || (None, Vec::new()),
                    |known| (Some(known.books), known.events),
                );
                let plotted = Arc::new(Plotted::of(profile, axis, how.view, wanted));
                let events = match books {
                    Some(_) => events,
                    None => events_of(logbooks, axis, plotted.span),
                };
                Prepared {
                    of: Arc::clone(profile),
                    how: How {
                        view: how.view,
                        ..How::default()
                    },
                    plotted,
                    summed: None,
                    books: books.unwrap_or_else(|| books_of(logbooks)),
                    events,
                    told_in: language::current(),
                    revision: revision.wrapping_add(1),
                }
            }
        };
        if !prepared.plotted.draws(wanted) {
            Arc::make_mut(&mut prepared.plotted).draw(profile, axis, how.view, wanted);
        }
        let spoken = language::current();
        if !is_same(&prepared.books, logbooks) || prepared.told_in != spoken {
            prepared.events = events_of(logbooks, axis, prepared.plotted.span);
            prepared.books = books_of(logbooks);
            prepared.told_in = spoken;
        }
        let other_lines = prepared.how.lines != how.lines;
        if prepared.how.stretch != how.stretch || how.stretch.is_some() && other_lines {
            prepared.summed = how.stretch.map(|stretch| {
                let plotted = &prepared.plotted;
                let (summed, rows) =
                    plotted.summed_up(profile, axis, how.view, stretch, &how.lines);
                (Arc::new(summed), rows)
            });
        }
        prepared.how = how.clone();
        prepared
    }

    /// What is drawn.
    pub(super) fn drawn(&self) -> &Arc<Plotted> {
        self.summed
            .as_ref()
            .map_or(&self.plotted, |(summed, _)| summed)
    }
}

fn books_of(logbooks: &[ShownLogbook]) -> Vec<Arc<Logbook>> {
    let books = logbooks.iter().map(|book| Arc::clone(&book.logbook));
    books.collect()
}

fn is_same(known: &[Arc<Logbook>], logbooks: &[ShownLogbook]) -> bool {
    known.len() == logbooks.len()
        && known
            .iter()
            .zip(logbooks)
            .all(|(known, book)| Arc::ptr_eq(known, &book.logbook))
}

/// What logbooks tell of within the span, in order of time.
fn events_of(logbooks: &[ShownLogbook], axis: &Axis, span: (i64, i64)) -> Vec<Event> {
    let mut events = Vec::new();
    for entry in logbooks.iter().flat_map(|book| &book.logbook.entries) {
        let Some(time) = entry.time else { continue };
        let (Some(day), Some(clock)) = (time.date, time.time) else {
            continue;
        };
        let civil = day.to_datetime(clock);
        let position = ticks::position(axis, civil, time.season);
        if (span.0..=span.1).contains(&position) {
            let what = match entry.event.as_str() {
                "" => say!("logbook-status", status = &entry.status.raw),
                told => event::event(told),
            };
            let words = format!(
                "{} {} {what}",
                date::weekday_and_day(day),
                date::second(clock)
            );
            events.push(Event { position, words });
        }
    }
    events.sort_by_key(|event| event.position);
    events
}
