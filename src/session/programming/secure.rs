//! The public algorithms of `P2`: what answers the operand of `P0`.
//!
//! Both come from agreeing descriptions, not from a meter.

use zeroize::{Zeroize, Zeroizing};

use crate::profile::Algorithm;
use crate::secret::Password;
use crate::session::{SessionError, UnfitPassword};

/// Characters of an Elster key, and bytes of its seed.
const ELSTER: usize = 8;

/// The polynomial of CRC-32, reflected.
const CRC32: u32 = 0xEDB8_8320;

/// What stands in the brackets of `P2`.
pub(super) fn answer(
    algorithm: Algorithm,
    operand: Option<&str>,
    password: &Password,
) -> Result<Zeroizing<String>, SessionError> {
    let operand = operand.ok_or(SessionError::UnfitOperand)?;
    match algorithm {
        Algorithm::Elster => elster(operand, password),
        Algorithm::Crc32 => crc32(operand, password),
    }
}

/// Seed and key combined, as a running sum that begins with its own last part. Without
/// a key zeros, which these meters take for limited reading.
fn elster(operand: &str, password: &Password) -> Result<Zeroizing<String>, SessionError> {
    let key = password.reveal().as_bytes();
    if key.is_empty() {
        return Ok(Zeroizing::new("0".repeat(2 * ELSTER)));
    }
    if key.len() != ELSTER {
        return Err(UnfitPassword::Length(ELSTER).into());
    }
    let is_seed = operand.len() == 2 * ELSTER && operand.bytes().all(|c| c.is_ascii_hexdigit());
    let seed = is_seed
        .then(|| u64::from_str_radix(operand, 16).ok())
        .flatten()
        .ok_or(SessionError::UnfitOperand)?;
    let mut mixed = [0; ELSTER];
    for ((mixed, seed), key) in mixed.iter_mut().zip(seed.to_be_bytes()).zip(key) {
        *mixed = seed ^ key;
    }
    let mut sum = mixed.last().copied().unwrap_or_default();
    let mut text = Zeroizing::new(String::with_capacity(2 * ELSTER));
    for byte in mixed {
        sum = sum.wrapping_add(byte);
        push_hex(&mut text, sum);
    }
    mixed.zeroize();
    sum.zeroize();
    Ok(text)
}

/// CRC-32 over the password that begins with the operand, without a last exclusive or.
fn crc32(operand: &str, password: &Password) -> Result<Zeroizing<String>, SessionError> {
    let is_number =
        (1..=8).contains(&operand.len()) && operand.bytes().all(|c| c.is_ascii_hexdigit());
    let begin = is_number
        .then(|| u32::from_str_radix(operand, 16).ok())
        .flatten()
        .ok_or(SessionError::UnfitOperand)?;
    let mut crc = begin;
    for byte in password.reveal().bytes() {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 {
                (crc >> 1) ^ CRC32
            } else {
                crc >> 1
            };
        }
    }
    let mut text = Zeroizing::new(String::with_capacity(8));
    for byte in crc.to_be_bytes() {
        push_hex(&mut text, byte);
    }
    Ok(text)
}

fn push_hex(text: &mut String, byte: u8) {
    for digit in [byte >> 4, byte & 0x0F] {
        text.extend(char::from_digit(u32::from(digit), 16).map(|c| c.to_ascii_uppercase()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(algorithm: Algorithm, operand: &str, password: &str, expected: Option<&str>) {
        let answer = answer(
            algorithm,
            Some(operand),
            &Password::new(password.to_owned()),
        );
        assert_eq!(answer.ok().as_deref().map(String::as_str), expected);
    }

    #[test]
    fn both_algorithms_give_the_published_results() {
        let elster = Algorithm::Elster;
        check(
            elster,
            "1A2B3C4D5E6F7081",
            "AAAA0000",
            Some("0C76F3FF6DCC0CBD"),
        );
        let zeros = "0000000000000000";
        check(elster, "1A2B3C4D5E6F7081", "", Some(zeros));
        check(Algorithm::Crc32, "12345678", "777777", Some("5ED5C89A"));
    }

    #[test]
    fn an_operand_of_another_form_is_refused() {
        check(Algorithm::Elster, "", "AAAA0000", None);
        check(Algorithm::Elster, "+A2B3C4D5E6F7081", "AAAA0000", None);
        check(Algorithm::Elster, "1A2B3C4D5E6F7081", "AAAA", None);
        check(Algorithm::Crc32, "www.energomera.ru", "777777", None);
        check(Algorithm::Crc32, "+2345678", "777777", None);
    }
}
