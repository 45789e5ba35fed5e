//! Deeds with visits that the disk did not take: storing them once more, here or
//! elsewhere.

use std::path::PathBuf;
use std::sync::Arc;

use eframe::egui::Context;
use jiff::Zoned;

use super::Flagport;
use super::background::Finished;
use super::dialogs::Purpose;
use super::model::{Attempt, Saved};
use super::widgets::toast::Offer;
use crate::archive::{Archive, PackedVisit};
use crate::say;

impl Flagport {
    /// Asks for another folder for the visits that are in memory only.
    pub(super) fn ask_where_to_store(&mut self, ctx: &Context) {
        self.ask(ctx, Purpose::StoreVisits, String::new());
    }

    /// Stores them where visits belong.
    pub(super) fn store_again(&mut self) {
        if let Some(archive) = self.archive.clone() {
            self.store_in(archive);
        }
    }

    /// Stores them in another folder.
    pub(super) fn store_elsewhere(&mut self, folder: PathBuf) {
        self.store_in(Archive::at(folder));
    }

    fn store_in(&mut self, archive: Archive) {
        let unstored = &mut self.model.unstored;
        if unstored.is_storing || unstored.is_empty() {
            return;
        }
        unstored.is_storing = true;
        let kept = unstored.visits().iter();
        let visits: Vec<_> = kept.map(|kept| Arc::clone(&kept.visit)).collect();
        self.background.run(move || {
            let store = |visit: Arc<PackedVisit>| Attempt {
                result: archive
                    .put(&visit)
                    .map_err(|error| (error.to_string(), error.hint())),
                visit,
            };
            Finished::StoredAgain(visits.into_iter().map(store).collect())
        });
    }

    /// Takes what came of it.
    pub(super) fn stored_again(&mut self, attempts: Vec<Attempt>) {
        let folders = self.model.unstored.tried(attempts);
        let Some(path) = folders.last().cloned() else {
            return;
        };
        self.model.visits.is_stale = true;
        let words = match folders.as_slice() {
            [one] => {
                let name = one.file_name().unwrap_or_default().to_string_lossy();
                say!("notice-stored", name = name)
            }
            all => say!("notice-stored-all", count = all.len()),
        };
        self.toasts.say(words, Some(Offer::ShowInFolder));
        self.model.last_saved = Some(Saved {
            path,
            is_visit: true,
            at: Zoned::now(),
        });
    }
}
