//! Logbooks: what happened, an entry at a time.

use super::request::{Range, Records, seasoned};
use super::series::happened;
use super::vdew::written;
use super::{Log, Source, StatusForm};
use crate::sim::load::calendar::{Seconds, shown};
use crate::sim::load::event::What;

// Bits of the status word.
const SEASON: u32 = 0x08;
const RESET: u32 = 0x10;
const CLOCK_SET: u32 = 0x20;
const POWER_RESTORED: u32 = 0x40;
const POWER_FAILED: u32 = 0x80;
// Of the maker's own (u).
const COVER_OPENED: u32 = 0x0001_0000;
const COVER_CLOSED: u32 = 0x0002_0000;

// Numbers of events (MetCom), as the standard list of DLMS has them.
const POWER_DOWN: u8 = 1;
const POWER_UP: u8 = 2;
const SEASON_NUMBER: u8 = 3;
const CLOCK_BEFORE: u8 = 4;
const CLOCK_AFTER: u8 = 5;
const COVER_REMOVED: u8 = 40;
const COVER_BACK: u8 = 41;
/// In no list.
const RESET_NUMBER: u8 = 0;

/// One entry.
struct Entry {
    at: Seconds,
    /// The season of its stamp.
    summer: bool,
    /// Bits of the VDEW list, and some of the maker's own.
    word: u32,
    /// The number of the event, where entries have one.
    number: u8,
    /// The clock afterwards, if it was set.
    new: Option<Seconds>,
}

/// The entries of `range`, oldest first, as VDEW meters write them.
pub(super) fn vdew(
    address: &str,
    kind: Log,
    source: &Source<'_>,
    range: Range,
    status: StatusForm,
) -> Records {
    let entry = |entry: &Entry| {
        let stamp = seasoned(entry.at, entry.summer);
        match (status, entry.new) {
            (StatusForm::Metcom8, _) => format!(
                "{address}({stamp})(00)()(2)(0-0:C.11.0)()(0-0:C.11.10)()({})(0)\r\n",
                entry.number
            ),
            (_, Some(new)) => {
                let new = seasoned(new, shown(new).summer);
                let (date, time) = new.split_at_checked(7).unwrap_or(("", ""));
                let season = new.get(..1).unwrap_or("");
                let word = match status {
                    // Bit 15: the status is that before the clock was set.
                    StatusForm::Vdew32 => "00008020".to_owned(),
                    _ => written(status, entry.word),
                };
                format!(
                    "{address}({stamp})({word})()(2)(0.9.1)()(0.9.2)()({season}{time})({date})\r\n"
                )
            }
            (_, None) => {
                let word = written(status, entry.word);
                format!("{address}({stamp})({word})()(0)\r\n")
            }
        }
    };
    told(kind, source, range, status)
        .iter()
        .map(entry)
        .collect()
}

/// When the entries of `range` are, and whether in summer time.
pub(super) fn times(
    kind: Log,
    source: &Source<'_>,
    range: Range,
    status: StatusForm,
) -> Vec<(Seconds, bool)> {
    let told = told(kind, source, range, status);
    told.iter().map(|entry| (entry.at, entry.summer)).collect()
}

/// The entries that a meter with this form of status has.
fn told(kind: Log, source: &Source<'_>, range: Range, status: StatusForm) -> Vec<Entry> {
    let mut entries = entries(kind, source, range);
    // What a clock shows afterwards is an entry of its own only where entries have numbers,
    // and a reset has none there.
    let is_numbered = status == StatusForm::Metcom8;
    entries.retain(|entry| {
        entry.number
            != if is_numbered {
                RESET_NUMBER
            } else {
                CLOCK_AFTER
            }
    });
    entries
}

fn entries(kind: Log, source: &Source<'_>, range: Range) -> Vec<Entry> {
    let mut entries = Vec::new();
    for event in happened(source, range.after - 2 * 86_400, range.to) {
        let summer = |at: Seconds| shown(at).summer;
        let at = event.at;
        let told = |at: Seconds, word: u32, number: u8| Entry {
            at,
            summer: summer(at),
            word,
            number,
            new: None,
        };
        match (kind, event.what) {
            (Log::Operation, What::PowerFailure { until }) => {
                entries.push(told(at, POWER_FAILED, POWER_DOWN));
                entries.push(told(until, POWER_RESTORED, POWER_UP));
            }
            (Log::Operation | Log::Certification | Log::User, What::ClockSet { to }) => {
                entries.push(Entry {
                    new: Some(to),
                    ..told(at, CLOCK_SET, CLOCK_BEFORE)
                });
                if kind == Log::Operation {
                    entries.push(told(to, CLOCK_SET, CLOCK_AFTER));
                }
            }
            (Log::Operation, What::SeasonChange { .. }) => {
                entries.push(told(at, SEASON, SEASON_NUMBER))
            }
            (Log::Operation | Log::Certification, What::Reset) => {
                entries.push(told(at, RESET, RESET_NUMBER));
            }
            (Log::Manipulation, What::CoverOpen { until }) => {
                entries.push(told(at, COVER_OPENED, COVER_REMOVED));
                entries.push(told(until, COVER_CLOSED, COVER_BACK));
            }
            _ => {}
        }
    }
    entries.retain(|entry| entry.at > range.after && entry.at <= range.to);
    entries.sort_by_key(|entry| entry.at);
    entries
}
