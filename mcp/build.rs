//! How the component is linked.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm") {
        // The linker's adapter for older interfaces is not needed, and by its mere presence lifts
        // the imports from the version that every host has to its own.
        println!("cargo::rustc-cdylib-link-arg=--wasi-adapter=none");
        // Nothing recurses; a megabyte, the default, would be most of the memory of a call.
        println!("cargo::rustc-cdylib-link-arg=-zstack-size=131072");
    }
}
