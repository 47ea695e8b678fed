//! Says how the component is linked.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    contract::link_component();
}
