//! A simulated meter at the end of a virtual line, byte by byte and in time.

use super::super::bench::*;
use super::super::{Fault, Faults, catalog};
use super::*;
use crate::codec::block_check::{sum7, xor};
use crate::codec::control::{ETX, SOH, STX};
use crate::sim::SimTransport;
use crate::transport::Transport;

/// `SOH`, `kind`, `STX data` if there is some, ETX and a check.
fn command(kind: &str, data: &str, check: fn(&[u8]) -> u8) -> Vec<u8> {
    let mut bytes = kind.as_bytes().to_vec();
    if !data.is_empty() {
        bytes.push(STX);
        bytes.extend(data.as_bytes());
    }
    bytes.push(ETX);
    let check = check(&bytes);
    bytes.insert(0, SOH);
    bytes.push(check);
    bytes
}

fn ask(line: &mut SimTransport, bytes: &[u8]) -> String {
    say(line, bytes);
    let answer = listen_out(line);
    String::from_utf8(answer).unwrap()
}

fn is_readout(bytes: &[u8]) -> bool {
    data_message(bytes).is_some_and(|data| data.check.is_ok() == Some(true))
}

#[test]
fn a_lower_case_letter_means_a_short_reaction() {
    for kind in catalog::all() {
        let Manner::Answers(answers) = kind.manner else {
            continue;
        };
        let quick = kind.identification.as_bytes()[3].is_ascii_lowercase();
        let shortest = Duration::from_millis(if quick { 20 } else { 200 });
        let longest = Duration::from_millis(1_500);
        assert!(
            (shortest..=longest).contains(&answers.reaction),
            "{}",
            kind.name
        );
    }
}

#[test]
fn the_data_block_starts_a_reaction_time_after_the_option_select() {
    let mut line = open("iskra-mt174");
    sign_on(&mut line, '5', '0');
    let selected = line.now();
    let (byte, at) = listen_timed(&mut line, 1)[0];
    assert_eq!(byte, STX);
    let character = LineSettings::seven_even(9600).duration_of(1);
    assert_eq!(at, selected + Duration::from_millis(20) + character);
}

#[test]
fn without_an_option_select_the_readout_comes_at_300() {
    let mut line = open("itron-ace3000");
    say(&mut line, b"/?!\r\n");
    let heard = listen_timed(&mut line, 30);
    let gap = heard
        .windows(2)
        .map(|pair| (pair[1].1.since(pair[0].1), pair[1].0))
        .max()
        .unwrap();
    let character = LineSettings::OPENING.duration_of(1);
    let wait = gap.0 - character;
    assert_eq!(gap.1, STX);
    assert!(wait > Duration::from_millis(1_500) && wait <= Duration::from_millis(2_200));
    let bytes: Vec<u8> = heard.into_iter().map(|(byte, _)| byte).collect();
    assert!(is_readout(&bytes));
}

#[test]
fn z_of_zero_stays_at_300_if_the_meter_honours_it() {
    let mut line = open("energomera-ce102m");
    sign_on(&mut line, '0', '0');
    assert!(is_readout(&listen_out(&mut line)));

    let mut line = open("iskra-mt174");
    sign_on(&mut line, '0', '1');
    assert_eq!(listen(&mut line, 1), b"", "no answer at once");
}

#[test]
fn an_option_select_that_does_not_fit_means_a_readout_at_300() {
    for select in [
        "\x06040\r\n",
        "\x06055\r\n",
        "\x06252\r\n",
        "\x06150\r\n",
        "\x06051x\r\n",
    ] {
        let mut line = open("elster-as1440");
        say(&mut line, b"/?!\r\n");
        listen(&mut line, 1);
        say(&mut line, select.as_bytes());
        assert!(is_readout(&listen_out(&mut line)), "{select:?}");
    }
}

#[test]
fn modes_a_and_b_do_not_wait_for_an_option_select() {
    let mut line = open("kamstrup-382");
    say(&mut line, b"/?!\r\n");
    let heard = listen_out(&mut line);
    assert!(heard.starts_with(b"/KAM 685-382-QR-10\r\n\x02"));
    assert!(is_readout(&heard));

    let mut line = open("landis-uh50");
    say(&mut line, &[0; 40]);
    say(&mut line, b"/?!\r\n");
    assert!(!is_readout(&listen_out(&mut line)), "not at 300 Bd");
}

#[test]
fn a_battery_meter_answers_only_when_woken() {
    let ident = b"/LUGCUH50\r\n";
    let identify = |wake_up: usize, pause: u64| {
        let mut line = open("landis-uh50");
        say(&mut line, &vec![0; wake_up]);
        line.recv(&mut [0], line.now() + Duration::from_millis(pause))
            .unwrap();
        say(&mut line, b"/?!\r\n");
        listen(&mut line, 1).starts_with(ident)
    };
    assert!(!identify(0, 0));
    assert!(!identify(39, 0), "too few");
    assert!(identify(40, 0), "the short form");
    assert!(identify(65, 1_600), "the standard form");
    assert!(!identify(65, 20_000), "asleep again");
}

#[test]
fn a_wake_up_must_not_have_gaps() {
    let mut line = open("landis-uh50");
    for _ in 0..2 {
        say(&mut line, &[0; 30]);
        line.recv(&mut [0], line.now() + Duration::from_millis(200))
            .unwrap();
    }
    assert_eq!(ask(&mut line, b"/?!\r\n"), "");
}

#[test]
fn device_addresses_are_told_apart_without_leading_zeros() {
    for (request, answers) in [
        ("/?95316176!\r\n", true),
        ("/?0095316176!\r\n", true),
        ("/?95316177!\r\n", false),
        ("/?9531617!\r\n", false),
        ("/2!\r\n", false),
    ] {
        let mut line = open("lgz-zmd");
        say(&mut line, request.as_bytes());
        assert_eq!(!listen(&mut line, 1).is_empty(), answers, "{request}");
    }
    let mut line = open("makel-c500");
    assert!(ask(&mut line, b"/?MSY80099921!\r\n").starts_with("/MSY5<1>C500"));
}

#[test]
fn requests_of_a_makers_own_get_their_lists() {
    let mut line = open("emh-lzqj");
    let answer = ask(&mut line, b"/2!\r\n");
    assert!(
        answer.starts_with("/EMH4\\@01LZQJL0014F\r\n\x020.0.0("),
        "{answer}"
    );
    assert!(is_readout(answer.as_bytes()));

    let mut line = open("metcom-mcs301");
    let answer = ask(&mut line, b"/2!\r\n");
    assert!(answer.starts_with("\x021-0:1.8.0("), "{answer}");
    assert!(is_readout(answer.as_bytes()));
}

#[test]
fn an_option_select_can_choose_another_list() {
    let mut line = open("makel-c500");
    sign_on(&mut line, '5', '6');
    let short = listen_out(&mut line);
    assert!(is_readout(&short) && short.len() < 300, "{}", short.len());
}

#[test]
fn programming_mode_reads_refuses_and_ends() {
    let mut line = open("lgz-zmd");
    sign_on(&mut line, '5', '1');
    assert_eq!(listen_out(&mut line), b"\x01P0\x02(00000000)\x03\x60");
    assert_eq!(ask(&mut line, &command("P1", "(00000000)", xor)), "\x06");
    let answer = ask(&mut line, &command("R1", "0.0.0()", xor));
    assert_eq!(
        answer.as_bytes(),
        [
            b"\x020.0.0(95316176)\x03".as_slice(),
            &[xor(b"0.0.0(95316176)\x03")]
        ]
        .concat()
    );
    assert!(ask(&mut line, &command("R1", "9.9.9()", xor)).starts_with("\x02(ERROR)\x03"));
    assert!(ask(&mut line, &command("W1", "0.0.0(1)", xor)).starts_with("\x02(ERROR)\x03"));
    assert_eq!(ask(&mut line, &command("R1", "0.0.0()", |_| 0x55)), "\x15");
    assert_eq!(
        ask(&mut line, &command("B0", "", xor)),
        "",
        "no answer to a break"
    );
    set_baud(&mut line, 300);
    say(&mut line, b"/?!\r\n");
    assert_eq!(listen(&mut line, 1), b"/LGZ5\\2ZMD3104107.B32\r\n");
}

#[test]
fn a_wrong_password_ends_the_session() {
    let mut line = open("lgz-zmd");
    sign_on(&mut line, '5', '1');
    listen_out(&mut line);
    assert_eq!(
        ask(&mut line, &command("P1", "(12345678)", xor)),
        "\x01B0\x03q"
    );
    assert_eq!(line.meter_settings(), LineSettings::OPENING);
}

#[test]
fn sum_meters_take_a_break_with_either_check() {
    for check in [xor as fn(&[u8]) -> u8, sum7] {
        let mut line = open("energomera-ce102m");
        sign_on(&mut line, '5', '1');
        assert_eq!(listen_out(&mut line), b"\x01P0\x02(www.energomera.ru)\x03#");
        let multi = ask(&mut line, &command("R1", "ET0PE()", sum7));
        assert_eq!(multi.matches("\r\n").count(), 6, "{multi}");
        assert_eq!(ask(&mut line, &command("R1", "SNUMB()", xor)), "\x15");
        say(&mut line, &command("B0", "", check));
        assert_eq!(line.meter_settings(), LineSettings::OPENING);
    }
}

#[test]
fn a_session_is_mute_at_300_and_ends_by_itself() {
    let mut line = open_faulty("lgz-zmd", Faults::only(Fault::StuckSession));
    assert_eq!(ask(&mut line, b"/?!\r\n"), "");
    listen(&mut line, 55);
    assert_eq!(line.meter_settings().baud, 9600, "not before 60 s");
    listen(&mut line, 65);
    assert_eq!(line.meter_settings().baud, 300, "not after 120 s");
    assert!(ask(&mut line, b"/?!\r\n").starts_with("/LGZ5"));

    let mut line = open_faulty("lgz-zmd", Faults::only(Fault::StuckSession));
    say(&mut line, &command("B0", "", xor));
    assert_eq!(
        line.meter_settings().baud,
        9600,
        "the break was at the wrong speed"
    );
    set_baud(&mut line, 9600);
    say(&mut line, &command("B0", "", xor));
    assert_eq!(line.meter_settings().baud, 300);
}

#[test]
fn a_slow_message_is_forgotten() {
    let mut line = open("lgz-zmd");
    say(&mut line, b"/?");
    line.recv(&mut [0], line.now() + Duration::from_secs(2))
        .unwrap();
    assert_eq!(ask(&mut line, b"!\r\n"), "");
}

#[test]
fn a_break_after_the_identification_ends_the_wait() {
    let mut line = open("lgz-zmd");
    say(&mut line, b"/?!\r\n");
    listen(&mut line, 1);
    assert_eq!(ask(&mut line, &command("B0", "", xor)), "");
}

#[test]
fn push_meters_send_on_time_and_from_the_middle_at_first() {
    for name in ["easymeter-q3d", "hager-ehz", "dsmr-p1"] {
        let kind = catalog::find(name).unwrap();
        let Manner::Pushes { settings, period } = kind.manner else {
            panic!("{name} does not push");
        };
        let mut line = open(name);
        line.configure(settings).unwrap();
        let seconds = period.as_secs() * 3 + 1;
        let heard = listen_timed(&mut line, seconds);
        assert_ne!(heard[0].0, b'/', "{name}");
        let starts: Vec<LineTime> = heard
            .iter()
            .filter(|(byte, _)| *byte == b'/')
            .map(|(_, at)| *at)
            .collect();
        assert_eq!(starts.len(), 3, "{name}");
        assert_eq!(starts[1].since(starts[0]), period, "{name}");
        say(&mut line, b"/?!\r\n");
    }
}

#[test]
fn no_bytes_at_any_time_make_it_panic() {
    let mut random = super::super::random::Random::new(7);
    for kind in catalog::all() {
        let mut meter = Meter::new(*kind, CLOCK);
        let mut now = LineTime::START;
        for _ in 0..20_000 {
            now = now + Duration::from_micros(random.below(40_000));
            let byte = match random.below(3) {
                0 => b"/?!\r\n\x06051\x01R1\x02()\x03"[random.below(16) as usize],
                _ => random.byte(),
            };
            meter.on_byte(byte & 0x7F, now);
            while meter.poll(now).is_some() {}
        }
    }
}
