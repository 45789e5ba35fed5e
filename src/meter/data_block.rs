//! The text of a data block taken apart into addresses and values (clause 6.3.3
//! and 6.6), leniently: whatever a meter sends, every character is handed on.
//!
//! Knows nothing about codes, units or what a value means.
//!
//! ```
//! use flagport::meter::data_block::parse;
//!
//! let block = parse(b"1.6.1(0.50262*kW)(2211120730)\r\n!\r\n");
//! assert_eq!(block.sets[0].address, "1.6.1");
//! assert_eq!(block.sets[0].values, ["0.50262*kW", "2211120730"]);
//! assert!(block.problems.is_empty());
//! ```

use std::borrow::Cow;

use super::problems::Problems;
use super::readout::Problem;

/// A block with nothing understood yet but its brackets.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RawBlock {
    /// In the order sent.
    pub sets: Vec<RawSet>,
    /// In line order.
    pub problems: Vec<Problem>,
}

/// One address with the texts between its brackets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawSet {
    /// 1-based line within the block.
    pub line: usize,
    /// The text before the first bracket, trimmed; empty if there was none.
    pub address: String,
    /// The exact texts between the brackets, those of continuation lines too.
    pub values: Vec<String>,
}

/// Takes a whole block apart.
pub fn parse(body: &[u8]) -> RawBlock {
    let text = text_of(body);
    let mut block = RawBlock::default();
    let mut problems = Problems::default();
    for token in Tokens::new(&text) {
        match token.kind {
            TokenKind::Address(address) => block.sets.push(RawSet {
                line: token.line,
                address: address.to_owned(),
                values: Vec::new(),
            }),
            TokenKind::Value { raw, .. } => {
                if let Some(set) = block.sets.last_mut() {
                    set.values.push(raw.to_owned());
                }
            }
            TokenKind::EndMark(_) | TokenKind::Nothing => {}
        }
        problems.note(&token);
    }
    block.problems = problems.finish();
    block
}

/// The block as text: UTF-8 where it is (all ASCII is), else each byte as the
/// character of the same number, so that nothing is lost.
pub fn text_of(body: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(body) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(body.iter().copied().map(char::from).collect()),
    }
}

/// A piece of the block, in the order sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'a> {
    /// 1-based line within the block.
    pub line: usize,
    pub kind: TokenKind<'a>,
    pub oddity: Option<Oddity>,
}

/// What a piece of the block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind<'a> {
    /// A data set begins. Empty only where values come before any address.
    Address(&'a str),
    /// The text between one pair of brackets; belongs to the set begun last.
    Value {
        raw: &'a str,
        /// Whether its closing bracket was seen; without it digits may be missing.
        closed: bool,
    },
    /// `!` where it ends the block, with the check of a P1 telegram behind it.
    EndMark(&'a str),
    /// A bracket that nothing opened.
    Nothing,
}

/// What is odd about a piece of the block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Oddity {
    /// Text that no bracket follows.
    OutsideBrackets,
    /// The line ended before the closing bracket.
    Unclosed,
    /// Brackets inside brackets.
    Nested,
    /// A data set after the end mark.
    AfterEndMark,
    /// A closing bracket that nothing opened.
    Unopened,
}

/// Walks a block, one piece at a time, in one pass and without allocating.
#[derive(Debug, Clone)]
pub struct Tokens<'a> {
    text: &'a str,
    at: usize,
    line: usize,
    /// A set was begun, so a value belongs somewhere.
    has_set: bool,
    /// An address was handed on; its opening bracket is next.
    before_value: bool,
    ended: bool,
}

impl<'a> Tokens<'a> {
    /// Starts at line 1 of `text`.
    pub fn new(text: &'a str) -> Tokens<'a> {
        Tokens::from_line(text, 1)
    }

    /// Starts at the begin of `text`, which is a part of a block from this line on.
    pub(super) fn from_line(text: &'a str, line: usize) -> Tokens<'a> {
        Tokens {
            text,
            at: 0,
            line,
            has_set: false,
            before_value: false,
            ended: false,
        }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    fn slice(&self, from: usize, to: usize) -> &'a str {
        self.text.get(from..to).unwrap_or("")
    }

    /// Steps over CR LF, LF or CR.
    fn end_line(&mut self, end: u8) {
        self.at += 1;
        if end == b'\r' && self.byte(self.at) == Some(b'\n') {
            self.at += 1;
        }
        self.line += 1;
    }

    fn token(&self, kind: TokenKind<'a>, oddity: Option<Oddity>) -> Token<'a> {
        Token {
            line: self.line,
            kind,
            oddity,
        }
    }

    /// Steps over text up to a bracket, an end mark or the end of the line.
    fn text(&mut self) -> (&'a str, Option<u8>) {
        let start = self.at;
        let mut blank = true;
        let stop = loop {
            let byte = self.byte(self.at);
            match byte {
                Some(b'(' | b')' | b'\r' | b'\n') | None => break byte,
                Some(b'!') if blank => break byte,
                Some(byte) => blank &= byte == b' ',
            }
            self.at += 1;
        };
        (self.slice(start, self.at).trim(), stop)
    }

    fn end_mark(&mut self) -> Token<'a> {
        self.at += 1;
        self.ended = true;
        let behind = self.at;
        let (text, _) = self.text();
        let is_crc = text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_crc {
            self.at = behind;
        }
        self.token(TokenKind::EndMark(if is_crc { text } else { "" }), None)
    }

    /// Reads from an opening bracket to the one that closes it.
    fn value(&mut self) -> Token<'a> {
        let start = self.at + 1;
        let mut depth = 1usize;
        let mut nested = false;
        self.at = start;
        loop {
            match self.byte(self.at) {
                Some(b'(') => {
                    depth += 1;
                    nested = true;
                }
                Some(b')') => depth -= 1,
                Some(b'\r' | b'\n') | None => break,
                Some(_) => {}
            }
            if depth == 0 {
                break;
            }
            self.at += 1;
        }
        let raw = self.slice(start, self.at);
        let closed = depth == 0;
        if closed {
            self.at += 1;
        }
        let oddity = match (closed, nested) {
            (false, _) => Some(Oddity::Unclosed),
            (true, true) => Some(Oddity::Nested),
            (true, false) => None,
        };
        self.token(TokenKind::Value { raw, closed }, oddity)
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        if self.before_value {
            self.before_value = false;
            return Some(self.value());
        }
        loop {
            let (text, stop) = self.text();
            match stop {
                Some(b'(') if text.is_empty() && self.has_set => return Some(self.value()),
                Some(b'(') => {
                    self.before_value = true;
                    self.has_set = true;
                    let oddity = self.ended.then_some(Oddity::AfterEndMark);
                    return Some(self.token(TokenKind::Address(text), oddity));
                }
                // What stopped the text is met again with nothing before it.
                _ if !text.is_empty() => {
                    self.has_set = true;
                    return Some(
                        self.token(TokenKind::Address(text), Some(Oddity::OutsideBrackets)),
                    );
                }
                Some(b'!') => return Some(self.end_mark()),
                Some(b')') => {
                    self.at += 1;
                    return Some(self.token(TokenKind::Nothing, Some(Oddity::Unopened)));
                }
                Some(end) => self.end_line(end),
                None => return None,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::meter::problems::MAX_PROBLEMS;

    /// Sets as `line address|value|value`, then problems as `line! message`.
    fn shown(body: &[u8]) -> Vec<String> {
        let block = parse(body);
        let sets = block.sets.iter().map(|set| {
            let mut parts = vec![format!("{} {}", set.line, set.address)];
            parts.extend(set.values.iter().cloned());
            parts.join("|")
        });
        let problems = block
            .problems
            .iter()
            .map(|problem| format!("{}! {}", problem.line, problem.message));
        sets.chain(problems).collect()
    }

    #[track_caller]
    fn check(body: &str, expected: &[&str]) {
        assert_eq!(shown(body.as_bytes()), expected, "{body:?}");
    }

    #[test]
    fn lines_hold_one_or_more_sets_of_one_or_more_values() {
        check("1.8.0(1*kWh)\r\n!\r\n", &["1 1.8.0|1*kWh"]);
        check("1.6.1(0.5*kW)(2211120730)", &["1 1.6.1|0.5*kW|2211120730"]);
        check(
            "6.8(1*GJ)6.26(2*m3)9.21(3)\r\n",
            &["1 6.8|1*GJ", "1 6.26|2*m3", "1 9.21|3"],
        );
        check("6.8.1()\r\n", &["1 6.8.1|"]);
        check(" 1.8.0 ( 1 ) ( 2 )\r\n", &["1 1.8.0| 1 | 2 "]);
        check(
            "1(a)\n2(b)\r3(c)\r\n\r\n4(d)",
            &["1 1|a", "2 2|b", "3 3|c", "5 4|d"],
        );
        check("", &[]);
    }

    #[test]
    fn a_line_without_an_address_continues_the_set_before() {
        check(
            "24.3.0(a)(m3)\r\n(00054.386)\r\n",
            &["1 24.3.0|a|m3|00054.386"],
        );
        check("(33402.264*kWh)", &["1 |33402.264*kWh"]);
        check("(1)(2)\r\n(3)", &["1 |1|2|3"]);
    }

    #[test]
    fn the_end_mark_may_stand_anywhere_behind_a_value() {
        check("6.31(1*h)!\r\n", &["1 6.31|1*h"]);
        check("1(a)\r\n!CC1E\r\n", &["1 1|a"]);
        check("1(a!b)c!d(e)", &["1 1|a!b", "1 c!d|e"]);
        check(
            "1(a)\r\n!\r\n2(b)\r\n3(c)",
            &[
                "1 1|a",
                "3 2|b",
                "4 3|c",
                "3! data sets after the end mark '!'",
            ],
        );
        check(
            "1(a)\r\n!\r\n  25818685",
            &[
                "1 1|a",
                "3 25818685",
                "3! text outside brackets: '25818685'",
            ],
        );
    }

    #[test]
    fn odd_brackets_are_told_and_lose_nothing() {
        check(
            "0.2.0((ER11))",
            &["1 0.2.0|(ER11)", "1! brackets inside brackets: '(ER11)'"],
        );
        check(
            "1.8.0(12\r\n2.8.0(3)",
            &[
                "1 1.8.0|12",
                "2 2.8.0|3",
                "1! no closing bracket after '12'",
            ],
        );
        check(
            "1.8.0(1 2.8.0(3)\r\n",
            &[
                "1 1.8.0|1 2.8.0(3)",
                "1! no closing bracket after '1 2.8.0(3)'",
            ],
        );
        check(
            "1(a))2(b)",
            &[
                "1 1|a",
                "1 2|b",
                "1! a closing bracket without an opening one",
            ],
        );
        check(
            "9.4(a)\\\r\n",
            &["1 9.4|a", "1 \\", "1! text outside brackets: '\\'"],
        );
    }

    #[test]
    fn bytes_that_are_no_text_become_characters() {
        assert_eq!(
            shown(b"1(\xB0C)\xFF"),
            [
                "1 1|\u{B0}C",
                "1 \u{FF}",
                "1! text outside brackets: '\u{FF}'"
            ]
        );
        check("1(°C)", &["1 1|°C"]);
    }

    #[test]
    fn endless_brackets_take_one_pass_and_few_problems() {
        let open = "(".repeat(1_000_000);
        assert_eq!(parse(open.as_bytes()).sets.len(), 1);
        let lines = "(\n".repeat(100_000);
        let block = parse(lines.as_bytes());
        assert_eq!(block.sets[0].values.len(), 100_000);
        assert_eq!(block.problems.len(), MAX_PROBLEMS + 1);
        assert_eq!(
            block.problems[MAX_PROBLEMS].message,
            "99000 more problems are not listed"
        );
        let closed = ")".repeat(1_000_000);
        assert_eq!(parse(closed.as_bytes()).sets.len(), 0);
        let blank = "\r\n".repeat(1_000_000);
        assert_eq!(shown(blank.as_bytes()), Vec::<String>::new());
    }

    /// Soup of what data blocks are made of.
    fn soup() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            Just(b"(".to_vec()),
            Just(b")".to_vec()),
            Just(b"!".to_vec()),
            Just(b"\r\n".to_vec()),
            Just(b"\n".to_vec()),
            Just(b"1.8.0".to_vec()),
            Just(b"000123.4*kWh".to_vec()),
            Just(b" ".to_vec()),
            any::<u8>().prop_map(|byte| vec![byte]),
        ];
        proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn nothing_that_was_sent_is_dropped(body in soup()) {
            let text = text_of(&body).into_owned();
            let mut rest = text.as_str();
            let mut skipped = String::new();
            for token in Tokens::new(&text) {
                let piece = match token.kind {
                    TokenKind::Address(piece)
                    | TokenKind::Value { raw: piece, .. }
                    | TokenKind::EndMark(piece) => piece,
                    TokenKind::Nothing => "",
                };
                let at = rest.find(piece).unwrap();
                skipped.push_str(&rest[..at]);
                rest = &rest[at + piece.len()..];
            }
            skipped.push_str(rest);
            let is_lost = |c: char| !c.is_whitespace() && !matches!(c, '(' | ')' | '!');
            prop_assert!(!skipped.contains(is_lost), "{:?} of {:?}", skipped, text);
        }

        #[test]
        fn any_bytes_are_taken(body in proptest::collection::vec(any::<u8>(), 0..400)) {
            let block = parse(&body);
            let lines = 1 + body.iter().filter(|byte| matches!(byte, b'\r' | b'\n')).count();
            prop_assert!(block.sets.iter().all(|set| (1..=lines).contains(&set.line)));
        }
    }
}
