//! The error answers.

use axum::{
    body::Body,
    http::{Response, StatusCode},
};
use serde_json::json;

use super::server;

/// An error of the emulator, in one of the two shapes that the service has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    status: StatusCode,
    code: &'static str,
    message: String,
    shape: Shape,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// `ErrorCode` and `ErrorMessage`.
    Service,
    /// `Code`, `Message`, `RequestId`, `HostId`, `Recommend`.
    Gateway,
}

impl Refusal {
    /// An error of Function Compute itself.
    pub(super) fn service(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), shape: Shape::Service }
    }

    /// An error of the gateway before it, which checks the ROA and ACS3 signatures.
    pub(super) fn gateway(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), shape: Shape::Gateway }
    }

    pub(super) fn argument(message: impl Into<String>) -> Self {
        Self::service(StatusCode::BAD_REQUEST, "InvalidArgument", message)
    }

    pub(super) fn into_response(self, request_id: &str, host: &str) -> Response<Body> {
        let body = match self.shape {
            Shape::Service => json!({ "ErrorCode": self.code, "ErrorMessage": self.message }),
            Shape::Gateway => json!({
                "Code": self.code,
                "Message": self.message,
                "RequestId": request_id,
                "HostId": host,
                "Recommend": "https://api.aliyun.com/troubleshoot",
            }),
        };
        server::answer(self.status, request_id, body.to_string())
    }
}
