//! The texts of one language.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentMessage, FluentResource};
use fluent_syntax::ast::PatternElement;

use super::parts::{ENGLISH, GERMAN, RUSSIAN, TURKISH};
use super::{Argument, Language};

/// The texts of one language, by their names.
pub struct Words {
    bundle: FluentBundle<FluentResource>,
}

impl Words {
    /// The texts that came with the program.
    pub fn of(language: Language) -> &'static Words {
        static ALL: [LazyLock<Words>; 4] = [
            LazyLock::new(|| Words::read(Language::English, ENGLISH)),
            LazyLock::new(|| Words::read(Language::German, GERMAN)),
            LazyLock::new(|| Words::read(Language::Turkish, TURKISH)),
            LazyLock::new(|| Words::read(Language::Russian, RUSSIAN)),
        ];
        let [english, german, turkish, russian] = &ALL;
        match language {
            Language::English => english,
            Language::German => german,
            Language::Turkish => turkish,
            Language::Russian => russian,
        }
    }

    /// Texts of `files`. What cannot be read of them is left out; of two texts of one name
    /// the first counts.
    pub fn read(language: Language, files: &[&str]) -> Words {
        let tag = language.tag().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        bundle.set_use_isolating(false);
        for file in files {
            let resource = FluentResource::try_new((*file).to_owned());
            let resource = resource.unwrap_or_else(|(readable, _)| readable);
            // What is left out by this is found by a test.
            let _ = bundle.add_resource(resource);
        }
        Words { bundle }
    }

    /// The text `id` if it is there and takes no arguments.
    pub fn plain(&self, id: &str) -> Option<&str> {
        let text = self.message(id)?.value()?;
        match text.elements.as_slice() {
            [PatternElement::TextElement { value }] => Some(value),
            _ => None,
        }
    }

    /// The text `id` with `arguments` put in, if it is there.
    pub fn with(&self, id: &str, arguments: &[(&'static str, Argument<'_>)]) -> Option<String> {
        let text = self.message(id)?.value()?;
        let arguments: FluentArgs<'_> = arguments
            .iter()
            .map(|(name, argument)| (*name, argument.value()))
            .collect();
        let mut problems = Vec::new();
        let said = self
            .bundle
            .format_pattern(text, Some(&arguments), &mut problems);
        problems.is_empty().then(|| said.into_owned())
    }

    fn message(&self, id: &str) -> Option<FluentMessage<'_>> {
        self.bundle.get_message(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals_follow_the_language() {
        let english = Words::read(
            Language::English,
            &["sets = { $n ->\n    [one] { $n } set\n   *[other] { $n } sets\n}\n"],
        );
        let russian = Words::read(
            Language::Russian,
            &[
                "sets = { $n ->\n    [one] { $n } набор\n    [few] { $n } набора\n   *[many] { $n } наборов\n}\n",
            ],
        );
        let say = |words: &Words, n: usize| words.with("sets", &[("n", n.into())]).unwrap();
        assert_eq!(say(&english, 1), "1 set");
        assert_eq!(say(&english, 343), "343 sets");
        assert_eq!(say(&russian, 21), "21 набор");
        assert_eq!(say(&russian, 3), "3 набора");
        assert_eq!(say(&russian, 11), "11 наборов");
    }

    #[test]
    fn a_file_with_a_gap_or_damage_gives_what_is_left() {
        let damaged = "one = Eins\n\n= nobody\ntwo { } = Zwei\nthree =\nfour = { $n\nfive = Fünf\n";
        let words = Words::read(Language::German, &[damaged]);
        assert_eq!(words.plain("one"), Some("Eins"));
        assert_eq!(words.plain("five"), Some("Fünf"));
        for gone in ["two", "three", "four", "six"] {
            assert_eq!(words.plain(gone), None, "{gone}");
            assert_eq!(words.with(gone, &[("n", 1.into())]), None, "{gone}");
        }
    }

    #[test]
    fn an_argument_that_is_missing_is_a_gap_too() {
        let words = Words::read(Language::German, &["told = { $who } sagt { $what }\n"]);
        assert_eq!(words.with("told", &[("who", "Ada".into())]), None);
        let told = words.with("told", &[("who", "Ada".into()), ("what", 7.into())]);
        assert_eq!(told.as_deref(), Some("Ada sagt 7"));
        assert_eq!(words.plain("told"), None);
    }
}
