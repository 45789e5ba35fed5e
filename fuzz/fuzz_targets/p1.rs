//! Fuzzes P1 telegrams.
#![no_main]

flagport_fuzz::target!(p1);
