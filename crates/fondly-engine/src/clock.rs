//! The clock and the calendar enter the house here.

use std::{fs, sync::OnceLock};

use fondly_sync::limits::{WRITTEN_AT_MAX, WRITTEN_AT_MIN};
use jiff::{Timestamp, tz::TimeZone};

const HOUR: i64 = 3600;
/// By this variable, of POSIX like the file, whoever started the program may choose another zone.
const ZONE_VARIABLE: &str = "TZ";
const ZONE_FILE: &str = "/etc/localtime";

/// The time zone of this computer.
///
/// The rules are read from the one file that the system keeps for that. jiff by itself takes only
/// the name from it, and walks through all zones there are to find the name; also to find "UTC".
pub fn zone() -> TimeZone {
    static ZONE: OnceLock<TimeZone> = OnceLock::new();
    let find = || {
        if let Some(name) = std::env::var_os(ZONE_VARIABLE) {
            return if name == "UTC" {
                TimeZone::UTC
            } else {
                TimeZone::system()
            };
        }
        let rules = fs::read(ZONE_FILE).ok();
        let zone = rules.and_then(|rules| TimeZone::tzif(ZONE_FILE, &rules).ok());
        zone.unwrap_or_else(TimeZone::system)
    };
    ZONE.get_or_init(find).clone()
}

/// Seconds since 1970. A clock that was never set gives the earliest time that a record can have: with
/// a time before, other devices would refuse it.
pub(crate) fn now() -> i64 {
    #[cfg(feature = "simulation")]
    if let Some(now) = crate::simulation::clock::now() {
        return now;
    }
    within_format(Timestamp::now().as_second())
}

const fn within_format(seconds: i64) -> i64 {
    if seconds < WRITTEN_AT_MIN {
        WRITTEN_AT_MIN
    } else if seconds >= WRITTEN_AT_MAX {
        WRITTEN_AT_MAX - 1
    } else {
        seconds
    }
}

/// Today and the offset from UTC in minutes, where this computer is.
pub(crate) fn today() -> (String, i32) {
    #[cfg(feature = "simulation")]
    if let Some(now) = crate::simulation::clock::now() {
        return (rfc3339(now, None).chars().take(10).collect(), 0);
    }
    let zoned = Timestamp::now().to_zoned(zone());
    (zoned.date().to_string(), zoned.offset().seconds() / 60)
}

/// The first second of a day, `YYYY-MM-DD`, where this computer is. `None` for what is no day.
pub(crate) fn start_of(day: &str) -> Option<i64> {
    let date: jiff::civil::Date = day.parse().ok()?;
    let start = date.to_zoned(zone()).ok()?;
    Some(start.timestamp().as_second())
}

/// The hour in which `seconds` lies: what a partner may know of a time.
pub(crate) const fn floor_to_hour(seconds: i64) -> i64 {
    seconds - seconds.rem_euclid(HOUR)
}

/// RFC 3339 in the given offset, or in UTC.
pub(crate) fn rfc3339(seconds: i64, offset_min: Option<i32>) -> String {
    let Ok(timestamp) = Timestamp::from_second(seconds) else {
        return String::new();
    };
    let offset = offset_min.and_then(|min| jiff::tz::Offset::from_seconds(min * 60).ok());
    match offset {
        Some(offset) => {
            let zoned = timestamp.to_zoned(TimeZone::fixed(offset));
            zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
        }
        None => timestamp.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_was_never_set_gives_a_time_that_records_can_have() {
        assert_eq!(within_format(-1), WRITTEN_AT_MIN);
        assert_eq!(within_format(i64::MAX), WRITTEN_AT_MAX - 1);
        assert_eq!(within_format(1_795_000_000), 1_795_000_000);
    }
}
