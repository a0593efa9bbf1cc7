//! How many connections there are, altogether and from one address.

use super::limits::ListenLimits;
use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What becomes of a connection that has just been made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is served.
    Enter,
    /// There are as many as there may be.
    Full,
    /// There are as many from this address as there may be.
    Crowded,
}

/// Decides about one more connection, where so many are open, and so many of them from its address.
pub(super) fn decide(limits: &ListenLimits, open: usize, from_address: usize) -> Verdict {
    if limits.per_address > 0 && from_address >= limits.per_address {
        return Verdict::Crowded;
    }
    if open >= limits.connections { Verdict::Full } else { Verdict::Enter }
}

/// Returns what counts as one address: a person with IPv6 has a whole /64.
pub(super) fn origin(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        v4 => v4,
    }
}

/// The open connections.
#[derive(Debug, Default)]
pub(super) struct Door {
    inside: Mutex<Inside>,
}

#[derive(Debug, Default)]
struct Inside {
    open: usize,
    by_origin: HashMap<IpAddr, usize>,
}

/// A connection that was let in; it has left when this is dropped.
#[derive(Debug)]
pub(super) struct Visit {
    door: Arc<Door>,
    origin: IpAddr,
}

impl Door {
    /// Lets a connection in, or says why not.
    pub(super) fn knock(self: &Arc<Self>, limits: &ListenLimits, from: IpAddr) -> Result<Visit, Verdict> {
        let origin = origin(from);
        let mut inside = self.lock();
        let from_address = inside.by_origin.get(&origin).copied().unwrap_or(0);
        match decide(limits, inside.open, from_address) {
            Verdict::Enter => {
                inside.open += 1;
                *inside.by_origin.entry(origin).or_default() += 1;
                Ok(Visit { door: Arc::clone(self), origin })
            }
            refused => Err(refused),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        let mut inside = self.door.lock();
        inside.open -= 1;
        if let Some(count) = inside.by_origin.get_mut(&self.origin) {
            *count -= 1;
            if *count == 0 {
                // Addresses come and go: what is kept is bounded by the connections.
                inside.by_origin.remove(&self.origin);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(connections: usize, per_address: usize) -> ListenLimits {
        ListenLimits { connections, per_address, ..ListenLimits::default() }
    }

    #[test]
    fn one_address_cannot_take_all_connections() {
        let limits = limits(3, 2);
        assert_eq!(decide(&limits, 2, 1), Verdict::Enter);
        assert_eq!(decide(&limits, 2, 2), Verdict::Crowded);
        assert_eq!(decide(&limits, 3, 0), Verdict::Full);
        assert_eq!(decide(&ListenLimits { per_address: 0, ..limits }, 2, 2), Verdict::Enter);
    }

    #[test]
    fn who_leaves_makes_room_and_nothing_is_kept_of_them() {
        let (door, limits) = (Arc::new(Door::default()), limits(2, 1));
        let ann: IpAddr = "192.0.2.1".parse().unwrap();
        let visit = door.knock(&limits, ann).unwrap();
        assert_eq!(door.knock(&limits, ann).unwrap_err(), Verdict::Crowded);
        drop(visit);
        assert!(door.lock().by_origin.is_empty());
        drop(door.knock(&limits, ann).unwrap());
        assert_eq!(door.lock().open, 0);
    }

    #[test]
    fn an_ipv6_network_is_one_address() {
        let of = |text: &str| origin(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
    }
}
