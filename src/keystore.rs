//! Passwords in the keyring of the system, one for each device profile and level:
//! Secret Service, macOS Keychain, Windows Credential Manager.
//!
//! Everything works without one: then passwords are asked for. The calls may wait for
//! as long as the system asks its user to unlock the keyring, so they are made from a
//! thread of their own, never from the window's.

use keyring::{Entry, Error};
use thiserror::Error as ThisError;
use zeroize::Zeroize;

use crate::secret::Password;

/// What the keyring knows this program as.
const SERVICE: &str = "flagport";

/// Why the keyring gave or took nothing.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
pub enum KeystoreError {
    #[error("this computer has no keyring that can be used; passwords are asked for each time")]
    Missing,
    #[error("the keyring is locked; unlock it, or type the password")]
    Locked,
    #[error("the keyring was not opened for this program; type the password")]
    Denied,
    #[error("the keyring holds something else than a password under {0:?}")]
    Damaged(String),
    #[error("the keyring takes no password of that length")]
    TooLong,
    #[error("the keyring did not do it: {0}")]
    Other(String),
}

/// The password for a level of a device profile; `None` if none is kept.
pub fn load(profile: &str, level: u8) -> Result<Option<Password>, KeystoreError> {
    let name = name_of(profile, level);
    match entry(&name)?.get_password() {
        Ok(text) => Ok(Some(Password::new(text))),
        Err(Error::NoEntry) => Ok(None),
        Err(error) => Err(in_words(&name, error)),
    }
}

/// Keeps the password for a level of a device profile, in place of an earlier one.
pub fn store(profile: &str, level: u8, password: &Password) -> Result<(), KeystoreError> {
    let name = name_of(profile, level);
    entry(&name)?
        .set_password(password.reveal())
        .map_err(|error| in_words(&name, error))
}

/// Forgets the password for a level of a device profile, if one is kept.
pub fn forget(profile: &str, level: u8) -> Result<(), KeystoreError> {
    let name = name_of(profile, level);
    match entry(&name)?.delete_credential() {
        Ok(()) | Err(Error::NoEntry) => Ok(()),
        Err(error) => Err(in_words(&name, error)),
    }
}

fn name_of(profile: &str, level: u8) -> String {
    format!("{profile}/level {level}")
}

fn entry(name: &str) -> Result<Entry, KeystoreError> {
    Entry::new(SERVICE, name).map_err(|error| in_words(name, error))
}

/// What an error means for people. What was read goes into no message, and is wiped.
fn in_words(name: &str, error: Error) -> KeystoreError {
    match error {
        Error::NoDefaultStore | Error::NotSupportedByStore(_) => KeystoreError::Missing,
        Error::NoStorageAccess(reason) => {
            let reason = reason.to_string().to_lowercase();
            if reason.contains("lock") && !reason.contains("den") {
                KeystoreError::Locked
            } else {
                KeystoreError::Denied
            }
        }
        Error::BadEncoding(mut read) | Error::BadDataFormat(mut read, _) => {
            read.zeroize();
            KeystoreError::Damaged(name.to_owned())
        }
        Error::TooLong(..) => KeystoreError::TooLong,
        Error::BadStoreFormat(_) | Error::Ambiguous(_) => KeystoreError::Damaged(name.to_owned()),
        Error::PlatformFailure(reason) => KeystoreError::Other(reason.to_string()),
        error => KeystoreError::Other(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_keyring_says_is_put_into_words() {
        let check = |error: Error, expected: &str| {
            let sentence = in_words("emh-lzqj/level 2", error).to_string();
            assert!(sentence.contains(expected), "{sentence}");
        };
        check(Error::NoDefaultStore, "has no keyring");
        check(Error::NoStorageAccess("object locked".into()), "is locked");
        check(
            Error::NoStorageAccess("prompt dismissed".into()),
            "was not opened for this program",
        );
        check(Error::PlatformFailure("no bus".into()), "no bus");
        check(Error::TooLong("secret".to_owned(), 9), "of that length");
        check(
            Error::BadEncoding(b"12345678\xFF".to_vec()),
            "something else than a password under \"emh-lzqj/level 2\"",
        );
    }

    #[test]
    fn a_message_never_holds_what_was_read() {
        let error = Error::BadDataFormat(b"12345678".to_vec(), "wrong".into());
        let told = in_words("emh-lzqj/level 2", error);
        assert!(!format!("{told:?} {told}").contains("12345678"));
    }

    #[test]
    fn levels_and_profiles_do_not_share_a_password() {
        assert_eq!(name_of("emh-lzqj", 2), "emh-lzqj/level 2");
    }
}
