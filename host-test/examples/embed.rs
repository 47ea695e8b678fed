//! Embedding the plugin in a program: typed calls, pages, errors, files.
//!
//! Run it with `cargo run --example embed`. It talks to the mock Gorgias, which it starts itself;
//! the comments say what to write for a real account.

use anyhow::{Context, Result, bail};
use host::bindings::types::{
    CustomerOrder, CustomerQuery, Encoding, Error, ErrorKind, UploadFile, UploadType,
};
use host::{Plugin, Sandbox, Session};
use mock::Mock;

/// Runs the example; public, so that a test runs it too.
#[tokio::main]
pub async fn main() -> Result<()> {
    // For a real account: Sandbox::new()
    //     .env("GORGIAS_DOMAIN", "acme")
    //     .env("GORGIAS_EMAIL", "me@acme.test")
    //     .env("GORGIAS_API_KEY", key)
    //     .grant("acme.gorgias.com")?
    // and for downloads .grant() of the host that files lie on.
    let mock = Mock::start().await?;
    let sandbox = Sandbox::new()
        .envs(mock.env())
        .grant(&mock.base_url())?
        .grant(&mock.files_origin())?;

    // Compile once. A session is cheap, and independent of all others: one for each user or task.
    let plugin = Plugin::shipped()?;
    let mut session = plugin.start(&sandbox).await?;

    println!("{} customers", count_customers(&mut session).await?);
    missing_customer(&mut session).await?;
    files(&mut session).await
}

/// Lists all customers, a page at a time.
async fn count_customers(session: &mut Session) -> Result<usize> {
    let mut query = CustomerQuery {
        limit: Some(15),
        order_by: Some(CustomerOrder::CreatedDatetimeAsc),
        ..everything()
    };
    let mut count = 0;
    loop {
        // The outer result is the host's, the inner one the tool's.
        let page = session
            .tools
            .call_gorgias_customers_list_customers(&mut session.store, Some(&query))
            .await?
            .map_err(explained)?;
        let items: Vec<serde_json::Value> = serde_json::from_str(&page.items)?;
        count += items.len();
        match page.next_cursor {
            Some(cursor) => query.cursor = Some(cursor),
            None => return Ok(count),
        }
    }
}

/// No filter: records have no default, so that a new field is not forgotten.
fn everything() -> CustomerQuery {
    CustomerQuery {
        email: None,
        external_id: None,
        name: None,
        language: None,
        timezone: None,
        view_id: None,
        channel_type: None,
        channel_address: None,
        order_by: None,
        cursor: None,
        limit: None,
    }
}

/// Branches on the kind of an error. Its message is for people and agents.
async fn missing_customer(session: &mut Session) -> Result<()> {
    let answer = session
        .tools
        .call_gorgias_customers_get_customer(&mut session.store, 1, None)
        .await?;
    match answer {
        Err(error) if error.kind == ErrorKind::NotFound => println!("{}", error.message),
        Err(error) => return Err(explained(error)),
        Ok(customer) => bail!("there should be no such customer: {customer}"),
    }
    Ok(())
}

/// Uploads a file, and downloads another one.
async fn files(session: &mut Session) -> Result<()> {
    let file = UploadFile {
        name: "note.txt".to_owned(),
        content: "Wash cold, dry flat.".to_owned(),
        encoding: Encoding::Utf8,
        content_type: Some("text/plain".to_owned()),
    };
    let stored = session
        .tools
        .call_gorgias_customers_post_api_upload(
            &mut session.store,
            &[file],
            Some(UploadType::Attachment),
        )
        .await?
        .map_err(explained)?;
    println!("{}", stored.first().context("one file was sent")?.url);
    // A ticket's attachment has an address …/api/{file-type}/download/{domain-hash}/{resource-name}.
    let file = session
        .tools
        .call_gorgias_customers_download_file(
            &mut session.store,
            "attachment",
            "Hna8kldnmlal",
            "care-guide-3f9c1d2e-5b7a-4c8d-9e0f-1a2b3c4d5e6f.txt",
        )
        .await?
        .map_err(explained)?;
    println!("{} bytes: {}", file.size, file.content);
    Ok(())
}

fn explained(error: Error) -> anyhow::Error {
    anyhow::anyhow!("{:?}: {}", error.kind, error.message)
}
