//! The look: colours, fonts, text styles, sizes.
//!
//! [`install`] hands it to egui; a view asks [`colors()`] for the set in use. Knows
//! nothing about the model.

pub mod colors;
pub mod font;
pub mod icon;
pub mod size;
pub mod text;

use eframe::egui::style::{
    KineticScrollStyle, ScrollAnimation, ScrollFadeStyle, ScrollStyle, Selection, TextCursorStyle,
    WidgetVisuals, Widgets,
};
use eframe::egui::{
    Color32, Context, CornerRadius, FontFamily, FontId, Id, Margin, Shadow, Stroke, Style,
    TextStyle, Theme, ThemePreference, Ui, Visuals, vec2,
};
use serde::{Deserialize, Serialize};

pub use colors::Colors;
pub use icon::Icon;
pub use text::{IconWeight, Text, laid_out};

/// What the user chose about the look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Appearance {
    pub theme: ThemeChoice,
    pub high_contrast: bool,
    /// In percent, 100 to 200.
    pub scale: u16,
}

impl Default for Appearance {
    fn default() -> Appearance {
        Appearance {
            theme: ThemeChoice::System,
            high_contrast: false,
            scale: 100,
        }
    }
}

impl Appearance {
    /// The scales that Ctrl++ and Ctrl+− step through, in percent.
    pub const SCALES: [u16; 6] = [100, 110, 125, 150, 175, 200];

    /// The next larger scale, or the largest.
    pub fn larger(self) -> Appearance {
        let scale = Self::SCALES.into_iter().find(|scale| *scale > self.scale);
        Appearance {
            scale: scale.unwrap_or(200),
            ..self
        }
    }

    /// The next smaller scale, or the smallest.
    pub fn smaller(self) -> Appearance {
        let scale = Self::SCALES
            .into_iter()
            .rev()
            .find(|scale| *scale < self.scale);
        Appearance {
            scale: scale.unwrap_or(100),
            ..self
        }
    }
}

/// Which theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum ThemeChoice {
    /// As the desktop says.
    #[default]
    System,
    Light,
    Dark,
}

/// Gives egui the fonts; once at the start.
pub fn install_fonts(ctx: &Context) {
    ctx.set_fonts(font::definitions());
}

/// Gives egui both styles and the scale; again whenever `appearance` changes.
pub fn install(ctx: &Context, appearance: Appearance) {
    for (theme, dark) in [(Theme::Light, false), (Theme::Dark, true)] {
        ctx.set_style_of(theme, style(Colors::of(dark, appearance.high_contrast)));
    }
    ctx.data_mut(|data| data.insert_temp(Id::unique(HighContrast), appearance.high_contrast));
    ctx.set_theme(match appearance.theme {
        ThemeChoice::System => ThemePreference::System,
        ThemeChoice::Light => ThemePreference::Light,
        ThemeChoice::Dark => ThemePreference::Dark,
    });
    // The shortcuts of the scale are ours, because the scale is a setting.
    ctx.options_mut(|options| {
        options.zoom_with_keyboard = false;
        // A desktop that does not say what it prefers.
        options.fallback_theme = Theme::Light;
    });
    ctx.set_zoom_factor(f32::from(appearance.scale.clamp(100, 200)) / 100.0);
}

/// The colours in use.
pub fn colors(ui: &Ui) -> &'static Colors {
    let high_contrast = ui
        .ctx()
        .data(|data| data.get_temp(Id::unique(HighContrast)))
        .unwrap_or(false);
    Colors::of(ui.visuals().dark_mode, high_contrast)
}

#[derive(Debug, Hash)]
struct HighContrast;

fn style(c: &'static Colors) -> Style {
    let mut style = Style {
        text_styles: [
            (TextStyle::Small, Text::Caption.font()),
            (TextStyle::Body, Text::Body.font()),
            (TextStyle::Button, Text::Body.font()),
            (TextStyle::Heading, Text::Heading.font()),
            (
                TextStyle::Monospace,
                FontId::new(13.0, FontFamily::Monospace),
            ),
        ]
        .into(),
        drag_value_text_style: TextStyle::Body,
        animation_time: 0.0,
        scroll_animation: ScrollAnimation::none(),
        visuals: visuals(c),
        ..Style::default()
    };
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.4;
    let spacing = &mut style.spacing;
    spacing.item_spacing = vec2(8.0, 8.0);
    spacing.button_padding = vec2(14.0, 8.0);
    spacing.interact_size = vec2(36.0, 36.0);
    spacing.icon_width = 20.0;
    spacing.icon_width_inner = 12.0;
    spacing.icon_spacing = 8.0;
    spacing.menu_margin = Margin::same(8);
    spacing.window_margin = Margin::same(16);
    spacing.tooltip_width = 420.0;
    spacing.scroll = ScrollStyle {
        bar_width: 8.0,
        handle_min_length: 24.0,
        bar_inner_margin: 2.0,
        bar_outer_margin: 2.0,
        foreground_color: false,
        kinetic: KineticScrollStyle {
            rubber_band: false,
            ..KineticScrollStyle::default()
        },
        fade: ScrollFadeStyle {
            strength: 0.0,
            ..ScrollFadeStyle::default()
        },
        ..ScrollStyle::solid()
    };
    style
}

fn visuals(c: &'static Colors) -> Visuals {
    let base = if c.dark {
        Visuals::dark()
    } else {
        Visuals::light()
    };
    let edge = Stroke::new(c.control_width(), c.control);
    // `handle` is what egui fills scroll handles with, `fill` what it fills buttons with.
    let widget = |handle: Color32, fill: Color32, edge: Stroke, text: Color32| WidgetVisuals {
        bg_fill: handle,
        weak_bg_fill: fill,
        bg_stroke: edge,
        corner_radius: CornerRadius::same(size::RADIUS_CONTROL),
        fg_stroke: Stroke::new(1.5, text),
        expansion: 0.0,
    };
    Visuals {
        dark_mode: c.dark,
        widgets: Widgets {
            noninteractive: widget(c.surface, c.surface, Stroke::new(1.0, c.line), c.text),
            inactive: widget(c.control, c.surface, edge, c.text),
            hovered: widget(c.text2, c.select, edge, c.text),
            active: widget(c.accent, c.accent_soft, Stroke::new(2.0, c.accent), c.text),
            open: widget(c.text2, c.select, edge, c.text),
        },
        selection: Selection {
            bg_fill: c.select,
            stroke: Stroke::new(2.0, c.accent),
        },
        weak_text_color: Some(c.text3),
        hyperlink_color: c.accent,
        faint_bg_color: c.sunken,
        // The track of a scroll bar.
        extreme_bg_color: Color32::TRANSPARENT,
        text_edit_bg_color: Some(c.surface),
        code_bg_color: c.unknown_soft,
        warn_fg_color: c.warn,
        error_fg_color: c.error,
        window_corner_radius: CornerRadius::same(size::RADIUS_CARD),
        window_shadow: Shadow::NONE,
        window_fill: c.raised,
        window_stroke: Stroke::new(1.0, c.line),
        menu_corner_radius: CornerRadius::same(size::RADIUS_CONTROL),
        panel_fill: c.window,
        popup_shadow: Shadow {
            offset: [0, 2],
            blur: 8,
            spread: 0,
            color: Color32::from_black_alpha(61),
        },
        text_cursor: TextCursorStyle {
            stroke: Stroke::new(2.0, c.text),
            // A blinking cursor would repaint an idle window.
            blink: false,
            ..TextCursorStyle::default()
        },
        disabled_alpha: 1.0,
        ..base
    }
}
