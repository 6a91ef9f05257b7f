//! What an entry is, in words.

use fondly_engine::{EntryView, zone};
use jiff::{Timestamp, civil::Date};

use crate::text::{first_line, neutral_line};

/// Characters of an id that are shown: 40 bits, which is unique in any journal that a person
/// writes. Where it should not be, the program lists the candidates.
const ID_CHARS_SHOWN: usize = 8;
const FIRST_LINE_CHARS_MAX: usize = 76;

/// The beginning of an id that is enough to name it.
pub(crate) fn short(id: &str) -> &str {
    id.get(..ID_CHARS_SHOWN).unwrap_or(id)
}

/// Who can read an entry of mine, in words.
pub(crate) fn audience(entry: &EntryView) -> String {
    let readers = if entry.audience.is_empty() {
        "only you".to_owned()
    } else {
        joined(&entry.audience)
    };
    match &entry.held_until {
        None => readers,
        Some(until) => {
            let to = entry
                .to
                .as_deref()
                .map_or("its reader".into(), neutral_line);
            format!("{readers}; {}", leaving(until, &to, Timestamp::now()))
        }
    }
}

fn leaving(until: &str, to: &str, now: Timestamp) -> String {
    match until.parse::<Timestamp>() {
        Ok(at) if at > now => format!("leaves for {to} at {}", clock_time(at, now)),
        _ => format!("waits to leave for {to}"),
    }
}

/// Hour and minute where I am, with the day if it is another than that of `now`.
fn clock_time(at: Timestamp, now: Timestamp) -> String {
    let zone = zone();
    let (at, now) = (at.to_zoned(zone.clone()), now.to_zoned(zone));
    let form = if at.date() == now.date() {
        "%H:%M"
    } else {
        "%H:%M on %-d %b %Y"
    };
    at.strftime(form).to_string()
}

/// A moment where I am, in words.
pub(crate) fn moment(rfc3339: &str) -> String {
    rfc3339.parse::<Timestamp>().map_or_else(
        |_| neutral_line(rfc3339).into_owned(),
        |at| at.to_zoned(zone()).strftime("%-d %b %Y %H:%M").to_string(),
    )
}

/// A day in words; what is no day stays as it came.
pub(crate) fn day(date: &str) -> String {
    date.parse::<Date>().map_or_else(
        |_| neutral_line(date).into_owned(),
        |date| date.strftime("%-d %b %Y").to_string(),
    )
}

pub(crate) fn kind(entry: &EntryView, mine: bool) -> String {
    let to = entry.to.as_deref().map(|to| match to {
        "me" if mine => "yourself".into(),
        "me" => "you".into(),
        name => neutral_line(name),
    });
    let mut kind = match (entry.kind.as_str(), &to, &entry.in_reply_to) {
        ("appreciation", Some(to), _) => format!("appreciation of {to}"),
        ("need", Some(to), _) => format!("need, to {to}"),
        ("response", _, Some(id)) => format!("response to {}", short(id)),
        (kind, ..) => neutral_line(kind).into_owned(),
    };
    let state = entry.state.as_deref().map(|state| match state {
        "let-go" => "let go",
        other => other,
    });
    let remarks = [
        state,
        entry.good_news.then_some("good news"),
        entry.part.then_some("a part"),
        entry.no_reply.then_some("no reply needed"),
        entry.listening.as_deref().map(listening),
        entry.edited.then_some("edited"),
        entry.withdrawn.then_some("withdrawn"),
    ];
    for remark in remarks.into_iter().flatten() {
        kind += ", ";
        kind += remark;
    }
    kind
}

/// The line that stands for an entry in a list.
pub(crate) fn gist(entry: &EntryView) -> String {
    let acknowledgement = entry.ack.as_deref().map(acknowledgement);
    let lines = [
        entry.title.as_deref(),
        Some(entry.text.as_str()),
        entry.heard.as_deref().map(heard),
        entry.reflect.as_deref(),
        entry.happened.as_deref(),
        entry.ask.as_deref(),
        acknowledgement,
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

pub(crate) fn acknowledgement(ack: &str) -> &str {
    match ack {
        "thanks" => "Thank you for telling me.",
        "later" => "I have read this and want to answer properly.",
        "with-you" => "I am with you.",
        other => other,
    }
}

/// What the author of an entry says of an answer.
pub(crate) fn heard(heard: &str) -> &str {
    match heard {
        "yes" => "Yes, that is it.",
        "not-quite" => "Not quite.",
        other => other,
    }
}

fn listening(wish: &str) -> &str {
    match wish {
        "listen-only" => "to be listened to only",
        "ideas-welcome" => "ideas are welcome",
        other => other,
    }
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
    fn a_held_appreciation_is_mine_until_it_leaves() {
        let now = "2026-11-23T09:30:00Z".parse::<Timestamp>().unwrap();
        assert!(leaving("2026-11-23T09:31:00Z", "Sam", now).starts_with("leaves for Sam at "));
        assert_eq!(
            leaving("2026-11-23T09:29:00Z", "Sam", now),
            "waits to leave for Sam"
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
}
