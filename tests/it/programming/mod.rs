//! Sessions in programming mode, with simulated meters and with scripted ones, in
//! virtual time.

mod captures;
mod change;
mod faults;
mod login;
mod read;
mod secrecy;
mod sign_on;

use flagport::link::{CancelToken, Link, WriteGuard};
use flagport::order::Order;
use flagport::secret::Password;
use flagport::session::programming::Programming;
use flagport::session::{LineOptions, SessionError};
use flagport::transport::Transport;

use crate::bench::{Record, link};

/// The break message, by XOR.
const BREAK: &[u8] = b"\x01B0\x03q";

pub(crate) fn order(text: &str) -> Order {
    text.parse().unwrap()
}

fn password(text: &str) -> Password {
    Password::new(text.to_owned())
}

/// Signs on with nothing set, lets `work` work where writing is permitted, and signs off.
pub(crate) fn in_session<T>(
    transport: &mut dyn Transport,
    work: impl FnOnce(&mut Programming, &mut Link<'_>) -> T,
) -> (T, Record) {
    let mut record = Record::default();
    let options = LineOptions::default();
    let mut link = link(transport, &options, CancelToken::new(), &mut record);
    link.set_guard(WriteGuard::Everything);
    let mut session = Programming::sign_on(&mut link, &options, '1').unwrap();
    let result = work(&mut session, &mut link);
    session.sign_off(&mut link);
    (result, record)
}

/// Signs on, and off again if that comes about.
fn sign_on(
    transport: &mut dyn Transport,
    options: &LineOptions,
) -> (Result<Programming, SessionError>, Record) {
    let mut record = Record::default();
    let mut link = link(transport, options, CancelToken::new(), &mut record);
    let session = Programming::sign_on(&mut link, options, '1');
    if let Ok(session) = &session {
        session.clone().sign_off(&mut link);
    }
    (session, record)
}
