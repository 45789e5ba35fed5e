//! What was painted, as SVG: shapes as shapes, text as text, textures as images.

use std::fmt::Write as _;

use eframe::egui::epaint::{
    CircleShape, ColorMode, CubicBezierShape, EllipseShape, Mesh, PathShape, PathStroke,
    QuadraticBezierShape, RectShape, TextShape, Vertex, WHITE_UV,
};
use eframe::egui::{
    Color32, FontFamily, FontId, Pos2, Rect, Shape, Stroke, StrokeKind, TextureId, pos2,
};

use super::textures::Textures;
use super::{Picture, icons};
use crate::app::theme::font;

/// Writes the whole picture.
pub(super) fn write(picture: &Picture) -> String {
    let mut writer = Writer {
        out: String::new(),
        clips: Vec::new(),
        textures: &picture.textures,
    };
    let page = Rect::from_min_size(Pos2::ZERO, picture.size);
    writer.filled(page, picture.background);
    for clipped in &picture.shapes {
        let clip = clipped.clip_rect.intersect(page);
        if !clip.is_positive() || matches!(clipped.shape, Shape::Noop) {
            continue;
        }
        if clip == page {
            writer.shape(&clipped.shape);
        } else {
            let number = writer.clip(clip);
            let _ = write!(writer.out, "<g clip-path=\"url(#c{number})\">");
            let before = writer.out.len();
            writer.shape(&clipped.shape);
            if writer.out.len() == before {
                let opened = writer.out.rfind("<g clip-path").unwrap_or(before);
                writer.out.truncate(opened);
            } else {
                writer.out.push_str("</g>\n");
            }
        }
    }
    let (width, height) = (short(picture.size.x), short(picture.size.y));
    let mut svg = String::with_capacity(writer.out.len() + 1024);
    let _ = write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\">\n<defs>\n"
    );
    for (number, clip) in writer.clips.iter().enumerate() {
        let _ = writeln!(
            svg,
            "<clipPath id=\"c{number}\"><rect {}/></clipPath>",
            place(*clip)
        );
    }
    svg.push_str("</defs>\n");
    svg.push_str(&writer.out);
    svg.push_str("</svg>\n");
    svg
}

struct Writer<'a> {
    out: String,
    /// Each once.
    clips: Vec<Rect>,
    textures: &'a Textures,
}

// Writing into a string cannot go wrong.
impl Writer<'_> {
    fn clip(&mut self, clip: Rect) -> usize {
        let known = self.clips.iter().position(|known| *known == clip);
        known.unwrap_or_else(|| {
            self.clips.push(clip);
            self.clips.len() - 1
        })
    }

    fn filled(&mut self, rect: Rect, color: Color32) {
        let _ = writeln!(self.out, "<rect {}{}/>", place(rect), fill(color));
    }

    fn shape(&mut self, shape: &Shape) {
        match shape {
            // Nothing here draws the last two.
            Shape::Noop | Shape::Callback(_) | Shape::Band(_) => {}
            Shape::Vec(shapes) => {
                for shape in shapes {
                    self.shape(shape);
                }
            }
            Shape::Circle(circle) => self.circle(circle),
            Shape::Ellipse(ellipse) => self.ellipse(ellipse),
            Shape::LineSegment { points, stroke } => self.line(*points, *stroke),
            Shape::Path(path) => self.path(path),
            Shape::Rect(rect) => self.rect(rect),
            Shape::Text(text) => self.text(text),
            Shape::Mesh(mesh) => self.mesh(mesh),
            Shape::QuadraticBezier(curve) => self.quadratic(curve),
            Shape::CubicBezier(curve) => self.cubic(curve),
        }
    }

    fn circle(&mut self, circle: &CircleShape) {
        let (fill, stroke) = (fill(circle.fill), stroked(circle.stroke));
        if fill.is_empty() && stroke.is_empty() {
            return;
        }
        let (x, y, r) = (
            short(circle.center.x),
            short(circle.center.y),
            short(circle.radius),
        );
        let fill = or_none(fill);
        let _ = writeln!(
            self.out,
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\"{fill}{stroke}/>"
        );
    }

    fn ellipse(&mut self, ellipse: &EllipseShape) {
        let (x, y) = (short(ellipse.center.x), short(ellipse.center.y));
        let (rx, ry) = (short(ellipse.radius.x), short(ellipse.radius.y));
        let (fill, stroke) = (or_none(fill(ellipse.fill)), stroked(ellipse.stroke));
        let turned = turned(ellipse.angle, ellipse.center);
        let _ = writeln!(
            self.out,
            "<ellipse cx=\"{x}\" cy=\"{y}\" rx=\"{rx}\" ry=\"{ry}\"{fill}{stroke}{turned}/>"
        );
    }

    fn line(&mut self, [a, b]: [Pos2; 2], stroke: Stroke) {
        let look = stroked(stroke);
        if look.is_empty() {
            return;
        }
        let _ = writeln!(
            self.out,
            "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"{look}/>",
            short(a.x),
            short(a.y),
            short(b.x),
            short(b.y)
        );
    }

    fn path(&mut self, path: &PathShape) {
        self.polyline(&path.points, path.closed, path.fill, &path.stroke);
    }

    fn polyline(&mut self, points: &[Pos2], closed: bool, color: Color32, stroke: &PathStroke) {
        let Some((first, rest)) = points.split_first() else {
            return;
        };
        let (fill, stroke) = (fill(color), stroked(path_stroke(stroke, points)));
        if fill.is_empty() && stroke.is_empty() {
            return;
        }
        let fill = or_none(fill);
        let mut d = format!("M{} {}", short(first.x), short(first.y));
        for point in rest {
            let _ = write!(d, "L{} {}", short(point.x), short(point.y));
        }
        if closed {
            d.push('Z');
        }
        let _ = writeln!(
            self.out,
            "<path d=\"{d}\"{fill}{stroke} stroke-linejoin=\"round\"/>"
        );
    }

    fn quadratic(&mut self, curve: &QuadraticBezierShape) {
        let [a, b, c] = curve.points;
        let d = format!(
            "M{} {}Q{} {} {} {}",
            short(a.x),
            short(a.y),
            short(b.x),
            short(b.y),
            short(c.x),
            short(c.y)
        );
        self.curve(&d, curve.closed, curve.fill, &curve.stroke, &curve.points);
    }

    fn cubic(&mut self, curve: &CubicBezierShape) {
        let [a, b, c, e] = curve.points;
        let d = format!(
            "M{} {}C{} {} {} {} {} {}",
            short(a.x),
            short(a.y),
            short(b.x),
            short(b.y),
            short(c.x),
            short(c.y),
            short(e.x),
            short(e.y)
        );
        self.curve(&d, curve.closed, curve.fill, &curve.stroke, &curve.points);
    }

    fn curve(
        &mut self,
        d: &str,
        closed: bool,
        color: Color32,
        stroke: &PathStroke,
        points: &[Pos2],
    ) {
        let (fill, stroke) = (or_none(fill(color)), stroked(path_stroke(stroke, points)));
        let end = if closed { "Z" } else { "" };
        let _ = writeln!(self.out, "<path d=\"{d}{end}\"{fill}{stroke}/>");
    }

    fn rect(&mut self, shape: &RectShape) {
        // A shadow, which a picture does without.
        if shape.blur_width > 0.0 {
            return;
        }
        if let Some(brush) = &shape.brush {
            self.image(brush.fill_texture_id, brush.uv, shape.rect);
            return;
        }
        let radius = shape.corner_radius;
        let radius = f32::from(radius.nw.max(radius.ne).max(radius.sw).max(radius.se));
        let turned = turned(shape.angle, shape.rect.center());
        let inside = fill(shape.fill);
        if !inside.is_empty() && shape.rect.is_positive() {
            let place = place(shape.rect);
            let round = rounded(radius);
            let _ = writeln!(self.out, "<rect {place}{round}{inside}{turned}/>");
        }
        let edge = stroked(shape.stroke);
        if !edge.is_empty() {
            let half = shape.stroke.width / 2.0;
            let by = match shape.stroke_kind {
                StrokeKind::Inside => -half,
                StrokeKind::Middle => 0.0,
                StrokeKind::Outside => half,
            };
            let middle = shape.rect.expand(by);
            if middle.is_positive() {
                let place = place(middle);
                let round = rounded((radius + by).max(0.0));
                let _ = writeln!(
                    self.out,
                    "<rect {place}{round} fill=\"none\"{edge}{turned}/>"
                );
            }
        }
    }

    fn image(&mut self, id: TextureId, part: Rect, rect: Rect) {
        let address = self.textures.of(id).and_then(|t| t.data_address(part));
        let Some(address) = address.filter(|_| rect.is_positive()) else {
            return;
        };
        let _ = writeln!(
            self.out,
            "<image {} preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\" href=\"{address}\"/>",
            place(rect)
        );
    }

    fn mesh(&mut self, mesh: &Mesh) {
        let textured = mesh.vertices.iter().any(|vertex| vertex.uv != WHITE_UV);
        if textured && let [a, _, _, _] = mesh.vertices.as_slice() {
            let bounds = |of: fn(&Vertex) -> Pos2| {
                let points = mesh.vertices.iter().map(of);
                points.fold(Rect::from_min_max(of(a), of(a)), |rect, point| {
                    rect.union(Rect::from_min_max(point, point))
                })
            };
            self.image(
                mesh.texture_id,
                bounds(|vertex| vertex.uv),
                bounds(|vertex| vertex.pos),
            );
            return;
        }
        // Rectangles of one colour, side by side as they are, in one path: no seams.
        let mut run: Option<(Color32, String)> = None;
        let mut corners = mesh.indices.as_slice();
        while let Some((triangle, behind)) = corners.split_first_chunk::<3>() {
            let rect = corners
                .first_chunk::<6>()
                .and_then(|six| rectangle(mesh, six));
            if let Some((rect, color)) = rect {
                if run.as_ref().is_some_and(|(known, _)| *known != color) {
                    self.rectangles(run.take());
                }
                let (_, d) = run.get_or_insert_with(|| (color, String::new()));
                let (left, top) = (short(rect.left()), short(rect.top()));
                let (right, bottom) = (short(rect.right()), short(rect.bottom()));
                let _ = write!(d, "M{left} {top}H{right}V{bottom}H{left}Z");
                corners = corners.get(6..).unwrap_or_default();
                continue;
            }
            self.rectangles(run.take());
            corners = behind;
            let [Some(a), Some(b), Some(c)] =
                triangle.map(|index| mesh.vertices.get(index as usize))
            else {
                continue;
            };
            let color = a
                .color
                .lerp_to_gamma(b.color, 0.5)
                .lerp_to_gamma(c.color, 1.0 / 3.0);
            let points = [a.pos, b.pos, c.pos];
            self.polyline(&points, true, color, &PathStroke::NONE);
        }
        self.rectangles(run);
    }

    fn rectangles(&mut self, run: Option<(Color32, String)>) {
        let Some((color, d)) = run else { return };
        let fill = fill(color);
        if !fill.is_empty() {
            let _ = writeln!(
                self.out,
                "<path d=\"{d}\"{fill} shape-rendering=\"crispEdges\"/>"
            );
        }
    }

    fn text(&mut self, shape: &TextShape) {
        let galley = &shape.galley;
        let mut chars = galley.job.text.char_indices().peekable();
        let turned = turned(shape.angle, shape.pos);
        let grouped = !turned.is_empty();
        if grouped {
            let _ = write!(self.out, "<g{turned}>");
        }
        let mut run = Run::default();
        for row in &galley.rows {
            let origin = shape.pos + row.pos.to_vec2();
            for glyph in &row.row.glyphs {
                while chars
                    .next_if(|(_, c)| *c == '\n' && glyph.chr != '\n')
                    .is_some()
                {}
                let (offset, known) = match chars.peek() {
                    Some((offset, c)) => (*offset, *c == glyph.chr),
                    None => (galley.job.text.len().saturating_sub(1), false),
                };
                // The sign for what was cut off stands in the text of no section.
                if known {
                    chars.next();
                }
                let section = galley
                    .job
                    .sections
                    .iter()
                    .find(|section| section.byte_range.contains(&offset.into()))
                    .or(galley.job.sections.last());
                let Some(section) = section else { continue };
                let mut color = section.format.color;
                if color == Color32::PLACEHOLDER {
                    color = shape.fallback_color;
                }
                let color = shape.override_text_color.unwrap_or(color);
                let color = color.gamma_multiply(shape.opacity_factor);
                let at = origin + glyph.pos.to_vec2();
                let font = &section.format.font_id;
                if let Some(d) = icons::outline(&font.family, font.size, glyph.chr) {
                    self.run(&mut run);
                    let (x, y) = (short(at.x), short(at.y));
                    let fill = fill(color);
                    let _ = writeln!(
                        self.out,
                        "<path transform=\"translate({x} {y})\" d=\"{d}\"{fill}/>"
                    );
                    continue;
                }
                if !run.takes(font, color, at) {
                    self.run(&mut run);
                    run = Run {
                        text: String::new(),
                        font: Some((font.clone(), color)),
                        from: at,
                        to: at.x,
                    };
                }
                run.text.push(glyph.chr);
                run.to = at.x + glyph.advance_width;
            }
            self.run(&mut run);
        }
        if grouped {
            self.out.push_str("</g>\n");
        }
    }

    /// Writes text of one look and empties it.
    fn run(&mut self, run: &mut Run) {
        let Run {
            text,
            font,
            from,
            to,
        } = std::mem::take(run);
        let Some((font, color)) = font else { return };
        let kept = text.trim_end();
        if kept.is_empty() {
            return;
        }
        let (family, weight) = family(&font.family);
        let (x, y, size) = (short(from.x), short(from.y), short(font.size));
        // The width that the text has here, for viewers that lack the font.
        let length = match kept.len() == text.len() && kept.chars().count() > 1 {
            true => format!(" textLength=\"{}\"", short(to - from.x)),
            false => String::new(),
        };
        let (fill, kept) = (fill(color), escaped(kept));
        let _ = writeln!(
            self.out,
            "<text x=\"{x}\" y=\"{y}\" font-family=\"{family}\" font-size=\"{size}\"{weight}{length}{fill} xml:space=\"preserve\">{kept}</text>"
        );
    }
}

/// The upright rectangle of one colour that two triangles are.
fn rectangle(mesh: &Mesh, six: &[u32; 6]) -> Option<(Rect, Color32)> {
    let corner = |index: &u32| mesh.vertices.get(*index as usize);
    let first = corner(six.first()?)?;
    let mut bounds = Rect::from_min_max(first.pos, first.pos);
    for index in six {
        let vertex = corner(index)?;
        if vertex.color != first.color {
            return None;
        }
        bounds = bounds.union(Rect::from_min_max(vertex.pos, vertex.pos));
    }
    let mut area = 0.0;
    for triangle in six.chunks_exact(3) {
        let [Some(a), Some(b), Some(c)] = [0, 1, 2].map(|place| corner(triangle.get(place)?))
        else {
            return None;
        };
        let at_corner = |vertex: &Vertex| {
            let (x, y) = (vertex.pos.x, vertex.pos.y);
            (x == bounds.left() || x == bounds.right())
                && (y == bounds.top() || y == bounds.bottom())
        };
        if ![a, b, c].into_iter().all(at_corner) {
            return None;
        }
        let (ab, ac) = (b.pos - a.pos, c.pos - a.pos);
        area += (ab.x * ac.y - ab.y * ac.x).abs() / 2.0;
    }
    // Both halves, not one of them twice: they share only two corners.
    let halves: std::collections::BTreeSet<u32> = six.iter().copied().collect();
    let is_whole = halves.len() == 4 && (area - bounds.area()).abs() <= bounds.area() * 0.001;
    is_whole.then_some((bounds, first.color))
}

/// Characters side by side in one look.
#[derive(Default)]
struct Run {
    text: String,
    font: Option<(FontId, Color32)>,
    from: Pos2,
    to: f32,
}

impl Run {
    fn takes(&self, font: &FontId, color: Color32, at: Pos2) -> bool {
        let same = self.font.as_ref();
        same.is_some_and(|(known, look)| known == font && *look == color)
            && self.from.y == at.y
            && (at.x - self.to).abs() < 1.0
    }
}

fn path_stroke(stroke: &PathStroke, points: &[Pos2]) -> Stroke {
    let color = match &stroke.color {
        ColorMode::Solid(color) => *color,
        ColorMode::UV(color) => {
            let middle = points.get(points.len() / 2).copied().unwrap_or_default();
            color(Rect::from_points(points), middle)
        }
    };
    Stroke::new(stroke.width, color)
}

fn family(family: &FontFamily) -> (&'static str, &'static str) {
    const SANS: &str = "IBM Plex Sans, Segoe UI, Helvetica, Arial, sans-serif";
    const MONO: &str = "IBM Plex Mono, Consolas, Menlo, monospace";
    let name = match family {
        FontFamily::Name(name) => name.as_ref(),
        FontFamily::Monospace => font::MONO,
        FontFamily::Proportional => font::SANS,
    };
    match name {
        font::SANS_STRONG => (SANS, " font-weight=\"600\""),
        font::MONO => (MONO, ""),
        font::MONO_STRONG => (MONO, " font-weight=\"600\""),
        _ => (SANS, ""),
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // XML has no place for them, not even escaped.
            c if c.is_control() => out.push('\u{fffd}'),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// ` fill="#rrggbb"`; empty for what is not seen.
fn fill(color: Color32) -> String {
    paint("fill", color)
}

fn or_none(fill: String) -> String {
    match fill.is_empty() {
        true => " fill=\"none\"".to_owned(),
        false => fill,
    }
}

fn stroked(stroke: Stroke) -> String {
    if stroke.is_empty() {
        return String::new();
    }
    let color = paint("stroke", stroke.color);
    match color.is_empty() {
        true => color,
        false => format!("{color} stroke-width=\"{}\"", short(stroke.width)),
    }
}

fn paint(what: &str, color: Color32) -> String {
    let [r, g, b, a] = color.to_srgba_unmultiplied();
    match a {
        0 => String::new(),
        255 => format!(" {what}=\"#{r:02x}{g:02x}{b:02x}\""),
        a => format!(
            " {what}=\"#{r:02x}{g:02x}{b:02x}\" {what}-opacity=\"{}\"",
            short(f32::from(a) / 255.0)
        ),
    }
}

fn place(rect: Rect) -> String {
    format!(
        "x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
        short(rect.left()),
        short(rect.top()),
        short(rect.width()),
        short(rect.height())
    )
}

fn rounded(radius: f32) -> String {
    match radius > 0.0 {
        true => format!(" rx=\"{}\"", short(radius)),
        false => String::new(),
    }
}

fn turned(angle: f32, around: Pos2) -> String {
    match angle == 0.0 {
        true => String::new(),
        false => {
            let around = pos2(around.x, around.y);
            format!(
                " transform=\"rotate({} {} {})\"",
                short(angle.to_degrees()),
                short(around.x),
                short(around.y)
            )
        }
    }
}

/// A length with at most two decimals; 0 for what is no number.
pub(super) fn short(length: f32) -> String {
    if !length.is_finite() {
        return "0".to_owned();
    }
    let text = format!("{length:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    match text {
        "-0" | "" => "0".to_owned(),
        text => text.to_owned(),
    }
}
