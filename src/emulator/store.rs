//! The tasks, and pages of them.
//!
//! A task is written as JSON when it comes in, so that a page is only put together: a benchmark
//! against the emulator measures the client.

use std::{
    collections::{BTreeMap, HashMap},
    ops::Bound,
};

use axum::http::StatusCode;
use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

use super::refusal::Refusal;
use crate::types::{Invocation, InvocationStatus};

/// All tasks, by service and function.
#[derive(Debug, Default)]
pub(super) struct Store {
    services: HashMap<String, HashMap<String, Function>>,
}

#[derive(Debug, Default)]
struct Function {
    tasks: BTreeMap<Position, Task>,
    /// Where each task stands, by its id.
    positions: HashMap<String, Position>,
}

/// Where a task stands in time; its id settles ties. A token says after which position a page
/// begins, so tasks that are added between two pages move nothing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Position {
    started: Option<i64>,
    id: String,
}

#[derive(Debug)]
struct Task {
    status: Option<InvocationStatus>,
    qualifier: Option<String>,
    /// The JSON object without its payload and its closing brace.
    open: String,
    /// The payload as a JSON string.
    payload: Option<String>,
}

/// What a request asks for.
#[derive(Debug)]
pub(super) struct Query {
    pub(super) qualifier: Option<String>,
    pub(super) status: Option<InvocationStatus>,
    pub(super) started_from: Option<i64>,
    pub(super) started_until: Option<i64>,
    pub(super) id_prefix: String,
    pub(super) descending: bool,
    pub(super) include_payload: bool,
    pub(super) limit: usize,
    pub(super) after: Option<Position>,
}

impl Store {
    pub(super) fn insert(&mut self, service: &str, function: &str, invocations: impl IntoIterator<Item = Invocation>) {
        let target = self.services.entry(service.to_owned()).or_default().entry(function.to_owned()).or_default();
        for mut invocation in invocations {
            invocation.service_name.get_or_insert_with(|| service.to_owned());
            invocation.function_name.get_or_insert_with(|| function.to_owned());
            target.insert(invocation);
        }
    }

    /// The body of an answer.
    pub(super) fn page(&self, service: &str, function: &str, query: &Query) -> Result<String, Refusal> {
        let missing =
            |code, kind, name| Refusal::service(StatusCode::NOT_FOUND, code, format!("{kind} `{name}` does not exist"));
        let functions = self.services.get(service).ok_or_else(|| missing("ServiceNotFound", "service", service))?;
        let found = functions.get(function).ok_or_else(|| missing("FunctionNotFound", "function", function))?;
        if let Some(InvocationStatus::Unknown(status)) = &query.status
            && found.tasks.values().all(|task| task.status != query.status)
        {
            return Err(Refusal::argument(format!("status: there is no status `{status}`")));
        }
        Ok(found.page(query))
    }
}

impl Function {
    fn insert(&mut self, mut invocation: Invocation) {
        let free = || {
            let numbers = self.positions.len()..;
            numbers.map(|number| format!("task-{number}")).find(|id| !self.positions.contains_key(id))
        };
        let id = invocation.invocation_id.take().or_else(free).unwrap_or_default();
        invocation.invocation_id = Some(id.clone());
        let payload = invocation.invocation_payload.take();
        let position = Position { started: invocation.started_time, id: id.clone() };
        // A struct of texts and numbers is always JSON.
        let mut open = serde_json::to_string(&invocation).unwrap_or_default();
        open.pop();
        let task = Task {
            status: invocation.status,
            qualifier: invocation.qualifier,
            open,
            payload: payload.map(|payload| serde_json::Value::String(payload).to_string()),
        };
        if let Some(old) = self.positions.insert(id, position.clone()) {
            self.tasks.remove(&old);
        }
        self.tasks.insert(position, task);
    }

    fn page(&self, query: &Query) -> String {
        let (from, until) = query.range();
        // A range that ends before it begins is one that a map does not take.
        let range = until.as_ref().is_none_or(|until| from < *until);
        let range = range.then(|| (Bound::Included(from), until.map_or(Bound::Unbounded, Bound::Excluded)));
        let tasks = range.into_iter().flat_map(|range| self.tasks.range(range));
        if query.descending { write(tasks.rev(), query) } else { write(tasks, query) }
    }
}

/// Writes the page that starts where the tasks do.
fn write<'a>(tasks: impl Iterator<Item = (&'a Position, &'a Task)>, query: &Query) -> String {
    let mut tasks = tasks.filter(|(position, task)| query.matches(position, task));
    let mut page = String::from(r#"{"invocations":["#);
    let mut last = None;
    for (position, task) in tasks.by_ref().take(query.limit) {
        if last.replace(position).is_some() {
            page.push(',');
        }
        page.push_str(&task.open);
        if let (true, Some(payload)) = (query.include_payload, &task.payload) {
            page.push_str(r#","invocationPayload":"#);
            page.push_str(payload);
        }
        page.push('}');
    }
    page.push(']');
    if let (Some(last), Some(_)) = (last, tasks.next()) {
        page.push_str(r#","nextToken":""#);
        page.push_str(&last.token());
        page.push('"');
    }
    page.push('}');
    page
}

impl Query {
    /// Where the tasks stand that are left: from a position on, until before another. A page deep in a
    /// listing costs what the first one does.
    fn range(&self) -> (Position, Option<Position>) {
        // What has no start time is outside every window.
        let windowed = self.started_from.is_some() || self.started_until.is_some();
        let from = Position::first(windowed.then(|| self.started_from.unwrap_or(i64::MIN)));
        let until = self.started_until.and_then(|until| until.checked_add(1)).map(|until| Position::first(Some(until)));
        match self.after.clone() {
            None => (from, until),
            Some(after) if self.descending => (from, until.into_iter().chain([after]).min()),
            Some(after) => (from.max(after.next()), until),
        }
    }

    fn matches(&self, position: &Position, task: &Task) -> bool {
        let wanted = |asked: Option<&str>, given: Option<&str>| asked.is_none() || asked == given;
        position.id.starts_with(&self.id_prefix)
            && wanted(self.qualifier.as_deref(), task.qualifier.as_deref())
            && (self.status.is_none() || self.status == task.status)
    }
}

impl Position {
    /// Where the tasks of a start time begin.
    fn first(started: Option<i64>) -> Self {
        Self { started, id: String::new() }
    }

    /// The position right after this one.
    fn next(self) -> Self {
        Self { id: self.id + "\0", ..self }
    }

    /// An opaque token, in the alphabet that needs the most care in a URL.
    fn token(&self) -> String {
        let started = self.started.map(|started| started.to_string()).unwrap_or_default();
        let text = format!("{started}/{}", self.id);
        STANDARD.encode([&checksum(text.as_bytes())[..], text.as_bytes()].concat())
    }

    pub(super) fn from_token(token: &str) -> Option<Self> {
        let bytes = STANDARD.decode(token).ok()?;
        let (sum, text) = bytes.split_at_checked(8)?;
        (sum == checksum(text)).then_some(())?;
        let (started, id) = std::str::from_utf8(text).ok()?.split_once('/')?;
        let started = if started.is_empty() { None } else { Some(started.parse().ok()?) };
        Some(Self { started, id: id.to_owned() })
    }
}

/// Tells a token from a text that only looks like one.
fn checksum(text: &[u8]) -> [u8; 8] {
    let mut sum = [0; 8];
    sum.copy_from_slice(&Sha256::new().chain_update("page token").chain_update(text).finalize()[..8]);
    sum
}
