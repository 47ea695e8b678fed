//! The typed component's exports: a function a tool.
#![cfg(target_family = "wasm")]
#![no_std]

extern crate alloc;

use alloc::{boxed::Box, string::String, vec::Vec};
use gorgias_customers::{
    bindings::{self, gorgias::customers::types::*},
    client::Client,
    http,
    tool::Tool,
    tools::{custom_fields, customers, events, field_values, files, search, statistics},
};

struct Plugin;

/// Runs a tool on a client of its own. Whether it is allowed comes first: there is no use in
/// better parameters for a tool that is not.
fn run<T>(tool: Tool, run: impl FnOnce(&Client) -> Result<T, Box<Error>>) -> Result<T, Error> {
    Client::open(&http::Wasi)
        .and_then(|client| {
            client.check_access(tool)?;
            run(&client)
        })
        .map_err(|error| *error)
}

impl bindings::Guest for Plugin {
    fn gorgias_customers_create_custom_field(field: NewCustomField) -> Result<String, Error> {
        run(Tool::CreateCustomField, |client| {
            custom_fields::create(client, field)
        })
    }

    fn gorgias_customers_create_customer(customer: NewCustomer) -> Result<String, Error> {
        run(Tool::CreateCustomer, |client| {
            customers::create(client, customer)
        })
    }

    fn gorgias_customers_delete_customer(id: u64) -> Result<(), Error> {
        run(Tool::DeleteCustomer, |client| customers::delete(client, id))
    }

    fn gorgias_customers_delete_customer_custom_field_value(
        customer_id: u64,
        id: u64,
    ) -> Result<(), Error> {
        run(Tool::DeleteCustomerCustomFieldValue, |client| {
            field_values::delete(client, customer_id, id)
        })
    }

    fn gorgias_customers_delete_customers(ids: Vec<u64>) -> Result<(), Error> {
        run(Tool::DeleteCustomers, |client| {
            customers::delete_many(client, ids)
        })
    }

    fn gorgias_customers_download_file(
        file_type: String,
        domain_hash: String,
        resource_name: String,
    ) -> Result<DownloadedFile, Error> {
        run(Tool::DownloadFile, |client| {
            files::download(client, file_type, domain_hash, resource_name)
        })
    }

    fn gorgias_customers_get_custom_field(id: u64) -> Result<String, Error> {
        run(Tool::GetCustomField, |client| {
            custom_fields::get(client, id)
        })
    }

    fn gorgias_customers_get_customer(
        id: u64,
        relationships: Option<Vec<String>>,
    ) -> Result<String, Error> {
        run(Tool::GetCustomer, |client| {
            customers::get(client, id, relationships)
        })
    }

    fn gorgias_customers_get_event(id: u64) -> Result<String, Error> {
        run(Tool::GetEvent, |client| events::get(client, id))
    }

    fn gorgias_customers_list_custom_fields(
        object_type: FieldObject,
        query: Option<CustomFieldQuery>,
    ) -> Result<Page, Error> {
        run(Tool::ListCustomFields, |client| {
            custom_fields::list(client, object_type, query)
        })
    }

    fn gorgias_customers_list_customer_custom_fields_values(
        customer_id: u64,
    ) -> Result<String, Error> {
        run(Tool::ListCustomerCustomFieldsValues, |client| {
            field_values::list(client, customer_id)
        })
    }

    fn gorgias_customers_list_customers(query: Option<CustomerQuery>) -> Result<Page, Error> {
        run(Tool::ListCustomers, |client| customers::list(client, query))
    }

    fn gorgias_customers_list_events(query: Option<EventQuery>) -> Result<Page, Error> {
        run(Tool::ListEvents, |client| events::list(client, query))
    }

    fn gorgias_customers_merge_customers(
        source_id: u64,
        target_id: u64,
        customer: Option<MergedCustomer>,
    ) -> Result<String, Error> {
        run(Tool::MergeCustomers, |client| {
            customers::merge(client, source_id, target_id, customer)
        })
    }

    fn gorgias_customers_post_api_reporting_stats(
        query: String,
        paging: Option<Paging>,
    ) -> Result<Page, Error> {
        run(Tool::PostApiReportingStats, |client| {
            statistics::report(client, query, paging)
        })
    }

    fn gorgias_customers_post_api_stats_name(
        name: String,
        filters: String,
    ) -> Result<String, Error> {
        run(Tool::PostApiStatsName, |client| {
            statistics::legacy(client, name, filters)
        })
    }

    fn gorgias_customers_post_api_stats_name_download(
        name: String,
        filters: String,
    ) -> Result<String, Error> {
        run(Tool::PostApiStatsNameDownload, |client| {
            statistics::legacy_csv(client, name, filters)
        })
    }

    fn gorgias_customers_post_api_upload(
        files: Vec<UploadFile>,
        type_: Option<UploadType>,
    ) -> Result<Vec<UploadedFile>, Error> {
        run(Tool::PostApiUpload, |client| {
            files::upload(client, files, type_)
        })
    }

    fn gorgias_customers_search(
        type_: String,
        query: Option<String>,
        size: Option<u32>,
    ) -> Result<String, Error> {
        run(Tool::Search, |client| {
            search::search(client, type_, query, size)
        })
    }

    fn gorgias_customers_update_custom_field(
        id: u64,
        changes: CustomFieldChanges,
    ) -> Result<String, Error> {
        run(Tool::UpdateCustomField, |client| {
            custom_fields::update(client, id, changes)
        })
    }

    fn gorgias_customers_update_custom_fields(
        body: Vec<CustomFieldUpdate>,
    ) -> Result<String, Error> {
        run(Tool::UpdateCustomFields, |client| {
            custom_fields::update_many(client, body)
        })
    }

    fn gorgias_customers_update_customer(
        id: u64,
        changes: CustomerChanges,
    ) -> Result<String, Error> {
        run(Tool::UpdateCustomer, |client| {
            customers::update(client, id, changes)
        })
    }

    fn gorgias_customers_update_customer_custom_field_value(
        customer_id: u64,
        id: u64,
        value: FieldValue,
    ) -> Result<String, Error> {
        run(Tool::UpdateCustomerCustomFieldValue, |client| {
            field_values::update(client, customer_id, id, value)
        })
    }

    fn gorgias_customers_update_customer_custom_field_values(
        customer_id: u64,
        body: Vec<CustomFieldValue>,
    ) -> Result<String, Error> {
        run(Tool::UpdateCustomerCustomFieldValues, |client| {
            field_values::update_many(client, customer_id, body)
        })
    }

    fn gorgias_customers_update_customer_data(
        customer_id: u64,
        data: Option<String>,
        version: Option<String>,
    ) -> Result<(), Error> {
        run(Tool::UpdateCustomerData, |client| {
            customers::update_data(client, customer_id, data, version)
        })
    }
}

gorgias_customers::bindings::export!(Plugin with_types_in bindings);
