//! Fetching a load profile or a logbook.

use std::sync::Arc;

use super::desk::Stop;
use super::signed::Signed;
use crate::codec::{BlockCheckKind, Message, encode};
use crate::meter::{load_profile, logbook};
use crate::order::Order;
use crate::profile::RangeForm;
use crate::session::programming::Answer;
use crate::worker::{
    Event, ProgrammeSummary, Series, SeriesAnswer, SeriesKind, SeriesPlan, SeriesRange,
    SeriesRecord,
};

/// Fetches what is wanted.
pub(super) fn run(
    signed: &mut Signed<'_, '_>,
    plan: &SeriesPlan,
    summary: &mut ProgrammeSummary,
) -> Result<(), Stop> {
    let forms = match plan.kind {
        SeriesKind::LoadProfile => &signed.profile.load_profiles,
        SeriesKind::Logbook => &signed.profile.logbooks,
    };
    let named = |address: &String| forms.iter().find(|form| form.address == *address);
    let form = plan.address.as_ref().map_or(forms.first(), named).cloned();
    let Some(form) = form else {
        return Ok(());
    };
    let stamp = |time: Option<jiff::civil::DateTime>| match (time, form.range) {
        (None, _) | (_, RangeForm::All) => String::new(),
        (Some(time), RangeForm::Mass) => time.strftime("%y-%m-%d,%H:%M").to_string(),
        (Some(time), _) => time.strftime("0%y%m%d%H%M").to_string(),
    };
    let range = format!("{};{}", stamp(plan.range.from), stamp(plan.range.to));
    let text = format!("{} {}({range})", form.command, form.address);
    let Ok(order) = text.parse::<Order>() else {
        return Ok(());
    };
    let Answer::Data(data) = signed.ask(&order)? else {
        return Ok(());
    };
    let body = String::from_utf8_lossy(&data.body);
    let series = match plan.kind {
        SeriesKind::LoadProfile => {
            let profile = load_profile::decode(&body, &load_profile::Hints::default());
            Series::LoadProfile(Arc::new(profile))
        }
        SeriesKind::Logbook => {
            let book = logbook::decode(&body, &logbook::LogHints::default());
            Series::Logbook(Arc::new(book))
        }
    };
    let record = SeriesRecord {
        form,
        asked: plan.range,
        series,
        complete: true,
        windows: (1, 1),
        answers: vec![SeriesAnswer {
            command: order.to_string(),
            range: SeriesRange::default(),
            raw: encode(&Message::Data(data), BlockCheckKind::Xor).into(),
            complete: true,
        }],
        read_at: Some(signed.desk.now()),
    };
    signed.desk.tell(Event::SeriesReceived {
        id: signed.desk.id,
        record: Arc::new(record.clone()),
    });
    summary.series = Some(record);
    Ok(())
}
