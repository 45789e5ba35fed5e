//! Standard error and standard output: remarks, failures, one line of progress.

use std::fmt::Display;
use std::io::{self, BufWriter, ErrorKind, IsTerminal, Write};

/// How much goes to standard output at a time.
const BUFFER: usize = 256 * 1024;

use super::Exit;
use crate::export::printable;

/// Says one sentence on standard error. Nobody may be listening, which is fine.
pub(super) fn say(sentence: impl Display) {
    let _ = writeln!(
        io::stderr(),
        "flagport: {}",
        printable(&sentence.to_string())
    );
}

/// Says what failed and what to check.
pub(super) fn say_failure(sentence: impl Display, hint: impl Display) {
    say(sentence);
    let _ = writeln!(io::stderr(), "  check: {}", printable(&hint.to_string()));
}

/// Writes data to standard output. Whoever stopped reading has seen enough.
pub(super) fn put(bytes: &[u8]) -> Exit {
    put_with(|out| out.write_all(bytes))
}

/// Writes to standard output what `fill` writes.
pub(super) fn put_with(fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Exit {
    let mut out = BufWriter::with_capacity(BUFFER, io::stdout().lock());
    match fill(&mut out).and_then(|()| out.flush()) {
        Ok(()) => Exit::Done,
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Exit::Done,
        Err(error) => {
            say_failure(
                format!("standard output takes no data: {error}"),
                "where it leads to",
            );
            Exit::Failed
        }
    }
}

/// Where progress goes.
#[derive(Debug)]
pub(super) struct ProgressLine {
    shown: bool,
    /// The length of what stands on the line now, in characters.
    length: usize,
}

impl ProgressLine {
    /// Shown on a terminal only.
    pub(super) fn new() -> ProgressLine {
        ProgressLine {
            shown: io::stderr().is_terminal(),
            length: 0,
        }
    }

    /// Whether anybody sees it.
    pub(super) fn is_shown(&self) -> bool {
        self.shown
    }

    /// Replaces what stands on the line.
    pub(super) fn show(&mut self, text: &str) {
        if !self.shown {
            return;
        }
        let length = text.chars().count();
        let rest = self.length.saturating_sub(length);
        let _ = write!(io::stderr(), "\r{text}{:rest$}", "");
        self.length = length;
    }

    /// Leaves an empty line.
    pub(super) fn clear(&mut self) {
        if self.length > 0 {
            self.show("");
            let _ = write!(io::stderr(), "\r");
            self.length = 0;
        }
    }
}
