//! The same acts on the real engine, and its views beside those of the model.

use std::fmt::Debug;

use fondly_engine::{
    BalanceView, Engine, EngineError, EntryView, Filter, Need, Reflect, Respond, Thanks,
    simulation::{clock, do_due, random},
};
use fondly_sim::world::World;
use rand_chacha::ChaCha8Rng;
use rand_core::SeedableRng as _;

use crate::{
    acts::{Act, Batch, Fate},
    model::{DEVICES, Entry, Model, NAMES, When},
    rows::{Row, TAG, other, own, rows},
};

/// Times of editions are given by the hour: each act has one of its own.
const BETWEEN_ACTS: i64 = 3600;
/// More frames than any session here has.
const FRAMES_MAX: usize = 10_000;
/// Rounds after which everybody must have everything.
const ROUNDS_MAX: usize = 12;

/// Two people with their devices, beside the model of them.
#[derive(Debug)]
pub struct Both {
    world: World,
    /// What should be.
    pub model: Model,
    /// The id of each entry at its author's.
    ids: Vec<String>,
    /// The ids of what each person has of the other, in the order of the model.
    received: [Vec<String>; 2],
}

/// The first devices stand first, then the second ones.
const fn place(person: usize, slot: usize) -> usize {
    slot * NAMES.len() + person
}

fn same<T: PartialEq + Debug>(what: &str, real: T, model: T) -> Result<(), String> {
    if real == model {
        return Ok(());
    }
    Err(format!("{what}\n  is      {real:?}\n  must be {model:?}"))
}

fn failed(what: impl Debug) -> impl FnOnce(EngineError) -> String {
    move |error| format!("{what:?}: {error}")
}

impl Drop for Both {
    fn drop(&mut self) {
        clock::set(None);
        random::replace(None);
    }
}

impl Both {
    /// Two people who are linked, with all their devices.
    ///
    /// # Errors
    /// What the engine said, in words.
    pub fn new(seed: u64) -> Result<Self, String> {
        random::replace(Some(Box::new(ChaCha8Rng::seed_from_u64(seed))));
        let world = World::new(seed, NAMES.len()).map_err(failed("begin"))?;
        let mut both = Self {
            world,
            model: Model::default(),
            ids: Vec::new(),
            received: [Vec::new(), Vec::new()],
        };
        for person in 0..NAMES.len() {
            both.world.link(person).map_err(failed("link"))?;
        }
        both.meet()?;
        Ok(both)
    }

    /// Does a batch on both, lets everybody meet, and compares.
    ///
    /// # Errors
    /// What differs.
    pub fn batch(&mut self, batch: &Batch) -> Result<(), String> {
        for (person, slot, act) in batch {
            self.world.now += BETWEEN_ACTS;
            self.act(*person, *slot, *act).map_err(failed(act))?;
        }
        self.meet()
    }

    /// Lets leave what is held, everybody meet everybody, and compares.
    ///
    /// # Errors
    /// What differs.
    pub fn meet(&mut self) -> Result<(), String> {
        for (person, slot) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            if self.model.holds(person, slot) {
                self.world.now += BETWEEN_ACTS;
                self.model.let_leave(person, slot);
                self.on(person, slot, do_due).map_err(failed("leave"))?;
            }
        }
        self.model.meet();
        // Own devices first, as a process that takes the network does: one of them may have paused.
        for person in 0..NAMES.len() {
            let (one, other) = (place(person, 0), place(person, 1));
            for (a, b) in [(one, other), (other, one)] {
                let met = self.world.meet(a, b, FRAMES_MAX);
                met.map_err(failed("meet"))?;
            }
        }
        if !self.world.settle(ROUNDS_MAX).map_err(failed("meet"))? {
            return Err("it did not come to rest".to_owned());
        }
        self.compare()
    }

    /// Compares every view of every device.
    ///
    /// # Errors
    /// What differs.
    pub fn compare(&mut self) -> Result<(), String> {
        for (person, name) in NAMES.iter().enumerate() {
            for slot in 0..DEVICES {
                let at = |what: &str| format!("{what} of device {slot} of {name}");
                self.compare_list(person, slot, &at)?;
                self.compare_log(person, slot, &at)?;
                self.compare_inbox(person, slot, &at)?;
                self.compare_shelf(person, slot, &at)?;
                self.compare_balance(person, slot, &at)?;
                self.compare_search(person, slot, &at)?;
            }
        }
        Ok(())
    }

    fn on<T>(
        &mut self,
        person: usize,
        slot: usize,
        work: impl FnOnce(&mut Engine) -> Result<T, EngineError>,
    ) -> Result<T, EngineError> {
        self.world.on(place(person, slot), work)
    }

    /// Nothing happens where there is nothing that the act could be about: the model says so first.
    fn act(&mut self, person: usize, slot: usize, act: Act) -> Result<(), EngineError> {
        let name = NAMES[1 - person].to_owned();
        let target = self.target((person, slot), act);
        let pauses = act == Act::Pause && self.model.may_pause(person, slot);
        let paused = self.model.paused[person];
        let written = self.model.act((person, slot), act);
        let (text, part) = (self.model.text(), self.model.part());
        if pauses {
            let done = |engine: &mut Engine| match paused {
                true => engine.resume(&name),
                false => engine.pause(&name),
            };
            return self.on(person, slot, done).map(drop);
        }
        let part = match act {
            Act::Share { part: true, .. } => {
                Some(part).filter(|_| self.takes_part(target.as_ref()))
            }
            _ => None,
        };
        let done = self.on(person, slot, |engine| {
            perform(engine, act, (name, text, part), target)
        })?;
        if written.is_some() {
            self.ids.extend(done);
        }
        Ok(())
    }

    /// Whether a part of this entry can be shared.
    fn takes_part(&self, id: Option<&String>) -> bool {
        let at = self.ids.iter().position(|it| Some(it) == id);
        at.is_some_and(|at| self.model.entries[at].kind != "response")
    }

    /// The id of what an act is about.
    fn target(&self, at: (usize, usize), act: Act) -> Option<String> {
        let mine = |pass: fn(&Entry) -> bool, which: u8| {
            let at = self.model.own(at, which, pass)?;
            Some(self.ids[at].clone())
        };
        let theirs = |entry: usize| {
            let received = &self.model.received[at.0];
            let place = received.iter().position(|it| it.entry == entry)?;
            Some(self.received[at.0][place].clone())
        };
        match act {
            Act::Edit { which, .. } => mine(Entry::has_words, which),
            Act::Share { which, .. } | Act::Remove { which } => mine(|_| true, which),
            Act::Unshare { which } => mine(Entry::has_left, which),
            Act::State { which, .. } => mine(|entry| entry.kind == "need", which),
            Act::PutAway { which } => mine(Entry::on_shelf, which),
            Act::Respond { which } | Act::Acknowledge { which } | Act::Open { which } => {
                theirs(self.model.theirs(at.0, which)?.entry)
            }
            Act::Hear { which, .. } => theirs(self.model.answer_to(at, which)?.entry),
            Act::Thank { .. } | Act::Need { .. } | Act::Reflect { .. } | Act::Pause => None,
        }
    }

    fn compare_list(
        &mut self,
        person: usize,
        slot: usize,
        at: &impl Fn(&str) -> String,
    ) -> Result<(), String> {
        let list = |engine: &mut fondly_engine::Engine| engine.list(&Filter::default());
        let views = self.on(person, slot, list).map_err(failed("list"))?;
        let received = views.iter().rev().filter(|view| view.author != "me");
        self.received[person] = received.map(|view| view.id.clone()).collect();
        let mine = self.mine(person);
        let mine = mine.map(|entry| ((entry.at, 0), own(entry, &entry.said.text, entry.edited)));
        let theirs = self.theirs(person);
        let mut model: Vec<(When, Row)> = mine.chain(theirs).collect();
        model.sort_by_key(|(when, _)| std::cmp::Reverse(*when));
        let model: Vec<Row> = model.into_iter().map(|(_, row)| row).collect();
        same(&at("the list"), rows(views), model.clone())?;
        let tagged = Filter {
            tag: Some(TAG.to_owned()),
            ..Filter::default()
        };
        let views = self.on(person, slot, |engine| engine.list(&tagged));
        let tagged = model.into_iter().filter(|row| !row.tags.is_empty());
        let views = rows(views.map_err(failed("list by tag"))?);
        same(&at("the list by tag"), views, tagged.collect())
    }

    fn mine(&self, person: usize) -> impl Iterator<Item = &Entry> {
        let entries = self.model.entries.iter();
        entries.filter(move |entry| entry.author == person && !entry.gone)
    }

    fn theirs(&self, person: usize) -> impl Iterator<Item = (When, Row)> {
        let received = self.model.received[person].iter();
        received.map(|it| (it.edition.at, other(&self.model.entries[it.entry], it)))
    }

    fn compare_log(
        &mut self,
        person: usize,
        slot: usize,
        at: &impl Fn(&str) -> String,
    ) -> Result<(), String> {
        let log = self.on(person, slot, |engine| engine.log(NAMES[1 - person]));
        let log = log.map_err(failed("log"))?;
        let log = log.into_iter().map(|view| {
            let mine = view.author == "me";
            (mine, view.text, view.edited)
        });
        let mine = self.mine(person);
        let mine = mine.filter_map(|entry| Some((entry, true, entry.edition.as_ref()?)));
        let theirs = self.model.received[person].iter();
        let theirs = theirs.map(|it| (&self.model.entries[it.entry], false, &it.edition));
        let shared = mine.chain(theirs);
        let shared = shared.filter(|(entry, ..)| entry.kind == "appreciation");
        let mut model: Vec<_> = shared
            .map(|(_, mine, edition)| {
                let said = (mine, edition.said.text.clone(), edition.edited);
                (edition.at, said)
            })
            .collect();
        model.sort();
        let model = model.into_iter().map(|(_, said)| said).collect::<Vec<_>>();
        same(&at("the log"), log.collect(), model)
    }

    fn compare_inbox(
        &mut self,
        person: usize,
        slot: usize,
        at: &impl Fn(&str) -> String,
    ) -> Result<(), String> {
        let inbox = self.on(person, slot, |engine| engine.inbox());
        let inbox = rows(inbox.map_err(failed("inbox"))?);
        let opened = &self.model.opened[person][slot];
        let received = self.model.received[person].iter();
        let unread = received.filter(|it| !opened.contains(&(it.entry, it.edition.at)));
        let model = unread.map(|it| other(&self.model.entries[it.entry], it));
        same(&at("the inbox"), inbox, model.collect())
    }

    fn compare_shelf(
        &mut self,
        person: usize,
        slot: usize,
        at: &impl Fn(&str) -> String,
    ) -> Result<(), String> {
        let shelf = self.on(person, slot, |engine| engine.shelf());
        let shelf = shelf.map_err(failed("shelf"))?.into_iter();
        let away = &self.model.away[person][slot];
        let entries = self.model.entries.iter().enumerate();
        let kept = entries
            .filter(|(at, entry)| entry.author == person && entry.on_shelf() && !away.contains(at));
        let model = kept.map(|(_, entry)| entry.said.text.clone()).collect();
        let shelf: Vec<String> = shelf.map(|view| view.text).collect();
        same(&at("the shelf"), shelf, model)
    }

    /// Compares the needs of both sides.
    ///
    /// # Errors
    /// What differs.
    pub fn compare_balance(
        &mut self,
        person: usize,
        slot: usize,
        at: &impl Fn(&str) -> String,
    ) -> Result<(), String> {
        let balance = self.on(person, slot, |engine| {
            engine.balance(Some(NAMES[1 - person]), None)
        });
        let mut balance = balance.map_err(failed("balance"))?.people;
        let BalanceView {
            waiting,
            mine,
            theirs,
            ..
        } = balance.pop().unwrap_or_default();
        let is_open = |state: Option<&str>| state == Some("voiced");
        let texts = |views: Vec<EntryView>| -> Vec<String> {
            views.into_iter().map(|view| view.text).collect()
        };
        let needs = self.mine(person).filter(|entry| entry.kind == "need");
        let needs = needs.filter(|entry| entry.to || entry.edition.is_some());
        let mut own: [Vec<String>; 2] = [Vec::new(), Vec::new()];
        for need in needs {
            own[usize::from(!is_open(need.said.state))].insert(0, need.said.text.clone());
        }
        let (mut needs, mut waits) = ([Vec::new(), Vec::new()], Vec::new());
        for received in &self.model.received[person] {
            if self.model.entries[received.entry].kind != "need" {
                continue;
            }
            let said = &received.edition.said;
            let open = is_open(said.state);
            needs[usize::from(!open)].insert(0, said.text.clone());
            let what = Some((received.entry, received.edition.at));
            if open && !self.mine(person).any(|entry| entry.answers == what) {
                waits.push(said.text.clone());
            }
        }
        same(&at("what waits"), texts(waiting), waits)?;
        let real = [texts(mine.open), texts(mine.closed)];
        same(&at("the own needs"), real, own)?;
        let real = [texts(theirs.open), texts(theirs.closed)];
        same(&at("the other's needs"), real, needs)
    }

    /// Every word that was ever written is looked for.
    ///
    /// # Errors
    /// What differs.
    pub fn compare_search(
        &mut self,
        person: usize,
        slot: usize,
        at: &impl Fn(&str) -> String,
    ) -> Result<(), String> {
        let acts = (0..=self.model.acts).flat_map(|act| ["words", "part"].map(|it| (it, act)));
        for (what, act) in acts {
            let word = format!("{what}{act}x");
            let wanted = [word.clone()];
            let found = self.on(person, slot, |engine| {
                engine.search(&wanted, &Filter::default())
            });
            let mut found = rows(found.map_err(failed("search"))?);
            found.sort();
            let mine = self.mine(person);
            let mine = mine.map(|entry| own(entry, &entry.said.text, entry.edited));
            let all = mine.chain(self.theirs(person).map(|(_, row)| row));
            let mut model: Vec<Row> = all.filter(|row| row.text == word).collect();
            model.sort();
            same(&at(&format!("the search for {word}")), found, model)?;
        }
        Ok(())
    }
}

/// Does an act on an engine; the id of what was written, if the act writes.
fn perform(
    engine: &mut Engine,
    act: Act,
    (name, text, part): (String, String, Option<String>),
    target: Option<String>,
) -> Result<Option<String>, EngineError> {
    let written = match act {
        Act::Thank { fate } => engine.thanks(Thanks {
            name,
            text,
            keep: fate == Fate::Kept,
            now: fate == Fate::Shared,
            ..Thanks::default()
        })?,
        Act::Need { to } => engine.need(Need {
            text,
            to: to.then_some(name),
            ..Need::default()
        })?,
        Act::Reflect { tag } => engine.reflect(Reflect {
            text,
            tags: tag.then(|| TAG.to_owned()).into_iter().collect(),
            ..Reflect::default()
        })?,
        _ => {
            let Some(id) = target else { return Ok(None) };
            match act {
                Act::Edit { follow, .. } => engine.edit(&id, text, follow)?,
                Act::Share { .. } => engine.share(&id, &name, part)?,
                Act::Unshare { .. } => engine.unshare(&id, &name)?,
                Act::Remove { .. } => engine.remove(&id)?,
                Act::State { state, .. } => engine.need_state(&id, Model::state(state))?,
                Act::Acknowledge { .. } => engine.ack(&id, "thanks")?,
                Act::Hear { right, .. } => {
                    engine.heard(&id, if right { "yes" } else { "not-quite" }, None)?
                }
                Act::PutAway { .. } => return engine.put_away(&id).map(|_| None),
                Act::Open { .. } => return engine.show(&id).map(|_| None),
                _ => engine.respond(Respond {
                    id,
                    say: Some(text),
                    ..Respond::default()
                })?,
            }
        }
    };
    Ok(Some(written.entry.id))
}
