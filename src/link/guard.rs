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
        if !command.kind.changes_the_meter() {
            return true;
        }
        match self {
            WriteGuard::Everything => true,
            WriteGuard::Only(permits) => {
                let data = command.data.as_deref().unwrap_or_default();
                let address = data.split(|code| *code == b'(').next().unwrap_or_default();
                permits.iter().any(|permit| {
                    permit.kind == command.kind && permit.address.as_bytes() == address
                })
            }
        }
    }
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
    }
}
