//! The colour tokens, one set for each of light and dark, plain and high contrast.
//!
//! A token is named after its use. Text tokens keep a contrast of 4.5 (7 in high
//! contrast) on every fill they may sit on, control edges 3; a test measures it.

use eframe::egui::Color32;

/// One set of colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colors {
    pub dark: bool,
    pub high_contrast: bool,
    pub window: Color32,
    /// Cards and the connection bar.
    pub surface: Color32,
    /// Navigation, table head, status bar.
    pub sunken: Color32,
    /// Pop-ups and the sheet.
    pub raised: Color32,
    /// Separators.
    pub line: Color32,
    /// Edges of fields and buttons.
    pub control: Color32,
    pub text: Color32,
    pub text2: Color32,
    /// Leading zeros, hints, what is off. Not on soft fills but `unknown_soft`.
    pub text3: Color32,
    pub accent: Color32,
    pub on_accent: Color32,
    pub accent_soft: Color32,
    pub select: Color32,
    pub ok: Color32,
    pub ok_soft: Color32,
    pub warn: Color32,
    pub warn_soft: Color32,
    pub error: Color32,
    pub error_soft: Color32,
    pub staged: Color32,
    pub staged_soft: Color32,
    pub unknown: Color32,
    pub unknown_soft: Color32,
    /// Plot series in their order.
    pub series: [Color32; 6],
}

impl Colors {
    /// The set for a theme.
    pub const fn of(dark: bool, high_contrast: bool) -> &'static Colors {
        match (dark, high_contrast) {
            (false, false) => &LIGHT,
            (true, false) => &DARK,
            (false, true) => &HIGH_CONTRAST_LIGHT,
            (true, true) => &HIGH_CONTRAST_DARK,
        }
    }

    /// How wide a control's edge is.
    pub const fn control_width(&self) -> f32 {
        if self.high_contrast { 2.0 } else { 1.0 }
    }

    /// `accent` under the pointer: mixed with 12 % of `text`.
    pub fn accent_hover(&self) -> Color32 {
        self.accent.lerp_to_gamma(self.text, 0.12)
    }
}

const fn rgb(hex: u32) -> Color32 {
    let [_, r, g, b] = hex.to_be_bytes();
    Color32::from_rgb(r, g, b)
}

pub const LIGHT: Colors = Colors {
    dark: false,
    high_contrast: false,
    window: rgb(0xEDF0F3),
    surface: rgb(0xFFFFFF),
    sunken: rgb(0xF5F7F9),
    raised: rgb(0xFFFFFF),
    line: rgb(0xD5DBE1),
    control: rgb(0x74808C),
    text: rgb(0x14202B),
    text2: rgb(0x46535F),
    text3: rgb(0x586571),
    accent: rgb(0x0F56B3),
    on_accent: rgb(0xFFFFFF),
    accent_soft: rgb(0xE2ECF9),
    select: rgb(0xD6E5F8),
    ok: rgb(0x176B3A),
    ok_soft: rgb(0xE1F2E7),
    warn: rgb(0x875000),
    warn_soft: rgb(0xFCF0DA),
    error: rgb(0xB01E1E),
    error_soft: rgb(0xFBE7E6),
    staged: rgb(0x6A35B8),
    staged_soft: rgb(0xF0E9FB),
    unknown: rgb(0x4C5965),
    unknown_soft: rgb(0xE7EBEF),
    series: [
        rgb(0x0F5FC4),
        rgb(0xC25400),
        rgb(0x007A5E),
        rgb(0xA62C7C),
        rgb(0x6E5200),
        rgb(0x4C5965),
    ],
};

pub const DARK: Colors = Colors {
    dark: true,
    high_contrast: false,
    window: rgb(0x0F1418),
    surface: rgb(0x181E24),
    sunken: rgb(0x13181D),
    raised: rgb(0x212931),
    line: rgb(0x2F3943),
    control: rgb(0x76838F),
    text: rgb(0xE9EEF2),
    text2: rgb(0xB1BCC7),
    text3: rgb(0x9AA6B2),
    accent: rgb(0x74B4FF),
    on_accent: rgb(0x05172D),
    accent_soft: rgb(0x182C44),
    select: rgb(0x1E3856),
    ok: rgb(0x68CE90),
    ok_soft: rgb(0x152C1E),
    warn: rgb(0xF3BA50),
    warn_soft: rgb(0x33280F),
    error: rgb(0xFF8F86),
    error_soft: rgb(0x3B1C1B),
    staged: rgb(0xC7A7FF),
    staged_soft: rgb(0x2A2140),
    unknown: rgb(0xA3AFBA),
    unknown_soft: rgb(0x252D35),
    series: [
        rgb(0x74B4FF),
        rgb(0xF5A03C),
        rgb(0x3ED3A6),
        rgb(0xF28CC8),
        rgb(0xE6DC5A),
        rgb(0xB7C3CE),
    ],
};

pub const HIGH_CONTRAST_LIGHT: Colors = Colors {
    dark: false,
    high_contrast: true,
    window: rgb(0xFFFFFF),
    surface: rgb(0xFFFFFF),
    sunken: rgb(0xF2F2F2),
    raised: rgb(0xFFFFFF),
    line: rgb(0x000000),
    control: rgb(0x000000),
    text: rgb(0x000000),
    text2: rgb(0x1C1C1C),
    text3: rgb(0x333333),
    accent: rgb(0x003A8C),
    on_accent: rgb(0xFFFFFF),
    accent_soft: rgb(0xDCE8FA),
    select: rgb(0xBFD8FA),
    ok: rgb(0x00491F),
    ok_soft: rgb(0xE0F3E7),
    warn: rgb(0x5A3200),
    warn_soft: rgb(0xFFF0D1),
    error: rgb(0x860000),
    error_soft: rgb(0xFFE3E1),
    staged: rgb(0x46108F),
    staged_soft: rgb(0xEFE6FF),
    unknown: rgb(0x2E2E2E),
    unknown_soft: rgb(0xE8E8E8),
    series: [
        rgb(0x003A8C),
        rgb(0x8F3C00),
        rgb(0x00523F),
        rgb(0x7A1558),
        rgb(0x4A3700),
        rgb(0x333333),
    ],
};

pub const HIGH_CONTRAST_DARK: Colors = Colors {
    dark: true,
    high_contrast: true,
    window: rgb(0x000000),
    surface: rgb(0x000000),
    sunken: rgb(0x0D0D0D),
    raised: rgb(0x141414),
    line: rgb(0xFFFFFF),
    control: rgb(0xFFFFFF),
    text: rgb(0xFFFFFF),
    text2: rgb(0xE6E6E6),
    text3: rgb(0xCCCCCC),
    accent: rgb(0x8FCBFF),
    on_accent: rgb(0x000000),
    accent_soft: rgb(0x00264D),
    select: rgb(0x002F5C),
    ok: rgb(0x7DF5A6),
    ok_soft: rgb(0x00290F),
    warn: rgb(0xFFD45C),
    warn_soft: rgb(0x332500),
    error: rgb(0xFFB3AB),
    error_soft: rgb(0x420A06),
    staged: rgb(0xDDC8FF),
    staged_soft: rgb(0x271245),
    unknown: rgb(0xD6D6D6),
    unknown_soft: rgb(0x262626),
    series: [
        rgb(0x8FCBFF),
        rgb(0xFFB459),
        rgb(0x5CEBC0),
        rgb(0xFFA3D8),
        rgb(0xFFF27A),
        rgb(0xE0E0E0),
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance, WCAG 2.2.
    fn luminance(color: Color32) -> f64 {
        let channel = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.040_45 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(color.r()) + 0.7152 * channel(color.g()) + 0.0722 * channel(color.b())
    }

    fn contrast(a: Color32, b: Color32) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn contrast_of_black_and_white_is_21() {
        assert!((contrast(Color32::BLACK, Color32::WHITE) - 21.0).abs() < 1e-9);
    }

    #[test]
    fn every_text_is_readable_on_every_fill_it_may_sit_on() {
        for c in [&LIGHT, &DARK, &HIGH_CONTRAST_LIGHT, &HIGH_CONTRAST_DARK] {
            let plain = [c.surface, c.window, c.sunken, c.raised, c.select];
            let soft = [
                c.accent_soft,
                c.ok_soft,
                c.warn_soft,
                c.error_soft,
                c.staged_soft,
                c.unknown_soft,
            ];
            let least = if c.high_contrast { 7.0 } else { 4.5 };
            let check = |name: &str, text: Color32, extra: &[Color32]| {
                for fill in plain.iter().chain(extra) {
                    let ratio = contrast(text, *fill);
                    assert!(
                        ratio >= least,
                        "{name} on {fill:?} has only {ratio:.2} (dark {}, high contrast {})",
                        c.dark,
                        c.high_contrast
                    );
                }
            };
            check("text", c.text, &soft);
            check("text2", c.text2, &soft);
            check("text3", c.text3, &[c.unknown_soft]);
            check("accent", c.accent, &[c.accent_soft]);
            check("ok", c.ok, &[c.ok_soft]);
            check("warn", c.warn, &[c.warn_soft]);
            check("error", c.error, &[c.error_soft]);
            check("staged", c.staged, &[c.staged_soft]);
            check("unknown", c.unknown, &[c.unknown_soft]);
            assert!(contrast(c.on_accent, c.accent) >= least);
            assert!(contrast(c.on_accent, c.accent_hover()) >= least);
            for fill in plain {
                assert!(contrast(c.control, fill) >= 3.0, "control on {fill:?}");
            }
        }
    }
}
