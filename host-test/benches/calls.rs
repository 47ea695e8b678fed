//! One call at a time over loopback, against a native client and a component written the usual
//! way.

mod support;

use base64::prelude::{BASE64_STANDARD, Engine};
use criterion::Criterion;
use host_test::Options;
use host_test::bindings::types::Encoding;
use std::time::Duration;
use support::figures::{at_most, ratio, time};
use support::guest::Transport;
use support::measure::{self, bench};
use support::native::Native;
use support::server::{DOWNLOAD, Server};
use support::table::{Table, publish};
use support::{MIB, baseline, data, plugin};

const CALLS: [&str; 6] = [
    "get-customer",
    "list-customers of 100",
    "download 1 MiB, base64",
    "download 1 MiB, text",
    "upload 1 MiB, base64",
    "upload 1 MiB, text",
];

/// Connections, with the goal for the plugin's time over the native client's.
const POLICIES: [(&str, bool, f64); 2] = [("fresh", false, 1.6), ("reused", true, 1.3)];

fn main() {
    support::main(benchmark, |task| support::no_tasks(task));
}

fn benchmark() {
    let component = baseline::component();
    let mut criterion = measure::criterion();
    for (policy, reuse, _) in POLICIES {
        measure_calls(&mut criterion, policy, reuse, &component);
    }
    criterion.final_summary();
    publish("calls", &[table()]);
}

fn measure_calls(criterion: &mut Criterion, policy: &str, reuse: bool, component: &[u8]) {
    let server = Server::start(Duration::ZERO);
    let native = Native::new(&server.api, reuse);
    let plugin = plugin::pooled(16, reuse);
    let sandbox = plugin::sandbox(&server);
    let session = async || plugin.start(&sandbox).await.expect("a session");
    let pooled = Options {
        pool: Some(16),
        ..Options::default()
    };
    let usual = baseline::Calls::new(
        &pooled.config(),
        component,
        server.env(),
        Transport::network(reuse),
    );

    let binary = BASE64_STANDARD.encode(data::binary(MIB));
    let text = String::from_utf8(data::text(MIB).into()).expect("text");
    let binary_file = plugin::file("box.png", &binary, Encoding::Base64);
    let text_file = plugin::file("notes.txt", &text, Encoding::Utf8);

    let mut group = criterion.benchmark_group(policy);
    let group = &mut group;
    let runtime = &support::runtime();
    // What is compared follows each other, so that a slow moment of the machine meets all of it.
    bench(group, runtime, "get-customer native", async || {
        native.get_customer(7).await
    });
    bench(group, runtime, "get-customer plugin", async || {
        plugin::get_customer(&mut session().await, 7).await
    });
    bench(group, runtime, "get-customer baseline", async || {
        usual.get_customer(7).await
    });

    bench(group, runtime, "list-customers of 100 native", async || {
        native.list_customers(100).await
    });
    bench(group, runtime, "list-customers of 100 plugin", async || {
        plugin::list_customers(&mut session().await, 100).await
    });
    bench(
        group,
        runtime,
        "list-customers of 100 baseline",
        async || usual.list_customers(100).await,
    );

    let [kind, hash] = DOWNLOAD;
    bench(
        group,
        runtime,
        "download 1 MiB, base64 native",
        async || native.download_file(kind, hash, "box.png", false).await,
    );
    bench(
        group,
        runtime,
        "download 1 MiB, base64 plugin",
        async || plugin::download_file(&mut session().await, "box.png").await,
    );
    bench(
        group,
        runtime,
        "download 1 MiB, base64 baseline",
        async || usual.download_file("box.png").await,
    );
    bench(group, runtime, "download 1 MiB, text native", async || {
        native.download_file(kind, hash, "notes.txt", true).await
    });
    bench(group, runtime, "download 1 MiB, text plugin", async || {
        plugin::download_file(&mut session().await, "notes.txt").await
    });

    bench(group, runtime, "upload 1 MiB, base64 native", async || {
        native.upload_file("box.png", &binary, false).await
    });
    bench(group, runtime, "upload 1 MiB, base64 plugin", async || {
        plugin::upload_file(&mut session().await, &binary_file).await
    });
    bench(
        group,
        runtime,
        "upload 1 MiB, base64 baseline",
        async || usual.upload_file("box.png", &binary).await,
    );
    bench(group, runtime, "upload 1 MiB, text native", async || {
        native.upload_file("notes.txt", &text, true).await
    });
    bench(group, runtime, "upload 1 MiB, text plugin", async || {
        plugin::upload_file(&mut session().await, &text_file).await
    });
}

fn table() -> Table {
    let mut table = Table::new([
        "call",
        "connections",
        "native",
        "plugin",
        "the plugin adds",
        "plugin to native",
        "baseline",
        "baseline to native",
        "goal",
    ]);
    for call in CALLS {
        for (policy, _, goal) in POLICIES {
            let median = |who| measure::median(policy, &format!("{call} {who}"));
            let (Some(native), Some(plugin)) = (median("native"), median("plugin")) else {
                continue;
            };
            // The baseline has no text files.
            let baseline = median("baseline");
            table.row([
                call.to_owned(),
                policy.to_owned(),
                time(native),
                time(plugin),
                time(plugin.saturating_sub(native)),
                ratio(plugin, native),
                baseline.map(time).unwrap_or_default(),
                baseline.map(|it| ratio(it, native)).unwrap_or_default(),
                at_most(
                    &format!("{goal} ×"),
                    goal,
                    plugin.as_secs_f64() / native.as_secs_f64(),
                ),
            ]);
        }
    }
    table
}
