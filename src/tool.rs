//! The 25 tools by name, and what each does to the account.

/// What a tool does to the account; `GORGIAS_ACCESS` is enforced by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Changes nothing.
    Read,
    /// Adds or changes something.
    Write,
    /// Removes something that no other tool brings back.
    Destructive,
}

macro_rules! tools {
    ($($tool:ident $name:literal $effect:ident,)*) => {
        /// A tool of the plugin.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Tool {
            $(#[doc = concat!("`gorgias-customers-", $name, "`")] $tool,)*
        }

        impl Tool {
            /// All of them, in the order of `wit/`.
            pub const ALL: &[Tool] = &[$(Tool::$tool,)*];

            /// The name without the prefix `gorgias-customers-` that all exports share.
            pub const fn name(self) -> &'static str {
                match self { $(Tool::$tool => $name,)* }
            }

            /// What the tool does to the account.
            pub const fn effect(self) -> Effect {
                match self { $(Tool::$tool => Effect::$effect,)* }
            }
        }
    };
}

tools! {
    CreateCustomField "create-custom-field" Write,
    CreateCustomer "create-customer" Write,
    DeleteCustomer "delete-customer" Destructive,
    DeleteCustomerCustomFieldValue "delete-customer-custom-field-value" Destructive,
    DeleteCustomers "delete-customers" Destructive,
    DownloadFile "download-file" Read,
    GetCustomField "get-custom-field" Read,
    GetCustomer "get-customer" Read,
    GetEvent "get-event" Read,
    ListCustomFields "list-custom-fields" Read,
    ListCustomerCustomFieldsValues "list-customer-custom-fields-values" Read,
    ListCustomers "list-customers" Read,
    ListEvents "list-events" Read,
    MergeCustomers "merge-customers" Destructive,
    PostApiReportingStats "post-api-reporting-stats" Read,
    PostApiStatsName "post-api-stats-name" Read,
    PostApiStatsNameDownload "post-api-stats-name-download" Read,
    PostApiUpload "post-api-upload" Write,
    Search "search" Read,
    UpdateCustomField "update-custom-field" Write,
    UpdateCustomFields "update-custom-fields" Write,
    UpdateCustomer "update-customer" Write,
    UpdateCustomerCustomFieldValue "update-customer-custom-field-value" Write,
    UpdateCustomerCustomFieldValues "update-customer-custom-field-values" Write,
    UpdateCustomerData "update-customer-data" Write,
}
