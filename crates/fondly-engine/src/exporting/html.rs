//! One page for reading and printing. It refers to nothing outside itself and runs no script.

use std::fmt::Write as _;

use fondly_journal::Language;

use super::{Whole, about, parts};
use crate::phrases::Phrase;

const HEAD: &str = "<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">
<title>";

const STYLE: &str = "<style>
body { font: 1.05rem/1.6 Georgia, serif; color: #222; background: #fffdf9; max-width: 40rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin-top: 3rem; }
article { margin: 2rem 0; break-inside: avoid; }
h3 { font-size: 1rem; margin: 0; }
.about { color: #555; margin: 0; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; }
@media (prefers-color-scheme: dark) { body { color: #eee; background: #1c1b1a; } .about { color: #bbb; } }
@media print { body { background: none; color: #000; } }
</style>
</head>
<body>
<main>
";

const FOOT: &str = "</main>\n</body>\n</html>\n";
const MONTH_CHARS: usize = 7;

/// The page, in chapters of a month.
pub(super) fn page(entries: &[Whole], language: Language) -> String {
    let (tag, title) = (language.tag(), escaped(Phrase::Journal.text(language)));
    let mut page = format!(
        "<!doctype html>\n<html lang=\"{tag}\">\n<head>\n{HEAD}{title}</title>\n{STYLE}<h1>{title}</h1>\n"
    );
    let mut month = "";
    for Whole { entry, .. } in entries {
        let of_entry = entry.date.get(..MONTH_CHARS).unwrap_or_default();
        if of_entry != month {
            month = of_entry;
            add(&mut page, format_args!("<h2>{}</h2>\n", escaped(month)));
        }
        let title = entry.title.as_deref().unwrap_or_default();
        let space = if title.is_empty() { "" } else { " - " };
        add(
            &mut page,
            format_args!(
                "<article>\n<h3 dir=\"auto\">{}{space}{}</h3>\n<p class=\"about\" dir=\"auto\">{}</p>\n",
                escaped(&entry.date),
                escaped(title),
                escaped(&about(entry, language)),
            ),
        );
        if !entry.text.is_empty() {
            let text = escaped(&entry.text);
            add(
                &mut page,
                format_args!("<p class=\"text\" dir=\"auto\">{text}</p>\n"),
            );
        }
        for (phrase, value) in parts(entry) {
            let (name, value) = (phrase.text(language), escaped(&value));
            add(
                &mut page,
                format_args!("<p class=\"text\" dir=\"auto\"><b>{name}:</b> {value}</p>\n"),
            );
        }
        page.push_str("</article>\n");
    }
    page.push_str(FOOT);
    page
}

fn add(page: &mut String, text: std::fmt::Arguments<'_>) {
    page.write_fmt(text)
        .expect("a string takes what is written");
}

/// Text that cannot become markup.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // HTML has no way to write these.
            '\0' => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_become_markup() {
        assert_eq!(
            escaped("<script>'a' & \"b\"</script>\0"),
            "&lt;script&gt;&#39;a&#39; &amp; &quot;b&quot;&lt;/script&gt;\u{fffd}"
        );
    }
}
