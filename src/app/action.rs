//! Wishes: what views push for `perform` to do after the frame.

use std::path::PathBuf;

use super::model::{Note, Staged};
use super::page::Page;
use super::rounds::RoundWish;
use super::settings::Settings;
use super::views::load_profile::RangePreset;
use super::views::load_profile::export::{Drawing, SeriesFormat};
use super::views::profiles::draft::DraftId;
use crate::installation::Circumstances;
use crate::meter::CivilTime;
use crate::secret::Password;
use crate::worker::{Credentials, PortChoice, Task, TimeBase};

/// One wish of the user.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Go to a page.
    Show(Page),
    /// Read the meter at the chosen port.
    Read {
        /// Try every speed and wake-up.
        every_way: bool,
    },
    /// The same, and stay on the page.
    ReadHere,
    /// Take over what the user knows of the installation.
    TellCircumstances(Circumstances),
    /// Look for what was noted of the installation before.
    LookForNotes,
    /// Note something about the installation.
    Note(Note),
    /// Ask for a picture and attach it.
    AskForPhoto,
    /// Put what was noted among the visits.
    StoreCheck,
    /// Go to the settings of the line.
    ShowLineSettings,
    /// Do something in programming mode with the meter at hand.
    Programme {
        task: Task,
        /// `None` where no level is needed.
        /// One for each level that is needed.
        credentials: Vec<Credentials>,
    },
    /// Open the review of what is staged, or the protocol of what was written.
    ShowReview,
    /// Look up wrong passwords so far and the keyring for a level.
    LookUpAccess(u8),
    /// Keep the password of a level in the keyring once the meter has taken it.
    RememberPassword(u8, Password),
    /// Stage changes in one step.
    Stage(Vec<Staged>),
    /// Take the staged change of a register back.
    Unstage(String),
    UnstageAll,
    /// Undo the last step of staging.
    UndoStaging,
    /// Open the review of setting the meter's clock to this base.
    ReviewClock {
        base: TimeBase,
        synchronise: bool,
    },
    /// Choose the range of the load profile by its name.
    ChooseRange(RangePreset),
    /// Switch writing on or off for this visit.
    AllowWriting(bool),
    /// Stop the session under way.
    Cancel,
    ChoosePort(PortChoice),
    /// `None` picks the profile by what the meter says.
    ChooseProfile(Option<String>),
    /// The device address, empty for any meter.
    SetAddress(String),
    /// Open the port menu and put the cursor in it.
    FocusPort,
    ToggleTrace,
    /// Put the cursor in the search field of the page.
    FocusSearch,
    /// Take over changed settings.
    Change(Box<Settings>),
    /// Ask for a file and open it.
    Open,
    OpenFile(PathBuf),
    /// Show another of the readouts in the file, by its number from 1.
    ShowFound(usize),
    /// Ask for a place and save the readout there.
    Save,
    /// Ask for a place and save the load profile on its page there.
    ExportLoadProfile {
        format: SeriesFormat,
        /// Where the format is a picture.
        drawing: Option<Drawing>,
    },
    /// Ask for a place and save the line trace there.
    SaveTrace,
    /// Ask for the folder that exports go to.
    ChooseFolder,
    /// Put text on the clipboard; `what` names it in the word that it was done.
    Copy {
        text: String,
        what: String,
    },
    /// Show the file written last in the desktop's file manager.
    ShowInFolder,
    /// Go to the load profile at a time of the meter.
    ShowInLoadProfile(CivilTime),
    /// Store the visits that are in memory only where visits belong.
    StoreAgain,
    /// Ask for another folder and store them there.
    StoreElsewhere,
    /// List the visits anew.
    ListVisits,
    /// Compare the readout shown with the one in a file or in the folder of a visit.
    CompareWith(PathBuf),
    StopComparing,
    /// Show a folder in the desktop's file manager.
    ShowFolder(PathBuf),
    /// Ask for a place and save the readout of a visit there.
    SaveVisit(PathBuf),
    /// Read the journal anew.
    ListChanges,
    /// Go to the changes of the journal.
    ShowChanges,
    /// Ask for a place and save the report of this visit there.
    Report,
    /// Ask for a place and save the report of a stored visit there.
    ReportVisit(PathBuf),
    /// Open the file written last with the program that the desktop has for it.
    OpenSaved,
    /// Do something with the round of the day.
    Round(RoundWish),
    /// List the saved parameter sets anew.
    ListSets,
    /// Ask for a place and save what was read of the meter at hand as a parameter set.
    SaveSet,
    /// Ask for a parameter set and compare with it.
    AskForSet,
    /// Open a parameter set, or the folder of a visit, to compare with.
    OpenSide(PathBuf),
    /// Read the text of one of the user's profiles, to edit it or to copy it.
    ReadProfile {
        path: PathBuf,
        copy: bool,
    },
    /// Write the text of a profile into the user's folder, under its name.
    SaveProfile {
        /// What is being edited; `None` puts back what was deleted.
        draft: Option<DraftId>,
        text: String,
        /// The file that it was read from.
        replaces: Option<PathBuf>,
    },
    DeleteProfile(PathBuf),
    /// Make a profile of the readout shown, and edit it.
    NewProfile,
    /// Ask for a file and take it among the user's profiles.
    ImportProfile,
    /// Ask for a place and save a profile there.
    ExportProfile {
        name: String,
        text: ProfileText,
    },
}

/// The text of a profile, or where it is.
#[derive(Debug, Clone, PartialEq)]
pub enum ProfileText {
    Text(String),
    File(PathBuf),
}
