//! Data blocks: what was sent is kept, in order, and whatever looks at a readout stands
//! what it holds.

use flagport::codec::{DataMessage, Ending, Framing, Identification};
use flagport::meter::load_profile::transformer_factor;
use flagport::meter::{
    Comparison, Content, Context, History, Readout, clock, consumption, data_block, decode,
    error_flags, main_values,
};
use flagport::profile;

use super::chosen;

/// Makers whose blocks are read in a way of their own, and one whose are not.
const MAKERS: [&str; 8] = [
    "/LGZ5\\2ZMD3104107.B32",
    "/ISk5MT174-0001",
    "/LUGCUH50",
    "/EKT5CE102Mv01",
    "/LOG5LK13BE803049",
    "/Els5\\@V9.21",
    "/EMH4\\@01LZQJL0014F",
    "/MCS5\\@V0050010123456",
];

pub fn check(data: &[u8]) {
    let Some((choice, body)) = chosen(data) else {
        return;
    };
    let identification = MAKERS
        .get(choice % 16)
        .map(|line| Identification::parse(line).expect("it is an identification line"));
    let message = DataMessage {
        ending: if choice & 0x10 == 0 {
            Ending::Complete
        } else {
            Ending::Cut
        },
        framing: if choice & 0x20 == 0 {
            Framing::Framed
        } else {
            Framing::Unframed
        },
        ..DataMessage::framed(body)
    };
    let readout = decode(identification.as_ref(), &message, Context::default());
    keeps_what_was_sent(body, &readout);
    stands_to_be_looked_at(&readout);
}

fn keeps_what_was_sent(body: &[u8], readout: &Readout) {
    let raw = data_block::parse(body);
    let sent = raw.sets.iter().map(|set| {
        let values = set.values.iter().map(String::as_str).collect();
        (set.line, set.address.as_str(), values)
    });
    let kept = readout.data_sets.iter().map(|set| {
        let values: Vec<&str> = set.values.iter().map(|value| value.raw.as_str()).collect();
        (set.line, set.address.as_str(), values)
    });
    assert!(sent.eq(kept), "what was sent is not what was kept");
    let text = data_block::text_of(body);
    let brackets = text.matches('(').count();
    let values: usize = readout.data_sets.iter().map(|set| set.values.len()).sum();
    assert!(values <= brackets, "{values} values in {brackets} brackets");
    let lines = 1 + text.matches(['\r', '\n']).count();
    assert!(readout.problems.is_sorted_by_key(|problem| problem.line));
    assert!(readout.problems.iter().all(|problem| problem.line <= lines));
    for value in readout.data_sets.iter().flat_map(|set| &set.values) {
        numbers_have_the_digits_sent(&value.raw, &value.content);
    }
}

/// A number is made of the digits that were sent, and of no others.
fn numbers_have_the_digits_sent(raw: &str, content: &Content) {
    let Content::Number { value, .. } = content else {
        return;
    };
    let digits = |text: &str| -> String {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        digits.trim_start_matches('0').to_owned()
    };
    let (shown, sent) = (digits(&value.to_string()), digits(raw));
    assert!(sent.starts_with(&shown), "{raw:?} became {value}");
}

/// What pages, comparisons and reports ask of a readout.
pub fn stands_to_be_looked_at(readout: &Readout) {
    let history = History::of(readout);
    let shown = history
        .rows
        .iter()
        .map(|row| row.stored.len() + usize::from(row.present.is_some()));
    assert_eq!(shown.sum::<usize>(), readout.data_sets.len());
    for row in &history.rows {
        consumption::drawn(readout, &history, row);
        consumption::since_last_reset(readout, row);
    }
    let same = Comparison::of(readout, readout);
    assert_eq!(same.differences(), 0, "a readout is like itself");
    let sets = readout.data_sets.len();
    assert!(main_values(readout).iter().all(|set| *set < sets));
    for profile in profile::built_in().iter().take(3) {
        error_flags(readout, profile);
    }
    clock(readout);
    transformer_factor(readout);
    readout.data_sets_in_words();
}
