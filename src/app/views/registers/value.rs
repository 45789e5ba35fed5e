//! Values of registers as they are shown and typed.

use crate::meter::DataSet;
use crate::profile::{RegisterDef, Shown};
use crate::say;

/// `15 min`; `empty` where nothing stands between the brackets.
pub fn in_words(shown: &Shown) -> String {
    match (shown.text.is_empty(), shown.unit.is_empty()) {
        (true, true) => say!("registers-empty").to_owned(),
        (true, false) => shown.unit.clone(),
        _ => shown.to_string(),
    }
}

/// What `raw`, the text between brackets, means for `register`, in one line.
pub fn shown(register: &RegisterDef, raw: &str) -> String {
    in_words(&register.show(raw))
}

/// All values of an answer as sent, `(07.98*kW)(1703101015)`.
pub fn as_sent(set: &DataSet) -> String {
    set.values
        .iter()
        .map(|value| format!("({})", value.raw))
        .collect()
}

/// What is sent for `typed`, or why it cannot be, in a sentence.
pub fn encode(register: &RegisterDef, typed: &str) -> Result<String, String> {
    register
        .encode(typed)
        .map_err(|error| sentence(&error.to_string()))
}

/// With a capital letter at its beginning.
pub fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}
