//! What disturbed lines brought to light, each by its name.

use std::time::Duration;

use flagport::codec::{BlockCheckKind, Decoder, Message, Role};
use flagport::profile::Library;
use flagport::sim::Channel;
use flagport::transport::disturbed::{Course, Disturbance, Disturbed, Harm, Way};
use flagport::transport::{LineSettings, LineTime, Transport as _};
use flagport::worker::{Series, WriteOutcome};

use super::draw::{Draw, Trouble};
use super::judge::{Clean, Verdict, judge};
use super::kinds::{Kind, PROGRAMMING, READOUTS, SERIES};
use super::line::Who;
use super::session::{Ran, run};

fn readout_of(meter: &str) -> Kind {
    *READOUTS.iter().find(|kind| kind.meter == meter).unwrap()
}

fn kind_of(kinds: &[Kind], group: &str, meter: &str) -> Kind {
    let mut kinds = kinds.iter();
    *kinds
        .find(|kind| kind.group == group && kind.meter == meter)
        .unwrap()
}

/// A readout of `meter` in which `harm` happens to what the meter says, so many bytes
/// behind the first `mark`.
fn read(meter: &str, channel: Channel, mark: (&[u8], usize), harm: Harm) -> Ran {
    disturbed(readout_of(meter), channel, mark, harm)
}

/// The same of any kind; behind the last `mark` in
/// programming mode.
fn disturbed(kind: Kind, channel: Channel, (mark, behind): (&[u8], usize), harm: Harm) -> Ran {
    let library = Library::default();
    let clean = run(kind, &library, channel, &[], 0);
    let said = clean.wire().host.all(Who::Meter);
    let found = match kind.is_programme() {
        true => memchr::memmem::rfind(&said, mark),
        false => memchr::memmem::find(&said, mark),
    };
    let at = found.unwrap() + behind;
    let disturbance = Disturbance {
        way: Way::FromMeter,
        at,
        harm,
    };
    run(kind, &library, channel, &[disturbance], 0)
}

fn headline(ran: &Ran) -> String {
    ran.failure()
        .map_or_else(String::new, |failure| failure.headline.to_string())
}

#[test]
fn a_telegram_without_a_block_check_is_no_success_when_a_character_broke_parity() {
    for (channel, harm) in [
        (Channel::EightBit, Harm::Flip(1)),
        // So a port that checks parity tells it.
        (Channel::SevenBit, Harm::Blank),
    ] {
        let ran = read("hager-ehz", channel, (b"1.8.0*255(", 12), harm);
        assert_eq!(
            headline(&ran),
            "The telegram arrived damaged",
            "{:?}",
            ran.ended
        );
        let readout = &ran.readout().unwrap().readout;
        assert_eq!(readout.damaged, 1);
        let problem = readout
            .problems
            .iter()
            .find(|p| p.message.contains("damaged"));
        assert!(problem.is_some(), "{:?}", readout.problems);
        assert!(readout.data_sets.len() > 5);
    }
}

#[test]
fn an_identification_that_broke_parity_is_told() {
    for (channel, harm) in [
        (Channel::EightBit, Harm::Flip(8)),
        (Channel::SevenBit, Harm::Blank),
    ] {
        for place in [7, 9] {
            let ran = read("itron-ace3000", channel, (b"/ACE", place), harm);
            let readout = &ran.readout().unwrap().readout;
            let is_told = |problem: &flagport::meter::Problem| {
                problem
                    .message
                    .contains("identification message arrived damaged")
            };
            let problems = &readout.problems;
            assert!(problems.iter().any(is_told), "{place} {problems:?}");
            assert!(ran.is_done(), "the data have their check");
        }
    }
}

#[test]
fn lines_that_came_before_the_rest_was_garbled_are_kept() {
    let harm = Harm::WrongSpeed(600);
    let ran = read("itron-ace3000", Channel::SevenBit, (b"C.5.0(", 6), harm);
    let readout = &ran.readout().unwrap().readout;
    let kept: Vec<&str> = readout
        .data_sets
        .iter()
        .map(|set| set.address.as_str())
        .collect();
    assert_eq!(kept, ["F.F", "C.1"]);
    assert!(!readout.complete);
    assert_eq!(headline(&ran), "The line went quiet before the end");
}

#[test]
fn a_wrong_speed_lasts_until_the_port_is_set_again() {
    let clock = jiff::civil::date(2026, 1, 31).at(13, 45, 0, 0);
    let kind = flagport::sim::catalog::find("lgz-zmd").unwrap();
    let sim = flagport::sim::SimTransport::open(*kind, clock, flagport::sim::Pace::Virtual);
    let course = Course::new([Disturbance {
        way: Way::FromMeter,
        at: 2,
        harm: Harm::WrongSpeed(9600),
    }]);
    let mut line = Disturbed::new(sim, course);
    line.send(b"/?!\r\n").unwrap();
    let hear = |line: &mut Disturbed<_>, until: u64| {
        let deadline = LineTime(Duration::from_secs(until));
        let mut heard = Vec::new();
        let mut buffer = [0; 16];
        while let Ok(count) = line.recv(&mut buffer, deadline)
            && count > 0
        {
            heard.extend(&buffer[..count]);
        }
        heard
    };
    let heard = hear(&mut line, 1);
    assert!(heard.starts_with(b"/L"), "{heard:02X?}");
    assert!(!heard.starts_with(b"/LGZ"), "{heard:02X?}");

    // Then the meter sends its readout unasked.
    line.configure(LineSettings::OPENING).unwrap();
    let heard = hear(&mut line, 5);
    let is_readable = heard.windows(3).any(|three| three == b"F.F");
    assert!(is_readable, "{heard:02X?}");
}

#[test]
fn a_frame_that_begins_out_of_nowhere_in_a_pushed_telegram_comes_to_an_end() {
    let harm = Harm::Insert(0x02);
    let ran = read("easymeter-q3d", Channel::SevenBit, (b"/ESY5", 120), harm);
    let took = ran.wire().now().0;
    assert!(took < Duration::from_secs(300), "{took:?}");
    let summary = ran.readout().unwrap();
    assert!(!summary.readout.data_sets.is_empty());
}

#[test]
fn a_pushed_telegram_that_goes_on_at_another_speed_comes_to_an_end() {
    for (meter, mark, baud) in [("easymeter-q3d", "/ESY5", 300), ("hager-ehz", "/HAG5", 600)] {
        let place = (mark.as_bytes(), 180);
        let ran = read(meter, Channel::EightBit, place, Harm::WrongSpeed(baud));
        let took = ran.wire().now().0;
        assert!(took < Duration::from_secs(600), "{meter} {took:?}");
        assert!(!ran.wire().ran_away && !ran.is_done());
        let kept = &ran.readout().unwrap().readout.data_sets;
        assert!(kept.len() > 2, "{meter} {kept:?}");
    }
}

#[test]
fn the_tail_of_a_pushed_telegram_that_goes_on_at_another_speed_comes_to_an_end() {
    let library = Library::default();
    for (at, baud) in [(184, 600), (78, 1200)] {
        let disturbance = Disturbance {
            way: Way::FromMeter,
            at,
            harm: Harm::WrongSpeed(baud),
        };
        let kind = readout_of("hager-ehz");
        let ran = run(kind, &library, Channel::EightBit, &[disturbance], 0);
        let took = ran.wire().now().0;
        assert!(took < Duration::from_secs(600), "{took:?}");
        assert!(!ran.wire().ran_away && !ran.is_done());
        let kept = &ran.readout().unwrap().readout.data_sets;
        assert!(!kept.is_empty(), "{baud}");
    }
}

#[test]
fn the_lines_of_a_pushed_telegram_are_kept_although_its_beginning_was_given_up() {
    let kinds = READOUTS.iter();
    let mut kinds = kinds.filter(|kind| kind.meter == "dsmr-p1" && kind.profile.is_none());
    let disturbance = Disturbance {
        way: Way::FromMeter,
        at: 3,
        harm: Harm::Delay(Duration::from_millis(10_372)),
    };
    let kind = *kinds.next().unwrap();
    let library = Library::default();
    let ran = run(kind, &library, Channel::EightBit, &[disturbance], 0);
    let summary = ran.readout().unwrap();
    assert!(!summary.readout.complete && !ran.is_done());
    assert!(summary.readout.data_sets.len() > 20);
}

#[test]
fn a_late_answer_without_an_address_is_not_taken_for_that_of_the_next_command() {
    let kind = kind_of(&PROGRAMMING, "get", "iskra-mt174");
    let late = Harm::Delay(Duration::from_secs(12));
    let ran = disturbed(kind, Channel::SevenBit, (b"(15*min)", 0), late);
    let readings = &ran.programme().unwrap().readings;
    let reading = readings.iter().find(|r| r.register.address == "C.60.9");
    let set = reading.unwrap().answer.as_ref().unwrap();
    assert_eq!(set.values[0].raw, "01");
}

#[test]
fn a_data_block_that_comes_when_it_is_no_longer_waited_for_is_kept() {
    for (meter, mark, seconds) in [
        ("makel-c500", "0.0.0(", 6),
        ("energomera-ce102m", "ET0PE", 8),
    ] {
        let late = Harm::Delay(Duration::from_secs(seconds));
        let ran = read(meter, Channel::SevenBit, (mark.as_bytes(), 0), late);
        let readout = &ran.readout().unwrap().readout;
        assert!(readout.complete && readout.data_sets.len() > 5, "{meter}");
        assert!(readout.meter.identification_line.is_some(), "{meter}");
    }
}

#[test]
fn an_entry_of_a_gas_logbook_that_came_damaged_and_again_is_there_once() {
    let kind = kind_of(&SERIES, "logbook", "els-ek280");
    let ran = disturbed(kind, Channel::SevenBit, (b"\r\n\x03", 2), Harm::Blank);
    let record = ran.programme().unwrap().series.as_ref().unwrap();
    assert!(record.complete && record.answers.len() > 1);
    let Series::Logbook(logbook) = &record.series else {
        panic!("{record:?}");
    };
    let stamps: Vec<&str> = logbook.entries.iter().map(|e| e.stamp.as_str()).collect();
    let mut once = stamps.clone();
    once.dedup();
    assert_eq!(stamps, once);
    assert_eq!(stamps.len(), 4);
}

#[test]
fn a_meter_is_not_reset_whose_identification_is_not_that_of_the_values_stored() {
    let kind = kind_of(&PROGRAMMING, "reset", "emh-lzqj");
    let ran = disturbed(kind, Channel::SevenBit, (b"/EMH4", 6), Harm::Blank);
    assert_eq!(headline(&ran), "This is another meter", "{:?}", ran.ended);
    assert_eq!(ran.visits, 1);
    assert_eq!(ran.memory.resets(), 0);
    let said = ran.wire().host.all(Who::Host);
    let has_password = memchr::memmem::find(&said, b"P1").is_some();
    assert!(!has_password, "{}", said.escape_ascii());
}

#[test]
fn a_value_that_comes_late_is_not_taken_for_the_refusal_of_a_reset() {
    let kind = kind_of(&PROGRAMMING, "reset", "elster-as1440");
    let late = Harm::Delay(Duration::from_millis(10_764));
    let ran = disturbed(kind, Channel::EightBit, (b"\x02(66)\x03\x02", 7), late);
    let action = ran.programme().unwrap().action.as_ref().unwrap();
    assert_eq!(action.commands, ["W1 S01()"]);
    assert_ne!(action.outcome, WriteOutcome::Refused, "{action:?}");
}

#[test]
fn a_meter_is_not_reset_when_what_proves_it_was_not_read_before() {
    let kind = kind_of(&PROGRAMMING, "reset", "elster-as1440");
    let late = Harm::Delay(Duration::from_secs(10));
    let ran = disturbed(kind, Channel::EightBit, (b"\x02(66)", 0), late);
    assert_eq!(headline(&ran), "Nothing was sent", "{:?}", ran.ended);
    assert_eq!(ran.memory.resets(), 0);
}

#[test]
fn a_block_that_comes_after_it_was_given_up_is_not_taken_for_the_next_answer() {
    let kind = kind_of(&SERIES, "load profile", "els-ek280");
    let late = Harm::Delay(Duration::from_secs(12));
    let ran = disturbed(kind, Channel::EightBit, (b"\r\n\x04", 0), late);
    let record = ran.programme().unwrap().series.as_ref().unwrap();
    let Series::LoadProfile(profile) = &record.series else {
        panic!("{record:?}");
    };
    let times: Vec<_> = profile.entries().map(|entry| entry.time()).collect();
    assert!(record.complete);
    assert!(times.is_sorted_by(|one, next| one < next), "{times:?}");
    assert_eq!(times.len(), 25);
}

#[test]
fn a_meter_that_refuses_all_it_is_asked_is_not_said_to_hold_nothing() {
    for kind in SERIES.iter().filter(|kind| kind.meter == "metcom-mcs301") {
        // `/MKS5` is of another maker, whose profile then asks for everything.
        let ran = disturbed(*kind, Channel::SevenBit, (b"/MCS5", 2), Harm::Flip(8));
        assert_eq!(headline(&ran), "The meter refused the request");
    }
}

#[test]
fn identifications_that_come_late_before_what_cannot_be_read_are_no_noise() {
    for ms in [12_000, 11_892] {
        let late = Harm::Delay(Duration::from_millis(ms));
        let ran = read("itron-ace3000", Channel::SevenBit, (b"/ACE", 0), late);
        let readout = &ran.readout().unwrap().readout;
        assert!(!readout.data_sets.is_empty(), "{ms} {:?}", ran.ended);
        assert!(readout.meter.identification_line.is_some(), "{ms}");
    }
}

#[test]
fn a_command_that_begins_out_of_nowhere_in_a_pushed_telegram_is_a_line_of_it() {
    let place = (b"\r\n\r\n1-0:0.0.0".as_slice(), 5);
    let ran = read("easymeter-q3d", Channel::SevenBit, place, Harm::Insert(1));
    let readout = &ran.readout().unwrap().readout;
    assert_eq!(readout.data_sets.len(), 9);
    assert_eq!(headline(&ran), "The telegram arrived damaged");
}

#[test]
fn a_telegram_with_a_character_that_came_as_nul_is_not_judged_by_the_rarer_rule() {
    // Without its first letter the sum fits what the exclusive or was.
    let ran = read(
        "itron-ace3000",
        Channel::SevenBit,
        (b"\x02F.F", 1),
        Harm::Blank,
    );
    let readout = &ran.readout().unwrap().readout;
    assert!(ran.is_done(), "{:?}", ran.ended);
    assert_eq!(readout.data_sets[0].address, "F.F");
    assert_eq!(readout.block_check.kind, BlockCheckKind::Xor);
}

#[test]
fn one_bit_that_makes_the_other_rule_fit_is_caught_where_the_rule_is_known() {
    let kind = readout_of("satec-em720");
    let library = Library::default();
    let clean = run(kind, &library, Channel::SevenBit, &[], 0);
    let said = clean.wire().host.all(Who::Meter);
    let disturbance = Disturbance {
        way: Way::FromMeter,
        at: memchr::memmem::find(&said, b"1.6.0*02(").unwrap() + 1,
        harm: Harm::Flip(4),
    };
    let ran = run(kind, &library, Channel::SevenBit, &[disturbance], 0);
    let heard = ran.wire().host.all(Who::Meter);
    for (rule, expected) in [(None, true), (Some(BlockCheckKind::Sum7), false)] {
        let mut decoder = Decoder::new(Role::ReadingDevice);
        decoder.set_rule(rule);
        let messages = decoder.push_all(&heard).into_iter();
        let mut blocks = messages.filter_map(|message| match message {
            Message::Data(data) => Some(data),
            _ => None,
        });
        let check = blocks.next().unwrap().check;
        assert_eq!(check.is_ok(), Some(expected), "{rule:?}");
    }
    // Nobody told the rule: what passed is counted, and no promise is broken.
    let draw = Draw {
        trouble: Trouble::OneBit,
        channel: Channel::SevenBit,
        disturbances: vec![disturbance],
        away: 0,
    };
    let judged = judge(&ran, &Clean::of(clean), &draw);
    assert_eq!(judged.verdict, Verdict::Undetected);
    assert_eq!(judged.broken, Vec::<String>::new());
}

#[test]
fn a_meter_that_was_asked_twice_sends_its_list_twice_and_rests() {
    let late = Harm::Delay(Duration::from_secs(12));
    let ran = read("kamstrup-mc66", Channel::SevenBit, (b"/KAM", 0), late);
    assert!(ran.is_done(), "{:?}", ran.ended);
    assert!(ran.wire().comes_to_rest());
}
