//! Sentences that come from below in English: why something failed, what `doctor` found. Scripts and
//! logs get them as they are; for a person they are found again among the messages of the area
//! `engine` and `usage`, whose English form is what comes from below.

use std::sync::OnceLock;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, PatternElement};

use super::{Language, Value, catalogue::AREAS, language, said};

const AREAS_FROM_BELOW: [&str; 2] = ["engine", "usage"];
/// Values of these names are sentences from below themselves.
const SENTENCES: [&str; 4] = ["what", "field", "when", "whose"];
/// What parts several sentences in one line.
const BETWEEN: &str = "; ";

/// One English form: text, with a value before each further text.
#[derive(Debug)]
pub(super) struct Form {
    pub(super) id: String,
    texts: Vec<String>,
    pub(super) values: Vec<String>,
}

/// A sentence from below in the language of the person; in English where it is not known.
pub(crate) fn translated(sentence: &str) -> String {
    translated_to(language(), sentence)
}

/// As [`translated`], of a line that may hold several sentences.
pub(crate) fn translated_each(line: &str) -> String {
    if found(line).is_some() {
        return translated(line);
    }
    let each: Vec<String> = line.split(BETWEEN).map(translated).collect();
    each.join(BETWEEN)
}

/// As [`translated`], to a language that is named.
pub(crate) fn translated_to(language: Language, sentence: &str) -> String {
    if language == Language::English {
        return sentence.to_owned();
    }
    let Some((form, values)) = found(sentence) else {
        tracing::debug!(sentence, "not among the messages");
        return sentence.to_owned();
    };
    let values: Vec<String> = form
        .values
        .iter()
        .zip(values)
        .map(|(name, value)| {
            if SENTENCES.contains(&name.as_str()) {
                translated_to(language, value)
            } else {
                value.to_owned()
            }
        })
        .collect();
    let named: Vec<(&str, &dyn Value)> = form
        .values
        .iter()
        .zip(&values)
        .map(|(name, value)| (name.as_str(), value as &dyn Value))
        .collect();
    said(language, &form.id, &named)
}

/// The form that a sentence has, and the values in it. Of several, that which says most itself.
pub(super) fn found(sentence: &str) -> Option<(&'static Form, Vec<&str>)> {
    let fitting = forms()
        .iter()
        .filter_map(|form| Some((form, form.values_in(sentence)?)));
    fitting.max_by_key(|(form, _)| form.texts.iter().map(String::len).sum::<usize>())
}

pub(super) fn forms() -> &'static [Form] {
    static FORMS: OnceLock<Vec<Form>> = OnceLock::new();
    FORMS.get_or_init(|| {
        let areas = AREAS
            .iter()
            .filter(|area| AREAS_FROM_BELOW.contains(&area.name));
        areas
            .flat_map(|area| forms_of(area.text(Language::English)))
            .collect()
    })
}

fn forms_of(text: &str) -> Vec<Form> {
    let resource = match fluent_syntax::parser::parse(text) {
        Ok(resource) | Err((resource, _)) => resource,
    };
    let forms = resource.body.iter().filter_map(|entry| match entry {
        Entry::Message(message) => {
            let mut form = Form {
                id: message.id.name.to_owned(),
                texts: vec![String::new()],
                values: Vec::new(),
            };
            for element in &message.value.as_ref()?.elements {
                form.add(element);
            }
            Some(form)
        }
        _ => None,
    });
    forms.collect()
}

impl Form {
    fn add(&mut self, element: &PatternElement<&str>) {
        match element {
            PatternElement::TextElement { value } => self.say(value),
            PatternElement::Placeable { expression } => match expression {
                Expression::Inline(InlineExpression::StringLiteral { value }) => self.say(value),
                Expression::Inline(InlineExpression::VariableReference { id }) => {
                    self.values.push(id.name.to_owned());
                    self.texts.push(String::new());
                }
                _ => {}
            },
        }
    }

    /// The form with each value as a NUL.
    #[cfg(test)]
    pub(super) fn plain(&self) -> String {
        self.texts.join("\0")
    }

    fn say(&mut self, text: &str) {
        if let Some(last) = self.texts.last_mut() {
            last.push_str(text);
        }
    }

    fn values_in<'a>(&self, sentence: &'a str) -> Option<Vec<&'a str>> {
        let (first, further) = self.texts.split_first()?;
        let mut rest = sentence.strip_prefix(first.as_str())?;
        let mut values = Vec::new();
        for (position, text) in further.iter().enumerate() {
            let at = if position + 1 == further.len() {
                rest.strip_suffix(text.as_str())?.len()
            } else {
                rest.find(text.as_str())?
            };
            values.push(rest.get(..at)?);
            rest = rest.get(at + text.len()..)?;
        }
        rest.is_empty().then_some(values)
    }
}
