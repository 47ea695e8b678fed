//! The examples run.

#[path = "../examples/embed.rs"]
mod embed;

#[test]
fn embedding() {
    embed::main().expect("the example ends well");
}
