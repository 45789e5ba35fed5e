//! Everything the window (or the command line) and the line thread say to each
//! other.
//!
//! [`Worker::spawn`] starts the thread; [`Command`]s go in, [`Event`]s come out.
//! Knows nothing about egui: `wake` is a plain function.

pub mod event;
pub mod job;
pub mod port;

pub use event::{Check, Event, Failure, Outcome, Progress, Summary};
pub use job::{Command, JobId, ReadPlan};
pub use port::{PortChoice, PortInfo, PortParseError};

pub use crate::link::{CancelToken, ParityChoice};
pub use crate::session::{LineOptions, ModeChoice, WakeUp};
pub use crate::watch::Stage;
