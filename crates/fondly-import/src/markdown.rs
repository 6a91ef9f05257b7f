//! A directory of Markdown files, each an entry, with front matter in YAML.

use std::{fs, path::Path};

use fondly_journal::{Body, Kind, NeedState};
use jiff::tz::TimeZone;
use yaml_rust2::Yaml;

use crate::{
    ImportError, Incoming, Read, Spot,
    error::unread,
    fondly::{addressee, kind, need_state},
    front_matter, given,
    moment::{Moment, day_of},
};

const DEPTH_MAX: usize = 16;
const DAY_CHARS: usize = 10;

pub(crate) fn directory(path: &Path, zone: &TimeZone) -> Result<Read, ImportError> {
    let mut read = Read::default();
    walk((path, zone), path, 0, &mut read)?;
    Ok(read)
}

/// Reads what lies in `dir`, in the order of names. Links are not followed.
fn walk(
    (root, zone): (&Path, &TimeZone),
    dir: &Path,
    depth: usize,
    read: &mut Read,
) -> Result<(), ImportError> {
    let listed = fs::read_dir(dir).map_err(unread(dir))?;
    let mut there = listed.collect::<Result<Vec<_>, _>>().map_err(unread(dir))?;
    there.sort_by_key(fs::DirEntry::file_name);
    for item in there {
        let path = item.path();
        let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy();
        let spot = || Spot {
            file: Some(name.clone().into_owned()),
            line: 1,
        };
        let kind = item.file_type().map_err(unread(&path))?;
        let ending = path.extension().and_then(|ending| ending.to_str());
        let is_markdown = ending.is_some_and(|ending| {
            ending.eq_ignore_ascii_case("md") || ending.eq_ignore_ascii_case("markdown")
        });
        if kind.is_dir() && depth < DEPTH_MAX {
            walk((root, zone), &path, depth + 1, read)?;
        } else if kind.is_file() && is_markdown {
            match fs::read(&path).map(String::from_utf8) {
                Ok(Ok(text)) => add(read, &name, &text, zone),
                Ok(Err(_)) => read.skip(spot(), "it is not UTF-8".to_owned()),
                Err(_) => read.skip(spot(), "it could not be read".to_owned()),
            }
        }
    }
    Ok(())
}

/// Reads one file.
pub(crate) fn add(read: &mut Read, name: &str, text: &str, zone: &TimeZone) {
    let spot = Spot {
        file: Some(name.to_owned()),
        line: 1,
    };
    let entry = entry(spot.clone(), name, text, zone);
    read.add(spot, entry);
}

fn entry(spot: Spot, name: &str, text: &str, zone: &TimeZone) -> Result<Incoming, String> {
    let text = text
        .strip_prefix('\u{feff}')
        .unwrap_or(text)
        .replace("\r\n", "\n");
    let (matter, text) = split(&text);
    let matter = match matter {
        Some(matter) => front_matter::parse(matter)?,
        None => Yaml::Hash(yaml_rust2::yaml::Hash::new()),
    };
    let moment = moment(&matter, name, zone)?;
    let author = value(&matter, &["author"]).filter(|author| author != "me");
    let mut tags = list(&matter, "tags");
    let mut text = text.trim_matches('\n').to_owned();
    let mut entry_kind = match value(&matter, &["kind"]) {
        Some(name) => kind(&name)?,
        None => Kind::Reflection,
    };
    if let Some(author) = &author {
        text = format!("{author} wrote on {}:\n\n{text}", moment.date);
        tags = vec!["imported".to_owned()];
    }
    // What it answers is not in the file, and nobody else can be made to have said something.
    if author.is_some() || entry_kind == Kind::Response {
        entry_kind = Kind::Reflection;
    }
    let text = given(Some(text)).ok_or("it has no text")?;
    let state = value(&matter, &["state"]);
    let state = state.map(|state| need_state(&state)).transpose()?;
    let body = Body {
        kind: entry_kind,
        to: addressee(value(&matter, &["to"])),
        title: value(&matter, &["title"]),
        text,
        feelings: list(&matter, "feelings"),
        needs: list(&matter, "needs"),
        tags,
        state: (entry_kind == Kind::Need).then(|| state.unwrap_or(NeedState::Voiced)),
        ..Body::default()
    };
    Ok(Incoming {
        id: value(&matter, &["id", "uuid"]),
        ..Incoming::nameless(spot, moment, body)
    })
}

/// The front matter, if there is one, and what follows.
fn split(text: &str) -> (Option<&str>, &str) {
    let Some(rest) = text.strip_prefix("---\n") else {
        return (None, text);
    };
    match rest.split_once("\n---\n") {
        Some((matter, text)) => (Some(matter), text),
        None => match rest.strip_suffix("\n---") {
            Some(matter) => (Some(matter), ""),
            None => (None, text),
        },
    }
}

/// When it was written, by the front matter or by the name of the file.
fn moment(matter: &Yaml, name: &str, zone: &TimeZone) -> Result<Moment, String> {
    let mut moment = match value(matter, &["written_at", "created", "date"]) {
        Some(time) => Moment::any(&time, zone)?,
        None => {
            let name = Path::new(name).file_name().and_then(|name| name.to_str());
            let day = name.and_then(|name| name.get(..DAY_CHARS)).and_then(day_of);
            let day = day.ok_or("neither front matter nor name gives its day")?;
            Moment::day(day, zone)?
        }
    };
    if let Some(day) = value(matter, &["date"]).filter(|day| day_of(day).is_some()) {
        moment.date = day;
    }
    Ok(moment)
}

/// The first of some fields that says something.
fn value(matter: &Yaml, names: &[&str]) -> Option<String> {
    names
        .iter()
        .find_map(|name| given(scalar(field(matter, name)?)))
}

fn field<'y>(matter: &'y Yaml, name: &str) -> Option<&'y Yaml> {
    matter.as_hash()?.get(&Yaml::String(name.to_owned()))
}

fn scalar(value: &Yaml) -> Option<String> {
    match value {
        Yaml::String(text) | Yaml::Real(text) => Some(text.clone()),
        Yaml::Integer(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A list, or a text with commas.
fn list(matter: &Yaml, name: &str) -> Vec<String> {
    let items: Vec<String> = match field(matter, name) {
        Some(Yaml::Array(items)) => items.iter().filter_map(scalar).collect(),
        Some(Yaml::String(text)) => text.split(',').map(str::to_owned).collect(),
        _ => Vec::new(),
    };
    let items = items.into_iter().map(|item| item.trim().to_owned());
    items.filter(|item| !item.is_empty()).collect()
}
