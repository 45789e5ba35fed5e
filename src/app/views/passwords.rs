//! What is said where a password is typed: what it may look like, and what is at
//! stake.

use crate::app::widgets::TypedPassword;
use crate::profile::{Characters, PasswordForm};
use crate::say;
use crate::worker::Tries;

/// Why `typed` cannot be a password of this form; `None` if it can.
pub fn broken_rule(form: &PasswordForm, typed: &TypedPassword) -> Option<String> {
    let length = typed.len();
    if length < usize::from(form.min) || length > usize::from(form.max) {
        let (least, most) = (form.min, form.max);
        return Some(if least == most {
            say!("password-length", length = most, typed = length)
        } else {
            say!(
                "password-length-range",
                least = least,
                most = most,
                typed = length
            )
        });
    }
    let (fits, why): (fn(char) -> bool, &str) = match form.characters {
        Characters::Any => (
            |c| matches!(c, ' '..='~') && !matches!(c, '(' | ')'),
            say!("password-of-printable"),
        ),
        Characters::Digits => (|c| c.is_ascii_digit(), say!("password-of-digits")),
        Characters::Hex => (|c| c.is_ascii_hexdigit(), say!("password-of-hex")),
        Characters::Upper => (
            |c| c.is_ascii_uppercase() || c.is_ascii_digit(),
            say!("password-of-upper"),
        ),
    };
    let all = typed.as_str().chars().all(fits);
    (!all).then(|| why.to_owned())
}

/// Two lines beside a password: that it is one try, and what wrong ones lead to. Short
/// enough to stand beside the field whole.
pub fn stakes(tries: &Tries) -> (&'static str, String) {
    let first = if tries.is_last() {
        say!("password-last-try")
    } else {
        say!("password-one-try")
    };
    let (used, Some(rule)) = (tries.wrong, &tries.lock_out) else {
        let second = match tries.sentence() {
            Some(said) => said.to_string(),
            None => say!("password-no-lock-out").to_owned(),
        };
        return (first, second);
    };
    let all = rule.tries;
    let time = rule.minutes.map(lock_time);
    let is_fresh = used == 0 && all > 1;
    let second = match (is_fresh, time) {
        (true, None) => say!("password-locks", all = all),
        (true, Some(time)) => say!("password-locks-for", all = all, time = time),
        (false, None) => say!("change-tries-then-locked", used = used, all = all),
        (false, Some(time)) => {
            say!(
                "change-tries-then-locked-for",
                used = used,
                all = all,
                time = time
            )
        }
    };
    (first, second)
}

/// `24 h`, `15 min`
fn lock_time(minutes: u32) -> String {
    match minutes {
        minutes if minutes >= 60 && minutes.is_multiple_of(60) => format!("{} h", minutes / 60),
        minutes => format!("{minutes} min"),
    }
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
