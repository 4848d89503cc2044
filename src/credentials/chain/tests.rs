//! Every source against files and services of its own, on this machine.

use std::{
    collections::HashMap,
    fs,
    path::PathBuf,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, SystemTime},
};

use reqsign_core::StaticEnv;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use super::*;
use crate::{Client, RetryPolicy, Scheme, clock::Still, credentials::CredentialsCache, middleware::Middleware};

/// Services on this machine: what they were asked, and what they answer.
struct Services {
    endpoint: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Services {
    async fn start(answer: impl Fn(&str) -> (u16, String) + Send + 'static) -> Self {
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
    fn asked(&self) -> Vec<String> {
        let asked = self.asked.lock().unwrap();
        asked.iter().map(|request| request.split(" HTTP").next().unwrap_or_default().to_owned()).collect()
    }
}

/// A folder that is gone after the test.
struct Home(PathBuf);

impl Home {
    fn with(files: &[(&str, &str)]) -> Self {
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

fn chain(home: &Home, variables: &[(&str, &str)]) -> CredentialsChain {
    let pair = |(name, value): &(&str, &str)| (format!("ALIBABA_CLOUD_{name}"), (*value).to_owned());
    // What belongs to OSS must not count.
    let foreign = [("OSS_ACCESS_KEY_ID", "oss"), ("OSS_ACCESS_KEY_SECRET", "oss")];
    let foreign = foreign.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let envs = variables.iter().map(pair).chain(foreign).collect::<HashMap<_, _>>();
    CredentialsChain::over(StaticEnv { home_dir: Some(home.0.clone()), envs })
}

async fn key(chain: &CredentialsChain) -> Result<Credentials, Error> {
    chain.provide_credentials().await.map_err(|error| *error.downcast::<Error>().unwrap())
}

const EXPIRY: &str = "2030-01-01T00:00:00Z";
const CLI: (&str, &str) = (
    ".aliyun/config.json",
    r#"{"current": "one", "profiles": [
        {"name": "one", "mode": "AK", "access_key_id": "cli-one", "access_key_secret": "s"},
        {"name": "two", "mode": "StsToken", "access_key_id": "cli-two", "access_key_secret": "s", "sts_token": "t"},
        {"name": "three", "mode": "RamRoleArn", "access_key_id": "cli-three", "access_key_secret": "hush"}]}"#,
);
const FILE: (&str, &str) = (
    ".alibabacloud/credentials",
    "[default]\ntype = access_key\naccess_key_id = file\naccess_key_secret = s\n[two]\ntype = ecs_ram_role\n",
);
const TOKEN: (&str, &str) = ("token", "hush-oidc\n");

fn answer_of(id: &str) -> (u16, String) {
    let fields = format!(
        r#""AccessKeyId": "{id}", "AccessKeySecret": "hush", "SecurityToken": "hush-{id}", "Expiration": "{EXPIRY}""#
    );
    (200, format!(r#"{{"Code": "Success", {fields}, "Credentials": {{{fields}}}}}"#))
}

/// Metadata, token and other services that all work.
fn well(request: &str) -> (u16, String) {
    match request.split(['?', ' ']).nth(1).unwrap_or_default() {
        "/latest/api/token" => (200, "metadata-token".to_owned()),
        "/latest/meta-data/ram/security-credentials/" => (200, "role".to_owned()),
        "/latest/meta-data/ram/security-credentials/role" => answer_of("ecs"),
        "/key" => answer_of("uri"),
        "/" => answer_of("oidc"),
        _ => (404, String::new()),
    }
}

#[tokio::test]
async fn the_sources_are_tried_in_order() {
    let services = Services::start(well).await;
    let home = Home::with(&[CLI, FILE, TOKEN]);
    let token = home.0.join("token").display().to_string();
    let uri = format!("{}/key", services.endpoint);
    let all = [
        ("ACCESS_KEY_ID", "env"),
        ("ACCESS_KEY_SECRET", "s"),
        ("SECURITY_TOKEN", ""),
        ("OIDC_TOKEN_FILE", &token),
        ("ROLE_ARN", "acs:ram::1:role/r"),
        ("OIDC_PROVIDER_ARN", "p"),
        ("STS_ENDPOINT", &services.endpoint),
        ("ECS_METADATA_SERVICE_ENDPOINT", &services.endpoint),
        ("CREDENTIALS_URI", &uri),
    ];
    let (no_files, no_cli) = (Home::with(&[]), Home::with(&[FILE]));
    let without = |count: usize| all[count..].to_vec();
    let disabled = [without(7), vec![("ECS_METADATA_DISABLED", "true")]].concat();
    let empty = r#"{"current": "one", "profiles": [{"name": "one", "mode": "AK", "access_key_id": "", "access_key_secret": ""}]}"#;
    let empty = Home::with(&[(".aliyun/config.json", empty), FILE]);
    for (home, variables, id) in [
        (&home, all.to_vec(), "env"),
        (&home, [vec![("ACCESS_KEY_ID", ""), ("ACCESS_KEY_SECRET", "s")], without(3)].concat(), "oidc"),
        (&home, without(4), "cli-one"),
        (&home, [without(4), vec![("PROFILE", "two")]].concat(), "cli-two"),
        (&no_cli, without(4), "file"),
        (&empty, without(4), "file"),
        (&no_files, without(6), "ecs"),
        (&no_files, disabled, "uri"),
    ] {
        let chain = chain(home, &variables);
        let found = key(&chain).await.unwrap();
        assert_eq!(found.access_key_id(), id, "{variables:?}");
        assert_eq!(key(&chain).await.unwrap().access_key_id(), id);
        let temporary = ["oidc", "ecs", "uri"].contains(&id);
        assert_eq!(found.security_token().is_some(), temporary || id == "cli-two", "{id}");
        let expiry: SystemTime = EXPIRY.parse::<jiff::Timestamp>().unwrap().into();
        assert_eq!(found.expiry(), temporary.then_some(expiry), "{id}");
    }
    let asked = services.asked().join("\n");
    // The line break at the end of the token's file is no part of it.
    for part in ["Action=AssumeRoleWithOIDC&", "RoleSessionName=fc-async-tasks&", "OIDCToken=hush-oidc\n"] {
        assert!(asked.contains(part), "{part}: {asked}");
    }
    let metadata =
        services.asked.lock().unwrap().iter().filter(|it| it.contains("metadata-token: metadata-token")).count();
    assert_eq!(metadata, 4, "role and key, twice: {asked}");
}

#[tokio::test]
async fn a_credentials_file_can_be_named() {
    let home = Home::with(&[("elsewhere", FILE.1)]);
    let path = home.0.join("elsewhere").display().to_string();
    let found = key(&chain(&home, &[("CREDENTIALS_FILE", &path)])).await.unwrap();
    assert_eq!(found.access_key_id(), "file");
}

#[tokio::test]
async fn a_failure_names_every_source_and_no_secret() {
    let services = Services::start(|request| {
        if request.contains("Action=") {
            return (403, r#"{"Code": "AuthenticationFail.NoPermission", "Message": "hush-oidc is not"}"#.to_owned());
        }
        (404, r#"{"Code": "the hush"}"#.to_owned())
    })
    .await;
    let home = Home::with(&[CLI, (".alibabacloud/credentials", "[default]\nhush"), TOKEN]);
    let path = |name: &str| home.0.join(name).display().to_string();
    let uri = format!("{}/key?token=hush", services.endpoint);
    let chain = chain(
        &home,
        &[
            // What is empty is not set.
            ("ACCESS_KEY_ID", ""),
            ("ACCESS_KEY_SECRET", "hush"),
            ("OIDC_TOKEN_FILE", &path("token")),
            ("ROLE_ARN", "r"),
            ("OIDC_PROVIDER_ARN", "p"),
            ("STS_ENDPOINT", &services.endpoint),
            ("PROFILE", "three"),
            ("ECS_METADATA_SERVICE_ENDPOINT", &services.endpoint),
            ("CREDENTIALS_URI", &uri),
        ],
    );
    let error = key(&chain).await.unwrap_err();
    let at = &services.endpoint;
    let told = format!(
        "credentials: no access key found (environment: ALIBABA_CLOUD_ACCESS_KEY_ID not set; \
         OIDC: {at} answered HTTP 403, AuthenticationFail.NoPermission; \
         CLI profile: {} has no such profile, or one without a key of the modes AK and StsToken; \
         credentials file: {}: failed to parse Alibaba shared credentials file; \
         ECS RAM role: {at} answered HTTP 404; credentials URI: {at} answered HTTP 404)",
        path(".aliyun/config.json"),
        path(".alibabacloud/credentials"),
    );
    assert_eq!((error.message(), error.is_retryable()), (told.as_str(), false));
    assert!(!format!("{error:?} {chain:?}").contains("hush"), "{error:?} {chain:?}");
}

/// The variables of a pod whose role is assumed with a token.
fn pod<'a>(token: &'a str, services: &'a Services) -> Vec<(&'static str, &'a str)> {
    vec![
        ("OIDC_TOKEN_FILE", token),
        ("ROLE_ARN", "r"),
        ("OIDC_PROVIDER_ARN", "p"),
        ("STS_ENDPOINT", &services.endpoint),
        ("ECS_METADATA_SERVICE_ENDPOINT", &services.endpoint),
    ]
}

/// The role of the machine is not that of the pod.
#[tokio::test]
async fn a_source_that_cannot_answer_just_now_is_not_passed_over() {
    let home = Home::with(&[TOKEN]);
    let token = home.0.join("token").display().to_string();
    for (status, body) in [(429, ""), (500, ""), (503, ""), (400, r#"{"Code": "Throttling.User"}"#)] {
        let services =
            Services::start(
                move |request| {
                    if request.contains("Action=") { (status, body.to_owned()) } else { well(request) }
                },
            )
            .await;
        let error = key(&chain(&home, &pod(&token, &services))).await.unwrap_err();
        assert!(error.is_retryable(), "{error}");
        assert!(services.asked().iter().all(|path| path.contains("Action=")), "{:?}", services.asked());
    }
    // One that cannot be reached at all; the metadata service, which is only tried, may be missing.
    let services = Services::start(well).await;
    let mut variables = pod(&token, &services);
    variables[3].1 = "http://127.0.0.1:1";
    assert!(key(&chain(&home, &variables)).await.unwrap_err().is_retryable());
    let missing = [("ECS_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:1")];
    let error = key(&chain(&home, &missing)).await.unwrap_err();
    assert!(!error.is_retryable(), "{error}");
    let told = "no connection could be made to http://127.0.0.1:1 (Connection refused";
    assert!(error.message().contains(told), "{error}");
    let named = [missing[0], ("ECS_METADATA", "role")];
    assert!(key(&chain(&home, &named)).await.unwrap_err().is_retryable());
}

#[tokio::test]
async fn the_source_of_the_first_key_stays_the_source() {
    let home = Home::with(&[TOKEN]);
    let token = home.0.join("token").display().to_string();
    let refused = Arc::new(AtomicUsize::new(0));
    let refuse = Arc::clone(&refused);
    let services = Services::start(move |request| {
        let again = request.contains("Action=") && refuse.fetch_add(1, Ordering::Relaxed) > 0;
        if again { (403, String::new()) } else { well(request) }
    })
    .await;
    let chain = chain(&home, &pod(&token, &services));
    assert_eq!(key(&chain).await.unwrap().access_key_id(), "oidc");
    let error = key(&chain).await.unwrap_err();
    assert!(error.message().contains("(OIDC: "), "{error}");
    assert_eq!(services.asked().len(), 2);
}

#[tokio::test]
async fn what_is_set_wrongly_is_what_the_error_names() {
    let home = Home::with(&[TOKEN]);
    let token = home.0.join("token").display().to_string();
    let services = Services::start(|_| (200, "hush-no-JSON".to_owned())).await;
    let mut variables = pod(&token, &services);
    variables[3].1 = "no host";
    variables.push(("CREDENTIALS_URI", &services.endpoint));
    let error = key(&chain(&home, &variables)).await.unwrap_err();
    let at = &services.endpoint;
    for reason in [
        "OIDC: no URL can be made of what is set;".to_owned(),
        format!("ECS RAM role: {at}: what is there cannot be understood;"),
        format!("credentials URI: {at}: what is there cannot be understood)"),
    ] {
        assert!(error.message().contains(&reason), "{reason}: {error}");
    }
    let variables = [("ALIBABA_CLOUD_ECS_METADATA_DISABLED".to_owned(), "true".to_owned())].into();
    let error = key(&CredentialsChain::over(StaticEnv { home_dir: None, envs: variables })).await.unwrap_err();
    for reason in ["CLI profile: the home directory is not known;", "ECS RAM role: switched off by ALIBABA_CLOUD_ECS"] {
        assert!(error.message().contains(reason), "{reason}: {error}");
    }
}

/// What is warned of, on this thread.
#[derive(Clone, Default)]
struct Warned(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Warned {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_source_that_is_named_and_passed_over_is_warned_of() {
    let warned = Warned::default();
    let writer = warned.clone();
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone());
    let subscriber = subscriber.with_max_level(tracing::Level::WARN).finish();
    let _guard = tracing::subscriber::set_default(subscriber);

    let services = Services::start(well).await;
    let home = Home::with(&[]);
    let mut variables = pod("/nonexistent", &services);
    variables.extend([("PROFILE", "none"), ("STS_ENDPOINT", "http://192.0.2.1:1")]);
    // Who is told what is settled anew: another test may have come upon the same words at that moment.
    key(&chain(&home, &variables)).await.unwrap();
    tracing::callsite::rebuild_interest_cache();
    warned.0.lock().unwrap().clear();
    assert_eq!(key(&chain(&home, &variables)).await.unwrap().access_key_id(), "ecs");
    let warned = String::from_utf8(warned.0.lock().unwrap().clone()).unwrap();
    assert_eq!(warned.lines().count(), 2, "{warned}");
    for (line, source) in warned.lines().zip(["OIDC", "CLI profile"]) {
        let told = format!("no access key where one was meant to be source=\"{source}\"");
        assert!(line.contains(&told), "{told}: {line}");
    }
}

/// What goes through the crate `log`: the HTTP client's words, and those of the credentials library.
struct Logged(Mutex<String>);

static LOGGED: Logged = Logged(Mutex::new(String::new()));

impl log::Log for Logged {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        let line = format!("{} {}\n", record.target(), record.args());
        self.0.lock().unwrap().push_str(&line);
    }

    fn flush(&self) {}
}

#[tokio::test]
async fn no_look_up_logs_a_secret() {
    log::set_logger(&LOGGED).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
    let services = Services::start(well).await;
    let home = Home::with(&[CLI, (FILE.0, "[default]\naccess_key_secret = hush\n"), TOKEN]);
    let token = home.0.join("token").display().to_string();
    let uri = format!("{}/key?hush", services.endpoint);
    key(&chain(&home, &pod(&token, &services))).await.unwrap();
    for last in [("ECS_METADATA_SERVICE_ENDPOINT", services.endpoint.as_str()), ("ECS_METADATA_DISABLED", "true")] {
        key(&chain(&home, &[("PROFILE", "three"), ("CREDENTIALS_URI", &uri), last])).await.unwrap();
    }
    let logged = LOGGED.0.lock().unwrap().clone();
    for target in ["reqwest", "reqsign_aliyun_oss"] {
        assert!(logged.contains(target), "{target} has said nothing: {logged}");
    }
    assert!(!logged.contains("hush"), "{logged}");
}

/// A client whose clock the test moves.
fn client(services: &Services, chain: CredentialsChain, clock: &Arc<Still>) -> Client {
    let keys = CredentialsCache::provided(Arc::new(chain), clock.clone());
    let middleware = Middleware::new(keys, Scheme::Roa, RetryPolicy::default(), 1 << 20, clock.clone());
    Client::new_with_client(&services.endpoint, reqwest::Client::builder().no_proxy().build().unwrap(), middleware)
}

async fn list(client: &Client) -> Result<(), Error> {
    let request = client.list_stateful_async_invocations().service_name("s").function_name("f");
    request.send().await.map(drop)
}

/// The keys of a metadata service on this machine, which last an hour each, are renewed under a
/// listing of three pages.
#[tokio::test]
async fn a_key_that_expires_in_the_middle_of_a_listing_is_renewed() {
    let (clock, keys) = (Arc::new(Still::new(0.0)), AtomicUsize::new(0));
    let now = clock.clone();
    let services = Services::start(move |request| {
        if request.contains("/security-credentials/role") {
            let number = keys.fetch_add(1, Ordering::Relaxed) + 1;
            let end = jiff::Timestamp::try_from(crate::clock::Clock::now(&*now) + Duration::from_hours(1)).unwrap();
            return (200, answer_of(&format!("key-{number}")).1.replace(EXPIRY, &end.to_string()));
        }
        if request.contains("/services/") { (200, "{}".to_owned()) } else { well(request) }
    })
    .await;
    let home = Home::with(&[]);
    let client = client(&services, chain(&home, &[("ECS_METADATA_SERVICE_ENDPOINT", &services.endpoint)]), &clock);
    for _ in 0..3 {
        list(&client).await.unwrap();
        clock.advance(Duration::from_mins(61));
    }
    let asked = services.asked.lock().unwrap().clone();
    let pages = asked.iter().filter(|request| request.contains("/services/"));
    let tokens = pages.map(|page| page.lines().find_map(|line| line.strip_prefix("x-acs-security-token: ")).unwrap());
    assert_eq!(tokens.collect::<Vec<_>>(), ["hush-key-1", "hush-key-2", "hush-key-3"]);
}

#[tokio::test]
async fn a_look_up_that_fails_for_a_moment_does_not_fail_the_call() {
    let asked = AtomicUsize::new(0);
    let services = Services::start(move |request| {
        if request.contains("Action=") && asked.fetch_add(1, Ordering::Relaxed) < 2 {
            return (503, String::new());
        }
        if request.contains("/services/") { (503, String::new()) } else { well(request) }
    })
    .await;
    let home = Home::with(&[TOKEN]);
    let token = home.0.join("token").display().to_string();
    let client = client(&services, chain(&home, &pod(&token, &services)), &Arc::new(Still::new(0.0)));
    // Of four attempts the first two had no key to sign with.
    let error = list(&client).await.unwrap_err();
    assert_eq!((error.kind(), error.status(), error.attempts()), (ErrorKind::Service, Some(503), 2), "{error}");
    assert_eq!(services.asked().iter().filter(|path| path.contains("/services/")).count(), 2);
}

/// The service may end a key before its time.
#[tokio::test]
async fn a_key_that_the_service_calls_expired_is_looked_up_anew() {
    let served = AtomicUsize::new(0);
    let services = Services::start(move |request| {
        let first = request.contains("/services/") && served.fetch_add(1, Ordering::Relaxed) == 0;
        match request.contains("/services/") {
            true if first => (400, r#"{"Code": "InvalidSecurityToken.Expired", "Message": "m"}"#.to_owned()),
            true => (200, "{}".to_owned()),
            false => well(request),
        }
    })
    .await;
    let home = Home::with(&[]);
    let uri = format!("{}/key", services.endpoint);
    let variables = [("CREDENTIALS_URI", uri.as_str()), ("ECS_METADATA_DISABLED", "true")];
    let client = client(&services, chain(&home, &variables), &Arc::new(Still::new(0.0)));
    list(&client).await.unwrap();
    let paths = services.asked();
    assert_eq!(paths.iter().filter(|path| path.ends_with("/key")).count(), 2, "{paths:?}");
}
