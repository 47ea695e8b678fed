//! How much memory the plugin takes, measured where the host grants it.
//!
//! `cargo test -p host-test memory -- --nocapture` prints the numbers.

use crate::{
    faults::class::Class,
    support::{plugin, sandbox_for},
};
use bytes::Bytes;
use host::{
    Session,
    bindings::types::{Encoding, UploadFile},
};
use mock::faults::{Answer, Exchange, FaultServer, Reading, Step};

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

/// Makes a call in a fresh session for each way in which a server can send this answer, and checks
/// that the session has had no more memory than `bound`.
async fn measure(
    what: &str,
    answer: Answer,
    bound: usize,
    call: impl AsyncFn(&mut Session) -> anyhow::Result<()>,
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
        call(&mut session).await?;
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
        measure("JSON", answer.clone(), bound(length), async |session| {
            let (tools, store) = (&session.tools, &mut session.store);
            let text = tools
                .call_gorgias_customers_get_customer(store, 7, None)
                .await??;
            assert_eq!(text.len(), length);
            Ok(())
        })
        .await?;
        measure("a list", answer, list_bound(length), async |session| {
            let (tools, store) = (&session.tools, &mut session.store);
            let page = tools
                .call_gorgias_customers_list_customers(store, None)
                .await??;
            assert_eq!(page.next_cursor.as_deref(), Some("abc"));
            Ok(())
        })
        .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_download_takes_its_bytes_and_their_base64() -> anyhow::Result<()> {
    for size in SIZES {
        for (kind, byte) in [("a text", b'x'), ("a binary file", 0xff)] {
            let answer = Answer::new(200).body(vec![byte; size]);
            measure(kind, answer, bound(size), async |session| {
                let (tools, store) = (&session.tools, &mut session.store);
                let file = tools
                    .call_gorgias_customers_download_file(store, "a", "b", "c")
                    .await??;
                assert_eq!(file.size, size as u64);
                Ok(())
            })
            .await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn an_upload_takes_what_the_host_gave_and_what_goes_out() -> anyhow::Result<()> {
    for size in SIZES {
        for (encoding, content) in [
            (Encoding::Utf8, "x".repeat(size)),
            (Encoding::Base64, "/".repeat(size / 3 * 4)),
        ] {
            let answer = Answer::json(r#"[{"name": "a", "url": "https://files.test/a"}]"#);
            let file = [UploadFile {
                name: "a".into(),
                content,
                encoding,
                content_type: None,
            }];
            let server = FaultServer::start([Exchange::answering(answer)]).await?;
            let mut session = plugin().start(&sandbox_for(&server, 60)).await?;
            let (tools, store) = (&session.tools, &mut session.store);
            tools
                .call_gorgias_customers_post_api_upload(store, &file, None)
                .await??;
            let bound = bound(server.received()[0].body.len());
            let peak = session.peak_memory();
            println!("an upload as {encoding:?}: {peak} bytes of {bound}");
            assert!(peak <= bound, "{encoding:?}: {peak} of {bound} bytes");
        }
    }
    Ok(())
}

#[tokio::test]
async fn an_answer_over_the_limit_takes_no_more_than_one_at_the_limit() -> anyhow::Result<()> {
    let answer = Answer::json(list(40 * MIB));
    measure("over the limit", answer, bound(8 * MIB), async |session| {
        let (tools, store) = (&session.tools, &mut session.store);
        let answered = tools
            .call_gorgias_customers_get_customer(store, 7, None)
            .await?;
        assert!(answered.is_err());
        Ok(())
    })
    .await
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
    let mut peaks = Vec::new();
    for _ in 0..5 {
        for _ in 0..4 {
            let _ = Class::Create.call(&mut session, MIB).await;
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
