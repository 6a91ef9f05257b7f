//! Times as files give them.

use fondly_sync::limits::{WRITTEN_AT_MAX, WRITTEN_AT_MIN};
use jiff::{
    Timestamp, Zoned,
    civil::{Date, DateTime},
    fmt::temporal::{Pieces, PiecesOffset},
    tz::TimeZone,
};

const HOUR_WHERE_NONE_IS_GIVEN: i8 = 12;

/// When an entry was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Moment {
    /// Seconds since 1970, within what the format can hold.
    pub(crate) seconds: i64,
    /// Minutes of local time east of UTC, where they are known.
    pub(crate) offset_min: Option<i32>,
    /// The day.
    pub(crate) date: String,
}

impl Moment {
    fn new(seconds: i64, offset_min: Option<i32>, date: Date) -> Result<Self, String> {
        if !(0..=9999).contains(&date.year()) {
            return Err("the date is beyond the years that can be kept".to_owned());
        }
        Ok(Self {
            seconds: seconds.clamp(WRITTEN_AT_MIN, WRITTEN_AT_MAX - 1),
            offset_min,
            date: date.to_string(),
        })
    }

    fn zoned(zoned: &Zoned) -> Result<Self, String> {
        let offset = zoned.offset().seconds() / 60;
        Self::new(zoned.timestamp().as_second(), Some(offset), zoned.date())
    }

    /// A moment on a clock of `zone`.
    pub(crate) fn local(at: DateTime, zone: &TimeZone) -> Result<Self, String> {
        let zoned = at.to_zoned(zone.clone());
        Self::zoned(&zoned.map_err(|_| "the date is beyond the years that can be kept")?)
    }

    /// A day of `zone`, whose hour is not known.
    pub(crate) fn day(date: Date, zone: &TimeZone) -> Result<Self, String> {
        Self::local(date.at(HOUR_WHERE_NONE_IS_GIVEN, 0, 0, 0), zone)
    }

    /// RFC 3339, in the offset that it has or in a zone.
    pub(crate) fn stamped(text: &str, zone: Option<&str>) -> Result<Self, String> {
        let no_time = || "the time is not one of RFC 3339".to_owned();
        let timestamp: Timestamp = text.trim().parse().map_err(|_| no_time())?;
        let zone = zone.and_then(|name| TimeZone::get(name).ok());
        if let Some(zone) = zone {
            return Self::zoned(&timestamp.to_zoned(zone));
        }
        let pieces = Pieces::parse(text.trim()).map_err(|_| no_time())?;
        let seconds = timestamp.as_second();
        match pieces.offset() {
            Some(PiecesOffset::Numeric(given)) => {
                let minutes = given.offset().seconds() / 60;
                Self::new(seconds, Some(minutes), pieces.date())
            }
            _ => Self::new(seconds, None, pieces.date()),
        }
    }

    /// RFC 3339, or of `zone` a day with an hour or a day alone.
    pub(crate) fn any(text: &str, zone: &TimeZone) -> Result<Self, String> {
        let text = text.trim();
        if let Ok(stamped) = Self::stamped(text, None) {
            return Ok(stamped);
        }
        if let Some(date) = day_of(text) {
            return Self::day(date, zone);
        }
        let at = text.parse::<DateTime>();
        let at = at.map_err(|_| "the date does not exist, or is in no form that is known")?;
        Self::local(at, zone)
    }
}

/// A day in the form `YYYY-MM-DD` and no other.
pub(crate) fn day_of(text: &str) -> Option<Date> {
    const DAY_CHARS: usize = 10;
    let date = Date::strptime("%Y-%m-%d", text).ok()?;
    (text.len() == DAY_CHARS).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_is_kept_and_its_absence_too() {
        let moment = Moment::stamped("2026-11-23T00:30:00+01:00", None).unwrap();
        assert_eq!(moment.date, "2026-11-23");
        assert_eq!(moment.offset_min, Some(60));
        let moment = Moment::stamped("2026-11-22T23:30:00Z", None).unwrap();
        assert_eq!(
            (moment.date.as_str(), moment.offset_min),
            ("2026-11-22", None)
        );
    }

    #[test]
    fn what_is_older_than_the_format_keeps_its_day() {
        let moment = Moment::stamped("1987-05-01T10:00:00Z", None).unwrap();
        assert_eq!(
            (moment.seconds, moment.date.as_str()),
            (WRITTEN_AT_MIN, "1987-05-01")
        );
    }

    #[test]
    fn a_day_that_does_not_exist_is_no_moment() {
        for text in ["2026-02-30", "2026-02-30 10:00", "yesterday", ""] {
            assert!(Moment::any(text, &TimeZone::UTC).is_err(), "{text}");
        }
        assert!(Moment::any("2026-02-28 10:00", &TimeZone::UTC).is_ok());
    }
}
