//! The text styles: size, line height and family, by use.

use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::{Align, Color32, FontId, RichText};

use super::font;
use super::icon::Icon;
use crate::export;

/// A text style. Two weights only, nothing smaller than 12.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Text {
    /// The big energies, the title of the first start.
    Display,
    /// Page title, meter name, headline of an error card.
    Title,
    /// Cards, phase names, the primary button.
    Heading,
    Body,
    /// Values and names that matter.
    Strong,
    TableHead,
    /// Status bar, notes in warnings.
    Small,
    SmallStrong,
    /// The label above a value.
    Caption,
    /// Addresses, commands, identification lines.
    Mono,
    MonoStrong,
    /// Serial numbers.
    Serial,
}

impl Text {
    /// In points.
    pub const fn size(self) -> f32 {
        match self {
            Text::Display => 24.0,
            Text::Title => 20.0,
            Text::Heading | Text::Serial => 16.0,
            Text::Body | Text::Strong => 14.0,
            Text::TableHead | Text::Small | Text::SmallStrong | Text::Mono | Text::MonoStrong => {
                13.0
            }
            Text::Caption => 12.0,
        }
    }

    /// From baseline to baseline, in points.
    pub const fn line_height(self) -> f32 {
        match self {
            Text::Display => 32.0,
            Text::Title => 28.0,
            Text::Heading | Text::Serial => 24.0,
            Text::Body | Text::Strong | Text::TableHead | Text::Mono | Text::MonoStrong => 20.0,
            Text::Small | Text::SmallStrong => 18.0,
            Text::Caption => 16.0,
        }
    }

    /// The font it is set in.
    pub fn font(self) -> FontId {
        let family = match self {
            Text::Display
            | Text::Title
            | Text::Heading
            | Text::Strong
            | Text::TableHead
            | Text::SmallStrong => font::SANS_STRONG,
            Text::Body | Text::Small | Text::Caption => font::SANS,
            Text::Mono => font::MONO,
            Text::MonoStrong | Text::Serial => font::MONO_STRONG,
        };
        FontId::new(self.size(), font::family(family))
    }

    /// `text` in this style, for a label.
    pub fn rich(self, text: impl Into<String>) -> RichText {
        RichText::new(laid_out(text))
            .font(self.font())
            .line_height(Some(self.line_height()))
    }

    /// The format for a section of a [`LayoutJob`].
    pub fn format(self, color: Color32) -> TextFormat {
        TextFormat {
            font_id: self.font(),
            line_height: Some(self.line_height()),
            color,
            valign: Align::Center,
            ..TextFormat::default()
        }
    }

    /// One line of `text`, not wrapped.
    pub fn job(self, text: impl Into<String>, color: Color32) -> LayoutJob {
        LayoutJob::single_section(laid_out(text), self.format(color))
    }
}

/// The longest text that is laid out in one piece, in characters; longer ones fill more
/// than a screen.
const LONGEST: usize = 2000;

/// `text` as it may be laid out, whatever a meter or a file put into it: without
/// characters that hide something or turn the direction of writing, and with an end.
pub fn laid_out(text: impl Into<String>) -> String {
    let mut text = text.into();
    let is_harmful = |c: char| c != '\n' && export::is_hidden(c);
    if text.contains(is_harmful) {
        let shown = |c| if is_harmful(c) { '·' } else { c };
        text = text.chars().map(shown).collect();
    }
    // No text of fewer bytes has more characters.
    if text.len() > LONGEST
        && let Some((end, _)) = text.char_indices().nth(LONGEST)
    {
        text.truncate(end);
        text.push('…');
    }
    text
}

/// The weights of an icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IconWeight {
    Regular,
    Bold,
    Fill,
}

impl IconWeight {
    /// The font of an icon of `size` points.
    pub fn font(self, size: f32) -> FontId {
        let family = match self {
            IconWeight::Regular => font::ICON,
            IconWeight::Bold => font::ICON_BOLD,
            IconWeight::Fill => font::ICON_FILL,
        };
        FontId::new(size, font::family(family))
    }
}

impl Icon {
    /// The icon as text of `size` points.
    pub fn rich(self, weight: IconWeight, size: f32) -> RichText {
        RichText::new(self.0)
            .font(weight.font(size))
            .line_height(Some(size))
    }
}
