//! Writes the exports from `wit/`, and says how the component is linked.

use anyhow::{Context, Result};
use contract::{Contract, PREFIX, Tool, camel, ident, snake};
use std::{env, fmt::Write, fs, path::Path};

fn main() -> Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=../wit");
    for argument in [
        // The linker's adapter for older interfaces is not needed, and by its mere presence lifts
        // the imports from the version that every host has to its own.
        "--wasi-adapter=none",
        // Nothing recurses; a megabyte, the default, would be most of the memory of a call.
        "-zstack-size=131072",
        // Comparing bytes, which compiled code calls by the name of C's function.
        "-lc",
    ] {
        println!("cargo::rustc-link-arg-cdylib={argument}");
    }
    let contract = Contract::read(Path::new("../wit"))?;
    let out = Path::new(&env::var("OUT_DIR")?).join("exports.rs");
    fs::write(&out, exports(&contract)?).with_context(|| format!("writing {}", out.display()))
}

/// The implementation of the world: a function for each tool.
fn exports(contract: &Contract) -> Result<String> {
    let mut code = String::from("impl bindings::Guest for Plugin {\n");
    for Tool { name, function, .. } in contract.tools()? {
        let parameters: Vec<(String, String)> = function
            .params
            .iter()
            .map(|it| (ident(&it.name), contract.rust_type(&it.ty)))
            .collect();
        let result = function.result.as_ref().context("a tool has a result")?;
        writeln!(code, "fn {}{}(", snake(PREFIX) + "_", snake(name))?;
        for (name, ty) in &parameters {
            writeln!(code, "{name}: {ty},")?;
        }
        writeln!(code, ") -> {} {{", contract.rust_type(result))?;
        let arguments: Vec<&str> = parameters.iter().map(|(name, _)| name.as_str()).collect();
        writeln!(
            code,
            "run(Tool::{}, || tools::{}({})) }}",
            camel(name),
            snake(name),
            arguments.join(", ")
        )?;
    }
    Ok(code + "}\n")
}
