//! Flagport reads utility meters through their optical port (IEC 62056-21).

pub mod app;
pub mod archive;
pub mod cli;
pub mod codec;
pub mod export;
pub mod link;
pub mod meter;
pub mod profile;
pub mod session;
pub mod sim;
pub mod trace;
pub mod transport;
pub mod watch;
pub mod worker;
