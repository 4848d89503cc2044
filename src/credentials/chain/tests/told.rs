//! What a look-up tells in passing: warnings, and words in the log.

#![cfg(test)]

use std::sync::{Arc, Mutex};

use super::fakes::{CLI, FILE, Home, Services, TOKEN, chain, key, pod, well};

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

impl Warned {
    fn listen(&self) -> tracing::subscriber::DefaultGuard {
        let writer = self.clone();
        let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone());
        tracing::subscriber::set_default(subscriber.with_max_level(tracing::Level::WARN).finish())
    }

    /// Who is told what is settled anew: another test may have come upon the same words at that moment.
    fn start(&self) {
        tracing::callsite::rebuild_interest_cache();
        self.0.lock().unwrap().clear();
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// `0.0.0.0` reaches this machine, but is no loopback address.
#[tokio::test]
async fn a_key_that_comes_over_plain_http_from_elsewhere_is_warned_of() {
    let warned = Warned::default();
    let _guard = warned.listen();
    let services = Services::start(well).await;
    for (host, told) in [("127.0.0.1", 0), ("0.0.0.0", 1)] {
        let uri = format!("{}/key?hush", services.endpoint.replace("127.0.0.1", host));
        let home = Home::with(&[]);
        let chain = chain(&home, &[("CREDENTIALS_URI", &uri), ("ECS_METADATA_DISABLED", "true")]);
        key(&chain).await.unwrap();
        warned.start();
        assert_eq!(key(&chain).await.unwrap().access_key_id(), "uri");
        let text = warned.text();
        assert_eq!(text.matches("a key is looked up unencrypted over plain http").count(), told, "{host}: {text}");
        assert!(!text.contains("hush"), "{text}");
    }
}

#[tokio::test]
async fn a_source_that_is_named_and_passed_over_is_warned_of() {
    let warned = Warned::default();
    let _guard = warned.listen();

    let services = Services::start(well).await;
    let home = Home::with(&[]);
    let mut variables = pod("/nonexistent", &services);
    variables.extend([("PROFILE", "none"), ("STS_ENDPOINT", "http://192.0.2.1:1")]);
    key(&chain(&home, &variables)).await.unwrap();
    warned.start();
    assert_eq!(key(&chain(&home, &variables)).await.unwrap().access_key_id(), "ecs");
    let warned = warned.text();
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
