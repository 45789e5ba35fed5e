//! Where one stands among the values of a load profile or logbook (VDEW):
//! `P.01(time)(status)(period)(n)` with n pairs `(code)(unit)`, then rows of n
//! values. The gas profile of DSMR 2 and 3 has the same form.
//!
//! Only tells what each bracket is; rows are made elsewhere.

use super::code::{Code, Medium};
use super::number;
use super::register::{self, Expected};
use super::time::Form;
use super::unit;

/// The most channels that are believed.
const MAX_CHANNELS: usize = 1000;

/// A place among the values of one header and its rows.
#[derive(Debug, Clone, Default)]
pub(super) struct Series {
    channels: Vec<Channel>,
    /// How many channels the header promised; `None` where it does not fit.
    count: Option<usize>,
}

#[derive(Debug, Clone)]
struct Channel {
    expected: Expected,
    unit: Option<String>,
}

/// What a bracket of a series holds.
pub(super) struct Cell<'a> {
    pub(super) expected: Expected,
    pub(super) unit: Option<&'a str>,
}

impl Series {
    /// What the value `raw` with the 0-based number `index` is. To be called for
    /// each value in order.
    pub(super) fn cell(&mut self, index: usize, raw: &str, medium: Medium) -> Cell<'_> {
        let plain = |expected| Cell {
            expected,
            unit: None,
        };
        match index {
            0 => return plain(Expected::Time(Form::Stamp)),
            1 => return plain(Expected::Flags),
            2 => return plain(Expected::Anything),
            3 => {
                self.count = number::parse(raw)
                    .and_then(|count| usize::try_from(count.mantissa()).ok())
                    .filter(|count| *count <= MAX_CHANNELS);
                return plain(Expected::Anything);
            }
            _ => {}
        }
        let Some(count) = self.count.filter(|count| *count > 0) else {
            return plain(Expected::Anything);
        };
        let place = index - 4;
        if place < 2 * count {
            if place.is_multiple_of(2) {
                self.channels.push(Channel {
                    expected: channel(raw, medium),
                    unit: None,
                });
            } else if let Some(last) = self.channels.last_mut() {
                let sent = raw.trim();
                let spelled = unit::normal(sent).unwrap_or(sent);
                last.unit = (!spelled.is_empty()).then(|| spelled.to_owned());
            }
            return plain(Expected::Label);
        }
        match self.channels.get((place - 2 * count) % count) {
            Some(channel) => Cell {
                expected: channel.expected,
                unit: channel.unit.as_deref(),
            },
            None => plain(Expected::Anything),
        }
    }
}

fn channel(address: &str, medium: Medium) -> Expected {
    match Code::parse(address.trim(), medium) {
        Some(code) => register::of_code(&code),
        None => Expected::Anything,
    }
}
