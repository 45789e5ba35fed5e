//! Fuzzes times in all forms.
#![no_main]

flagport_fuzz::target!(times);
