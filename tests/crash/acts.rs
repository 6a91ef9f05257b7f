//! One act of a person, what it changes, and whether it did.

use fondly_tests::Person;
use serde_json::{Value, json};

use crate::{
    chance::Chance,
    view::{View, text},
};

/// A command, and what is seen once it was done.
#[derive(Debug)]
pub(crate) struct Act {
    pub(crate) args: Vec<String>,
    change: Change,
}

#[derive(Debug)]
enum Change {
    /// One more entry, with this text.
    Adds(String),
    /// This entry is gone.
    Removes(String),
    /// This field of this entry is as said.
    Sets(String, &'static str, Value),
}

/// Words into a command.
fn words(args: &[&str]) -> Vec<String> {
    args.iter().map(|word| (*word).to_owned()).collect()
}

fn id(entry: &Value) -> &str {
    entry["id"].as_str().unwrap()
}

impl Act {
    /// One that adds an entry with `new` as its text. `friend` is whom this person is linked with.
    fn adding(chance: &mut Chance, friend: Option<&str>, new: &str) -> Self {
        let args = match (chance.below(4), friend) {
            (0, Some(friend)) => words(&["thanks", friend, new, "--now"]),
            (1, Some(friend)) => words(&["need", new, "--to", friend]),
            (1, None) => words(&["need", new, "--feel", "glad"]),
            (2, _) => {
                let long = [new, &" more words".repeat(700)].concat();
                return Self {
                    args: words(&["reflect", &long]),
                    change: Change::Adds(long),
                };
            }
            _ => words(&["reflect", new, "--title", "a title", "--tag", "sea"]),
        };
        Self {
            args,
            change: Change::Adds(new.to_owned()),
        }
    }

    /// One that changes `entry`.
    fn changing(chance: &mut Chance, friend: Option<&str>, entry: &Value, new: &str) -> Self {
        let shared = entry["audience"] != json!([]);
        match (chance.below(4), friend) {
            (0, _) => Self::removing(entry),
            (1, Some(friend)) if shared => Self::withdrawing(entry, friend),
            (1, Some(friend)) => Self::sharing(entry, friend),
            (2, _) if entry["kind"] == "need" && entry["state"] != "met" => Self::meeting(entry),
            _ => Self::editing(entry, new),
        }
    }

    pub(crate) fn reflecting(new: &str) -> Self {
        Self {
            args: words(&["reflect", new]),
            change: Change::Adds(new.to_owned()),
        }
    }

    pub(crate) fn thanking(friend: &str, new: &str) -> Self {
        Self {
            args: words(&["thanks", friend, new, "--now"]),
            change: Change::Adds(new.to_owned()),
        }
    }

    pub(crate) fn removing(entry: &Value) -> Self {
        Self {
            args: words(&["rm", id(entry)]),
            change: Change::Removes(id(entry).to_owned()),
        }
    }

    pub(crate) fn sharing(entry: &Value, friend: &str) -> Self {
        Self {
            args: words(&["share", id(entry), friend]),
            change: Change::Sets(id(entry).to_owned(), "audience", json!([friend])),
        }
    }

    pub(crate) fn withdrawing(entry: &Value, friend: &str) -> Self {
        Self {
            args: words(&["unshare", id(entry), friend]),
            change: Change::Sets(id(entry).to_owned(), "audience", json!([])),
        }
    }

    fn meeting(entry: &Value) -> Self {
        Self {
            args: words(&["need-state", id(entry), "met"]),
            change: Change::Sets(id(entry).to_owned(), "state", json!("met")),
        }
    }

    pub(crate) fn editing(entry: &Value, new: &str) -> Self {
        let mut args = words(&["edit", id(entry), "--text", new]);
        if entry["audience"] != json!([]) {
            args.push("--update-shared".to_owned());
        }
        Self {
            args,
            change: Change::Sets(id(entry).to_owned(), "text", json!(new)),
        }
    }

    /// Any, by somebody who sees `own` of what they wrote.
    pub(crate) fn any(chance: &mut Chance, friend: Option<&str>, own: &View, new: &str) -> Self {
        let changeable: Vec<&Value> = own
            .values()
            .filter(|entry| entry["kind"] != "response")
            .collect();
        match chance.one_of(&changeable) {
            Some(entry) if chance.below(2) == 0 => Self::changing(chance, friend, entry, new),
            _ => Self::adding(chance, friend, new),
        }
    }

    /// Whether it was done, going by what was seen before and is seen now.
    ///
    /// # Panics
    /// If anything else changed, or it was done in part.
    pub(crate) fn was_done(&self, before: &View, now: &View) -> bool {
        let mut rest = now.clone();
        let done = match &self.change {
            Change::Adds(new) => {
                rest.retain(|id, _| before.contains_key(id));
                let added = now.iter().filter(|(id, _)| !before.contains_key(*id));
                let added: Vec<&str> = added.map(|(_, entry)| text(entry)).collect();
                assert!(added.is_empty() || added == [new], "{self:?}: {added:?}");
                !added.is_empty()
            }
            Change::Removes(id) => {
                let gone = !now.contains_key(id);
                if gone {
                    rest.insert(id.clone(), before[id].clone());
                }
                gone
            }
            Change::Sets(id, field, value) => {
                let was = &before[id];
                let is = rest
                    .get(id)
                    .unwrap_or_else(|| panic!("{self:?}: it is lost"));
                let done = is[field] == *value;
                if done {
                    let mut but_for_it = was.clone();
                    but_for_it[field] = value.clone();
                    but_for_it["edited"] = is["edited"].clone();
                    // Withdrawing also says from whom, until it is shared again.
                    let mut is = is.clone();
                    for entry in [&mut but_for_it, &mut is] {
                        if let Some(entry) = entry.as_object_mut() {
                            entry.remove("withdrawn_from");
                        }
                    }
                    assert_eq!(is, but_for_it, "{self:?}");
                    rest.insert(id.clone(), was.clone());
                }
                done
            }
        };
        assert_eq!(rest, *before, "{self:?}");
        done
    }

    /// Does it, undisturbed.
    pub(crate) fn done_by(&self, person: &Person) {
        let args: Vec<&str> = self.args.iter().map(String::as_str).collect();
        person.json(&args);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: &str, text: &str) -> (String, Value) {
        let entry = json!({ "id": id, "text": text, "audience": [], "edited": false });
        (id.to_owned(), entry)
    }

    fn fails(act: &Act, before: &View, now: &View) -> bool {
        let judged = std::panic::AssertUnwindSafe(|| act.was_done(before, now));
        std::panic::catch_unwind(judged).is_err()
    }

    #[test]
    fn loss_half_an_act_and_more_than_an_act_are_seen() {
        let before = View::from([entry("a", "one"), entry("b", "two")]);
        let add = Act {
            args: Vec::new(),
            change: Change::Adds("three".to_owned()),
        };
        let more = View::from([entry("a", "one"), entry("b", "two"), entry("c", "three")]);
        assert!(!add.was_done(&before, &before));
        assert!(add.was_done(&before, &more));
        let lost = View::from([entry("a", "one"), entry("c", "three")]);
        assert!(fails(&add, &before, &lost));
        let other = View::from([entry("a", "one"), entry("b", "two"), entry("c", "3")]);
        assert!(fails(&add, &before, &other));

        let edit = Act {
            args: Vec::new(),
            change: Change::Sets("a".to_owned(), "text", json!("new")),
        };
        let edited = View::from([entry("a", "new"), entry("b", "two")]);
        assert!(edit.was_done(&before, &edited) && !edit.was_done(&before, &before));
        assert!(fails(&edit, &before, &View::from([entry("b", "two")])));
        assert!(fails(
            &edit,
            &before,
            &View::from([entry("a", "ne"), entry("b", "two")])
        ));

        let remove = Act {
            args: Vec::new(),
            change: Change::Removes("b".to_owned()),
        };
        assert!(remove.was_done(&before, &View::from([entry("a", "one")])));
        assert!(fails(&remove, &before, &View::new()));
    }
}
