//! Where in the text of a profile a field stands.
//!
//! Follows a path through the text of a file that is already known to be good RON.
//! Knows nothing about what the fields mean.

/// One step into a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Field(&'static str),
    /// Of a list or a tuple, from 0.
    Item(usize),
}

/// The text of a profile, taken apart once for all that is looked for in it.
#[derive(Debug, Clone)]
pub(super) struct Places<'a> {
    text: &'a str,
    tokens: Vec<Token<'a>>,
}

impl<'a> Places<'a> {
    pub(super) fn of(text: &'a str) -> Places<'a> {
        Places {
            text,
            tokens: tokens(text),
        }
    }

    /// Line and column of the value at the end of the path, from 1; of the last one on
    /// the way that stands in the text, where the rest was left out.
    pub(super) fn locate(&self, path: &[Step]) -> (usize, usize) {
        let mut at = past_header(&self.tokens);
        for step in path {
            match inside(&self.tokens, at, *step) {
                Some(next) => at = next,
                None => break,
            }
        }
        let token = self.tokens.get(at);
        line_and_column(self.text, token.map_or(0, |token| token.offset))
    }
}

/// A piece of RON.
#[derive(Debug, Clone, Copy)]
struct Token<'a> {
    offset: usize,
    kind: Kind<'a>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind<'a> {
    Open,
    Close,
    Comma,
    Colon,
    /// A name, a number, a text.
    Word(&'a str),
}

/// The token at which the value of `step` begins, in the value that begins at `at`.
fn inside(tokens: &[Token<'_>], at: usize, step: Step) -> Option<usize> {
    let mut open = at;
    loop {
        match (kind(tokens, open)?, kind(tokens, open + 1)) {
            (Kind::Word("Some"), Some(Kind::Open)) => open += 2,
            (Kind::Word(_), Some(Kind::Open)) => open += 1,
            (Kind::Open, _) => break,
            _ => return None,
        }
    }
    let mut start = open + 1;
    let mut index = 0;
    while kind(tokens, start)? != Kind::Close {
        match step {
            Step::Field(name) => {
                if kind(tokens, start)? == Kind::Word(name)
                    && kind(tokens, start + 1)? == Kind::Colon
                {
                    return Some(start + 2);
                }
            }
            Step::Item(wanted) if wanted == index => return Some(start),
            Step::Item(_) => {}
        }
        start = past_value(tokens, start)?;
        index += 1;
    }
    None
}

/// The token behind the comma at the end of this value, or the bracket that closes
/// what it stands in.
fn past_value(tokens: &[Token<'_>], start: usize) -> Option<usize> {
    let mut depth = 0usize;
    let mut at = start;
    loop {
        match kind(tokens, at)? {
            Kind::Open => depth += 1,
            Kind::Close if depth == 0 => return Some(at),
            Kind::Close => depth -= 1,
            Kind::Comma if depth == 0 => return Some(at + 1),
            _ => {}
        }
        at += 1;
    }
}

/// The first token behind `#![enable(…)]`.
fn past_header(tokens: &[Token<'_>]) -> usize {
    let mut at = 0;
    while kind(tokens, at) == Some(Kind::Word("#")) {
        let mut depth = 0usize;
        loop {
            match kind(tokens, at) {
                Some(Kind::Open) => depth += 1,
                Some(Kind::Close) => depth = depth.saturating_sub(1),
                None => return 0,
                _ => {}
            }
            at += 1;
            if depth == 0 && kind(tokens, at - 1) == Some(Kind::Close) {
                break;
            }
        }
    }
    at
}

fn kind<'a>(tokens: &[Token<'a>], at: usize) -> Option<Kind<'a>> {
    tokens.get(at).map(|token| token.kind)
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut offset = 0;
    while let Some(rest) = text.get(offset..).filter(|rest| !rest.is_empty()) {
        let (length, kind) = next(rest);
        if let Some(kind) = kind {
            tokens.push(Token { offset, kind });
        }
        offset += length;
    }
    tokens
}

/// The length of what stands at the beginning of `rest`, and what it is; `None` for
/// blanks and remarks.
fn next(rest: &str) -> (usize, Option<Kind<'_>>) {
    let first = rest.chars().next().unwrap_or(' ');
    match first {
        '(' | '[' | '{' => (1, Some(Kind::Open)),
        ')' | ']' | '}' => (1, Some(Kind::Close)),
        ',' => (1, Some(Kind::Comma)),
        ':' => (1, Some(Kind::Colon)),
        '"' => (text_length(rest), Some(Kind::Word("\""))),
        '#' => (1, Some(Kind::Word("#"))),
        '\'' => {
            let inner = rest.get(1..).unwrap_or_default();
            let skipped = if inner.starts_with('\\') { 2 } else { 1 };
            let end = inner.char_indices().skip(skipped).find(|(_, c)| *c == '\'');
            let length = end.map_or(rest.len(), |(at, _)| at + 2);
            (length, Some(Kind::Word("'")))
        }
        '/' if rest.starts_with("//") => (rest.find('\n').unwrap_or(rest.len()), None),
        '/' if rest.starts_with("/*") => (remark_length(rest), None),
        c if c.is_whitespace() => (c.len_utf8(), None),
        'r' if rest.starts_with("r\"") || rest.starts_with("r#") => {
            let hashes = rest.bytes().skip(1).take_while(|b| *b == b'#').count();
            let end = format!("\"{}", "#".repeat(hashes));
            let begin = hashes + 2;
            let body = rest.get(begin..).unwrap_or_default();
            let length = body
                .find(&end)
                .map_or(rest.len(), |at| begin + at + end.len());
            (length, Some(Kind::Word("\"")))
        }
        _ => {
            let end = rest
                .char_indices()
                .skip(1)
                .find(|(_, c)| c.is_whitespace() || "()[]{},:\"'#/".contains(*c))
                .map_or(rest.len(), |(at, _)| at);
            (end, Some(Kind::Word(rest.get(..end).unwrap_or_default())))
        }
    }
}

/// The length of a text in quotes.
fn text_length(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// The length of a remark; they may stand in each other.
fn remark_length(rest: &str) -> usize {
    let mut depth = 0usize;
    let mut at = 0;
    while let Some(here) = rest.get(at..).filter(|here| !here.is_empty()) {
        if here.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if here.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += here.chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    (line, column)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Step::{Field, Item};
    use super::*;

    const TEXT: &str = r##"#![enable(implicit_some)]
// A remark with (brackets) and "quotes".
Profile(
    name: "a\"(", /* one /* in */ another, */
    select: '(',
    raw: r#"a"b)"#,
    registers: [
        (address: "1.8.0", kind: Number(min: Some("1"))),
        (address: "µ", kind: Choice([("0", "off"), ("1", "on")])),
    ],
    clock: Some((read: [(address: "0.9.1")])),
)
"##;

    #[test]
    fn fields_are_found_in_the_text() {
        let check = |path: &[Step], expected: (usize, usize)| {
            assert_eq!(Places::of(TEXT).locate(path), expected, "{path:?}");
        };
        check(&[], (3, 1));
        check(&[Field("name")], (4, 11));
        check(&[Field("select")], (5, 13));
        check(&[Field("raw")], (6, 10));
        check(&[Field("registers")], (7, 16));
        let registers = Field("registers");
        check(&[registers, Item(0), Field("kind"), Field("min")], (8, 46));
        check(&[registers, Item(1)], (9, 9));
        check(
            &[registers, Item(1), Field("kind"), Item(0), Item(1), Item(1)],
            (9, 58),
        );
        check(
            &[Field("clock"), Field("read"), Item(0), Field("address")],
            (11, 35),
        );
        check(&[registers, Item(1), Field("unit")], (9, 9));
        check(&[registers, Item(7)], (7, 16));
        check(&[Field("nothing")], (3, 1));
    }

    proptest! {
        #[test]
        fn any_text_is_walked_through(text in "[\\[(){}\"'/*#r\\\\a-c:, \n]{0,60}", item in 0usize..3) {
            let _ = Places::of(&text).locate(&[Item(item), Field("a"), Item(item)]);
        }
    }
}
