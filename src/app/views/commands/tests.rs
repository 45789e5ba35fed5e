//! The commands of a profile without a screen.
