//! Takes out every custom section: names, debug information, tool chain notes.
//!
//! No custom section changes what a component does, and those that a linker leaves are a third
//! of the file and carry paths and symbol names of the machine that built it.

use anyhow::{Context, Result, ensure};
use wasm_encoder::{Component, ComponentSectionId, Encode, Module, RawSection, Section};
use wasmparser::{Encoding, Parser, Payload};

/// Returns the component without custom sections, in all its nested modules and components.
pub fn strip(component: &[u8]) -> Result<Vec<u8>> {
    ensure!(
        Parser::is_component(component),
        "the linked file is not a component"
    );
    let mut output = Vec::with_capacity(component.len());
    let mut parents = Vec::new();
    for payload in Parser::new(0).parse_all(component) {
        let payload = payload?;
        match &payload {
            Payload::Version {
                encoding: Encoding::Component,
                ..
            } => {
                output.extend_from_slice(&Component::HEADER);
            }
            Payload::Version {
                encoding: Encoding::Module,
                ..
            } => {
                output.extend_from_slice(&Module::HEADER);
            }
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => {
                parents.push(std::mem::take(&mut output));
            }
            Payload::End(_) => {
                let Some(mut parent) = parents.pop() else {
                    break;
                };
                let id = if output.starts_with(&Component::HEADER) {
                    ComponentSectionId::Component
                } else {
                    ComponentSectionId::CoreModule
                };
                parent.push(id as u8);
                output.encode(&mut parent);
                output = parent;
            }
            Payload::CustomSection(_) => {}
            other => {
                if let Some((id, range)) = other.as_section() {
                    let data = component
                        .get(range)
                        .context("a section lies outside the file")?;
                    RawSection { id, data }.append_to(&mut output);
                }
            }
        }
    }
    Ok(output)
}
