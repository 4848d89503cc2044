//! The error answers.

use axum::{
    body::Body,
    http::{Response, StatusCode},
};

use super::server;
use crate::types::ErrorBody;

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
        let mut body = ErrorBody::default();
        match self.shape {
            Shape::Service => {
                body.error_code = Some(self.code.to_owned());
                body.error_message = Some(self.message);
            }
            Shape::Gateway => {
                body.code = Some(self.code.to_owned());
                body.message = Some(self.message);
                body.request_id = Some(request_id.to_owned());
                body.host_id = Some(host.to_owned());
                body.recommend = Some("https://api.aliyun.com/troubleshoot".to_owned());
            }
        }
        // A struct of texts is always JSON.
        server::answer(self.status, request_id, serde_json::to_string(&body).unwrap_or_default())
    }
}
