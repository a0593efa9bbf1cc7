//! `--at`: "yesterday 9:00", "9:00", "monday", ISO dates and timestamps.

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::{Timestamp, ToSpan, Zoned};

/// A moment nobody can make out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("cannot tell when `{0}` is: write `9:00`, `yesterday 9:00`, `2026-11-20` or `2026-11-20 14:32`")]
pub struct WhenError(pub String);

/// Returns the moment that `text` means at `now`.
///
/// A day without a time keeps the time of `now`; a time without a day is today's.
pub fn parse(text: &str, now: &Zoned) -> Result<Zoned, WhenError> {
    let error = || WhenError(text.to_owned());
    let trimmed = text.trim();
    if let Ok(zoned) = trimmed.parse::<Zoned>() {
        return Ok(zoned.with_time_zone(now.time_zone().clone()));
    }
    if let Ok(timestamp) = trimmed.parse::<Timestamp>() {
        return Ok(timestamp.to_zoned(now.time_zone().clone()));
    }
    if let Ok(moment) = trimmed.parse::<DateTime>() {
        // A bare date parses too, as midnight.
        let moment =
            if trimmed.contains([':', 'T', 't']) { moment } else { moment.date().to_datetime(now.time()) };
        return moment.to_zoned(now.time_zone().clone()).map_err(|_| error());
    }
    let lower = trimmed.to_lowercase();
    let words: Vec<&str> =
        lower.split_whitespace().filter(|word| !matches!(*word, "at" | "on" | "last")).collect();
    let (day, time) = match words[..] {
        [one] => match time_of(one) {
            Some(time) => (Some(now.date()), Some(time)),
            None => (day_of(one, now.date()), Some(now.time())),
        },
        [first, second] => match time_of(second) {
            Some(time) => (day_of(first, now.date()), Some(time)),
            None => (day_of(second, now.date()), time_of(first)),
        },
        _ => (None, None),
    };
    let (Some(day), Some(time)) = (day, time) else { return Err(error()) };
    day.to_datetime(time).to_zoned(now.time_zone().clone()).map_err(|_| error())
}

fn time_of(word: &str) -> Option<Time> {
    if word == "noon" {
        return Some(jiff::civil::time(12, 0, 0, 0));
    }
    let (digits, afternoon) = match (word.strip_suffix("am"), word.strip_suffix("pm")) {
        (Some(digits), _) => (digits, Some(false)),
        (_, Some(digits)) => (digits, Some(true)),
        _ => (word, None),
    };
    let (hour, rest) = match digits.split_once([':', '.']) {
        Some((hour, rest)) => (hour, rest),
        None if afternoon.is_some() => (digits, "0"),
        None => return None,
    };
    let hour: i8 = hour.parse().ok()?;
    let (minute, second) = rest.split_once(':').unwrap_or((rest, "0"));
    let hour = match afternoon {
        Some(true) if hour < 12 => hour + 12,
        Some(false) if hour == 12 => 0,
        _ => hour,
    };
    Time::new(hour, minute.parse().ok()?, second.parse().ok()?, 0).ok()
}

/// A weekday is the latest one before today.
fn day_of(word: &str, today: Date) -> Option<Date> {
    match word {
        "now" | "today" => return Some(today),
        "yesterday" => return today.yesterday().ok(),
        "tomorrow" => return today.tomorrow().ok(),
        _ => {}
    }
    if let Ok(date) = word.parse::<Date>() {
        return Some(date);
    }
    let names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let number = names.iter().position(|name| word.len() >= 3 && name.starts_with(word))?;
    let weekday = Weekday::from_monday_one_offset(i8::try_from(number).ok()? + 1).ok()?;
    let mut day = today.checked_sub(1.day()).ok()?;
    while day.weekday() != weekday {
        day = day.yesterday().ok()?;
    }
    Some(day)
}

#[cfg(test)]
mod tests {
    use super::parse;
    use jiff::Zoned;

    fn at(text: &str) -> String {
        let now: Zoned = "2026-11-21T14:32:05+01:00[Europe/Berlin]".parse().unwrap();
        parse(text, &now)
            .map_or_else(|error| error.to_string(), |when| when.strftime("%Y-%m-%d %H:%M").to_string())
    }

    #[test]
    fn people_say_when_in_many_ways() {
        for (text, when) in [
            ("9:00", "2026-11-21 09:00"),
            ("yesterday 9:00", "2026-11-20 09:00"),
            ("yesterday at 9pm", "2026-11-20 21:00"),
            ("9:30 yesterday", "2026-11-20 09:30"),
            ("yesterday", "2026-11-20 14:32"),
            ("monday 8:05", "2026-11-16 08:05"),
            ("sat", "2026-11-14 14:32"),
            ("2026-11-02", "2026-11-02 14:32"),
            ("2026-11-02 07:15", "2026-11-02 07:15"),
            ("2026-11-02T07:15", "2026-11-02 07:15"),
            ("2026-11-02T06:15:00Z", "2026-11-02 07:15"),
            ("noon", "2026-11-21 12:00"),
            ("12am", "2026-11-21 00:00"),
        ] {
            assert_eq!(at(text), when, "{text}");
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["", "soon", "25:00", "yesterday 9:99", "9:00 10:00 11:00"] {
            assert!(at(text).starts_with("cannot tell when"), "{text}: {}", at(text));
        }
    }
}
