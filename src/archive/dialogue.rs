//! Readouts in a trace: from each session its data readout, or, in programming
//! mode, the answers to its read commands put together.

use super::open::Found;
use super::telegram::context_of;
use crate::codec::{
    BlockCheckKind, Command, DataMessage, Decoder, Framing, Identification, Message, Role, encode,
};
use crate::meter;
use crate::trace::{TraceEntry, TraceRecord};

/// The readouts of all sessions in `records`, in order.
pub(super) fn readouts(records: &[TraceRecord]) -> Vec<Found> {
    let mut sessions = vec![Session::default()];
    let mut ours = Decoder::new(Role::TariffDevice);
    let mut theirs = Decoder::new(Role::ReadingDevice);
    for record in records {
        match &record.entry {
            TraceEntry::Sent(bytes) => {
                take(&mut sessions, theirs.finish());
                for message in ours.push_all(bytes) {
                    take_ours(&mut sessions, message);
                }
            }
            TraceEntry::Received(bytes) => {
                for message in theirs.push_all(bytes) {
                    take(&mut sessions, Some(message));
                }
            }
            TraceEntry::Opened { .. }
            | TraceEntry::Configured(_)
            | TraceEntry::Echoed(_)
            | TraceEntry::Noted(_)
            | TraceEntry::Closed => {}
        }
    }
    take(&mut sessions, theirs.finish());
    sessions
        .into_iter()
        .filter_map(Session::into_found)
        .collect()
}

/// What one session said, from one identification to the next.
#[derive(Default)]
struct Session {
    identification: Option<Identification>,
    readout: Option<DataMessage>,
    /// The read command that is not answered yet.
    asked: Option<Command>,
    answers: Option<DataMessage>,
}

fn take_ours(sessions: &mut Vec<Session>, message: Message) {
    match message {
        Message::Request(_) => sessions.push(Session::default()),
        Message::Command(command) => {
            if let Some(session) = sessions.last_mut() {
                session.asked = Some(command);
            }
        }
        _ => {}
    }
}

fn take(sessions: &mut Vec<Session>, message: Option<Message>) {
    match message {
        Some(Message::Identification(identification)) => {
            let used = sessions.last().is_none_or(Session::has_data);
            if used {
                sessions.push(Session::default());
            }
            if let Some(session) = sessions.last_mut() {
                session.identification = Some(identification);
            }
        }
        Some(Message::Data(data)) => {
            if sessions
                .last()
                .is_none_or(|session| session.readout.is_some())
            {
                sessions.push(Session::default());
            }
            if let Some(session) = sessions.last_mut() {
                session.take_data(data);
            }
        }
        _ => {}
    }
}

impl Session {
    fn has_data(&self) -> bool {
        self.readout.is_some() || self.answers.is_some()
    }

    fn take_data(&mut self, data: DataMessage) {
        match self.asked.take() {
            Some(command) => self.add_answer(&command, data),
            None => self.readout = Some(data),
        }
    }

    /// Adds an answer; one that begins with a bracket gets the address that was
    /// asked for. The check is the worst of all.
    fn add_answer(&mut self, command: &Command, mut data: DataMessage) {
        if data.body.starts_with(b"(") {
            let asked = command.data.as_deref().unwrap_or(&[]);
            let address = asked.split(|byte| *byte == b'(').next().unwrap_or(&[]);
            data.body.splice(..0, address.iter().copied());
        }
        if !data.body.is_empty() && !data.body.ends_with(b"\n") {
            data.body.extend(b"\r\n");
        }
        match &mut self.answers {
            None => self.answers = Some(data),
            Some(all) => {
                all.body.append(&mut data.body);
                if data.check.is_wrong() || !data.is_complete() {
                    all.check = data.check;
                    all.ending = data.ending;
                }
            }
        }
    }

    fn into_found(self) -> Option<Found> {
        let data = self.readout.or(self.answers)?;
        let identification = self.identification.as_ref();
        let mut raw = identification.map_or_else(Vec::new, |identification| {
            let message = Message::Identification(identification.clone());
            encode(&message, BlockCheckKind::None)
        });
        raw.extend(telegram_of(&data));
        Some(Found {
            readout: meter::decode(identification, &data, context_of(identification, &data)),
            raw,
        })
    }
}

/// The data block as a telegram. A check that was wrong stays wrong; a right one is
/// made anew, because several answers may stand in one block.
fn telegram_of(data: &DataMessage) -> Vec<u8> {
    let message = Message::Data(data.clone());
    let framed = data.framing != Framing::Unframed;
    match data.check.received {
        Some(_) if framed && !data.check.is_wrong() => encode(&message, data.check.kind),
        Some(received) if framed => {
            let mut bytes = encode(&message, BlockCheckKind::None);
            bytes.extend(u8::try_from(received));
            bytes
        }
        _ => encode(&message, BlockCheckKind::None),
    }
}
