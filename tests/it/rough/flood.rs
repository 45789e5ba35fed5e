//! Lines that never fall silent: what is told of them stays small, and *Cancel* is felt.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use flagport::transport::{LineSettings, LineTime, ParityCarrier, Transport, TransportError};
use flagport::worker::{
    CancelToken, Command, Event, JobId, Keep, OpenPort, Outcome, PortChoice, ReadPlan, Worker,
};

/// What a line sends without end, once it was asked.
#[derive(Debug, Clone, Copy)]
enum Flood {
    /// The data sets of a data block.
    DataSets,
    /// A frame that holds no data set.
    Frame,
}

impl Flood {
    fn begins(self) -> &'static [u8] {
        b"/ISk5MT174-0001\r\n"
    }

    fn piece(self, number: u64) -> Vec<u8> {
        match self {
            Flood::DataSets => format!("1.8.{}({number:07}.000*kWh)\r\n", number % 10).into(),
            Flood::Frame => vec![b'U'; 64],
        }
    }
}

/// A line at 9600 Bd in a time of its own.
struct Flooded {
    flood: Flood,
    now: LineTime,
    /// What comes next: the identification, or a piece of the flood.
    pending: Vec<u8>,
    sent: u32,
    pieces: Arc<AtomicU64>,
}

impl Transport for Flooded {
    fn now(&self) -> LineTime {
        self.now
    }

    fn configure(&mut self, _settings: LineSettings) -> Result<ParityCarrier, TransportError> {
        Ok(ParityCarrier::Port)
    }

    fn send(&mut self, _bytes: &[u8]) -> Result<LineTime, TransportError> {
        self.sent += 1;
        match self.sent {
            1 => self.pending = self.flood.begins().to_vec(),
            2 => self.pending = vec![0x02],
            _ => {}
        }
        Ok(self.now)
    }

    fn recv(&mut self, buffer: &mut [u8], deadline: LineTime) -> Result<usize, TransportError> {
        if self.pending.is_empty() && self.sent >= 2 {
            let number = self.pieces.fetch_add(1, Ordering::SeqCst);
            self.pending = self.flood.piece(number);
        }
        if self.pending.is_empty() || self.now >= deadline {
            self.now = self.now.max(deadline);
            return Ok(0);
        }
        let count = self.pending.len().min(buffer.len());
        buffer[..count].copy_from_slice(&self.pending[..count]);
        self.pending.drain(..count);
        self.now = self.now + LineSettings::seven_even(9600).duration_of(count);
        Ok(count)
    }
}

struct FloodedPorts {
    flood: Flood,
    pieces: Arc<AtomicU64>,
}

impl OpenPort for FloodedPorts {
    fn open(
        &mut self,
        _port: &PortChoice,
        _cancel: &CancelToken,
    ) -> Result<Option<Box<dyn Transport>>, TransportError> {
        Ok(Some(Box::new(Flooded {
            flood: self.flood,
            now: LineTime::START,
            pending: Vec::new(),
            sent: 0,
            pieces: Arc::clone(&self.pieces),
        })))
    }

    fn wait(&mut self, _duration: Duration) {}
}

/// A worker that reads a line with this flood, and how many pieces came.
fn flooded(flood: Flood) -> (Worker, CancelToken, Arc<AtomicU64>) {
    let pieces = Arc::<AtomicU64>::default();
    let ports = FloodedPorts {
        flood,
        pieces: Arc::clone(&pieces),
    };
    let mut worker = Worker::spawn_at(ports, Keep::default(), || {}).unwrap();
    let cancel = CancelToken::new();
    worker.send(Command::Read {
        id: JobId(1),
        port: PortChoice::Serial("flooded".to_owned()),
        plan: Box::new(ReadPlan::default()),
        cancel: cancel.clone(),
    });
    (worker, cancel, pieces)
}

fn wait_for(pieces: &AtomicU64, count: u64) {
    let limit = Instant::now() + Duration::from_secs(60);
    while pieces.load(Ordering::SeqCst) < count {
        assert!(Instant::now() < limit, "the flood does not come");
        std::thread::yield_now();
    }
}

fn rest_of(worker: &Worker) -> Vec<Event> {
    let mut events = Vec::new();
    loop {
        let event = worker.recv().expect("the job ends with an event");
        let is_last = matches!(event, Event::JobFinished { .. });
        events.push(event);
        if is_last {
            return events;
        }
    }
}

#[test]
fn a_window_that_takes_nothing_finds_few_events_and_the_whole_trace() {
    for (flood, count) in [(Flood::DataSets, 20_000), (Flood::Frame, 10_000)] {
        let (worker, cancel, pieces) = flooded(flood);
        wait_for(&pieces, count);
        cancel.cancel();
        let events = rest_of(&worker);
        assert!(events.len() < 100, "{flood:?}: {}", events.len());
        let traced = events.iter().filter_map(|event| match event {
            Event::Traced(records) => Some(records),
            _ => None,
        });
        let bytes: usize = traced.flatten().map(|r| r.entry.bytes().len()).sum();
        let least = usize::try_from(count).unwrap() * 20;
        assert!(
            bytes > least,
            "{flood:?}: nothing of the trace is lost: {bytes}"
        );
        let outcome = events.last();
        assert!(
            matches!(
                outcome,
                Some(Event::JobFinished {
                    outcome: Outcome::Cancelled(_),
                    ..
                })
            ),
            "{flood:?}: {outcome:?}"
        );
    }
}

/// All that is decoded while a block grows, the whole of it each time, took seconds
/// before a job that was cancelled ended.
#[test]
fn a_block_that_grows_without_end_is_decoded_ever_more_seldom() {
    let (worker, cancel, pieces) = flooded(Flood::DataSets);
    let mut decoded = 0;
    let mut last = 0;
    while pieces.load(Ordering::SeqCst) < 5000 {
        if let Some(Event::DataReceived { readout, .. }) = worker.recv() {
            last = readout.data_sets.len();
            decoded += last;
        }
    }
    cancel.cancel();
    let events = rest_of(&worker);
    assert!(last > 1000, "what is told grows: {last}");
    assert!(decoded < 60 * 5000, "{decoded}");
    match events.last() {
        Some(Event::JobFinished {
            outcome: Outcome::Cancelled(Some(summary)),
            ..
        }) => assert!(summary.readout.data_sets.len() >= 4900),
        other => panic!("{other:?}"),
    }
}
