//! Measuring: criterion where it fits, and what it does not do.

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

/// criterion, brief: the whole set has to run in minutes.
pub fn criterion() -> Criterion {
    Criterion::default()
        .without_plots()
        .output_directory(&directory())
        .sample_size(30)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_millis(1_200))
        .configure_from_args()
}

fn directory() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("criterion")
}

/// Measures an asynchronous function.
pub fn bench<T>(
    group: &mut BenchmarkGroup<'_, WallTime>,
    runtime: &Runtime,
    name: &str,
    mut function: impl AsyncFnMut() -> T,
) {
    group.bench_function(name, |bencher| {
        bencher.iter_custom(|times| {
            runtime.block_on(async {
                let start = Instant::now();
                for _ in 0..times {
                    std::hint::black_box(function().await);
                }
                start.elapsed()
            })
        });
    });
}

/// The median that criterion found, in this run or, where a filter left it out, an earlier one.
pub fn median(group: &str, name: &str) -> Option<Duration> {
    let path = directory()
        .join(group)
        .join(name)
        .join("new/estimates.json");
    let estimates: Value = serde_json::from_slice(&std::fs::read(path).ok()?).ok()?;
    let nanos = estimates["median"]["point_estimate"].as_f64()?;
    Some(Duration::from_nanos(nanos as u64))
}

/// The value below which this share of the times lies. Sorts them.
pub fn quantile(times: &mut [Duration], share: f64) -> Duration {
    times.sort_unstable();
    let last = times.len().saturating_sub(1);
    let at = (last as f64 * share).round() as usize;
    times.get(at).copied().unwrap_or_default()
}

/// A line of `/proc/self/status`, in bytes; none where there is no such file.
pub fn memory(line: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let value = status.lines().find_map(|row| row.strip_prefix(line))?;
    let kibibytes: u64 = value
        .trim_matches([':', ' ', '\t', 'k', 'B'])
        .parse()
        .ok()?;
    Some(kibibytes << 10)
}
