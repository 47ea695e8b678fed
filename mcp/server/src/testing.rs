//! Two tools that send nothing.

use crate::{
    answer::Answer,
    json::{self, Object},
    tools::{Call, Environment, Outcome, Tool, Tools},
};
use gorgias_customers::{
    error::{Error, invalid, not_configured},
    tool::Effect,
};
use std::{
    boxed::Box,
    cell::RefCell,
    format,
    string::{String, ToString},
    vec::Vec,
};

const LOOK: &str = "gorgias_customers_look";
const DESTROY: &str = "gorgias_customers_destroy";

static TOOLS: [Tool; 2] = [
    Tool {
        name: LOOK,
        effect: Effect::Read,
        about: r#""title":"Look","description":"Looks.","annotations":{"readOnlyHint":true}"#,
        properties: "",
        required: "",
        output: r#"{"type":"object"}"#,
    },
    Tool {
        name: DESTROY,
        effect: Effect::Destructive,
        about: r#""title":"Destroy","description":"Destroys.","annotations":{"readOnlyHint":false}"#,
        properties: r#""id":{"type":"integer"}"#,
        required: r#""id""#,
        output: r#"{"type":"object"}"#,
    },
];

/// The tools, and what they were called with.
#[derive(Default)]
pub struct Fake {
    pub calls: RefCell<Vec<(&'static str, Environment)>>,
}

impl Tools for Fake {
    fn all(&self) -> &[Tool] {
        &TOOLS
    }

    /// `look` takes anything and answers with it; `destroy` takes an id, and uses up a budget.
    fn prepare<'a>(&'a self, tool: &Tool, arguments: &Object<'a>) -> Result<Call<'a>, Error> {
        let name = tool.name;
        let mut seen = String::from("{");
        for (name, value) in arguments.iter() {
            if seen.len() > 1 {
                seen.push(',');
            }
            json::push_string(&mut seen, name);
            seen.push_str(&format!(":{}", value.get()));
        }
        seen.push('}');
        if name == DESTROY && arguments.get("id").is_none() {
            return Err(invalid("id", "is required"));
        }
        let is_dry_run = arguments.get("dry_run").is_some();
        let make = move |environment: Environment| {
            let domain = environment
                .iter()
                .find(|(name, _)| name == "GORGIAS_DOMAIN");
            let domain = domain.map(|(_, value)| value.to_string());
            self.calls.borrow_mut().push((name, environment));
            Outcome {
                answer: match domain {
                    Some(_) => Ok(Answer::json(seen)),
                    None => Err(not_configured("GORGIAS_DOMAIN", "is not set. Set it")),
                },
                budget: (name == DESTROY).then(|| "1/40".into()),
            }
        };
        Ok(Call {
            is_dry_run,
            make: Box::new(make),
        })
    }
}
