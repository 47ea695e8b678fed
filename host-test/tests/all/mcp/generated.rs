//! Generated messages and arguments, to the server that the component is made of: natively, which
//! makes thousands of them cheap. `fuzz/` sends as many more as it is let.

use super::{PREFIX, list};
use crate::{
    data,
    fuzz::{
        arguments,
        messages::{self, ANSWER, Ending, TOOLS},
        network::network,
    },
};
use arbitrary::Unstructured;
use std::collections::BTreeMap;

/// The bytes that a message is generated from: pseudo-random, and the same in every run.
const BYTES: usize = 1024;

#[test]
fn what_a_schema_allows_is_sent_and_what_it_forbids_is_not() -> arbitrary::Result<()> {
    let noise = data::binary(200 * BYTES);
    for tool in TOOLS.iter() {
        let (name, schema) = (&tool["name"], &tool["inputSchema"]);
        let short = name.as_str().and_then(|name| name.strip_prefix(PREFIX));
        let short = short.expect("a name");
        let schema_of = list::validator(schema);
        for seed in noise.chunks(BYTES) {
            let mut u = Unstructured::new(seed);
            for allows in [true, false] {
                let arguments = match allows {
                    true => arguments::allowed(name, schema, &mut u)?,
                    false => arguments::forbidden(name, schema, &mut u)?,
                };
                // Schemas are open, since some clients take no others: not all that is refused is
                // against them.
                let is_valid = schema_of.is_valid(&arguments);
                assert!(is_valid || !allows, "{name} {arguments}");
                let (script, _) = network(Unstructured::new(seed), ANSWER);
                let ending = messages::call(&script, short, &arguments);
                // A preview may read whom the call would hit.
                let previews = allows && arguments["dry_run"] == true;
                if !previews {
                    assert_eq!(script.tries() > 0, allows, "{name} {arguments}");
                }
                assert!(allows || ending == Ending::Failed, "{name} {arguments}");
            }
        }
    }
    Ok(())
}

#[test]
fn every_message_is_answered_in_one_line_or_not_at_all() -> arbitrary::Result<()> {
    let mut endings = BTreeMap::<Ending, usize>::new();
    for seed in data::binary(10_000 * BYTES).chunks(BYTES) {
        let ending = messages::check(Unstructured::new(seed))?;
        *endings.entry(ending).or_default() += 1;
    }
    println!("{endings:?}");
    // The generator is worth its name only if it reaches them all.
    assert_eq!(endings.len(), 6, "{endings:?}");
    assert!(endings.values().all(|count| *count > 100), "{endings:?}");
    Ok(())
}
