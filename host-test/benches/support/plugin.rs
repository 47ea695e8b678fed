//! The plugin: in the host of this crate, as an embedder would run it, and in the plain host that
//! the baseline runs in.

use super::guest::{self, Host, Transport};
use super::server::{DOWNLOAD, Server, env};
use host_test::bindings::types::{CustomerQuery, Encoding, UploadFile};
use host_test::bindings::{GorgiasCustomers, GorgiasCustomersPre};
use host_test::{ClientOptions, Options, Plugin, SHIPPED, Sandbox, Session};
use std::time::Duration;
use wasmtime::{AsContextMut, Config, Store};

/// How connections are kept: as by default, or not at all.
pub fn connections(reuse: bool) -> ClientOptions {
    let options = ClientOptions::default();
    if reuse {
        return options;
    }
    ClientOptions {
        idle_timeout: Duration::ZERO,
        ..options
    }
}

/// The shipped component with places for so many sessions.
pub fn pooled(sessions: u32, reuse: bool) -> Plugin {
    let options = Options {
        pool: Some(sessions),
        client: connections(reuse),
        ..Options::default()
    };
    Plugin::with_options(options).expect("the shipped component loads")
}

/// Settings and network addresses for a server.
pub fn sandbox(server: &Server) -> Sandbox {
    sandbox_for(&server.api, &server.files)
}

/// Settings and network addresses for a server at these addresses.
pub fn sandbox_for(api: &str, files: &str) -> Sandbox {
    let grant = |sandbox: Sandbox, host: &str| {
        sandbox
            .grant(&format!("http://{host}"))
            .expect("an address")
    };
    grant(grant(Sandbox::new().envs(env(api)), api), files)
}

/// An instance of the plugin, in whichever host.
pub trait Instance {
    type Data: Send + 'static;
    fn parts(&mut self) -> (&GorgiasCustomers, &mut Store<Self::Data>);
}

impl Instance for Session {
    type Data = host_test::State;
    fn parts(&mut self) -> (&GorgiasCustomers, &mut Store<Self::Data>) {
        (&self.tools, &mut self.store)
    }
}

/// An instance in the plain host.
pub struct Plain {
    pub store: Store<Host>,
    tools: GorgiasCustomers,
}

impl Instance for Plain {
    type Data = Host;
    fn parts(&mut self) -> (&GorgiasCustomers, &mut Store<Self::Data>) {
        (&self.tools, &mut self.store)
    }
}

/// The plugin in the plain host.
pub struct PlainPlugin {
    pre: GorgiasCustomersPre<Host>,
}

impl PlainPlugin {
    pub fn new(config: &Config) -> Self {
        let linked = guest::link(config, SHIPPED).expect("the shipped component loads");
        Self {
            pre: GorgiasCustomersPre::new(linked).expect("the shipped component has its exports"),
        }
    }

    pub async fn start(&self, transport: &Transport) -> Plain {
        let mut store = guest::store(self.pre.engine(), &env("127.0.0.1:1"), transport);
        let tools = self.pre.instantiate_async(&mut store).await;
        Plain {
            store,
            tools: tools.expect("an instance"),
        }
    }
}

pub async fn get_customer(instance: &mut impl Instance, id: u64) -> String {
    let (tools, store) = instance.parts();
    let result = tools
        .call_gorgias_customers_get_customer(store.as_context_mut(), id, None)
        .await;
    result.expect("no trap").expect("a customer")
}

pub async fn list_customers(instance: &mut impl Instance, view_id: u64) -> String {
    let (tools, store) = instance.parts();
    let query = view(view_id);
    let result = tools
        .call_gorgias_customers_list_customers(store.as_context_mut(), Some(&query))
        .await;
    result.expect("no trap").expect("a page").items
}

pub async fn download_file(instance: &mut impl Instance, name: &str) -> String {
    let (tools, store) = instance.parts();
    let [kind, hash] = DOWNLOAD;
    let result = tools
        .call_gorgias_customers_download_file(store.as_context_mut(), kind, hash, name)
        .await;
    result.expect("no trap").expect("a file").content
}

pub async fn upload_file(instance: &mut impl Instance, file: &UploadFile) -> String {
    let (tools, store) = instance.parts();
    let files = std::slice::from_ref(file);
    let result = tools
        .call_gorgias_customers_post_api_upload(store.as_context_mut(), files, None)
        .await;
    result.expect("no trap").expect("an upload").remove(0).url
}

/// The query for the customers of a view.
pub fn view(view_id: u64) -> CustomerQuery {
    CustomerQuery {
        email: None,
        external_id: None,
        name: None,
        language: None,
        timezone: None,
        view_id: Some(view_id),
        channel_type: None,
        channel_address: None,
        order_by: None,
        cursor: None,
        limit: None,
    }
}

/// A file to upload.
pub fn file(name: &str, content: &str, encoding: Encoding) -> UploadFile {
    UploadFile {
        name: name.to_owned(),
        content: content.to_owned(),
        encoding,
        content_type: Some("application/octet-stream".to_owned()),
    }
}
