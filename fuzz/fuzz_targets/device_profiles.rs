//! Fuzzes device profiles.
#![no_main]

flagport_fuzz::target!(device_profiles);
