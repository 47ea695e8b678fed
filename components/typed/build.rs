//! Writes the exports from `wit/`, and says how the component is linked.

use anyhow::{Context, Result};
use contract::{Contract, PREFIX, Tool, camel, ident, snake};
use std::{env, fmt::Write, fs, path::Path};

fn main() -> Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=../../wit");
    contract::link_component();
    let contract = Contract::read(Path::new("../../wit"))?;
    let out = Path::new(&env::var("OUT_DIR")?).join("exports.rs");
    fs::write(&out, exports(&contract)?).with_context(|| format!("writing {}", out.display()))
}

/// Writes the implementation of the world: a function for each tool.
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
            "run(Tool::{}, tools::{}({})) }}",
            camel(name),
            snake(name),
            arguments.join(", ")
        )?;
    }
    Ok(code + "}\n")
}
