//! Writes the files of a release, without building a host.
//!
//! The same sources give the same bytes in every file, on every machine and at any time: no file
//! holds a time, a random number or a directory.

mod artifact;
mod bundle;
mod hosts;
mod permissions;
mod registry;
mod templates;

use anyhow::{Context, Result, ensure};
use artifact::Artifact;
use bundle::Manifest;
use clap::Parser;
use component_build::MCP;
use contract::Contract;
use hosts::Hosts;
use std::{
    fmt::Write as _,
    fs,
    io::{Write as _, stdout},
    path::{Path, PathBuf, absolute},
};

/// Write the components as they ship, with what a release holds beside them
///
/// Both components, a policy for wassette, a workload for wasmCloud, permissions.json with all that they
/// ask for, and SHA256SUMS.
#[derive(Parser)]
#[command(
    version,
    after_help = "\
Examples:
  packing --out dist --tenant acme    policy and workload for acme.gorgias.com
  packing --bundle                    also dist/gorgias-customers.mcpb, to install by a double click"
)]
struct Arguments {
    /// Directory to write to; made if it is missing
    #[arg(long, default_value = "dist", value_name = "DIRECTORY")]
    out: PathBuf,

    /// Account that is granted: acme for acme.gorgias.com. Without it there is a place to put one
    #[arg(long, value_name = "ACCOUNT")]
    tenant: Option<String>,

    /// Host that is granted for downloads; Gorgias' own by default
    #[arg(long, value_name = "HOST")]
    file_host: Option<String>,

    /// Also write the MCP server for Node: gorgias-customers.mcpb for Claude Desktop and the like, the
    /// same as an npm package below `npm`. Needs Node 20 or later, and npm, which fetches jco
    #[arg(long)]
    bundle: bool,

    /// Also write server.json for the MCP registry; this is where the bundle will lie: the address of a
    /// file of a release on GitHub
    #[arg(long, value_name = "URL", requires = "bundle")]
    bundle_url: Option<String>,

    /// Checkout to build; by default the one that this program was built from
    #[arg(long, value_name = "DIRECTORY")]
    checkout: Option<PathBuf>,

    /// Where cargo builds the components; by default below its target directory, for all builds
    #[arg(long, value_name = "DIRECTORY")]
    target_dir: Option<PathBuf>,

    /// Where npm installs jco; by default below the target directory
    #[arg(long, value_name = "DIRECTORY")]
    npm_dir: Option<PathBuf>,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let manifest = Manifest::read()?;
    let file_host = match &arguments.file_host {
        Some(host) => host,
        None => manifest.text("/user_config/file_host/default")?,
    };
    let hosts = Hosts::new(arguments.tenant.as_deref(), file_host)?;
    let checkout = match &arguments.checkout {
        Some(given) => absolute(given)?,
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join(".."),
    };
    let checkout = checkout
        .canonicalize()
        .with_context(|| format!("reading {}", checkout.display()))?;
    let target_dir = match &arguments.target_dir {
        Some(given) => absolute(given)?,
        None => component_build::target_dir(&checkout)?,
    };

    let packed = component_build::build(&checkout, &target_dir)?;
    let contract = Contract::read(&checkout.join("wit"))?;
    let mut artifacts = Vec::new();
    for it in &packed {
        artifacts.push(Artifact::new(it.component.file, it.bytes.as_slice()));
        artifacts.push(templates::file(it, &hosts));
    }
    artifacts.push(permissions::permissions(&packed, &contract, &hosts)?);
    let mut said = String::new();
    let mut package = Vec::new();
    if arguments.bundle {
        let server = packed
            .iter()
            .find(|it| it.component == MCP)
            .context("there is no MCP server")?;
        let npm_dir = match &arguments.npm_dir {
            Some(given) => absolute(given)?,
            None => target_dir.join("npm"),
        };
        package = bundle::package(server, &contract, &manifest, &checkout, &npm_dir)?;
        let bundle = bundle::bundle(&package)?;
        match &arguments.bundle_url {
            Some(url) => artifacts.push(registry::server(&server.about, &manifest, &bundle, url)?),
            None => said.push_str("no server.json: it needs --bundle-url\n"),
        }
        artifacts.push(bundle);
    }
    artifacts.push(checksums(&artifacts));

    write_package(&package, &arguments.out.join("npm"))?;
    for artifact in &artifacts {
        artifact.write(&arguments.out)?;
        let path = arguments.out.join(&artifact.path);
        writeln!(
            said,
            "{:>9} bytes  {}",
            artifact.bytes.len(),
            path.display()
        )?;
    }
    // Last of all: whoever reads along may stop early, and the release is whole.
    stdout()
        .write_all(said.as_bytes())
        .context("saying what was written")
}

/// Lists the checksums of these files in the form of `sha256sum`.
fn checksums(artifacts: &[Artifact]) -> Artifact {
    let lines = artifacts
        .iter()
        .map(|it| format!("{}  {}\n", it.sha256(), it.path.display()));
    Artifact::new("SHA256SUMS", lines.collect::<String>())
}

/// Writes the npm package in place of an earlier one, whose files would stay beside the new ones.
/// Nothing else is removed.
fn write_package(package: &[Artifact], directory: &Path) -> Result<()> {
    if package.is_empty() {
        return Ok(());
    }
    let is_empty = fs::read_dir(directory).map_or(true, |mut it| it.next().is_none());
    if !is_empty {
        ensure!(
            directory.join("package.json").is_file(),
            "{} holds something else than an earlier package",
            directory.display()
        );
        fs::remove_dir_all(directory)
            .with_context(|| format!("removing {}", directory.display()))?;
    }
    package.iter().try_for_each(|it| it.write(directory))
}
