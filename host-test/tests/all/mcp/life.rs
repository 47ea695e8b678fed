//! A server on stdio that runs for days: its memory stays bounded, and it ends with its input.

use super::{SERVER, call, no_log};
use crate::{data, support::sandbox_for};
use bytes::Bytes;
use mock::faults::{Answer, Exchange, FaultServer};
use std::{io::Cursor, time::Instant};
use tokio::io::{AsyncBufReadExt, BufReader, duplex};

/// Makes so many calls, sixteen at a time, that are answered like this, with so much memory. A server that kept
/// anything of its calls would run out of it and trap.
async fn live(calls: usize, tool: &str, arguments: &str, answer: Bytes, memory: usize) {
    let begun = Instant::now();
    let least = answer.len();
    let server = FaultServer::start([Exchange::answering(Answer::json(answer))]).await;
    let server = server.expect("a port is free");
    let sandbox = sandbox_for(&server, 30)
        .env("GORGIAS_MAX_RESULT_BYTES", "0")
        .max_memory(memory);
    let input = (call(tool, arguments) + "\n").repeat(calls);
    let (stdout, answers) = duplex(1 << 20);
    let log = no_log();
    let count = async {
        let mut answers = BufReader::with_capacity(1 << 20, answers);
        let mut line = Vec::new();
        let mut count = 0;
        while answers
            .read_until(b'\n', &mut line)
            .await
            .expect("an answer")
            > 0
        {
            let end = String::from_utf8_lossy(&line[line.len().saturating_sub(200)..]);
            assert!(line.len() > least, "{end}");
            assert!(end.ends_with("\"isError\":false}}\n"), "{end}");
            line.clear();
            count += 1;
        }
        count
    };
    let (ended, count) = tokio::join!(
        SERVER.stdio(&sandbox, Cursor::new(input), stdout, &log),
        count
    );
    ended.expect("the server ends with its input");
    assert_eq!((count, server.exchanges()), (calls, calls));
    println!("{calls} calls in {:?}", begun.elapsed());
}

#[tokio::test]
async fn ten_thousand_calls_leave_nothing_behind() {
    live(
        10_000,
        "get_customer",
        r#"{"id":7}"#,
        data::customer(),
        2 << 20,
    )
    .await;
}

#[tokio::test]
async fn a_hundred_answers_of_four_megabytes_leave_nothing_behind() {
    let answer = data::customers(8600);
    assert!(answer.len() > 4_000_000, "{}", answer.len());
    live(100, "list_customers", r#"{"limit":100}"#, answer, 256 << 20).await;
}

/// The answer itself, and the message that has it twice: as text and as structure.
#[tokio::test]
async fn an_answer_takes_four_times_its_size() {
    let answer = data::customers(15_000);
    let memory = 4 * answer.len() + (2 << 20);
    live(1, "list_customers", r#"{"limit":100}"#, answer, memory).await;
}
