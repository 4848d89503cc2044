//! A clock that is wrong.

use std::time::SystemTime;

use fc_async_tasks::{Client, RetryPolicy, Scheme, emulator::Fault, signing::RequestHead};

use super::{
    HOUR,
    common::{PATH, SCHEMES, emulator, list},
    connect, get, read_to_end,
};

#[tokio::test]
#[allow(clippy::disallowed_methods, reason = "the emulator's clock is compared with the real one")]
async fn a_wrong_clock_judges_and_shows() {
    let emulator = emulator(1).await;
    for (number, skew) in [3600, -3600, 600, -600, i64::MAX, i64::MIN].into_iter().enumerate() {
        let first = u64::try_from(number * 4 + 1).unwrap();
        emulator.inject(first.., Fault::clock_skew(skew));
        let date = get(&emulator.endpoint()).await.header("date").unwrap();
        let year = date.split(' ').nth(3).unwrap().to_owned();
        match skew {
            i64::MAX => assert_eq!(year, "9999"),
            i64::MIN => assert_eq!(year, "1970"),
            _ => {
                let date = jiff::fmt::rfc2822::parse(&date).unwrap().timestamp();
                let off = date.as_second() - jiff::Timestamp::now().as_second() - skew;
                assert!(off.abs() < 60, "{off}");
            }
        }
        for scheme in SCHEMES {
            let builder = Client::builder().endpoint(emulator.endpoint()).credentials(emulator.credentials());
            let client = builder.scheme(scheme).retry(RetryPolicy::none()).build().unwrap();
            let result = list(&client).send().await;
            assert_eq!(result.is_ok(), skew.abs_diff(0) == 600, "{scheme:?} {skew}: {result:?}");
            if let Err(error) = result {
                assert!(matches!(error.code(), Some("InvalidTimeStamp.Expired" | "AccessDenied")), "{error}");
            }
        }
    }
}

/// By a clock that is an hour ahead, the nonces of now would be old.
#[tokio::test]
#[allow(clippy::disallowed_methods, reason = "a request that is signed by hand needs a time")]
async fn a_wrong_clock_does_not_let_nonces_go() {
    let emulator = emulator(1).await;
    emulator.inject(2..=2, Fault::clock_skew(3600));
    let now = SystemTime::now();
    let host = emulator.endpoint().replace("http://", "");
    for (nonce, time, line) in
        [("a", now, "HTTP/1.1 200 OK"), ("b", now + HOUR, "HTTP/1.1 200 OK"), ("a", now, "HTTP/1.1 400 Bad Request")]
    {
        let mut head = RequestHead::new("GET", &host, PATH);
        (head.action, head.version) = ("ListStatefulAsyncInvocations", "2021-04-06");
        let signature = Scheme::Roa.sign(&head, &emulator.credentials(), time, nonce).unwrap();
        let headers: String =
            signature.headers().iter().flat_map(|(name, value)| [name, ": ", value, "\r\n"]).collect();
        let request = format!("GET {PATH} HTTP/1.1\r\nHost: {host}\r\n{headers}Connection: close\r\n\r\n");
        let raw = read_to_end(connect(&emulator.endpoint(), &request).await).await;
        assert_eq!(raw.text().lines().next(), Some(line), "{}", raw.text());
        assert_eq!(raw.text().contains("SignatureNonceUsed"), line.contains("400"));
    }
}
