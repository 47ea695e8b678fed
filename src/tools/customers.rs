//! Customers: find, read, create, change, delete, merge.

use super::{
    body::{body, patch},
    check, limits,
};
use crate::{
    bindings::gorgias::customers::types::{
        Channel, CustomerChanges, CustomerQuery, MergedCustomer, NewCustomer, Page,
    },
    client::{Hint, Operation, Request},
    error::{Error, invalid},
    format::json,
};
use alloc::{format, string::String, vec::Vec};
use serde::Serialize;

/// Advice for customers that are not there, and for what only one customer can have.
const HINTS: &[Hint] = &[
    (
        404,
        "No such customer: check the id; it may have been deleted.",
    ),
    (
        409,
        "Another customer has this email, external id or channel: find it with {list-customers} or {search}.",
    ),
];

/// `GET /api/customers`
pub fn list_customers(query: Option<CustomerQuery>) -> Result<Operation<Page>, Error> {
    let query = query.unwrap_or_default();
    limits::customer_query(&query)?;
    query
        .view_id
        .map(|id| check::id("view-id", id))
        .transpose()?;
    let request = Request::get("/api/customers")
        .query("email", query.email)
        .query("external_id", query.external_id)
        .query("name", query.name)
        .query("language", query.language)
        .query("timezone", query.timezone)
        .query("view_id", query.view_id)
        .query("channel_type", query.channel_type)
        .query("channel_address", query.channel_address)
        .query("order_by", query.order_by)
        // No default limit: the API refuses one beside `language` or `timezone`, as one public
        // client found.
        .page(query.cursor, query.limit);
    Ok(request.read(|reply| reply.page()))
}

/// `GET /api/customers/{id}`
pub fn get_customer(
    id: u64,
    relationships: Option<Vec<String>>,
) -> Result<Operation<String>, Error> {
    let request = Request::get(path("id", id)?);
    Ok(request
        .query_each("relationships", relationships)
        .hints(HINTS)
        .read(|reply| reply.json()))
}

/// `POST /api/customers`
pub fn create_customer(mut customer: NewCustomer) -> Result<Operation<String>, Error> {
    set_preferred(&mut customer.channels);
    let request = Request::post("/api/customers")
        .json(body("customer", &customer)?)
        .hints(HINTS);
    Ok(request.read(|reply| reply.json()))
}

/// `PUT /api/customers/{id}`
pub fn update_customer(id: u64, mut changes: CustomerChanges) -> Result<Operation<String>, Error> {
    set_preferred(changes.channels.iter_mut().flatten());
    let fields = body("changes", &changes)?;
    let mut clear = changes.clear.iter().flatten().map(|it| it.as_str());
    let body = patch("changes", &fields, &mut clear)?;
    let request = Request::put(path("id", id)?).json(body).hints(HINTS);
    Ok(request.read(|reply| reply.json()))
}

/// `PUT /api/customers/{customer_id}/data`, answered with 202 and no body
pub fn update_customer_data(
    customer_id: u64,
    data: Option<String>,
    version: Option<String>,
) -> Result<Operation<()>, Error> {
    #[derive(Serialize)]
    struct Body<'a> {
        #[serde(skip_serializing_if = "Option::is_none")]
        data: Option<json::Raw<'a>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        version: Option<String>,
    }
    check::json("data", data.as_deref())?;
    let data = data.as_deref().map(json::Raw);
    let body = body("data", &Body { data, version })?;
    let request = Request::put(path("customer-id", customer_id)? + "/data")
        .json(body)
        .hints(HINTS);
    Ok(request.done())
}

/// `DELETE /api/customers/{id}`
pub fn delete_customer(id: u64) -> Result<Operation<()>, Error> {
    Ok(Request::delete(path("id", id)?).hints(HINTS).done())
}

/// `DELETE /api/customers`, with the ids in a JSON body
pub fn delete_customers(ids: Vec<u64>) -> Result<Operation<()>, Error> {
    #[derive(Serialize)]
    struct Body {
        ids: Vec<u64>,
    }
    check::not_empty("ids", &ids)?;
    check::ids("ids", &ids)?;
    let request = Request::delete("/api/customers").json(body("ids", &Body { ids })?);
    Ok(request.done())
}

/// `PUT /api/customers/merge`, with the ids in the query and the target's new fields in the body.
/// Never repeated: a second merge fails on the source that is gone.
pub fn merge_customers(
    source_id: u64,
    target_id: u64,
    customer: Option<MergedCustomer>,
) -> Result<Operation<String>, Error> {
    check::id("source-id", source_id)?;
    check::id("target-id", target_id)?;
    if source_id == target_id {
        return Err(invalid(
            "target-id",
            "is the source itself; give two different customers",
        ));
    }
    let body = customer.map(merged).transpose()?;
    let request = Request::put("/api/customers/merge")
        .query("source_id", Some(source_id))
        .query("target_id", Some(target_id))
        .json(body.unwrap_or_else(|| "{}".into()))
        .hints(&[
            (
                404,
                "One of the two is no customer: check both ids; the source may be merged already.",
            ),
            (
                409,
                "Both customers have data of the same integration, so they cannot be merged.",
            ),
        ])
        .once();
    Ok(request.read(|reply| reply.json()))
}

/// Writes the body of a merge: what the caller gives and nothing else.
fn merged(mut customer: MergedCustomer) -> Result<String, Error> {
    set_preferred(customer.channels.iter_mut().flatten());
    customer.id.map(|id| check::id("id", id)).transpose()?;
    for (parameter, json) in [
        ("custom-fields", &customer.custom_fields),
        ("customer", &customer.customer),
        ("data", &customer.data),
        ("ecommerce-data", &customer.ecommerce_data),
        ("integrations", &customer.integrations),
        ("meta", &customer.meta),
    ] {
        check::json(parameter, json.as_deref())?;
    }
    body("customer", &customer)
}

/// Adds `preferred`, which the vendor's schema requires, with `false` as its default.
fn set_preferred<'a>(channels: impl IntoIterator<Item = &'a mut Channel>) {
    for channel in channels {
        channel.preferred.get_or_insert(false);
    }
}

/// Returns the path of a customer, whose id is this parameter.
pub(super) fn path(parameter: &'static str, id: u64) -> Result<String, Error> {
    Ok(format!("/api/customers/{}", check::id(parameter, id)?))
}
