//! What `benches/callgrind.sh` counts the instructions of: one piece of work, by name.
//!
//! `cargo bench --bench instructions -- decoder` runs it, and without valgrind shows only
//! that it runs. The work is the same each time, so its instructions are, too, on any
//! computer.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a bench fails by panicking"
)]

#[allow(dead_code, reason = "a day is enough here")]
#[path = "goals/made_up.rs"]
mod made_up;

use std::hint::black_box;

use flagport::codec::{DataMessage, Decoder, Message, Role};
use flagport::meter::load_profile::{Hints, decode};
use flagport::meter::{self, Context, data_block};

/// 343 data sets of an Iskraemeco MT174.
const TELEGRAM: &[u8] = include_bytes!("../tests/data/captures/iskra-mt174-0001-full.iec");

/// What is counted; all before it is not.
#[inline(never)]
fn counted<T>(work: impl FnOnce() -> T) -> T {
    black_box(work())
}

fn main() {
    let pieces: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| !a.starts_with('-'))
        .collect();
    for piece in pieces {
        match piece.as_str() {
            "decoder" => drop(counted(messages)),
            "data-sets" => {
                let data = data();
                counted(|| data_block::parse(&data.body).sets.len());
            }
            "readout" => {
                let data = data();
                drop(counted(|| meter::decode(None, &data, Context::default())));
            }
            "load-profile" => {
                let text = made_up::text_of(10);
                assert_eq!(counted(|| decode(&text, &Hints::default())).len(), 960);
            }
            "plot-lines" => drop(counted(|| made_up::lines_of(9600))),
            "plot-frames" => {
                let (timeline, lines) = made_up::lines_of(9600);
                for days in [100.0, 30.0, 2.0] {
                    counted(|| made_up::frame(&timeline, &lines, 0.0, days));
                }
            }
            other => panic!("there is no piece {other}"),
        }
    }
}

fn messages() -> Vec<Message> {
    Decoder::new(Role::ReadingDevice).push_all(TELEGRAM)
}

fn data() -> DataMessage {
    let found = messages().into_iter().find_map(|message| match message {
        Message::Data(data) => Some(data),
        _ => None,
    });
    found.unwrap()
}
