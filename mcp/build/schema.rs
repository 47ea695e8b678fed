//! The JSON schemas of parameters and results.

use crate::{
    overrides,
    parameters::{self, Member, Parameter, Shape, capitalized},
    words::Words,
};
use anyhow::{Context, Result, bail};
use contract::{Contract, Tag, Tool, cases, tags};
use serde_json::{Map, Value, json};
use wit_parser::{Type, TypeDefKind, TypeId};

/// Schemas in the words of MCP.
pub struct Schemas<'c> {
    pub contract: &'c Contract,
    pub words: &'c Words,
}

impl Schemas<'_> {
    /// Returns the properties of a tool's parameters, and the names of those that are required.
    pub fn input(&self, tool: &Tool) -> Result<(Map<String, Value>, Vec<String>)> {
        let (mut properties, required) = self.described(tool)?;
        if overrides::has_fields(&result(self.contract, tool)?) {
            let fields = json!({"type": "array", "maxItems": 64, "items": {"type": "string", "maxLength": 100}, "description": overrides::FIELDS});
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
        let mut schema = self
            .type_schema(parameter.ty, parameter.tag)
            .with_context(|| parameter.wit_name.to_owned())?;
        let docs = capitalized(&self.words.translate(&parameter.docs));
        schema.insert("description".into(), docs.into());
        Ok(schema.into())
    }

    fn type_schema(&self, ty: &Type, tag: Option<Tag>) -> Result<Map<String, Value>> {
        let schema = match (ty, tag) {
            (Type::String, Some(Tag::Length(0, most))) => {
                json!({"type": "string", "maxLength": most})
            }
            (Type::String, Some(Tag::Length(least, most))) => {
                json!({"type": "string", "minLength": least, "maxLength": most})
            }
            (Type::U32, Some(Tag::Range(least, most))) => {
                json!({"type": "integer", "minimum": least, "maximum": most})
            }
            (Type::Id(id), tag) => self.named_schema(*id, tag)?,
            (_, Some(tag)) => bail!("a tag for another type: {tag:?}"),
            (Type::Bool, None) => json!({"type": "boolean"}),
            (Type::String, None) => json!({"type": "string"}),
            (Type::U32, None) => json!({"type": "integer", "minimum": 0}),
            // All of them are ids.
            (Type::U64, None) => json!({"type": "integer", "minimum": 1}),
            (other, None) => bail!("MCP has no schema for {other:?}"),
        };
        match schema {
            Value::Object(schema) => Ok(schema),
            _ => bail!("a schema is an object"),
        }
    }

    fn named_schema(&self, id: TypeId, tag: Option<Tag>) -> Result<Value> {
        let named = parameters::named(self.contract, &Type::Id(id));
        let kind = &self.contract.resolve.types[id].kind;
        Ok(match (named, kind, tag) {
            (Some(("json", _)), _, None | Some(Tag::Object)) => json!({"type": "object"}),
            (None, TypeDefKind::List(item), Some(Tag::Nonempty)) => {
                let items = self.type_schema(item, None)?;
                json!({"type": "array", "minItems": 1, "maxItems": overrides::MAX_IDS, "items": items})
            }
            (_, _, Some(tag)) => bail!("a tag for another type: {tag:?}"),
            (None, TypeDefKind::List(item), None) => {
                json!({"type": "array", "items": self.type_schema(item, None)?})
            }
            (Some((name, TypeDefKind::Enum(_))), _, None) => {
                let cases = cases(self.contract.definition(name)?)?.unwrap_or_default();
                let cases: Vec<String> = cases.into_iter().map(|(_, spelling)| spelling).collect();
                json!({"type": "string", "enum": cases})
            }
            (Some(("field-definition", _)), _, None) => json!({"type": "object"}),
            // The one place where several types are one value.
            (Some(("field-value", _)), _, None) => {
                json!({"anyOf": [{"type": "string"}, {"type": "number"}, {"type": "boolean"}]})
            }
            (Some((name, TypeDefKind::Record(_))), _, None) => {
                let mut object = Object::default();
                self.members(name, &mut object)?;
                object.schema()
            }
            (Some((name, _)), _, None) => bail!("MCP has no schema for {name}"),
            (None, other, None) => bail!("MCP has no schema for {other:?}"),
        })
    }

    /// Returns the schema of a tool's structured result, always an object; none for a file, since
    /// clients show a model nothing else where there is one.
    pub fn output(&self, tool: &Tool) -> Result<Option<Value>> {
        let schema = match result(self.contract, tool)?.as_str() {
            "Page" => {
                json!({"type": "object", "properties": {"items": {"type": "array"}, "next_cursor": {"type": "string"}, "prev_cursor": {"type": "string"}, "meta": {"type": "object"}}, "required": ["items"]})
            }
            "Json" if tags(tool.description)?.contains(&Tag::Array) => {
                json!({"type": "object", "properties": {"items": {"type": "array"}}, "required": ["items"]})
            }
            "Json" => json!({"type": "object"}),
            "String" => {
                json!({"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]})
            }
            "()" => {
                json!({"type": "object", "properties": {"done": {"type": "boolean"}}, "required": ["done"]})
            }
            "DownloadedFile" => return Ok(None),
            "Vec<UploadedFile>" => {
                json!({"type": "object", "properties": {"items": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}, "url": {"type": "string"}, "content_type": {"type": "string"}, "size": {"type": "integer"}}}}}, "required": ["items"]})
            }
            other => bail!("{} returns {other}, which MCP has no form for", tool.name),
        };
        let mut schema = schema;
        // A dry run answers with a request.
        if overrides::has_dry_run(tool)
            && let Some(schema) = schema.as_object_mut()
        {
            schema.remove("required");
        }
        Ok(Some(schema))
    }
}

/// Returns the Rust type of what a tool returns when all is well.
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
        if parameter.is_required {
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
        schema.into()
    }
}
