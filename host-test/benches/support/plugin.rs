//! The plugin: in the host that embedders use, and in the plain host that
//! the baseline runs in. Each call has an instance of its own.

use crate::support::{
    Call, Client, FILE, data, env,
    guest::{self, Host, Transport},
};
use base64::prelude::{BASE64_STANDARD, Engine};
use host::{
    Options, Plugin, SHIPPED, Sandbox,
    bindings::{
        GorgiasCustomers, GorgiasCustomersPre,
        types::{Encoding, UploadFile},
    },
};
use wasmtime::{Config, Store};

/// Returns the file that is uploaded.
fn file() -> UploadFile {
    UploadFile {
        name: "box.png".to_owned(),
        content: BASE64_STANDARD.encode(data::binary(1 << 20)),
        encoding: Encoding::Base64,
        content_type: Some("application/octet-stream".to_owned()),
    }
}

/// The plugin in the host that embedders use.
pub struct Embedded {
    pub plugin: Plugin,
    pub sandbox: Sandbox,
    file: UploadFile,
}

impl Embedded {
    pub fn new(api: &str, options: Options) -> Self {
        let sandbox = Sandbox::new().envs(env(api));
        Self {
            plugin: Plugin::with_options(options).expect("the shipped component loads"),
            sandbox: sandbox.grant(&format!("http://{api}")).expect("a grant"),
            file: file(),
        }
    }
}

impl Client for Embedded {
    async fn call(&self, call: Call) -> usize {
        let session = self.plugin.start(&self.sandbox).await;
        let mut session = session.expect("a session");
        make(&session.tools, &mut session.store, call, &self.file).await
    }
}

/// The plugin in the plain host.
pub struct Plain {
    pre: GorgiasCustomersPre<Host>,
    transport: Transport,
    file: UploadFile,
}

impl Plain {
    pub fn new(config: &Config, transport: Transport) -> Self {
        let linked = guest::link(config, SHIPPED).expect("the shipped component loads");
        Self {
            pre: GorgiasCustomersPre::new(linked).expect("the shipped component has its exports"),
            transport,
            file: file(),
        }
    }
}

impl Client for Plain {
    async fn call(&self, call: Call) -> usize {
        let settings = env("127.0.0.1:1");
        let mut store = guest::store(self.pre.engine(), &settings, &self.transport);
        let tools = self.pre.instantiate_async(&mut store).await;
        make(&tools.expect("an instance"), &mut store, call, &self.file).await
    }
}

async fn make<T: Send + 'static>(
    tools: &GorgiasCustomers,
    store: &mut Store<T>,
    call: Call,
    file: &UploadFile,
) -> usize {
    match call {
        Call::GetCustomer => {
            let answer = tools
                .call_gorgias_customers_get_customer(store, 7, None)
                .await;
            answer.expect("no trap").expect("a customer").len()
        }
        Call::ListCustomers => {
            let answer = tools
                .call_gorgias_customers_list_customers(store, None)
                .await;
            answer.expect("no trap").expect("a page").items.len()
        }
        Call::Download => {
            let [kind, hash, name] = FILE;
            let answer = tools
                .call_gorgias_customers_download_file(store, kind, hash, name)
                .await;
            answer.expect("no trap").expect("a file").content.len()
        }
        Call::Upload => {
            let files = std::slice::from_ref(file);
            let answer = tools
                .call_gorgias_customers_post_api_upload(store, files, None)
                .await;
            answer.expect("no trap").expect("an upload").len()
        }
    }
}
