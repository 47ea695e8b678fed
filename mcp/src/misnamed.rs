//! Advice for calls of a tool that is not there.

use crate::{
    dialect::PREFIX,
    nearest::{MAX_LENGTH, distance},
    tools::{TOOLS, Tool},
};
use alloc::{format, string::String};
use gorgias_customers::tool::Effect;

/// Says what to call in place of a tool that is not there. `is_shown` tells which tools are listed.
pub fn tool_advice(name: &str, is_shown: impl Fn(&Tool) -> bool) -> String {
    let name = name.replace('-', "_").to_ascii_lowercase();
    let name = name.strip_prefix(PREFIX).unwrap_or(&name);
    // Nobody should delete because of a slip.
    let tools = TOOLS
        .iter()
        .filter(|tool| is_shown(tool) && tool.effect() != Effect::Destructive);
    let verb = |name: &str| String::from(name.split('_').next().unwrap_or_default());
    let near = tools
        .filter(|tool| {
            let verbs = [verb(name), verb(tool.short_name())];
            name.len() <= MAX_LENGTH && distance(&verbs[0], &verbs[1]) <= 2
        })
        .map(|tool| (distance(name, tool.short_name()), tool.short_name()))
        .filter(|(distance, known)| *distance <= known.len() / 4)
        .min_by_key(|(distance, _)| *distance);
    let missing = ["ticket", "message", "macro", "rule", "note"];
    match (near, missing.iter().find(|word| name.contains(**word))) {
        (_, Some(word)) => format!(
            "there are no tools for {word}s here, only for customers, their fields, events, statistics and files"
        ),
        (Some((_, meant)), None) => format!("did you mean {meant}?"),
        (None, None) => "tools/list names them all".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tool_that_is_not_there_leads_to_none_that_destroys() {
        let all = |_: &Tool| true;
        for (name, words) in [
            ("get_customers", "did you mean get_customer?"),
            (
                "gorgias-customers-list-costumers",
                "did you mean list_customers?",
            ),
            ("set_field_value", "tools/list names them all"),
            ("delete_custom_field", "tools/list names them all"),
            ("remove_customer", "tools/list names them all"),
            ("weather_in_paris_tomorrow", "tools/list names them all"),
            (
                "delete_ticket",
                "there are no tools for tickets here, only for customers, their fields, events, statistics and files",
            ),
        ] {
            assert_eq!(tool_advice(name, all), words, "{name}");
        }
        let words = tool_advice("get_customers", |tool| tool.short_name() != "get_customer");
        assert_ne!(words, "did you mean get_customer?");
    }
}
