//! Changes that are staged: chosen, not sent.

use std::sync::Arc;

use crate::profile::{RegisterDef, normal_address};
use crate::worker::Change;

/// A change that waits for its review.
#[derive(Debug, Clone, PartialEq)]
pub struct Staged {
    pub change: Change,
    /// Where the value is from, if it was not typed: `Put back`, `From mt174.ron`.
    pub reason: Option<String>,
}

/// The staged changes of the meter at hand, in the order they were staged first, with
/// undo.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Staging {
    staged: Vec<Staged>,
    /// What was staged before each step, the last step last.
    before: Vec<Vec<Staged>>,
}

/// How many steps can be undone.
const UNDO: usize = 200;

impl Staging {
    /// Stages a change, in place of one for the same register.
    pub fn stage(&mut self, staged: Staged) {
        self.stage_all(vec![staged]);
    }

    /// Stages changes in one step.
    pub fn stage_all(&mut self, changes: Vec<Staged>) {
        self.remember();
        for staged in changes {
            let address = &staged.change.register.address;
            match self.position(address) {
                Some(at) => {
                    if let Some(place) = self.staged.get_mut(at) {
                        *place = staged;
                    }
                }
                None => self.staged.push(staged),
            }
        }
    }

    /// Takes the change of a register back.
    pub fn unstage(&mut self, address: &str) {
        if let Some(at) = self.position(address) {
            self.remember();
            self.staged.remove(at);
        }
    }

    /// Takes the change of a register to `wanted` out of staging and out of what undo brings
    /// back: it is in the meter.
    pub fn settle(&mut self, address: &str, wanted: &str) {
        let settled = normal_address(address);
        // What was staged anew since it was sent stays.
        let others = |staged: &Staged| {
            let change = &staged.change;
            normal_address(&change.register.address) != settled || change.wanted != wanted
        };
        self.staged.retain(others);
        for step in &mut self.before {
            step.retain(others);
        }
        let mut last = &self.staged;
        let mut steps = Vec::with_capacity(self.before.len());
        for step in self.before.iter().rev() {
            if step != last {
                steps.push(step.clone());
                last = step;
            }
        }
        steps.reverse();
        self.before = steps;
    }

    /// Takes all changes back.
    pub fn clear(&mut self) {
        if !self.staged.is_empty() {
            self.remember();
            self.staged.clear();
        }
    }

    /// Forgets everything, for another meter.
    pub fn forget(&mut self) {
        *self = Staging::default();
    }

    /// Undoes the last step. Says whether there was one.
    pub fn undo(&mut self) -> bool {
        let Some(before) = self.before.pop() else {
            return false;
        };
        self.staged = before;
        true
    }

    /// Whether there is a step to undo.
    pub fn can_undo(&self) -> bool {
        !self.before.is_empty()
    }

    /// The changes, in order.
    pub fn staged(&self) -> &[Staged] {
        &self.staged
    }

    /// What is staged for a register.
    pub fn of(&self, register: &Arc<RegisterDef>) -> Option<&Staged> {
        self.staged.get(self.position(&register.address)?)
    }

    /// How many changes are staged.
    pub fn len(&self) -> usize {
        self.staged.len()
    }

    /// Whether nothing is staged.
    pub fn is_empty(&self) -> bool {
        self.staged.is_empty()
    }

    fn position(&self, address: &str) -> Option<usize> {
        let wanted = normal_address(address);
        self.staged
            .iter()
            .position(|staged| normal_address(&staged.change.register.address) == wanted)
    }

    fn remember(&mut self) {
        if self.before.len() == UNDO {
            self.before.remove(0);
        }
        self.before.push(self.staged.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn staged(address: &str, wanted: &str) -> Staged {
        Staged {
            change: Change {
                register: Arc::new(RegisterDef {
                    address: address.to_owned(),
                    ..RegisterDef::default()
                }),
                wanted: wanted.to_owned(),
                shown: None,
            },
            reason: None,
        }
    }

    fn shown(staging: &Staging) -> Vec<(String, String)> {
        staging
            .staged()
            .iter()
            .map(|staged| {
                let change = &staged.change;
                (change.register.address.clone(), change.wanted.clone())
            })
            .collect()
    }

    #[test]
    fn a_register_is_staged_once_and_every_step_can_be_undone() {
        let pair = |address: &str, wanted: &str| (address.to_owned(), wanted.to_owned());
        let mut staging = Staging::default();
        staging.stage(staged("0.8.0", "15"));
        staging.stage(staged("0.0.1", "7"));
        staging.stage(staged("1-0:0.8.0*255", "60"));
        assert_eq!(
            shown(&staging),
            [pair("1-0:0.8.0*255", "60"), pair("0.0.1", "7")]
        );
        staging.unstage("0.8.0");
        assert_eq!(shown(&staging), [pair("0.0.1", "7")]);
        assert!(staging.undo());
        assert_eq!(staging.len(), 2);
        assert!(staging.undo());
        assert_eq!(shown(&staging), [pair("0.8.0", "15"), pair("0.0.1", "7")]);
        staging.clear();
        assert!(staging.is_empty());
        assert!(staging.undo() && staging.undo() && staging.undo());
        assert!(staging.is_empty() && !staging.undo());
    }

    #[test]
    fn what_is_in_the_meter_is_not_staged_again_by_undo() {
        let mut staging = Staging::default();
        staging.stage(staged("0.8.0", "15"));
        staging.stage(staged("0.0.1", "7"));
        staging.settle("0.8.0", "60");
        assert_eq!(staging.len(), 2, "another value is still to be written");
        staging.settle("0.8.0", "15");
        assert_eq!(shown(&staging), [("0.0.1".to_owned(), "7".to_owned())]);
        assert!(staging.undo());
        assert!(staging.is_empty() && !staging.can_undo());
    }
}
