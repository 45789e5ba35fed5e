//! Load profiles of all families: no value that was not sent, entries on a line without
//! jumps, and stretches of the calendar that hold each entry once.

use flagport::meter::data_block::text_of;
use flagport::meter::load_profile::{
    Axis, ChannelHint, Hints, Layout, Shown, Stretch, View, aggregate, channel_view, decode,
    duration_curve, exact, maximum,
};
use flagport::meter::{LoadProfile, status::StatusTable};
use jiff::civil::date;

use super::chosen;

const LAYOUTS: [Layout; 6] = [
    Layout::Vdew,
    Layout::Mass,
    Layout::Energomera,
    Layout::EnergomeraTariffs,
    Layout::Lis200,
    Layout::Packed,
];

const PERIODS: [Option<u32>; 4] = [None, Some(15), Some(60), Some(44_640)];

/// More points than a curve of so few entries has.
const POINTS: usize = 64;

pub fn check(data: &[u8]) {
    let Some((choice, body)) = chosen(data) else {
        return;
    };
    let text = text_of(body);
    let profile = decode(&text, &hints(choice));
    is_made_of(&text, &profile);
    let axis = Axis::of(&profile);
    lies_on_a_line(&profile, &axis);
    is_in_stretches(&profile, &axis);
    can_be_looked_at(&profile, &axis);
    is_put_together(&profile);
}

fn hints(choice: usize) -> Hints {
    let named = choice & 0x40 != 0;
    let channel = |address: &str, unit: &str| ChannelHint {
        address: address.to_owned(),
        name: None,
        unit: Some(unit.to_owned()),
    };
    Hints {
        layout: LAYOUTS.get(choice % 8).copied(),
        code: "P.01".to_owned(),
        from: named.then(|| date(2024, 10, 27).at(0, 0, 0, 0)),
        period_min: PERIODS.get(choice / 8 % 4).copied().flatten(),
        channels: if named {
            vec![channel("1.5.0", "kW"), channel("1.8.0", "kWh")]
        } else {
            Vec::new()
        },
        status: if choice & 0x80 == 0 {
            StatusTable::default()
        } else {
            StatusTable::of_maker(Some("EMH"))
        },
    }
}

/// What is told was sent, and there is not more of it than there are bytes.
fn is_made_of(text: &str, profile: &LoadProfile) {
    let lines = 1 + text.matches(['\r', '\n']).count();
    assert!(profile.len() <= text.len());
    assert!(profile.sections.len() <= text.len());
    for section in &profile.sections {
        assert!((1..=lines).contains(&section.line));
        assert!(section.first_entry <= profile.len());
        assert!(
            section
                .period_min
                .is_none_or(|minutes| (1..=44_640).contains(&minutes))
        );
    }
    assert!(profile.problems.is_sorted_by_key(|problem| problem.line));
    assert!(profile.problems.iter().all(|problem| problem.line <= lines));
    let mut values = 0;
    // Values mostly come in the order sent, so that they are found from there on.
    let mut rest = text;
    for entry in profile.entries() {
        assert!(entry.section().is_some() || profile.sections.is_empty());
        let columns = entry.section().map_or(0, |section| section.columns.len());
        for value in (0..columns).filter_map(|column| entry.in_column(column)) {
            values += 1;
            if let Some(at) = rest.find(value) {
                rest = rest.get(at + value.len()..).unwrap_or("");
            } else {
                let was_sent = text.contains(value) || is_unpacked(value);
                assert!(was_sent, "{value:?} was never sent");
            }
        }
        values += entry.surplus().count();
    }
    assert!(
        values <= 2 * text.len(),
        "{values} values in {} bytes",
        text.len()
    );
}

/// Packed digits are shown with a point and without leading zeros, marks of a channel
/// without a value as a stroke.
fn is_unpacked(value: &str) -> bool {
    value == "--" || value.chars().all(|c| c.is_ascii_digit() || c == '.')
}

fn lies_on_a_line(profile: &LoadProfile, axis: &Axis) {
    let timed = profile.entries().filter(|entry| entry.time().is_some());
    let placed = axis.order().len() + axis.outliers().len();
    assert!(placed <= timed.count(), "a place without a time");
    let ends: Vec<i64> = axis.entries().map(|(_, end)| end).collect();
    assert!(
        ends.is_sorted_by(|one, other| one < other),
        "each place once, in order"
    );
    assert_eq!(axis.repeated() + ends.len(), axis.order().len());
    let gaps = axis.gaps();
    assert!(gaps.iter().all(|gap| gap.begin < gap.end), "{gaps:?}");
    assert!(gaps.is_sorted_by_key(|gap| gap.begin), "{gaps:?}");
    assert!(
        axis.season_changes()
            .is_sorted_by_key(|change| change.position)
    );
    for entry in 0..profile.len() {
        if let (Some(begin), Some(end)) = (axis.begin(profile, entry), axis.end(entry)) {
            assert!(begin <= end, "an interval ends before it begins");
        }
    }
}

fn is_in_stretches(profile: &LoadProfile, axis: &Axis) {
    let count = axis.entries().count();
    for stretch in [Stretch::Hour, Stretch::Day, Stretch::Week, Stretch::Month] {
        let parts = axis.parts(profile, stretch);
        assert!(parts.len() <= 10_000 + 5 * count, "{} parts", parts.len());
        let mut next = 0;
        for part in &parts {
            if part.entries.is_empty() {
                assert_eq!(part.present, 0);
                continue;
            }
            assert_eq!(part.entries.start, next, "each entry stands in one part");
            assert_eq!(part.entries.len(), part.present as usize);
            next = part.entries.end;
        }
        assert_eq!(next, count, "{stretch:?}: every entry stands in a part");
        let in_order = parts.is_sorted_by(|one, other| one.end <= other.begin);
        assert!(in_order, "{stretch:?}: parts do not overlap");
    }
}

fn can_be_looked_at(profile: &LoadProfile, axis: &Axis) {
    for channel in 0..profile.channels.len().min(8) {
        assert_eq!(profile.column(channel).len(), profile.len());
        for as_ in [Shown::AsSent, Shown::Power, Shown::Energy] {
            let view = View {
                as_,
                factor: (channel % 2 == 1).then(|| 4000.into()),
            };
            let viewed = channel_view(profile, axis, channel, view);
            assert_eq!(viewed.values.len(), profile.len());
            assert!(viewed.values.iter().all(|value| !value.is_infinite()));
            let curve = duration_curve(profile, axis, channel, view, None, POINTS);
            assert!(
                curve
                    .points
                    .is_sorted_by(|one, other| one.0 <= other.0 && one.1 >= other.1)
            );
            let days = aggregate(profile, axis, channel, view, Stretch::Day);
            for row in &days.rows {
                assert!(row.present <= row.part.present, "more values than entries");
                assert_eq!(row.present > 0, row.max.is_some());
                if let (Some(min), Some(max)) = (row.min, row.max) {
                    assert!(min.value <= max.value);
                }
            }
            maximum(profile, axis, channel, view);
            for entry in 0..profile.len().min(16) {
                exact(profile, axis, entry, channel, view);
            }
        }
    }
}

/// Answers put behind each other, and cut.
fn is_put_together(profile: &LoadProfile) {
    let first = profile.entries().find_map(|entry| entry.time());
    let mut whole = profile.clone();
    whole.splice(None, profile.clone());
    assert_eq!(whole.len(), 2 * profile.len(), "nothing is left out");
    if first.is_some() {
        whole.splice(first, profile.clone());
        assert!(
            whole.len() <= 2 * profile.len(),
            "what is there twice is replaced"
        );
    }
    let half = profile.len() / 2;
    let mut front = profile.clone();
    front.truncate(half);
    assert_eq!(front.len(), half);
    assert!(
        front
            .sections
            .iter()
            .all(|section| section.first_entry <= half)
    );
    for (cut, all) in front.entries().zip(profile.entries()) {
        assert_eq!(cut.time(), all.time());
        assert_eq!(cut.sent(0), all.sent(0));
    }
}
