//! The tools of the library: three by hand, until all are generated from `wit/`.

use crate::{
    answer::Answer,
    json::{self, Object},
    tools::{Call, Environment, Tool, Tools},
};
use alloc::boxed::Box;
use gorgias_customers::{
    bindings::gorgias::customers::types::CustomerQuery,
    client::{self, Client},
    error::{Error, invalid},
    tool::{self, Effect},
    tools,
    transport::{Failure, Incoming, Instant, Limits, Outgoing, Transport},
};

/// The tools of the library, over a transport.
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
        let (tool, call) = decode(tool.name, arguments)?;
        Ok(Box::new(move |environment| {
            let account = Account {
                transport: self.transport,
                environment,
            };
            Client::open(&account, tool)?.call(call)
        }))
    }
}

/// Makes a call of a tool's name and arguments.
fn decode(name: &str, arguments: &Object) -> Result<(tool::Tool, client::Call<Answer>), Error> {
    let text = |name| arguments.given(name).and_then(json::string);
    let number = |name| arguments.given(name).map(|value| value.get().parse());
    if name == TOOLS[1].name {
        let query = CustomerQuery {
            email: text("email"),
            cursor: text("cursor"),
            limit: number("limit")
                .transpose()
                .map_err(|_| invalid("limit", "has to be a whole number"))?,
            external_id: None,
            name: None,
            language: None,
            timezone: None,
            view_id: None,
            channel_type: None,
            channel_address: None,
            order_by: None,
        };
        let call = tools::list_customers(Some(query))?;
        return Ok((
            tool::Tool::ListCustomers,
            call.map(|page| Answer::page(&page)),
        ));
    }
    let id = arguments.given("id").and_then(|id| id.get().parse().ok());
    let id: u64 = id.ok_or_else(|| invalid("id", "has to be a whole number"))?;
    Ok(match name == TOOLS[0].name {
        true => (
            tool::Tool::GetCustomer,
            tools::get_customer(id, None)?.map(Answer::json),
        ),
        false => (
            tool::Tool::DeleteCustomer,
            tools::delete_customer(id)?.map(|()| Answer::done()),
        ),
    })
}
