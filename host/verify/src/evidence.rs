//! The evidence of an exchange: its request, status, names of headers and shape of the body. Nothing
//! else of it reaches a report, so there is nothing to redact.

use crate::shape;
use host::Exchange;
use serde::Serialize;

/// The words of the API's paths. Any other segment is an id or a name.
const WORDS: &str = "api attachment custom-fields customers data download events merge overview \
    reporting search stats upload";
/// The placeholder for the file host, whose name and paths may tell of the account.
const FILE_HOST: &str = "(file host)";

/// One exchange.
#[derive(Clone, Debug, Serialize)]
pub struct Evidence {
    /// From 1, in the order of sending.
    pub number: usize,
    /// The tool that was called; none where the host asked for itself.
    pub tool: Option<String>,
    /// Tells it from others of the same tool.
    pub about: Option<String>,
    /// `GET /api/customers/{…}?relationships`: the query's keys.
    pub request: String,
    /// None without an answer.
    pub status: Option<u16>,
    /// Names, sorted.
    pub headers: Vec<String>,
    /// Of the body.
    pub shape: String,
}

impl Evidence {
    /// Keeps of an exchange what may be shown. `authority` is the account's.
    pub fn new(
        number: usize,
        tool: Option<&str>,
        about: Option<&str>,
        exchange: &Exchange,
        authority: &str,
    ) -> Self {
        let known = exchange.uri.authority();
        let is_api = known.is_some_and(|it| it.as_str() == authority);
        let target = if is_api {
            target(exchange.uri.path(), exchange.uri.query())
        } else {
            FILE_HOST.to_owned()
        };
        let mut headers: Vec<String> = exchange.headers.keys().map(ToString::to_string).collect();
        headers.sort();
        Self {
            number,
            tool: tool.map(str::to_owned),
            about: about.map(str::to_owned),
            request: format!("{} {target}", exchange.method),
            status: exchange.status.map(|status| status.as_u16()),
            headers,
            shape: shape::of(&exchange.body),
        }
    }
}

fn target(path: &str, query: Option<&str>) -> String {
    let segments = path.split('/').map(|segment| match segment {
        "" => "",
        _ if WORDS.split(' ').any(|word| word == segment) => segment,
        _ => "{…}",
    });
    let path: Vec<&str> = segments.collect();
    // All keys are the plugin's and ours.
    let keys = query.into_iter().flat_map(|query| query.split('&'));
    let keys: Vec<&str> = keys.filter_map(|pair| pair.split('=').next()).collect();
    let mark = if keys.is_empty() { "" } else { "?" };
    format!("{}{mark}{}", path.join("/"), keys.join("&"))
}
