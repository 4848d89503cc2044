//! A fault in the document fails the build with one line that names the file and the place.

#[path = "common/package.rs"]
mod package;

use package::{Copy, DOCUMENT, OPERATION, SCHEMAS};
use serde_json::{Value, json};

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
type Case = (Value, String, Option<String>, &'static str);

fn faults_of_listings() -> Vec<Case> {
    let operation = |below: &str| format!("{OPERATION}{below}");
    vec![
        (
            json!({ "name": "items", "in": "query", "schema": { "type": "string" } }),
            operation("/parameters/17"),
            Some(operation("/parameters")),
            "`items`: the request builder of a listing has a method of that name",
        ),
        (
            json!("cursor"),
            operation("/x-pagination/token"),
            Some(operation("/x-pagination")),
            "the operation has no parameter `cursor`",
        ),
        (
            json!("tasks"),
            operation("/x-pagination/items"),
            Some(operation("/x-pagination")),
            "`InvocationPage` has no property `tasks`",
        ),
        (
            json!("nextToken"),
            operation("/x-pagination/items"),
            Some(operation("/x-pagination")),
            "the items are no list of objects",
        ),
        (
            json!(7),
            operation("/x-pagination/pages"),
            Some(operation("/x-pagination")),
            "unknown field `pages`, expected one of `token`, `size`, `items`, `next`, `timeline`",
        ),
    ]
}

fn faults_of_operations(document: &Value) -> Vec<Case> {
    let operation = |below: &str| format!("{OPERATION}{below}");
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
        (
            json!({ "name": "X-Attempt", "in": "header", "schema": { "type": "array", "items": {} } }),
            operation("/parameters/17"),
            Some(operation("/parameters")),
            "`X-Attempt`: only a parameter in the query may be a list",
        ),
        (
            json!({ "name": "attempt", "in": "query", "schema": { "type": "string" } }),
            operation("/parameters/17"),
            Some(operation("/parameters")),
            "`attempt`: the request builder has a method or a field of that name",
        ),
        (
            json!({ "name": "X Y", "in": "header", "schema": { "type": "string" } }),
            operation("/parameters/17"),
            Some(operation("/parameters")),
            "`X Y`: not a name that a header can have",
        ),
        (
            json!(1_u64 << 31),
            operation("/parameters/5/schema/maximum"),
            Some(operation("/parameters")),
            "`limit`: a bound is no whole number that fits into the format",
        ),
        (
            json!({ "name": "started_time_end", "in": "query", "schema": { "type": "string" } }),
            operation("/parameters/17"),
            Some(operation("/parameters")),
            "`startedTimeEnd` and `started_time_end` would have the same name in Rust",
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

fn faults_of_schemas() -> Vec<Case> {
    let schema = |below: &str| format!("{SCHEMAS}/{below}");
    vec![
        (json!(7), schema("SortOrder/enum/2"), None, "a string enum holds a value that is no string: 7"),
        (json!("ASC"), schema("SortOrder/enum/2"), None, "`ASC` would be a second variant named `Asc`"),
        (
            json!("?"),
            schema("SortOrder/x-enumDescriptions/down"),
            Some(schema("SortOrder/x-enumDescriptions")),
            "describes `down`, which is not among the values",
        ),
        (
            json!({ "$ref": "#/components/schemas/Round" }),
            schema("Round"),
            None,
            "$ref `#/components/schemas/Round` leads out of this document, or in a circle",
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
    ]
}

#[test]
fn a_fault_in_the_document_is_one_line_with_its_place() {
    let copy = Copy::new();
    assert_one_line(&copy.build(&copy.text.replacen(',', "", 1)), ":3:3: expected `,` or `}`");
    for (value, pointer, place, message) in
        [faults_of_operations(&copy.document), faults_of_listings(), faults_of_schemas()].concat()
    {
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
