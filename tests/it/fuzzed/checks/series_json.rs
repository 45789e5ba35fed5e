//! `series.json`: whatever it says of the telegram beside it, the visit opens or says why
//! not, and holds no entry that the telegram does not.

use flagport::archive::{Archive, Visit};
use flagport::worker::Series;

use super::place::Place;
use super::{chosen, visits};

thread_local! {
    static PLACE: Place = visits::a_visit();
}

/// The begin of a telegram, which the rest of the input follows.
const IDENTIFICATION: &[u8] = b"/ISk5MT174-0001\r\n";

pub fn check(data: &[u8]) {
    let Some((choice, rest)) = chosen(data) else {
        return;
    };
    PLACE.with(|place| {
        // The file, and behind the first NUL the answers.
        let end = rest
            .iter()
            .position(|byte| *byte == 0)
            .unwrap_or(rest.len());
        let (json, answers) = rest.split_at(end);
        let answers = answers.get(1..).unwrap_or_default();
        place.put(&format!("{}/series.json", visits::VISIT), json);
        let telegram = if choice % 2 == 0 {
            [IDENTIFICATION, answers].concat()
        } else {
            answers.to_vec()
        };
        place.put(&format!("{}/telegram.iec", visits::VISIT), &telegram);
        visits::holds(place);
        let path = place.path().join(visits::VISIT);
        if let Ok(visit) = Visit::load(&path) {
            is_made_of_its_answers(&visit);
        }
        let archive = Archive::at(place.path());
        let last = archive.last_series(Some("1"), "/ISk5MT174-0001", "P.01");
        assert!(
            last.expect("any visit can be asked")
                .is_none_or(|last| last.path == path)
        );
    });
}

fn is_made_of_its_answers(visit: &Visit) {
    let record = visit.series.as_ref().expect("it has a series.json");
    let answered: usize = record.answers.iter().map(|answer| answer.raw.len()).sum();
    assert!(
        answered <= visit.raw.len(),
        "{answered} bytes of answers in a telegram of {}",
        visit.raw.len()
    );
    let entries = match &record.series {
        Series::LoadProfile(profile) => profile.len(),
        Series::Logbook(logbook) => logbook.entries.len(),
    };
    assert!(entries <= answered, "{entries} entries in {answered} bytes");
}
