//! What happens, on standard error, for who starts the window with `-v`.

use std::io::{self, Write};
use std::time::Instant;

use log::{LevelFilter, Log, Metadata, Record};

struct Journal {
    started: Instant,
    level: LevelFilter,
}

impl Log for Journal {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        let ours = metadata.target().starts_with("flagport");
        metadata.level() <= if ours { self.level } else { LevelFilter::Warn }
    }

    fn log(&self, record: &Record<'_>) {
        if self.enabled(record.metadata()) {
            let at = self.started.elapsed().as_secs_f64();
            // Nowhere is left to say it if standard error is closed.
            let _ = writeln!(
                io::stderr(),
                "{at:9.3} {} {}",
                record.target(),
                record.args()
            );
        }
    }

    fn flush(&self) {}
}

/// Begins the journal, with every frame in it if `frames` is set; does nothing if there is
/// one already.
pub(super) fn begin(started: Instant, frames: bool) {
    let level = if frames {
        LevelFilter::Trace
    } else {
        LevelFilter::Debug
    };
    if log::set_boxed_logger(Box::new(Journal { started, level })).is_ok() {
        log::set_max_level(level);
    }
}
