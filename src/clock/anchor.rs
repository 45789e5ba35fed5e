//! The time of a line and the time of day.

use jiff::{SignedDuration, Zoned};

use crate::transport::LineTime;

/// An instant of which both clocks are known: the line's and this computer's.
///
/// Taken anew for every job, because this computer's clock may be corrected while a
/// line stays open.
#[derive(Debug, Clone, PartialEq)]
pub struct Anchor {
    pub line: LineTime,
    pub computer: Zoned,
}

impl Anchor {
    /// What this computer's clock shows at `at`, which may lie before the anchor.
    pub fn computer_at(&self, at: LineTime) -> Zoned {
        let passed = signed(at) - signed(self.line);
        self.computer.saturating_add(passed)
    }

    /// When this computer's clock shows `computer`; the opening of the line for what
    /// was before it.
    pub fn line_at(&self, computer: &Zoned) -> LineTime {
        let ahead = computer.duration_since(&self.computer) + signed(self.line);
        LineTime(ahead.try_into().unwrap_or_default())
    }
}

fn signed(at: LineTime) -> SignedDuration {
    SignedDuration::try_from(at.0).unwrap_or(SignedDuration::MAX)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn both_ways_lead_to_the_same_instant() {
        let anchor = Anchor {
            line: LineTime(Duration::from_millis(2500)),
            computer: "2017-03-18T20:15:07.25+01:00[Europe/Vienna]"
                .parse()
                .unwrap(),
        };
        for millis in [0, 2500, 9750, 86_400_000] {
            let at = LineTime(Duration::from_millis(millis));
            assert_eq!(anchor.line_at(&anchor.computer_at(at)), at);
        }
        let opened = anchor.computer_at(LineTime::START);
        assert_eq!(opened.time().to_string(), "20:15:04.75");
        let long_ago: Zoned = "2017-03-18T20:00:00+01:00[Europe/Vienna]".parse().unwrap();
        assert_eq!(anchor.line_at(&long_ago), LineTime::START);
    }
}
