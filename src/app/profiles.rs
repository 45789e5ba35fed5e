//! The device profiles as the bar lists them.

/// A profile to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileTitle {
    /// As [`ReadPlan`](crate::worker::ReadPlan) names it.
    pub name: String,
    /// As people call it.
    pub title: String,
}
