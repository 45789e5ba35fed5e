//! The fonts in the binary and the families they are known by.

use std::sync::Arc;

use eframe::egui::{FontData, FontDefinitions, FontFamily};

/// Text.
pub const SANS: &str = "sans";
/// Text that matters: SemiBold.
pub const SANS_STRONG: &str = "sans-strong";
/// Addresses, commands, identification lines, the trace.
pub const MONO: &str = "mono";
pub const MONO_STRONG: &str = "mono-strong";
pub const ICON: &str = "icon";
pub const ICON_BOLD: &str = "icon-bold";
pub const ICON_FILL: &str = "icon-fill";

const FILES: [(&str, &[u8]); 7] = [
    (
        SANS,
        include_bytes!("../../../assets/fonts/IBMPlexSans-Regular.ttf"),
    ),
    (
        SANS_STRONG,
        include_bytes!("../../../assets/fonts/IBMPlexSans-SemiBold.ttf"),
    ),
    (
        MONO,
        include_bytes!("../../../assets/fonts/IBMPlexMono-Regular.ttf"),
    ),
    (
        MONO_STRONG,
        include_bytes!("../../../assets/fonts/IBMPlexMono-SemiBold.ttf"),
    ),
    (ICON, include_bytes!("../../../assets/fonts/Phosphor.ttf")),
    (
        ICON_BOLD,
        include_bytes!("../../../assets/fonts/Phosphor-Bold.ttf"),
    ),
    (
        ICON_FILL,
        include_bytes!("../../../assets/fonts/Phosphor-Fill.ttf"),
    ),
];

/// A family by one of the names above.
pub fn family(name: &'static str) -> FontFamily {
    FontFamily::Name(name.into())
}

/// The file of one of the icon fonts.
pub fn icon_file(name: &str) -> Option<&'static [u8]> {
    let is_icons = [ICON, ICON_BOLD, ICON_FILL].contains(&name);
    let file = FILES.iter().find(|(known, _)| is_icons && *known == name);
    file.map(|(_, bytes)| *bytes)
}

/// All families. The mono families fall back to the sans ones, which know Greek.
pub fn definitions() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    for (name, bytes) in FILES {
        fonts
            .font_data
            .insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
    }
    let mut set = |family: FontFamily, names: &[&str]| {
        let names = names.iter().map(|&name| name.to_owned()).collect();
        fonts.families.insert(family, names);
    };
    set(family(SANS), &[SANS]);
    set(family(SANS_STRONG), &[SANS_STRONG]);
    set(family(MONO), &[MONO, SANS]);
    set(family(MONO_STRONG), &[MONO_STRONG, SANS_STRONG]);
    set(family(ICON), &[ICON]);
    set(family(ICON_BOLD), &[ICON_BOLD]);
    set(family(ICON_FILL), &[ICON_FILL]);
    set(FontFamily::Proportional, &[SANS]);
    set(FontFamily::Monospace, &[MONO, SANS]);
    fonts
}

#[cfg(test)]
mod tests {
    use eframe::egui::{Color32, Context, FontId, RawInput};

    use super::*;
    use crate::app::theme::icon;

    fn with_fonts(check: impl Fn(&Context)) {
        let ctx = Context::default();
        ctx.set_fonts(definitions());
        let mut output = ctx.run_ui(RawInput::default(), |ui| check(ui.ctx()));
        output.textures_delta.clear();
    }

    #[test]
    fn the_ten_digits_and_the_signs_are_equally_wide() {
        with_fonts(|ctx| {
            for name in [SANS, SANS_STRONG, MONO, MONO_STRONG] {
                let width = |text: String| {
                    ctx.fonts_mut(|fonts| {
                        fonts
                            .layout_no_wrap(text, FontId::new(100.0, family(name)), Color32::WHITE)
                            .size()
                            .x
                    })
                };
                let zeros = width("00000".to_owned());
                for digit in "123456789+\u{2212}".chars() {
                    let text: String = std::iter::repeat_n(digit, 5).collect();
                    assert_eq!(width(text), zeros, "{digit} in {name}");
                }
            }
        });
    }

    #[test]
    fn every_icon_is_in_all_three_icon_fonts() {
        with_fonts(|ctx| {
            for name in [ICON, ICON_BOLD, ICON_FILL] {
                let font = FontId::new(20.0, family(name));
                for icon in icon::ALL {
                    let known = ctx.fonts_mut(|fonts| fonts.has_glyph(&font, icon.0));
                    assert!(known, "{icon:?} is missing in {name}");
                }
            }
        });
    }
}
