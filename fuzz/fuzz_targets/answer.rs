//! Whatever a server answers, a tool gives a value or a bounded error without credentials.
#![no_main]

use arbitrary::Unstructured;
use gorgias_customers::{
    bindings::gorgias::customers::types::{Encoding, FieldObject, Page, UploadFile},
    client::{Call, Client},
    error::Error,
    tool::Tool,
    tools::*,
    transport::{Cause, End, Failure, Incoming, Instant, Limits, Outgoing, Transport},
};
use gorgias_customers_fuzz::{EMAIL, KEY, SECRETS, answer::Answer, record::Record, shape::Shape};
use libfuzzer_sys::fuzz_target;
use serde_json::{from_str, value::RawValue};
use std::{
    cell::{Cell, RefCell},
    time::Duration,
};

const TOOLS: [Tool; 9] = [
    Tool::GetCustomer,
    Tool::ListCustomers,
    Tool::ListCustomFields,
    Tool::Search,
    Tool::PostApiUpload,
    Tool::DownloadFile,
    Tool::PostApiStatsNameDownload,
    Tool::DeleteCustomer,
    Tool::MergeCustomers,
];

/// A tool's call, which gives the texts of its result that have to be JSON.
fn call(tool: Tool) -> Result<Call<Vec<String>>, Error> {
    let page = |page: Page| {
        [Some(page.items), page.meta]
            .into_iter()
            .flatten()
            .collect()
    };
    Ok(match tool {
        Tool::GetCustomer => get_customer(7, None)?.map(|json| vec![json]),
        Tool::ListCustomers => list_customers(None)?.map(page),
        Tool::ListCustomFields => list_custom_fields(FieldObject::Ticket, None)?.map(page),
        Tool::Search => search("customer".into(), None, None)?.map(|json| vec![json]),
        Tool::PostApiUpload => {
            let file = UploadFile {
                name: "box.png".into(),
                content: "box".into(),
                encoding: Encoding::Utf8,
                content_type: None,
            };
            post_api_upload(vec![file], None)?.map(|_| Vec::new())
        }
        Tool::DownloadFile => {
            download_file("attachment".into(), "h".into(), "n".into())?.map(|_| Vec::new())
        }
        Tool::PostApiStatsNameDownload => {
            post_api_stats_name_download("overview".into(), "{}".into())?.map(|_| Vec::new())
        }
        Tool::DeleteCustomer => delete_customer(7)?.map(|()| Vec::new()),
        _ => merge_customers(7, 8, None)?.map(|json| vec![json]),
    })
}

/// A network of bytes: each try takes its answer or its failure from them.
struct Network<'a> {
    bytes: RefCell<Unstructured<'a>>,
    shape: Shape,
    now: Cell<Duration>,
    /// Whether nothing was wrong with any answer.
    good: Cell<bool>,
}

impl Network<'_> {
    fn answer(&self, limits: &Limits) -> arbitrary::Result<Result<Incoming, Failure>> {
        let u = &mut *self.bytes.borrow_mut();
        if u.ratio(1, 8)? {
            self.good.set(false);
            return Ok(Err(Failure {
                cause: *u.choose(&[
                    Cause::TimedOut,
                    Cause::Denied,
                    Cause::Dns,
                    Cause::Connect,
                    Cause::Tls,
                    Cause::Broken,
                    Cause::Refused,
                ])?,
                detail: detail(u)?,
                sent: u.arbitrary()?,
            }));
        }
        let answer = Answer::generate(self.shape, u)?;
        self.good.set(self.good.get() && answer.good);
        let limit = match answer.status {
            200..=299 => limits.body,
            300..=399 => 0,
            _ => limits.error_body,
        };
        let mut body = answer.body.clone();
        let end = match u.int_in_range(0..=2)? {
            _ if body.len() > limit => End::OverLimit,
            _ if !answer.breaks_off() => End::Complete,
            0 => End::TimedOut,
            1 => End::Broken(detail(u)?),
            // A host that does not count.
            _ => End::Complete,
        };
        body.truncate(limit);
        let announced = answer.announced().map(|length| length.to_string());
        let mut headers = answer.headers;
        headers.extend(announced.map(|length| ("content-length", length.into())));
        Ok(Ok(Incoming {
            status: answer.status,
            headers: headers
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
            body,
            end,
        }))
    }
}

/// What a host says of a failure.
fn detail(u: &mut Unstructured) -> arbitrary::Result<String> {
    Ok(format!(
        "{} {}",
        u.arbitrary::<&str>()?,
        u.choose(&SECRETS)?
    ))
}

impl Transport for Network<'_> {
    fn environment(&self) -> Vec<(String, String)> {
        [
            ("GORGIAS_DOMAIN", "acme"),
            ("GORGIAS_EMAIL", EMAIL),
            ("GORGIAS_API_KEY", KEY),
            ("GORGIAS_ACCESS", "full"),
            ("GORGIAS_MAX_RESPONSE_BYTES", "65536"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec()
    }

    fn now(&self) -> Instant {
        Instant(self.now.get())
    }

    fn sleep_until(&self, then: Instant) {
        let now = self.now.replace(then.0);
        assert!(then.0 >= now);
        assert!(then.0 < Duration::from_secs(30), "slept past the deadline");
    }

    fn exchange(&self, request: &Outgoing, limits: &Limits) -> Result<Incoming, Failure> {
        self.now.set(self.now.get() + Duration::from_millis(7));
        assert!(request.https);
        let own_host = request.authority == "acme.gorgias.com";
        let mut names = request.headers.iter().map(|(name, _)| *name);
        assert!(
            own_host || !names.any(|name| name == "authorization"),
            "credentials went to {}",
            request.authority
        );
        self.answer(limits).unwrap_or_else(|_| {
            self.good.set(false);
            Err(Failure {
                cause: Cause::TimedOut,
                detail: String::new(),
                sent: true,
            })
        })
    }
}

fuzz_target!(|bytes: &[u8]| {
    let mut bytes = Unstructured::new(bytes);
    let Ok(&tool) = bytes.choose(&TOOLS) else {
        return;
    };
    let network = Network {
        bytes: RefCell::new(bytes),
        shape: Shape::of(tool.name()),
        now: Cell::default(),
        good: Cell::new(true),
    };
    let Ok(client) = Client::open(&network, tool) else {
        panic!("the settings are good");
    };
    match call(tool).and_then(|call| client.call(call)) {
        Ok(texts) => {
            for text in texts {
                assert!(from_str::<&RawValue>(&text).is_ok(), "not JSON: {text}");
            }
        }
        Err(error) => {
            assert!(!network.good.get(), "{}", error.message);
            let record = Record {
                message: &error.message,
                details: error.details.as_deref(),
                request_id: error.request_id.as_deref(),
            };
            let flaws = record.flaws(&SECRETS);
            assert!(flaws.is_empty(), "{flaws:#?}");
        }
    }
});
