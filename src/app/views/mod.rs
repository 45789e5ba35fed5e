//! The pages and the parts around them.
//!
//! A view is a struct with the state that is its own (filter, selection, text being
//! typed) and a method `ui` that draws the model and pushes wishes:
//!
//! ```ignore
//! impl MeterView {
//!     pub fn ui(&mut self, ui: &mut Ui, model: &Model, settings: &Settings, actions: &mut Vec<Action>) {
//!         title_row(ui, "Meter", |ui| { /* said behind it */ }, |ui| { /* buttons */ });
//!         card(ui, |ui| { /* ... */ });
//!     }
//! }
//! ```
//!
//! The page area has its margins already; what does not fit is the view's to scroll.
//! A view never sends commands, writes files or reads the clock.

pub mod clock;
pub mod commands;
pub mod confirm;
pub mod connection_bar;
pub mod failure;
pub mod fetch;
pub mod first_start;
pub mod grid;
pub mod installation;
pub mod load_profile;
pub mod logbook;
pub mod meter;
pub mod navigation;
pub mod parameter_sets;
pub mod passwords;
pub mod profiles;
pub mod registers;
pub mod round;
pub mod session;
pub mod settings;
#[cfg(test)]
mod stage;
pub mod status_bar;
pub mod trace_panel;
pub mod unknown;
pub mod unstored;
pub mod visits;

pub use clock::ClockView;
pub use commands::CommandsView;
pub use connection_bar::ConnectionBar;
pub use installation::InstallationView;
pub use load_profile::LoadProfileView;
pub use logbook::LogbookView;
pub use meter::MeterView;
pub use parameter_sets::ParameterSetsView;
pub use profiles::ProfilesView;
pub use registers::RegistersView;
pub use round::RoundView;
pub use settings::SettingsView;
pub use trace_panel::TracePanelView;
pub use unknown::UnknownNotice;
pub use visits::VisitsView;
