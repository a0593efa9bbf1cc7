//! The moment and the time zone, quickly.

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use std::sync::OnceLock;

/// Returns the moment, or the one that `TILDR_NOW` names: with it, pictures for documentation come out the same
/// on every day.
pub fn now() -> Timestamp {
    static FIXED: OnceLock<Option<Timestamp>> = OnceLock::new();
    let fixed = FIXED.get_or_init(|| std::env::var("TILDR_NOW").ok().and_then(|text| text.parse().ok()));
    fixed.unwrap_or_else(Timestamp::now)
}

/// Returns the time zone of the system.
///
/// Where its file says which one it is, that file is enough: asking for a zone by its name walks through a folder
/// of six hundred, before the first frame and in every `jot`.
pub fn zone() -> TimeZone {
    if std::env::var_os("TZ").is_some() {
        return TimeZone::system();
    }
    from_file().unwrap_or_else(TimeZone::system)
}

/// Returns the time on the clock of this system.
pub fn clock() -> Zoned {
    now().to_zoned(zone())
}

fn from_file() -> Option<TimeZone> {
    let file = std::fs::canonicalize("/etc/localtime").ok()?;
    let (_, name) = file.to_str()?.split_once("/zoneinfo/")?;
    TimeZone::tzif(name, &std::fs::read(&file).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::from_file;
    use jiff::{Timestamp, tz::TimeZone};

    #[test]
    fn the_file_says_the_same_as_the_system() {
        let Some(zone) = from_file().filter(|_| std::env::var_os("TZ").is_none()) else {
            eprintln!("skipped: the system has no file for its time zone");
            return;
        };
        let now = Timestamp::from_second(1_790_000_000).unwrap();
        assert_eq!(zone.to_offset(now), TimeZone::system().to_offset(now));
    }
}
