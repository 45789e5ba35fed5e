//! The way from a request message to a readout or into programming mode.

use super::{Meter, Reply, ReplyKind, State, Then};
use crate::codec::control::{CR, LF};
use crate::codec::{
    BlockCheckKind, Command, DataMessage, Identification, Message, Mode, OptionSelect, Request,
    block_check, encode,
};
use crate::sim::kind::{Manner, OpenerAnswer, SpeedSwitch};
use crate::transport::{LineSettings, LineTime};

impl Meter {
    pub(super) fn on_message(&mut self, message: Message, at: LineTime) {
        if self.is_deaf(at) {
            return;
        }
        match (&mut self.state, message) {
            (State::Listening { .. } | State::AwaitingOption { .. }, Message::Request(request)) => {
                self.on_request(&request, at);
            }
            (State::AwaitingOption { .. }, Message::OptionSelect(select)) => {
                self.on_option_select(select, at);
            }
            (State::Programming { settings, .. }, Message::Command(command)) => {
                let settings = *settings;
                self.on_command(&command, settings, at);
            }
            (State::AwaitingOption { .. }, Message::Command(command)) if is_break(&command) => {
                self.rest(at);
            }
            (
                State::Preparing { then, .. } | State::Sending { then, .. },
                Message::Command(command),
            ) if is_break(&command) => *then = Then::Listen,
            _ => {}
        }
    }

    fn on_request(&mut self, request: &Request, at: LineTime) {
        let Some(answers) = self.answers() else {
            return;
        };
        let opener = answers
            .openers
            .iter()
            .find(|opener| opener.text == request.text());
        let opening = LineSettings::OPENING;
        let then = match opener.map(|opener| opener.answer) {
            Some(OpenerAnswer::SignOn) => self.after_identification(),
            Some(OpenerAnswer::List(template)) => Then::SendList {
                template,
                settings: opening,
            },
            Some(OpenerAnswer::ListOnly(template)) => {
                self.prepare_list(template, opening, at + answers.reaction);
                return;
            }
            None if self.is_addressed(request, answers.addresses) => self.after_identification(),
            None => return,
        };
        let mut bytes = self.kind.identification.as_bytes().to_vec();
        bytes.extend([CR, LF]);
        self.prepare(ReplyKind::Identification, bytes, opening, at, then);
    }

    fn after_identification(&self) -> Then {
        match self.mode() {
            Mode::C | Mode::D | Mode::E => Then::AwaitOption,
            Mode::A if self.programming().is_some() => Then::AwaitOption,
            Mode::A | Mode::B => Then::SendList {
                template: self.kind.readout,
                settings: self.announced(),
            },
        }
    }

    fn on_option_select(&mut self, select: OptionSelect, at: LineTime) {
        let Some(answers) = self.answers() else {
            return;
        };
        let offered = Identification::parse(self.kind.identification).map(|i| i.baud_char());
        let opening = LineSettings::OPENING;
        let settings = match answers.speed_switch {
            SpeedSwitch::Insisted if select.baud == '0' => return,
            SpeedSwitch::Never => Some(opening),
            _ if Some(select.baud) == offered => Some(self.announced()),
            _ if select.baud == '0' => Some(opening),
            _ => None,
        };
        let list = match select.mode {
            '0' => Some(self.kind.readout),
            other => answers
                .lists
                .iter()
                .find_map(|(mode, list)| (*mode == other).then_some(*list)),
        };
        let start = at + answers.reaction;
        match (settings, select.protocol, list, answers.programming) {
            (Some(settings), '0', Some(list), _) => self.prepare_list(list, settings, start),
            (Some(settings), '0', None, Some(programming)) if select.mode == '1' => {
                self.greet(&programming, settings, at);
            }
            // Clause 6.3.2: what does not fit together means a readout at 300 Bd.
            _ => self.prepare_list(self.kind.readout, opening, start),
        }
    }

    pub(super) fn prepare_list(&mut self, template: &str, settings: LineSettings, start: LineTime) {
        self.forget();
        let body = self.body(template, start);
        let reply = Reply {
            kind: ReplyKind::Data,
            bytes: encode(&Message::Data(DataMessage::framed(body)), self.kind.check),
            start,
            settings,
        };
        self.state = State::Preparing {
            reply,
            then: Then::Listen,
        };
    }

    /// A pushed telegram. The one under way when the line is opened is heard from
    /// its middle only.
    pub(super) fn prepare_push(&mut self, start: LineTime) {
        let Manner::Pushes { settings, period } = self.kind.manner else {
            return;
        };
        let body = self.body(self.kind.readout, start);
        let mut text = format!("{}\r\n\r\n{body}", self.kind.identification);
        if self.kind.check == BlockCheckKind::Crc16 {
            let end = text.trim_end().len();
            text.truncate(end);
            let crc = block_check::crc16(text.as_bytes());
            text.push_str(&format!("{crc:04X}\r\n"));
        }
        let mut bytes = text.into_bytes();
        if start == LineTime::START {
            bytes.drain(..bytes.len() / 2);
        }
        let reply = Reply {
            kind: ReplyKind::Data,
            bytes,
            start,
            settings,
        };
        self.state = State::Preparing {
            reply,
            then: Then::PauseUntil(start + period),
        };
    }
}

/// A break message, whatever its check says: it ends a session at any time.
fn is_break(command: &Command) -> bool {
    command.kind.letter == b'B'
}
