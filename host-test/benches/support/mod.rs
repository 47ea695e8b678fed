//! The clients that are compared: the same calls through different clients of one server.

pub mod baseline;
#[allow(dead_code, reason = "the tests use the rest")]
pub mod data;
#[allow(dead_code, reason = "the tests use the rest")]
pub mod guest;
pub mod native;
pub mod plugin;
pub mod server;

/// A call that every client can make.
#[derive(Clone, Copy, Debug)]
pub enum Call {
    GetCustomer,
    /// Of a hundred.
    ListCustomers,
    /// 1 MiB, converted to base64.
    Download,
    /// 1 MiB, converted from base64.
    Upload,
}

/// The calls that are compared one by one.
pub const CALLS: [Call; 4] = [
    Call::GetCustomer,
    Call::ListCustomers,
    Call::Download,
    Call::Upload,
];

/// The parts of the path of the file that is downloaded.
pub const FILE: [&str; 3] = ["attachment", "Hna8kldnmlal", "box.png"];

/// Whoever makes calls. They return how long the answer is.
pub trait Client {
    async fn call(&self, call: Call) -> usize;
}

/// Returns the settings that lead to a server at this address.
pub fn env(api: &str) -> [(&'static str, String); 3] {
    [
        ("GORGIAS_BASE_URL", format!("http://{api}")),
        ("GORGIAS_EMAIL", "agent@acme.test".to_owned()),
        ("GORGIAS_API_KEY", "benchmark-key".to_owned()),
    ]
}
