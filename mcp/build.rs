//! How the component is linked.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
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
}
