//! What is odd about a block, gathered in line order and kept within bounds.

use std::collections::HashSet;

use super::data_block::{Oddity, Token, TokenKind};
use super::readout::Problem;
use crate::codec::{DataMessage, Ending, Framing};

/// The most problems that are listed for one block; the rest is only counted.
pub(super) const MAX_PROBLEMS: usize = 1000;

/// The longest piece of the block that a problem quotes, in characters.
const MAX_QUOTE: usize = 40;

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

    /// Adds what was found otherwise, but for lines of which something is told already.
    pub(super) fn add_untold(&mut self, found: &[Problem]) {
        let told: HashSet<usize> = self.list.iter().map(|problem| problem.line).collect();
        for problem in found.iter().filter(|problem| !told.contains(&problem.line)) {
            self.add(problem.line, || problem.message.clone());
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

/// Characters of a block that are known to have arrived damaged, where no check tells that
/// they are right all the same.
pub(super) fn damaged_untold(data: &DataMessage) -> usize {
    match data.check.is_ok() {
        Some(_) => 0,
        None => data.damaged.max(strays_in(&data.body)),
    }
}

/// How many control characters stand in a text of lines, where none is sent.
fn strays_in(body: &[u8]) -> usize {
    let is_stray = |byte: &&u8| **byte < b' ' && !matches!(**byte, b'\r' | b'\n' | b'\t');
    body.iter().filter(is_stray).count()
}

/// Problems of the telegram as a whole.
pub(super) fn tell_frame(data: &DataMessage, complete: bool, problems: &mut Problems) {
    let check = data.check;
    if let (true, Some(received)) = (check.is_wrong(), check.received) {
        let computed = check.computed;
        problems.add(0, || {
            if received > 0xFF || computed > 0xFF {
                format!("the block check is {received:04X} instead of {computed:04X}, so the data arrived damaged")
            } else {
                format!("the block check is {received:02X} instead of {computed:02X}, so the data arrived damaged")
            }
        });
    }
    let damaged = damaged_untold(data);
    if damaged > 0 {
        problems.add(0, || {
            let characters = if damaged == 1 {
                "one character".to_owned()
            } else {
                format!("{damaged} characters")
            };
            format!("{characters} arrived damaged, and no block check tells which values are right")
        });
    }
    let is_whole = matches!(data.ending, Ending::Complete | Ending::Cut) && complete;
    if data.framing != Framing::Unframed && is_whole && check.received.is_none() {
        problems.add(0, || {
            "no block check came behind the data, so damage would not show".to_owned()
        });
    }
    if data.framing == Framing::StxLost {
        problems.add(0, || {
            "the start of the data block was lost on the line".to_owned()
        });
    }
    match data.ending {
        Ending::Cut if !complete => problems.add(0, || {
            "the data broke off before the end of the block".to_owned()
        }),
        Ending::TooLong => problems.add(0, || {
            "the data block is longer than can be kept, and its rest is missing".to_owned()
        }),
        Ending::Complete | Ending::Partial | Ending::EndMark | Ending::Cut => {}
    }
}
