//! What travels: every frame and bundle, opened with every key.

use std::collections::{BTreeMap, BTreeSet};

use fondly_crypto::{EpochKey, SealingSecret};
use fondly_engine::{Engine, EngineError, simulation};
use fondly_store::DocumentState;
use fondly_sync::{
    Content, EpochId, Message, PersonId, Roster, Run, SpaceId,
    bundle::{self, Section, Statement},
    envelope::{Contents, open_envelope},
};

use crate::world::World;

/// Bytes that left a device, and for whom.
#[derive(Debug, Clone)]
pub struct Sent {
    /// When.
    pub at: i64,
    /// The device that said it.
    pub from: usize,
    /// The device for which it is.
    pub to: usize,
    /// A frame of a session, or an envelope of a bundle as one.
    pub frame: Vec<u8>,
}

/// What is known of everything that was said.
#[derive(Debug, Default)]
pub struct Letters {
    /// All of it.
    pub sent: Vec<Sent>,
    /// Every key under which anything was ever sealed.
    keys: BTreeMap<EpochId, (SpaceId, EpochKey)>,
    /// The members of every space about which anything was said.
    members: BTreeMap<SpaceId, Vec<PersonId>>,
    /// Which of the people each person is.
    pub people: BTreeMap<PersonId, usize>,
    /// From when on a person may read some words, by the words and the person.
    may_read: BTreeMap<(String, usize), i64>,
    /// Devices that ended a relation themselves, and with whom.
    pub ended: BTreeSet<(usize, usize)>,
}

impl Letters {
    /// Notes that a person may read some words from now on.
    pub fn allow(&mut self, text: &str, person: usize, now: i64) {
        self.may_read
            .entry((text.to_owned(), person))
            .or_insert(now);
    }

    fn open(&self, envelope: &[u8]) -> Option<(SpaceId, Contents)> {
        self.keys.iter().find_map(|(id, (space, key))| {
            let (_, contents) = open_envelope([(id, key)], space, envelope).ok()?;
            Some((*space, contents))
        })
    }
}

impl World {
    /// Notes what a device says to another about a space, and looks whether it may, by what it knows.
    ///
    /// # Errors
    /// What the engine said.
    pub fn say(
        &mut self,
        (from, to): (usize, usize),
        space: &SpaceId,
        frame: &[u8],
    ) -> Result<(), EngineError> {
        let ends = [from as u8, to as u8];
        self.trace.note("to", &ends);
        self.trace.note("frame", frame);
        let (sender, receiver) = (self.devices[from].person, self.devices[to].person);
        let envelope = match Message::decode(frame) {
            Ok(Message::Envelope(envelope)) => Some(envelope),
            _ => None,
        };
        let looked = self.on(from, |engine| {
            simulation::look(engine, |tx| {
                let contact = tx.contact(space)?;
                let epochs = match envelope {
                    Some(_) => tx.epochs(space)?,
                    None => Vec::new(),
                };
                let person = simulation::who(engine).person;
                Ok((contact, epochs, tx.members(space)?, person))
            })
        });
        let (contact, epochs, members, person) = looked?;
        let other = self.on(to, |engine| Ok(simulation::who(engine).person))?;
        self.letters.people.insert(other, receiver);
        self.letters.members.insert(*space, members);
        self.letters.people.insert(person, sender);
        let apart = contact.is_some_and(|contact| contact.wish != fondly_sync::Wish::Open);
        let ended = self.letters.ended.contains(&(from, receiver));
        if sender != receiver && (apart || ended) {
            self.is_wrong(format!(
                "{} says something to {}, from whom its person is apart",
                self.devices[from].name, self.devices[to].name
            ));
        }
        for row in epochs {
            let key = EpochKey::from_bytes(&row.key);
            self.letters.keys.insert(row.id, (*space, key));
        }
        if let Some(envelope) = envelope {
            self.look_for_what_was_withdrawn(from, &envelope)?;
        }
        self.letters.sent.push(Sent {
            at: self.now,
            from,
            to,
            frame: frame.to_vec(),
        });
        Ok(())
    }

    /// Notes what is in a file that a device made for the devices of a person, as if it had said it.
    ///
    /// # Errors
    /// What the engine said.
    pub fn say_bundle(
        &mut self,
        from: usize,
        person: usize,
        bytes: &[u8],
    ) -> Result<(), EngineError> {
        let name = self.devices[from].name.clone();
        let Ok(sections) = bundle::read(bytes) else {
            self.is_wrong(format!("{name} makes a file that is none"));
            return Ok(());
        };
        for section in &sections {
            for to in self.living().into_iter().filter(|to| *to != from) {
                let Some((space, said)) = self.on(to, |engine| opened(engine, section))? else {
                    continue;
                };
                if self.devices[to].person != person {
                    let other = &self.devices[to].name;
                    self.is_wrong(format!("{name} makes a file that {other} can open"));
                }
                let wraps = said.epoch.wraps.into_iter();
                let epochs = wraps.map(|(_, wrap)| Message::Epoch {
                    announcement: said.epoch.announcement.clone(),
                    signer: said.epoch.signer,
                    wrap: wrap.into_vec(),
                });
                let envelopes = section.envelopes.iter();
                let envelopes = envelopes.map(|envelope| Message::Envelope(envelope.to_vec()));
                let rosters = Message::Rosters(said.rosters);
                let messages: Vec<Message> = epochs.chain([rosters]).chain(envelopes).collect();
                for message in messages {
                    self.say((from, to), &space, &message.encode())?;
                }
            }
        }
        Ok(())
    }

    /// Nothing travels with its payload that its sender knows to be withdrawn.
    fn look_for_what_was_withdrawn(
        &mut self,
        from: usize,
        envelope: &[u8],
    ) -> Result<(), EngineError> {
        let Some((space, contents)) = self.letters.open(envelope) else {
            self.is_wrong(format!(
                "{} says what it cannot open",
                self.devices[from].name
            ));
            return Ok(());
        };
        let whose = self.on(from, |engine| {
            simulation::look(engine, |tx| Ok(tx.person_of_device(&contents.device)?))
        })?;
        let Some(person) = whose else {
            self.is_wrong(format!(
                "{} passes on the log of nobody",
                self.devices[from].name
            ));
            return Ok(());
        };
        for item in contents.runs.iter().flat_map(|run| &run.items) {
            let document = item.document(&space, &contents.device, &person);
            if !matches!(item.content, Content::Full(_)) {
                continue;
            }
            let held = self.on(from, |engine| {
                simulation::look(engine, |tx| Ok(tx.document(&space, &document)?))
            })?;
            if held.is_some_and(|row| row.state == DocumentState::Retracted) {
                self.is_wrong(format!(
                    "{} says what it knows to be withdrawn",
                    self.devices[from].name
                ));
            }
        }
        Ok(())
    }
}

/// What a section of a file says, if it is for this device.
fn opened(
    engine: &Engine,
    section: &Section<'_>,
) -> Result<Option<(SpaceId, Statement)>, EngineError> {
    let device = simulation::who(engine).device;
    simulation::look(engine, |tx| {
        for row in tx.spaces()? {
            let secrets = tx.sealing_secrets(&row.space)?;
            let secrets: Vec<SealingSecret> = secrets
                .iter()
                .map(|secret| SealingSecret::from_bytes(secret))
                .collect();
            if let Some(said) = section.open(&row.space, &device, &secrets)? {
                return Ok(Some((row.space, said)));
            }
        }
        Ok(None)
    })
}

/// Everything that was ever said is of a space in which its receiver is, and holds no words that
/// their author had not shared with the receiver by then.
///
/// # Errors
/// What was said to whom.
pub fn nothing_is_said_to_whom_it_is_not_for(world: &World) -> Result<(), String> {
    let letters = &world.letters;
    for sent in &letters.sent {
        let (from, to) = (&world.devices[sent.from], &world.devices[sent.to]);
        let wrong = |what: String| Err(format!("{} says to {}: {what}", from.name, to.name));
        let (spaces, payloads) = match read(letters, &sent.frame) {
            Ok(read) => read,
            Err(what) => return wrong(what),
        };
        for space in spaces {
            let members = letters.members.get(&space).into_iter().flatten();
            let mut members = members.filter_map(|person| letters.people.get(person));
            if !members.any(|person| *person == to.person) {
                return wrong(format!("something of {space:?}"));
            }
        }
        for (text, author) in &world.planted {
            let may = *author == to.person
                || letters
                    .may_read
                    .get(&(text.clone(), to.person))
                    .is_some_and(|since| *since <= sent.at);
            if !may && payloads.iter().any(|payload| holds(payload, text)) {
                return wrong(text.clone());
            }
        }
    }
    Ok(())
}

/// The spaces that a frame names, and the payloads in it and the frame itself.
fn read(letters: &Letters, frame: &[u8]) -> Result<(Vec<SpaceId>, Vec<Vec<u8>>), String> {
    let message = Message::decode(frame).map_err(|fault| format!("no message: {fault}"))?;
    let (mut spaces, mut payloads) = (Vec::new(), vec![frame.to_vec()]);
    let known = |roster: &[u8]| {
        let roster = Roster::decode(roster).map_err(|fault| format!("no roster: {fault}"))?;
        let known = letters.people.contains_key(&roster.person());
        known
            .then_some(())
            .ok_or_else(|| "a roster of nobody".to_owned())
    };
    match message {
        Message::Hello { spaces: named, .. } => {
            spaces.extend(named.into_iter().map(|(space, _)| space));
        }
        Message::Space(space) => spaces.push(space),
        Message::Envelope(envelope) => {
            let opened = letters.open(&envelope);
            let (space, contents) = opened.ok_or("nobody can open it")?;
            spaces.push(space);
            payloads.extend(contents.runs.iter().flat_map(bodies));
        }
        Message::Epoch { announcement, .. } => payloads.extend(bodies(&announcement)),
        Message::Introduce { roster, device_run } => {
            known(&roster)?;
            payloads.extend(bodies(&device_run));
        }
        Message::Rosters(rosters) => rosters.iter().try_for_each(|it| known(it))?,
        Message::Proof { .. }
        | Message::Frontier { .. }
        | Message::Done
        | Message::Durable { .. }
        | Message::Sealing(_) => {}
    }
    Ok((spaces, payloads))
}

fn bodies(run: &Run) -> Vec<Vec<u8>> {
    let items = run.items.iter();
    let full = items.filter_map(|item| match &item.content {
        Content::Full(payload) => Some(payload.body.clone()),
        Content::Hole(_) => None,
    });
    full.collect()
}

/// Whether bytes hold a text.
pub(crate) fn holds(bytes: &[u8], text: &str) -> bool {
    memchr::memmem::find(bytes, text.as_bytes()).is_some()
}
