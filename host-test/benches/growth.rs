//! How time and memory grow with the answer: lists of 1 to 10,000 customers.

mod support;

use std::time::Duration;
use support::data;
use support::figures::{at_most, count, digits, memory, ratio, time};
use support::measure::{self, bench};
use support::native::Native;
use support::plugin;
use support::server::{LISTS, Server};
use support::table::{Table, publish};

const GROUP: &str = "growth";

/// The goal for guest memory: bytes per byte of the answer, beyond a fixed part.
const PER_BYTE: f64 = 2.0;
const FIXED: f64 = 1.5 * 1024.0 * 1024.0;

fn main() {
    support::main(benchmark, |task| support::no_tasks(task));
}

fn benchmark() {
    let server = Server::start(Duration::ZERO);
    let runtime = &support::runtime();
    let native = Native::new(&server.api, true);
    let plugin = plugin::pooled(16, true);
    let sandbox = plugin::sandbox(&server);
    let call = async |customers: usize| {
        let mut session = plugin.start(&sandbox).await.expect("a session");
        plugin::list_customers(&mut session, customers as u64).await;
        session.peak_memory()
    };

    let mut criterion = measure::criterion();
    let mut group = criterion.benchmark_group(GROUP);
    for customers in LISTS {
        bench(
            &mut group,
            runtime,
            &format!("native {customers}"),
            async || native.list_customers(customers as u64).await,
        );
        bench(
            &mut group,
            runtime,
            &format!("plugin {customers}"),
            async || call(customers).await,
        );
    }
    group.finish();
    criterion.final_summary();

    let mut table = Table::new([
        "customers",
        "body in bytes",
        "native",
        "plugin",
        "plugin to native",
        "peak guest memory",
        "goal for memory",
    ]);
    let mut points = Vec::new();
    for customers in LISTS {
        let body = data::customers(customers).len();
        let peak = runtime.block_on(call(customers));
        let median = |who| measure::median(GROUP, &format!("{who} {customers}"));
        if let (Some(native), Some(plugin)) = (median("native"), median("plugin")) {
            let limit = PER_BYTE * body as f64 + FIXED;
            table.row([
                count(customers as u64),
                count(body as u64),
                time(native),
                time(plugin),
                ratio(plugin, native),
                memory(peak as f64),
                at_most(&memory(limit), limit, peak as f64),
            ]);
            points.push((body as f64, native, plugin, peak as f64));
        }
    }
    if let (Some(small), Some(large)) = (points.first(), points.last()) {
        let bytes = large.0 - small.0;
        let nanos = |more: Duration, less: Duration| {
            digits((more.as_secs_f64() - less.as_secs_f64()) * 1e9 / bytes)
        };
        table.row([
            "slope, per byte".to_owned(),
            "1".to_owned(),
            format!("{} ns", nanos(large.1, small.1)),
            format!("{} ns", nanos(large.2, small.2)),
            String::new(),
            format!("{} bytes", digits((large.3 - small.3) / bytes)),
            at_most("2 bytes", PER_BYTE, (large.3 - small.3) / bytes),
        ]);
    }
    publish("growth", &[table]);
}
