//! Answers byte by byte, for the faults that the HTTP library would not write.

use std::{
    iter::{from_fn, once},
    time::Duration,
};

use axum::{body::Bytes, http::Response};

use super::fault::{Kind, Stage};

/// What is sent of the body before a reset. All of it has left before the reset, which throws away
/// what has not.
const START: usize = 1024;

/// JSON white space, as much as goes into a chunk.
static SPACES: [u8; 64 * 1024] = [b' '; 64 * 1024];

/// What goes over a connection in place of what the HTTP library writes.
pub(super) struct Script {
    /// What is sent, and how long to wait before.
    pub(super) pieces: Box<dyn Iterator<Item = (Duration, Bytes)> + Send>,
    pub(super) end: End,
}

/// What becomes of the connection after that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// The next request may come.
    KeepOpen,
    /// It is closed in the ordinary way.
    Close,
    /// It is reset.
    Reset,
}

impl Script {
    /// How a fault sends the right answer; none where the HTTP library can do it.
    pub(super) fn of(fault: &Kind, answer: &Response<String>) -> Option<Self> {
        let body = answer.body().as_bytes();
        let (whole, half) = (body.len(), body.len() / 2);
        let head = |length: &str| head(answer, length);
        let right = || head(&format!("content-length: {whole}"));
        Some(match fault {
            Kind::Reset(Stage::BeforeHead) => Self::cut(Vec::new(), End::Reset),
            Kind::Reset(Stage::InHead) => {
                // The headers are longer than the status line, so that is out.
                let mut start = right();
                start.truncate(start.len() / 2);
                Self::cut(start, End::Reset)
            }
            Kind::Reset(Stage::AfterHead) => {
                Self::cut([right(), body[..half.min(START)].to_vec()].concat(), End::Reset)
            }
            Kind::Truncated => Self::cut([right(), body[..half].to_vec()].concat(), End::Close),
            Kind::WrongLength => {
                // What is too much would be taken for the next answer.
                let head = head(&format!("content-length: {half}\r\nconnection: close"));
                Self::cut([head, body.to_vec()].concat(), End::Close)
            }
            Kind::Slow(pause) => {
                let (pause, body) = (*pause, Bytes::copy_from_slice(body));
                let bytes = (0..whole).map(move |at| (pause, body.slice(at..=at)));
                Self::whole(once((Duration::ZERO, right().into())).chain(bytes))
            }
            Kind::Oversized(bytes) => {
                let start = [head("transfer-encoding: chunked"), chunk(body)].concat();
                let mut left = bytes.saturating_sub(whole);
                let padding = from_fn(move || {
                    let size = left.min(SPACES.len());
                    left -= size;
                    (size > 0).then(|| chunk(&SPACES[..size]))
                });
                let pieces = once(start).chain(padding).chain(once(chunk(b"")));
                Self::whole(pieces.map(|piece| (Duration::ZERO, piece.into())))
            }
            Kind::Refusal(_) | Kind::Late(_) | Kind::ClockSkew(_) | Kind::NoAnswer => return None,
        })
    }

    /// Closes the connection without a word.
    pub(super) fn hang_up() -> Self {
        Self::cut(Vec::new(), End::Close)
    }

    fn cut(bytes: Vec<u8>, end: End) -> Self {
        Self { pieces: Box::new(once((Duration::ZERO, bytes.into()))), end }
    }

    fn whole(pieces: impl Iterator<Item = (Duration, Bytes)> + Send + 'static) -> Self {
        Self { pieces: Box::new(pieces), end: End::KeepOpen }
    }
}

/// The head as the HTTP library writes it. The length is a header line of its own.
fn head(answer: &Response<String>, length: &str) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {}\r\n", answer.status()).into_bytes();
    for (name, value) in answer.headers() {
        head.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
    }
    head.extend(format!("{length}\r\n\r\n").bytes());
    head
}

/// A chunk as HTTP writes it; the last one is empty.
fn chunk(bytes: &[u8]) -> Vec<u8> {
    [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat()
}
