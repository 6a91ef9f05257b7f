//! Days as people say them: `2026-11-23`, `yesterday`, `last friday`, `2 weeks ago`.

use fondly_engine::zone;
use jiff::{
    Span, Timestamp,
    civil::{Date, Weekday},
};

use crate::{failure::Failure, output::Output, phrase, words};

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
        output.say(&words::with(
            "date-understood",
            &[("given", &value), ("day", &phrase::day(&date))],
        ))?;
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
        ["today" | "heute"] => today,
        ["yesterday" | "gestern"] => today.yesterday().ok()?,
        ["vorgestern"] => today.yesterday().ok()?.yesterday().ok()?,
        ["tomorrow" | "morgen"] => today.tomorrow().ok()?,
        [last, named] if LAST.contains(last) => match before(today, 1, named) {
            Some(date) if unit(named).is_some_and(|(plural, _)| !plural) => date,
            _ => today.nth_weekday(-1, weekday(named)?).ok()?,
        },
        [count, unit, "ago"] | ["vor", count, unit] => before(today, number(count)?, unit)?,
        [day] | ["on" | "this" | "am" | "diesen", day] => latest(today, weekday(day)?)?,
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

fn before(today: Date, count: i64, named: &str) -> Option<Date> {
    let span = Span::new();
    let span = match unit(named)?.1 {
        Unit::Day => span.days(count),
        Unit::Week => span.weeks(count),
        Unit::Month => span.months(count),
        Unit::Year => span.years(count),
    };
    today.checked_sub(span).ok()
}

#[derive(Debug, Clone, Copy)]
enum Unit {
    Day,
    Week,
    Month,
    Year,
}

/// What a word counts, and whether it speaks of several.
fn unit(word: &str) -> Option<(bool, Unit)> {
    Some(match word {
        "day" | "tag" => (false, Unit::Day),
        "days" | "tagen" => (true, Unit::Day),
        "week" | "woche" => (false, Unit::Week),
        "weeks" | "wochen" => (true, Unit::Week),
        "month" | "monat" => (false, Unit::Month),
        "months" | "monaten" => (true, Unit::Month),
        "year" | "jahr" => (false, Unit::Year),
        "years" | "jahren" => (true, Unit::Year),
        _ => return None,
    })
}

/// What says that the last of something is meant.
const LAST: [&str; 7] = [
    "last", "letzte", "letzten", "letztes", "letzter", "vorige", "vorigen",
];

/// Numbers in words, in the languages in which days are understood.
const NUMBERS: [&[&str]; 12] = [
    &["one", "a", "an", "einem", "einer", "eins"],
    &["two", "zwei"],
    &["three", "drei"],
    &["four", "vier"],
    &["five", "f\u{fc}nf"],
    &["six", "sechs"],
    &["seven", "sieben"],
    &["eight", "acht"],
    &["nine", "neun"],
    &["ten", "zehn"],
    &["eleven", "elf"],
    &["twelve", "zw\u{f6}lf"],
];

fn number(word: &str) -> Option<i64> {
    let spelled = NUMBERS.iter().position(|names| names.contains(&word));
    let count = match spelled {
        Some(place) => i64::try_from(place).ok()? + 1,
        None => word.parse().ok()?,
    };
    (0..=AGO_MAX).contains(&count).then_some(count)
}

/// The days of the week, by their names in each language.
const WEEKDAYS: [([&str; 2], Weekday); 7] = [
    (["monday", "montag"], Weekday::Monday),
    (["tuesday", "dienstag"], Weekday::Tuesday),
    (["wednesday", "mittwoch"], Weekday::Wednesday),
    (["thursday", "donnerstag"], Weekday::Thursday),
    (["friday", "freitag"], Weekday::Friday),
    (["saturday", "samstag"], Weekday::Saturday),
    (["sunday", "sonntag"], Weekday::Sunday),
];

/// A day of the week, by its name or the first three letters or more.
fn weekday(word: &str) -> Option<Weekday> {
    const SHORTEST: usize = 3;
    let mut names = WEEKDAYS.into_iter();
    let found = names.find(|(names, _)| names.iter().any(|name| name.starts_with(word)));
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
            ("Gestern", "2026-11-22"),
            ("vorgestern", "2026-11-21"),
            ("letzten Freitag", "2026-11-20"),
            ("freitag", "2026-11-20"),
            ("am Sonntag", "2026-11-22"),
            ("vor 2 Wochen", "2026-11-09"),
            ("vor einem Tag", "2026-11-22"),
            ("vor drei Monaten", "2026-08-23"),
            ("letzte Woche", "2026-11-16"),
            ("letztes Jahr", "2025-11-23"),
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
