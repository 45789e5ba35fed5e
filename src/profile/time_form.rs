//! The form in which a meter tells and takes a date, a time or both.

use thiserror::Error;

/// A form such as `YYMMDDhhmmss`, `hh:mm:ss` or `sYYMMDD`.
///
/// | token | stands for |
/// |---|---|
/// | `YYYY`, `YY` | year |
/// | `MM`, `DD` | month, day of the month |
/// | `hh`, `mm`, `ss` | hour, minute, second |
/// | `s` | season: 0 normal time, 1 summer time, 2 UTC |
/// | `n` | day of the week, 1 is Monday |
/// | `ww` | week of the year |
///
/// Everything else stands for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeForm {
    pub(super) text: String,
}

/// A form that cannot be, or a text that does not have the form.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TimeFormError {
    #[error("the form {0:?} names no part of a date or a time")]
    Nothing(String),
    #[error("{text:?} does not have the form {form}")]
    Mismatch { text: String, form: String },
}
