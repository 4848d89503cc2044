//! The vocabularies of the document are open: what this version does not know is kept as it came.

mod common;

use std::collections::HashSet;

use common::{client, emulator, list};
use fc_async_tasks::{
    InvocationStatus, SortOrder,
    types::{InvocationType, LogType},
};

#[test]
fn known_and_unknown_values_read_and_print() {
    for (text, status) in [
        ("Running", InvocationStatus::Running),
        ("running", InvocationStatus::Unknown("running".to_owned())),
        ("NotYetInvented", InvocationStatus::Unknown("NotYetInvented".to_owned())),
        ("", InvocationStatus::Unknown(String::new())),
    ] {
        assert_eq!(InvocationStatus::from(text), status);
        assert_eq!(InvocationStatus::from(text.to_owned()), status);
        assert_eq!(text.parse::<InvocationStatus>().unwrap(), status);
        assert_eq!(status.as_str(), text);
        assert_eq!(status.to_string(), text);
        let json = serde_json::to_string(&status).unwrap();
        assert_eq!(json, format!("\"{text}\""));
        assert_eq!(serde_json::from_str::<InvocationStatus>(&json).unwrap(), status);
    }
    assert!(serde_json::from_str::<InvocationStatus>("7").is_err());
    assert_eq!(format!("[{:>8}]", InvocationStatus::Failed), "[  Failed]");
}

#[test]
fn they_are_keys() {
    let set: HashSet<_> = [InvocationStatus::Failed, InvocationStatus::from("Failed")].into();
    assert_eq!(set.len(), 1);
    // However an unknown one was made, the text decides.
    assert_eq!(InvocationStatus::Unknown("Failed".to_owned()), InvocationStatus::Failed);
    assert!(InvocationStatus::Failed < InvocationStatus::from("Failing"));
    let map = std::collections::BTreeMap::from([(InvocationStatus::Failed, 1)]);
    assert_eq!(map[&InvocationStatus::from("Failed")], 1);
    assert_eq!(String::from(InvocationStatus::Failed), "Failed");
    assert_eq!(InvocationStatus::Failed.as_ref(), "Failed");
}

#[test]
fn the_vocabularies_are_those_of_the_vendor() {
    for known in ["Enqueued", "Running", "Succeeded", "Failed", "Stopped", "Stopping", "Expired", "Invalid", "Retrying"]
    {
        assert!(!matches!(InvocationStatus::from(known), InvocationStatus::Unknown(_)), "{known}");
    }
    assert_eq!(SortOrder::from("asc"), SortOrder::Asc);
    assert_eq!(SortOrder::from("desc"), SortOrder::Desc);
    assert_eq!(LogType::from("Tail"), LogType::Tail);
    assert_eq!(LogType::from("None"), LogType::None);
    assert_eq!(InvocationType::from("Sync"), InvocationType::Sync);
    assert_eq!(InvocationType::from("Async"), InvocationType::Async);
}

#[tokio::test]
async fn an_unknown_status_can_be_asked_for() {
    let emulator = emulator(1).await;
    let error = list(&client(&emulator)).status("NotYetInvented").send().await.unwrap_err();
    assert_eq!(error.code(), Some("InvalidArgument"));
    assert_eq!(emulator.requests()[0].query("status"), Some("NotYetInvented"));
}
