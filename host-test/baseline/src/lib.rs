//! Four of the plugin's calls, written the usual way: std, anyhow, waki and serde_json.
//!
//! Nobody ships this. It shows what the same calls cost when nothing is done for size or speed,
//! and nothing for deadlines, retries, limits and access either.

use anyhow::{Context, Result, bail};
use base64::prelude::{BASE64_STANDARD, Engine};
use serde_json::{Value, json};
use std::env::{self, VarError};
use std::time::Duration;
use waki::{Client, RequestBuilder, Response};

wit_bindgen::generate!({ world: "baseline", path: "wit" });

struct Baseline;

export!(Baseline);

impl Guest for Baseline {
    fn get_customer(id: u64) -> Result<String, String> {
        text(get_customer(id))
    }

    fn list_customers(view_id: u64) -> Result<String, String> {
        text(list_customers(view_id))
    }

    fn download_file(
        file_type: String,
        domain_hash: String,
        resource_name: String,
    ) -> Result<String, String> {
        text(download_file(&file_type, &domain_hash, &resource_name))
    }

    fn upload_file(name: String, content: String) -> Result<String, String> {
        text(upload_file(&name, &content))
    }
}

fn text(result: Result<String>) -> Result<String, String> {
    result.map_err(|error| format!("{error:#}"))
}

fn get_customer(id: u64) -> Result<String> {
    let customer: Value = json_of(get(&format!("/api/customers/{id}"))?.send()?)?;
    Ok(customer.to_string())
}

fn list_customers(view_id: u64) -> Result<String> {
    let list: Value = json_of(get(&format!("/api/customers?view_id={view_id}"))?.send()?)?;
    let page = json!({"items": list["data"], "next_cursor": list["meta"]["next_cursor"]});
    Ok(page.to_string())
}

fn download_file(file_type: &str, domain_hash: &str, resource_name: &str) -> Result<String> {
    let path = format!("/api/{file_type}/download/{domain_hash}/{resource_name}");
    let redirect = get(&path)?.send()?;
    let location = redirect
        .header("location")
        .context("the download does not redirect")?
        .to_str()?
        .to_owned();
    // Leaving the first answer open would keep its connection busy.
    redirect.body()?;
    let file = body_of(Client::new().get(&location).send()?)?;
    Ok(BASE64_STANDARD.encode(file))
}

fn upload_file(name: &str, content: &str) -> Result<String> {
    const BOUNDARY: &str = "baseline-boundary-7d1f3a";
    let content = BASE64_STANDARD.decode(content)?;
    let mut body = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; \
         filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(&content);
    body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
    let request = authorized(Client::new().post(&format!("{}/api/upload", base_url()?)))?
        .header(
            "content-type",
            format!("multipart/form-data; boundary={BOUNDARY}"),
        )
        .body(body);
    let files: Value = json_of(request.send()?)?;
    Ok(files.to_string())
}

fn get(path: &str) -> Result<RequestBuilder> {
    authorized(Client::new().get(&format!("{}{path}", base_url()?)))
}

fn authorized(request: RequestBuilder) -> Result<RequestBuilder> {
    let credentials = format!(
        "{}:{}",
        env::var("GORGIAS_EMAIL")?,
        env::var("GORGIAS_API_KEY")?
    );
    let authorization = format!("Basic {}", BASE64_STANDARD.encode(credentials));
    Ok(request
        .header("authorization", authorization)
        .header("accept", "application/json")
        .connect_timeout(Duration::from_secs(30)))
}

fn base_url() -> Result<String, VarError> {
    env::var("GORGIAS_BASE_URL")
}

fn json_of(response: Response) -> Result<Value> {
    Ok(serde_json::from_slice(&body_of(response)?)?)
}

fn body_of(response: Response) -> Result<Vec<u8>> {
    let status = response.status_code();
    let body = response.body()?;
    if !(200..300).contains(&status) {
        bail!("status {status}: {}", String::from_utf8_lossy(&body));
    }
    Ok(body)
}
