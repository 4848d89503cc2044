//! The query of a request, checked as the service checks it.

use super::{
    refusal::Refusal,
    store::{Position, Query},
    verify,
};
use crate::types::{InvocationStatus, SortOrder};

/// What the service takes when `limit` is unset.
const DEFAULT_LIMIT: usize = 20;

/// Reads a query. A key that the operation does not know is passed over; one that is repeated is refused.
pub(super) fn query(text: &str) -> Result<Query, Refusal> {
    let pairs = verify::pairs(text);
    for (index, (key, _)) in pairs.iter().enumerate() {
        if pairs[..index].iter().any(|(other, _)| other == key) {
            return Err(Refusal::argument(format!("{key}: must not be repeated")));
        }
    }
    let of = |key: &str| pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str());
    Ok(Query {
        qualifier: of("qualifier").map(str::to_owned),
        status: of("status").map(InvocationStatus::from),
        started_from: of("startedTimeBegin").map(|value| time("startedTimeBegin", value)).transpose()?,
        started_until: of("startedTimeEnd").map(|value| time("startedTimeEnd", value)).transpose()?,
        id_prefix: of("invocationIdPrefix").unwrap_or_default().to_owned(),
        descending: of("sortOrderByTime").map(descending).transpose()?.unwrap_or(true),
        include_payload: of("includePayload").map(boolean).transpose()?.unwrap_or(false),
        limit: of("limit").map(limit).transpose()?.unwrap_or(DEFAULT_LIMIT),
        // An empty token asks for the first page, as an absent one does.
        after: of("nextToken").filter(|token| !token.is_empty()).map(token).transpose()?,
    })
}

fn descending(value: &str) -> Result<bool, Refusal> {
    match SortOrder::from(value) {
        SortOrder::Asc => Ok(false),
        SortOrder::Desc => Ok(true),
        SortOrder::Unknown(value) => {
            Err(Refusal::argument(format!("sortOrderByTime: `{value}` is neither asc nor desc")))
        }
    }
}

fn limit(value: &str) -> Result<usize, Refusal> {
    let limit = value.parse().ok().filter(|limit| (1..=100).contains(limit));
    limit.ok_or_else(|| Refusal::argument(format!("limit: `{value}` is not a number from 1 to 100")))
}

fn time(name: &str, value: &str) -> Result<i64, Refusal> {
    value.parse().map_err(|_| Refusal::argument(format!("{name}: `{value}` is not a time in milliseconds")))
}

fn boolean(value: &str) -> Result<bool, Refusal> {
    // The official Python client sends `True`.
    match value.to_ascii_lowercase().as_str() {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(Refusal::argument(format!("includePayload: `{value}` is neither true nor false"))),
    }
}

fn token(value: &str) -> Result<Position, Refusal> {
    Position::from_token(value)
        .ok_or_else(|| Refusal::argument("nextToken: this is not a token of a listing".to_owned()))
}
