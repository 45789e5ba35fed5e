//! A password: wiped from memory after use, and never shown.
//!
//! Knows nothing about where passwords come from or go to.

use std::fmt;

use zeroize::Zeroizing;

/// What stands for a password wherever one is shown, whatever its length.
pub const MASK: &str = "•••";

/// A password. Its text is wiped when it is dropped; it neither prints nor
/// serialises itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(Zeroizing<String>);

impl Password {
    /// Takes over `text`.
    pub fn new(text: String) -> Password {
        Password(Zeroizing::new(text))
    }

    /// The text, for putting it into a command.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_does_not_print_itself() {
        let password = Password::new("12345678".to_owned());
        assert_eq!(format!("{password:?}"), "•••");
        assert_eq!(password.reveal(), "12345678");
    }
}
