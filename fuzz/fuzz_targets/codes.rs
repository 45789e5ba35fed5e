//! Fuzzes OBIS and EDIS codes.
#![no_main]

flagport_fuzz::target!(codes);
