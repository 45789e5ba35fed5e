//! The public algorithms behind `P2`, as the meter computes them.

/// What Elster's meters expect: each byte of the seed combined with the key, then a
/// running sum that begins with the last of them. `seed` is 16 hexadecimal digits,
/// the key is cut or filled up to 8 characters.
pub(super) fn elster(seed: &str, key: &str) -> Option<String> {
    let seed = u64::from_str_radix(seed, 16).ok()?.to_be_bytes();
    let key = key.bytes().chain(std::iter::repeat(b'0'));
    let mixed: Vec<u8> = seed.iter().zip(key).map(|(s, k)| s ^ k).collect();
    let mut sum = *mixed.last()?;
    let mut answer = String::with_capacity(16);
    for byte in mixed {
        sum = sum.wrapping_add(byte);
        answer.push_str(&format!("{sum:02X}"));
    }
    Some(answer)
}

/// CRC-32 over the password, begun with the operand of 8 hexadecimal digits and not
/// inverted at the end.
pub(super) fn crc32(operand: &str, password: &str) -> Option<String> {
    let start = u32::from_str_radix(operand, 16).ok()?;
    let crc = password.bytes().fold(start, |crc, byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| {
            (crc >> 1) ^ if crc & 1 == 1 { 0xEDB8_8320 } else { 0 }
        })
    });
    Some(format!("{crc:08X}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_answers_come_out() {
        assert_eq!(
            elster("1A2B3C4D5E6F7081", "AAAA0000").unwrap(),
            "0C76F3FF6DCC0CBD"
        );
        assert_eq!(crc32("12345678", "777777").unwrap(), "5ED5C89A");
        assert_eq!(elster("no seed", "AAAA0000"), None);
    }
}
