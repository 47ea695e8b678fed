//! Packs the components of any checkout of this repository, without building a host.

use anyhow::{Context, Result, bail};
use std::{
    env, fs,
    path::{Path, absolute},
};

fn main() -> Result<()> {
    let arguments: Vec<_> = env::args_os().skip(1).collect();
    let [root, target_dir, out] = arguments.as_slice() else {
        bail!("usage: packing CHECKOUT TARGET_DIRECTORY OUTPUT_DIRECTORY");
    };
    fs::create_dir_all(out)?;
    for (component, bytes) in packing::build(&absolute(root)?, &absolute(target_dir)?)? {
        let path = Path::new(out).join(component.file);
        fs::write(&path, bytes).with_context(|| format!("writing {}", path.display()))?;
    }
    Ok(())
}
