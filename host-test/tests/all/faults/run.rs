//! Running one cell of the matrix.

use super::{
    class::{Answered, Class, answered},
    fault::{Fault, Place},
};
use crate::{
    calls::same,
    fuzz::{SECRETS, record::Record},
    support::sandbox,
};
use host::Plugin;
use mock::faults::{Answer, Exchange, FaultServer, Received};
use std::{
    net::Ipv4Addr,
    time::{Duration, Instant},
};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

/// The place of a fault, set up.
struct Setting {
    authority: String,
    server: Option<FaultServer>,
    /// Lives as long as the call.
    _held: Option<Box<dyn Send>>,
}

impl Setting {
    fn holding(authority: impl ToString, held: impl Send + 'static) -> Self {
        Self {
            authority: authority.to_string(),
            server: None,
            _held: Some(Box::new(held)),
        }
    }
}

/// Makes the call over sockets, and gives what is not as expected.
pub async fn run(plugin: &Plugin, fault: &Fault, class: Class) -> anyhow::Result<Vec<String>> {
    let file = Class::FileHost.fine("").answer();
    let files = FaultServer::start([Exchange::answering(file)]).await?;
    let setting = set_up(fault, class, &class.fine(&files.base_url()).answer()).await?;
    let scheme = match fault.place {
        Place::Tls | Place::NoName => "https",
        _ => "http",
    };
    let origin = format!("{scheme}://{}", setting.authority);
    let redirect = Class::Download.fine(&origin).answer();
    let redirecting = FaultServer::start([Exchange::answering(redirect)]).await?;
    let gorgias = match class {
        Class::FileHost => redirecting.base_url(),
        _ => origin,
    };
    // Four tries need their time on a busy machine; they end before the deadline.
    let timeout = match fault.expect(class) {
        Some(expect) if expect.requests() == 4 => 20,
        _ => fault.timeout,
    };
    let mut sandbox = sandbox(&gorgias, timeout)
        .grant(&redirecting.authority())?
        .grant(&files.authority())?;
    if fault.place != Place::NotGranted {
        sandbox = sandbox.grant(&setting.authority)?;
    }
    if let Some(limit) = fault.limit {
        sandbox = sandbox.env("GORGIAS_MAX_RESPONSE_BYTES", limit.to_string());
    }

    let mut session = plugin.start(&sandbox).await?;
    let call = class.call(fault.megabytes << 20);
    let started = Instant::now();
    let answered = answered(&mut session, &call).await;
    let elapsed = started.elapsed();
    let requests = setting.server.as_ref().map_or(0, FaultServer::exchanges);
    let mut problems = judge(fault, class, &answered, requests);
    if elapsed > fault.bound() {
        problems.push(format!("took {elapsed:?}"));
    }
    if let Some(server) = setting.server.filter(|_| class == Class::FileHost) {
        let shown = |request: &Received| request.header("authorization").is_some();
        if server.received().iter().any(shown) {
            problems.push("the file host got the credentials".into());
        }
    }
    Ok(problems)
}

/// Gives what is not as the table says.
pub fn judge(fault: &Fault, class: Class, answered: &Answered, requests: usize) -> Vec<String> {
    let expect = fault.expect(class).expect("the fault concerns the class");
    let mut problems: Vec<String> = same("requests", &requests, &expect.requests())
        .err()
        .into_iter()
        .collect();
    match (answered, expect.kind()) {
        (Ok(content), None) => {
            let wanted = expect.gives.as_deref().unwrap_or(class.fine_result());
            problems.extend(same("content", content, &wanted).err());
        }
        (Err(error), Some(kind)) => {
            let is = (
                error.kind.as_str(),
                error.status,
                error.retry_after_seconds,
                error.request_sent,
                error.message.contains("look before you repeat"),
            );
            let wanted = (
                kind,
                expect.status.or(error.status),
                expect.wait,
                // The file host is asked after Gorgias has been.
                expect.is_sent() || class == Class::FileHost,
                class.changes() && expect.may_be_done(),
            );
            problems.extend(same("error", &is, &wanted).err());
            let words = [&fault.says, &expect.says];
            let silent = words.into_iter().filter(|it| !error.message.contains(*it));
            problems.extend(silent.map(|words| format!("does not say {words:?}")));
            let record = Record {
                message: &error.message,
                details: error.details.as_deref(),
                request_id: error.request_id.as_deref(),
            };
            problems.extend(record.flaws(&SECRETS));
            if error.status.is_some() && !error.request_sent {
                problems.push("an answer to a request that was not sent".into());
            }
        }
        _ => problems.push("succeeds or fails otherwise".into()),
    }
    if !problems.is_empty() {
        problems.push(format!("{answered:?}"));
    }
    problems
}

async fn set_up(fault: &Fault, class: Class, fine: &Answer) -> anyhow::Result<Setting> {
    let script = match fault.place {
        Place::Refused => {
            // Bound, so that nobody else gets the port, and not listening.
            let socket = TcpSocket::new_v4()?;
            socket.bind((Ipv4Addr::LOCALHOST, 0).into())?;
            return Ok(Setting::holding(socket.local_addr()?, socket));
        }
        Place::Full => {
            let (listener, waiting) = full_queue().await?;
            return Ok(Setting::holding(
                listener.local_addr()?,
                (listener, waiting),
            ));
        }
        Place::NoName => {
            // Longer than names can be, so that no name server is asked.
            let label = "a".repeat(63);
            let host = match class {
                Class::FileHost => "files.invalid".to_owned(),
                _ => format!("{label}.{label}.{label}.{label}.gorgias.com"),
            };
            return Ok(Setting::holding(host, ()));
        }
        Place::NotGranted => vec![Exchange::answering(fine.clone())],
        Place::Server | Place::Tls => fault.script(fine),
    };
    let server = FaultServer::start(script).await?;
    Ok(Setting {
        authority: server.authority(),
        server: Some(server),
        _held: None,
    })
}

/// Makes a listener that accepts nothing, with so many connections waiting that the next one's
/// first packet is dropped.
async fn full_queue() -> anyhow::Result<(TcpListener, Vec<TcpStream>)> {
    let socket = TcpSocket::new_v4()?;
    socket.bind((Ipv4Addr::LOCALHOST, 0).into())?;
    let listener = socket.listen(1)?;
    let address = listener.local_addr()?;
    let mut waiting = Vec::new();
    while waiting.len() < 64 {
        let connecting = TcpStream::connect(address);
        match tokio::time::timeout(Duration::from_millis(200), connecting).await {
            Ok(stream) => waiting.push(stream?),
            Err(_) => return Ok((listener, waiting)),
        }
    }
    anyhow::bail!("the queue of connections does not fill")
}
