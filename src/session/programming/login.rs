//! Passwords. Each is said once: whatever comes of it, only the user's word sends it
//! again.

use zeroize::Zeroizing;

use super::change::{NAK, Said, sendable};
use super::{LoginAnswer, Programming, secure};
use crate::codec::CommandKind;
use crate::link::{self, Link, Permit, SecretCommand};
use crate::profile::Login;
use crate::secret::Password;
use crate::session::SessionError;

impl Programming {
    /// Gives the password of a level in its way, once.
    ///
    /// An error means that nothing was sent: the password or `P0` does not fit the way,
    /// the guard does not let the lock be opened, or the line failed before. A way that
    /// asks for nothing is accepted without a word.
    pub fn log_in(
        &mut self,
        link: &mut Link<'_>,
        login: &Login,
        password: &Password,
    ) -> Result<LoginAnswer, SessionError> {
        self.check_over()?;
        let word = sendable(password)?;
        match login {
            Login::Open | Login::InWrite => Ok(LoginAnswer::Accepted),
            Login::P1 => self.give(link, CommandKind::P1, "", word, &[word]),
            Login::P2(algorithm) => {
                let answer = secure::answer(*algorithm, self.operand(), password)?;
                let answer = answer.as_bytes();
                self.give(link, CommandKind::P2, "", answer, &[answer, word])
            }
            Login::Lock { address, .. } => {
                let answer = self.give(link, CommandKind::W1, address, word, &[word])?;
                if !matches!(answer, LoginAnswer::Refused(_)) {
                    self.open_locks.push(login.clone());
                }
                Ok(answer)
            }
        }
    }

    /// Closes a lock that [`Programming::log_in`] opened, also when the job is
    /// cancelled; for any other way there is nothing to do. [`Programming::sign_off`]
    /// does it by itself.
    pub fn close_lock(&mut self, link: &mut Link<'_>, login: &Login) -> Result<(), SessionError> {
        self.check_over()?;
        self.open_locks.retain(|open| open != login);
        self.close(link, login)
    }

    pub(super) fn close(&mut self, link: &mut Link<'_>, login: &Login) -> Result<(), SessionError> {
        let Login::Lock {
            close: Some((address, value)),
            ..
        } = login
        else {
            return Ok(());
        };
        let data = format!("{address}({value})");
        let command = SecretCommand {
            kind: CommandKind::W1,
            data: data.as_bytes(),
            more: false,
            shown: &data,
            secrets: &[],
        };
        let mut answer = NAK.to_owned();
        for _ in 0..=link.timing().repeats {
            match self.say_once(link, &command, true)? {
                Said::Nak => continue,
                // A session that is over has no open locks.
                Said::Ack | Said::Data(_) | Said::Break => return Ok(()),
                Said::Refused(words) => answer = words,
                Said::Operand => answer = "P0".to_owned(),
                Said::Unknown(cause) => answer = cause.to_string(),
            }
            break;
        }
        Err(SessionError::LockLeftOpen {
            address: address.clone(),
            answer,
        })
    }

    /// Sends a secret in the only group of a command; none of `secrets` is to show.
    fn give(
        &mut self,
        link: &mut Link<'_>,
        kind: CommandKind,
        address: &str,
        secret: &[u8],
        secrets: &[&[u8]],
    ) -> Result<LoginAnswer, SessionError> {
        let size = address.len().saturating_add(secret.len()).saturating_add(2);
        let mut data = Zeroizing::new(Vec::with_capacity(size));
        data.extend_from_slice(address.as_bytes());
        data.push(b'(');
        data.extend_from_slice(secret);
        data.push(b')');
        let shown = format!("{address}({})", link::MASK);
        let command = SecretCommand {
            kind,
            data: &data,
            more: false,
            shown: &shown,
            secrets,
        };
        Ok(match self.say_once(link, &command, false)? {
            Said::Ack | Said::Data(_) => LoginAnswer::Accepted,
            Said::Nak => LoginAnswer::Refused(NAK.to_owned()),
            Said::Refused(words) => LoginAnswer::Refused(words),
            Said::Operand => LoginAnswer::Refused("P0".to_owned()),
            Said::Break => LoginAnswer::Refused("B0".to_owned()),
            Said::Unknown(_) => LoginAnswer::Unanswered,
        })
    }
}

/// What a link must permit so that this way of giving a password can be gone, there and
/// back. Empty for all but locks, which are opened and closed by write commands.
pub fn permits_of(login: &Login) -> Vec<Permit> {
    let Login::Lock { address, close } = login else {
        return Vec::new();
    };
    let close = close.as_ref().map(|(address, _)| address);
    std::iter::once(address)
        .chain(close)
        .map(|address| Permit {
            kind: CommandKind::W1,
            address: address.clone(),
        })
        .collect()
}
