//! Statuses that say no, and those that say that the server failed.

use super::{ALL_BUT_FILE_HOST, MEGABYTE, request_read};
use crate::faults::{
    class::Class::{self, *},
    fault::{Expect, Fault, Scene, done, fails, refused},
};
use gorgias_customers::bindings::gorgias::customers::types::ErrorKind::{self, *};
use mock::faults::{Answer, Exchange};
use std::time::Duration;

pub fn faults() -> Vec<Fault> {
    let mut faults = refusals();
    faults.extend(failures());
    faults.extend(failures_that_pass());
    faults
}

/// None of these changes with another try.
fn refusals() -> Vec<Fault> {
    let refusal = |name, status, kind: ErrorKind| {
        Fault::answers(name, words(status)).on(ALL_BUT_FILE_HOST, refused(kind, status))
    };
    // Where a signed address is wrong or too old, a file host answers one of these.
    let expired = |status| refused(NotFound, status).says("may have expired");
    vec![
        refusal("400", 400, InvalidInput)
            .says("Wrong in words")
            .on(&[FileHost], expired(400)),
        refusal("401", 401, Unauthorized)
            .on(
                ALL_BUT_FILE_HOST,
                refused(Unauthorized, 401).says("GORGIAS_API_KEY"),
            )
            .on(&[FileHost], expired(401)),
        refusal("403", 403, Forbidden)
            .on(
                ALL_BUT_FILE_HOST,
                refused(Forbidden, 403).says("role or scope"),
            )
            .on(&[FileHost], expired(403)),
        refusal("404", 404, NotFound)
            .on(
                &[Get, Update, Delete],
                refused(NotFound, 404).says("No such customer"),
            )
            .on(&[FileHost], expired(404)),
        refusal("409", 409, Conflict).on(
            &[Create],
            refused(Conflict, 409).says("find it with list-customers or search"),
        ),
        refusal("413", 413, TooLarge).on(
            &[Upload],
            refused(TooLarge, 413).says("fewer or smaller files"),
        ),
        refusal("422", 422, InvalidInput),
        Fault::answers("404 with a web page", page(404))
            .on(
                ALL_BUT_FILE_HOST,
                refused(NotFound, 404).says("GORGIAS_DOMAIN"),
            )
            .on(&[FileHost], expired(404))
            .says("It broke & fell"),
        Fault::answers(
            "301, the customer was merged",
            words(301).header("location", "/api/customers/8"),
        )
        .on(
            &[Get, Update, Delete, Merge],
            refused(Merged, 301).says("/api/customers/8"),
        )
        .on(&[Create, Upload], fails(UnexpectedResponse).status(301)),
        Fault::answers("418, which the API does not know", words(418))
            .says("does not document")
            .on(&Class::ALL, fails(UnexpectedResponse).status(418)),
    ]
}

fn failures() -> Vec<Fault> {
    let error = |status| fails(Server).status(status);
    let stalled = "HTTP/1.1 500 Oops\r\ncontent-length: 99\r\n\r\n{\"error\": ";
    // After the second try, the next wait does not fit into the time.
    let persistent = |name, status| {
        Fault::answers(name, words(status))
            .on(Class::REPEATABLE, error(status).requests(2))
            .on(Class::ONCE, error(status))
    };
    vec![
        Fault::answers("500", words(500))
            .on_all(error(500))
            .says("Wrong in words"),
        Fault::answers("500 with a web page of 200 kB", page(500))
            .on_all(error(500))
            .says("It broke & fell"),
        Fault::answers(
            "500 with invalid UTF-8",
            Answer::new(500).body(vec![0xff; 5000]),
        )
        .on_all(error(500)),
        Fault::always(
            "500, and its body never ends",
            request_read().send(stalled).stall(),
        )
        .timeout(1)
        .on_all(error(500)),
        Fault::always(
            "500, reset inside the body",
            request_read().send(stalled).reset(),
        )
        .on_all(error(500)),
        persistent("502", 502),
        persistent("503", 503),
        persistent("504", 504),
        Fault::answers(
            "503, Retry-After: 30",
            words(503).header("retry-after", "30"),
        )
        .on_all(error(503).wait(30)),
    ]
}

fn failures_that_pass() -> Vec<Fault> {
    let passing = |fault: Fault, once: Expect| {
        fault
            .timeout(3)
            .on(Class::REPEATABLE, done().requests(2))
            .on(Class::ONCE, once)
    };
    let answer_then_fine = |name, first: Answer, once| {
        let script = move |scene: &Scene| vec![first.clone(), scene.fine()];
        passing(Fault::answering(name, script), once)
    };
    let then_fine = |name, first: Exchange| {
        let script = move |scene: &Scene| vec![first.clone(), Exchange::answering(scene.fine())];
        passing(Fault::scripted(name, script), fails(Network))
    };
    let error = |status| fails(Server).status(status);
    let busy = words(503).header("retry-after", "1");
    vec![
        answer_then_fine("502, then fine", words(502), error(502)),
        answer_then_fine("503, then fine", words(503), error(503)),
        answer_then_fine("503, Retry-After: 1, then fine", busy, error(503).wait(1)),
        then_fine("reset, then fine", request_read().reset()),
        then_fine(
            "closed after a pause, then fine",
            request_read().wait(Duration::from_millis(100)).close(),
        ),
        Fault::scripted("reset, then 404", |_| {
            vec![request_read().reset(), Exchange::answering(words(404))]
        })
        .on(
            &[Get, Download, FileHost],
            refused(NotFound, 404).requests(2),
        )
        // The first try may have made the change.
        .on(&[Update], fails(NotFound).status(404).requests(2))
        .on(
            &[Delete],
            refused(NotFound, 404)
                .requests(2)
                .says("An earlier try of this call"),
        ),
    ]
}

/// The API's own form of an error.
fn words(status: u16) -> Answer {
    Answer::new(status)
        .header("content-type", "application/json")
        .body(r#"{"error": {"msg": "Wrong in words.", "data": {"name": ["Too long."]}}}"#)
}

/// A web page of 200 kB, as proxies and login forms send them.
fn page(status: u16) -> Answer {
    let filler = "<p>Lorem ipsum</p>\n".repeat(MEGABYTE / 5 / 19);
    Answer::new(status).header("content-type", "text/html").body(format!(
        "<!DOCTYPE html>\n<html><head><title>It broke & fell</title></head><body>{filler}</body></html>"
    ))
}
