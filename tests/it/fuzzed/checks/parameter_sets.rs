//! Parameter sets: what is read is written as the same, and is like itself.

use flagport::parameter_set::{ParameterSet, ParameterSetError, Side, compare};
use flagport::profile;

pub fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match ParameterSet::parse("a.ron", &text) {
        Ok(set) => comes_back(&set),
        Err(ParameterSetError::Form { line, column, .. }) => {
            assert!(line >= 1 && column >= 1);
            assert!(line <= 1 + text.matches('\n').count(), "line {line}");
        }
        Err(ParameterSetError::Version { found, .. }) => assert_ne!(found, 1),
        Err(other) => panic!("{other} of a text"),
    }
}

fn comes_back(set: &ParameterSet) {
    let written = set.to_text();
    let again = ParameterSet::parse("b.ron", &written);
    let again = again.unwrap_or_else(|error| panic!("{error}\n{written}"));
    assert_eq!(again.to_text(), written);
    assert_eq!(again.registers, set.registers, "{written}");
    assert_eq!(again.meter, set.meter, "{written}");
    let side = Side::of_set(set);
    let known = profile::find(&set.profile).unwrap_or_else(|| profile::generic());
    let same = compare(known, &side, &side);
    assert_eq!(same.differing().count(), 0, "a set is like itself");
    assert_eq!(same.only_left().count() + same.only_right().count(), 0);
}
