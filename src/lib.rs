//! Flagport reads utility meters through their optical port (IEC 62056-21).

pub mod codec;
pub mod meter;
pub mod trace;
pub mod transport;
pub mod worker;
