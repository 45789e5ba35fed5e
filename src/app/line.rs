//! The line thread as the window sees it: commands in, events out.

use crate::worker::{Command, Event};

/// Where commands go to and events come from.
pub trait Line {
    fn send(&mut self, command: Command);

    /// The next event, if there is one; never waits.
    fn try_recv(&mut self) -> Option<Event>;
}

/// A line that keeps what it is sent and gives events made by hand: for tests of
/// what the window says to the line.
#[cfg(test)]
#[derive(Debug, Clone, Default)]
pub(crate) struct Recorded {
    pub(crate) commands: std::rc::Rc<std::cell::RefCell<Vec<Command>>>,
    pub(crate) events: std::rc::Rc<std::cell::RefCell<std::collections::VecDeque<Event>>>,
}

#[cfg(test)]
impl Line for Recorded {
    fn send(&mut self, command: Command) {
        self.commands.borrow_mut().push(command);
    }

    fn try_recv(&mut self) -> Option<Event> {
        self.events.borrow_mut().pop_front()
    }
}
