//! What the fuzz targets share: the checks of the property tests, and a limit to the
//! memory that one input may take.

use std::alloc::System;

use cap::Cap;

#[path = "../../tests/it/fuzzed/checks/mod.rs"]
pub mod checks;

/// The most that an input may take, in bytes; a check that wants more is aborted, and
/// libFuzzer keeps the input.
const MOST_MEMORY: usize = 64 * 1024 * 1024;

#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, usize::MAX);

/// Runs a check within the limit. What earlier inputs left, such as device profiles that
/// are built in, does not count.
pub fn run(check: impl FnOnce(&[u8]), data: &[u8]) {
    let limit = MEMORY.allocated().saturating_add(MOST_MEMORY);
    MEMORY
        .set_limit(limit)
        .expect("the limit is above what is taken");
    check(data);
    MEMORY
        .set_limit(usize::MAX)
        .expect("any limit is above what is taken");
}

/// The fuzz target of a check.
#[macro_export]
macro_rules! target {
    ($name:ident) => {
        libfuzzer_sys::fuzz_target!(|data: &[u8]| {
            $crate::run($crate::checks::$name::check, data);
        });
    };
}
