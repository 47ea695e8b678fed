use crate::{
    bindings::gorgias::customers::types::{
        DownloadedFile, Encoding, ErrorKind, Page, UploadedFile,
    },
    client::{Reply, Request, transport::Incoming},
    error,
    property::{check, pieces, text},
    testing::{Error, Script, incoming},
    tool::Tool,
};
use base64::{Engine, prelude::BASE64_STANDARD};

/// Reads an answer as this tool.
fn read<T: 'static>(
    tool: Tool,
    answer: Incoming,
    read: fn(Reply) -> Result<T, error::Error>,
) -> Result<T, Error> {
    let script = Script::new([Ok(answer)]);
    script.call(tool, || Ok(Request::get("/api/customers").read(read)))
}

fn page(body: &str) -> Result<Page, Error> {
    let answer = incoming(200, &[], body.as_bytes());
    read(Tool::ListCustomers, answer, |reply| reply.page())
}

fn json(body: &[u8]) -> Result<String, Error> {
    let answer = incoming(200, &[], body);
    read(Tool::GetCustomer, answer, |reply| reply.json())
}

fn csv(body: &[u8], content_type: &str) -> Result<String, Error> {
    let answer = incoming(200, &[("content-type", content_type)], body);
    read(Tool::PostApiStatsNameDownload, answer, |reply| reply.text())
}

fn download(body: &[u8]) -> DownloadedFile {
    let answer = incoming(200, &[("content-type", "a/b")], body);
    let file = read(Tool::DownloadFile, answer, |reply| reply.file());
    file.ok().unwrap()
}

/// Reads what an upload of two files is answered with.
fn upload(body: &str) -> Result<Vec<UploadedFile>, Error> {
    let answer = incoming(201, &[], body.as_bytes());
    read(Tool::PostApiUpload, answer, |reply| reply.uploads(2))
}

fn unreadable<T>(result: Result<T, Error>, problem: &str) -> String {
    let error = result.err().expect("it was read");
    assert_eq!(error.kind, ErrorKind::UnexpectedResponse);
    assert!(error.request_sent && error.status.is_some());
    assert!(error.message.contains(problem), "{}", error.message);
    assert!(error.message.len() < 4096);
    error.message.clone()
}

#[test]
fn lists_come_in_three_shapes() {
    let items = r#"[ {"id": 12345678901234567890, "n": 1.10} ,2]"#;
    for body in [
        items.to_string(),
        format!(" \r\n{items}\t\n"),
        format!(r#"{{"data":{items}}}"#),
        format!(r#" {{ "object":"list","uri":"","data" : {items} , "meta":null }} "#),
        format!(r#"{{"meta":{{}},"d\u0061ta":{items}}}"#),
    ] {
        let page = page(&body).ok().unwrap();
        assert_eq!(page.items, items, "{body}");
        assert_eq!((page.next_cursor, page.prev_cursor), (None, None));
    }
}

#[test]
fn meta_is_kept_and_cursors_are_read() {
    for (meta, next, previous) in [
        (
            r#"{"next_cursor":"Wy\u003d\"\/","prev_cursor":null,"total":1.10}"#,
            Some("Wy=\"/"),
            None,
        ),
        (r#"{"prev_cursor":"p"}"#, None, Some("p")),
        (
            r#"{"next_cursor":12345678901234567890}"#,
            Some("12345678901234567890"),
            None,
        ),
        (r#"{"next_cursor":""}"#, None, None),
        ("[]", None, None),
        ("7", None, None),
        ("\"x\"", None, None),
    ] {
        let page = page(&format!(r#"{{"data":[],"meta":{meta}}}"#));
        let page = page.ok().unwrap();
        assert_eq!(page.items, "[]");
        assert_eq!(page.meta.as_deref(), Some(meta));
        assert_eq!(page.next_cursor.as_deref(), next, "{meta}");
        assert_eq!(page.prev_cursor.as_deref(), previous, "{meta}");
    }
}

#[test]
fn what_is_no_list_is_quoted() {
    for (body, problem) in [
        ("", "its body is empty"),
        (" \n", "its body is empty"),
        ("{}", "no `data` array"),
        (r#"{"data":{}}"#, "no `data` array"),
        (r#"{"data":null}"#, "no `data` array"),
        (r#"{"data":"[]"}"#, "no `data` array"),
        ("7", "another shape"),
        ("\"text\"", "another shape"),
        ("null", "another shape"),
        ("[1] x", "not JSON"),
        ("[1", "not JSON"),
        (r#"{"data":[]}}"#, "not JSON"),
        (r#"{"data":[1,]}"#, "not JSON"),
        (r#"{"data":[],"meta":{"#, "not JSON"),
        ("<html><title>Sign in</title>", "not JSON"),
        ("\u{a0}[]", "not JSON"),
        // Not quoted whole.
        (&format!("\"{}\"", "a".repeat(1 << 20)), "another shape"),
    ] {
        let message = unreadable(page(body), problem);
        assert!(message.starts_with("Gorgias answered 200 to GET /api/customers, but "));
    }
    assert!(unreadable(page("{\"a\": 1} x"), "not JSON").contains("It begins: {\"a\": 1} x"));
}

#[test]
fn bodies_that_are_no_text_are_refused() {
    unreadable(json(b"\"\xff\""), "not UTF-8");
    unreadable(csv(b"a,\xe9\n", "text/csv"), "not UTF-8");
}

#[test]
fn compressed_bodies_are_refused_and_decompressed_ones_read() {
    let gzip = b"\x1f\x8b\x08\0\0";
    for (coding, length, body, refused) in [
        ("gzip", None, &gzip[..], true),
        ("gzip", Some("5"), &gzip[..], true),
        ("br", Some("2"), b"[]", true),
        // The host decompressed it, and left the header.
        ("gzip", Some("22"), b"[]", false),
        ("gzip", None, b"[]", false),
        ("identity", Some("2"), b"[]", false),
        ("Identity", None, b"[]", false),
        ("\u{e9}", Some("many"), b"[]", false),
    ] {
        let mut headers = vec![("content-encoding", coding)];
        headers.extend(length.map(|length| ("content-length", length)));
        let answer = incoming(200, &headers, body);
        let list = read(Tool::ListCustomers, answer, |reply| reply.array());
        match refused {
            true => drop(unreadable(list, "compressed")),
            false => assert_eq!(list.ok().unwrap(), "[]"),
        }
    }
}

#[test]
fn json_is_passed_on_byte_for_byte() {
    for body in [
        " {\"a\": 1.10 }\n",
        "12345678901234567890",
        "null",
        "\"\\ud800\"",
    ] {
        assert_eq!(json(body.as_bytes()).ok().unwrap(), body);
    }
}

#[test]
fn done_without_a_word_is_done() {
    for status in [200, 201, 202, 204] {
        for body in [&b""[..], b"\n"] {
            let answer = || incoming(status, &[], body);
            let changed = read(Tool::UpdateCustomer, answer(), |reply| reply.json());
            assert_eq!(changed.ok().unwrap(), r#"{"done":true}"#);
            let changed = read(Tool::UpdateCustomFields, answer(), |reply| reply.array());
            assert_eq!(changed.ok().unwrap(), r#"{"done":true}"#);
        }
    }
    let answer = || incoming(204, &[], b"");
    let items = read(Tool::ListCustomers, answer(), |reply| reply.array());
    assert_eq!(items.ok().unwrap(), "[]");
    let customer = read(Tool::GetCustomer, answer(), |reply| reply.json());
    assert_eq!(customer.ok().unwrap(), "null");
    unreadable(json(b""), "its body is empty");
}

#[test]
fn text_is_passed_on_but_for_a_byte_order_mark_and_latin1() {
    for (body, content_type, text) in [
        (&b""[..], "text/csv", ""),
        (b"Agent,Closed\r\n", "text/csv", "Agent,Closed\r\n"),
        (b"\xc3\xa9,\"\"\0", "text/csv", "\u{e9},\"\"\0"),
        (b"\xef\xbb\xbfa,b", "text/csv", "a,b"),
        (b"caf\xe9", "text/csv; charset=ISO-8859-1", "caf\u{e9}"),
    ] {
        assert_eq!(csv(body, content_type).ok().unwrap(), text);
    }
    assert_eq!(page("\u{feff}[]").ok().unwrap().items, "[]");
    assert_eq!(download("\u{feff}a".as_bytes()).content, "a");
}

#[test]
fn a_private_upload_says_how_it_is_downloaded() {
    for (url, parts) in [
        (
            "https://uploads.gorgias.io/h4sh/a%20b.png?x",
            ["attachment", "h4sh", "a%20b.png"],
        ),
        ("https://public-uploads.gorgias.io/h4sh/a.png", [""; 3]),
        ("https://uploads.gorgias.io/a.png", [""; 3]),
        ("https://uploads.gorgias.io/h4sh/b/a.png", [""; 3]),
    ] {
        let file = format!(r#"{{"name":"a","url":"{url}"}}"#);
        let mut files = upload(&format!("[{file},{file}]")).ok().unwrap();
        let file = files.remove(0);
        let found = [file.file_type, file.domain_hash, file.resource_name];
        assert_eq!(found.map(Option::unwrap_or_default), parts, "{url}");
    }
}

#[test]
fn uploads_are_named_in_order() {
    let two = r#"[{"content_type":"image/png","name":"a","size":784554,"url":"u1"},
        {"name":"b","url":"u\u0032","size":"12","content_type":null,"more":{}}]"#;
    for body in [two.to_string(), format!(r#"{{"data":{two}}}"#)] {
        let files = upload(&body).ok().unwrap();
        assert_eq!((&*files[0].name, &*files[0].url), ("a", "u1"));
        assert_eq!((&*files[1].name, &*files[1].url), ("b", "u2"));
        assert_eq!(files[0].content_type.as_deref(), Some("image/png"));
        assert_eq!(files[1].content_type, None);
        assert_eq!((files[0].size, files[1].size), (Some(784_554), Some(12)));
    }
    for size in ["1.5", "-1", "null", "{}", "\"\"", "\"large\""] {
        let file = format!(r#"{{"name":"a","url":"u","size":{size}}}"#);
        let files = upload(&format!("[{file},{file}]")).ok().unwrap();
        assert_eq!(files[0].size, None);
    }
}

#[test]
fn uploads_that_do_not_fit_are_quoted() {
    for (body, problem) in [
        ("[]", "0 files instead of 2"),
        (r#"[{"name":"a","url":"u"}]"#, "1 files instead of 2"),
        ("[1,2,3,4,5]", "3 files instead of 2"),
        (r#"[{"name":"a"},{"name":"b"}]"#, "no url"),
        (r#"[{"url":"a"},{"url":"b"}]"#, "no name"),
        (r#"[{"name":"a","url":7},{}]"#, "no url"),
        ("[1,2]", "not an object"),
        ("{}", "no `data` array"),
        ("", "empty"),
    ] {
        let message = unreadable(upload(body), problem);
        assert!(message.contains("look before you repeat it"), "{message}");
    }
}

#[test]
fn files_are_text_or_base64() {
    for (bytes, encoding, content) in [
        (&b"caf\xc3\xa9\r\n"[..], Encoding::Utf8, "caf\u{e9}\r\n"),
        (b"", Encoding::Utf8, ""),
        (b"a\0b", Encoding::Base64, "YQBi"),
        (b"\x89PNG\r\n\x1a\n\0", Encoding::Base64, "iVBORw0KGgoA"),
        (b"caf\xe9", Encoding::Base64, "Y2Fm6Q=="),
    ] {
        let file = download(bytes);
        assert_eq!(file.encoding, encoding);
        assert_eq!(file.content, content);
        assert_eq!(file.size, bytes.len() as u64);
        assert_eq!(file.content_type.as_deref(), Some("a/b"));
    }
}

#[test]
fn any_array_comes_back_byte_for_byte() {
    check(
        |u| {
            let string = serde_json::to_string(&text(u, 0..=8)?).unwrap();
            let number = u.arbitrary::<i64>()?;
            let items = [
                &*string,
                &format!("[{number} , {{\"data\":[{number}.10]}}]"),
                "{}",
            ];
            let blanks = pieces(u, &[" ", "\t", "\r\n"], 3)?;
            let count = u.int_in_range(0..=3)?;
            let items = items[..count].join(&format!("{blanks},"));
            Ok((format!("[{blanks}{items}{blanks}]"), blanks))
        },
        |(array, blanks)| {
            for body in [
                format!("{blanks}{array}{blanks}"),
                format!("{{\"data\":{blanks}{array}{blanks}}}"),
                format!("{blanks}{{\"object\":\"list\",{blanks}\"data\":{array},\"meta\":{{}}}}"),
            ] {
                assert_eq!(page(&body).ok().unwrap().items, *array);
            }
        },
    );
}

#[test]
fn any_file_comes_back() {
    check(
        |u| match u.arbitrary()? {
            true => u.arbitrary(),
            false => Ok(text(u, 0..=64)?.into_bytes()),
        },
        |bytes: &Vec<u8>| {
            let file = download(bytes);
            assert_eq!(file.size, bytes.len() as u64);
            let content = match file.encoding {
                Encoding::Utf8 => file.content.into_bytes(),
                Encoding::Base64 => BASE64_STANDARD.decode(file.content).unwrap(),
            };
            assert_eq!(content, *bytes);
        },
    );
}
