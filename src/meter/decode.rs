//! A received data block as a readout.

use std::sync::Arc;

use jiff::Zoned;

use super::code::{Code, Medium};
use super::data_block::{TokenKind, Tokens, text_of};
use super::identity::{NamePlate, identify};
use super::inherit::inherit_units;
use super::load_profile::{self, LoadProfile};
use super::logbook::{self, Logbook};
use super::problems::{Problems, damaged_untold, tell_frame};
use super::readout::{Content, DataSet, Readout, Value};
use super::region::{self, Region};
use super::register::{self, Expected};
use super::series::Series;
use super::status::StatusTable;
use super::value::{self, Fault};
use super::{clock, names};
use crate::codec::{DataMessage, Ending, Identification, Mode};

/// What the session knows beside the bytes.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// The mode that the session used.
    pub mode: Option<Mode>,
    /// The speed of the data block in baud.
    pub baud: Option<u32>,
    /// The name of the device profile that was used.
    pub profile: Option<String>,
    /// When the identification message was received.
    pub read_at: Option<Zoned>,
    /// The identification message is known to have arrived damaged.
    pub identification_is_damaged: bool,
    /// When the data block began, which is when the meter's clock was looked at;
    /// `read_at` stands for it where it is not known.
    pub block_began: Option<Zoned>,
}

/// Decodes a whole data block, or what there is of one.
///
/// Nothing that was sent is dropped: what cannot be understood is text, and where
/// it looks wrong there is a problem beside it.
pub fn decode(
    identification: Option<&Identification>,
    data: &DataMessage,
    context: Context,
) -> Readout {
    let text = text_of(&data.body);
    let regions = region::regions(&text);
    let mut decoder = Decoder::new(identification, &text);
    decoder.run(&text, &regions);
    let (load_profiles, logbooks) = series(identification, &regions);
    for profile in &load_profiles {
        decoder.problems.add_untold(&profile.problems);
    }
    for book in &logbooks {
        decoder.problems.add_untold(&book.problems);
    }
    let complete = data.is_complete() || (data.ending == Ending::Cut && decoder.ended);
    tell_frame(data, complete, &mut decoder.problems);
    if context.identification_is_damaged {
        decoder.problems.add(0, || {
            "the identification message arrived damaged, so type and version may be wrong"
                .to_owned()
        });
    }
    let mut data_sets = decoder.data_sets;
    if decoder.misses_units {
        inherit_units(&mut data_sets);
    }
    let meter = identify(
        identification,
        &decoder.plate,
        &data_sets,
        context.mode,
        context.baud,
    );
    let mut readout = Readout {
        meter,
        profile: context.profile,
        read_at: context.read_at,
        complete,
        block_check: data.check,
        damaged: damaged_untold(data),
        data_sets,
        problems: decoder.problems.finish(),
        load_profiles: load_profiles.into_iter().map(Arc::new).collect(),
        logbooks: logbooks.into_iter().map(Arc::new).collect(),
        clock_drift: None,
    };
    let looked_at = context.block_began.as_ref().or(readout.read_at.as_ref());
    readout.clock_drift = looked_at.and_then(|at| clock::drift(&readout, at));
    readout
}

/// The load profiles and the logbooks of a block, those with the same code as one.
fn series(
    identification: Option<&Identification>,
    regions: &[Region<'_>],
) -> (Vec<LoadProfile>, Vec<Logbook>) {
    let manufacturer = identification.map(|told| told.manufacturer().to_owned());
    let status = StatusTable::of_maker(manufacturer.as_deref());
    let mut load_profiles: Vec<LoadProfile> = Vec::new();
    let mut logbooks: Vec<Logbook> = Vec::new();
    for region in regions {
        let lines = region.line - 1;
        if region.is_log {
            let hints = logbook::LogHints {
                code: region.code.to_owned(),
                status: status.clone(),
                manufacturer: manufacturer.clone(),
                ..logbook::LogHints::default()
            };
            let mut book = logbook::decode(region.text, &hints);
            book.move_lines(lines);
            match logbooks.iter_mut().find(|known| known.code == book.code) {
                Some(known) => known.append(book),
                None => logbooks.push(book),
            }
        } else {
            let hints = load_profile::Hints {
                code: region.code.to_owned(),
                status: status.clone(),
                ..load_profile::Hints::default()
            };
            let mut profile = load_profile::decode(region.text, &hints);
            profile.move_lines(lines);
            let known = load_profiles.iter_mut();
            match known.into_iter().find(|known| known.code == profile.code) {
                Some(known) => known.splice(None, profile),
                None => load_profiles.push(profile),
            }
        }
    }
    (load_profiles, logbooks)
}

/// What the meter measures, where reduced codes leave it open: heat meters of
/// EN 1434 are known by their maker or by their volume register 6.26.
pub fn medium(identification: Option<&Identification>, text: &str) -> Medium {
    /// Where the volume stands in every such readout seen.
    const LOOKED_AT: usize = 4096;
    if identification.is_some_and(|told| told.manufacturer().eq_ignore_ascii_case("LUG")) {
        return Medium::Heat;
    }
    let front = text.as_bytes();
    let front = front.get(..LOOKED_AT).unwrap_or(front);
    let begins_set = |at: usize| match at.checked_sub(1) {
        Some(before) => matches!(front.get(before), Some(b'\n' | b'\r' | b')')),
        None => true,
    };
    if memchr::memmem::find_iter(front, b"6.26(").any(begins_set) {
        Medium::Heat
    } else {
        Medium::Electricity
    }
}

/// The most text that becomes data sets, in bytes; load profiles are more.
const MAX_SHOWN: usize = 8 * 1024 * 1024;

/// As much of `text` as there is room for, up to the end of a line.
fn shown(text: &str, room: usize) -> &str {
    if text.len() <= room {
        return text;
    }
    let front = text.as_bytes().get(..room).unwrap_or(&[]);
    let end = memchr::memrchr2(b'\n', b'\r', front).map_or(0, |end| end + 1);
    text.get(..end).unwrap_or("")
}

struct Decoder {
    medium: Medium,
    data_sets: Vec<DataSet>,
    problems: Problems,
    plate: NamePlate,
    /// What the set begun last expects.
    expected: Expected,
    series: Series,
    /// What the set begun last is called is only known with its unit.
    is_harmonic: bool,
    /// The register of the sets sent last, and the first of them: stored values
    /// mostly follow their present one.
    run_of: Option<(Code, usize)>,
    /// A stored number got no unit from its run.
    misses_units: bool,
    /// The end mark was the last thing seen.
    ended: bool,
    /// The maker numbers spans of days with F 96 to 100.
    has_spans: bool,
}

impl Decoder {
    fn new(identification: Option<&Identification>, text: &str) -> Decoder {
        Decoder {
            medium: medium(identification, text),
            data_sets: Vec::new(),
            problems: Problems::default(),
            plate: NamePlate::default(),
            expected: Expected::Anything,
            series: Series::default(),
            is_harmonic: false,
            run_of: None,
            misses_units: false,
            ended: false,
            has_spans: identification
                .is_some_and(|told| told.manufacturer().eq_ignore_ascii_case("LOG")),
        }
    }

    fn run(&mut self, text: &str, regions: &[Region<'_>]) {
        let mut room = MAX_SHOWN;
        for (part, line) in region::parts(text, regions) {
            let shown = shown(part, room);
            self.read(shown, line);
            room -= shown.len();
            if shown.len() < part.len() {
                self.problems.add(line, || {
                    "the data block is longer than can be shown, and its rest is missing".to_owned()
                });
                break;
            }
        }
    }

    fn read(&mut self, text: &str, line: usize) {
        let lines = memchr::memchr_iter(b'\n', text.as_bytes()).count();
        self.data_sets.reserve_exact(lines);
        for token in Tokens::from_line(text, line) {
            if token.oddity.is_some() {
                self.problems.note(&token);
            }
            self.ended = matches!(token.kind, TokenKind::EndMark(_));
            match token.kind {
                TokenKind::Address(address) => self.begin_set(token.line, address),
                TokenKind::Value { raw, closed } => self.add_value(token.line, raw, closed),
                TokenKind::EndMark(_) | TokenKind::Nothing => {}
            }
        }
    }

    fn begin_set(&mut self, line: usize, address: &str) {
        let number = self.data_sets.len();
        let code = Code::parse(address, self.medium);
        self.expected = match &code {
            Some(code) => register::of_code(code),
            None => register::of_address(address),
        };
        if self.expected == Expected::Series {
            self.series = Series::default();
        }
        self.is_harmonic = code.as_ref().is_some_and(Code::is_harmonic);
        let register = code.map(|code| code.present());
        if self.run_of.map(|(code, _)| code) != register {
            self.run_of = register.map(|register| (register, number));
        }
        self.plate.note(code.as_ref(), address, number);
        let mut name = match &code {
            Some(code) => names::of_code(code),
            None => names::of_address(address).map(str::to_owned),
        };
        let span = code.as_ref().and_then(span).filter(|_| self.has_spans);
        if let (Some(name), Some(span)) = (&mut name, span) {
            name.push_str(", ");
            name.push_str(span);
        }
        let billing = code.as_ref().and_then(Code::billing);
        self.data_sets.push(DataSet {
            line,
            address: address.to_owned(),
            code: code.as_ref().map(Code::normal_form),
            name,
            billing: billing.filter(|_| span.is_none()),
            // One value is the rule; growth by itself would make room for four.
            values: Vec::with_capacity(1),
        });
    }

    fn add_value(&mut self, line: usize, raw: &str, closed: bool) {
        let Some(set) = self.data_sets.last() else {
            return;
        };
        let (index, is_stored) = (set.values.len(), set.billing.is_some());
        let (mut content, fault) = if closed {
            understand(raw, self.expected, index, &mut self.series, self.medium)
        } else {
            (Content::Text, None)
        };
        if let Some(fault) = fault {
            self.problems.add(line, || fault.message(raw));
        }
        if self.medium == Medium::Heat {
            spell_minutes(&mut content);
        }
        if is_stored && let Content::Number { unit, .. } = &mut content {
            if unit.is_none() {
                *unit = self.unit_of_run(index).map(str::to_owned);
            }
            self.misses_units |= unit.is_none();
        }
        let is_known = !self.is_harmonic || has_electric_unit(&content);
        if let Some(set) = self.data_sets.last_mut() {
            if !is_known {
                // Turkish meters put percentages where the codes have harmonics.
                set.name = None;
            }
            set.values.push(Value {
                raw: raw.to_owned(),
                content,
            });
        }
    }

    /// The unit that the first set of this run of one register has.
    fn unit_of_run(&self, index: usize) -> Option<&str> {
        let (_, first) = self.run_of?;
        match &self.data_sets.get(first)?.values.get(index)?.content {
            Content::Number { unit, .. } => unit.as_deref(),
            _ => None,
        }
    }
}

fn has_electric_unit(content: &Content) -> bool {
    match content {
        Content::Number { unit, .. } => {
            matches!(unit.as_deref(), Some("V" | "kV" | "A" | "kA" | "mA"))
        }
        _ => false,
    }
}

/// What F stands for on Logarex meters, by their readouts.
fn span(code: &Code) -> Option<&'static str> {
    Some(match code.f?.index {
        96 => "last day",
        97 => "last 7 days",
        98 => "last 30 days",
        99 => "last 365 days",
        100 => "since last reset",
        _ => return None,
    })
}

/// Heat meters mean minutes by `m`: 6.35 is the measuring period.
fn spell_minutes(content: &mut Content) {
    if let Content::Number {
        unit: Some(unit), ..
    } = content
        && unit == "m"
    {
        *unit = "min".to_owned();
    }
}

fn understand(
    raw: &str,
    expected: Expected,
    index: usize,
    series: &mut Series,
    medium: Medium,
) -> (Content, Option<Fault>) {
    if expected != Expected::Series {
        return value::interpret(raw, expected, index);
    }
    let cell = series.cell(index, raw, medium);
    let (mut content, fault) = value::interpret(raw, cell.expected, 0);
    if let Content::Number { unit, .. } = &mut content
        && unit.is_none()
    {
        *unit = cell.unit.map(str::to_owned);
    }
    // A whole answer of `(ERROR)` says that there are no entries.
    let fault = fault.filter(|fault| *fault != Fault::MeterError);
    (content, fault)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::codec::{BlockCheck, Framing};
    use crate::meter::{History, Reset, Season, error_flags};
    use crate::profile;

    fn decoded(body: &[u8]) -> Readout {
        let message = DataMessage {
            check: BlockCheck::of_frame(b"\x03", 0x03),
            ..DataMessage::framed(body)
        };
        decode(None, &message, Context::default())
    }

    fn problems(message: &DataMessage) -> Vec<String> {
        decode(None, message, Context::default())
            .problems
            .into_iter()
            .map(|problem| format!("{}: {}", problem.line, problem.message))
            .collect()
    }

    #[test]
    fn a_stored_maximum_is_told_with_unit_time_and_period() {
        let readout = decoded(b"1.6.1*19(000.01*kW)(17-10-02 08:45)\r\n");
        let set = &readout.data_sets[0];
        assert_eq!(set.address, "1.6.1*19");
        assert_eq!(set.code.as_deref(), Some("1-0:1.6.1*19"));
        assert_eq!(
            set.name.as_deref(),
            Some("Active import, maximum demand, tariff 1")
        );
        let billing = set.billing.as_ref().unwrap();
        assert_eq!(billing.index, "19");
        assert_eq!(billing.reset, Some(Reset::Automatic));
        let Content::Number { value, unit } = &set.values[0].content else {
            panic!("no number");
        };
        assert_eq!(
            (value.to_string().as_str(), unit.as_deref()),
            ("0.01", Some("kW"))
        );
        let Content::Time(time) = set.values[1].content else {
            panic!("no time");
        };
        assert_eq!(time.date.unwrap().to_string(), "2017-10-02");
        assert_eq!(time.time.unwrap().to_string(), "08:45:00");
        assert_eq!(time.season, None::<Season>);
    }

    #[test]
    fn what_is_odd_about_the_telegram_comes_first() {
        let good = DataMessage {
            check: BlockCheck::of_frame(b"\x03", 0x03),
            ..DataMessage::framed("1.8.0(1*)\r\n!\r\n")
        };
        assert_eq!(problems(&good), ["1: no unit after '*'"]);
        let damaged = DataMessage {
            check: BlockCheck::of_frame(b"\x03", 0x44),
            ..good.clone()
        };
        assert_eq!(
            problems(&damaged),
            [
                "0: the block check is 44 instead of 03, so the data arrived damaged",
                "1: no unit after '*'"
            ]
        );
        let unchecked = DataMessage::framed("1.8.0(1)\r\n");
        assert_eq!(
            problems(&unchecked),
            ["0: no block check came behind the data, so damage would not show"]
        );
        let unframed = DataMessage {
            framing: Framing::Unframed,
            ending: Ending::EndMark,
            ..unchecked.clone()
        };
        assert!(problems(&unframed).is_empty());
        let cut = DataMessage {
            ending: Ending::Cut,
            ..DataMessage::framed("1.8.0(1)\r\n2.8.0(0081")
        };
        assert_eq!(
            problems(&cut),
            [
                "0: the data broke off before the end of the block",
                "2: no closing bracket after '0081'"
            ]
        );
        let readout = decode(None, &cut, Context::default());
        assert_eq!(readout.data_sets[1].values[0].content, Content::Text);
        assert!(!readout.complete);
        let lost = DataMessage {
            framing: Framing::StxLost,
            ..good
        };
        assert_eq!(
            problems(&lost)[0],
            "0: the start of the data block was lost on the line"
        );
    }

    #[test]
    fn units_are_inherited_from_wherever_they_stand() {
        let check = |body: &str, expected: Option<&str>| {
            let readout = decoded(body.as_bytes());
            let stored = readout
                .data_sets
                .iter()
                .find(|set| set.address == "1.8.0*01")
                .unwrap();
            let Content::Number { unit, .. } = &stored.values[0].content else {
                panic!("{body}");
            };
            assert_eq!(unit.as_deref(), expected, "{body}");
        };
        check("1.8.0(1*kWh)\r\n1.8.0*01(2)", Some("kWh"));
        check("1.8.0(1*kWh)\r\n1.8.0*02(3)\r\n1.8.0*01(2)", Some("kWh"));
        check("1.8.0*01(2)\r\n1.8.0(1*kWh)", Some("kWh"));
        check("1.8.0(1*MWh)\r\n2.8.0(1*kWh)\r\n1.8.0*01(2)", Some("MWh"));
        check("2.8.0(1*kWh)\r\n1.8.0*01(2)", None);
        check("1.8.0(1*kWh)\r\n1.8.0*01(2*Wh)", Some("Wh"));
    }

    #[test]
    fn heat_meters_are_known_by_their_volume() {
        let code = |body: &str| decoded(body.as_bytes()).data_sets[0].code.clone();
        assert_eq!(code("6.8(1*GJ)6.26(2*m3)").as_deref(), Some("6-0:6.8.0"));
        assert_eq!(code("6.8(1*kvarh)16.26(2)").as_deref(), Some("1-0:6.8.0"));
    }

    /// Soup of what data blocks are made of.
    fn soup() -> impl Strategy<Value = Vec<u8>> {
        let piece = proptest::sample::select(vec![
            "(",
            ")",
            "!",
            "\r\n",
            "*",
            "&",
            "1.8.0",
            "1.6.1*19",
            "0.9.1",
            "0.1.2*03",
            "F.F",
            "P.01",
            "P.98",
            "6.26",
            "000123.4*kWh",
            "145051",
            "1",
            "4",
            "1.5",
            "kW",
            "--",
            "00000000",
            "2211120730",
            "ER01",
            "\u{e9}",
        ]);
        let piece = prop_oneof![
            9 => piece.prop_map(|text| text.as_bytes().to_vec()),
            1 => any::<u8>().prop_map(|byte| vec![byte]),
        ];
        proptest::collection::vec(piece, 0..80).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn anything_decodes_and_keeps_what_was_sent(body in soup()) {
            let readout = decoded(&body);
            let raw = crate::meter::data_block::parse(&body);
            let sent = raw.sets.into_iter().map(|set| (set.line, set.address, set.values));
            let kept = readout.data_sets.iter().map(|set| {
                let values = set.values.iter().map(|value| value.raw.clone()).collect();
                (set.line, set.address.clone(), values)
            });
            prop_assert!(sent.eq(kept));
            prop_assert!(readout.problems.is_sorted_by_key(|problem| problem.line));
            let history = History::of(&readout);
            let shown: usize = history
                .rows
                .iter()
                .map(|row| row.stored.len() + usize::from(row.present.is_some()))
                .sum();
            prop_assert_eq!(shown, readout.data_sets.len());
            for profile in profile::built_in() {
                let _ = error_flags(&readout, profile);
            }
            let _ = clock::clock(&readout);
        }
    }
}
