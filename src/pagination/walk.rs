//! Where a listing is: which token to ask with next. No I/O.

use serde::{Deserialize, Serialize};

/// A walk from page to page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Walk {
    /// The next page is the one that this token gives; none gives the first.
    At(Option<String>),
    /// There is no more.
    Ended,
}

/// A token that gave itself, so that the walk would never end.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Repeated(pub(crate) String);

impl Walk {
    /// Starts, at a token where there is one.
    pub(crate) fn new(token: Option<String>) -> Self {
        Self::At(token.filter(|token| !token.is_empty()))
    }

    /// Goes on from the page that was asked for to the one that it names. A token that is absent or
    /// empty is the end, whatever the page holds. One that gives itself leaves the walk where it is.
    pub(crate) fn advance(&mut self, next: Option<&str>) -> Result<(), Repeated> {
        let next = next.filter(|next| !next.is_empty());
        *self = match (&*self, next) {
            (Self::At(asked), Some(next)) if asked.as_deref() == Some(next) => return Err(Repeated(next.to_owned())),
            (Self::At(_), Some(next)) => Self::At(Some(next.to_owned())),
            (Self::At(_), None) | (Self::Ended, _) => Self::Ended,
        };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tokens that a walk asks with, given the answer to each.
    fn tokens(start: Option<&str>, answers: &[Option<&str>]) -> (Vec<Option<String>>, Option<Repeated>) {
        let (mut walk, mut asked) = (Walk::new(start.map(str::to_owned)), Vec::new());
        for answer in answers {
            let Walk::At(token) = &walk else { break };
            asked.push(token.clone());
            if let Err(repeated) = walk.advance(*answer) {
                return (asked, Some(repeated));
            }
        }
        assert_eq!(walk, Walk::Ended);
        (asked, None)
    }

    #[test]
    fn every_form_of_no_token_is_the_end() {
        for end in [None, Some("")] {
            assert_eq!(tokens(None, &[end]), (vec![None], None));
            assert_eq!(tokens(Some(""), &[Some("a"), end]), (vec![None, Some("a".to_owned())], None));
        }
    }

    #[test]
    fn a_token_that_gives_itself_is_an_error() {
        let (asked, repeated) = tokens(Some("a"), &[Some("b"), Some("b"), None]);
        assert_eq!((asked.len(), repeated), (2, Some(Repeated("b".to_owned()))));
    }

    #[test]
    fn a_token_may_come_again_later() {
        assert_eq!(tokens(None, &[Some("a"), Some("b"), Some("a"), None]).0.len(), 4);
    }
}
