//! The baseline component: built when the benchmarks begin, run in the plain host.

use crate::support::{
    Call, Client, FILE, data, env,
    guest::{self, Host, Transport},
};
use base64::prelude::{BASE64_STANDARD, Engine};
use std::{path::Path, process::Command};
use wasmtime::Config;

mod bindings {
    wasmtime::component::bindgen!({
        path: "baseline/wit",
        exports: { default: async },
    });
}

/// Builds `baseline/` and reads the component.
pub fn component() -> Vec<u8> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("baseline");
    let target = directory.join("target");
    let status = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["build", "--quiet", "--release", "--locked"])
        .args(["--target", "wasm32-wasip2"])
        .arg("--target-dir")
        .arg(&target)
        .current_dir(&directory)
        // Flags of the caller are for this machine, and would change the component.
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .status()
        .expect("cargo starts");
    assert!(status.success(), "the baseline component does not build");
    let path = target.join("wasm32-wasip2/release/baseline.wasm");
    std::fs::read(path).expect("the component that was just built")
}

/// The baseline with an instance for each call, as the plugin is run.
pub struct Baseline {
    pre: bindings::BaselinePre<Host>,
    api: String,
    transport: Transport,
    file: String,
}

impl Baseline {
    pub fn new(config: &Config, component: &[u8], api: &str, transport: Transport) -> Self {
        let linked = guest::link(config, component).expect("the baseline component loads");
        Self {
            pre: bindings::BaselinePre::new(linked).expect("the baseline has its exports"),
            api: api.to_owned(),
            transport,
            file: BASE64_STANDARD.encode(data::binary(1 << 20)),
        }
    }
}

impl Client for Baseline {
    async fn call(&self, call: Call) -> usize {
        let mut store = guest::store(self.pre.engine(), &env(&self.api), &self.transport);
        let it = self.pre.instantiate_async(&mut store).await;
        let (it, store) = (it.expect("an instance"), &mut store);
        let [kind, hash, name] = FILE;
        let answer = match call {
            Call::GetCustomer => it.call_get_customer(store, 7).await,
            Call::ListCustomers => it.call_list_customers(store, 100).await,
            Call::Download => it.call_download_file(store, kind, hash, name).await,
            Call::Upload => it.call_upload_file(store, name, &self.file).await,
        };
        answer.expect("no trap").expect("an answer").len()
    }
}
