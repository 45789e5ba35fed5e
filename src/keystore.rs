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

/// Gives the place for a password by service and name.
type Places<'a> = &'a dyn Fn(&str, &str) -> keyring::Result<Entry>;

/// The password for a level of a device profile; `None` if none is kept.
pub fn load(profile: &str, level: u8) -> Result<Option<Password>, KeystoreError> {
    load_from(&Entry::new, profile, level)
}

/// Keeps the password for a level of a device profile, in place of an earlier one.
pub fn store(profile: &str, level: u8, password: &Password) -> Result<(), KeystoreError> {
    store_in(&Entry::new, profile, level, password)
}

/// Forgets the password for a level of a device profile, if one is kept.
pub fn forget(profile: &str, level: u8) -> Result<(), KeystoreError> {
    forget_in(&Entry::new, profile, level)
}

fn load_from(
    places: Places<'_>,
    profile: &str,
    level: u8,
) -> Result<Option<Password>, KeystoreError> {
    let name = name_of(profile, level);
    match entry(places, &name)?.get_password() {
        Ok(text) => Ok(Some(Password::new(text))),
        Err(Error::NoEntry) => Ok(None),
        Err(error) => Err(in_words(&name, error)),
    }
}

fn store_in(
    places: Places<'_>,
    profile: &str,
    level: u8,
    password: &Password,
) -> Result<(), KeystoreError> {
    let name = name_of(profile, level);
    entry(places, &name)?
        .set_password(password.reveal())
        .map_err(|error| in_words(&name, error))
}

fn forget_in(places: Places<'_>, profile: &str, level: u8) -> Result<(), KeystoreError> {
    let name = name_of(profile, level);
    match entry(places, &name)?.delete_credential() {
        Ok(()) | Err(Error::NoEntry) => Ok(()),
        Err(error) => Err(in_words(&name, error)),
    }
}

fn name_of(profile: &str, level: u8) -> String {
    format!("{profile}/level {level}")
}

fn entry(places: Places<'_>, name: &str) -> Result<Entry, KeystoreError> {
    places(SERVICE, name).map_err(|error| in_words(name, error))
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
    use keyring_core::api::CredentialStoreApi;
    use keyring_core::mock;

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

    /// A keyring in memory.
    fn keyring() -> impl Fn(&str, &str) -> keyring::Result<Entry> {
        let store = mock::Store::new().unwrap();
        move |service, name| {
            let inner = store.build(service, name, None)?;
            Ok(Entry { inner })
        }
    }

    fn password(text: &str) -> Password {
        Password::new(text.to_owned())
    }

    #[test]
    fn a_password_is_kept_replaced_and_forgotten() {
        let keyring = keyring();
        let kept = |profile: &str, level| {
            let kept = load_from(&keyring, profile, level).unwrap();
            kept.map(|password| password.reveal().to_owned())
        };
        assert_eq!(kept("emh-lzqj", 1), None);
        store_in(&keyring, "emh-lzqj", 1, &password("00000000")).unwrap();
        store_in(&keyring, "emh-lzqj", 2, &password("22222222")).unwrap();
        store_in(&keyring, "emh-lzqj", 1, &password("11111111")).unwrap();
        assert_eq!(kept("emh-lzqj", 1).as_deref(), Some("11111111"));
        assert_eq!(kept("emh-lzqj", 2).as_deref(), Some("22222222"));
        assert_eq!(kept("lgz-zmd", 1), None);

        forget_in(&keyring, "emh-lzqj", 1).unwrap();
        assert_eq!(kept("emh-lzqj", 1), None);
        assert_eq!(kept("emh-lzqj", 2).as_deref(), Some("22222222"));
        assert_eq!(forget_in(&keyring, "emh-lzqj", 1), Ok(()));
    }

    #[test]
    fn a_keyring_that_does_nothing_says_why_and_keeps_what_it_has() {
        let keyring = keyring();
        store_in(&keyring, "emh-lzqj", 1, &password("00000000")).unwrap();
        let lock = || {
            let place = keyring(SERVICE, &name_of("emh-lzqj", 1)).unwrap();
            let kept: &mock::Cred = place.inner.as_any().downcast_ref().unwrap();
            kept.set_error(Error::NoStorageAccess("object locked".into()));
        };
        lock();
        let told = load_from(&keyring, "emh-lzqj", 1).map(|_| ());
        assert_eq!(told, Err(KeystoreError::Locked));
        lock();
        let told = store_in(&keyring, "emh-lzqj", 1, &password("1"));
        assert_eq!(told, Err(KeystoreError::Locked));
        lock();
        let told = forget_in(&keyring, "emh-lzqj", 1);
        assert_eq!(told, Err(KeystoreError::Locked));
        let kept = load_from(&keyring, "emh-lzqj", 1).unwrap().unwrap();
        assert_eq!(kept.reveal(), "00000000");

        let absent = |_: &str, _: &str| Err(Error::NoDefaultStore);
        let told = load_from(&absent, "emh-lzqj", 1).map(|_| ());
        assert_eq!(told, Err(KeystoreError::Missing));
        let told = store_in(&absent, "emh-lzqj", 1, &password("1"));
        assert_eq!(told, Err(KeystoreError::Missing));
        let told = forget_in(&absent, "emh-lzqj", 1);
        assert_eq!(told, Err(KeystoreError::Missing));
    }

    #[test]
    fn levels_and_profiles_do_not_share_a_password() {
        assert_eq!(name_of("emh-lzqj", 2), "emh-lzqj/level 2");
    }
}
