//! Meters behind serial servers (RFC 2217).

mod server;
mod virtual_line;
