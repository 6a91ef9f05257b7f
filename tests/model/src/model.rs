//! What two people should see, by maps alone.

use proptest::prelude::*;

/// Two people, who call each other by these names.
pub const NAMES: [&str; 2] = ["Ana", "Sam"];
/// Devices of each.
pub const DEVICES: usize = 2;

/// Something that a person does. Numbers choose among what there is to choose from.
#[derive(Debug, Clone, Copy)]
pub enum Act {
    /// An appreciation of the other: kept, or shared at once.
    Thank {
        /// Whether it is kept.
        keep: bool,
    },
    /// A need, which may be to the other.
    Need {
        /// Whether it is to the other.
        to: bool,
    },
    /// A reflection with a tag or without.
    Reflect {
        /// Whether it has the tag.
        tag: bool,
    },
    /// Another text for an own entry; its edition follows or not.
    Edit {
        /// Which entry.
        which: u8,
        /// Whether the edition follows.
        follow: bool,
    },
    /// Shares an own entry, for the first time or anew.
    Share {
        /// Which entry.
        which: u8,
    },
    /// Withdraws an own entry.
    Unshare {
        /// Which entry.
        which: u8,
    },
    /// Erases an own entry.
    Remove {
        /// Which entry.
        which: u8,
    },
    /// Sets the state of an own need.
    State {
        /// Which need.
        which: u8,
        /// Which state.
        state: u8,
    },
    /// Answers a received entry.
    Respond {
        /// Which entry.
        which: u8,
    },
    /// Acknowledges a received entry with thanks.
    Acknowledge {
        /// Which entry.
        which: u8,
    },
    /// Opens a received entry.
    Open {
        /// Which entry.
        which: u8,
    },
    /// Puts an own appreciation away from the shelf.
    PutAway {
        /// Which entry.
        which: u8,
    },
}

/// Any act.
pub fn act() -> impl Strategy<Value = Act> {
    let which = any::<u8>;
    prop_oneof![
        any::<bool>().prop_map(|keep| Act::Thank { keep }),
        any::<bool>().prop_map(|to| Act::Need { to }),
        any::<bool>().prop_map(|tag| Act::Reflect { tag }),
        (which(), any::<bool>()).prop_map(|(which, follow)| Act::Edit { which, follow }),
        which().prop_map(|which| Act::Share { which }),
        which().prop_map(|which| Act::Share { which }),
        which().prop_map(|which| Act::Unshare { which }),
        which().prop_map(|which| Act::Remove { which }),
        (which(), 0..3_u8).prop_map(|(which, state)| Act::State { which, state }),
        which().prop_map(|which| Act::Respond { which }),
        which().prop_map(|which| Act::Acknowledge { which }),
        which().prop_map(|which| Act::Open { which }),
        which().prop_map(|which| Act::PutAway { which }),
    ]
}

/// What two people do before they meet: of each person on which device, and what.
#[derive(Debug, Clone)]
pub struct Batch {
    /// The device that each person has at hand.
    pub at: [usize; 2],
    /// Who does what, in this order.
    pub acts: Vec<(usize, Act)>,
}

/// Any batch.
pub fn batch() -> impl Strategy<Value = Batch> {
    let at = [0..DEVICES, 0..DEVICES];
    let acts = proptest::collection::vec((0..2_usize, act()), 1..8);
    (at, acts).prop_map(|(at, acts)| Batch { at, acts })
}

/// The words of an entry and what else a reader gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The text; what is said, in an answer.
    pub text: String,
    /// The state of a need.
    pub state: Option<&'static str>,
}

/// What the other can read of an entry.
#[derive(Debug, Clone)]
pub struct Edition {
    /// What stands in it.
    pub said: Said,
    /// When it was shared: the number of the act.
    pub at: usize,
    /// Whether it was changed since.
    pub edited: bool,
}

/// An entry as its author has it.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Whose.
    pub author: usize,
    /// `appreciation`, `need`, `reflection` or `response`.
    pub kind: &'static str,
    /// What it says.
    pub said: Said,
    /// Whether it is to the other.
    pub to: bool,
    /// Whether it has the tag.
    pub tag: bool,
    /// Whether it is an acknowledgement alone.
    pub ack: bool,
    /// Whether it was changed.
    pub edited: bool,
    /// Number of the act that wrote it.
    pub at: usize,
    /// What it answers: the entry, and when that edition of it was shared.
    pub answers: Option<(usize, usize)>,
    /// What the other can read.
    pub edition: Option<Edition>,
    /// Whether it was ever withdrawn.
    pub withdrawn: bool,
    /// Whether it was erased.
    pub gone: bool,
}

/// What the other had of an entry when they last met.
#[derive(Debug, Clone)]
pub struct Received {
    /// Which.
    pub entry: usize,
    /// What they can read.
    pub edition: Edition,
}

/// All that there is.
#[derive(Debug, Default)]
pub struct Model {
    /// Every entry ever written.
    pub entries: Vec<Entry>,
    /// What each person had of the other when they last met.
    pub received: [Vec<Received>; 2],
    /// What was opened on each device of each person: entry, and when the edition was shared.
    pub opened: [[Vec<(usize, usize)>; DEVICES]; 2],
    /// What was put away on each device.
    pub away: [[Vec<usize>; DEVICES]; 2],
    /// How many acts there were.
    pub acts: usize,
}

const STATES: [&str; 3] = ["voiced", "met", "let-go"];

impl Model {
    /// The name of a state by its number.
    pub const fn state(number: u8) -> &'static str {
        STATES[number as usize % STATES.len()]
    }

    /// The own entry that is meant, of those that pass.
    pub fn own(&self, person: usize, which: u8, pass: impl Fn(&Entry) -> bool) -> Option<usize> {
        let mine = (0..self.entries.len()).filter(|at| {
            let entry = &self.entries[*at];
            entry.author == person && !entry.gone && pass(entry)
        });
        let mine: Vec<usize> = mine.collect();
        let at = usize::from(which).checked_rem(mine.len())?;
        mine.get(at).copied()
    }

    /// The received entry that is meant.
    pub fn theirs(&self, person: usize, which: u8) -> Option<&Received> {
        let received = &self.received[person];
        received.get(usize::from(which).checked_rem(received.len())?)
    }

    fn write(&mut self, entry: Entry) -> usize {
        self.entries.push(entry);
        self.entries.len() - 1
    }

    /// A new entry of this kind, shared with nobody.
    fn fresh(&self, author: usize, kind: &'static str) -> Entry {
        Entry {
            author,
            kind,
            said: Said {
                text: self.text(),
                state: (kind == "need").then_some("voiced"),
            },
            to: false,
            tag: false,
            ack: false,
            edited: false,
            at: self.acts,
            answers: None,
            edition: None,
            withdrawn: false,
            gone: false,
        }
    }

    /// Words that stand nowhere else: each act writes at most once.
    pub fn text(&self) -> String {
        format!("words{}x", self.acts)
    }

    /// Shares or brings up to date.
    fn share(&mut self, at: usize) {
        let now = self.acts;
        let entry = &mut self.entries[at];
        let said = entry.said.clone();
        match &mut entry.edition {
            Some(edition) => {
                edition.edited |= edition.said != said;
                edition.said = said;
            }
            none => {
                *none = Some(Edition {
                    said,
                    at: now,
                    edited: false,
                });
            }
        }
    }

    /// Does an act. Of what was written, its number.
    pub fn act(&mut self, person: usize, device: usize, act: Act) -> Option<usize> {
        self.acts += 1;
        match act {
            Act::Thank { keep } => {
                let fresh = self.fresh(person, "appreciation");
                let at = self.write(Entry { to: true, ..fresh });
                if !keep {
                    self.share(at);
                }
                Some(at)
            }
            Act::Need { to } => {
                let fresh = self.fresh(person, "need");
                Some(self.write(Entry { to, ..fresh }))
            }
            Act::Reflect { tag } => {
                let fresh = self.fresh(person, "reflection");
                Some(self.write(Entry { tag, ..fresh }))
            }
            Act::Respond { which } => self.answer(person, device, which, false),
            Act::Acknowledge { which } => self.answer(person, device, which, true),
            Act::Open { which } => {
                let (entry, at) = self.seen(person, which)?;
                self.opened[person][device].push((entry, at));
                None
            }
            Act::PutAway { which } => {
                let at = self.own(person, which, Entry::on_shelf)?;
                self.away[person][device].push(at);
                None
            }
            Act::Edit { which, follow } => {
                let at = self.own(person, which, |entry| !entry.ack)?;
                self.entries[at].said.text = self.text();
                self.entries[at].edited = true;
                if follow && self.entries[at].edition.is_some() {
                    self.share(at);
                }
                None
            }
            Act::Share { which } => {
                let at = self.own(person, which, |_| true)?;
                self.share(at);
                None
            }
            Act::Unshare { which } => {
                let at = self.own(person, which, |entry| entry.edition.is_some())?;
                self.entries[at].edition = None;
                self.entries[at].withdrawn = true;
                None
            }
            Act::Remove { which } => {
                let at = self.own(person, which, |_| true)?;
                self.entries[at].edition = None;
                self.entries[at].gone = true;
                None
            }
            Act::State { which, state } => {
                let at = self.own(person, which, |entry| entry.kind == "need")?;
                let state = Some(Self::state(state));
                self.entries[at].edited |= self.entries[at].said.state != state;
                self.entries[at].said.state = state;
                if self.entries[at].edition.is_some() {
                    self.share(at);
                }
                None
            }
        }
    }

    fn seen(&self, person: usize, which: u8) -> Option<(usize, usize)> {
        let received = self.theirs(person, which)?;
        Some((received.entry, received.edition.at))
    }

    fn answer(&mut self, person: usize, device: usize, which: u8, ack: bool) -> Option<usize> {
        let (answers, shared) = self.seen(person, which)?;
        let mut answer = self.fresh(person, "response");
        if ack {
            answer.said.text.clear();
        }
        self.opened[person][device].push((answers, shared));
        let at = self.write(Entry {
            to: true,
            ack,
            answers: Some((answers, shared)),
            ..answer
        });
        self.share(at);
        Some(at)
    }

    /// Everybody meets everybody.
    pub fn meet(&mut self) {
        for person in 0..2 {
            let entries = self.entries.iter().enumerate();
            let theirs = entries.filter(|(_, entry)| entry.author != person);
            let readable = theirs.filter_map(|(entry, it)| {
                let edition = it.edition.clone()?;
                Some(Received { entry, edition })
            });
            self.received[person] = readable.collect();
            self.received[person].sort_by_key(|received| received.edition.at);
        }
    }
}

impl Entry {
    /// Whether it waits on the shelf: an appreciation that was never shared.
    pub fn on_shelf(&self) -> bool {
        self.kind == "appreciation" && self.edition.is_none() && !self.withdrawn && !self.gone
    }
}
