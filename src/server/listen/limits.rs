//! How long, how many, how large: every limit of a listening wiki, with its default.

use std::time::Duration;

/// The least speed of something that trickles: so long for nothing, and a second more for so many bytes.
///
/// A limit on silence alone lets one byte every few seconds hold a connection for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// How long it may take beside what its size allows.
    pub allowance: Duration,
    /// How many bytes earn a second more.
    pub bytes_per_second: u64,
}

impl Pace {
    /// Returns how long so many bytes may take.
    pub fn allows(&self, bytes: u64) -> Duration {
        let millis = bytes.saturating_mul(1_000) / self.bytes_per_second.max(1);
        self.allowance.saturating_add(Duration::from_millis(millis))
    }
}

/// How many requests of one kind run at a time, and how many may wait for that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lane {
    /// This many run.
    pub running: usize,
    /// This many wait; the next one is sent away.
    pub waiting: usize,
}

/// Requests of one kind do not stand in the way of another kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lanes {
    /// What only reads.
    pub reads: Lane,
    /// What writes.
    pub writes: Lane,
    /// Files on their way here, which take as long as their senders do.
    pub uploads: Lane,
    /// What shows a password, until that is looked at.
    pub sign_ins: Lane,
}

/// What a listening wiki takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListenLimits {
    /// From the first byte of a request, or the beginning of the connection, to the end of its headers.
    pub head: Duration,
    /// Between two requests of a connection.
    pub idle: Duration,
    /// How fast a body has to come.
    pub body: Pace,
    /// How fast an answer has to be taken.
    pub answer: Pace,
    /// Headers of a request together, in bytes.
    pub head_bytes: usize,
    /// Connections at a time.
    pub connections: usize,
    /// Connections at a time from one address (one /64 of IPv6); 0 is no limit.
    pub per_address: usize,
    /// Requests at a time.
    pub lanes: Lanes,
    /// How long a request waits for its turn.
    pub patience: Duration,
    /// How long running requests have once the wiki is told to stop.
    pub grace: Duration,
}

impl Default for ListenLimits {
    fn default() -> Self {
        let trickle = Pace { allowance: Duration::from_secs(15), bytes_per_second: 500 };
        Self {
            head: Duration::from_secs(10),
            idle: Duration::from_secs(60),
            body: trickle,
            answer: trickle,
            head_bytes: 16 << 10,
            connections: 2_000,
            per_address: 64,
            lanes: Lanes {
                reads: Lane { running: 32, waiting: 512 },
                writes: Lane { running: 128, waiting: 512 },
                uploads: Lane { running: 32, waiting: 64 },
                // Looked up few at a time, since pages are read from the same place; hashing has a lane of its own.
                sign_ins: Lane { running: 2, waiting: 256 },
            },
            // With what it takes then, nobody who gets in waits longer than two seconds for an answer.
            patience: Duration::from_secs(1),
            grace: Duration::from_secs(10),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_trickles_runs_out_of_time_and_what_flows_does_not() {
        let pace = Pace { allowance: Duration::from_secs(15), bytes_per_second: 500 };
        assert_eq!(pace.allows(0), Duration::from_secs(15));
        // A byte a second earns a fiftieth of a second in ten.
        assert_eq!(pace.allows(10), Duration::from_millis(15_020));
        assert_eq!(pace.allows(500_000), Duration::from_secs(1_015));
        let none = Pace { allowance: Duration::ZERO, bytes_per_second: 0 };
        assert_eq!(none.allows(3), Duration::from_secs(3), "no division by nothing");
        assert!(none.allows(u64::MAX) > Duration::from_secs(1));
    }
}
