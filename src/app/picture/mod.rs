//! Pictures for files: what a part of a page draws, as PNG or SVG, at a size of its
//! own and without a screen.
//!
//! The same drawing code runs in an egui context of its own; what it painted is then
//! written down as vectors ([`Picture::svg`]) or filled pixel by pixel
//! ([`Picture::png`]). The same input gives the same bytes.
//!
//! ```ignore
//! let picture = picture::render(Form::of(1600, 900, appearance), |ui| {
//!     Carpet::default().ui(ui, &input);
//! });
//! let bytes = picture.png()?;
//! ```
//!
//! Textures belong to one context: what is drawn has to load its own.

mod icons;
mod raster;
mod svg;
#[cfg(test)]
mod tests;
mod textures;

use eframe::egui::epaint::{ClippedPrimitive, ClippedShape};
use eframe::egui::{
    Color32, Context, Margin, Pos2, RawInput, Rect, Theme, Ui, UiBuilder, Vec2, ViewportId,
    ViewportInfo, vec2,
};
use thiserror::Error;

use super::theme::{self, Appearance, Colors, ThemeChoice};
use textures::Textures;

/// How large a picture is and how it looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Form {
    /// In points.
    pub size: Vec2,
    /// How many pixels of a PNG a point is wide.
    pub pixels_per_point: f32,
    pub dark: bool,
    pub high_contrast: bool,
    /// Between the edge and what is drawn.
    pub margin: i8,
}

/// The largest side of a PNG, in pixels.
const LARGEST: f32 = 16_384.0;

impl Form {
    /// A picture of that many pixels in the look of the window, a point a pixel.
    pub fn of(width: u16, height: u16, appearance: Appearance, dark: bool) -> Form {
        Form {
            size: vec2(f32::from(width), f32::from(height)),
            pixels_per_point: 1.0,
            dark: match appearance.theme {
                ThemeChoice::System => dark,
                ThemeChoice::Light => false,
                ThemeChoice::Dark => true,
            },
            high_contrast: appearance.high_contrast,
            margin: 24,
        }
    }

    /// The same with finer pixels.
    pub fn finer(self, pixels_per_point: f32) -> Form {
        Form {
            pixels_per_point,
            ..self
        }
    }

    fn colors(&self) -> &'static Colors {
        Colors::of(self.dark, self.high_contrast)
    }
}

/// A part of a page, painted.
pub struct Picture {
    size: Vec2,
    pixels_per_point: f32,
    background: Color32,
    shapes: Vec<ClippedShape>,
    primitives: Vec<ClippedPrimitive>,
    textures: Textures,
}

/// Why there is no PNG of a picture.
#[derive(Debug, Error)]
#[error("the picture could not be written: {0}")]
pub struct PictureError(#[from] png::EncodingError);

/// Paints what `draw` draws. It is called twice, so that what learns its size when it
/// is drawn first has it.
pub fn render(form: Form, mut draw: impl FnMut(&mut Ui)) -> Picture {
    let largest = (LARGEST / form.size.max_elem().max(1.0)).min(4.0);
    let pixels_per_point = form.pixels_per_point.clamp(0.5, largest.max(0.5));
    let ctx = Context::default();
    theme::install_fonts(&ctx);
    let choice = match form.dark {
        true => ThemeChoice::Dark,
        false => ThemeChoice::Light,
    };
    let appearance = Appearance {
        theme: choice,
        high_contrast: form.high_contrast,
        scale: 100,
    };
    theme::install(&ctx, appearance);
    let background = form.colors().surface;
    let place = Rect::from_min_size(Pos2::ZERO, form.size);
    let mut textures = Textures::default();
    let mut shapes = Vec::new();
    for pass in 0..2 {
        let mut output = ctx.run_ui(input(place, pixels_per_point, form.dark, pass), |ui| {
            let inner = place - Margin::same(form.margin);
            let builder = UiBuilder::new().max_rect(inner);
            let mut child = ui.new_child(builder);
            child.shrink_clip_rect(place);
            draw(&mut child);
        });
        textures.apply(&mut output.textures_delta);
        shapes = output.shapes;
    }
    let primitives = ctx.tessellate(shapes.clone(), pixels_per_point);
    Picture {
        size: form.size,
        pixels_per_point,
        background,
        shapes,
        primitives,
        textures,
    }
}

fn input(place: Rect, pixels_per_point: f32, dark: bool, pass: u32) -> RawInput {
    let mut input = RawInput {
        screen_rect: Some(place),
        time: Some(f64::from(pass)),
        max_texture_side: Some(8192),
        system_theme: Some(if dark { Theme::Dark } else { Theme::Light }),
        ..RawInput::default()
    };
    let viewport = ViewportInfo {
        native_pixels_per_point: Some(pixels_per_point),
        ..ViewportInfo::default()
    };
    input.viewports.insert(ViewportId::ROOT, viewport);
    input
}

impl Picture {
    /// As vectors. Text stays text, in the fonts of the window where the viewer has
    /// them.
    pub fn svg(&self) -> String {
        svg::write(self)
    }

    /// The colours of all pixels.
    #[cfg(test)]
    pub(crate) fn pixels(&self) -> Vec<Color32> {
        raster::fill(self).colors
    }

    /// As pixels.
    pub fn png(&self) -> Result<Vec<u8>, PictureError> {
        let pixels = raster::fill(self);
        Ok(textures::png(pixels.width, pixels.height, &pixels.rgba())?)
    }
}
