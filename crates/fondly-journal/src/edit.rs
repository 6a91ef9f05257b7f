//! Edits: what an author changes in an entry.

use std::fmt;

use crate::{
    body::{Body, NeedState},
    limits::LimitError,
    refusal::Refusal,
    schema::Key,
};

/// What to change; fields that are `None` stay as they are.
///
/// Kind, addressee, what is answered, order, tag, shared time, acknowledgement, scratch notes and
/// what is said of answers never change. `tags` are for a journal, `part` and `taken_from` for a bond. `Debug` prints no
/// content.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Edit {
    /// The whole text as it should read.
    pub text: Option<String>,
    /// The title, or `Some(None)` to take it away.
    pub title: Option<Option<String>>,
    /// All feelings.
    pub feelings: Option<Vec<String>>,
    /// All needs.
    pub needs: Option<Vec<String>>,
    /// All tags.
    pub tags: Option<Vec<String>>,
    /// The day that the entry is for.
    pub date: Option<String>,
    /// What happened, or `Some(None)` to take it away.
    pub happened: Option<Option<String>>,
    /// What is asked, or `Some(None)` to take it away.
    pub ask: Option<Option<String>>,
    /// What was heard, or `Some(None)` to take it away.
    pub reflect: Option<Option<String>>,
    /// What is said, or `Some(None)` to take it away.
    pub say: Option<Option<String>>,
    /// How the need stands.
    pub state: Option<NeedState>,
    /// Whether it is good news.
    pub good_news: Option<bool>,
    /// Heads of the journal entry that an edition is now taken from.
    pub taken_from: Option<Vec<[u8; 32]>>,
    /// Whether an edition now shows only a part.
    pub part: Option<bool>,
}

impl fmt::Debug for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.named().into_iter().map(Key::name))
            .finish()
    }
}

impl Edit {
    /// The keys that it names, ascending.
    pub(crate) fn named(&self) -> Vec<Key> {
        let all = [
            (Key::Ask, self.ask.is_some()),
            (Key::Date, self.date.is_some()),
            (Key::Feelings, self.feelings.is_some()),
            (Key::GoodNews, self.good_news.is_some()),
            (Key::Happened, self.happened.is_some()),
            (Key::Needs, self.needs.is_some()),
            (Key::Part, self.part.is_some()),
            (Key::Reflect, self.reflect.is_some()),
            (Key::Say, self.say.is_some()),
            (Key::State, self.state.is_some()),
            (Key::Tags, self.tags.is_some()),
            (Key::TakenFrom, self.taken_from.is_some()),
            (Key::Text, self.text.is_some()),
            (Key::Title, self.title.is_some()),
        ];
        all.into_iter()
            .filter_map(|(key, named)| named.then_some(key))
            .collect()
    }

    /// The body as it should be. Whether it may be so is for [`crate::rules::check`].
    pub(crate) fn applied_to(&self, current: &Body) -> Result<Body, LimitError> {
        let mut body = current.clone();
        replace(&mut body.text, self.text.as_ref());
        replace(&mut body.title, self.title.as_ref());
        replace(&mut body.feelings, self.feelings.as_ref());
        replace(&mut body.needs, self.needs.as_ref());
        replace(&mut body.tags, self.tags.as_ref());
        replace(&mut body.date, self.date.as_ref());
        replace(&mut body.happened, self.happened.as_ref());
        replace(&mut body.ask, self.ask.as_ref());
        replace(&mut body.reflect, self.reflect.as_ref());
        replace(&mut body.say, self.say.as_ref());
        replace(&mut body.good_news, self.good_news.as_ref());
        if self.state.is_some() {
            body.state = self.state;
        }
        if self.taken_from.is_some() || self.part.is_some() {
            let misplaced = LimitError::Misplaced { field: "edition" };
            let edition = body.edition.as_mut().ok_or(misplaced)?;
            replace(&mut edition.taken_from, self.taken_from.as_ref());
            replace(&mut edition.part, self.part.as_ref());
        }
        Ok(body)
    }
}

fn replace<T: Clone>(field: &mut T, new: Option<&T>) {
    if let Some(new) = new {
        field.clone_from(new);
    }
}

/// Why an edit was not made. The document is as it was before.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EditError {
    /// The entry as edited breaks a limit, or has a field that does not belong.
    #[error("the edited entry breaks a limit")]
    Limit(#[from] LimitError),
    /// The change that the edit would make is not one that other devices would take.
    #[error("the edit makes a change that is not admitted")]
    NotAdmitted(#[source] Refusal),
}

impl From<Refusal> for EditError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Full => Self::Limit(LimitError::Edits),
            Refusal::TooLong { max } => Self::Limit(LimitError::Change { max }),
            Refusal::Field(limit) => Self::Limit(limit),
            other => Self::NotAdmitted(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_names_fields_and_prints_no_content() {
        let edit = Edit {
            text: Some("fixture secret".into()),
            ..Edit::default()
        };
        assert_eq!(format!("{edit:?}"), "{\"text\"}");
    }
}
