//! Addresses that a server sends the plugin on to.

use super::{KEY, messages};
use gorgias_customers::testing::{Script, incoming};
use http::Uri;
use serde_json::json;

/// Downloads a file whose server answers with these addresses, one after the other, and checks where
/// the requests went: with TLS, to a name, as the host will read it, and without the key.
///
/// # Panics
///
/// When one went elsewhere.
pub fn check(locations: &[u8]) {
    let mut locations = locations.split(|byte| *byte == b'\n');
    let script = Script::asking(|| {
        let Some(location) = locations.next() else {
            return Ok(incoming(200, &[], b"text"));
        };
        let mut redirect = incoming(302, &[], b"");
        redirect.headers.push(("location".into(), location.into()));
        Ok(redirect)
    });
    let script = script.set("GORGIAS_API_KEY", KEY);
    let file = json!({"file_type": "public_attachment", "domain_hash": "a1", "resource_name": "b"});
    messages::call(&script, "download_file", &file);
    for (place, sent) in script.sent.borrow().iter().enumerate() {
        let (authority, target) = (&sent.authority, &sent.target);
        let read: Uri = format!("https://{authority}{target}")
            .parse()
            .unwrap_or_else(|error| panic!("{error}: {sent:?}"));
        assert_eq!(
            read.authority().map(|it| it.as_str()),
            Some(authority.as_str())
        );
        assert_eq!(
            read.path_and_query().map(|it| it.as_str()),
            Some(target.as_str())
        );
        let host = read.host().unwrap_or_default().trim_end_matches('.');
        let last = host.rsplit('.').next().unwrap_or_default();
        let hex = last.strip_prefix("0x");
        let is_number = (!last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit()))
            || hex.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        assert!(!host.starts_with('[') && !is_number, "{sent:?}");
        assert_eq!(sent.header("authorization").is_some(), place == 0);
    }
}
