//! Lengths, in points. All are multiples of 4 but for radii and lines.

/// Corners of cards.
pub const RADIUS_CARD: u8 = 8;
/// Corners of controls.
pub const RADIUS_CONTROL: u8 = 6;
/// Corners of tags.
pub const RADIUS_TAG: u8 = 4;

/// A control.
pub const CONTROL: f32 = 36.0;
/// The controls that matter on a page.
pub const CONTROL_BIG: f32 = 44.0;

pub const CONNECTION_BAR: f32 = 64.0;
pub const STATUS_BAR: f32 = 32.0;
pub const TABLE_ROW: f32 = 32.0;
pub const TRACE_ROW: f32 = 22.0;
pub const TRACE_HEADER: f32 = 36.0;

/// Between cards.
pub const GAP: f32 = 16.0;

/// Widths of the window where the layout changes.
pub const NARROW: f32 = 720.0;
pub const MEDIUM: f32 = 960.0;
pub const WIDE: f32 = 1200.0;

/// How wide the navigation is in a window `width` wide.
pub fn navigation(width: f32) -> f32 {
    if width < MEDIUM {
        56.0
    } else if width < WIDE {
        192.0
    } else {
        216.0
    }
}
