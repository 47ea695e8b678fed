//! Customers: find, read, create, change, delete, merge.

use crate::{
    bindings::gorgias::customers::types::{
        Channel, CustomerChanges, CustomerOrder, CustomerProperty, CustomerQuery, MergedCustomer,
        NewCustomer, Page,
    },
    check,
    client::Client,
    error::{Error, invalid},
    json::{self, Object},
    request::Request,
    tool::Tool,
    transport::Method,
    url::Query,
};
use alloc::{format, string::String, vec::Vec};

/// `GET /api/customers`
pub fn list(client: &Client, query: Option<CustomerQuery>) -> Result<Page, Error> {
    let query = query.as_ref();
    let limit = query.and_then(|query| query.limit);
    check::range("limit", limit, 1..=100)?;
    let mut wire = Query::new();
    if let Some(query) = query {
        wire.text("email", query.email.as_deref());
        wire.text("external_id", query.external_id.as_deref());
        wire.text("name", query.name.as_deref());
        wire.text("language", query.language.as_deref());
        wire.text("timezone", query.timezone.as_deref());
        wire.integer("view_id", query.view_id);
        wire.text("channel_type", query.channel_type.as_deref());
        wire.text("channel_address", query.channel_address.as_deref());
        wire.text("order_by", query.order_by.map(order));
        wire.text("cursor", query.cursor.as_deref());
        // No default: the API refuses `limit` beside `language` or `timezone`, as one public
        // client found.
        wire.integer("limit", query.limit.map(u64::from));
    }
    let request = Request::new(Tool::ListCustomers, Method::Get, "/api/customers", &wire);
    client.page(request)
}

/// `GET /api/customers/{id}`
pub fn get(client: &Client, id: u64, relationships: Option<Vec<String>>) -> Result<String, Error> {
    let mut query = Query::new();
    for relationship in relationships.iter().flatten() {
        query.text("relationships", Some(relationship));
    }
    let path = format!("/api/customers/{id}");
    let request = Request::new(Tool::GetCustomer, Method::Get, &path, &query);
    client.json(request)
}

/// `POST /api/customers`
pub fn create(client: &Client, customer: NewCustomer) -> Result<String, Error> {
    let mut body = String::new();
    let mut object = Object::new(&mut body);
    push_channels(object.key("channels"), &customer.channels);
    object.string("email", customer.email.as_deref());
    object.string("external_id", customer.external_id.as_deref());
    object.string("language", customer.language.as_deref());
    object.string("name", customer.name.as_deref());
    object.string("timezone", customer.timezone.as_deref());
    object.end();
    let request = Request::new(
        Tool::CreateCustomer,
        Method::Post,
        "/api/customers",
        &Query::new(),
    );
    client.json(request.json(body))
}

/// `PUT /api/customers/{id}`
pub fn update(client: &Client, id: u64, changes: CustomerChanges) -> Result<String, Error> {
    let CustomerChanges {
        channels,
        email,
        external_id,
        language,
        name,
        timezone,
        clear,
    } = changes;
    let clear = clear.unwrap_or_default();
    let mut body = String::new();
    let mut object = Object::new(&mut body);
    if let Some(channels) = channels {
        push_channels(object.key("channels"), &channels);
    }
    for (parameter, key, value, property) in [
        ("email", "email", email, CustomerProperty::Email),
        (
            "external-id",
            "external_id",
            external_id,
            CustomerProperty::ExternalId,
        ),
        ("language", "language", language, CustomerProperty::Language),
        ("name", "name", name, CustomerProperty::Name),
        ("timezone", "timezone", timezone, CustomerProperty::Timezone),
    ] {
        let clear = clear.contains(&property);
        check::set_or_clear(parameter, value.is_some(), clear)?;
        object.string(key, value.as_deref());
        object.raw(key, clear.then_some("null"));
    }
    check::something_changes("changes", object.is_empty())?;
    object.end();
    let path = format!("/api/customers/{id}");
    let request = Request::new(Tool::UpdateCustomer, Method::Put, &path, &Query::new());
    client.json(request.json(body))
}

/// `PUT /api/customers/{customer_id}/data`
pub fn update_data(
    client: &Client,
    customer_id: u64,
    data: Option<String>,
    version: Option<String>,
) -> Result<(), Error> {
    let mut body = String::new();
    let mut object = Object::new(&mut body);
    if let Some(data) = &data {
        object.raw("data", Some(json::check("data", data)?));
    }
    object.string("version", version.as_deref());
    object.end();
    let path = format!("/api/customers/{customer_id}/data");
    let request = Request::new(Tool::UpdateCustomerData, Method::Put, &path, &Query::new());
    client.done(request.json(body))
}

/// `DELETE /api/customers/{id}`
pub fn delete(client: &Client, id: u64) -> Result<(), Error> {
    let path = format!("/api/customers/{id}");
    let request = Request::new(Tool::DeleteCustomer, Method::Delete, &path, &Query::new());
    client.done(request)
}

/// `DELETE /api/customers`, with the ids in a JSON body
pub fn delete_many(client: &Client, ids: Vec<u64>) -> Result<(), Error> {
    check::not_empty("ids", &ids)?;
    let mut body = String::new();
    let mut object = Object::new(&mut body);
    json::push_array(object.key("ids"), &ids, |out, id| {
        json::push_display(out, id)
    });
    object.end();
    let request = Request::new(
        Tool::DeleteCustomers,
        Method::Delete,
        "/api/customers",
        &Query::new(),
    );
    client.done(request.json(body))
}

/// `PUT /api/customers/merge`, with the ids in the query and the target's new fields in the body
pub fn merge(
    client: &Client,
    source_id: u64,
    target_id: u64,
    customer: Option<MergedCustomer>,
) -> Result<String, Error> {
    for (parameter, id) in [("source-id", source_id), ("target-id", target_id)] {
        if id == 0 {
            return Err(invalid(parameter, "is 0; ids start at 1"));
        }
    }
    if source_id == target_id {
        return Err(invalid(
            "target-id",
            "is the source itself; give two different customers",
        ));
    }
    let mut query = Query::new();
    query.integer("source_id", Some(source_id));
    query.integer("target_id", Some(target_id));
    let body = merged(customer)?;
    let request = Request::new(
        Tool::MergeCustomers,
        Method::Put,
        "/api/customers/merge",
        &query,
    );
    client.json(request.json(body))
}

/// The body of a merge: what the caller gives and nothing else.
fn merged(customer: Option<MergedCustomer>) -> Result<String, Error> {
    let mut body = String::new();
    let mut object = Object::new(&mut body);
    if let Some(customer) = customer {
        object.boolean("active", customer.active);
        if let Some(channels) = &customer.channels {
            push_channels(object.key("channels"), channels);
        }
        object.integer("id", customer.id);
        for (key, value) in [
            ("created_datetime", customer.created_datetime),
            ("email", customer.email),
            ("external_id", customer.external_id),
            ("firstname", customer.firstname),
            ("language", customer.language),
            ("lastname", customer.lastname),
            ("name", customer.name),
            ("note", customer.note),
            ("timezone", customer.timezone),
            ("updated_datetime", customer.updated_datetime),
        ] {
            object.string(key, value.as_deref());
        }
        for (parameter, key, value) in [
            ("custom-fields", "custom_fields", customer.custom_fields),
            ("customer", "customer", customer.customer),
            ("data", "data", customer.data),
            ("ecommerce-data", "ecommerce_data", customer.ecommerce_data),
            ("integrations", "integrations", customer.integrations),
            ("meta", "meta", customer.meta),
        ] {
            if let Some(value) = &value {
                object.raw(key, Some(json::check(parameter, value)?));
            }
        }
    }
    object.end();
    Ok(body)
}

fn push_channels(out: &mut String, channels: &[Channel]) {
    json::push_array(out, channels, |out, channel| {
        let mut object = Object::new(out);
        object.string("type", Some(&channel.type_));
        object.string("address", Some(&channel.address));
        // The vendor's schema requires it, with `false` as its default.
        object.boolean("preferred", Some(channel.preferred.unwrap_or(false)));
        object.end();
    });
}

fn order(order: CustomerOrder) -> &'static str {
    match order {
        CustomerOrder::CreatedDatetimeAsc => "created_datetime:asc",
        CustomerOrder::CreatedDatetimeDesc => "created_datetime:desc",
        CustomerOrder::UpdatedDatetimeAsc => "updated_datetime:asc",
        CustomerOrder::UpdatedDatetimeDesc => "updated_datetime:desc",
    }
}
