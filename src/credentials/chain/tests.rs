//! Every source against files and services of its own, on this machine.

mod calls;
mod fakes;
mod told;

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::SystemTime,
};

use reqsign_core::StaticEnv;

use self::fakes::{CLI, EXPIRY, FILE, Home, Services, TOKEN, chain, key, pod, well};
use super::*;

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
