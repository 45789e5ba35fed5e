//! Long and rough use: panics at any instant, clocks that jump, floods, ports that come
//! and go, two programs on one port, thousands of readouts.

mod child;
mod clock;
mod flood;
mod mishap;
#[cfg(unix)]
mod ports;
mod rig;
mod soak;
#[cfg(unix)]
mod terminal;
#[cfg(unix)]
mod two;
