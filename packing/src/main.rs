//! Packs the component of any checkout of this repository, without building a host.

use anyhow::{Context, Result, bail};
use std::path::absolute;
use std::{env, fs};

fn main() -> Result<()> {
    let arguments: Vec<_> = env::args_os().skip(1).collect();
    let [root, target_dir, out] = arguments.as_slice() else {
        bail!("usage: packing CHECKOUT TARGET_DIRECTORY OUTPUT_FILE");
    };
    let packed = packing::component(&absolute(root)?, &absolute(target_dir)?)?;
    fs::write(out, packed).with_context(|| format!("writing {}", out.display()))
}
