//! The outlines of icons, which no other viewer has a font for.

use std::fmt::Write as _;

use eframe::egui::FontFamily;
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, MetadataProvider as _};

use crate::app::theme::font;

/// The outline of an icon as the `d` of a path, its origin on the base line at 0;
/// `None` for what is no icon.
pub(super) fn outline(family: &FontFamily, size: f32, character: char) -> Option<String> {
    let FontFamily::Name(name) = family else {
        return None;
    };
    let font = FontRef::new(font::icon_file(name)?).ok()?;
    let glyph = font.charmap().map(character)?;
    let glyph = font.outline_glyphs().get(glyph)?;
    let mut path = Path::default();
    let settings = DrawSettings::unhinted(Size::new(size), LocationRef::default());
    glyph.draw(settings, &mut path).ok()?;
    Some(path.d)
}

/// Writes an outline down, upside down: fonts count upwards, pictures downwards.
#[derive(Default)]
struct Path {
    d: String,
}

impl Path {
    fn add(&mut self, letter: char, numbers: &[(f32, f32)]) {
        self.d.push(letter);
        for (x, y) in numbers {
            // Writing into a string cannot go wrong.
            let _ = write!(
                self.d,
                "{} {} ",
                super::svg::short(*x),
                super::svg::short(-*y)
            );
        }
    }
}

impl OutlinePen for Path {
    fn move_to(&mut self, x: f32, y: f32) {
        self.add('M', &[(x, y)]);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.add('L', &[(x, y)]);
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.add('Q', &[(cx, cy), (x, y)]);
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        self.add('C', &[(ax, ay), (bx, by), (x, y)]);
    }

    fn close(&mut self) {
        self.d.push('Z');
    }
}
