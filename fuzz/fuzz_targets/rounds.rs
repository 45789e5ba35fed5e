//! Fuzzes rounds that are kept.
#![no_main]

flagport_fuzz::target!(rounds);
