//! Edits by several devices at once: the same changes give the same document in any order.

use automerge::{
    Automerge, ChangeHash, ROOT, ReadDoc as _,
    sync::{self, SyncDoc as _},
};
use proptest::{collection::vec, prelude::*, sample::Index};

use super::support::{ANA, ANA_PHONE, SAM, Sight, admit, edit, entry, open, shared, sight, text};
use crate::{Actor, Admission, Change, Document, Edit, Place, create, limits::PROMOTE_CHARS_MAX};

/// Lets two devices edit the same text apart, then exchanges the edits.
fn apart(base: &str, one: &str, other: &str) -> Sight {
    let mut first = open(&entry(base), Place::Journal);
    let mut second = first.clone();
    let one = edit(&mut first, ANA, &text(one));
    let two = edit(&mut second, ANA_PHONE, &text(other));
    admit(&mut first, &two, ANA_PHONE);
    admit(&mut second, &one, ANA);
    assert_eq!(sight(&first), sight(&second));
    sight(&first)
}

#[test]
fn edits_in_different_places_both_survive() {
    let merged = apart(
        "I felt seen. Thank you.",
        "I felt so seen. Thank you.",
        "I felt seen. Thank you both.",
    );
    assert_eq!(merged.text, "I felt so seen. Thank you both.");
    assert!(merged.versions.is_empty());
}

#[test]
fn edits_in_the_same_place_give_one_text_and_both_versions() {
    let merged = apart("I need rest.", "I need sleep.", "I need quiet.");
    assert_eq!(merged.versions.len(), 2);
    assert!(merged.versions.contains(&"I need sleep.".into()));
    assert!(merged.versions.contains(&"I need quiet.".into()));
}

#[test]
fn the_same_edit_on_both_sides_is_no_conflict() {
    assert!(
        apart("teh end.", "the end.", "the end.")
            .versions
            .is_empty()
    );
}

#[test]
fn versions_are_gone_once_an_edit_of_the_text_has_seen_them() {
    let mut first = open(&entry("I need rest."), Place::Journal);
    let mut second = first.clone();
    edit(&mut first, ANA, &text("I need sleep."));
    let two = edit(&mut second, ANA_PHONE, &text("I need quiet."));
    admit(&mut first, &two, ANA_PHONE);
    let title = Edit {
        title: Some(Some("t".into())),
        ..Edit::default()
    };
    edit(&mut first, ANA, &title);
    assert_eq!(first.versions().len(), 2);
    edit(&mut first, ANA, &text("I need sleep and quiet."));
    assert!(first.versions().is_empty());
    let earlier = first.earlier_texts();
    for text in ["I need rest.", "I need sleep.", "I need quiet."] {
        assert!(earlier.contains(&text.into()), "{earlier:?}");
    }
    assert_eq!(earlier.first().map(String::as_str), Some("I need rest."));
}

#[test]
fn a_scalar_set_on_both_sides_takes_one_value_everywhere() {
    let mut first = open(&entry("x"), Place::Journal);
    let mut second = first.clone();
    let title = |title: &str| Edit {
        title: Some(Some(title.into())),
        ..Edit::default()
    };
    let one = edit(&mut first, ANA, &title("one"));
    let two = edit(&mut second, ANA_PHONE, &title("two"));
    admit(&mut first, &two, ANA_PHONE);
    admit(&mut second, &one, ANA);
    assert_eq!(sight(&first), sight(&second));
    // Equal counters: the higher actor wins.
    assert_eq!(first.body().title.as_deref(), Some("two"));
    let chosen = edit(&mut first, ANA, &title("two"));
    admit(&mut second, &chosen, ANA);
    assert_eq!(sight(&first), sight(&second));
}

#[test]
fn a_scalar_edit_and_a_first_text_edit_merge() {
    let mut first = open(&entry("x"), Place::Journal);
    let mut second = first.clone();
    let title = Edit {
        title: Some(Some("t".into())),
        ..Edit::default()
    };
    let one = edit(&mut first, ANA, &title);
    let two = edit(&mut second, ANA_PHONE, &text("xy"));
    admit(&mut first, &two, ANA_PHONE);
    admit(&mut second, &one, ANA);
    assert_eq!(sight(&first), sight(&second));
    assert_eq!(first.body().text, "xy");
    edit(&mut first, ANA, &text("xyz"));
    assert_eq!(first.body().text, "xyz");
}

#[test]
fn a_change_waits_outside_until_what_it_follows_is_there() {
    let mut author = open(&entry("a"), Place::Journal);
    let one = edit(&mut author, ANA, &text("ab"));
    let two = edit(&mut author, ANA, &text("abc"));
    let mut reader = open(&entry("a"), Place::Journal);
    let before = (reader.save(), sight(&reader));
    let waits = Admission::Waits {
        missing: vec![one.hash],
    };
    assert_eq!(reader.admit(&two.bytes, &ANA), Ok(waits));
    assert_eq!((reader.save(), sight(&reader)), before);
    admit(&mut reader, &one, ANA);
    admit(&mut reader, &two, ANA);
    assert_eq!(reader.admit(&one.bytes, &ANA), Ok(Admission::Known));
    assert_eq!(sight(&reader), sight(&author));
}

/// A device's step: whom it hears first, and what it does.
#[derive(Debug, Clone)]
struct Step {
    device: Index,
    hears: Vec<Index>,
    at: Index,
    removed: usize,
    put: String,
    title: Option<String>,
}

fn step() -> impl Strategy<Value = Step> {
    let put = "[a-c\u{e9}. ]{0,4}";
    (
        any::<Index>(),
        vec(any::<Index>(), 0..3),
        any::<Index>(),
        0..4_usize,
        put,
        proptest::option::of("[a-b]?"),
    )
        .prop_map(|(device, hears, at, removed, put, title)| Step {
            device,
            hears,
            at,
            removed,
            put,
            title,
        })
}

fn new_text(step: &Step, current: &str) -> String {
    let letters: Vec<char> = current.chars().collect();
    let at = step.at.index(letters.len() + 1);
    let rest = letters.iter().skip(at + step.removed);
    letters
        .iter()
        .take(at)
        .copied()
        .chain(step.put.chars())
        .chain(rest.copied())
        .collect()
}

/// Offers all changes again and again until none is left that waits.
fn deliver(document: &mut Document, mut changes: Vec<(Actor, Change)>) {
    while !changes.is_empty() {
        let before = changes.len();
        changes.retain(|(actor, change)| {
            let admission = document.admit(&change.bytes, actor).unwrap();
            matches!(admission, Admission::Waits { .. })
        });
        assert!(changes.len() < before, "some change waits for ever");
    }
}

fn converge(
    base: &str,
    place: Place,
    steps: &[Step],
    order: &[Index],
) -> Result<(), TestCaseError> {
    let body = if place == Place::Bond {
        shared(base)
    } else {
        entry(base)
    };
    let actors = [ANA, ANA_PHONE, SAM];
    let mut devices = actors.map(|_| open(&body, place));
    let mut all: Vec<(Actor, Change)> = Vec::new();
    for step in steps {
        let at = step.device.index(devices.len());
        let heard: Vec<_> = if all.is_empty() {
            Vec::new()
        } else {
            step.hears
                .iter()
                .map(|hears| all[hears.index(all.len())].clone())
                .collect()
        };
        for (actor, change) in heard {
            drop(devices[at].admit(&change.bytes, &actor).unwrap());
        }
        let wanted = new_text(step, &devices[at].body().text);
        let title = step
            .title
            .clone()
            .map(|title| (!title.is_empty()).then_some(title));
        let wish = Edit {
            text: Some(wanted.clone()),
            title,
            ..Edit::default()
        };
        if let Some(change) = devices[at].edit(&actors[at], &wish).unwrap() {
            all.push((actors[at], change));
        }
        prop_assert_eq!(devices[at].body().text, wanted);
    }
    let mut shuffled = all.clone();
    for (at, index) in order.iter().enumerate().take(shuffled.len()) {
        let other = index.index(shuffled.len());
        shuffled.swap(at, other);
    }
    let created = create(&ANA, place, &body).unwrap();
    let mut fresh = Document::open(&created.bytes, &ANA, place).unwrap();
    deliver(&mut fresh, shuffled);
    let mut synced = devices.clone().map(by_automerge_itself);
    sync_by_automerge(&mut synced);
    for device in &mut devices {
        deliver(device, all.clone());
        prop_assert_eq!(sight(device), sight(&fresh));
    }
    let merged = by_automerge_itself(fresh);
    for synced in &synced {
        prop_assert_eq!(stands(synced), stands(&merged));
    }
    Ok(())
}

/// What Automerge itself has of a document.
fn by_automerge_itself(document: Document) -> Automerge {
    Automerge::load(&document.save()).unwrap()
}

/// Lets everybody meet everybody by Automerge's own sync protocol until nobody has anything to say.
fn sync_by_automerge(documents: &mut [Automerge]) {
    let pairs = [(0, 1), (0, 2), (1, 2), (0, 1), (0, 2)];
    for (one, other) in pairs {
        let mut states = [sync::State::new(), sync::State::new()];
        loop {
            let there = documents[one].generate_sync_message(&mut states[0]);
            let back = documents[other].generate_sync_message(&mut states[1]);
            if there.is_none() && back.is_none() {
                break;
            }
            for (at, state, message) in [(other, 1, there), (one, 0, back)] {
                if let Some(message) = message {
                    let taken = documents[at].receive_sync_message(&mut states[state], message);
                    taken.unwrap();
                }
            }
        }
    }
}

/// Heads, and every value that stands, also beside others; of a text its letters.
fn stands(document: &Automerge) -> (Vec<ChangeHash>, Vec<(String, String)>) {
    let mut values = Vec::new();
    for key in document.keys(ROOT) {
        for (value, id) in document.get_all(ROOT, &key).unwrap() {
            let read = if value.is_object() {
                document.text(&id).unwrap()
            } else {
                value.to_string()
            };
            values.push((key.clone(), format!("{id} {read}")));
        }
    }
    (document.get_heads(), values)
}

#[test]
fn a_change_that_one_side_lacks_is_noticed() {
    let mut first = open(&entry("I need rest."), Place::Journal);
    let second = first.clone();
    edit(&mut first, ANA, &text("I need sleep."));
    let here = stands(&by_automerge_itself(first));
    assert_ne!(here, stands(&by_automerge_itself(second)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn journals_converge(
        base in "[a-c. ]{0,12}",
        steps in vec(step(), 1..9),
        order in vec(any::<Index>(), 9),
    ) {
        converge(&base, Place::Journal, &steps, &order)?;
    }

    #[test]
    fn bonds_converge(steps in vec(step(), 1..7), order in vec(any::<Index>(), 7)) {
        converge("one. two.", Place::Bond, &steps, &order)?;
    }

    #[test]
    fn texts_over_the_promotion_limit_converge(
        steps in vec(step(), 1..4),
        order in vec(any::<Index>(), 4),
    ) {
        converge(&"x".repeat(PROMOTE_CHARS_MAX + 1), Place::Journal, &steps, &order)?;
    }
}
