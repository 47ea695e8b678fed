//! Only a download follows redirects, three at most, and never with credentials.

use super::request_read;
use crate::faults::{
    class::Class::{self, *},
    fault::{Expect, Fault, fails},
};
use gorgias_customers::bindings::gorgias::customers::types::ErrorKind::*;
use mock::faults::{Answer, Exchange};

const NOT_FOLLOWED: &[Class] = &[Get, Update, Delete, Create, Merge, Upload];

pub fn faults() -> Vec<Fault> {
    let loops = Fault::answers("redirects in a circle", to(302, "/again"))
        .on(NOT_FOLLOWED, fails(UnexpectedResponse).status(302))
        .on(
            &[Download],
            fails(UnexpectedResponse).requests(4).status(302),
        )
        .on(
            &[FileHost],
            fails(UnexpectedResponse).requests(3).status(302),
        );
    let refused = || fails(UnexpectedResponse).status(307);
    vec![
        loops,
        redirect("redirects to plain http", "http://files.example.test/f", refused()),
        to_elsewhere(
            Fault::always(
                "redirects to a host that is not granted",
                Exchange::answering(to(307, "https://files.example.test/f")),
            ),
            fails(BlockedByPolicy).says("files.example.test"),
        ),
        redirect("redirects to a user name", "https://acme.gorgias.com@evil.test/", refused()),
        redirect("redirects to a file", "file:///etc/passwd", refused()),
        Fault::answers("redirects without a location", Answer::new(307))
            .on(NOT_FOLLOWED, refused())
            .on(&[Download, FileHost], refused().says("without saying where to")),
        Fault::always(
            "redirects, and the body never comes",
            request_read()
                .send("HTTP/1.1 307 Elsewhere\r\nlocation: ftp://a.test/\r\ncontent-length: 9\r\n\r\n")
                .stall(),
        )
        .timeout(1)
        .on(NOT_FOLLOWED, refused())
        .on(&[Download, FileHost], refused()),
    ]
}

fn to(status: u16, location: &str) -> Answer {
    Answer::new(status).header("location", location)
}

fn redirect(name: &'static str, location: &str, download: Expect) -> Fault {
    to_elsewhere(Fault::answers(name, to(307, location)), download)
}

/// Expects of a download that meets a redirect; the other tools never follow one.
fn to_elsewhere(fault: Fault, download: Expect) -> Fault {
    fault
        .on(NOT_FOLLOWED, fails(UnexpectedResponse).status(307))
        .on(&[Download, FileHost], download)
}
