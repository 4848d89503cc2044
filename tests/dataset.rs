//! The tasks that the emulator can make up.

use fc_async_tasks::{InvocationStatus, emulator::Dataset, types::Invocation};

#[test]
fn a_data_set_is_the_same_for_the_same_seed_and_looks_real() {
    let tasks = |seed| Dataset::new(seed).take(2000).collect::<Vec<_>>();
    let json = |tasks: &[Invocation]| serde_json::to_string(tasks).unwrap();
    let one = tasks(1);
    assert_eq!(json(&one), json(&tasks(1)));
    assert_ne!(json(&one), json(&tasks(2)));

    let mut ids: Vec<_> = one.iter().filter_map(|task| task.invocation_id.clone()).collect();
    ids.dedup();
    assert_eq!(ids.len(), 2000);
    let starts: Vec<_> = one.iter().filter_map(|task| task.started_time).collect();
    assert!(starts.is_sorted() && starts.len() > 1800);
    let share = |status| one.iter().filter(|task| task.status.as_ref() == Some(&status)).count();
    assert!((1300..1500).contains(&share(InvocationStatus::Succeeded)));
    assert!((180..300).contains(&share(InvocationStatus::Failed)));
    assert!((60..140).contains(&share(InvocationStatus::Running)));
    let size = json(&one).len() / one.len();
    assert!((900..1300).contains(&size), "{size} bytes a task");
    for task in &one {
        let ended = task.end_time.unwrap_or_default();
        assert!(ended == 0 || Some(ended) > task.started_time);
        assert_eq!(task.duration_ms.is_some(), ended != 0 && task.instance_id.is_some());
        assert!(task.events.iter().map(|event| event.timestamp).is_sorted());
    }
}
