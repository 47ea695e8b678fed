//! Thousands of generated answers (valid, mutated, truncated) to the packed component: it never
//! traps, errors stay bounded, and what is called JSON is JSON.
//!
//! Does what the fuzzer does in `fuzz/` for as long as it is let, this does for a bounded number of
//! answers. `cargo test -p host-test generated -- --nocapture` prints counts, and `ANSWERS=100000`
//! before it generates more.

use crate::{
    calls, data,
    fuzz::{SECRETS, answer::Answer, record::Record},
    support::{ToolError, sandbox_for},
};
use arbitrary::Unstructured;
use gorgias_customers::tool::Tool;
use host::{ClientOptions, Options, Plugin};
use mock::faults::{FaultServer, Reading, Step};
use serde_json::{Value, value::RawValue};
use std::{
    collections::BTreeMap,
    env,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::task::JoinSet;

const ANSWERS: usize = 6000;
/// The bytes that an answer is generated from: pseudo-random, and the same in every run.
const BYTES: usize = 512;
/// Sessions at once, each with a server of its own. More than cores: some answers make a call wait.
const AT_ONCE: usize = 24;

/// How calls ended, counted.
type Counts = BTreeMap<String, usize>;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_answer_makes_a_tool_trap_or_tell_a_secret() -> anyhow::Result<()> {
    // Some answers end their connection, and a request on one that is about to end may be lost.
    let plugin = Plugin::with_options(Options {
        client: ClientOptions {
            idle_timeout: Duration::ZERO,
            ..ClientOptions::default()
        },
        ..Options::default()
    })?;
    let answers = env::var("ANSWERS").map_or(Ok(ANSWERS), |number| number.parse())?;
    let noise = data::binary(answers * BYTES);
    let mut workers = JoinSet::new();
    for worker in 0..AT_ONCE {
        let (plugin, noise) = (plugin.clone(), noise.clone());
        workers.spawn(async move {
            let seeds = noise.chunks(BYTES).skip(worker).step_by(AT_ONCE);
            work(&plugin, seeds).await
        });
    }
    let mut counts = Counts::new();
    while let Some(worker) = workers.join_next().await {
        for (ending, count) in worker?? {
            *counts.entry(ending).or_default() += count;
        }
    }
    println!("{counts:#?}");
    let total: usize = counts.values().sum();
    assert_eq!(total, answers);
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

/// Makes a call for each seed, with tool and answer generated from it.
async fn work(plugin: &Plugin, seeds: impl Iterator<Item = &[u8]>) -> anyhow::Result<Counts> {
    let current = Arc::new(Mutex::new(Vec::new()));
    let answering = Arc::clone(&current);
    let server = FaultServer::answering(Reading::All, move |_, _| {
        let steps: &Vec<Step> = &answering.lock().unwrap_or_else(PoisonError::into_inner);
        steps.clone()
    })
    .await?;
    // So short that few waits fit.
    let sandbox = sandbox_for(&server, 1).env("GORGIAS_MAX_RESPONSE_BYTES", "65536");
    let mut session = plugin.start(&sandbox).await?;
    let examples = calls::examples();
    let mut counts = Counts::new();
    for seed in seeds {
        let mut bytes = Unstructured::new(seed);
        let (tool, row) = bytes.choose(&examples)?;
        let answer = Answer::generate(row.answer(), &mut bytes)?;
        let mut steps = vec![Step::Send(answer.bytes().into())];
        if answer.closes() {
            steps.push(Step::Close);
        }
        *current.lock().unwrap_or_else(PoisonError::into_inner) = steps;

        let context = || format!("{row:?} answered with {answer:?}");
        let outcome = row.call().make(&mut session).await;
        let outcome = outcome.map_err(|trap| anyhow::anyhow!("{trap:?}: {}", context()))?;
        let ending = match outcome {
            Ok(value) => {
                for text in json_texts(*tool, value) {
                    let is_json = serde_json::from_str::<&RawValue>(&text).is_ok();
                    anyhow::ensure!(is_json, "not JSON, {text:?}: {}", context());
                }
                "ok".to_owned()
            }
            Err(error) => {
                let flaws = flaws(&error);
                anyhow::ensure!(flaws.is_empty(), "{flaws:?} in {error:?}: {}", context());
                // A busy machine may let the one second pass.
                let excused = !answer.good || error.kind == "timeout";
                anyhow::ensure!(excused, "{error:?}: {}", context());
                error.kind
            }
        };
        *counts.entry(ending).or_default() += 1;
    }
    Ok(counts)
}

/// Picks those parts of a tool's result that have to be JSON.
fn json_texts(tool: Tool, result: Option<Value>) -> Vec<String> {
    match result {
        Some(Value::String(json)) if tool != Tool::PostApiStatsNameDownload => vec![json],
        Some(Value::Object(page)) => ["items", "meta"]
            .iter()
            .filter_map(|part| Some(page.get(*part)?.as_str()?.to_owned()))
            .collect(),
        _ => Vec::new(),
    }
}

fn flaws(error: &ToolError) -> Vec<String> {
    Record {
        message: &error.message,
        details: error.details.as_deref(),
        request_id: error.request_id.as_deref(),
    }
    .flaws(&SECRETS)
}
