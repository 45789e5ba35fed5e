//! The pages, in the order of the navigation.

use super::theme::{Icon, icon};
use crate::say;

/// A page of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Page {
    #[default]
    Meter,
    Registers,
    LoadProfile,
    Logbook,
    Clock,
    InstallationCheck,
    Round,
    ParameterSets,
    Visits,
    DeviceProfiles,
    Settings,
}

impl Page {
    /// The pages about the meter at hand.
    pub const THIS_METER: [Page; 6] = [
        Page::Meter,
        Page::Registers,
        Page::LoadProfile,
        Page::Logbook,
        Page::Clock,
        Page::InstallationCheck,
    ];
    /// The pages about what is kept.
    pub const LIBRARY: [Page; 4] = [
        Page::Round,
        Page::ParameterSets,
        Page::Visits,
        Page::DeviceProfiles,
    ];

    /// All but the settings and the round, as Ctrl+1 to Ctrl+9 go through them.
    pub fn numbered() -> impl Iterator<Item = Page> {
        let library = Self::LIBRARY.into_iter();
        let numbered = library.filter(|page| *page != Page::Round);
        Self::THIS_METER.into_iter().chain(numbered)
    }

    /// Whether the page has more to offer than word of what will be there. Nothing
    /// leads to one that has not.
    pub fn is_ready(self) -> bool {
        matches!(
            self,
            Page::Meter
                | Page::Registers
                | Page::LoadProfile
                | Page::Logbook
                | Page::Clock
                | Page::InstallationCheck
                | Page::Round
                | Page::ParameterSets
                | Page::Visits
                | Page::DeviceProfiles
                | Page::Settings
        )
    }

    pub fn title(self) -> &'static str {
        match self {
            Page::Meter => say!("page-meter"),
            Page::Registers => say!("page-registers"),
            Page::LoadProfile => say!("page-load-profile"),
            Page::Logbook => say!("page-logbook"),
            Page::Clock => say!("page-clock"),
            Page::InstallationCheck => say!("page-installation-check"),
            Page::Round => say!("page-round"),
            Page::ParameterSets => say!("page-parameter-sets"),
            Page::Visits => say!("page-visits"),
            Page::DeviceProfiles => say!("page-device-profiles"),
            Page::Settings => say!("page-settings"),
        }
    }

    pub fn icon(self) -> Icon {
        match self {
            Page::Meter => icon::GAUGE,
            Page::Registers => icon::SLIDERS_HORIZONTAL,
            Page::LoadProfile => icon::CHART_LINE,
            Page::Logbook => icon::LIST_BULLETS,
            Page::Clock => icon::CLOCK,
            Page::InstallationCheck => icon::PLUGS_CONNECTED,
            Page::Round => icon::LIST_CHECKS,
            Page::ParameterSets => icon::STACK,
            Page::Visits => icon::FOLDER_OPEN,
            Page::DeviceProfiles => icon::IDENTIFICATION_CARD,
            Page::Settings => icon::GEAR_SIX,
        }
    }
}
