//! Whatever a server answers, a tool gives a value or a bounded error without credentials.
#![no_main]

use arbitrary::Unstructured;
use gorgias_customers::{
    bindings::gorgias::customers::types::{Encoding, FieldObject, Page, UploadFile},
    client::{Call, Client},
    error::Error,
    tool::Tool,
    tools::*,
};
use gorgias_customers_fuzz::{
    SECRETS,
    network::{Network, block_on},
    record::Record,
    shape::Shape,
};
use libfuzzer_sys::fuzz_target;
use serde_json::{from_str, value::RawValue};

const TOOLS: [Tool; 9] = [
    Tool::GetCustomer,
    Tool::ListCustomers,
    Tool::ListCustomFields,
    Tool::Search,
    Tool::PostApiUpload,
    Tool::DownloadFile,
    Tool::PostApiStatsNameDownload,
    Tool::DeleteCustomer,
    Tool::MergeCustomers,
];

/// A tool's call, which gives the texts of its result that have to be JSON.
fn call(tool: Tool) -> Result<Call<Vec<String>>, Error> {
    let page = |page: Page| {
        [Some(page.items), page.meta]
            .into_iter()
            .flatten()
            .collect()
    };
    Ok(match tool {
        Tool::GetCustomer => get_customer(7, None)?.map(|json| vec![json]),
        Tool::ListCustomers => list_customers(None)?.map(page),
        Tool::ListCustomFields => list_custom_fields(FieldObject::Ticket, None)?.map(page),
        Tool::Search => search("customer".into(), None, None)?.map(|json| vec![json]),
        Tool::PostApiUpload => {
            let file = UploadFile {
                name: "box.png".into(),
                content: "box".into(),
                encoding: Encoding::Utf8,
                content_type: None,
            };
            post_api_upload(vec![file], None)?.map(|_| Vec::new())
        }
        Tool::DownloadFile => {
            download_file("attachment".into(), "h".into(), "n".into())?.map(|_| Vec::new())
        }
        Tool::PostApiStatsNameDownload => {
            post_api_stats_name_download("overview".into(), "{}".into())?.map(|_| Vec::new())
        }
        Tool::DeleteCustomer => delete_customer(7)?.map(|()| Vec::new()),
        _ => merge_customers(7, 8, None)?.map(|json| vec![json]),
    })
}

fuzz_target!(|bytes: &[u8]| {
    let mut bytes = Unstructured::new(bytes);
    let Ok(&tool) = bytes.choose(&TOOLS) else {
        return;
    };
    let network = Network::new(bytes, Shape::of(tool.name()));
    let Ok(client) = Client::open(&network, tool) else {
        panic!("the settings are good");
    };
    match call(tool).and_then(|call| block_on(client.call(call))) {
        Ok(texts) => {
            for text in texts {
                assert!(from_str::<&RawValue>(&text).is_ok(), "not JSON: {text}");
            }
        }
        Err(error) => {
            assert!(!network.is_good(), "{}", error.message);
            let record = Record {
                message: &error.message,
                details: error.details.as_deref(),
                request_id: error.request_id.as_deref(),
            };
            let flaws = record.flaws(&SECRETS);
            assert!(flaws.is_empty(), "{flaws:#?}");
        }
    }
});
