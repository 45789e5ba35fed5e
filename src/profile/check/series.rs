//! The clock, load profiles, logbooks and status words.

use super::{Check, MAX_BITS};
use crate::profile::{ClockForm, ClockPart, RangeForm, RowForm, SeriesForm};

/// The most minutes of a measuring period: a day.
const MAX_PERIOD_MIN: u16 = 1440;

impl Check<'_> {
    pub(super) fn clock(&mut self) {
        let Some(clock) = &self.profile.clock else {
            return;
        };
        self.field("clock", |c| {
            c.field("read", |c| {
                c.expect(!clock.read.is_empty(), || {
                    "nothing says how the clock is read".to_owned()
                });
            });
            c.parts("read", &clock.read, b'R');
            c.parts("write", &clock.write, b'W');
            if !clock.write.is_empty() {
                c.field("write", |c| c.can_be_changed());
            }
            c.together(clock);
            c.level("level", clock.level);
            c.between("period_min", clock.period_min, 1, MAX_PERIOD_MIN);
        });
    }

    fn parts(&mut self, name: &'static str, parts: &[ClockPart], letter: u8) {
        self.each(name, parts, |c, part| {
            c.address("address", &part.address);
            c.field("form", |c| c.time_form(&part.form));
            c.letter("command", part.command, letter);
        });
    }

    fn together(&mut self, clock: &ClockForm) {
        self.field("together", |c| {
            c.expect(!clock.together || clock.write.len() > 1, || {
                "there are no parts that could be sent together".to_owned()
            });
        });
    }

    pub(super) fn series(&mut self) {
        let profile = self.profile;
        for (name, series) in [
            ("load_profiles", &profile.load_profiles),
            ("logbooks", &profile.logbooks),
        ] {
            self.unique(name, series, "address", |form| form.address.clone());
            self.each(name, series, Check::one_series);
        }
        self.unique("status_bits", &profile.status_bits, "bit", |bit| bit.bit);
        self.each("status_bits", &profile.status_bits, |c, bit| {
            c.expect(bit.bit < MAX_BITS, || {
                format!("the bit {} is not below {MAX_BITS}", bit.bit)
            });
            c.told("text", &bit.text);
        });
    }

    fn one_series(&mut self, form: &SeriesForm) {
        self.address("address", &form.address);
        self.told("name", &form.name);
        self.letter("command", Some(form.command), b'R');
        self.field("block", |c| {
            c.expect(form.block != Some(0), || "a block of no records".to_owned());
        });
        self.field("window_days", |c| {
            c.expect(form.window_days != Some(0), || {
                "a window of no days".to_owned()
            });
        });
        if let Some(period) = form.period_min {
            self.between("period_min", period, 1, MAX_PERIOD_MIN);
        }
        for (name, register) in [
            ("period_register", &form.period_register),
            ("column_register", &form.column_register),
        ] {
            if let Some(register) = register {
                self.address(name, register);
            }
        }
        self.unique("channels", &form.channels, "column", |channel| {
            channel.address.clone()
        });
        self.each("channels", &form.channels, |c, channel| {
            c.told("address", &channel.address);
        });
        self.field("time_column", |c| {
            c.expect(form.time_column != Some(0), || {
                "columns are counted from 1".to_owned()
            });
            c.expect(
                form.time_column.is_none() || form.range == RangeForm::Lis200,
                || "only ranges of LIS-200 name a column".to_owned(),
            );
        });
        let packets = form.range == RangeForm::Packets;
        self.field("rows", |c| {
            c.expect(packets == (form.rows == RowForm::Packed), || {
                "packed rows come in packets, and only they do".to_owned()
            });
        });
    }
}
