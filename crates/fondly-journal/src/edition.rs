//! Editions: what a reader gets of an entry.

use crate::body::{Addressee, Body, EditionFields};

/// Makes the body of an edition: the fields of the entry without tags, offset and scratch notes.
///
/// `heads` are those of the journal entry that it is taken from. With `part`, that text stands in
/// place of the whole and the edition says so. `to` names the addressee as readers should see it.
/// The result goes to [`crate::create()`] in [`crate::Place::Bond`].
#[must_use]
pub fn edition(
    body: &Body,
    heads: Vec<[u8; 32]>,
    part: Option<&str>,
    order: u32,
    tag: [u8; 32],
    shared_time: i64,
    to: Addressee,
) -> Body {
    Body {
        to,
        text: part.unwrap_or(&body.text).to_owned(),
        tags: Vec::new(),
        utc_offset_min: None,
        scratch: None,
        edition: Some(EditionFields {
            order,
            tag,
            taken_from: heads,
            shared_time,
            part: part.is_some(),
        }),
        ..body.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Actor, Kind, Place, admit_creation, create};

    fn entry() -> Body {
        Body {
            kind: Kind::Response,
            text: "all of it".into(),
            title: Some("title".into()),
            tags: vec!["private".into()],
            utc_offset_min: Some(60),
            scratch: Some("for me".into()),
            date: "2026-11-23".into(),
            ..Body::default()
        }
    }

    #[test]
    fn an_edition_holds_nothing_private_and_is_admitted() {
        let shared = edition(
            &entry(),
            vec![[3; 32]],
            None,
            7,
            [9; 32],
            1_795_000_000,
            Addressee::Nobody,
        );
        assert!(shared.tags.is_empty());
        assert_eq!((shared.utc_offset_min, &shared.scratch), (None, &None));
        assert_eq!(
            (shared.text.as_str(), shared.title.as_deref()),
            ("all of it", Some("title"))
        );
        let actor = Actor([1; 16]);
        let change = create(&actor, Place::Bond, &shared).unwrap();
        for private in ["private", "for me"] {
            assert!(
                !change
                    .bytes
                    .windows(private.len())
                    .any(|w| w == private.as_bytes())
            );
        }
        assert!(admit_creation(&change.bytes, &actor, Place::Bond) == Ok(shared));
    }

    #[test]
    fn a_part_replaces_the_text_and_says_so() {
        let part = edition(
            &entry(),
            vec![[3; 32]],
            Some("it"),
            1,
            [9; 32],
            0,
            Addressee::Me,
        );
        assert_eq!(part.text, "it");
        assert!(part.edition.unwrap().part);
    }
}
