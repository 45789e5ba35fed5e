//! Parameter sets and earlier visits as they were found on the disk.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Zoned;

use crate::meter::Readout;
use crate::parameter_set::ParameterSet;

/// What is known of parameter sets on the disk.
#[derive(Debug, Default)]
pub struct ParameterSets {
    /// Those in the user's folder, newest first, or why they cannot be listed; `None`
    /// until they were.
    pub listed: Option<Result<Arc<[SetEntry]>, String>>,
    /// Whether the disk is being looked at.
    pub is_listing: bool,
    /// Whether a set was saved since they were listed.
    pub is_stale: bool,
    /// Files and visits that were opened to compare.
    opened: Vec<OpenedSide>,
}

/// A file of the user's folder.
#[derive(Debug, Clone, PartialEq)]
pub struct SetEntry {
    pub path: PathBuf,
    /// What it is, or why that cannot be told.
    pub info: Result<SetInfo, String>,
}

/// What the list shows of a set.
#[derive(Debug, Clone, PartialEq)]
pub struct SetInfo {
    pub serial_number: Option<String>,
    /// The device profile by name.
    pub profile: String,
    pub saved_at: Option<Zoned>,
    pub operator: String,
    pub registers: usize,
    pub complete: bool,
}

/// Something to compare with.
#[derive(Debug, Clone)]
pub struct OpenedSide {
    /// The file, or the folder of a visit.
    pub path: PathBuf,
    pub side: SideSource,
}

/// What was found there.
#[derive(Debug, Clone)]
pub enum SideSource {
    Set(Arc<ParameterSet>),
    Visit(Arc<Readout>),
}

impl From<&ParameterSet> for SetInfo {
    fn from(set: &ParameterSet) -> SetInfo {
        SetInfo {
            serial_number: set.meter.serial_number.clone(),
            profile: set.profile.clone(),
            saved_at: set.saved_at.clone(),
            operator: set.operator.clone(),
            registers: set.registers.len(),
            complete: set.complete,
        }
    }
}

impl ParameterSets {
    /// Whether the list is missing or out of date, and nobody looks.
    pub fn wants_listing(&self) -> bool {
        !self.is_listing && (self.listed.is_none() || self.is_stale)
    }

    /// The files of the user's folder; empty while they are not listed.
    pub fn entries(&self) -> &[SetEntry] {
        match &self.listed {
            Some(Ok(entries)) => entries,
            Some(Err(_)) | None => &[],
        }
    }

    /// What was opened from `path`.
    pub fn opened(&self, path: &Path) -> Option<&SideSource> {
        let opened = self.opened.iter().find(|opened| opened.path == path);
        opened.map(|opened| &opened.side)
    }

    /// Everything that was opened, the first first.
    pub fn all_opened(&self) -> &[OpenedSide] {
        &self.opened
    }

    /// Remembers what was opened, in place of what was there before.
    pub fn open(&mut self, path: PathBuf, side: SideSource) {
        self.opened.retain(|opened| opened.path != path);
        self.opened.push(OpenedSide { path, side });
    }
}
