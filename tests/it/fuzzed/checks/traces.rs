//! Traces: what is read is written as a text that is read as the same; its sessions open
//! as readouts; and a session with what the trace tells comes to an end.

use std::collections::VecDeque;

use flagport::archive::open_bytes;
use flagport::codec::Identification;
use flagport::link::{CancelToken, Link};
use flagport::session::{self, LineOptions};
use flagport::trace::{TraceEntry, TraceRecord, TraceRows, text};
use flagport::transport::replay::{Exchange, ReplayTransport};
use flagport::transport::{LineSettings, LineTime};
use flagport::watch::{Stage, Watch};

/// What a session said and heard.
#[derive(Debug, Default)]
struct Told {
    records: Vec<TraceRecord>,
    latest: LineTime,
}

impl Watch for Told {
    fn traced(&mut self, record: TraceRecord) {
        self.records.push(record);
    }

    fn reached(&mut self, _stage: Stage, _settings: LineSettings) {}

    fn identified(&mut self, _identification: &Identification) {}

    fn receiving(&mut self, _block: &[u8], _now: LineTime) {}

    fn waiting(&mut self, now: LineTime) {
        assert!(self.latest <= now, "time goes back");
        self.latest = now;
    }
}

pub fn check(data: &[u8]) {
    let given = String::from_utf8_lossy(data);
    let records = match text::read(&given) {
        Ok(records) => records,
        Err(error) => {
            assert!((1..=given.lines().count()).contains(&error.line), "{error}");
            return;
        }
    };
    let bytes: usize = records
        .iter()
        .map(|record| record.entry.bytes().len())
        .sum();
    assert!(bytes <= given.len(), "{bytes} bytes in {}", given.len());
    comes_back(&records);
    open_bytes(data).ok();
    comes_to_an_end(records);
}

fn comes_back(records: &[TraceRecord]) {
    let written = text::write(records);
    let again = text::read(&written);
    let again = again.unwrap_or_else(|error| panic!("{error}\n{written}"));
    assert_eq!(
        text::write(&again),
        written,
        "a trace is written as it was read"
    );
    // Rows hold every byte once, but for passwords.
    let mut rows = TraceRows::new();
    for record in records {
        rows.apply(record);
    }
    assert_eq!(rows.left_out(), 0);
    assert_eq!(text::write_rows(rows.rows()), written);
}

/// Plays the trace to a readout of ours.
fn comes_to_an_end(records: Vec<TraceRecord>) {
    let mut exchanges: VecDeque<Exchange> = VecDeque::new();
    for record in records {
        match (record.entry, exchanges.back_mut()) {
            (TraceEntry::Sent(sent), _) => exchanges.push_back(Exchange {
                sent,
                received: Vec::new(),
            }),
            (TraceEntry::Received(bytes), Some(last)) => last.received.extend(bytes),
            _ => {}
        }
    }
    let address = exchanges.front().map(|first| {
        let request = String::from_utf8_lossy(&first.sent).into_owned();
        let address = request.trim_start_matches("/?").split('!').next();
        address.unwrap_or_default().to_owned()
    });
    let Some(address) = address else { return };
    let options = LineOptions {
        address,
        ..LineOptions::default()
    };
    let count = exchanges.len();
    let mut line = ReplayTransport::new(exchanges);
    let mut told = Told::default();
    let link = Link::new(
        &mut line,
        &mut told,
        CancelToken::new(),
        options.timing(),
        options.parity,
        LineSettings::OPENING,
    );
    let Ok(mut link) = link else { return };
    // Whatever comes of it, all that was received was traced.
    let _ = session::read_out(&mut link, &options, false);
    drop(link);
    assert!(line.remaining() <= count);
    text::write(&told.records);
}
