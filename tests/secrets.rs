//! No secret and no token shows in anything that is printed.

#![cfg(feature = "credentials-chain")]

mod common;

use std::collections::BTreeSet;

use common::{SCHEMES, canned, list};
use fc_async_tasks::{
    Client, Credentials, CredentialsChain, Network, ProvideCredentials, RetryPolicy, SortOrder,
    emulator::{Dataset, Emulator, Fault, Stage},
    signing::RequestHead,
};

const SECRET: &str = "hush-the-secret";
const TOKEN: &str = "hush-the-token";

fn credentials() -> Credentials {
    Credentials::new("LTAI-the-id", SECRET).with_security_token(TOKEN)
}

/// An error with all its causes, as a program prints it.
fn told(error: &fc_async_tasks::Error) -> String {
    let mut told = vec![format!("{error} {error:?} {error:#?}")];
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        told.push(format!("{error} {error:?}"));
        cause = error.source();
    }
    told.join("\n")
}

fn assert_silent(printed: &str) {
    assert!(!printed.contains("hush"), "{printed}");
}

/// The types that were printed, by their names.
#[derive(Default)]
struct Printed(BTreeSet<String>);

impl Printed {
    fn show<T: std::fmt::Debug>(&mut self, value: &T) {
        assert_silent(&format!("{value:?} {value:#?}"));
        let name = std::any::type_name::<T>().split('<').next().unwrap();
        self.0.insert(name.rsplit("::").next().unwrap().to_owned());
    }
}

/// A provider whose keys are not to be seen either.
struct Own;

impl ProvideCredentials for Own {
    async fn provide_credentials(&self) -> Result<Credentials, Box<dyn std::error::Error + Send + Sync>> {
        Ok(credentials())
    }
}

#[tokio::test]
async fn no_public_type_prints_a_secret() {
    let mut printed = Printed::default();
    let emulator = Emulator::builder().credentials(credentials());
    printed.show(&emulator);
    let emulator = emulator.start().await.unwrap();
    emulator.insert("demo-service", "demo-function", Dataset::new(1).take(1));
    for (scheme, own) in SCHEMES.into_iter().flat_map(|scheme| [(scheme, false), (scheme, true)]) {
        let builder = Client::builder().endpoint(emulator.endpoint()).scheme(scheme);
        let builder = if own { builder.credentials_provider(Own) } else { builder.credentials(credentials()) };
        printed.show(&builder);
        let client = builder.build().unwrap();
        let request = list(&client);
        printed.show(&request);
        let page = request.send().await.unwrap();
        printed.show(&page);
        printed.show(&page.invocations[0].status.clone().unwrap());
        printed.show(&client);
        let (items, scan) = (list(&client).items(), list(&client).scan(2));
        printed.show(&items.cursor());
        printed.show(&scan.cursor());
        printed.show(&scan.progress());
        printed.show(&list(&client).pages());
        printed.show(&items);
        printed.show(&scan);

        let mut head = RequestHead::new("GET", "h", "/");
        head.headers = &[("x-acs-security-token", TOKEN)];
        printed.show(&head);
        printed.show(&scheme.sign(&head, &credentials(), std::time::UNIX_EPOCH, "n").unwrap());
        printed.show(&scheme);
    }
    printed.show(&emulator.requests()[0]);
    printed.show(&emulator);
    printed.show(&Dataset::new(1));
    printed.show(&Fault::reset(Stage::InHead));
    printed.show(&Stage::InHead);
    printed.show(&credentials().with_expiry(std::time::UNIX_EPOCH));
    printed.show(&CredentialsChain::new());
    let error = Client::builder().build().unwrap_err();
    printed.show(&error.kind());
    printed.show(&error);
    printed.show(&RetryPolicy::none());
    printed.show(&Network::Vpc);
    printed.show(&SortOrder::Asc);

    // What is public and was not shown; a trait cannot be.
    let (lib, signing, emulator) =
        (include_str!("../src/lib.rs"), include_str!("../src/signing/mod.rs"), include_str!("../src/emulator/mod.rs"));
    let public = ["pub use ", "pub struct ", "pub enum "];
    for line in [lib, signing, emulator].into_iter().flat_map(str::lines) {
        let Some(names) = public.into_iter().find_map(|start| line.strip_prefix(start)) else { continue };
        for name in names.split(|c: char| !c.is_alphanumeric()).filter(|name| name.starts_with(char::is_uppercase)) {
            let is_trait = ["ProvideCredentials", "List", "Timeline"].contains(&name);
            assert!(is_trait || printed.0.contains(name), "{name}: {:?}", printed.0);
        }
    }
}

/// Whoever unwraps an error finds its `Debug` in the message of the panic.
#[tokio::test]
async fn a_panic_is_silent() {
    let endpoint = canned(format!("HTTP/1.1 403 No\r\nConnection: close\r\n\r\n{SECRET} {TOKEN}")).await;
    let client = Client::builder().endpoint(endpoint).credentials(credentials()).build().unwrap();
    let unwrapped = tokio::spawn(async move { list(&client).send().await.unwrap() });
    let unwrapped = unwrapped.await.unwrap_err().into_panic();
    let message = unwrapped.downcast_ref::<String>().unwrap();
    assert!(message.contains("Some(403)"), "{message}");
    assert_silent(message);
}

/// A service that quotes the string to sign quotes the token with it.
#[tokio::test]
async fn what_the_service_quotes_is_silenced() {
    let emulator = Emulator::builder().credentials(credentials()).start().await.unwrap();
    for scheme in SCHEMES {
        let wrong = Credentials::new("LTAI-the-id", "hush-another").with_security_token(TOKEN);
        let builder = Client::builder().endpoint(emulator.endpoint()).credentials(wrong).scheme(scheme);
        let error = list(&builder.build().unwrap()).send().await.unwrap_err();
        assert!(error.message().contains("security-token:***"), "{error}");
        assert_silent(&told(&error));
    }
    let escaped = r#"{"error": {"x-acs-security-token": "hush\/the"}}"#.to_owned();
    for body in
        [escaped, format!("<p>{TOKEN} {SECRET}</p>"), format!(r#"{{"Code": "{TOKEN}", "RequestId": "{SECRET}"}}"#)]
    {
        for status in [200, 403] {
            let head =
                format!("HTTP/1.1 {status} X\r\nx-fc-request-id: {TOKEN}\r\nContent-Length: {}\r\n\r\n", body.len());
            let endpoint = canned(head + &body).await;
            let client = Client::builder()
                .endpoint(endpoint)
                .credentials(credentials())
                .retry(RetryPolicy::none())
                .build()
                .unwrap();
            match list(&client).send().await {
                Ok(page) => assert_silent(&format!("{page:?}")),
                Err(error) => assert_silent(&told(&error)),
            }
        }
    }
}

/// Where the secret is a part of the token, nothing of the token is left.
#[tokio::test]
async fn one_secret_in_another_is_silenced_whole() {
    let credentials = Credentials::new("id", "hush").with_security_token("hush-and-more");
    let endpoint = canned("HTTP/1.1 403 No\r\nConnection: close\r\n\r\n<p>hush-and-more</p>").await;
    let client = Client::builder().endpoint(endpoint).credentials(credentials).build().unwrap();
    let error = list(&client).send().await.unwrap_err();
    assert!(error.message().ends_with("`<p>***</p>`"), "{error}");
}

#[tokio::test]
async fn errors_are_silent() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut endpoints = vec![format!("http://{closed}")];
    for answer in ["", "HTTP/1.1 200 OK\r\n\r\n[]", "HTTP/1.1 500 No\r\nContent-Length: 9\r\n\r\nx"] {
        endpoints.push(canned(answer).await);
    }
    for endpoint in endpoints {
        let client =
            Client::builder().endpoint(endpoint).credentials(credentials()).retry(RetryPolicy::none()).build().unwrap();
        let error = list(&client).send().await.unwrap_err();
        assert_silent(&told(&error));
    }
    for bad in [Credentials::new("id", "hush\n"), credentials().with_security_token("hush\n")] {
        let error = Client::builder().endpoint("http://127.0.0.1").credentials(bad).build().unwrap_err();
        assert_silent(&told(&error));
    }
    let error = Client::builder().endpoint("http://user:hush@host").build().unwrap_err();
    assert_silent(&told(&error));
}
