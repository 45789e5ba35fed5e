//! The days as pixels, in the very size in which they are shown.

use eframe::egui::{Color32, ColorImage, Vec2};

use super::cells::{Cell, Cells};
use super::scale::Scale;
use crate::app::theme::Colors;

/// Lines of the hatching, in points apart.
const APART: f32 = 5.0;

/// All that the picture depends on beside the values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Look {
    /// In pixels.
    width: usize,
    height: usize,
    pixels_per_point: f32,
    hatch_fill: Color32,
    hatch_line: Color32,
    surface: Color32,
}

impl Look {
    /// A picture for a place so large, with no side longer than `most` pixels.
    pub(super) fn of(size: Vec2, pixels_per_point: f32, most: usize, c: &Colors) -> Look {
        let pixels = |points: f32| {
            let pixels = (points * pixels_per_point).round();
            (pixels.max(1.0) as usize).min(most.max(1))
        };
        Look {
            width: pixels(size.x),
            height: pixels(size.y),
            pixels_per_point,
            hatch_fill: c.unknown_soft,
            hatch_line: c.unknown,
            surface: c.surface,
        }
    }

    /// How many days share a column of pixels at most.
    pub(super) fn days_in_column(&self, days: usize) -> usize {
        days.div_ceil(self.width.max(1))
    }

    /// Paints the days.
    pub(super) fn paint(&self, cells: &Cells, scale: &Scale) -> ColorImage {
        let (width, height) = (self.width, self.height);
        let columns = shares(cells.days.len(), width);
        let rows = shares(cells.slots, height);
        let mut pixels = Vec::with_capacity(width * height);
        let apart = (APART * self.pixels_per_point).max(3.0) as usize;
        let mut line: Vec<Cell> = Vec::with_capacity(width);
        let mut before = None;
        for (y, slots) in rows.iter().enumerate() {
            // Rows of pixels within one interval have the same values.
            if before != Some(slots) {
                line.clear();
                for days in &columns {
                    line.push(cells.gravest(days.clone(), slots.clone()));
                }
                before = Some(slots);
            }
            for (x, cell) in line.iter().enumerate() {
                pixels.push(match cell {
                    Cell::Value(value) => scale.color(*value),
                    Cell::Missing if (x + y).is_multiple_of(apart) => self.hatch_line,
                    Cell::Missing => self.hatch_fill,
                    Cell::Outside => self.surface,
                });
            }
        }
        ColorImage::new([width, height], pixels)
    }
}

/// Which of `count` things are under each of `pixels`; at least one.
fn shares(count: usize, pixels: usize) -> Vec<std::ops::Range<usize>> {
    let at = |pixel: usize| pixel * count / pixels.max(1);
    (0..pixels)
        .map(|pixel| {
            let first = at(pixel);
            first..at(pixel + 1).max(first + 1).min(count.max(1))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_is_under_some_pixel() {
        for (count, pixels) in [(3650, 680), (40, 680), (96, 144), (7, 7), (1, 5)] {
            let shares = shares(count, pixels);
            assert_eq!(shares.len(), pixels);
            let mut reached = 0;
            for share in &shares {
                assert!(
                    share.start <= reached && share.end > share.start,
                    "{share:?}"
                );
                reached = reached.max(share.end);
            }
            assert_eq!(reached, count, "{count} in {pixels}");
        }
    }
}
