//! Check lists: what is ticked off when a meter is put into service or taken away, when
//! that was, and what goes with it.
//!
//! Pure data with its form in JSON; reads no clock, knows no folders.

use jiff::Zoned;
use serde::{Deserialize, Serialize};

use super::finding::Circumstances;
use super::instant::Taken;

/// What a list is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ListKind {
    Commissioning,
    Removal,
}

impl ListKind {
    /// Both of them.
    pub const ALL: [ListKind; 2] = [ListKind::Commissioning, ListKind::Removal];

    /// The usual points, for a meter of which nothing else is known.
    pub fn usual(self) -> &'static [&'static str] {
        match self {
            ListKind::Commissioning => &COMMISSIONING,
            ListKind::Removal => &REMOVAL,
        }
    }
}

/// After the work at a transformer meter; what does not apply is noted so.
const COMMISSIONING: [&str; 14] = [
    "Voltage links closed, fuses in place",
    "L1, L2 and L3 present, in the right order",
    "Short circuits of the current transformers opened",
    "Energy direction is import with each phase loaded alone",
    "Reactive energy is import with an inductive load",
    "Voltages, currents and angles compared with an instrument",
    "No error in the error register",
    "Date and time set",
    "Tariff displays and inputs switch",
    "Ratios and constants agree with the name plates",
    "Remote readout tried",
    "Terminal cover closed",
    "Seals put on",
    "Cabinet closed and sealed",
];

const REMOVAL: [&str; 10] = [
    "Last readings and load profile read and stored",
    "Seals found whole",
    "Current transformers short-circuited first",
    "Voltages switched off, absence of voltage proven",
    "Auxiliary voltage, inputs and outputs disconnected",
    "Communication unit logged off",
    "Meter taken off, conductors insulated",
    "Condition of the meter looked at",
    "Readings noted on the meter's paper",
    "Cabinet closed and sealed",
];

/// Everything that was noted of one installation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// [`FORMAT`].
    pub format: String,
    #[serde(default)]
    pub circumstances: Circumstances,
    pub lists: Vec<CheckList>,
    #[serde(default)]
    pub notes: String,
    #[serde(default)]
    pub seals_old: String,
    #[serde(default)]
    pub seals_new: String,
    #[serde(default)]
    pub photos: Vec<Photo>,
    /// How the values came that the verdict rests on.
    #[serde(default)]
    pub taken: Taken,
}

/// The format of a [`Record`] in a file.
pub const FORMAT: &str = "flagport.checklist.v1";

/// One list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckList {
    pub kind: ListKind,
    pub points: Vec<Point>,
}

/// One point of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    pub text: String,
    /// When it was ticked.
    #[serde(default, with = "instant", skip_serializing_if = "Option::is_none")]
    pub ticked_at: Option<Zoned>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// A picture that belongs to the installation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Photo {
    /// The name of its copy.
    pub file: String,
    /// The name of the file that it was taken from.
    pub original: String,
    pub width: u32,
    pub height: u32,
    pub bytes: u64,
    #[serde(with = "instant")]
    pub added_at: Option<Zoned>,
}

impl Record {
    /// Lists with nothing ticked: the points of a device profile where it has some.
    pub fn new(commissioning: &[String], removal: &[String]) -> Record {
        let of = |kind: ListKind, own: &[String]| {
            let usual = kind.usual().iter().map(|text| (*text).to_owned());
            let texts: Vec<String> = if own.is_empty() {
                usual.collect()
            } else {
                own.to_vec()
            };
            let point = |text| Point {
                text,
                ticked_at: None,
                note: String::new(),
            };
            CheckList {
                kind,
                points: texts.into_iter().map(point).collect(),
            }
        };
        Record {
            format: FORMAT.to_owned(),
            circumstances: Circumstances::default(),
            lists: vec![
                of(ListKind::Commissioning, commissioning),
                of(ListKind::Removal, removal),
            ],
            notes: String::new(),
            seals_old: String::new(),
            seals_new: String::new(),
            photos: Vec::new(),
            taken: Taken::default(),
        }
    }

    /// The list of that kind.
    pub fn list(&self, kind: ListKind) -> Option<&CheckList> {
        self.lists.iter().find(|list| list.kind == kind)
    }

    /// The point with that number, from 0, to change.
    pub fn point_mut(&mut self, kind: ListKind, number: usize) -> Option<&mut Point> {
        let list = self.lists.iter_mut().find(|list| list.kind == kind)?;
        list.points.get_mut(number)
    }

    /// Whether anything was noted.
    pub fn is_begun(&self) -> bool {
        let is_noted = |point: &Point| point.ticked_at.is_some() || !point.note.is_empty();
        let texts = [&self.notes, &self.seals_old, &self.seals_new];
        self.lists
            .iter()
            .flat_map(|list| &list.points)
            .any(is_noted)
            || texts.into_iter().any(|text| !text.trim().is_empty())
            || !self.photos.is_empty()
    }

    /// As it is kept in a file.
    ///
    /// # Errors
    ///
    /// None that a record could cause.
    pub fn to_json(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// Reads what [`Record::to_json`] wrote.
    ///
    /// # Errors
    ///
    /// A sentence that says what is wrong with the file.
    pub fn from_json(text: &[u8]) -> Result<Record, String> {
        let record: Record = serde_json::from_slice(text).map_err(|error| error.to_string())?;
        if record.format == FORMAT {
            Ok(record)
        } else {
            Err(format!(
                "the format is {:?}; this program knows {FORMAT}",
                record.format
            ))
        }
    }
}

impl CheckList {
    /// How many points are ticked.
    pub fn ticked(&self) -> usize {
        let ticked = |point: &&Point| point.ticked_at.is_some();
        self.points.iter().filter(ticked).count()
    }
}

/// Instants as text, with their zone.
mod instant {
    use jiff::Zoned;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    #[expect(
        clippy::ref_option,
        reason = "the form that a field with its own form has"
    )]
    pub(super) fn serialize<S: Serializer>(
        at: &Option<Zoned>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match at {
            Some(at) => serializer.collect_str(at),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Zoned>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| text.parse().map_err(D::Error::custom))
            .transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_comes_back_as_it_was_kept() {
        let mut record = Record::new(&["Own point".to_owned()], &[]);
        assert!(!record.is_begun());
        let at: Zoned = "2026-03-18T20:15:07+01:00[Europe/Vienna]".parse().unwrap();
        let point = record.point_mut(ListKind::Commissioning, 0).unwrap();
        point.ticked_at = Some(at.clone());
        point.note = "both \"doors\"".to_owned();
        record.photos.push(Photo {
            file: "photo-1.png".to_owned(),
            original: "IMG 1.png".to_owned(),
            width: 4,
            height: 3,
            bytes: 70,
            added_at: Some(at),
        });
        let text = record.to_json().unwrap();
        assert_eq!(Record::from_json(&text), Ok(record.clone()));
        assert!(record.is_begun());
        let list = record.list(ListKind::Commissioning).unwrap();
        assert_eq!((list.ticked(), list.points.len()), (1, 1));
        let removal = record.list(ListKind::Removal).unwrap();
        assert_eq!(removal.points.len(), REMOVAL.len());
    }

    #[test]
    fn a_file_of_another_kind_is_refused() {
        assert!(Record::from_json(b"{}").is_err());
        let text = Record::new(&[], &[]).to_json().unwrap();
        let text = String::from_utf8(text).unwrap();
        let other = text.replace("checklist.v1", "checklist.v9");
        let told = Record::from_json(other.as_bytes()).unwrap_err();
        assert!(told.contains("checklist.v9"), "{told}");
    }
}
