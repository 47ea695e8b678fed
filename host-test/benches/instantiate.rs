//! Starting an instance of the compiled component: on demand, and from the pooling allocator.

mod support;

use host_test::{Options, Plugin, SHIPPED, Sandbox};
use support::figures::{at_most, ratio, time};
use support::guest::{self, Transport};
use support::measure::{self, bench};
use support::table::{Table, publish};

const KINDS: [(&str, Option<u32>); 2] = [("on demand", None), ("pooled", Some(16))];

fn main() {
    support::main(benchmark, |task| support::no_tasks(task));
}

fn benchmark() {
    let baseline = support::baseline::component();
    let mut criterion = measure::criterion();
    for (kind, pool) in KINDS {
        let options = Options {
            pool,
            ..Options::default()
        };
        instances(&mut criterion, kind, &options, &baseline);
        sessions(&mut criterion, kind, options);
    }
    criterion.final_summary();

    let mut table = Table::new(["", "plugin", "baseline", "plugin to baseline", "goal"]);
    for (kind, pool) in KINDS {
        let median = |name: &str| measure::median(kind, name);
        if let (Some(plugin), Some(baseline)) = (median("plugin"), median("baseline")) {
            let micros = plugin.as_secs_f64() * 1e6;
            table.row([
                format!("instance, {kind}"),
                time(plugin),
                time(baseline),
                ratio(plugin, baseline),
                match pool {
                    Some(_) => at_most("12 µs", 12.0, micros),
                    None => String::new(),
                },
            ]);
        }
        if let Some(session) = median("session") {
            table.row([
                format!("session of this host, {kind}"),
                time(session),
                String::new(),
                String::new(),
                String::new(),
            ]);
        }
    }
    publish("instantiate", &[table]);
}

/// The instance and the store that it needs, made and dropped, in the same plain host for both
/// components.
fn instances(criterion: &mut criterion::Criterion, kind: &str, options: &Options, baseline: &[u8]) {
    let runtime = support::runtime();
    let mut group = criterion.benchmark_group(kind);
    for (who, component) in [("plugin", SHIPPED), ("baseline", baseline)] {
        let linked = guest::link(&options.config(), component).expect("the component loads");
        let transport = Transport::Canned(bytes::Bytes::new());
        bench(&mut group, &runtime, who, async || {
            let mut store = guest::store(linked.engine(), &[], &transport);
            let instance = linked.instantiate_async(&mut store).await;
            instance.expect("an instance");
        });
    }
    group.finish();
}

/// What a call costs before it calls: settings, network grants and the lookup of the tools too.
fn sessions(criterion: &mut criterion::Criterion, kind: &str, options: Options) {
    let runtime = support::runtime();
    let plugin = Plugin::with_options(options).expect("the component loads");
    let sandbox = Sandbox::new()
        .envs(support::server::env("127.0.0.1:1"))
        .grant("http://127.0.0.1:1")
        .expect("an address");
    let mut group = criterion.benchmark_group(kind);
    bench(&mut group, &runtime, "session", async || {
        plugin.start(&sandbox).await.expect("a session");
    });
    group.finish();
}
