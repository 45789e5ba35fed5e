//! What is kept of a panic: a fault of this program, of which nobody knows beforehand
//! what it says.
//!
//! Pure; the window writes it down and tells it.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What a panic leaves.
pub type Panic = Box<dyn Any + Send>;

/// Runs `work`; a panic in it ends nothing else.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Panic> {
    catch_unwind(AssertUnwindSafe(work))
}

/// What a panic said, as [`without_quoted`] leaves it. Empty if it said nothing.
pub fn words_of(panic: &(dyn Any + Send)) -> String {
    let words = match (panic.downcast_ref::<String>(), panic.downcast_ref::<&str>()) {
        (Some(words), _) => words,
        (None, Some(words)) => *words,
        (None, None) => "",
    };
    without_quoted(words)
}

/// The longest that is kept, in characters.
const LONGEST: usize = 300;

/// `words` on one line, with `…` for what stands in quotation marks or backticks: a
/// panic quotes what it stumbled over, and that may be a password.
pub fn without_quoted(words: &str) -> String {
    let line = words.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut kept: String = line.collect();
    // What is quoted may hold marks of its own: the outermost decide.
    for mark in ['`', '"', '\''] {
        let (first, last) = (kept.find(mark), kept.rfind(mark));
        if let (Some(first), Some(last)) = (first, last)
            && first < last
        {
            kept.replace_range(first + 1..last, "…");
        }
    }
    kept.chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_panic_quotes_is_left_out() {
        let check = |words: &str, expected: &str| assert_eq!(without_quoted(words), expected);
        check("index out of bounds", "index out of bounds");
        check("two\nlines", "two lines");
        check(
            "byte index 3 is not a char boundary; it is inside 'é' (bytes 2..4) of `seé00000`",
            "byte index 3 is not a char boundary; it is inside '…' (bytes 2..4) of `…`",
        );
        check(
            r#"called `Result::unwrap()` on an `Err` value: "pass\"word" told"#,
            r#"called `…` value: "…" told"#,
        );
        check(
            "it is inside 'é' (bytes 2..4) of `se'é`0'0`",
            "it is inside '…' (bytes 2..4) of `…`",
        );
        check("it didn't", "it didn't");
        check("an open `end", "an open `end");
        assert_eq!(without_quoted(&"a".repeat(1000)).len(), LONGEST);
    }

    #[test]
    fn a_password_that_was_sliced_wrongly_is_not_kept() {
        let password = String::from("größe00000");
        let panic = std::panic::catch_unwind(|| password.split_at(3).0.len());
        let panic = panic.unwrap_err();
        let kept = words_of(panic.as_ref());
        assert!(!kept.contains("größe"), "{kept}");
        assert!(!kept.contains("00000"), "{kept}");
    }
}
