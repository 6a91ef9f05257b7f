//! jrnl: its JSON, and its text, where each entry begins with a time in brackets.

use std::collections::BTreeSet;

use fondly_journal::{Body, limits::TITLE_BYTES_MAX};
use jiff::{civil::DateTime, tz::TimeZone};

use crate::{ImportError, Incoming, Read, Spot, fields::Fields, given, json, moment::Moment};

const TIMES: [&str; 5] = [
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %I:%M %p",
    "%Y-%m-%d %I:%M:%S %p",
    "%d.%m.%Y %H:%M",
];

pub(crate) fn read(text: &str, zone: &TimeZone) -> Result<Read, ImportError> {
    if text.trim_start().starts_with('{') {
        return Ok(json::each(text, &json::file(text)?, |spot, fields| {
            of_json(spot, fields, zone)
        }));
    }
    Ok(of_text(text, zone))
}

fn of_json(spot: Spot, fields: &Fields, zone: &TimeZone) -> Result<Incoming, String> {
    let (date, time) = (fields.required("date")?, fields.required("time")?);
    let moment = moment(&format!("{date} {time}"), zone)?;
    let title = fields.text("title")?.unwrap_or_default();
    let body = fields.text("body")?.unwrap_or_default();
    incoming(spot, moment, &title, &body, fields.list("tags")?)
}

fn moment(text: &str, zone: &TimeZone) -> Result<Moment, String> {
    let at = TIMES
        .iter()
        .find_map(|form| DateTime::strptime(form, text).ok());
    let at = at.ok_or("its time does not exist, or is in no form that is known")?;
    Moment::local(at, zone)
}

fn of_text(text: &str, zone: &TimeZone) -> Read {
    let mut read = Read::default();
    let mut open: Option<(Spot, Result<Moment, String>, String, String)> = None;
    for (line, number) in text.lines().zip(1..) {
        if let Some((time, title)) = header(line) {
            close(&mut read, open.take());
            let spot = Spot {
                file: None,
                line: number,
            };
            open = Some((spot, moment(time, zone), title.to_owned(), String::new()));
        } else if let Some((.., body)) = &mut open {
            body.push_str(line);
            body.push('\n');
        } else if !line.trim().is_empty() && read.skipped.is_empty() {
            let spot = Spot {
                file: None,
                line: number,
            };
            read.skip(
                spot,
                "it stands before the first time in brackets".to_owned(),
            );
        }
    }
    close(&mut read, open);
    read
}

fn close(read: &mut Read, entry: Option<(Spot, Result<Moment, String>, String, String)>) {
    let Some((spot, moment, title, body)) = entry else {
        return;
    };
    let tags = tags_in(&title).chain(tags_in(&body)).collect();
    let made = moment.and_then(|moment| incoming(spot.clone(), moment, &title, &body, tags));
    read.add(spot, made);
}

/// The time and the rest of a line that begins an entry: `[2026-11-23 10:00] Title`.
fn header(line: &str) -> Option<(&str, &str)> {
    let (time, title) = line.strip_prefix('[')?.split_once(']')?;
    let looks_like_one = time.starts_with(|first: char| first.is_ascii_digit())
        && time.contains(':')
        && time.len() >= "1.1.2026 0:00".len();
    looks_like_one.then(|| (time, title.trim()))
}

fn tags_in(text: &str) -> impl Iterator<Item = String> {
    let words = text.split_whitespace().filter(|word| word.starts_with('@'));
    words.map(|word| {
        word.trim_end_matches(|last: char| !last.is_alphanumeric())
            .to_owned()
    })
}

fn incoming(
    spot: Spot,
    moment: Moment,
    title: &str,
    body: &str,
    tags: Vec<String>,
) -> Result<Incoming, String> {
    // jrnl marks a starred entry by a star at the end of its title.
    let title = title.trim().trim_end_matches(" *");
    let body = body.trim_matches('\n').trim_end();
    let (title, text) = if body.trim().is_empty() {
        (None, title.to_owned())
    } else if title.len() > TITLE_BYTES_MAX {
        (None, format!("{title}\n{body}"))
    } else {
        (given(Some(title.to_owned())), body.to_owned())
    };
    let text = given(Some(text)).ok_or("it has no text")?;
    let tags = tags
        .iter()
        .map(|tag| tag.trim_start_matches('@').to_lowercase());
    let mut seen = BTreeSet::new();
    let tags = tags.filter(|tag| !tag.is_empty() && seen.insert(tag.clone()));
    let body = Body {
        title,
        text,
        tags: tags.collect(),
        ..Body::default()
    };
    Ok(Incoming::nameless(spot, moment, body))
}
