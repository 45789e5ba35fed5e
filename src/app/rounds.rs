//! Deeds with rounds: opening a day list, reading its meters one after the other, keeping
//! what came of them, and handing them over.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::Context;
use jiff::Zoned;

use super::Flagport;
use super::background::Finished;
use super::dialogs::Purpose;
use super::model::{OpenedList, StopReading, WrongMeter};
use super::page::Page;
use super::widgets::toast::Offer;
use crate::export::Overwrite;
use crate::export::file::read_at_most;
use crate::round::hand_over::{HandOver, HandedOver, Target};
use crate::round::list::{self, Matching, Sheet};
use crate::round::many::{self, Told};
use crate::round::outliers::{Digest, among};
use crate::round::serial::{Match, compare};
use crate::round::{CLOCK_LIMIT, Found, Remark, Round, RoundFile, Rounds, State, StateKind};
use crate::say;
use crate::worker::{Event, JobId, NotStored, Outcome};

/// What the user wants of a round. Meters are named by their numbers in it.
#[derive(Debug, Clone, PartialEq)]
pub enum RoundWish {
    /// Look for the round that was begun last.
    Look,
    /// Ask for a day list.
    AskForList,
    /// Make a round of the list that was opened.
    Begin(Matching),
    /// Leave the list that was opened.
    LeaveList,
    Read(usize),
    /// Count a meter as done without reading it.
    Tick(usize),
    Skip {
        stop: usize,
        reason: String,
    },
    /// Take back what became of a meter.
    Reopen(usize),
    Note {
        stop: usize,
        note: String,
    },
    /// The meter that answered is another one of the list: count its readout there.
    TakeOver {
        from: usize,
        to: usize,
    },
    DismissWrong,
    /// Read all open meters that a network leads to, many at once.
    ReadAll,
    StopAll,
    /// Ask for a place and hand the round over there.
    HandOver {
        as_zip: bool,
    },
}

/// What came of work with rounds.
#[derive(Debug)]
pub enum RoundNews {
    /// The round that was begun last, if there is one.
    Looked(Result<Option<RoundFile>, String>),
    ListRead {
        path: PathBuf,
        result: Result<Sheet, String>,
    },
    Begun(Result<RoundFile, String>),
    /// What is compared of the meters of this file.
    Compared {
        path: PathBuf,
        digests: BTreeMap<usize, Digest>,
    },
    Saved(Result<(), String>),
    /// Something happened while many meters are read.
    Told(Told),
    /// Many meters were read, or a sentence says why not all.
    AllEnded(Result<(), String>),
    HandedOver {
        path: PathBuf,
        result: Result<HandedOver, String>,
    },
}

impl Flagport {
    pub(super) fn perform_round(&mut self, ctx: &Context, wish: RoundWish) {
        match wish {
            RoundWish::Look => self.look_for_round(),
            RoundWish::AskForList => self.ask(ctx, Purpose::OpenList, String::new()),
            RoundWish::Begin(matching) => self.begin_round(&matching),
            RoundWish::LeaveList => self.model.round.list = None,
            RoundWish::Read(stop) => self.read_stop(ctx, stop),
            RoundWish::Tick(stop) => {
                let remarks = vec![Remark::ByHand];
                let visit = None;
                self.set_stop(stop, State::Read { visit, remarks });
            }
            RoundWish::Skip { stop, reason } => self.set_stop(stop, State::Skipped { reason }),
            RoundWish::Reopen(stop) => self.set_stop(stop, State::Open),
            RoundWish::Note { stop, note } => {
                let file = self.model.round.file.as_mut();
                if let Some(stop) = file.and_then(|file| file.round.stops.get_mut(stop)) {
                    stop.note = note;
                    self.model.round.changed();
                }
            }
            RoundWish::TakeOver { from, to } => self.take_over(from, to),
            RoundWish::DismissWrong => self.model.round.wrong = None,
            RoundWish::ReadAll => self.read_all_stops(),
            RoundWish::StopAll => self.stop_all(),
            RoundWish::HandOver { as_zip } => {
                let name = self.name_of_hand_over();
                if as_zip {
                    self.ask(ctx, Purpose::HandOver, format!("{name}.zip"));
                } else {
                    self.ask(ctx, Purpose::HandOverFolder, String::new());
                }
            }
        }
    }

    fn look_for_round(&mut self) {
        if std::mem::replace(&mut self.model.round.has_looked, true) {
            return;
        }
        let Some(rounds) = self.rounds() else {
            return;
        };
        self.background.run(move || {
            let result = rounds.latest().map_err(|error| error.to_string());
            Finished::Round(RoundNews::Looked(result))
        });
    }

    /// The rounds beside the visits.
    fn rounds(&self) -> Option<Rounds> {
        let folder = self.archive.as_ref()?.folder().parent()?;
        Some(Rounds::at(folder.join("rounds")))
    }

    /// Opens a day list on a thread of its own.
    pub(super) fn open_list(&self, path: PathBuf) {
        self.background.run(move || {
            let result = read_list(&path);
            Finished::Round(RoundNews::ListRead { path, result })
        });
    }

    fn begin_round(&mut self, matching: &Matching) {
        let (Some(list), Some(rounds)) = (self.model.round.list.clone(), self.rounds()) else {
            return;
        };
        let Some(listed) = list::stops(&list.sheet, matching, &self.model.profiles) else {
            return;
        };
        let name = list.path.file_stem().unwrap_or_default().to_string_lossy();
        let round = Round::new(name, Zoned::now(), listed.stops);
        self.background.run(move || {
            let result = rounds.keep(round);
            let result = result.map_err(|error| format!("{error}. Check: {}", error.hint()));
            Finished::Round(RoundNews::Begun(result))
        });
    }

    /// Reads a meter of the round at its port, by its address; both are then what the bar
    /// shows.
    fn read_stop(&mut self, ctx: &Context, stop: usize) {
        let Some(file) = &self.model.round.file else {
            return;
        };
        if self.model.running().is_some() || self.model.round.many.is_some() {
            return;
        }
        let planned = file
            .round
            .stops
            .iter()
            .map(|stop| &stop.planned)
            .enumerate();
        let settings = self.store.get();
        let fallback = settings.port.as_deref().and_then(|port| port.parse().ok());
        let tasks = many::tasks(planned, fallback.as_ref());
        let Some(task) = tasks.into_iter().find(|task| task.stop == stop) else {
            self.views.connection.focus_port();
            return;
        };
        self.change(ctx, |settings| {
            settings.port = Some(task.port.to_string());
            settings.line.address = task.address;
            settings.profile = task.profile;
        });
        let page = self.page;
        self.read(false);
        self.page = page;
        self.model.round.wrong = None;
        self.model.round.reading = self.model.running().map(|running| StopReading {
            job: running.id,
            stop,
            visit: None,
        });
    }

    /// Takes what the line tells of a meter of the round.
    pub(super) fn heed_round(&mut self, event: &Event) {
        let Some(reading) = &mut self.model.round.reading else {
            return;
        };
        let (job, stop) = (reading.job, reading.stop);
        match event {
            Event::DataReceived { id, readout } if *id == job => {
                self.say_if_wrong(stop, readout.meter.serial_number.as_deref());
            }
            Event::VisitStored { id, stored } if *id == job => reading.visit = Some(stored.clone()),
            Event::JobFinished { id, outcome } if *id == job => self.stop_ended(*id, outcome),
            _ => {}
        }
    }

    /// Says at once that another meter answers.
    pub(super) fn say_if_wrong(&mut self, stop: usize, told: Option<&str>) {
        let shelf = &mut self.model.round;
        let planned = shelf
            .file
            .as_ref()
            .and_then(|file| file.round.stops.get(stop));
        let is_wrong =
            planned.is_some_and(|stop| compare(&stop.planned.serial, told) == Match::Different);
        if let (true, Some(told), None) = (is_wrong, told, &shelf.wrong) {
            shelf.wrong = Some(WrongMeter {
                stop,
                told: told.to_owned(),
                found: None,
            });
        }
    }

    fn stop_ended(&mut self, job: JobId, outcome: &Outcome) {
        let reading = self
            .model
            .round
            .reading
            .take_if(|reading| reading.job == job);
        let Some(reading) = reading else {
            return;
        };
        self.note_outcome(reading.stop, outcome, reading.visit.as_ref(), Zoned::now());
    }

    /// Notes what came of reading a meter.
    pub(super) fn note_outcome(
        &mut self,
        stop: usize,
        outcome: &Outcome,
        visit: Option<&Result<PathBuf, NotStored>>,
        at: Zoned,
    ) {
        let (found, digest) = match outcome {
            Outcome::Done(summary)
            | Outcome::Partly { summary, .. }
            | Outcome::Cancelled(Some(summary)) => {
                let told = summary.readout.meter.serial_number.as_deref();
                self.say_if_wrong(stop, told);
                Found::of(&summary.readout, visit, &self.model.profiles, CLOCK_LIMIT)
            }
            Outcome::Failed(failure) => {
                let cause = failure.cause.to_string();
                let reason = format!("{}. {}", failure.headline, cause.trim_end_matches('.'));
                (Found::Nothing(reason), None)
            }
            Outcome::Cancelled(None) => return,
        };
        let shelf = &mut self.model.round;
        if let Some(wrong) = shelf.wrong.as_mut().filter(|wrong| wrong.stop == stop) {
            wrong.found = Some(found.clone());
        }
        if let Some(file) = &mut shelf.file {
            file.round.record(stop, found, at);
            let state = file.round.stops.get(stop).map(|stop| stop.state.kind());
            match digest.filter(|_| state.is_some_and(StateKind::is_read)) {
                Some(digest) => shelf.digests.insert(stop, digest),
                None => shelf.digests.remove(&stop),
            };
            file.round.mark(among(&shelf.digests));
        }
        shelf.changed();
    }

    /// Brings a meter into a state by hand.
    fn set_stop(&mut self, stop: usize, state: State) {
        let shelf = &mut self.model.round;
        if let Some(file) = &mut shelf.file {
            shelf.digests.remove(&stop);
            file.round.set(stop, state, Zoned::now());
            file.round.mark(among(&shelf.digests));
            shelf.changed();
        }
    }

    /// Counts what another meter of the list brought where it belongs.
    fn take_over(&mut self, from: usize, to: usize) {
        let shelf = &mut self.model.round;
        let Some(found) = shelf.wrong.take().and_then(|wrong| wrong.found) else {
            return;
        };
        if let Some(file) = &mut shelf.file {
            file.round.record(to, found, Zoned::now());
            file.round.set(from, State::Open, Zoned::now());
            shelf.changed();
        }
    }

    /// Writes the round if it changed, one time after the other.
    pub(super) fn save_round(&mut self) {
        let shelf = &mut self.model.round;
        if shelf.is_saving || !shelf.is_unsaved {
            return;
        }
        let Some(file) = shelf.file.clone() else {
            return;
        };
        shelf.is_unsaved = false;
        shelf.is_saving = true;
        self.background.run(move || {
            let result = file.save().map_err(|error| error.to_string());
            Finished::Round(RoundNews::Saved(result))
        });
    }

    /// Writes a round that changed before the window closes.
    pub(super) fn save_round_last(&self) {
        let shelf = &self.model.round;
        if let Some(file) = shelf.file.as_ref().filter(|_| shelf.is_unsaved)
            && let Err(error) = file.save()
        {
            log::error!("{error}");
        }
    }

    fn name_of_hand_over(&self) -> String {
        let file = self.model.round.file.as_ref();
        let stem = file.and_then(|file| file.path.file_stem());
        stem.map_or_else(
            || "round".to_owned(),
            |stem| stem.to_string_lossy().into_owned(),
        )
    }

    /// Hands the round over at `path`.
    pub(super) fn hand_over(&mut self, path: PathBuf, overwrite: Overwrite) {
        let shelf = &mut self.model.round;
        let (Some(file), Some(archive)) = (shelf.file.clone(), self.archive.clone()) else {
            return;
        };
        shelf.is_handing_over = true;
        let style = self.export_style();
        let operator = self.store.get().operator.clone();
        let profiles = self.model.profiles.clone();
        self.background.run(move || {
            let everything = HandOver {
                round: &file.round,
                archive: &archive,
                profiles: &profiles,
                operator: &operator,
                style,
                made_at: &Zoned::now(),
            };
            let result = everything.write(&Target::of(path.clone()), overwrite);
            let result = result.map_err(|error| format!("{error}. Check: {}", error.hint()));
            Finished::Round(RoundNews::HandedOver { path, result })
        });
    }

    /// Hands the round over as a new folder in `folder`.
    pub(super) fn hand_over_in(&mut self, folder: &Path) {
        let path = folder.join(self.name_of_hand_over());
        self.hand_over(path, Overwrite::Never);
    }

    /// Takes what came of work with rounds.
    pub(super) fn round_finished(&mut self, news: RoundNews) {
        match news {
            RoundNews::Looked(Ok(Some(file))) if self.model.round.file.is_none() => {
                self.take_round(file);
            }
            RoundNews::Looked(Ok(_)) => {}
            RoundNews::Looked(Err(reason)) => {
                self.say_problem(say!("notice-rounds-unseen", reason = reason));
            }
            RoundNews::ListRead { path, result } => match result {
                Ok(sheet) => {
                    let list = Arc::new(OpenedList { path, sheet });
                    self.model.round.list = Some(list);
                    self.page = Page::Round;
                }
                Err(reason) => {
                    self.say_problem(say!(
                        "notice-not-opened",
                        file = path.display().to_string(),
                        reason = reason
                    ));
                }
            },
            RoundNews::Begun(Ok(file)) => {
                self.model.round.list = None;
                self.take_round(file);
            }
            RoundNews::Begun(Err(reason)) | RoundNews::Saved(Err(reason)) => {
                self.model.round.is_saving = false;
                self.say_problem(reason);
            }
            RoundNews::Compared { path, digests } => {
                let shelf = &mut self.model.round;
                if shelf.file.as_ref().is_some_and(|file| file.path == path) {
                    for (stop, digest) in digests {
                        shelf.digests.entry(stop).or_insert(digest);
                    }
                }
            }
            RoundNews::Told(told) => self.told_of_stop(told),
            RoundNews::AllEnded(result) => self.all_ended(result),
            RoundNews::Saved(Ok(())) => self.model.round.is_saving = false,
            RoundNews::HandedOver { path, result } => self.handed_over(path, result),
        }
    }

    fn handed_over(&mut self, path: PathBuf, result: Result<HandedOver, String>) {
        self.model.round.is_handing_over = false;
        match result {
            Ok(handed) => {
                for missing in handed.missing {
                    self.say_problem(say!("notice-partly-handed-over", missing = missing));
                }
                let name = path.file_name().unwrap_or(path.as_os_str());
                let said = say!("notice-handed-over", name = name.to_string_lossy());
                self.toasts.say(said, Some(Offer::ShowInFolder));
                self.model.last_saved = Some(super::model::Saved {
                    path,
                    is_visit: false,
                    at: Zoned::now(),
                });
            }
            Err(reason) => self.say_problem(say!("notice-not-handed-over", reason = reason)),
        }
    }

    /// Goes on with a round; what is compared comes from its visits.
    fn take_round(&mut self, file: RoundFile) {
        self.stop_all();
        let shelf = &mut self.model.round;
        shelf.many = None;
        shelf.reading = None;
        shelf.digests.clear();
        shelf.wrong = None;
        shelf.version = shelf.version.wrapping_add(1);
        shelf.is_unsaved = false;
        shelf.file = Some(file.clone());
        let (Some(archive), profiles) = (self.archive.clone(), self.model.profiles.clone()) else {
            return;
        };
        self.background.run(move || {
            let digests = file.round.digests(&archive, &profiles).collect();
            let path = file.path;
            Finished::Round(RoundNews::Compared { path, digests })
        });
    }
}

fn read_list(path: &Path) -> Result<Sheet, String> {
    let bytes = read_at_most(path, list::MAX_FILE).map_err(|error| error.to_string())?;
    Sheet::read(&bytes).map_err(|error| format!("{error}; {}", error.hint()))
}
