//! What an entry is, in words.

use fondly_engine::{EntryView, zone};
use jiff::{Timestamp, civil::Date};

use crate::{
    text::{first_line, neutral_line},
    words,
};

/// Characters of an id that are shown: 40 bits, which is unique in any journal that a person
/// writes. Where it should not be, the program lists the candidates.
const ID_CHARS_SHOWN: usize = 8;
const FIRST_LINE_CHARS_MAX: usize = 76;
const CLOCK_FORM: &str = "%H:%M";

/// The beginning of an id that is enough to name it.
pub(crate) fn short(id: &str) -> &str {
    id.get(..ID_CHARS_SHOWN).unwrap_or(id)
}

/// Who can read an entry of mine, in words.
pub(crate) fn audience(entry: &EntryView) -> String {
    let readers = if entry.audience.is_empty() {
        words::again("entry-only-you", &[])
    } else {
        joined(&entry.audience)
    };
    match &entry.held_until {
        None => readers,
        Some(until) => {
            let to = entry.held_for.as_deref().map(neutral_line);
            let to = to.unwrap_or_else(|| words::of("entry-its-reader").into());
            leaving(&readers, until, &to, Timestamp::now())
        }
    }
}

fn leaving(readers: &str, until: &str, name: &str, now: Timestamp) -> String {
    match until.parse::<Timestamp>() {
        Ok(at) if at > now => {
            let time = clock_time(at, now);
            words::with(
                "entry-leaving",
                &[("readers", &readers), ("name", &name), ("time", &time)],
            )
        }
        _ => words::with("entry-waiting", &[("readers", &readers), ("name", &name)]),
    }
}

/// Hour and minute where I am, with the day if it is another than that of `now`.
fn clock_time(at: Timestamp, now: Timestamp) -> String {
    let zone = zone();
    let (at, now) = (at.to_zoned(zone.clone()), now.to_zoned(zone));
    let time = at.strftime(CLOCK_FORM).to_string();
    if at.date() == now.date() {
        return time;
    }
    let day = civil_day(at.date());
    words::with("date-time-on", &[("time", &time), ("day", &day)])
}

/// A moment where I am, in words.
pub(crate) fn moment(rfc3339: &str) -> String {
    rfc3339.parse::<Timestamp>().map_or_else(
        |_| neutral_line(rfc3339).into_owned(),
        |at| {
            let at = at.to_zoned(zone());
            let time = at.strftime(CLOCK_FORM).to_string();
            let (day, month, year) = parts(at.date());
            words::with(
                "date-moment",
                &[
                    ("day", &day),
                    ("month", &month),
                    ("year", &year),
                    ("time", &time),
                ],
            )
        },
    )
}

/// A day in words; what is no day stays as it came.
pub(crate) fn day(date: &str) -> String {
    date.parse::<Date>()
        .map_or_else(|_| neutral_line(date).into_owned(), civil_day)
}

fn civil_day(date: Date) -> String {
    let (day, month, year) = parts(date);
    words::again(
        "date-day",
        &[("day", &day), ("month", &month), ("year", &year)],
    )
}

/// Day, name of the month and year. A year has four digits, as a number would not.
fn parts(date: Date) -> (i64, String, String) {
    let month = words::again("date-month-short", &[("month", &i64::from(date.month()))]);
    (
        i64::from(date.day()),
        month,
        date.strftime("%Y").to_string(),
    )
}

/// The month of a day in words.
pub(crate) fn month(date: &str) -> Option<String> {
    let date: Date = date.parse().ok()?;
    let month = words::with("date-month-long", &[("month", &i64::from(date.month()))]);
    let year = date.strftime("%Y").to_string();
    Some(words::with(
        "date-month-of",
        &[("month", &month), ("year", &year)],
    ))
}

pub(crate) fn kind(entry: &EntryView, mine: bool) -> String {
    let to = entry.to.as_deref().map(|to| match to {
        "me" if mine => words::again("entry-yourself", &[]).into(),
        "me" => words::again("entry-of-you", &[]).into(),
        name => neutral_line(name),
    });
    let mut kind = match (entry.kind.as_str(), &to, &entry.in_reply_to) {
        ("appreciation", Some(to), _) => {
            words::again("entry-kind-appreciation-of", &[("name", to)])
        }
        ("need", Some(to), _) => words::again("entry-kind-need-to", &[("name", to)]),
        ("response", _, Some(id)) => words::with("entry-kind-response-to", &[("id", &short(id))]),
        (kind, ..) => words::again("entry-kind", &[("kind", &neutral_line(kind))]),
    };
    let state = entry.state.as_deref();
    let remarks = [
        state.map(|state| words::again("entry-state", &[("state", &state)])),
        entry
            .good_news
            .then(|| words::again("entry-good-news", &[])),
        entry.part.then(|| words::again("entry-part", &[])),
        entry.no_reply.then(|| words::again("entry-no-reply", &[])),
        entry.listening.as_deref().map(listening),
        entry.edited.then(|| words::again("entry-edited", &[])),
        entry
            .withdrawn
            .then(|| words::again("entry-withdrawn", &[])),
        entry
            .set_aside
            .then(|| words::again("entry-set-aside", &[])),
    ];
    for remark in remarks.into_iter().flatten() {
        kind += ", ";
        kind += &remark;
    }
    kind
}

/// The line that stands for an entry in a list.
pub(crate) fn gist(entry: &EntryView) -> String {
    let acknowledgement = entry.ack.as_deref().map(acknowledgement);
    let heard = entry.heard.as_deref().map(heard);
    let lines = [
        entry.title.as_deref(),
        Some(entry.text.as_str()),
        heard.as_deref(),
        entry.reflect.as_deref(),
        entry.happened.as_deref(),
        entry.ask.as_deref(),
        acknowledgement.as_deref(),
    ];
    let said = lines
        .into_iter()
        .flatten()
        .find(|line| !line.trim().is_empty());
    said.map(|line| first_line(line, FIRST_LINE_CHARS_MAX))
        .or_else(|| (!entry.needs.is_empty()).then(|| joined(&entry.needs)))
        .or_else(|| (!entry.feelings.is_empty()).then(|| joined(&entry.feelings)))
        .unwrap_or_default()
}

pub(crate) fn acknowledgement(ack: &str) -> String {
    words::with("entry-acknowledged", &[("ack", &ack)])
}

/// What the author of an entry says of an answer.
pub(crate) fn heard(heard: &str) -> String {
    words::with("entry-heard", &[("heard", &heard)])
}

fn listening(wish: &str) -> String {
    words::again("entry-listening", &[("wish", &wish)])
}

/// Names one after the other. None of them can break the line.
pub(crate) fn joined(names: &[String]) -> String {
    names
        .iter()
        .map(|name| neutral_line(name))
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry_of(kind: &str, author: &str) -> EntryView {
        let entry = serde_json::json!({
            "id": "abcdefghijklmnopqrstuvwxyz", "kind": kind, "author": author, "author_id": "",
            "to": null, "title": null, "text": "Tea", "feelings": [], "needs": [], "tags": [],
            "written_at": "2026-11-23T09:30:00Z", "date": "2026-11-23", "edited": false,
            "withdrawn": false, "audience": [], "in_reply_to": null, "state": null,
            "good_news": false, "ask": null, "reflect": null, "say": null
        });
        serde_json::from_value(entry).unwrap()
    }

    #[test]
    fn the_audience_of_mine_is_named_in_words() {
        let mut entry = entry_of("reflection", "me");
        assert_eq!(audience(&entry), "only you");
        entry.audience = vec!["Sam".into(), "Jo".into()];
        assert_eq!(audience(&entry), "Sam, Jo");
    }

    #[test]
    fn what_a_removed_device_wrote_is_said_to_be_set_aside() {
        let mut entry = entry_of("reflection", "me");
        assert_eq!(kind(&entry, true), "reflection");
        entry.set_aside = true;
        assert_eq!(kind(&entry, true), "reflection, set aside");
    }

    #[test]
    fn a_held_appreciation_is_mine_until_it_leaves() {
        let now = "2026-11-23T09:30:00Z".parse::<Timestamp>().unwrap();
        assert!(
            leaving("only you", "2026-11-23T09:31:00Z", "Sam", now)
                .starts_with("only you; leaves for Sam at ")
        );
        assert_eq!(
            leaving("only you", "2026-11-23T09:29:00Z", "Sam", now),
            "only you; waits to leave for Sam"
        );
    }

    #[test]
    fn a_kind_says_of_whom_and_in_which_state() {
        let mut entry = entry_of("appreciation", "Sam");
        entry.to = Some("me".into());
        assert_eq!(kind(&entry, false), "appreciation of you");
        let mut entry = entry_of("need", "me");
        entry.state = Some("let-go".into());
        assert_eq!(kind(&entry, true), "need, let go");
    }

    #[test]
    fn a_need_without_text_is_listed_by_what_it_has() {
        let mut entry = entry_of("need", "me");
        entry.text.clear();
        entry.needs = vec!["rest".into(), "quiet".into()];
        assert_eq!(gist(&entry), "rest, quiet");
        entry.happened = Some("A long week".into());
        assert_eq!(gist(&entry), "A long week");
    }

    #[test]
    fn a_day_that_is_none_is_shown_as_it_came() {
        assert_eq!(day("2026-11-03"), "3 Nov 2026");
        assert_eq!(day("2026-13-03\n"), "2026-13-03\\u{a}");
    }

    #[test]
    fn a_month_is_named_and_what_is_no_day_has_none() {
        assert_eq!(month("2026-03-09").as_deref(), Some("March 2026"));
        assert_eq!(month("2026-13-09"), None);
    }
}
