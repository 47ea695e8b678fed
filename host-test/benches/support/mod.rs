//! What the benchmarks share: the server that they call, the clients that call it, and the tables.

#![allow(dead_code, reason = "each benchmark uses a part of this")]

pub mod baseline;
pub mod child;
pub mod data;
pub mod figures;
pub mod guest;
pub mod measure;
pub mod native;
pub mod plugin;
pub mod precompiled;
pub mod server;
pub mod table;

/// The size that "1 MiB" stands for in every table.
pub const MIB: usize = 1 << 20;

/// Does the task that this process was started for: serving, one of the benchmark's own tasks, or
/// the benchmark itself.
pub fn main(benchmark: fn(), own_task: fn(&[&str])) {
    let Some(task) = child::task() else {
        return benchmark();
    };
    match task.split(' ').collect::<Vec<_>>().as_slice() {
        [server::TASK, latency] => server::run(latency),
        task => own_task(task),
    }
}

/// For benchmarks without tasks of their own.
pub fn no_tasks(task: &[&str]) -> ! {
    panic!("unknown task {task:?}");
}

/// Runs a benchmark's future. One thread: the server is another process, and what is compared
/// takes turns, so a second thread would add nothing but wake-ups between cores.
pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime starts")
}
