//! The page Registers without a screen.
