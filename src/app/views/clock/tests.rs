//! The page Clock without a screen.
