//! How much memory the plugin takes, measured where the host grants it.
//!
//! `cargo test -p host-test --test faults -- --nocapture memory` prints the numbers.

use crate::plugin::{plugin, sandbox_for};
use bytes::Bytes;
use host_test::Session;
use host_test::bindings::types::{Encoding, UploadFile};
use mock::faults::{Answer, Exchange, FaultServer};

const MIB: usize = 1 << 20;
const SIZES: [usize; 2] = [MIB, 8 * MIB];

/// What a call may take for a body of this size.
fn bound(body: usize) -> usize {
    3 * body + 2 * MIB
}

/// What a list may take, of which there are many.
fn list_bound(body: usize) -> usize {
    2 * body + 3 * MIB / 2
}

/// The same answer in the ways that a server can send it, and whether it closes then.
fn framings(answer: &Answer, size: usize) -> Vec<(&'static str, Answer, bool)> {
    let mut framings = vec![
        ("with its length", answer.clone(), false),
        ("in chunks", answer.clone().chunked(), false),
        ("until the end", answer.clone().until_close(), true),
    ];
    // A million tiny chunks take a minute.
    if size <= MIB {
        let tiny = answer.clone().in_chunks_of(8);
        framings.push(("in chunks of 8 bytes", tiny, false));
    }
    framings
}

async fn session(answer: &Answer, closes: bool) -> anyhow::Result<(FaultServer, Session)> {
    let mut exchange = Exchange::answering(answer.clone());
    if closes {
        exchange = exchange.close();
    }
    let server = FaultServer::start([exchange]).await?;
    let session = plugin().start(&sandbox_for(&server, 60)).await?;
    Ok((server, session))
}

#[track_caller]
fn check(what: &str, body: usize, session: &Session, bound: usize) {
    let peak = session.peak_memory();
    println!(
        "{what:50} body {body:9}, memory {peak:9}, {:.2} bytes a byte",
        peak as f64 / body as f64
    );
    assert!(peak <= bound, "{what}: {peak} bytes for a body of {body}");
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
        for (framing, answer, closes) in framings(&Answer::json(body.clone()), size) {
            let (_server, mut session) = session(&answer, closes).await?;
            let text = session
                .tools
                .call_gorgias_customers_get_customer(&mut session.store, 7, None)
                .await??;
            assert_eq!(text.len(), body.len());
            check(
                &format!("JSON {framing}"),
                body.len(),
                &session,
                bound(body.len()),
            );
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_list_takes_at_most_two_bytes_a_byte() -> anyhow::Result<()> {
    for size in SIZES {
        let body = list(size);
        for (framing, answer, closes) in framings(&Answer::json(body.clone()), size) {
            let (_server, mut session) = session(&answer, closes).await?;
            let page = session
                .tools
                .call_gorgias_customers_list_customers(&mut session.store, None)
                .await??;
            assert_eq!(page.next_cursor.as_deref(), Some("abc"));
            let bound = list_bound(body.len());
            check(&format!("list {framing}"), body.len(), &session, bound);
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_download_takes_its_bytes_and_their_base64() -> anyhow::Result<()> {
    for size in SIZES {
        for (kind, byte) in [("text", b'x'), ("bytes", 0xff)] {
            let answer = Answer::new(200).body(vec![byte; size]);
            for (framing, answer, closes) in framings(&answer, size) {
                let (_server, mut session) = session(&answer, closes).await?;
                let file = session
                    .tools
                    .call_gorgias_customers_download_file(&mut session.store, "a", "b", "c")
                    .await??;
                assert_eq!(file.size, size as u64);
                check(
                    &format!("download of {kind} {framing}"),
                    size,
                    &session,
                    bound(size),
                );
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn an_upload_takes_what_the_host_gave_and_what_goes_out() -> anyhow::Result<()> {
    let answer = Answer::json(r#"[{"name": "a", "url": "https://files.test/a"}]"#);
    for size in SIZES {
        for (kind, encoding, content) in [
            ("text", Encoding::Utf8, "x".repeat(size)),
            ("base64", Encoding::Base64, "/".repeat(size / 3 * 4)),
        ] {
            let (server, mut session) = session(&answer, false).await?;
            let file = UploadFile {
                name: "a".into(),
                content,
                encoding,
                content_type: None,
            };
            session
                .tools
                .call_gorgias_customers_post_api_upload(&mut session.store, &[file], None)
                .await??;
            let body = server.received()[0].body.len();
            check(&format!("upload of {kind}"), body, &session, bound(body));
        }
    }
    Ok(())
}

#[tokio::test]
async fn an_answer_over_the_limit_takes_no_more_than_one_at_the_limit() -> anyhow::Result<()> {
    let answer = Answer::json(list(40 * MIB));
    for (framing, answer, closes) in framings(&answer, 40 * MIB) {
        let (_server, mut session) = session(&answer, closes).await?;
        let answered = session
            .tools
            .call_gorgias_customers_get_customer(&mut session.store, 7, None)
            .await?;
        assert!(answered.is_err());
        let limit = 8 * MIB;
        check(
            &format!("over the limit {framing}"),
            limit,
            &session,
            bound(limit),
        );
    }
    Ok(())
}
