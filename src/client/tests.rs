mod client;
mod config;
mod errors;
mod hints;
mod quote;
mod redact;
mod redirects;
mod reply;
mod request;
mod retry;
mod tries;

use crate::{
    bindings::gorgias::customers::types::DownloadedFile,
    client::transport::{Failure, Incoming},
    testing::{Error, Script, answer_with},
    tool::Tool,
    tools::{delete_customer, download_file, get_customer},
};

type Answer = Result<Incoming, Failure>;

fn delete(script: &Script) -> Result<(), Error> {
    script.call(Tool::DeleteCustomer, || delete_customer(7))
}

fn get(script: &Script) -> Result<String, Error> {
    script.call(Tool::GetCustomer, || get_customer(7, None))
}

fn download(script: &Script) -> Result<DownloadedFile, Error> {
    script.call(Tool::DownloadFile, || {
        download_file("a".into(), "b".into(), "c.png".into())
    })
}

fn redirect(location: &str) -> Answer {
    answer_with(307, &[("location", location)], "")
}
