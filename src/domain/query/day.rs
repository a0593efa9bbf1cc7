//! Days as people type them in a search: `2026-11-21`, `2026-11`, `2026`, `today`, `yesterday`, `7d`.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, Zoned};
use std::fmt;

/// A day or a stretch of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    /// One day.
    On(Date),
    /// A month of a year.
    Month(i16, i8),
    /// A year.
    Year(i16),
    /// The day of asking.
    Today,
    /// The day before.
    Yesterday,
    /// From so long ago until now.
    Ago(u16, Unit),
}

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// `d`.
    Days,
    /// `w`.
    Weeks,
    /// `m`.
    Months,
    /// `y`.
    Years,
}

impl Unit {
    const ALL: [(char, Self); 4] =
        [('d', Self::Days), ('w', Self::Weeks), ('m', Self::Months), ('y', Self::Years)];
}

impl Day {
    /// What can be typed, for hints.
    pub const EXAMPLES: [&'static str; 6] = ["today", "yesterday", "7d", "2w", "2026-11", "2026-11-21"];

    /// Reads a day; `None` when it is none.
    pub fn parse(typed: &str) -> Option<Self> {
        let typed = typed.to_lowercase();
        match typed.as_str() {
            "today" => return Some(Self::Today),
            "yesterday" => return Some(Self::Yesterday),
            _ => {}
        }
        let number = |text: &str, digits: usize| -> Option<i16> {
            (text.len() == digits && text.bytes().all(|b| b.is_ascii_digit()))
                .then(|| text.parse().ok())
                .flatten()
        };
        let parts: Vec<&str> = typed.split('-').collect();
        match parts[..] {
            [year] if number(year, 4).is_some() => Some(Self::Year(number(year, 4)?)),
            [year, month] => {
                let (year, month) = (number(year, 4)?, number(month, 2)? as i8);
                Date::new(year, month, 1).ok().map(|_| Self::Month(year, month))
            }
            [year, month, day] => {
                Date::new(number(year, 4)?, number(month, 2)? as i8, number(day, 2)? as i8).ok().map(Self::On)
            }
            [ago] => {
                let (sign, unit) = Unit::ALL.into_iter().find(|(sign, _)| ago.ends_with(*sign))?;
                let count = ago.strip_suffix(sign)?;
                let digits = (1..=4).contains(&count.len()) && count.bytes().all(|b| b.is_ascii_digit());
                digits.then(|| count.parse().ok()).flatten().map(|count| Self::Ago(count, unit))
            }
            _ => None,
        }
    }

    /// Returns the first moment of it and the first one after it; `None` when it lasts until now.
    pub fn span(self, at: &Zoned) -> (Timestamp, Option<Timestamp>) {
        let today = at.date();
        let day = |span: Span| (today.saturating_sub(span), None);
        let (start, end) = match self {
            Self::On(date) => (date, Some(after(date, Span::new().days(1)))),
            Self::Month(year, month) => {
                let first = Date::new(year, month, 1).unwrap_or(Date::MIN);
                (first, Some(after(first, Span::new().months(1))))
            }
            Self::Year(year) => {
                let first = Date::new(year, 1, 1).unwrap_or(Date::MIN);
                (first, Some(after(first, Span::new().years(1))))
            }
            Self::Today => (today, Some(after(today, Span::new().days(1)))),
            Self::Yesterday => (today.saturating_sub(Span::new().days(1)), Some(today)),
            Self::Ago(count, Unit::Days) => day(Span::new().days(i64::from(count))),
            Self::Ago(count, Unit::Weeks) => day(Span::new().weeks(i64::from(count))),
            Self::Ago(count, Unit::Months) => day(Span::new().months(i64::from(count))),
            Self::Ago(count, Unit::Years) => day(Span::new().years(i64::from(count))),
        };
        (moment(start, at.time_zone()), end.map(|end| moment(end, at.time_zone())))
    }
}

fn after(date: Date, span: Span) -> Date {
    date.saturating_add(span)
}

fn moment(date: Date, zone: &TimeZone) -> Timestamp {
    let limit = if date.year() < 1970 { Timestamp::MIN } else { Timestamp::MAX };
    date.to_zoned(zone.clone()).map_or(limit, |start| start.timestamp())
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::On(date) => write!(f, "{:04}-{:02}-{:02}", date.year(), date.month(), date.day()),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Today => f.write_str("today"),
            Self::Yesterday => f.write_str("yesterday"),
            Self::Ago(count, unit) => {
                let sign =
                    Unit::ALL.into_iter().find(|(_, known)| known == unit).map_or('d', |(sign, _)| sign);
                write!(f, "{count}{sign}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spanned(typed: &str) -> (String, Option<String>) {
        let at: Zoned = "2026-11-21T15:30:00+01:00[Europe/Berlin]".parse().unwrap();
        let (start, end) = Day::parse(typed).unwrap().span(&at);
        (start.to_string(), end.map(|end| end.to_string()))
    }

    #[test]
    fn days_begin_at_midnight_where_the_person_is() {
        let whole = |start: &str, end: &str| (start.to_owned(), Some(end.to_owned()));
        assert_eq!(spanned("today"), whole("2026-11-20T23:00:00Z", "2026-11-21T23:00:00Z"));
        assert_eq!(spanned("Yesterday"), whole("2026-11-19T23:00:00Z", "2026-11-20T23:00:00Z"));
        assert_eq!(spanned("2026-02"), whole("2026-01-31T23:00:00Z", "2026-02-28T23:00:00Z"));
        assert_eq!(spanned("2026"), whole("2025-12-31T23:00:00Z", "2026-12-31T23:00:00Z"));
        assert_eq!(spanned("2w"), ("2026-11-06T23:00:00Z".to_owned(), None));
    }

    #[test]
    fn the_ends_of_time_are_no_panic() {
        for typed in ["9999-12-31", "9999", "0000", "9999y", "9999d", "0d", "0000-01-01"] {
            if let Some(day) = Day::parse(typed) {
                let _ = day.span(&"2026-11-21T15:30:00+01:00[Europe/Berlin]".parse().unwrap());
            }
        }
    }

    #[test]
    fn what_is_no_day_is_none() {
        for typed in ["", "d", "banana", "2026-13", "2026-02-30", "26-1-1", "99999d", "-7d", "2026-", "７d"]
        {
            assert_eq!(Day::parse(typed), None, "{typed}");
        }
    }
}
