//! Actions of a client on a stream, in any order: calls, cancellations, answers of a person, garbage,
//! the end.

use arbitrary::{Result, Unstructured};
use mcp::stdio::world::{World, call, cancel, get, ping, request};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The end of a request.
#[derive(Default)]
struct Asked {
    /// As which message it was taken back.
    cancelled: Option<usize>,
    /// Whether it is answered at once, or only with others.
    is_done_anyway: bool,
    is_answered: bool,
}

/// Serves a generated client, and checks that every request is answered once, and none that was taken
/// back before.
///
/// # Panics
///
/// When that is not so.
pub fn check(u: &mut Unstructured) -> Result<()> {
    let mut world = World::new();
    world.reads_for = *u.choose(&[0, 0, 7, 400])?;
    if u.ratio(1, 8)? {
        world = world.with("GORGIAS_MAX_RESPONSE_BYTES", "50000000");
    }
    let mut asked = BTreeMap::<u64, Asked>::new();
    if u.ratio(1, 3)? {
        let can = json!({"protocolVersion": "2025-11-25", "capabilities": {"elicitation": {}}});
        world = world.with("GORGIAS_CONFIRM", "destructive");
        world = world.at(0, request(0, "initialize", can));
        asked.entry(0).or_default().is_done_anyway = true;
    }
    let mut time = 0;
    while !u.is_empty() && asked.len() < 300 {
        time += *u.choose(&[0u64, 0, 1, 60, 3000])?;
        let written = world.input.borrow().len();
        let id = asked.len() as u64;
        let kind = u.int_in_range(0..=11)?;
        let wait = u.int_in_range(1..=250)? * *u.choose(&[1, 90])?;
        let message = match kind {
            0..=3 => get(id, wait),
            4 => {
                let delay = u.choose(&[(429, "2"), (503, ""), (500, "")])?;
                let refusals = &mut world.refusals.borrow_mut();
                refusals.entry(wait).or_default().push(*delay);
                let mut call = get(id, wait);
                call["params"]["_meta"] = json!({"progressToken": id});
                call
            }
            5 => call(id, "delete_customer", json!({"id": wait})),
            6 => {
                let dry = json!({"id": wait, "dry_run": true});
                call(id, "delete_customer", dry)
            }
            7 => ping(id),
            8 => {
                let calls = (id..id + 1 + wait % 4).map(|id| get(id, wait + id));
                calls.collect::<Vec<_>>().into()
            }
            9 => {
                let action = *u.choose(&["accept", "decline", "cancel"])?;
                let id = format!("ask-{}", wait % 8);
                json!({"jsonrpc": "2.0", "id": id, "result": {"action": action}})
            }
            10 => json!("garbage"),
            _ => {
                let id = wait % id.max(1);
                if let Some(asked) = asked.get_mut(&id) {
                    asked.cancelled.get_or_insert(written);
                }
                cancel(id)
            }
        };
        let single = [message.clone()];
        for one in message.as_array().map_or(&single[..], Vec::as_slice) {
            if let (Some(id), true) = (one["id"].as_u64(), one["method"].is_string()) {
                let is_call = message["method"] == "tools/call";
                asked.entry(id).or_default().is_done_anyway = !is_call;
            }
        }
        world = world.at(time, message);
    }
    if u.ratio(1, 4)?
        && let Some((_, line)) = world.input.borrow_mut().back_mut()
    {
        line.pop();
    }
    assert!(world.run().is_ok());
    for (place, answer) in world.begun.borrow().iter().enumerate() {
        let single = [answer.clone()];
        for response in answer.as_array().map_or(&single[..], Vec::as_slice) {
            answered(&mut asked, response, place, &world);
        }
    }
    for (id, asked) in &asked {
        assert!(
            asked.is_answered || asked.cancelled.is_some(),
            "{id} is not answered"
        );
    }
    assert!(world.open.borrow().is_empty());
    assert!(world.most_open.get() <= 32);
    Ok(())
}

fn answered(asked: &mut BTreeMap<u64, Asked>, response: &Value, place: usize, world: &World) {
    let Some(id) = response["id"].as_u64() else {
        return;
    };
    let asked = asked.get_mut(&id).expect("an answer to what nobody asked");
    assert!(!asked.is_answered, "{id} is answered twice");
    asked.is_answered = true;
    let taken_back = asked
        .cancelled
        .map(|line| world.written_after.borrow()[line]);
    assert!(
        asked.is_done_anyway || taken_back.is_none_or(|begun| place < begun),
        "{id} is answered though it was taken back"
    );
}
