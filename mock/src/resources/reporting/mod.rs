//! `POST /api/reporting/stats`: groups the seeded tickets as the query asks.

mod filters;
mod input;
mod measures;
mod rows;
mod scopes;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::StatusCode;
use serde_json::{Value, json};

pub use self::measures::{average, median};

use self::input::Input;
use self::scopes::Known;
use crate::answer::{Answer, Fault, Outcome};
use crate::call::Call;
use crate::options::PageRules;
use crate::paging;
use crate::shop::Shop;

/// The shop's clock is UTC: any zone is accepted, and days are those of UTC.
pub fn query(shop: &mut Shop, call: &Call) -> Outcome {
    call.query.only(&["cursor", "limit"])?;
    let limit = paging::limit(call, PageRules::REPORTING)?;
    let offset = match call.query.text("cursor")? {
        None => 0,
        Some(cursor) => {
            decode(cursor).ok_or_else(|| Fault::parameter("cursor", "Invalid cursor."))?
        }
    };
    let body = call.object()?;
    let input = Input::read(&body)?;
    let rows = match &input.scope {
        Known::Counted(scope) => rows::rows(shop, scope, &input)?,
        Known::Empty(_) => Vec::new(),
        // So it was on an account without the feature: reported by one public client.
        Known::Failing(_) => {
            return Err(Fault::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "Internal server error.",
            ));
        }
    };
    let total = rows.len();
    let data: Vec<Value> = rows.into_iter().skip(offset).take(limit).collect();
    let next = (offset.saturating_add(limit) < total).then(|| encode(offset + limit));
    let prev = (offset > 0).then(|| encode(offset.saturating_sub(limit)));
    Ok(Answer::ok(&json!({
        "object": "list",
        "uri": call.uri(),
        "data": data,
        "meta": {
            "scope": input.scope.name(),
            "prev_cursor": prev,
            "next_cursor": next,
            "total": total,
            "offset": offset,
            "limit": limit,
        },
    })))
}

/// Unlike the cursors of lists these count rows: base64 of `offset:2`. The vendor's docs.
fn encode(offset: usize) -> String {
    STANDARD.encode(format!("offset:{offset}"))
}

fn decode(cursor: &str) -> Option<usize> {
    let decoded = STANDARD.decode(cursor).ok()?;
    std::str::from_utf8(&decoded)
        .ok()?
        .strip_prefix("offset:")?
        .parse()
        .ok()
}
