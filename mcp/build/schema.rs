//! The JSON schemas of parameters and results.

use crate::{
    overrides::{self, DEFINITION},
    parameters::{self, Member, Parameter, Presence, Shape},
    words::Words,
};
use anyhow::{Result, bail};
use contract::{Contract, Tool, api_spelling};
use serde_json::{Map, Value, json};
use wit_parser::{Type, TypeDefKind};

/// Schemas in the words of MCP.
pub struct Schemas<'c> {
    pub contract: &'c Contract,
    pub words: &'c Words,
}

impl Schemas<'_> {
    /// The properties of a tool's parameters, and the names of those that are required.
    pub fn input(&self, tool: &Tool) -> Result<(Map<String, Value>, Vec<String>)> {
        let (mut properties, required) = self.described(tool)?;
        if overrides::has_fields(tool) {
            let fields = json!({"type": "array", "items": {"type": "string"}, "description": overrides::FIELDS});
            properties.insert("fields".into(), fields);
        }
        if overrides::has_dry_run(tool) {
            let dry_run = json!({"type": "boolean", "description": overrides::dry_run(tool)});
            properties.insert("dry_run".into(), dry_run);
        }
        Ok((properties, required))
    }

    fn described(&self, tool: &Tool) -> Result<(Map<String, Value>, Vec<String>)> {
        if let Some(properties) = overrides::properties(tool.name) {
            return Ok((
                serde_json::from_str(&format!("{{{properties}}}"))?,
                Vec::new(),
            ));
        }
        let mut object = Object::default();
        for shape in parameters::shapes(self.contract, tool)? {
            match shape {
                Shape::One(parameter) => object.add(self, &parameter)?,
                Shape::Flat(name) => self.members(name, &mut object)?,
            }
        }
        overrides::adjust(tool.name, &mut object.properties);
        Ok((object.properties, object.required))
    }

    fn members(&self, name: &str, object: &mut Object) -> Result<()> {
        let record = self.contract.record(name)?;
        for member in parameters::members(self.contract, name, record)? {
            match member {
                Member::One(parameter) => object.add(self, &parameter)?,
                Member::Flat(_, inner) => self.members(inner, object)?,
            }
        }
        Ok(())
    }

    fn property(&self, parameter: &Parameter) -> Result<Value> {
        let mut docs = capitalized(&self.words.translate(&parameter.docs));
        let mut schema = self.type_schema(parameter.ty, &mut docs)?;
        if parameter.presence == Presence::Nullable
            && let Some(ty) = schema.get_mut("type")
        {
            *ty = json!([ty, "null"]);
        }
        schema.insert("description".into(), docs.into());
        Ok(schema.into())
    }

    /// A type's schema. What the description says of a range becomes part of it.
    fn type_schema(&self, ty: &Type, docs: &mut String) -> Result<Map<String, Value>> {
        let schema = match ty {
            Type::Bool => json!({"type": "boolean"}),
            Type::String => match take_range(docs) {
                Some((0, max)) => json!({"type": "string", "maxLength": max}),
                Some((min, max)) => json!({"type": "string", "minLength": min, "maxLength": max}),
                None => json!({"type": "string"}),
            },
            Type::U32 => match take_range(docs) {
                Some((min, max)) => json!({"type": "integer", "minimum": min, "maximum": max}),
                None => json!({"type": "integer", "minimum": 0}),
            },
            // All of them are ids.
            Type::U64 => json!({"type": "integer", "minimum": 1}),
            Type::Id(id) => match parameters::named(self.contract, ty) {
                Some((name, TypeDefKind::Enum(it))) => {
                    let spell = |case: &wit_parser::EnumCase| api_spelling(name, &case.name);
                    let cases: Vec<String> = it.cases.iter().map(spell).collect();
                    json!({"type": "string", "enum": cases})
                }
                Some(("json", _)) => match docs.strip_prefix("JSON object") {
                    Some(rest) => {
                        *docs = format!("Object{rest}");
                        json!({"type": "object"})
                    }
                    None => json!({}),
                },
                Some(("field-definition", _)) => {
                    *docs = match docs.as_str() {
                        "The kind of value." => DEFINITION.into(),
                        other => format!("{other} Form as in create_custom_field."),
                    };
                    json!({"type": "object"})
                }
                Some(("field-value", _)) => json!({"type": ["string", "number", "boolean"]}),
                Some((name, TypeDefKind::Record(_))) => {
                    let mut object = Object::default();
                    self.members(name, &mut object)?;
                    object.schema()
                }
                Some((name, _)) => bail!("MCP has no schema for {name}"),
                None => match &self.contract.resolve.types[*id].kind {
                    TypeDefKind::List(item) => {
                        let mut of_items = String::new();
                        let items = self.type_schema(item, &mut of_items)?;
                        match docs.starts_with("At least one") {
                            true => {
                                json!({"type": "array", "minItems": 1, "maxItems": overrides::MAX_IDS, "items": items})
                            }
                            false => json!({"type": "array", "items": items}),
                        }
                    }
                    other => bail!("MCP has no schema for {other:?}"),
                },
            },
            other => bail!("MCP has no schema for {other:?}"),
        };
        match schema {
            Value::Object(schema) => Ok(schema),
            _ => bail!("a schema is an object"),
        }
    }

    /// The schema of a tool's structured result. Always an object.
    pub fn output(&self, tool: &Tool) -> Result<Value> {
        let nullable = json!({"type": ["string", "null"]});
        let mut schema = match result(self.contract, tool)?.as_str() {
            "Page" => {
                json!({"type": "object", "properties": {"items": {"type": "array"}, "next_cursor": nullable, "prev_cursor": nullable, "meta": {}}, "required": ["items", "next_cursor"]})
            }
            "Json" if tool.description.contains("Returns an array") => {
                json!({"type": "object", "properties": {"items": {"type": "array"}}, "required": ["items"]})
            }
            "Json" => json!({"type": "object"}),
            "String" => {
                json!({"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]})
            }
            "()" => {
                json!({"type": "object", "properties": {"done": {"const": true}}, "required": ["done"]})
            }
            "DownloadedFile" => {
                json!({"type": "object", "properties": {"name": {"type": "string"}, "content_type": {"type": "string"}, "size": {"type": "integer"}}, "required": ["name", "content_type", "size"]})
            }
            "Vec<UploadedFile>" => {
                json!({"type": "object", "properties": {"items": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}, "url": {"type": "string"}, "content_type": {"type": "string"}, "size": {"type": "integer"}}, "required": ["name", "url"]}}}, "required": ["items"]})
            }
            other => bail!("{} returns {other}, which MCP has no form for", tool.name),
        };
        // A dry run answers with a request.
        if overrides::has_dry_run(tool)
            && let Some(schema) = schema.as_object_mut()
        {
            schema.remove("required");
        }
        Ok(schema)
    }
}

/// The Rust type of what a tool returns when all is well.
pub fn result(contract: &Contract, tool: &Tool) -> Result<String> {
    let result = tool
        .function
        .result
        .as_ref()
        .map(|ty| contract.rust_type(ty));
    let ok = result
        .as_deref()
        .and_then(|ty| ty.strip_prefix("Result<")?.strip_suffix(", Error>"));
    match ok {
        Some(ok) => Ok(ok.to_owned()),
        None => bail!("{} does not return a result with an error", tool.name),
    }
}

#[derive(Default)]
struct Object {
    properties: Map<String, Value>,
    required: Vec<String>,
}

impl Object {
    fn add(&mut self, schemas: &Schemas, parameter: &Parameter) -> Result<()> {
        if parameter.presence == Presence::Required {
            self.required.push(parameter.name.clone());
        }
        let property = schemas.property(parameter)?;
        self.properties.insert(parameter.name.clone(), property);
        Ok(())
    }

    fn schema(self) -> Value {
        let mut schema = Map::new();
        schema.insert("type".into(), "object".into());
        schema.insert("properties".into(), self.properties.into());
        if !self.required.is_empty() {
            schema.insert("required".into(), self.required.into());
        }
        schema.insert("additionalProperties".into(), false.into());
        schema.into()
    }
}

/// Takes `1-255 characters.` or `1-100, ` from the beginning of a description: the schema says it.
fn take_range(docs: &mut String) -> Option<(u64, u64)> {
    let end = docs.find(|c: char| !c.is_ascii_digit() && c != '-')?;
    let (min, max) = docs.get(..end)?.split_once('-')?;
    let range = (min.parse().ok()?, max.parse().ok()?);
    let rest = docs.get(end..)?;
    let rest = rest.strip_prefix(" characters").unwrap_or(rest);
    let rest = rest.trim_start_matches([',', '.', ' ']);
    *docs = match rest {
        "" => format!("{min} to {max} characters."),
        rest => capitalized(rest),
    };
    Some(range)
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    // What begins with a name of the API stays as it is written.
    match letters.next() {
        Some(first) if !text.starts_with(|c: char| c.is_uppercase()) && !is_name(text) => {
            first.to_uppercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}

/// Whether a text begins with a name or value of the API.
fn is_name(text: &str) -> bool {
    let end = text.find([' ', ',', ':', ';', '.']).unwrap_or(text.len());
    let rest = &text[end..];
    text[..end].contains(['_', '-']) || rest.starts_with([',', ':', ';']) || rest.starts_with(" (")
}
