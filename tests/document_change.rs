//! What a change of the document does to the build, tried on a copy of this package.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::{Mutex, MutexGuard, PoisonError},
};

use serde_json::{Value, json};

const DOCUMENT: &str = "spec/fc-open-2021-04-06.json";
const OPERATION: &str =
    "/paths/~12021-04-06~1services~1{serviceName}~1functions~1{functionName}~1stateful-async-invocations/get";
const SCHEMAS: &str = "/components/schemas";

/// A copy of the package, built into a folder of its own. There is one at a time.
struct Copy {
    package: PathBuf,
    text: String,
    document: Value,
    _only: MutexGuard<'static, ()>,
}

impl Copy {
    fn new() -> Self {
        static ONLY: Mutex<()> = Mutex::new(());
        let only = ONLY.lock().unwrap_or_else(PoisonError::into_inner);
        let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join("package");
        let _ = fs::remove_dir_all(&package);
        fs::create_dir_all(&package).unwrap();
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        for part in ["Cargo.toml", "Cargo.lock", "build.rs", "build", "spec", "src", "examples", "xtask", "README.md"] {
            copy(&root.join(part), &package.join(part));
        }
        let text = fs::read_to_string(root.join(DOCUMENT)).unwrap();
        let document = serde_json::from_str(&text).unwrap();
        Self { package, text, document, _only: only }
    }

    fn with(&self, change: impl FnOnce(&mut Value)) -> String {
        let mut document = self.document.clone();
        change(&mut document);
        document.to_string()
    }

    /// Builds the library with another document; gives what is said if it fails.
    fn build(&self, document: &str) -> Result<(), String> {
        self.cargo(document, &["build", "--lib"])
    }

    fn cargo(&self, document: &str, arguments: &[&str]) -> Result<(), String> {
        fs::write(self.package.join(DOCUMENT), document).unwrap();
        let output = Command::new(env!("CARGO"))
            .args(arguments)
            .args(["--offline", "--locked", "--quiet"])
            .current_dir(&self.package)
            .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("target"))
            .output()
            .unwrap();
        if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
    }

    /// Adds a program that uses the library.
    fn add_program(&self, code: &str) {
        let folder = self.package.join("src/bin");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("probe.rs"), code).unwrap();
    }
}

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        fs::copy(from, to).unwrap();
    }
}

const PROBE: &str = r#"
    //! Uses what only the grown document has.
    use fc_async_tasks::{Client, Credentials, Error, InvocationStatus, ResponseValue, types};

    async fn task(client: &Client, id: &str, depth: f64) -> Result<Option<i64>, Error> {
        let call = client.get_stateful_async_invocation().service_name("s").function_name("f");
        let task: ResponseValue<types::Invocation> = call.invocation_id(id).depth(depth).send().await?;
        Ok(task.priority)
    }

    async fn stop(client: &Client, kind: &str) -> Result<(), Error> {
        let body = types::StopOptions::builder().reason("why".to_owned());
        let call = client.stop_stateful_async_invocation().service_name("s").function_name("f");
        let stopped: ResponseValue<()> = call.type_(kind).invocation_id("id").body(body).send().await?;
        Ok(stopped.into_inner())
    }

    fn main() {
        assert_eq!(InvocationStatus::from("Paused"), InvocationStatus::Paused);
        let client = Client::builder().endpoint("http://127.0.0.1:1").credentials(Credentials::new("id", "secret"));
        let client = client.build().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let message = |error: Error| error.message().to_owned();
        let asked = |id: &str, depth| runtime.block_on(task(&client, id, depth)).map_err(message).unwrap_err();
        assert_eq!(asked("..", 2.5), "invocation_id: `..` would change the path");
        assert_eq!(asked("a\\b", 2.5), "invocation_id: must not hold a backslash, a tab or a line break");
        assert_eq!(asked("id", 1.0), "depth: 1 is out of range, it must be more than 1");
        assert!(asked("a/b", 2.5).starts_with("no connection"));
        let stopped = |kind| runtime.block_on(stop(&client, kind)).map_err(message).unwrap_err();
        assert!(stopped("a\nb").starts_with("type_: a header may hold only printable ASCII"));
        assert!(stopped("a").starts_with("no connection"));
    }
"#;

#[test]
fn the_document_alone_decides_what_is_generated() {
    let copy = Copy::new();
    copy.add_program(PROBE);
    let document = copy.with(|document| {
        let schemas = document.pointer_mut(SCHEMAS).unwrap();
        schemas["InvocationStatus"]["enum"].as_array_mut().unwrap().push(json!("Paused"));
        schemas["Invocation"]["properties"]["priority"] =
            json!({ "type": "integer", "format": "int64", "description": "How urgent.", "minimum": 0 });
        schemas["StopOptions"] = json!({
            "type": "object",
            "description": "How to stop.",
            "properties": { "reason": { "type": "string", "description": "Why.", "example": "x" } },
        });
        schemas["Depth"] = json!({ "type": "number", "description": "A depth.", "exclusiveMinimum": true, "minimum": 1 });
        let shared = document.pointer(&format!("{OPERATION}/parameters")).unwrap().as_array().unwrap()[..2].to_vec();
        let id = json!({
            "name": "invocationId", "in": "path", "required": true, "description": "Id.", "schema": { "type": "string" },
        });
        let depth = json!({
            "name": "depth", "in": "query", "description": "Deep.", "schema": { "$ref": "#/components/schemas/Depth" },
        });
        let keyword = json!({ "name": "type", "in": "header", "description": "Type.", "schema": { "type": "string" } });
        let refused = json!({ "description": "Refused.", "content": { "text/xml": {} } });
        let path = "/2021-04-06/services/{serviceName}/functions/{functionName}/stateful-async-invocations/{invocationId}";
        document["paths"][path] = json!({
            "parameters": [shared[0], shared[1], id],
            "get": {
                "operationId": "GetStatefulAsyncInvocation",
                "description": "One task.",
                "parameters": [depth],
                "responses": {
                    "200": {
                        "description": "The task.",
                        "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Invocation" } } },
                    },
                    "404": refused,
                    "default": { "description": "Any other.", "content": { "application/json": { "schema": {} } } },
                },
            },
            "put": {
                "operationId": "StopStatefulAsyncInvocation",
                "description": "Stops a task.",
                "parameters": [keyword],
                "requestBody": {
                    "required": true,
                    "description": "How.",
                    "content": { "application/json": { "schema": { "$ref": "#/components/schemas/StopOptions" } } },
                },
                "responses": { "204": { "description": "Stopped." } },
            },
        });
    });
    copy.cargo(&document, &["run", "--bin", "probe", "--features", "emulator"]).unwrap();
}

/// Puts a value into the document: for an element of a list that is not there it is appended, and
/// null takes a key out.
fn put(document: &mut Value, pointer: &str, value: Value) {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match document.pointer_mut(parent).unwrap() {
        Value::Array(list) => list.push(value),
        Value::Object(map) if value.is_null() => drop(map.remove(key)),
        parent => parent[&key.replace("~1", "/")] = value,
    }
}

/// A value, where it is put, the place of the fault where that is another, and the message.
fn faults(document: &Value) -> Vec<(Value, String, Option<String>, &'static str)> {
    let operation = |below: &str| format!("{OPERATION}{below}");
    let schema = |below: &str| format!("{SCHEMAS}/{below}");
    let here = || Some(operation(""));
    let answer = |kind: &str| json!({ "description": "d", "content": { kind: { "schema": { "type": "object" } } } });
    let unnamed = json!({ "type": "string", "enum": ["a"] });
    let again = document.pointer(OPERATION).unwrap().clone();
    vec![
        (json!("3.1.0"), "/openapi".to_owned(), None, "must be a version 3.0.x of OpenAPI, not `3.1.0`"),
        (json!({}), "/info".to_owned(), Some(String::new()), "missing field `title`"),
        (
            json!({ "$ref": "#/components/schemas/No" }),
            operation("/responses/4XX"),
            None,
            "$ref `#/components/schemas/No` leads nowhere in this document",
        ),
        (json!(null), operation("/operationId"), here(), "an operation needs an operationId"),
        (
            json!({ "get": again }),
            "/paths/~1zzz".to_owned(),
            Some("/paths/~1zzz/get".to_owned()),
            "the operationId `ListStatefulAsyncInvocations` is taken by #/paths/",
        ),
        (
            json!({ "name": "mode", "in": "query", "schema": unnamed }),
            operation("/parameters/17"),
            Some(operation("/parameters/17/schema")),
            "a string enum needs a name: put it under components/schemas and refer to it",
        ),
        (json!(7), schema("SortOrder/enum/2"), None, "a string enum holds a value that is no string: 7"),
        (json!("ASC"), schema("SortOrder/enum/2"), None, "`ASC` would be a second variant named `Asc`"),
        (json!("unknown"), schema("SortOrder/enum/2"), None, "`unknown` would be a second variant named `Unknown`"),
        (json!("%"), schema("SortOrder/enum/2"), None, "`%` cannot be the name of a variant"),
        (
            json!({ "name": "started_time_end", "in": "query", "schema": { "type": "string" } }),
            operation("/parameters/17"),
            Some(operation("/parameters")),
            "`startedTimeEnd` and `started_time_end` would have the same name in Rust",
        ),
        (
            json!({}),
            schema("Invocation/properties/end_time"),
            Some(schema("Invocation/properties")),
            "`endTime` and `end_time` would have the same name in Rust",
        ),
        (
            json!({ "type": "object" }),
            schema("errorBody"),
            Some(SCHEMAS.to_owned()),
            "`ErrorBody` and `errorBody` would have the same name in Rust",
        ),
        (
            json!({ "type": 7 }),
            schema("Invocation/properties/status"),
            Some(schema("Invocation")),
            "invalid type: integer `7`, expected a string",
        ),
        (
            json!("[a-"),
            schema("ServiceName/pattern"),
            Some(schema("ServiceName")),
            "type error invalid schema for ServiceName: invalid pattern '[a-'",
        ),
        (json!("other"), operation("/parameters/0/name"), here(), "progenitor cannot do this: other missing from path"),
        (
            json!("cookie"),
            operation("/parameters/2/in"),
            here(),
            "unexpected or unhandled format in the OpenAPI document cookie parameters are not supported",
        ),
        (
            answer("application/json"),
            operation("/responses/201"),
            here(),
            "progenitor cannot do this: assertion failed",
        ),
        (
            answer("text/plain"),
            operation("/responses/200"),
            here(),
            "the answer of a success must be application/json, or have no body",
        ),
    ]
}

#[test]
fn a_fault_in_the_document_is_one_line_with_its_place() {
    let copy = Copy::new();
    assert_one_line(&copy.build(&copy.text.replacen(',', "", 1)), ":3:3: expected `,` or `}`");
    for (value, pointer, place, message) in faults(&copy.document) {
        let document = copy.with(|document| put(document, &pointer, value));
        assert_one_line(&copy.build(&document), &format!("#{}: {message}", place.unwrap_or(pointer)));
    }
}

fn assert_one_line(outcome: &Result<(), String>, expected: &str) {
    let said = outcome.as_ref().expect_err(expected);
    let lines: Vec<_> = said.lines().filter(|line| line.contains(DOCUMENT)).collect();
    assert_eq!(lines.len(), 1, "expected {expected}, got: {said}");
    assert!(lines[0].contains(&format!("{DOCUMENT}{expected}")), "expected {expected}, got: {said}");
    assert!(lines[0].chars().count() < 600, "{said}");
    assert!(!said.contains("panicked") && !said.contains("backtrace"), "{said}");
}
