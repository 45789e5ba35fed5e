//! Whether loads look like what they are.

use super::calendar::instant;
use super::*;
use jiff::civil::date;

fn energy(load: &Load, flow: Flow, from: Seconds, to: Seconds) -> i64 {
    load.total(flow, Tariff::All, to) - load.total(flow, Tariff::All, from)
}

/// Midnight of a day of November 2026, which has no change of season.
fn midnight(day: i8) -> Seconds {
    instant(date(2026, 11, day).at(0, 0, 0, 0))
}

#[test]
fn a_household_sleeps_at_night_and_cooks_in_the_evening() {
    let load = find("emh-lzqj").unwrap();
    for day in [2, 3, 4, 5, 6] {
        let hour = |hour: i64| {
            let from = midnight(day) + hour * HOUR;
            energy(load, Flow::Import, from, from + HOUR)
        };
        let night: i64 = (1..5).map(hour).sum();
        let evening: i64 = (18..22).map(hour).sum();
        assert!(night * 2 < evening, "{day}: {night} {evening}");
    }
    let week = |month| {
        let from = instant(date(2026, month, 2).at(0, 0, 0, 0));
        energy(load, Flow::Import, from, from + 14 * DAY)
    };
    assert!(week(12) > week(6) * 13 / 10, "winter and summer");
}

#[test]
fn industry_rests_at_night_and_on_sundays() {
    let load = find("metcom-mcs301").unwrap();
    let day = |day| energy(load, Flow::Import, midnight(day), midnight(day) + DAY);
    assert!(day(8) * 4 < day(9), "Sunday and Monday");
    assert!(day(7) * 3 / 2 < day(6), "Saturday and Friday");
    let at = |hour: i64| {
        let from = midnight(9) + hour * HOUR;
        energy(load, Flow::Import, from, from + HOUR)
    };
    assert!(at(3) * 5 < at(10), "night and morning");
    let lunch = energy(
        load,
        Flow::Import,
        midnight(9) + 12 * HOUR + 900,
        midnight(9) + 12 * HOUR + 1_800,
    );
    assert!(lunch * 4 < at(10) * 9 / 10, "lunch {lunch}");
}

#[test]
fn the_sun_does_not_shine_at_night() {
    let load = find("emh-lzqj-solar").unwrap();
    for month in 1..=12 {
        let midnight = instant(date(2026, month, 15).at(0, 0, 0, 0));
        let between = |from: i64, to: i64| {
            energy(
                load,
                Flow::Export,
                midnight + from * HOUR,
                midnight + to * HOUR,
            )
        };
        assert_eq!(between(0, 5), 0, "{month}");
        assert_eq!(between(22, 24), 0, "{month}");
        assert!(between(11, 15) > 0, "{month}");
    }
    let month = |month| {
        let from = instant(date(2026, month, 1).at(0, 0, 0, 0));
        energy(load, Flow::Export, from, from + 28 * DAY)
    };
    assert!(month(6) > 3 * month(12));
}

#[test]
fn nothing_flows_while_the_power_is_off() {
    for name in ["emh-lzqj", "metcom-mcs301", "lgz-zmd"] {
        let load = find(name).unwrap();
        let failures = load.events(700 * DAY, 1_060 * DAY).into_iter();
        let mut seen = 0;
        for event in failures {
            let What::PowerFailure { until } = event.what else {
                continue;
            };
            // Whole slots of it.
            let (from, to) = (
                event.at.div_euclid(900) * 900 + 900,
                until.div_euclid(900) * 900,
            );
            if from < to {
                seen += 1;
                assert_eq!(energy(load, Flow::Import, from, to), 0, "{name}");
            }
        }
        assert!(seen > 1, "{name}: {seen}");
    }
}

#[test]
fn registers_never_go_back_and_tariffs_add_up() {
    for load in &LOADS {
        let mut before = None;
        for hour in 0..72 {
            // Over the end of summer time.
            let at = instant(date(2026, 10, 24).at(0, 0, 0, 0)) + hour * HOUR;
            for flow in [Flow::Import, Flow::Export, Flow::ReactiveImport] {
                let all = load.total(flow, Tariff::All, at);
                let parts = load.total(flow, Tariff::High, at) + load.total(flow, Tariff::Low, at);
                assert_eq!(all, parts, "{} {flow:?}", load.name);
            }
            let now = load.total(Flow::Import, Tariff::All, at);
            assert!(before.is_none_or(|before| before <= now), "{}", load.name);
            before = Some(now);
        }
    }
}

#[test]
fn all_energy_of_a_day_finds_a_slot() {
    for load in &LOADS {
        for number in 700..1_070 {
            let day = Day::number(number);
            for flow in [Flow::Import, Flow::Export, Flow::Q1, Flow::Q4] {
                let spread = load.curve(flow, Tariff::All, day).at(day.end);
                let energy = load.of_day(flow, Tariff::All, number);
                assert_eq!(spread, energy, "{} {flow:?} {number}", load.name);
            }
        }
    }
}
