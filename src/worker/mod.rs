//! Everything the window (or the command line) and the line thread say to each
//! other.
//!
//! [`Worker::spawn`] starts the thread; [`Command`]s go in, [`Event`]s come out.
//! Knows nothing about egui: `wake` is a plain function.

pub mod event;
pub mod job;
pub mod port;

pub use event::{Check, Event, Failure, Outcome, Progress, Stage, Summary};
pub use job::{
    CancelToken, Command, JobId, LineOptions, ModeChoice, ParityChoice, ReadPlan, WakeUp,
};
pub use port::{PortChoice, PortInfo, PortParseError};
