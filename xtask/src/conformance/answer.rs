//! Whether an answer is one that the document describes.

use serde_json::Value;

use super::client::Answer;
use crate::{document::Document, operation::Operation, schema::Schemas};

/// What is wrong with an answer.
pub fn faults(
    document: &Document,
    schemas: &Schemas,
    operation: &Operation,
    answer: &Answer,
) -> anyhow::Result<Vec<String>> {
    let responses = &operation.value["responses"];
    let (exact, range) = (answer.status.to_string(), format!("{}XX", answer.status / 100));
    let Some(response) = [exact.as_str(), &range, "default"].into_iter().find_map(|code| responses.get(code)) else {
        return Ok(vec![format!("no response {exact}, {range} or default in the document")]);
    };
    let response = document.resolve(response);
    let mut faults = Vec::new();
    for (name, header) in response["headers"].as_object().into_iter().flatten() {
        let header = document.resolve(header);
        match answer.headers.get(name).map(|value| value.to_str()) {
            Some(Ok(text)) => {
                let value = match document.resolve_whole(&header["schema"])["type"].as_str() {
                    Some("string") | None => Value::from(text),
                    Some(_) => serde_json::from_str(text).unwrap_or_else(|_| Value::from(text)),
                };
                let wrong = schemas.faults(&header["schema"], &value)?;
                faults.extend(wrong.into_iter().map(|(_, why)| format!("header {name}: {why}")));
            }
            Some(Err(_)) => faults.push(format!("header {name}: is no text")),
            None if header["required"] == true => faults.push(format!("header {name}: is missing")),
            _ => {}
        }
    }
    let Some(content) = response["content"].as_object() else { return Ok(faults) };
    let kind = answer.headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or("none");
    let essence = kind.split(';').next().unwrap_or(kind).trim();
    let Some(media) = content.get(essence) else {
        let known = content.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        faults.push(format!("Content-Type is {kind}, and must be {known}"));
        return Ok(faults);
    };
    match serde_json::from_slice(&answer.body) {
        Ok(body) => {
            let wrong = schemas.faults(&media["schema"], &body)?;
            faults.extend(wrong.into_iter().map(|(place, why)| format!("{place}: {why}")));
        }
        Err(error) => faults.push(format!("the body is no JSON: {error}")),
    }
    Ok(faults)
}
