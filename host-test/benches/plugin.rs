//! Measures what the plugin costs, beside a native client and a component written the usual way.
//! `README.md` beside this file says what is compared.

mod support;

use criterion::{BenchmarkGroup, Criterion, measurement::WallTime};
use host::{Options, SHIPPED};
use std::time::Duration;
use support::{
    CALLS, Call, Client,
    baseline::{self, Baseline},
    data,
    guest::{self, Transport, client},
    native::Native,
    plugin::{Embedded, Plain},
    server,
};
use tokio::runtime::{Builder, Runtime};

fn main() {
    // Brief: the whole set has to run in minutes.
    let mut criterion = Criterion::default()
        .sample_size(30)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_millis(1_200))
        .configure_from_args();
    // One thread: what is compared takes turns, so a second one would add nothing but wake-ups
    // between cores.
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("a runtime starts");
    let baseline = baseline::component();
    let api = server::start();
    instances(&mut criterion, &runtime, &baseline, &api);
    calls(&mut criterion, &runtime, &baseline, &api);
    guests(&mut criterion, &runtime, &baseline);
    criterion.final_summary();
    for (who, component) in [("plugin", SHIPPED), ("baseline", &baseline)] {
        println!("{who}: {} bytes", component.len());
    }
}

fn pooled() -> Options {
    Options {
        pool: Some(16),
        ..Options::default()
    }
}

/// Makes an instance with its store and drops it; and a whole session of the host, with settings,
/// grants and the lookup of the tools.
fn instances(criterion: &mut Criterion, runtime: &Runtime, baseline: &[u8], api: &str) {
    let mut group = criterion.benchmark_group("instance");
    for (who, component) in [("plugin", SHIPPED), ("baseline", baseline)] {
        let linked = guest::link(&pooled().config(), component).expect("the component loads");
        let transport = Transport::Canned(bytes::Bytes::new());
        group.bench_function(who, |bencher| {
            bencher.to_async(runtime).iter(async || {
                let mut store = guest::store(linked.engine(), &[], &transport);
                let instance = linked.instantiate_async(&mut store).await;
                instance.expect("an instance");
            });
        });
    }
    let Embedded {
        plugin, sandbox, ..
    } = Embedded::new(api, pooled());
    group.bench_function("session", |bencher| {
        bencher
            .to_async(runtime)
            .iter(async || plugin.start(&sandbox).await.expect("a session"));
    });
}

/// Makes one call at a time over loopback, connections kept.
fn calls(criterion: &mut Criterion, runtime: &Runtime, baseline: &[u8], api: &str) {
    let plugin = Embedded::new(api, pooled());
    let network = Transport::Network(client());
    let usual = Baseline::new(&pooled().config(), baseline, api, network);
    let native = Native::new(api);
    let mut group = criterion.benchmark_group("call");
    for call in CALLS {
        if let Call::GetCustomer | Call::ListCustomers = call {
            bench(&mut group, runtime, "native", &native, call);
        }
        bench(&mut group, runtime, "plugin", &plugin, call);
        bench(&mut group, runtime, "baseline", &usual, call);
    }
}

/// Makes calls whose answers are there at once: what is left is the guests' own work.
fn guests(criterion: &mut Criterion, runtime: &Runtime, baseline: &[u8]) {
    let config = pooled().config();
    let mut group = criterion.benchmark_group("guest");
    for call in CALLS {
        let answer = match call {
            Call::GetCustomer => data::customer(),
            Call::ListCustomers => data::customers(100),
            Call::Download => data::binary(1 << 20),
            Call::Upload => data::UPLOADED.into(),
        };
        let answer = Transport::Canned(answer);
        let plugin = Plain::new(&config, answer.clone());
        let usual = Baseline::new(&config, baseline, "127.0.0.1:1", answer);
        bench(&mut group, runtime, "plugin", &plugin, call);
        bench(&mut group, runtime, "baseline", &usual, call);
    }
}

fn bench(
    group: &mut BenchmarkGroup<'_, WallTime>,
    runtime: &Runtime,
    who: &str,
    client: &impl Client,
    call: Call,
) {
    group.bench_function(format!("{call:?}, {who}"), |bencher| {
        bencher.to_async(runtime).iter(|| client.call(call));
    });
}
