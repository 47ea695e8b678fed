//! A policy for wassette: what the plugin may reach and see there.

use crate::{hosts::Hosts, permissions};
use component_build::Packed;

/// Settings that are for tests, and for hosts that add the credentials themselves.
const NOT_FOR_WASSETTE: [&str; 2] = ["GORGIAS_AUTH", "GORGIAS_BASE_URL"];

/// Returns the policy for a component, which grants these hosts and the variables that it reads.
pub fn yaml(packed: &Packed, hosts: &Hosts) -> String {
    let variables = permissions::variables(&packed.bytes);
    let keys: Vec<String> = variables
        .iter()
        .filter(|name| !NOT_FOR_WASSETTE.contains(&name.as_str()))
        .map(|name| format!("      - key: {name}"))
        .collect();
    let note = match hosts.account_is_known() {
        true => "The account.",
        false => "The account. Put its name in the place of ACCOUNT.",
    };
    [
        ("{name}", packed.about.name.as_str()),
        ("{version}", &packed.about.version),
        ("{file}", packed.component.file),
        ("{note}", note),
        ("{account_host}", &hosts.account),
        ("{file_host}", &hosts.files),
        ("{variables}", &keys.join("\n")),
    ]
    .iter()
    .fold(
        include_str!("../policy.yaml").to_owned(),
        |text, (name, value)| text.replace(name, value),
    )
}
