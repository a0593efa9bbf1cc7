//! Moments on the wire: RFC 3339 with milliseconds, UTC out, any offset in.

use crate::domain::Timestamp;
use jiff::Unit;

/// Returns the moment cut to what the wire carries, so that a stored time equals a read one.
pub fn trimmed(moment: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(moment.as_millisecond()).unwrap_or(moment)
}

/// Writes a moment: `2026-11-21T22:28:57.000Z`.
pub fn write(moment: Timestamp) -> String {
    let cut = moment.round(Unit::Millisecond).unwrap_or(moment);
    format!("{cut:.3}")
}

/// Reads a moment with any offset.
pub fn read(text: &str) -> Option<Timestamp> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_have_milliseconds_and_come_back() {
        let moment: Timestamp = "2026-11-21T22:28:57.1239Z".parse().unwrap();
        assert_eq!(write(trimmed(moment)), "2026-11-21T22:28:57.123Z");
        assert_eq!(read("2026-11-21T23:28:57.123+01:00"), Some(trimmed(moment)));
        assert_eq!(read("yesterday"), None);
    }
}
