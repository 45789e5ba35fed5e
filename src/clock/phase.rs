//! Where the second of the meter's clock turns.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// One look at a clock that shows steps: at some instant between `asked` and
/// `answered`, by this computer's clock, it showed `shown`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// What the clock showed, as the instant at which a right clock begins to show it.
    pub shown: Timestamp,
    /// The end of the command on the wire.
    pub asked: Timestamp,
    /// The first character of the answer.
    pub answered: Timestamp,
}

/// What looks at a clock tell of its drift: the bounds that hold for all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phase {
    /// The clock minus this computer's is not less than this ...
    low: SignedDuration,
    /// ... and less than this.
    high: SignedDuration,
    /// What the clock shows changes so often.
    step: SignedDuration,
    /// Between command and answer, in the last look.
    wait: SignedDuration,
}

impl Phase {
    /// What the first look tells. The clock changes what it shows every `step`.
    pub fn new(look: Look, step: Duration) -> Phase {
        let step = signed(step);
        let (low, high) = bounds(look, step);
        Phase {
            low,
            high,
            step,
            wait: look.answered.duration_since(look.asked),
        }
    }

    /// Takes another look into account. `false` means that it contradicts those before
    /// it, as when the clock is set or stands still; the bounds are then wide enough
    /// for all of them.
    pub fn narrow(&mut self, look: Look) -> bool {
        let (low, high) = bounds(look, self.step);
        self.wait = look.answered.duration_since(look.asked);
        let agrees = low < self.high && self.low < high;
        if agrees {
            self.low = self.low.max(low);
            self.high = self.high.min(high);
        } else {
            self.low = self.low.min(low);
            self.high = self.high.max(high);
        }
        agrees
    }

    /// The clock minus this computer's: the middle of what is possible.
    pub fn drift(&self) -> SignedDuration {
        self.low + (self.high - self.low) / 2
    }

    /// How far the drift may be off, either way.
    pub fn uncertainty(&self) -> Duration {
        let half = (self.high - self.low) / 2;
        half.try_into().unwrap_or_default()
    }

    /// Whether another look would tell next to nothing: what the meter's wait before
    /// its answer hides cannot be found out.
    pub fn is_settled(&self) -> bool {
        self.high - self.low <= self.wait + self.wait / 4
    }

    /// The best instant, not before `earliest`, for the end of the next command: the
    /// clock should turn in the middle of the wait for the answer, so that either
    /// outcome halves what is possible.
    pub fn next(&self, earliest: Timestamp) -> Timestamp {
        let lead = self.drift() + self.wait / 2;
        let step = self.step.as_nanos().max(1);
        let shown = earliest.as_nanosecond() + lead.as_nanos();
        let until_turn = (step - shown.rem_euclid(step)) % step;
        let wait = SignedDuration::from_nanos(i64::try_from(until_turn).unwrap_or(0));
        earliest.saturating_add(wait).unwrap_or(earliest)
    }
}

fn bounds(look: Look, step: SignedDuration) -> (SignedDuration, SignedDuration) {
    let low = look.shown.duration_since(look.answered);
    let high = look.shown.duration_since(look.asked) + step;
    (low, high)
}

fn signed(duration: Duration) -> SignedDuration {
    SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millisecond(1_700_000_000_000 + millis).unwrap()
    }

    /// A look at a clock that is `drift` ahead, taken `within` of the way from command
    /// to answer, all in milliseconds.
    fn look(asked: Timestamp, drift: i64, wait: i64, within: i64) -> Look {
        let millis = SignedDuration::from_millis;
        let instant = asked + millis(wait * within / 100);
        let seen = (instant + millis(drift)).as_millisecond();
        Look {
            shown: Timestamp::from_millisecond(seen - seen.rem_euclid(1000)).unwrap(),
            asked,
            answered: asked + millis(wait),
        }
    }

    #[test]
    fn one_look_tells_a_second_and_the_wait() {
        let phase = Phase::new(look(at(500), 0, 200, 0), SECOND);
        // It showed :00 somewhere between :00.5 and :00.7.
        assert_eq!(phase.low.as_millis(), -700);
        assert_eq!(phase.high.as_millis(), 500);
        assert_eq!(phase.uncertainty().as_millis(), 600);
        assert!(!phase.is_settled());
    }

    #[test]
    fn the_next_look_meets_the_turn_of_the_second() {
        let phase = Phase::new(look(at(500), 0, 200, 0), SECOND);
        assert_eq!(phase.drift().as_millis(), -100);
        // -100 + 200 / 2 is 0: the middle of the wait is a whole second.
        assert_eq!(phase.next(at(1700)), at(2000));
        assert_eq!(phase.next(at(2000)), at(2000));
        assert_eq!(phase.next(at(2001)), at(3000));
    }

    #[test]
    fn a_clock_that_was_set_meanwhile_is_told_with_all_its_doubt() {
        let mut phase = Phase::new(look(at(500), 0, 200, 0), SECOND);
        assert!(!phase.narrow(look(at(1500), 30_000, 200, 0)));
        assert!(phase.uncertainty() > Duration::from_secs(15));
        let drift = phase.drift().as_secs();
        assert!((10..20).contains(&drift));
    }

    proptest! {
        #[test]
        fn the_true_drift_is_always_within_what_is_told(
            drift in -100_000_i64..100_000,
            wait in 20_i64..1500,
            within in 0_i64..=100,
            start in 0_i64..1000,
        ) {
            let mut phase = Phase::new(look(at(start), drift, wait, within), SECOND);
            let mut clock = at(start + wait + 250);
            let mut looks = 1;
            while !phase.is_settled() {
                let asked = phase.next(clock);
                prop_assert!(asked >= clock && asked < clock + SignedDuration::from_secs(1));
                prop_assert!(phase.narrow(look(asked, drift, wait, within)));
                clock = asked + SignedDuration::from_millis(wait + 250);
                looks += 1;
                prop_assert!(looks <= 12, "{:?}", phase);
            }
            let off = (phase.drift().as_millis() - i128::from(drift)).unsigned_abs();
            prop_assert!(off <= phase.uncertainty().as_millis() + 1);
            prop_assert!(phase.uncertainty() <= Duration::from_millis((wait as u64 * 5).div_ceil(8) + 1));
        }
    }
}
