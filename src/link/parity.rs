//! Who makes and checks parity, found out by itself where nobody says.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::codec::charset::{self, ParitySurvey, ParityVerdict};
use crate::transport::{CharacterFormat, LineSettings, ParityCarrier};

/// Who makes and checks parity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum ParityChoice {
    /// Find out from the port and from what is received.
    #[default]
    Auto,
    /// The port, set to 7E1.
    Hardware,
    /// This program, over a port set to 8N1.
    Software,
    /// Nobody: plain 8N1.
    None,
}

/// What was found out about the parity of a line, for the next link over it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParityFound {
    software: bool,
    settled: bool,
}

/// What is known of parity on this line.
#[derive(Debug)]
pub(super) struct Parity {
    choice: ParityChoice,
    carrier: ParityCarrier,
    /// Whether this program puts parity on what it sends.
    software: bool,
    /// Whether the meter was heard, which settles `software`.
    settled: bool,
    survey: ParitySurvey,
}

impl Parity {
    pub(super) fn new(choice: ParityChoice) -> Parity {
        Parity {
            choice,
            carrier: ParityCarrier::Port,
            software: choice == ParityChoice::Software,
            settled: false,
            survey: ParitySurvey::default(),
        }
    }

    /// The settings to ask the port for.
    pub(super) fn wanted(&self, settings: LineSettings) -> LineSettings {
        match self.choice {
            ParityChoice::Auto if self.carrier == ParityCarrier::Caller => {
                LineSettings::eight_none(settings.baud)
            }
            ParityChoice::Auto | ParityChoice::Hardware => settings,
            ParityChoice::Software | ParityChoice::None => LineSettings::eight_none(settings.baud),
        }
    }

    /// What the port made of it.
    pub(super) fn configured(&mut self, wanted: LineSettings, carrier: ParityCarrier) {
        let first = self.carrier != carrier;
        self.carrier = carrier;
        // A port that refuses 7E1 hands the meter's parity through, so it needs ours.
        if first && self.choice == ParityChoice::Auto && wanted.format == CharacterFormat::SevenEven
        {
            self.software = carrier == ParityCarrier::Caller;
        }
    }

    pub(super) fn encode(&self, codes: &[u8]) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(if self.software {
            charset::encode(codes)
        } else {
            codes.to_vec()
        })
    }

    /// What was found out so far.
    pub(super) fn found(&self) -> ParityFound {
        ParityFound {
            software: self.software,
            settled: self.settled,
        }
    }

    /// Goes on with what was found out before on the same line.
    pub(super) fn resume(&mut self, found: ParityFound) {
        self.software = found.software;
        self.settled = found.settled;
    }

    pub(super) fn begin_turn(&mut self) {
        self.survey = ParitySurvey::default();
    }

    /// Counts what was received; says whether a byte broke parity.
    pub(super) fn survey(&mut self, bytes: &[u8]) -> bool {
        self.survey.add(bytes);
        let mut now = ParitySurvey::default();
        now.add(bytes);
        matches!(self.survey.verdict(), ParityVerdict::Even { .. }) && now.odd > 0
    }

    /// Whether what was received in this turn carries even parity in bit 7.
    pub(super) fn is_in_bit_7(&self) -> bool {
        matches!(self.survey.verdict(), ParityVerdict::Even { .. })
    }

    /// Whether bit 7 was used at all in this turn.
    pub(super) fn has_bit_7(&self) -> bool {
        self.survey.high > 0
    }

    pub(super) fn verdict(&self) -> ParityVerdict {
        self.survey.verdict()
    }

    /// The meter was understood: it sends parity as it wants to receive it.
    pub(super) fn settle(&mut self) {
        self.settled = true;
        if self.choice == ParityChoice::Auto && self.carrier != ParityCarrier::Port {
            match self.survey.verdict() {
                ParityVerdict::Even { .. } => self.software = true,
                ParityVerdict::Absent => self.software = false,
                ParityVerdict::Nothing | ParityVerdict::Broken => {}
            }
        }
    }

    /// Nobody answered: what was sent may have lacked parity, or had it twice.
    pub(super) fn alternate(&mut self) {
        if self.is_open() {
            self.software = !self.software;
        }
    }

    /// Goes back to what the port suggests: ours where it hands parity through, none
    /// where nobody can say.
    pub(super) fn restart(&mut self) {
        if self.is_open() {
            self.software = self.carrier == ParityCarrier::Caller;
        }
    }

    /// Whether nothing at all is known of it.
    pub(super) fn is_unknown(&self) -> bool {
        self.is_open() && self.carrier == ParityCarrier::Unknown
    }

    fn is_open(&self) -> bool {
        self.choice == ParityChoice::Auto && self.carrier != ParityCarrier::Port && !self.settled
    }
}
