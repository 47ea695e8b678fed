//! The table, tool by tool, and what it has to prove.

use crate::row::Row;
use crate::support::{World, plugin};
use crate::{check, coverage, rows};
use gorgias_customers::tool::Tool;
use host_test::call::Call;
use host_test::tools::PREFIX;
use std::collections::BTreeSet;
use wasmtime::component::types::ComponentItem;

/// The rows of a tool.
fn rows_of(tool: Tool) -> Vec<Row> {
    match tool {
        Tool::CreateCustomField => rows::custom_fields::create(),
        Tool::CreateCustomer => rows::customers::create(),
        Tool::DeleteCustomer => rows::customers::delete(),
        Tool::DeleteCustomerCustomFieldValue => rows::field_values::delete(),
        Tool::DeleteCustomers => rows::customers::delete_many(),
        Tool::DownloadFile => rows::files::download(),
        Tool::GetCustomField => rows::custom_fields::get(),
        Tool::GetCustomer => rows::customers::get(),
        Tool::GetEvent => rows::events::get(),
        Tool::ListCustomFields => rows::custom_fields::list(),
        Tool::ListCustomerCustomFieldsValues => rows::field_values::list(),
        Tool::ListCustomers => rows::customers::list(),
        Tool::ListEvents => rows::events::list(),
        Tool::MergeCustomers => rows::merge::merge(),
        Tool::PostApiReportingStats => rows::statistics::reporting(),
        Tool::PostApiStatsName => rows::statistics::legacy(),
        Tool::PostApiStatsNameDownload => rows::statistics::legacy_csv(),
        Tool::PostApiUpload => rows::files::upload(),
        Tool::Search => rows::search::search(),
        Tool::UpdateCustomField => rows::custom_fields::update(),
        Tool::UpdateCustomFields => rows::custom_fields::update_many(),
        Tool::UpdateCustomer => rows::customers::update(),
        Tool::UpdateCustomerCustomFieldValue => rows::field_values::update(),
        Tool::UpdateCustomerCustomFieldValues => rows::field_values::update_many(),
        Tool::UpdateCustomerData => rows::customers::update_data(),
    }
}

#[tokio::test]
async fn every_call_makes_its_request_and_reads_its_answer() {
    let world = World::start().await;
    let mut wrong = Vec::new();
    let mut checked = 0;
    for &tool in Tool::ALL {
        for row in rows_of(tool) {
            checked += 1;
            let name = row.call.split('(').next().unwrap_or_default();
            assert_eq!(name, tool.name(), "a row stands under the wrong tool");
            if let Err(problem) = check::check(&world, &row).await {
                wrong.push(format!("{}\n{problem}", row.call));
            }
        }
    }
    assert_eq!(world.mock.pending_answers(), 0);
    println!("{checked} rows");
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n\n"));
}

/// So that no parameter goes untested: the component's types say what a call can hold.
#[test]
fn every_place_of_every_parameter_stands_in_a_row() {
    let plugin = plugin();
    let component = plugin.component().component_type();
    let mut functions = 0;
    let mut missing = Vec::new();
    for (export, item) in component.exports(plugin.engine()) {
        let ComponentItem::ComponentFunc(function) = item.ty else {
            continue;
        };
        functions += 1;
        let tool = Tool::ALL
            .iter()
            .find(|tool| export.strip_prefix(PREFIX) == Some(tool.name()))
            .unwrap_or_else(|| panic!("{export} is no tool of the table"));
        let mut places = BTreeSet::new();
        for (name, ty) in function.params() {
            coverage::all(name, &ty, &mut places);
        }
        let mut used = BTreeSet::new();
        for row in rows_of(*tool) {
            let call = Call::parse(&row.call, &plugin).unwrap_or_else(|error| panic!("{error}"));
            for ((name, _), value) in function.params().zip(call.arguments()) {
                coverage::used(name, value, &mut used);
            }
        }
        let left: Vec<&String> = places.difference(&used).collect();
        if !left.is_empty() {
            missing.push(format!("{}: {left:#?}", tool.name()));
        }
    }
    assert_eq!(functions, Tool::ALL.len());
    assert!(missing.is_empty(), "\n{}\n", missing.join("\n"));
}
