//! Fuzzes traces, and sessions with what they tell.
#![no_main]

flagport_fuzz::target!(traces);
