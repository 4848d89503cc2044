//! A document that has grown needs no change anywhere else.

#[path = "common/package.rs"]
mod package;

use package::{Copy, OPERATION, SCHEMAS};
use serde_json::{Value, json};

const PROBE: &str = r##"
    //! Uses what only the grown document has.
    use fc_async_tasks::{Client, Credentials, Error, InvocationStatus, Response, RetryPolicy, types};

    use std::{io::{Read, Write}, net::TcpListener, thread::JoinHandle};

    async fn task(client: &Client, id: &str, depth: f64) -> Result<Option<i64>, Error> {
        let call = client.get_stateful_async_invocation().service_name("s").function_name("f");
        let task: Response<types::Invocation> = call.invocation_id(id).depth(depth).send().await?;
        Ok(task.priority)
    }

    async fn odd(client: &Client, limit: i32) -> Result<Response<types::Odd>, Error> {
        let tags = vec!["a".to_owned(), "b".to_owned()];
        let call = client.get_odd_2_b().response("r").tags(tags).limit(limit).page_size(200).x_need(7);
        call.send().await
    }

    async fn stop(client: &Client, kind: &str) -> Result<(), Error> {
        let body = types::StopOptions::builder().reason("why".to_owned());
        let call = client.stop_stateful_async_invocation().service_name("s").function_name("f");
        let stopped: Response<()> = call.type_(kind).invocation_id("id").body(body).send().await?;
        Ok(stopped.into_inner())
    }

    fn main() {
        assert_eq!(InvocationStatus::from("NotYetInvented"), InvocationStatus::NotYetInvented);
        let schemas = types::json_schemas();
        assert_eq!(schemas["Note"], serde_json::json!({ "description": "", "type": "string", "minLength": 2, "maxLength": 5 }));
        assert_eq!(schemas["Mood"]["anyOf"][0]["enum"][1], "2xx");
        assert_eq!(schemas["Odd"]["properties"]["list"]["type"], serde_json::json!(["array", "null"]));
        let client = Client::builder().endpoint("http://127.0.0.1:1").credentials(Credentials::new("id", "secret"));
        let client = client.retry(RetryPolicy::none()).build().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let message = |error: Error| error.message().to_owned();
        let asked = |id: &str, depth| runtime.block_on(task(&client, id, depth)).map_err(message).unwrap_err();
        assert_eq!(asked("..", 2.5), "invocation_id: `..` would change the path");
        assert_eq!(asked("a\\b", 2.5), "invocation_id: must not hold a backslash, a tab or a line break");
        assert_eq!(asked("id", 1.0), "depth: 1 is out of range, it must be more than 1");
        assert!(asked("a/b", 2.5).starts_with("no connection"));
        let stopped = |kind| runtime.block_on(stop(&client, kind)).map_err(message).unwrap_err();
        assert!(stopped("a\nb").starts_with("type_: a header may hold only printable ASCII"));

        let (endpoint, server) = serve_once(
            "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n\
             {\"list\":null,\"when\":\"2024-11-14T08:00:00Z\",\"either\":7,\"mood\":\"odd\",\"nested\":[null],\"n\":5,\"pair\":null,\"shape\":{\"round\":{\"tags\":null}},\"plain\":1}",
        );
        let client = Client::builder().endpoint(endpoint).credentials(Credentials::new("id", "secret")).build().unwrap();
        let levels = |levels| runtime.block_on(client.get_odd_2_b().x_need(7).levels(levels).send()).map(drop).map_err(message);
        assert_eq!(levels(vec![1, 1001]).unwrap_err(), "levels: 1001 is out of range, it must be at least 1 and at most 1000");
        let limit = runtime.block_on(odd(&client, 1001)).map_err(message).unwrap_err();
        assert_eq!(limit, "limit: 1001 is out of range, it must be at most 1000");
        let odd = runtime.block_on(odd(&client, 500)).unwrap();
        assert!(odd.list.is_empty());
        assert_eq!(odd.when.as_deref(), Some("2024-11-14T08:00:00Z"));
        assert_eq!(odd.mood, Some(types::Mood::Unknown("odd".to_owned())));
        assert_eq!(types::Mood::from("2xx"), types::Mood::Value2xx);
        let seen = server.join().unwrap();
        assert!(seen.starts_with("GET /odd?limit=500&pageSize=200&response=r&tags=a&tags=b HTTP/1.1\r\n"), "{seen}");
        assert!(seen.contains("\r\nx-need: 7\r\n"), "{seen}");

        let (endpoint, server) = serve_once(
            "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"versions\":[{\"number\":7}],\"after\":\"\"}",
        );
        let client = Client::builder().endpoint(endpoint).credentials(Credentials::new("id", "secret")).build().unwrap();
        let mut versions = client.list_versions().tags(vec!["a".to_owned(), "b".to_owned()]).items();
        let cursor = versions.cursor().to_string();
        let version = runtime.block_on(versions.try_next()).unwrap().unwrap();
        assert_eq!(version.number, Some(7));
        assert!(runtime.block_on(versions.try_next()).unwrap().is_none());
        let seen = server.join().unwrap();
        assert!(seen.starts_with("GET /versions?page=50&tags=a&tags=b HTTP/1.1\r\n"), "{seen}");
        let other = cursor.parse::<fc_async_tasks::Cursor>().map_err(message).unwrap_err();
        assert_eq!(other, "cursor: it is of the operation `ListVersions`, not `ListStatefulAsyncInvocations`");

        let (endpoint, server) = serve_once("HTTP/1.1 204 No Content\r\n\r\n");
        let client = Client::builder().endpoint(endpoint).credentials(Credentials::new("id", "secret")).build().unwrap();
        runtime.block_on(stop(&client, "kind")).unwrap();
        let seen = server.join().unwrap();
        let path = "/2021-04-06/services/s/functions/f/stateful-async-invocations/id";
        assert!(seen.starts_with(&format!("PUT {path} HTTP/1.1\r\n")), "{seen}");
        for header in ["accept: application/json", "x-acs-action: StopStatefulAsyncInvocation", "type: kind", "content-type: application/json"] {
            assert!(seen.contains(&format!("\r\n{header}\r\n")), "{seen}");
        }
        assert!(seen.ends_with(r#"{"reason":"why"}"#), "{seen}");
    }

    fn serve_once(answer: &'static str) -> (String, JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut seen = String::new();
            while !seen.ends_with('}') && !(seen.starts_with("GET") && seen.ends_with("\r\n\r\n")) {
                let mut bytes = [0; 1024];
                let length = stream.read(&mut bytes).unwrap();
                seen += std::str::from_utf8(&bytes[..length]).unwrap();
            }
            stream.write_all(answer.as_bytes()).unwrap();
            seen
        });
        (endpoint, server)
    }
"##;

#[test]
fn the_document_alone_decides_what_is_generated() {
    let copy = Copy::new();
    copy.add_program(PROBE);
    let document = copy.with(|document| {
        let schemas = document.pointer_mut(SCHEMAS).unwrap();
        schemas["InvocationStatus"]["enum"].as_array_mut().unwrap().push(json!("NotYetInvented"));
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
    let document = add_listing(add_oddities(serde_json::from_str(&document).unwrap())).to_string();
    copy.cargo(&document, &["run", "--bin", "probe", "--features", "emulator,schemars"]).unwrap();
}

/// A second operation that lists by pages.
fn add_listing(mut document: Value) -> Value {
    let schemas = document.pointer_mut(SCHEMAS).unwrap();
    schemas["Version"] =
        json!({ "type": "object", "properties": { "number": { "type": "integer", "format": "int64" } } });
    schemas["VersionPage"] = json!({
        "type": "object",
        "properties": {
            "versions": { "type": "array", "nullable": true, "items": { "$ref": "#/components/schemas/Version" } },
            "after": { "type": "string" },
        },
    });
    document["paths"]["/versions"]["get"] = json!({
        "operationId": "ListVersions",
        "x-pagination": {
            "token": "from",
            "size": { "parameter": "page", "value": 50 },
            "items": "versions",
            "next": "after",
        },
        "parameters": [
            { "name": "from", "in": "query", "schema": { "type": "string" } },
            { "name": "page", "in": "query", "schema": { "type": "integer", "format": "int32" } },
            { "name": "tags", "in": "query", "schema": { "type": "array", "items": { "type": "string" } } },
        ],
        "responses": {
            "200": {
                "description": "Versions.",
                "content": { "application/json": { "schema": { "$ref": "#/components/schemas/VersionPage" } } },
            },
        },
    });
    document
}

/// An operation that uses what is rare: nothing described, a list in the query, a parameter that
/// replaces its path's, references everywhere, an enum without a type, a choice of types, formats.
fn add_oddities(mut document: Value) -> Value {
    let schemas = document.pointer_mut(SCHEMAS).unwrap();
    schemas["InvocationEvent"]["properties"]["weight"] = json!({ "type": "integer" });
    schemas["Shape"] = json!({
        "oneOf": [{
            "type": "object",
            "required": ["round"],
            "additionalProperties": false,
            "properties": {
                "round": {
                    "type": "object",
                    "required": ["tags"],
                    "properties": { "tags": { "type": "array", "nullable": true, "items": { "type": "string" } } },
                },
            },
        }],
    });
    schemas["Note"] = json!({ "type": "string", "minLength": 2, "maxLength": 5 });
    schemas["Mood"] = json!({ "enum": ["good", "2xx", "Unknown", "", null], "nullable": true });
    schemas["Size"] = json!({ "type": "integer", "format": "int32", "minimum": 1, "maximum": 200 });
    schemas["Odd"] = json!({
        "type": "object",
        "required": ["list"],
        "properties": {
            "list": { "type": "array", "nullable": true, "items": { "type": "string" } },
            "nested": { "type": "array", "items": { "type": "array", "nullable": true, "items": { "type": "string" } } },
            "when": { "type": "string", "format": "date-time" },
            "either": { "oneOf": [{ "type": "integer" }, { "type": "string" }] },
            "mood": { "$ref": "#/components/schemas/Mood" },
            "n": { "$ref": "#/components/schemas/Size" },
            "shape": { "$ref": "#/components/schemas/Shape" },
            "pair": { "type": "array", "nullable": true, "minItems": 2, "maxItems": 2, "items": { "type": "integer" } },
            "map": { "type": "object", "additionalProperties": { "type": "string", "format": "uuid" } },
        },
    });
    document["components"]["parameters"] = json!({
        "Limit": { "name": "limit", "in": "query", "schema": { "type": "integer", "maximum": 1000 } },
    });
    document["paths"]["/odd"] = json!({
        "parameters": [{ "name": "limit", "in": "query", "schema": { "type": "integer", "maximum": 10 } }],
        "get": {
            "operationId": "get_odd_2_b",
            "parameters": [
                { "$ref": "#/components/parameters/Limit" },
                { "name": "response", "in": "query", "schema": { "type": "string", "default": "x" } },
                { "name": "tags", "in": "query", "schema": { "type": "array", "items": { "type": "string" } } },
                {
                    "name": "pageSize",
                    "in": "query",
                    "schema": { "allOf": [{ "$ref": "#/components/schemas/Size" }], "default": 20 },
                },
                {
                    "name": "levels",
                    "in": "query",
                    "schema": { "type": "array", "items": { "type": "integer", "minimum": 1.0, "maximum": 1e3 } },
                },
                { "name": "X-Need", "in": "header", "required": true, "schema": { "type": "integer" } },
            ],
            "responses": {
                "200": {
                    "description": "",
                    "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Odd" } } },
                },
            },
        },
    });
    document
}
