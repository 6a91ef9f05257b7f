//! The files of the messages, and their parsed form. Each is parsed when it is first asked.

use std::sync::OnceLock;

use fluent_bundle::{FluentResource, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

use super::Language;

pub(super) type Bundle = FluentBundle<FluentResource>;

/// Messages of one area, which their ids begin with.
pub(super) struct Area {
    pub(super) name: &'static str,
    english: &'static str,
    german: &'static str,
}

impl Area {
    /// The file of a language.
    pub(super) const fn text(&self, language: Language) -> &'static str {
        match language {
            Language::German => self.german,
            Language::English => self.english,
        }
    }
}

pub(super) const AREAS: [Area; 15] = [
    Area {
        name: "ask",
        english: include_str!("../../words/en/ask.ftl"),
        german: include_str!("../../words/de/ask.ftl"),
    },
    Area {
        name: "bond",
        english: include_str!("../../words/en/bond.ftl"),
        german: include_str!("../../words/de/bond.ftl"),
    },
    Area {
        name: "carry",
        english: include_str!("../../words/en/carry.ftl"),
        german: include_str!("../../words/de/carry.ftl"),
    },
    Area {
        name: "date",
        english: include_str!("../../words/en/date.ftl"),
        german: include_str!("../../words/de/date.ftl"),
    },
    Area {
        name: "device",
        english: include_str!("../../words/en/device.ftl"),
        german: include_str!("../../words/de/device.ftl"),
    },
    Area {
        name: "engine",
        english: include_str!("../../words/en/engine.ftl"),
        german: include_str!("../../words/de/engine.ftl"),
    },
    Area {
        name: "entry",
        english: include_str!("../../words/en/entry.ftl"),
        german: include_str!("../../words/de/entry.ftl"),
    },
    Area {
        name: "failure",
        english: include_str!("../../words/en/failure.ftl"),
        german: include_str!("../../words/de/failure.ftl"),
    },
    Area {
        name: "help",
        english: include_str!("../../words/en/help.ftl"),
        german: include_str!("../../words/de/help.ftl"),
    },
    Area {
        name: "journal",
        english: include_str!("../../words/en/journal.ftl"),
        german: include_str!("../../words/de/journal.ftl"),
    },
    Area {
        name: "page",
        english: include_str!("../../words/en/page.ftl"),
        german: include_str!("../../words/de/page.ftl"),
    },
    Area {
        name: "practice",
        english: include_str!("../../words/en/practice.ftl"),
        german: include_str!("../../words/de/practice.ftl"),
    },
    Area {
        name: "topic",
        english: include_str!("../../words/en/topic.ftl"),
        german: include_str!("../../words/de/topic.ftl"),
    },
    Area {
        name: "usage",
        english: include_str!("../../words/en/usage.ftl"),
        german: include_str!("../../words/de/usage.ftl"),
    },
    Area {
        name: "write",
        english: include_str!("../../words/en/write.ftl"),
        german: include_str!("../../words/de/write.ftl"),
    },
];

static ENGLISH: [OnceLock<Bundle>; AREAS.len()] = [const { OnceLock::new() }; AREAS.len()];
static GERMAN: [OnceLock<Bundle>; AREAS.len()] = [const { OnceLock::new() }; AREAS.len()];

/// The messages of one language among which this id must be.
pub(super) fn bundle(language: Language, id: &str) -> Option<&'static Bundle> {
    let area = id.split_once('-').map_or(id, |(area, _)| area);
    let at = AREAS.iter().position(|known| known.name == area)?;
    let parsed = match language {
        Language::English => &ENGLISH,
        Language::German => &GERMAN,
    };
    let text = AREAS.get(at)?.text(language);
    Some(parsed.get(at)?.get_or_init(|| read(language, text)))
}

/// The messages of a file. What is no message is left out, and a test says that there is none.
pub(super) fn read(language: Language, text: &str) -> Bundle {
    let resource =
        FluentResource::try_new(text.to_owned()).unwrap_or_else(|(resource, problems)| {
            tracing::error!(?problems, "a file of messages is damaged");
            resource
        });
    let mut bundle = Bundle::new_concurrent(vec![identifier(language)]);
    // Names are shown as they are, and what could reorder a line is made visible elsewhere.
    bundle.set_use_isolating(false);
    bundle.add_resource_overriding(resource);
    bundle
}

fn identifier(language: Language) -> LanguageIdentifier {
    language.tag().parse().unwrap_or_default()
}
