//! What is wrong with the form of a file, in our words.

use ron::Error;

use super::near;

/// The sentence for an error of the form.
pub(super) fn in_words(error: &Error) -> String {
    match error {
        Error::NoSuchStructField {
            expected, found, ..
        } => unknown("field", found, expected),
        Error::NoSuchEnumVariant {
            expected, found, ..
        } => unknown("word", found, expected),
        Error::MissingStructField { field, .. } => format!("the field `{field}` is missing"),
        Error::DuplicateStructField { field, .. } => {
            format!("the field `{field}` stands here a second time")
        }
        Error::Eof => "the file ends too early".to_owned(),
        Error::TrailingCharacters => "something stands behind the end of the profile".to_owned(),
        Error::InvalidValueForType { expected, found } => {
            format!("{expected} is needed here, not {found}")
        }
        other => {
            let text = other.to_string();
            let mut rest = text.chars();
            let first = rest.next().map(|first| first.to_lowercase().to_string());
            format!("{}{}", first.unwrap_or_default(), rest.as_str())
        }
    }
}

/// Says that there is no such word, and which are meant: those close to it, or all.
fn unknown(what: &str, found: &str, expected: &[&str]) -> String {
    let close = near::close_to(found, expected.iter().copied());
    let known = match close.first() {
        Some(close) => format!("close to it is `{close}`"),
        None => {
            let all: Vec<String> = expected.iter().map(|word| format!("`{word}`")).collect();
            format!("there are {}", all.join(", "))
        }
    };
    format!("there is no {what} `{found}` here; {known}")
}
