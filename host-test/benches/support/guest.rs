//! A host as plain as can be, the same for both components: everything of WASI is linked, and the
//! network is either hyper's usual client or an answer that is there at once.

use bytes::Bytes;
use http::{
    Request, Response, StatusCode,
    header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION},
};
use http_body::Body;
use http_body_util::{BodyExt, Full};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use wasmtime::{
    Config, Engine, Result, Store,
    component::{Component, InstancePre, Linker, ResourceTable},
};
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};
use wasmtime_wasi_http::{
    Error, RequestOptions, WasiBody, WasiHttpCtx, WasiHttpCtxView, WasiHttpHooks, WasiHttpView,
};

/// Where a guest's requests go.
#[derive(Clone)]
pub enum Transport {
    /// To the network.
    Network(Client<HttpConnector, WasiBody>),
    /// Nowhere: this is the answer to every request, as JSON, after a redirect where a download
    /// begins.
    Canned(Bytes),
}

/// hyper-util's client, with kept connections.
pub fn client<B>() -> Client<HttpConnector, B>
where
    B: Body<Data: Send> + Send,
{
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    Client::builder(TokioExecutor::new()).build(connector)
}

type Sending<T> = Box<dyn Future<Output = Result<T, Error>> + Send>;

impl WasiHttpHooks for Transport {
    fn send_request(
        &mut self,
        request: Request<WasiBody>,
        _options: Option<RequestOptions>,
        _processed: Sending<()>,
    ) -> Sending<(Response<WasiBody>, Sending<()>)> {
        let transport = self.clone();
        Box::new(async move {
            let response = match transport {
                Self::Network(client) => client
                    .request(request)
                    .await
                    .map_err(|error| Error::InternalError(Some(error.to_string())))?
                    .map(|body| {
                        body.map_err(|error| Error::InternalError(Some(error.to_string())))
                            .boxed_unsync()
                    }),
                Self::Canned(body) => {
                    let redirects = request.uri().path().contains("/download/");
                    // What a guest sends has to be taken from it.
                    request.into_body().collect().await?;
                    canned(if redirects { None } else { Some(body) })
                }
            };
            Ok((response, Box::new(async { Ok(()) }) as Sending<()>))
        })
    }
}

/// Makes a 200 with this body, or a redirect.
fn canned(body: Option<Bytes>) -> Response<WasiBody> {
    let response = match &body {
        Some(body) => Response::builder()
            .header(CONTENT_TYPE, "application/json")
            .header(CONTENT_LENGTH, body.len()),
        None => Response::builder()
            .status(StatusCode::TEMPORARY_REDIRECT)
            .header(LOCATION, "http://127.0.0.1:2/file"),
    };
    let body = Full::new(body.unwrap_or_default()).map_err(|never| match never {});
    response.body(body.boxed_unsync()).expect("a response")
}

/// The data of a guest's store.
pub struct Host {
    wasi: WasiCtx,
    http: WasiHttpCtx,
    table: ResourceTable,
    transport: Transport,
}

impl WasiView for Host {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView {
            ctx: &mut self.wasi,
            table: &mut self.table,
        }
    }
}

impl WasiHttpView for Host {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView {
            ctx: &mut self.http,
            table: &mut self.table,
            hooks: &mut self.transport,
        }
    }
}

/// Compiles a component with its imports resolved.
pub fn link(config: &Config, component: &[u8]) -> Result<InstancePre<Host>> {
    let engine = Engine::new(config)?;
    let component = Component::new(&engine, component)?;
    let mut linker = Linker::new(&engine);
    wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
    wasmtime_wasi_http::p2::add_only_http_to_linker_async(&mut linker)?;
    linker.instantiate_pre(&component)
}

/// Makes a store for one guest.
pub fn store(engine: &Engine, env: &[(&str, String)], transport: &Transport) -> Store<Host> {
    let mut wasi = WasiCtx::builder();
    for (name, value) in env {
        wasi.env(name, value);
    }
    let host = Host {
        wasi: wasi.build(),
        http: WasiHttpCtx::new(),
        table: ResourceTable::new(),
        transport: transport.clone(),
    };
    let mut store = Store::new(engine, host);
    // Where the engine does not count, this fails and nothing is lost.
    let _ = store.set_fuel(u64::MAX);
    store
}

/// Instructions that a guest has executed; 0 where the engine does not count.
pub fn fuel_used(store: &Store<Host>) -> u64 {
    store.get_fuel().map_or(0, |left| u64::MAX - left)
}
