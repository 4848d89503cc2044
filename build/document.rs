//! The document as it is written: reading it, and the facts that progenitor drops.

use heck::{ToPascalCase, ToSnakeCase};
use serde_json::{Number, Value};

use super::{Fault, check, pagination::Pagination};

/// The keys of a path item that are operations.
pub const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// How many references may follow upon each other; more are a circle.
pub const HOPS: usize = 8;

/// A document that has been checked.
pub struct Document {
    /// The document as JSON.
    pub json: Value,
}

/// What the rewriting of one operation's code needs.
pub struct Operation {
    /// Where it stands.
    pub pointer: String,
    /// The `operationId`, as the service knows it.
    pub id: String,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
    /// What must be granted to call it, in words; nothing where the document does not say.
    pub grant: String,
    /// What its request body is, where it has one.
    pub body: Option<String>,
    /// How it lists by pages, where it does.
    pub pagination: Option<Pagination>,
    /// Whether the service means to drop it.
    pub deprecated: bool,
}

/// One parameter of an operation.
pub struct Parameter {
    /// Name on the wire.
    pub name: String,
    /// `path`, `query` or `header`.
    pub location: String,
    /// What it is for.
    pub description: String,
    /// Whether a request needs it.
    pub required: bool,
    /// Type of its schema.
    pub kind: String,
    /// Whether it, or each of its items, is an integer.
    pub whole_number: bool,
    /// Format of its schema, or of its items.
    pub format: String,
    /// What the service takes where it is not set.
    pub default: Option<String>,
    /// Numeric bounds: lower, upper.
    pub range: Option<(Bound, Bound)>,
}

impl Operation {
    /// The name of its method.
    pub fn method_name(&self) -> String {
        self.id.to_snake_case()
    }

    /// The name of its request builder.
    pub fn struct_name(&self) -> String {
        struct_name(&self.id)
    }
}

/// One end of a numeric range.
pub enum Bound {
    /// No bound.
    None,
    /// The value itself is allowed.
    Included(String),
    /// The value itself is not.
    Excluded(String),
}

impl Bound {
    /// The number, where there is one.
    pub fn value(&self) -> Option<&str> {
        match self {
            Self::None => None,
            Self::Included(value) | Self::Excluded(value) => Some(value),
        }
    }
}

impl Document {
    /// Reads the document and checks all of it that does not depend on progenitor.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let json: Value = serde_json::from_str(text)
            .map_err(|error| Fault::new(format!(":{}:{}", error.line(), error.column()), error.to_string()))?;
        check::check(&json)?;
        let document = Self { json };
        for operation in document.operations()? {
            check::operation(&operation)?;
        }
        Ok(document)
    }

    /// Follows `$ref`s from a value to what it stands for.
    pub fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        resolve(&self.json, value)
    }

    /// As `resolve`, and through an `allOf` that only adds a default or a description.
    pub fn resolve_whole<'a>(&'a self, value: &'a Value) -> &'a Value {
        resolve_whole(&self.json, value)
    }

    /// Every operation, with what the rewriting needs.
    pub fn operations(&self) -> Result<Vec<Operation>, Fault> {
        let mut found: Vec<Operation> = Vec::new();
        for (pointer, path, method, operation) in operations(&self.json) {
            let Some(id) = operation["operationId"].as_str() else {
                return Err(Fault::new(pointer, "an operation needs an operationId"));
            };
            if let Some(other) = found.iter().find(|other| other.struct_name() == struct_name(id)) {
                return Err(Fault::new(pointer, format!("the operationId `{id}` is taken by {}", other.pointer)));
            }
            let parameters = self.parameters(path, method);
            let body = operation.get("requestBody").map(|body| text(&self.resolve(body)["description"]));
            let ram = &operation["x-ram-action"];
            let grant = match (ram["action"].as_str(), ram["resources"][0].as_str()) {
                (Some(action), Some(resource)) => format!("{action} on {resource}"),
                (Some(action), None) => action.to_owned(),
                (None, _) => String::new(),
            };
            let pagination =
                operation.get("x-pagination").map(|value| Pagination::read(value, &pointer)).transpose()?;
            let deprecated = operation["deprecated"] == true;
            found.push(Operation { pointer, id: id.to_owned(), parameters, grant, body, pagination, deprecated });
        }
        Ok(found)
    }

    /// The parameters of an operation, and of its path where the operation does not replace them.
    fn parameters(&self, path: &str, method: &str) -> Vec<Parameter> {
        let item = &self.json["paths"][path];
        let mut found: Vec<Parameter> = Vec::new();
        for parameter in
            [&item["parameters"], &item[method]["parameters"]].into_iter().filter_map(Value::as_array).flatten()
        {
            let parameter = self.parameter(self.resolve(parameter));
            found.retain(|other| (&other.name, &other.location) != (&parameter.name, &parameter.location));
            found.push(parameter);
        }
        found
    }

    fn parameter(&self, parameter: &Value) -> Parameter {
        let whole = self.resolve_whole(&parameter["schema"]);
        // The bounds of a list are those of its items.
        let schema = if whole["type"] == "array" { self.resolve_whole(&whole["items"]) } else { whole };
        // A bound of a `number` may be written without a fraction, and that of an `integer` with
        // one of zero; in Rust the one must have it and the other not.
        let literal = |value: &Number| match value.as_f64() {
            Some(value) if schema["type"] == "number" => format!("{value:?}"),
            Some(whole) if value.is_f64() && whole.fract() == 0.0 => format!("{whole:.0}"),
            _ => value.to_string(),
        };
        let bound = |key: &str, exclusive: &str| match &schema[key] {
            Value::Number(value) if schema[exclusive] == true => Bound::Excluded(literal(value)),
            Value::Number(value) => Bound::Included(literal(value)),
            _ => Bound::None,
        };
        // It may stand beside a reference.
        let default = [&parameter["schema"]["default"], &whole["default"]].into_iter().find(|value| !value.is_null());
        let default = default.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        let range = (bound("minimum", "exclusiveMinimum"), bound("maximum", "exclusiveMaximum"));
        Parameter {
            name: text(&parameter["name"]),
            location: text(&parameter["in"]),
            description: text(&parameter["description"]),
            required: parameter["required"] == true,
            kind: text(&whole["type"]),
            whole_number: schema["type"] == "integer",
            format: text(&schema["format"]),
            default,
            range: (!matches!(range, (Bound::None, Bound::None))).then_some(range),
        }
    }
}

/// Follows `$ref`s within a document from a value to what it stands for.
pub fn resolve<'a>(document: &'a Value, mut value: &'a Value) -> &'a Value {
    for _ in 0..HOPS {
        match target(value).and_then(|pointer| document.pointer(pointer)) {
            Some(next) => value = next,
            None => break,
        }
    }
    value
}

/// As `resolve`, and through an `allOf` that only adds a word.
pub fn resolve_whole<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    resolve(document, only(resolve(document, value)))
}

/// What stands in an `allOf` by itself, with nothing beside it that changes the type.
pub fn only(schema: &Value) -> &Value {
    let words = ["allOf", "default", "deprecated", "description", "example", "externalDocs", "nullable", "title"];
    let adds = |key: &String| !words.contains(&key.as_str()) && !key.starts_with("x-");
    match schema["allOf"].as_array().map(Vec::as_slice) {
        Some([only]) if !schema.as_object().is_some_and(|schema| schema.keys().any(adds)) => only,
        _ => schema,
    }
}

/// Every operation: pointer, path, method, the operation itself.
pub fn operations(document: &Value) -> Vec<(String, &str, &str, &Value)> {
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            if METHODS.contains(&method.as_str()) {
                let pointer = format!("#/paths/{}/{method}", escape(path));
                found.push((pointer, path.as_str(), method.as_str(), operation));
            }
        }
    }
    found
}

/// The values below a value that are part of the description, so no examples and no extensions.
pub fn children<'a>(value: &'a Value, place: &str) -> Vec<(&'a Value, String)> {
    let data = |key: &str| matches!(key, "example" | "examples" | "default" | "enum") || key.starts_with("x-");
    // Below these, keys are names that the author chose, not words of OpenAPI.
    let names = ["/properties", "/schemas", "/responses", "/parameters", "/headers", "/requestBodies"];
    let names = names.iter().any(|end| place.ends_with(end));
    match value {
        Value::Object(map) => map
            .iter()
            .filter(|(key, _)| names || !data(key))
            .map(|(key, child)| (child, format!("{place}/{}", escape(key))))
            .collect(),
        Value::Array(list) => {
            list.iter().enumerate().map(|(index, child)| (child, format!("{place}/{index}"))).collect()
        }
        _ => Vec::new(),
    }
}

/// The text of a value, or nothing.
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// The pointer that a `$ref` within the document holds.
pub fn target(value: &Value) -> Option<&str> {
    value["$ref"].as_str()?.strip_prefix('#')
}

/// Whether two names are the same but for case and for what makes a name an identifier, and so
/// would be one in Rust.
pub fn same_name(one: &str, other: &str) -> bool {
    let plain = |name: &str| name.to_snake_case().trim_matches('_').to_owned();
    plain(one) == plain(other)
}

/// What progenitor makes of an `operationId`: by way of the name of the method.
fn struct_name(id: &str) -> String {
    id.to_snake_case().to_pascal_case()
}

/// A key as it stands in a JSON pointer.
pub fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
