//! What is said where a password is typed: what it may look like, and what is at
//! stake.

use crate::app::widgets::TypedPassword;
use crate::profile::{Characters, PasswordForm};
use crate::worker::Tries;

/// Why `typed` cannot be a password of this form; `None` if it can.
pub fn broken_rule(form: &PasswordForm, typed: &TypedPassword) -> Option<String> {
    let length = typed.len();
    if length < usize::from(form.min) || length > usize::from(form.max) {
        let long = if form.min == form.max {
            form.min.to_string()
        } else {
            format!("{} to {}", form.min, form.max)
        };
        return Some(format!(
            "This password has {long} characters; {length} are typed"
        ));
    }
    let (fits, what): (fn(char) -> bool, &str) = match form.characters {
        Characters::Any => (
            |c| matches!(c, ' '..='~') && !matches!(c, '(' | ')'),
            "printable characters without brackets",
        ),
        Characters::Digits => (|c| c.is_ascii_digit(), "digits"),
        Characters::Hex => (|c| c.is_ascii_hexdigit(), "hex digits"),
        Characters::Upper => (
            |c| c.is_ascii_uppercase() || c.is_ascii_digit(),
            "upper case letters and digits",
        ),
    };
    let all = typed.as_str().chars().all(fits);
    (!all).then(|| format!("This password is made of {what}"))
}

/// Two lines beside a password: that it is one try, and what wrong ones lead to. Short
/// enough to stand beside the field whole.
pub fn stakes(tries: &Tries) -> (&'static str, String) {
    let first = if tries.is_last() {
        "The last try before it locks"
    } else {
        "One try, never repeated by itself"
    };
    let Some(said) = tries.sentence() else {
        return (first, "No lock-out is known of this type".to_owned());
    };
    let second = match (&tries.lock_out, said.split_once("then locked")) {
        (Some(rule), Some((_, lasts))) if tries.wrong == 0 && rule.tries > 1 => {
            format!("{} wrong ones lock it{lasts}", rule.tries)
        }
        _ => said,
    };
    let second = second.replace(" hours", " h").replace(" minutes", " min");
    (
        first,
        second.replace(" hour", " h").replace(" minute", " min"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::LockOut;

    #[test]
    fn what_is_at_stake_is_told_in_few_words() {
        let check = |wrong, tries, minutes, first: &str, second: &str| {
            let lock_out = Some(LockOut {
                tries,
                minutes,
                note: String::new(),
            });
            let told = stakes(&Tries { wrong, lock_out });
            assert_eq!(told, (first, second.to_owned()));
        };
        let one = "One try, never repeated by itself";
        check(0, 15, Some(1_440), one, "15 wrong ones lock it for 24 h");
        check(
            1,
            15,
            Some(1_440),
            one,
            "1 of 15 used; then locked for 24 h",
        );
        check(1, 3, Some(15), one, "1 of 3 used; then locked for 15 min");
        let last = "The last try before it locks";
        check(2, 3, Some(60), last, "2 of 3 used; then locked for 1 h");
        check(0, 1, None, last, "0 of 1 used; then locked");
        let unknown = stakes(&Tries::default());
        assert_eq!(
            unknown,
            (one, "No lock-out is known of this type".to_owned())
        );
    }
}
