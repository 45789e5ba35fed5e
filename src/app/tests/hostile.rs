//! A meter that would like to confuse: what it sends is shown bounded and printable.

use super::*;

/// The longest text that the window gives a screen reader or lays out in one piece, in
/// characters: the line as sent beside the table, which may be copied whole.
const LONGEST: usize = 2100;

/// A telegram of characters that markup, terminals and writing direction know, and of
/// values and addresses without an end.
fn hostile_telegram() -> Vec<u8> {
    let mut telegram = b"/XXX5<b>\x1b[2J=cmd|'/C calc'!A0 ".to_vec();
    telegram.extend("i".repeat(3000).bytes());
    telegram.extend(b"\r\n\x02");
    telegram.extend(b"F.F(<script>alert(1)</script>\x1b]0;owned\x07)\r\n");
    telegram.extend(b"0.0.0(../../../../tmp/owned");
    telegram.extend("9".repeat(20_000).bytes());
    telegram.extend(b")\r\n0.9.1(99:99:99)\r\n0.9.2(\x85\x9b31m)\r\n1.8.0(=1+1");
    telegram.extend("8".repeat(50_000).bytes());
    telegram.extend(b"*kWh");
    telegram.extend("h".repeat(10_000).bytes());
    telegram.extend(b")\r\n");
    telegram.extend("1.".repeat(5000).bytes());
    telegram.extend(b"(1)\r\n32.7.0(\xe2\x80\xae230.0*V)\r\nC.1.0(");
    telegram.extend("W ".repeat(20_000).bytes());
    telegram.extend(b")\r\n!\r\n\x03");
    telegram
}

/// Whether it could move a cursor, hide something or turn the direction of writing.
fn is_harmful(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

#[track_caller]
fn every_text_is_bounded_and_printable(window: &Window, place: &str) {
    for node in window.harness.root().children_recursive() {
        let node = node.accesskit_node();
        for text in [node.label(), node.value()].into_iter().flatten() {
            let length = text.chars().count();
            let shown: String = text.chars().take(80).collect();
            assert!(
                length <= LONGEST,
                "{length} characters on {place}: {shown:?}"
            );
            assert!(!text.chars().any(is_harmful), "on {place}: {shown:?}");
        }
    }
}

#[test]
fn what_a_hostile_meter_says_is_bounded_and_printable_on_every_page() {
    let telegram = hostile_telegram();
    let found = open_bytes(&telegram).unwrap().pop().unwrap();
    let mut window = window(USUAL, ready());
    let id = window.start_reading();
    window.tell(Event::JobFinished {
        id,
        outcome: Outcome::Done(Summary {
            readout: Arc::new(found.readout),
            raw: telegram.into(),
            duration: Duration::from_millis(2700),
        }),
    });
    let pages = [
        Key::Num1,
        Key::Num2,
        Key::Num3,
        Key::Num4,
        Key::Num5,
        Key::Num6,
        Key::Num7,
        Key::Num8,
        Key::Num9,
    ];
    for page in pages {
        window.press(Modifiers::COMMAND, page);
        every_text_is_bounded_and_printable(&window, &format!("the page of {page:?}"));
    }
}
