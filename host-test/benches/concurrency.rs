//! Many calls at once through one process, against a server that answers after 50 ms.
//!
//! Each row is a process of its own, so that its memory is its own.

mod support;

use host_test::{Options, Plugin, SHIPPED, Sandbox};
use std::sync::Arc;
use std::time::{Duration, Instant};
use support::child::{self, Running};
use support::figures::{at_least, count, digits, memory, time};
use support::measure::{self, quantile};
use support::native::Native;
use support::plugin;
use support::plugin::{list_customers, sandbox_for};
use support::precompiled::{self, File};
use support::server::Server;
use support::table::{Table, publish};
use wasmtime::Engine;

/// How long the server takes.
const LATENCY: Duration = Duration::from_millis(50);
/// How long calls are begun in each row.
const DURATION: Duration = Duration::from_secs(3);
const LEVELS: [usize; 4] = [1, 8, 64, 512];
/// Compiling takes a core for a third of a second, and many at once would take minutes.
const LEVELS_COMPILING: [usize; 2] = [1, 8];
/// The names of files with machine code.
const POOLED: &str = "pooled";
const ON_DEMAND: &str = "on-demand";

fn main() {
    support::main(benchmark, task);
}

fn benchmark() {
    let server = Server::start(LATENCY);
    let _files = [
        File::write(POOLED, &pooled().config(), SHIPPED),
        File::write(ON_DEMAND, &on_demand().config(), SHIPPED),
    ];
    let mut table = Table::new([
        "how",
        "at once",
        "calls per second",
        "to one at a time",
        "median",
        "99th percentile",
        "process memory per call",
        "goal",
    ]);
    for (how, words) in [
        ("native", "native client, reused connections"),
        ("pooled", "plugin, pooled, reused connections"),
        (
            "precompiled",
            "plugin, a fresh engine per call, precompiled",
        ),
        ("compiled", "plugin, a fresh engine per call, compiled"),
    ] {
        let levels = match how {
            "compiled" => &LEVELS_COMPILING[..],
            _ => &LEVELS[..],
        };
        let mut alone = 0.0;
        for &at_once in levels {
            let level = at_once.to_string();
            let mut process = Running::start(&[how, &level, &server.api, &server.files]);
            let figures = Figures::read(&process.line());
            if at_once == 1 {
                alone = figures.per_second;
            }
            let factor = figures.per_second / alone;
            table.row([
                words.to_owned(),
                level,
                count(figures.per_second.round() as u64),
                format!("{} ×", digits(factor)),
                time(figures.median),
                time(figures.slow),
                memory(figures.memory / at_once as f64),
                match (how, at_once) {
                    ("pooled", 64) => at_least("10 ×", 10.0, factor),
                    _ => String::new(),
                },
            ]);
        }
    }
    publish("concurrency", &[table]);
}

/// What a row's process found.
struct Figures {
    per_second: f64,
    median: Duration,
    slow: Duration,
    /// How much more memory the process had at most than before the calls, in bytes.
    memory: f64,
}

impl Figures {
    fn say(&self) {
        child::say(&format!(
            "{} {} {} {}",
            self.per_second,
            self.median.as_nanos(),
            self.slow.as_nanos(),
            self.memory
        ));
    }

    fn read(line: &str) -> Self {
        let parts: Vec<f64> = line
            .split(' ')
            .map(|part| part.parse().expect("a number"))
            .collect();
        let nanos = |value: f64| Duration::from_nanos(value as u64);
        Self {
            per_second: parts[0],
            median: nanos(parts[1]),
            slow: nanos(parts[2]),
            memory: parts[3],
        }
    }
}

/// What a child process does.
fn task(task: &[&str]) {
    let &[how, at_once, api, files] = task else {
        support::no_tasks(task);
    };
    let at_once: usize = at_once.parse().expect("a number");
    match how {
        "native" => native(at_once, api),
        "pooled" => in_pool(at_once, api, files),
        "precompiled" => with_fresh_engines(at_once, api, files, true),
        "compiled" => with_fresh_engines(at_once, api, files, false),
        _ => support::no_tasks(task),
    }
    .say();
}

fn native(at_once: usize, api: &str) -> Figures {
    let client = Arc::new(Native::new(api, true));
    across_threads(at_once, move || {
        let client = Arc::clone(&client);
        async move { client.list_customers(10).await.len() }
    })
}

fn in_pool(at_once: usize, api: &str, files: &str) -> Figures {
    let options = pooled();
    let plugin = load(POOLED, options);
    let sandbox = Arc::new(sandbox_for(api, files));
    across_threads(at_once, move || {
        let (plugin, sandbox) = (plugin.clone(), Arc::clone(&sandbox));
        async move { call(&plugin, &sandbox).await }
    })
}

/// What pooling saves: each call has an engine, machine code and connections of its own.
fn with_fresh_engines(at_once: usize, api: &str, files: &str, precompiled: bool) -> Figures {
    let sandbox = Arc::new(sandbox_for(api, files));
    across_threads(at_once, move || {
        let sandbox = Arc::clone(&sandbox);
        async move {
            let plugin = match precompiled {
                true => load(ON_DEMAND, on_demand()),
                false => Plugin::with_options(on_demand()).expect("the plugin loads"),
            };
            call(&plugin, &sandbox).await
        }
    })
}

fn pooled() -> Options {
    let most = LEVELS.iter().max().copied().unwrap_or_default() + 1;
    Options {
        pool: u32::try_from(most).ok(),
        client: plugin::connections(true),
        ..Options::default()
    }
}

fn on_demand() -> Options {
    Options {
        client: plugin::connections(false),
        ..Options::default()
    }
}

/// Loads machine code: compiling would leave memory behind that calls then seem not to need.
fn load(name: &str, options: Options) -> Plugin {
    let engine = Engine::new(&options.config()).expect("an engine");
    let component = precompiled::load(&engine, &precompiled::path(name)).expect("it loads");
    Plugin::from_component(&component, SHIPPED, options).expect("the plugin loads")
}

async fn call(plugin: &Plugin, sandbox: &Sandbox) -> usize {
    let mut session = plugin.start(sandbox).await.expect("a session");
    list_customers(&mut session, 10).await.len()
}

/// Calls from tasks on all cores.
fn across_threads<F>(at_once: usize, call: impl Fn() -> F + Clone + Send + 'static) -> Figures
where
    F: Future<Output = usize> + Send + 'static,
{
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime starts");
    runtime.block_on(async move {
        tokio::spawn(call()).await.expect("the call succeeds");
        let mut load = Load::begin();
        let workers: Vec<_> = (0..at_once)
            .map(|_| tokio::spawn(worker(call.clone(), load.start)))
            .collect();
        for worker in workers {
            load.times.extend(worker.await.expect("the calls succeed"));
        }
        load.end()
    })
}

/// Makes one call after the other for as long as calls are begun, and times them.
async fn worker<F: Future<Output = usize>>(call: impl Fn() -> F, start: Instant) -> Vec<Duration> {
    let mut times = Vec::new();
    while start.elapsed() < DURATION {
        let begun = Instant::now();
        assert!(call().await > 0, "an empty answer");
        times.push(begun.elapsed());
    }
    times
}

struct Load {
    start: Instant,
    memory: Option<u64>,
    times: Vec<Duration>,
}

impl Load {
    fn begin() -> Self {
        // Lets the peak begin anew; where that is not possible, the figure is too large.
        let _ = std::fs::write("/proc/self/clear_refs", "5");
        Self {
            memory: measure::memory("VmRSS"),
            times: Vec::new(),
            start: Instant::now(),
        }
    }

    fn end(mut self) -> Figures {
        let seconds = self.start.elapsed().as_secs_f64();
        let peak = measure::memory("VmHWM").zip(self.memory);
        Figures {
            per_second: self.times.len() as f64 / seconds,
            median: quantile(&mut self.times, 0.5),
            slow: quantile(&mut self.times, 0.99),
            memory: peak.map_or(0.0, |(peak, before)| peak.saturating_sub(before) as f64),
        }
    }
}
