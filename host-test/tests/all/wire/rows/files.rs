//! `/api/upload`, and downloads with their redirect.

use crate::wire::row::{Row, answer};
use bytes::Bytes;
use mock::{Canned, Part};
use serde_json::json;

/// Neither UTF-8 nor text.
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\x00\xff\xfe";

pub fn rows() -> Vec<Row> {
    [download(), upload()].concat()
}

fn download() -> Vec<Row> {
    let file = |content_type: &str| Canned::new(200).header("content-type", content_type);
    vec![
        Row::get(
            r#"download-file("attachment", "Hna8kldnmlal", "box.tar.gz")"#,
            "/api/attachment/download/Hna8kldnmlal/box.tar.gz",
        )
        .accept("*/*")
        .redirects(file("text/plain; charset=utf-8").body("Laver à froid.\r\n"))
        .gives(json!({
            "content": "Laver à froid.\r\n", "encoding": "utf8",
            "content-type": "text/plain; charset=utf-8", "size": 17,
        })),
        // As copied out of an address, or typed by a person: the same file.
        Row::get(
            r#"download-file("public_attachment", "a b", "été%20%231?.png")"#,
            "/api/public_attachment/download/a%20b/%C3%A9t%C3%A9%20%231%3F.png",
        )
        .accept("*/*")
        .redirects(file("image/png").body(PICTURE))
        .gives(json!({
            "content": "iVBORw0KGgoA//4=", "encoding": "base64",
            "content-type": "image/png", "size": 11,
        })),
    ]
}

fn upload() -> Vec<Row> {
    const UPLOAD: &str = "/api/upload";
    let mut rows = vec![
        // The part's name is the label that the file gets.
        Row::post(
            r#"post-api-upload([{name: "note.txt", content: "Zoë\r\n--_gorgias-customers-\r\n", encoding: utf8}])"#,
            UPLOAD,
        )
        .parts([part("note.txt", "application/octet-stream", "Zoë\r\n--_gorgias-customers-\r\n")])
        .answers(answer(
 201,
            r#"[{"content_type":"text/plain","name":"note.txt","size":784554,"url":"https://uploads.example.test/a"}]"#,
))
        .gives(json!([{
            "name": "note.txt", "url": "https://uploads.example.test/a",
            "content-type": "text/plain", "size": 784_554,
        }])),
        // Several files in one request, in order. A size may be a text; what else comes may not.
        Row::post(
            r#"post-api-upload([{name: "box.png", content: "iVBORw0KGgoA//4=", encoding: base64, content-type: "image/png"}, {name: "a \"b\" é.csv", content: "", encoding: utf8, content-type: "text/csv; charset=utf-8"}], public-attachment)"#,
            UPLOAD,
        )
        .query([("type", "public_attachment")])
        .parts([
            part("box.png", "image/png", PICTURE),
            part("a %22b%22 é.csv", "text/csv; charset=utf-8", ""),
        ])
        .answers(answer(
 200,
            r#"[{"url":"u","size":"11","name":"box \u00e9","extra":{}},{"name":"b","url":"v","content_type":null,"size":null}]"#,
))
        .gives(json!([
            {"name": "box é", "url": "u", "content-type": null, "size": 11},
            {"name": "b", "url": "v", "content-type": null, "size": null},
        ])),
    ];
    for (case, wire) in [
        ("attachment", "attachment"),
        ("profile-picture", "profile_picture"),
        ("widget-picture", "widget_picture"),
    ] {
        let call = format!(
            r#"post-api-upload([{{name: "a", content: "YQ==", encoding: base64}}], {case})"#
        );
        rows.push(
            Row::post(call, UPLOAD)
                .query([("type", wire)])
                .parts([part("a", "application/octet-stream", "a")])
                .answers(answer(201, r#"[{"name":"a","url":"u"}]"#))
                .gives(json!([{"name": "a", "url": "u", "content-type": null, "size": null}])),
        );
    }
    rows
}

/// Name and file name are the same.
fn part(name: &str, content_type: &str, bytes: impl Into<Bytes>) -> Part {
    Part {
        name: name.to_owned(),
        filename: Some(name.to_owned()),
        content_type: Some(content_type.to_owned()),
        bytes: bytes.into(),
    }
}
