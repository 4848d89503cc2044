//! No secret and no token shows in anything that is printed.

mod common;

use common::{SCHEMES, canned, list};
use fc_async_tasks::{Client, Credentials, RetryPolicy, emulator::Emulator, signing::RequestHead};

const SECRET: &str = "hush-the-secret";
const TOKEN: &str = "hush-the-token";

fn credentials() -> Credentials {
    Credentials::new("LTAI-the-id", SECRET).with_security_token(TOKEN)
}

fn assert_silent(printed: &str) {
    assert!(!printed.contains("hush"), "{printed}");
}

#[tokio::test]
async fn debug_and_display_are_silent() {
    let emulator = Emulator::builder().credentials(credentials());
    assert_silent(&format!("{emulator:?}"));
    let emulator = emulator.start().await.unwrap();
    emulator.insert("demo-service", "demo-function", []);
    for scheme in SCHEMES {
        let builder = Client::builder().endpoint(emulator.endpoint()).credentials(credentials()).scheme(scheme);
        assert_silent(&format!("{builder:?}"));
        let client = builder.build().unwrap();
        let request = list(&client);
        assert_silent(&format!("{client:?} {request:?}"));
        let page = request.send().await.unwrap();
        assert_silent(&format!("{page:?}"));
        assert_silent(&format!("{emulator:?} {:?}", emulator.requests()));

        let mut head = RequestHead::new("GET", "h", "/");
        head.headers = &[("x-acs-security-token", TOKEN)];
        let signature = scheme.sign(&head, &credentials(), std::time::UNIX_EPOCH, "n").unwrap();
        assert_silent(&format!("{signature:?} {head:?} {scheme:?}"));
    }
    assert_silent(&format!("{:?} {:#?}", credentials(), credentials()));
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
        assert_silent(&format!("{error} {error:?}"));
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
                Err(error) => assert_silent(&format!("{error} {error:?}")),
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
        assert_silent(&format!("{error} {error:?} {error:#?}"));
    }
    for bad in [Credentials::new("id", "hush\n"), credentials().with_security_token("hush\n")] {
        let error = Client::builder().endpoint("http://127.0.0.1").credentials(bad).build().unwrap_err();
        assert_silent(&format!("{error} {error:?}"));
    }
    let error = Client::builder().endpoint("http://user:hush@host").build().unwrap_err();
    assert_silent(&format!("{error} {error:?}"));
}
