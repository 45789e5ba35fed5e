//! Logbooks of all families: every entry says what happened, in values that were sent.

use flagport::meter::data_block::text_of;
use flagport::meter::logbook::{LogHints, LogLayout, decode};
use flagport::meter::status::StatusTable;

use super::chosen;

const LAYOUTS: [LogLayout; 3] = [LogLayout::Vdew, LogLayout::Lis200, LogLayout::Energomera];

const MAKERS: [&str; 4] = ["EKT", "EMH", "LGZ", "ELS"];

pub fn check(data: &[u8]) {
    let Some((choice, body)) = chosen(data) else {
        return;
    };
    let text = text_of(body);
    let maker = MAKERS.get(choice / 4 % 8).copied();
    let hints = LogHints {
        layout: LAYOUTS.get(choice % 4).copied(),
        code: "P.98".to_owned(),
        status: StatusTable::of_maker(maker),
        manufacturer: maker.map(str::to_owned),
    };
    let logbook = decode(&text, &hints);
    let lines = 1 + text.matches(['\r', '\n']).count();
    let mut sent = 0;
    for entry in &logbook.entries {
        assert!((1..=lines).contains(&entry.line));
        assert!(!entry.event.is_empty(), "{entry:?} says nothing");
        assert!(text.contains(&entry.stamp), "{:?}", entry.stamp);
        assert!(text.contains(&entry.status.raw), "{:?}", entry.status);
        sent += entry.stamp.len();
        for value in &entry.values {
            assert!(text.contains(&value.raw), "{:?} was never sent", value.raw);
            sent += value.raw.len();
        }
    }
    assert!(sent <= text.len(), "{sent} characters in {}", text.len());
    assert!(logbook.problems.is_sorted_by_key(|problem| problem.line));
    assert!(logbook.problems.iter().all(|problem| problem.line <= lines));
    let mut both = logbook.clone();
    both.append(logbook.clone());
    assert_eq!(both.entries.len(), 2 * logbook.entries.len());
    assert_eq!(both.code, logbook.code);
}
