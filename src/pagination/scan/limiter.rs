//! How many requests of a scan are under way at once: half as many when the service throttles, one
//! more after each round that it does not.

/// The limiter that all parts of a scan share.
#[derive(Debug)]
pub(super) struct Limiter {
    limit: usize,
    most: usize,
    /// Successes since the limit was changed.
    successes: usize,
    /// Numbers the requests.
    started: u64,
    /// Requests with smaller numbers were under way when the limit was last lowered: that they are
    /// throttled is no news.
    known: u64,
}

impl Limiter {
    pub(super) fn new(most: usize) -> Self {
        let most = most.max(1);
        Self { limit: most, most, successes: 0, started: 0, known: 0 }
    }

    pub(super) fn limit(&self) -> usize {
        self.limit
    }

    /// Gives a request its number.
    pub(super) fn start(&mut self) -> u64 {
        self.started += 1;
        self.started
    }

    pub(super) fn succeeded(&mut self) {
        self.successes += 1;
        if self.successes >= self.limit && self.limit < self.most {
            (self.limit, self.successes) = (self.limit + 1, 0);
        }
    }

    /// That a request was throttled. Says whether there is hope: that it was not one alone.
    pub(super) fn throttled(&mut self, request: u64) -> bool {
        let news = request > self.known;
        let hope = !news || self.limit > 1;
        if news {
            (self.limit, self.successes, self.known) = ((self.limit / 2).max(1), 0, self.started);
        }
        hope
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_halves_once_for_all_that_were_under_way_and_grows_by_one_a_round() {
        let mut limiter = Limiter::new(16);
        let requests: Vec<_> = (0..16).map(|_| limiter.start()).collect();
        for request in &requests {
            assert!(limiter.throttled(*request));
        }
        assert_eq!(limiter.limit(), 8);
        for limit in [8, 9, 10] {
            assert_eq!(limiter.limit(), limit);
            (0..limit).for_each(|_| limiter.succeeded());
        }
        let next = limiter.start();
        assert!(limiter.throttled(next));
        assert_eq!(limiter.limit(), 5);
        for limit in [2, 1] {
            let both = [limiter.start(), limiter.start()];
            assert!(both.into_iter().all(|request| limiter.throttled(request)), "they were under way together");
            assert_eq!(limiter.limit(), limit);
        }
        let alone = limiter.start();
        assert!(!limiter.throttled(alone));
        assert_eq!(limiter.limit(), 1);
        (0..1000).for_each(|_| limiter.succeeded());
        assert_eq!(limiter.limit(), 16);
        assert_eq!(Limiter::new(0).limit(), 1);
    }
}
