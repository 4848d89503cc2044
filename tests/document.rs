//! The document holds all that is on the vendor's page. That it is well described, `cargo xtask spec lint` says.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::Value;

const OPERATION: &str =
    "/paths/~12021-04-06~1services~1{serviceName}~1functions~1{functionName}~1stateful-async-invocations/get";

fn document() -> Value {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("spec/fc-open-2021-04-06.json");
    serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap()
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

/// Parameters: name, where, schema. On the vendor's page `long` is an int64.
#[test]
fn every_parameter_of_the_page_is_there() {
    let document = document();
    let parameters = document.pointer(OPERATION).unwrap()["parameters"].as_array().unwrap();
    let given: BTreeSet<_> = parameters
        .iter()
        .map(|parameter| {
            let schema = &parameter["schema"];
            let kind = schema["$ref"].as_str().or(schema["format"].as_str()).or(schema["type"].as_str()).unwrap();
            assert_eq!(parameter["required"] == true, parameter["in"] == "path");
            let of = |key: &str| parameter[key].as_str().unwrap();
            (of("in"), of("name"), kind.trim_start_matches("#/components/schemas/"))
        })
        .collect();
    let expected = [
        ("path", "serviceName", "ServiceName"),
        ("path", "functionName", "FunctionName"),
        ("query", "qualifier", "string"),
        ("query", "status", "InvocationStatus"),
        ("query", "nextToken", "string"),
        ("query", "limit", "int32"),
        ("query", "startedTimeBegin", "int64"),
        ("query", "startedTimeEnd", "int64"),
        ("query", "sortOrderByTime", "SortOrder"),
        ("query", "invocationIdPrefix", "string"),
        ("query", "includePayload", "boolean"),
        ("header", "X-Fc-Account-Id", "string"),
        ("header", "X-Fc-Code-Checksum", "string"),
        ("header", "X-Fc-Log-Type", "LogType"),
        ("header", "X-Fc-Invocation-Type", "InvocationType"),
        ("header", "X-Fc-Date", "string"),
        ("header", "X-Fc-Trace-Id", "string"),
    ];
    assert_eq!(given, expected.into());
    let limit = parameters.iter().find(|parameter| parameter["name"] == "limit").unwrap();
    let bounds = ["minimum", "maximum", "default"].map(|key| limit["schema"][key].as_i64());
    assert_eq!(bounds, [Some(1), Some(100), Some(20)]);
}

#[test]
fn every_field_of_the_page_and_of_its_sample_is_there() {
    let document = document();
    let schemas = &document["components"]["schemas"];
    let of = |name: &str| keys(&schemas[name]["properties"]);
    assert_eq!(of("InvocationPage"), ["invocations", "nextToken"].into());
    let invocation = [
        "functionName",
        "serviceName",
        "qualifier",
        "invocationId",
        "status",
        "startedTime",
        "endTime",
        "destinationStatus",
        "invocationErrorMessage",
        "invocationPayload",
        "requestId",
        "alreadyRetriedTimes",
        "instanceId",
        "events",
        "durationMs",
        "returnPayload",
    ];
    assert_eq!(of("Invocation"), invocation.into());
    assert_eq!(of("InvocationEvent"), ["eventId", "status", "timestamp", "eventDetail"].into());
    let error = ["ErrorCode", "ErrorMessage", "Code", "Message", "RequestId", "HostId", "Recommend"];
    assert_eq!(of("ErrorBody"), error.into());
    for time in ["startedTime", "endTime", "durationMs"] {
        let property = &schemas["Invocation"]["properties"][time];
        assert_eq!(property["format"], "int64");
        assert!(property["description"].as_str().unwrap().contains("milliseconds"), "{time}");
    }
}

#[test]
fn the_rest_of_the_contract_is_there() {
    let document = document();
    let operation = document.pointer(OPERATION).unwrap();
    assert_eq!(operation["operationId"], "ListStatefulAsyncInvocations");
    assert_eq!(operation["x-ram-action"]["action"], "fc:ListStatefulAsyncInvocations");
    assert_eq!(operation["x-change-history"].as_array().unwrap().len(), 3);
    assert_eq!(keys(&operation["responses"]), ["200", "4XX", "5XX"].into());
    assert_eq!(keys(&document["servers"][0]["variables"]), ["accountId", "region"].into());
    assert_eq!(document["security"].as_array().unwrap().len(), 3);
    assert_eq!(keys(&document["components"]["securitySchemes"]).len(), 3);
}
