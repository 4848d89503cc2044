//! The error answers.

use std::borrow::Cow;

use axum::http::{Response, StatusCode};

use super::server;
use crate::types::ErrorBody;

/// An error of the emulator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    status: StatusCode,
    code: Cow<'static, str>,
    message: String,
    shape: Shape,
    id_in_header: bool,
}

/// How an error is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// `ErrorCode` and `ErrorMessage`.
    Service,
    /// `Code`, `Message`, `RequestId`, `HostId`, `Recommend`.
    Gateway,
    /// The same without `Recommend`, in XML.
    Xml,
    /// The page of a proxy.
    Html,
    /// No body.
    Empty,
}

impl Refusal {
    /// An error of Function Compute itself.
    pub(super) fn service(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code: code.into(), message: message.into(), shape: Shape::Service, id_in_header: true }
    }

    /// An error of the gateway before it, which checks the ROA and ACS3 signatures.
    pub(super) fn gateway(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { shape: Shape::Gateway, ..Self::service(status, code, message) }
    }

    pub(super) fn argument(message: impl Into<String>) -> Self {
        Self::service(StatusCode::BAD_REQUEST, "InvalidArgument", message)
    }

    /// An error for no reason of the request's. The id of the request is where only this shape has
    /// it: a client must find it in either place.
    pub(super) fn injected(status: StatusCode, code: &str, shape: Shape) -> Self {
        let id_in_header = matches!(shape, Shape::Service | Shape::Empty);
        let message = "the emulator was told to answer with this error".to_owned();
        Self { status, code: code.to_owned().into(), message, shape, id_in_header }
    }

    pub(super) fn into_response(self, request_id: &str, host: &str) -> Response<String> {
        let (content_type, body) = match self.shape {
            Shape::Service | Shape::Gateway => (Some("application/json"), self.json(request_id, host)),
            Shape::Xml => (Some("text/xml"), self.xml(request_id, host)),
            Shape::Html => (Some("text/html"), self.html()),
            Shape::Empty => (None, String::new()),
        };
        server::answer(self.status, content_type, self.id_in_header.then_some(request_id), body)
    }

    fn json(&self, request_id: &str, host: &str) -> String {
        let (code, message) = (Some(self.code.clone().into_owned()), Some(self.message.clone()));
        let mut body = ErrorBody::default();
        if self.shape == Shape::Service {
            (body.error_code, body.error_message) = (code, message);
        } else {
            (body.code, body.message) = (code, message);
            body.request_id = Some(request_id.to_owned());
            body.host_id = Some(host.to_owned());
            body.recommend = Some("https://api.aliyun.com/troubleshoot".to_owned());
        }
        // A struct of texts is always JSON.
        serde_json::to_string(&body).unwrap_or_default()
    }

    fn xml(&self, request_id: &str, host: &str) -> String {
        let fields = [("Code", &*self.code), ("Message", &self.message), ("RequestId", request_id), ("HostId", host)];
        let fields = fields.map(|(name, value)| format!("<{name}>{}</{name}>", escaped(value)));
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error>{}</Error>", fields.concat())
    }

    fn html(&self) -> String {
        let title = self.status;
        format!("<html>\n<head><title>{title}</title></head>\n<body><h1>{title}</h1><hr>proxy</body>\n</html>\n")
    }
}

fn escaped(text: &str) -> String {
    let rules = [('&', "&amp;"), ('<', "&lt;"), ('>', "&gt;"), ('"', "&quot;"), ('\'', "&apos;")];
    rules.iter().fold(text.to_owned(), |text, (letter, escape)| text.replace(*letter, escape))
}
