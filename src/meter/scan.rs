//! Text taken apart into lines, and lines into what stands between brackets.
//!
//! Byte by byte in one pass and without allocating: ten years of quarter hours are 25
//! megabytes. Knows nothing about what a bracket means.

use memchr::{memchr, memchr2};

/// A line of the text.
#[derive(Debug, Clone, Copy)]
pub(in crate::meter) struct Line<'a> {
    /// 1-based.
    pub(in crate::meter) number: usize,
    /// Without its end and the blanks around it.
    pub(in crate::meter) text: &'a str,
    /// Whether its end was sent; without it more may have been to come.
    pub(in crate::meter) ended: bool,
}

/// The lines of a text that are not blank, ended by CR LF, LF or CR.
pub(in crate::meter) struct Lines<'a> {
    rest: Option<&'a str>,
    number: usize,
}

impl<'a> Lines<'a> {
    pub(in crate::meter) fn of(text: &'a str) -> Lines<'a> {
        Lines {
            rest: Some(text),
            number: 0,
        }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = Line<'a>;

    fn next(&mut self) -> Option<Line<'a>> {
        loop {
            let rest = self.rest?;
            self.number += 1;
            let bytes = rest.as_bytes();
            let end = memchr2(b'\r', b'\n', bytes);
            let behind = end.map(|end| match bytes.get(end..end + 2) {
                Some(b"\r\n") => end + 2,
                _ => end + 1,
            });
            self.rest = behind.and_then(|behind| rest.get(behind..));
            let text = rest.get(..end.unwrap_or(bytes.len())).unwrap_or("").trim();
            if !text.is_empty() {
                return Some(Line {
                    number: self.number,
                    text,
                    ended: end.is_some(),
                });
            }
        }
    }
}

/// Texts between brackets that stand one behind the other.
#[derive(Debug, Default)]
pub(in crate::meter) struct Groups<'a> {
    /// Up to the first that is damaged.
    pub(in crate::meter) texts: Vec<&'a str>,
    /// The first that lost its closing bracket.
    pub(in crate::meter) damaged: Option<&'a str>,
}

impl<'a> Groups<'a> {
    /// Takes the groups that `text` begins with; returns the rest, which begins with
    /// something else, or is empty.
    pub(in crate::meter) fn take(&mut self, text: &'a str) -> &'a str {
        self.texts.clear();
        self.damaged = None;
        let mut rest = text;
        while let Some(inner) = rest.strip_prefix('(') {
            let bytes = inner.as_bytes();
            let Some(end) = memchr(b')', bytes) else {
                self.damage(inner);
                return "";
            };
            let group = inner.get(..end).unwrap_or("");
            if memchr(b'(', group.as_bytes()).is_some() {
                self.damage(group);
            } else if self.damaged.is_none() {
                self.texts.push(group);
            }
            rest = inner.get(end + 1..).unwrap_or("");
            if rest.as_bytes().first() != Some(&b'(') {
                rest = rest.trim_start();
            }
        }
        rest
    }

    fn damage(&mut self, group: &'a str) {
        self.damaged = self.damaged.or(Some(group));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_with_any_of_the_three() {
        let lines: Vec<(usize, &str, bool)> = Lines::of("a\r\n\r\n b \nc\rd")
            .map(|line| (line.number, line.text, line.ended))
            .collect();
        assert_eq!(
            lines,
            [
                (1, "a", true),
                (3, "b", true),
                (4, "c", true),
                (5, "d", false)
            ]
        );
        assert_eq!(Lines::of("").count(), 0);
        assert_eq!(Lines::of("\r\n").count(), 0);
    }

    #[test]
    fn groups_end_with_other_text_and_with_damage() {
        let check = |text: &str, expected: &[&str], damaged: Option<&str>, rest: &str| {
            let mut groups = Groups::default();
            let left = groups.take(text);
            assert_eq!(groups.texts, expected, "{text}");
            assert_eq!((groups.damaged, left), (damaged, rest), "{text}");
        };
        check("(1)(2) (3)", &["1", "2", "3"], None, "");
        check("(1)()P.01(2)", &["1", ""], None, "P.01(2)");
        check("(1)(2", &["1"], Some("2"), "");
        check("(1)(2(3)(4)", &["1"], Some("2(3"), "");
        check("(1))(2)", &["1"], None, ")(2)");
        check("x", &[], None, "x");
    }
}
