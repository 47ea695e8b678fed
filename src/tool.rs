//! The tools by name, and what each does to the account.

/// The effect of a tool on the account; `GORGIAS_ACCESS` is enforced by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Changes nothing.
    Read,
    /// Adds or changes something.
    Write,
    /// Removes something that no other tool brings back.
    Destructive,
}

macro_rules! tools {
    ($($tool:ident $name:literal $effect:ident,)*) => {
        /// A tool of the plugin.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Tool {
            $(#[doc = concat!("`gorgias-customers-", $name, "`")] $tool,)*
        }

        impl Tool {
            /// All of them, in the order of `wit/`.
            pub const ALL: &[Tool] = &[$(Tool::$tool,)*];

            /// Returns the name without the prefix `gorgias-customers-` that all exports share.
            pub const fn name(self) -> &'static str {
                match self { $(Tool::$tool => $name,)* }
            }

            /// Returns what the tool does to the account.
            pub const fn effect(self) -> Effect {
                match self { $(Tool::$tool => Effect::$effect,)* }
            }
        }
    };
}

// One line for each function of the world in `wit/`, with the effect that its description says.
include!(concat!(env!("OUT_DIR"), "/tools.rs"));
