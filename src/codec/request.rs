//! The request message, `/ ? device address ! CR LF` (clause 6.3.1).

use thiserror::Error;

use super::control::{CR, LF, is_printable};

/// Asks the meter, or one meter of several, to identify itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    text: String,
}

/// Why a text cannot stand in a request message.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AddressError {
    #[error(
        "the device address holds {0:?}, which the line cannot carry; use printable ASCII without / and !"
    )]
    Character(char),
    #[error("the request text {0:?} must begin with / and end with !")]
    Form(String),
}

impl Request {
    /// `/?!`, which every meter answers.
    pub fn to_any() -> Request {
        Request {
            text: "/?!".to_owned(),
        }
    }

    /// `/?address!`. The standard allows 32 characters; longer ones are sent as
    /// they are. An empty address is [`Request::to_any`].
    pub fn to(address: &str) -> Result<Request, AddressError> {
        let carried = |c: char| u8::try_from(c).is_ok_and(is_printable) && c != '/' && c != '!';
        match address.chars().find(|c| !carried(*c)) {
            Some(c) => Err(AddressError::Character(c)),
            None => Ok(Request {
                text: format!("/?{address}!"),
            }),
        }
    }

    /// A request text of a maker's own, such as `/2!`, `/#!` or `/?MSY123!`.
    pub fn custom(text: &str) -> Result<Request, AddressError> {
        if let Some(c) = text
            .chars()
            .find(|c| !u8::try_from(*c).is_ok_and(is_printable))
        {
            return Err(AddressError::Character(c));
        }
        if text.len() < 2 || !text.starts_with('/') || !text.ends_with('!') {
            return Err(AddressError::Form(text.to_owned()));
        }
        Ok(Request {
            text: text.to_owned(),
        })
    }

    /// The text without CR LF.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The device address of a standard request, empty for any meter.
    pub fn address(&self) -> Option<&str> {
        self.text.strip_prefix("/?")?.strip_suffix('!')
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let mut bytes = self.text.clone().into_bytes();
        bytes.extend([CR, LF]);
        bytes
    }
}
