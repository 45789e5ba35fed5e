//! Rounds: what is read is written as the same, and every meter of it is counted and
//! visited once.

use flagport::round::Round;

pub fn check(data: &[u8]) {
    let round = match Round::from_json(data) {
        Ok(round) => round,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    let written = round.to_json();
    let again = Round::from_json(&written).expect("what was written is read");
    assert_eq!(again.to_json(), written);
    assert_eq!(round.tally().total(), round.stops.len());
    let mut order = round.by_place();
    order.sort_unstable();
    assert!(order.into_iter().eq(0..round.stops.len()));
    assert_eq!(round.next_open(None).is_some(), round.tally().open > 0);
}
