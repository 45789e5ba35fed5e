//! Findings in words, in the language of the thread.

use std::fmt;

use rust_decimal::Decimal;

use super::finding::{Connection, Finding, Flow, Line, Reason, Shift, State};
use crate::language::number::{decimal, rounded};
use crate::say;

impl Line {
    /// As it is marked at the terminals.
    pub fn name(self) -> &'static str {
        match self {
            Line::L1 => "L1",
            Line::L2 => "L2",
            Line::L3 => "L3",
        }
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            State::Correct => say!("wiring-state-correct"),
            State::Incomplete => say!("wiring-state-incomplete"),
            State::Doubtful => say!("wiring-state-doubtful"),
            State::Faulty => say!("wiring-state-faulty"),
        })
    }
}

impl fmt::Display for Flow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Flow::Unknown => say!("wiring-flow-unknown"),
            Flow::Import => say!("wiring-flow-import"),
            Flow::FeedIn => say!("wiring-flow-feed-in"),
        })
    }
}

impl fmt::Display for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Connection::Automatic => say!("wiring-connection-automatic"),
            Connection::FourWire => say!("wiring-connection-four-wire"),
            Connection::ThreeWire => say!("wiring-connection-three-wire"),
            Connection::Single => say!("wiring-connection-single"),
        })
    }
}

/// What is found, with its phase: `L2: current reversed`.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{line}: {}", self.words()),
            None => {
                let text = self.words();
                let mut letters = text.chars();
                let first = letters.next().into_iter().flat_map(char::to_uppercase);
                write!(f, "{}{}", first.collect::<String>(), letters.as_str())
            }
        }
    }
}

impl Finding {
    /// The reason, and that it is not proven where that is not in its words.
    pub fn words(&self) -> String {
        match self.is_guess() {
            true => say!("wiring-likely", reason = self.reason.words()),
            false => self.reason.words(),
        }
    }

    /// What is likely behind it, and what to do: a sentence without a full stop.
    pub fn advice(&self) -> String {
        match (&self.reason, self.line) {
            (Reason::CurrentReversed, Some(line)) => {
                let (from, to) = line.current_terminals();
                say!("wiring-current-reversed-terminals", from = from, to = to)
            }
            (reason, _) => reason.advice(),
        }
    }

    /// The advice, and what would turn a guess into a proof.
    pub fn advice_in_full(&self) -> String {
        let advice = self.advice();
        match self.is_guess() {
            true => say!("wiring-likely-advice", advice = advice),
            false => advice,
        }
    }

    /// Whether the reason is only the likeliest one.
    fn is_guess(&self) -> bool {
        let is_likeliest = matches!(
            self.reason,
            Reason::CurrentsSwapped(..)
                | Reason::VoltagesSwapped(..)
                | Reason::Swapped(..)
                | Reason::Shifted(_)
                | Reason::CurrentOf { .. }
        );
        is_likeliest && self.state < State::Faulty
    }
}

/// A few words that name it.
impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words())
    }
}

impl Reason {
    fn words(&self) -> String {
        let plain = match self {
            Reason::NoLoad => say!("wiring-no-load"),
            Reason::NothingTold => say!("wiring-nothing-told"),
            Reason::NoVoltageTold => say!("wiring-no-voltage-told"),
            Reason::NoCurrentTold => say!("wiring-no-current-told"),
            Reason::NoDirectionTold => say!("wiring-no-direction-told"),
            Reason::TooCoarse => say!("wiring-too-coarse"),
            Reason::LoadChanged => say!("wiring-load-changed"),
            Reason::VoltageMissing => say!("wiring-voltage-missing"),
            Reason::OrderReversed => say!("wiring-order-reversed"),
            Reason::OrderOrAngles => {
                say!("wiring-order-or-angles")
            }
            Reason::CurrentReversed => say!("wiring-current-reversed"),
            Reason::AllReversed => say!("wiring-all-reversed"),
            Reason::ReversedOrFeedIn => say!("wiring-reversed-or-feed-in"),
            Reason::AllReversedOrFeedIn => say!("wiring-all-reversed-or-feed-in"),
            Reason::ReversedOrLoad => say!("wiring-reversed-or-load"),
            Reason::NoFeedIn => say!("wiring-no-feed-in"),
            Reason::LowFactor { degrees: None } => say!("wiring-little-power"),
            Reason::NoImport => say!("wiring-no-import"),
            Reason::Unexplained => say!("wiring-unexplained"),
            Reason::CurrentsUnequal => say!("wiring-currents-unequal"),
            Reason::VoltageOff { percent, .. } if *percent > 0.0 => {
                return say!("wiring-voltage-high", percent = rounded(*percent, 1));
            }
            Reason::VoltageOff { percent, .. } => {
                return say!("wiring-voltage-low", percent = rounded(-percent, 1));
            }
            Reason::VoltagesUnequal { percent } => {
                return say!("wiring-voltages-unequal", percent = rounded(*percent, 1));
            }
            Reason::SamePhase(one, two) => {
                return say!("wiring-same-phase", one = one.name(), two = two.name());
            }
            Reason::VoltageAngle { degrees } => {
                return say!("wiring-voltage-angle", degrees = rounded(*degrees, 0));
            }
            Reason::CurrentsSwapped(one, two) => {
                return say!(
                    "wiring-currents-swapped",
                    one = one.name(),
                    two = two.name()
                );
            }
            Reason::VoltagesSwapped(one, two) => {
                return say!(
                    "wiring-voltages-swapped",
                    one = one.name(),
                    two = two.name()
                );
            }
            Reason::Swapped(one, two) => {
                return say!("wiring-swapped", one = one.name(), two = two.name());
            }
            Reason::Shifted(Shift::Next) => say!("wiring-shifted-next"),
            Reason::Shifted(Shift::Previous) => say!("wiring-shifted-previous"),
            Reason::Shifted(Shift::Either) => say!("wiring-shifted-either"),
            Reason::CurrentOf {
                line,
                reversed: true,
            } => return say!("wiring-current-of-reversed", line = line.name()),
            Reason::CurrentOf { line, .. } => {
                return say!("wiring-current-of", line = line.name());
            }
            Reason::LowFactor {
                degrees: Some(degrees),
            } => return say!("wiring-little-power-at", degrees = rounded(*degrees, 0)),
            Reason::SumDiffers { phases, total } => {
                return say!(
                    "wiring-sum-differs",
                    phases = exact(phases),
                    total = exact(total)
                );
            }
            Reason::NeutralDiffers { measured, expected } => {
                return say!(
                    "wiring-neutral-differs",
                    measured = rounded(*measured, 2),
                    expected = rounded(*expected, 2)
                );
            }
            Reason::Scaled { times } => {
                return say!("wiring-scaled", times = rounded(*times, 0));
            }
        };
        plain.to_owned()
    }

    /// What is likely behind it, and what to do: a sentence without a full stop.
    pub fn advice(&self) -> String {
        let plain = match self {
            Reason::NoLoad => say!("wiring-no-load-advice"),
            Reason::NothingTold | Reason::NoVoltageTold | Reason::NoCurrentTold => {
                say!("wiring-not-told-advice")
            }
            Reason::NoDirectionTold => say!("wiring-no-direction-told-advice"),
            Reason::TooCoarse => say!("wiring-too-coarse-advice"),
            Reason::LoadChanged => say!("wiring-load-changed-advice"),
            Reason::VoltageMissing => {
                say!("wiring-voltage-missing-advice")
            }
            Reason::VoltageOff {
                other: Some(other),
                nominal,
                ..
            } => {
                return say!(
                    "wiring-voltage-off-assumed-advice",
                    nominal = exact(nominal),
                    other = exact(other)
                );
            }
            Reason::VoltageOff { nominal, .. } => {
                return say!("wiring-voltage-off-advice", nominal = exact(nominal));
            }
            Reason::VoltagesUnequal { .. } => say!("wiring-voltages-unequal-advice"),
            Reason::SamePhase(..) => say!("wiring-same-phase-advice"),
            Reason::OrderReversed => say!("wiring-order-reversed-advice"),
            Reason::OrderOrAngles => say!("wiring-order-or-angles-advice"),
            Reason::VoltageAngle { .. } => say!("wiring-voltage-angle-advice"),
            Reason::CurrentReversed => {
                say!("wiring-current-reversed-advice")
            }
            Reason::AllReversed => {
                say!("wiring-all-reversed-advice")
            }
            Reason::ReversedOrFeedIn | Reason::AllReversedOrFeedIn => {
                say!("wiring-reversed-or-feed-in-advice")
            }
            Reason::ReversedOrLoad => say!("wiring-reversed-or-load-advice"),
            Reason::NoFeedIn => {
                say!("wiring-no-feed-in-advice")
            }
            Reason::CurrentsSwapped(..) => say!("wiring-currents-swapped-advice"),
            Reason::VoltagesSwapped(..) => say!("wiring-voltages-swapped-advice"),
            Reason::Swapped(..) => {
                say!("wiring-swapped-advice")
            }
            Reason::Shifted(_) => {
                say!("wiring-shifted-advice")
            }
            Reason::CurrentOf { .. } => {
                say!("wiring-current-of-advice")
            }
            Reason::LowFactor { .. } => {
                say!("wiring-little-power-advice")
            }
            Reason::NoImport => {
                say!("wiring-no-import-advice")
            }
            Reason::Unexplained => say!("wiring-unexplained-advice"),
            Reason::SumDiffers { .. } => say!("wiring-sum-differs-advice"),
            Reason::NeutralDiffers { .. } => {
                say!("wiring-neutral-differs-advice")
            }
            Reason::CurrentsUnequal => say!("wiring-currents-unequal-advice"),
            Reason::Scaled { .. } => {
                say!("wiring-scaled-advice")
            }
        };
        plain.to_owned()
    }
}

/// All digits of a number.
fn exact(number: &Decimal) -> String {
    decimal(&number.normalize().to_string())
}
