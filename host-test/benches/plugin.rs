//! What the plugin costs, beside a native client and a component written the usual way; and what
//! the MCP server costs on top. `README.md` beside this file says what is compared.

mod support;

use criterion::{BatchSize, BenchmarkGroup, Criterion, Throughput, measurement::WallTime};
use futures_util::future::join_all;
use host::{Options, Plugin, SHIPPED, SHIPPED_MCP};
use std::{
    env, fs,
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::Duration,
};
use support::{
    CALLS, Call, Client,
    baseline::{self, Baseline},
    chart, data,
    guest::{self, Transport, client},
    native::Native,
    plugin::{Embedded, Plain},
    server,
};
use tokio::runtime::{Builder, Runtime};
use wasmtime::{Engine, component::Component};

/// How long the server takes where many calls are made at once.
const LATENCY: Duration = Duration::from_millis(50);

fn main() {
    // Brief: the whole set has to run in minutes.
    let mut criterion = Criterion::default()
        .sample_size(30)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_millis(1_200))
        .configure_from_args();
    let baseline = baseline::component();
    let quick = server::start(Duration::ZERO);
    loading(&mut criterion, &baseline);
    instances(&mut criterion, &baseline, &quick);
    calls(&mut criterion, &baseline, &quick);
    guests(&mut criterion, &baseline);
    growth(&mut criterion, &quick);
    at_once(&mut criterion);
    let memory_mib = mcp(&mut criterion, &quick);
    criterion.final_summary();
    // Only a whole run has all figures.
    if env::args().skip(1).all(|argument| argument == "--bench") {
        let drawn = chart::draw(&chart::Figures {
            memory_mib,
            mcp: SHIPPED_MCP.len(),
            plugin: SHIPPED.len(),
            baseline: baseline.len(),
        });
        drawn.expect("the chart is drawn");
    }
}

/// One thread: what is compared takes turns, so a second one would add nothing but wake-ups
/// between cores.
fn runtime() -> Runtime {
    let runtime = Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime starts")
}

fn pooled() -> Options {
    Options {
        pool: Some(16),
        ..Options::default()
    }
}

/// From the bytes to something that can be instantiated.
fn loading(criterion: &mut Criterion, baseline: &[u8]) {
    let engine = Engine::new(&Options::default().config()).expect("an engine");
    let mut group = criterion.benchmark_group("load");
    group.sample_size(10);
    for (who, component) in [("plugin", SHIPPED), ("baseline", baseline)] {
        group.bench_function(format!("compile {who}"), |bencher| {
            bencher.iter(|| Component::new(&engine, component).expect("it compiles"));
        });
    }
    group.bench_function("plugin from wasmtime's cache", |bencher| {
        let kept = || Options {
            cache: true,
            ..Options::default()
        };
        bencher.iter(|| Plugin::with_options(kept()).expect("the plugin loads"));
    });
}

/// An instance with its store, made and dropped; and a whole session of this crate's host, with
/// settings, grants and the lookup of the tools.
fn instances(criterion: &mut Criterion, baseline: &[u8], api: &str) {
    let runtime = runtime();
    let mut group = criterion.benchmark_group("instance");
    for (who, component) in [("plugin", SHIPPED), ("baseline", baseline)] {
        let linked = guest::link(&pooled().config(), component).expect("the component loads");
        let transport = Transport::Canned(bytes::Bytes::new());
        group.bench_function(who, |bencher| {
            bencher.to_async(&runtime).iter(async || {
                let mut store = guest::store(linked.engine(), &[], &transport);
                let instance = linked.instantiate_async(&mut store).await;
                instance.expect("an instance");
            });
        });
    }
    let Embedded {
        plugin, sandbox, ..
    } = Embedded::new(api, 16);
    group.bench_function("session", |bencher| {
        bencher
            .to_async(&runtime)
            .iter(async || plugin.start(&sandbox).await.expect("a session"));
    });
}

/// One call at a time over loopback, connections kept.
fn calls(criterion: &mut Criterion, baseline: &[u8], api: &str) {
    let runtime = runtime();
    let native = Native::new(api);
    let plugin = Embedded::new(api, 16);
    let transport = Transport::Network(client());
    let usual = Baseline::new(&pooled().config(), baseline, api, transport);
    let mut group = criterion.benchmark_group("call");
    for (name, call) in CALLS {
        bench(
            &mut group,
            &runtime,
            &format!("{name}, native"),
            &native,
            call,
        );
        bench(
            &mut group,
            &runtime,
            &format!("{name}, plugin"),
            &plugin,
            call,
        );
        bench(
            &mut group,
            &runtime,
            &format!("{name}, baseline"),
            &usual,
            call,
        );
    }
}

/// The guests' own work: every answer is there at once.
fn guests(criterion: &mut Criterion, baseline: &[u8]) {
    let runtime = runtime();
    let config = pooled().config();
    let mut group = criterion.benchmark_group("guest");
    for (name, call) in CALLS {
        let answer = match call {
            Call::GetCustomer => data::customer(),
            Call::ListCustomers(count) => data::customers(count as usize),
            Call::Download => data::binary(1 << 20),
            Call::Upload => r#"[{"name": "a", "url": "https://uploads.example.test/a"}]"#.into(),
        };
        let answer = Transport::Canned(answer);
        let plugin = Plain::new(&config, answer.clone());
        let usual = Baseline::new(&config, baseline, "127.0.0.1:1", answer);
        bench(
            &mut group,
            &runtime,
            &format!("{name}, plugin"),
            &plugin,
            call,
        );
        bench(
            &mut group,
            &runtime,
            &format!("{name}, baseline"),
            &usual,
            call,
        );
    }
}

/// How time grows with the answer.
fn growth(criterion: &mut Criterion, api: &str) {
    let runtime = runtime();
    let (native, plugin) = (Native::new(api), Embedded::new(api, 16));
    let mut group = criterion.benchmark_group("list");
    for count in server::LISTS {
        let call = Call::ListCustomers(count);
        group.throughput(Throughput::Elements(count));
        bench(
            &mut group,
            &runtime,
            &format!("{count}, native"),
            &native,
            call,
        );
        bench(
            &mut group,
            &runtime,
            &format!("{count}, plugin"),
            &plugin,
            call,
        );
    }
}

/// Many calls at once, against a server that takes its time.
fn at_once(criterion: &mut Criterion) {
    let api = server::start(LATENCY);
    let runtime = Runtime::new().expect("a runtime starts");
    let plugin = Embedded::new(&api, 512);
    let mut group = criterion.benchmark_group("at once");
    group.sample_size(10);
    for calls in [1, 8, 64, 512] {
        group.throughput(Throughput::Elements(calls));
        group.bench_function(format!("{calls}"), |bencher| {
            bencher.to_async(&runtime).iter(async || {
                let calls = (0..calls).map(|_| {
                    let plugin = plugin.clone();
                    tokio::spawn(async move { plugin.call(Call::ListCustomers(10)).await })
                });
                join_all(calls).await
            });
        });
    }
}

/// The MCP server as a client meets it: `host-test mcp`, started, asked and answering. Returns the
/// memory of its process once it has listed its tools, in MiB.
fn mcp(criterion: &mut Criterion, api: &str) -> Option<f64> {
    let list = r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#;
    let call = |tool: &str, arguments: &str| {
        format!(
            r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{"name":"gorgias_customers_{tool}","arguments":{arguments}}}}}"#
        )
    };
    // What a benchmark measures is not the first compilation.
    McpClient::start(api).ask(list);
    let mut group = criterion.benchmark_group("mcp");
    group.bench_function("start to tools/list", |bencher| {
        let start = || McpClient::start(api).ask(list);
        bencher.iter_batched(|| (), |()| start(), BatchSize::PerIteration);
    });
    let mut client = McpClient::start(api);
    client.ask(list);
    let memory = client.resident_mib();
    for (name, message) in [
        ("tools/list", list.to_owned()),
        ("get-customer", call("get_customer", r#"{"id":7}"#)),
        (
            "list-customers of 100",
            call("list_customers", r#"{"view_id":100}"#),
        ),
    ] {
        group.bench_function(name, |bencher| bencher.iter(|| client.ask(&message)));
    }
    memory
}

/// A process with the MCP server on standard input and output; it ends with its input.
struct McpClient {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl McpClient {
    fn start(api: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_host-test"))
            .args(["mcp", "--live"])
            .envs(support::env(api))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let output = child.stdout.take().expect("its output");
        Self {
            input: child.stdin.take(),
            output: BufReader::new(output),
            child,
        }
    }

    fn ask(&mut self, message: &str) -> String {
        let input = self.input.as_mut().expect("its input");
        writeln!(input, "{message}").expect("the server reads");
        let mut answer = String::new();
        self.output.read_line(&mut answer).expect("an answer");
        assert!(
            answer.contains("\"result\"") && !answer.contains("\"isError\":true"),
            "{answer}"
        );
        answer
    }

    /// Its memory, where the system says it as Linux does.
    fn resident_mib(&self) -> Option<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))?;
        let kib: f64 = line.split_whitespace().next()?.parse().ok()?;
        Some(kib / 1024.0)
    }
}

impl Drop for McpClient {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.child.wait();
    }
}

fn bench(
    group: &mut BenchmarkGroup<'_, WallTime>,
    runtime: &Runtime,
    name: &str,
    client: &impl Client,
    call: Call,
) {
    group.bench_function(name, |bencher| {
        bencher.to_async(runtime).iter(|| client.call(call));
    });
}
