//! Fuzzes logbooks of all families.
#![no_main]

flagport_fuzz::target!(logbook);
