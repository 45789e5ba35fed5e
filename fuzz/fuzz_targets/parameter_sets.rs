//! Fuzzes parameter sets.
#![no_main]

flagport_fuzz::target!(parameter_sets);
