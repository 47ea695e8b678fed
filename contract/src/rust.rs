//! Types and names in the spelling of the Rust bindings.

use crate::Contract;
use heck::{ToSnakeCase, ToUpperCamelCase};
use wit_parser::{Type, TypeDefKind};

/// Spells `list-customers` as the name of a type, `ListCustomers`.
#[must_use]
pub fn camel(name: &str) -> String {
    name.to_upper_camel_case()
}

/// Spells `list-customers` as the name of a function or field, `list_customers`.
#[must_use]
pub fn snake(name: &str) -> String {
    name.to_snake_case()
}

/// Returns a field's or parameter's name, renamed where it is a Rust keyword.
#[must_use]
pub fn ident(name: &str) -> String {
    match snake(name).as_str() {
        "type" => "type_".into(),
        name => name.into(),
    }
}

impl Contract {
    /// Returns the Rust type that stands for a WIT type, with the names of the interface `types`
    /// in scope.
    ///
    /// # Panics
    ///
    /// On types that no tool may use, since some hosts break on them (flags, resources, streams).
    #[must_use]
    pub fn rust_type(&self, ty: &Type) -> String {
        let id = match ty {
            Type::Bool => return "bool".into(),
            Type::U16 => return "u16".into(),
            Type::U32 => return "u32".into(),
            Type::U64 => return "u64".into(),
            Type::F64 => return "f64".into(),
            Type::String => return "String".into(),
            Type::Id(id) => *id,
            other => panic!("tools do not take {other:?}"),
        };
        let definition = &self.resolve.types[id];
        if let Some(name) = &definition.name {
            return camel(name);
        }
        let optional = |ty: &Option<Type>| match ty {
            Some(ty) => self.rust_type(ty),
            None => "()".into(),
        };
        match &definition.kind {
            TypeDefKind::Option(ty) => format!("Option<{}>", self.rust_type(ty)),
            TypeDefKind::List(ty) => format!("Vec<{}>", self.rust_type(ty)),
            TypeDefKind::Result(it) => {
                format!("Result<{}, {}>", optional(&it.ok), optional(&it.err))
            }
            other => panic!("tools do not take {other:?}"),
        }
    }
}
