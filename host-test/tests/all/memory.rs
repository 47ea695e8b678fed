//! How much memory the plugin takes, measured where the host grants it.
//!
//! `cargo test -p host-test memory -- --nocapture` prints the numbers.

use crate::{
    calls::call,
    faults::class::Class,
    support::{Call, ToolError, make, plugin, sandbox_for},
};
use bytes::Bytes;
use mock::faults::{Answer, Exchange, FaultServer, Reading, Step};
use serde_json::{Value, json};

const MIB: usize = 1 << 20;
const SIZES: [usize; 2] = [MIB, 8 * MIB];

/// Returns the memory that a call may take for a body of this size.
fn bound(body: usize) -> usize {
    3 * body + 2 * MIB
}

/// Returns the memory that a list may take, of which there are many.
fn list_bound(body: usize) -> usize {
    2 * body + 3 * MIB / 2
}

/// Makes the call in a fresh session for each way in which a server can send this answer, and checks
/// that it ends well and that the session has had no more memory than `bound`.
async fn measure(
    what: &str,
    answer: Answer,
    bound: usize,
    call: &Call,
    is_well: impl Fn(Result<Option<Value>, ToolError>) -> bool,
) -> anyhow::Result<()> {
    let until_close = Exchange::answering(answer.clone().until_close()).close();
    let mut framings = vec![
        ("with its length", Exchange::answering(answer.clone())),
        ("in chunks", Exchange::answering(answer.clone().chunked())),
        ("until the end", until_close),
    ];
    // A million small chunks take a minute.
    if answer.bytes().len() < 2 * MIB {
        let small = Exchange::answering(answer.in_chunks_of(64));
        framings.push(("in chunks of 64 bytes", small));
    }
    for (framing, exchange) in framings {
        let server = FaultServer::start([exchange]).await?;
        let mut session = plugin().start(&sandbox_for(&server, 60)).await?;
        assert!(is_well(make(&mut session, call).await), "{what} {framing}");
        let peak = session.peak_memory();
        println!("{what:30} {framing:20} {peak:9} bytes of {bound:9}");
        assert!(peak <= bound, "{what} {framing}: {peak} of {bound} bytes");
    }
    Ok(())
}

/// JSON of about this size: a list of short strings in an envelope.
fn list(size: usize) -> Bytes {
    let item = r#"{"id": 700101, "name": "Ada Mae Byron", "email": "ada@shop.test"},"#;
    let items = item.repeat(size / item.len() - 2);
    let items = items.trim_end_matches(',');
    format!(r#"{{"object": "list", "data": [{items}], "meta": {{"next_cursor": "abc"}}}}"#).into()
}

#[tokio::test]
async fn json_takes_little_more_than_itself() -> anyhow::Result<()> {
    for size in SIZES {
        let body = list(size);
        let length = body.len();
        let answer = Answer::json(body);
        let get = call("get_customer", r#"{"id": 7}"#);
        measure(
            "JSON",
            answer.clone(),
            bound(length),
            &get,
            |result| matches!(result, Ok(Some(Value::String(text))) if text.len() == length),
        )
        .await?;
        let list = call("list_customers", "{}");
        measure(
            "a list",
            answer,
            list_bound(length),
            &list,
            |result| matches!(result, Ok(Some(page)) if page["next-cursor"] == "abc"),
        )
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_download_takes_its_bytes_and_their_base64() -> anyhow::Result<()> {
    let file = r#"{"file_type": "a", "domain_hash": "b", "resource_name": "c"}"#;
    let download = call("download_file", file);
    for size in SIZES {
        for (kind, byte) in [("a text", b'x'), ("a binary file", 0xff)] {
            let answer = Answer::new(200).body(vec![byte; size]);
            measure(
                kind,
                answer,
                bound(size),
                &download,
                |result| matches!(result, Ok(Some(file)) if file["size"] == size),
            )
            .await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn an_upload_takes_what_the_host_gave_and_what_goes_out() -> anyhow::Result<()> {
    for size in SIZES {
        for (encoding, content) in [
            ("utf8", "x".repeat(size)),
            ("base64", "/".repeat(size / 3 * 4)),
        ] {
            let answer = Answer::json(r#"[{"name": "a", "url": "https://files.test/a"}]"#);
            let file = json!({"name": "a", "content": content, "encoding": encoding});
            let upload = call("post_api_upload", &json!({"files": [file]}).to_string());
            let server = FaultServer::start([Exchange::answering(answer)]).await?;
            let mut session = plugin().start(&sandbox_for(&server, 60)).await?;
            assert!(make(&mut session, &upload).await.is_ok());
            let bound = bound(server.received()[0].body.len());
            let peak = session.peak_memory();
            println!("an upload as {encoding}: {peak} bytes of {bound}");
            assert!(peak <= bound, "{encoding}: {peak} of {bound} bytes");
        }
    }
    Ok(())
}

#[tokio::test]
async fn an_answer_over_the_limit_takes_no_more_than_one_at_the_limit() -> anyhow::Result<()> {
    let answer = Answer::json(list(40 * MIB));
    let get = call("get_customer", r#"{"id": 7}"#);
    let over = |result: Result<_, ToolError>| result.is_err_and(|it| it.kind == "too-large");
    measure("over the limit", answer, bound(8 * MIB), &get, over).await
}

#[tokio::test]
async fn memory_is_given_back_after_every_call() -> anyhow::Result<()> {
    let server = FaultServer::answering(Reading::All, |number, _| {
        let body = " ".repeat(MIB);
        let answer = match number % 4 {
            0 => Answer::json(body + "{}"),
            1 => Answer::json(body + "{"),
            2 => Answer::json(body + "{}").chunked(),
            _ => Answer::new(500).body(body),
        };
        vec![Step::Send(answer.bytes())]
    })
    .await?;
    let mut session = plugin().start(&sandbox_for(&server, 30)).await?;
    let create = Class::Create.call(MIB);
    let mut peaks = Vec::new();
    for _ in 0..5 {
        for _ in 0..4 {
            let _ = make(&mut session, &create).await;
        }
        peaks.push(session.peak_memory());
    }
    assert_eq!(
        peaks[1..].iter().min(),
        peaks[1..].iter().max(),
        "{peaks:?}"
    );
    Ok(())
}
