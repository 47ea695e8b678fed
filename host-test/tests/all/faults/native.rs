//! Runs the faults that are whole answers, natively, with a clock that moves by itself.

use super::{class::Class, fault::Fault, run::judge, script::Reply};
use crate::{
    fuzz::{EMAIL, KEY},
    support::ToolError,
};
use gorgias_customers::{
    bindings::gorgias::customers::types::{CustomerChanges, Encoding, NewCustomer, UploadFile},
    testing::{Error, Script, Sent, incoming},
    tool::Tool,
    tools,
    transport::Incoming,
};

const FILES: &str = "https://files.test";

/// Makes the call, and gives what is not as expected.
pub fn run(fault: &Fault, class: Class, answer: &Reply) -> Vec<String> {
    let mut answers = vec![received(answer)];
    if class == Class::FileHost {
        // Gorgias redirects first.
        answers.insert(0, received(&Class::Download.fine(FILES)));
    }
    if fault.then_fine {
        answers.push(received(&class.fine(FILES)));
        // The file host is fine where Gorgias is.
        answers.push(received(&Class::FileHost.fine("")));
    }
    let mut network = Script::repeating(answers.into_iter().map(Ok))
        .set("GORGIAS_EMAIL", EMAIL)
        .set("GORGIAS_API_KEY", KEY)
        .set("GORGIAS_TIMEOUT_SECONDS", &fault.timeout.to_string());
    if let Some(limit) = fault.limit {
        network = network.set("GORGIAS_MAX_RESPONSE_BYTES", &limit.to_string());
    }
    let answered = call(class, &network).map_err(read);
    let sent = network.sent.borrow();
    let (to_files, to_gorgias): (Vec<&Sent>, Vec<&Sent>) =
        sent.iter().partition(|it| it.authority == "files.test");
    let requests = match class {
        Class::FileHost => to_files.len(),
        _ => to_gorgias.len(),
    };
    let mut problems = judge(fault, class, &answered, requests);
    if network.elapsed() > fault.bound() {
        problems.push(format!("took {:?}", network.elapsed()));
    }
    if to_files
        .iter()
        .any(|it| it.header("authorization").is_some())
    {
        problems.push("the file host got the credentials".into());
    }
    problems
}

/// Makes an answer as a transport hands it over.
fn received(reply: &Reply) -> Incoming {
    let headers: Vec<(&str, &str)> = reply
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    incoming(reply.status, &headers, &reply.body())
}

fn call(class: Class, network: &Script) -> Result<String, Error> {
    let name = || Some("Ada".to_owned());
    match class {
        Class::Get => network.call(Tool::GetCustomer, || tools::get_customer(7, None)),
        Class::Update => {
            let changes = CustomerChanges {
                name: name(),
                ..Default::default()
            };
            network.call(Tool::UpdateCustomer, || tools::update_customer(7, changes))
        }
        Class::Delete => {
            let done = network.call(Tool::DeleteCustomer, || tools::delete_customer(7));
            done.map(|()| String::new())
        }
        Class::Create => {
            let customer = NewCustomer {
                channels: Vec::new(),
                email: None,
                external_id: None,
                language: None,
                name: name(),
                timezone: None,
            };
            network.call(Tool::CreateCustomer, || tools::create_customer(customer))
        }
        Class::Merge => network.call(Tool::MergeCustomers, || tools::merge_customers(7, 8, None)),
        Class::Upload => {
            let file = UploadFile {
                name: "a.txt".into(),
                content: "hello".into(),
                encoding: Encoding::Utf8,
                content_type: None,
            };
            let files = network.call(Tool::PostApiUpload, || {
                tools::post_api_upload(vec![file], None)
            });
            files.map(|files| files.into_iter().map(|file| file.url).collect())
        }
        Class::Download | Class::FileHost => {
            let file = network.call(Tool::DownloadFile, || {
                tools::download_file("attachment".into(), "hash".into(), "a.txt".into())
            });
            file.map(|file| file.content)
        }
    }
}

fn read(error: Error) -> ToolError {
    ToolError {
        kind: error.kind.to_string(),
        message: error.message.clone(),
        status: error.status,
        details: error.details.clone(),
        retry_after_seconds: error.retry_after_seconds,
        request_sent: error.request_sent,
        request_id: error.request_id.clone(),
    }
}
