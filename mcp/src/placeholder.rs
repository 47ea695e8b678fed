//! Three tools by hand, until all are generated from `wit/`.

use alloc::{boxed::Box, string::String};
use gorgias_customers::{
    bindings::gorgias::customers::types::CustomerQuery,
    client::Client,
    error::{Error, invalid},
    tool::Effect,
    tools::customers,
    transport::{Failure, Incoming, Instant, Limits, Outgoing, Transport},
};
use mcp_server::{
    answer::Answer,
    json::{self, Object},
    tools::{Call, Environment, Tool, Tools},
};

/// The tools of this library.
pub struct Gorgias<'t> {
    /// The way out.
    pub transport: &'t dyn Transport,
}

/// A transport with the settings of one account.
struct Account<'t> {
    transport: &'t dyn Transport,
    environment: Environment,
}

impl Transport for Account<'_> {
    fn environment(&self) -> Environment {
        self.environment.clone()
    }

    fn now(&self) -> Instant {
        self.transport.now()
    }

    fn sleep_until(&self, then: Instant) {
        self.transport.sleep_until(then);
    }

    fn exchange(&self, request: &Outgoing, limits: &Limits) -> Result<Incoming, Failure> {
        self.transport.exchange(request, limits)
    }
}

static TOOLS: [Tool; 3] = [
    Tool {
        name: "gorgias_customers_get_customer",
        effect: Effect::Read,
        about: r#""title":"Get customer","description":"Read one customer.","annotations":{"readOnlyHint":true,"destructiveHint":false,"idempotentHint":true,"openWorldHint":true}"#,
        properties: r#""id":{"type":"integer","minimum":1,"description":"The customer's id."}"#,
        required: r#""id""#,
        output: r#"{"type":"object"}"#,
    },
    Tool {
        name: "gorgias_customers_list_customers",
        effect: Effect::Read,
        about: r#""title":"List customers","description":"Read a page of customers.","annotations":{"readOnlyHint":true,"destructiveHint":false,"idempotentHint":true,"openWorldHint":true}"#,
        properties: r#""email":{"type":"string","description":"Exactly this address."},"limit":{"type":"integer","minimum":1,"maximum":100,"description":"How many."},"cursor":{"type":"string","description":"next_cursor of the page before."}"#,
        required: "",
        output: r#"{"type":"object"}"#,
    },
    Tool {
        name: "gorgias_customers_delete_customer",
        effect: Effect::Destructive,
        about: r#""title":"Delete customer","description":"Delete a customer.","annotations":{"readOnlyHint":false,"destructiveHint":true,"idempotentHint":true,"openWorldHint":true}"#,
        properties: r#""id":{"type":"integer","minimum":1,"description":"The customer's id."}"#,
        required: r#""id""#,
        output: r#"{"type":"object"}"#,
    },
];

impl Tools for Gorgias<'_> {
    fn all(&self) -> &[Tool] {
        &TOOLS
    }

    fn prepare<'a>(&'a self, tool: &Tool, arguments: &Object<'a>) -> Result<Call<'a>, Error> {
        let text = |name| arguments.given(name).and_then(json::string);
        let account = |environment| Account {
            transport: self.transport,
            environment,
        };
        if tool.name != TOOLS[1].name {
            let id = arguments.given("id").and_then(|id| id.get().parse().ok());
            let id: u64 = id.ok_or_else(|| invalid("id", "has to be a whole number"))?;
            if tool.name == TOOLS[2].name {
                return Ok(Box::new(move |environment| {
                    let account = account(environment);
                    customers::delete(&Client::open(&account)?, id)?;
                    Ok(Answer::done())
                }));
            }
            return Ok(Box::new(move |environment| {
                let account = account(environment);
                customers::get(&Client::open(&account)?, id, None).map(Answer::json)
            }));
        }
        let limit: Option<String> = arguments.given("limit").map(|limit| limit.get().into());
        let query = CustomerQuery {
            email: text("email"),
            cursor: text("cursor"),
            limit: limit.and_then(|limit| limit.parse().ok()),
            external_id: None,
            name: None,
            language: None,
            timezone: None,
            view_id: None,
            channel_type: None,
            channel_address: None,
            order_by: None,
        };
        Ok(Box::new(move |environment| {
            let account = account(environment);
            let page = customers::list(&Client::open(&account)?, Some(query))?;
            Ok(Answer::page(&page))
        }))
    }
}
