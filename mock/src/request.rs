//! Checks a request, and holds what an endpoint needs of it.

use crate::{answer::ApiError, log::LoggedRequest, schema, shop::without, vendor::Vendor};
use serde_json::{Value, json};

/// A request as an endpoint sees it.
pub struct Request<'a> {
    /// The request as it arrived.
    pub logged: &'a LoggedRequest,
    pub vendor: &'a Vendor,
    /// The vendor's documentation of the route.
    pub documented: &'a Value,
    /// The query as an object, with the documented defaults.
    pub query: Value,
    /// The body, with the documented defaults; null where the route has none.
    pub body: Value,
    params: Vec<&'a str>,
}

impl<'a> Request<'a> {
    /// # Errors
    /// 400 with all that is wrong in the query or in the body.
    pub fn new(
        logged: &'a LoggedRequest,
        vendor: &'a Vendor,
        route: &str,
    ) -> Result<Self, ApiError> {
        let (root, documented) = (&vendor.data, &vendor.data["routes"][route]);
        let (_, pattern) = route.split_once(' ').unwrap_or_default();
        let mut schema = documented["query"].clone();
        schema["additionalProperties"] = false.into();
        let mut request = Self {
            logged,
            vendor,
            documented,
            query: read_query(root, &schema, &logged.raw_query),
            body: Value::Null,
            params: params(pattern, &logged.path).unwrap_or_default(),
        };
        let verdict = schema::check(root, &schema, &request.query);
        verdict.map_err(|data| ApiError::invalid("Invalid query parameters.", data))?;
        add_defaults(root, &schema, &mut request.query);
        if let Some(schema) = documented.get("body") {
            request.body = read_body(logged)?;
            let verdict = schema::check(root, schema, &request.body);
            verdict.map_err(|data| request.invalid(data))?;
            add_defaults(root, schema, &mut request.body);
        }
        Ok(request)
    }

    /// Returns a parameter of the path, by its place.
    pub fn param(&self, at: usize) -> &'a str {
        self.params.get(at).copied().unwrap_or_default()
    }

    /// Returns an id in the path. A number beyond 64 bits becomes 0, which is no id.
    pub fn id(&self, at: usize) -> u64 {
        self.param(at).parse().unwrap_or_default()
    }

    /// Returns whether this open fact is played the other way.
    pub fn plays_alternative(&self, fact: &str) -> bool {
        self.vendor.plays_alternative(fact)
    }

    /// Returns a record without the keys that this route's answer has not.
    pub fn shown(&self, record: &Value) -> Value {
        let hidden = self.documented["hidden"].as_array().into_iter().flatten();
        let hidden: Vec<_> = hidden.filter_map(Value::as_str).collect();
        without(record, &hidden)
    }

    /// Refuses the body with 400.
    pub fn invalid(&self, data: Value) -> ApiError {
        let failure = self.documented["failure"].as_str().unwrap_or_default();
        ApiError::invalid(failure, data)
    }

    /// Refuses with 400 about one parameter of the query.
    pub fn invalid_parameter(name: &str, message: &str) -> ApiError {
        ApiError::invalid("Invalid query parameters.", json!({name: [message]}))
    }
}

/// Makes an object of a query's pairs: numbers and booleans by the schema's types, repeated keys
/// as arrays, `a[b]=c` as an object.
fn read_query(root: &Value, schema: &Value, query: &str) -> Value {
    let pairs = form_urlencoded::parse(query.as_bytes()).into_owned();
    let mut query = json!({});
    for (name, text) in pairs {
        let nested = name.strip_suffix(']').and_then(|it| it.split_once('['));
        let (key, inner) = nested.map_or((name.as_str(), None), |(key, inner)| (key, Some(inner)));
        let schema = schema::resolve(root, &schema["properties"][key]);
        let items = schema::resolve(root, &schema["items"]);
        let is_typed = |kind: &str| schema["type"] == kind || items["type"] == kind;
        let value = match serde_json::from_str(&text) {
            Ok(value) if is_typed("integer") || is_typed("boolean") => value,
            _ => json!(text),
        };
        match (inner, &mut query[key]) {
            (Some(inner), held @ (Value::Null | Value::Object(_))) => held[inner] = value,
            (_, Value::Array(held)) => held.push(value),
            (_, held @ Value::Null) if schema["type"] != "array" => *held = value,
            (_, held @ Value::Null) => *held = json!([value]),
            (_, held) => *held = json!([held.take(), value]),
        }
    }
    query
}

fn read_body(logged: &LoggedRequest) -> Result<Value, ApiError> {
    let kind = logged.header("content-type").unwrap_or_default();
    if !kind.to_ascii_lowercase().starts_with("application/json") {
        let msg = "The body must be JSON, with the content type application/json.";
        return Err(ApiError::new(400, msg));
    }
    let body = serde_json::from_slice(&logged.body);
    body.map_err(|_| ApiError::new(400, "The body is not valid JSON."))
}

fn add_defaults(root: &Value, schema: &Value, object: &mut Value) {
    for (key, property) in schema["properties"].as_object().into_iter().flatten() {
        let default = schema::resolve(root, property).get("default");
        if let (Some(default), None) = (default, object.get(key)) {
            object[key] = default.clone();
        }
    }
}

/// Returns the parameters of a path that fits: digits for ids, and nothing empty.
pub fn params<'a>(pattern: &str, path: &'a str) -> Option<Vec<&'a str>> {
    // An old tutorial of the vendor calls `/api/customers/`: one trailing slash is fine.
    let segments: Vec<_> = path.strip_suffix('/').unwrap_or(path).split('/').collect();
    let names: Vec<_> = pattern.split('/').collect();
    let pairs = || names.iter().zip(&segments);
    let fits = names.len() == segments.len()
        && pairs().all(|(name, text)| {
            let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
            let is_param = name.starts_with('{') && !text.is_empty();
            name == text || is_param && (is_digits || !name.ends_with("id}"))
        });
    let params = pairs().filter(|(name, _)| name.starts_with('{'));
    fits.then(|| params.map(|(_, text)| *text).collect())
}
