//! Drawing values over time: thinning, ticks, marks and the chart itself.
//!
//! [`thin`], [`ticks`] and [`marks`] are pure; only [`chart`] and [`shapes`] know egui.

pub mod chart;
pub mod data;
pub mod marks;
pub mod shapes;
pub mod thin;
pub mod ticks;
