//! Digits as the meter sent them, leading zeros drawn back.

use eframe::egui::text::LayoutJob;

use crate::app::theme::{Colors, Text, laid_out};

/// The digits of a number as sent. Zeros before the last digit left of the point are
/// drawn in `text3`; none are left out.
pub fn digits(sent: &str, style: Text, colors: &Colors) -> LayoutJob {
    let sent = laid_out(sent);
    let (sign, zeros, rest) = split(&sent);
    let mut job = LayoutJob::default();
    job.append(sign, 0.0, style.format(colors.text));
    job.append(zeros, 0.0, style.format(colors.text3));
    job.append(rest, 0.0, style.format(colors.text));
    job
}

/// Sign, leading zeros, and what counts.
fn split(sent: &str) -> (&str, &str, &str) {
    let unsigned = sent.trim_start_matches(['+', '-']);
    let (sign, _) = sent.split_at(sent.len() - unsigned.len());
    let whole = unsigned
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(unsigned.len());
    let zeros = unsigned.len() - unsigned.trim_start_matches('0').len();
    let (zeros, rest) = unsigned.split_at(zeros.min(whole.saturating_sub(1)));
    (sign, zeros, rest)
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn zeros_up_to_the_last_before_the_point_are_drawn_back() {
        for (sent, expected) in [
            ("0008048.375", ("", "000", "8048.375")),
            ("0000000.000", ("", "000000", "0.000")),
            ("00043802", ("", "000", "43802")),
            ("02.468", ("", "0", "2.468")),
            ("0.908", ("", "", "0.908")),
            ("0", ("", "", "0")),
            ("000", ("", "00", "0")),
            ("-001.5", ("-", "00", "1.5")),
            (".5", ("", "", ".5")),
            ("", ("", "", "")),
            ("-", ("-", "", "")),
            ("0x00", ("", "", "0x00")),
        ] {
            assert_eq!(split(sent), expected, "{sent}");
        }
    }
}
