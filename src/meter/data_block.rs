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

use super::readout::Problem;

/// The most problems that are listed for one block; the rest is only counted.
pub const MAX_PROBLEMS: usize = 1000;

/// The longest piece of the block that a problem quotes, in characters.
const MAX_QUOTE: usize = 40;

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
        Tokens {
            text,
            at: 0,
            line: 1,
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

/// Gathers problems in line order, up to [`MAX_PROBLEMS`].
#[derive(Debug, Clone, Default)]
pub(super) struct Problems {
    list: Vec<Problem>,
    unlisted: usize,
    told_after_end: bool,
}

impl Problems {
    /// Notes what is odd about a piece of the block.
    pub(super) fn note(&mut self, token: &Token<'_>) {
        let (Some(oddity), line) = (token.oddity, token.line) else {
            return;
        };
        match (oddity, token.kind) {
            (Oddity::OutsideBrackets, TokenKind::Address(text)) => {
                self.add(line, || format!("text outside brackets: {}", quote(text)));
            }
            (Oddity::Unclosed, TokenKind::Value { raw, .. }) => {
                self.add(line, || format!("no closing bracket after {}", quote(raw)));
            }
            (Oddity::Nested, TokenKind::Value { raw, .. }) => {
                self.add(line, || format!("brackets inside brackets: {}", quote(raw)));
            }
            (Oddity::AfterEndMark, _) if !self.told_after_end => {
                self.told_after_end = true;
                self.add(line, || "data sets after the end mark '!'".to_owned());
            }
            (Oddity::Unopened, _) => {
                self.add(line, || {
                    "a closing bracket without an opening one".to_owned()
                });
            }
            _ => {}
        }
    }

    /// Adds a problem; the sentence is only made if it is listed.
    pub(super) fn add(&mut self, line: usize, message: impl FnOnce() -> String) {
        if self.list.len() < MAX_PROBLEMS {
            self.list.push(Problem {
                line,
                message: message(),
            });
        } else {
            self.unlisted += 1;
        }
    }

    /// The problems in line order; the last one says how many are not listed.
    pub(super) fn finish(mut self) -> Vec<Problem> {
        self.list.sort_by_key(|problem| problem.line);
        if self.unlisted > 0 {
            let line = self.list.last().map_or(0, |last| last.line);
            self.list.push(Problem {
                line,
                message: format!("{} more problems are not listed", self.unlisted),
            });
        }
        self.list
    }
}

/// A piece of the block for a problem's sentence, cut if it is long.
pub(super) fn quote(text: &str) -> String {
    match text.char_indices().nth(MAX_QUOTE) {
        Some((end, _)) => format!("'{}…'", text.get(..end).unwrap_or("")),
        None => format!("'{text}'"),
    }
}
