//! The English sentences of findings.

use std::fmt;

use super::finding::{Connection, Finding, Flow, Line, Reason, Shift, State};

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Line::L1 => "L1",
            Line::L2 => "L2",
            Line::L3 => "L3",
        })
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            State::Correct => "Correct",
            State::Incomplete => "Incomplete",
            State::Doubtful => "To be looked at",
            State::Faulty => "Faulty",
        })
    }
}

impl fmt::Display for Flow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Flow::Unknown => "not known",
            Flow::Import => "from the grid",
            Flow::FeedIn => "into the grid",
        })
    }
}

impl fmt::Display for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Connection::Automatic => "as the values look",
            Connection::FourWire => "three phases and neutral",
            Connection::ThreeWire => "three wires, two elements",
            Connection::Single => "one phase",
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
        let is_guess = matches!(
            self.reason,
            Reason::CurrentsSwapped(..)
                | Reason::VoltagesSwapped(..)
                | Reason::Swapped(..)
                | Reason::Shifted(_)
                | Reason::CurrentOf { .. }
        );
        match is_guess && self.state < State::Faulty {
            true => format!("likely {}", self.reason),
            false => self.reason.to_string(),
        }
    }

    /// What is likely behind it, and what to do: a sentence without a full stop.
    pub fn advice(&self) -> String {
        let advice = self.reason.advice();
        match self.words().starts_with("likely") {
            true => format!("{advice}. Say which way power flows now to be sure"),
            false => advice,
        }
    }
}

/// A few words that name it.
impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = match self {
            Reason::NoLoad => "not checked: no load",
            Reason::NothingTold => "the meter tells nothing of it",
            Reason::NoVoltageTold => "the meter tells no voltage",
            Reason::NoCurrentTold => "the meter tells no current",
            Reason::NoDirectionTold => "the meter tells neither power nor angle",
            Reason::TooCoarse => "too little load for the digits sent",
            Reason::LoadChanged => "the load changed while it was read",
            Reason::VoltageMissing => "voltage missing",
            Reason::OrderReversed => "phase order reversed",
            Reason::OrderOrAngles => {
                "phase order reversed, or the meter counts angles the other way"
            }
            Reason::CurrentReversed => "current reversed",
            Reason::AllReversed => "all currents reversed",
            Reason::ReversedOrFeedIn => "current reversed, or this phase feeds in",
            Reason::AllReversedOrFeedIn => "all currents reversed, or the customer feeds in",
            Reason::ReversedOrLoad => "draws power while the others feed in",
            Reason::NoFeedIn => "power comes from the grid, not into it",
            Reason::LowFactor { degrees: None } => "little active power",
            Reason::NoImport => "current without import, and an export is not told",
            Reason::Unexplained => "the angles do not fit one load",
            Reason::CurrentsUnequal => "the phases are loaded unequally",
            Reason::VoltageOff { percent, .. } if *percent > 0.0 => {
                return write!(f, "voltage {percent:.1} % too high");
            }
            Reason::VoltageOff { percent, .. } => {
                return write!(f, "voltage {:.1} % too low", -percent);
            }
            Reason::VoltagesUnequal { percent } => {
                return write!(f, "the voltages differ by {percent:.1} %");
            }
            Reason::SamePhase(one, two) => {
                return write!(f, "{one} and {two} have the same voltage");
            }
            Reason::VoltageAngle { degrees } => {
                return write!(f, "an angle between voltages is {degrees:.0}° off");
            }
            Reason::CurrentsSwapped(one, two) => {
                return write!(f, "currents of {one} and {two} exchanged");
            }
            Reason::VoltagesSwapped(one, two) => {
                return write!(f, "voltages of {one} and {two} exchanged");
            }
            Reason::Swapped(one, two) => {
                return write!(f, "currents or voltages of {one} and {two} exchanged");
            }
            Reason::Shifted(Shift::Next) => "currents shifted: L1 has that of L2",
            Reason::Shifted(Shift::Previous) => "currents shifted: L1 has that of L3",
            Reason::Shifted(Shift::Either) => "currents shifted by one place",
            Reason::CurrentOf { line, reversed } => {
                let reversed = if *reversed { ", reversed" } else { "" };
                return write!(f, "has the current of {line}{reversed}");
            }
            Reason::LowFactor {
                degrees: Some(degrees),
            } => return write!(f, "little active power, angle {degrees:.0}°"),
            Reason::SumDiffers { phases, total } => {
                return write!(
                    f,
                    "the phases add up to {} W, the meter's total is {} W",
                    phases.normalize(),
                    total.normalize()
                );
            }
            Reason::NeutralDiffers { measured, expected } => {
                return write!(
                    f,
                    "neutral current {measured:.2} A, the phases add up to {expected:.2} A"
                );
            }
            Reason::Scaled { times } => {
                return write!(f, "power is {times:.0} times what U and I give");
            }
        };
        f.write_str(plain)
    }
}

impl Reason {
    /// What is likely behind it, and what to do: a sentence without a full stop.
    pub fn advice(&self) -> String {
        let plain = match self {
            Reason::NoLoad => "Switch on a load on this phase and read again",
            Reason::NothingTold | Reason::NoVoltageTold | Reason::NoCurrentTold => {
                "Look it up on the meter's display, or read its registers"
            }
            Reason::NoDirectionTold => "Compare with the energy direction on the meter's display",
            Reason::TooCoarse => "Switch on a larger load and read again",
            Reason::LoadChanged => "Keep the load steady and read again",
            Reason::VoltageMissing => {
                "Check the fuse, the voltage jumper and the terminal of this phase"
            }
            Reason::VoltageOff {
                other: Some(other),
                nominal,
                ..
            } => {
                return format!(
                    "{} V is assumed to be nominal; {} V would fit",
                    nominal.normalize(),
                    other.normalize()
                );
            }
            Reason::VoltageOff { nominal, .. } => {
                return format!(
                    "More than 10 % off {} V. Check the neutral conductor and the supply",
                    nominal.normalize()
                );
            }
            Reason::VoltagesUnequal { .. } => "Check the neutral conductor if it stays so",
            Reason::SamePhase(..) => "One conductor is connected to two voltage terminals",
            Reason::OrderReversed => "Two phases are exchanged in front of the meter",
            Reason::OrderOrAngles => "Compare with the phase order on the meter's display",
            Reason::VoltageAngle { .. } => "Check the voltage terminals and the neutral conductor",
            Reason::CurrentReversed => {
                "The current points against its voltage. Exchange the two current terminals of this phase, or turn its transformer"
            }
            Reason::AllReversed => {
                "All currents point against their voltages. Check the mounting of the transformers, and line and load side"
            }
            Reason::ReversedOrFeedIn | Reason::AllReversedOrFeedIn => {
                "Only you can tell: say which way power flows now, or switch the generator off"
            }
            Reason::ReversedOrLoad => "Switch off the load on this phase and read again",
            Reason::NoFeedIn => {
                "Check whether the generator runs; if it does, all currents are reversed"
            }
            Reason::CurrentsSwapped(..) => "Exchange the current conductors of the two phases",
            Reason::VoltagesSwapped(..) => "Exchange the voltage conductors of the two phases",
            Reason::Swapped(..) => {
                "Each has the current of the other. Follow the conductors of both phases"
            }
            Reason::Shifted(_) => {
                "Every current belongs to another voltage. Follow the conductors from the transformers to the terminals"
            }
            Reason::CurrentOf { .. } => {
                "The transformer or its conductors belong to another phase than the voltage"
            }
            Reason::LowFactor { .. } => {
                "The load may be like that, or the current belongs to another phase. Switch on a heater and read again"
            }
            Reason::NoImport => {
                "The current may be reversed, or this phase feeds in. Look at the energy direction on the display"
            }
            Reason::Unexplained => "Load every phase with a heater and read again",
            Reason::SumDiffers { .. } => "Read again; if it stays so, look at every phase",
            Reason::NeutralDiffers { .. } => {
                "A current is measured wrong, or flows back another way"
            }
            Reason::CurrentsUnequal => "That is how the load is, and no fault",
            Reason::Scaled { .. } => {
                "Power is told for the primary side, current for the secondary one"
            }
        };
        plain.to_owned()
    }
}
