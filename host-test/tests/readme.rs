//! What the README says about the tools is what the component says.

#[path = "support/readme.rs"]
mod readme;

use host_test::{SHIPPED, tools};

#[test]
fn the_readme_lists_the_tools_as_the_component_describes_them() {
    let tools = tools::read(SHIPPED).expect("the component describes its tools");
    let rows: String = tools
        .iter()
        .map(|tool| {
            format!(
                "| `{}` | {} | {} |\n",
                tool.short_name(),
                tool.effect,
                tool.summary()
            )
        })
        .collect();
    let table = format!("| tool | effect | what it does |\n|---|---|---|\n{rows}");
    readme::check_section("tools", &table);
}
