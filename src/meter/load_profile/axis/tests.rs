//! Entries on the line: seasons told and not told, gaps, times that are wrong.

use proptest::prelude::*;

use super::super::sample::{POWER, begin, profile, push, run};
use super::*;

fn quarter_hours() -> LoadProfile {
    let mut profile = profile(&[POWER]);
    begin(&mut profile, Some(15));
    profile
}

fn at(text: &str) -> DateTime {
    text.parse().unwrap()
}

/// The day on which clocks go back, from 00:15 to 24:00, with the hour told twice.
fn autumn(told: bool) -> LoadProfile {
    let mut profile = quarter_hours();
    let season = |season| told.then_some(season);
    let value = |index: i64| index.to_string();
    run(
        &mut profile,
        "2023-10-29T00:15:00",
        12,
        season(Season::Summer),
        value,
    );
    run(
        &mut profile,
        "2023-10-29T02:15:00",
        88,
        season(Season::Normal),
        value,
    );
    profile
}

/// The day on which clocks go forward.
fn spring(told: bool) -> LoadProfile {
    let mut profile = quarter_hours();
    let season = |season| told.then_some(season);
    let value = |index: i64| index.to_string();
    run(
        &mut profile,
        "2024-03-31T00:15:00",
        8,
        season(Season::Normal),
        value,
    );
    run(
        &mut profile,
        "2024-03-31T03:15:00",
        84,
        season(Season::Summer),
        value,
    );
    profile
}

#[test]
fn the_days_on_which_clocks_are_changed_have_no_gap_and_no_hour_twice() {
    for told in [true, false] {
        let check = |profile: LoadProfile, count: i64, to: Season, from: &str, after: &str| {
            let axis = Axis::of(&profile);
            let (begin, end) = axis.span(&profile).unwrap();
            assert_eq!(end - begin, count * 900, "{told} {to:?}");
            assert!(axis.gaps().is_empty(), "{told} {:?}", axis.gaps());
            assert_eq!(axis.repeated(), 0);
            let [change] = axis.season_changes() else {
                panic!("{:?}", axis.season_changes());
            };
            assert_eq!((change.to, change.deduced), (to, !told));
            assert_eq!(axis.civil(change.position).0, at(from));
            assert_eq!(axis.civil_begin(change.position), (at(after), Some(to)));
        };
        let (normal, summer) = (Season::Normal, Season::Summer);
        check(
            autumn(told),
            100,
            normal,
            "2023-10-29T03:00:00",
            "2023-10-29T02:00:00",
        );
        check(
            spring(told),
            92,
            summer,
            "2024-03-31T02:00:00",
            "2024-03-31T03:00:00",
        );
    }
}

#[test]
fn the_hour_that_comes_twice_is_told_apart() {
    for told in [true, false] {
        let profile = autumn(told);
        let axis = Axis::of(&profile);
        let (first, second) = (axis.end(8).unwrap(), axis.end(12).unwrap());
        assert_eq!(second - first, HOUR);
        assert_eq!(
            axis.civil(first),
            (at("2023-10-29T02:15:00"), Some(Season::Summer))
        );
        assert_eq!(
            axis.civil(second),
            (at("2023-10-29T02:15:00"), Some(Season::Normal))
        );
        assert_eq!(axis.position(at("2023-10-29T02:15:00")), first);
        assert_eq!(axis.position(at("2023-10-29T03:15:00")), second + HOUR);
    }
}

#[test]
fn hours_as_periods_and_stamps_at_the_change_itself_show_it_too() {
    // The hour that ends at 03:00 comes twice.
    let mut hours = profile(&[POWER]);
    begin(&mut hours, Some(60));
    run(&mut hours, "2023-10-29T01:00:00", 3, None, |_| {
        "1".to_owned()
    });
    run(&mut hours, "2023-10-29T03:00:00", 22, None, |_| {
        "1".to_owned()
    });
    let axis = Axis::of(&hours);
    assert_eq!(axis.season_changes().len(), 1);
    let (begin, end) = axis.span(&hours).unwrap();
    assert_eq!(end - begin, 25 * HOUR);
    // The interval before the change ends at 02:00 in the new season.
    let mut quarters = quarter_hours();
    run(&mut quarters, "2023-10-29T02:15:00", 3, None, |_| {
        "1".to_owned()
    });
    run(&mut quarters, "2023-10-29T02:00:00", 9, None, |_| {
        "1".to_owned()
    });
    let axis = Axis::of(&quarters);
    assert_eq!(axis.season_changes().len(), 1);
    assert_eq!(axis.repeated(), 0);
    assert!(axis.gaps().is_empty());
}

#[test]
fn no_season_is_made_up() {
    let check = |before: &str, after: &str, gaps: usize, what: &str| {
        let mut profile = quarter_hours();
        run(&mut profile, before, 4, None, |_| "1".to_owned());
        run(&mut profile, after, 8, None, |_| "1".to_owned());
        let axis = Axis::of(&profile);
        assert!(axis.season_changes().is_empty(), "{what}");
        assert_eq!(axis.gaps().len(), gaps, "{what}");
        assert_eq!(
            axis.civil(axis.end(0).unwrap()),
            (at(before), None),
            "{what}"
        );
    };
    check(
        "2023-10-29T09:15:00",
        "2023-10-29T09:15:00",
        0,
        "an hour back by day",
    );
    check(
        "2023-10-25T02:15:00",
        "2023-10-25T02:15:00",
        0,
        "on a Wednesday",
    );
    check("2023-07-02T02:15:00", "2023-07-02T02:15:00", 0, "in July");
    check(
        "2024-03-31T01:15:00",
        "2024-03-31T03:30:00",
        1,
        "five quarters missing",
    );
    check(
        "2024-03-31T01:20:00",
        "2024-03-31T03:20:00",
        1,
        "not at a full hour",
    );
    check(
        "2024-03-30T01:15:00",
        "2024-03-30T03:15:00",
        1,
        "on a Saturday",
    );
    check(
        "2023-10-29T02:15:00",
        "2023-10-29T01:30:00",
        0,
        "more than an hour back",
    );
}

#[test]
fn an_hour_without_power_in_march_is_a_gap() {
    let mut profile = quarter_hours();
    run(&mut profile, "2024-03-31T01:15:00", 4, None, |_| {
        "1".to_owned()
    });
    push(&mut profile, "2024-03-31T03:15:00", None, "80", &["1"]);
    let axis = Axis::of(&profile);
    assert!(axis.season_changes().is_empty());
    assert_eq!(axis.gaps()[0].missing, 4);
}

#[test]
fn a_year_without_seasons_has_both_changes() {
    let mut profile = quarter_hours();
    let one = |_| "1".to_owned();
    run(&mut profile, "2023-01-01T00:15:00", 84 * 96 + 8, None, one);
    // 2023-03-26, then up to 03:00 on 2023-10-29, then on.
    run(
        &mut profile,
        "2023-03-26T03:15:00",
        84 + 216 * 96 + 12,
        None,
        one,
    );
    run(&mut profile, "2023-10-29T02:15:00", 5000, None, one);
    let axis = Axis::of(&profile);
    let told: Vec<_> = axis
        .season_changes()
        .iter()
        .map(|change| (axis.civil_begin(change.position).0.to_string(), change.to))
        .collect();
    assert_eq!(
        told,
        [
            ("2023-03-26T03:00:00".to_owned(), Season::Summer),
            ("2023-10-29T02:00:00".to_owned(), Season::Normal)
        ]
    );
    assert!(axis.gaps().is_empty());
    // The newest first tells the same.
    let mut reversed = quarter_hours();
    for index in (0..profile.len()).rev() {
        let time = profile.entry(index).unwrap().time().unwrap().to_string();
        push(&mut reversed, &time, None, "", &["1"]);
    }
    let turned = Axis::of(&reversed);
    assert_eq!(turned.season_changes(), axis.season_changes());
    assert_eq!(turned.span(&reversed), axis.span(&profile));
}

#[test]
fn two_autumns_have_a_spring_between_them_in_the_time_without_entries() {
    let mut profile = quarter_hours();
    let one = |_| "1".to_owned();
    for year in [2022, 2023] {
        let day = if year == 2022 { 30 } else { 29 };
        run(
            &mut profile,
            &format!("{year}-10-{day}T00:15:00"),
            12,
            None,
            one,
        );
        run(
            &mut profile,
            &format!("{year}-10-{day}T02:15:00"),
            40,
            None,
            one,
        );
    }
    let axis = Axis::of(&profile);
    let told: Vec<Season> = axis.season_changes().iter().map(|c| c.to).collect();
    assert_eq!(told, [Season::Normal, Season::Summer, Season::Normal]);
    assert_eq!(axis.repeated(), 0);
}

#[test]
fn stamps_that_tell_their_season_help_those_that_do_not() {
    let mut profile = quarter_hours();
    push(
        &mut profile,
        "2023-07-01T10:15:00",
        Some(Season::Summer),
        "",
        &["1"],
    );
    push(&mut profile, "2023-07-01T10:30:00", None, "", &["1"]);
    push(&mut profile, "2023-07-01T10:45:00", None, "", &["1"]);
    let axis = Axis::of(&profile);
    assert!(axis.season_changes().is_empty() && axis.gaps().is_empty());
    let last = axis.end(2).unwrap();
    assert_eq!(
        axis.civil(last),
        (at("2023-07-01T10:45:00"), Some(Season::Summer))
    );
}

#[test]
fn utc_runs_on() {
    let mut profile = quarter_hours();
    run(
        &mut profile,
        "2023-10-29T00:15:00",
        96,
        Some(Season::Utc),
        |_| "1".to_owned(),
    );
    let axis = Axis::of(&profile);
    let end = axis.end(95).unwrap();
    assert_eq!(
        axis.civil(end),
        (at("2023-10-30T00:00:00"), Some(Season::Utc))
    );
    assert!(axis.gaps().is_empty());
}

#[test]
fn gaps_go_from_the_last_interval_to_the_begin_of_the_next() {
    let mut profile = quarter_hours();
    push(&mut profile, "2023-11-13T10:15:00", None, "", &["1"]);
    push(&mut profile, "2023-11-13T11:15:00", None, "", &["1"]);
    let axis = Axis::of(&profile);
    let [gap] = axis.gaps() else { panic!() };
    assert_eq!(
        (gap.from, gap.to),
        (at("2023-11-13T10:15:00"), at("2023-11-13T11:00:00"))
    );
    assert_eq!(gap.missing, 3);
}

#[test]
fn a_first_row_after_a_power_failure_may_have_seconds() {
    let mut profile = quarter_hours();
    push(&mut profile, "2023-11-13T10:15:00", None, "80", &["1"]);
    begin(&mut profile, Some(15));
    push(&mut profile, "2023-11-13T10:37:12", None, "40", &["1"]);
    push(&mut profile, "2023-11-13T10:45:00", None, "", &["1"]);
    assert!(Axis::of(&profile).gaps().is_empty());
}

#[test]
fn months_are_months_of_the_calendar() {
    let mut profile = profile(&[POWER]);
    begin(&mut profile, Some(44_640));
    for month in ["2023-01", "2023-02", "2023-03", "2023-05", "2023-08"] {
        push(
            &mut profile,
            &format!("{month}-01T00:00:00"),
            None,
            "",
            &["1"],
        );
    }
    let axis = Axis::of(&profile);
    let missing: Vec<u32> = axis.gaps().iter().map(|gap| gap.missing).collect();
    assert_eq!(missing, [1, 2]);
    assert_eq!(axis.gaps()[0].from, at("2023-03-01T00:00:00"));
    assert_eq!(axis.gaps()[0].to, at("2023-04-01T00:00:00"));
}

#[test]
fn a_period_that_changes_or_is_not_known_is_no_trouble() {
    let mut profile = quarter_hours();
    push(&mut profile, "2023-11-13T10:15:00", None, "", &["1"]);
    begin(&mut profile, Some(60));
    push(&mut profile, "2023-11-13T11:15:00", None, "", &["1"]);
    begin(&mut profile, None);
    push(&mut profile, "2023-11-13T14:00:00", None, "", &["1"]);
    begin(&mut profile, Some(0));
    push(&mut profile, "2023-11-13T15:00:00", None, "", &["1"]);
    let axis = Axis::of(&profile);
    assert!(axis.gaps().is_empty());
    assert_eq!(axis.begin(&profile, 2), axis.end(2));
}

#[test]
fn a_time_in_2099_is_put_aside() {
    let mut profile = quarter_hours();
    run(&mut profile, "2023-11-13T10:15:00", 10, None, |_| {
        "1".to_owned()
    });
    push(&mut profile, "2099-01-01T00:00:00", None, "", &["1"]);
    push(&mut profile, "2000-01-01T00:15:00", None, "", &["1"]);
    run(&mut profile, "2023-11-13T12:45:00", 2, None, |_| {
        "1".to_owned()
    });
    let axis = Axis::of(&profile);
    assert_eq!(axis.outliers(), [11, 10]);
    assert_eq!(axis.order().len(), 12);
    assert!(axis.end(10).is_some());
    let (begin, end) = axis.span(&profile).unwrap();
    assert_eq!(end - begin, 12 * 900);
    assert!(axis.gaps().is_empty());
}

#[test]
fn a_meter_that_was_in_store_for_two_years_keeps_both_its_times() {
    let mut profile = quarter_hours();
    run(&mut profile, "2020-01-01T00:15:00", 100, None, |_| {
        "1".to_owned()
    });
    run(&mut profile, "2022-06-01T00:15:00", 300, None, |_| {
        "1".to_owned()
    });
    let axis = Axis::of(&profile);
    assert!(axis.outliers().is_empty());
    assert_eq!(axis.gaps().len(), 1);
}

#[test]
fn of_entries_at_one_position_the_last_counts() {
    let mut profile = quarter_hours();
    push(&mut profile, "2023-11-13T10:15:00", None, "", &["1"]);
    push(&mut profile, "2023-11-13T10:30:00", None, "", &["2"]);
    push(&mut profile, "2023-11-13T10:15:00", None, "", &["3"]);
    push(&mut profile, "", None, "", &["4"]);
    let axis = Axis::of(&profile);
    assert_eq!(axis.order(), [0, 2, 1]);
    let entries: Vec<usize> = axis.entries().map(|(entry, _)| entry).collect();
    assert_eq!(entries, [2, 1]);
    assert_eq!(axis.repeated(), 1);
    assert_eq!(axis.end(3), None);
}

#[test]
fn nothing_at_all_is_an_empty_line() {
    let axis = Axis::of(&LoadProfile::default());
    assert_eq!(axis.span(&LoadProfile::default()), None);
    assert_eq!(axis.civil(0), (at("1970-01-01T00:00:00"), None));
}

proptest! {
    #[test]
    fn any_stamps_give_a_sorted_line(
        stamps in prop::collection::vec(
            (0_i64..4_000_000_000, 0_u8..5, prop::option::of(0_u32..1500)), 0..200)
    ) {
        let mut profile = profile(&[POWER]);
        for (time, season, period) in &stamps {
            begin(&mut profile, *period);
            let season = match season {
                0 => Some(Season::Normal),
                1 => Some(Season::Summer),
                2 => Some(Season::Utc),
                _ => None,
            };
            push(&mut profile, &civil(*time).to_string(), season, "", &["1"]);
        }
        let axis = Axis::of(&profile);
        let ends: Vec<i64> = axis.order().iter().map(|e| axis.end(*e as usize).unwrap()).collect();
        prop_assert!(ends.is_sorted());
        prop_assert_eq!(axis.order().len() + axis.outliers().len(), stamps.len());
        prop_assert!(axis.gaps().iter().all(|gap| gap.missing > 0 && gap.begin < gap.end));
        prop_assert!(axis.gaps().is_sorted_by_key(|gap| gap.begin));
        prop_assert!(axis.season_changes().is_sorted_by_key(|change| change.position));
        for pair in axis.season_changes().windows(2) {
            prop_assert!(pair[0].to != pair[1].to);
        }
        let ends: Vec<i64> = axis.entries().map(|(_, end)| end).collect();
        prop_assert!(ends.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
