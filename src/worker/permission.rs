//! What a user's role and the read-only switch let out to the meter.

use super::{Permission, Role};
use crate::link::{Permit, WriteGuard};
use crate::order::Order;
use crate::profile::{ActionKind, Profile};
use crate::session::programming::permits_of;

impl Permission {
    /// Reads only.
    pub const READ_ONLY: Permission = Permission {
        read_only: true,
        role: Role::Read,
    };

    /// Whether nothing at all may be changed.
    pub fn forbids_changes(&self) -> bool {
        self.read_only || self.role == Role::Read
    }

    /// The guard for a meter of the type of `profile`. Locks that a level opens by
    /// writing to them open for reading, too.
    pub fn guard(&self, profile: &Profile) -> WriteGuard {
        let mut permits = locks(profile);
        if self.forbids_changes() {
            return WriteGuard::Only(permits);
        }
        match self.role {
            Role::Read => {}
            Role::ClockAndReset => {
                permits.extend(clock(profile));
                permits.extend(billing_resets(profile));
            }
            Role::Full => return WriteGuard::Everything,
        }
        WriteGuard::Only(permits)
    }
}

fn locks(profile: &Profile) -> Vec<Permit> {
    let levels = profile.programming.iter().flat_map(|p| &p.levels);
    levels.flat_map(|level| permits_of(&level.login)).collect()
}

fn clock(profile: &Profile) -> Vec<Permit> {
    let usual = profile.programming.clone().unwrap_or_default().write;
    let parts = profile.clock.iter().flat_map(|clock| &clock.write);
    parts
        .map(|part| Permit {
            kind: part.command.unwrap_or(usual.command),
            address: part.address.clone(),
        })
        .collect()
}

fn billing_resets(profile: &Profile) -> Vec<Permit> {
    let resets = profile
        .actions
        .iter()
        .filter(|action| action.kind == ActionKind::BillingReset);
    resets
        .flat_map(|action| &action.commands)
        .flat_map(|command| {
            let order = Order::of_action(command);
            Permit::all_of(order.kind, &order.data_shown())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::Command;
    use crate::profile;

    const PROFILE: &str = r#"(
        version: 2, name: "test", title: "Test", source: "made up", verified: Unverified,
        match: (),
        programming: Some((
            write: (command: "W2"),
            levels: [(
                number: 1,
                login: Lock(address: "4:171.0", close: Some(("4:170.0", "0"))),
            )],
        )),
        clock: Some((
            read: [(address: "0.9.1", form: "hh:mm:ss")],
            write: [
                (address: "0.9.1", form: "hh:mm:ss"),
                (address: "C003", form: "YYMMDDhhmmss", command: Some("W1")),
            ],
        )),
        actions: [
            (name: "Reset", kind: BillingReset, help: "What it does", commands: [(command: "E2", data: "1.6.0()")]),
            (name: "Clear", kind: ClearErrors, help: "What it does", commands: [(command: "W2", data: "F.F(0)")]),
        ],
    )"#;

    #[test]
    fn a_role_lets_out_what_it_is_for() {
        let profile = profile::parse("test", PROFILE).unwrap();
        let check = |read_only, role, expected: &[&str]| {
            let guard = Permission { read_only, role }.guard(&profile);
            let all = [
                "R1 1.8.0()",
                "W1 4:171.0(12)",
                "W1 4:170.0(0)",
                "W2 0.9.1(12:00:00)",
                "W1 C003(261122200000)",
                "E2 1.6.0()",
                "W1 0.9.1(12:00:00)",
                "W2 F.F(0)",
                "W2 0.8.0(15)",
            ];
            let out = all.into_iter().filter(|text| {
                let (kind, data) = text.split_once(' ').unwrap();
                guard.permits(&Command::new(kind.parse().unwrap(), data))
            });
            assert_eq!(out.collect::<Vec<_>>(), expected, "{role:?}");
        };
        let reading = ["R1 1.8.0()", "W1 4:171.0(12)", "W1 4:170.0(0)"];
        let clock = ["W2 0.9.1(12:00:00)", "W1 C003(261122200000)", "E2 1.6.0()"];
        let rest = ["W1 0.9.1(12:00:00)", "W2 F.F(0)", "W2 0.8.0(15)"];
        for role in [Role::Read, Role::ClockAndReset, Role::Full] {
            check(true, role, &reading);
        }
        check(false, Role::Read, &reading);
        check(false, Role::ClockAndReset, &[reading, clock].concat());
        check(false, Role::Full, &[reading, clock, rest].concat());
    }
}
