//! What is known of a level before its password is asked for.

use crate::secret::Password;
use crate::worker::Tries;

/// What is known of the levels of the meter at hand.
#[derive(Debug, Clone, Default)]
pub struct AccessBook {
    levels: Vec<LevelAccess>,
}

/// What is known of one level.
#[derive(Debug, Clone, Default)]
pub struct LevelAccess {
    pub level: u8,
    /// The wrong passwords so far; `None` until they were looked up.
    pub tries: Option<Tries>,
    pub keyring: Keyring,
}

/// What this computer's keyring says.
#[derive(Debug, Clone, Default)]
pub enum Keyring {
    /// It was not asked, or there is none that works.
    #[default]
    Missing,
    Empty,
    Holds(Password),
}

impl AccessBook {
    /// What is known of a level.
    pub fn of(&self, level: u8) -> LevelAccess {
        let known = self.levels.iter().find(|known| known.level == level);
        known.cloned().unwrap_or(LevelAccess {
            level,
            ..LevelAccess::default()
        })
    }

    /// Takes over what was looked up.
    pub fn tell(&mut self, told: LevelAccess) {
        self.levels.retain(|known| known.level != told.level);
        self.levels.push(told);
    }
}

impl LevelAccess {
    /// Whether the keyring has its password.
    pub fn holds_password(&self) -> bool {
        matches!(self.keyring, Keyring::Holds(_))
    }

    /// The password from the keyring.
    pub fn password(&self) -> Option<Password> {
        match &self.keyring {
            Keyring::Holds(password) => Some(password.clone()),
            Keyring::Missing | Keyring::Empty => None,
        }
    }
}
