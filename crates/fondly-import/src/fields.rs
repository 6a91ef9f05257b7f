//! The fields of one entry in JSON. What is of another type is named, never shown.

use serde_json::{Map, Value};

/// The fields of one entry.
#[derive(Debug)]
pub(crate) struct Fields(Map<String, Value>);

impl Fields {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        match serde_json::from_str(text) {
            Ok(Value::Object(fields)) => Ok(Self(fields)),
            _ => Err("it is no entry".to_owned()),
        }
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// A text; `null` and absence are the same.
    pub(crate) fn text(&self, name: &str) -> Result<Option<String>, String> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(format!("{name} is no text")),
        }
    }

    /// As [`Fields::text`], required.
    pub(crate) fn required(&self, name: &str) -> Result<String, String> {
        self.text(name)?.ok_or_else(|| format!("{name} is missing"))
    }

    /// A list of texts.
    pub(crate) fn list(&self, name: &str) -> Result<Vec<String>, String> {
        let no_list = || format!("{name} is no list of texts");
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(Vec::new()),
            Some(Value::Array(items)) => {
                let items = items.iter().map(|item| item.as_str().map(str::to_owned));
                items.collect::<Option<_>>().ok_or_else(no_list)
            }
            Some(_) => Err(no_list()),
        }
    }

    /// True or false; absent is false.
    pub(crate) fn flag(&self, name: &str) -> Result<bool, String> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(_) => Err(format!("{name} is neither true nor false")),
        }
    }
}
