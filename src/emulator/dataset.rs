//! Tasks that look like real ones.

use crate::types::{Invocation, InvocationEvent, InvocationStatus};

/// 2024-11-14 08:00:00 UTC, in milliseconds since the Unix epoch: when the first task starts.
const FIRST_START: i64 = 1_731_571_200_000;

/// How many tasks of a hundred end in which state.
const STATES: [(u8, InvocationStatus); 9] = [
    (70, InvocationStatus::Succeeded),
    (12, InvocationStatus::Failed),
    (5, InvocationStatus::Running),
    (4, InvocationStatus::Enqueued),
    (3, InvocationStatus::Retrying),
    (2, InvocationStatus::Stopped),
    (1, InvocationStatus::Stopping),
    (2, InvocationStatus::Expired),
    (1, InvocationStatus::Invalid),
];

const ERRORS: [&str; 4] =
    ["UnhandledInvocationError", "FunctionTimedOut", "out of memory: killed after 512 MB", "内部错误: 下游超时"];

/// An endless series of tasks, each about 1 KB of JSON, the same for the same seed.
///
/// Start times go up. Most tasks succeed; some fail, run, wait or were stopped. A task that waits
/// in the queue has no start time yet.
///
/// ```
/// use fc_async_tasks::emulator::Dataset;
///
/// let tasks: Vec<_> = Dataset::new(7).take(1000).collect();
/// assert_eq!(tasks[3].invocation_id, Dataset::new(7).nth(3).unwrap().invocation_id);
/// ```
#[derive(Clone, Debug)]
pub struct Dataset {
    random: fastrand::Rng,
    number: i64,
    started: i64,
}

impl Dataset {
    /// The series of this seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { random: fastrand::Rng::with_seed(seed), number: 0, started: FIRST_START }
    }

    fn status(&mut self) -> InvocationStatus {
        let mut drawn = self.random.u8(0..100);
        for (share, status) in STATES {
            if drawn < share {
                return status;
            }
            drawn -= share;
        }
        InvocationStatus::Succeeded
    }

    fn hex(&mut self, digits: usize) -> String {
        (0..digits).map(|_| self.random.digit(16)).collect()
    }

    fn uuid(&mut self) -> String {
        [8, 4, 4, 4, 12].map(|digits| self.hex(digits)).join("-")
    }

    fn payload(&mut self) -> String {
        let words: Vec<_> = (0..30).map(|_| self.hex(8)).collect();
        format!(
            r#"{{"order":{},"customer":"客户 {}","items":"{}"}}"#,
            self.number,
            self.random.u16(..),
            words.join(" ")
        )
    }
}

impl Iterator for Dataset {
    type Item = Invocation;

    fn next(&mut self) -> Option<Invocation> {
        use InvocationStatus::{Enqueued, Expired, Failed, Invalid, Retrying, Running, Stopped, Stopping, Succeeded};

        let status = self.status();
        self.number += 1;
        self.started += self.random.i64(0..5_000);
        let duration = self.random.i64(20..2_000) * self.random.i64(1..20);
        let has_run = !matches!(status, Enqueued | Expired | Invalid);
        let is_over = !matches!(status, Enqueued | Running | Retrying | Stopping);
        let id = self.hex(8);
        let retried = if matches!(status, Failed | Retrying) { self.random.i64(1..=3) } else { 0 };
        let failed = matches!(status, Failed | Retrying);
        let error = failed.then(|| ERRORS[self.random.usize(..ERRORS.len())].to_owned());

        let mut event = 0;
        let mut step = |status: InvocationStatus, timestamp: i64, detail: &str| {
            event += 1;
            InvocationEvent {
                event_id: Some(event),
                status: Some(status),
                timestamp: Some(timestamp),
                event_detail: Some(detail.to_owned()),
                // The document may have more by now.
                ..InvocationEvent::default()
            }
        };
        let mut events = vec![step(Enqueued, self.started - 40, "{}")];
        if has_run {
            events.push(step(Running, self.started, "{}"));
        }
        if is_over {
            let detail = error.as_ref().map_or_else(|| "{}".to_owned(), |error| format!(r#"{{"Error":"{error}"}}"#));
            events.push(step(status.clone(), self.started + duration, &detail));
        }

        Some(Invocation {
            qualifier: Some("LATEST".to_owned()),
            invocation_id: Some(format!("job-{:07}-{id}", self.number)),
            started_time: (status != Enqueued).then_some(self.started),
            end_time: Some(if is_over { self.started + duration } else { 0 }),
            duration_ms: (is_over && has_run).then_some(duration),
            destination_status: matches!(status, Succeeded | Failed | Stopped).then(|| "Succeeded".to_owned()),
            invocation_error_message: error,
            invocation_payload: Some(self.payload()),
            return_payload: (status == Succeeded).then(|| format!(r#"{{"done":{}}}"#, self.number)),
            request_id: Some(self.uuid()),
            instance_id: has_run.then(|| format!("c-{}-{}", self.hex(8), self.hex(8))),
            already_retried_times: Some(retried),
            events,
            status: Some(status),
            ..Invocation::default()
        })
    }
}
