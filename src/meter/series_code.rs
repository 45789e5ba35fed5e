//! Addresses of load profiles and logbooks, `P.01` and `P.98`.

/// Whether an address is one of a load profile or a logbook: P and a number, with or
/// without medium and channel in front and F = 255 behind.
pub(super) fn is_series(address: &str) -> bool {
    number(address).is_some()
}

/// The number behind the P.
pub(super) fn number(address: &str) -> Option<u16> {
    let code = match address.split_once(':') {
        Some((medium, code)) if is_medium(medium) => code,
        Some(_) => return None,
        None => address,
    };
    let code = code.strip_suffix("*255").unwrap_or(code);
    let digits = code.strip_prefix('P')?;
    let digits = digits.strip_prefix('.').unwrap_or(digits);
    let is_number = matches!(digits.len(), 1..=3) && digits.bytes().all(|b| b.is_ascii_digit());
    digits.parse().ok().filter(|_| is_number)
}

/// Whether it is mostly a logbook that has this number: the event log P.98, the legal
/// log P.99, the user and manipulation logs from P.200 on, MetCom's event groups.
pub(super) fn is_log(number: u16) -> bool {
    matches!(number, 50..=59 | 98 | 99 | 200..)
}

fn is_medium(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn load_profiles_and_logbooks_are_p_and_a_number() {
        let check = |address: &str, expected| assert_eq!(number(address), expected, "{address}");
        check("P.01", Some(1));
        check("P.1", Some(1));
        check("P1", Some(1));
        check("P.200", Some(200));
        check("1-0:P.01*255", Some(1));
        check("0:P.98", Some(98));
        check("P.", None);
        check("P.01.2", None);
        check("P.1234", None);
        check("PQ.1", None);
        check("1-0:1.8.0", None);
        check("x:P.01", None);
        assert!(is_log(98) && is_log(211) && !is_log(1) && !is_log(4));
    }
}
