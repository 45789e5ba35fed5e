//! The file of the journal: appending whole lines to the disk, reading what is there.

use std::cell::OnceCell;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Zoned;
use tempfile::NamedTempFile;

use super::line::{Fact, Line, VERSION};
use super::{Contents, Ended, Entry, JournalError};
use crate::export::file::{make_folder, sync_folder};
use crate::export::{instant_text, parse_instant};
use crate::worker::MeterKey;

const NAME: &str = "journal.jsonl";

/// Begins the name of the file that a program keeps locked while it has entries.
const WRITER: &str = ".journal-";

/// Random characters in the name of a writer: no two ever have the same.
const RANDOM: usize = 16;

/// How much of the end of the file is read, in bytes: some ten thousand commands.
const MAX_READ: u64 = 16 << 20;

#[derive(Debug)]
pub(super) struct Store {
    folder: PathBuf,
    path: PathBuf,
    /// Made with the first entry.
    writer: OnceCell<Writer>,
    count: AtomicU64,
}

/// Tells other programs that this one is still there.
#[derive(Debug)]
struct Writer {
    name: String,
    /// Locked, and removed when the program ends in good order.
    _file: NamedTempFile,
}

impl Store {
    pub(super) fn at(folder: PathBuf) -> Store {
        Store {
            path: folder.join(NAME),
            folder,
            writer: OnceCell::new(),
            count: AtomicU64::new(1),
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The number that the next entry of this program gets.
    pub(super) fn begun(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }

    /// The number of an entry of this program; `None` for one of another.
    pub(super) fn own_number(&self, id: &str) -> Option<u64> {
        let writer = self.writer.get()?;
        id.strip_prefix(&writer.name)?
            .strip_prefix('-')?
            .parse()
            .ok()
    }

    /// Appends the first line of an entry and returns its id.
    pub(super) fn begin(
        &self,
        at: &Zoned,
        fact: impl FnOnce(String) -> Fact,
    ) -> Result<String, JournalError> {
        make_folder(&self.folder).map_err(self.failed("made"))?;
        let mut file = self.open_locked()?;
        let writer = self.writer().map_err(self.failed("written"))?;
        let number = self.count.fetch_add(1, Ordering::Relaxed);
        let id = format!("{writer}-{number}");
        self.append_to(&mut file, &id, at, fact(writer.to_owned()))?;
        Ok(id)
    }

    /// Appends a line to an entry.
    pub(super) fn append(&self, id: &str, at: &Zoned, fact: Fact) -> Result<(), JournalError> {
        let mut file = self.open_locked()?;
        self.append_to(&mut file, id, at, fact)
    }

    /// All entries, the oldest first, and how many lines are damaged.
    pub(super) fn contents(&self) -> Result<Contents, JournalError> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut writers: Vec<(String, bool)> = Vec::new();
        let damaged = self.read(|line| match line.fact {
            Fact::Begun(begun) => {
                let Ok(began_at) = parse_instant(&line.at) else {
                    return;
                };
                let known = writers.iter().find(|(name, _)| *name == begun.writer);
                let is_under_way = known.map_or_else(|| self.is_alive(&begun.writer), |w| w.1);
                if known.is_none() {
                    writers.push((begun.writer, is_under_way));
                }
                entries.push(Entry {
                    id: line.id,
                    began_at,
                    operator: begun.operator,
                    meter: begun.meter,
                    port: begun.port,
                    profile: begun.profile,
                    subject: begun.subject,
                    address: begun.address,
                    name: begun.name,
                    command: begun.command,
                    old: begun.old,
                    new: begun.new,
                    ended: None,
                    is_under_way,
                });
            }
            Fact::Ended {
                outcome,
                read_back,
                detail,
            } => {
                let entry = entries.iter_mut().rev().find(|entry| entry.id == line.id);
                if let (Some(entry), Ok(at)) = (entry, parse_instant(&line.at)) {
                    entry.is_under_way = false;
                    entry.ended = Some(Ended {
                        at,
                        outcome,
                        read_back,
                        detail,
                    });
                }
            }
            Fact::PasswordTried { .. } | Fact::PasswordAnswered { .. } | Fact::PasswordHeldBack => {
            }
        })?;
        Ok(Contents { entries, damaged })
    }

    /// Wrong passwords since the last right one.
    pub(super) fn wrong_passwords(&self, meter: &MeterKey, level: u8) -> Result<u32, JournalError> {
        // Ids of attempts that are not known to be right.
        let mut wrong: Vec<String> = Vec::new();
        self.read(|line| match line.fact {
            Fact::PasswordTried {
                meter: tried,
                level: at_level,
                ..
            } if at_level == level && tried.may_be(meter) => wrong.push(line.id),
            Fact::PasswordAnswered {
                accepted: Some(true),
                ..
            } => {
                if let Some(at) = wrong.iter().position(|id| *id == line.id) {
                    wrong.drain(..=at);
                }
            }
            Fact::PasswordHeldBack => wrong.retain(|id| *id != line.id),
            _ => {}
        })?;
        Ok(u32::try_from(wrong.len()).unwrap_or(u32::MAX))
    }

    /// Gives every line to `take`, and tells how many are damaged. No file is an empty
    /// journal.
    fn read(&self, take: impl FnMut(Line)) -> Result<usize, JournalError> {
        let mut file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(0),
            Err(error) => return Err(self.failed("read")(error)),
        };
        file.lock_shared().map_err(self.failed("read"))?;
        let text = tail(&mut file).map_err(self.failed("read"))?;
        // The lock is held meanwhile, so that nobody begins to write.
        let (lines, damaged) = Line::all_of(&text);
        lines.into_iter().for_each(take);
        Ok(damaged)
    }

    fn open_locked(&self) -> Result<File, JournalError> {
        let mut options = OpenOptions::new();
        let file = options
            .read(true)
            .append(true)
            .create(true)
            .open(&self.path)
            .map_err(self.failed("written"))?;
        file.lock().map_err(self.failed("locked"))?;
        Ok(file)
    }

    /// Appends a line and waits until it is on the disk.
    fn append_to(
        &self,
        file: &mut File,
        id: &str,
        at: &Zoned,
        fact: Fact,
    ) -> Result<(), JournalError> {
        let line = Line {
            version: VERSION,
            id: id.to_owned(),
            at: instant_text(at),
            fact,
        };
        let bytes = line.to_bytes()?;
        let length = file.metadata().map_err(self.failed("read"))?.len();
        let append = |file: &mut File| -> io::Result<()> {
            // What a crash left of a line must not swallow this one.
            let is_torn = length > 0 && last_byte(file)? != b'\n';
            if is_torn {
                file.write_all(b"\n")?;
            }
            file.write_all(&bytes)?;
            file.sync_all()?;
            if length == 0 {
                sync_folder(&self.folder)?;
            }
            Ok(())
        };
        append(file).map_err(|error| {
            // Half a line, or a whole one that is said not to be there, helps nobody. Where
            // this fails too, the next line begins on a line of its own.
            let _ = file.set_len(length);
            self.failed("written")(error)
        })
    }

    /// The name of this writer. Files that programs left behind are removed first;
    /// the journal must be locked.
    fn writer(&self) -> io::Result<&str> {
        if let Some(writer) = self.writer.get() {
            return Ok(&writer.name);
        }
        for entry in fs::read_dir(&self.folder)?.filter_map(Result::ok) {
            let name = entry.file_name();
            if let Some(writer) = name.to_str().and_then(|name| name.strip_prefix(WRITER))
                && !self.is_alive(writer)
            {
                // If it stays, it is removed another time.
                let _ = fs::remove_file(entry.path());
            }
        }
        let file = tempfile::Builder::new()
            .prefix(WRITER)
            .rand_bytes(RANDOM)
            .tempfile_in(&self.folder)?;
        file.as_file().lock()?;
        let name = file.path().file_name().unwrap_or_default();
        let name = name.to_string_lossy();
        let name = name.strip_prefix(WRITER).unwrap_or(&name).to_owned();
        Ok(&self
            .writer
            .get_or_init(|| Writer { name, _file: file })
            .name)
    }

    /// Whether the program that calls itself `writer` still runs.
    fn is_alive(&self, writer: &str) -> bool {
        let path = self.folder.join(format!("{WRITER}{writer}"));
        let is_name = writer.chars().all(|c| c.is_ascii_alphanumeric());
        is_name
            && File::open(path)
                .is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
    }

    fn failed(&self, operation: &'static str) -> impl FnOnce(io::Error) -> JournalError + use<> {
        let path = self.path.clone();
        move |reason| JournalError::Io {
            operation,
            path,
            reason,
        }
    }
}

fn last_byte(file: &mut File) -> io::Result<u8> {
    let mut byte = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut byte)?;
    let [byte] = byte;
    Ok(byte)
}

/// The end of the file, from the beginning of a line.
fn tail(file: &mut File) -> io::Result<Vec<u8>> {
    let length = file.metadata()?.len();
    let skipped = length.saturating_sub(MAX_READ);
    // One byte earlier tells whether a line begins exactly there.
    file.seek(SeekFrom::Start(skipped.saturating_sub(1)))?;
    let mut text = Vec::new();
    file.take(MAX_READ + 1).read_to_end(&mut text)?;
    if skipped > 0 {
        let first = text.iter().position(|byte| *byte == b'\n');
        text.drain(..first.map_or(text.len(), |at| at + 1));
    }
    Ok(text)
}
