//! The tools that read generated answers: one for each way of reading, and the methods.

use host_test::Session;
use host_test::bindings::types::{CustomerChanges, Encoding, Error, NewCustomer, UploadFile};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    GetCustomer,
    ListCustomers,
    ListEvents,
    ListValues,
    Search,
    CreateCustomer,
    UpdateCustomer,
    DeleteCustomer,
    Upload,
    Download,
    Report,
    Csv,
}

use Tool::*;

impl Tool {
    pub const ALL: [Tool; 12] = [
        GetCustomer,
        ListCustomers,
        ListEvents,
        ListValues,
        Search,
        CreateCustomer,
        UpdateCustomer,
        DeleteCustomer,
        Upload,
        Download,
        Report,
        Csv,
    ];

    /// Makes the call, and gives what of the answer has to be JSON.
    ///
    /// # Errors
    ///
    /// When the component traps.
    pub async fn call(self, session: &mut Session) -> wasmtime::Result<Result<Vec<String>, Error>> {
        let (tools, store) = (&session.tools, &mut session.store);
        let json = |text: Result<String, Error>| text.map(|text| vec![text]);
        Ok(match self {
            GetCustomer => json(
                tools
                    .call_gorgias_customers_get_customer(store, 7, None)
                    .await?,
            ),
            ListCustomers => tools
                .call_gorgias_customers_list_customers(store, None)
                .await?
                .map(|page| {
                    [Some(page.items), page.meta]
                        .into_iter()
                        .flatten()
                        .collect()
                }),
            ListEvents => tools
                .call_gorgias_customers_list_events(store, None)
                .await?
                .map(|page| {
                    [Some(page.items), page.meta]
                        .into_iter()
                        .flatten()
                        .collect()
                }),
            ListValues => json(
                tools
                    .call_gorgias_customers_list_customer_custom_fields_values(store, 7)
                    .await?,
            ),
            Search => json(
                tools
                    .call_gorgias_customers_search(store, "customer", None, None)
                    .await?,
            ),
            CreateCustomer => json(
                tools
                    .call_gorgias_customers_create_customer(store, &new_customer())
                    .await?,
            ),
            UpdateCustomer => json(
                tools
                    .call_gorgias_customers_update_customer(store, 7, &changes())
                    .await?,
            ),
            DeleteCustomer => tools
                .call_gorgias_customers_delete_customer(store, 7)
                .await?
                .map(|()| Vec::new()),
            Upload => tools
                .call_gorgias_customers_post_api_upload(store, &[file()], None)
                .await?
                .map(|_| Vec::new()),
            Download => tools
                .call_gorgias_customers_download_file(store, "attachment", "hash", "a.png")
                .await?
                .map(|_| Vec::new()),
            Report => tools
                .call_gorgias_customers_post_api_reporting_stats(store, &"{}".to_owned(), None)
                .await?
                .map(|page| {
                    [Some(page.items), page.meta]
                        .into_iter()
                        .flatten()
                        .collect()
                }),
            Csv => tools
                .call_gorgias_customers_post_api_stats_name_download(
                    store,
                    "overview",
                    &"{}".to_owned(),
                )
                .await?
                .map(|_| Vec::new()),
        })
    }
}

fn new_customer() -> NewCustomer {
    NewCustomer {
        channels: Vec::new(),
        email: None,
        external_id: None,
        language: None,
        name: Some("Ada".into()),
        timezone: None,
    }
}

fn changes() -> CustomerChanges {
    CustomerChanges {
        channels: None,
        email: None,
        external_id: None,
        language: None,
        name: Some("Ada".into()),
        timezone: None,
        clear: None,
    }
}

fn file() -> UploadFile {
    UploadFile {
        name: "a.txt".into(),
        content: "hello".into(),
        encoding: Encoding::Utf8,
        content_type: None,
    }
}
