//! A page, as it would be written by hand: the floor of a decoder.

use serde::Deserialize;

/// A page of a listing.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "what is read is what counts")]
pub struct Page {
    pub invocations: Vec<Task>,
    pub next_token: Option<String>,
}

/// A task.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "what is read is what counts")]
pub struct Task {
    function_name: Option<String>,
    service_name: Option<String>,
    qualifier: Option<String>,
    pub invocation_id: Option<String>,
    status: Option<String>,
    started_time: Option<i64>,
    end_time: Option<i64>,
    destination_status: Option<String>,
    invocation_error_message: Option<String>,
    invocation_payload: Option<String>,
    request_id: Option<String>,
    already_retried_times: Option<i64>,
    instance_id: Option<String>,
    duration_ms: Option<i64>,
    return_payload: Option<String>,
    #[serde(default)]
    pub events: Vec<Event>,
}

/// A step of a task.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, clippy::struct_field_names, reason = "what is read is what counts")]
pub struct Event {
    event_id: Option<i64>,
    status: Option<String>,
    timestamp: Option<i64>,
    event_detail: Option<String>,
}
