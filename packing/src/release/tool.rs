//! A tool, as clients see it.

/// A tool of a component, as it was read from the packed file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tool {
    /// Its name, whole.
    pub name: String,
    /// `read`, `write` or `destructive`.
    pub effect: String,
    /// What it does.
    pub description: String,
}
