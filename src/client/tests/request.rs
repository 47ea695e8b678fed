use crate::{
    client::Request,
    property::{check, text},
};
use percent_encoding::percent_decode_str;

#[test]
fn queries_are_encoded_and_begin_with_a_question_mark() {
    let request = Request::get("/a")
        .query("absent", None::<u64>)
        .query("created_datetime[gte]", Some("2026-05-01T00:00:00+02:00"))
        .query("name", Some("Ada & B\u{f6}b=#?/"))
        .query("empty", Some(""))
        .query_each("ids", Some(vec![7, u64::MAX]));
    assert_eq!(
        request.target,
        "/a?created_datetime%5Bgte%5D=2026-05-01T00%3A00%3A00%2B02%3A00&name=Ada%20%26%20B%C3%B6b%3D%23%3F%2F&empty=&ids=7&ids=18446744073709551615"
    );
}

#[test]
fn a_value_stays_in_its_place() {
    check(
        |u| text(u, 0..=40),
        |value| {
            let target = Request::get("/a").query("k", Some(value)).target;
            let sent = target.strip_prefix("/a?k=").unwrap();
            assert!(!sent.contains(['&', '=', '?', '#', '/']));
            assert_eq!(percent_decode_str(sent).decode_utf8().unwrap(), *value);
        },
    );
}
