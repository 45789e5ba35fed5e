//! How a command ends.

use std::process::ExitCode;

/// The exit status of every command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Exit {
    /// 0: all done.
    Done,
    /// 1: it failed, nothing usable.
    Failed,
    /// 2: the command cannot be understood, or asks for something impossible.
    Usage,
    /// 3: what came is delivered, and what is missing is said.
    Partly,
}

impl Exit {
    /// The end of several things in a row: all done, all failed, or partly.
    pub fn and(self, other: Exit) -> Exit {
        if self == other { self } else { Exit::Partly }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::Partly => 3,
        })
    }
}
