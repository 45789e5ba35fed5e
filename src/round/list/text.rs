//! Day lists as text: which characters, and what stands between the cells.

use csv::{ReaderBuilder, Trim};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251, WINDOWS_1252, WINDOWS_1254};

use super::{Raw, SheetError, column};

/// What may stand between two cells; of equal ones the first is taken.
const SEPARATORS: [u8; 4] = [b';', b'\t', b',', b'|'];

/// Rows that are looked at to find the separator.
const LOOKED_AT: usize = 20;

/// Encodings of one byte a character; of equal ones the first is taken.
const ONE_BYTE: [&Encoding; 3] = [WINDOWS_1252, WINDOWS_1254, WINDOWS_1251];

pub(super) fn read(bytes: &[u8]) -> Result<Raw, SheetError> {
    let (text, encoding) = decoded(bytes)?;
    let (text, told) = told_separator(&text);
    let separator = told.unwrap_or_else(|| separator_of(text));
    let shown = match separator {
        b'\t' => "tab".to_owned(),
        other => char::from(other).to_string(),
    };
    let mut raw = Raw::new(format!("{}, {shown}", encoding.name()));
    // The line that tells the separator counts as well.
    let before = u64::from(told.is_some());
    for_each_record(text, separator, |line, record| {
        raw.add(line.saturating_add(before), record.iter())
    });
    Ok(raw)
}

/// The text and its encoding: as its first bytes tell, as it must be, or the one in which
/// most columns have a name.
fn decoded(bytes: &[u8]) -> Result<(String, &'static Encoding), SheetError> {
    if bytes.is_empty() {
        return Err(SheetError::Empty);
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let text = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default());
        return Ok((text.0.into_owned(), encoding));
    }
    if let Some(encoding) = unmarked_utf_16(bytes) {
        let text = encoding.decode_without_bom_handling(bytes).0.into_owned();
        return Ok((text, encoding));
    }
    if bytes.contains(&0) {
        return Err(SheetError::NotAList);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok((text.to_owned(), UTF_8));
    }
    let mut best: Option<(usize, String, &'static Encoding)> = None;
    for encoding in ONE_BYTE {
        let text = encoding.decode_without_bom_handling(bytes).0.into_owned();
        let named = named_columns(&text);
        if best.as_ref().is_none_or(|(most, ..)| named > *most) {
            best = Some((named, text, encoding));
        }
    }
    best.map(|(_, text, encoding)| (text, encoding))
        .ok_or(SheetError::NotAList)
}

/// UTF-16 without a mark has a zero in one half of nearly all pairs.
fn unmarked_utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let pairs = bytes.chunks_exact(2).take(400);
    let (mut low, mut high, mut count) = (0_usize, 0_usize, 0_usize);
    for pair in pairs {
        count += 1;
        low += usize::from(pair.first() == Some(&0));
        high += usize::from(pair.last() == Some(&0));
    }
    // Separators, digits and line ends alone are that many, also in Cyrillic.
    let enough = (count / 5).max(1);
    match (low >= enough, high >= enough) {
        (false, true) => Some(UTF_16LE),
        (true, false) => Some(UTF_16BE),
        _ => None,
    }
}

/// How many columns have a name, by the best row among the first.
fn named_columns(text: &str) -> usize {
    let mut most = 0;
    let mut left = LOOKED_AT;
    for_each_record(text, separator_of(text), |_, record| {
        most = most.max(column::recognised(record.iter()));
        left = left.saturating_sub(1);
        left > 0
    });
    most
}

/// `sep=;` on the first line, as some programs write it, taken off.
fn told_separator(text: &str) -> (&str, Option<u8>) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let told = first.trim_end().strip_prefix("sep=");
    match told.map(str::as_bytes) {
        Some([separator]) if SEPARATORS.contains(separator) => (rest, Some(*separator)),
        _ => (text, None),
    }
}

/// What makes the most rows as wide as the first of them, and them the widest.
fn separator_of(text: &str) -> u8 {
    let score = |separator: u8| {
        let mut widths: Vec<usize> = Vec::new();
        for_each_record(text, separator, |_, record| {
            widths.push(record.len());
            widths.len() < LOOKED_AT
        });
        let width = widths.iter().copied().max().unwrap_or(0);
        let alike = widths.iter().filter(|other| **other == width).count();
        if width < 2 { 0 } else { alike * 100 + width }
    };
    let mut best = (0, b';');
    for separator in SEPARATORS {
        let found = score(separator);
        if found > best.0 {
            best = (found, separator);
        }
    }
    best.1
}

/// Calls `take` with the records and their lines until it has enough.
fn for_each_record(
    text: &str,
    separator: u8,
    mut take: impl FnMut(u64, &csv::StringRecord) -> bool,
) {
    let mut reader = ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut lines = Lines {
        text,
        at: 0,
        line: 1,
    };
    while reader.read_record(&mut record).unwrap_or(false) {
        if !take(lines.line_of(&record), &record) {
            return;
        }
    }
}

/// The lines of records that come in order. A record begins, for the reader, between the
/// two characters of a line end, and the line that it names is then the one before.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    line: u64,
}

impl Lines<'_> {
    fn line_of(&mut self, record: &csv::StringRecord) -> u64 {
        let begin = record.position().map_or(0, csv::Position::byte);
        let begin = usize::try_from(begin).unwrap_or(usize::MAX);
        let bytes = self.text.as_bytes();
        let is_end = |byte: &u8| matches!(byte, b'\r' | b'\n');
        let ends = bytes.iter().skip(begin).take_while(|byte| is_end(byte));
        let begin = begin.saturating_add(ends.count()).min(bytes.len());
        let passed = bytes.get(self.at..begin).unwrap_or_default();
        let passed = memchr::memchr_iter(b'\n', passed).count();
        self.line = self.line.saturating_add(u64::try_from(passed).unwrap_or(0));
        self.at = begin;
        self.line
    }
}
