//! Days as people say them: `2026-11-23`, `yesterday`, `last friday`, `2 weeks ago`.

use fondly_engine::zone;
use jiff::{
    Span, Timestamp,
    civil::{Date, Weekday},
};

use crate::{failure::Failure, output::Output, phrase};

const DAY_FORM: &str = "%Y-%m-%d";
const DAY_CHARS: usize = 10;
const AGO_MAX: i64 = 10_000;

/// The day that a person means, in the form `YYYY-MM-DD`. How it was understood is said, unless it
/// was given in this form.
pub(crate) fn day(value: &str, output: &mut Output) -> Result<String, Failure> {
    let (date, exact) =
        understood(value, Timestamp::now().to_zoned(zone()).date()).ok_or_else(|| {
            Failure::Day {
                value: value.to_owned(),
            }
        })?;
    let date = date.strftime(DAY_FORM).to_string();
    if !exact {
        output.say(&format!("{value}: {}", phrase::day(&date)))?;
    }
    Ok(date)
}

/// The day, and whether it was given in full.
fn understood(value: &str, today: Date) -> Option<(Date, bool)> {
    if let Ok(date) = Date::strptime(DAY_FORM, value)
        && value.len() == DAY_CHARS
    {
        return Some((date, true));
    }
    let lower = value.to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let date = match words.as_slice() {
        ["today"] => today,
        ["yesterday"] => today.yesterday().ok()?,
        ["tomorrow"] => today.tomorrow().ok()?,
        ["last", unit @ ("week" | "month" | "year")] => before(today, 1, unit)?,
        ["last", day] => today.nth_weekday(-1, weekday(day)?).ok()?,
        [count, unit, "ago"] => before(today, number(count)?, unit)?,
        [day] | ["on" | "this", day] => latest(today, weekday(day)?)?,
        _ => return None,
    };
    (date.year() > 0).then_some((date, false))
}

/// The day of that name which was last, today among them.
fn latest(today: Date, day: Weekday) -> Option<Date> {
    if today.weekday() == day {
        Some(today)
    } else {
        today.nth_weekday(-1, day).ok()
    }
}

fn before(today: Date, count: i64, unit: &str) -> Option<Date> {
    let span = Span::new();
    let span = match unit.strip_suffix('s').unwrap_or(unit) {
        "day" => span.days(count),
        "week" => span.weeks(count),
        "month" => span.months(count),
        "year" => span.years(count),
        _ => return None,
    };
    today.checked_sub(span).ok()
}

fn number(word: &str) -> Option<i64> {
    const WORDS: [&str; 12] = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve",
    ];
    if matches!(word, "a" | "an") {
        return Some(1);
    }
    let spelled = WORDS.iter().position(|name| *name == word);
    let count = match spelled {
        Some(place) => i64::try_from(place).ok()? + 1,
        None => word.parse().ok()?,
    };
    (0..=AGO_MAX).contains(&count).then_some(count)
}

/// A day of the week, by its name or the first three letters or more.
fn weekday(word: &str) -> Option<Weekday> {
    const SHORTEST: usize = 3;
    let names = [
        ("monday", Weekday::Monday),
        ("tuesday", Weekday::Tuesday),
        ("wednesday", Weekday::Wednesday),
        ("thursday", Weekday::Thursday),
        ("friday", Weekday::Friday),
        ("saturday", Weekday::Saturday),
        ("sunday", Weekday::Sunday),
    ];
    let found = names.into_iter().find(|(name, _)| name.starts_with(word));
    found
        .filter(|_| word.len() >= SHORTEST)
        .map(|(_, weekday)| weekday)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from_monday(value: &str) -> Option<String> {
        let today = Date::constant(2026, 11, 23);
        understood(value, today).map(|(date, _)| date.to_string())
    }

    #[test]
    fn days_are_understood_as_people_say_them() {
        for (value, day) in [
            ("2024-02-29", "2024-02-29"),
            ("today", "2026-11-23"),
            ("Yesterday", "2026-11-22"),
            ("tomorrow", "2026-11-24"),
            ("last friday", "2026-11-20"),
            ("friday", "2026-11-20"),
            ("monday", "2026-11-23"),
            ("last Monday", "2026-11-16"),
            ("on sun", "2026-11-22"),
            ("2 weeks ago", "2026-11-09"),
            ("a  day ago", "2026-11-22"),
            ("three months ago", "2026-08-23"),
            ("last week", "2026-11-16"),
            ("last month", "2026-10-23"),
            ("1 year ago", "2025-11-23"),
        ] {
            assert_eq!(from_monday(value).as_deref(), Some(day), "{value}");
        }
    }

    #[test]
    fn a_month_ago_is_a_day_that_exists() {
        let today = Date::constant(2026, 3, 31);
        let (date, exact) = understood("1 month ago", today).unwrap();
        assert_eq!((date, exact), (Date::constant(2026, 2, 28), false));
    }

    #[test]
    fn what_is_no_day_is_not_guessed_at() {
        for value in [
            "2026-02-29",
            "2026-2-1",
            "26-02-01",
            "2026-02-01T10:00",
            "",
            "soon",
            "f",
            "last",
            "ago",
            "-1 days ago",
            "99999999999999999999 days ago",
            "10000 years ago",
            "2 fortnights ago",
        ] {
            assert_eq!(from_monday(value), None, "{value}");
        }
    }
}
