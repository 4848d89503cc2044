//! Help where a signature does not match: what the service says it signed beside what was signed
//! here.

use std::{error::Error, fmt};

use crate::{signing::Signature, text::plain};

/// Both sides of a signature that does not match, tokens blanked out.
#[derive(Debug)]
pub(crate) struct Comparison {
    /// What is compared: the string to sign or, where the service quotes it, the canonical request,
    /// which says more than its hash.
    what: &'static str,
    lines: Vec<Line>,
    /// Whether the quote goes on where ours ends.
    longer: bool,
}

/// A line of both sides.
#[derive(Debug)]
struct Line {
    /// None where the quote has ended before.
    service: Option<String>,
    client: String,
    same: bool,
}

impl Comparison {
    /// Finds what the service says it signed in its message. What is kept of it is `silenced`.
    pub(crate) fn of(message: &str, signature: &Signature, silenced: impl Fn(&str) -> String) -> Option<Self> {
        let canonical = signature.canonical_request().map(|ours| ("canonical request", ours));
        let candidates = canonical.into_iter().chain([("string to sign", signature.string_to_sign())]);
        candidates.into_iter().find_map(|(what, ours)| {
            let quoted = quoted(message, what, ours)?;
            let rest = quoted.split('\n').skip(ours.split('\n').count());
            let longer = rest.into_iter().any(|line| !line.trim().is_empty());
            Some(Self { what, lines: lines(&quoted, ours, &silenced), longer })
        })
    }

    /// The first line that differs, in one sentence.
    pub(crate) fn advice(&self) -> String {
        let what = self.what;
        let Some((index, line)) = self.lines.iter().enumerate().find(|(_, line)| !line.same) else {
            if self.longer {
                return format!("the {what} is the same on both sides as far as that of this client goes");
            }
            return format!("the {what} is the same on both sides, so the access key secret is wrong");
        };
        let service = line.service.as_ref().map_or_else(|| "missing".to_owned(), |line| format!("`{line}`"));
        format!("line {} of the {what} is {service} at the service and `{}` here", index + 1, line.client)
    }
}

/// What follows the words in the message, from where it starts like ours.
fn quoted(message: &str, what: &str, ours: &str) -> Option<String> {
    let start = ours.split('\n').next()?;
    let lower = message.to_ascii_lowercase();
    let joined: String = what.split(' ').collect();
    let marker =
        lower.find(what).map(|at| at + what.len()).or_else(|| lower.find(&joined).map(|at| at + joined.len()))?;
    let rest = &message[marker..];
    let rest = &rest[rest.find(start)?..];
    // Some quote the line breaks too.
    Some(if rest.contains('\n') { rest.to_owned() } else { rest.replace("\\n", "\n") })
}

fn lines(theirs: &str, ours: &str, silenced: impl Fn(&str) -> String) -> Vec<Line> {
    let last = ours.split('\n').count() - 1;
    let mut theirs = theirs.split('\n');
    let side_by_side = ours.split('\n').enumerate().map(|(index, ours)| {
        let theirs = theirs.next().map(|it| it.trim_end_matches('\r'));
        // The quote may end in a bracket, or in the middle of a sentence.
        let ends = |rest: &str| rest.starts_with(['"', '\'', '`', ']', ')', ',', '.', ';', ' ', '<']);
        let closed = |theirs: &str| theirs.strip_prefix(ours).is_some_and(ends);
        let theirs = theirs.map(|it| if index == last && closed(it) { ours } else { it });
        Line { same: theirs == Some(ours), service: theirs.map(&silenced), client: silenced(ours) }
    });
    side_by_side.collect()
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |line: &str| line.chars().map(plain).collect::<String>();
        write!(f, "{} of the service (-) and of this client (+):", self.what)?;
        for line in &self.lines {
            if line.same {
                write!(f, "\n  {}", shown(&line.client))?;
                continue;
            }
            if let Some(service) = &line.service {
                write!(f, "\n- {}", shown(service))?;
            }
            write!(f, "\n+ {}", shown(&line.client))?;
        }
        Ok(())
    }
}

impl Error for Comparison {}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::*;
    use crate::{Credentials, Scheme, signing::RequestHead, text::without_token};

    fn signature(scheme: Scheme) -> Signature {
        let mut head = RequestHead::new("GET", "h", "/path");
        head.query = Some("b=2&a=1");
        let credentials = Credentials::new("id", "secret").with_security_token("hush");
        scheme.sign(&head, &credentials, SystemTime::UNIX_EPOCH + Duration::from_secs(1), "n").unwrap()
    }

    #[test]
    fn the_first_line_that_differs_is_pointed_at() {
        for scheme in [Scheme::Roa, Scheme::Fc] {
            let signature = signature(scheme);
            let ours = signature.string_to_sign();
            let date = "Thu, 01 Jan 1970 00:00:01 GMT";
            let number = ours.split('\n').position(|line| line == date).unwrap() + 1;
            let theirs = ours.replace(date, "Thu, 01 Jan 1970 00:00:02 GMT").replace("/path", "/other");
            for message in [
                format!("Specified signature is not matched. server string to sign is:{theirs}"),
                format!("the server string to sign is: [{theirs}], try again"),
                format!(r#"no match: "StringToSign":"{}""#, theirs.replace('\n', "\\n")),
                format!("string to sign is {}", theirs.replace('\n', "\r\n")),
            ] {
                let comparison = Comparison::of(&message, &signature, without_token).unwrap();
                let told = format!(
                    "line {number} of the string to sign is `Thu, 01 Jan 1970 00:00:02 GMT` at the service and `{date}` here"
                );
                assert_eq!(comparison.advice(), told, "{message}");
                let shown = comparison.to_string();
                assert!(shown.contains(&format!("\n- Thu, 01 Jan 1970 00:00:02 GMT\n+ {date}\n")), "{shown}");
                assert!(shown.contains("\n  GET\n") && shown.contains("/other") && !shown.contains("hush"), "{shown}");
            }
        }
    }

    #[test]
    fn the_canonical_request_says_more_than_its_hash() {
        let signature = signature(Scheme::Acs3);
        let theirs = signature.canonical_request().unwrap().replace("host:h", "host:proxy");
        let message =
            format!("server string to sign is:ACS3-HMAC-SHA256\n00, the server canonical request is:{theirs}");
        let comparison = Comparison::of(&message, &signature, without_token).unwrap();
        let told = "line 4 of the canonical request is `host:proxy` at the service and `host:h` here";
        assert_eq!(comparison.advice(), told);
        let message = "the server string to sign is: ACS3-HMAC-SHA256\n00";
        assert!(
            Comparison::of(message, &signature, without_token)
                .unwrap()
                .advice()
                .starts_with("line 2 of the string to sign is `00`")
        );
    }

    #[test]
    fn the_same_on_both_sides_means_the_wrong_secret() {
        for scheme in [Scheme::Roa, Scheme::Acs3, Scheme::Fc] {
            let signature = signature(scheme);
            for end in ["", "]", "\", and so on"] {
                let message = format!("string to sign: {}{end}", signature.string_to_sign());
                let advice = Comparison::of(&message, &signature, without_token).unwrap().advice();
                assert!(advice.ends_with("so the access key secret is wrong"), "{scheme:?}: {advice}");
            }
            let message = format!("string to sign: {}\nx-more:1", signature.string_to_sign());
            let advice = Comparison::of(&message, &signature, without_token).unwrap().advice();
            assert!(advice.ends_with("as far as that of this client goes"), "{advice}");
            // A path that goes on is another one.
            let message = format!("string to sign: {}x", signature.string_to_sign());
            assert!(Comparison::of(&message, &signature, without_token).unwrap().advice().starts_with("line "));
        }
    }

    #[test]
    fn a_token_is_blanked_out_and_its_difference_told() {
        let signature = signature(Scheme::Roa);
        let message = format!("string to sign: {}", signature.string_to_sign().replace("hush", "hush-more"));
        let advice = Comparison::of(&message, &signature, without_token).unwrap().advice();
        assert!(advice.contains("is `x-acs-security-token:***` at the service and `x-acs-security-token:***` here"));
    }

    #[test]
    fn without_a_quote_there_is_nothing_to_compare() {
        for message in ["", "string to sign", "the string to sign is secret", "signature does not match: GET"] {
            assert!(Comparison::of(message, &signature(Scheme::Roa), without_token).is_none(), "{message}");
        }
        let cut = Comparison::of("string to sign is GET\n", &signature(Scheme::Roa), without_token).unwrap();
        assert!(
            cut.advice().contains("line 3") && cut.advice().contains("is missing at the service"),
            "{}",
            cut.advice()
        );
    }
}
