mod client;
mod files;
mod server;
mod transcripts;
