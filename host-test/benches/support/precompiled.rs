//! Machine code from a file, mapped into memory as it is.
#![allow(
    unsafe_code,
    reason = "wasmtime cannot check machine code, so loading it is for the caller to vouch for"
)]

use std::path::{Path, PathBuf};
use wasmtime::component::Component;
use wasmtime::{Config, Engine, Result};

/// A file of machine code, removed on drop.
pub struct File(PathBuf);

impl File {
    /// Compiles a component and writes it down. Child processes find it by its name.
    pub fn write(name: &str, config: &Config, component: &[u8]) -> Self {
        let engine = Engine::new(config).expect("an engine");
        let code = engine.precompile_component(component).expect("it compiles");
        std::fs::write(path(name), code).expect("the file is written");
        Self(path(name))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Where the file of this name lies.
pub fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.cwasm"))
}

/// Loads machine code for an engine with the configuration that it was compiled for.
pub fn load(engine: &Engine, path: &Path) -> Result<Component> {
    // SAFETY: the benchmarks wrote the file themselves, with this version of wasmtime, and nothing
    // changes it while they run.
    unsafe { Component::deserialize_file(engine, path) }
}

/// The same from bytes, which copies them.
pub fn load_bytes(engine: &Engine, bytes: &[u8]) -> Result<Component> {
    // SAFETY: as above.
    unsafe { Component::deserialize(engine, bytes) }
}
