//! What is known of one question that both answer. It comes out alike in whatever order the two
//! people's devices are heard.

use fondly_store::Tx;
use fondly_sync::{
    Commitment, DeviceId, DocumentId, Mutual, MutualId, PersonId, SpaceId, base32, parse_base32,
};
use serde::{Deserialize, Serialize};

use super::NOTE;
use crate::EngineError;

/// Promises and openings of one person that are kept: one of each of their devices.
const OF_ONE_PERSON_MAX: usize = 64;

/// A question, and what each of the two has said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct State {
    asked: Option<(PersonId, String)>,
    sides: Vec<Side>,
    /// My answer, where it was found on this device.
    pub(super) entry: Option<DocumentId>,
    /// When it was first heard of here.
    pub(super) seen_at: i64,
}

/// What one person has said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Side {
    pub(super) person: PersonId,
    /// With the device that gave it. Of several, the first holds.
    pub(super) promises: Vec<(DeviceId, Commitment)>,
    pub(super) opened: Vec<(DocumentId, [u8; 32])>,
    passed: bool,
}

impl State {
    pub(super) const fn new(seen_at: i64) -> Self {
        Self {
            asked: None,
            sides: Vec::new(),
            entry: None,
            seen_at,
        }
    }

    /// Takes in what one of the two says.
    pub(super) fn take(&mut self, (person, device): (&PersonId, &DeviceId), said: Mutual) {
        if let Mutual::Ask { question, .. } = &said
            && self.asked.is_none()
        {
            self.asked = Some((*person, question.clone()));
        }
        let mut side = self.take_side(person);
        match said {
            Mutual::Ask { promise, .. } | Mutual::Answer { promise } => {
                let known = side.promises.iter().any(|(by, _)| by == device);
                if !known && side.promises.len() < OF_ONE_PERSON_MAX {
                    side.promises.push((*device, promise));
                }
            }
            Mutual::Pass => side.passed = true,
            Mutual::Open { document, salt } => {
                let known = side.opened.iter().any(|(opened, _)| *opened == document);
                if !known && side.opened.len() < OF_ONE_PERSON_MAX {
                    side.opened.push((document, salt));
                }
            }
        }
        self.sides.push(side);
    }

    /// Forgets that I have opened mine: the record that said so is gone.
    pub(crate) fn close(&mut self, person: &PersonId) {
        let mut side = self.take_side(person);
        side.opened.clear();
        self.sides.push(side);
    }

    /// Takes what a person has said out, to be put back.
    fn take_side(&mut self, person: &PersonId) -> Side {
        let at = self.sides.iter().position(|side| side.person == *person);
        at.map_or_else(
            || Side {
                person: *person,
                promises: Vec::new(),
                opened: Vec::new(),
                passed: false,
            },
            |at| self.sides.swap_remove(at),
        )
    }

    pub(super) fn question(&self) -> Option<&str> {
        self.asked.as_ref().map(|(_, question)| question.as_str())
    }

    pub(super) fn asker(&self) -> Option<&PersonId> {
        self.asked.as_ref().map(|(asker, _)| asker)
    }

    pub(super) fn mine(&self, me: &PersonId) -> Option<&Side> {
        self.sides.iter().find(|side| side.person == *me)
    }

    pub(super) fn theirs(&self, me: &PersonId) -> Option<&Side> {
        self.sides.iter().find(|side| side.person != *me)
    }

    /// Somebody passed before both had promised: once both have, each is owed the other's answer.
    pub(super) fn has_passed(&self) -> bool {
        self.sides.iter().any(|side| side.passed)
    }

    pub(super) fn has_promised(side: Option<&Side>) -> bool {
        side.is_some_and(|side| !side.promises.is_empty())
    }

    pub(super) fn both_promised(&self, me: &PersonId) -> bool {
        Self::has_promised(self.mine(me)) && Self::has_promised(self.theirs(me))
    }

    /// Nothing is left for me to say.
    pub(super) fn is_over(&self, me: &PersonId) -> bool {
        self.has_passed() || Self::has_promised(self.mine(me))
    }
}

fn name(space: &SpaceId, id: &MutualId) -> String {
    format!("{NOTE}{}/{}", base32(&space.0), base32(&id.0))
}

fn parsed(name: &str) -> Option<(SpaceId, MutualId)> {
    let (space, id) = name.strip_prefix(NOTE)?.split_once('/')?;
    let space = SpaceId(parse_base32(space)?.try_into().ok()?);
    let id = MutualId(parse_base32(id)?.try_into().ok()?);
    Some((space, id))
}

pub(super) fn load(
    tx: &Tx<'_>,
    space: &SpaceId,
    id: &MutualId,
) -> Result<Option<State>, EngineError> {
    let bytes = tx.note(&name(space, id))?;
    let state = bytes.map(|bytes| serde_json::from_slice(&bytes));
    state.transpose().map_err(|_| EngineError::Shape)
}

pub(super) fn save(
    tx: &Tx<'_>,
    space: &SpaceId,
    id: &MutualId,
    state: &State,
) -> Result<(), EngineError> {
    let bytes = serde_json::to_vec(state).map_err(|_| EngineError::Shape)?;
    Ok(tx.put_note(&name(space, id), &bytes)?)
}

/// A question with where it stands.
pub(super) type Known = (SpaceId, MutualId, State);

/// Every question that is known here.
pub(super) fn all(tx: &Tx<'_>) -> Result<Vec<Known>, EngineError> {
    let mut all = Vec::new();
    for (name, bytes) in tx.notes_below(NOTE)? {
        let (space, id) = parsed(&name).ok_or(EngineError::Shape)?;
        let state = serde_json::from_slice(&bytes).map_err(|_| EngineError::Shape)?;
        all.push((space, id, state));
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use fondly_crypto::VerifyingKey;

    use super::*;

    const ANA: PersonId = PersonId([1; 32]);
    const SAM: PersonId = PersonId([2; 32]);

    fn device(number: u8) -> DeviceId {
        DeviceId(VerifyingKey([number; 32]))
    }

    fn said() -> Vec<(PersonId, DeviceId, Mutual)> {
        let promise = |byte| Commitment([byte; 32]);
        let question = "What is on your mind?".to_owned();
        let ask = Mutual::Ask {
            question,
            promise: promise(1),
        };
        let answer = Mutual::Answer {
            promise: promise(2),
        };
        let open = Mutual::Open {
            document: DocumentId([3; 16]),
            salt: [4; 32],
        };
        vec![
            (ANA, device(1), ask),
            (SAM, device(2), answer),
            (ANA, device(1), open),
        ]
    }

    #[test]
    fn the_order_in_which_devices_are_heard_does_not_matter() {
        for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0], [1, 0, 2]] {
            let mut state = State::new(0);
            for at in order {
                let (person, device, said) = said().swap_remove(at);
                state.take((&person, &device), said);
            }
            assert_eq!(state.question(), Some("What is on your mind?"));
            assert_eq!(state.asker(), Some(&ANA));
            assert!(state.both_promised(&SAM) && !state.has_passed());
            assert_eq!(state.theirs(&SAM).map(|side| side.opened.len()), Some(1));
        }
    }

    #[test]
    fn a_second_promise_of_a_device_counts_for_nothing() {
        let mut state = State::new(0);
        for byte in [1, 2] {
            let promise = Commitment([byte; 32]);
            state.take((&SAM, &device(2)), Mutual::Answer { promise });
        }
        let side = state.mine(&SAM).expect("Sam has promised");
        assert_eq!(side.promises, [(device(2), Commitment([1; 32]))]);
    }

    #[test]
    fn the_name_of_a_note_says_where_the_question_is() {
        let mut space = SpaceId([0; 32]);
        let mut id = MutualId([0; 16]);
        for (at, byte) in (0..).zip(space.0.iter_mut().chain(&mut id.0)) {
            *byte = at;
        }
        assert_eq!(parsed(&name(&space, &id)), Some((space, id)));
        assert_eq!(parsed("mutual/x/y"), None);
    }
}
