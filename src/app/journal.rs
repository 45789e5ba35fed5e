//! What happens, on standard error, for who starts the window with `-v`.

use std::io::{self, Write};
use std::time::Instant;

use log::{LevelFilter, Log, Metadata, Record};

struct Journal {
    started: Instant,
}

impl Log for Journal {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        let ours = metadata.target().starts_with("flagport");
        metadata.level()
            <= if ours {
                LevelFilter::Debug
            } else {
                LevelFilter::Warn
            }
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

/// Begins the journal; does nothing if there is one already.
pub(super) fn begin(started: Instant) {
    if log::set_boxed_logger(Box::new(Journal { started })).is_ok() {
        log::set_max_level(LevelFilter::Debug);
    }
}
