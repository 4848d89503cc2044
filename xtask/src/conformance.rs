//! A server beside the document: sends what the document allows and what it forbids, and checks each answer against the
//! schema that it has there. It calls only operations that read.

mod answer;
mod cases;
mod client;

use std::collections::BTreeMap;

use anyhow::Context;
use fc_async_tasks::{
    Credentials, CredentialsChain, ProvideCredentials,
    emulator::{Dataset, Emulator},
};
use serde_json::Value;

use self::{
    cases::{Case, Rule, Sent, cases},
    client::{Answer, Client},
};
use crate::{
    Outcome,
    document::{DOCUMENT, Document, root},
    library::ConformanceArguments,
    operation::Operation,
    schema::Schemas,
    table::table,
};

#[tokio::main(flavor = "current_thread")]
pub async fn run(arguments: &ConformanceArguments) -> anyhow::Result<Outcome> {
    let file = arguments.document.clone().unwrap_or_else(|| root().join(DOCUMENT));
    let document = Document::read(&file)?;
    let pairs = arguments.values.iter().map(|pair| {
        let (name, value) = pair.split_once('=').with_context(|| format!("--set {pair}: must be NAME=VALUE"))?;
        Ok((name.to_owned(), value.to_owned()))
    });
    let given = pairs.collect::<anyhow::Result<Vec<_>>>()?;
    // It lives as long as this.
    let mut emulator = None;
    let (endpoint, credentials) = if let Some(endpoint) = &arguments.endpoint {
        (endpoint.clone(), key().await?)
    } else {
        let emulator = emulator.insert(Emulator::start().await.context("the emulator")?);
        emulator.insert("demo-service", "demo-function", Dataset::new(1).take(250));
        (emulator.endpoint(), emulator.credentials())
    };
    let report = check(&document, &Client::new(&endpoint, credentials)?, given).await?;
    report.print(&document.name, &endpoint);
    Ok(Outcome::of(report.differences.len()))
}

async fn key() -> anyhow::Result<Credentials> {
    CredentialsChain::new().provide_credentials().await.map_err(|error| anyhow::anyhow!("no access key: {error}"))
}

/// What came of all requests.
#[derive(Default)]
struct Report {
    /// How many requests the document allows, and how many it does not.
    allowed: usize,
    others: usize,
    /// How many answers there were of each status.
    statuses: BTreeMap<u16, usize>,
    /// The request, the status, and what is wrong.
    differences: Vec<[String; 3]>,
    /// Requests with a value that no enum lists, and that were answered all the same.
    unlisted: Vec<String>,
    /// Operations that do not read.
    left_out: Vec<String>,
}

async fn check(document: &Document, client: &Client, given: Vec<(String, String)>) -> anyhow::Result<Report> {
    let mut report = Report::default();
    let schemas = Schemas::new(document);
    let operations = Operation::all(document);
    for (name, _) in &given {
        let mut known = operations.iter().flat_map(|(_, operation)| operation.parameters.keys());
        anyhow::ensure!(known.any(|(known, _)| known == name), "--set {name}: no operation has that parameter");
    }
    for (id, operation) in operations {
        if operation.method != "get" {
            report.left_out.push(id);
            continue;
        }
        let mut given = given.clone();
        given.extend(token(document, client, &id, &operation, &given).await?);
        for case in cases(document, &operation, &given)? {
            let answer = client.send(document, &id, &operation, &case).await?;
            if case.is_base() && matches!(answer.status, 401 | 403 | 404) {
                anyhow::bail!(
                    "the server refuses the plainest request of {id}: check the access key, and what `--set` names: {}",
                    answer.excerpt()
                );
            }
            report.note(&case, &answer, answer::faults(document, &schemas, &operation, &answer)?);
        }
    }
    anyhow::ensure!(report.allowed > 0, "{}: no operation that reads", document.name);
    Ok(report)
}

/// A token that the server takes, for an operation that lists by pages: the example is some other server's. It is empty
/// where there is but one page.
async fn token(
    document: &Document,
    client: &Client,
    id: &str,
    operation: &Operation<'_>,
    given: &[(String, String)],
) -> anyhow::Result<Option<(String, String)>> {
    let pagination = &operation.value["x-pagination"];
    let (Some(token), Some(size), Some(next)) =
        (pagination["token"].as_str(), pagination["size"]["parameter"].as_str(), pagination["next"].as_str())
    else {
        return Ok(None);
    };
    if given.iter().any(|(name, _)| name == token) {
        return Ok(None);
    }
    // The plainest request, with the smallest page.
    let mut case = cases(document, operation, given)?.swap_remove(0);
    case.sent.push(Sent { name: size.to_owned(), place: "query".to_owned(), text: "1".to_owned() });
    let answer = client.send(document, id, operation, &case).await?;
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    Ok(Some((token.to_owned(), body[next].as_str().unwrap_or_default().to_owned())))
}

impl Report {
    fn note(&mut self, case: &Case, answer: &Answer, faults: Vec<String>) {
        let success = (200..300).contains(&answer.status);
        *self.statuses.entry(answer.status).or_default() += 1;
        *(if case.rule == Rule::Allowed { &mut self.allowed } else { &mut self.others }) += 1;
        let mut differs = |why: String| self.differences.push([case.what.clone(), answer.status.to_string(), why]);
        match case.rule {
            Rule::Allowed if !success => differs(format!("allowed, and refused: {}", answer.excerpt())),
            Rule::Forbidden if success => differs("forbidden, and answered all the same".to_owned()),
            // A server that breaks, or does not get as far as to look, has refused nothing.
            Rule::Forbidden if !(400..500).contains(&answer.status) || matches!(answer.status, 401 | 403 | 429) => {
                differs(format!("forbidden, and not refused for that: {}", answer.excerpt()));
            }
            Rule::Unlisted if success => self.unlisted.push(case.what.clone()),
            _ => {}
        }
        for fault in faults {
            self.differences.push([case.what.clone(), answer.status.to_string(), fault]);
        }
    }

    fn print(&self, document: &str, endpoint: &str) {
        if !self.differences.is_empty() {
            say!("{}\n", table(["request", "status", "what is wrong"], self.differences.iter().cloned()));
        }
        for what in &self.unlisted {
            say!("answered, though no enum lists it: {what}");
        }
        for id in &self.left_out {
            say!("not called, since it does more than read: {id}");
        }
        let statuses = self.statuses.iter().map(|(status, count)| format!("{count} x {status}"));
        say!(
            "{endpoint}: {} requests that {document} allows and {} that it does not; answers: {}",
            self.allowed,
            self.others,
            statuses.collect::<Vec<_>>().join(", ")
        );
        match self.differences.len() {
            0 => say!("no difference"),
            count => say!("differences: {count}; mend the document, or the server where that is ours"),
        }
    }
}

#[cfg(test)]
mod tests;
