use serde_json::json;

use super::*;

/// What is changed, to what, and the difference: where, in the document, in Rust.
type Case = (&'static str, Value, &'static str, &'static str, &'static str);

fn differences(change: impl FnOnce(&mut Value)) -> Vec<[String; 3]> {
    let mut document = Document::read(&root().join(DOCUMENT)).unwrap();
    change(&mut document.json);
    let rust = json_schemas();
    let found = compare(&document, &rust).differences;
    found.into_iter().map(|it| [it.pointer, it.document, it.rust]).collect()
}

#[test]
fn the_types_are_what_the_document_says() {
    assert_eq!(differences(|_| {}), Vec::<[String; 3]>::new());
}

#[test]
fn every_difference_is_found() {
    let schemas = "/components/schemas";
    let cases: [Case; 14] = [
        (
            "Invocation/properties/noSuchField",
            json!({ "type": "string" }),
            "Invocation/properties/noSuchField",
            "a property",
            "none",
        ),
        ("Invocation/properties/endTime", Value::Null, "Invocation/properties/endTime", "none", "a field"),
        (
            "Invocation/properties/endTime/format",
            json!("int32"),
            "Invocation/properties/endTime",
            "integer int32",
            "integer int64",
        ),
        (
            "Invocation/properties/endTime/type",
            json!("number"),
            "Invocation/properties/endTime",
            "number int64",
            "integer int64",
        ),
        (
            "Invocation/properties/requestId/type",
            json!("boolean"),
            "Invocation/properties/requestId",
            "boolean",
            "string",
        ),
        (
            "Invocation/properties/events/items/$ref",
            json!("#/components/schemas/Invocation"),
            "Invocation/properties/events/items/properties/eventId",
            "none",
            "a field",
        ),
        ("Invocation/properties/events/type", json!("object"), "Invocation/properties/events", "object", "array"),
        (
            "Invocation/properties/status/allOf/0/$ref",
            json!("#/components/schemas/SortOrder"),
            "Invocation/properties/status",
            "asc, desc",
            "Enqueued, Expired, Failed, Invalid, Retrying, Running, Stopped, Stopping, Succeeded",
        ),
        ("SortOrder/enum", json!(["asc", "desc", "none"]), "SortOrder", "asc, desc, none", "asc, desc"),
        ("SortOrder/enum", json!(["asc"]), "SortOrder", "asc", "asc, desc"),
        ("ServiceName/pattern", json!("^x$"), "ServiceName", "pattern ^x$", "pattern ^[A-Za-z_][A-Za-z0-9_-]{0,127}$"),
        ("Colour", json!({ "type": "string" }), "Colour", "a type", "none"),
        ("LogType", Value::Null, "LogType", "none", "a type"),
        ("Invocation/properties/endTime/nullable", json!(false), "", "", ""),
    ];
    for (pointer, value, place, document, rust) in cases {
        let found = differences(|json| {
            let (parent, key) = format!("{schemas}/{pointer}")
                .rsplit_once('/')
                .map(|(parent, key)| (parent.to_owned(), key.to_owned()))
                .unwrap();
            let parent = json.pointer_mut(&parent).unwrap().as_object_mut().unwrap();
            if value.is_null() { drop(parent.remove(&key)) } else { drop(parent.insert(key, value)) }
        });
        let expected = [format!("{schemas}/{place}"), document.to_owned(), rust.to_owned()];
        if place.is_empty() {
            // It may be missing, so it is an `Option` either way.
            assert_eq!(found, Vec::<[String; 3]>::new(), "{pointer}");
        } else {
            assert!(found.contains(&expected), "{pointer}: {found:?}");
        }
    }
    let required = differences(|json| {
        json["components"]["schemas"]["Invocation"]["required"] = json!(["endTime"]);
        json["components"]["schemas"]["Invocation"]["properties"]["endTime"]["nullable"] = json!(false);
    });
    assert_eq!(required, [["/components/schemas/Invocation/properties/endTime", "required", "optional"]]);
}
