//! Wirings and loads, made up and captured, and the verdict that each must get.

mod bench;
mod captures;
mod loads;
mod wirings;
