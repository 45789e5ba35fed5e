//! Sessions in programming mode, with simulated meters and with scripted ones, in
//! virtual time.

use flagport::codec::BlockCheckKind;
use flagport::link::CancelToken;
use flagport::order::Order;
use flagport::profile::Login;
use flagport::secret::Password;
use flagport::session::LineOptions;
use flagport::session::programming::{Answer, LoginAnswer, Programming};

use crate::bench::{Record, line, link, told};

fn order(text: &str) -> Order {
    text.parse().unwrap()
}

fn password(text: &str) -> Password {
    Password::new(text.to_owned())
}

#[test]
fn simulated_meters_are_signed_on_to_read_and_left() {
    for (meter, pass, command, answer, rule) in [
        (
            "lgz-zmd",
            "00000000",
            "R1 F.F()",
            "(00000000)",
            BlockCheckKind::Xor,
        ),
        (
            "iskra-mt174",
            "00000000",
            "R1 1.8.0()",
            "*kWh)",
            BlockCheckKind::Xor,
        ),
        (
            "emh-lzqj",
            "00000000",
            "R5 F.F()",
            "F.F(00000000)",
            BlockCheckKind::Xor,
        ),
        (
            "energomera-ce102m",
            "777777",
            "R1 VOLTA()",
            "VOLTA(",
            BlockCheckKind::Sum7,
        ),
    ] {
        let options = LineOptions::default();
        let mut record = Record::default();
        let mut transport = line(meter);
        let mut link = link(&mut transport, &options, CancelToken::new(), &mut record);
        let mut session = Programming::sign_on(&mut link, &options, '1').unwrap();
        let login = session.log_in(&mut link, &Login::P1, &password(pass));
        let read = session.read(&mut link, &order(command));
        let found = session.block_check();
        session.sign_off(&mut link);
        let told = told(&record);
        assert_eq!(login, Ok(LoginAnswer::Accepted), "{meter}\n{told}");
        let Ok(Answer::Data(data)) = read else {
            panic!("{meter}: {read:?}\n{told}");
        };
        let body = String::from_utf8(data.body).unwrap();
        assert!(body.contains(answer), "{meter}: {body}\n{told}");
        assert_eq!(found, Some(rule), "{meter}\n{told}");
        assert!(told.contains("> \\x01P1\\x02(***)\\x03*"), "{told}");
        let sent = record.sent();
        let check = if rule == BlockCheckKind::Xor {
            b'q'
        } else {
            b'u'
        };
        assert_eq!(sent.last().unwrap(), &[1, b'B', b'0', 3, check], "{told}");
    }
}
