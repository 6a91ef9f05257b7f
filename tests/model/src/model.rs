//! What two people should see, by maps alone.

use crate::acts::{Act, Fate};

/// Two people, who call each other by these names.
pub const NAMES: [&str; 2] = ["Ana", "Sam"];
/// Devices of each.
pub const DEVICES: usize = 2;

/// When something was shared: the number of the act, and the number within it.
pub type When = (usize, usize);

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
    /// The part that it is, if it is not the whole.
    pub part: Option<String>,
    /// When it was shared.
    pub at: When,
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
    /// `yes` or `not-quite`, where it says that of an answer.
    pub heard: Option<&'static str>,
    /// What it answers: the entry, and when that edition of it was shared.
    pub answers: Option<(usize, When)>,
    /// The device at which a share of it is held.
    pub held: Option<usize>,
    /// The one device that knows it as it is, until all meet: the others leave it alone till then.
    pub at_hand: Option<usize>,
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
    pub opened: [[Vec<(usize, When)>; DEVICES]; 2],
    /// What was put away on each device.
    pub away: [[Vec<usize>; DEVICES]; 2],
    /// Whether each person has paused with the other.
    pub paused: [bool; 2],
    /// The one device of each person that knows so, until all meet.
    pub paused_at: [Option<usize>; 2],
    /// How many acts there were.
    pub acts: usize,
    /// How often something was shared in this act.
    shares: usize,
}

const STATES: [&str; 3] = ["voiced", "met", "let-go"];

impl Model {
    /// The name of a state by its number.
    pub const fn state(number: u8) -> &'static str {
        STATES[number as usize % STATES.len()]
    }

    /// The own entry that is meant, of those at hand on this device that pass.
    pub fn own(
        &self,
        (person, device): (usize, usize),
        which: u8,
        pass: impl Fn(&Entry) -> bool,
    ) -> Option<usize> {
        let mine = (0..self.entries.len()).filter(|at| {
            let entry = &self.entries[*at];
            let here = entry.is_at_hand(device);
            entry.author == person && here && !entry.gone && pass(entry)
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

    /// The received answer that is meant, of those to own entries as they are at hand and can be read.
    pub fn answer_to(&self, (person, device): (usize, usize), which: u8) -> Option<&Received> {
        let right = |received: &&Received| {
            let Some((of, when)) = self.entries[received.entry].answers else {
                return false;
            };
            let of = &self.entries[of];
            let stands = of.edition.as_ref().is_some_and(|it| it.at == when);
            of.author == person && of.kind != "response" && stands && of.is_at_hand(device)
        };
        let answers: Vec<&Received> = self.received[person].iter().filter(right).collect();
        let at = usize::from(which).checked_rem(answers.len())?;
        answers.get(at).copied()
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
            heard: None,
            answers: None,
            held: None,
            at_hand: None,
            edition: None,
            withdrawn: false,
            gone: false,
        }
    }

    /// Words that stand nowhere else: each act writes at most once.
    pub fn text(&self) -> String {
        format!("words{}x", self.acts)
    }

    /// Words of a part that stand nowhere else.
    pub fn part(&self) -> String {
        format!("part{}x", self.acts)
    }

    /// Shares or brings up to date, whole or a part.
    fn share(&mut self, at: usize, part: Option<String>) {
        let now = (self.acts, self.shares);
        let entry = &mut self.entries[at];
        entry.held = None;
        let mut said = entry.said.clone();
        if let Some(part) = &part {
            said.text.clone_from(part);
        }
        match &mut entry.edition {
            Some(edition) => {
                edition.edited |= edition.said != said || edition.part != part;
                edition.said = said;
                edition.part = part;
            }
            none => {
                self.shares += 1;
                *none = Some(Edition {
                    said,
                    part,
                    at: now,
                    edited: false,
                });
            }
        }
    }

    /// Brings the edition up to date if there is one, as whole or part as it was.
    fn follow(&mut self, at: usize) {
        if let Some(edition) = &self.entries[at].edition {
            self.share(at, edition.part.clone());
        }
    }

    /// What a device holds and is due leaves, in the order in which it was written.
    fn fire(&mut self, person: usize, device: usize) {
        for at in 0..self.entries.len() {
            let entry = &self.entries[at];
            if entry.author == person && entry.held == Some(device) {
                self.share(at, None);
            }
        }
    }

    /// Whether a device holds something.
    pub fn holds(&self, person: usize, device: usize) -> bool {
        let mut entries = self.entries.iter();
        entries.any(|it| it.author == person && it.held == Some(device))
    }

    /// Time passes, and what this device holds leaves.
    pub fn let_leave(&mut self, person: usize, device: usize) {
        self.acts += 1;
        self.shares = 0;
        self.fire(person, device);
    }

    /// Does an act. Of what was written, its number.
    pub fn act(&mut self, at: (usize, usize), act: Act) -> Option<usize> {
        let (person, device) = at;
        self.acts += 1;
        self.shares = 0;
        let touched = match act {
            Act::Thank { .. }
            | Act::Need { .. }
            | Act::Reflect { .. }
            | Act::Respond { .. }
            | Act::Acknowledge { .. }
            | Act::Hear { .. } => {
                let written = self.writes(at, act)?;
                self.entries[written].at_hand = Some(device);
                return Some(written);
            }
            Act::Open { which } => {
                let seen = self.seen(person, which)?;
                self.opened[person][device].push(seen);
                return None;
            }
            Act::PutAway { which } => {
                let at = self.own(at, which, Entry::on_shelf)?;
                self.away[person][device].push(at);
                return None;
            }
            Act::Pause => {
                if self.may_pause(person, device) {
                    self.paused[person] ^= true;
                    self.paused_at[person] = Some(device);
                }
                return None;
            }
            Act::Edit { .. }
            | Act::Share { .. }
            | Act::Unshare { .. }
            | Act::Remove { .. }
            | Act::State { .. } => self.changes(at, act)?,
        };
        self.entries[touched].at_hand = Some(device);
        None
    }

    /// Whether this device knows how things stand with the other.
    pub fn may_pause(&self, person: usize, device: usize) -> bool {
        self.paused_at[person].is_none_or(|it| it == device)
    }

    fn writes(&mut self, at: (usize, usize), act: Act) -> Option<usize> {
        let (person, device) = at;
        match act {
            Act::Thank { fate } => {
                let fresh = self.fresh(person, "appreciation");
                let held = (fate != Fate::Kept).then_some(device);
                let at = self.write(Entry {
                    to: true,
                    held,
                    ..fresh
                });
                // What is shared at once lets everything leave that is due; all else is, by now.
                let late = (fate == Fate::Held).then(|| self.entries[at].held.take());
                if fate != Fate::Kept {
                    self.fire(person, device);
                }
                self.entries[at].held = late.flatten();
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
            Act::Respond { which } => {
                let seen = self.seen(person, which)?;
                Some(self.answer(at, seen, |answer| answer))
            }
            Act::Acknowledge { which } => {
                let seen = self.seen(person, which)?;
                Some(self.answer(at, seen, |answer| Entry {
                    ack: true,
                    ..answer
                }))
            }
            Act::Hear { which, right } => self.hear(at, which, right),
            _ => None,
        }
    }

    fn hear(&mut self, at: (usize, usize), which: u8, right: bool) -> Option<usize> {
        let answer = self.answer_to(at, which)?;
        let (answer, when) = (answer.entry, answer.edition.at);
        let (of, _) = self.entries[answer].answers?;
        let heard = Some(if right { "yes" } else { "not-quite" });
        let said = self.answer(at, (answer, when), |answer| Entry { heard, ..answer });
        let need = &mut self.entries[of];
        if right && matches!(need.said.state, Some("voiced" | "heard")) {
            need.edited |= need.said.state != Some("heard");
            need.said.state = Some("heard");
            need.at_hand = Some(at.1);
            self.follow(of);
        }
        Some(said)
    }

    /// Changes an own entry: which.
    fn changes(&mut self, at: (usize, usize), act: Act) -> Option<usize> {
        match act {
            Act::Edit { which, follow } => {
                let at = self.own(at, which, Entry::has_words)?;
                self.entries[at].said.text = self.text();
                self.entries[at].edited = true;
                if follow {
                    self.follow(at);
                }
                Some(at)
            }
            Act::Share { which, part } => {
                let at = self.own(at, which, |_| true)?;
                let part = part && self.entries[at].kind != "response";
                self.share(at, part.then(|| self.part()));
                Some(at)
            }
            Act::Unshare { which } => {
                let at = self.own(at, which, Entry::has_left)?;
                let entry = &mut self.entries[at];
                entry.withdrawn |= entry.edition.take().is_some();
                entry.held = None;
                Some(at)
            }
            Act::Remove { which } => {
                let at = self.own(at, which, |_| true)?;
                let entry = &mut self.entries[at];
                (entry.edition, entry.held, entry.gone) = (None, None, true);
                Some(at)
            }
            Act::State { which, state } => {
                let at = self.own(at, which, |entry| entry.kind == "need")?;
                let state = Some(Self::state(state));
                self.entries[at].edited |= self.entries[at].said.state != state;
                self.entries[at].said.state = state;
                self.follow(at);
                Some(at)
            }
            _ => None,
        }
    }

    fn seen(&self, person: usize, which: u8) -> Option<(usize, When)> {
        let received = self.theirs(person, which)?;
        Some((received.entry, received.edition.at))
    }

    /// Writes an answer and shares it.
    fn answer(
        &mut self,
        (person, device): (usize, usize),
        answers: (usize, When),
        with: impl FnOnce(Entry) -> Entry,
    ) -> usize {
        let fresh = self.fresh(person, "response");
        let mut answer = with(Entry {
            to: true,
            answers: Some(answers),
            ..fresh
        });
        if !answer.has_words() {
            answer.said.text.clear();
        }
        self.opened[person][device].push(answers);
        let at = self.write(answer);
        self.share(at, None);
        at
    }

    /// Everybody meets everybody; two who have paused do not.
    pub fn meet(&mut self) {
        for entry in &mut self.entries {
            entry.at_hand = None;
        }
        self.paused_at = [None; 2];
        if self.paused.contains(&true) {
            return;
        }
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
    /// Whether it waits on the shelf: an appreciation that was never shared and is not about to be.
    pub fn on_shelf(&self) -> bool {
        let left = self.has_left() || self.withdrawn || self.gone;
        self.kind == "appreciation" && !left
    }

    /// Whether it can be read, or is about to be.
    pub const fn has_left(&self) -> bool {
        self.edition.is_some() || self.held.is_some()
    }

    /// Whether its author wrote words, which can be changed.
    pub const fn has_words(&self) -> bool {
        !self.ack && self.heard.is_none()
    }

    fn is_at_hand(&self, device: usize) -> bool {
        self.at_hand.is_none_or(|it| it == device)
    }
}
