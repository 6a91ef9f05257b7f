//! Entries as they are compared.

use fondly_engine::EntryView;

use crate::model::{Entry, NAMES, Received};

/// The one tag that there is.
pub(crate) const TAG: &str = "quiet";

/// An entry as it is compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Row {
    pub(crate) mine: bool,
    pub(crate) kind: String,
    pub(crate) text: String,
    pub(crate) state: Option<String>,
    pub(crate) to: Option<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) edited: bool,
    pub(crate) readers: Vec<String>,
    pub(crate) ack: bool,
    pub(crate) heard: Option<String>,
    pub(crate) answers: bool,
}

fn row(view: EntryView) -> Row {
    Row {
        mine: view.author == "me",
        kind: view.kind,
        text: view.text,
        state: view.state,
        to: view.to,
        tags: view.tags,
        edited: view.edited,
        readers: view.audience,
        ack: view.ack.is_some(),
        heard: view.heard,
        answers: view.in_reply_to.is_some(),
    }
}

pub(crate) fn rows(views: Vec<EntryView>) -> Vec<Row> {
    views.into_iter().map(row).collect()
}

/// An own entry as its author's devices list it.
pub(crate) fn own(entry: &Entry, text: &str, edited: bool) -> Row {
    let other = NAMES[1 - entry.author].to_owned();
    Row {
        mine: true,
        kind: entry.kind.to_owned(),
        text: text.to_owned(),
        state: entry.said.state.map(str::to_owned),
        to: entry.to.then(|| other.clone()),
        tags: entry.tag.then(|| TAG.to_owned()).into_iter().collect(),
        edited,
        readers: entry.edition.as_ref().map(|_| other).into_iter().collect(),
        ack: entry.ack,
        heard: entry.heard.map(str::to_owned),
        answers: entry.answers.is_some(),
    }
}

/// What the other sees of it.
pub(crate) fn other(entry: &Entry, received: &Received) -> Row {
    Row {
        mine: false,
        text: received.edition.said.text.clone(),
        state: received.edition.said.state.map(str::to_owned),
        to: entry.to.then(|| "me".to_owned()),
        tags: Vec::new(),
        edited: received.edition.edited,
        readers: Vec::new(),
        ..own(entry, "", false)
    }
}
