//! Fuzzes day lists.
#![no_main]

flagport_fuzz::target!(day_lists);
