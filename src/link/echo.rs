//! Takes out what the head or the line reflects of our own bytes.

use std::time::Duration;

use zeroize::Zeroizing;

use crate::transport::LineTime;

/// How long a started echo may pause before it counts as the meter's.
const PAUSE: Duration = Duration::from_millis(150);

/// Part of what was received.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Sifted {
    /// A whole message of ours came back.
    Echo(Zeroizing<Vec<u8>>),
    /// Codes from the meter.
    Meter(Zeroizing<Vec<u8>>),
}

/// Compares what comes in with what was sent last.
///
/// Codes that agree are held back until the whole message came back or one code
/// differs; then all that was held goes to the meter's side, because an answer
/// may begin like our message: `/` of an identification, ACK.
#[derive(Debug, Default)]
pub(super) struct Echo {
    /// May hold a password.
    sent: Zeroizing<Vec<u8>>,
    held: usize,
    /// An echo begins before this, or there is none.
    begins_before: LineTime,
    last: LineTime,
}

impl Echo {
    /// `codes` went out; their echo begins before `begins_before`.
    pub(super) fn expect(&mut self, codes: &[u8], begins_before: LineTime) {
        self.sent = Zeroizing::new(codes.to_vec());
        self.held = 0;
        self.begins_before = begins_before;
    }

    /// Parts what was received until `now`. Call with no codes, too, so that what
    /// was held back in vain is released.
    pub(super) fn sift(&mut self, codes: &[u8], now: LineTime) -> Vec<Sifted> {
        if codes.is_empty() {
            if self.release_at().is_some_and(|at| now >= at) {
                return vec![Sifted::Meter(self.release())];
            }
            return Vec::new();
        }
        if self.sent.is_empty() || self.held == 0 && now >= self.begins_before {
            self.sent = Zeroizing::default();
            return vec![meter(codes)];
        }
        self.last = now;
        let awaited = self.sent.get(self.held..).unwrap_or(&[]);
        let agreeing = awaited
            .iter()
            .zip(codes)
            .take_while(|(sent, code)| sent == code)
            .count();
        self.held += agreeing;
        let rest = codes.get(agreeing..).unwrap_or(&[]);
        if self.held == self.sent.len() {
            let mut parts = vec![Sifted::Echo(self.release())];
            if !rest.is_empty() {
                parts.push(meter(rest));
            }
            return parts;
        }
        if rest.is_empty() {
            return Vec::new();
        }
        let mut meter = Zeroizing::new(Vec::with_capacity(self.held.saturating_add(rest.len())));
        meter.extend(self.release().iter().chain(rest));
        vec![Sifted::Meter(meter)]
    }

    /// When codes that are held back are the meter's after all.
    pub(super) fn release_at(&self) -> Option<LineTime> {
        (self.held > 0).then(|| self.last + PAUSE)
    }

    fn release(&mut self) -> Zeroizing<Vec<u8>> {
        let mut held = std::mem::take(&mut self.sent);
        held.truncate(self.held);
        self.held = 0;
        held
    }
}

fn meter(codes: &[u8]) -> Sifted {
    Sifted::Meter(Zeroizing::new(codes.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: u64) -> LineTime {
        LineTime(Duration::from_millis(ms))
    }

    fn echo() -> Echo {
        let mut echo = Echo::default();
        echo.expect(b"/?!\r\n", at(50));
        echo
    }

    #[test]
    fn a_whole_echo_is_taken_out_and_the_rest_is_the_meters() {
        let mut echo = echo();
        assert_eq!(echo.sift(b"/?", at(10)), []);
        assert_eq!(
            echo.sift(b"!\r\n/ISk5", at(20)),
            [
                Sifted::Echo(Zeroizing::new(b"/?!\r\n".to_vec())),
                meter(b"/ISk5")
            ]
        );
        assert_eq!(echo.sift(b"MT", at(30)), [meter(b"MT")]);
    }

    #[test]
    fn an_answer_that_begins_like_our_message_is_whole() {
        assert_eq!(echo().sift(b"/ISk5", at(20)), [meter(b"/ISk5")]);
    }

    #[test]
    fn a_lone_acknowledgement_is_released_when_nothing_follows() {
        let mut echo = Echo::default();
        echo.expect(b"\x06051\r\n", at(50));
        assert_eq!(echo.sift(b"\x06", at(40)), []);
        assert_eq!(echo.sift(b"", at(60)), []);
        assert_eq!(echo.sift(b"", at(190)), [meter(&[6])]);
    }

    #[test]
    fn the_same_bytes_later_are_no_echo() {
        assert_eq!(echo().sift(b"/?!\r\n", at(60)), [meter(b"/?!\r\n")]);
    }
}
