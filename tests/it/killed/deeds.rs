//! What children do when they are killed, and what has to be true afterwards.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::time::Duration;

use flagport::app::{Settings, Store};
use flagport::archive::{Archive, NewVisit, PackedVisit, Visit, VisitKind};
use flagport::export::{
    Format, Overwrite, Style, readout_from_json, render, write_file, write_file_with,
};
use flagport::journal::{Beginning, Ending, Journal, Subject};
use flagport::meter::Readout;
use flagport::parameter_set::{self, ParameterSet};
use flagport::profile::{self, Library};
use flagport::report::{self, Report};
use flagport::worker::{MeterKey, WriteOutcome};
use jiff::{Timestamp, Zoned, tz::TimeZone};

use crate::export::sample;

/// Something that writes files.
pub(super) struct Deed {
    pub(super) name: &'static str,
    /// Does it in a folder, for the time with this number, and says what the user would
    /// be told as done.
    pub(super) act: fn(&Path, u32, &mut dyn FnMut(String)),
    /// Looks at what is there after a kill.
    pub(super) check: fn(&Path, &Seen),
}

/// What a child said.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// The number of the last deed that began.
    pub(super) begun: u32,
    /// The number of the last deed that was done.
    pub(super) done: u32,
    /// What it told as done.
    pub(super) told: Vec<String>,
}

impl Seen {
    pub(super) fn take(&mut self, line: &str) {
        let number = |prefix| line.strip_prefix(prefix).and_then(|n: &str| n.parse().ok());
        if let Some(number) = number("begin ") {
            self.begun = number;
        } else if let Some(number) = number("done ") {
            self.done = number;
        } else if line.contains('|') {
            self.told.push(line.to_owned());
        }
    }

    /// Whether `number` may stand in a file now: the old or the new.
    fn accepts(&self, number: u32) -> bool {
        (self.done..=self.begun).contains(&number)
    }

    /// What was told, word by word.
    pub(super) fn words(&self) -> impl Iterator<Item = Vec<&str>> {
        self.told.iter().map(|line| line.split('|').collect())
    }
}

/// Temporary files and folders below `folder`.
pub(super) fn left_in(folder: &Path) -> Vec<PathBuf> {
    let mut left = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let prefixes = [".flagport-", ".unfinished-", ".journal-"];
        if prefixes.iter().any(|prefix| name.starts_with(prefix)) {
            left.push(path);
        } else if path.is_dir() {
            left.extend(left_in(&path));
        }
    }
    left
}

pub(super) fn at(number: u32) -> Zoned {
    let second = 1_800_000_000 + i64::from(number);
    Timestamp::from_second(second)
        .unwrap()
        .to_zoned(TimeZone::UTC)
}

/// A readout that says its number.
fn readout(number: u32) -> Readout {
    let mut readout = sample();
    readout.meter.serial_number = Some(number.to_string());
    readout
}

/// Text of this length that no part of could be taken for the whole.
fn long_text(number: u32, lines: usize) -> String {
    let line = |at| format!("{number} {at} of {lines}\n");
    (1..=lines).map(line).collect()
}

pub(super) const VISITS: Deed = Deed {
    name: "visits",
    act: |folder, number, tell| {
        let archive = Archive::at(folder.join("visits"));
        let raw = long_text(number, 2_000);
        let visit = NewVisit {
            readout: &readout(number),
            raw: raw.as_bytes(),
            trace: &long_text(number, 3_000),
            port: "sim:lgz-zmd",
            duration: Duration::from_secs(1),
            stored_at: &at(number),
        };
        let more = long_text(number, 1_000);
        let packed = PackedVisit::new(VisitKind::Readout, &visit, &[("more.txt", more.as_bytes())]);
        let path = archive.put(&packed.unwrap()).unwrap();
        tell(format!("visit|{}|{number}", path.display()));
    },
    check: |folder, seen| {
        let archive = Archive::at(folder.join("visits"));
        let entries = archive.list().unwrap();
        let damaged = entries.iter().find(|entry| entry.info.is_err());
        assert!(damaged.is_none(), "{damaged:?}");
        for words in seen.words() {
            let [_, path, number] = words.as_slice() else {
                panic!("{words:?}");
            };
            assert!(entries.iter().any(|entry| entry.path == Path::new(path)));
            check_visit(Path::new(path), number.parse().unwrap());
        }
        // What was in the middle is there as a whole, or not at all.
        let last = &entries[..entries.len().min(1)];
        for entry in last {
            let info = entry.info.as_ref().unwrap();
            check_visit(
                &entry.path,
                info.serial_number.as_ref().unwrap().parse().unwrap(),
            );
        }
    },
};

fn check_visit(path: &Path, number: u32) {
    let visit = Visit::load(path).unwrap();
    assert_eq!(visit.readout, readout(number));
    assert_eq!(visit.raw, long_text(number, 2_000).as_bytes());
    assert_eq!(visit.trace, long_text(number, 3_000));
    let more = fs::read_to_string(path.join("more.txt")).unwrap();
    assert_eq!(more, long_text(number, 1_000));
}

pub(super) const JOURNAL: Deed = Deed {
    name: "journal",
    act: |folder, number, tell| {
        // A program that was killed leaves its lock file; a journal of its own for each
        // deed is a program of its own.
        let journal = Journal::at(folder);
        let new = number.to_string();
        let begun = journal
            .begin(&Beginning {
                at: &at(number),
                operator: "Ada",
                meter: &MeterKey {
                    identification_line: "/ISk5MT174-0001".to_owned(),
                    serial_number: Some("35016141".to_owned()),
                },
                port: "sim:iskra-mt174",
                profile: Some("iskra-mt174"),
                subject: Subject::Register,
                address: "0.8.0",
                name: "Measuring period",
                order: &format!("W5 0.8.0({new})").parse().unwrap(),
                old: Some("60"),
                new: Some(&new),
            })
            .unwrap();
        tell(format!("begun|{new}"));
        begun
            .complete(&Ending {
                at: &at(number),
                outcome: WriteOutcome::Verified,
                read_back: Some(&new),
                detail: None,
            })
            .unwrap();
        tell(format!("ended|{new}"));
    },
    check: |folder, seen| {
        let journal = Journal::at(folder);
        let entries = journal.entries().unwrap();
        for words in seen.words() {
            let found = entries.iter().rev();
            let entry = found
                .into_iter()
                .find(|e| e.new.as_deref() == Some(words[1]));
            let entry = entry.unwrap_or_else(|| panic!("{words:?} is not in the journal"));
            assert!(!entry.is_under_way, "its program was killed");
            if words[0] == "ended" {
                assert!(entry.ended.is_some(), "{entry:?}");
            }
        }
        // At most the deed that was killed is unfinished in each round.
        let of_round = |entry: &&flagport::journal::Entry| {
            entry
                .new
                .as_deref()
                .is_some_and(|new| new.parse::<u32>().unwrap() > seen.begun.saturating_sub(1))
        };
        let unfinished = journal.unfinished().unwrap();
        assert!(unfinished.iter().filter(of_round).count() <= 1);
    },
};

pub(super) const SETTINGS: Deed = Deed {
    name: "settings",
    act: |folder, number, _tell| {
        let (mut store, said) = Store::load(folder.join("settings.ron"));
        assert_eq!(said, None);
        store.set(Settings {
            operator: number.to_string(),
            raw_history: vec![long_text(number, 50)],
            ..store.get().clone()
        });
        store.take_unsaved().unwrap().write().unwrap();
        store.written(true);
    },
    check: |folder, seen| {
        let (store, said) = Store::load(folder.join("settings.ron"));
        assert_eq!(said, None);
        let settings = store.get();
        let number = settings.operator.parse().unwrap_or(0);
        assert!(seen.accepts(number), "{settings:?}");
        let expected = (number > 0).then(|| long_text(number, 50));
        assert_eq!(settings.raw_history.first(), expected.as_ref());
    },
};

const FORMATS: [(&str, Format); 5] = [
    ("json", Format::Json),
    ("csv", Format::Csv),
    ("xlsx", Format::Xlsx),
    ("txt", Format::Table),
    ("iec", Format::Raw),
];

fn report_of(number: u32) -> Vec<u8> {
    let readout = readout(number);
    let visit = report::Visit {
        readout: Some(&readout),
        ..report::Visit::default()
    };
    report::html(&Report::of(&visit, &at(number))).into_bytes()
}

pub(super) const EXPORTS: Deed = Deed {
    name: "exports",
    act: |folder, number, tell| {
        for (ending, format) in FORMATS {
            let raw = long_text(number, 500);
            let bytes = render(&readout(number), raw.as_bytes(), format, Style::default());
            let bytes = bytes.unwrap();
            let path = folder.join(format!("same.{ending}"));
            write_file(&path, &bytes, Overwrite::Replace).unwrap();
            tell(format!("same|{ending}|{number}"));
            let path = folder.join(format!("new-{number}.{ending}"));
            write_file(&path, &bytes, Overwrite::Never).unwrap();
            tell(format!("new|{ending}|{number}"));
        }
        let page = report_of(number);
        let write = |out: &mut dyn std::io::Write| {
            page.chunks(1_000)
                .try_for_each(|chunk| out.write_all(chunk))
        };
        write_file_with(&folder.join("same.html"), Overwrite::Replace, write).unwrap();
        tell(format!("same|html|{number}"));
    },
    check: |folder, seen| {
        for words in seen.words() {
            let [kind, ending, number] = words.as_slice() else {
                panic!("{words:?}");
            };
            if *kind == "new" {
                let path = folder.join(format!("new-{number}.{ending}"));
                assert!(path.is_file(), "{words:?}");
            }
        }
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name.starts_with('.') {
                continue;
            }
            let ending = path.extension().unwrap().to_str().unwrap().to_owned();
            let bytes = fs::read(&path).unwrap();
            if let Some(rest) = name.strip_prefix("new-") {
                let number: u32 = rest.split('.').next().unwrap().parse().unwrap();
                // The others were looked at after the kills before.
                if number >= seen.done {
                    assert!(is_export(&bytes, &ending, number), "{name}");
                }
                continue;
            }
            let told = seen.words().filter(|w| w[0] == "same" && w[1] == ending);
            let newest = told.filter_map(|w| w[2].parse().ok()).max();
            let mut numbers = newest.unwrap_or(seen.done)..=seen.begun;
            assert!(
                numbers.any(|number| is_export(&bytes, &ending, number)),
                "{name}"
            );
        }
    },
};

/// Whether it is the whole export with this number.
fn is_export(bytes: &[u8], ending: &str, number: u32) -> bool {
    let raw = long_text(number, 500);
    match ending {
        "html" => bytes == report_of(number),
        "json" => readout_from_json(bytes).is_ok_and(|found| found == readout(number)),
        // A workbook tells when it was made.
        "xlsx" => {
            let mut book = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
            let mut text = String::new();
            for at in 0..book.len() {
                std::io::Read::read_to_string(&mut book.by_index(at).unwrap(), &mut text).unwrap();
            }
            text.contains(&format!("<t>{number}</t>"))
        }
        _ => {
            let format = FORMATS
                .iter()
                .find(|(known, _)| *known == ending)
                .unwrap()
                .1;
            let whole = render(&readout(number), raw.as_bytes(), format, Style::default());
            bytes == whole.unwrap()
        }
    }
}

fn profile_text(number: u32) -> String {
    format!(
        "(\n    version: 2,\n    name: \"mine\",\n    title: \"{number}\",\n    \
         match: (manufacturers: [\"ABC\"]),\n    verified: Unverified,\n    \
         source: {:?},\n)\n",
        long_text(number, 100)
    )
}

fn set_of(number: u32) -> ParameterSet {
    let meter = MeterKey {
        identification_line: "/ISk5MT174-0001".to_owned(),
        serial_number: Some(number.to_string()),
    };
    let profile = Library::default().find("iskra-mt174").unwrap();
    ParameterSet::from_readings(&profile, &meter, &[], &at(number))
}

pub(super) const PROFILES: Deed = Deed {
    name: "profiles",
    act: |folder, number, tell| {
        let text = profile_text(number);
        profile::save(&folder.join("profiles"), &text, Overwrite::Replace).unwrap();
        tell(format!("profile|{number}"));
        let path = folder.join("set.ron");
        set_of(number).save(&path, Overwrite::Replace).unwrap();
        tell(format!("set|{number}"));
    },
    check: |folder, seen| {
        let library = Library::load(&folder.join("profiles"));
        assert_eq!(library.problems(), []);
        if let Some(profile) = library.find("mine") {
            let number = profile.title.parse().unwrap();
            assert!(seen.accepts(number), "{}", profile.title);
            assert_eq!(profile.source, long_text(number, 100));
        } else {
            assert_eq!(seen.done, 0);
        }
        let path = folder.join("set.ron");
        if path.exists() {
            let set = parameter_set::load(&path).unwrap();
            assert!((seen.done..=seen.begun).any(|number| set == set_of(number)));
        } else {
            assert_eq!(seen.done, 0);
        }
    },
};
