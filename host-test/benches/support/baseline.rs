//! The baseline component: built when a benchmark first asks for it.

use super::guest::{self, Host, Transport};
use super::server::DOWNLOAD;
use std::env;
use std::path::Path;
use std::process::Command;
use wasmtime::{Config, Store};

mod bindings {
    wasmtime::component::bindgen!({
        path: "baseline/wit",
        exports: { default: async },
    });
}

pub use bindings::{Baseline, BaselinePre};

/// Builds `baseline/` and reads the component.
pub fn component() -> Vec<u8> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("baseline");
    let target = directory.join("target");
    let status = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
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

/// The baseline, one instance per call, as the plugin is run.
pub struct Calls {
    pub pre: BaselinePre<Host>,
    pub env: Vec<(&'static str, String)>,
    pub transport: Transport,
}

impl Calls {
    pub fn new(
        config: &Config,
        component: &[u8],
        env: impl Into<Vec<(&'static str, String)>>,
        transport: Transport,
    ) -> Self {
        let linked = guest::link(config, component).expect("the baseline component loads");
        Self {
            pre: BaselinePre::new(linked).expect("the baseline component has its exports"),
            env: env.into(),
            transport,
        }
    }

    pub async fn start(&self) -> (Store<Host>, Baseline) {
        self.start_with(&self.transport).await
    }

    pub async fn start_with(&self, transport: &Transport) -> (Store<Host>, Baseline) {
        let mut store = guest::store(self.pre.engine(), &self.env, transport);
        let instance = self.pre.instantiate_async(&mut store).await;
        (store, instance.expect("an instance"))
    }

    pub async fn get_customer(&self, id: u64) -> String {
        let (mut store, baseline) = self.start().await;
        let result = baseline.call_get_customer(&mut store, id).await;
        result.expect("no trap").expect("a customer")
    }

    pub async fn list_customers(&self, view_id: u64) -> String {
        let (mut store, baseline) = self.start().await;
        let result = baseline.call_list_customers(&mut store, view_id).await;
        result.expect("no trap").expect("a list")
    }

    pub async fn download_file(&self, name: &str) -> String {
        let (mut store, baseline) = self.start().await;
        let [kind, hash] = DOWNLOAD;
        let result = baseline
            .call_download_file(&mut store, kind, hash, name)
            .await;
        result.expect("no trap").expect("a file")
    }

    pub async fn upload_file(&self, name: &str, content: &str) -> String {
        let (mut store, baseline) = self.start().await;
        let result = baseline.call_upload_file(&mut store, name, content).await;
        result.expect("no trap").expect("an upload")
    }
}
