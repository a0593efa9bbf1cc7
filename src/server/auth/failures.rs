//! Failed logins: who guesses waits longer and longer, and nobody is locked out for it.
//!
//! Counted for an account from one source, for a source, and for an account from everywhere. The last makes a guesser
//! with many addresses slow. It is counted in queues, by what is known of an address, so that those who guess wait for each
//! other and not in front of the owner: addresses that were wrong before do not keep out one that comes for the first
//! time, and a stream of addresses that come once does not keep out one that comes back when it was told to. From where an
//! account was right before it does not count at all. Tokens are never counted: nobody guesses one.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long a failure counts after the last one.
const FORGOTTEN: Duration = Duration::from_secs(15 * 60);
/// How long it is remembered that a source was wrong about an account.
const REMEMBERED: Duration = Duration::from_secs(24 * 3600);
/// How long a source is trusted after it was right.
const TRUSTED: Duration = Duration::from_secs(30 * 24 * 3600);
/// The most entries of each kind; those of long ago go first.
const MOST: usize = 20_000;

/// What failures are counted for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    /// An account from one source.
    Pair(String, IpAddr),
    /// A source.
    Source(IpAddr),
    /// An account from everywhere, in one of its queues.
    Account(String, Queue),
}

/// What is known of a source that shows a password of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Queue {
    /// Nothing.
    New,
    /// It was told to wait, and did.
    Waited,
    /// It was wrong about this account.
    Wrong,
    /// Somebody else's password was right from there.
    Known,
}

impl Key {
    /// How many failures cost nothing, and the longest wait after that. The four queues of an account let 292 guesses
    /// through in an hour when all of them are busy.
    fn patience(&self) -> (u32, Duration) {
        let longest = Duration::from_secs(60);
        match self {
            Self::Pair(..) => (5, longest),
            Self::Source(_) => (30, longest),
            Self::Account(..) => (8, longest),
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

/// An attempt that was let through, and what it counts for until it is known to be right.
#[derive(Debug)]
pub(super) struct Attempt(Vec<Key>);

/// The counts of a running server.
#[derive(Debug, Default)]
pub(super) struct Failures {
    inner: Mutex<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    failed: HashMap<Key, Count>,
    right: HashMap<Key, Instant>,
    /// Until when a source nothing was known of was told to wait for an account.
    told: HashMap<Key, Instant>,
}

impl Failures {
    /// Begins an attempt, which counts as failed until it is known to be right; or says how long to wait.
    pub(super) fn begin(&self, login: &str, source: IpAddr, now: Instant) -> Result<Attempt, Duration> {
        let mut counts = self.lock();
        let keys = counts.turn(login, source, now)?;
        for key in &keys {
            counts.told.remove(key);
            let count = counts.failed.entry(key.clone()).or_insert(Count { failures: 0, last: now });
            if now.saturating_duration_since(count.last) >= FORGOTTEN {
                count.failures = 0;
            }
            *count = Count { failures: count.failures + 1, last: now };
        }
        counts.forget(now);
        Ok(Attempt(keys))
    }

    /// Says how long to wait before an attempt can begin at all.
    pub(super) fn check(&self, login: &str, source: IpAddr, now: Instant) -> Result<(), Duration> {
        self.lock().turn(login, source, now).map(drop)
    }

    /// Ends an attempt that was right.
    pub(super) fn right(&self, attempt: Attempt, now: Instant) {
        let mut counts = self.lock();
        for key in attempt.0 {
            match key {
                Key::Pair(..) => {
                    counts.failed.remove(&key);
                    counts.right.insert(key, now);
                }
                Key::Source(_) | Key::Account(..) => {
                    // One right password does not forgive the guesses at others.
                    if let Some(count) = counts.failed.get_mut(&key) {
                        count.failures = count.failures.saturating_sub(1);
                    }
                    if matches!(key, Key::Source(_)) {
                        counts.right.insert(key, now);
                    }
                }
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counts {
    /// Returns what an attempt counts for, or how long to wait; a source that is told to wait is known by that when it
    /// comes back.
    fn turn(&mut self, login: &str, source: IpAddr, now: Instant) -> Result<Vec<Key>, Duration> {
        let (login, source) = (login.to_lowercase(), block(source));
        let pair = Key::Pair(login.clone(), source);
        let mut keys = vec![pair.clone(), Key::Source(source)];
        let queue = self.queue(&pair, &keys[1], now);
        if !self.is_trusted(&pair, now) {
            keys.push(Key::Account(login, queue));
        }
        let wait = keys.iter().map(|key| self.wait(key, now)).max().unwrap_or_default();
        if wait.is_zero() {
            return Ok(keys);
        }
        if queue == Queue::New {
            self.told.entry(pair).or_insert(now + wait);
            keep_newest(&mut self.told, |until| *until);
        }
        Err(wait)
    }

    fn queue(&self, pair: &Key, source: &Key, now: Instant) -> Queue {
        let past = |then: Instant| now.saturating_duration_since(then);
        if self.failed.get(pair).is_some_and(|count| past(count.last) < REMEMBERED) {
            Queue::Wrong
        } else if self.is_trusted(source, now) {
            Queue::Known
        } else if self.told.get(pair).is_some_and(|until| *until <= now && past(*until) < REMEMBERED) {
            Queue::Waited
        } else {
            Queue::New
        }
    }

    fn is_trusted(&self, key: &Key, now: Instant) -> bool {
        self.right.get(key).is_some_and(|since| now.saturating_duration_since(*since) < TRUSTED)
    }

    fn wait(&self, key: &Key, now: Instant) -> Duration {
        self.failed.get(key).map_or(Duration::ZERO, |count| count.wait(key, now))
    }

    /// Keeps the memory of guessers bounded.
    fn forget(&mut self, now: Instant) {
        if self.failed.len() > MOST {
            self.failed.retain(|_, count| now.saturating_duration_since(count.last) < FORGOTTEN);
        }
        keep_newest(&mut self.failed, |count| count.last);
        keep_newest(&mut self.right, |since| *since);
    }
}

/// Drops the older half when there are too many.
fn keep_newest<T>(entries: &mut HashMap<Key, T>, when: impl Fn(&T) -> Instant) {
    if entries.len() <= MOST {
        return;
    }
    let mut times: Vec<Instant> = entries.values().map(&when).collect();
    times.sort_unstable();
    let oldest = times[times.len() / 2];
    entries.retain(|_, entry| when(entry) > oldest);
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
        let attempt = failures.begin("ann", ip(HERE), now).unwrap();
        failures.right(attempt, now);
        failures.begin("ann", ip(HERE), now).unwrap();
        assert!(failures.begin("another", ip(HERE), now).is_err());
    }

    #[test]
    fn nobody_is_kept_out_by_guesses_from_elsewhere() {
        let failures = Failures::default();
        let now = Instant::now();
        let attempt = failures.begin("ann", ip(HERE), now).unwrap();
        failures.right(attempt, now);
        for at in 0..40 {
            let _ = failures.begin("ann", ip(&format!("198.51.100.{at}")), now);
        }
        assert!(failures.begin("ann", ip("203.0.113.9"), now).unwrap_err() <= Duration::from_secs(60));
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
            let attempt = failures.begin("n0", ip(HERE), begun).unwrap();
            failures.right(attempt, begun);
            let looked_at = guesses(&failures, begun, |number| format!("n{}", number % accounts));
            assert!((60..=310).contains(&looked_at), "{looked_at} of {accounts} accounts");
            // From where the account was right before at once, from anywhere else after some seconds.
            failures.begin("n0", ip(HERE), over).unwrap();
            assert!(failures.begin("n0", ip("203.0.113.9"), over + Duration::from_secs(5)).is_ok());
        }
    }

    /// Ten thousand guesses at one account within an hour, in turn from so many addresses. From the middle of it on the
    /// owner tries from an address that was never seen and waits as long as they are told. Returns how many guesses were
    /// looked at, and how often the owner had to try.
    fn guesses_from(addresses: u32) -> (usize, usize) {
        let (failures, begun) = (Failures::default(), Instant::now());
        let (mut looked_at, mut tries, mut next) = (0, 0, Some(begun + Duration::from_secs(1800)));
        for number in 0..10_000_u32 {
            let now = begun + Duration::from_millis(360) * number;
            if let Some(moment) = next.filter(|moment| *moment <= now) {
                tries += 1;
                // Seconds are told, and whole ones.
                let told = |wait: Duration| Duration::from_secs(wait.as_secs() + 1);
                match failures.begin("ann", ip("203.0.113.9"), moment) {
                    Ok(attempt) => {
                        failures.right(attempt, moment);
                        next = None;
                    }
                    Err(wait) => next = Some(moment + told(wait)),
                }
            }
            let address = IpAddr::V4((0x0a00_0000 + number % addresses).into());
            looked_at += usize::from(failures.begin("ann", address, now).is_ok());
        }
        assert!(next.is_none(), "the owner was kept out by guesses from {addresses} addresses");
        (looked_at, tries)
    }

    #[test]
    fn s0_66_guesses_from_many_addresses_are_slow_and_keep_no_owner_out() {
        for addresses in [2, 20, 100, 1_000, 10_000] {
            let (looked_at, tries) = guesses_from(addresses);
            assert!(looked_at <= 310, "{looked_at} from {addresses} addresses");
            assert!(tries <= 2, "the owner tried {tries} times while {addresses} addresses guessed");
        }
    }

    #[test]
    fn s0_66_where_colleagues_sign_in_a_guesser_from_elsewhere_is_not_waited_for() {
        let (failures, now) = (Failures::default(), Instant::now());
        let attempt = failures.begin("bob", ip(HERE), now).unwrap();
        failures.right(attempt, now);
        for at in 0..200 {
            let _ = failures.begin("ann", ip(&format!("198.51.100.{at}")), now);
        }
        assert!(failures.begin("ann", ip("203.0.113.9"), now).is_err());
        assert!(failures.begin("ann", ip(HERE), now).is_ok());
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
