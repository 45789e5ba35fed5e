//! The languages of the window.
//!
//! Every text of the window has a name, such as `clock-drift-slow`, and stands in
//! `assets/languages`, one folder for a language and one file for a part of the window.
//! [`say!`](crate::say) puts it into words; [`message!`](crate::message) makes a
//! [`Message`], which is put into words where it is shown, in the language of that moment.
//! English is complete and stands in for what another language does not say. Turkish and
//! Russian are started: the words of the trade, the pages, states and main buttons.
//!
//! The language in force belongs to a thread. The window sets it in each frame; every
//! other thread speaks English, as the command line and all files do, but for work that
//! was asked for in a language and runs [`within`] it. [`number`] and [`date`] write what
//! this program itself worked out; what a meter sent stays as sent in every language.
//!
//! Knows nothing of the window, of meters and of files. There is no file of the user's own.

pub mod date;
mod message;
pub mod number;
mod parts;
mod words;

use std::cell::Cell;

use serde::{Deserialize, Serialize};

pub use message::{Argument, Message};
pub use words::Words;

/// A language of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Language {
    #[default]
    English,
    German,
    Turkish,
    Russian,
}

thread_local! {
    static CURRENT: Cell<Language> = const { Cell::new(Language::English) };
}

impl Language {
    pub const ALL: [Language; 4] = [
        Language::English,
        Language::German,
        Language::Turkish,
        Language::Russian,
    ];

    /// The language that this computer is set to, or English if it is none of these.
    pub fn of_computer() -> Language {
        sys_locale::get_locales()
            .find_map(|locale| Language::of_locale(&locale))
            .unwrap_or_default()
    }

    /// The language of a locale such as `de-AT`, `tr_TR.UTF-8` or `ru`.
    pub fn of_locale(locale: &str) -> Option<Language> {
        let tag = locale.split(['-', '_', '.', '@']).next()?;
        Self::ALL
            .into_iter()
            .find(|language| language.tag().eq_ignore_ascii_case(tag))
    }

    /// As locales name it.
    pub fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::German => "de",
            Language::Turkish => "tr",
            Language::Russian => "ru",
        }
    }

    /// What its speakers call it.
    pub fn own_name(self) -> &'static str {
        match self {
            Language::English => "English",
            Language::German => "Deutsch",
            Language::Turkish => "Türkçe",
            Language::Russian => "Русский",
        }
    }

    /// Whether every text is there in it.
    pub fn is_complete(self) -> bool {
        matches!(self, Language::English | Language::German)
    }
}

/// The language of this thread.
pub fn current() -> Language {
    CURRENT.get()
}

/// Lets this thread speak `language` from now on.
pub fn set(language: Language) {
    CURRENT.set(language);
}

/// Does `work` in `language`; afterwards the thread speaks as before, also if the work
/// ends in a panic.
pub fn within<T>(language: Language, work: impl FnOnce() -> T) -> T {
    struct Before(Language);
    impl Drop for Before {
        fn drop(&mut self) {
            set(self.0);
        }
    }
    let _before = Before(CURRENT.replace(language));
    work()
}

/// The text `id`, which takes no arguments. [`say!`](crate::say) calls this.
pub fn plain(id: &'static str) -> &'static str {
    let words = Words::of(current());
    let said = words
        .plain(id)
        .or_else(|| Words::of(Language::English).plain(id));
    said.unwrap_or(id)
}

/// The text `id` with its arguments. [`say!`](crate::say) calls this.
pub fn with(id: &'static str, arguments: &[(&'static str, Argument<'_>)]) -> String {
    let words = Words::of(current());
    let said = words.with(id, arguments);
    said.or_else(|| Words::of(Language::English).with(id, arguments))
        .unwrap_or_else(|| id.to_owned())
}

/// A text of the window in the language of this thread, by its name: a `&'static str`, or
/// a `String` where the text takes arguments.
///
/// ```
/// use flagport::language::{self, Language};
/// use flagport::say;
///
/// assert_eq!(say!("page-clock"), "Clock");
/// let german = language::within(Language::German, || say!("page-clock"));
/// assert_eq!(german, "Uhr");
/// ```
#[macro_export]
macro_rules! say {
    ($id:literal) => {
        $crate::language::plain($id)
    };
    ($id:literal, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::language::with(
            $id,
            &[$((stringify!($name), $crate::language::Argument::from($value))),+],
        )
    };
}

/// A [`Message`]: a text of the window that is put into words when it is shown.
#[macro_export]
macro_rules! message {
    ($id:literal) => {
        $crate::language::Message::new($id, ::std::vec::Vec::new())
    };
    ($id:literal, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::language::Message::new(
            $id,
            ::std::vec![
                $((stringify!($name), $crate::language::Argument::from($value).into_owned())),+
            ],
        )
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_of_a_computer_is_told_by_its_locale() {
        for (locale, language) in [
            ("de-AT", Some(Language::German)),
            ("de", Some(Language::German)),
            ("tr_TR.UTF-8", Some(Language::Turkish)),
            ("RU-ru", Some(Language::Russian)),
            ("en-GB", Some(Language::English)),
            ("deu", None),
            ("C", None),
            ("", None),
        ] {
            assert_eq!(Language::of_locale(locale), language, "{locale:?}");
        }
    }

    #[test]
    fn another_language_holds_for_the_work_alone_also_when_it_panics() {
        set(Language::Turkish);
        assert_eq!(within(Language::German, current), Language::German);
        assert_eq!(current(), Language::Turkish);
        let broken = std::panic::catch_unwind(|| within(Language::German, || panic!("no")));
        assert!(broken.is_err());
        assert_eq!(current(), Language::Turkish);
        let elsewhere = std::thread::spawn(current).join();
        assert_eq!(elsewhere.ok(), Some(Language::English));
    }

    #[test]
    fn a_message_speaks_the_language_it_is_shown_in() {
        let page = message!("page-clock");
        assert_eq!(page.to_string(), "Clock");
        within(Language::German, || assert_eq!(page.to_string(), "Uhr"));
    }

    #[test]
    fn a_text_that_nobody_wrote_is_shown_by_its_name() {
        assert_eq!(plain("no-such-text"), "no-such-text");
        let told = with("no-such-text", &[("seconds", 12.into())]);
        assert_eq!(told, "no-such-text");
    }
}
