//! What is shown to people, in their language: Fluent files below `words`, one for each area.
//!
//! The id of a message begins with the name of its area, so that a command parses no more than the
//! files of what it says. A message that a language lacks is said in English. The language is that of
//! the process, as a locale is, so that whatever has something to say need not be handed it.

mod again;
mod catalogue;
mod chosen;
mod sentence;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use fluent_bundle::{FluentArgs, FluentValue};
pub(crate) use fondly_engine::Language;

pub(crate) use again::again;
use catalogue::Bundle;
pub(crate) use chosen::language;
pub(crate) use sentence::{translated, translated_each, translated_to};

/// What can stand in a message.
pub(crate) trait Value {
    /// As Fluent takes it.
    fn value(&self) -> FluentValue<'_>;
}

impl Value for str {
    fn value(&self) -> FluentValue<'_> {
        FluentValue::from(self)
    }
}

impl Value for &str {
    fn value(&self) -> FluentValue<'_> {
        FluentValue::from(*self)
    }
}

impl Value for String {
    fn value(&self) -> FluentValue<'_> {
        FluentValue::from(self.as_str())
    }
}

impl Value for Cow<'_, str> {
    fn value(&self) -> FluentValue<'_> {
        FluentValue::from(self.as_ref())
    }
}

impl Value for i64 {
    fn value(&self) -> FluentValue<'_> {
        FluentValue::from(*self)
    }
}

impl Value for u64 {
    fn value(&self) -> FluentValue<'_> {
        FluentValue::from(*self)
    }
}

impl Value for usize {
    fn value(&self) -> FluentValue<'_> {
        FluentValue::from(*self)
    }
}

/// The values of a message, by name.
pub(crate) type Values<'a> = [(&'a str, &'a dyn Value)];

/// The message of this id, in the language of the person.
pub(crate) fn of(id: &str) -> String {
    with(id, &[])
}

/// As [`of`], for a message that holds values.
pub(crate) fn with(id: &str, values: &Values<'_>) -> String {
    said(language(), id, values)
}

/// The message of this id, if the language or English has it.
pub(crate) fn found(id: &str) -> Option<String> {
    first(bundles(language(), id), id, None, &[])
}

/// An attribute of a message, if the language or English has it.
pub(crate) fn attribute(id: &str, attribute: &str) -> Option<String> {
    attribute_in(language(), id, attribute, &[])
}

/// As [`attribute`], in a language that is named.
pub(crate) fn attribute_in(
    language: Language,
    id: &str,
    attribute: &str,
    values: &Values<'_>,
) -> Option<String> {
    first(bundles(language, id), id, Some(attribute), values)
}

/// A message in a language that is named: what programs read is English for everybody.
pub(crate) fn said(language: Language, id: &str, values: &Values<'_>) -> String {
    first(bundles(language, id), id, None, values).unwrap_or_else(|| {
        tracing::error!(id, "there is no such message");
        id.to_owned()
    })
}

/// Where a message may be: in the language, or else in English.
fn bundles(language: Language, id: &str) -> impl Iterator<Item = &'static Bundle> {
    let english = (language != Language::English).then_some(Language::English);
    let languages = [Some(language), english].into_iter().flatten();
    languages.filter_map(move |language| catalogue::bundle(language, id))
}

/// What the first of these that has the message says.
fn first<'a>(
    mut bundles: impl Iterator<Item = &'a Bundle>,
    id: &str,
    attribute: Option<&str>,
    values: &Values<'_>,
) -> Option<String> {
    bundles.find_map(|bundle| formatted(bundle, id, attribute, values))
}

fn formatted(
    bundle: &Bundle,
    id: &str,
    attribute: Option<&str>,
    values: &Values<'_>,
) -> Option<String> {
    let message = bundle.get_message(id)?;
    let pattern = match attribute {
        Some(name) => message.get_attribute(name)?.value(),
        None => message.value()?,
    };
    let mut named = FluentArgs::with_capacity(values.len());
    for (name, value) in values {
        named.set(*name, value.value());
    }
    let mut problems = Vec::new();
    let text = bundle.format_pattern(pattern, Some(&named), &mut problems);
    // Tests run the program as it is built here, so that a value which is forgotten ends one.
    debug_assert!(problems.is_empty(), "{id}: {problems:?}");
    Some(text.into_owned())
}
