//! Times in queries: literals in four spellings, and functions that count from now. Minutes count, in UTC.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp, Unit, Zoned};

/// A time that is known once now is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::server) struct Moment {
    base: Base,
    /// What is added to it.
    by: Shift,
    /// How much of the clock counts when something is to be equal to it.
    pub(in crate::server) precision: Precision,
}

/// How long a moment lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::server) enum Precision {
    Minute,
    Day,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Base {
    Literal(DateTime),
    Now,
    Start(Period),
    End(Period),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Period {
    Day,
    Week,
    Month,
    Year,
}

/// A number of units; none is `0 d`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Shift(i32, char);

impl Moment {
    /// Returns its first instant.
    pub(in crate::server) fn at(&self, now: Timestamp) -> Result<Timestamp, jiff::Error> {
        let zoned = match &self.base {
            Base::Literal(literal) => literal.to_zoned(TimeZone::UTC)?,
            Base::Now => now.to_zoned(TimeZone::UTC).round(floor(Unit::Minute))?,
            Base::Start(period) => start(&now.to_zoned(TimeZone::UTC), *period)?,
            // The last minute of it.
            Base::End(period) => {
                let next = start(&now.to_zoned(TimeZone::UTC), *period)?.checked_add(period.span())?;
                next.checked_sub(SignedDuration::from_mins(1))?
            }
        };
        Ok(zoned.checked_add(self.by.span())?.timestamp())
    }

    /// Returns the first instant after it.
    pub(in crate::server) fn end(&self, now: Timestamp) -> Result<Timestamp, jiff::Error> {
        let minutes = match self.precision {
            Precision::Minute => 1,
            Precision::Day => 24 * 60,
        };
        self.at(now)?.checked_add(SignedDuration::from_mins(minutes))
    }
}

/// Reads `2026-11-21`, `2026/11/21`, each perhaps with ` 10:30` behind it.
pub(super) fn literal(text: &str) -> Result<Moment, String> {
    let no_time = || format!("`{text}` is no time: write \"2026-11-21\" or \"2026-11-21 10:30\"");
    let (day, clock) = match text.trim().split_once(' ') {
        Some((day, clock)) => (day, Some(clock.trim())),
        None => (text.trim(), None),
    };
    let day = Date::strptime("%Y-%m-%d", day.replace('/', "-")).map_err(|_| no_time())?;
    let (literal, precision) = match clock {
        None => (day.at(0, 0, 0, 0), Precision::Day),
        Some(clock) => {
            let (hour, minute) = clock.split_once(':').ok_or_else(no_time)?;
            let number = |text: &str, most: i8| {
                text.parse().ok().filter(|number| (0..=most).contains(number)).ok_or_else(no_time)
            };
            (day.at(number(hour, 23)?, number(minute, 59)?, 0, 0), Precision::Minute)
        }
    };
    Ok(Moment { base: Base::Literal(literal), by: Shift(0, 'd'), precision })
}

/// Reads a function: `now("-4w")`, `startOfDay()`, `endOfMonth("+1")`.
pub(super) fn function(name: &str, arguments: &[String]) -> Result<Moment, String> {
    let (base, natural) = match name.to_ascii_lowercase().as_str() {
        "now" => (Base::Now, 'd'),
        "startofday" => (Base::Start(Period::Day), 'd'),
        "startofweek" => (Base::Start(Period::Week), 'w'),
        "startofmonth" => (Base::Start(Period::Month), 'M'),
        "startofyear" => (Base::Start(Period::Year), 'y'),
        "endofday" => (Base::End(Period::Day), 'd'),
        "endofweek" => (Base::End(Period::Week), 'w'),
        "endofmonth" => (Base::End(Period::Month), 'M'),
        "endofyear" => (Base::End(Period::Year), 'y'),
        _ => return Err(format!("`{name}()` is no function of time")),
    };
    let by = match arguments {
        [] => Shift(0, natural),
        [text] => shift(text, natural)?,
        _ => return Err(format!("`{name}()` takes one argument at most")),
    };
    Ok(Moment { base, by, precision: Precision::Minute })
}

fn shift(text: &str, natural: char) -> Result<Shift, String> {
    let none = || format!("`{text}` is no stretch of time: write \"-4w\", with y, M, w, d, h or m");
    let trimmed = text.trim().strip_prefix('+').unwrap_or(text.trim());
    let unit = trimmed.chars().last().ok_or_else(none)?;
    let (number, unit) = if unit.is_ascii_digit() {
        (trimmed, natural)
    } else {
        (&trimmed[..trimmed.len() - unit.len_utf8()], unit)
    };
    let number: i32 = number.parse().map_err(|_| none())?;
    // A few thousand years are enough.
    let is_bearable = number.unsigned_abs() <= 1_000_000;
    if is_bearable && "yMwdhm".contains(unit) { Ok(Shift(number, unit)) } else { Err(none()) }
}

impl Shift {
    fn span(self) -> Span {
        let number = i64::from(self.0);
        let span = Span::new();
        let made = match self.1 {
            'y' => span.try_years(number),
            'M' => span.try_months(number),
            'w' => span.try_weeks(number),
            'h' => span.try_hours(number),
            'm' => span.try_minutes(number),
            _ => span.try_days(number),
        };
        // Out of range: as far as it goes, which is beyond everything that is stored.
        made.unwrap_or_else(|_| Span::new().years(if number < 0 { -1_000 } else { 1_000 }))
    }
}

impl Period {
    fn span(self) -> Span {
        match self {
            Self::Day => Span::new().days(1),
            Self::Week => Span::new().weeks(1),
            Self::Month => Span::new().months(1),
            Self::Year => Span::new().years(1),
        }
    }
}

fn floor(unit: Unit) -> jiff::ZonedRound {
    jiff::ZonedRound::new().smallest(unit).mode(jiff::RoundMode::Trunc)
}

/// Weeks begin on Mondays.
fn start(now: &Zoned, period: Period) -> Result<Zoned, jiff::Error> {
    let today = now.start_of_day()?;
    match period {
        Period::Day => Ok(today),
        Period::Week => today.checked_sub(Span::new().days(today.weekday().to_monday_zero_offset())),
        Period::Month => today.first_of_month(),
        Period::Year => today.first_of_year(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(moment: Result<Moment, String>) -> String {
        let now: Timestamp = "2026-11-21T22:28:57.123Z".parse().unwrap();
        moment.unwrap().at(now).unwrap().to_string()
    }

    #[test]
    fn literals_have_four_spellings() {
        for (text, read) in [
            ("2026-11-21", "2026-11-21T00:00:00Z"),
            ("2026/11/21", "2026-11-21T00:00:00Z"),
            ("2026-11-21 10:30", "2026-11-21T10:30:00Z"),
            ("2026/11/21 10:30", "2026-11-21T10:30:00Z"),
        ] {
            assert_eq!(at(literal(text)), read, "{text}");
        }
        for text in ["", "today", "2026-13-01", "2026-11-21 25:00", "2026-11-21 10", "21.11.2026"] {
            assert!(literal(text).is_err(), "{text}");
        }
    }

    #[test]
    fn functions_count_from_now() {
        let call = |name: &str, by: &str| {
            let arguments: Vec<String> = (!by.is_empty()).then(|| by.to_owned()).into_iter().collect();
            function(name, &arguments)
        };
        for (name, by, read) in [
            ("now", "", "2026-11-21T22:28:00Z"),
            ("now", "-4w", "2026-10-24T22:28:00Z"),
            ("now", "-90m", "2026-11-21T20:58:00Z"),
            ("now", "-2", "2026-11-19T22:28:00Z"),
            ("now", "+1y", "2027-11-21T22:28:00Z"),
            ("startOfDay", "", "2026-11-21T00:00:00Z"),
            ("startOfWeek", "", "2026-11-16T00:00:00Z"),
            ("startOfMonth", "-1", "2026-10-01T00:00:00Z"),
            ("startOfYear", "", "2026-01-01T00:00:00Z"),
            ("endOfDay", "-1d", "2026-11-20T23:59:00Z"),
            ("endOfYear", "", "2026-12-31T23:59:00Z"),
        ] {
            assert_eq!(at(call(name, by)), read, "{name}({by})");
        }
        for by in ["x", "-", "4q", "99999999999d"] {
            assert!(call("now", by).is_err(), "{by}");
        }
        assert!(call("yesterday", "").is_err());
    }
}
