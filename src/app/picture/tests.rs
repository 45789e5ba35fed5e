//! Pictures without a screen: their size, known pixels, known words.

use eframe::egui::{
    Align2, Color32, ColorImage, Mesh, Rect, Shape, Stroke, StrokeKind, TextureOptions, Ui, pos2,
    vec2,
};

use super::{Form, Picture, raster, render};
use crate::app::theme::{Colors, IconWeight, Text, icon};

fn form() -> Form {
    Form {
        size: vec2(200.0, 100.0),
        pixels_per_point: 1.0,
        dark: false,
        high_contrast: false,
        margin: 0,
    }
}

fn drawn(draw: impl FnMut(&mut Ui)) -> Picture {
    render(form(), draw)
}

fn header(png: &[u8]) -> (u32, u32) {
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}

#[test]
fn a_picture_of_nothing_is_the_card_it_would_be_on() {
    let picture = drawn(|_| {});
    let pixels = raster::fill(&picture);
    assert_eq!((pixels.width, pixels.height), (200, 100));
    let surface = Colors::of(false, false).surface;
    assert!(pixels.colors.iter().all(|color| *color == surface));
    assert_eq!(header(&picture.png().unwrap()), (200, 100));
    assert!(
        picture
            .svg()
            .starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"200\" height=\"100\"")
    );
    let dark = Form {
        dark: true,
        ..form()
    };
    let picture = render(dark, |_| {});
    assert_eq!(
        raster::fill(&picture).at(0, 0),
        Colors::of(true, false).surface
    );
}

#[test]
fn finer_pixels_make_a_larger_picture_and_never_one_without_end() {
    let fine = render(form().finer(2.0), |_| {});
    assert_eq!(header(&fine.png().unwrap()), (400, 200));
    let huge = render(form().finer(f32::INFINITY), |_| {});
    assert_eq!(header(&huge.png().unwrap()), (800, 400));
}

#[test]
fn rectangles_are_where_they_were_drawn_and_blend_once() {
    let picture = drawn(|ui| {
        let red = Color32::from_rgb(255, 0, 0);
        let rect = Rect::from_min_size(pos2(10.0, 20.0), vec2(30.0, 40.0));
        ui.painter().rect_filled(rect, 0, red);
        let half = Color32::from_rgba_unmultiplied(0, 0, 255, 128);
        let rect = Rect::from_min_size(pos2(100.0, 20.0), vec2(31.0, 41.0));
        ui.painter().rect_filled(rect, 0, half);
    });
    let pixels = raster::fill(&picture);
    let white = Colors::of(false, false).surface;
    assert_eq!(pixels.at(25, 40), Color32::from_rgb(255, 0, 0));
    assert_eq!(pixels.at(8, 40), white);
    assert_eq!(pixels.at(42, 40), white);
    // All of the blue one is the same, also along the edge between its triangles.
    let middle = pixels.at(115, 40);
    assert_ne!(middle, white);
    for y in 22..59 {
        for x in 102..129 {
            assert_eq!(pixels.at(x, y), middle, "{x} {y}");
        }
    }
    let svg = picture.svg();
    assert!(
        svg.contains("<rect x=\"10\" y=\"20\" width=\"30\" height=\"40\" fill=\"#ff0000\"/>"),
        "{svg}"
    );
    assert!(
        svg.contains("fill=\"#0000ff\" fill-opacity=\"0.5\""),
        "{svg}"
    );
}

#[test]
fn text_stays_text_and_cannot_leave_its_place() {
    let picture = drawn(|ui| {
        let painter = ui.painter();
        let color = ui.visuals().text_color();
        let at = pos2(10.0, 50.0);
        let words = "<b>3.32 & \"kW\"\u{1}";
        painter.text(at, Align2::LEFT_CENTER, words, Text::Strong.font(), color);
        let job = crate::app::widgets::digits("0008.5", Text::Body, Colors::of(false, false));
        let galley = painter.layout_job(job);
        painter.galley(pos2(10.0, 70.0), galley, color);
    });
    let svg = picture.svg();
    assert!(svg.contains("&lt;b&gt;3.32 &amp; &quot;kW&quot;"), "{svg}");
    assert!(svg.contains("font-weight=\"600\""), "{svg}");
    assert!(!svg.contains('\u{1}'));
    // Leading zeros and what counts are two colours.
    assert!(
        svg.contains(">000</text>") && svg.contains(">8.5</text>"),
        "{svg}"
    );
    let pixels = raster::fill(&picture);
    let dark = pixels.colors.iter().filter(|color| color.r() < 100).count();
    assert!(dark > 50, "{dark} dark pixels");
}

#[test]
fn icons_are_outlines_because_no_viewer_has_their_font() {
    let picture = drawn(|ui| {
        let weight = IconWeight::Fill;
        let (painter, at) = (ui.painter(), pos2(50.0, 50.0));
        crate::app::widgets::paint::icon(painter, at, icon::LIGHTNING, weight, 20.0, Color32::RED);
    });
    let svg = picture.svg();
    assert!(svg.contains("<path transform=\"translate("), "{svg}");
    assert!(
        !svg.contains(icon::LIGHTNING.0),
        "the code of the icon is no text"
    );
}

#[test]
fn textures_are_images_and_pixels_of_their_own() {
    let picture = drawn(|ui| {
        let pixels = vec![Color32::RED, Color32::GREEN, Color32::BLUE, Color32::BLACK];
        let image = ColorImage::new([2, 2], pixels);
        let options = TextureOptions::NEAREST;
        let texture = ui.ctx().load_texture("four", image, options);
        let rect = Rect::from_min_size(pos2(0.0, 0.0), vec2(100.0, 100.0));
        let uv = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        let mut mesh = Mesh::with_texture(texture.id());
        mesh.add_rect_with_uv(rect, uv, Color32::WHITE);
        ui.painter().add(Shape::mesh(mesh));
    });
    let pixels = raster::fill(&picture);
    assert_eq!(pixels.at(25, 25), Color32::RED);
    assert_eq!(pixels.at(75, 25), Color32::GREEN);
    assert_eq!(pixels.at(49, 99), Color32::BLUE);
    assert_eq!(pixels.at(50, 50), Color32::BLACK);
    let svg = picture.svg();
    assert!(svg.contains("href=\"data:image/png;base64,iVBOR"), "{svg}");
}

#[test]
fn what_is_clipped_is_in_neither() {
    let picture = drawn(|ui| {
        let clip = Rect::from_min_max(pos2(0.0, 0.0), pos2(50.0, 100.0));
        let painter = ui.painter_at(clip);
        let stroke = Stroke::new(4.0, Color32::RED);
        painter.line_segment([pos2(10.0, 50.0), pos2(150.0, 50.0)], stroke);
        let frame = Rect::from_min_max(pos2(5.0, 5.0), pos2(40.0, 40.0));
        painter.rect_stroke(frame, 4, stroke, StrokeKind::Inside);
    });
    let pixels = raster::fill(&picture);
    assert_eq!(pixels.at(30, 50), Color32::RED);
    assert_eq!(pixels.at(60, 50), Colors::of(false, false).surface);
    let svg = picture.svg();
    assert!(svg.contains("clip-path=\"url(#c0)\""), "{svg}");
    assert!(
        svg.contains("<clipPath id=\"c0\"><rect x=\"0\" y=\"0\" width=\"50\""),
        "{svg}"
    );
}

#[test]
fn the_same_is_drawn_alike_each_time() {
    let draw = |ui: &mut Ui| {
        ui.label("P.01");
        ui.painter()
            .circle_filled(pos2(50.0, 50.0), 12.5, Color32::RED);
    };
    let (one, other) = (drawn(draw), drawn(draw));
    assert_eq!(one.svg(), other.svg());
    assert_eq!(one.png().unwrap(), other.png().unwrap());
}

#[test]
fn rectangles_of_a_mesh_are_one_path_without_seams() {
    let picture = drawn(|ui| {
        let mut mesh = Mesh::default();
        for left in [10.0, 20.0] {
            let rect = Rect::from_min_size(pos2(left, 10.0), vec2(10.0, 5.0));
            mesh.add_colored_rect(rect, Color32::RED);
        }
        let rect = Rect::from_min_size(pos2(50.0, 10.0), vec2(10.0, 5.0));
        mesh.add_colored_rect(rect, Color32::BLUE);
        mesh.colored_vertex(pos2(80.0, 80.0), Color32::GREEN);
        mesh.colored_vertex(pos2(90.0, 80.0), Color32::GREEN);
        mesh.colored_vertex(pos2(80.0, 95.0), Color32::GREEN);
        mesh.add_triangle(12, 13, 14);
        ui.painter().add(Shape::mesh(mesh));
    });
    let svg = picture.svg();
    let red = "<path d=\"M10 10H20V15H10ZM20 10H30V15H20Z\" fill=\"#ff0000\"";
    assert!(svg.contains(red), "{svg}");
    assert!(
        svg.contains("<path d=\"M50 10H60V15H50Z\" fill=\"#0000ff\""),
        "{svg}"
    );
    assert!(
        svg.contains("<path d=\"M80 80L90 80L80 95Z\" fill=\"#00ff00\""),
        "{svg}"
    );
}
