//! Every fault does the damage that it is named for.

use super::super::bench::*;
use super::super::{Channel, Pace, SimTransport, catalog};
use super::*;
use crate::codec::{Ending, Framing};
use crate::transport::Transport;

fn read(name: &str, fault: Fault) -> Vec<u8> {
    let faults = Faults::only(fault);
    read_out(catalog::find(name).unwrap(), CLOCK, faults)
}

fn healthy(name: &str) -> Vec<u8> {
    read_out(catalog::find(name).unwrap(), CLOCK, Faults::default())
}

#[test]
fn faults_have_names_and_a_wrong_one_is_told_the_right_ones() {
    for fault in Fault::ALL {
        assert_eq!(fault.name().parse(), Ok(fault));
    }
    let message = "echoes".parse::<Fault>().unwrap_err().to_string();
    assert!(
        message.starts_with("there is no fault \"echoes\"; there are echo, noise, "),
        "{message}"
    );
}

#[test]
fn damage_depends_on_the_seed_alone() {
    let kind = catalog::find("lgz-zmd").unwrap();
    for fault in Fault::ALL {
        let with_seed = |seed| {
            let list = vec![fault];
            let mut line =
                SimTransport::open_faulty(*kind, CLOCK, Pace::Virtual, Faults { list, seed })
                    .with_channel(Channel::EightBit);
            line.send(b"\xAF?!\x8D\n").unwrap();
            listen_timed(&mut line, 100)
        };
        assert_eq!(with_seed(1), with_seed(1), "{fault}");
        let random = matches!(fault, Fault::Noise | Fault::Garbage | Fault::Parity);
        assert_eq!(with_seed(1) != with_seed(2), random, "{fault}");
    }
}

#[test]
fn echo_brings_back_what_was_sent_when_it_was_sent() {
    let mut line = open_faulty("lgz-zmd", Faults::only(Fault::Echo));
    let end = line.send(b"/?!\r\n").unwrap();
    let heard = listen_timed(&mut line, 2);
    assert_eq!(heard[4], (b'\n', end));
    let text: Vec<u8> = heard.iter().map(|(byte, _)| *byte).collect();
    assert_eq!(text, b"/?!\r\n/LGZ5\\2ZMD3104107.B32\r\n");
}

#[test]
fn noise_leaves_most_characters_whole() {
    let (noisy, clean) = (read("lgz-zmd", Fault::Noise), healthy("lgz-zmd"));
    assert_ne!(noisy, clean);
    let whole = |line: &&[u8]| clean.windows(line.len()).any(|w| w == *line);
    let lines: Vec<&[u8]> = noisy.split(|byte| *byte == b'\n').collect();
    let share = lines.iter().filter(|line| whole(line)).count() * 100 / lines.len();
    assert!((60..100).contains(&share), "{share} %");
}

#[test]
fn a_bad_check_changes_the_check_alone() {
    for name in ["lgz-zmd", "energomera-ce102m", "dsmr-p1"] {
        let bytes = read(name, Fault::BadCheck);
        let data = data_message(&bytes).unwrap();
        assert_eq!(data.check.is_ok(), Some(false), "{name}");
        let clean = healthy(name);
        let changed = clean.iter().zip(&bytes).filter(|(a, b)| a != b).count();
        assert_eq!((changed, bytes.len()), (1, clean.len()), "{name}");
    }
}

#[test]
fn silence_is_silence() {
    for name in ["lgz-zmd", "dsmr-p1"] {
        assert_eq!(read(name, Fault::Silence), b"", "{name}");
    }
}

#[test]
fn a_cut_readout_ends_in_the_middle_and_nothing_follows() {
    let kind = catalog::find("lgz-zmd").unwrap();
    let mut line = open_faulty(kind.name, Faults::only(Fault::Cut));
    sign_on(&mut line, '5', '0');
    let heard = listen_out(&mut line);
    assert_eq!(data_message(&heard).unwrap().ending, Ending::Cut);
    assert_eq!(heard, healthy(kind.name)[..heard.len()]);
    set_baud(&mut line, 300);
    say(&mut line, b"/?!\r\n");
    assert_eq!(listen_out(&mut line), b"");
}

#[test]
fn late_answers_come_three_seconds_later() {
    let mut line = open_faulty("lgz-zmd", Faults::only(Fault::LateAnswer));
    say(&mut line, b"/?!\r\n");
    assert_eq!(listen(&mut line, 3), b"");
    assert!(!listen(&mut line, 2).is_empty());
}

#[test]
fn a_wrong_speed_is_the_opening_one() {
    let mut line = open_faulty("elster-as1440", Faults::only(Fault::WrongBaud));
    sign_on(&mut line, '5', '0');
    set_baud(&mut line, 300);
    let data = data_message(&listen_out(&mut line)).unwrap();
    assert_eq!(data.check.is_ok(), Some(true));
}

#[test]
fn garbage_never_ends() {
    for baud in [300, 9600] {
        let mut line = open_faulty("lgz-zmd", Faults::only(Fault::Garbage));
        set_baud(&mut line, baud);
        let heard = listen(&mut line, 10);
        let most = usize::try_from(baud).unwrap();
        assert!(
            (most / 4..=most + 1).contains(&heard.len()),
            "{baud}: {}",
            heard.len()
        );
    }
}

#[test]
fn frames_lose_what_the_fault_says() {
    let clean = data_message(&healthy("lgz-zmd")).unwrap();
    let data = |fault| data_message(&read("lgz-zmd", fault)).unwrap();

    let lost = data(Fault::LostStx);
    assert_eq!(
        (lost.framing, lost.body),
        (Framing::StxLost, clean.body.clone())
    );

    let unframed = data(Fault::Unframed);
    assert_eq!(
        (unframed.framing, unframed.ending),
        (Framing::Unframed, Ending::EndMark)
    );

    let unchecked = read("lgz-zmd", Fault::NoCheck);
    assert_eq!(
        unchecked,
        [healthy("lgz-zmd")].map(|mut b| {
            b.pop();
            b
        })[0]
    );

    let endless = data(Fault::NoEnd);
    assert_eq!(endless.check.is_ok(), Some(true));
    assert!(!endless.body.contains(&b'!'));

    let pushed = read("easymeter-q3d", Fault::NoEnd);
    assert!(pushed.starts_with(b"/ESY5") && !pushed.contains(&b'!'));
}

#[test]
fn wrong_parity_leaves_the_codes_alone() {
    assert_eq!(read("lgz-zmd", Fault::Parity), healthy("lgz-zmd"));
    let mut line =
        open_faulty("lgz-zmd", Faults::only(Fault::Parity)).with_channel(Channel::EightBit);
    line.send(b"\xAF?!\x8D\n").unwrap();
    let heard = listen(&mut line, 100);
    let wrong = heard
        .iter()
        .filter(|byte| !wire::parity_fits(**byte))
        .count();
    assert!((1..heard.len() / 50).contains(&wrong), "{wrong}");
}

#[test]
fn a_deaf_meter_hears_the_second_request() {
    let mut line = open_faulty("lgz-zmd", Faults::only(Fault::DeafOnce));
    say(&mut line, b"/?!\r\n");
    assert_eq!(listen(&mut line, 2), b"");
    say(&mut line, b"/?!\r\n");
    assert!(!listen(&mut line, 2).is_empty());
}
