//! What is kept of a panic: a fault of this program, of which nobody knows beforehand
//! what it says.
//!
//! Pure; the window writes it down and tells it.

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
        let words = panic.downcast_ref::<String>().map(String::as_str);
        let words = words.or(panic.downcast_ref::<&str>().copied()).unwrap();
        let kept = without_quoted(words);
        assert!(!kept.contains("größe"), "{kept}");
        assert!(!kept.contains("00000"), "{kept}");
    }
}
