//! Fuzzes visits and readouts in JSON.
#![no_main]

flagport_fuzz::target!(visits);
