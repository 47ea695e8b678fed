//! From untyped WAVE to the function's parameters.

use std::{error::Error as _, ops::Range};
use wasmtime::component::{
    Type, Val,
    wasm_wave::{ast::Node, parser::ParserError, untyped::UntypedFuncCall},
};

pub struct Problem {
    pub message: String,
    pub at: Range<usize>,
}

/// Reads the arguments as the types say.
pub fn read(call: &UntypedFuncCall<'_>, types: &[(String, Type)]) -> Result<Vec<Val>, Problem> {
    let end = call.source().len();
    let nodes: Vec<&Node> = match call.params_node() {
        Some(node) => node.as_tuple().map_err(|error| problem(&error))?.collect(),
        None => Vec::new(),
    };
    if let Some(extra) = nodes.get(types.len()) {
        return Err(Problem {
            message: format!("{} arguments for {} parameters", nodes.len(), types.len()),
            at: extra.span(),
        });
    }
    let mut values = Vec::with_capacity(types.len());
    for (index, (name, ty)) in types.iter().enumerate() {
        values.push(match (nodes.get(index), ty) {
            (Some(node), ty) => {
                known_fields(node, ty, call.source())?;
                node.to_wasm_value(ty, call.source())
                    .map_err(|error| problem(&error))?
            }
            (None, Type::Option(_)) => Val::Option(None),
            (None, _) => {
                return Err(Problem {
                    message: format!("`{name}` is missing"),
                    at: end.saturating_sub(1)..end,
                });
            }
        });
    }
    Ok(values)
}

/// Refuses fields that a record does not have. The WAVE reader drops them, so that a misspelt
/// filter would go unnoticed and the call would answer something else than what was asked.
fn known_fields(node: &Node, ty: &Type, source: &str) -> Result<(), Problem> {
    match ty {
        Type::Record(record) => {
            let Ok(fields) = node.as_record(source) else {
                return Ok(());
            };
            for (name, value) in fields {
                // `%` lets a field have a keyword's name.
                let bare = name.strip_prefix('%').unwrap_or(name);
                let Some(field) = record.fields().find(|field| field.name == bare) else {
                    let known: Vec<&str> = record.fields().map(|field| field.name).collect();
                    return Err(Problem {
                        message: format!("there is no field `{bare}` among {}", known.join(", ")),
                        at: node.span(),
                    });
                };
                known_fields(value, &field.ty, source)?;
            }
        }
        Type::List(list) => {
            for element in node.as_list().into_iter().flatten() {
                known_fields(element, &list.ty(), source)?;
            }
        }
        Type::Option(option) => {
            // The value may stand for itself, without `some(…)`.
            match node.as_option() {
                Ok(None) => {}
                Ok(Some(value)) => known_fields(value, &option.ty(), source)?,
                Err(_) => known_fields(node, &option.ty(), source)?,
            }
        }
        Type::Variant(variant) => {
            if let Ok((case, Some(payload))) = node.as_variant(source)
                && let Some(ty) = variant
                    .cases()
                    .find(|known| known.name == case)
                    .and_then(|known| known.ty)
            {
                known_fields(payload, &ty, source)?;
            }
        }
        _ => {}
    }
    Ok(())
}

fn problem(error: &ParserError) -> Problem {
    Problem {
        message: describe(error),
        at: error.span(),
    }
}

/// Returns the reader's message without its byte positions, which are shown as a mark below the text.
pub fn describe(error: &ParserError) -> String {
    let kind = error.kind().to_string();
    match (error.detail(), error.source()) {
        (Some(detail), _) => format!("{kind}: {detail}"),
        (None, Some(source)) => format!("{kind}: {source}"),
        (None, None) => kind,
    }
}
