//! The icons in use, by Phosphor's names.
//!
//! One code serves all three weights: which one is drawn is the font family's
//! business ([`super::font::ICON`], `ICON_BOLD`, `ICON_FILL`). `assets/fonts/subset.py`
//! reads this file to know which glyphs to keep.

/// The code point of a glyph in the icon fonts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Icon(pub char);

pub const ARROW_CIRCLE_DOWN: Icon = Icon('\u{e028}');
pub const ARROW_CLOCKWISE: Icon = Icon('\u{e036}');
pub const ARROW_COUNTER_CLOCKWISE: Icon = Icon('\u{e038}');
pub const ARROW_DOWN: Icon = Icon('\u{e03e}');
pub const ARROW_RIGHT: Icon = Icon('\u{e06c}');
pub const ARROW_SQUARE_OUT: Icon = Icon('\u{e5de}');
pub const ARROW_UP: Icon = Icon('\u{e08e}');
pub const ARROWS_DOWN_UP: Icon = Icon('\u{e098}');
pub const ARROWS_LEFT_RIGHT: Icon = Icon('\u{e0a0}');
pub const BROADCAST: Icon = Icon('\u{e0f2}');
pub const CALENDAR_BLANK: Icon = Icon('\u{e10a}');
pub const CARET_DOWN: Icon = Icon('\u{e136}');
pub const CARET_LEFT: Icon = Icon('\u{e138}');
pub const CARET_RIGHT: Icon = Icon('\u{e13a}');
pub const CARET_UP: Icon = Icon('\u{e13c}');
pub const CHART_LINE: Icon = Icon('\u{e154}');
pub const CHECK: Icon = Icon('\u{e182}');
pub const CHECK_CIRCLE: Icon = Icon('\u{e184}');
pub const CHECK_SQUARE: Icon = Icon('\u{e186}');
pub const CIRCLE: Icon = Icon('\u{e18a}');
pub const CIRCLE_DASHED: Icon = Icon('\u{e602}');
pub const CIRCLE_HALF: Icon = Icon('\u{e18c}');
pub const CLOCK: Icon = Icon('\u{e19a}');
pub const COPY: Icon = Icon('\u{e1ca}');
pub const CPU: Icon = Icon('\u{e610}');
pub const DESKTOP: Icon = Icon('\u{e560}');
pub const DOTS_THREE: Icon = Icon('\u{e1fe}');
pub const DOWNLOAD_SIMPLE: Icon = Icon('\u{e20c}');
pub const EXPORT: Icon = Icon('\u{eaf0}');
pub const EYE: Icon = Icon('\u{e220}');
pub const EYE_SLASH: Icon = Icon('\u{e224}');
pub const FILE: Icon = Icon('\u{e230}');
pub const FILE_CSV: Icon = Icon('\u{eb1c}');
pub const FILE_TEXT: Icon = Icon('\u{e23a}');
pub const FLOPPY_DISK: Icon = Icon('\u{e248}');
pub const FOLDER: Icon = Icon('\u{e24a}');
pub const FOLDER_OPEN: Icon = Icon('\u{e256}');
pub const FUNNEL: Icon = Icon('\u{e266}');
pub const GAUGE: Icon = Icon('\u{e628}');
pub const GEAR_SIX: Icon = Icon('\u{e272}');
pub const GIT_DIFF: Icon = Icon('\u{e27c}');
pub const IDENTIFICATION_CARD: Icon = Icon('\u{e2c8}');
pub const INFO: Icon = Icon('\u{e2ce}');
pub const KEY: Icon = Icon('\u{e2d6}');
pub const LIGHTNING: Icon = Icon('\u{e2de}');
pub const LIST_BULLETS: Icon = Icon('\u{e2f2}');
pub const LIST_CHECKS: Icon = Icon('\u{eadc}');
pub const LOCK_SIMPLE: Icon = Icon('\u{e308}');
pub const MAGNIFYING_GLASS: Icon = Icon('\u{e30c}');
pub const MINUS: Icon = Icon('\u{e32a}');
pub const MOON: Icon = Icon('\u{e330}');
pub const NETWORK: Icon = Icon('\u{edde}');
pub const NOTE_PENCIL: Icon = Icon('\u{e34c}');
pub const PENCIL_SIMPLE: Icon = Icon('\u{e3b4}');
pub const PLAY_CIRCLE: Icon = Icon('\u{e3d2}');
pub const PLUGS_CONNECTED: Icon = Icon('\u{eb5a}');
pub const PLUS: Icon = Icon('\u{e3d4}');
pub const PRINTER: Icon = Icon('\u{e3dc}');
pub const QUESTION: Icon = Icon('\u{e3e8}');
pub const SLIDERS_HORIZONTAL: Icon = Icon('\u{e434}');
pub const SQUARE: Icon = Icon('\u{e45e}');
pub const STACK: Icon = Icon('\u{e466}');
pub const STAR: Icon = Icon('\u{e46a}');
pub const SUN: Icon = Icon('\u{e472}');
pub const TABLE: Icon = Icon('\u{e476}');
pub const TRASH: Icon = Icon('\u{e4a6}');
pub const USB: Icon = Icon('\u{e956}');
pub const USER: Icon = Icon('\u{e4c2}');
pub const WARNING: Icon = Icon('\u{e4e0}');
pub const X: Icon = Icon('\u{e4f6}');
pub const X_CIRCLE: Icon = Icon('\u{e4f8}');

/// Every icon, for the test that the fonts have them.
#[cfg(test)]
pub(crate) const ALL: &[Icon] = &[
    ARROW_CIRCLE_DOWN,
    ARROW_CLOCKWISE,
    ARROW_COUNTER_CLOCKWISE,
    ARROW_DOWN,
    ARROW_RIGHT,
    ARROW_SQUARE_OUT,
    ARROW_UP,
    ARROWS_DOWN_UP,
    ARROWS_LEFT_RIGHT,
    BROADCAST,
    CALENDAR_BLANK,
    CARET_DOWN,
    CARET_LEFT,
    CARET_RIGHT,
    CARET_UP,
    CHART_LINE,
    CHECK,
    CHECK_CIRCLE,
    CHECK_SQUARE,
    CIRCLE,
    CIRCLE_DASHED,
    CIRCLE_HALF,
    CLOCK,
    COPY,
    CPU,
    DESKTOP,
    DOTS_THREE,
    DOWNLOAD_SIMPLE,
    EXPORT,
    EYE,
    EYE_SLASH,
    FILE,
    FILE_CSV,
    FILE_TEXT,
    FLOPPY_DISK,
    FOLDER,
    FOLDER_OPEN,
    FUNNEL,
    GAUGE,
    GEAR_SIX,
    GIT_DIFF,
    IDENTIFICATION_CARD,
    INFO,
    KEY,
    LIGHTNING,
    LIST_BULLETS,
    LIST_CHECKS,
    LOCK_SIMPLE,
    MAGNIFYING_GLASS,
    MINUS,
    MOON,
    NETWORK,
    NOTE_PENCIL,
    PENCIL_SIMPLE,
    PLAY_CIRCLE,
    PLUGS_CONNECTED,
    PLUS,
    PRINTER,
    QUESTION,
    SLIDERS_HORIZONTAL,
    SQUARE,
    STACK,
    STAR,
    SUN,
    TABLE,
    TRASH,
    USB,
    USER,
    WARNING,
    X,
    X_CIRCLE,
];
