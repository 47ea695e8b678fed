mod client;
mod config;
mod hints;
mod quote;
mod redact;
mod reply;
mod request;
mod retry;
