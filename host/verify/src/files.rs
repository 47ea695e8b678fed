//! Files: their addresses, download, upload.

use crate::{
    own::{FILE, Own},
    probe::{End, Probe, Told, text},
};
use http::Uri;
use serde_json::Value;

/// Fetches a file, whose size is all that is looked at.
pub async fn download(probe: &mut Probe, parts: &[String; 3]) -> Result<Told, End> {
    let [kind, hash, name] = parts.each_ref().map(|part| text(part));
    let told = probe.call(format!("download-file({kind}, {hash}, {name})"));
    let told = told.await?;
    let known = [
        "attachment",
        "public_attachment",
        "profile_picture",
        "widget_picture",
    ];
    let holds = told
        .result
        .is_ok()
        .then(|| known.contains(&parts[0].as_str()));
    probe.conclude("file-types", holds, &told);
    Ok(told)
}

/// The parts of `https://{account}/api/{type}/download/{hash}/{name}`.
pub fn address(url: &str, is_own: impl Fn(&str) -> bool) -> Option<[String; 3]> {
    let url: Uri = url.parse().ok()?;
    if !is_own(url.authority()?.as_str()) {
        return None;
    }
    let segments: Vec<&str> = url.path().split('/').collect();
    match segments[..] {
        ["", "api", kind, "download", hash, name] => Some([kind, hash, name].map(str::to_owned)),
        _ => None,
    }
}

pub async fn upload(probe: &mut Probe, own: &mut Own) -> Result<(), End> {
    let content = text(FILE);
    let call = format!(
        "post-api-upload([{{name: \"verify.txt\", content: {content}, encoding: utf8, \
         content-type: \"text/plain\"}}])"
    );
    let told = probe.call(&call).await?;
    own.files += usize::from(told.may_be_done());
    let body = told.body();
    let size = match &body[0]["size"] {
        Value::Number(_) => Some(true),
        Value::String(_) => Some(false),
        _ => None,
    };
    probe.conclude("upload-size", size, &told);
    let url = body[0]["url"].as_str();
    let parts = url.and_then(|url| address(url, |authority| probe.is_own(authority)));
    let holds = url.map(|_| parts.is_none());
    probe.conclude("upload-address", holds, &told);
    if let Some(parts) = parts {
        download(probe, &parts).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn a_files_address_is_taken_apart_if_it_is_the_accounts() {
        let own = |authority: &str| authority == "acme.gorgias.com";
        let parts = ["attachment", "h", "box.png"].map(str::to_owned);
        let path = "/api/attachment/download/h/box.png";
        for (url, known) in [
            (format!("https://acme.gorgias.com{path}"), Some(parts)),
            (format!("https://uploads.gorgias.test{path}"), None),
            ("https://acme.gorgias.com/api/customers".to_owned(), None),
            (path.to_owned(), None),
            (String::new(), None),
        ] {
            assert_eq!(address(&url, own), known, "{url}");
        }
    }
}
