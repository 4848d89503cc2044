//! Every file of `tests/vectors`: worked signatures of the official clients and of the vendor's
//! documentation.

use std::{collections::BTreeMap, fs, path::Path};

use fc_async_tasks::{
    Credentials,
    signing::{RequestHead, Scheme},
};
use serde::Deserialize;

#[derive(Deserialize)]
struct Vector {
    scheme: String,
    access_key_id: String,
    access_key_secret: String,
    security_token: Option<String>,
    time: String,
    nonce: String,
    request: Request,
    expected: Expected,
}

#[derive(Deserialize)]
struct Request {
    method: String,
    host: String,
    path: String,
    query: Option<String>,
    headers: BTreeMap<String, String>,
    action: String,
    version: String,
}

#[derive(Deserialize)]
struct Expected {
    headers: BTreeMap<String, String>,
    canonical_request: Option<String>,
    string_to_sign: String,
    signature: String,
}

#[test]
fn every_vector_is_signed_as_its_origin_signs_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    let mut seen = BTreeMap::<String, usize>::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let vector: Vector = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        check(&vector, &path.file_name().unwrap().to_string_lossy());
        *seen.entry(vector.scheme).or_default() += 1;
    }
    let seen: Vec<_> = seen.into_iter().collect();
    assert_eq!(seen, [("acs3".to_owned(), 5), ("fc".to_owned(), 4), ("roa".to_owned(), 4)]);
}

fn check(vector: &Vector, file: &str) {
    let scheme = match vector.scheme.as_str() {
        "roa" => Scheme::Roa,
        "acs3" => Scheme::Acs3,
        "fc" => Scheme::Fc,
        other => panic!("{file}: no scheme {other}"),
    };
    let mut credentials = Credentials::new(&vector.access_key_id, &vector.access_key_secret);
    if let Some(token) = &vector.security_token {
        credentials = credentials.with_security_token(token);
    }
    let headers: Vec<_> = vector.request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let request = &vector.request;
    let mut head = RequestHead::new(&request.method, &request.host, &request.path);
    head.query = request.query.as_deref();
    head.headers = &headers;
    head.action = &request.action;
    head.version = &request.version;
    let time: jiff::Timestamp = vector.time.parse().unwrap();
    let signature = scheme.sign(&head, &credentials, time.into(), &vector.nonce).unwrap();

    let expected = &vector.expected;
    assert_eq!(signature.canonical_request(), expected.canonical_request.as_deref(), "{file}: canonical request");
    assert_eq!(signature.string_to_sign(), expected.string_to_sign, "{file}: string to sign");
    assert_eq!(signature.signature(), expected.signature, "{file}: signature");
    let added: BTreeMap<_, _> =
        signature.headers().iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    assert_eq!(added, expected.headers, "{file}: headers");
}
