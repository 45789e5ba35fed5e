//! Long and rough use: panics at any instant, clocks that jump, floods, ports that come
//! and go, two programs on one port, thousands of readouts.

mod clock;
mod flood;
mod mishap;
mod rig;
