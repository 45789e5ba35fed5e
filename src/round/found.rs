//! What a readout tells of a meter of a round.

use std::path::{Path, PathBuf};

use jiff::SignedDuration;

use super::outliers::Digest;
use super::{Remark, Round, remarks_of};
use crate::archive::{Archive, Visit};
use crate::meter::Readout;
use crate::profile::{self, Library};
use crate::worker::NotStored;

/// What reading a meter brought.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// A readout.
    Readout {
        /// The serial number that the meter told.
        serial: Option<String>,
        /// The folder of the visit, by name.
        visit: Option<String>,
        remarks: Vec<Remark>,
    },
    /// Nothing usable, and why.
    Nothing(String),
}

impl Found {
    /// What a readout tells, the folder of its visit or why there is none, and what is
    /// compared of it.
    pub fn of(
        readout: &Readout,
        visit: Option<&Result<PathBuf, NotStored>>,
        profiles: &Library,
        clock_limit: SignedDuration,
    ) -> (Found, Option<Digest>) {
        let own = readout.profile.as_deref();
        let own = own.and_then(|name| profiles.find(name));
        let profile = own.as_deref().unwrap_or_else(|| profile::generic());
        let mut remarks = remarks_of(readout, profile, clock_limit);
        if let Some(Err(not)) = visit {
            let reason = not.reason.clone();
            remarks.push(Remark::NotStored { reason });
        }
        let folder = visit.and_then(|visit| visit.as_ref().ok());
        let name = folder.and_then(|folder| folder.file_name());
        let found = Found::Readout {
            serial: readout.meter.serial_number.clone(),
            visit: name.map(|name| name.to_string_lossy().into_owned()),
            remarks,
        };
        (found, Digest::of(readout, profile))
    }
}

impl Round {
    /// What is compared of the meters that were read, out of their visits, with their
    /// numbers. Visits that are no longer there are passed over.
    pub fn digests<'a>(
        &'a self,
        archive: &'a Archive,
        profiles: &'a Library,
    ) -> impl Iterator<Item = (usize, Digest)> + 'a {
        let stops = self.stops.iter().enumerate();
        let read = stops.filter(|(_, stop)| stop.state.kind().is_read());
        read.filter_map(|(index, stop)| {
            let folder = visit_folder(archive, stop.state.visit()?)?;
            let readout = Visit::load(&folder).ok()?.readout;
            let own = readout.profile.as_deref();
            let own = own.and_then(|name| profiles.find(name));
            let profile = own.as_deref().unwrap_or_else(|| profile::generic());
            Some((index, Digest::of(&readout, profile)?))
        })
    }
}

/// The folder of a visit; `None` for a name that leads elsewhere.
pub(super) fn visit_folder(archive: &Archive, name: &str) -> Option<PathBuf> {
    is_plain(name).then(|| archive.folder().join(name))
}

/// Whether `name` is that of a file or folder, and leads nowhere else.
pub(super) fn is_plain(name: &str) -> bool {
    use std::path::Component::Normal;
    let mut components = Path::new(name).components();
    let only = (components.next(), components.next());
    matches!(only, (Some(Normal(_)), None)) && !name.contains(['\\', ':', '\0'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_lead_out_of_the_folder_are_refused() {
        for name in ["", ".", "..", "../x", "a/b", "/x", "a\\b", "C:x", "x\0"] {
            assert!(!is_plain(name), "{name:?}");
        }
        assert!(is_plain("2026-11-23_081500_63355730~2"));
    }
}
