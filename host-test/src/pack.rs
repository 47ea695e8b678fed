//! `pack`: the files of a release.

use anyhow::{Context, Result, ensure};
use cli::{mcp_list, say};
use host::tools;
use packing::{
    About, MCP, PLUGIN,
    release::{self, Artifact, Key, Policy, Shipped, Tool},
};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// What ships.
const SHIPPED: [Shipped<'_>; packing::COMPONENTS.len()] = [TYPED, SERVER];
const TYPED: Shipped<'_> = Shipped {
    component: PLUGIN,
    bytes: host::SHIPPED,
};
const SERVER: Shipped<'_> = Shipped {
    component: MCP,
    bytes: host::SHIPPED_MCP,
};

/// Write the components as they ship, with what a release needs beside them
///
/// Their bytes are those that this program runs and that the tests ran. Beside them come a policy
/// for wassette, software bills of materials in CycloneDX, permissions.json with all that they ask
/// for, and SHA256SUMS.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  pack --out dist --tenant acme      a policy for acme.gorgias.com
  pack --oci                         also dist/oci/gorgias_customers, to push with oras or crane
  pack --bundle                      also dist/gorgias-customers.mcpb, to install by a double click
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

    /// Also write the MCP server for Node: gorgias-customers.mcpb for Claude Desktop and the like, the
    /// same as an npm package below `npm`, and server.json for the MCP registry. Needs Node 20 or
    /// later, and npm, which fetches jco
    #[arg(long)]
    bundle: bool,

    /// Where the bundle will lie: the address of a file of a release on GitHub. Without it, server.json
    /// goes by the repository in Cargo.toml, and is left out where there is none
    #[arg(long, value_name = "URL", requires = "bundle")]
    bundle_url: Option<String>,

    /// Sign each file with this secret key of minisign, into FILE.minisig. The password of a protected
    /// key comes from MINISIGN_PASSWORD, or is asked for
    #[arg(long, value_name = "KEY")]
    sign: Option<PathBuf>,

    /// First check that this tag can be released: nothing uncommitted, the same version in tag,
    /// components and changelog, the components built from what is checked out
    #[arg(long, value_name = "TAG")]
    release: Option<String>,
}

pub async fn run(arguments: &Arguments) -> Result<ExitCode> {
    if let Some(tag) = &arguments.release {
        release::check(tag, &SHIPPED)?;
    }
    let key = arguments.sign.as_deref().map(Key::read).transpose()?;
    let policy = Policy::new(arguments.tenant.as_deref(), &arguments.file_host)?;
    let about = About::read(SERVER.bytes)?;

    let mut artifacts = release::artifacts(&SHIPPED, &policy)?;
    let server_tools = server_tools().await?;
    let tools = [(TYPED, &*typed_tools()?), (SERVER, &*server_tools)];
    artifacts.push(release::permissions(&tools, &policy)?);
    if arguments.bundle {
        let package = release::package(&SERVER, &server_tools)?;
        let bundle = release::bundle(&package)?;
        match release::bundle_url(arguments.bundle_url.as_deref(), &about) {
            Some(url) => artifacts.push(release::server(&about, &bundle, &url)?),
            None => say("no server.json: it needs --bundle-url, or a repository in Cargo.toml")?,
        }
        artifacts.push(bundle);
        write_package(&package, &arguments.out.join("npm"))?;
    }
    artifacts.push(release::checksums(&artifacts));
    if let Some(key) = key {
        let signatures = artifacts.iter().map(|it| key.sign(it, &about.version));
        artifacts.extend(signatures.collect::<Result<Vec<_>>>()?);
    }
    for artifact in &artifacts {
        write(artifact, &arguments.out)?;
    }
    if let Some(directory) = &arguments.oci {
        let default = || arguments.out.join("oci");
        let directory = directory.clone().unwrap_or_else(default);
        for shipped in &SHIPPED {
            let directory = directory.join(shipped.component.stem());
            clear(&directory, "oci-layout")?;
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

fn write_package(package: &[Artifact], directory: &Path) -> Result<()> {
    clear(directory, "package.json")?;
    package.iter().try_for_each(|it| it.write(directory))?;
    let size: usize = package.iter().map(|it| it.bytes.len()).sum();
    say(directory.display())?;
    say(format_args!(
        "  size    {size} bytes in {} files",
        package.len()
    ))
}

/// The tools of the typed component, by their names there.
fn typed_tools() -> Result<Vec<Tool>> {
    let tools = tools::read(TYPED.bytes)?.into_iter().map(|it| Tool {
        name: it.name,
        effect: it.effect.to_string(),
        description: it.description,
    });
    Ok(tools.collect())
}

/// The tools of the MCP server, by their names there. The effect of each is that of the strictest
/// access which lists it.
async fn server_tools() -> Result<Vec<Tool>> {
    let mut effects = BTreeMap::new();
    let mut tools = Vec::new();
    for (access, effect) in [
        ("read-only", "read"),
        ("no-delete", "write"),
        ("full", "destructive"),
    ] {
        tools = mcp_list(access).await?;
        for tool in &tools {
            effects.entry(text(tool, "name")).or_insert(effect);
        }
    }
    let tools = tools.iter().map(|tool| {
        let name = text(tool, "name");
        Tool {
            effect: effects[&name].to_owned(),
            description: text(tool, "description"),
            name,
        }
    });
    Ok(tools.collect())
}

fn text(tool: &Value, key: &str) -> String {
    tool[key].as_str().unwrap_or_default().to_owned()
}

/// Removes an earlier directory of this kind, whose files would stay beside the new ones. Nothing
/// else.
fn clear(directory: &Path, marker: &str) -> Result<()> {
    let Ok(mut entries) = fs::read_dir(directory) else {
        return Ok(());
    };
    if entries.next().is_none() {
        return Ok(());
    }
    ensure!(
        directory.join(marker).is_file(),
        "{} holds something else than an earlier {marker} and what belongs to it",
        directory.display()
    );
    fs::remove_dir_all(directory).with_context(|| format!("removing {}", directory.display()))
}
