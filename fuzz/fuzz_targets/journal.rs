//! Fuzzes the journal.
#![no_main]

flagport_fuzz::target!(journal);
