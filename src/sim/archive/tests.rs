//! Answers of archives: what is in them, and what ranges bring.

use jiff::civil::{DateTime, date};

use super::request::{Ask, Denied};
use crate::meter::load_profile::{Hints, LoadProfile, decode};
use crate::sim::archive::{Archive, Layout};
use crate::sim::{Faults, catalog};

static NONE: Faults = Faults {
    list: Vec::new(),
    seed: 1,
};

const NOW: DateTime = date(2026, 11, 23).at(3, 7, 12, 0);

fn archive(meter: &str, address: &str) -> &'static Archive {
    let programming = catalog::find(meter).unwrap().programming().unwrap();
    let mut archives = programming.archives.iter();
    archives.find(|archive| archive.address == address).unwrap()
}

fn ask(meter: &str) -> Ask<'_> {
    Ask {
        meter,
        days: 0,
        now: NOW,
        period: None,
        resets: &[],
        settings: &[],
        faults: &NONE,
    }
}

fn text(meter: &str, address: &str, range: &str) -> Result<String, Denied> {
    let groups = [range.to_owned()];
    let answer = archive(meter, address).answer(&groups, &ask(meter))?;
    assert_eq!(answer.blocks().concat(), answer.whole());
    Ok(answer.whole())
}

fn profile(meter: &str, address: &str, range: &str) -> LoadProfile {
    decode(&text(meter, address, range).unwrap(), &Hints::default())
}

/// Civil times of the rows.
fn times(profile: &LoadProfile) -> Vec<DateTime> {
    profile.entries().filter_map(|entry| entry.time()).collect()
}

#[test]
fn a_range_brings_what_ends_behind_its_begin() {
    let profile = profile("emh-lzqj", "P.01", "02611221600;02611221630");
    let stamps = [
        date(2026, 11, 22).at(16, 15, 0, 0),
        date(2026, 11, 22).at(16, 30, 0, 0),
    ];
    assert_eq!(times(&profile), stamps);
    for range in [
        "0261122160000;0261122163000",
        "02611221500;02611221530",
        "22611221500;22611221530",
    ] {
        let count = text("emh-lzqj", "P.01", range).unwrap().lines().count();
        assert_eq!(count, 3, "{range}");
    }
}

#[test]
fn open_ranges_bring_everything_or_what_is_newest() {
    let all = text("emh-lzqj", "P.01", ";").unwrap();
    assert!(all.lines().count() > 400 * 96);
    let newest = profile("emh-lzqj", "P.01", "02611230200;");
    assert_eq!(
        times(&newest).last(),
        Some(&date(2026, 11, 23).at(3, 0, 0, 0))
    );
    assert_eq!(newest.entries().count(), 4);
    assert!(
        all.ends_with(
            text("emh-lzqj", "P.01", "02611230200;")
                .unwrap()
                .split_once("\r\n")
                .unwrap()
                .1
        )
    );
}

#[test]
fn what_is_no_range_and_what_has_nothing_is_told_apart() {
    for (range, denied) in [
        ("abc;def", Denied::Syntax),
        ("0261122;02611221630", Denied::Syntax),
        ("52611221600;52611221630", Denied::Syntax),
        ("02613221600;02613221630", Denied::Syntax),
        ("02611221630;02611221600", Denied::Range),
        ("02711221600;02711221630", Denied::Says("ERROR")),
        ("02011221600;02011221630", Denied::Says("ERROR")),
    ] {
        assert_eq!(text("emh-lzqj", "P.01", range), Err(denied), "{range}");
    }
}

#[test]
fn days_of_a_season_change_have_the_quarter_hours_that_they_have() {
    for (range, quarters) in [
        ("02603290000;12603300000", 92),
        ("02603280000;02603290000", 96),
        ("12610250000;02610260000", 100),
    ] {
        let profile = profile("emh-lzqj", "P.01", range);
        assert_eq!(profile.entries().count(), quarters, "{range}");
    }
    let autumn = text("emh-lzqj", "P.01", "12610250000;02610260000").unwrap();
    assert!(
        autumn.contains("P.01(0261025021500)(00000008)(15)"),
        "{autumn}"
    );
    let spring = text("emh-lzqj", "P.01", "02603290000;12603300000").unwrap();
    assert!(
        spring.contains("P.01(1260329031500)(00000008)(15)"),
        "{spring}"
    );
}

#[test]
fn a_power_failure_is_in_the_profile_and_in_the_logbook() {
    let day = text("emh-lzqj", "P.01", "02611180000;02611190000").unwrap();
    let log = text("emh-lzqj", "P.98", "02611180000;02611190000").unwrap();
    let entries: Vec<&str> = log.lines().collect();
    assert_eq!(
        entries,
        [
            "P.98(0261118165427)(00000080)()(0)",
            "P.98(0261118181849)(00000040)()(0)"
        ]
    );
    let headers: Vec<&str> = day
        .lines()
        .filter_map(|line| line.get(..29))
        .filter(|line| line.starts_with('P'))
        .collect();
    assert_eq!(
        headers,
        [
            "P.01(0261118001500)(00000000)",
            "P.01(0261118170000)(00000080)",
            "P.01(0261118183000)(00000040)",
            "P.01(0261118184500)(00000000)",
        ]
    );
}

#[test]
fn a_clock_that_was_set_is_told_with_what_it_showed() {
    let log = text("emh-lzqj", "P.98", "02611110000;02611120000").unwrap();
    assert_eq!(
        log,
        "P.98(0261111124700)(00008020)()(2)(0.9.1)()(0.9.2)()(0125018)(0261111)\r\n"
    );
    let day = text("emh-lzqj", "P.01", "02611110000;02611120000").unwrap();
    assert!(day.contains("P.01(0261111130000)(00000020)"), "{day}");
}

#[test]
fn intervals_add_up_to_the_register() {
    // What the register showed at two midnights, and the quarter hours in between.
    for (from, to) in [
        ("0261101", "0261102"),
        ("1260616", "1260618"),
        ("1261024", "0261027"),
    ] {
        let daily = text("emh-lzqj", "P.02", &format!("{from}0000;{to}0000")).unwrap();
        let register = |row: &str| -> i64 {
            let digits: String = row
                .split(')')
                .next()
                .unwrap()
                .chars()
                .filter(char::is_ascii_digit)
                .collect();
            digits.parse().unwrap()
        };
        let last = daily.lines().last().map(register).unwrap();
        let before = text("emh-lzqj", "P.02", &format!("{from}0000;")).unwrap();
        // The range is open at its begin: the midnight itself comes with an earlier one.
        let earlier = text("emh-lzqj", "P.02", &format!(";{from}0000")).unwrap();
        let first = earlier.lines().last().map(register).unwrap();
        assert!(before.lines().count() >= daily.lines().count());
        let rows = text("emh-lzqj", "P.01", &format!("{from}0000;{to}0000")).unwrap();
        let sum: i64 = rows
            .lines()
            .filter(|line| line.starts_with('('))
            .map(register)
            .sum();
        // Hundredths of a watt for a quarter hour, against watt hours.
        assert!(
            (sum / 400 - (last - first)).abs() <= 1,
            "{from}: {sum} {first} {last}"
        );
    }
}

#[test]
fn the_same_meter_is_the_same_each_time() {
    let one = text("emh-lzqj", "P.01", ";").unwrap();
    assert_eq!(one, text("emh-lzqj", "P.01", ";").unwrap());
}

/// Every load profile of every meter goes back 400 days, and is understood.
#[test]
fn all_load_profiles_are_deep_enough() {
    for kind in catalog::all() {
        for archive in kind.programming().map_or(&[][..], |p| p.archives) {
            let name = format!("{} {}", kind.name, archive.address);
            assert!(archive.days >= 400, "{name}");
            let layout = archive.layout;
            if matches!(layout, Layout::Vdew { .. } | Layout::Mass) {
                let answer = text(kind.name, archive.address, ";").unwrap();
                // Two covers that were opened and closed at least.
                assert!(answer.lines().count() >= 4, "{name}");
            }
        }
    }
}

#[test]
fn what_is_decoded_is_what_was_sent() {
    for (meter, range, rows, channels) in [
        ("emh-lzqj", "02611010000;02611020000", 96, 6),
        ("emh-lzqj-solar", "02611010000;02611020000", 96, 6),
        ("metcom-mcs301", "02611010015;02611020000", 96, 6),
        ("lgz-zmd", "02611010100;02611020000", 24, 4),
        ("iskra-mt174", "02611010015;02611020000", 96, 2),
        ("elster-as1440", "02611010015;02611020000", 96, 2),
        ("lem-em4tii", "02611010005;02611020000", 288, 6),
    ] {
        let profile = profile(meter, "P.01", range);
        assert_eq!(profile.entries().count(), rows, "{meter}");
        assert_eq!(profile.channels.len(), channels, "{meter}");
        let last = profile.entries().last().unwrap();
        assert_eq!(
            last.time(),
            Some(date(2026, 11, 2).at(0, 0, 0, 0)),
            "{meter}"
        );
        assert!(
            (0..channels).all(|channel| last.number(channel).is_some()),
            "{meter}"
        );
    }
}

#[test]
fn ranges_have_the_edges_of_their_family() {
    let count = |meter, range| text(meter, "P.01", range).unwrap().lines().count() - 1;
    // Later than the begin; from the begin on; the same, taken down to a quarter hour.
    assert_eq!(count("emh-lzqj", "02611221600;02611221630"), 2);
    assert_eq!(count("iskra-mt174", "02611221600;02611221630"), 3);
    assert_eq!(count("metcom-mcs301", "02611221610;02611221640"), 3);
    // A season that does not fit is not looked at.
    assert_eq!(count("metcom-mcs301", "12611221600;12611221630"), 3);
    assert_eq!(
        text("elster-as1440", "P.01", "02601010000;02611010000"),
        Err(Denied::Range)
    );
}

#[test]
fn turkish_meters_write_a_time_in_every_line() {
    let day = text("koehler-mf", "P.01", "26-11-22,12:00;26-11-22,12:30").unwrap();
    let times: Vec<&str> = day
        .lines()
        .map(|line| &line[..line.find(')').unwrap()])
        .collect();
    assert_eq!(
        times,
        ["P.01(26-11-22,12:00", "(26-11-22,12:15", "(26-11-22,12:30"]
    );
    assert!(
        day.lines().all(|line| line.matches(',').count() == 3),
        "{day}"
    );
    assert_eq!(
        text("koehler-mf", "P.01", "27-11-22,12:00;27-11-22,12:30").unwrap(),
        "P.01()"
    );
    assert_eq!(
        text("koehler-mf", "P.01", "2611221200;2611221230"),
        Err(Denied::Syntax)
    );
    // The clock alone: an hour comes twice, another never.
    let autumn = text("koehler-mf", "P.01", "26-10-25,00:15;26-10-26,00:00").unwrap();
    assert_eq!(autumn.lines().count(), 100);
    assert_eq!(autumn.matches("(26-10-25,02:30)").count(), 2);
    let spring = text("koehler-mf", "P.01", "26-03-29,00:15;26-03-30,00:00").unwrap();
    assert_eq!(spring.lines().count(), 92);
    assert_eq!(spring.matches("(26-03-29,02:30)").count(), 0);
}

#[test]
fn metcom_numbers_its_events() {
    let log = text("metcom-mcs301", "P.98", "02611010000;").unwrap();
    let numbers: Vec<&str> = log
        .lines()
        .map(|line| line.split(")(").nth(8).unwrap())
        .collect();
    assert!(
        log.starts_with("P.98(0261111")
            && log
                .lines()
                .all(|line| line.contains("(00)()(2)(0-0:C.11.0)()(0-0:C.11.10)()(")),
        "{log}"
    );
    for number in ["1", "2", "4", "5"] {
        assert!(numbers.contains(&number), "{number}: {numbers:?}");
    }
}
