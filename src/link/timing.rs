//! All durations of a session, with the clause or reason behind each.

use std::time::Duration;

use crate::transport::LineSettings;

/// More characters than the answer about a register has: a value takes up to 128, a
/// table some hundred.
const LONG_ANSWER: usize = 4096;

/// How long to wait for a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Until the first character.
    pub first: Duration,
    /// Between two characters; the message ends when it passes.
    pub gap: Duration,
    /// How long characters that make no message are endured.
    pub noise: Duration,
    /// From the first character to the end of the message; `None` for what may last as
    /// long as characters keep coming. What came by then is dropped, but for a data block
    /// that has a limit of characters as well: it is given up as it is.
    pub whole: Option<Duration>,
    /// The most characters of a data block that are heard out; `None` for as many as the
    /// decoder keeps.
    pub most: Option<usize>,
}

/// The durations of a session. Limits are idle ones but for the answer about a register:
/// a telegram may last for ever as long as characters keep coming.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// To the first character of an identification message. The standard says
    /// 1.5 s (clause 6.4.1, tr); converters add some.
    pub identification: Duration,
    /// Between the characters of an identification message (ta, 1.5 s).
    pub character: Duration,
    /// To the first character of a data block; meters that read their memory first
    /// take longer than the standard's 1.5 s.
    pub block: Duration,
    /// Between the characters of a data block, likewise.
    pub block_character: Duration,
    /// After `!` of an unframed block, for an ETX that may still come.
    pub end_mark: Duration,
    /// After ETX, for the block check, beside two character times: a converter may
    /// send it in a packet of its own.
    pub check: Duration,
    /// How long noise is endured where an identification message is due.
    pub noise: Duration,
    /// The same where a data block is due, beside two lines of 80 characters.
    pub block_noise: Duration,
    /// To the first character of `P0`. The standard says 1.5 s; a meter that says none
    /// is spoken to after this all the same.
    pub operand: Duration,
    /// The same after an ACK, which some meters say in place of `P0`.
    pub operand_after_ack: Duration,
    /// To the first character of the answer to a read command (tr, 1.5 s), with some
    /// room for converters.
    pub answer: Duration,
    /// Between the characters of such an answer (ta, 1.5 s).
    pub answer_character: Duration,
    /// To the end of such an answer, beside the time that 4096 characters take.
    pub answer_whole: Duration,
    /// To the acknowledgement of a write, a password or an execute command: neither is
    /// ever repeated after silence, so more patience than the standard's 1.5 s.
    pub acknowledgement: Duration,
    /// How often a command is repeated after NAK, and a read command also after silence
    /// or a damaged answer (clause 6.4.7: three times).
    pub repeats: u32,
    /// Our own reaction time, from the meter's last character to our first (tr,
    /// 200 ms), with some room for converters that tell a character late.
    pub reaction: Duration,
    /// The same if the meter's third letter is lower case (20 ms).
    pub fast_reaction: Duration,
    /// From the end of the option select message to the switch of speed: the wire
    /// is quiet then, some adapters are not.
    pub switch: Duration,
    /// How many times a request message is sent.
    pub attempts: u32,
    /// Least pause between two request messages (1.5 s).
    pub request_pause: Duration,
    /// After a break message, before the next request.
    pub after_break: Duration,
    /// Pause after the NUL characters of a wake-up (annex B, 1.5 to 1.7 s).
    pub after_wake_up: Duration,
    /// How long echo may come in after the end of what was sent.
    pub echo: Duration,
    /// How long to listen for a telegram that the meter pushes: most do so every
    /// 1 to 4 s.
    pub push: Duration,
    /// The same at 115 200 Bd: P1 meters push every 10 s.
    pub push_p1: Duration,
    /// Longest wait without looking for a cancelled job.
    pub slice: Duration,
}

impl Default for Timing {
    fn default() -> Timing {
        let ms = Duration::from_millis;
        Timing {
            identification: ms(2000),
            character: ms(1500),
            block: ms(5000),
            block_character: ms(3000),
            end_mark: ms(300),
            check: ms(400),
            noise: ms(5000),
            block_noise: ms(1500),
            operand: ms(2000),
            operand_after_ack: ms(300),
            answer: ms(2000),
            answer_character: ms(1500),
            answer_whole: ms(15_000),
            acknowledgement: ms(5000),
            repeats: 3,
            reaction: ms(200),
            fast_reaction: ms(20),
            switch: ms(10),
            attempts: 3,
            request_pause: ms(1500),
            after_break: ms(500),
            after_wake_up: ms(1600),
            echo: ms(50),
            push: ms(5000),
            push_p1: ms(10_500),
            slice: ms(40),
        }
    }
}

impl Timing {
    /// Every limit for the meter's answers multiplied by `factor`, which is held
    /// between 0.5 and 20; what we owe the meter stays.
    pub fn scaled(self, factor: f64) -> Timing {
        let factor = if factor.is_finite() {
            factor.clamp(0.5, 20.0)
        } else {
            1.0
        };
        let scale = |duration: Duration| duration.mul_f64(factor);
        Timing {
            identification: scale(self.identification),
            character: scale(self.character),
            block: scale(self.block),
            block_character: scale(self.block_character),
            end_mark: scale(self.end_mark),
            check: scale(self.check),
            noise: scale(self.noise),
            block_noise: scale(self.block_noise),
            operand: scale(self.operand),
            operand_after_ack: scale(self.operand_after_ack),
            answer: scale(self.answer),
            answer_character: scale(self.answer_character),
            answer_whole: scale(self.answer_whole),
            acknowledgement: scale(self.acknowledgement),
            echo: scale(self.echo),
            ..self
        }
    }

    /// For an identification message.
    pub fn for_identification(&self) -> Limit {
        Limit {
            first: self.identification,
            gap: self.character,
            noise: self.noise,
            whole: None,
            most: None,
        }
    }

    /// For a data block at the speed of `settings`.
    pub fn for_block(&self, settings: LineSettings) -> Limit {
        Limit {
            first: self.block,
            gap: self.block_character,
            noise: self.block_noise + settings.duration_of(160),
            whole: None,
            most: None,
        }
    }

    /// For `P0`.
    pub fn for_operand(&self) -> Limit {
        Limit {
            first: self.operand,
            gap: self.character,
            noise: self.operand,
            whole: None,
            most: None,
        }
    }

    /// For `P0` after an ACK.
    pub fn for_operand_after_ack(&self) -> Limit {
        Limit {
            first: self.operand_after_ack,
            ..self.for_operand()
        }
    }

    /// For the answer to a read command at the speed of `settings`.
    pub fn for_answer(&self, settings: LineSettings) -> Limit {
        Limit {
            first: self.answer,
            gap: self.answer_character,
            whole: Some(self.answer_whole + settings.duration_of(LONG_ANSWER)),
            ..self.for_block(settings)
        }
    }

    /// For the acknowledgement of a command that changes the meter, or of a password.
    pub fn for_acknowledgement(&self, settings: LineSettings) -> Limit {
        Limit {
            first: self.acknowledgement,
            noise: self.acknowledgement,
            ..self.for_answer(settings)
        }
    }

    /// For a telegram that the meter pushes at the speed of `settings`.
    pub fn for_push(&self, settings: LineSettings) -> Limit {
        let fast = settings.baud > 19_200;
        Limit {
            first: if fast { self.push_p1 } else { self.push },
            gap: self.character,
            noise: self.noise,
            whole: None,
            most: None,
        }
    }
}
