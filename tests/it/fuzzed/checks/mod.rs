//! What must hold for any bytes, one check for each thing that is read.
//!
//! A check takes bytes, whatever they are, and panics when something does not hold. It
//! is compiled twice: into the property tests beside it, and into the fuzz targets in
//! `fuzz/`. Knows nothing about either.

#![allow(
    unreachable_pub,
    reason = "these files are also part of the fuzz targets, where they are public"
)]

pub mod codes;
pub mod data_sets;
pub mod day_lists;
pub mod decoder;
pub mod device_profiles;
pub mod exports;
pub mod journal;
pub mod load_profile;
pub mod logbook;
pub mod p1;
pub mod parameter_sets;
pub mod place;
pub mod rfc2217;
pub mod rounds;
pub mod series_json;
pub mod settings;
pub mod times;
pub mod traces;
pub mod visits;

/// Something that is read, and what must hold for it.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// Of the fuzz target, of its seeds and of its property test.
    pub name: &'static str,
    pub check: fn(&[u8]),
    /// The longest input that is worth trying, in bytes.
    pub longest: usize,
}

/// All targets.
pub const TARGETS: [Target; 18] = [
    target("codes", codes::check, 64),
    target("data_sets", data_sets::check, 2048),
    target("day_lists", day_lists::check, 8192),
    target("decoder", decoder::check, 1024),
    target("device_profiles", device_profiles::check, 8192),
    target("exports", exports::check, 2048),
    target("journal", journal::check, 4096),
    target("load_profile", load_profile::check, 4096),
    target("logbook", logbook::check, 2048),
    target("p1", p1::check, 1024),
    target("parameter_sets", parameter_sets::check, 4096),
    target("rfc2217", rfc2217::check, 512),
    target("rounds", rounds::check, 4096),
    target("series_json", series_json::check, 4096),
    target("settings", settings::check, 2048),
    target("times", times::check, 64),
    target("traces", traces::check, 2048),
    target("visits", visits::check, 4096),
];

const fn target(name: &'static str, check: fn(&[u8]), longest: usize) -> Target {
    Target {
        name,
        check,
        longest,
    }
}

/// The first byte, which chooses among settings, and the rest.
pub fn chosen(data: &[u8]) -> Option<(usize, &[u8])> {
    let (first, rest) = data.split_first()?;
    Some((usize::from(*first), rest))
}
