//! Failed logins: who guesses waits longer and longer, and nobody is locked out for it.
//!
//! Counted for an account from one source, for a source, and for an account from everywhere. The last makes a guesser
//! with many addresses slow; from where an account was right before, it does not count, so that its owner is not kept
//! out by others. Tokens are never counted: nobody guesses one.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a failure counts after the last one.
const FORGOTTEN: Duration = Duration::from_secs(15 * 60);
/// How long a source is trusted with an account after it was right.
const TRUSTED: Duration = Duration::from_secs(30 * 24 * 3600);
/// The most entries; those of long ago go first.
const MOST: usize = 20_000;

/// What failures are counted for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    /// An account from one source.
    Pair(String, IpAddr),
    /// A source.
    Source(IpAddr),
    /// An account from everywhere.
    Account(String),
}

impl Key {
    /// How many failures cost nothing, and the longest wait after that.
    fn patience(&self) -> (u32, Duration) {
        match self {
            Self::Pair(..) => (5, Duration::from_secs(60)),
            Self::Source(_) => (30, Duration::from_secs(60)),
            Self::Account(_) => (30, Duration::from_secs(5)),
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Count {
    failures: u32,
    last: Instant,
}

impl Count {
    /// How long to wait from now: double with every failure too many.
    fn wait(self, key: &Key, now: Instant) -> Duration {
        let (free, longest) = key.patience();
        let past = now.saturating_duration_since(self.last);
        if self.failures < free || past >= FORGOTTEN {
            return Duration::ZERO;
        }
        let doubled = Duration::from_secs(1 << (self.failures - free).min(16));
        doubled.min(longest).saturating_sub(past)
    }
}

/// The counts of a running server.
#[derive(Debug, Default)]
pub(super) struct Failures {
    inner: Mutex<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    failed: HashMap<Key, Count>,
    right: HashMap<Key, Instant>,
}

impl Failures {
    /// Begins an attempt, which counts as failed until it is known to be right; or says how long to wait.
    pub(super) fn begin(&self, login: &str, source: IpAddr, now: Instant) -> Result<(), Duration> {
        let mut counts = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let keys = counts.keys(login, source, now);
        counts.check(&keys, now)?;
        for key in keys {
            let count = counts.failed.entry(key).or_insert(Count { failures: 0, last: now });
            if now.saturating_duration_since(count.last) >= FORGOTTEN {
                count.failures = 0;
            }
            *count = Count { failures: count.failures + 1, last: now };
        }
        counts.forget(now);
        Ok(())
    }

    /// Says how long to wait before an attempt can begin at all.
    pub(super) fn check(&self, login: &str, source: IpAddr, now: Instant) -> Result<(), Duration> {
        let counts = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        counts.check(&counts.keys(login, source, now), now)
    }

    /// Ends an attempt that was right.
    pub(super) fn right(&self, login: &str, source: IpAddr, now: Instant) {
        let mut counts = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let (login, source) = (login.to_lowercase(), block(source));
        counts.failed.remove(&Key::Pair(login.clone(), source));
        for key in [Key::Source(source), Key::Account(login.clone())] {
            // One right password does not forgive the guesses at others.
            if let Some(count) = counts.failed.get_mut(&key) {
                count.failures = count.failures.saturating_sub(1);
            }
        }
        counts.right.insert(Key::Pair(login, source), now);
    }
}

impl Counts {
    fn keys(&self, login: &str, source: IpAddr, now: Instant) -> Vec<Key> {
        let (login, source) = (login.to_lowercase(), block(source));
        let pair = Key::Pair(login.clone(), source);
        let trusted =
            self.right.get(&pair).is_some_and(|since| now.saturating_duration_since(*since) < TRUSTED);
        let mut keys = vec![pair, Key::Source(source)];
        if !trusted {
            keys.push(Key::Account(login));
        }
        keys
    }

    fn check(&self, keys: &[Key], now: Instant) -> Result<(), Duration> {
        let wait = |key: &Key| self.failed.get(key).map_or(Duration::ZERO, |count| count.wait(key, now));
        match keys.iter().map(wait).max() {
            None | Some(Duration::ZERO) => Ok(()),
            Some(wait) => Err(wait),
        }
    }

    /// Keeps the memory of guessers bounded.
    fn forget(&mut self, now: Instant) {
        if self.failed.len() > MOST {
            self.failed.retain(|_, count| now.saturating_duration_since(count.last) < FORGOTTEN);
        }
        if self.failed.len() > MOST {
            let mut times: Vec<Instant> = self.failed.values().map(|count| count.last).collect();
            times.sort_unstable();
            let oldest = times[times.len() / 2];
            self.failed.retain(|_, count| count.last > oldest);
        }
        if self.right.len() > MOST {
            self.right.clear();
        }
    }
}

/// Whoever has one address of the newer kind has 2^64 of them.
fn block(source: IpAddr) -> IpAddr {
    match source {
        IpAddr::V4(_) => source,
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(mapped) => mapped.into(),
            None => std::net::Ipv6Addr::from(u128::from(address) >> 64 << 64).into(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: &str = "192.0.2.1";

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn guesses_cost_more_and_more_time_and_never_all_of_it() {
        let failures = Failures::default();
        let mut now = Instant::now();
        for _ in 0..5 {
            failures.begin("ann", ip(HERE), now).unwrap();
        }
        let mut waits = Vec::new();
        for _ in 0..9 {
            let wait = failures.begin("ann", ip(HERE), now).unwrap_err();
            waits.push(wait.as_secs());
            now += wait;
            failures.begin("Ann", ip(HERE), now).unwrap();
        }
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert!(failures.begin("ann", ip(HERE), now + FORGOTTEN).is_ok());
    }

    #[test]
    fn a_right_password_ends_the_wait_of_its_account_and_forgives_no_source() {
        let failures = Failures::default();
        let now = Instant::now();
        for at in 0..29 {
            failures.begin(&format!("name{at}"), ip(HERE), now).unwrap();
        }
        failures.begin("ann", ip(HERE), now).unwrap();
        failures.right("ann", ip(HERE), now);
        failures.begin("ann", ip(HERE), now).unwrap();
        assert!(failures.begin("another", ip(HERE), now).is_err());
    }

    #[test]
    fn nobody_is_kept_out_by_guesses_from_elsewhere() {
        let failures = Failures::default();
        let now = Instant::now();
        failures.begin("ann", ip(HERE), now).unwrap();
        failures.right("ann", ip(HERE), now);
        for at in 0..40 {
            let _ = failures.begin("ann", ip(&format!("198.51.100.{at}")), now);
        }
        assert!(failures.begin("ann", ip("203.0.113.9"), now).unwrap_err() <= Duration::from_secs(5));
        failures.begin("ann", ip(HERE), now).unwrap();
    }

    /// Ten thousand guesses from one address within an hour, each at the account that a number names; returns how many
    /// were looked at.
    fn guesses(failures: &Failures, begun: Instant, login: impl Fn(u32) -> String) -> usize {
        let guess = |number: u32| {
            let now = begun + Duration::from_millis(360) * number;
            failures.begin(&login(number), ip("198.51.100.7"), now).is_ok()
        };
        (0..10_000).filter(|number| guess(*number)).count()
    }

    #[test]
    fn s0_66_of_ten_thousand_guesses_an_hour_few_are_looked_at_and_the_owner_gets_in() {
        let begun = Instant::now();
        let over = begun + Duration::from_secs(3600);
        for accounts in [1, 7, 10_000] {
            let failures = Failures::default();
            failures.begin("n0", ip(HERE), begun).unwrap();
            failures.right("n0", ip(HERE), begun);
            let looked_at = guesses(&failures, begun, |number| format!("n{}", number % accounts));
            assert!((60..=310).contains(&looked_at), "{looked_at} of {accounts} accounts");
            // From where the account was right before at once, from anywhere else after some seconds.
            failures.begin("n0", ip(HERE), over).unwrap();
            assert!(failures.begin("n0", ip("203.0.113.9"), over + Duration::from_secs(5)).is_ok());
        }
    }

    #[test]
    fn addresses_of_one_owner_count_as_one() {
        assert_eq!(block(ip("2001:db8::1")), block(ip("2001:db8::ffff:2")));
        assert_ne!(block(ip("2001:db8::1")), block(ip("2001:db8:0:1::1")));
        assert_eq!(block(ip("::ffff:192.0.2.1")), ip(HERE));
    }

    #[test]
    fn the_memory_of_guessers_is_bounded() {
        let failures = Failures::default();
        let now = Instant::now();
        for at in 0..30_000_u32 {
            let _ = failures.begin(
                &format!("n{at}"),
                IpAddr::V4(at.into()),
                now + Duration::from_millis(at.into()),
            );
        }
        assert!(failures.inner.lock().unwrap().failed.len() <= MOST + 3);
    }
}
