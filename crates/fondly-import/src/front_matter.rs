//! The front matter of a Markdown file: one mapping, in YAML.
//!
//! What fields hold is a value or a list of values; whatever is deeper is passed over, and never
//! becomes a tree. A tree would be built, hashed and dropped by recursion as deep as the text likes
//! to nest, and holds a copy of all that it gives a name.

use std::mem::replace;

use yaml_rust2::{
    Event, Yaml,
    parser::{Parser, Tag},
    scanner::{Scanner, TScalarStyle, TokenType},
    yaml::Hash,
};

const FRONT_MATTER_BYTES_MAX: usize = 64 << 10;
const CORE_TAGS: &str = "tag:yaml.org,2002:";

/// The fields of front matter: values, lists of values, and `BadValue` for what is deeper.
pub(crate) fn parse(matter: &str) -> Result<Yaml, String> {
    if matter.len() > FRONT_MATTER_BYTES_MAX {
        return Err("its front matter is too long".to_owned());
    }
    // An alias repeats what it names, and aliases of aliases would fill the memory.
    if Scanner::new(matter.chars()).any(|token| matches!(token.1, TokenType::Alias(_))) {
        return Err("its front matter repeats parts by aliases".to_owned());
    }
    fields(matter).ok_or_else(|| "its front matter is no YAML".to_owned())
}

/// What is read of a mapping so far.
struct Mapping {
    fields: Hash,
    /// A key whose value is awaited.
    key: Option<Yaml>,
    /// Mappings and lists that are open, the outermost included.
    depth: usize,
    /// What is open in the outermost mapping.
    open: Yaml,
}

/// `None` for what is no YAML, no mapping, or has a key twice.
fn fields(matter: &str) -> Option<Yaml> {
    let mut parser = Parser::new_from_str(matter);
    let mut read: Option<Mapping> = None;
    loop {
        let (event, _) = parser.next_token().ok()?;
        match (event, &mut read) {
            (Event::StreamEnd, read) => return Some(Yaml::Hash(read.take()?.fields)),
            (
                Event::StreamStart | Event::DocumentStart | Event::DocumentEnd | Event::Nothing,
                _,
            ) => {}
            (Event::MappingStart(..), None) => read = Some(Mapping::new()),
            (event, Some(read)) if read.depth > 0 => read.event(event)?,
            _ => return None,
        }
    }
}

impl Mapping {
    fn new() -> Self {
        Self {
            fields: Hash::new(),
            key: None,
            depth: 1,
            open: Yaml::BadValue,
        }
    }

    fn event(&mut self, event: Event) -> Option<()> {
        match event {
            Event::Scalar(text, style, _, tag) => {
                let value = scalar(text, style, tag.as_ref());
                match (self.depth, &mut self.open) {
                    (1, _) => self.add(value)?,
                    (2, Yaml::Array(items)) => items.push(value),
                    _ => {}
                }
            }
            Event::SequenceStart(..) | Event::MappingStart(..) => {
                if self.depth == 1 {
                    self.open = match event {
                        Event::SequenceStart(..) => Yaml::Array(Vec::new()),
                        _ => Yaml::BadValue,
                    };
                }
                self.depth += 1;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                self.depth = self.depth.checked_sub(1)?;
                if self.depth == 1 {
                    let closed = replace(&mut self.open, Yaml::BadValue);
                    self.add(closed)?;
                }
            }
            _ => return None,
        }
        Some(())
    }

    /// Takes a key, or the value of the key before it.
    fn add(&mut self, node: Yaml) -> Option<()> {
        let Some(key) = self.key.take() else {
            self.key = Some(node);
            return Some(());
        };
        // A key of several parts is none that is looked for.
        let looked_for = !matches!(key, Yaml::Array(_) | Yaml::BadValue);
        let twice = looked_for && self.fields.insert(key, node).is_some();
        (!twice).then_some(())
    }
}

/// A value. A plain one may be a number, unless its tag says otherwise.
fn scalar(text: String, style: TScalarStyle, tag: Option<&Tag>) -> Yaml {
    let open = tag.is_none_or(|tag| tag.handle == CORE_TAGS && tag.suffix != "str");
    if style == TScalarStyle::Plain && open {
        Yaml::from_str(&text)
    } else {
        Yaml::String(text)
    }
}
