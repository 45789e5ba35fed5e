//! A text of the window that is not put into words yet.

use std::borrow::Cow;
use std::fmt;

use fluent_bundle::FluentValue;

/// A text by its name and with its arguments. It is put into words where it is shown, so
/// that it speaks the language of that moment; [`message!`](crate::message) makes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    id: &'static str,
    arguments: Vec<(&'static str, Argument<'static>)>,
}

impl Message {
    pub fn new(id: &'static str, arguments: Vec<(&'static str, Argument<'static>)>) -> Message {
        Message { id, arguments }
    }

    /// The same with each of its texts, also those of messages in it, as `change` makes it.
    pub fn map_texts(self, change: &impl Fn(&str) -> String) -> Message {
        let arguments = self.arguments.into_iter().map(|(name, argument)| {
            let argument = match argument {
                Argument::Text(text) => Argument::Text(Cow::Owned(change(&text))),
                Argument::Count(count) => Argument::Count(count),
                Argument::Message(message) => Argument::Message(message.map_texts(change)),
            };
            (name, argument)
        });
        Message {
            arguments: arguments.collect(),
            ..self
        }
    }

    /// The name of the text.
    pub fn id(&self) -> &'static str {
        self.id
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.arguments.is_empty() {
            f.write_str(super::plain(self.id))
        } else {
            f.write_str(&super::with(self.id, &self.arguments))
        }
    }
}

/// Equal to what it says in the language of this thread.
impl PartialEq<&str> for Message {
    fn eq(&self, words: &&str) -> bool {
        let said = self.to_string();
        said == *words
    }
}

/// What stands in a text in place of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Argument<'a> {
    /// As it is, in every language.
    Text(Cow<'a, str>),
    /// A count, which the text may agree with: `1 change`, `2 changes`.
    Count(i64),
    /// Another text, put into words with the one around it.
    Message(Message),
}

impl Argument<'_> {
    pub fn into_owned(self) -> Argument<'static> {
        match self {
            Argument::Text(text) => Argument::Text(Cow::Owned(text.into_owned())),
            Argument::Count(count) => Argument::Count(count),
            Argument::Message(message) => Argument::Message(message),
        }
    }

    pub(super) fn value(&self) -> FluentValue<'_> {
        match self {
            Argument::Text(text) => FluentValue::from(text.as_ref()),
            Argument::Count(count) => FluentValue::from(*count),
            Argument::Message(message) => FluentValue::from(message.to_string()),
        }
    }
}

impl<'a> From<&'a str> for Argument<'a> {
    fn from(text: &'a str) -> Argument<'a> {
        Argument::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for Argument<'a> {
    fn from(text: &'a String) -> Argument<'a> {
        Argument::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Argument<'_> {
    fn from(text: String) -> Self {
        Argument::Text(Cow::Owned(text))
    }
}

impl<'a> From<Cow<'a, str>> for Argument<'a> {
    fn from(text: Cow<'a, str>) -> Argument<'a> {
        Argument::Text(text)
    }
}

impl From<Message> for Argument<'_> {
    fn from(message: Message) -> Self {
        Argument::Message(message)
    }
}

macro_rules! counts {
    ($($number:ty),+) => {
        $(impl From<$number> for Argument<'_> {
            fn from(count: $number) -> Self {
                Argument::Count(i64::try_from(count).unwrap_or(i64::MAX))
            }
        })+
    };
}

counts!(u8, u16, u32, u64, u128, usize, i32, i64);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message;

    #[test]
    fn a_message_can_stand_in_another() {
        let inner = message!("page-clock");
        let outer = Message::new("no-such-text", vec![("page", inner.clone().into())]);
        assert_eq!(outer.id(), "no-such-text");
        assert_eq!(outer, outer.clone());
        assert_ne!(outer, inner);
    }
}
