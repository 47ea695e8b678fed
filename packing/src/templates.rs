//! Files that platforms read, filled in: a policy for wassette, a workload for wasmCloud.

use crate::{artifact::Artifact, hosts::Hosts, permissions};
use component_build::{Exports, Packed};

/// Settings that are for tests, and for hosts that add the credentials themselves.
const NOT_FOR_WASSETTE: [&str; 2] = ["GORGIAS_AUTH", "GORGIAS_BASE_URL"];

/// Makes the file that goes beside a component: it grants these hosts, and the variables that the
/// component reads.
pub fn file(packed: &Packed, hosts: &Hosts) -> Artifact {
    let (name, template) = match packed.component.exports {
        // wassette looks for this name.
        Exports::Tools(_) => (
            format!("{}.policy.yaml", packed.component.stem()),
            include_str!("../templates/policy.yaml"),
        ),
        Exports::Interfaces(_) => (
            "workload.yaml".to_owned(),
            include_str!("../templates/workload.yaml"),
        ),
    };
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
    let account = hosts.account.split('.').next().unwrap_or_default();
    let text = [
        ("{name}", packed.about.name.as_str()),
        ("{version}", &packed.about.version),
        ("{file}", packed.component.file),
        ("{note}", note),
        ("{account}", account),
        ("{account_host}", &hosts.account),
        ("{file_host}", &hosts.files),
        ("{variables}", &keys.join("\n")),
    ]
    .iter()
    .fold(template.to_owned(), |text, (name, value)| {
        text.replace(name, value)
    });
    Artifact::new(name, text)
}
