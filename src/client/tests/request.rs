use crate::client::Request;
use proptest::prelude::*;

fn target(path: &str, key: &str, value: Option<&str>) -> String {
    Request::get(path).query(key, value).target
}

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

proptest! {
    #[test]
    fn a_value_stays_in_its_place(value in "\\PC{0,40}") {
        let target = target("/a", "k", Some(&value));
        let sent = target.strip_prefix("/a?k=").unwrap();
        prop_assert!(!sent.contains(['&', '=', '?', '#', '/']));
        let meaning = percent_encoding::percent_decode_str(sent).decode_utf8().unwrap();
        prop_assert_eq!(meaning, value);
    }
}
