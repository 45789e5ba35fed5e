//! The page Load profile without a screen.
