//! Load profiles, logbooks and their status words.

use serde::{Deserialize, Serialize};

use super::{Profile, is_default};
use crate::codec::CommandKind;
use crate::meter::status::StatusTable;

/// How a load profile or a logbook is asked for and answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeriesForm {
    /// `P.01`
    pub address: String,
    pub name: String,
    pub command: CommandKind,
    pub range: RangeForm,
    pub rows: RowForm,
    /// Records of a partial block, where the command names them.
    #[serde(default, skip_serializing_if = "is_default")]
    pub block: Option<u16>,
    /// The most days of one request that the meter bears.
    #[serde(default, skip_serializing_if = "is_default")]
    pub window_days: Option<u16>,
    /// Minutes of an interval, where the answer does not say.
    #[serde(default, skip_serializing_if = "is_default")]
    pub period_min: Option<u16>,
    /// The register that says the minutes of an interval, where the answer does not.
    #[serde(default, skip_serializing_if = "is_default")]
    pub period_register: Option<String>,
    /// The columns, where the answer does not say. Without the one of the time.
    #[serde(default, skip_serializing_if = "is_default")]
    pub channels: Vec<ChannelDef>,
    /// The register that lists the columns, `97.1.0`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub column_register: Option<String>,
    /// The column of the time, from 1 (LIS-200).
    #[serde(default, skip_serializing_if = "is_default")]
    pub time_column: Option<u8>,
}

/// A column of a load profile whose answer does not name its columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChannelDef {
    /// `1.8.0`, or a name of the maker's own.
    pub address: String,
    #[serde(default, skip_serializing_if = "is_default")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub unit: Option<String>,
}

/// How the range stands in the command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum RangeForm {
    /// Nothing: all of it.
    All,
    /// `sYYMMDDhhmm;sYYMMDDhhmm`
    Vdew11,
    /// `sYYMMDDhhmmss;sYYMMDDhhmmss`
    Vdew13,
    /// `yy-mm-dd,hh:mm;yy-mm-dd,hh:mm`
    Mass,
    /// `dd.mm.yy`, a day at a time.
    Day,
    /// `mm.yy`, a month at a time.
    Month,
    /// `day,interval,count`, days counted back from today.
    DaysBack,
    /// `position;YYYY-MM-DD,hh:mm:ss;YYYY-MM-DD,hh:mm:ss;rows`
    Lis200,
    /// A number of days, then packets of 64 bytes.
    Packets,
}

/// How the rows come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum RowForm {
    /// A header with channels, then rows without a time.
    Vdew,
    /// Events with attached values.
    VdewLog,
    /// A time and one group of values with commas.
    Mass,
    /// Names and values, a line for each interval.
    Energomera,
    /// Names and values, a line for each tariff of one instant.
    EnergomeraTariffs,
    /// One group for each column.
    Lis200,
    /// Packed digits.
    Packed,
}

/// One bit of the status word of load profile and logbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusBit {
    /// 0 is the lowest bit of the last hex digit.
    pub bit: u8,
    pub text: String,
}

impl Profile {
    /// What the status words of load profile and logbook say; where the profile does
    /// not tell, what is known of its maker.
    pub fn status_table(&self) -> StatusTable {
        if self.status_bits.is_empty() {
            let maker = self.matches.manufacturers.first();
            return StatusTable::of_maker(maker.map(String::as_str));
        }
        let bits = self.status_bits.iter();
        StatusTable::new(bits.map(|bit| (bit.bit, bit.text.as_str())))
    }
}

#[cfg(test)]
mod tests {
    use crate::meter::status::StatusTable;
    use crate::profile;

    #[test]
    fn the_profiles_mean_what_is_known_of_their_makers() {
        let mut told = 0;
        for profile in profile::built_in() {
            let table = profile.status_table();
            assert!(!table.is_empty(), "{}", profile.name);
            if profile.status_bits.is_empty() {
                continue;
            }
            told += 1;
            let maker = profile.matches.manufacturers.first();
            let known = StatusTable::of_maker(maker.map(String::as_str));
            for bit in &profile.status_bits {
                let word = format!("{:08X}", 1u64 << bit.bit);
                assert_eq!(table.read(&word), known.read(&word), "{}", profile.name);
            }
        }
        assert!(told >= 6, "{told}");
    }
}
