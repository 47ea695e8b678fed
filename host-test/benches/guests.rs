//! The guests' own work, apart from waiting: every answer is there at once, and both components
//! run in the same plain host. Also what they ask of a host: size, imports, memory.

mod support;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use bytes::Bytes;
use host_test::bindings::types::{Encoding, UploadFile};
use host_test::{Options, SHIPPED};
use support::figures::{count, kilobytes, memory, ratio, time};
use support::guest::{self, Transport};
use support::measure::{self, bench};
use support::plugin::{self, PlainPlugin};
use support::server::{DOWNLOAD, env};
use support::table::{Table, publish};
use support::{MIB, baseline, data};
use wasmtime::component::Component;
use wasmtime::component::types::ComponentItem;
use wasmtime::{Config, Engine};

const GROUP: &str = "guest";

fn main() {
    support::main(benchmark, |task| support::no_tasks(task));
}

/// A call that both components have.
struct Work {
    name: &'static str,
    answer: Bytes,
}

/// What one call took.
struct Used {
    /// Instructions, by wasmtime's count.
    fuel: u64,
    /// The most linear memory, in bytes.
    memory: usize,
}

trait Guest {
    /// One call in an instance of its own.
    async fn call(&self, work: &Work, file: &UploadFile) -> Used;
}

fn benchmark() {
    let usual = baseline::component();
    let works = works();
    let content = BASE64_STANDARD.encode(data::binary(MIB));
    let file = plugin::file("box.png", &content, Encoding::Base64);
    let pooled = Options {
        pool: Some(16),
        ..Options::default()
    };
    let counting = Options {
        fuel: true,
        ..Options::default()
    };

    let mut criterion = measure::criterion();
    let runtime = &support::runtime();
    let mut group = criterion.benchmark_group(GROUP);
    let config = pooled.config();
    let (plugin, baseline) = (PlainPlugin::new(&config), usual_guest(&config, &usual));
    for work in &works {
        let name = work.name;
        bench(&mut group, runtime, &format!("{name} plugin"), async || {
            plugin.call(work, &file).await
        });
        bench(
            &mut group,
            runtime,
            &format!("{name} baseline"),
            async || baseline.call(work, &file).await,
        );
    }
    group.finish();
    criterion.final_summary();

    let config = counting.config();
    let (plugin, baseline) = (PlainPlugin::new(&config), usual_guest(&config, &usual));
    let used = works.map(|work| {
        runtime.block_on(async {
            let plugin = plugin.call(&work, &file).await;
            (work.name, plugin, baseline.call(&work, &file).await)
        })
    });
    publish("guests", &[work_table(&used), component_table(&usual)]);
}

fn works() -> [Work; 4] {
    let uploaded = r#"[{"name": "box.png", "url": "https://uploads.example.test/box.png"}]"#;
    [
        ("get-customer", data::customer()),
        ("list-customers of 100", data::customers(100)),
        ("download 1 MiB, base64", data::binary(MIB)),
        ("upload 1 MiB, base64", uploaded.into()),
    ]
    .map(|(name, answer)| Work { name, answer })
}

impl Guest for PlainPlugin {
    async fn call(&self, work: &Work, file: &UploadFile) -> Used {
        let mut instance = self.start(&Transport::Canned(work.answer.clone())).await;
        let it = &mut instance;
        match work.name {
            "get-customer" => plugin::get_customer(it, 7).await,
            "list-customers of 100" => plugin::list_customers(it, 100).await,
            "download 1 MiB, base64" => plugin::download_file(it, "box.png").await,
            _ => plugin::upload_file(it, file).await,
        };
        used(&instance.store)
    }
}

impl Guest for baseline::Calls {
    async fn call(&self, work: &Work, file: &UploadFile) -> Used {
        let transport = Transport::Canned(work.answer.clone());
        let (mut store, instance) = self.start_with(&transport).await;
        let it = &mut store;
        let [kind, hash] = DOWNLOAD;
        match work.name {
            "get-customer" => instance.call_get_customer(it, 7).await,
            "list-customers of 100" => instance.call_list_customers(it, 100).await,
            "download 1 MiB, base64" => {
                instance.call_download_file(it, kind, hash, "box.png").await
            }
            _ => {
                instance
                    .call_upload_file(it, &file.name, &file.content)
                    .await
            }
        }
        .expect("no trap")
        .expect("an answer");
        used(&store)
    }
}

fn used(store: &wasmtime::Store<guest::Host>) -> Used {
    Used {
        fuel: guest::fuel_used(store),
        memory: guest::peak_memory(store),
    }
}

fn usual_guest(config: &Config, component: &[u8]) -> baseline::Calls {
    let nowhere = Transport::Canned(Bytes::new());
    baseline::Calls::new(config, component, env("127.0.0.1:1"), nowhere)
}

fn work_table(works: &[(&str, Used, Used)]) -> Table {
    let mut table = Table::new([
        "one call without a network",
        "plugin",
        "baseline",
        "plugin to baseline",
        "plugin's instructions",
        "baseline's",
        "plugin's memory",
        "baseline's",
    ]);
    for (name, plugin, baseline) in works {
        let median = |who| measure::median(GROUP, &format!("{name} {who}"));
        if let (Some(fast), Some(slow)) = (median("plugin"), median("baseline")) {
            table.row([
                (*name).to_owned(),
                time(fast),
                time(slow),
                ratio(fast, slow),
                count(plugin.fuel),
                count(baseline.fuel),
                memory(plugin.memory as f64),
                memory(baseline.memory as f64),
            ]);
        }
    }
    table
}

fn component_table(usual: &[u8]) -> Table {
    let mut table = Table::new(["component", "size", "functions", "size of one", "imports"]);
    let engine = Engine::default();
    for (name, bytes) in [("plugin", SHIPPED), ("baseline", usual)] {
        let component = Component::new(&engine, bytes).expect("it compiles");
        let ty = component.component_type();
        let functions = ty.exports(&engine).len();
        table.row([
            name.to_owned(),
            kilobytes(bytes.len()),
            functions.to_string(),
            kilobytes(bytes.len() / functions),
            ty.imports(&engine)
                .filter(|(_, import)| provides(&import.ty, &engine))
                .count()
                .to_string(),
        ]);
    }
    table
}

/// Whether a host has to provide this import: not so an interface of types alone.
fn provides(import: &ComponentItem, engine: &Engine) -> bool {
    match import {
        ComponentItem::ComponentInstance(instance) => instance
            .exports(engine)
            .any(|(_, export)| !matches!(export.ty, ComponentItem::Type(_))),
        _ => true,
    }
}
