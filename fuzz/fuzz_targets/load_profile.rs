//! Fuzzes load profiles of all families.
#![no_main]

flagport_fuzz::target!(load_profile);
