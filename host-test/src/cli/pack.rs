//! `pack`: the component as a file.

use super::say;
use anyhow::{Context, Result};
use host_test::SHIPPED;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Hosts hang policy and secrets on the file's stem, so the name is part of the product.
const COMPONENT: &str = "gorgias_customers.wasm";

/// Write the component as it ships
///
/// The bytes are those that this program runs and that the tests ran.
#[derive(clap::Args)]
pub struct Arguments {
    /// Directory to write to; made if it is missing
    #[arg(long, default_value = "dist", value_name = "DIRECTORY")]
    out: PathBuf,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    fs::create_dir_all(&arguments.out)
        .with_context(|| format!("making {}", arguments.out.display()))?;
    for artifact in artifacts() {
        artifact.write(&arguments.out)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// A file of the release.
struct Artifact {
    name: &'static str,
    bytes: &'static [u8],
}

fn artifacts() -> Vec<Artifact> {
    vec![Artifact {
        name: COMPONENT,
        bytes: SHIPPED,
    }]
}

impl Artifact {
    fn write(&self, directory: &Path) -> Result<()> {
        let path = directory.join(self.name);
        fs::write(&path, self.bytes).with_context(|| format!("writing {}", path.display()))?;
        say(path.display())?;
        say(format_args!("  size    {} bytes", self.bytes.len()))?;
        say(format_args!(
            "  sha256  {}",
            hex(&Sha256::digest(self.bytes))
        ))?;
        Ok(())
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
