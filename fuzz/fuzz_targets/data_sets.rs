//! Fuzzes data blocks.
#![no_main]

flagport_fuzz::target!(data_sets);
