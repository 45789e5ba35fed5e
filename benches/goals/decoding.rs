//! Bytes to messages to data sets, on one core.

use std::hint::black_box;
use std::time::{Duration, Instant};

use flagport::codec::{Decoder, Message, Role};
use flagport::meter::{self, Context, data_block};

use crate::table::{Goal, Table};

/// 343 data sets of an Iskraemeco MT174.
const TELEGRAM: &[u8] = include_bytes!("../../tests/data/captures/iskra-mt174-0001-full.iec");

/// What is decoded at a time, in bytes.
const AMOUNT: usize = 50_000_000;

pub(crate) fn measure(table: &mut Table) {
    let bytes = TELEGRAM.repeat(AMOUNT / TELEGRAM.len());
    let count = bytes.len() / TELEGRAM.len();
    let mut rate = |what: &str, goal, times, work: &dyn Fn() -> usize| {
        let took = best(times, work);
        let rate = bytes.len() as f64 / took.as_secs_f64() / 1e6;
        table.add(what, goal, "MB/s", 0, &[rate]);
    };
    rate("framing and block check", Goal::AtLeast(300.0), 10, &|| {
        let mut right = 0;
        each_block(&bytes, |data| {
            right += usize::from(data.check.is_ok() == Some(true))
        });
        assert_eq!(right, count);
        right
    });
    rate("from bytes to data sets", Goal::AtLeast(100.0), 5, &|| {
        let mut sets = 0;
        each_block(&bytes, |data| {
            sets += data_block::parse(&data.body).sets.len()
        });
        sets
    });
    rate(
        "the same with codes, names, units, numbers and times",
        Goal::None,
        3,
        &|| {
            let mut sets = 0;
            each_block(&bytes, |data| {
                sets += meter::decode(None, data, Context::default())
                    .data_sets
                    .len();
            });
            sets
        },
    );
}

fn each_block(bytes: &[u8], mut block: impl FnMut(&flagport::codec::DataMessage)) {
    let mut decoder = Decoder::new(Role::ReadingDevice);
    let mut rest = bytes;
    while !rest.is_empty() {
        let (taken, message) = decoder.push(rest);
        rest = &rest[taken..];
        if let Some(Message::Data(data)) = message {
            block(&data);
        }
    }
}

/// The shortest of so many times: what the code takes when nothing else is going on.
pub(crate) fn best<T>(times: u32, work: impl Fn() -> T) -> Duration {
    let once = || {
        let began = Instant::now();
        black_box(work());
        began.elapsed()
    };
    (0..times).map(|_| once()).min().unwrap_or_default()
}
