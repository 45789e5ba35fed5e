//! Triangles to pixels, as the window's own painter does it: colours premultiplied
//! and blended as they are stored, textures over them, clipped.

use eframe::egui::epaint::{Mesh, Primitive, Vertex};
use eframe::egui::{Color32, Rect, pos2};

use super::Picture;
use super::textures::Texture;

/// A picture of pixels.
pub(super) struct Pixels {
    pub(super) width: u32,
    pub(super) height: u32,
    /// Premultiplied, row by row from the top.
    pub(super) colors: Vec<Color32>,
}

impl Pixels {
    /// Four bytes a pixel, not premultiplied.
    pub(super) fn rgba(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.colors.len() * 4);
        for color in &self.colors {
            // Nearly all are, and need no division.
            bytes.extend_from_slice(&match color.is_opaque() {
                true => color.to_array(),
                false => color.to_srgba_unmultiplied(),
            });
        }
        bytes
    }

    /// The colour of a pixel.
    #[cfg(test)]
    pub(super) fn at(&self, x: u32, y: u32) -> Color32 {
        self.colors[(y * self.width + x) as usize]
    }
}

/// Fills the pixels of a picture.
pub(super) fn fill(picture: &Picture) -> Pixels {
    let scale = picture.pixels_per_point;
    let width = (picture.size.x * scale).round().max(1.0) as u32;
    let height = (picture.size.y * scale).round().max(1.0) as u32;
    let mut pixels = Pixels {
        width,
        height,
        colors: vec![picture.background; width as usize * height as usize],
    };
    for clipped in &picture.primitives {
        let Primitive::Mesh(mesh) = &clipped.primitive else {
            continue;
        };
        let clip = Clip::of(clipped.clip_rect, scale, width, height);
        let texture = picture.textures.of(mesh.texture_id);
        mesh_ui(&mut pixels, mesh, texture, scale, clip);
    }
    pixels
}

/// The pixels that may be touched: the first, and one behind the last.
#[derive(Clone, Copy)]
struct Clip {
    left: f32,
    top: f32,
    right: f32,
    bottom: f32,
}

impl Clip {
    fn of(rect: Rect, scale: f32, width: u32, height: u32) -> Clip {
        let inside = |at: f32, most: u32| (at * scale).round().clamp(0.0, most as f32);
        Clip {
            left: inside(rect.left(), width),
            top: inside(rect.top(), height),
            right: inside(rect.right(), width),
            bottom: inside(rect.bottom(), height),
        }
    }
}

fn mesh_ui(pixels: &mut Pixels, mesh: &Mesh, texture: Option<&Texture>, scale: f32, clip: Clip) {
    for corners in mesh.indices.chunks_exact(3) {
        let vertex = |place: usize| {
            let index = *corners.get(place)?;
            let vertex = mesh.vertices.get(index as usize)?;
            let pos = pos2(vertex.pos.x * scale, vertex.pos.y * scale);
            Some(Vertex { pos, ..*vertex })
        };
        if let (Some(a), Some(b), Some(c)) = (vertex(0), vertex(1), vertex(2)) {
            triangle(pixels, [a, b, c], texture, clip);
        }
    }
}

/// Twice the area of the triangle of an edge and a point; its sign tells the side.
fn edge(a: &Vertex, b: &Vertex, x: f32, y: f32) -> f32 {
    (b.pos.x - a.pos.x) * (y - a.pos.y) - (b.pos.y - a.pos.y) * (x - a.pos.x)
}

/// A pixel on an edge belongs to the triangle below or right of it, so that none
/// between two triangles is painted twice.
fn owns(a: &Vertex, b: &Vertex) -> bool {
    let (across, down) = (b.pos.x - a.pos.x, b.pos.y - a.pos.y);
    (down == 0.0 && across > 0.0) || down < 0.0
}

fn triangle(pixels: &mut Pixels, corners: [Vertex; 3], texture: Option<&Texture>, clip: Clip) {
    let [a, mut b, mut c] = corners;
    let mut area = edge(&a, &b, c.pos.x, c.pos.y);
    if area < 0.0 {
        std::mem::swap(&mut b, &mut c);
        area = -area;
    }
    // Not a triangle, or a corner that is nowhere.
    if !area.is_finite() || area <= 0.0 {
        return;
    }
    let least = |of: fn(&Vertex) -> f32| of(&a).min(of(&b)).min(of(&c));
    let most = |of: fn(&Vertex) -> f32| of(&a).max(of(&b)).max(of(&c));
    let left = (least(|v| v.pos.x) - 0.5).ceil().max(clip.left);
    let top = (least(|v| v.pos.y) - 0.5).ceil().max(clip.top);
    let right = (most(|v| v.pos.x) + 0.5).floor().min(clip.right);
    let bottom = (most(|v| v.pos.y) + 0.5).floor().min(clip.bottom);
    if left >= right || top >= bottom {
        return;
    }
    let owned = [owns(&b, &c), owns(&c, &a), owns(&a, &b)];
    let plain = a.color == b.color && b.color == c.color && a.uv == b.uv && b.uv == c.uv;
    let one = plain.then(|| shade(&a, &b, &c, [1.0, 0.0, 0.0], texture));
    let inside = |x: f32, y: f32| {
        let weights = [edge(&b, &c, x, y), edge(&c, &a, x, y), edge(&a, &b, x, y)];
        let mut sides = weights.iter().zip(owned);
        let is_inside = sides.all(|(weight, owned)| *weight > 0.0 || (*weight == 0.0 && owned));
        is_inside.then_some(weights)
    };
    let mut y = top;
    while y < bottom {
        let py = y + 0.5;
        let (from, to) = span([&a, &b, &c], py, left, right);
        // The span is a little too wide, never too narrow.
        let (mut from, mut to) = (from, to);
        while from < to && inside(from + 0.5, py).is_none() {
            from += 1.0;
        }
        while to > from && inside(to - 0.5, py).is_none() {
            to -= 1.0;
        }
        let row = y as usize * pixels.width as usize;
        let line = pixels
            .colors
            .get_mut(row + from as usize..row + to.max(from) as usize)
            .unwrap_or_default();
        match one {
            Some(color @ [_, _, _, alpha]) if alpha >= 255.0 => {
                line.fill(over(Color32::BLACK, color))
            }
            Some(color) => line
                .iter_mut()
                .for_each(|pixel| *pixel = over(*pixel, color)),
            None => {
                let mut x = from + 0.5;
                for pixel in line {
                    if let Some(weights) = inside(x, py) {
                        let parts = weights.map(|weight| weight / area);
                        *pixel = over(*pixel, shade(&a, &b, &c, parts, texture));
                    }
                    x += 1.0;
                }
            }
        }
        y += 1.0;
    }
}

/// The pixels that a line through the middle of a row of them may cross of a triangle,
/// with one to spare at each end.
fn span(corners: [&Vertex; 3], y: f32, left: f32, right: f32) -> (f32, f32) {
    let (mut least, mut most) = (f32::INFINITY, f32::NEG_INFINITY);
    let [a, b, c] = corners.map(|vertex| vertex.pos);
    for (from, to) in [(a, b), (b, c), (c, a)] {
        if (from.y - y) * (to.y - y) > 0.0 {
            continue;
        }
        for x in match to.y == from.y {
            true => [from.x, to.x],
            false => [from.x + (to.x - from.x) * (y - from.y) / (to.y - from.y); 2],
        } {
            (least, most) = (least.min(x), most.max(x));
        }
    }
    let from = (least - 1.5).floor().clamp(left, right);
    let to = (most + 1.5).ceil().clamp(left, right);
    // Nothing is crossed, or what is crossed is nowhere.
    if least <= most {
        (from, to)
    } else {
        (left, left)
    }
}

/// The colour at a point, each part of it between 0 and 255.
fn shade(
    a: &Vertex,
    b: &Vertex,
    c: &Vertex,
    parts: [f32; 3],
    texture: Option<&Texture>,
) -> [f32; 4] {
    let [wa, wb, wc] = parts;
    let (ca, cb, cc) = (
        a.color.to_array().map(f32::from),
        b.color.to_array().map(f32::from),
        c.color.to_array().map(f32::from),
    );
    let mut color = [0.0; 4];
    for (((part, a), b), c) in color.iter_mut().zip(ca).zip(cb).zip(cc) {
        *part = a * wa + b * wb + c * wc;
    }
    if let Some(texture) = texture {
        let u = a.uv.x * wa + b.uv.x * wb + c.uv.x * wc;
        let v = a.uv.y * wa + b.uv.y * wb + c.uv.y * wc;
        for (part, texel) in color.iter_mut().zip(texture.at(u, v)) {
            *part *= texel / 255.0;
        }
    }
    color
}

fn over(below: Color32, color: [f32; 4]) -> Color32 {
    let [_, _, _, alpha] = color;
    let rest = 1.0 - (alpha / 255.0).clamp(0.0, 1.0);
    let mut mixed = below.to_array();
    for (channel, part) in mixed.iter_mut().zip(color) {
        *channel = (part + f32::from(*channel) * rest)
            .round()
            .clamp(0.0, 255.0) as u8;
    }
    let [r, g, b, a] = mixed;
    Color32::from_rgba_premultiplied(r, g, b, a)
}
