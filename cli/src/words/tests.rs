//! What must hold of the messages, found by reading the program as a compiler does.

mod reading;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use fluent_syntax::ast::{
    Entry, Expression, InlineExpression, Message, Pattern, PatternElement, Resource,
};

use super::{
    Language,
    catalogue::{AREAS, read},
    first,
    sentence::{Form, forms, translated_to},
};
use crate::args;
use reading::{Said, attributes, sources};

/// A message or an attribute of one, as `id` or `id.attribute`, and the variables in it.
type Named = BTreeMap<String, BTreeSet<String>>;

fn parsed(text: &str) -> Resource<&str> {
    fluent_syntax::parser::parse(text).unwrap_or_else(|(_, problems)| panic!("{problems:?}"))
}

fn messages_of(text: &str) -> Named {
    let mut named = Named::new();
    for entry in &parsed(text).body {
        if let Entry::Message(Message {
            id,
            value,
            attributes,
            ..
        }) = entry
        {
            let mut add = |name: String, pattern: &Pattern<&str>| {
                let before = named.insert(name.clone(), variables(pattern));
                assert_eq!(before, None, "{name} is there twice");
            };
            if let Some(value) = value {
                add(id.name.to_owned(), value);
            }
            for attribute in attributes {
                add(
                    format!("{}.{}", id.name, attribute.id.name),
                    &attribute.value,
                );
            }
        }
    }
    named
}

fn messages(language: Language) -> Named {
    AREAS
        .iter()
        .flat_map(|area| messages_of(area.text(language)))
        .collect()
}

fn variables(pattern: &Pattern<&str>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            match expression {
                Expression::Inline(inline) => variable(inline, &mut found),
                Expression::Select { selector, variants } => {
                    variable(selector, &mut found);
                    for variant in variants {
                        found.extend(variables(&variant.value));
                    }
                }
            }
        }
    }
    found
}

fn variable(inline: &InlineExpression<&str>, found: &mut BTreeSet<String>) {
    if let InlineExpression::VariableReference { id } = inline {
        found.insert(id.name.to_owned());
    }
}

/// Whether a literal can only be the id of a message.
fn is_id(text: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    };
    let area = text.split_once('-').map(|(area, _)| area);
    area.is_some_and(|area| AREAS.iter().any(|known| known.name == area))
        && text.split('-').all(part)
}

/// The messages of the help of a command and all below it.
fn help_of(command: &clap::Command, id: &str, used: &mut BTreeSet<String>) {
    let every = ["", ".more", ".examples"].map(|part| format!("{id}{part}"));
    used.extend(every);
    for arg in command.get_arguments() {
        used.insert(format!("{id}.arg-{}", arg.get_id()));
        used.insert(format!("help-everywhere.arg-{}", arg.get_id()));
        for value in arg.get_possible_values() {
            used.insert(format!("{id}.value-{}", value.get_name()));
        }
        let by_default = arg.get_id().as_str().to_uppercase();
        let names = arg.get_value_names().unwrap_or_default();
        let names = names
            .iter()
            .map(|name| name.to_string())
            .chain([by_default]);
        used.extend(names.map(|name| format!("help-names.{name}")));
    }
    for sub in command.get_subcommands() {
        let above = if id == "help-fondly" { "help" } else { id };
        help_of(sub, &format!("{above}-{}", sub.get_name()), used);
    }
}

#[test]
fn every_message_begins_with_its_area() {
    for language in Language::ALL {
        for area in &AREAS {
            for name in messages_of(area.text(language)).into_keys() {
                assert!(name.starts_with(&format!("{}-", area.name)), "{name}");
            }
        }
    }
}

#[test]
fn every_language_has_every_message_with_the_same_values() {
    let english = messages(Language::English);
    for language in Language::ALL {
        let other = messages(language);
        for (name, values) in &english {
            assert_eq!(other.get(name), Some(values), "{name} in {language:?}");
        }
        for name in other.keys() {
            assert!(
                english.contains_key(name),
                "{name} is in {language:?} alone"
            );
        }
    }
}

#[test]
fn every_message_that_is_said_is_there_and_gets_its_values() {
    let known = messages(Language::English);
    for path in sources("src") {
        let said = Said::of(&path);
        for literal in said.literals.iter().filter(|text| is_id(text)) {
            assert!(
                known.contains_key(literal),
                "{literal} in {}",
                path.display()
            );
        }
        for (id, values) in &said.calls {
            let wanted = known.get(id);
            assert_eq!(wanted, Some(values), "{id} in {}", path.display());
        }
    }
}

#[test]
fn every_message_is_said_somewhere() {
    let mut used: BTreeSet<String> = BTreeSet::new();
    for path in sources("src") {
        used.extend(Said::of(&path).literals);
    }
    help_of(&args::command(), "help-fondly", &mut used);
    for name in messages(Language::English).into_keys() {
        let id = name.split_once('.').map_or(name.as_str(), |(id, _)| id);
        let from_below = forms().iter().any(|form| form.id == id);
        let hint = name.ends_with(".hint") && used.contains(id);
        assert!(
            from_below || hint || used.contains(&name),
            "{name} is never said"
        );
    }
}

/// Files whose literals are for other programs, and why.
const FOR_PROGRAMS: [&str; 7] = [
    "unit.rs",       // units of systemd, property lists of launchd
    "completing.rs", // scripts of shells
    "page.rs",       // HTML and its style
    "editor.rs",     // options of editors
    "pager.rs",      // what a shell runs
    "snippet.rs",    // no words
    "notice.rs",     // a script for macOS
];

/// Names that the journal keeps.
const NOT_SHOWN: [&str; 1] = ["shell history"];

#[test]
fn nothing_is_said_to_people_but_by_messages() {
    let mut found = Vec::new();
    for path in sources("src") {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap();
        if FOR_PROGRAMS.contains(&name) {
            continue;
        }
        for text in Said::of(&path).shown {
            // What an error of the engine is told begins a sentence from below.
            let from_below = known_forms().iter().any(|form| form.starts_with(&text));
            if is_sentence(&text) && !from_below && !NOT_SHOWN.contains(&text.as_str()) {
                found.push(format!("{text:?} in {}", path.display()));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// Whether somebody could read it: two words and a space between them, beyond what is put in.
fn is_sentence(text: &str) -> bool {
    let plain = without_values(text);
    let command = plain.starts_with("fondly ") || plain.starts_with("mutual ");
    words_in(&plain) > 1 && !command
}

fn words_in(text: &str) -> usize {
    let letters = |word: &&str| word.chars().filter(|sign| sign.is_alphabetic()).count() > 1;
    text.split(' ').filter(letters).count()
}

/// A format string with each value as a NUL.
fn without_values(text: &str) -> String {
    let mut plain = String::new();
    let mut inside = false;
    for character in text.chars() {
        match character {
            '{' => {
                inside = true;
                plain.push('\0');
            }
            '}' => inside = false,
            other if !inside => plain.push(other),
            _ => {}
        }
    }
    plain
}

#[test]
fn help_stands_in_the_messages_alone() {
    fn look(command: &clap::Command) {
        let name = command.get_name();
        assert!(
            command.get_about().is_none(),
            "{name} says what it does elsewhere"
        );
        assert!(
            command.get_after_long_help().is_none(),
            "{name} has examples elsewhere"
        );
        for arg in command.get_arguments() {
            assert!(
                arg.get_help().is_none(),
                "{name} {} is explained elsewhere",
                arg.get_id()
            );
        }
        command.get_subcommands().for_each(look);
    }
    look(&args::command());
}

#[test]
fn every_argument_is_explained() {
    fn look(command: &clap::Command) {
        for arg in command.get_arguments().filter(|arg| !arg.is_hide_set()) {
            let what = format!("{} {}", command.get_name(), arg.get_id());
            assert!(arg.get_help().is_some() || command.is_hide_set(), "{what}");
        }
        command.get_subcommands().for_each(look);
    }
    look(&args::in_words());
}

#[test]
fn a_message_that_a_language_lacks_is_said_in_english() {
    let german = read(Language::German, "ask-one = eins\n    .hint = Rat\n");
    let english = read(
        Language::English,
        "ask-one = one\nask-two = two { $count }\n",
    );
    let bundles = || [&german, &english].into_iter();
    assert_eq!(
        first(bundles(), "ask-one", None, &[]).as_deref(),
        Some("eins")
    );
    let two = first(bundles(), "ask-two", None, &[("count", &2_u64)]);
    assert_eq!(two.as_deref(), Some("two 2"));
    assert_eq!(first(bundles(), "ask-three", None, &[]), None);
    let hint = first(bundles(), "ask-one", Some("hint"), &[]);
    assert_eq!(hint.as_deref(), Some("Rat"));
}

/// Where the sentences stand that come from below: all errors that people meet, and all hints.
const ERRORS: [&str; 10] = [
    "fondly-crypto/src/words.rs",
    "fondly-engine/src/error.rs",
    "fondly-import/src/error.rs",
    "fondly-journal/src/edit.rs",
    "fondly-journal/src/limits.rs",
    "fondly-net/src/error.rs",
    "fondly-store/src/error.rs",
    "fondly-sync/src/backup.rs",
    "fondly-sync/src/bundle.rs",
    "fondly-sync/src/fault.rs",
];
const SENTENCES: [&str; 20] = [
    "fondly-engine/src/error/hint.rs",
    "fondly-engine/src/answering.rs",
    "fondly-engine/src/backup.rs",
    "fondly-engine/src/checking.rs",
    "fondly-engine/src/devices.rs",
    "fondly-engine/src/entries.rs",
    "fondly-engine/src/gentle.rs",
    "fondly-engine/src/prompting.rs",
    "fondly-engine/src/relays.rs",
    "fondly-engine/src/status.rs",
    "fondly-import/src/lib.rs",
    "fondly-import/src/dayone.rs",
    "fondly-import/src/fields.rs",
    "fondly-import/src/fondly.rs",
    "fondly-import/src/front_matter.rs",
    "fondly-import/src/jrnl.rs",
    "fondly-import/src/json.rs",
    "fondly-import/src/markdown.rs",
    "fondly-import/src/moment.rs",
    "fondly-import/src/presently.rs",
];
/// Of so many words, what stands in those files is a sentence.
const WORDS_OF_A_SENTENCE: usize = 4;

fn known_forms() -> BTreeSet<String> {
    forms().iter().map(Form::plain).collect()
}

#[test]
fn every_error_from_below_can_be_said_in_every_language() {
    let known = known_forms();
    let mut missing = Vec::new();
    let source = |file: &str| {
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../crates")
            .join(file)
    };
    // What only puts parts together, each of which is a sentence of its own.
    let made_of_parts = ["\0", "\0 \0", "\0: \0", "the invite is \0"];
    for file in ERRORS {
        for text in attributes(&source(file), "error") {
            let plain = without_values(&text);
            if !known.contains(&plain) && !made_of_parts.contains(&plain.as_str()) {
                missing.push(format!("{text:?} of {file}"));
            }
        }
    }
    for file in SENTENCES {
        for text in Said::of(&source(file)).literals {
            let plain = without_values(&text);
            let part = plain.trim_matches('\0');
            let there = known.iter().any(|form| form.contains(part));
            if words_in(part) >= WORDS_OF_A_SENTENCE && !there {
                missing.push(format!("{text:?} of {file}"));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn a_sentence_from_below_is_found_with_its_values() {
    let german = |sentence| translated_to(Language::German, sentence);
    assert_eq!(
        german("nobody here is called Jo"),
        "niemand hier hei\u{df}t Jo"
    );
    assert_eq!(
        german("nobody here is called Jo; did you mean Joe?"),
        "niemand hier hei\u{df}t Jo; meintest du Joe?"
    );
    assert_eq!(
        german("the day is not valid: 31"),
        "der Tag ist nicht g\u{fc}ltig: 31"
    );
    assert_eq!(
        german("text is longer than 5 bytes"),
        "der Text ist l\u{e4}nger als 5 Byte"
    );
    assert_eq!(
        german("a sentence of somebody else"),
        "a sentence of somebody else"
    );
    let english = "nobody here is called Jo";
    assert_eq!(translated_to(Language::English, english), english);
}
