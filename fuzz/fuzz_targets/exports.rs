//! Fuzzes exports of whatever a telegram holds.
#![no_main]

flagport_fuzz::target!(exports);
