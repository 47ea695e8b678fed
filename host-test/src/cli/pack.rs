//! `pack`: the files of a release.

use crate::cli::say;
use anyhow::{Context, Result, ensure};
use packing::{
    MCP, PLUGIN,
    release::{self, Artifact, Policy, Shipped},
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// What ships.
const SHIPPED: [Shipped<'_>; packing::COMPONENTS.len()] = [
    Shipped {
        component: PLUGIN,
        bytes: host_test::SHIPPED,
    },
    Shipped {
        component: MCP,
        bytes: host_test::SHIPPED_MCP,
    },
];

/// Write the components as they ship, with what a release needs beside them
///
/// Their bytes are those that this program runs and that the tests ran. Beside them come a policy
/// for wassette, software bills of materials in CycloneDX, and SHA256SUMS.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  pack --out dist --tenant acme      a policy for acme.gorgias.com
  pack --oci                         also dist/oci/gorgias_customers, to push with oras or crane
  pack --release v1.2.3 --oci        only if everything is in step for this tag")]
pub struct Arguments {
    /// Directory to write to; made if it is missing
    #[arg(long, default_value = "dist", value_name = "DIRECTORY")]
    out: PathBuf,

    /// Account that the policy grants: acme for acme.gorgias.com. Without it the policy has a
    /// place to put one
    #[arg(long, value_name = "ACCOUNT")]
    tenant: Option<String>,

    /// Host that the policy grants for downloads
    #[arg(long, default_value = Policy::FILE_HOST, value_name = "HOST")]
    file_host: String,

    /// Also write an OCI image layout for each component, below `oci` in --out or below this
    /// directory
    #[arg(long, value_name = "DIRECTORY", num_args = 0..=1)]
    oci: Option<Option<PathBuf>>,

    /// First check that this tag can be released: nothing uncommitted, the same version in tag,
    /// components and changelog, the components built from what is checked out
    #[arg(long, value_name = "TAG")]
    release: Option<String>,
}

pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    if let Some(tag) = &arguments.release {
        release::check(tag, &SHIPPED)?;
    }
    let policy = Policy::new(arguments.tenant.as_deref(), &arguments.file_host)?;
    for artifact in release::artifacts(&SHIPPED, &policy)? {
        write(&artifact, &arguments.out)?;
    }
    if let Some(directory) = &arguments.oci {
        let default = || arguments.out.join("oci");
        let directory = directory.clone().unwrap_or_else(default);
        for shipped in &SHIPPED {
            let directory = directory.join(shipped.component.stem());
            clear(&directory)?;
            for artifact in release::layout(shipped)? {
                write(&artifact, &directory)?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn write(artifact: &Artifact, directory: &Path) -> Result<()> {
    artifact.write(directory)?;
    say(directory.join(&artifact.path).display())?;
    say(format_args!("  size    {} bytes", artifact.bytes.len()))?;
    say(format_args!("  sha256  {}", artifact.sha256()))
}

/// Removes an earlier layout, whose blobs would stay beside the new ones. Nothing else.
fn clear(directory: &Path) -> Result<()> {
    let Ok(mut entries) = fs::read_dir(directory) else {
        return Ok(());
    };
    if entries.next().is_none() {
        return Ok(());
    }
    ensure!(
        directory.join("oci-layout").is_file(),
        "{} holds something else than an OCI image layout",
        directory.display()
    );
    fs::remove_dir_all(directory).with_context(|| format!("removing {}", directory.display()))
}
