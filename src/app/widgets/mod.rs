//! What pages are made of: buttons, fields, cards, states, digits.
//!
//! Widgets draw what they are given and say what was clicked. They know the
//! theme, but neither the model nor the settings. Each control has a name in the
//! accessibility tree, which is also how tests find it.

pub mod button;
pub mod calendar;
pub mod card;
pub mod check;
pub mod digits;
pub mod drop_down;
pub mod empty;
pub mod field;
pub mod key_cap;
pub mod navigation;
pub mod paint;
pub mod password;
pub mod seating;
pub mod stage_rail;
pub mod state;
pub mod toast;
pub mod toggle;

pub use button::Button;
pub use card::{caption_value, card, card_with_controls, table_card, title_row};
pub use check::{check_box, segments, segments_high, segments_width};
pub use digits::digits;
pub use drop_down::drop_down;
pub use field::{ChoiceField, EditField, SearchField, choice, menu_row};
pub use password::{PasswordField, TypedPassword};
pub use seating::seating;
pub use stage_rail::{Step, StepState, stage_rail};
pub use state::{State, chip, status};
pub use toggle::{toggle, toggle_width};
