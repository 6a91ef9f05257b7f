//! An exhaustive look at three devices that are added, removed, meet, and renew the key of a space.
//!
//! The model is of the rules alone: rosters merge by union, an epoch names the roster of its maker,
//! keys go in meetings, behind the rosters, to whoever the giver then holds to be in, and a device
//! writes only under an epoch that names exactly the roster that it holds.

use stateright::{Checker as _, Model, Property};

const DEVICES: usize = 3;
/// Epochs that are made at most in one history, but for `FONDLY_MODEL_EPOCHS`.
const EPOCHS: usize = 3;

/// A way in which the rules may be broken, so that the alarm is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    None,
    /// A device writes under the newest key that it holds, whatever roster it names.
    AnyEpoch,
    /// Keys are given to whoever asks.
    ToAnybody,
    /// Devices that meet do not exchange rosters.
    NoRosters,
}

/// A roster by bits: who was ever added, and who of them was removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Roster {
    added: u8,
    removed: u8,
}

impl Roster {
    const fn has(self, device: usize) -> bool {
        self.added & !self.removed & (1 << device) != 0
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct State {
    rosters: [Roster; DEVICES],
    /// The epochs whose keys each device holds, by bits.
    keys: [u8; DEVICES],
    /// The roster that each epoch names.
    epochs: Vec<Roster>,
    /// Who could read a record though its writer knew of their removal.
    read: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Act {
    Add(usize, usize),
    Remove(usize, usize),
    Meet(usize, usize),
    Write(usize),
}

struct Rules(Fault, usize);

impl Rules {
    fn meet(&self, state: &mut State, one: usize, other: usize) {
        if self.0 != Fault::NoRosters {
            let [here, there] = [state.rosters[one], state.rosters[other]];
            let both = Roster {
                added: here.added | there.added,
                removed: here.removed | there.removed,
            };
            state.rosters[one] = both;
            state.rosters[other] = both;
        }
        for (from, to) in [(one, other), (other, one)] {
            if self.0 == Fault::ToAnybody || state.rosters[from].has(to) {
                state.keys[to] |= state.keys[from];
            }
        }
    }

    fn write(&self, state: &mut State, writer: usize) -> Option<()> {
        let roster = state.rosters[writer];
        let held = |at: &usize| state.keys[writer] & (1 << at) != 0;
        let fits = |at: &usize| self.0 == Fault::AnyEpoch || state.epochs[*at] == roster;
        let mut known = (0..state.epochs.len()).rev().filter(held);
        let epoch = match known.find(fits) {
            Some(epoch) => epoch,
            None if state.epochs.len() == self.1 => return None,
            None => {
                state.epochs.push(roster);
                let new = state.epochs.len() - 1;
                state.keys[writer] |= 1 << new;
                new
            }
        };
        state.read |= (0..DEVICES).any(|device| {
            roster.removed & (1 << device) != 0 && state.keys[device] & (1 << epoch) != 0
        });
        Some(())
    }
}

/// Whether all who are in by everybody's roster hold the same once all of them have met.
fn converges(rules: &Rules, state: &State) -> bool {
    let mut state = state.clone();
    let removed = state.rosters.iter().fold(0, |all, it| all | it.removed);
    let in_all = |state: &State, at: usize| state.rosters[at].has(at) && removed & (1 << at) == 0;
    for _ in 0..DEVICES {
        for one in 0..DEVICES {
            for other in 0..DEVICES {
                if one != other && in_all(&state, one) && in_all(&state, other) {
                    rules.meet(&mut state, one, other);
                }
            }
        }
    }
    let mut held = (0..DEVICES)
        .filter(|at| in_all(&state, *at))
        .map(|at| (state.rosters[at], state.keys[at]));
    held.next()
        .is_none_or(|first| held.all(|other| other == first))
}

impl Model for Rules {
    type State = State;
    type Action = Act;

    fn init_states(&self) -> Vec<State> {
        let nobody = Roster {
            added: 0,
            removed: 0,
        };
        let mut rosters = [nobody; DEVICES];
        rosters[0].added = 1;
        vec![State {
            rosters,
            keys: [0; DEVICES],
            epochs: Vec::new(),
            read: false,
        }]
    }

    fn actions(&self, state: &State, acts: &mut Vec<Act>) {
        for one in 0..DEVICES {
            // A removed device that has not heard of it, or does not care, goes on.
            if state.rosters[one].added & (1 << one) == 0 {
                continue;
            }
            if state.rosters[one].has(one) {
                acts.push(Act::Write(one));
            }
            for other in (0..DEVICES).filter(|other| *other != one) {
                let is_new = state.rosters[other].added == 0;
                if is_new && state.rosters[one].has(one) {
                    acts.push(Act::Add(one, other));
                }
                if !is_new && state.rosters[one].has(other) {
                    acts.push(Act::Remove(one, other));
                    acts.push(Act::Meet(one, other));
                }
            }
        }
    }

    fn next_state(&self, last: &State, act: Act) -> Option<State> {
        let mut state = last.clone();
        match act {
            Act::Add(by, new) => {
                state.rosters[by].added |= 1 << new;
                state.rosters[new] = state.rosters[by];
                state.keys[new] = state.keys[by];
            }
            Act::Remove(by, gone) => state.rosters[by].removed |= 1 << gone,
            Act::Meet(one, other) => self.meet(&mut state, one, other),
            Act::Write(writer) => self.write(&mut state, writer)?,
        }
        (state != *last).then_some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("who is removed reads nothing later", |_, state: &State| {
                !state.read
            }),
            Property::always("those who are in come to hold the same", converges),
            Property::sometimes("a key is renewed after a removal", |_, state: &State| {
                state.epochs.iter().any(|roster| roster.removed != 0)
            }),
        ]
    }
}

#[test]
fn no_history_of_three_devices_breaks_the_rules() {
    let given = std::env::var("FONDLY_MODEL_EPOCHS").ok();
    let epochs = given.and_then(|it| it.parse().ok()).unwrap_or(EPOCHS);
    let checked = Rules(Fault::None, epochs).checker().spawn_bfs().join();
    println!(
        "{} states, {} deep",
        checked.unique_state_count(),
        checked.max_depth()
    );
    checked.assert_properties();
}

#[test]
fn each_planted_fault_is_found() {
    let late = "who is removed reads nothing later";
    let apart = "those who are in come to hold the same";
    for (fault, property) in [
        (Fault::AnyEpoch, late),
        (Fault::ToAnybody, late),
        (Fault::NoRosters, apart),
    ] {
        let checked = Rules(fault, EPOCHS).checker().spawn_bfs().join();
        assert!(checked.discovery(property).is_some(), "{fault:?}");
    }
}
