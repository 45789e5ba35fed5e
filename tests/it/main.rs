//! One test binary: a module for each layer.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod archive;
mod bench;
mod captures;
mod cli;
mod clock;
mod codec;
mod damaged;
mod disturbed;
mod export;
mod export_series;
mod foreign;
mod fuzzed;
mod get_set;
mod installation;
mod interop;
mod journal;
mod killed;
mod languages;
mod limits;
mod pace;
mod package;
mod peers;
mod profiles;
mod program;
mod programme;
mod programming;
#[cfg(unix)]
mod pty;
mod report;
mod rfc2217;
mod rough;
mod round;
mod scripted;
mod security;
#[cfg(target_os = "linux")]
mod ser2net;
mod series;
mod session;
mod simulated;
mod tcp;
mod tidy;
mod together;
mod trace;
mod trouble;
mod worker;
