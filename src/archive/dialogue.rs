//! Readouts in a trace: from each session its data readout, or, in programming
//! mode, the answers to its read commands put together.

use super::open::Found;
use super::telegram::context_of;
use crate::codec::{
    BlockCheckKind, Command, DataMessage, Decoder, Ending, Framing, Identification, Message, Role,
    encode,
};
use crate::meter;
use crate::trace::{TraceEntry, TraceRecord};

/// The last readout in `records`, also one that was cut.
pub(crate) fn readout_in(records: &[TraceRecord]) -> Option<Found> {
    readouts(records).pop()
}

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
    /// The blocks of an answer that are here, while more are to follow, and what they
    /// answer.
    blocks: Option<(Command, DataMessage)>,
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
        self.readout.is_some() || self.answers.is_some() || self.blocks.is_some()
    }

    fn take_data(&mut self, data: DataMessage) {
        if let Some(command) = self.asked.take() {
            self.close_blocks();
            self.take_block(command, data);
        } else if let Some((command, mut whole)) = self.blocks.take() {
            // A damaged block is sent again.
            if !data.check.is_wrong() || data.ending != Ending::Partial {
                whole.body.extend(data.body);
                whole.ending = data.ending;
                whole.check = data.check;
            }
            self.take_block(command, whole);
        } else {
            self.readout = Some(data);
        }
    }

    fn take_block(&mut self, command: Command, mut data: DataMessage) {
        if data.ending == Ending::Partial {
            if data.check.is_wrong() {
                data.body.clear();
            }
            self.blocks = Some((command, data));
        } else {
            self.add_answer(&command, data);
        }
    }

    /// Ends an answer whose last block never came.
    fn close_blocks(&mut self) {
        if let Some((command, mut data)) = self.blocks.take() {
            data.ending = Ending::Cut;
            self.add_answer(&command, data);
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

    fn into_found(mut self) -> Option<Found> {
        self.close_blocks();
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

#[cfg(test)]
mod tests {
    use crate::archive::open_bytes;

    /// The line of a trace with a block of `body`, ended by `end`.
    fn block(body: &str, end: u8) -> String {
        let check = body.bytes().fold(end, |check, byte| check ^ byte);
        let body = body.replace('\r', "\\r").replace('\n', "\\n");
        format!("< \\x02{body}\\x{end:02x}\\x{check:02x}\n")
    }

    #[test]
    fn blocks_of_a_load_profile_become_one_also_where_they_part_a_number() {
        let mut trace = "> /?!\\r\\n\n< /EMH5LZQJ\\r\\n\n".to_owned();
        trace.push_str("> \\x01R6\\x02P.01(;;2)\\x03\\x29\n");
        let head = "P.01(0231113101500)(00)(15)(1)(1.5)(kW)\r\n(0.1";
        trace.push_str(&block(head, 0x04));
        trace.push_str("> \\x06\n");
        trace.push_str(&block("25)\r\n(0.250)\r\n", 0x04));
        trace.push_str("> \\x06\n");
        let cut = trace.clone();
        trace.push_str(&block("(0.375)\r\n", 0x03));
        let values = |trace: &str| -> Vec<String> {
            let found = open_bytes(trace.as_bytes()).unwrap();
            let [found] = found.as_slice() else {
                panic!("{} readouts", found.len());
            };
            let profile = &found.readout.load_profiles[0];
            let values = profile.entries().filter_map(|entry| entry.raw(0));
            values.map(str::to_owned).collect()
        };
        assert_eq!(values(&trace), ["0.125", "0.250", "0.375"]);
        assert_eq!(values(&cut), ["0.125", "0.250"]);
    }
}
