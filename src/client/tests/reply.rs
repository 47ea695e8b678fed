use crate::{
    bindings::gorgias::customers::types::{
        CustomFieldChanges, CustomFieldUpdate, DownloadedFile, Encoding, ErrorKind, FieldObject,
        FieldValue, Page, UploadFile, UploadedFile,
    },
    property::{check, pieces, text},
    testing::{Error, Script, answer_with, incoming},
    tool::Tool,
    tools::{
        download_file, get_customer, list_custom_fields, list_customers,
        post_api_stats_name_download, post_api_upload, update_custom_fields,
        update_customer_custom_field_value,
    },
};
use base64::{Engine, prelude::BASE64_STANDARD};

fn page(body: &str) -> Result<Page, Error> {
    let script = Script::answering(200, body);
    script.call(Tool::ListCustomers, || list_customers(None))
}

fn upload(body: &str, count: usize) -> Result<Vec<UploadedFile>, Error> {
    let script = Script::answering(201, body);
    let file = UploadFile {
        name: "a".into(),
        content: "a".into(),
        encoding: Encoding::Utf8,
        content_type: None,
    };
    script.call(Tool::PostApiUpload, || {
        post_api_upload(vec![file; count], None)
    })
}

fn download(body: &[u8]) -> DownloadedFile {
    let script = Script::new([Ok(incoming(200, &[("content-type", "a/b")], body))]);
    match script.call(Tool::DownloadFile, || {
        download_file("a".into(), "b".into(), "c".into())
    }) {
        Ok(file) => file,
        Err(error) => panic!("{}", error.message),
    }
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
    let body =
        r#"{"data":[],"meta":{"next_cursor":"Wy\u003d\"\/","prev_cursor":null,"total":1.10}}"#;
    let page = page(body).ok().unwrap();
    assert_eq!(page.items, "[]");
    assert_eq!(page.next_cursor.as_deref(), Some("Wy=\"/"));
    assert_eq!(page.prev_cursor, None);
    assert_eq!(
        page.meta.as_deref(),
        Some(r#"{"next_cursor":"Wy\u003d\"\/","prev_cursor":null,"total":1.10}"#)
    );
}

#[test]
fn a_cursor_that_is_a_number_keeps_its_digits() {
    let page = page(r#"{"data":[],"meta":{"next_cursor":12345678901234567890}}"#);
    let page = page.ok().unwrap();
    assert_eq!(page.next_cursor.as_deref(), Some("12345678901234567890"));
}

#[test]
fn odd_meta_is_passed_on() {
    for meta in ["[]", "7", "\"x\"", r#"{"next_cursor":""}"#] {
        let page = page(&format!(r#"{{"data":[],"meta":{meta}}}"#))
            .ok()
            .unwrap();
        assert_eq!(page.meta.as_deref(), Some(meta));
        assert_eq!(page.next_cursor, None);
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
    ] {
        let message = unreadable(page(body), problem);
        assert!(message.starts_with("Gorgias answered 200 to GET /api/customers, but "));
    }
    assert!(unreadable(page("{\"a\": 1} x"), "not JSON").contains("It begins: {\"a\": 1} x"));
}

#[test]
fn a_long_string_is_not_quoted_whole() {
    unreadable(
        page(&format!("\"{}\"", "a".repeat(1 << 20))),
        "another shape",
    );
}

#[test]
fn bodies_that_are_no_text_are_refused() {
    for (call, body) in [(0, &b"\"\xff\""[..]), (1, b"a,\xe9\n"), (2, b"[\"\xc3\"]")] {
        let script = Script::new([Ok(incoming(200, &[], body))]);
        let result = match call {
            0 => script.call(Tool::GetCustomer, || get_customer(7, None)),
            1 => script.call(Tool::PostApiStatsNameDownload, || {
                post_api_stats_name_download("overview".into(), "{}".into())
            }),
            _ => script
                .call(Tool::ListCustomFields, || {
                    list_custom_fields(FieldObject::Ticket, None)
                })
                .map(|page| page.items),
        };
        unreadable(result, "not UTF-8");
    }
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
    ] {
        let mut headers = vec![("content-encoding", coding)];
        headers.extend(length.map(|length| ("content-length", length)));
        let script = Script::new([Ok(incoming(200, &headers, body))]);
        let page = script.call(Tool::ListCustomers, || list_customers(None));
        match refused {
            true => drop(unreadable(page, "compressed")),
            false => assert_eq!(page.ok().unwrap().items, "[]"),
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
        let script = Script::answering(200, body);
        assert_eq!(
            script
                .call(Tool::GetCustomer, || get_customer(7, None))
                .ok()
                .unwrap(),
            body
        );
    }
}

#[test]
fn done_without_a_word_is_done() {
    for status in [200, 201, 202, 204] {
        let script = Script::answering(status, "");
        let written = script.call(Tool::UpdateCustomerCustomFieldValue, || {
            update_customer_custom_field_value(7, 8, FieldValue::Boolean(true))
        });
        assert_eq!(written.ok().as_deref(), Some(r#"{"done":true}"#));
        let script = Script::answering(status, "\n");
        let written = script.call(Tool::UpdateCustomFields, || {
            update_custom_fields(vec![CustomFieldUpdate {
                id: 7,
                changes: CustomFieldChanges {
                    priority: Some(1),
                    ..CustomFieldChanges::default()
                },
                requirement_type: None,
            }])
        });
        assert_eq!(written.ok().as_deref(), Some(r#"{"done":true}"#));
    }
    let script = Script::answering(204, "");
    let read = script.call(Tool::ListCustomers, || list_customers(None));
    assert_eq!(read.ok().map(|page| page.items).as_deref(), Some("[]"));
    let script = Script::answering(200, "");
    let read = script.call(Tool::GetCustomer, || get_customer(7, None));
    unreadable(read, "its body is empty");
}

#[test]
fn text_is_passed_on_byte_for_byte() {
    for body in ["", "Agent,Closed\r\nAda,12\r\n", "\u{e9},\"\"\0"] {
        assert_eq!(csv(body.as_bytes(), "text/csv"), body);
    }
}

fn csv(body: &[u8], content_type: &str) -> String {
    let headers = [("content-type", content_type)];
    let script = Script::new([Ok(incoming(200, &headers, body))]);
    let csv = script.call(Tool::PostApiStatsNameDownload, || {
        post_api_stats_name_download("overview".into(), "{}".into())
    });
    csv.ok().unwrap()
}

#[test]
fn a_byte_order_mark_is_dropped_and_latin1_is_converted() {
    assert_eq!(csv("\u{feff}a,b".as_bytes(), "text/csv"), "a,b");
    assert_eq!(csv(b"caf\xe9", "text/csv; charset=ISO-8859-1"), "caf\u{e9}");
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
        let files = upload(&format!(r#"[{{"name":"a","url":"{url}"}}]"#), 1)
            .ok()
            .unwrap();
        let [file] = files.try_into().ok().unwrap();
        let found = [file.file_type, file.domain_hash, file.resource_name];
        let expected = parts.map(|part: &str| (!part.is_empty()).then(|| part.to_owned()));
        assert_eq!(found, expected, "{url}");
    }
}

#[test]
fn uploads_are_named_in_order() {
    let two = r#"[{"content_type":"image/png","name":"a","size":784554,"url":"u1"},
        {"name":"b","url":"u\u0032","size":"12","content_type":null,"more":{}}]"#;
    for body in [two.to_string(), format!(r#"{{"data":{two}}}"#)] {
        let files = upload(&body, 2).ok().unwrap();
        assert_eq!((files[0].name.as_str(), files[0].url.as_str()), ("a", "u1"));
        assert_eq!(files[0].content_type.as_deref(), Some("image/png"));
        assert_eq!((files[0].size, files[1].size), (Some(784_554), Some(12)));
        assert_eq!(files[0].file_type, None);
        assert_eq!(
            (files[1].url.as_str(), &files[1].content_type),
            ("u2", &None)
        );
    }
    for size in ["1.5", "-1", "null", "{}", "\"\"", "\"large\""] {
        let body = format!(r#"[{{"name":"a","url":"u","size":{size}}}]"#);
        assert_eq!(upload(&body, 1).ok().unwrap()[0].size, None);
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
        let message = unreadable(upload(body, 2), problem);
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
fn odd_headers_do_no_harm() {
    let headers = [("content-length", "many"), ("content-encoding", "\u{e9}")];
    let script = Script::new([answer_with(200, &headers, "[]")]);
    assert!(
        script
            .call(Tool::ListCustomers, || list_customers(None))
            .is_ok()
    );
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
