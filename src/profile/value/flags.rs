//! Registers whose bits are flags.

/// No flag at all, as it is shown.
const NO_FLAG: &str = "no flag";

/// The same, as it may be typed.
const NONE: &str = "none";

/// A flag without a name is called by its number.
const UNNAMED: &str = "bit ";

/// The most hex digits of a register with flags.
pub(in crate::profile) const MAX_DIGITS: u8 = 16;

/// The bits of a hex number of at most `digits` digits.
pub(super) fn bits(sent: &str, digits: u8) -> Option<u64> {
    let sent = sent.trim();
    let is_hex = sent.bytes().all(|byte| byte.is_ascii_hexdigit());
    let fits = (1..=usize::from(digits.min(MAX_DIGITS))).contains(&sent.len());
    (is_hex && fits)
        .then(|| u64::from_str_radix(sent, 16).ok())
        .flatten()
}

/// The flags that are set, by name, lowest first.
pub(super) fn names(sent: &str, digits: u8, known: &[(u8, String)]) -> Option<String> {
    let set = bits(sent, digits)?;
    let name = |bit: u8| {
        known
            .iter()
            .find(|(number, _)| *number == bit)
            .map_or_else(|| format!("{UNNAMED}{bit}"), |(_, name)| name.clone())
    };
    let names: Vec<String> = (0..64u8)
        .filter(|bit| set >> bit & 1 == 1)
        .map(name)
        .collect();
    Some(if names.is_empty() {
        NO_FLAG.to_owned()
    } else {
        names.join("; ")
    })
}

/// The hex number for what was typed: hex digits, or flags by name with `;` between
/// them.
pub(super) fn encode(typed: &str, digits: u8, known: &[(u8, String)]) -> Option<String> {
    let set = bits(typed, digits).or_else(|| by_name(typed, known))?;
    let width = usize::from(digits);
    let raw = format!("{set:0width$X}");
    (raw.len() == width).then_some(raw)
}

/// Whether a flag can be called so: whoever types it means nothing else.
pub(in crate::profile) fn is_name(name: &str) -> bool {
    !name.trim().is_empty()
        && name.trim() == name
        && !name.contains(';')
        && !is_none(name)
        && !name.starts_with(UNNAMED)
        && bits(name, MAX_DIGITS).is_none()
}

fn is_none(typed: &str) -> bool {
    [NO_FLAG, NONE]
        .iter()
        .any(|none| none.eq_ignore_ascii_case(typed))
}

fn by_name(typed: &str, known: &[(u8, String)]) -> Option<u64> {
    if is_none(typed) {
        return Some(0);
    }
    typed.split(';').try_fold(0, |set, part| {
        let part = part.trim();
        let named = known
            .iter()
            .find(|(_, name)| name.to_lowercase() == part.to_lowercase())
            .map(|(bit, _)| *bit);
        let bit = named.or_else(|| part.strip_prefix(UNNAMED)?.parse().ok())?;
        Some(set | 1u64.checked_shl(u32::from(bit))?)
    })
}
