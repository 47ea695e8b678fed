//! Getting the component into a process: compiling it, loading it compiled, and how long a
//! process takes from its start to the first answer.

mod support;

use host_test::{Options, Plugin, SHIPPED};
use std::time::{Duration, Instant};
use support::child::{self, Running};
use support::figures::{at_most, kilobytes, ratio, time};
use support::measure::{self, quantile};
use support::native::Native;
use support::plugin::{get_customer, sandbox_for};
use support::precompiled::{self, File};
use support::server::Server;
use support::table::{Table, publish};
use wasmtime::Engine;
use wasmtime::component::Component;

/// Processes started for each row of the second table. The first of them are not counted.
const STARTS: usize = 41;
const STARTS_COMPILING: usize = 8;
const UNCOUNTED: usize = 1;

fn main() {
    support::main(benchmark, first_answer);
}

fn benchmark() {
    let baseline = support::baseline::component();
    let mut criterion = measure::criterion();
    let config = Options::default().config();
    let plugin_file = File::write("plugin", &config, SHIPPED);
    let baseline_file = File::write("baseline", &config, &baseline);
    loading(
        &mut criterion,
        [
            ("plugin", SHIPPED, &plugin_file),
            ("baseline", &baseline, &baseline_file),
        ],
    );
    criterion.final_summary();

    let mut loads = Table::new(["loading", "plugin", "baseline", "plugin to baseline"]);
    loads.row([
        "size of the `.wasm`".to_owned(),
        kilobytes(SHIPPED.len()),
        kilobytes(baseline.len()),
        format!("{:.2} ×", SHIPPED.len() as f64 / baseline.len() as f64),
    ]);
    for (name, words) in [
        ("compile", "compile the `.wasm`"),
        ("deserialize", "load the machine code from memory"),
        ("map", "map the machine code from a file"),
    ] {
        let plugin = measure::median("load", &format!("{name} plugin"));
        let baseline = measure::median("load", &format!("{name} baseline"));
        if let (Some(plugin), Some(baseline)) = (plugin, baseline) {
            loads.row([
                words.to_owned(),
                time(plugin),
                time(baseline),
                ratio(plugin, baseline),
            ]);
        }
    }
    publish("load", &[loads, starting()]);
}

fn engine() -> Engine {
    Engine::new(&Options::default().config()).expect("an engine")
}

fn loading(criterion: &mut criterion::Criterion, components: [(&str, &[u8], &File); 2]) {
    let engine = engine();
    let mut group = criterion.benchmark_group("load");
    for (who, component, file) in components {
        let code = std::fs::read(file.path()).expect("the file is there");
        group.bench_function(format!("deserialize {who}"), |bencher| {
            bencher.iter(|| precompiled::load_bytes(&engine, &code).expect("it loads"));
        });
        group.bench_function(format!("map {who}"), |bencher| {
            bencher.iter(|| precompiled::load(&engine, file.path()).expect("it loads"));
        });
        // A third of a second each: as few as criterion takes.
        group.sample_size(10);
        group.bench_function(format!("compile {who}"), |bencher| {
            bencher.iter(|| Component::new(&engine, component).expect("it compiles"));
        });
        group.sample_size(30);
    }
    group.finish();
}

/// From the start of a process until it has read one customer, seen from outside.
fn starting() -> Table {
    let server = Server::start(Duration::ZERO);
    let mut table = Table::new(["process start to", "median", "slowest in 10", "goal"]);
    for (words, task, starts) in [
        ("nothing (`main` is reached)", "nothing", STARTS),
        ("first answer, native client", "native", STARTS),
        ("first answer, plugin precompiled", "precompiled", STARTS),
        (
            "first answer, plugin compiled at start",
            "compile",
            STARTS_COMPILING,
        ),
    ] {
        let task = [task, &server.api, &server.files];
        let mut times: Vec<Duration> = (0..starts)
            .map(|_| {
                let start = Instant::now();
                let mut process = Running::start(&task);
                process.line();
                start.elapsed()
            })
            .skip(UNCOUNTED)
            .collect();
        let median = quantile(&mut times, 0.5);
        let goal = match task[0] {
            "precompiled" => at_most("3 ms", 3e-3, median.as_secs_f64()),
            _ => String::new(),
        };
        table.row([
            words.to_owned(),
            time(median),
            time(quantile(&mut times, 0.9)),
            goal,
        ]);
    }
    table
}

/// What a child process does.
fn first_answer(task: &[&str]) {
    let options = Options::default();
    let load = |component: &Component| {
        Plugin::from_component(component, SHIPPED, options.clone()).expect("the plugin links")
    };
    let answer = match *task {
        ["nothing", ..] => String::new(),
        ["native", api, _] => support::runtime().block_on(Native::new(api, true).get_customer(7)),
        ["precompiled", api, files] => {
            // Who only loads does not need the compiler, not even to be set up.
            let engine = Engine::new(options.config().enable_compiler(false)).expect("an engine");
            let code = precompiled::load(&engine, &precompiled::path("plugin")).expect("it loads");
            ask(&load(&code), api, files)
        }
        ["compile", api, files] => {
            let plugin = Plugin::with_options(options).expect("it compiles");
            ask(&plugin, api, files)
        }
        _ => support::no_tasks(task),
    };
    child::say(&format!("{} bytes", answer.len()));
    // Nothing that is left to do has to be waited for, as in a command line tool.
    std::process::exit(0);
}

fn ask(plugin: &Plugin, api: &str, files: &str) -> String {
    support::runtime().block_on(async {
        let sandbox = sandbox_for(api, files);
        let mut session = plugin.start(&sandbox).await.expect("a session");
        get_customer(&mut session, 7).await
    })
}
