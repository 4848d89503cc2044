use std::ops::RangeFrom;

use fc_async_tasks::emulator::Fault;
use serde_json::json;

use super::*;

const OPERATION: &str =
    "/paths/~12021-04-06~1services~1{serviceName}~1functions~1{functionName}~1stateful-async-invocations/get";

/// Checks the emulator against the document after a change of it.
async fn report(change: impl FnOnce(&mut Value), fault: Option<(RangeFrom<u64>, Fault)>) -> Report {
    let mut document = Document::read(&root().join(DOCUMENT)).unwrap();
    change(&mut document.json);
    let emulator = Emulator::start().await.unwrap();
    emulator.insert("demo-service", "demo-function", Dataset::new(1).take(250));
    if let Some((requests, fault)) = fault {
        emulator.inject(requests, fault);
    }
    let client = Client::new(&emulator.endpoint(), emulator.credentials()).unwrap();
    check(&document, &client, Vec::new()).await.unwrap()
}

fn parameter(document: &mut Value, name: &str) -> Value {
    let parameters = document.pointer(&format!("{OPERATION}/parameters")).unwrap().as_array().unwrap();
    let index = parameters.iter().position(|parameter| parameter["name"] == name).unwrap();
    json!(format!("{OPERATION}/parameters/{index}"))
}

fn set(pointer: &'static str, value: Value) -> impl FnOnce(&mut Value) {
    move |document| {
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        document.pointer_mut(parent).unwrap()[key] = value;
    }
}

#[tokio::test]
async fn the_emulator_is_what_the_document_says() {
    let report = report(|_| {}, None).await;
    assert_eq!(report.differences, Vec::<[String; 3]>::new());
    assert!(report.allowed > 35 && report.others > 25, "{} {}", report.allowed, report.others);
    assert_eq!(report.statuses.keys().copied().collect::<Vec<_>>(), [200, 400, 404]);
    assert_eq!(report.unlisted, ["X-Fc-Invocation-Type = a word", "X-Fc-Log-Type = a word"]);
}

#[tokio::test]
async fn what_is_allowed_and_refused_or_the_other_way_round_is_told() {
    let limit = |key: &'static str, value: i64| {
        move |document: &mut Value| {
            let pointer = parameter(document, "limit");
            document.pointer_mut(pointer.as_str().unwrap()).unwrap()["schema"][key] = json!(value);
        }
    };
    let found = report(limit("maximum", 200), None).await.differences;
    assert!(found[0][2].starts_with("allowed, and refused: {\"ErrorCode\":\"InvalidArgument\""), "{found:?}");
    let told: Vec<_> = found.iter().map(|[request, status, _]| (request.as_str(), status.as_str())).collect();
    assert_eq!(told, [("limit = 200", "400"), ("limit = 199", "400")]);
    let found = report(limit("maximum", 50), None).await.differences;
    assert_eq!(found, [["limit = 51", "200", "forbidden, and answered all the same"]]);
    let found = report(limit("minimum", 2), None).await.differences;
    assert_eq!(found, [["limit = 1", "200", "forbidden, and answered all the same"]]);
}

/// The emulator takes a prefix of any length.
#[tokio::test]
async fn text_is_tried_at_its_bounds() {
    let bounds = |document: &mut Value| {
        let pointer = parameter(document, "invocationIdPrefix");
        let schema = &mut document.pointer_mut(pointer.as_str().unwrap()).unwrap()["schema"];
        (schema["minLength"], schema["maxLength"]) = (json!(3), json!(8));
    };
    let report = report(bounds, None).await;
    let told: Vec<_> = report.differences.iter().map(|[request, ..]| request.as_str()).collect();
    let of = |what: &str| format!("invocationIdPrefix {what}");
    let expected = ["= 1", "of 2 letters", "of 9 letters", "of 1000 letters"].map(of);
    assert_eq!(told, expected);
}

#[tokio::test]
async fn an_answer_that_the_document_does_not_describe_is_told() {
    let schema = |of: &str| format!("/components/schemas/{of}");
    for (pointer, value, request, why) in [
        (
            schema("Invocation/properties/endTime/type"),
            json!("string"),
            "what is required",
            " is not of type \"string\"",
        ),
        (
            schema("InvocationStatus/enum"),
            json!(["Enqueued", "Running"]),
            "what is required",
            " is not one of \"Enqueued\" or \"Running\"",
        ),
        (schema("InvocationPage/required"), json!(["total"]), "what is required", "\"total\" is a required property"),
        (
            schema("InvocationEvent/required"),
            json!(["reason"]),
            "what is required",
            "/invocations/0/events/0: \"reason\" is a required property",
        ),
        (
            schema("ErrorBody/properties/ErrorCode/type"),
            json!("integer"),
            "limit = 0",
            "/ErrorCode: \"InvalidArgument\" is not of type \"integer\"",
        ),
        (
            format!("{OPERATION}/responses/4XX"),
            Value::Null,
            "limit = 0",
            "no response 400, 4XX or default in the document",
        ),
        (
            format!("{OPERATION}/responses/200/content"),
            json!({ "text/xml": {} }),
            "what is required",
            "Content-Type is application/json, and must be text/xml",
        ),
        (
            format!("{OPERATION}/responses/200/headers"),
            json!({ "X-Other": { "required": true, "schema": { "type": "string" } } }),
            "what is required",
            "header X-Other: is missing",
        ),
        (
            format!("{OPERATION}/responses/200/headers/X-Fc-Request-Id/schema/maxLength"),
            json!(3),
            "what is required",
            "header X-Fc-Request-Id: \"00000000-0000-4000-8000-000000000001\" is longer than 3 characters",
        ),
    ] {
        let pointer: &'static str = pointer.leak();
        let change = move |document: &mut Value| {
            set(pointer, value)(document);
            if let Some(map) = document.pointer_mut(pointer.rsplit_once('/').unwrap().0).and_then(Value::as_object_mut)
            {
                map.retain(|_, value| !value.is_null());
            }
        };
        let found = report(change, None).await.differences;
        let told = found.iter().any(|[found, _, told]| found == request && told.contains(why));
        assert!(told, "{pointer}: {:?}", &found[..found.len().min(3)]);
    }
}

#[tokio::test]
async fn an_answer_that_is_none_is_told() {
    let found = report(|_| {}, Some((1.., Fault::html(502)))).await.differences;
    let of = |request: &str| -> Vec<&str> {
        found.iter().filter(|[of, ..]| of == request).map(|[_, _, why]| why.as_str()).collect()
    };
    let allowed = of("limit = 1");
    assert!(allowed[0].starts_with("allowed, and refused: <") && allowed.len() == 2, "{allowed:?}");
    assert!(allowed[1].starts_with("Content-Type is text/html"), "{allowed:?}");
    // A server that breaks has refused nothing.
    let forbidden = of("limit = 0");
    assert!(forbidden[0].starts_with("forbidden, and not refused for that: <"), "{forbidden:?}");
}

#[tokio::test]
async fn what_does_more_than_read_is_not_called() {
    let add = |document: &mut Value| {
        let path = document["paths"].as_object_mut().unwrap().values_mut().next().unwrap();
        path["delete"] = json!({ "operationId": "Forget", "responses": { "204": { "description": "Gone." } } });
    };
    assert_eq!(report(add, None).await.left_out, ["Forget"]);
}

/// With one value set.
async fn set_to(name: &str, value: &str) -> String {
    let document = Document::read(&root().join(DOCUMENT)).unwrap();
    let emulator = Emulator::start().await.unwrap();
    emulator.insert("demo-service", "demo-function", Dataset::new(1).take(3));
    let client = Client::new(&emulator.endpoint(), emulator.credentials()).unwrap();
    let checked = check(&document, &client, vec![(name.to_owned(), value.to_owned())]).await;
    checked.map_or_else(|error| error.to_string(), |_| String::new())
}

#[tokio::test]
async fn what_cannot_be_asked_for_is_no_difference() {
    assert_eq!(set_to("serviceName", "demo-service").await, "");
    assert_eq!(set_to("service", "demo-service").await, "--set service: no operation has that parameter");
    let refused = set_to("serviceName", "nope").await;
    assert!(
        refused.contains("check the access key, and what `--set` names: {\"ErrorCode\":\"ServiceNotFound\""),
        "{refused}"
    );
}
