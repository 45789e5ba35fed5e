//! Fuzzes the load profile or logbook of a visit.
#![no_main]

flagport_fuzz::target!(series_json);
