//! Runs the faults that are whole answers, natively, with a clock that moves by itself.

use super::{
    class::Class,
    fault::{Fault, Place, Scene},
    run::judge,
};
use crate::fuzz::{EMAIL, KEY};
use gorgias_customers::{
    bindings::gorgias::customers::types::{CustomerChanges, Encoding, NewCustomer, UploadFile},
    testing::{Error, Script, answer_with},
    tool::Tool,
    tools,
};
use host::mcp::ToolError;
use mock::faults::Answer;

const FILES: &str = "https://files.test";

/// Makes the call, and gives what is not as expected; none for a fault that takes sockets.
pub fn run(fault: &Fault, class: Class) -> Option<Vec<String>> {
    let Place::Answers(script) = &fault.place else {
        return None;
    };
    let scene = Scene {
        class,
        files: FILES.to_owned(),
    };
    let mut answers = script(&scene);
    let first = match class {
        // Gorgias redirects first.
        Class::FileHost => vec![Class::Download.fine(FILES)],
        _ => Vec::new(),
    };
    // The file host is fine where Gorgias is.
    if class == Class::Download
        && answers
            .last()
            .is_some_and(|last| last.bytes() == scene.fine().bytes())
    {
        answers.push(Class::FileHost.fine(""));
    }
    let before = first.len();
    let mut network = Script::repeating(first.iter().chain(&answers).map(incoming))
        .set("GORGIAS_EMAIL", EMAIL)
        .set("GORGIAS_API_KEY", KEY)
        .set("GORGIAS_TIMEOUT_SECONDS", &fault.timeout.to_string());
    if let Some(limit) = fault.limit {
        network = network.set("GORGIAS_MAX_RESPONSE_BYTES", &limit.to_string());
    }
    let answered = call(class, &network).map_err(read);
    let to_files = class == Class::Download;
    let sent = network.sent.borrow();
    let counted = sent
        .iter()
        .filter(|it| !to_files || it.authority != "files.test");
    let mut problems = judge(fault, class, &answered, counted.count() - before);
    if network.elapsed() > fault.bound() {
        problems.push(format!("took {:?}", network.elapsed()));
    }
    let shown = sent
        .iter()
        .any(|it| it.authority == "files.test" && it.header("authorization").is_some());
    if shown {
        problems.push("the file host got the credentials".into());
    }
    Some(problems)
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

/// Reads an answer as a transport hands it over.
fn incoming(
    answer: &Answer,
) -> Result<gorgias_customers::transport::Incoming, gorgias_customers::transport::Failure> {
    let bytes = answer.bytes();
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
    let (head, body) = bytes.split_at(end.expect("a whole head") + 4);
    let head = String::from_utf8_lossy(head);
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.get(9..12)?.parse().ok());
    let headers: Vec<(&str, &str)> = lines.filter_map(|line| line.split_once(": ")).collect();
    let mut answer = answer_with(status.expect("a status"), &headers, "")?;
    answer.body = body.to_vec();
    Ok(answer)
}
