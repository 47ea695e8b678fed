//! Which components ship.

/// A component that ships.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Component {
    /// The package of this workspace that is built into it.
    pub package: &'static str,
    /// Its file name. Hosts hang policies and secrets on the stem.
    pub file: &'static str,
    /// Its exports.
    pub exports: Exports,
}

/// The exports of a component; anything else fails the packing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exports {
    /// The functions of this world of `wit/`. Their comments become the descriptions that agent
    /// hosts show.
    Tools(&'static str),
    /// These interfaces, without their versions.
    Interfaces(&'static [&'static str]),
}

/// The plugin: one typed function a tool.
pub const PLUGIN: Component = Component {
    package: "gorgias-customers-plugin",
    file: "gorgias_customers.wasm",
    exports: Exports::Tools("gorgias-customers"),
};

/// The MCP server, for clients that know no components: over stdio, and over HTTP.
pub const MCP: Component = Component {
    package: "gorgias-customers-mcp",
    file: "gorgias_customers_mcp.wasm",
    exports: Exports::Interfaces(&["wasi:cli/run", "wasi:http/incoming-handler"]),
};

/// All of them.
pub const COMPONENTS: [Component; 2] = [PLUGIN, MCP];

impl Component {
    /// Returns the file's name without its ending: `gorgias_customers`.
    #[must_use]
    pub fn stem(&self) -> &'static str {
        self.file.trim_end_matches(".wasm")
    }

    /// Returns the name under which the file presents itself: `gorgias-customers`.
    #[must_use]
    pub fn name(&self) -> String {
        self.stem().replace('_', "-")
    }
}
