mod client;
mod config;
mod quote;
mod redact;
mod reply;
mod request;
mod retry;
