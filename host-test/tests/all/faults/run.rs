//! Running one cell of the matrix.

use super::{
    class::{Answered, Class},
    fault::{Fault, Outcome, Place, Scene},
};
use crate::{
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

/// The place of a fault, set up. What it holds lives as long as the call.
struct Setting {
    scheme: &'static str,
    authority: String,
    granted: bool,
    server: Option<FaultServer>,
    _held: Option<Box<dyn Send>>,
}

impl Setting {
    fn holding(authority: impl ToString, held: impl Send + 'static) -> Self {
        Self {
            scheme: "http",
            authority: authority.to_string(),
            granted: true,
            server: None,
            _held: Some(Box::new(held)),
        }
    }

    fn origin(&self) -> String {
        format!("{}://{}", self.scheme, self.authority)
    }
}

/// Makes the call over sockets, and gives what is not as expected.
pub async fn run(plugin: &Plugin, fault: &Fault, class: Class) -> anyhow::Result<Vec<String>> {
    let files = FaultServer::start([Exchange::answering(Class::FileHost.fine(""))]).await?;
    let scene = Scene {
        class,
        files: files.base_url(),
    };
    let setting = set_up(&fault.place, &scene).await?;
    let redirect =
        Answer::new(307).header("location", &format!("{}/signed?key=1", setting.origin()));
    let redirecting = FaultServer::start([Exchange::answering(redirect)]).await?;
    let gorgias = match class {
        Class::FileHost => redirecting.base_url(),
        _ => setting.origin(),
    };
    // Four tries need their time on a busy machine; they end before the deadline.
    let timeout = match fault.expect(class) {
        Some(expect) if expect.requests == 4 => 20,
        _ => fault.timeout,
    };
    let mut sandbox = sandbox(&gorgias, timeout)
        .grant(&redirecting.authority())?
        .grant(&files.authority())?;
    if setting.granted {
        sandbox = sandbox.grant(&setting.authority)?;
    }
    if let Some(limit) = fault.limit {
        sandbox = sandbox.env("GORGIAS_MAX_RESPONSE_BYTES", limit.to_string());
    }

    let mut session = plugin.start(&sandbox).await?;
    let started = Instant::now();
    let answered = class.call(&mut session, fault.sending).await?;
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
    let Some(expect) = fault.expect(class) else {
        return Vec::new();
    };
    let mut problems = Vec::new();
    if requests != expect.requests {
        problems.push(format!("{requests} requests, not {}", expect.requests));
    }
    match (&expect.outcome, answered) {
        (Outcome::Done, Ok(content)) if content == class.fine_result() => {}
        (Outcome::Gives(wanted), Ok(content)) if content == wanted => {}
        (Outcome::Fails { .. }, Ok(_)) => problems.push("succeeds".into()),
        (_, Ok(_)) => problems.push("gives something else".into()),
        (Outcome::Done | Outcome::Gives(_), Err(_)) => problems.push("fails".into()),
        (
            Outcome::Fails {
                kind,
                sent,
                fate_known,
            },
            Err(error),
        ) => {
            // The file host is asked after Gorgias has been.
            let sent = *sent || class == Class::FileHost;
            let advice = error.message.contains("look before you repeat");
            let unlike = [
                (error.kind != kind.as_str(), "the kind"),
                (error.request_sent != sent, "request-sent"),
                (
                    error.retry_after_seconds != expect.retry_after,
                    "retry-after-seconds",
                ),
                (
                    expect.status.is_some() && error.status != expect.status,
                    "the status",
                ),
                (
                    advice != (class.changes() && !fate_known),
                    "the advice to look first",
                ),
            ];
            problems.extend(
                unlike
                    .iter()
                    .filter(|(unlike, _)| *unlike)
                    .map(|(_, what)| format!("{what} is not as expected")),
            );
        }
    }
    if let Err(error) = answered {
        let silent = fault.says.iter().chain(&expect.says);
        let silent = silent.filter(|words| !error.message.contains(**words));
        problems.extend(silent.map(|words| format!("does not say {words:?}")));
        let record = Record {
            message: &error.message,
            details: error.details.as_deref(),
            request_id: error.request_id.as_deref(),
        };
        problems.extend(record.flaws(&SECRETS));
        if error.status.is_some() && !error.request_sent {
            problems.push("there was an answer to a request that was not sent".into());
        }
    }
    if !problems.is_empty() {
        problems.push(format!("{answered:?}"));
    }
    problems
}

async fn set_up(place: &Place, scene: &Scene) -> anyhow::Result<Setting> {
    let script = match place {
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
            let host = match scene.class {
                Class::FileHost => "files.invalid".to_owned(),
                _ => format!("{label}.{label}.{label}.{label}.gorgias.com"),
            };
            return Ok(Setting {
                scheme: "https",
                ..Setting::holding(host, ())
            });
        }
        Place::NotGranted => vec![Exchange::answering(scene.fine())],
        Place::Answers(_) => anyhow::bail!("no socket is needed for this"),
        Place::Server(script) | Place::Tls(script) => script(scene),
    };
    let server = FaultServer::start(script).await?;
    Ok(Setting {
        scheme: if matches!(place, Place::Tls(_)) {
            "https"
        } else {
            "http"
        },
        granted: !matches!(place, Place::NotGranted),
        authority: server.authority(),
        server: Some(server),
        _held: None,
    })
}

/// A listener that accepts nothing, with so many connections waiting that the next one's first
/// packet is dropped.
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
