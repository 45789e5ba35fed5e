//! What may be said to the meter: the last word on every command that changes it.

use crate::codec::{Command, CommandKind};

/// Which commands that change the meter a link lets out. Reading, passwords and
/// break messages always pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WriteGuard {
    /// Only these; with none the link is read only.
    Only(Vec<Permit>),
    Everything,
}

/// Commands of one kind whose data set begins with an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permit {
    pub kind: CommandKind,
    /// As it stands before the first bracket.
    pub address: String,
}

impl WriteGuard {
    /// Lets nothing out that changes the meter.
    pub const READ_ONLY: WriteGuard = WriteGuard::Only(Vec::new());

    /// Whether `command` may be said.
    pub fn permits(&self, command: &Command) -> bool {
        self.permits_data(command.kind, command.data.as_deref().unwrap_or_default())
    }

    /// Whether a command of `kind` with the data set `data` may be said: every address
    /// in it must be permitted.
    pub(super) fn permits_data(&self, kind: CommandKind, data: &[u8]) -> bool {
        if !kind.changes_the_meter() {
            return true;
        }
        match self {
            WriteGuard::Everything => true,
            WriteGuard::Only(permits) => {
                let is_permitted = |address: &[u8]| {
                    permits
                        .iter()
                        .any(|permit| permit.kind == kind && permit.address.as_bytes() == address)
                };
                addresses(data).enumerate().all(|(index, address)| {
                    // A further group belongs to the address before it.
                    index > 0 && address.is_empty() || is_permitted(address)
                })
            }
        }
    }
}

impl Permit {
    /// What lets out commands of `kind` with the data set `data`, one for each address.
    pub fn all_of(kind: CommandKind, data: &str) -> Vec<Permit> {
        addresses(data.as_bytes())
            .enumerate()
            .filter(|(index, address)| *index == 0 || !address.is_empty())
            .map(|(_, address)| Permit {
                kind,
                address: String::from_utf8_lossy(address).into_owned(),
            })
            .collect()
    }
}

/// What stands before each group of brackets; the whole where there is none.
fn addresses(data: &[u8]) -> impl Iterator<Item = &[u8]> {
    let groups = data.split(|code| *code == b')').enumerate();
    groups
        .filter(|(index, group)| *index == 0 || !group.is_empty())
        .map(|(_, group)| group.split(|code| *code == b'(').next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_read_only_link_lets_out_what_changes_nothing() {
        let command = |kind: &str, data: &str| Command::new(kind.parse().unwrap(), data);
        let guard = WriteGuard::READ_ONLY;
        assert!(guard.permits(&command("R1", "1.8.0()")));
        assert!(guard.permits(&command("P1", "(00000000)")));
        assert!(guard.permits(&Command::sign_off()));
        for kind in ["W1", "W2", "W3", "W5", "E2", "E1", "X9"] {
            assert!(!guard.permits(&command(kind, "0.8.0(15)")), "{kind}");
        }
    }

    #[test]
    fn a_permit_is_for_one_kind_and_one_address() {
        let permit = Permit {
            kind: CommandKind::W1,
            address: "3:171.0".to_owned(),
        };
        let guard = WriteGuard::Only(vec![permit]);
        assert!(guard.permits(&Command::new(CommandKind::W1, "3:171.0(1234)")));
        assert!(!guard.permits(&Command::new(CommandKind::W1, "3:171.01(1234)")));
        assert!(!guard.permits(&Command::new(CommandKind::W1, "1:400.0(1)3:171.0(2)")));
        assert!(!guard.permits(&Command::new("W2".parse().unwrap(), "3:171.0(1)")));
        assert!(guard.permits(&Command::new(CommandKind::W1, "3:171.0(1)(2)")));
        let rest = ["3:171.0(1)1:400.0(2)", "3:171.0(1)1:400.0", "(1)", ""];
        for data in rest {
            assert!(
                !guard.permits(&Command::new(CommandKind::W1, data)),
                "{data}"
            );
        }
    }

    #[test]
    fn a_command_with_several_sets_needs_a_permit_for_each() {
        let data = "0.9.1(175000)0.9.2(100209)(1)";
        let permits = Permit::all_of(CommandKind::W1, data);
        let addresses: Vec<&str> = permits.iter().map(|p| p.address.as_str()).collect();
        assert_eq!(addresses, ["0.9.1", "0.9.2"]);
        let guard = WriteGuard::Only(permits);
        assert!(guard.permits(&Command::new(CommandKind::W1, data)));
    }
}
