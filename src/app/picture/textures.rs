//! The textures that a context handed out: fonts, and what widgets load themselves.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use eframe::egui::epaint::ImageDelta;
use eframe::egui::epaint::textures::{TextureFilter, TextureOptions, TexturesDelta};
use eframe::egui::{Color32, ColorImage, ImageData, Rect, TextureId};
use std::collections::BTreeMap;

/// One texture as it is now.
pub(super) struct Texture {
    pub(super) image: ColorImage,
    pub(super) options: TextureOptions,
}

/// All textures of a context.
#[derive(Default)]
pub(super) struct Textures {
    known: BTreeMap<(u8, u64), Texture>,
}

fn key(id: TextureId) -> (u8, u64) {
    match id {
        TextureId::Managed(number) => (0, number),
        TextureId::User(number) => (1, number),
    }
}

impl Textures {
    pub(super) fn of(&self, id: TextureId) -> Option<&Texture> {
        self.known.get(&key(id))
    }

    /// Takes over what changed. Nothing is freed: what a widget lets go of at the end
    /// is still in what it painted.
    pub(super) fn apply(&mut self, delta: &mut TexturesDelta) {
        for (id, changes) in delta.set.drain() {
            for change in changes {
                self.change(id, change);
            }
        }
        delta.clear();
    }

    fn change(&mut self, id: TextureId, change: ImageDelta) {
        let ImageData::Color(image) = &change.image;
        let Some([left, top]) = change.pos else {
            let texture = Texture {
                image: ColorImage::clone(image),
                options: change.options,
            };
            self.known.insert(key(id), texture);
            return;
        };
        let Some(texture) = self.known.get_mut(&key(id)) else {
            return;
        };
        let [width, _] = image.size;
        let [whole, _] = texture.image.size;
        for (row, line) in image.pixels.chunks(width.max(1)).enumerate() {
            let begin = (top + row) * whole + left;
            let place = texture.image.pixels.get_mut(begin..begin + line.len());
            if let Some(place) = place {
                place.copy_from_slice(line);
            }
        }
    }
}

impl Texture {
    /// The part between two corners, as the address of an image in a page; `None` if
    /// there is nothing in it.
    pub(super) fn data_address(&self, part: Rect) -> Option<String> {
        let [width, height] = self.image.size;
        let column = |x: f32| ((x * width as f32).round().max(0.0) as usize).min(width);
        let line = |y: f32| ((y * height as f32).round().max(0.0) as usize).min(height);
        let (left, right) = (column(part.left()), column(part.right()));
        let (top, bottom) = (line(part.top()), line(part.bottom()));
        if left >= right || top >= bottom {
            return None;
        }
        let mut rgba = Vec::with_capacity((right - left) * (bottom - top) * 4);
        for y in top..bottom {
            let row = self.image.pixels.get(y * width + left..y * width + right)?;
            rgba.extend(row.iter().flat_map(Color32::to_srgba_unmultiplied));
        }
        let bytes = png((right - left) as u32, (bottom - top) as u32, &rgba).ok()?;
        Some(format!("data:image/png;base64,{}", STANDARD.encode(bytes)))
    }

    /// The colour at a place between 0 and 1, each part of it between 0 and 255.
    pub(super) fn at(&self, u: f32, v: f32) -> [f32; 4] {
        let [width, height] = self.image.size;
        let (x, y) = (u * width as f32 - 0.5, v * height as f32 - 0.5);
        if self.options.magnification == TextureFilter::Nearest {
            return self.texel(x.round(), y.round());
        }
        let (left, top) = (x.floor(), y.floor());
        let (right, bottom) = (x - left, y - top);
        let upper = mix(self.texel(left, top), self.texel(left + 1.0, top), right);
        if bottom == 0.0 {
            return upper;
        }
        let (below, low) = (top + 1.0, self.texel(left, top + 1.0));
        mix(
            upper,
            mix(low, self.texel(left + 1.0, below), right),
            bottom,
        )
    }

    fn texel(&self, x: f32, y: f32) -> [f32; 4] {
        let [width, height] = self.image.size;
        let inside = |at: f32, of: usize| (at.max(0.0) as usize).min(of.saturating_sub(1));
        let index = inside(y, height) * width + inside(x, width);
        let color = self.image.pixels.get(index).copied().unwrap_or_default();
        color.to_array().map(f32::from)
    }
}

fn mix(a: [f32; 4], b: [f32; 4], part: f32) -> [f32; 4] {
    let mut mixed = a;
    for (one, other) in mixed.iter_mut().zip(b) {
        *one += (other - *one) * part;
    }
    mixed
}

/// Pixels of four bytes as a PNG.
pub(super) fn png(width: u32, height: u32, rgba: &[u8]) -> Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(rgba)?;
    writer.finish()?;
    Ok(bytes)
}
