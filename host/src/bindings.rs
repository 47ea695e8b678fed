//! Typed bindings, generated from `wit/`: [`GorgiasCustomers`] has a method for each tool, and
//! [`types`] the values that the tools take and give.

#![allow(missing_docs, reason = "generated; the documentation is in wit/")]

wasmtime::component::bindgen!({
    path: "../wit",
    world: "gorgias-customers",
    exports: { default: async },
    require_store_data_send: true,
    additional_derives: [PartialEq],
    with: {
        "wasi:io": wasmtime_wasi::p2::bindings::io,
        "wasi:clocks": wasmtime_wasi::p2::bindings::clocks,
        "wasi:cli": wasmtime_wasi::p2::bindings::cli,
        "wasi:http/types": crate::bindings::http_types,
        "wasi:http": wasmtime_wasi_http::p2::bindings::http,
    },
});

pub use gorgias::customers::types;

/// The interface as wasmtime implements it. Its own `add_to_linker` asks for options that the
/// version of the interface in `wit/` does not have, so generated code could not call it.
pub mod http_types {
    pub use wasmtime_wasi_http::p2::bindings::http::types::*;

    pub fn add_to_linker<T, D>(
        linker: &mut wasmtime::component::Linker<T>,
        get: fn(&mut T) -> D::Data<'_>,
    ) -> wasmtime::Result<()>
    where
        D: wasmtime::component::HasData,
        for<'a> D::Data<'a>: Host,
        T: Send + 'static,
    {
        let options = LinkOptions::default();
        wasmtime_wasi_http::p2::bindings::http::types::add_to_linker::<T, D>(linker, &options, get)
    }
}
