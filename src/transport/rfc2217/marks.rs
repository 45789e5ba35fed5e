//! When the server had come so far in what was sent to it: timing marks (RFC 860).
//!
//! A mark stands behind every message; its answer tells that the server has handed the
//! message to its port. The round trip, less the fastest so far, is how much longer the
//! message was under way than it had to be. Knows nothing of ports and bytes.

use std::collections::VecDeque;
use std::time::Duration;

use crate::transport::LineTime;

/// Most that an urgent change of speed is put off: a meter may answer 200 ms after the
/// option select message.
const MOST_LATE: Duration = Duration::from_millis(150);
/// Longest wait for the answer to a mark where nothing hurries.
const PATIENCE: Duration = Duration::from_secs(2);
/// So many marks are sent one after the other, to learn early how fast the network can
/// be.
const SAMPLES: u32 = 8;
/// A server that left so many unanswered is not asked for more.
const UNANSWERED: usize = 4;

/// Timing marks and what they tell.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// Those that were not answered yet, by the instant they were sent, and whether a
    /// message stands before them.
    sent: VecDeque<(LineTime, bool)>,
    answered: u32,
    fastest: Option<Duration>,
    /// The slowest but for the first, which had to wait for the port to be opened.
    slowest: Duration,
    /// How long the last one behind a message took.
    last: Duration,
    given_up: bool,
}

impl Marks {
    /// A message is sent at `now`; whether a mark has to follow it.
    pub(super) fn follows(&mut self, now: LineTime) -> bool {
        if self.sent.len() >= UNANSWERED {
            *self = Marks {
                given_up: true,
                ..Marks::default()
            };
        }
        if !self.given_up {
            self.sent.push_back((now, true));
        }
        !self.given_up
    }

    /// The oldest mark was answered at `now`; whether to send another one at once.
    pub(super) fn answered(&mut self, now: LineTime) -> bool {
        let Some((sent, is_of_message)) = self.sent.pop_front() else {
            return false;
        };
        let took = now.since(sent);
        let fastest = self.fastest.map_or(took, |fastest| fastest.min(took));
        self.fastest = Some(fastest);
        if is_of_message {
            self.last = took;
        }
        if self.answered > 0 {
            self.slowest = self.slowest.max(took);
        }
        self.answered = self.answered.saturating_add(1);
        let another = self.answered < SAMPLES && self.sent.is_empty();
        if another {
            self.sent.push_back((now, false));
        }
        another
    }

    /// The longest way there and back so far, but for the first; zero while unknown.
    pub(super) fn round_trip(&self) -> Duration {
        self.slowest.max(self.fastest.unwrap_or_default())
    }

    /// How much later than it might have the last message came to the server, as far as
    /// is known at `now`, and with some room for a network that can be faster still.
    /// While nobody knows, what is urgent counts on the worst so far, and what is not
    /// waits.
    pub(super) fn late(&self, now: LineTime, is_urgent: bool) -> Duration {
        let unanswered = self
            .sent
            .iter()
            .rev()
            .find(|(_, is_of_message)| *is_of_message);
        let Some(fastest) = self.fastest else {
            return Duration::ZERO;
        };
        let spread = self.slowest.saturating_sub(fastest);
        let late = match unanswered {
            Some(_) if !is_urgent => return PATIENCE,
            Some((sent, _)) => now.since(*sent + fastest).max(spread),
            None => self.last.saturating_sub(fastest) + spread / 2,
        };
        late.min(MOST_LATE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: u64) -> LineTime {
        LineTime(Duration::from_millis(ms))
    }

    const fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    /// Marks of a server 80 ms away.
    fn known() -> Marks {
        let mut marks = Marks::default();
        assert!(marks.follows(at(0)));
        for turn in 1..u64::from(SAMPLES) {
            assert!(marks.answered(at(80 * turn)));
        }
        assert!(!marks.answered(at(80 * u64::from(SAMPLES))));
        marks
    }

    #[test]
    fn a_message_is_as_late_as_its_mark() {
        let mut marks = known();
        assert_eq!(marks.late(at(900), true), ms(0));
        assert_eq!(marks.round_trip(), ms(80));
        marks.follows(at(1000));
        marks.answered(at(1115));
        // 35 ms, and half of what the network varies by.
        assert_eq!(marks.late(at(1200), true), ms(35) + ms(35) / 2);
        assert_eq!(marks.late(at(1200), false), ms(35) + ms(35) / 2);
    }

    #[test]
    fn what_is_urgent_counts_on_the_worst_and_waits_for_no_answer() {
        let mut marks = known();
        marks.follows(at(1000));
        marks.answered(at(1115));
        marks.follows(at(2000));
        assert_eq!(
            marks.late(at(2010), true),
            ms(35),
            "as late as the one before"
        );
        assert_eq!(marks.late(at(2130), true), ms(50), "later by now");
        assert_eq!(marks.late(at(9000), true), MOST_LATE);
        assert_eq!(marks.late(at(2010), false), PATIENCE);
    }

    #[test]
    fn a_server_that_answers_no_marks_is_left_alone() {
        let mut marks = Marks::default();
        for message in 0..UNANSWERED {
            assert!(marks.follows(at(message as u64)));
            assert_eq!(marks.late(at(100), true), ms(0));
        }
        assert!(!marks.follows(at(9000)));
        assert!(!marks.follows(at(9001)));
        assert_eq!(marks.late(at(9100), false), ms(0));
        assert!(!marks.answered(at(9200)), "a late answer is no news");
    }
}
