//! Fuzzes settings.
#![no_main]

flagport_fuzz::target!(settings);
