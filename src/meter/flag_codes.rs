//! Names of makers by their three-letter FLAG codes.
//!
//! The list is `assets/flag_codes.csv`, sorted by code, built into the program.

const LIST: &str = include_str!("../../assets/flag_codes.csv");

/// The maker that `code` stands for; the case of its letters does not matter (a
/// lower-case third one tells of a short reaction time). Of several entries for
/// one code the first counts.
pub fn maker(code: &str) -> Option<&'static str> {
    entries()
        .find(|(listed, _)| listed.eq_ignore_ascii_case(code))
        .map(|(_, name)| name)
}

/// All codes with their makers.
pub fn entries() -> impl Iterator<Item = (&'static str, &'static str)> {
    LIST.lines().filter_map(|line| line.split_once(';'))
}

/// The name without the country behind it, for titles.
pub fn short_name(maker: &str) -> &str {
    maker.split_once(',').map_or(maker, |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makers_are_found_whatever_the_case() {
        assert_eq!(maker("ISk"), Some("Iskraemeco, Slovenia"));
        assert_eq!(maker("LGZ"), Some("Landis+Gyr (Zug)"));
        assert_eq!(maker("???"), None);
        assert_eq!(short_name("Iskraemeco, Slovenia"), "Iskraemeco");
        assert_eq!(short_name("Hager"), "Hager");
    }

    #[test]
    fn every_line_of_the_list_is_an_entry() {
        assert_eq!(entries().count(), LIST.lines().count());
        for (code, name) in entries() {
            assert_eq!(code.len(), 3, "{code}");
            assert!(!name.is_empty(), "{code}");
        }
    }
}
