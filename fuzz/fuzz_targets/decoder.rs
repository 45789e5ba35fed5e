//! Fuzzes the message decoder.
#![no_main]

flagport_fuzz::target!(decoder);
