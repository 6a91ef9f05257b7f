//! Entries as one page of HTML: readable on a phone, printable, and whole in one file.
//!
//! Nothing in it is fetched from anywhere or runs. Words of people are escaped, and stand in
//! elements that keep their direction of writing to themselves.

use std::{fmt::Write as _, io::Write as _, path::Path};

use fondly_engine::{EngineError, EntryView};

use crate::{
    failure::Failure,
    phrase::{day, joined, month},
    text::neutral,
    words,
};

const STYLE: &str = "\
:root{color-scheme:light dark}\
body{font:1.1rem/1.6 Georgia,'Times New Roman',serif;max-width:36rem;margin:0 auto;padding:1.5rem}\
h1{font-weight:normal;text-align:center;margin:2rem 0}\
h2{font-weight:normal;margin:3rem 0 1rem}\
article{margin:0 0 2rem;break-inside:avoid}\
h3{font-size:1rem;font-weight:normal;font-style:italic;margin:0}\
p{margin:.3rem 0;white-space:pre-wrap;overflow-wrap:anywhere}\
.said{opacity:.75}\
@media print{body{max-width:none;padding:0}h2{break-after:avoid}}";

/// Who is called what on a page.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Names<'a> {
    /// The person of this journal.
    pub(crate) own: &'a str,
}

/// The parts of a page: by month, or all in one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Chapters {
    None,
    Months,
}

/// The page of `entries`, which are in the order of reading.
pub(crate) fn page(
    title: &str,
    names: Names<'_>,
    entries: &[EntryView],
    chapters: Chapters,
) -> String {
    let title = escaped(title);
    let mut page = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
         <h1 dir=\"auto\">{title}</h1>\n",
        words::language().tag()
    );
    let mut chapter = None;
    for entry in entries {
        let month = month(&entry.date);
        if chapters == Chapters::Months && month != chapter {
            if let Some(name) = &month {
                page += &format!("<h2>{}</h2>\n", escaped(name));
            }
            chapter = month;
        }
        page += &article(entry, names);
    }
    page + "</body>\n</html>\n"
}

fn article(entry: &EntryView, names: Names<'_>) -> String {
    let named = |name: &str| match name {
        "me" => escaped(names.own),
        other => escaped(other),
    };
    let author = named(&entry.author);
    let head = match (entry.kind.as_str(), entry.to.as_deref()) {
        ("appreciation", Some("me")) if entry.author == "me" => {
            words::with("page-to-myself", &[("author", &author)])
        }
        (_, Some(to)) => words::with("page-to", &[("author", &author), ("name", &named(to))]),
        (_, None) => author,
    };
    let mut article = format!(
        "<article>\n<h3><time datetime=\"{}\">{}</time>, <span dir=\"auto\">{head}</span></h3>\n",
        escaped(&entry.date),
        escaped(&day(&entry.date))
    );
    let slots = [
        (None, entry.title.clone()),
        (None, Some(entry.text.clone())),
        (Some("entry-happened"), entry.happened.clone()),
        (Some("entry-feelings"), Some(joined(&entry.feelings))),
        (Some("entry-needs"), Some(joined(&entry.needs))),
        (Some("entry-ask"), entry.ask.clone()),
    ];
    for (label, text) in slots {
        let Some(text) = text.filter(|text| !text.trim().is_empty()) else {
            continue;
        };
        let label = label.map_or_else(String::new, |label| {
            format!(
                "<span class=\"said\">{}: </span>",
                escaped(&words::of(label))
            )
        });
        let text = escaped(&text);
        writeln!(article, "<p dir=\"auto\">{label}{text}</p>").expect("a string takes it");
    }
    article + "</article>\n"
}

/// Text as it stands in HTML, in elements and in quoted attributes.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in neutral(text).chars() {
        match character {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '"' => escaped += "&quot;",
            '\'' => escaped += "&#39;",
            other => escaped.push(other),
        }
    }
    escaped
}

/// Writes a page to a file that its owner alone can read, whole or not at all. What is there already
/// stays.
pub(crate) fn write(path: &Path, page: &str) -> Result<(), Failure> {
    let failed = |source| EngineError::Io {
        what: "could not write",
        path: path.to_path_buf(),
        source,
    };
    let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty());
    let mut file =
        tempfile::NamedTempFile::new_in(dir.unwrap_or_else(|| Path::new("."))).map_err(failed)?;
    file.write_all(page.as_bytes())
        .and_then(|()| file.as_file().sync_all())
        .map_err(failed)?;
    match file.persist_noclobber(path) {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => {
            let path = path.to_path_buf();
            Err(EngineError::WouldOverwrite { path }.into())
        }
        Err(error) => Err(failed(error.error).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_people_cannot_become_html() {
        assert_eq!(
            escaped("<b class=\"x\">'&\u{1b}\u{202e}"),
            "&lt;b class=&quot;x&quot;&gt;&#39;&amp;\\u{1b}\\u{202e}"
        );
    }
}
