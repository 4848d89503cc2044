//! Services and files on this machine.

#![cfg(test)]

use std::{
    collections::HashMap,
    fs,
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use reqsign_core::StaticEnv;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use super::super::{CredentialsChain, ProvideCredentials};
use crate::{Credentials, Error};

/// Services on this machine: what they were asked, and what they answer.
pub(super) struct Services {
    pub(super) endpoint: String,
    pub(super) asked: Arc<Mutex<Vec<String>>>,
}

impl Services {
    pub(super) async fn start(answer: impl Fn(&str) -> (u16, String) + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let seen = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut request = String::new();
                while !request.ends_with("\r\n\r\n") {
                    request.push(char::from(stream.read_u8().await.unwrap_or(b'\n')));
                }
                let (status, body) = answer(&request);
                seen.lock().unwrap().push(request);
                let head =
                    format!("HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", body.len());
                let _ = stream.write_all((head + &body).as_bytes()).await;
            }
        });
        Self { endpoint, asked }
    }

    /// Methods and paths.
    pub(super) fn asked(&self) -> Vec<String> {
        let asked = self.asked.lock().unwrap();
        asked.iter().map(|request| request.split(" HTTP").next().unwrap_or_default().to_owned()).collect()
    }
}

/// A folder that is gone after the test.
pub(super) struct Home(pub(super) PathBuf);

impl Home {
    pub(super) fn with(files: &[(&str, &str)]) -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let home = std::env::temp_dir().join(format!("fc-async-tasks-{}-{number}", std::process::id()));
        for (path, content) in files {
            let path = home.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        Self(home)
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub(super) fn chain(home: &Home, variables: &[(&str, &str)]) -> CredentialsChain {
    let pair = |(name, value): &(&str, &str)| (format!("ALIBABA_CLOUD_{name}"), (*value).to_owned());
    // What belongs to OSS must not count.
    let foreign = [("OSS_ACCESS_KEY_ID", "oss"), ("OSS_ACCESS_KEY_SECRET", "oss")];
    let foreign = foreign.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let envs = variables.iter().map(pair).chain(foreign).collect::<HashMap<_, _>>();
    CredentialsChain::over(StaticEnv { home_dir: Some(home.0.clone()), envs })
}

pub(super) async fn key(chain: &CredentialsChain) -> Result<Credentials, Error> {
    chain.provide_credentials().await.map_err(|error| *error.downcast::<Error>().unwrap())
}

pub(super) const EXPIRY: &str = "2030-01-01T00:00:00Z";
pub(super) const CLI: (&str, &str) = (
    ".aliyun/config.json",
    r#"{"current": "one", "profiles": [
        {"name": "one", "mode": "AK", "access_key_id": "cli-one", "access_key_secret": "s"},
        {"name": "two", "mode": "StsToken", "access_key_id": "cli-two", "access_key_secret": "s", "sts_token": "t"},
        {"name": "three", "mode": "RamRoleArn", "access_key_id": "cli-three", "access_key_secret": "hush"}]}"#,
);
pub(super) const FILE: (&str, &str) = (
    ".alibabacloud/credentials",
    "[default]\ntype = access_key\naccess_key_id = file\naccess_key_secret = s\n[two]\ntype = ecs_ram_role\n",
);
pub(super) const TOKEN: (&str, &str) = ("token", "hush-oidc\n");

pub(super) fn answer_of(id: &str) -> (u16, String) {
    let fields = format!(
        r#""AccessKeyId": "{id}", "AccessKeySecret": "hush", "SecurityToken": "hush-{id}", "Expiration": "{EXPIRY}""#
    );
    (200, format!(r#"{{"Code": "Success", {fields}, "Credentials": {{{fields}}}}}"#))
}

/// Metadata, token and other services that all work.
pub(super) fn well(request: &str) -> (u16, String) {
    match request.split(['?', ' ']).nth(1).unwrap_or_default() {
        "/latest/api/token" => (200, "metadata-token".to_owned()),
        "/latest/meta-data/ram/security-credentials/" => (200, "role".to_owned()),
        "/latest/meta-data/ram/security-credentials/role" => answer_of("ecs"),
        "/key" => answer_of("uri"),
        "/" => answer_of("oidc"),
        _ => (404, String::new()),
    }
}

/// The variables of a pod whose role is assumed with a token.
pub(super) fn pod<'a>(token: &'a str, services: &'a Services) -> Vec<(&'static str, &'a str)> {
    vec![
        ("OIDC_TOKEN_FILE", token),
        ("ROLE_ARN", "r"),
        ("OIDC_PROVIDER_ARN", "p"),
        ("STS_ENDPOINT", &services.endpoint),
        ("ECS_METADATA_SERVICE_ENDPOINT", &services.endpoint),
    ]
}
