//! Words that are close to each other, for whoever mistyped one.

/// So many letters may differ in a word that is close to another.
const CLOSE: usize = 3;

/// Those of `known` that are close to `typed`, the closest first.
pub(crate) fn close_to<'a>(typed: &str, known: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut close: Vec<(usize, &str)> = known
        .map(|word| (distance(typed, word), word))
        .filter(|(distance, word)| *distance <= CLOSE || is_part(typed, word))
        .collect();
    close.sort_unstable();
    close.into_iter().map(|(_, word)| word).collect()
}

/// Whether one of them holds the other, or a part of it between two `-`.
fn is_part(typed: &str, known: &str) -> bool {
    let typed = typed.to_lowercase();
    typed.len() >= 2 && known.contains(&typed)
        || known
            .split('-')
            .any(|part| part.len() > 2 && typed.contains(part))
}

/// How many letters have to be changed, added or left out.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut left = i + 1;
        let mut next = vec![left];
        for (pair, y) in row.windows(2).zip(b.chars()) {
            if let [diagonal, above] = *pair {
                let changed = diagonal + usize::from(x != y);
                left = changed.min(above + 1).min(left + 1);
                next.push(left);
            }
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_close_by_letters_and_by_parts() {
        assert_eq!(distance("iskra-mt174", "iskra-mt147"), 2);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", "abc"), 0);
        let known = ["lgz-zmd", "lgz-uh50", "iskra-mt174"];
        let check = |typed: &str, expected: &[&str]| {
            assert_eq!(close_to(typed, known.into_iter()), expected, "{typed}");
        };
        check("lgz-zdm", &["lgz-zmd", "lgz-uh50"]);
        check("zmd", &["lgz-zmd"]);
        check("quite-another", &[]);
    }
}
