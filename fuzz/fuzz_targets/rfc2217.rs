//! Fuzzes the answers of serial servers (RFC 2217).
#![no_main]

flagport_fuzz::target!(rfc2217);
