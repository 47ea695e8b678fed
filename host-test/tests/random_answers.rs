//! Thousands of generated answers (valid, mutated, truncated) to the packed component: it never
//! traps, errors stay bounded, and what is called JSON is JSON.
//!
//! The seed is fixed. `cargo test -p host-test --test random_answers -- --nocapture` prints counts,
//! and `ANSWERS=100000` before it generates more.

#[path = "random_answers/answers.rs"]
mod answers;
#[path = "random_answers/bodies.rs"]
mod bodies;
#[path = "faults/kind.rs"]
mod kind;
#[path = "random_answers/prng.rs"]
mod prng;
#[path = "faults/record.rs"]
mod record;
#[path = "random_answers/tools.rs"]
mod tools;

use answers::Generated;
use host_test::{ClientOptions, Options, Plugin, Sandbox};
use mock::faults::{FaultServer, Reading};
use prng::Prng;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::task::JoinSet;
use tools::Tool;

const SEED: u64 = 0x676f_7267_6961_7321;
const ANSWERS: u64 = 8000;
/// Sessions at once, each with a server of its own. More than cores: some answers make a call wait.
const AT_ONCE: u64 = 24;
const KEY: &str = "k3y-that-must-not-show";

/// How calls ended, counted.
type Counts = BTreeMap<String, usize>;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn generated_answers_never_trap() -> anyhow::Result<()> {
    // Some answers end their connection, and a request on one that is about to end may be lost.
    let plugin = Plugin::with_options(Options {
        client: ClientOptions {
            idle_timeout: Duration::ZERO,
            ..ClientOptions::default()
        },
        ..Options::default()
    })?;
    let answers = match std::env::var("ANSWERS") {
        Ok(number) => number.parse()?,
        Err(_) => ANSWERS,
    };
    let mut workers = JoinSet::new();
    for worker in 0..AT_ONCE {
        let plugin = plugin.clone();
        workers
            .spawn(async move { work(&plugin, (worker..answers).step_by(AT_ONCE as usize)).await });
    }
    let mut counts = Counts::new();
    while let Some(worker) = workers.join_next().await {
        for (ending, count) in worker?? {
            *counts.entry(ending).or_default() += count;
        }
    }
    println!("{counts:#?}");
    let total: usize = counts.values().sum();
    println!("{total} generated answers, seed {SEED:#x}");
    assert_eq!(total as u64, answers);
    // The generator is worth its name only if it reaches both the good and the bad ends.
    let good = counts.get("ok").copied().unwrap_or_default();
    assert!(good > total / 10 && good < total * 3 / 4, "{good} succeed");
    for kind in [
        "unexpected-response",
        "server",
        "rate-limited",
        "network",
        "too-large",
        "merged",
    ] {
        assert!(counts.contains_key(kind), "no answer led to {kind}");
    }
    Ok(())
}

/// Makes one call for each number, with the answer generated from it.
async fn work(plugin: &Plugin, numbers: impl Iterator<Item = u64>) -> anyhow::Result<Counts> {
    let current = Arc::new(AtomicU64::new(0));
    let answered = Arc::clone(&current);
    let server = FaultServer::answering(Reading::All, move |_, _| {
        generate(answered.load(Ordering::SeqCst)).1.steps()
    })
    .await?;
    let sandbox = Sandbox::new()
        .env("GORGIAS_BASE_URL", server.base_url())
        .env("GORGIAS_EMAIL", "me@acme.test")
        .env("GORGIAS_API_KEY", KEY)
        // Short, so that few waits fit.
        .env("GORGIAS_TIMEOUT_SECONDS", "1")
        .env("GORGIAS_MAX_RESPONSE_BYTES", "65536")
        .grant(&server.authority())?;
    let mut session = plugin.start(&sandbox).await?;
    let mut counts = Counts::new();
    for number in numbers {
        current.store(number, Ordering::SeqCst);
        let (tool, answer) = generate(number);
        let context = || format!("answer {number} to {tool:?}: {answer:?}");
        let ending = match tool.call(&mut session).await {
            Err(trap) => anyhow::bail!("a trap by {}: {trap:?}", context()),
            Ok(Ok(texts)) => {
                for text in texts {
                    anyhow::ensure!(is_json(&text), "not JSON, {text:?}, from {}", context());
                }
                "ok".to_owned()
            }
            Ok(Err(error)) => {
                let flaws = record::flaws(&error, &[KEY]);
                anyhow::ensure!(
                    flaws.is_empty(),
                    "{flaws:?} in {error:?} from {}",
                    context()
                );
                anyhow::ensure!(!answer.is_certainly_good(), "{error:?} from {}", context());
                kind::name(error.kind).to_owned()
            }
        };
        *counts.entry(ending).or_default() += 1;
    }
    Ok(counts)
}

fn generate(number: u64) -> (Tool, Generated) {
    let mut prng = Prng::new(SEED ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let tool = prng.pick(&Tool::ALL);
    (tool, Generated::new(tool, &mut prng))
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<&serde_json::value::RawValue>(text).is_ok()
}
