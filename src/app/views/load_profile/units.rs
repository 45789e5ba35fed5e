//! Units that a load profile leaves out, as the readout tells them.

use std::sync::Arc;

use crate::app::model::ShownLoadProfile;
use crate::meter::code::{Code, Medium};
use crate::meter::load_profile::{Axis, Channel, ChannelKind, register_of};
use crate::meter::{LoadProfile, Readout};

/// A load profile with the units of a readout, made once and not in each frame.
#[derive(Debug, Default)]
pub(super) struct Units {
    made: Option<Made>,
}

#[derive(Debug)]
struct Made {
    of: Arc<LoadProfile>,
    readout: Arc<Readout>,
    /// `None` if nothing is to be added.
    with: Option<(Arc<LoadProfile>, Arc<Axis>)>,
}

impl Units {
    /// The same load profile, with the units that the readout tells of registers of the
    /// same code where it tells none itself.
    pub(super) fn of(
        &mut self,
        shown: ShownLoadProfile,
        readout: Option<&Arc<Readout>>,
    ) -> ShownLoadProfile {
        let Some(readout) = readout else { return shown };
        let known = self.made.as_ref().is_some_and(|made| {
            Arc::ptr_eq(&made.of, &shown.profile) && Arc::ptr_eq(&made.readout, readout)
        });
        if !known {
            self.made = Some(Made {
                of: Arc::clone(&shown.profile),
                readout: Arc::clone(readout),
                with: with_units(&shown.profile, readout),
            });
        }
        match self.made.as_ref().and_then(|made| made.with.as_ref()) {
            Some((profile, axis)) => ShownLoadProfile {
                profile: Arc::clone(profile),
                axis: Arc::clone(axis),
                ..shown
            },
            None => shown,
        }
    }
}

fn with_units(profile: &LoadProfile, readout: &Readout) -> Option<(Arc<LoadProfile>, Arc<Axis>)> {
    let units: Vec<Option<String>> = profile
        .channels
        .iter()
        .map(|channel| unit_of(channel, readout))
        .collect();
    if units.iter().all(Option::is_none) {
        return None;
    }
    let mut with = profile.clone();
    for (channel, unit) in with.channels.iter_mut().zip(units) {
        if unit.is_some() {
            channel.unit = unit;
        }
    }
    let axis = Axis::of(&with);
    Some((Arc::new(with), Arc::new(axis)))
}

/// The unit of the register whose readings the channel has, if it tells none itself.
fn unit_of(channel: &Channel, readout: &Readout) -> Option<String> {
    let has_one = channel.unit.as_deref().is_some_and(|unit| !unit.is_empty());
    if has_one || channel.kind != ChannelKind::Register {
        return None;
    }
    let register = register_of(channel)?;
    let present = readout.data_sets.iter().filter(|set| set.billing.is_none());
    let mut of_register = present.filter(|set| {
        let code = set.code.as_deref();
        let code = code.and_then(|code| Code::parse(code, Medium::Electricity));
        code.as_ref() == Some(&register)
    });
    let unit = of_register.find_map(|set| set.quantity()?.unit)?;
    Some(unit.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::model::SeriesOrigin;
    use crate::app::views::stage::model_of;
    use crate::meter::load_profile::sample::{begin, profile, run};

    #[test]
    fn a_register_without_a_unit_has_that_of_the_readout() {
        let kinds = [
            ("1-0:1.8.0", "", ChannelKind::Register),
            ("1-0:5.8.0", "", ChannelKind::Register),
            ("1-0:1.5.0", "", ChannelKind::Average),
        ];
        let mut of = profile(&kinds);
        begin(&mut of, Some(60));
        run(&mut of, "2024-11-25T01:00:00", 3, None, |i| format!("{i}"));
        let shown = ShownLoadProfile {
            axis: Arc::new(Axis::of(&of)),
            profile: Arc::new(of),
            origin: SeriesOrigin::File("/readouts/a.iec".into()),
        };
        let model = model_of(b"/ABC5V1\r\n\r\n1.8.0(1*kWh)\r\n1.8.0*01(1*Wh)\r\n!\r\n");
        let readout = &model.reading.as_ref().unwrap().readout;
        let mut units = Units::default();
        let with = units.of(shown.clone(), Some(readout));
        let told: Vec<&str> = with
            .profile
            .channels
            .iter()
            .map(|channel| channel.unit.as_deref().unwrap_or(""))
            .collect();
        assert_eq!(told, ["kWh", "", ""]);
        // The same again is not made anew, and what was sent is as it was.
        let again = units.of(shown.clone(), Some(readout));
        assert!(Arc::ptr_eq(&again.profile, &with.profile));
        assert!(Arc::ptr_eq(
            &units.of(shown.clone(), None).profile,
            &shown.profile
        ));
    }
}
