//! What a review shows, made of what is staged: the very commands that will be sent,
//! what they change, what they ask for.

use std::collections::HashSet;

use super::value;
use crate::app::model::{Model, Staged};
use crate::app::text;
use crate::order::Order;
use crate::profile::{Level, Login, Profile, normal_address};
use crate::say;
use crate::worker::{Change, WriteOutcome};

/// One change as it is reviewed.
#[derive(Debug, Clone)]
pub struct Item {
    pub change: Change,
    pub reason: Option<String>,
    /// In shown units; `None` if nobody read it.
    pub before: Option<String>,
    pub after: String,
    /// The command, or why there is none.
    pub order: Result<Order, String>,
    /// The level that it needs.
    pub level: Option<u8>,
    pub warnings: Vec<String>,
}

impl Item {
    /// `staged` in the profile's way.
    pub fn of(staged: &Staged, profile: Option<&Profile>) -> Item {
        Item {
            reason: staged.reason.clone(),
            ..Item::of_change(&staged.change, profile)
        }
    }

    /// A change of a review that was written.
    pub fn of_change(change: &Change, profile: Option<&Profile>) -> Item {
        let register = &change.register;
        let level = register.write_level();
        let order = match profile {
            Some(profile) => Order::write(profile, register, &change.wanted)
                .map_err(|error| value::sentence(&error.to_string())),
            None => Err(say!("registers-no-profile").to_owned()),
        };
        let order = match level {
            None => Err(say!("registers-no-way-to-write").to_owned()),
            Some(_) => order,
        };
        let mut warnings = Vec::new();
        if !register.warning.is_empty() {
            warnings.push(text::of_profile(&register.warning).to_owned());
        }
        if register.unverified {
            warnings.push(say!("registers-unconfirmed").to_owned());
        }
        if change.shown.is_none() && register.is_readable() {
            warnings.push(say!("registers-cannot-put-back").to_owned());
        }
        if !register.is_readable() {
            warnings.push(say!("registers-cannot-verify").to_owned());
        }
        Item {
            change: change.clone(),
            reason: None,
            before: change.shown.as_ref().map(|raw| value::shown(register, raw)),
            after: value::shown(register, &change.wanted),
            order,
            level,
            warnings,
        }
    }
}

/// Everything that is staged.
pub fn items(model: &Model, profile: Option<&Profile>) -> Vec<Item> {
    let staged = model.staging.staged();
    staged.iter().map(|one| Item::of(one, profile)).collect()
}

/// The levels that the changes need, in their order.
pub fn levels(items: &[Item]) -> Vec<u8> {
    let mut seen = HashSet::new();
    items
        .iter()
        .filter_map(|item| item.level)
        .filter(|level| seen.insert(*level))
        .collect()
}

/// What has to be done at the meter first, and what else is to be minded, for a level.
pub fn preconditions(profile: Option<&Profile>, level: Option<u8>) -> Vec<String> {
    let programming = profile.and_then(|profile| profile.programming.as_ref());
    programming
        .iter()
        .flat_map(|programming| &programming.preconditions)
        .filter(|condition| condition.level.is_none() || condition.level == level)
        .map(|condition| condition.text.clone())
        .collect()
}

/// The level of the profile with that number.
pub fn level_of(profile: Option<&Profile>, number: u8) -> Option<&Level> {
    profile?.programming.as_ref()?.level(number)
}

/// Whether a level asks for a password.
pub fn asks_for_password(level: &Level) -> bool {
    level.login != Login::Open
}

/// The changes that bring back what the meter had at the beginning of this visit, for
/// every register that was written and read back since.
pub fn put_back(model: &Model) -> Vec<Staged> {
    let mut seen = HashSet::new();
    let writes = &model.programme.writes;
    writes
        .iter()
        .filter(|write| write.outcome == WriteOutcome::Verified)
        .filter_map(|first| {
            let address = normal_address(&first.register.address);
            let before = first.before.as_ref().filter(|_| seen.insert(address))?;
            let last = writes.iter().rev().find(|write| {
                write.outcome == WriteOutcome::Verified
                    && normal_address(&write.register.address) == address
            })?;
            let register = &first.register;
            let now = last.after.as_deref().unwrap_or(&last.wanted);
            if register.is_same(before, now) {
                return None;
            }
            let text = register.show(before).text;
            // A unit that the profile does not know is left out.
            let bare = before.split('*').next().unwrap_or(before);
            let wanted = register
                .encode(&text)
                .or_else(|_| register.encode(bare))
                .unwrap_or_else(|_| before.clone());
            Some(Staged {
                change: Change {
                    register: register.clone(),
                    wanted,
                    shown: Some(now.to_owned()),
                },
                reason: Some(say!("registers-put-back").to_owned()),
            })
        })
        .collect()
}
