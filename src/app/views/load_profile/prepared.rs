//! What is drawn of the load profile shown, made once and not in each frame.

use std::sync::Arc;

use crate::app::model::{ShownLoadProfile, ShownLogbook};
use crate::app::plot::chart::Event;
use crate::app::plot::data::Plotted;
use crate::app::plot::ticks;
use crate::meter::load_profile::Axis;
use crate::meter::{LoadProfile, Logbook};

/// The lines, marks and events of one load profile.
#[derive(Debug)]
pub(super) struct Prepared {
    of: Arc<LoadProfile>,
    pub(super) plotted: Plotted,
    books: Vec<Arc<Logbook>>,
    /// In order of time.
    pub(super) events: Vec<Event>,
}

impl Prepared {
    /// Keeps `known` where it is still of the same.
    pub(super) fn of(
        known: Option<Prepared>,
        shown: &ShownLoadProfile,
        logbooks: &[ShownLogbook],
    ) -> Prepared {
        let (plotted, events) = match known {
            Some(known) if Arc::ptr_eq(&known.of, &shown.profile) => {
                if is_same(&known.books, logbooks) {
                    return known;
                }
                (known.plotted, None)
            }
            _ => (Plotted::of(&shown.profile, &shown.axis), None),
        };
        let events = events.unwrap_or_else(|| events_of(logbooks, &shown.axis, plotted.span));
        Prepared {
            of: Arc::clone(&shown.profile),
            plotted,
            books: logbooks
                .iter()
                .map(|book| Arc::clone(&book.logbook))
                .collect(),
            events,
        }
    }
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
        let (Some(date), Some(clock)) = (time.date, time.time) else {
            continue;
        };
        let civil = date.to_datetime(clock);
        let position = ticks::position(axis, civil, time.season);
        if (span.0..=span.1).contains(&position) {
            let what = match entry.event.as_str() {
                "" => format!("Status {}", entry.status.raw),
                event => event.to_owned(),
            };
            let words = format!("{} {what}", civil.strftime("%a %m-%d %H:%M:%S"));
            events.push(Event { position, words });
        }
    }
    events.sort_by_key(|event| event.position);
    events
}
